"""A page costs what it shows: the same read units with two hundred cases and with a thousand."""

from collections.abc import Callable

import pytest

from chalicelib.case.model import Status
from chalicelib.store import public_cases, queries
from chalicelib.store.paging import Page
from chalicelib.store.public_cases import PublicFilter
from chalicelib.store.queries import CaseListQuery
from chalicelib.structs import replace
from tests.integration.conftest import started
from tests.integration.rows import DAY, NOW, case, put, reads

FEW, MANY = 200, 1_000
PAGE = CaseListQuery(now=NOW, limit=20)
PAGES: dict[str, tuple[float, Callable[[], Page]]] = {
    "inbox": (4, lambda: queries.inbox(("kota-a",), PAGE)),
    "inbox by status": (
        3,
        lambda: queries.inbox(("kota-a",), replace(PAGE, status=Status.ROUTED)),
    ),
    "national desk": (4, lambda: queries.national_desk(PAGE)),
    "overseers": (11, lambda: queries.overseen(None, PAGE)),
    "monitor": (11, lambda: queries.overseen(frozenset({"kota-a"}), PAGE)),
    "public": (
        21,
        lambda: public_cases.page(PublicFilter(), now=NOW + DAY, place=None, limit=20),
    ),
    "public of an agency": (
        21,
        lambda: public_cases.page(PublicFilter(agency_id="kota-a"), now=NOW, place=None, limit=20),
    ),
}


def filled(number: int) -> None:
    """Half with an agency, in four statuses; half on the national desk."""
    statuses = (Status.ROUTED, Status.IN_PROGRESS, Status.ANSWERED, Status.CLOSED)
    put(
        case(
            agency_id=None if step % 2 else "kota-a",
            status=Status.TRIAGE if step % 2 else statuses[step // 2 % 4],
            limit=NOW + step * DAY / 100,
            filed_at=NOW - step * DAY / 200,
        )
        for step in range(number)
    )


@pytest.fixture(scope="module")
def costs() -> dict[str, list[float]]:
    found: dict[str, list[float]] = {name: [] for name in PAGES}
    for number in (FEW, MANY):
        with started():
            filled(number)
            for name, (_, page) in PAGES.items():
                with reads() as seen:
                    assert len(page().cases) == 20
                found[name].append(seen.units)
    return found


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_the_same_however_many_cases_there_are(
    costs: dict[str, list[float]], name: str
) -> None:
    few, many = costs[name]
    assert many == pytest.approx(few, rel=0.10)
    assert many <= PAGES[name][0]
