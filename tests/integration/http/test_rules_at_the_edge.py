"""Rules of the edge that nothing else holds: each of these was broken once on purpose."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from chalicelib.http.pages import ALONG, PAGES, PARTS, static_version
from chalicelib.http.schemas import latest_incident_date
from chalicelib.presentation.catalogue import Language, page_words
from tests.integration.people import (
    CONTACT,
    KEY,
    SCHOOLS,
    acts,
    complaint,
    filed,
    receipt,
    solution_of,
)
from tests.integration.world import World


def test_what_is_over_is_410_and_what_is_not_now_is_409(world: World) -> None:
    answer = filed(world, reporter=CONTACT)
    path, headers = f"/v1/complaints/{answer['id']}/rating", receipt(answer)
    early = world.call("POST", path, {"satisfied": True}, headers=headers)
    assert (early[0], early[1]["error"]["code"]) == (409, "no_answer")
    acts(world, answer["id"], SCHOOLS, "answer", text="Pungutan sudah dihentikan sekolah.")
    assert world.call("POST", path, {"satisfied": True}, headers=headers)[0] == 201
    late = world.call("POST", path, {"satisfied": True}, headers=headers)
    assert late[0] == 410


def test_a_me_too_tells_nothing_of_a_hidden_case(world: World) -> None:
    hidden = filed(world, confidential=True)["id"]
    known = world.call("POST", f"/v1/complaints/{hidden}/support", headers=KEY)
    unknown = world.call("POST", "/v1/complaints/LP-0000-0000-0000-0/support", headers=KEY)
    assert (known[0], unknown[0]) == (404, 404)
    assert known[1]["error"]["code"] == unknown[1]["error"]["code"]
    assert not [sk for sk in world.rows(hidden) if sk.startswith("SUPPORT#")]


@pytest.mark.parametrize(
    "groups",
    [
        "[liaison]",
        "[agency.kota-surabaya]",
        "[liaison agency.kota-surabaya agency.kota-malang]",
        "[liaison agency_admin agency.kota-surabaya]",
        "[system agency.kota-surabaya]",
        "",
    ],
)
def test_an_officer_has_one_role_and_one_agency(world: World, groups: str) -> None:
    status, answer, _ = world.call("GET", "/v1/officer/inbox", groups=groups)
    assert (status, answer["error"]["code"]) == (403, "no_role")


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 25, 14, 59, 59, tzinfo=UTC), date(2026, 11, 25)),
        (datetime(2026, 11, 25, 15, 0, tzinfo=UTC), date(2026, 11, 26)),
    ],
)
def test_a_day_has_come_once_it_began_in_the_east(moment: datetime, day: date) -> None:
    assert latest_incident_date(moment) == day


def test_days_of_the_public_list_are_days_in_wib(world: World) -> None:
    from chalicelib.store import case_mapping, cases
    from chalicelib.store.tables import CASE_SK, CaseItem, case_pk
    from chalicelib.structs import replace

    case_id = filed(world)["id"]
    early = datetime(2026, 3, 20, 17, 30, tzinfo=UTC)  # 21 March, 00:30 in WIB
    columns = case_mapping.columns_of(replace(cases.get(case_id), filed_at=early))
    item = CaseItem.get(case_pk(case_id), CASE_SK)
    item.update(actions=[getattr(CaseItem, name).set(value) for name, value in columns.items()])

    def listed(day: str) -> list[str]:
        query = {"from": day, "to": day}
        answer = world.call("GET", "/v1/complaints", query=query)[1]
        return [found["id"] for found in answer["items"]]

    assert listed("2026-03-21") == [case_id]
    assert listed("2026-03-20") == []


def test_a_page_that_is_known_comes_without_its_text_and_with_its_headers(world: World) -> None:
    for path in ("/", static("id.file.js"), "/worker.js"):
        _, _, headers = world.call("GET", path)
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        known = {"if-none-match": headers["ETag"]}
        assert world.call("GET", path, headers=known) == (304, "", headers)
        assert world.call("GET", path, headers={"if-none-match": '"other"'})[0] == 200


def static(name: str, version: str | None = None) -> str:
    """The path of a file of the pages."""
    return f"/static/{version or static_version()}/{name}"


def test_what_has_one_address_is_kept_for_good_and_pages_name_it(world: World) -> None:
    page = world.call("GET", "/")
    assert page[2]["Cache-Control"] == "no-cache"
    assert f'static/{static_version()}/app.css"' in page[1]
    assert "static/app.css" not in page[1]
    status, style, headers = world.call("GET", static("app.css"))
    assert (status, headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    # A page from before a deployment gets what there is, and keeps nothing of it.
    status, now, headers = world.call("GET", static("app.css", "0" * 16))
    assert (status, now, headers["Cache-Control"]) == (200, style, "no-store")


def test_what_keeps_pages_may_stand_in_for_all_of_them(world: World) -> None:
    _, text, headers = world.call("GET", "/worker.js")  # whose place is what it may stand in for
    assert headers["Cache-Control"] == "no-cache"
    assert f'VERSION = "{static_version()}"' in text
    status, _, headers = world.call("GET", static("app.webmanifest"))
    assert (status, headers["Content-Type"]) == (200, "application/manifest+json")
    assert "manifest-src 'self'" in world.call("GET", "/")[2]["Content-Security-Policy"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_word_comes_with_the_page_that_says_it_or_with_every_page(
    world: World, language: Language
) -> None:
    def words(name: str) -> dict[str, str]:
        status, text, _ = world.call("GET", static(f"{language}.{name}.js"))
        assert status == 200
        packed = text.removeprefix("export default ").removesuffix(";\n")
        return dict(json.loads(packed))

    every = page_words(language)
    pages = {name: words(name) for name in PAGES}
    later = {part: words(part) for part in PARTS if not any(part in of for of in PAGES.values())}
    general = {
        key for key in every if not any(key.partition(".")[0] in of for of in PARTS.values())
    }
    for name, found in pages.items():
        kinds = set().union(*(PARTS[part] for part in PAGES[name]))
        assert {key.partition(".")[0] for key in found.keys() - general} == kinds
        assert general < found.keys()
    for part, found in later.items():
        along = set().union(*(PARTS[other] for other in ALONG.get(part, ())))
        assert {key.partition(".")[0] for key in found} == PARTS[part] | along
    assert {
        k: text for found in (*pages.values(), *later.values()) for k, text in found.items()
    } == every


@pytest.mark.parametrize(
    "name",
    [
        "..%2F..%2Fapp.py",
        "..",
        "app.py",
        "index.html",
        "%2e%2e",
        "id.js",
        "id.case.js",
        "id.file.js.map",
        "",
    ],
)
def test_only_files_of_the_pages_are_served(world: World, name: str) -> None:
    try:
        status, _, _ = world.call("GET", static(name))
    except LookupError:  # no route at all
        return
    assert status == 404


def supports(world: World, case_id: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    path = f"/v1/complaints/{case_id}/support"
    status, answer, _ = world.call("POST", path, body, headers=KEY | headers)
    return status, answer


def test_a_machine_client_passes_on_a_voice_for_each_person(world: World) -> None:
    case_id = filed(world)["id"]
    before = world.rows(case_id)["CASE"]["version"]
    for number, person in enumerate(("warga-satu", "warga-dua"), start=1):
        status, answer = supports(world, case_id, {"person": person})
        assert (status, answer["supporters"]) == (201, number)
    assert supports(world, case_id, {"person": "warga-satu"})[0] == 409
    rows = world.rows(case_id)
    assert rows["CASE"]["version"] == before
    assert len([sk for sk in rows if sk.startswith("SUPPORT#")]) == 2
    assert "warga-" not in str(rows)


def test_nobody_else_says_whose_voice_it_is(world: World) -> None:
    case_id = filed(world)["id"]
    solved = solution_of(world.call("GET", "/v1/challenge")[1])
    path, headers = f"/v1/complaints/{case_id}/support", {"x-challenge": solved}
    for other_form in ("!!!!" + solved, solved[:8] + "\n" + solved[8:], solved + "===="):
        status, answer, _ = world.call("POST", path, headers={"x-challenge": other_form})
        assert (status, answer["error"]["code"]) == (401, "challenge_failed")
    status, answer, _ = world.call("POST", path, {"person": "x"}, headers=headers)
    assert (status, answer["error"]["fields"][0]["problem"]) == (422, "machine_clients_only")
    assert world.call("POST", path, headers=headers)[0] == 201, "the proof was not used up"
    status, answer, _ = world.call("POST", path, headers=headers | {"user-agent": "other"})
    assert (status, answer["error"]["code"]) == (410, "challenge_used")


def test_another_browser_is_no_other_person_and_another_address_is(world: World) -> None:
    case_id = filed(world)["id"]

    def supports(source_ip: str, browser: str) -> tuple[int, str | None]:
        asked = world.call("GET", "/v1/challenge", source_ip=source_ip)[1]
        headers = {"x-challenge": solution_of(asked), "user-agent": browser}
        path = f"/v1/complaints/{case_id}/support"
        status, answer, _ = world.call("POST", path, headers=headers, source_ip=source_ip)
        return status, answer.get("error", {}).get("code")

    assert supports("198.51.100.1", "one") == (201, None)
    assert supports("198.51.100.1", "two") == (409, "already_supported")
    assert supports("198.51.100.2", "one") == (201, None)
    assert supports("2001:db8:1:ff00::1", "one") == (201, None)
    assert supports("2001:db8:1:ff01::2", "one") == (409, "already_supported")
    assert supports("2001:db8:1:fe00::1", "one") == (201, None)


@pytest.mark.parametrize("payload", ["W" * 3_000, "W1tb" * 2_000, "eyJhIjo=" * 300])
def test_a_hostile_challenge_is_refused(world: World, payload: str) -> None:
    headers = {"x-challenge": payload}
    status, answer, _ = world.call("POST", "/v1/complaints", complaint(), headers=headers)
    assert (status, answer["error"]["code"]) == (401, "challenge_failed")
