"""What a page of each list costs, however many cases there are."""

from collections.abc import Callable, Iterator

from chalicelib.store import public_cases, queries
from chalicelib.store.paging import Page
from chalicelib.store.queries import CaseListQuery
from infra.bench.costs import HOLDER, NOW, Cost, fill
from infra.bench.world import World

SIZES = (1_000, 10_000, 100_000)
SHOWN = 20


def list_pages(world: World, cases: int) -> Iterator[Cost]:
    """The first page of twenty of each list, with so many open cases of one agency in the table."""
    world.fresh_cases(f"lists-{cases}")
    fill(world, cases)
    by_agency = public_cases.PublicFilter(agency_id=HOLDER)
    pages: dict[str, Callable[[], Page]] = {
        "inbox_page": lambda: _officers(queries.inbox, (HOLDER,)),
        "inbox_page_overdue": lambda: _officers(queries.inbox, (HOLDER,), overdue=True),
        "overseers_page": lambda: _officers(queries.overseen, None),
        "public_page": lambda: _public(public_cases.PublicFilter()),
        "public_page_of_agency": lambda: _public(by_agency),
        "public_page_of_nobody": lambda: _public(
            public_cases.PublicFilter(agency_id="kota-malang")
        ),
    }
    for name, read in pages.items():
        with world.meter.running() as bill:
            page = read()
        expected = 0 if name in ("inbox_page_overdue", "public_page_of_nobody") else SHOWN
        if len(page.cases) != expected:
            raise ValueError(f"{name} shows {len(page.cases)} cases of {cases}")
        yield Cost(name=name, bill=bill)


def _officers(listed: Callable[..., Page], whose: object, *, overdue: bool = False) -> Page:
    return listed(whose, CaseListQuery(now=NOW, overdue=overdue, limit=SHOWN))


def _public(wanted: public_cases.PublicFilter) -> Page:
    return public_cases.page(wanted, now=NOW, place=None, limit=SHOWN)
