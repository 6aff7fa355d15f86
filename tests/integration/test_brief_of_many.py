"""The brief of who oversees more agencies than are read one by one."""

from typing import Any

import pytest

from chalicelib.case.model import Due, DueKind
from chalicelib.store import queries
from chalicelib.store.paging import MOST_EVALUATED, Page
from chalicelib.usecases import rules
from chalicelib.usecases.write_brief import (
    MOST,
    MOST_PAGES,
    CountedDays,
    write_brief,
    yesterday,
)
from tests.integration.rows import DAY, NOW, case, put
from tests.integration.world import World

REGIONS, CITY = "kemendagri", "kota-surabaya"


def late(agency_id: str, *, days: int, **more: Any) -> Any:
    """A case whose miss was told two levels up."""
    missed = NOW - days * DAY
    return case(
        agency_id=agency_id,
        limit=missed,
        filed_at=missed,
        escalated_at=missed,
        escalation_level=2,
        due=Due(kind=DueKind.ESCALATE, at=NOW + 60 * DAY),
        **more,
    )


@pytest.mark.parametrize("partitions", [10, 100])
def test_what_is_late_is_found_behind_what_is_later_elsewhere_or_hidden(
    world: World, monkeypatch: pytest.MonkeyPatch, partitions: int
) -> None:
    monkeypatch.setattr(queries, "MOST_PARTITIONS", partitions)
    elsewhere = [late("kementerian-pu", days=90) for _ in range(MOST_EVALUATED + 5)]
    hidden = [late(CITY, days=60, confidential=True) for _ in range(MOST_EVALUATED)]
    theirs = [late(CITY, days=30) for _ in range(MOST + 2)]
    put([*elsewhere, *hidden, *theirs])
    context, counted = rules.decision_context(NOW), CountedDays(yesterday(NOW))
    for known in (None, frozenset({CITY})):  # on the page, and by mail
        found = write_brief(REGIONS, context, counted, known).overdue
        assert [one.agency_id for one in found] == [CITY] * MOST
        assert not any(one.confidential for one in found)


def test_behind_what_may_not_be_listed_it_looks_so_far_and_no_further(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a country whose late cases are all hidden, a brief would else read every one."""
    pages = 0

    def hidden(*_: Any, **asked: Any) -> Page:
        nonlocal pages
        pages += 1
        assert pages <= MOST_PAGES, "a page more than the bound"
        last = pages == MOST_PAGES
        return Page(cases=(late(CITY, days=30),) if last else (), place=f"after page {pages}")

    monkeypatch.setattr(queries, "overseen", hidden)
    context, counted = rules.decision_context(NOW), CountedDays(yesterday(NOW))
    (found,) = write_brief(REGIONS, context, counted).overdue
    assert (found.agency_id, pages) == (CITY, MOST_PAGES)
