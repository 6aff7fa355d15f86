"""A case's life as the figures see it, read from its events."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from chalicelib.case.deadlines import name_class
from chalicelib.case.decision import Event
from chalicelib.case.model import Classification, Role
from chalicelib.events import EventType

_FIRST_STEPS = frozenset({EventType.STARTED, EventType.INTERIM_REPLIED, EventType.ANSWERED})
_ENDS_HOLD = frozenset({EventType.HOLD_EXPIRED, EventType.QUESTION_WITHDRAWN})
_END_ROUND = frozenset({EventType.ANSWERED, EventType.ARCHIVED, EventType.MERGED, EventType.CLOSED})


class HoldingPeriod(Struct, kw_only=True):
    """How long one agency held a case. `handed_on`: it returned or transferred the case itself, or
    an officer gave it to another. `declined`: it was returned or transferred, as not its affair;
    what a government hands down to a unit of its own is not. `split_at` and
    `archived_at`: when it, or the government over it, first made two cases of it, and archived it;
    what the national desk does is no agency's doing."""

    agency_id: str
    since: datetime
    until: datetime | None = None
    handed_on: bool = False
    declined: bool = False
    split_at: datetime | None = None
    archived_at: datetime | None = None

    def did(self, event: Event) -> bool:
        """Whether an event is of the agency, or of the government over it."""
        by = event.actor
        return by.role is Role.AGENCY_ADMIN or by.agency_id == self.agency_id


class Life(Struct, kw_only=True):
    """What happened to a case, up to the event at `seen_at`: the figures have no other clock.

    The first round is from filing until the first answer, or the end without one (`round_ended_at`;
    `ended_by_archive` when an officer or the system archived it): stages are measured in it, and
    holdings and questions (`pauses`) are those of it. Appeals and reopenings are counted beside it,
    and whether there was an answer at all (`answered`): what was archived and reopened may get one,
    too. `classes` are those of the first round, by the names of their deadlines (`deadline_class`),
    each with since when. `withdrawn`: the last end was its reporter's own withdrawal.
    """

    filed_at: datetime
    seen_at: datetime
    routed_at: datetime | None = None
    routed_by: str | None = None
    stepped_at: datetime | None = None
    answered_at: datetime | None = None
    round_ended_at: datetime | None = None
    ended_by_archive: bool = False
    classes: list[tuple[datetime, str]] = []
    holdings: list[HoldingPeriod] = []
    pauses: list[tuple[datetime, datetime]] = []
    returned: bool = False
    held: bool = False
    answered: bool = False
    escalation_level: int = 0
    archive_reason: str | None = None
    withdrawn: bool = False
    close_reason: str | None = None
    rated: bool = False
    satisfied: bool = False
    appealed: bool = False
    appeal_open: bool = False
    upheld: bool = False
    reopened: bool = False

    @property
    def holder(self) -> HoldingPeriod | None:
        """Who has it in the first round, or had it at its end: who answered, or has to."""
        last = self.holdings[-1] if self.holdings else None
        return last if last is not None and last.until is None else None


def read_life(events: Iterable[Event]) -> Life:
    """Read a life from the events of a case, all up to some number, oldest first.

    Raises:
        ValueError: the first is not the filing.
    """
    life: Life | None = None
    asked: tuple[datetime, datetime] | None = None  # an open question: since when, and until when
    for event in events:
        if life is None:
            if event.type is not EventType.FILED:
                raise ValueError("a life begins with the filing")
            life = Life(filed_at=event.at, seen_at=event.at)
            _note_class(life, event)
            continue
        life.seen_at = max(life.seen_at, event.at)
        _note(life, event)
        if life.round_ended_at is not None:
            continue
        if event.type is EventType.HELD:
            asked = event.at, datetime.fromisoformat(event.data["expires_at"])
        if asked is not None and _ends_question(event):
            since, until = asked
            # The clocks run again when a question expires, however late that is found.
            ended = min(event.at, until) if event.type in _ENDS_HOLD else event.at
            life.pauses.append((since, ended))
            asked = None
        _note_first_round(life, event)
    if life is None:
        raise ValueError("no events")
    if asked is not None:
        life.pauses.append((asked[0], life.seen_at))
    return life


def _ends_question(event: Event) -> bool:
    if event.type is EventType.MESSAGED:
        return bool(event.data.get("resumed"))
    return event.type in _ENDS_HOLD or event.type in _END_ROUND


def _note(life: Life, event: Event) -> None:
    """What may happen in any round."""
    match event.type:
        case EventType.HELD:
            life.held = True
        case EventType.RETURNED:
            life.returned = True
        case EventType.ANSWERED:
            life.answered = True
        case EventType.ESCALATED:
            life.escalation_level = max(life.escalation_level, event.data["level"])
        case EventType.RATED | EventType.APPEALED | EventType.APPEAL_DECIDED:
            _note_verdict(life, event)
        case EventType.ARCHIVED | EventType.CLOSED | EventType.REOPENED:
            _note_end(life, event)
        case _:
            pass


def _note_verdict(life: Life, event: Event) -> None:
    if event.type is EventType.APPEAL_DECIDED:
        life.appeal_open = False
        life.upheld = life.upheld or event.data["upheld"]
        life.close_reason = None if event.data["upheld"] else "appeal_decided"
        return
    life.rated = True
    life.satisfied = event.data["satisfied"]
    life.close_reason = event.data.get("closed_reason")
    if event.type is EventType.APPEALED:
        life.appealed = life.appeal_open = True


def _note_end(life: Life, event: Event) -> None:
    archived = event.type is EventType.ARCHIVED
    life.archive_reason = event.data["reason"] if archived else None
    life.close_reason = event.data["reason"] if event.type is EventType.CLOSED else None
    # What its reporter withdrew and takes up again says nothing of how it was handled.
    life.reopened = life.reopened or (event.type is EventType.REOPENED and not life.withdrawn)
    life.withdrawn = archived and event.actor.role is Role.REPORTER


def _note_first_round(life: Life, event: Event) -> None:
    _note_holder(life, event)
    if event.type is EventType.RECLASSIFIED:
        _note_class(life, event)
    if event.type in _FIRST_STEPS and life.stepped_at is None:
        life.stepped_at = event.at
    if event.type is EventType.ANSWERED:
        life.answered_at = event.at
    if event.type in _END_ROUND:
        life.round_ended_at = event.at
        life.ended_by_archive = event.type is EventType.ARCHIVED and not life.withdrawn


def _note_class(life: Life, event: Event) -> None:
    if "classification" not in event.data:
        return
    classification = Classification(event.data["classification"])
    supervisory = bool(event.data.get("supervisory"))
    life.classes.append((event.at, name_class(classification, supervisory=supervisory)))


def _note_holder(life: Life, event: Event) -> None:
    match event.type:
        case EventType.ROUTED:
            if life.routed_at is None:
                life.routed_at, life.routed_by = event.at, event.data["by"]
            _end_holding(life, event.at, handed_on=True)
            _begin_holding(life, event.data["agency_id"], event.at)
        case EventType.TRANSFERRED:
            _end_holding(life, event.at, handed_on=True, declined=True)
            _begin_holding(life, event.data["agency_id"], event.at)
        case EventType.RETURNED:
            _end_holding(life, event.at, handed_on=True, declined=True)
        case EventType.REASSIGNED:
            # The holder ended: nobody chose wrongly, and nobody handed anything on.
            _end_holding(life, event.at, handed_on=False)
            if event.data["agency_id"] is not None:
                _begin_holding(life, event.data["agency_id"], event.at)
        case EventType.TRIAGE:
            # Later words accuse the holder; whoever returned the case has it no more already.
            _end_holding(life, event.at, handed_on=False)
        case EventType.SPLIT if life.holder is not None and life.holder.did(event):
            life.holder.split_at = life.holder.split_at or event.at
        case EventType.ARCHIVED if life.holder is not None and life.holder.did(event):
            life.holder.archived_at = event.at
        case _:
            pass


def _begin_holding(life: Life, agency_id: str, at: datetime) -> None:
    life.holdings.append(HoldingPeriod(agency_id=agency_id, since=at))


def _end_holding(life: Life, at: datetime, *, handed_on: bool, declined: bool = False) -> None:
    holder = life.holder
    if holder is not None:
        holder.until, holder.handed_on, holder.declined = at, handed_on, declined
