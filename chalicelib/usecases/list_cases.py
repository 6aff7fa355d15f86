"""The lists of officers: whose cases they show, and what they are narrowed to.

The status, what is overdue or due soon, and the agency are stretches of an index. All else is
looked for in what a page evaluates (docs/access-patterns.md).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from chalicelib.case.authority import kept_from
from chalicelib.case.decision import assigned_officer
from chalicelib.case.model import HANDLED, RESTING, Actor, Case, Role, Status
from chalicelib.overseers import NATIONAL_DESK
from chalicelib.routing.registry import Registry
from chalicelib.store import queries
from chalicelib.store.keys import NO_HOLDER
from chalicelib.store.paging import Page


@dataclass(frozen=True, kw_only=True, slots=True)
class Narrowing:
    """What an officer's list is narrowed to.

    `everywhere`: to the national desk, not what lies on it but all that is open in the country,
    worst first. `agency` holds the case; `region_code` is the place or one around it; `level` the
    least level of escalation; `due_within` so many days from now the limit passes, or has;
    `replied`, that the reporter wrote after an answer; `assigned_to`, the officer who does the
    work; `q`, words that all stand in the title or the number as the officer reads them.
    """

    everywhere: bool = False
    agency: str | None = None
    category: str | None = None
    region_code: str | None = None
    level: int | None = None
    due_within: int | None = None
    replied: bool = False
    assigned_to: str | None = None
    q: str | None = None

    def due_by(self, now: datetime) -> datetime | None:
        """The moment by which limits pass."""
        return None if self.due_within is None else now + timedelta(days=self.due_within)

    def shows(self, case: Case) -> bool:
        """Whether what no index narrows lets the case through."""
        return (
            (self.category is None or _lies_in(case.category, self.category))
            and (self.region_code is None or _lies_in(case.location.region_code, self.region_code))
            and (self.level is None or case.escalation_level >= self.level)
            and (not self.replied or case.owed_reply is not None)
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


def list_of(
    actor: Actor, registry: Registry, narrowing: Narrowing, now: datetime
) -> Callable[..., Page]:
    """The list of an officer: what there is to do for their agency, or what they oversee. It takes
    what `queries.inbox` does."""
    own, wanted = str(actor.agency_id), narrowing.shows
    listed = partial(_whole_list(actor, registry, narrowing), now=now, wanted=wanted)
    if actor.role is Role.MONITOR:
        listed = partial(
            listed,
            hidden=lambda case: case.agency_id != own and registry.is_within(own, kept_from(case)),
        )
    return partial(listed, due_by=narrowing.due_by(now))


def _whole_list(actor: Actor, registry: Registry, narrowing: Narrowing) -> Callable[..., Page]:
    own, agency = str(actor.agency_id), narrowing.agency
    match actor.role:
        case Role.MONITOR:
            overseen = registry.overseen_by(own)
            if agency is not None:
                known = overseen is None or agency in overseen
                overseen = frozenset({agency} if known else ())
            return partial(queries.overseen, overseen)
        case Role.NATIONAL_ADMIN if narrowing.everywhere and agency is None:
            return partial(queries.overseen, None)
        case Role.NATIONAL_ADMIN if agency is None:
            return queries.national_desk
        case _:
            return partial(queries.inbox, _desks(actor, registry, agency))


def _desks(actor: Actor, registry: Registry, agency: str | None = None) -> tuple[str, ...]:
    """The agencies whose cases an officer handles; of the national desk, any that is asked for."""
    own = str(actor.agency_id)
    if actor.role is Role.NATIONAL_ADMIN:
        return (NO_HOLDER, NATIONAL_DESK) if agency is None else (agency,)
    theirs = registry.government(own) if actor.role is Role.AGENCY_ADMIN else (own,)
    return theirs if agency is None else tuple(one for one in theirs if one == agency)


def asked_of(
    actor: Actor, registry: Registry, narrowing: Narrowing, now: datetime
) -> Callable[..., Page]:
    """What the officer may contribute to; nobody's who only reads."""
    own = str(actor.agency_id)
    agencies_of = {Role.AGENCY_ADMIN: registry.government(own), Role.LIAISON: (own,)}
    agencies_of[Role.NATIONAL_ADMIN] = (own,)
    return partial(
        queries.asked,
        agencies_of.get(actor.role, ()),
        now=now,
        due_by=narrowing.due_by(now),
        wanted=lambda case: narrowing.agency in (None, case.agency_id) and narrowing.shows(case),
        hidden=lambda case: registry.is_within(own, kept_from(case)),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """How many cases lie on the desks of an officer in each status, and how many are overdue; none
    further than `queries.MOST_COUNTED`."""

    of: dict[Status, int]
    overdue: int


def count(actor: Actor, registry: Registry, agency: str | None, now: datetime) -> Counts:
    """What waits on the desks of an officer. Who oversees has figures instead: nothing is counted
    for them."""
    if actor.role is Role.MONITOR:
        return Counts(of={}, overdue=0)
    desks = _desks(actor, registry, agency)
    owed = set(HANDLED)
    if actor.role is Role.NATIONAL_ADMIN and agency is None:
        owed |= queries.ON_DESK
    open_ = sorted(owed | RESTING, key=list(Status).index)
    return Counts(
        of={status: queries.count_on_desks(desks, status) for status in open_},
        overdue=queries.count_overdue(desks, owed, now),
    )
