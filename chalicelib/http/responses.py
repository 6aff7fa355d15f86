"""What the API answers, field by field. A route says in its return type which of these it gives;
the contract (`http.openapi`) is made from that."""

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from chalicelib.case.model import Status
from chalicelib.custody import IdentityField, LegalBasis
from chalicelib.events import PromisedDeadlines
from chalicelib.http.struct_schema import Shown
from chalicelib.presentation.view_types import (
    CaseNumber,
    Digest,
    EventView,
    Labels,
    OfficerView,
    PublicRow,
    PublicView,
    ReporterView,
)
from chalicelib.protection.signing import PublicKey
from chalicelib.routing.regions import Region
from chalicelib.workdays import Moment


class FieldProblem(TypedDict):
    """One thing wrong with what was sent: where, a stable name for it, and a sentence."""

    field: str
    problem: str
    message: str


class ErrorContent(TypedDict):
    """Why it was refused: `code` is stable, `message` in the language asked for, `request_id` in
    the logs. The rest is there where it helps: the `action` that was refused and those that are
    `allowed`, the `status` of the case, seconds to wait, what a number may be at most, which
    version or name is meant."""

    code: str
    message: str
    fields: list[FieldProblem]
    request_id: str
    action: NotRequired[str]
    allowed: NotRequired[list[str]]
    status: NotRequired[Status]
    retry_after: NotRequired[int]
    max: NotRequired[int]
    id: NotRequired[CaseNumber]
    version: NotRequired[int | str | None]
    name: NotRequired[str]
    open_cases: NotRequired[int]
    agencies: NotRequired[list[str]]


class Error(TypedDict):
    """Every refusal and failure."""

    error: ErrorContent


class Health(TypedDict):
    """The service answers."""

    status: Literal["ok"]


class KeySet(TypedDict):
    """A JSON Web Key Set (RFC 7517)."""

    keys: list[PublicKey]


class SignedReceipt(TypedDict):
    """`receipt` is a compact JWS (ES256, `typ` `lapor-receipts+jwt`, key by its `kid` in
    `/.well-known/jwks.json`) of number, moment of filing, deadlines as first promised, a digest of
    what was written, and the last event when it was issued (docs/ledger.md)."""

    receipt: str


class SealedDayView(TypedDict):
    """A day of the ledger, in UTC: of how many cases it has the head, the link to the day before
    (null for the first), and `root`, the signed day as a compact JWS."""

    day: str
    count: int
    previous: Digest | None
    root: str


class SealedHead(TypedDict):
    """The event of a case that the last sealed day has as its head, the case's pseudonym, the
    neighbours from its leaf up to the root, and `root`, the signed day as a compact JWS."""

    number: int
    digest: Digest
    pseudonym: Digest
    path: list[Digest]
    root: str


class CaseProof(TypedDict):
    """What the history of a report can be held against (docs/ledger.md): the digests of all events
    in order, also of those that are not shown (null: written before digests had salts), and what is
    sealed; null until the first day after it was filed is over. `filed_salt`, with X-Receipt, is
    that of `filed_digest` in event 1."""

    case_id: CaseNumber
    digests: list[Digest | None]
    sealed: SealedHead | None
    filed_salt: NotRequired[str]


class FiledLinks(TypedDict):
    """Addresses of a complaint that was filed: of the API, and of the page to follow it."""

    self: str
    timeline: str
    track: str


class FiledCase(TypedDict):
    """The receipt. The secret is shown here and never again. `public`: whether everybody may read
    it now; `protected_for`: why the service made it anonymous and confidential by itself."""

    id: CaseNumber
    secret: str
    status: Literal["received"]
    filed_at: Moment
    deadlines: PromisedDeadlines
    anonymous: bool
    confidential: bool
    public: bool
    protected_for: list[str]
    links: FiledLinks


class PublicCase(PublicView, Labels):
    """A case as anybody sees it, its words masked."""


class ReportersCase(ReporterView, Labels):
    """A case as its reporter sees it."""


class SavedCase(TypedDict):
    """A step that is saved where the case cannot be shown, or is not the caller's any more."""

    id: CaseNumber
    version: int
    status: Status
    actions: list[str]


class MailedStep(TypedDict):
    """What a mail asks of a reporter: to answer the question in `words`, or to rate the answer in
    them, until then."""

    id: CaseNumber
    action: Literal["message", "rate"]
    words: str
    until: str


class ShownFields(TypedDict):
    """Who reported, this once: the fields asked for (null where the reporter did not give one), and
    the legal basis they are shown on."""

    id: CaseNumber
    version: int
    disclosed_at: Moment
    basis: LegalBasis
    identity: dict[IdentityField, str | None]


class SignedOut(TypedDict):
    """When the session ended."""

    ended_at: Moment


class Support(TypedDict):
    """How many said "me too"."""

    id: CaseNumber
    supporters: int


class ContactChoice(TypedDict):
    """What holds for mails about a complaint: `confirmed` or `stopped`."""

    id: CaseNumber
    mails: str


class FollowingAsked(TypedDict):
    """For which number news was asked for: a merged complaint has it where it goes on. It is the
    same whether the address follows already or not."""

    id: CaseNumber


class Timeline(TypedDict):
    """A page of what happened to a case."""

    items: list[EventView]
    next_cursor: str | None


class PublicLine(PublicRow, Labels):
    """A line of the public list."""


class PublicList(TypedDict):
    """A page of the published cases."""

    items: list[PublicLine]
    next_cursor: str | None


class SuggestionLinks(TypedDict):
    """`support` is where to say "me too", while the case is open."""

    self: str
    support: NotRequired[str]


class Suggestion(Labels):
    """A public case like the one somebody is about to file; `similarity` from 0 to 1."""

    id: CaseNumber
    title: str
    status: Status
    category: str | None
    region_code: str | None
    filed_at: Moment
    supporters: int
    similarity: float
    links: SuggestionLinks


class Suggestions(TypedDict):
    """The most similar first. `two_matters`: whether the text surely tells of two, which go faster
    as two complaints; that is advice, and either may be filed."""

    items: list[Suggestion]
    two_matters: bool


class PublicAgency(TypedDict):
    """An agency that may be chosen; without regions it serves the whole country."""

    id: str
    name: str
    type: str
    parent_id: str | None
    regions: list[str]


class PublicAgencies(TypedDict):
    """The agencies of today."""

    items: list[PublicAgency]


class PublicCategory(TypedDict):
    """A topic; a sensitive one makes a complaint anonymous and confidential by default."""

    code: str
    name: str
    parent: str | None
    sensitive: bool


class PublicCategories(TypedDict):
    """The tree of topics, parents before children."""

    items: list[PublicCategory]


class Regions(TypedDict):
    """The regions inside one, or the provinces."""

    items: list[Shown[Region]]


class SimilarCase(TypedDict):
    """A case like the one asked about; `similarity` from 0 to 1."""

    id: CaseNumber
    title: str
    status: Status
    region_name: str | None
    filed_at: Moment
    similarity: float


class SimilarCases(TypedDict):
    """The most similar first."""

    items: list[SimilarCase]


class OfficersCase(OfficerView, Labels):
    """A case as an officer sees it, with the end of its timeline; `timeline_cursor` goes on to what
    was before."""

    timeline: list[EventView]
    timeline_cursor: str | None


class Contract(TypedDict):
    """This document (OpenAPI 3.1)."""

    openapi: str
    info: dict[str, Any]
    paths: dict[str, Any]
    components: dict[str, Any]
