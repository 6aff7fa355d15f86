"""Lists over HTTP: whose they are, cursors of one list only, filters that make sense."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.case.model import Case, Status
from tests.integration.conftest import started
from tests.integration.people import EAST_JAVA, MALANG, NATIONAL, OMBUDSMAN, SCHOOLS, SURABAYA
from tests.integration.rows import case, put
from tests.integration.world import World

INBOX, PUBLIC = "/v1/officer/inbox", "/v1/complaints"
SURABAYA_MONITOR = "[monitor agency.kota-surabaya]"
HOME_AFFAIRS = "[monitor agency.kemendagri]"
MINISTRY = "[liaison agency.kemenpanrb]"
NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def of(agency_id: str | None, **changes: Any) -> Case:
    return case(
        agency_id=agency_id, **({"filed_at": NOW - 2 * DAY, "limit": NOW + 3 * DAY} | changes)
    )


SCHOOLS_CASES = [
    of("kota-surabaya-dinas-pendidikan", limit=NOW + days * DAY, escalation_level=1)
    for days in range(-2, 3)
]
CITY = of("kota-surabaya", limit=NOW + DAY / 2)
TOWN = [of("kota-malang", limit=NOW + days * DAY) for days in (1, 2)]
WORST = of("kota-malang", limit=NOW - 40 * DAY, escalation_level=3, status=Status.IN_PROGRESS)
ANSWERED = of("kota-malang", status=Status.ANSWERED, escalation_level=2)
CLOSED = of("kota-malang", status=Status.CLOSED, ended_at=NOW - DAY)
TRIAGE = of(None, status=Status.TRIAGE, limit=NOW + DAY)
STUCK = of(None, status=Status.RECEIVED, limit=NOW + 2 * DAY)
FRESH = of(None, status=Status.RECEIVED, filed_at=NOW + DAY)
ARCHIVED = of(None, status=Status.ARCHIVED, ended_at=NOW - DAY)
MINISTRYS = of("kemenpanrb")
HIDDEN = of("kota-malang", confidential=True, limit=NOW + 9 * DAY)


@pytest.fixture(scope="module")
def lists() -> Iterator[World]:
    with started() as world:
        put([*SCHOOLS_CASES, CITY, *TOWN, WORST, ANSWERED, CLOSED])
        put([TRIAGE, STUCK, FRESH, ARCHIVED, MINISTRYS, HIDDEN])
        yield world


def get(world: World, path: str, groups: str | None = None, **query: str) -> dict[str, Any]:
    status, body, _ = world.call("GET", path, query=query, groups=groups)
    assert status == 200, body
    return dict(body)


def all_ids(world: World, path: str, groups: str | None = None, **query: str) -> list[str]:
    """Page by page, each as long as was asked for at most."""
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = get(world, path, groups, **query, **cursor)
        assert len(page["items"]) <= int(query.get("limit", "20"))
        found += [row["id"] for row in page["items"]]
        if page["next_cursor"] is None:
            return found
        assert page["next_cursor"] != cursor.get("cursor")
        cursor = {"cursor": page["next_cursor"]}


def ids(*several: Case) -> list[str]:
    return [one.id for one in several]


@pytest.mark.parametrize("limit", ["1", "2", "100"])
def test_an_inbox_goes_on_where_it_stopped(lists: World, limit: str) -> None:
    assert all_ids(lists, INBOX, SCHOOLS, limit=limit) == ids(*SCHOOLS_CASES)


def test_a_citys_admin_lists_its_own_and_its_units_cases(lists: World) -> None:
    assert all_ids(lists, INBOX, SURABAYA, limit="3") == ids(
        *SCHOOLS_CASES[:3], CITY, *SCHOOLS_CASES[3:]
    )
    assert all_ids(lists, INBOX, MALANG) == ids(WORST, *TOWN, HIDDEN, ANSWERED)
    assert all_ids(lists, INBOX, MALANG, status="closed") == ids(CLOSED)
    assert all_ids(lists, INBOX, MALANG, overdue="true") == ids(WORST)


def test_a_monitor_lists_its_own_agency_and_what_is_below_it_worst_first(lists: World) -> None:
    assert all_ids(lists, INBOX, SURABAYA_MONITOR, limit="4") == ids(*SCHOOLS_CASES, CITY)
    below = ids(WORST, ANSWERED, *SCHOOLS_CASES, CITY, *TOWN, HIDDEN)
    assert all_ids(lists, INBOX, EAST_JAVA, limit="2") == below


@pytest.mark.parametrize("groups", [OMBUDSMAN, "[monitor agency.kemenpanrb]"])
def test_the_countrys_overseers_list_what_is_open_in_every_state(lists: World, groups: str) -> None:
    found = all_ids(lists, INBOX, groups, limit="3")
    assert found[:2] == ids(WORST, ANSWERED)
    assert set(ids(TRIAGE, STUCK, FRESH, HIDDEN, MINISTRYS)) < set(found)
    assert not {CLOSED.id, ARCHIVED.id} & set(found)
    assert all_ids(lists, INBOX, groups, status="answered") == ids(ANSWERED)
    assert all_ids(lists, INBOX, groups, status="archived") == ids(ARCHIVED)


def test_home_affairs_sees_the_regions_and_no_ministry(lists: World) -> None:
    found = all_ids(lists, INBOX, HOME_AFFAIRS)
    assert WORST.id in found
    assert not {TRIAGE.id, MINISTRYS.id} & set(found)


def test_the_national_desk_begins_with_all_that_has_no_agency(lists: World) -> None:
    assert all_ids(lists, INBOX, NATIONAL) == ids(TRIAGE)
    assert all_ids(lists, INBOX, NATIONAL, status="archived") == ids(ARCHIVED)
    assert all_ids(lists, INBOX, MINISTRY) == ids(MINISTRYS)


def test_the_public_list_goes_on_where_it_stopped(lists: World) -> None:
    shown = all_ids(lists, PUBLIC, limit="4")
    assert len(shown) == len(set(shown)) == 16
    assert HIDDEN.id not in shown
    assert sorted(all_ids(lists, PUBLIC, limit="2", agency="kota-malang")) == sorted(
        ids(*TOWN, WORST, ANSWERED, CLOSED)
    )


@pytest.mark.parametrize("groups", [OMBUDSMAN, EAST_JAVA, MALANG, NATIONAL])
@pytest.mark.parametrize("status", ["closed", "archived"])
def test_what_is_over_is_not_overdue(lists: World, groups: str, status: str) -> None:
    assert all_ids(lists, INBOX, groups, status=status, overdue="true") == []


def test_a_cursor_belongs_to_one_list(lists: World) -> None:
    inbox = get(lists, INBOX, SCHOOLS, limit="1")["next_cursor"]
    public = get(lists, PUBLIC, limit="1")["next_cursor"]
    filtered = get(lists, PUBLIC, limit="1", agency="kota-malang")["next_cursor"]
    assert inbox
    assert public
    assert filtered
    foreign = [
        (PUBLIC, None, {"cursor": inbox}),
        (PUBLIC, None, {"cursor": filtered}),
        (PUBLIC, None, {"cursor": filtered, "agency": "kota-surabaya"}),
        (PUBLIC, None, {"cursor": public, "to": "2026-01-01"}),
        (PUBLIC, None, {"cursor": public, "q": "lampu"}),
        (INBOX, SCHOOLS, {"cursor": public}),
        (INBOX, SCHOOLS, {"cursor": inbox, "status": "routed"}),
        (INBOX, SCHOOLS, {"cursor": inbox, "overdue": "true"}),
        (INBOX, MALANG, {"cursor": inbox}),
        (INBOX, SCHOOLS.replace("pendidikan", "kesehatan"), {"cursor": inbox}),
        (INBOX, SCHOOLS.replace("liaison", "custodian"), {"cursor": inbox}),
    ]
    for path, groups, query in foreign:
        status, body, _ = lists.call("GET", path, query=query, groups=groups)
        assert (status, body["error"]["fields"][0]["problem"]) == (422, "not_a_cursor"), query
    assert get(lists, INBOX, SCHOOLS, cursor=inbox, limit="100")["items"]


@pytest.mark.parametrize(
    "text",
    ["zzz\nCASE#x", "2026-13", "9999-99-99\nx", "é\nx", "", "2026-11-24T22\nCASE#x", "x" * 150],
)
def test_a_made_up_cursor_is_refused(lists: World, text: str) -> None:
    made_up = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=") or "AAAA"
    for path, groups in ((PUBLIC, None), (INBOX, SCHOOLS), (INBOX, OMBUDSMAN)):
        for cursor in (made_up, made_up + "=", "é", made_up[:5] + "\n"):
            status, body, _ = lists.call("GET", path, query={"cursor": cursor}, groups=groups)
            assert status == 422, body
            assert body["error"]["fields"][0]["field"] == "cursor"


@pytest.mark.parametrize("name", ["from", "to"])
@pytest.mark.parametrize(
    "day", ["0001-01-01", "9999-12-31", "0164-08-21", "1999-12-31", "2100-01-01"]
)
def test_a_year_nobody_means_is_refused(lists: World, name: str, day: str) -> None:
    status, body, _ = lists.call("GET", PUBLIC, query={name: day})
    assert status == 422
    assert body["error"]["fields"][0]["problem"] == "date_out_of_range"


@pytest.mark.parametrize("day", ["2000-01-01", "2099-12-31"])
def test_the_first_and_the_last_day_are_known(lists: World, day: str) -> None:
    assert get(lists, PUBLIC, **{"from": day, "to": day})["items"] == []


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ({"to": "0"}, "not_a_date"),
        ({"from": "2026-01-01T00:00:00"}, "not_a_date"),
        ({"from": "1767225600"}, "not_a_date"),
        ({"region_code": ""}, "too_short"),
        ({"status": ""}, "not_allowed"),
        ({"limit": "0"}, "too_small"),
        ({"limit": "101"}, "too_big"),
    ],
    ids=str,
)
def test_a_filter_that_says_nothing_is_refused(
    lists: World, query: dict[str, str], problem: str
) -> None:
    status, body, _ = lists.call("GET", PUBLIC, query=query)
    assert (status, body["error"]["fields"][0]["problem"]) == (422, problem)


@pytest.mark.usefixtures("taken_back")
def test_days_are_days_in_jakarta(lists: World) -> None:
    put([case(filed_at=datetime(2025, 6, 9, 17, tzinfo=UTC), agency_id="kota-batu")])
    put([case(filed_at=datetime(2025, 6, 10, 16, 59, tzinfo=UTC), agency_id="kota-batu")])
    put([case(filed_at=datetime(2025, 6, 10, 17, tzinfo=UTC), agency_id="kota-batu")])
    query = {"agency": "kota-batu", "from": "2025-06-10", "to": "2025-06-10"}
    assert len(all_ids(lists, PUBLIC, **query)) == 2
