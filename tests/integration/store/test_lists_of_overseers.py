"""The overseers' lists of a whole country, read by every test and written by none."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.case.model import ENDED, Case, Status
from chalicelib.store import queries
from chalicelib.store.queries import CaseListQuery
from tests.integration.conftest import started
from tests.integration.rows import DAY, NOW, case, put, reads
from tests.integration.store.test_lists import FEW, MANY, OWED, ids, overseen, walked


def mixed(agency_ids: list[str]) -> list[Case]:
    """Cases of several agencies at every level, in every status."""
    return [
        case(
            agency_id=agency_ids[number % len(agency_ids)],
            status=list(Status)[number % 10],
            escalation_level=number * 7 % 4,
            limit=NOW + (number * 13 % 60 - 30) * DAY,
            filed_at=NOW - (number * 11 % 40) * DAY,
            ended_at=NOW - (number * 17 % 50) * DAY,
        )
        for number in range(120)
    ]


def is_late(one: Case) -> bool:
    return one.status in OWED and one.deadlines.resolve_by < NOW


def worst_first(several: list[Case]) -> list[str]:
    def urgency(one: Case) -> tuple[Any, ...]:
        return -one.escalation_level, one.deadlines.resolve_by, one.id

    return ids(sorted(several, key=urgency))


@pytest.fixture(scope="module")
def country() -> Iterator[list[Case]]:
    with started():
        held = mixed(sorted(FEW))
        put(held)
        put(mixed(["dinas-g"]))
        yield held


@pytest.mark.parametrize("agency_ids", [FEW, MANY], ids=["one by one", "of the country"])
@pytest.mark.parametrize("status", [None, *Status])
@pytest.mark.parametrize("overdue", [False, True])
def test_overseers_list_all_that_is_open_worst_first(
    country: list[Case], agency_ids: frozenset[str], status: Status | None, overdue: bool
) -> None:
    if status in ENDED:
        ended = [one for one in country if one.status is status and not overdue]
        latest = sorted(ended, key=lambda one: (str(one.ended_at), one.id), reverse=True)
        wanted = ids(latest)
    else:
        wanted = worst_first(
            [
                one
                for one in country
                if (one.status is status if status else one.status not in ENDED)
                and (not overdue or (one.escalation_level > 0 and is_late(one)))
            ]
        )
    assert walked(overseen(agency_ids), limit=25, status=status, overdue=overdue) == wanted


def test_a_page_of_the_overseers_reads_no_more_than_twice_what_it_shows(
    country: list[Case],
) -> None:
    assert country
    with reads() as seen:
        page = queries.overseen(None, CaseListQuery(now=NOW, limit=20))
    assert len(page.cases) == seen.fetched == 20
    assert seen.evaluated <= 2 * 20 + 20
