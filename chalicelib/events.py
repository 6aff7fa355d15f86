"""What can happen to a case, and what each event says: the contract that streams, notices, views
and figures read, listed in docs/events.md.

Version 1. Fields are only ever added, with a default; what changes its meaning is a new event.
Moments are ISO 8601 with the offset of the case's zone; days are ISO 8601 dates in that zone.
A field without a default is always there, as null where there is nothing; one whose value is None
by default is left out then.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar, NotRequired

from msgspec import Struct, to_builtins
from typing_extensions import TypedDict

from chalicelib.workdays import Moment

VERSION = 1

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
KEPT = HANDLERS_ONLY | frozenset(OTHER_CASES) | {"confidence"}


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
    HEADS = "heads"  # the head desks that a missed limit calls in
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
        said: dict[str, Any] = to_builtins(self)
        return {name: list(v) if isinstance(v, tuple) else v for name, v in said.items()}


# Who handles the case


class Filed(Payload, frozen=True, kw_only=True):
    """A complaint was filed; or `split_from`, whose second matter it is, under the same receipt.
    `filed_digest` is what its words, day and place come to, with a salt that lies beside them;
    `consent` the version of the statement that was agreed to with the identity, where one came."""

    type = EventType.FILED
    told = ()  # routed or triage follows within seconds and confirms the receipt
    classification: str
    region_code: str | None
    category: str | None
    deadlines: PromisedDeadlines
    split_from: str | None = None
    filed_digest: str | None = None
    consent: str | None = None


class Routed(Payload, frozen=True, kw_only=True):
    """An agency was named: `by` an `officer`, or by a rule (`suggestion`, `category`, `model`,
    `named`), which then says what it rested on."""

    type = EventType.ROUTED
    told = (Audience.REPORTER, Audience.AGENCY, Audience.FOLLOWERS)
    agency_id: str
    by: str
    sector: str | None = None
    confidence: float | None = None
    words: tuple[str, ...] | None = None
    prediction: Mapping[str, Any] | None = None
    deadlines: PromisedDeadlines


class Triage(Payload, frozen=True, kw_only=True):
    """The national desk decides who handles the case. `candidates` are `{"agency_id",
    "probability", "words"?, "sector"?, "region_code"?}`, the best first: the words of the text that
    speak for the agency, or the sector whose complaints it is like, and the place; none where
    nothing speaks for any. `signals` speak against this being a complaint; `near` is
    `{"region_code", "name", "km"}`, the known place nearest to a point that is not certain."""

    type = EventType.TRIAGE
    told = (Audience.REPORTER, Audience.AGENCY)
    reason: str
    candidates: tuple[Mapping[str, Any], ...]
    words: tuple[str, ...]
    prediction: Mapping[str, Any] | None = None
    signals: tuple[str, ...] | None = None
    near: Mapping[str, Any] | None = None


class Returned(Payload, frozen=True, kw_only=True):
    """The holder `agency_id` said that the case is not its authority."""

    type = EventType.RETURNED
    told = (Audience.REPORTER, Audience.AGENCY)
    agency_id: str | None
    reason: str


class Transferred(Payload, frozen=True, kw_only=True):
    """Handed straight to another agency; the clock goes along."""

    type = EventType.TRANSFERRED
    told = (Audience.REPORTER, Audience.AGENCY, Audience.FOLLOWERS)
    from_agency_id: str | None
    agency_id: str
    reason: str


class Reassigned(Payload, frozen=True, kw_only=True):
    """The holder ended; its successor `agency_id` takes up the case, or, where null, the national
    desk decides."""

    type = EventType.REASSIGNED
    told = (Audience.REPORTER, Audience.AGENCY)
    from_agency_id: str | None
    agency_id: str | None
    deadlines: PromisedDeadlines


# The work and the conversation


class Started(Payload, frozen=True, kw_only=True):
    """The work has begun."""

    type = EventType.STARTED
    told = (Audience.REPORTER,)
    note: str | None = None


class InterimReplied(Payload, frozen=True, kw_only=True):
    """Why it takes longer, and the day an answer is expected."""

    type = EventType.INTERIM_REPLIED
    told = (Audience.REPORTER,)
    text: str
    expected_by: str


class Held(Payload, frozen=True, kw_only=True):
    """A question to the reporter stops the clocks until it is answered or expires."""

    type = EventType.HELD
    visibility = Visibility.REPORTER
    told = (Audience.REPORTER, Audience.MERGED_REPORTERS)
    question: str
    expires_at: str


class HoldExpired(Payload, frozen=True, kw_only=True):
    """A question expired that the reporter could not be told of; the clocks run again."""

    type = EventType.HOLD_EXPIRED
    visibility = Visibility.REPORTER
    told = (Audience.AGENCY,)  # only where there is no reporter to write to
    deadlines: PromisedDeadlines


class Messaged(Payload, frozen=True, kw_only=True):
    """The reporter wrote. `resumed`: it answered an open question. After an answer the holder owes
    a new one until `reply_by`. `into`: it was written to the case this one is merged into; there
    it says `from_` whose reporter it came, and whether they are `anonymous`. `protected`: what they
    wrote made the case anonymous and confidential."""

    type = EventType.MESSAGED
    visibility = Visibility.REPORTER
    told = (Audience.AGENCY,)
    text: str
    resumed: bool
    deadlines: PromisedDeadlines | None = None
    reply_by: str | None = None
    into: str | None = None
    from_: str | None = None
    anonymous: bool | None = None
    protected: bool | None = None


class Assigned(Payload, frozen=True, kw_only=True):
    """An officer of the holder does the work; null: nobody in particular any more."""

    type = EventType.ASSIGNED
    visibility = Visibility.AGENCY
    told = ()
    to_officer_id: str | None


class Noted(Payload, frozen=True, kw_only=True):
    """A remark among officers."""

    type = EventType.NOTED
    visibility = Visibility.AGENCY
    told = ()
    text: str


class ContributionAsked(Payload, frozen=True, kw_only=True):
    """The agency `asked_agency_id` is asked for what the holder needs of it, until `due`."""

    type = EventType.CONTRIBUTION_ASKED
    visibility = Visibility.AGENCY
    told = (Audience.CONTRIBUTOR,)
    asked_agency_id: str
    question: str
    due: str


class Contributed(Payload, frozen=True, kw_only=True):
    """What the agency `asked_agency_id` says to the holder, who alone answers."""

    type = EventType.CONTRIBUTED
    visibility = Visibility.AGENCY
    told = (Audience.AGENCY,)
    asked_agency_id: str
    text: str


class ContributionWithdrawn(Payload, frozen=True, kw_only=True):
    """Nothing is asked of the agency `asked_agency_id` any more."""

    type = EventType.CONTRIBUTION_WITHDRAWN
    visibility = Visibility.AGENCY
    told = (Audience.CONTRIBUTOR,)
    asked_agency_id: str


class Reclassified(Payload, frozen=True, kw_only=True):
    """The kind of complaint was corrected; a sensitive category also protects the reporter."""

    type = EventType.RECLASSIFIED
    told = (Audience.FOLLOWERS,)  # as with `Tightened`
    classification: str
    category: str | None
    supervisory: bool
    anonymous: bool | None = None
    confidential: bool | None = None
    deadlines: PromisedDeadlines


class Tightened(Payload, frozen=True, kw_only=True):
    """The case's privacy flags as they are now; they are never taken back."""

    type = EventType.TIGHTENED
    visibility = Visibility.REPORTER
    told = (
        Audience.FOLLOWERS,
    )  # the page shows it; who follows a case that is hidden is forgotten
    anonymous: bool
    confidential: bool


class Unprotected(Payload, frozen=True):
    """The reporter opened what the service had closed because of its words; a person looks at it
    before everybody can."""

    type = EventType.UNPROTECTED
    visibility = Visibility.REPORTER
    told = ()


class Published(Payload, frozen=True):
    """Somebody looked at the case, and everybody may read it."""

    type = EventType.PUBLISHED
    visibility = Visibility.REPORTER
    told = ()  # the page says it


class AttachmentPublished(Payload, frozen=True, kw_only=True):
    """Somebody looked at the file of that number, and everybody may see it; or, where it is not
    `public`, not any more."""

    type = EventType.ATTACHMENT_PUBLISHED
    visibility = Visibility.REPORTER
    told = ()  # the page says it
    attachment: int
    public: bool


# The answer and what follows


class Answered(Payload, frozen=True, kw_only=True):
    """The agency answered, for the `answer`th time."""

    type = EventType.ANSWERED
    told = (Audience.REPORTER, Audience.MERGED_REPORTERS, Audience.FOLLOWERS)
    text: str
    answer: int


class Rated(Payload, frozen=True, kw_only=True):
    """The reporter's word on the `answer`th answer; satisfied, it closes the case."""

    type = EventType.RATED
    # The merged and followers, when it closes the case.
    told = (Audience.MERGED_REPORTERS, Audience.AGENCY, Audience.FOLLOWERS)
    satisfied: bool
    score: int | None = None
    comment: str | None = None
    answer: int
    closed_reason: str | None = None


class Appealed(Payload, frozen=True, kw_only=True):
    """Not satisfied, with a reason: `agency_id` above `from_agency_id` decides."""

    type = EventType.APPEALED
    told = (Audience.REPORTER, Audience.AGENCY, Audience.FORMER_HOLDER)
    satisfied: bool
    score: int | None = None
    comment: str | None = None
    answer: int
    agency_id: str | None
    from_agency_id: str
    deadlines: PromisedDeadlines


class AppealDecided(Payload, frozen=True, kw_only=True):
    """The decision; upheld, it is an order to the agency `order_to`, with a clock."""

    type = EventType.APPEAL_DECIDED
    told = (
        Audience.REPORTER,
        Audience.MERGED_REPORTERS,
        Audience.FORMER_HOLDER,
        Audience.FOLLOWERS,
    )
    text: str
    upheld: bool
    order_to: str | None = None
    deadlines: PromisedDeadlines | None = None


class Reopened(Payload, frozen=True, kw_only=True):
    """An ended case was taken up again, with new clocks."""

    type = EventType.REOPENED
    told = (Audience.REPORTER, Audience.MERGED_REPORTERS, Audience.AGENCY, Audience.FOLLOWERS)
    reason: str
    deadlines: PromisedDeadlines


class Closed(Payload, frozen=True, kw_only=True):
    """Closed by silence (`timeout`), which never counts as satisfied."""

    type = EventType.CLOSED
    told = (Audience.REPORTER, Audience.MERGED_REPORTERS, Audience.FOLLOWERS)
    reason: str


class Archived(Payload, frozen=True, kw_only=True):
    """No answer is owed, for one of the reasons of `ARCHIVE_REASONS` or `no_reply`."""

    type = EventType.ARCHIVED
    told = (Audience.REPORTER, Audience.MERGED_REPORTERS, Audience.FOLLOWERS)
    reason: str
    note: str | None = None


class SplitUp(Payload, frozen=True, kw_only=True):
    """The second matter of the complaint goes on as the case `split_into`, under the same
    receipt."""

    type = EventType.SPLIT
    told = (Audience.REPORTER,)
    split_into: str


class Merged(Payload, frozen=True, kw_only=True):
    """The same matter goes on in the case `into`."""

    type = EventType.MERGED
    told = (Audience.REPORTER, Audience.MERGED_REPORTERS, Audience.FOLLOWERS)
    into: str


class Absorbed(Payload, frozen=True, kw_only=True):
    """The case `from_` was merged into this one, with so many supporters, its reporter included."""

    type = EventType.ABSORBED
    told = ()  # seen on the page; nothing is asked of anybody
    from_: str
    supporters: int


class Unmerged(Payload, frozen=True, kw_only=True):
    """The case `from_` ended without an answer: this one is a case of its own again."""

    type = EventType.UNMERGED
    told = (Audience.REPORTER, Audience.AGENCY)
    from_: str
    deadlines: PromisedDeadlines


# The clocks


class Warned(Payload, frozen=True, kw_only=True):
    """Most of the time for a limit is used up."""

    type = EventType.WARNED
    visibility = Visibility.AGENCY
    told = (Audience.AGENCY,)
    limit: str
    limit_at: str


class Escalated(Payload, frozen=True, kw_only=True):
    """A missed limit was made known to the agencies of `notify`; at the highest level again and
    again, `repeat` counts how often."""

    type = EventType.ESCALATED
    told = (Audience.REPORTER, Audience.MERGED_REPORTERS, Audience.HEADS)
    limit: str
    limit_at: str
    level: int
    repeat: int | None = None
    notify: tuple[str, ...]


class Reminded(Payload, frozen=True, kw_only=True):
    """The reporter was asked again whether the `answer`th answer satisfies."""

    type = EventType.REMINDED
    visibility = Visibility.REPORTER
    told = (Audience.REPORTER,)
    reminder: int
    answer: int


class DeadlinesRecomputed(Payload, frozen=True, kw_only=True):
    """Open deadlines were counted again by a corrected calendar."""

    type = EventType.DEADLINES_RECOMPUTED
    told = (Audience.REPORTER,)
    calendar_version: str
    deadlines: PromisedDeadlines


class BreachTold(Payload, frozen=True, kw_only=True):
    """The reporter was told that somebody without a right to read data of the case: which, when and
    how, and what is done; in English in `text_en`. `breach` is the notice that two custodians
    agreed on."""

    type = EventType.BREACH_TOLD
    visibility = Visibility.REPORTER
    told = (Audience.REPORTER,)
    text: str
    text_en: str | None = None
    breach: str | None = None


# The identity


class IdentityRequested(Payload, frozen=True, kw_only=True):
    """A custodian asked to see these `fields` of who reported, on the legal `basis` that the paper
    `reference` gives; the reporter is not to be told up to the day `silent_until`."""

    type = EventType.IDENTITY_REQUESTED
    visibility = Visibility.AGENCY
    told = ()
    reason: str
    basis: str | None = None
    fields: tuple[str, ...] | None = None
    reference: str | None = None
    silent_until: str | None = None


class IdentityApproved(Payload, frozen=True):
    """A second custodian, of another agency, agreed."""

    type = EventType.IDENTITY_APPROVED
    visibility = Visibility.AGENCY
    told = ()


class IdentityRefused(Payload, frozen=True, kw_only=True):
    """A second custodian did not agree."""

    type = EventType.IDENTITY_REFUSED
    visibility = Visibility.AGENCY
    told = ()
    reason: str


class IdentityWithdrawn(Payload, frozen=True):
    """Who asked took the request back."""

    type = EventType.IDENTITY_WITHDRAWN
    visibility = Visibility.AGENCY
    told = ()


class IdentityExpired(Payload, frozen=True):
    """Nobody decided the request in time, or looked at what was approved."""

    type = EventType.IDENTITY_EXPIRED
    visibility = Visibility.AGENCY
    told = ()


class Restricted(Payload, frozen=True):
    """The reporter lets the case be handled, and nothing else be done with it."""

    type = EventType.RESTRICTED
    visibility = Visibility.REPORTER
    told = (Audience.FOLLOWERS,)  # as with `Tightened`


class Unrestricted(Payload, frozen=True):
    """The reporter took the restriction back."""

    type = EventType.UNRESTRICTED
    visibility = Visibility.REPORTER
    told = ()


class ReceiptReplaced(Payload, frozen=True):
    """The secret code was lost, and another made by who reads the confirmed address; the old one
    opens nothing any more."""

    type = EventType.RECEIPT_REPLACED
    visibility = Visibility.REPORTER
    told = (Audience.REPORTER,)  # should it not have been them


class IdentityCorrected(Payload, frozen=True, kw_only=True):
    """The reporter gave another name or contact: `contactable` says whether there is an address to
    write to, `language` in which language, `consent` which version of the statement was agreed to.
    """

    type = EventType.IDENTITY_CORRECTED
    visibility = Visibility.REPORTER
    told = (Audience.REPORTER,)  # the new address, so that it can be confirmed
    contactable: bool
    language: str
    consent: str | None = None


class IdentityDisclosed(Payload, frozen=True, kw_only=True):
    """These `fields` of who reported were shown to the custodian of the agency `shown_to`, on the
    legal `basis`, as the agency `approved_by` had approved. Only officers read it, and nobody is
    told, where it says `silent_until`: up to that day a court forbids it."""

    type = EventType.IDENTITY_DISCLOSED
    visibility = Visibility.REPORTER
    told = (Audience.REPORTER,)
    fields: tuple[str, ...]
    basis: str
    shown_to: str
    approved_by: str
    silent_until: str | None = None


class DisclosureTold(Payload, frozen=True, kw_only=True):
    """The reporter is told of a disclosure that a court had forbidden to tell them of when it was
    made, at `disclosed_at`."""

    type = EventType.DISCLOSURE_TOLD
    visibility = Visibility.REPORTER
    told = (Audience.REPORTER,)
    fields: tuple[str, ...]
    basis: str
    shown_to: str
    approved_by: str
    disclosed_at: str


class IdentityErased(Payload, frozen=True):
    """The reporter took back who they are; the vault was emptied."""

    type = EventType.IDENTITY_ERASED
    visibility = Visibility.REPORTER
    told = ()


class IdentityOutlived(Payload, frozen=True):
    """What was known of the reporter was kept as long as it may be; the vault was emptied."""

    type = EventType.IDENTITY_OUTLIVED
    visibility = Visibility.REPORTER
    told = ()  # there is no address any more


PAYLOADS: Mapping[EventType, type[Payload]] = {
    payload.type: payload for payload in Payload.__subclasses__()
}
