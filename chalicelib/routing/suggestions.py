"""The agencies a person may choose from where the rules leave it open, the likeliest first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .inspection import past_the_accused
from .jurisdiction import RoutingInput, competent_agencies
from .sector_rules import match_rule

if TYPE_CHECKING:
    from .classifier import Prediction

MOST_CANDIDATES = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """An agency that may be right, with the probability the model gives its sector."""

    agency_id: str
    probability: float


def suggest(
    complaint: RoutingInput,
    sector: str | None,
    prediction: Prediction | None,
    accused: tuple[str, ...],
) -> tuple[Candidate, ...]:
    """The likeliest agencies for a person to choose from, over the places that are possible; in
    place of the accused whoever inspects them."""
    shares = prediction.ranking if prediction else ()
    if not shares and sector:
        shares = ((sector, 1.0),)
    places: tuple[str | None, ...] = (complaint.region_code,)
    if complaint.region_code is None and complaint.place and complaint.place.candidates:
        places = complaint.place.candidates
    totals: Counter[str] = Counter()
    for label, share in shares:
        found = match_rule(label, complaint.text, complaint.on)
        for code in places if found else ():
            likely = competent_agencies(complaint, found, code)[:1] if found else ()
            unaccused = (past_the_accused(complaint, agency, accused) for agency in likely)
            totals.update({agency.id: share / len(places) for agency in unaccused if agency})
    ranked = sorted(totals.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        Candidate(agency_id=agency_id, probability=min(1.0, round(total, 4)))
        for agency_id, total in ranked[:MOST_CANDIDATES]
    )
