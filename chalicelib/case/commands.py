"""What one can ask of a case. `name` is the action's name in the API and in the table of moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from .model import Classification


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """Something an actor asks for; what it needs to say is in the subclass."""

    name: ClassVar[str]


# Officers


@dataclass(frozen=True, kw_only=True, slots=True)
class Route(Action):
    """Disposisi: name the agency that handles the case."""

    name = "route"
    agency_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Start(Action):
    """Tell the reporter that the work has begun."""

    name = "start"
    note: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Hold(Action):
    """Tunda: ask the reporter for what is missing; the clocks stand still."""

    name = "hold"
    question: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Return(Action):
    """Bukan wewenang: not this agency's authority."""

    name = "return"
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Transfer(Action):
    """Hand the case straight to the agency whose authority it is; the clock goes along."""

    name = "transfer"
    agency_id: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer(Action):
    """Tanggapan: what was done about the complaint."""

    name = "answer"
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class InterimReply(Action):
    """Why it takes longer, and the day an answer is expected. Moves no deadline."""

    name = "interim_reply"
    text: str
    expected_by: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Archive(Action):
    """Arsipkan: no answer is owed, for a reason in `ending.ARCHIVE_REASONS`."""

    name = "archive"
    reason: str
    note: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Merge(Action):
    """The same matter is already the case `into`. Carried out by `actions.merge`."""

    name = "merge"
    into: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reclassify(Action):
    """Correct what kind of complaint it is; None leaves a thing as it is."""

    name = "reclassify"
    classification: Classification | None = None
    category: str | None = None
    supervisory: bool | None = None
    sensitive: bool = False  # whether `category` is one; looked up by the use case


@dataclass(frozen=True, kw_only=True, slots=True)
class Tighten(Action):
    """Anonim, rahasia: flags that can be set and never taken back."""

    name = "tighten"
    anonymous: bool | None = None
    confidential: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Note(Action):
    """A remark among the officers of the case."""

    name = "note"
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ResolveAppeal(Action):
    """The senior agency's decision; `upheld` when the reporter was right."""

    name = "resolve_appeal"
    text: str
    upheld: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestIdentity(Action):
    """A custodian asks to see who reported."""

    name = "request_identity"
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ApproveIdentity(Action):
    """A second custodian agrees."""

    name = "approve_identity"


@dataclass(frozen=True, kw_only=True, slots=True)
class RefuseIdentity(Action):
    """A second custodian does not agree."""

    name = "refuse_identity"
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawIdentity(Action):
    """The custodian who asked takes the request back."""

    name = "withdraw_identity"


# The reporter


@dataclass(frozen=True, kw_only=True, slots=True)
class Message(Action):
    """A message to the handlers. It ends a hold; after an answer the holder owes a new one."""

    name = "message"
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate(Action):
    """Puas, tidak puas: the word on the last answer. `score` is 1 to 5. With `appeal` and a
    comment, a next senior agency takes the case."""

    name = "rate"
    satisfied: bool
    score: int | None = None
    comment: str | None = None
    appeal: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Erase(Action):
    """Take back one's identity: what the vault holds is erased."""

    name = "erase"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reopen(Action):
    """Take an ended case up again (also the national desk's)."""

    name = "reopen"
    reason: str


# The system


@dataclass(frozen=True, kw_only=True, slots=True)
class SystemRoute(Action):
    """Disposition by rule. `by` is `suggestion`, `category` or `model`; `confidence`, `words` and
    `prediction` say what a model's choice rested on."""

    name = "route"
    agency_id: str
    by: str
    sector: str | None = None
    confidence: float | None = None
    words: tuple[str, ...] = ()
    prediction: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SendToTriage(Action):
    """No agency is sure enough: the national desk decides. `candidates` are
    `{"agency_id", "probability"}`, the best first; `signals` what speaks against a complaint."""

    name = "triage"
    reason: str
    candidates: tuple[Mapping[str, Any], ...] = ()
    words: tuple[str, ...] = ()
    prediction: Mapping[str, Any] | None = None
    signals: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Warn(Action):
    """Most of the time for the limit in force is used up."""

    name = "warn"


@dataclass(frozen=True, kw_only=True, slots=True)
class Escalate(Action):
    """The limit in force was missed, or is still missed a step later."""

    name = "escalate"


@dataclass(frozen=True, kw_only=True, slots=True)
class Remind(Action):
    """Ask the reporter again whether the answer satisfies."""

    name = "remind"


@dataclass(frozen=True, kw_only=True, slots=True)
class CloseQuiet(Action):
    """Close a case whose answer met silence."""

    name = "close"


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpireHold(Action):
    """The question stayed open too long: archive the case, or let the clocks run again where the
    reporter could not be told of it."""

    name = "expire_hold"


@dataclass(frozen=True, kw_only=True, slots=True)
class ExpireIdentityRequest(Action):
    """No second custodian has decided in time."""

    name = "expire_identity_request"


@dataclass(frozen=True, kw_only=True, slots=True)
class Unmerge(Action):
    """Give a merged case back, because the case it went into (`target_id`) ended unanswered."""

    name = "unmerge"
    target_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reassign(Action):
    """The holder has ended: its successor takes the case up, else the national desk."""

    name = "reassign"


@dataclass(frozen=True, kw_only=True, slots=True)
class RecomputeDeadlines(Action):
    """Count open deadlines again after the calendar was corrected."""

    name = "recompute_deadlines"
