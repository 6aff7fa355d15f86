"""What anybody sees without scripts: the page of a case, feeds, and the page for what is not there.

What is not public is not there, on the page as in feeds, and nothing tells it from a number that
nobody was given.
"""

import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest

from chalicelib.http import public_pages
from chalicelib.http.pages import static_version
from chalicelib.protection.receipts import new_case_id
from chalicelib.store import tables
from tests.integration import rows
from tests.integration.people import NATIONAL, SCHOOLS, acts, filed, receipt
from tests.integration.world import World

ATOM = "{http://www.w3.org/2005/Atom}"
PHONE = "0812-3456-7890"
TITLE = f'Seragam "gratis" <belum> sampai, hubungi {PHONE}'
SPOKEN = (
    "Seragam <b>gratis</b> belum sampai, mohon info kapan dikirim. Bangku kelas kurang, got di"
    f" depan sekolah mampet. Telepon saya {PHONE}."
)
OF_NOBODY = "LP-0000-0000-0000-0"


def feed(world: World, path: str, **query: str) -> ElementTree.Element:
    status, text, headers = world.call("GET", path, query=query)
    assert status == 200, text
    assert headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(text)  # noqa: S314 (ours)


def told(root: ElementTree.Element, name: str) -> list[str]:
    """What the entries of a feed have under a name."""
    return [str(entry.findtext(f"{ATOM}{name}")) for entry in root.iter(f"{ATOM}entry")]


def links(world: World, **query: str) -> list[str]:
    return [one.rpartition("/")[2] for one in told(feed(world, "/feed", **query), "id")]


def test_a_page_says_what_previews_need_and_no_more_than_everybody_reads(world: World) -> None:
    case = filed(world, title=TITLE, body=SPOKEN)
    status, page, headers = world.call("GET", f"/reports/{case['id']}")
    assert status == 200
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Content-Security-Policy"].endswith("report-uri ../csp-reports")
    address = f"https://lapor.test/reports/{case['id']}"
    masked = world.call("GET", f"/v1/complaints/{case['id']}")[1]["title"]
    assert PHONE not in masked
    title = masked.replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
    assert re.findall(r"<title [^>]+>(.+)</title>", page) == [f"{title} · LAPOR"]
    assert f'<meta property="og:title" content="{title}">' in page
    assert f'<link rel="canonical" href="{address}">' in page
    assert f'<meta property="og:url" content="{address}">' in page
    feed_link = f'<link rel="alternate" type="application/atom+xml" href="{address}/feed">'
    assert feed_link in page
    (about,) = re.findall(r'<meta name="description" content="([^"]*)">', page)
    assert f'<meta property="og:description" content="{about}">' in page
    assert "Dinas Pendidikan Kota Surabaya" in about
    assert "Seragam &lt;b&gt;gratis&lt;/b&gt;" in page
    assert "<b>" not in page
    assert PHONE not in page
    # All that is its own is one level up.
    assert {one.partition("/")[0] for one in re.findall(r'(?:href|src)="([^"#]+)"', page)} == {
        "..",
        "https:",
    }


def test_a_long_description_is_cut_between_words(world: World) -> None:
    sentence = "Jadwal pembagian seragam belum ditempel di papan sekolah."
    case = filed(world, body=f"{sentence} " * 8)
    page = world.call("GET", f"/reports/{case['id']}")[1]
    (about,) = re.findall(r'<meta name="description" content="([^"]*)">', page)
    assert len(about) <= 201
    assert about.endswith("…")
    assert about[:-1].split()[-1] in sentence.split()


def reclassified(world: World, case: dict[str, Any]) -> None:
    acts(world, case["id"], NATIONAL, "reclassify", category="kesetaraan_gender.anak_terlantar")


def tightened(world: World, case: dict[str, Any]) -> None:
    path = f"/v1/complaints/{case['id']}/privacy"
    body = {"confidential": True}
    assert world.call("PATCH", path, body, headers=receipt(case))[0] == 200


def tightened_by_its_officers(world: World, case: dict[str, Any]) -> None:
    acts(world, case["id"], SCHOOLS, "tighten", confidential=True)


def restricted(world: World, case: dict[str, Any]) -> None:
    path = f"/v1/complaints/{case['id']}/restriction"
    assert world.call("PUT", path, headers=receipt(case))[0] == 200


def archived_as_abuse(world: World, case: dict[str, Any]) -> None:
    acts(world, case["id"], NATIONAL, "archive", reason="spam")


CLOSED_BY = [reclassified, tightened, tightened_by_its_officers, restricted, archived_as_abuse]


@pytest.mark.parametrize("close", CLOSED_BY, ids=lambda close: close.__name__)
def test_what_stops_being_public_is_gone_at_once_and_like_what_never_was(
    world: World, close: Callable[[World, dict[str, Any]], None]
) -> None:
    case = filed(world)
    paths = [f"/reports/{case['id']}", f"/reports/{case['id']}/feed"]
    before = [world.call("GET", path) for path in paths]
    assert [status for status, _, _ in before] == [200, 200]
    assert case["id"] in links(world)
    list_tag = world.call("GET", "/feed")[2]["ETag"]
    close(world, case)
    unknown = new_case_id()
    for path, (_, _, headers) in zip(paths, before, strict=True):
        known = {"if-none-match": headers.get("ETag", "")}
        answer = world.call("GET", path, headers=known)
        assert answer == world.call("GET", path.replace(case["id"], unknown))
        assert answer[0] == 404
        assert answer[2]["Cache-Control"] == "no-store"
        assert "seragam" not in answer[1].lower()
    assert case["id"] not in links(world)
    assert world.call("GET", "/feed", headers={"if-none-match": list_tag})[0] == 200


@pytest.mark.parametrize("path", ["/feed", "/v1/complaints"])
def test_a_list_for_everybody_shows_cases_as_they_are_now(world: World, path: str) -> None:
    case = filed(world)
    with rows.reads() as seen:
        assert case["id"] in str(world.call("GET", path)[1])
    assert (seen.fetched, seen.consistent) == (1, True)


def test_a_number_that_could_be_nobodys_gets_the_same_page(world: World) -> None:
    unknown = world.call("GET", f"/reports/{new_case_id()}")
    for wrong in (OF_NOBODY, "LP-", "feed", "..", "<script>"):
        assert world.call("GET", f"/reports/{wrong}") == unknown
    held, confidential = rows.case(unchecked=True), rows.case(confidential=True)
    rows.put([held, confidential])
    for one in (held, confidential):
        assert world.call("GET", f"/reports/{one.id}") == unknown
    assert links(world) == []
    status, page, _ = unknown
    assert status == 404
    assert 'href="../reports"' in page
    assert "tidak terbuka untuk umum" in page
    # Programs get the error of the API.
    body = world.call("GET", f"/reports/{new_case_id()}", headers={"accept": "application/json"})[1]
    assert body["error"]["code"] == "not_found"


def test_a_hidden_case_costs_what_an_unknown_one_costs(world: World) -> None:
    """As many questions to the store, and of the same kinds: nothing else takes time."""
    case = filed(world)
    tightened(world, case)
    asked: list[str] = []
    made = tables.client().meta.events

    def note(model: Any, **_: Any) -> None:
        asked.append(model.name)

    made.register("before-call.dynamodb", note, unique_id="pages")
    try:
        counts = []
        for number in (case["id"], new_case_id()):
            asked.clear()
            world.call("GET", f"/reports/{number}")
            world.call("GET", f"/reports/{number}/feed")
            counts.append(list(asked))
    finally:
        made.unregister("before-call.dynamodb", unique_id="pages")
    assert counts[0] == counts[1]
    assert len(counts[0]) == 2


def test_no_title_makes_feeds_unreadable(world: World) -> None:
    """What XML has no place for: two characters that are none, and one that is."""
    case = filed(world, title="Seragam \ufffe\uffff \U0001f600")
    acts(world, case["id"], SCHOOLS, "answer", text="Sudah kami kirim \uffff.")
    assert told(feed(world, "/feed"), "title") == ["Seragam \ufffd\ufffd \U0001f600"]
    assert "Sudah kami kirim \ufffd." in told(feed(world, f"/reports/{case['id']}/feed"), "content")


def test_the_feed_of_a_case_tells_what_happened_in_the_readers_language(world: World) -> None:
    case = filed(world, title=TITLE, body=SPOKEN)
    acts(world, case["id"], SCHOOLS, "start", note="internal: telepon pelapor")
    acts(world, case["id"], SCHOOLS, "answer", text=f"Seragam dikirim <Senin>, {PHONE}.")
    path = f"/reports/{case['id']}/feed"
    root = feed(world, path)
    assert root.findtext(f"{ATOM}id") == f"https://lapor.test{path}"
    titles = told(root, "title")
    assert titles[0] == "Dijawab"
    assert titles[-1] == "Laporan dikirim"
    assert "Diteruskan ke Dinas Pendidikan Kota Surabaya" in titles
    (answer, *_) = told(root, "content")
    assert answer.startswith("Seragam dikirim <Senin>")
    assert root.findtext(f"{ATOM}updated") == told(root, "updated")[0] >= told(root, "updated")[-1]
    assert len(set(told(root, "id"))) == len(titles)
    text = world.call("GET", path)[1]
    assert PHONE not in text
    assert "telepon pelapor" not in text
    english = world.call("GET", path, headers={"accept-language": "en"})[1]
    assert "<title>Answered</title>" in english


def test_the_feed_of_a_case_has_the_newest_of_what_happened(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = filed(world)
    acts(world, case["id"], SCHOOLS, "start")
    acts(world, case["id"], SCHOOLS, "answer", text="Seragam dikirim Senin.")
    path = f"/reports/{case['id']}/feed"
    every = told(feed(world, path), "title")
    assert len(every) > 2
    monkeypatch.setattr(public_pages, "NEWEST", 2)
    assert told(feed(world, path), "title") == every[:2] == ["Dijawab", "Mulai ditangani"]


def test_a_feed_is_asked_for_again_and_sent_only_when_it_changed(world: World) -> None:
    case = filed(world)
    for path in ("/feed", f"/reports/{case['id']}/feed"):
        headers = world.call("GET", path)[2]
        assert headers["Cache-Control"] == "no-cache"
        known = {"if-none-match": headers["ETag"]}
        status, text, _ = world.call("GET", path, headers=known)
        assert (status, text) == (304, "")
        assert world.call("GET", path, headers={"if-none-match": '"other"'})[0] == 200
    acts(world, case["id"], SCHOOLS, "start")
    assert world.call("GET", f"/reports/{case['id']}/feed", headers=known)[0] == 200


def test_the_feed_of_a_list_is_narrowed_as_the_list_is(world: World) -> None:
    school = filed(world, title=TITLE, body=SPOKEN)
    elsewhere = filed(
        world,
        title="Lampu jalan padam",
        body="Lampu jalan di depan pasar padam sejak Senin malam.",
        location={"region_code": "35.73"},
        agency_id="kota-malang",
    )
    both = [elsewhere["id"], school["id"]]
    assert links(world) == both
    assert links(world, region_code="35") == both
    assert links(world, region_code="35.78") == [school["id"]]
    assert links(world, agency="kota-surabaya-dinas-pendidikan") == [school["id"]]
    assert links(world, status="closed") == []
    for sector, case in (("education", school), ("transport", elsewhere)):
        assert links(world, sector=sector) == [case["id"]]
        rows = world.call("GET", "/v1/complaints", query={"sector": sector})[1]["items"]
        assert [row["id"] for row in rows] == [case["id"]]
    assert "<belum>" in told(feed(world, "/feed"), "title")[1]
    root = feed(world, "/feed", region_code="35.78", status="routed")
    assert root.findtext(f"{ATOM}title") == (
        "Laporan publik LAPOR · Kota Surabaya · Diteruskan ke instansi"
    )
    page = next(one for one in root.findall(f"{ATOM}link") if "rel" not in one.attrib)
    assert page.get("href") == "https://lapor.test/reports?status=routed&region_code=35.78"
    empty = feed(world, "/feed", status="closed").findtext(f"{ATOM}updated") or ""
    assert empty.endswith("T00:00:00+00:00")
    status, body, _ = world.call("GET", "/feed", query={"status": "lost"})
    assert (status, body["error"]["fields"][0]["field"]) == (422, "status")


def test_another_address_is_a_page_for_people_and_an_error_for_programs(
    shared_world: World,
) -> None:
    people = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    for path in ("/laporan", "/a/b/c", "/reports/a/b/c"):
        status, page, headers = shared_world.call("GET", path, headers=people)
        assert (status, headers["Content-Type"]) == (404, "text/html; charset=utf-8")
        assert 'href="/reports"' in page  # from the root, however deep the address is
        status, body, _ = shared_world.call("GET", path, headers={"accept": "*/*"})
        assert (status, body["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize("page", ["/", "/reports", "/map", "/figures", "/guide", "/track"])
def test_a_page_is_served(shared_world: World, page: str) -> None:
    status, text, headers = shared_world.call("GET", page)
    assert status == 200
    assert text.startswith("<!doctype html>")
    assert headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("stage", ["", "/api"])
def test_the_first_page_works_without_the_slash_too(
    shared_world: World, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """From `…/api` a link to `track` would lead beside the stage, and none of its modules load."""
    monkeypatch.setenv("PUBLIC_URL", f"https://lapor.test{stage}")
    status, page, headers = shared_world.call("GET", "/")
    assert status == 200
    assert f'src="{stage}/static/{static_version()}/filing.js"' in page
    assert f'href="{stage}/track"' in page
    assert re.findall(rf'(?:href|src)="(?!{stage}/|[a-z]+:|#)', page) == []
    assert headers["Content-Security-Policy"].endswith(f"report-uri {stage}/csp-reports")


def test_search_engines_are_shown_the_pages_that_are_worth_finding(shared_world: World) -> None:
    robots = shared_world.call("GET", "/robots.txt")[1].splitlines()
    assert "Disallow: /officer" in robots
    assert "Disallow: /respond" in robots
    assert "Disallow: /v1/" in robots
    assert robots[-1] == "Sitemap: https://lapor.test/sitemap.xml"
    places = re.findall("<loc>(.+?)</loc>", shared_world.call("GET", "/sitemap.xml")[1])
    assert "https://lapor.test/reports" in places
    for place in places:
        assert shared_world.call("GET", place.removeprefix("https://lapor.test"))[0] == 200


def test_outlines_are_kept_for_a_day_and_of_regions_that_there_are(shared_world: World) -> None:
    status, body, headers = shared_world.call("GET", "/v1/regions/outlines")
    assert (status, headers["Cache-Control"]) == (200, "public, max-age=86400")
    assert len(body["items"]) == 38
    assert "CC BY 3.0 IGO" in body["credit"]
    towns = shared_world.call("GET", "/v1/regions/outlines", query={"parent": "35"})[1]
    assert "35.78" in [one["code"] for one in towns["items"]]
    status, body, _ = shared_world.call("GET", "/v1/regions/outlines", query={"parent": "35.78"})
    assert (status, body["error"]["fields"][0]["problem"]) == (422, "unknown_region")


def test_sectors_have_names_in_both_languages(shared_world: World) -> None:
    names = [
        shared_world.call("GET", "/v1/sectors", headers={"accept-language": spoken})[1]["items"][0]
        for spoken in ("id", "en")
    ]
    assert [one["code"] for one in names] == ["public_works", "public_works"]
    assert names[0]["name"].startswith("Jalan, jembatan")
    assert names[1]["name"].startswith("Roads, bridges")
