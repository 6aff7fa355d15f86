"""Who handles the case."""

from collections.abc import Mapping
from typing import Any

from .payload import Audience, EventType, Payload, PromisedDeadlines


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
    """Handed straight to another agency; the deadlines go along."""

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
