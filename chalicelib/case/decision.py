"""What a decision is taken with, and how what comes of it becomes the next event of a case."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any, ClassVar, Protocol

from msgspec import Struct

from chalicelib import events
from chalicelib.errors import Invalid, Problem
from chalicelib.events import EventType, Payload, PromisedDeadlines, Visibility
from chalicelib.ledger.digests import event_digest, state_commitment
from chalicelib.structs import replace
from chalicelib.workdays import Calendar, iso, local_date

from .deadlines import DeadlinePolicy, open_deadlines
from .due import next_due
from .model import ENDED, Actor, Case, Closure, Contribution, Deadlines, Role, Status

WITHDRAWN = "withdrawn"  # the reporter wants no more of it; they said so, or an officer says so
ARCHIVE_REASONS = (
    "spam",
    "abusive",
    "not_a_complaint",
    "incomplete",
    "duplicate",
    "court_case",
    "out_of_scope",
    WITHDRAWN,
)
FARTHEST = timedelta(days=731)  # ours: how far ahead a day may be that an officer names
NEVER_PUBLISHED = frozenset({"spam", "abusive"})
NO_REPLY = "no_reply"  # the system's own: a question to the reporter that nobody answered


class Event(Struct, frozen=True, kw_only=True):
    """Something that happened to a case. `number` counts from 1 without gaps; `digest` is SHA-256
    over the previous event's digest and this event's canonical JSON (`event_digest`).
    `salt`, drawn for each event, keeps what is hidden from being guessed by its digest, and `state`
    is the commitment to the case after it; those of earlier releases have none. `masked` are the
    words of `data` that masking changed, None before they are masked. `request` marks the request
    under a key for retries that the event came of; the digest does not cover it."""

    case_id: str
    number: int
    type: EventType
    at: datetime
    actor: Actor
    visibility: Visibility
    data: Mapping[str, Any]
    digest: str = ""
    salt: str | None = None
    state: str | None = None
    masked: Mapping[str, Any] | None = None
    request: str | None = None

    @property
    def masked_data(self) -> Mapping[str, Any]:
        """`data` as anybody may read it. Raises `ValueError` where nobody masked it."""
        if self.masked is None:
            raise ValueError("an event that was not masked")
        return {**self.data, **self.masked}


class AgencyView(Protocol):
    """What the rules need to know of an agency."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def parent_id(self) -> str | None: ...  # the government a unit is part of
    @property
    def zone(self) -> str: ...
    @property
    def successor_id(self) -> str | None: ...  # who takes up its open cases when it ends
    @property
    def successor_ids(self) -> tuple[str, ...]: ...  # or, where it is split, each their own
    def ended(self, on: date) -> bool: ...  # whether its last day is over


class Directory(Protocol):
    """The agencies as the rules see them; `routing.registry.Registry` is one."""

    def get(self, agency_id: str, on: date | None = None) -> AgencyView | None: ...
    def senior_of(self, agency_id: str) -> AgencyView | None: ...
    def oversees(self, monitor_id: str, agency_id: str) -> bool: ...
    def successor_among(
        self, agency_ids: Collection[str], sector: str | None, region_code: str | None
    ) -> AgencyView | None: ...  # whose affair and place it is


class Context(Struct, frozen=True, kw_only=True):
    """The world at the moment of a decision; `now` is aware, in UTC. For a merged case, `target`
    is the case it goes on in, where somebody has looked it up. `new_salt` draws the salt of an
    event; without it events have none."""

    now: datetime
    policy: DeadlinePolicy
    agencies: Directory
    target: Case | None = None
    new_salt: Callable[[], str] | None = None

    def salt(self) -> str | None:
        """A salt nobody can guess; None where none are drawn."""
        return None if self.new_salt is None else self.new_salt()

    def today(self, zone: str) -> date:
        """The calendar day in `zone`."""
        return local_date(self.now, zone)

    def existing(self, agency_id: str | None) -> AgencyView | None:
        """The agency, if it exists today by the clock of its own zone."""
        agency = self.agencies.get(agency_id) if agency_id else None
        return agency and self.agencies.get(agency.id, self.today(agency.zone))

    def has_ended(self, agency_id: str) -> bool:
        """Whether the agency's last day is over, by the clock of its own zone."""
        agency = self.agencies.get(agency_id)
        return agency is not None and agency.ended(self.today(agency.zone))

    def successor_for(self, case: Case) -> AgencyView | None:
        """Who takes up the case from an agency that ended: its successor, of several the one whose
        affair and place it is; where that ended too, the successor's. None where nobody of them
        exists today or it is not clear whose it is."""
        where = case.location.region_code
        agency, seen = self.agencies.get(case.agency_id or ""), set[str]()
        while agency is not None and agency.id not in seen:
            seen.add(agency.id)
            if agency.successor_id:
                successor = self.agencies.get(agency.successor_id)
            else:
                successor = self.agencies.successor_among(agency.successor_ids, case.sector, where)
            if successor is not None and self.existing(successor.id):
                return successor
            agency = successor
        return None


class Change(Struct, frozen=True, kw_only=True):
    """An accepted action: the case as it is after it, and the one event that says so.

    Supporters come and go without an event, so no change says how many there are: it adds
    `supporters_added` (negative takes away) to whatever there is when it is saved. One that was
    decided on their number says so with `supporters_seen`, and is stale when that has moved.
    """

    case: Case
    event: Event
    supporters_added: int = 0
    supporters_seen: int | None = None


class Outcome(Struct, frozen=True, kw_only=True):
    """What an action comes to: the case after it (but for version, digest and due), and what
    its event says."""

    case: Case
    payload: Payload
    visibility: Visibility | None = None  # where it is not that of every event of this type


# What an action is made of, by kind; how long each may be, `http.schemas` says.
Title = Annotated[str, "title"]
Body = Annotated[str, "body"]
Text = Annotated[str, "text"]
Reason = Annotated[str, "reason"]
Code = Annotated[str, "code"]
Files = Annotated[tuple[int, ...], "files"]  # numbers of attachments to take along
# What the use case looks up; nobody sends it.
LookedUp = Annotated[bool, "looked_up"]
LookedUpAgencies = Annotated[tuple[str, ...], "looked_up"]


class Action(Struct, frozen=True, kw_only=True):
    """Something an actor asks for; what it needs to say is in the subclass, which is plain where
    that is nothing."""

    name: ClassVar[str]

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """What the action comes to. That the actor may is decided before, by the table of moves;
        raises `Invalid` or `Conflict` where what is asked for makes no sense."""
        raise NotImplementedError


class SystemAction(Action, frozen=True):
    """What only the system does, by rule or by schedule."""


def record_event(step: Outcome, actor: Actor, context: Context) -> Change:
    """The change with its one event, numbered and sealed after the event before it."""
    before = step.case.digest
    case = _without_needless_contributions(step.case)
    wrote = step.payload.type is EventType.MESSAGED and actor.role is Role.REPORTER
    case = replace(
        case,
        version=case.version + 1,
        updated_at=context.now,
        replied=wrote or (case.replied and actor.officer_id is None),
        due=next_due(case, context.policy),
        deadlines_estimated=_rests_on_estimates(case, context.policy.calendar),
    )
    salt = context.salt()
    event = Event(
        case_id=case.id,
        number=case.version,
        type=step.payload.type,
        at=context.now,
        actor=actor,
        visibility=step.visibility or step.payload.visibility,
        data=step.payload.as_data(),
        salt=salt,
        state=None if salt is None else state_commitment(case, salt),
    )
    event = replace(event, digest=event_digest(before, event))
    return Change(case=replace(case, digest=event.digest), event=event)


def end_contribution(case: Case, ended: Contribution) -> Case:
    """The case with nothing asked of that agency any more, from its next event on."""
    left = (
        replace(one, ended_in=case.version + 1) if one == ended else one
        for one in case.contributions
    )
    return replace(case, contributions=tuple(left))


def _without_needless_contributions(case: Case) -> Case:
    """Nobody contributes to a case that has ended, nor to their own."""
    for one in case.contributions:
        needless = case.status in ENDED or one.agency_id == case.agency_id
        if one.ended_in is None and needless:
            case = end_contribution(case, one)
    return case


def _rests_on_estimates(case: Case, calendar: Calendar) -> bool:
    began = local_date(case.clock_started_at, case.zone)
    return any(
        calendar.is_estimated(local_date(deadline.at, case.zone), began)
        for deadline in open_deadlines(case)
    )


def format_deadlines(deadlines: Deadlines, zone: str) -> PromisedDeadlines:
    """Deadlines as they stand in an event or a view."""
    moments: PromisedDeadlines = {
        "verify_by": iso(deadlines.verify_by, zone),
        "follow_up_by": iso(deadlines.follow_up_by, zone),
        "resolve_by": iso(deadlines.resolve_by, zone),
    }
    if deadlines.reply_by is not None:
        moments["reply_by"] = iso(deadlines.reply_by, zone)
    return moments


def close(case: Case, reason: str, context: Context) -> Case:
    """Closed: `confirmed`, `timeout` or `appeal_decided`."""
    return replace(
        case,
        status=Status.CLOSED,
        closed=Closure(reason=reason, at=context.now),
        ended_at=context.now,
    )


def without_identity(case: Case) -> Case:
    """The case once nothing is held of who reported."""
    return replace(case, identity_request=None, identified=False, contactable=False)


def archive(case: Case, reason: str, context: Context) -> Case:
    """Archived: no answer is owed."""
    return replace(
        case,
        status=Status.ARCHIVED,
        archive_reason=reason,
        hold=None,
        ended_at=context.now,
    )


def mark_merged(case: Case, into: str, context: Context) -> Case:
    """Merged: the same matter goes on in another case."""
    return replace(case, status=Status.MERGED, merged_into=into, hold=None, ended_at=context.now)


def merge_steps(
    source: Case, target: Case, kept_from: Iterable[str], context: Context
) -> tuple[Outcome, Outcome]:
    """What merging is to each: `source` ends, `target` takes up its supporters and its reporter,
    and whom it is `kept_from`; also that its reporter has accused somebody since it was filed."""
    supporters = source.supporters + 1
    given = Outcome(
        case=mark_merged(source, target.id, context), payload=events.Merged(into=target.id)
    )
    taken = Outcome(
        case=replace(
            target,
            merged_from=tuple(dict.fromkeys((*target.merged_from, source.id, *source.merged_from))),
            merged_kept_from=tuple(dict.fromkeys((*target.merged_kept_from, *kept_from))),
            accuses_later=target.accuses_later or source.accuses_later,
            supporters=target.supporters + supporters,
        ),
        payload=events.Absorbed(from_=source.id, supporters=supporters),
    )
    return given, taken


def assigned_officer(case: Case) -> str | None:
    """The officer who does the work, while the agency that said so holds the case."""
    officer_id, of_agency = case.assigned or (None, None)
    return officer_id if of_agency == case.agency_id else None


def existing_agency(agency_id: str, context: Context) -> AgencyView:
    """The agency, today. Raises `Invalid`."""
    agency = context.existing(agency_id)
    if agency is None:
        raise refused_field("agency_id", "unknown_agency")
    return agency


def check_to_come(field: str, day: date, today: date) -> None:
    """Raises `Invalid` where a day that an officer names is over, or so far ahead that it is a slip
    or no promise."""
    if day < today:
        raise Invalid([Problem(field=field, code="in_the_past")])
    if day > today + FARTHEST:
        raise Invalid([Problem(field=field, code="too_far_ahead")])


def refused_field(name: str, code: str, **params: str | int) -> Invalid:
    """The error for one field of an action."""
    return Invalid([Problem(field=name, code=code, params=params)])
