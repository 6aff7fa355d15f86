"""The work on a case, the conversation about it, and who may read it."""

from .payload import Audience, EventType, Payload, PromisedDeadlines, Visibility


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
    # There is no reporter to write to; those of merged reports who were told of the question hear.
    told = (Audience.MERGED_REPORTERS, Audience.AGENCY)
    deadlines: PromisedDeadlines


class QuestionWithdrawn(Payload, frozen=True, kw_only=True):
    """The open question to the reporter was taken back, and `note` tells them why; the clocks run
    again."""

    type = EventType.QUESTION_WITHDRAWN
    visibility = Visibility.REPORTER
    # The reporters who were told of the question, and the holder where somebody else took it back.
    told = (Audience.REPORTER, Audience.MERGED_REPORTERS, Audience.AGENCY)
    note: str | None = None
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
    """The kind of complaint was corrected; a sensitive category also protects the reporter, and so
    does that an inspectorate is to examine it."""

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


class Restored(Payload, frozen=True):
    """The case came back from a backup. Nobody knows whether it was hidden since, so a person looks
    at it, and at its files, before everybody can."""

    type = EventType.RESTORED
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
