"""What every event has: its type, who may read it and who is told, and the base of what it says."""

from enum import StrEnum
from typing import Any, ClassVar, NotRequired

from msgspec import Struct, to_builtins
from typing_extensions import TypedDict

from chalicelib.workdays import Moment

STATEMENT = "2026-11-27"
"""The version of the privacy statement (docs/privacy.md, "The statement") that stands beside the
fields where a reporter says who they are; whoever fills them in agrees to it."""

# What people wrote, in the data of events; the rest is codes, ids and moments.
WRITTEN = frozenset(
    {"text", "text_en", "reason", "question", "comment", "note", "words", "reference"}
)
# In events others may read, yet for who handles the case: the id of somebody else's complaint, and
# what was made of the text and of the place. To who is being screened it is a debugger.
HANDLERS_ONLY = frozenset({"from", "words", "prediction", "candidates", "signals", "near"})
# Numbers of cases that were merged with this one, or are another matter of its complaint.
OTHER_CASES = ("from", "into", "split_from", "split_into")
# What not everybody who reads an event is shown of it. Numbers that are not whole stand here too:
# no two languages write them alike.
NOT_FOR_EVERY_READER = HANDLERS_ONLY | frozenset(OTHER_CASES) | {"confidence"}


class Visibility(StrEnum):
    """Who may read an event: each level includes the ones named after it in `timeline`."""

    PUBLIC = "public"  # everybody
    REPORTER = "reporter"  # the reporter, the handling agency and its monitors
    AGENCY = "agency"  # the handling agency and its monitors only


class Audience(StrEnum):
    """A group that is told of events. The first two and the followers are written to by the
    reporters' queue, the others by the agencies' queue."""

    REPORTER = "reporter"  # who filed the case
    MERGED_REPORTERS = "merged_reporters"  # whose complaints were merged into the case
    AGENCY = "agency"  # who has the next step: the holder, or the national desk
    HEADS = "heads"  # the head desks that a missed deadline calls in
    FORMER_HOLDER = "former_holder"  # whose answer an appeal is about
    FOLLOWERS = "followers"  # who asked for news of a public case
    CONTRIBUTOR = "contributor"  # who is asked to contribute to the holder's answer


class EventType(StrEnum):
    """The names of events, in the order of a case's life."""

    FILED = "filed"
    ROUTED = "routed"
    TRIAGE = "triage"
    RETURNED = "returned"
    TRANSFERRED = "transferred"
    REASSIGNED = "reassigned"
    STARTED = "started"
    INTERIM_REPLIED = "interim_replied"
    HELD = "held"
    HOLD_EXPIRED = "hold_expired"
    QUESTION_WITHDRAWN = "question_withdrawn"
    MESSAGED = "messaged"
    ASSIGNED = "assigned"
    NOTED = "noted"
    CONTRIBUTION_ASKED = "contribution_asked"
    CONTRIBUTED = "contributed"
    CONTRIBUTION_WITHDRAWN = "contribution_withdrawn"
    RECLASSIFIED = "reclassified"
    TIGHTENED = "tightened"
    UNPROTECTED = "unprotected"
    PUBLISHED = "published"
    RESTORED = "restored"
    ATTACHMENT_PUBLISHED = "attachment_published"
    ANSWERED = "answered"
    RATED = "rated"
    APPEALED = "appealed"
    APPEAL_DECIDED = "appeal_decided"
    REOPENED = "reopened"
    CLOSED = "closed"
    ARCHIVED = "archived"
    SPLIT = "split"
    MERGED = "merged"
    ABSORBED = "absorbed"
    KEPT_FROM = "kept_from"
    UNMERGED = "unmerged"
    WARNED = "warned"
    ESCALATED = "escalated"
    REMINDED = "reminded"
    DEADLINES_RECOMPUTED = "deadlines_recomputed"
    BREACH_TOLD = "breach_told"
    IDENTITY_REQUESTED = "identity_requested"
    IDENTITY_APPROVED = "identity_approved"
    IDENTITY_REFUSED = "identity_refused"
    IDENTITY_WITHDRAWN = "identity_withdrawn"
    IDENTITY_DISCLOSED = "identity_disclosed"
    DISCLOSURE_TOLD = "disclosure_told"
    IDENTITY_EXPIRED = "identity_expired"
    RESTRICTED = "restricted"
    UNRESTRICTED = "unrestricted"
    RECEIPT_REPLACED = "receipt_replaced"
    IDENTITY_CORRECTED = "identity_corrected"
    IDENTITY_ERASED = "identity_erased"
    IDENTITY_OUTLIVED = "identity_outlived"


class PromisedDeadlines(TypedDict):
    """The last moments of the days on which the promises to the reporter end; `reply_by` while a
    reply to what they wrote after an answer is owed."""

    verify_by: Moment
    follow_up_by: Moment
    resolve_by: Moment
    reply_by: NotRequired[Moment]


def _name_in_json(name: str) -> str:
    """`from_` is `from` in JSON, which Python keeps for itself."""
    return name.removesuffix("_")


class Payload(Struct, frozen=True, omit_defaults=True, rename=_name_in_json):
    """What an event of one type says; `visibility` is who may read it, unless a step says
    otherwise, and `told` who is written to when it happens: each type says so itself."""

    type: ClassVar[EventType]
    visibility: ClassVar[Visibility] = Visibility.PUBLIC
    told: ClassVar[tuple[Audience, ...]]

    def as_data(self) -> dict[str, Any]:
        """The payload as it is stored and sent: JSON values only."""
        fields: dict[str, Any] = to_builtins(self)
        return {name: list(v) if isinstance(v, tuple) else v for name, v in fields.items()}
