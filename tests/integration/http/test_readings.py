"""Which officers read which cases: written down before anything is shown, listed for those who
audit."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from chalicelib.case.model import Actor, Role
from chalicelib.protection.receipts import new_case_id
from chalicelib.store.readings import PageRange, Reading, of_case, of_officer, record
from tests.integration.hearing import hearing
from tests.integration.http.faults import OUTAGES, fault
from tests.integration.people import (
    EAST_JAVA,
    MALANG,
    NATIONAL,
    OMBUDSMAN,
    SCHOOLS,
    SURABAYA,
    acts,
    filed,
)
from tests.integration.world import REGION, World

CUSTODIAN = "[custodian agency.kota-surabaya-dinas-pendidikan]"
BARRED = {"not_to": ["ombudsman"]}
MALANGS = {"location": {"region_code": "35.73"}, "agency_id": "kota-malang"}
READINGS = "/v1/admin/readings"
NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def rows() -> list[dict[str, Any]]:
    table = boto3.resource("dynamodb", region_name=REGION).Table("test-ReadingsTable")
    return sorted((dict(row) for row in table.scan()["Items"]), key=lambda row: str(row["sk"]))


@pytest.fixture
def read() -> Iterator[list[dict[str, Any]]]:
    with hearing("an officer read a case") as heard:
        yield heard


@pytest.fixture
def listed() -> Iterator[list[dict[str, Any]]]:
    with hearing("an officer listed cases") as heard:
        yield heard


@pytest.fixture
def refused() -> Iterator[list[dict[str, Any]]]:
    with hearing("an officer was refused") as heard:
        yield heard


def look(world: World, case_id: str, groups: str, more: str = "") -> int:
    return world.call("GET", f"/v1/officer/complaints/{case_id}{more}", groups=groups)[0]


def audit(world: World, groups: str, **query: str) -> dict[str, Any]:
    status, body, _ = world.call("GET", READINGS, query=query, groups=groups)
    assert status == 200, body
    return dict(body)


def ways_to_look() -> set[str]:
    """What follows the number of a case in the routes by which an officer looks at one."""
    import app  # noqa: F401 (registers the routes)
    from chalicelib.http.endpoint import ENDPOINTS

    begin = "/v1/officer/complaints/{case_id}"
    return {
        one.path.removeprefix(begin)
        for one in ENDPOINTS
        if one.method == "GET" and one.path.startswith(begin)
    }


def test_no_route_shows_an_officer_a_case_that_is_not_written_down(
    world: World, read: list[dict[str, Any]]
) -> None:
    case_id = filed(world, anonymous=True)["id"]
    ways = ways_to_look() - {"/version"}  # which says a number and shows nothing
    assert {"", "/timeline", "/similar", "/attachments"} < ways
    for number, more in enumerate(sorted(ways), start=1):
        query = {"action": "transfer"} if more == "/agencies" else None
        path = f"/v1/officer/complaints/{case_id}{more}"
        assert world.call("GET", path, query=query, groups=SCHOOLS)[0] == 200, more
        assert len(read) == len(rows()) == number, more
        assert read[-1]["purpose"] == (more.removeprefix("/") or "view")
    assert {row["purpose"] for row in rows()} == {one["purpose"] for one in read}


def test_every_way_to_read_a_case_is_in_the_log(
    world: World, read: list[dict[str, Any]], listed: list[dict[str, Any]]
) -> None:
    case_id = filed(world)["id"]
    for more in ("", "/timeline", "/similar"):
        assert look(world, case_id, SCHOOLS, more) == 200
    acts(world, case_id, SCHOOLS, "start")
    world.call("GET", "/v1/officer/inbox", groups=SCHOOLS)
    assert [one["purpose"] for one in read] == ["view", "timeline", "similar", "view", "start"]
    for one in read:
        assert one["case_id"] == case_id
        assert (one["role"], one["agency_id"]) == ("liaison", "kota-surabaya-dinas-pendidikan")
        assert one["officer_id"] == f"sub-{SCHOOLS}"
    assert len({one["request_id"] for one in read}) == 5
    assert [(one["purpose"], one["case_ids"]) for one in listed] == [
        ("similar", []),
        ("inbox", [case_id]),
    ]
    assert rows() == [], "of a case that everybody may see there is no row"


@pytest.mark.parametrize("flag", ["anonymous", "confidential"])
def test_each_reading_of_a_guarded_case_is_a_row(world: World, flag: str) -> None:
    case_id = filed(world, **{flag: True})["id"]
    before = datetime.now(UTC)
    for more in ("", "/timeline", "/similar"):
        assert look(world, case_id, SCHOOLS, more) == 200
    acts(world, case_id, SURABAYA, "note", text="Sudah kami baca.")
    found = rows()
    assert [row["purpose"] for row in found] == ["view", "timeline", "similar", "view", "note"]
    assert {row["pk"] for row in found} == {f"CASE#{case_id}"}
    assert [row["role"] for row in found] == ["liaison"] * 3 + ["agency_admin"] * 2
    assert {row["refused"] for row in found} == {False}
    at = datetime.strptime(found[0]["at"], "%Y-%m-%dT%H:%M:%S.%f%z")
    assert before <= at <= datetime.now(UTC)
    assert int(found[0]["expires_at"]) == int((at + timedelta(days=730)).timestamp())


def test_who_looks_for_a_number_in_the_list_is_a_row_as_who_opens_it(
    world: World, read: list[dict[str, Any]]
) -> None:
    case_id, hidden = (filed(world, confidential=True, **more)["id"] for more in ({}, MALANGS))
    for number in (case_id, hidden, unknown := new_case_id()):
        status, page, _ = world.call(
            "GET", "/v1/officer/inbox", query={"q": number}, groups=SCHOOLS
        )
        assert (status, [one["id"] for one in page["items"]]) == (
            200,
            [case_id] * (number == case_id),
        )
    kept = {(row["pk"], row["purpose"], row["refused"]) for row in rows()}
    assert kept == {
        (f"CASE#{case_id}", "inbox", False),
        (f"CASE#{hidden}", "inbox", True),
        (f"CASE#{unknown}", "inbox", True),
    }
    assert [(one["case_id"], one["purpose"]) for one in read] == [(case_id, "inbox")]


def test_whether_a_case_changed_is_no_reading_and_told_to_its_readers_alone(
    world: World, read: list[dict[str, Any]]
) -> None:
    case_id = filed(world, confidential=True)["id"]
    path = f"/v1/officer/complaints/{case_id}/version"

    def version() -> int:
        status, answer, _ = world.call("GET", path, groups=SCHOOLS)
        assert status == 200, answer
        return int(answer["version"])

    before = version()
    assert (rows(), read) == ([], [])
    assert acts(world, case_id, SCHOOLS, "start")["version"] == before + 1
    kept = rows()
    assert version() == before + 1
    assert rows() == kept
    assert look(world, case_id, MALANG, "/version") == 404
    assert [(row["purpose"], row["refused"]) for row in rows()[len(kept) :]] == [("version", True)]
    assert look(world, filed(world)["id"], MALANG, "/version") == 403


def test_who_asks_for_a_hidden_case_is_a_row_and_hears_nothing(
    world: World, refused: list[dict[str, Any]], read: list[dict[str, Any]]
) -> None:
    case_id = filed(world, confidential=True, **MALANGS)["id"]
    assert look(world, case_id, SCHOOLS) == 404
    own = filed(world)["id"]
    body = {"action": "merge", "version": 2, "into": case_id}
    path = f"/v1/officer/complaints/{own}/actions"
    assert world.call("POST", path, body, groups=SURABAYA)[0] == 422
    assert [(row["purpose"], row["refused"], row["pk"]) for row in rows()] == [
        ("view", True, f"CASE#{case_id}"),
        ("merge", True, f"CASE#{case_id}"),
    ]
    assert [one["case_id"] for one in read] == [own]
    (only,) = refused
    assert (only["case_id"], only["code"], only["method"]) == (case_id, "unknown_case", "GET")
    assert only["route"] == "/v1/officer/complaints/{case_id}"
    assert only["officer_id"] == f"sub-{SCHOOLS}"
    assert only["groups"] == ["liaison", "agency.kota-surabaya-dinas-pendidikan"]
    assert only["request_id"] == rows()[0]["request_id"]


def test_a_refusal_is_in_the_log_without_what_was_typed(
    world: World, refused: list[dict[str, Any]]
) -> None:
    public, unknown = filed(world, **MALANGS)["id"], new_case_id()
    assert look(world, public, SCHOOLS) == 403
    assert look(world, unknown, SCHOOLS) == 404
    assert look(world, "Ibu Sari", SCHOOLS) == 404
    assert world.call("GET", "/v1/officer/inbox", groups="[liaison]")[0] == 403
    assert world.call("GET", READINGS, query={"case_id": public}, groups=MALANG)[0] == 403
    assert [(one["code"], one["case_id"]) for one in refused] == [
        ("not_yours", public),
        ("unknown_case", unknown),
        ("mistyped_id", None),
        ("no_role", None),
        ("role_may_not", None),
    ]
    (only,) = rows()  # of the number that nobody was given, as for a hidden case
    assert (only["pk"], only["refused"]) == (f"CASE#{unknown}", True)


def test_what_the_case_does_not_allow_now_is_no_refusal_of_the_officer(
    world: World, refused: list[dict[str, Any]]
) -> None:
    case_id = filed(world)["id"]
    body = {"action": "start", "version": 1}
    path = f"/v1/officer/complaints/{case_id}/actions"
    assert world.call("POST", path, body, groups=SCHOOLS)[0] == 409
    assert world.call("POST", path, {"action": "start"}, groups=SCHOOLS)[0] == 422
    assert refused == []


def test_the_public_is_not_logged_as_officers(world: World, refused: list[dict[str, Any]]) -> None:
    assert world.call("GET", f"/v1/complaints/{new_case_id()}")[0] == 404
    assert refused == []


def test_a_case_is_not_shown_when_its_reading_cannot_be_kept(world: World) -> None:
    guarded, ordinary = filed(world, anonymous=True)["id"], filed(world)["id"]
    with fault("dynamodb", "PutItem", OUTAGES["throttled"]):
        assert look(world, guarded, SCHOOLS) == 503
        assert look(world, ordinary, SCHOOLS) == 200
    assert rows() == []


def test_auditors_list_who_read_a_case(world: World) -> None:
    case_id = filed(world, anonymous=True)["id"]
    look(world, case_id, SCHOOLS)
    look(world, case_id, SURABAYA, "/timeline")
    for auditor in (OMBUDSMAN, EAST_JAVA, CUSTODIAN):
        items = audit(world, auditor, case_id=case_id.lower())["items"]
        assert [(one["purpose"], one["officer_id"]) for one in items] == [
            ("timeline", f"sub-{SURABAYA}"),
            ("view", f"sub-{SCHOOLS}"),
        ]
    newest = items[0]
    assert newest == {
        "case_id": case_id,
        "officer_id": f"sub-{SURABAYA}",
        "role": "agency_admin",
        "agency_id": "kota-surabaya",
        "purpose": "timeline",
        "refused": False,
        "at": newest["at"],
        "request_id": rows()[-1]["request_id"],
    }
    assert datetime.fromisoformat(newest["at"]).utcoffset() == timedelta(hours=7)


@pytest.mark.parametrize("groups", [NATIONAL, SURABAYA, SCHOOLS])
def test_nobody_else_lists_readings(world: World, groups: str) -> None:
    case_id = filed(world, anonymous=True)["id"]
    for query in ({"case_id": case_id}, {"officer_id": "sub"}):
        status, body, _ = world.call("GET", READINGS, query=query, groups=groups)
        assert (status, body["error"]["code"]) == (403, "role_may_not")


def test_auditors_hear_nothing_of_cases_that_are_not_theirs(world: World) -> None:
    hidden = filed(world, confidential=True, **MALANGS)["id"]
    public = filed(world, anonymous=True, **MALANGS)["id"]
    own = filed(world, anonymous=True)["id"]
    for case_id in (hidden, public, own):
        look(world, case_id, NATIONAL)

    def ask(case_id: str) -> tuple[int, str]:
        query = {"case_id": case_id}
        status, body, _ = world.call("GET", READINGS, query=query, groups=CUSTODIAN)
        return status, body["error"]["code"]

    assert ask(hidden) == ask(new_case_id()) == (404, "unknown_case")
    assert ask(public) == (403, "not_yours")
    by = {"officer_id": f"sub-{NATIONAL}"}
    assert [one["case_id"] for one in audit(world, CUSTODIAN, **by)["items"]] == [own]
    everything = [one["case_id"] for one in audit(world, OMBUDSMAN, **by)["items"]]
    assert everything == [own, public, hidden]
    assert audit(world, OMBUDSMAN, officer_id="somebody else") == {"items": [], "next_cursor": None}


def test_a_page_tells_nothing_of_readings_that_are_left_out(world: World) -> None:
    """Neither by its length nor by a next one that has nothing: of what an officer read before,
    between and after what an auditor may know of."""
    barred, told = (filed(world, confidential=True, **more)["id"] for more in (BARRED, {}))
    by, empty = {"officer_id": f"sub-{NATIONAL}"}, {"items": [], "next_cursor": None}
    look(world, barred, NATIONAL)
    assert audit(world, OMBUDSMAN, **by, limit="1") == empty
    for case_id in (told, barred, barred, told, barred, barred):
        look(world, case_id, NATIONAL)
    page = audit(world, OMBUDSMAN, **by, limit="1")
    rest = audit(world, OMBUDSMAN, **by, limit="1", cursor=page["next_cursor"])
    assert [one["case_id"] for one in page["items"] + rest["items"]] == [told, told]
    assert rest["next_cursor"] is None
    assert audit(world, OMBUDSMAN, **by, limit="2")["next_cursor"] is None
    assert len(audit(world, "[monitor agency.ksp]", **by)["items"]) == len(rows())


def test_a_page_passes_over_a_hundred_that_it_does_not_show_and_goes_on(world: World) -> None:
    for minutes in range(150):
        record(reading(minutes, case_id="LP-0000-0000-0000-0"))
    record(reading(-1))
    place, found, pages = None, [], 0
    while pages == 0 or place is not None:
        wanted = PageRange(limit=20, place=place)
        page = of_officer("an officer", wanted, lambda ids: ids - {"LP-0000-0000-0000-0"})
        place, pages = page.place, pages + 1
        found += page.readings
    assert (found, pages) == ([reading(-1)], 2)


def test_one_of_the_two_is_asked_for(world: World) -> None:
    for query in ({}, {"case_id": new_case_id(), "officer_id": "sub"}):
        status, body, _ = world.call("GET", READINGS, query=query, groups=OMBUDSMAN)
        assert (status, body["error"]["fields"][0]["problem"]) == (422, "case_or_officer")


def test_a_list_is_read_page_by_page_and_by_day(world: World) -> None:
    case_id = filed(world, anonymous=True)["id"]
    for _ in range(5):
        look(world, case_id, SCHOOLS)
    for query in ({"case_id": case_id}, {"officer_id": f"sub-{SCHOOLS}"}):
        found: list[str] = []
        cursor: dict[str, str] = {}
        pages = 0
        while True:
            page = audit(world, OMBUDSMAN, **query, **cursor, limit="2")
            found += [one["request_id"] for one in page["items"]]
            pages += 1
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
        assert pages == 3
        assert found == [row["request_id"] for row in reversed(rows())]
        other = {**query, "from": "2026-01-01", **cursor}
        assert world.call("GET", READINGS, query=other, groups=OMBUDSMAN)[0] == 422
    today = (datetime.now(UTC) + timedelta(hours=7)).date()
    days = [str(today + timedelta(days=n)) for n in (-1, 0)]
    assert len(audit(world, OMBUDSMAN, case_id=case_id, to=days[1])["items"]) == 5
    assert len(audit(world, OMBUDSMAN, case_id=case_id, **{"from": days[1]})["items"]) == 5
    assert audit(world, OMBUDSMAN, case_id=case_id, to=days[0])["items"] == []


def reading(minutes: int, **changes: Any) -> Reading:
    return Reading(
        **{
            "case_id": "LP-1J2P-CX0D-RQR6-K",
            "officer_id": "an officer",
            "role": "liaison",
            "agency_id": "kota-malang",
            "purpose": "view",
            "refused": False,
            "request_id": "r",
            "at": NOW + timedelta(minutes=minutes),
        }
        | changes
    )


def test_a_stretch_begins_at_its_first_moment_and_ends_before_its_last(world: World) -> None:
    kept = [reading(minutes) for minutes in range(4)]
    for one in kept:
        record(one)
    span = PageRange(since=kept[1].at, until=kept[3].at, limit=10)
    for page in (of_case(kept[0].case_id, span), of_officer("an officer", span)):
        assert page.readings == (kept[2], kept[1])
        assert page.place is None
    first = of_case(kept[0].case_id, PageRange(limit=3))
    assert first.readings == tuple(kept[:0:-1])
    rest = of_case(kept[0].case_id, PageRange(limit=3, place=first.place))
    assert (rest.readings, rest.place) == ((kept[0],), None)
    exactly = of_case(kept[0].case_id, PageRange(limit=4))
    assert (len(exactly.readings), exactly.place) == (4, None)


def test_two_cases_of_one_request_are_both_in_the_list(world: World) -> None:
    both = ("LP-1J2P-CX0D-RQR6-K", "LP-0000-0000-0000-0")
    for case_id in both:
        record(reading(0, case_id=case_id, purpose="merge"))
    first = of_officer("an officer", PageRange(limit=1))
    rest = of_officer("an officer", PageRange(limit=1, place=first.place))
    found = [one.case_id for one in (*first.readings, *rest.readings)]
    assert (sorted(found), rest.place) == (sorted(both), None)


def test_the_same_reading_again_changes_nothing(world: World) -> None:
    record(reading(0))
    (before,) = rows()
    record(reading(0, refused=True))
    assert rows() == [before]
    record(reading(0, purpose="timeline"))
    record(reading(0, request_id="another"))
    assert len(rows()) == 3


def test_an_actor_without_agency_is_written_down_as_such(
    world: World, read: list[dict[str, Any]]
) -> None:
    from chalicelib.usecases.record_readings import Reader, load_for_officer
    from chalicelib.usecases.rules import decision_context

    case_id = filed(world)["id"]
    reader = Reader(actor=Actor(role=Role.SYSTEM), request_id="r", purpose="view")
    assert load_for_officer(case_id, reader, decision_context(NOW)).id == case_id
    assert (read[0]["officer_id"], read[0]["agency_id"], read[0]["role"]) == ("", "", "system")
    assert json.dumps(read[0]["request_id"]) == '"r"'
