"""The lists of officers: whose cases they show, and what they are narrowed to.

The status, what is overdue or due soon, and the agency are stretches of an index. All else is
looked for in what a page evaluates (docs/access-patterns.md); but a number is that of one report,
which is read wherever it lies.
"""

import contextlib
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from msgspec import Struct

from chalicelib.case.authority import asked_of, is_kept_from_actor
from chalicelib.case.deadlines import appeal_open
from chalicelib.case.decision import Context, assigned_officer
from chalicelib.case.model import ENDED, HANDLED, RESTING, Actor, Case, Role, Status
from chalicelib.errors import NotAllowed, NotFound
from chalicelib.figures.cells import COUNTRY, UNKNOWN, YEAR, Dimension
from chalicelib.figures.summary import add_up
from chalicelib.overseers import NATIONAL_DESK
from chalicelib.protection import receipts
from chalicelib.routing.registry import Registry
from chalicelib.store import figure_cells, queries
from chalicelib.store.keys import NO_HOLDER
from chalicelib.store.paging import Page
from chalicelib.store.queries import CaseListQuery
from chalicelib.structs import replace
from chalicelib.usecases.record_readings import Reader, load_for_officer
from chalicelib.usecases.rules import DecisionContext

MONTHS_COUNTED = 36
"""Months of filing whose open cases are counted in the country: what is older is next to none."""

YEARS_COUNTED_OF_MANY = 2
"""The same of more agencies than have their desks counted: this year and the one before. The
longest promise is 60 working days; rows of all agencies are read."""


class CaseFilter(Struct, frozen=True, kw_only=True):
    """What an officer's list is narrowed to.

    `everywhere`: to the national desk, not what lies on it but all that is open in the country,
    worst first. `agency` holds the case; `region_code` is the place or one around it; `level` the
    least level of escalation; `due_within` so many days from now the deadline passes, or has;
    `replied`, that the reporter wrote and no officer has acted since, or is owed a new answer;
    `appealed`, that an appeal is open; `assigned_to`, the officer who does the work; `q`, words
    that all stand in the title or the number as the officer reads them.
    """

    everywhere: bool = False
    agency: str | None = None
    category: str | None = None
    region_code: str | None = None
    level: int | None = None
    due_within: int | None = None
    replied: bool = False
    appealed: bool = False
    assigned_to: str | None = None
    q: str | None = None

    def due_by(self, now: datetime) -> datetime | None:
        """The moment by which deadlines pass."""
        return None if self.due_within is None else now + timedelta(days=self.due_within)

    def number(self) -> str | None:
        """The number of the one report that is looked for, however it was typed; None where `q` is
        words."""
        with contextlib.suppress(NotFound):
            return None if self.q is None else receipts.parse_case_id(self.q)
        return None

    def shows(self, case: Case) -> bool:
        """Whether what no index narrows lets the case through."""
        return (
            (self.category is None or _lies_in(case.category, self.category))
            and (self.region_code is None or _lies_in(case.location.region_code, self.region_code))
            and (self.level is None or case.escalation_level >= self.level)
            and (not self.replied or case.replied or case.owed_reply is not None)
            and (not self.appealed or appeal_open(case))
            and (self.assigned_to is None or assigned_officer(case) == self.assigned_to)
            and (self.q is None or _has_words(case, self.q))
        )


def _lies_in(code: str | None, wider: str) -> bool:
    """Whether a code of parts is another, or one within it."""
    return code is not None and (code == wider or code.startswith(f"{wider}."))


def _has_words(case: Case, words: str) -> bool:
    title = case.masked_title if case.anonymous else case.title
    text = f"{title} {case.id}".casefold()
    return all(word in text for word in words.casefold().split())


def of_number(case_id: str, reader: Reader, context: Context) -> Page:
    """The report of this number, wherever it lies, where the officer may read it. It was told apart
    from all others: that is written down as any reading."""
    with contextlib.suppress(NotFound, NotAllowed):
        return Page(cases=(load_for_officer(case_id, reader, context),), place=None)
    return Page(cases=(), place=None)


def list_of(
    actor: Actor, case_filter: CaseFilter, query: CaseListQuery, context: DecisionContext
) -> Page:
    """The page that `query` asks for of an officer's list: what there is to do for their agency, or
    what they oversee, narrowed to the filter and without what is kept from them."""
    registry, agency = context.agencies, case_filter.agency
    query = replace(
        query,
        due_by=case_filter.due_by(query.now),
        wanted=case_filter.shows,
        hidden=_kept_from(actor, context),
    )
    match actor.role:
        case Role.MONITOR:
            return queries.overseen(_overseen(str(actor.agency_id), registry, agency), query)
        case Role.NATIONAL_ADMIN if case_filter.everywhere and agency is None:
            return queries.overseen(None, query)
        case Role.NATIONAL_ADMIN if agency is None:
            return queries.national_desk(query)
        case _:
            return queries.inbox(_desks(actor, registry, agency), query)


def _kept_from(actor: Actor, context: DecisionContext) -> Callable[[Case], bool]:
    """What an officer may not know to be there."""
    return lambda case: is_kept_from_actor(case, actor, context)


def _overseen(monitor_id: str, registry: Registry, agency: str | None) -> frozenset[str] | None:
    """The agencies that a monitor lists, or of them the one that is asked for; None for all."""
    overseen = registry.overseen_by(monitor_id)
    if agency is None:
        return overseen
    known = overseen is None or agency in overseen
    return frozenset({agency} if known else ())


def _desks(actor: Actor, registry: Registry, agency: str | None = None) -> tuple[str, ...]:
    """The agencies whose cases an officer handles; of the national desk, any that is asked for."""
    own = str(actor.agency_id)
    if actor.role is Role.NATIONAL_ADMIN:
        return (NO_HOLDER, NATIONAL_DESK) if agency is None else (agency,)
    theirs = registry.government(own) if actor.role is Role.AGENCY_ADMIN else (own,)
    return theirs if agency is None else tuple(one for one in theirs if one == agency)


def list_asked_of(
    actor: Actor, case_filter: CaseFilter, query: CaseListQuery, context: DecisionContext
) -> Page:
    """The same of what the officer may contribute to; nobody's who only reads."""
    own = str(actor.agency_id)
    agencies_of = {Role.AGENCY_ADMIN: context.agencies.government(own), Role.LIAISON: (own,)}
    agencies_of[Role.NATIONAL_ADMIN] = (own,)
    query = replace(
        query,
        due_by=case_filter.due_by(query.now),
        wanted=lambda case: (
            case_filter.agency in (None, case.agency_id) and case_filter.shows(case)
        ),
        hidden=lambda case: asked_of(case, actor, context) is None,
    )
    return queries.asked_to_contribute(agencies_of.get(actor.role, ()), query)


class Counts(Struct, frozen=True, kw_only=True):
    """How many cases an officer's list has in each status, and how many are overdue; none further
    than `queries.MOST_COUNTED`, but for the statuses that the figures tell. `overdue` is None where
    it would take more than a page to say."""

    of: dict[Status, int]
    overdue: int | None


def count(actor: Actor, case_filter: CaseFilter, context: DecisionContext) -> Counts:
    """What an officer's list has, of all that it can be narrowed to `everywhere` and `agency`."""
    registry, agency, now = context.agencies, case_filter.agency, context.now
    hidden = _kept_from(actor, context)
    if actor.role is Role.MONITOR:
        return _count_overseen(_overseen(str(actor.agency_id), registry, agency), hidden, now)
    if actor.role is Role.NATIONAL_ADMIN and case_filter.everywhere and agency is None:
        return _count_overseen(None, lambda _: False, now)
    desks = _desks(actor, registry, agency)
    owed = set(HANDLED)
    if actor.role is Role.NATIONAL_ADMIN and agency is None:
        owed |= queries.ON_DESK
    # Nothing is kept from others on the desks that they list: their keys are counted.
    unlisted = hidden if actor.role is Role.AGENCY_ADMIN else None
    return Counts(
        of={
            status: queries.count_on_desks(desks, status, hidden=unlisted)
            for status in _in_order(owed | RESTING)
        },
        overdue=queries.count_overdue(desks, owed, now, hidden=unlisted),
    )


def _count_overseen(
    overseen: frozenset[str] | None, hidden: Callable[[Case], bool], now: datetime
) -> Counts:
    """What somebody oversees. Of up to `MOST_PARTITIONS` agencies the statuses are counted on their
    desks, without what the overseer may not know of; of more, and of the country, the figures have
    them, which tell nobody of one case. What is overdue is what that list shows on one page."""
    late = queries.overseen(
        overseen,
        CaseListQuery(now=now, overdue=True, limit=queries.MOST_COUNTED, hidden=hidden),
    )
    found = min(len(late.cases), queries.MOST_COUNTED)
    if overseen is None:
        of = _count_in_country(now)
    elif len(overseen) > queries.MOST_PARTITIONS:
        of = _count_of_many(overseen, now)
    else:
        of = {
            status: queries.count_on_desks(tuple(overseen), status, hidden=hidden)
            for status in _in_order(HANDLED | RESTING)
        }
    told = found == queries.MOST_COUNTED or late.place is None
    return Counts(of=of, overdue=found if told else None)


def _count_in_country(now: datetime) -> dict[Status, int]:
    """How many cases filed in the last `MONTHS_COUNTED` months are open in each status, as the
    figures have it: what its reporter restricted is not in them."""
    generation = figure_cells.generations().current
    months = _latest_months(MONTHS_COUNTED, now)
    counts = add_up(figure_cells.of_value(generation, Dimension.ALL, UNKNOWN, months))
    return {status: counts[f"status:{status}"] for status in Status if status not in ENDED}


def _count_of_many(overseen: frozenset[str], now: datetime) -> dict[Status, int]:
    """The same of these agencies, filed in the last `YEARS_COUNTED_OF_MANY` calendar years."""
    generation = figure_cells.generations().current
    latest = (now + timedelta(days=1)).year  # east of UTC a year begins before it
    years = [f"{YEAR}{latest - back}" for back in range(YEARS_COUNTED_OF_MANY)]
    found = figure_cells.by_value(generation, COUNTRY, Dimension.AGENCY, years)
    counts = add_up(found[agency_id] for agency_id in overseen & found.keys())
    return {status: counts[f"status:{status}"] for status in _in_order(HANDLED | RESTING)}


def _latest_months(number: int, now: datetime) -> list[str]:
    """The latest months (2026-11), the zones east of UTC being in the next one before it."""
    tomorrow = now + timedelta(days=1)
    latest = tomorrow.year * 12 + tomorrow.month - 1
    months = (latest - back for back in range(number))
    return [f"{one // 12}-{one % 12 + 1:02}" for one in months]


def _in_order(statuses: AbstractSet[Status]) -> list[Status]:
    return sorted(statuses, key=list(Status).index)
