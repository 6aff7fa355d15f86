"""What the rules of routing make of a post: where it is, what it is about, and in which series it
counts. Pure."""

from collections.abc import Callable, Iterator
from datetime import datetime

from chalicelib.routing.assess import Assessment, RoutingRequest, assess
from chalicelib.routing.categories import NOBODY
from chalicelib.routing.classifier import Classifier
from chalicelib.routing.place import find_place
from chalicelib.routing.registry import Registry
from chalicelib.shortening import shorten
from chalicelib.workdays import local_date

from .lead import LONGEST_EXTRACT, SeriesName, Sighting, is_urgent
from .post import Post
from .velocity import SeriesKind

A_REGENCY = len("35.78")
_MOST_REGIONS = 4  # that a name may mean and still say where it is
_A_CHANCE = 0.1


def assess_post(
    post: Post,
    *,
    registry: Registry,
    classifier: Classifier | None,
    mask: Callable[[str], str],
    latest: datetime,
) -> Sighting:
    """A post as it is kept, in the series of its places. None is later than `latest` (UTC)."""
    made = assess(
        RoutingRequest(title="", body=post.text),
        registry=registry,
        classifier=classifier,
        on=local_date(latest, "WIB"),
    )
    sectors, regions = _sectors(made), _regions(post.text)
    return Sighting(
        id=post.id,
        source=post.source,
        url=post.url,
        extract=shorten(mask(post.text), LONGEST_EXTRACT),
        posted_at=min(post.posted_at, latest),
        reach=post.reach,
        urgent=is_urgent(post.text),
        regions=regions,
        sectors=sectors,
        agency_id=made.agency_id or _likely(made),
        series=tuple(series_of_places(regions, sectors)),
    )


def series_of_places(regions: tuple[str, ...], sectors: tuple[str, ...]) -> Iterator[SeriesName]:
    """The narrow series first: an alarm in one says more."""
    for sector in sectors:
        yield from (SeriesName.of(SeriesKind.SECTOR, code, sector) for code in regions)
    yield from (SeriesName.of(SeriesKind.PLACE, code) for code in regions)


def _regions(text: str) -> tuple[str, ...]:
    """The kabupaten, kota or province a text names; several where a name means one of a few."""
    place = find_place(None, text)
    codes = (place.region_code,) if place.region_code else place.candidates
    named = {code[:A_REGENCY] for code in codes}
    if not named:
        named = {code for code in place.perhaps if len(code) <= A_REGENCY}
    return tuple(sorted(named)) if len(named) <= _MOST_REGIONS else ()


def _sectors(made: Assessment) -> tuple[str, ...]:
    """What a text is about: a short one says it in words that two sectors share."""
    ranking = made.prediction.ranking if made.prediction is not None else ()
    likely = [label for label, share in ranking if share >= _A_CHANCE and label != NOBODY]
    named = [made.found.sector] if made.found.sector else []
    return tuple(dict.fromkeys((*named, *likely)))[:2]


def _likely(made: Assessment) -> str | None:
    """Whose affair it is where the rules are not sure; nobody's where the words may accuse that
    very office: its officers would be the ones to dismiss the lead."""
    if made.found.reason == "accused":
        return None
    likeliest = next(iter(made.candidates), None)
    if likeliest is None or likeliest.may_be_accused:
        return None
    return likeliest.agency_id
