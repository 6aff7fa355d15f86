"""Officers reading cases: each look is written down before anything is shown.

In the log for all cases, by ids alone; of those that are anonymous or not for everybody also as a
row, which monitors and custodians list. A row that cannot be written is a case that is not shown.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from msgspec import Struct

from chalicelib.case.authority import is_public, may_know, may_read
from chalicelib.case.decision import Context
from chalicelib.case.model import Actor, Case, Role
from chalicelib.errors import NotAllowed, NotFound
from chalicelib.observability import logger
from chalicelib.protection import receipts
from chalicelib.store import cases, readings
from chalicelib.store.readings import PageRange, Reading, ReadingPage

AUDITORS = frozenset({Role.MONITOR, Role.CUSTODIAN})


class Reader(Struct, frozen=True, kw_only=True):
    """An officer who asks for a case, in which request (`request_id` is that of the logs) and for
    what: a route (`view`, `timeline`, `similar`) or an action."""

    actor: Actor
    request_id: str
    purpose: str


def load_for_officer(case_id: str, reader: Reader, context: Context) -> Case:
    """A case an officer may read, and it is written down that they did. Raises
    `NotAllowed("not_yours")` for one that everybody may know of, and the same `NotFound` for any
    other and for an unknown id; that is written down too."""
    case = _asked_for(case_id, reader, context)
    _check_may_read(case, reader, context)
    logger.info("an officer read a case", extra={"case_id": case.id, **_who(reader)})
    _keep(case, reader, context, refused=False)
    return case


def version_for_officer(case_id: str, reader: Reader, context: Context) -> int:
    """The version of a case that an officer may read. It shows nothing of the case, so it is no
    reading; who may not ask is refused and written down as by `load_for_officer`."""
    case = _asked_for(case_id, reader, context)
    _check_may_read(case, reader, context)
    return case.version


def _asked_for(case_id: str, reader: Reader, context: Context) -> Case:
    known_id = receipts.parse_case_id(case_id)
    with recording_unknown_ids(known_id, reader, context):
        return cases.get(known_id)


def _check_may_read(case: Case, reader: Reader, context: Context) -> None:
    check_may_know(case, reader, context)
    if not may_read(case, reader.actor, context):
        raise NotAllowed("not_yours")


def check_may_know(case: Case, reader: Reader, context: Context) -> None:
    """Raises `NotFound("unknown_case")` where an officer may not know that there is such a case;
    that they asked is written down."""
    if not may_know(case, reader.actor, context):
        _keep(case, reader, context, refused=True)
        raise NotFound("unknown_case")


@contextmanager
def recording_unknown_ids(case_id: str, reader: Reader, context: Context) -> Iterator[None]:
    """Write down that an officer asked for a number that nobody was given, as for a hidden case:
    who tries numbers is seen, and one answer takes as long as the other."""
    try:
        yield
    except NotFound:
        _record(case_id, reader, context, refused=True)
        raise


def record_listed(listed: Iterable[Case], reader: Reader) -> None:
    """Write down, in the log, which cases a list showed an officer a line of."""
    case_ids = [case.id for case in listed]
    logger.info("an officer listed cases", extra={"case_ids": case_ids, **_who(reader)})


def of_case(case_id: str, wanted: PageRange, actor: Actor, context: Context) -> ReadingPage:
    """Which officers read a case, for who may audit it.

    Raises `NotAllowed("role_may_not")`, and what `load_for_officer` raises for a case that is not
    theirs.
    """
    check_auditor(actor)
    case = cases.get(receipts.parse_case_id(case_id))
    if not may_know(case, actor, context):
        raise NotFound("unknown_case")
    if not may_read(case, actor, context):
        raise NotAllowed("not_yours")
    return readings.of_case(case.id, wanted)


def of_officer(officer_id: str, wanted: PageRange, actor: Actor, context: Context) -> ReadingPage:
    """What an officer read of the cases that `actor` may audit; others are left out. Raises
    `NotAllowed("role_may_not")`."""
    check_auditor(actor)
    return readings.of_officer(officer_id, wanted, auditable(actor, context))


def may_audit(case: Case, actor: Actor, context: Context) -> bool:
    """Whether the actor may see which officers read the case: monitors and custodians, of the cases
    that they may read themselves."""
    return actor.role in AUDITORS and may_read(case, actor, context)


def auditable(actor: Actor, context: Context) -> readings.Shown:
    """Of some cases those that the actor `may_audit`, for a list that tells of nothing else."""
    return lambda case_ids: frozenset(
        case.id for case in cases.get_several(case_ids) if may_audit(case, actor, context)
    )


def keeps_readings(case: Case) -> bool:
    """Whether it is kept which officers read the case: its reporter is anonymous, or not everybody
    may see it."""
    return case.anonymous or not is_public(case)


def check_auditor(actor: Actor) -> None:
    """Let monitors and custodians through. Raises `NotAllowed("role_may_not")`."""
    if actor.role not in AUDITORS:
        raise NotAllowed("role_may_not")


def _keep(case: Case, reader: Reader, context: Context, *, refused: bool) -> None:
    if keeps_readings(case):
        _record(case.id, reader, context, refused=refused)


def _record(case_id: str, reader: Reader, context: Context, *, refused: bool) -> None:
    readings.record(Reading(case_id=case_id, refused=refused, at=context.now, **_who(reader)))


def _who(reader: Reader) -> dict[str, str]:
    return {
        "officer_id": reader.actor.officer_id or "",
        "role": reader.actor.role.value,
        "agency_id": reader.actor.agency_id or "",
        "purpose": reader.purpose,
        "request_id": reader.request_id,
    }
