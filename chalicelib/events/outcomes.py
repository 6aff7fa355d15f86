"""The answer and what follows, to the end of a case."""

from .payload import Audience, EventType, Payload, PromisedDeadlines, Visibility


class Answered(Payload, frozen=True, kw_only=True):
    """The agency answered, for the `answer`th time."""

    type = EventType.ANSWERED
    told = (Audience.REPORTER, Audience.MERGED_REPORTERS, Audience.FOLLOWERS)
    text: str
    answer: int


class Rated(Payload, frozen=True, kw_only=True):
    """The reporter's word on the `answer`th answer; satisfied, it closes the case. `protected`:
    what they wrote made the case anonymous and confidential."""

    type = EventType.RATED
    # The merged and followers, when it closes the case.
    told = (Audience.MERGED_REPORTERS, Audience.AGENCY, Audience.FOLLOWERS)
    satisfied: bool
    score: int | None = None
    comment: str | None = None
    answer: int
    closed_reason: str | None = None
    protected: bool | None = None


class Appealed(Payload, frozen=True, kw_only=True):
    """Not satisfied, with a reason: `agency_id` above `from_agency_id` decides. `protected` as of
    `Rated`."""

    type = EventType.APPEALED
    told = (Audience.REPORTER, Audience.AGENCY, Audience.FORMER_HOLDER)
    satisfied: bool
    score: int | None = None
    comment: str | None = None
    answer: int
    agency_id: str | None
    from_agency_id: str
    deadlines: PromisedDeadlines
    protected: bool | None = None


class AppealDecided(Payload, frozen=True, kw_only=True):
    """The decision; upheld, it is an order to the agency `order_to`, with a clock. Without one the
    national desk decides who repairs."""

    type = EventType.APPEAL_DECIDED
    told = (
        Audience.REPORTER,
        Audience.MERGED_REPORTERS,
        Audience.AGENCY,  # who repairs, where it is not who was appealed against
        Audience.FORMER_HOLDER,
        Audience.FOLLOWERS,
    )
    text: str
    upheld: bool
    order_to: str | None = None
    deadlines: PromisedDeadlines | None = None


class Reopened(Payload, frozen=True, kw_only=True):
    """An ended case was taken up again, with new clocks. `protected` as of `Rated`."""

    type = EventType.REOPENED
    told = (Audience.REPORTER, Audience.MERGED_REPORTERS, Audience.AGENCY, Audience.FOLLOWERS)
    reason: str
    deadlines: PromisedDeadlines
    protected: bool | None = None


class Closed(Payload, frozen=True, kw_only=True):
    """Closed by silence (`timeout`), which never counts as satisfied."""

    type = EventType.CLOSED
    told = (Audience.REPORTER, Audience.MERGED_REPORTERS, Audience.FOLLOWERS)
    reason: str


class Archived(Payload, frozen=True, kw_only=True):
    """No answer is owed, for one of the reasons of `ARCHIVE_REASONS` or `no_reply`."""

    type = EventType.ARCHIVED
    # The agency where the reporter withdrew it; what officers archive themselves is no news there,
    # but to the national desk where nobody else can see it or take it up again.
    told = (Audience.REPORTER, Audience.MERGED_REPORTERS, Audience.AGENCY, Audience.FOLLOWERS)
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
    """The case `from_` was merged into this one, with so many supporters, its reporter included;
    officers alone read it where that case was not public."""

    type = EventType.ABSORBED
    told = ()  # seen on the page; nothing is asked of anybody
    from_: str
    supporters: int


class KeptFrom(Payload, frozen=True):
    """Whom reports that were merged into this one long ago are kept from was added to whom this one
    is kept from."""

    type = EventType.KEPT_FROM
    visibility = Visibility.AGENCY
    told = ()  # nothing is asked of anybody


class Unmerged(Payload, frozen=True, kw_only=True):
    """The case `from_` ended without an answer: this one is a case of its own again."""

    type = EventType.UNMERGED
    told = (Audience.REPORTER, Audience.AGENCY, Audience.FOLLOWERS)
    from_: str
    deadlines: PromisedDeadlines
