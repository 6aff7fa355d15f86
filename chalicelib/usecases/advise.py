"""What the rules make of a report before it is filed: where a point lies, what it is about, and
which agencies its reporter may name. Nothing of it is stored, and nothing of it binds."""

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from chalicelib.case.model import Location
from chalicelib.routing import points
from chalicelib.routing.categories import Category
from chalicelib.routing.matters import parts_of
from chalicelib.structs import replace
from chalicelib.usecases import rules

if TYPE_CHECKING:
    from chalicelib.routing.assess import Assessment
    from chalicelib.routing.suggestions import Candidate

LEAST_SHARE = 0.05
"""A share below this helps nobody to decide: the desk is not shown it either (static/triage.js)."""

ZONE = "WIB"  # where the day is asked for by a place that is not known yet


class Advice(Struct, frozen=True, kw_only=True):
    """`region_code` is the kabupaten or kota of the point where that is certain; the likeliest
    agency comes first. `category` is there where the model is sure of the affair, with the words
    that speak for it."""

    region_code: str | None
    agencies: "tuple[Candidate, ...]" = ()
    category: Category | None = None
    words: tuple[str, ...] = ()


def advise(text: str | None, location: Location, now: datetime) -> Advice:
    """Advise on a text, title and body apart by the first line's end, and on where it happened.

    Neither agency nor category is named for a text that may endanger who wrote it, perhaps accuses
    an agency that would be named, or looks like no complaint: a person, or the protection at
    filing, decides on those.
    """
    advice = Advice(
        region_code=points.locate(*location.point).region_code if location.point else None
    )
    return advice if text is None else _with_text(advice, text, location, now)


def may_be_filed_as_two(text: str) -> bool:
    """Whether somebody about to file `text` may want to file it as two. The model is loaded for a
    text in several parts only: few are."""
    if len(parts_of(text)) < 2:
        return False
    from chalicelib.usecases.sector_models import tells_of_two_matters

    return tells_of_two_matters(text)


def _with_text(advice: Advice, text: str, location: Location, now: datetime) -> Advice:
    # The rules and the model are loaded for those alone who ask: reading a case needs none.
    from chalicelib.routing.assess import RoutingRequest, assess
    from chalicelib.routing.suggestions import MOST_WORDS
    from chalicelib.routing.topics import find_topic
    from chalicelib.usecases.sector_models import classifier

    title, _, body = text.partition("\n")
    context = rules.decision_context(now)
    today = context.today(ZONE)
    made = assess(
        RoutingRequest(
            title=title,
            body=body,
            region_code=location.region_code,
            address=location.address,
            point=location.point,
        ),
        registry=context.agencies,
        classifier=classifier(),
        on=today,
    )
    if made.sensitive or made.signals or made.found.may_accuse:
        return advice
    sure = made.prediction is not None and made.prediction.confident
    topic = find_topic(made.found.sector, text, today) if sure and made.found.sector else None
    return replace(
        advice,
        agencies=_likely(made),
        category=topic,
        words=made.found.words[:MOST_WORDS] if topic else (),
    )


def _likely(made: "Assessment") -> "tuple[Candidate, ...]":
    from chalicelib.routing.suggestions import MOST_WORDS, Candidate

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
