"""The case: a complaint as it stands, and the people who act on it.

Every moment is an aware `datetime` in UTC; a `date` is a calendar day where something happened.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from msgspec import Struct

from chalicelib.custody import IdentityRequest
from chalicelib.shortening import shorten

EXCERPT_LENGTH = 160
LONGEST_TITLE = 150
MaskTogether = Callable[[Sequence[str]], Sequence[str]]  # as `redaction.mask_together`
DatePrecision = Literal["exact", "approximate", "unknown"]  # how well a day is known


class Status(StrEnum):
    """Where a case stands. `CLOSED`, `ARCHIVED` and `MERGED` are ends; only an appeal or a
    reopening leads out of the first two."""

    RECEIVED = "received"
    TRIAGE = "triage"
    ROUTED = "routed"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    RETURNED = "returned"
    ANSWERED = "answered"
    CLOSED = "closed"
    ARCHIVED = "archived"
    MERGED = "merged"


# Every status is in one of these: who is to act, or that it is over.
WITHOUT_HOLDER = frozenset({Status.RECEIVED, Status.TRIAGE, Status.RETURNED})  # the national desk
HANDLED = frozenset({Status.ROUTED, Status.IN_PROGRESS})  # the holder
RESTING = frozenset({Status.ON_HOLD, Status.ANSWERED})  # the reporter; it stays with the holder
ENDED = frozenset({Status.CLOSED, Status.ARCHIVED, Status.MERGED})


class Classification(StrEnum):
    """Pengaduan, aspirasi, permintaan informasi."""

    COMPLAINT = "complaint"
    ASPIRATION = "aspiration"
    INFORMATION_REQUEST = "information_request"


class Role(StrEnum):
    """Who acts. An officer has exactly one of the last five."""

    SYSTEM = "system"
    REPORTER = "reporter"
    NATIONAL_ADMIN = "national_admin"
    AGENCY_ADMIN = "agency_admin"
    LIAISON = "liaison"
    MONITOR = "monitor"
    CUSTODIAN = "custodian"


class Actor(Struct, frozen=True, kw_only=True):
    """Somebody who acts: an officer with the agency they belong to, the reporter, or the system.
    `officer_id` is the pool's opaque subject (never a name or an address), None for others."""

    role: Role
    agency_id: str | None = None
    officer_id: str | None = None


SYSTEM = Actor(role=Role.SYSTEM)
REPORTER = Actor(role=Role.REPORTER)


class ComplaintText(Struct, frozen=True, kw_only=True):
    """The words of a complaint: as written, and as everybody may read them, masked once when it is
    filed. They never change, so they stand apart from the case and are read only where needed.
    `salt` is that of the digest of what was filed; words of earlier releases have none."""

    title: str
    body: str
    masked_title: str
    masked_body: str
    salt: str | None = None

    @classmethod
    def masked_by(cls, mask_together: MaskTogether, title: str, body: str) -> "ComplaintText":
        """The words as written, and what `mask_together` leaves of them."""
        masked_title, masked_body = mask_together((title, body))
        return cls(title=title, body=body, masked_title=masked_title, masked_body=masked_body)

    @property
    def as_written(self) -> str:
        """Title and body, as the rules of routing read them."""
        return f"{self.title}\n{self.body}"

    @property
    def masked(self) -> str:
        """Title and body without what could identify a person."""
        return f"{self.masked_title}\n{self.masked_body}"

    @property
    def masked_texts(self) -> tuple[tuple[str, str], ...]:
        """Of title and body that in which something is masked, as written and as masked."""
        both = (self.title, self.masked_title), (self.body, self.masked_body)
        return tuple((written, masked) for written, masked in both if written != masked)

    @property
    def excerpt(self) -> str:
        """The beginning of the masked body, at most `EXCERPT_LENGTH` characters, for lists."""
        return shorten(self.masked_body[: 2 * EXCERPT_LENGTH], EXCERPT_LENGTH)


class Location(Struct, frozen=True, kw_only=True):
    """Where it happened: a Kemendagri code (`35.78`), an address in words, WGS84 degrees."""

    region_code: str | None = None
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None

    @property
    def province(self) -> str | None:
        """The code of the province, by the code of the region alone."""
        return (self.region_code or "").split(".")[0] or None

    @property
    def regency(self) -> str | None:
        """The code of the kabupaten or kota; None where no more than the province is known."""
        parts = (self.region_code or "").split(".")
        return ".".join(parts[:2]) if len(parts) > 1 else None

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude, where both are known."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


class Deadlines(Struct, frozen=True, kw_only=True):
    """The promises made to the reporter, as the last moment of the day they end on (UTC)."""

    verify_by: datetime
    follow_up_by: datetime
    resolve_by: datetime
    reply_by: datetime | None = None  # to what the reporter wrote after an answer; see `OwedReply`


class OwedReply(Struct, frozen=True, kw_only=True):
    """The reporter wrote after an answer: the holder owes a new one, with a deadline of its own."""

    since: datetime
    paused_workdays: int  # how many the case had spent on hold by then


class PromisedDays(Struct, frozen=True, kw_only=True):
    """How many working days a case was promised for each deadline, its agency's stricter ones
    included. What is changed in the rules or by an agency later does not touch them."""

    verify: int
    follow_up: int
    resolve: int  # to the answer, or to the decision on an appeal


class OpenQuestion(Struct, frozen=True, kw_only=True):
    """Waiting for the reporter: clocks stand still until they reply, or until `expires_at`.
    `asked_by` is the agency of who asked; earlier releases did not write it."""

    question: str
    since: datetime
    expires_at: datetime
    returns_to: Status
    asked_by: str | None = None


class Rating(Struct, frozen=True, kw_only=True):
    """The reporter's word on the last answer. Silence is never a rating."""

    satisfied: bool
    score: int | None
    comment: str | None
    at: datetime


class Appeal(Struct, frozen=True, kw_only=True):
    """A justified "not satisfied": a next senior agency decides, and when it upholds the appeal,
    the agency it was against (`from_agency_id`) owes the repair."""

    opened_at: datetime
    from_agency_id: str
    decided_at: datetime | None = None
    upheld: bool | None = None
    decided_by: str | None = None  # the agency that decided


class Closure(Struct, frozen=True, kw_only=True):
    """`reason`: `confirmed` (reporter satisfied), `timeout` (silence, never counted as satisfied)
    or `appeal_decided`."""

    reason: str
    at: datetime


class Contribution(Struct, frozen=True, kw_only=True):
    """What another agency was asked for in event `asked_in`, until `due`; open until `ended_in`."""

    agency_id: str
    asked_in: int
    due: datetime
    ended_in: int | None = None


class DueKind(StrEnum):
    """Which schedule has the next work on a case."""

    ESCALATE = "escalate"  # an agency (or the national desk) owes a step
    REMIND = "remind"  # the reporter has not said whether the answer satisfies
    CLOSE = "close"  # silence after an answer, or a question nobody answered
    EXPIRE = "expire"  # the time for keeping the identity is over


class Due(Struct, frozen=True, kw_only=True):
    """The one next moment at which a schedule must look at the case."""

    kind: DueKind
    at: datetime


class Case(Struct, frozen=True, kw_only=True):
    """A complaint as it stands after its last event. Holds no identity, ever, and of its words
    (`ComplaintText`) only what a list shows. `version` is the number of the last event and `digest`
    its seal: a change is only saved when both still hold. `agency_id` is the holder (None while
    nobody holds it). `unknown` is what a later release stored with the case: kept as it is."""

    id: str
    version: int
    digest: str
    status: Status
    classification: Classification
    supervisory: bool = False
    title: str
    masked_title: str
    excerpt: str
    incident_date: date | None = None
    incident_date_precision: DatePrecision = "exact"
    location: Location
    category: str | None = None
    sector: str | None = None
    suggested_agency_id: str | None = None
    channel: str = "web"
    language: str = "id"
    anonymous: bool = False
    confidential: bool = False
    protected_for: tuple[str, ...] = ()  # why the service set both: `authority.Protection`
    unchecked: bool = False  # a person has to look at it before everybody may
    published_files: tuple[int, ...] = ()  # attachments everybody may see while it is public
    restricted: bool = False  # the reporter lets it be handled, and nothing else be done with it
    not_to: tuple[str, ...] = ()  # agencies the reporter wants it kept from
    accused: tuple[str, ...] = ()  # agencies it went past, because its words accuse them
    accuses_later: bool = False  # its reporter has accused somebody in office since it was filed
    accusal_shown: bool = False  # the national desk was shown that it may accuse somebody in office
    merged_kept_from: tuple[str, ...] = ()  # agencies that reports merged into it are kept from
    identified: bool = False  # the vault holds an identity; what it is, the case never knows
    contactable: bool = False  # the identity has an address we write to
    receipt_sha256: str
    filed_at: datetime
    updated_at: datetime

    agency_id: str | None = None
    # The zone deadlines are counted in: the region's, then that of the first holder of this round.
    zone: str = "WIB"
    first_routed_at: datetime | None = None
    first_answered_at: datetime | None = None
    rules_version: str
    calendar_version: str
    clock_started_at: datetime  # when the resolve clock began; moves only with reopening or appeal
    paused_workdays: int = 0  # working days spent on hold since the clock began
    paused_at_routing: int = 0  # how many of them came before the first disposition
    deadlines: Deadlines
    deadlines_estimated: bool = False  # a date still to keep rests on days no decree has fixed yet
    promised_days: PromisedDays | None = None  # None in rows stored before promises were kept
    warned: tuple[str, ...] = ()  # deadlines whose 80 % warning was given, as they lie now
    escalation_level: int = 0
    # What the next escalation counts from: when the last level fell due, at the highest was given.
    escalated_at: datetime | None = None
    escalation_repeats: int = 0  # how often the highest level was called in again

    hold: OpenQuestion | None = None
    holds: int = 0  # how many questions have put the case on hold
    escalated_to: tuple[str, ...] = ()  # agencies, for a missed deadline, beside the holder
    returned_by: tuple[str, ...] = ()  # agencies that said "not ours", oldest first
    assigned: tuple[str, ...] = ()  # who does the work and of which agency: `assigned_officer`
    must_keep: bool = False  # the national desk decided: the holder may not return or transfer
    interim_replies: int = 0
    contributions: tuple[Contribution, ...] = ()  # asked of other agencies, oldest first
    answered_at: datetime | None = None  # when the reporter's window began
    answers: int = 0
    answered_by: tuple[str, ...] = ()  # agencies whose officers gave the answer, as it stands
    supplemented: bool = False  # the last answer added to one that waits for its rating
    owed_reply: OwedReply | None = None
    replied: bool = False  # the reporter wrote, and no officer has acted since
    reminders: int = 0
    reminded_at: datetime | None = None  # when the last reminder about the last answer went out
    rating: Rating | None = None
    rated_answer: int = 0  # number of the answer the rating belongs to
    appeal: Appeal | None = None
    closed: Closure | None = None
    archive_reason: str | None = None
    merged_into: str | None = None
    merged_from: tuple[str, ...] = ()
    two_matters: bool = False  # its words tell surely of two; see `routing.matters`
    split_from: str | None = None  # of whose complaint this is the second matter
    split_into: tuple[str, ...] = ()  # what the further matters of this complaint go on as
    ended_at: datetime | None = None  # closed, archived or merged; later notes do not move it
    supporters: int = 0
    identity_request: IdentityRequest | None = None  # the last one, also when it is over
    untold_disclosures: tuple[IdentityRequest, ...] = ()  # what the reporter is told of later
    due: Due | None = None
    unknown: Mapping[str, Any] = {}

    @property
    def filed_as(self) -> str:
        """The number on the reporter's receipt, under which it is kept once who they are."""
        return self.split_from or self.id
