"""Complaints about the same thing, before filing and on an officer's desk; and what goes to a
person first because it hardly is a complaint."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse

from chalicelib.structs import replace
from tests.integration.people import (
    KEY,
    MALANG,
    NATIONAL,
    SCHOOLS,
    SURABAYA,
    acts,
    complaint,
    filed,
    receipt,
)
from tests.integration.world import REGION, LambdaContext, World

TITLE = "Pembagian seragam di SD Kembang"
BODY = (
    "Seragam gratis untuk murid baru SD Kembang belum juga sampai sejak minggu lalu. Murid yang "
    "pindah sekolah masih memakai baju lama, dan jadwal pembagian belum ditempel di papan."
)
SAID_AGAIN = (
    "Selamat malam admin. Murid yang pindah sekolah masih memakai baju lama di SD Kembang, seragam "
    "gratis untuk murid baru belum sampai sejak mingu lalu dan jadwal pembagian belum ditempel."
)
OTHER = "Sampah menumpuk di pinggir sungai dan baunya masuk ke rumah warga setiap sore."
HEALTH = "[liaison agency.kota-surabaya-dinas-kesehatan]"


def fees(world: World, **changes: Any) -> dict[str, Any]:
    return filed(world, **({"title": TITLE, "body": BODY} | changes))


def found(world: World, text: str, region_code: str | None = None) -> list[dict[str, Any]]:
    query = {"text": text} | ({"region_code": region_code} if region_code else {})
    status, answer, _ = world.call("GET", "/v1/similar", query=query)
    assert status == 200, answer
    return list(answer["items"])


def ids(items: list[dict[str, Any]]) -> list[str]:
    return [item["id"] for item in items]


def bands(world: World) -> list[dict[str, Any]]:
    """All band rows; only a test may look at a whole table."""
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.similar_table)
    rows: list[dict[str, Any]] = []
    page: dict[str, Any] = {"LastEvaluatedKey": None}
    while "LastEvaluatedKey" in page:
        start = page["LastEvaluatedKey"]
        page = table.scan(**({"ExclusiveStartKey": start} if start else {}))
        rows += page["Items"]
    return rows


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """The calls made to DynamoDB meanwhile, by operation."""
    from chalicelib.store import tables

    calls: Counter[str] = Counter()

    def count(model: Any, **_: Any) -> None:
        calls[model.name] += 1

    events = tables.client().meta.events
    events.register("before-call.dynamodb", count)
    yield calls
    events.unregister("before-call.dynamodb", count)


def test_somebody_about_to_file_sees_what_is_there_and_where_to_join(world: World) -> None:
    case_id = fees(world)["id"]
    filed(world, title="Sampah di sungai", body=OTHER)
    (item,) = found(world, SAID_AGAIN, "35.78")
    assert item["id"] == case_id
    assert item["title"] == TITLE
    assert item["supporters"] == 0
    assert 0.45 <= item["similarity"] < 1
    root = "https://lapor.test/v1/complaints"
    assert item["links"] == {
        "self": f"{root}/{case_id}",
        "support": f"{root}/{case_id}/support",
    }
    path = item["links"]["support"].removeprefix("https://lapor.test")
    assert world.call("POST", path, headers=KEY)[0] == 201
    assert found(world, SAID_AGAIN, "35.78")[0]["supporters"] == 1
    assert found(world, "Antrean puskesmas mulai jam empat pagi dan nomor habis", "35.78") == []


def test_a_body_asks_the_same_as_a_query_string(world: World) -> None:
    fees(world)
    sent = {"text": SAID_AGAIN, "region_code": "35.78.01"}
    status, answer, _ = world.call("POST", "/v1/similar", sent)
    assert status == 200
    assert answer["items"] == found(world, SAID_AGAIN, "35.78.01")
    assert len(answer["items"]) == 1
    status, answer, _ = world.call("POST", "/v1/similar", {"text": f"{BODY} " + "lagi " * 1_500})
    assert status == 200
    assert len(answer["items"]) == 1


def test_the_most_similar_come_first_and_of_equals_the_newest(world: World) -> None:
    less = fees(world, title=SAID_AGAIN[:150], body=SAID_AGAIN)["id"]
    same = [fees(world)["id"] for _ in range(5)]
    shown = found(world, f"{TITLE} {BODY}", "35.78")
    assert ids(shown) == same[::-1]
    assert {item["similarity"] for item in shown} == {1.0}
    assert ids(found(world, f"{SAID_AGAIN[:150]} {SAID_AGAIN}", "35.78")) == [less, *same[:0:-1]]


def test_a_city_hears_of_itself_and_the_country_of_all(world: World) -> None:
    here = fees(world)["id"]
    there = fees(world, location={"region_code": "35.73"}, agency_id="kota-malang")["id"]
    nowhere = fees(world, location={"address": "di dekat pasar"}, agency_id=None)["id"]
    assert ids(found(world, BODY, "35.78")) == [here]
    point = {"latitude": -7.4478, "longitude": 112.7183}
    on_the_map = fees(world, location=point, agency_id=None)["id"]
    in_the_title = "Pembagian seragam di Kabupaten Gresik"
    said = fees(world, title=in_the_title, location={"address": "di sekolah"}, agency_id=None)["id"]
    assert ids(found(world, BODY, "35.73.01")) == [there]
    assert ids(found(world, BODY, "35.15")) == [on_the_map]
    assert ids(found(world, BODY, "35.25")) == [said]
    assert set(ids(found(world, BODY))) == {here, there, nowhere, on_the_map, said}
    assert set(ids(found(world, BODY, "35"))) == {here, there, on_the_map, said}
    assert found(world, BODY, "32") == []


def test_what_is_hidden_never_appears_whenever_it_was_hidden(world: World) -> None:
    fees(world, confidential=True)
    assert bands(world) == []
    assert found(world, BODY, "35.78") == []
    tightened, archived = fees(world), fees(world)
    assert set(ids(found(world, BODY, "35.78"))) == {tightened["id"], archived["id"]}
    path = f"/v1/complaints/{tightened['id']}/privacy"
    status, _, _ = world.call("PATCH", path, {"confidential": True}, headers=receipt(tightened))
    assert status == 200
    assert ids(found(world, BODY, "35.78")) == [archived["id"]]
    acts(world, archived["id"], SURABAYA, "archive", reason="spam")
    assert found(world, BODY, "35.78") == []
    assert found(world, BODY) == []


def test_what_is_asked_is_masked_as_what_is_stored(world: World) -> None:
    body = f"{BODY} Hubungi 081234567890 atau sari.contoh.panjang@surel.example"
    fees(world, body=body)
    assert found(world, f"{TITLE} {body}", "35.78")[0]["similarity"] == 1.0


def test_titles_are_masked_and_what_is_masked_cannot_be_probed(world: World) -> None:
    body = f"{BODY} Hubungi rahmat.contoh.bahagia.abadi@surel.example"
    fees(world, title="Pembagian di SD, telepon 081234567890", body=body)
    guess, other = (
        found(world, f"{BODY} Hubungi {words}", "35.78")[0]
        for words in ("rahmat contoh bahagia abadi", "wartel puncak gerobak ubin")
    )
    assert "0812" not in guess["title"]
    assert guess["similarity"] == pytest.approx(other["similarity"], abs=0.03)


def test_an_answered_case_is_shown_without_a_place_to_join(world: World) -> None:
    case = fees(world)
    acts(world, case["id"], SCHOOLS, "answer", text="Pungutan sudah dihentikan sekolah.")
    path = f"/v1/complaints/{case['id']}/rating"
    assert world.call("POST", path, {"satisfied": True}, headers=receipt(case))[0] == 201
    (item,) = found(world, BODY, "35.78")
    assert item["status"] == "closed"
    assert set(item["links"]) == {"self"}


def test_after_the_window_nothing_is_found_and_rows_say_when_they_go(world: World) -> None:
    from chalicelib.usecases.similar import index, similar_to_text

    case_id = fees(world)["id"]
    now = datetime.now(UTC)
    for place in ("35.78", "35", None):
        assert len(similar_to_text(BODY, place, now + timedelta(days=89))) == 1
        assert similar_to_text(BODY, place, now + timedelta(days=91)) == ()
    (ends,) = {int(row["expires_at"]) for row in bands(world)}
    assert ends == pytest.approx((now + timedelta(days=90)).timestamp(), abs=60)
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.similar_table)
    for row in bands(world):
        table.delete_item(Key={"pk": row["pk"], "sk": row["sk"]})
    from chalicelib.store import cases, texts

    index(cases.get(case_id), texts.get(case_id), now + timedelta(days=91))
    assert bands(world) == []


def test_delivered_twice_indexed_once(world: World) -> None:
    fees(world)
    once = len(bands(world))
    world.times = 3
    fees(world, body=OTHER, title="Sampah di sungai")
    assert once == 12
    assert len(bands(world)) == 2 * once


@contextmanager
def throttled(operation: str) -> Iterator[None]:
    """DynamoDB refuses one operation meanwhile, as it does when a partition is busy."""
    from chalicelib.store import tables

    def refuse(**_: Any) -> tuple[Any, dict[str, Any]]:
        error = {"Code": "ProvisionedThroughputExceededException", "Message": "busy"}
        return (AWSResponse("", 400, {}, None), {"Error": error})

    events = tables.client().meta.events
    events.register(f"before-call.dynamodb.{operation}", refuse)
    yield
    events.unregister(f"before-call.dynamodb.{operation}", refuse)


def test_an_index_that_is_throttled_stops_no_routing_and_is_made_good(world: World) -> None:
    import app

    with throttled("BatchWriteItem"):
        case_ids = [
            world.call("POST", "/v1/complaints", complaint(title=TITLE, body=BODY), headers=KEY)[1][
                "id"
            ]
            for _ in range(3)
        ]
        while world.pump_stream():
            pass
        assert [world.events(case_id) for case_id in case_ids] == [["filed", "routed"]] * 3
        messages = [
            {"messageId": case_id, "body": json.dumps({"case_id": case_id, "number": 2})}
            for case_id in case_ids
        ]
        answer = app.index_similar({"Records": messages}, LambdaContext())
        failed = [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
        assert failed == case_ids
    assert found(world, BODY, "35.78") == []
    world.pump()  # the messages are still in the queue
    assert set(ids(found(world, BODY, "35.78"))) == set(case_ids)


def filed_before(world: World, case_id: str, number: int, age: timedelta = timedelta()) -> None:
    """As if the same words had been filed `number` times more, without the time that takes."""
    from chalicelib.store import cases, texts
    from chalicelib.usecases.similar import index

    case, words, now = cases.get(case_id), texts.get(case_id), datetime.now(UTC)
    for n in range(number):
        index(replace(case, id=f"{case_id}-{n}", filed_at=now - age), words, now)


def test_a_look_up_costs_the_same_however_many_cases_there_are(world: World) -> None:
    from chalicelib.store.lsh_index import MOST_PER_BAND, candidates

    case_id = fees(world)["id"]
    found(world, BODY, "35.78")  # the agencies are known from here on
    with counted() as few:
        assert len(found(world, BODY, "35.78")) == 1
    filed_before(world, case_id, MOST_PER_BAND + 5)  # in every band more than is ever read of one
    with counted() as many:
        found(world, BODY, "35.78")
    # Beside the bands, the count of the network's searches; then the cases, and their words.
    assert few == {"UpdateItem": 1, "Query": 12, "BatchGetItem": 2}
    assert many == few - Counter({"BatchGetItem": 1})  # no case is behind the rows made up here
    _, number, band = bands(world)[0]["pk"].split("#")
    for place in ("35.78", "35", None):
        read = candidates(place, int(number), band, since=datetime(2020, 1, 1, tzinfo=UTC))
        assert len(read) == MOST_PER_BAND
        assert case_id not in [one.case_id for one in read]  # the oldest is left out


REFUSED = [
    ({}, "text", "required"),
    ({"text": "singkat"}, "text", "too_short"),
    ({"text": "panjang " * 1_300}, "text", "too_long"),
    ({"text": "bel \u0007 berbunyi di sini"}, "text", "not_text"),
    ({"text": BODY, "region_code": "99.99"}, "region_code", "unknown_region"),
    ({"text": BODY, "title": TITLE}, "title", "unknown"),
]


def test_what_cannot_be_asked_is_named(world: World) -> None:
    for sent, field, problem in REFUSED:
        by_query = world.call("GET", "/v1/similar", query=sent)
        by_body = world.call("POST", "/v1/similar", sent)
        for status, answer, _ in (by_query, by_body):
            assert status == 422
            named = [(p["field"], p["problem"]) for p in answer["error"]["fields"]]
            assert named == [(field, problem)]


def test_the_contract_says_that_the_text_is_required(world: World) -> None:
    _, contract, _ = world.call("GET", "/openapi.json")
    asked = contract["paths"]["/v1/similar"]["get"]["parameters"]
    assert {p["name"]: p["required"] for p in asked if p.get("in") == "query"} == {
        "text": True,
        "region_code": False,
    }
    assert "post" in contract["paths"]["/v1/similar"]


def test_no_log_repeats_what_was_asked_even_when_it_fails(
    world: World, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    text = f"{BODY} kata-rahasia-uji"
    fees(world, body=text)
    found(world, text, "35.78")
    boto3.client("dynamodb", region_name=REGION).delete_table(TableName=world.similar_table)
    for query, body in (({"text": text}, None), (None, {"text": text})):
        method = "GET" if query else "POST"
        status, answer, _ = world.call(method, "/v1/similar", body, query=query)
        assert status == 503
        assert "kata-rahasia-uji" not in str(answer)
    written = "".join(capfd.readouterr()) + caplog.text
    written += str([record.__dict__ for record in caplog.records])
    assert "the database refused" in written
    assert "kata-rahasia-uji" not in written
    assert "seragam" not in written


def test_an_officer_sees_what_is_like_the_case_as_far_as_they_may(world: World) -> None:
    first, second = fees(world), fees(world, title="Pembagian di SD, telepon 081234567890")

    def hints(case_id: str, groups: str) -> list[dict[str, Any]]:
        path = f"/v1/officer/complaints/{case_id}/similar"
        status, answer, _ = world.call("GET", path, groups=groups)
        assert status == 200, answer
        return list(answer["items"])

    (hint,) = hints(first["id"], SCHOOLS)
    assert set(hint) == {"id", "title", "status", "region_name", "filed_at", "similarity"}
    assert hint["region_name"] == "Kota Surabaya"
    assert hint["filed_at"] == second["filed_at"]
    assert hint["id"] == second["id"]
    assert hint["status"] == "routed"
    assert "0812" not in hint["title"]

    acts(
        world, second["id"], NATIONAL, "transfer",
        agency_id="kota-surabaya-dinas-kesehatan", reason="Bukan urusan sekolah.",
    )  # fmt: skip
    assert ids(hints(second["id"], HEALTH)) == [first["id"]]
    path = f"/v1/complaints/{first['id']}/privacy"
    world.call("PATCH", path, {"confidential": True}, headers=receipt(first))
    assert hints(second["id"], HEALTH) == []
    assert ids(hints(second["id"], NATIONAL)) == [first["id"]]
    assert ids(hints(first["id"], SCHOOLS)) == [second["id"]]

    acts(world, second["id"], NATIONAL, "merge", into=fees(world)["id"])
    assert second["id"] not in ids(hints(first["id"], SCHOOLS))


def triaged(world: World, case_id: str) -> tuple[str | None, list[str]]:
    """Why the national desk has a case, and the signals it was given."""
    _, seen, _ = world.call("GET", f"/v1/officer/complaints/{case_id}", groups=NATIONAL)
    data = next((e["data"] for e in seen["timeline"] if e["type"] == "triage"), {})
    return data.get("reason"), data.get("signals", [])


@pytest.mark.parametrize(
    ("title", "body", "reason", "signal", "again"),
    [
        # In a language that the rules cannot read it would look the same, and might accuse anybody.
        ("asdasdasd", "dfgkjhdfg skdjfhgk xcvbnmdf", "possible_spam", "gibberish", "triage"),
        (
            "Selamat pagi",
            "Assalamualaikum wr wb bapak",
            "not_a_complaint",
            "greeting_only",
            "routed",
        ),
    ],
)
def test_what_hardly_is_a_complaint_goes_to_a_person_and_nowhere_else(
    world: World, title: str, body: str, reason: str, signal: str, again: str
) -> None:
    world.times = 2
    case_id = filed(world, title=title, body=body)["id"]
    assert world.events(case_id) == ["filed", "triage"]
    assert triaged(world, case_id) == (reason, [signal])
    _, timeline, _ = world.call("GET", f"/v1/complaints/{case_id}/timeline")
    assert signal not in str(timeline)
    # A person decides, and what they decide is not held up again for what hardly is a complaint.
    acts(world, case_id, NATIONAL, "route", agency_id="kota-malang")
    sent = {"action": "return", "version": 3, "reason": "Bukan di kota kami."}
    world.call("POST", f"/v1/officer/complaints/{case_id}/actions", sent, groups=MALANG)
    world.pump()
    assert world.events(case_id) == ["filed", "triage", "routed", "returned", again]
    assert triaged(world, case_id) == (reason, [signal])


@pytest.mark.parametrize(
    ("title", "body"), [("Jalan rusak", "Jalan rusak di RT 3"), ("PJU mati", "PJU mati lagi")]
)
def test_a_short_complaint_goes_where_its_reporter_suggests(
    world: World, title: str, body: str
) -> None:
    case_id = filed(world, title=title, body=body, agency_id="kota-surabaya")["id"]
    assert world.events(case_id) == ["filed", "routed"]


def test_a_flood_of_copies_reaches_a_person_after_the_first_ones(world: World) -> None:
    from chalicelib.routing.screening import MANY_COPIES
    from chalicelib.store import cases, texts
    from chalicelib.usecases.similar import count_duplicates

    first = fees(world)["id"]
    filed_before(world, first, MANY_COPIES - 2)
    assert count_duplicates(cases.get(first), texts.get(first)) == MANY_COPIES - 2
    enough = fees(world)["id"]
    assert world.events(enough) == ["filed", "routed"]
    one_too_many = fees(world)["id"]
    assert world.events(one_too_many) == ["filed", "triage"]
    assert triaged(world, one_too_many) == ("possible_spam", ["mass_copies"])
    hidden = fees(world, confidential=True)["id"]  # is among no others
    assert world.events(hidden) == ["filed", "routed"]
    elsewhere = fees(world, location={"region_code": "35.73"}, agency_id="kota-malang")["id"]
    assert world.events(elsewhere) == ["filed", "routed"]


def test_copies_of_another_day_are_no_flood(world: World) -> None:
    from chalicelib.routing.screening import MANY_COPIES

    first = fees(world)["id"]
    filed_before(world, first, MANY_COPIES, age=timedelta(hours=25))
    assert world.events(fees(world)["id"]) == ["filed", "routed"]


def test_a_region_that_the_package_does_not_know_is_a_place_too(world: World) -> None:
    """As administrators add them; the function that indexes reads no register."""
    from chalicelib.usecases import similar

    assert similar._place("35.90.01") == "35.90"
    assert similar._place("35.78") == "35.78"
    assert similar._place("35") == "35"
    assert similar._place(None) is None
