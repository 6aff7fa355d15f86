"""The officers' lists: every case once and in order, page by page, and no more read than shown."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from chalicelib.case.model import ENDED, Case, Due, DueKind, Status
from chalicelib.store import queries
from chalicelib.store.keys import DUE_SHARDS, due_keys
from chalicelib.store.paging import MOST_EVALUATED, Page
from chalicelib.store.queries import CaseListQuery
from chalicelib.structs import replace
from tests.integration.rows import DAY, NOW, case, put, reads

pytestmark = pytest.mark.usefixtures("world")
OPEN = [status for status in Status if status not in ENDED]
OWED = (Status.RECEIVED, Status.TRIAGE, Status.RETURNED, Status.ROUTED, Status.IN_PROGRESS)


def walked(
    listed: Callable[..., Page],
    *,
    limit: int,
    between: Callable[[], None] = lambda: None,
    **filters: Any,
) -> list[str]:
    """The ids of a whole list, page by page; `between` happens after each page."""
    found: list[str] = []
    place = None
    while True:
        page = listed(
            **({"now": NOW, "status": None, "overdue": False} | filters), place=place, limit=limit
        )
        assert len(page.cases) <= limit
        found += [one.id for one in page.cases]
        if page.place is None:
            return found
        assert page.place != place
        place = page.place
        between()


def inbox(*agency_ids: str) -> Callable[..., Page]:
    return lambda **rest: queries.inbox(agency_ids, CaseListQuery(**rest))


def national_desk(**rest: Any) -> Page:
    return queries.national_desk(CaseListQuery(**rest))


def overseen(agency_ids: frozenset[str] | None) -> Callable[..., Page]:
    return lambda **rest: queries.overseen(agency_ids, CaseListQuery(**rest))


def ids(several: list[Case]) -> list[str]:
    return [one.id for one in several]


def several(agency_id: str, number: int, **changes: Any) -> list[Case]:
    """Open cases of an agency in the order of their deadlines, every third of them passed."""
    return [
        case(agency_id=agency_id, limit=NOW + (step - number // 3) * DAY / 7, **changes)
        for step in range(number)
    ]


def test_a_page_of_an_inbox_reads_what_it_shows() -> None:
    put(several("dinas-a", 90))
    for limit, queries_made in ((1, 2), (20, 3)):  # held in two statuses, all in one
        with reads() as seen:
            page = queries.inbox(("dinas-a",), CaseListQuery(now=NOW, limit=limit))
        assert len(page.cases) == limit
        assert (seen.calls, seen.evaluated) == ({"Query": queries_made}, limit)


def test_an_inbox_is_walked_in_order_while_cases_come_and_go() -> None:
    held = several("dinas-b", 47)
    put(held)
    soon, late = (case(agency_id="dinas-b", limit=NOW + days * DAY) for days in (-400, 400))
    moved = held[-1]

    def between() -> None:
        put([soon, late, replace(moved, agency_id="dinas-elsewhere")])

    assert walked(inbox("dinas-b"), limit=10, between=between) == [*ids(held[:-1]), late.id]


def test_a_case_that_is_moved_while_a_page_is_read_is_listed_once_as_it_is_now() -> None:
    first, moved, last = held = several("dinas-m", 3, status=Status.ROUTED)
    put(held)
    now_waiting = replace(moved, status=Status.ON_HOLD, version=moved.version + 1)

    def moves(one: Case) -> bool:
        if one.id == last.id:
            put([now_waiting])
        return one.id != last.id

    page = queries.inbox(("dinas-m",), CaseListQuery(now=NOW, limit=3, wanted=moves))
    assert [(one.id, one.status) for one in page.cases] == [
        (first.id, Status.ROUTED),
        (moved.id, Status.ON_HOLD),
    ]


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.RECEIVED])
def test_an_inbox_by_status_has_that_status_alone(status: Status) -> None:
    agency = f"dinas-{status}"
    wanted = several(agency, 12, status=status)
    others = [
        one for other in Status if other is not status for one in several(agency, 3, status=other)
    ]
    put([*wanted, *others])
    with reads() as seen:
        found = walked(inbox(agency), limit=5, status=status)
    assert sorted(found) == sorted(ids(wanted))
    assert seen.evaluated == len(wanted)


@pytest.mark.parametrize(
    ("held", "counted"), [((3, 0, 0), 3), ((3, 1, 0), 4), ((3, 2, 2), 4), ((4, 2, 2), 4)]
)
def test_cases_are_counted_so_far_and_no_further(
    monkeypatch: pytest.MonkeyPatch, held: tuple[int, ...], counted: int
) -> None:
    monkeypatch.setattr(queries, "MOST_COUNTED", 4)
    agencies = tuple(f"dinas-{held}-{one}" for one in "xyz")
    for agency, number in zip(agencies, held, strict=True):
        put([case(agency_id=agency) for _ in range(number)])
    with reads() as seen:
        assert queries.count_on_desks(agencies, Status.ROUTED) == counted
    assert seen.evaluated == counted


def test_ended_cases_are_listed_by_their_status_only_and_the_latest_first() -> None:
    ended = [
        case(agency_id="dinas-c", status=Status.CLOSED, ended_at=NOW - days * DAY)
        for days in range(9)
    ]
    still_open = several("dinas-c", 4)
    waiting = case(agency_id="dinas-c", status=Status.ANSWERED)
    put([*ended, *still_open, waiting])
    assert walked(inbox("dinas-c"), limit=4) == [*ids(still_open), waiting.id]
    assert walked(inbox("dinas-c"), limit=4, status=Status.CLOSED) == ids(ended)
    assert walked(inbox("dinas-c"), limit=4, status=Status.CLOSED, overdue=True) == []


def test_overdue_is_what_has_passed() -> None:
    held = several("dinas-d", 30)
    put(held)
    late = [one.id for one in held if one.deadlines.resolve_by < NOW]
    assert walked(inbox("dinas-d"), limit=7, overdue=True) == late
    assert walked(inbox("dinas-d"), limit=7, overdue=True, status=Status.ROUTED) == late
    assert walked(inbox("dinas-d"), limit=7, overdue=True, status=Status.IN_PROGRESS) == []


def test_a_government_lists_its_units_with_its_own_in_one_order() -> None:
    agencies = [f"kota-e-{unit}" for unit in range(6)]
    held = [one for agency in agencies for one in several(agency, 11)]
    put(held)
    in_order = sorted(held, key=lambda one: (one.deadlines.resolve_by, one.id))
    assert walked(inbox(*agencies), limit=8) == ids(in_order)
    with reads() as seen:
        queries.inbox(tuple(agencies), CaseListQuery(now=NOW, limit=20))
    assert seen.evaluated <= 2 * 20 + 20


def test_the_national_desk_lists_what_has_no_agency_and_never_its_history() -> None:
    waiting = [
        case(agency_id=None, status=status, limit=NOW + days * DAY)
        for days, status in enumerate((Status.TRIAGE, Status.RETURNED) * 6)
    ]
    asked = case(agency_id=None, status=Status.ON_HOLD)
    own = several("kemenpanrb", 40, status=Status.IN_PROGRESS)
    past = [case(agency_id=None, status=Status.ARCHIVED, ended_at=NOW - n * DAY) for n in range(60)]
    put([*waiting, asked, *own, *past])
    with reads() as seen:
        assert walked(national_desk, limit=5) == [*ids(waiting), asked.id]
    assert seen.evaluated <= 2 * len(waiting)
    assert walked(national_desk, limit=20, status=Status.ARCHIVED) == ids(past)
    assert walked(national_desk, limit=7, status=Status.TRIAGE) == ids(waiting[0::2])
    assert walked(inbox("kemenpanrb"), limit=50) == ids(own)
    late = [one.id for one in own if one.deadlines.resolve_by < NOW]
    assert walked(national_desk, limit=4, status=Status.IN_PROGRESS, overdue=True) == late
    unassigned_late = case(agency_id=None, status=Status.TRIAGE, limit=NOW - DAY)
    put([unassigned_late])
    assert walked(national_desk, limit=4, overdue=True) == [unassigned_late.id]


def test_what_was_only_received_lies_on_no_desk_and_is_found_by_its_status() -> None:
    escalate = Due(kind=DueKind.ESCALATE, at=NOW)
    filed = [
        case(agency_id=None, status=Status.RECEIVED, limit=NOW + days * DAY, due=escalate)
        for days in (-1, 1)
    ]
    put(filed)
    received = Status.RECEIVED
    assert not set(ids(filed)) & set(walked(national_desk, limit=50))
    assert walked(inbox("unassigned", "kemenpanrb"), limit=50, status=received) == []
    assert walked(national_desk, limit=50, status=received) == ids(filed)
    assert walked(national_desk, limit=50, status=received, overdue=True) == [filed[0].id]
    assert set(ids(filed)) <= set(queries.unrouted())
    assert set(ids(filed)) <= set(queries.due(DueKind.ESCALATE, NOW))
    put([replace(one, status=Status.TRIAGE) for one in filed])
    assert not set(ids(filed)) & set(queries.unrouted())
    assert set(ids(filed)) <= set(queries.due(DueKind.ESCALATE, NOW))


FEW = frozenset({f"dinas-f-{number}" for number in range(4)})
MANY = FEW | {f"dinas-nowhere-{number}" for number in range(120)}


def test_who_oversees_everything_also_sees_what_has_no_agency() -> None:
    worst = case(agency_id=None, status=Status.TRIAGE, escalation_level=3, limit=NOW - 900 * DAY)
    put([worst])
    page = queries.overseen(None, CaseListQuery(now=NOW, limit=1))
    assert ids(list(page.cases)) == [worst.id]
    assert worst.id not in walked(overseen(MANY), limit=50)


def test_a_filter_nothing_passes_ends_the_page_and_says_where_to_go_on() -> None:
    put(several("dinas-h", MOST_EVALUATED + 30))
    rare = case(agency_id="dinas-h", status=Status.RETURNED, limit=NOW + 300 * DAY)
    put([rare])
    listed = overseen(frozenset({"dinas-h"}))
    with reads() as seen:
        page = listed(now=NOW, status=Status.RETURNED, overdue=False, place=None, limit=20)
    assert page.cases == ()
    assert page.place is not None
    assert seen.evaluated == MOST_EVALUATED
    assert walked(listed, limit=20, status=Status.RETURNED) == [rare.id]


@pytest.mark.parametrize("status", [None, Status.CLOSED])
@pytest.mark.parametrize("number", [MOST_EVALUATED - 1, MOST_EVALUATED])
def test_a_page_is_no_shorter_for_what_is_hidden(number: int, status: Status | None) -> None:
    desk = f"dinas-k{number}{status or ''}"
    now = NOW - 400 * DAY
    state = {"status": status} if status else {}
    put([case(agency_id=desk, limit=now, anonymous=True, **state) for _ in range(number)])
    put([case(agency_id=desk, limit=now + DAY, **state) for _ in range(120)])
    put([case(agency_id=desk, limit=now - DAY, **state) for _ in range(5)])

    def listed(**rest: Any) -> Page:
        return queries.overseen(
            frozenset({desk}),
            CaseListQuery(now=NOW, status=status, hidden=lambda one: one.anonymous, **rest),
        )

    page = listed(place=None, limit=100)
    assert [one.anonymous for one in page.cases] == [False] * 100
    rest = listed(place=page.place, limit=100)
    assert [one.anonymous for one in rest.cases] == [False] * 25
    assert rest.place is None


def test_what_is_hidden_is_passed_over_to_a_bound_and_never_shown() -> None:
    put([case(agency_id="dinas-l", limit=NOW, anonymous=True) for _ in range(250)])
    with reads() as seen:
        page = queries.overseen(
            frozenset({"dinas-l"}),
            CaseListQuery(now=NOW, limit=20, hidden=lambda one: one.anonymous),
        )
    assert page.cases == ()
    assert page.place is not None
    assert seen.evaluated == 2 * MOST_EVALUATED


def test_every_shard_of_what_is_due_is_read() -> None:
    per_shard: dict[str, Case] = {}
    while len(per_shard) < DUE_SHARDS:
        one = case(due=Due(kind=DueKind.REMIND, at=NOW - DAY))
        per_shard[due_keys(one.id, "remind", NOW)["due_kind_shard"]] = one
    put(per_shard.values())
    assert sorted(queries.due(DueKind.REMIND, NOW)) == sorted(ids(list(per_shard.values())))
    assert list(queries.due(DueKind.REMIND, NOW - 2 * DAY)) == []


def test_in_a_shard_the_longest_overdue_comes_first() -> None:
    shard: list[Case] = []
    while len(shard) < 3:
        one = case(due=Due(kind=DueKind.CLOSE, at=NOW - len(shard) * DAY))
        if due_keys(one.id, "close", NOW)["due_kind_shard"] == "close#1":
            shard.append(one)
    put(shard)
    assert list(queries.due(DueKind.CLOSE, NOW)) == ids(shard)[::-1]
    assert list(queries.due(DueKind.CLOSE, NOW - DAY)) == ids(shard)[:0:-1]
    assert set(ids(shard)) <= set(queries.open_cases())


def test_pages_do_not_overlap_at_equal_moments() -> None:
    held = [case(agency_id="dinas-j", limit=NOW) for _ in range(25)]
    put(held)
    found = walked(inbox("dinas-j"), limit=6)
    assert all(one < other for one, other in pairwise(found))
    assert len(found) == 25


def test_what_is_late_is_found_by_who_escalates_and_who_closes_it() -> None:
    late = {"limit": NOW - DAY, "escalated_at": NOW - DAY}
    escalates = case(due=Due(kind=DueKind.ESCALATE, at=NOW), **late)
    closes = case(due=Due(kind=DueKind.CLOSE, at=NOW), **late)  # a request for an identity ends
    later = case(due=Due(kind=DueKind.ESCALATE, at=NOW + timedelta(microseconds=1)), **late)
    put([escalates, closes, later])
    found = set(ids([escalates, closes]))
    for kind in (DueKind.ESCALATE, DueKind.CLOSE):
        assert found <= set(queries.due(kind, NOW))
        assert later.id not in queries.due(kind, NOW)
    assert not found & set(queries.due(DueKind.REMIND, NOW))
    assert found | {later.id} <= set(queries.open_cases())
