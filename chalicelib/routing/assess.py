"""What the rules make of one complaint: the model's view, the disposition, and what speaks against
its being a complaint. Pure: the filed complaint and `make route` ask the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from . import categories, danger, screening
from .dispose import Disposition, dispose

if TYPE_CHECKING:
    from datetime import date

    from .classifier import Classifier, Prediction
    from .registry import Registry
    from .suggestions import Candidate


class RoutingRequest(Struct, frozen=True, kw_only=True):
    """A complaint to be routed, as it came. `point` is latitude and longitude (WGS84). `copies`
    counts others of the day in the same words; None where a person has read it, which is not
    screened again."""

    title: str
    body: str
    category: str | None = None
    region_code: str | None = None
    address: str | None = None
    point: tuple[float, float] | None = None
    suggested_agency_id: str | None = None
    supervisory: bool = False
    excluded: frozenset[str] = frozenset()
    returned: bool = False
    copies: int | None = 0

    @property
    def text(self) -> str:
        """Title and body, as the rules read them; the body alone where there is no title."""
        return f"{self.title}\n{self.body}" if self.title else self.body


class Assessment(Struct, frozen=True, kw_only=True):
    """`found` is what the rules of disposition say, `agency_id` who gets the complaint by it:
    nobody where it is suspicious. `sensitive`: it is not public by itself, but made anonymous and
    confidential at once or looked at by a person first."""

    found: Disposition
    prediction: Prediction | None
    signals: tuple[screening.Signal, ...]
    sensitive: bool

    @property
    def agency_id(self) -> str | None:
        return None if self.signals else self.found.agency_id

    @property
    def reason(self) -> str:
        """Why that agency, or why a person has to decide."""
        return screening.suspicion(self.signals) or self.found.reason

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Whom a person may choose from; nobody where the text says nothing."""
        silent = screening.suspicion(self.signals) == "not_a_complaint"
        return () if silent else self.found.candidates


def assess(
    asked: RoutingRequest, *, registry: Registry, classifier: Classifier | None, on: date
) -> Assessment:
    """Ask the model and the rules as of the day `on`; without a model the rules decide alone."""
    prediction = classifier.predict(asked.text) if classifier else None
    verdict = danger.judge(asked.text, titled=bool(asked.title))
    found = dispose(
        registry=registry,
        text=asked.text,
        category=asked.category,
        region_code=asked.region_code,
        address=asked.address,
        point=asked.point,
        suggested_agency_id=asked.suggested_agency_id,
        prediction=prediction,
        supervisory=asked.supervisory,
        excluded=asked.excluded,
        returned=asked.returned,
        verdict=verdict,
        on=on,
    )
    chosen = categories.get(asked.category, on) if asked.category else None
    return Assessment(
        found=found,
        prediction=prediction,
        signals=() if asked.copies is None else _signals(asked, asked.copies, found, prediction),
        sensitive=verdict.outcome != "harmless" or (chosen is not None and chosen.sensitive),
    )


def _signals(
    asked: RoutingRequest, copies: int, found: Disposition, prediction: Prediction | None
) -> tuple[screening.Signal, ...]:
    """What speaks against its being a complaint; the model only where the reporter chose neither
    agency nor category."""
    signals = screening.signals(asked.title, asked.body, copies=copies)
    chosen = found.reason in {"suggestion", "category"}
    if signals or chosen or prediction is None or not prediction.confident:
        return signals
    return ("nobodys_affair",) if prediction.ranking[0][0] == categories.NOBODY else ()
