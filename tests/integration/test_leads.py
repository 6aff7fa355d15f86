"""From posts to leads, and what officers make of them, on the real table. Every text is made up."""

import json
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from chalicelib.errors import Conflict
from chalicelib.leads.lead import Lead, Sighting
from chalicelib.leads.post import Post, as_message
from chalicelib.store import cases, leads, serialization
from chalicelib.structs import replace
from chalicelib.usecases import find_leads
from tests.integration.people import (
    MALANG,
    NATIONAL,
    OMBUDSMAN,
    SCHOOLS,
    SURABAYA,
    filed,
)
from tests.integration.test_protection import DANGEROUS, UNSURE
from tests.integration.world import REGION, World

NOON = datetime.now(UTC).replace(hour=5, minute=0, second=0, microsecond=0) - timedelta(days=7)
RUBBISH = (
    "di Surabaya sampah numpuk di pinggir jalan baunya sampe rumah",
    "udah seminggu truk sampah ga dateng di Surabaya tolong dong",
    "TPS Surabaya meluber ke jalan lalat di mana mana, kata @warga_contoh",
    "Gunungan sampah di Surabaya belum diangkut juga sejak hari senin",
    "kapan sampah Surabaya diangkut? bau busuk banget sumpah",
    "iuran sampah bayar terus tapi di Surabaya ga pernah diambil",
    "pasar Surabaya sampahnya menggunung, becek dan bau",
    "ngeri liat sampah numpuk di Surabaya setinggi orang",
)


@pytest.fixture(autouse=True)
def _all_complain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here the model is not asked: what it makes of texts is tested beside it."""
    monkeypatch.setattr(find_leads, "_may_complain", lambda text: "syukur" not in text)


def posts(texts: Sequence[str], *, at: datetime = NOON, source: str = "kabar") -> list[Post]:
    return [
        Post(
            id=f"{source}:{at:%d%H}-{number}",
            source=source,
            url=f"https://{source}.example/{number}",
            text=text,
            posted_at=at + timedelta(minutes=5 * number),
            reach=10 * number,
        )
        for number, text in enumerate(texts)
    ]


def send(world: World, sent: Sequence[Post]) -> None:
    client = boto3.client("sqs", region_name=REGION)
    for post in sent:
        body = json.dumps(as_message(post))
        client.send_message(QueueUrl=world.queues["collect-posts"], MessageBody=body)
    world.pump()


def rows(prefix: str = "") -> list[dict[str, Any]]:
    """Rows of the table; only a test may look at a whole table."""
    found = boto3.resource("dynamodb", region_name=REGION).Table("test-LeadsTable").scan()["Items"]
    return [row for row in found if row["pk"].startswith(prefix)]


def listed(world: World, groups: str = NATIONAL, **query: str) -> list[dict[str, Any]]:
    status, answer, _ = world.call("GET", "/v1/officer/leads", groups=groups, query=query)
    assert status == 200, answer
    return list(answer["items"])


def decide(world: World, lead_id: str, what: str, body: Any, groups: str = NATIONAL) -> Any:
    path = f"/v1/officer/leads/{lead_id}/{what}"
    status, answer, _ = world.call("POST", path, body, groups=groups)
    return status, answer


def test_a_burst_from_a_place_is_one_lead_in_any_order_and_however_often(world: World) -> None:
    sent = posts(RUBBISH)
    random.Random(1).shuffle(sent)
    world.times = 2
    send(world, sent[:4])
    assert listed(world) == []
    send(world, [*sent[4:], *sent[:5]])
    send(world, sent)
    (lead,) = listed(world)
    assert lead["size"] == len(RUBBISH)
    assert lead["reach"] == sum(post.reach for post in sent)
    assert lead["regions"] == [{"code": "35.78", "name": "Kota Surabaya"}]
    assert lead["sector"]["code"] == "environment"
    assert lead["agency"]["id"].startswith("kota-surabaya")
    assert [point["posts"] for point in lead["curve"]] == [len(RUBBISH)]
    assert {one["url"] for one in lead["extracts"]} == {post.url for post in sent}
    assert not any("warga_contoh" in one["text"] for one in lead["extracts"])
    assert any("[akun]" in one["text"] for one in lead["extracts"])
    assert [step["type"] for step in lead["history"]] == ["raised"]
    assert lead["surprise"] > 4
    assert lead["expected"] < 1
    assert len(rows("LEAD#")) == 1
    counted = [row for row in rows("SERIES#ALL#") if row["sk"].startswith("DAY#")]
    assert sum(int(row.get("h05", 0)) for row in counted) == len(RUBBISH)
    assert all("expires_at" in row for row in rows())


def test_what_does_not_complain_is_kept_nowhere(world: World) -> None:
    send(world, posts([f"{text} syukur" for text in RUBBISH]))
    assert rows() == []


def test_four_are_no_lead_and_neither_are_five_of_different_places(world: World) -> None:
    send(world, posts(RUBBISH[:4]))
    elsewhere = ("Malang", "Medan", "Makassar", "Semarang", "Pontianak")
    send(world, posts([f"sampah numpuk di {place}" for place in elsewhere], source="lain"))
    assert listed(world) == []


def test_copies_without_a_place_are_one_lead_too(world: World) -> None:
    said = "harga beras naik terus dan minyak goreng hilang dari warung tolong bapak menteri"
    send(world, posts([f"{said} {end}" for end in ("ya", "dong", "pak", "#viral", "sekarang")]))
    (lead,) = listed(world)
    assert (lead["size"], lead["regions"]) == (5, [])
    assert listed(world, SURABAYA) == []


def test_what_comes_later_joins_what_is_about_the_same(world: World) -> None:
    send(world, posts(RUBBISH[:6]))
    later = NOON + timedelta(hours=30)
    send(world, posts(RUBBISH[6:], at=later))
    (lead,) = listed(world)
    assert (lead["size"], len(lead["curve"])) == (8, 2)
    send(world, posts(RUBBISH, at=later + timedelta(hours=73), source="baru"))
    assert [each["size"] for each in listed(world)] == [8, 8]


def test_what_was_cut_short_is_finished_by_the_next_delivery(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = posts(RUBBISH[:5])
    with monkeypatch.context() as cut:
        cut.setattr(find_leads, "_join_or_raise_lead", lambda post, now: None)
        send(world, sent)
    assert listed(world) == []
    send(world, sent[:1])
    (lead,) = listed(world)
    assert lead["size"] == 5


def test_public_complaints_raise_the_same_alarm_and_protected_ones_tell_nothing(
    world: World,
) -> None:
    for number in range(4):
        filed(world, title=f"Pembagian seragam sekolah {number}")
    for _ in range(3):
        filed(world, confidential=True)
    assert listed(world) == []
    assert len(rows("POST#")) == 4
    last = filed(world, title="Pembagian seragam sekolah 5")
    (lead,) = listed(world)
    assert (lead["size"], lead["filings"]) == (5, 5)
    assert {one["text"] for one in lead["extracts"]} == {""}
    assert any(one["url"].endswith(last["id"]) for one in lead["extracts"])
    assert lead["agency"]["id"] == "kota-surabaya-dinas-pendidikan"


def test_a_lead_becomes_one_case_however_often_it_is_promoted(world: World) -> None:
    send(world, posts(RUBBISH))
    (lead,) = listed(world)
    said = {"title": "Sampah menumpuk di Surabaya", "body": "Truk sampah tidak datang sepekan."}
    status, first = decide(world, lead["id"], "promote", said)
    assert status == 200, first
    assert (first["status"], first["actions"], first["version"]) == (
        "promoted", [], lead["version"] + 1,
    )  # fmt: skip
    status, again = decide(world, lead["id"], "promote", {}, SURABAYA)
    assert (status, again["case_id"]) == (200, first["case_id"])
    world.pump()
    status, case, _ = world.call("GET", f"/v1/complaints/{first['case_id']}")
    assert status == 200
    assert case["title"] == said["title"]
    assert case["body"].startswith(said["body"])
    assert "https://kabar.example/0" in case["body"]
    stored = world.stored(first["case_id"])
    assert (stored["channel"], stored["agency_id"]) == ("social", lead["agency"]["id"])
    assert not stored.get("identified")
    assert len(rows("POST#")) == len(RUBBISH)  # a case that a lead became is no news itself
    assert "expires_at" not in rows("LEAD#")[0]
    assert [step["type"] for step in again["history"]] == ["raised", "promoted"]
    assert listed(world) == []
    assert [one["id"] for one in listed(world, status="promoted")] == [lead["id"]]


def test_without_words_of_the_officer_a_case_says_what_was_posted_where(world: World) -> None:
    send(world, posts(RUBBISH))
    (lead,) = listed(world)
    _, made = decide(world, lead["id"], "promote", None)
    _, case, _ = world.call("GET", f"/v1/complaints/{made['case_id']}")
    assert "Kota Surabaya" in case["title"]
    assert "8 unggahan" in case["body"]
    assert not any(text in case["body"] for text in RUBBISH)


@pytest.mark.parametrize(
    ("said", "reasons", "waits"),
    [
        (DANGEROUS, ["words"], True),
        (UNSURE, [], True),
        ({"category": "kesetaraan_gender.anak_terlantar"}, ["category"], False),
    ],
)
def test_what_an_officer_writes_of_a_lead_is_checked_as_a_complaint_is(
    world: World, said: dict[str, Any], reasons: list[str], waits: bool
) -> None:
    send(world, posts(RUBBISH))
    (lead,) = listed(world)
    status, made = decide(world, lead["id"], "promote", said)
    assert status == 200, made
    case = cases.get(made["case_id"])
    assert [*case.protected_for] == reasons
    assert (case.anonymous, case.confidential) == (bool(reasons), bool(reasons))
    assert case.unchecked == waits
    world.pump()
    assert world.call("GET", f"/v1/complaints/{case.id}")[0] == 404
    assert case.id not in str(world.call("GET", "/v1/complaints")[1])


def test_nobody_is_named_in_what_an_officer_writes_of_a_lead(world: World) -> None:
    send(world, posts(RUBBISH))
    (lead,) = listed(world)
    said = {
        "title": "Sampah di depan rumah Santoso",
        "body": "Truk sampah tidak datang, kata warga atas nama Budi Santoso, 0812 3456 7890.",
    }
    _, made = decide(world, lead["id"], "promote", said)
    shown = str(world.call("GET", f"/v1/complaints/{made['case_id']}")[1])
    assert "atas nama [nama], [telepon]" in shown
    assert "Santoso" not in shown


def test_of_two_officers_at_once_one_decides(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.store import filing

    send(world, posts(RUBBISH))
    (lead,) = listed(world)
    create, others = filing.create_from_lead, []

    def create_late(*given: Any) -> None:
        if not others:
            others.append(None)
            others.append(decide(world, lead["id"], "promote", {}, SURABAYA))
        create(*given)

    monkeypatch.setattr(filing, "create_from_lead", create_late)
    status, made = decide(world, lead["id"], "promote", {})
    assert (status, others[1][0]) == (200, 200)
    assert made["case_id"] == others[1][1]["case_id"]
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    assert sum(row["sk"] == "CASE" for row in table.scan()["Items"]) == 1
    for what, body in (("dismiss", {"reason": "Sudah ditangani."}), ("promote", {})):
        status, answer = decide(world, lead["id"], what, body)
        assert status == (409 if what == "dismiss" else 200), answer


def test_a_dismissed_lead_says_why_keeps_no_words_and_is_not_raised_again(world: World) -> None:
    send(world, posts(RUBBISH[:6]))
    (lead,) = listed(world)
    status, answer = decide(world, lead["id"], "dismiss", {"reason": "x"})
    assert (status, answer["error"]["fields"][0]["field"]) == (422, "reason")
    status, gone = decide(world, lead["id"], "dismiss", {"reason": "Lomba kebersihan, bukan aduan"})
    assert (status, gone["extracts"]) == (200, [])
    assert gone["history"][-1]["reason"] == "Lomba kebersihan, bukan aduan"
    send(world, posts(RUBBISH[6:], at=NOON + timedelta(hours=2)))
    assert listed(world) == []
    (still,) = listed(world, status="dismissed")
    assert (still["size"], still["extracts"]) == (8, [])
    everything = repr(rows())
    assert "sampah" not in everything
    assert "https://" not in everything
    status, answer = decide(world, lead["id"], "promote", {})
    assert (status, answer["error"]["code"]) == (409, "lead_decided")


def late(number: int) -> list[Post]:
    """Further posts of the hour of a first lead, in other words, that come long after."""
    told = [f"{text}, kata tetangga nomor {number}" for text in RUBBISH[:6]]
    return posts(told, at=NOON + timedelta(minutes=number), source=f"telat{number}")


def test_late_posts_about_a_lead_of_before_raise_no_second_one(world: World) -> None:
    """Since then the same place had another lead about the same."""
    send(world, posts(RUBBISH[:6]))
    send(world, posts(RUBBISH[:6], at=NOON + timedelta(days=5), source="lagi"))
    both = {lead["id"] for lead in listed(world)}
    assert len(both) == 2
    send(world, late(1))
    send(world, late(2))
    assert {lead["id"]: lead["size"] for lead in listed(world)} == dict.fromkeys(both, 6) | {
        first_of(world): 18
    }


def test_nor_do_those_of_one_that_was_raised_late_itself(world: World) -> None:
    send(world, posts(RUBBISH[:6], at=NOON + timedelta(days=5), source="lagi"))
    send(world, posts(RUBBISH[:6]))
    assert len(listed(world)) == 2
    send(world, late(1))
    assert sorted(lead["size"] for lead in listed(world)) == [6, 12]


def test_nor_those_of_one_that_was_forgotten(world: World) -> None:
    """It was open for thirty days, and nobody looked at it."""
    send(world, posts(RUBBISH[:6]))
    (lead,) = listed(world)
    key = {"pk": f"LEAD#{lead['id']}", "sk": "LEAD"}
    boto3.resource("dynamodb", region_name=REGION).Table("test-LeadsTable").delete_item(Key=key)
    send(world, late(1))
    assert listed(world) == []
    for source in ("lagi", "juga"):
        send(world, posts(RUBBISH, at=NOON + timedelta(days=5), source=source))
    (other,) = listed(world)
    assert other["id"] != lead["id"]


def first_of(world: World) -> str:
    """The id of the lead that began first."""
    return str(min(listed(world), key=lambda lead: lead["curve"][0]["hour"])["id"])


def test_a_lead_is_added_to_a_case_as_a_note(world: World) -> None:
    case = filed(world)
    send(world, posts(RUBBISH))
    (lead,) = listed(world)
    status, answer = decide(world, lead["id"], "attach", {"case_id": "LP-0000-0000-0000-0"})
    assert status == 404, answer
    status, made = decide(world, lead["id"], "attach", {"case_id": case["id"]})
    assert (status, made["case_id"]) == (200, case["id"]), made
    assert decide(world, lead["id"], "attach", {"case_id": case["id"]})[0] == 200
    assert world.events(case["id"]).count("noted") == 1
    other = filed(world, title="Laporan lain tentang seragam")
    status, answer = decide(world, lead["id"], "attach", {"case_id": other["id"]})
    assert (status, answer["error"]["code"]) == (409, "lead_decided")


def test_who_sees_leads_and_who_decides(world: World) -> None:
    send(world, posts(RUBBISH))
    (lead,) = listed(world)
    path = f"/v1/officer/leads/{lead['id']}"
    assert [one["id"] for one in listed(world, SURABAYA)] == [lead["id"]]
    assert listed(world, MALANG) == []
    assert world.call("GET", path, groups=MALANG)[0] == 404
    assert decide(world, lead["id"], "dismiss", {"reason": "Bukan urusan kami"}, MALANG)[0] == 404
    (read,) = listed(world, OMBUDSMAN)
    assert read["actions"] == []
    for what, body in (("promote", {}), ("dismiss", {"reason": "Coba saja"})):
        assert decide(world, lead["id"], what, body, OMBUDSMAN)[0] == 403
    assert world.call("GET", "/v1/officer/leads", groups=SCHOOLS)[0] == 403
    assert lead["actions"] == ["promote", "attach", "dismiss"]
    assert world.call("GET", "/v1/officer/leads/" + "0" * 20, groups=NATIONAL)[0] == 404
    status, answer = decide(world, lead["id"], "promote", {"agency_id": "tidak-ada"})
    assert (status, answer["error"]["fields"][0]["field"]) == (422, "agency_id")


def test_leads_come_by_rank_page_by_page(world: World) -> None:
    send(world, posts(RUBBISH))
    send(
        world, posts([text.replace("Surabaya", "kota Malang") for text in RUBBISH[:6]], source="b")
    )
    whole = listed(world)
    assert [one["size"] for one in whole] == [8, 6]
    query = {"limit": "1"}
    _, page, _ = world.call("GET", "/v1/officer/leads", groups=NATIONAL, query=query)
    query["cursor"] = page["next_cursor"]
    _, rest, _ = world.call("GET", "/v1/officer/leads", groups=NATIONAL, query=query)
    assert page["items"] + rest["items"] == whole
    assert [one["size"] for one in listed(world, MALANG)] == [6]


def test_two_readers_at_once_raise_one_lead(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    sent, now = posts(RUBBISH[:6]), datetime.now(UTC)
    with monkeypatch.context() as cut:
        cut.setattr(find_leads, "_join_or_raise_lead", lambda post, now: None)
        send(world, sent)
    save, others = leads.save_raised, [sent[1]]

    def save_late(lead: Lead, taken: Sequence[Sighting], **how: Any) -> None:
        if others:
            find_leads.take_in(others.pop(), now)
        save(lead, taken, **how)

    monkeypatch.setattr(leads, "save_raised", save_late)
    find_leads.take_in(sent[0], now)
    (lead,) = listed(world)
    assert (lead["size"], lead["version"]) == (6, 1)


def test_a_post_is_of_one_lead(world: World) -> None:
    send(world, posts(RUBBISH[:6]))
    now = datetime.now(UTC)
    (listed_lead,) = listed(world)
    lead = leads.get(listed_lead["id"], now)
    taken = [json.loads(row["seen"]) for row in rows("POST#")]
    post = serialization.parse(Sighting, taken[0])
    with pytest.raises(Conflict):
        leads.save_raised(replace(lead, id="b" * 20), [post], by=post)
    assert [row["pk"] for row in rows("LEAD#")] == [f"LEAD#{lead.id}"]
