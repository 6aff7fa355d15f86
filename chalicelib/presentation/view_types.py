"""What the views of a case are made of, field by field; the names are the API's.

The contract (docs/openapi.json) is made from these types: a field is described here and nowhere
else. They come from typing_extensions, because pydantic reads those on every Python we run on.
"""

from typing import Any, Literal, NotRequired

from typing_extensions import TypeAliasType, TypedDict

from chalicelib.attachments.attachment import FileRefusal, FileType
from chalicelib.case.model import Classification, DatePrecision, Role, Status
from chalicelib.custody import IdentityField, LegalBasis
from chalicelib.events import EventType, PromisedDeadlines, Visibility
from chalicelib.workdays import Moment

# Texts of a form; `http.openapi` says which.
CaseNumber = TypeAliasType("CaseNumber", str)
Day = TypeAliasType("Day", str)
Digest = TypeAliasType("Digest", str)


class AgencyRef(TypedDict):
    """An agency as it is named beside a case."""

    id: str
    name: str


class DeadlinesView(PromisedDeadlines):
    """`estimated`: a date still to keep rests on days that no decree has fixed yet."""

    estimated: bool


class RatingView(TypedDict):
    """The reporter's word on the last answer; their comment is for them and the agency."""

    satisfied: bool
    score: int | None
    at: Moment
    comment: NotRequired[str | None]


class ClosedView(TypedDict):
    """How a case ended: `confirmed`, `timeout` or `appeal_decided`."""

    reason: str
    at: Moment


AppealState = Literal["open", "upheld", "rejected"]
"""Where the last appeal stands."""


class CaseView(TypedDict):
    """What every view of a case has."""

    id: CaseNumber
    classification: Classification
    title: str
    category: str | None
    region_code: str | None
    status: Status
    agency: AgencyRef | None
    filed_at: Moment
    updated_at: Moment
    deadlines: DeadlinesView
    waiting_on: Literal["agency", "reporter", "nobody"]
    overdue: bool
    supporters: int
    rating: NotRequired[RatingView]
    closed: NotRequired[ClosedView]
    appeal_state: NotRequired[AppealState]
    archive_reason: NotRequired[str]
    merged_into: NotRequired[CaseNumber]
    split_from: NotRequired[CaseNumber]
    split_into: NotRequired[list[CaseNumber]]


class PublicView(CaseView):
    """A case as anybody sees it, its words masked. `published_files` are the numbers of the files
    that may be seen with it."""

    body: str
    published_files: list[int]


class PublicRow(CaseView):
    """A line of the public list: the beginning of the masked body stands for it."""

    excerpt: str


class Labels(TypedDict):
    """Words beside codes, in the language asked for."""

    region_name: str | None
    category_name: str | None


class LocationView(TypedDict):
    """Where it happened; degrees are WGS84."""

    region_code: str | None
    address: str | None
    latitude: float | None
    longitude: float | None


# `from` is a keyword, so this type is not a class.
ThreadMessage = TypedDict(
    "ThreadMessage",
    {
        "number": int,
        "type": EventType,
        "at": Moment,
        "from": Literal["reporter", "agency"],
        "agency_id": str | None,
        "agency_name": str | None,
        "text": str,
    },
)


class AttachmentView(TypedDict):
    """A file of a case. `filename` is as its sender named it for their side, and for all others a
    plain name. `event` is the number of the event it belongs to: 1 for the filing, that of a
    message or of an answer; left out while no message has taken it. `public`: everybody may see it
    while they may read the case. `problem` says in words why a file was refused, by `reason`."""

    number: int
    filename: str
    content_type: FileType
    size: int
    state: Literal["waiting", "clean", "refused", "expired"]
    by: Literal["reporter", "agency"]
    added_at: Moment
    public: bool
    event: NotRequired[int]
    reason: NotRequired[FileRefusal]
    problem: NotRequired[str]


class QuestionView(TypedDict):
    """A question that put the case, or the one it was merged into, on hold."""

    text: str
    expires_at: Moment


class Sentences(TypedDict):
    """The same sentence in Indonesian and in English."""

    id: str
    en: str


class NextView(TypedDict):
    """Who has the case, and what comes next by when."""

    holder: AgencyRef | None
    by: Moment | None
    text: Sentences


class ReporterView(CaseView):
    """A case as its reporter sees it, with all they wrote as they wrote it. `public`: everybody may
    read it; `unchecked`: once a person has looked at it. `protected_for`: why the service made it
    anonymous and confidential by itself. `not_to`: whom it is kept from."""

    body: str
    incident_date: Day | None
    incident_date_precision: DatePrecision
    location: LocationView
    version: int
    anonymous: bool
    confidential: bool
    public: bool
    unchecked: bool
    restricted: bool
    protected_for: list[str]
    not_to: list[AgencyRef]
    messages: list[ThreadMessage]
    question: QuestionView | None
    attachments: list[AttachmentView]
    escalation_level: int
    actions: list[str]
    next: NextView


class RunningDeadlineView(TypedDict):
    """The deadline in force: which one, and when it is missed."""

    name: str
    at: Moment


class ContributionView(TypedDict):
    """What another agency is asked to contribute, until when, and whether that has passed."""

    agency: AgencyRef
    due: Moment
    overdue: bool


class InboxRow(CaseView):
    """A line of an officer's inbox. `contributions` are those that other agencies still owe;
    `replied`: the reporter wrote and no officer has acted since, or is owed a new answer;
    `assigned_to`: the officer who does the work."""

    version: int
    supervisory: bool
    anonymous: bool
    confidential: bool
    unchecked: bool
    escalation_level: int
    limit: RunningDeadlineView | None
    contributions: list[ContributionView]
    two_matters: bool
    replied: bool
    assigned_to: str | None


class AppealView(TypedDict):
    """The last appeal: against whom, and how it was decided."""

    opened_at: Moment
    from_agency_id: str
    decided_at: Moment | None
    decided_by: str | None
    upheld: bool | None


class IdentityRequestView(TypedDict):
    """A request for the identity that stands. `until`: the last moment for a second custodian to
    decide, or, once it is approved, to see what was asked for. `basis` is null in what an earlier
    release asked for."""

    agency_id: str | None
    agency_name: str | None
    requested_at: Moment
    basis: LegalBasis | None
    fields: list[IdentityField]
    silent_until: Day | None
    approved_at: Moment | None
    until: Moment


class OfficerView(InboxRow):
    """A case as an officer of the handling agency, or of those above it, sees it.
    `question_expires_at`: until when the reporter may answer what they were asked. `matters`: where
    its words tell of two, the parts they are in, to choose the second from."""

    body: str
    sector: str | None
    incident_date: Day | None
    incident_date_precision: DatePrecision
    location: LocationView
    channel: str
    language: str
    identified: bool
    restricted: bool
    question_expires_at: Moment | None
    messages: list[ThreadMessage]
    attachments: list[AttachmentView]
    returned_by: list[str]
    not_to: list[AgencyRef]
    accused: list[AgencyRef]
    merged_kept_from: list[AgencyRef]
    must_keep: bool
    interim_replies: int
    first_routed_at: Moment | None
    first_answered_at: Moment | None
    appeal: AppealView | None
    identity_requested: bool
    identity_request: IdentityRequestView | None
    merged_from: list[CaseNumber]
    matters: list[str]
    actions: list[str]


class ActorView(TypedDict):
    """Who acted; `officer_id` (the user pool's subject) is shown to officers only."""

    role: Role
    agency_id: str | None
    officer_id: NotRequired[str | None]


class SealView(TypedDict):
    """What belongs into the digest of an event beside what is shown of it (docs/ledger.md): the
    moment in UTC to the microsecond, the names in `data` that stand in it as they are, and the
    commitments to its words, to what is kept for handlers, and to the case as it was after it. The
    salt of a part is there for who reads the whole part."""

    at: str
    plain: list[str]
    words: Digest
    kept: Digest
    state: Digest
    words_salt: NotRequired[Digest]
    kept_salt: NotRequired[Digest]


class EventView(TypedDict):
    """Something that happened to a case. `data` depends on `type`: codes, ids, moments and, masked
    for whoever reads, words. `agencies` are the names of those whose ids stand in `actor` and
    `data`, by id, and `why` says what speaks for each that is suggested to the desk. `digest`
    chains it to the event before; `seal` is what it is computed with, and missing in events of
    earlier releases."""

    number: int
    type: EventType
    at: Moment
    actor: ActorView
    visibility: Visibility
    data: dict[str, Any]
    agencies: dict[str, str]
    why: NotRequired[dict[str, Sentences]]
    digest: Digest
    seal: NotRequired[SealView]
