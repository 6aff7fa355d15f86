"""The clocks of a case, and what is told of it beside its course."""

from .payload import Audience, EventType, Payload, PromisedDeadlines, Visibility


class Warned(Payload, frozen=True, kw_only=True):
    """Most of the time for a deadline is used up."""

    type = EventType.WARNED
    visibility = Visibility.AGENCY
    told = (Audience.AGENCY,)
    limit: str
    limit_at: str


class Escalated(Payload, frozen=True, kw_only=True):
    """A missed deadline was made known to the agencies of `notify`; at the highest level again and
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
