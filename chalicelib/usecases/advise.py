"""What the rules make of a report before it is filed: where a point lies, and which agencies its
reporter may name. Nothing of it is stored, and nothing of it binds."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.case.model import Location
from chalicelib.routing import points
from chalicelib.usecases import rules

if TYPE_CHECKING:
    from chalicelib.routing.suggestions import Candidate

LEAST_SHARE = 0.05
"""A share below this helps nobody to decide: the desk is not shown it either (static/triage.js)."""

ZONE = "WIB"  # where the day is asked for by a place that is not known yet


@dataclass(frozen=True, kw_only=True, slots=True)
class Advice:
    """`region_code` is the kabupaten or kota of the point where that is certain; the likeliest
    agency comes first."""

    region_code: str | None
    agencies: "tuple[Candidate, ...]"


def advise(text: str | None, location: Location, now: datetime) -> Advice:
    """Advise on a text, title and body apart by the first line's end, and on where it happened.

    No agency is named for a text that may endanger who wrote it, accuses an agency, or looks like
    no complaint: a person, or the protection at filing, decides on those.
    """
    lies = points.locate(*location.point).region_code if location.point else None
    return Advice(
        region_code=lies,
        agencies=_likely(text, location, now) if text is not None else (),
    )


def _likely(text: str, location: Location, now: datetime) -> "tuple[Candidate, ...]":
    # The rules and the model are loaded for those alone who ask: reading a case needs none.
    from chalicelib.routing.assess import Question, assess
    from chalicelib.routing.suggestions import MOST_WORDS, Candidate
    from chalicelib.usecases.route import classifier

    title, _, body = text.partition("\n")
    context = rules.decision_context(now)
    made = assess(
        Question(
            title=title,
            body=body,
            region_code=location.region_code,
            address=location.address,
            point=location.point,
        ),
        registry=context.agencies,
        classifier=classifier(),
        on=context.today(ZONE),
    )
    if made.sensitive or made.signals or made.found.accused:
        return ()
    if made.agency_id is None:
        return tuple(one for one in made.candidates if one.probability >= LEAST_SHARE)
    return (
        Candidate(
            agency_id=made.agency_id,
            probability=made.found.confidence,
            words=made.found.words[:MOST_WORDS],
            sector=made.found.sector,
            region_code=made.found.region_code,
        ),
    )
