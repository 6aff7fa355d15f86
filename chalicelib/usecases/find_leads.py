"""From posts, and from filed complaints that everybody may read, to leads.

A post is read, counted and looked at, and each of the three may be repeated: what is counted is not
counted again, and whatever was cut short is found where it was left. What it costs does not grow
with the posts there are: some reads and one transaction a post, one more where it is of a lead, and
where a series has enough posts for an alarm, the counts of all.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from chalicelib import settings
from chalicelib.case.authority import is_public
from chalicelib.errors import NotFound
from chalicelib.leads.copies import fingerprint_of, nearest
from chalicelib.leads.lead import (
    CHANNEL,
    FILINGS,
    LONGEST_EXTRACT,
    Lead,
    SeriesName,
    Sighting,
    belongs,
    is_urgent,
    join,
    raise_lead,
)
from chalicelib.leads.post import Post
from chalicelib.leads.velocity import (
    FEWEST,
    WINDOWS,
    Alarm,
    Rhythm,
    SeriesKind,
    alarm,
    hour_of,
    judge_window,
)
from chalicelib.observability import logger
from chalicelib.routing.assess import Assessment, Question, assess
from chalicelib.routing.categories import NOBODY
from chalicelib.routing.place import find_place
from chalicelib.store import agencies, cases, leads, sightings
from chalicelib.store.masking import mask
from chalicelib.store.sightings import Series
from chalicelib.usecases import route
from chalicelib.usecases.races import StaleRetries
from chalicelib.workdays import local_date

_A_REGENCY = len("35.78")
_MOST_REGIONS = 4  # that a name may mean and still say where it is
_A_CHANCE = 0.1
_SLIP = timedelta(minutes=5)


def take_in(post: Post, now: datetime) -> None:
    """Count a post that complains, and raise a lead where that makes one."""
    known = sightings.find_seen(post.id)
    if known is None:
        if not _may_complain(post.text):
            return
        sighting = _read(post, now)
        sightings.count(sighting, now)
    else:
        if known.lead_id is not None:
            return
        sighting = known.post
    _look_at(sighting, now)


def take_in_filing(case_id: str, now: datetime) -> None:
    """Count a complaint that was filed here and that everybody may read. Nothing else is counted,
    so that no lead can tell of a protected one; of this one no words are kept."""
    case = cases.get(case_id)
    if not is_public(case) or case.channel == CHANNEL:
        return
    regions = (case.location.region_code[:_A_REGENCY],) if case.location.region_code else ()
    sectors = (case.sector,) if case.sector else ()
    sighting = Sighting(
        id=f"{FILINGS}:{case.id}",
        source=FILINGS,
        url=f"{settings.load().public_url}/track?id={case.id}",
        extract="",
        posted_at=case.filed_at,
        reach=0,
        urgent=False,
        regions=regions,
        sectors=sectors,
        agency_id=case.agency_id,
        series=tuple(_of_places(regions, sectors)),
    )
    known = sightings.find_seen(sighting.id)
    if known is None:
        sightings.count(sighting, now)
    elif known.lead_id is not None:
        return
    _look_at(sighting if known is None else known.post, now)


def _may_complain(text: str) -> bool:
    """Whether a text complains, or may: what the model is not sure of counts."""
    from chalicelib.leads import complaint_model  # complaints that were filed need no model

    return complaint_model.judge(text).outcome != "not"


def _read(post: Post, now: datetime) -> Sighting:
    """What the rules make of a post."""
    registry = agencies.registry(now)
    made = assess(
        Question(title="", body=post.text),
        registry=registry,
        classifier=route.classifier(),
        on=local_date(now, "WIB"),
    )
    sectors, regions = _sectors(made), _regions(post.text)
    fingerprint = fingerprint_of(post.text)
    series = list(_of_places(regions, sectors))
    if fingerprint is not None:
        founder = nearest(fingerprint, sightings.founders(fingerprint))
        if founder is None:
            founder = sha256(post.id.encode()).hexdigest()[:16]
            sightings.found(fingerprint, founder, now)
        series.append(SeriesName.of(SeriesKind.WORDS, founder))
    likely = next((one.agency_id for one in made.candidates if one.agency_id), None)
    return Sighting(
        id=post.id,
        source=post.source,
        url=post.url,
        extract=_extract(post.text),
        posted_at=min(post.posted_at, now + _SLIP),
        reach=post.reach,
        urgent=is_urgent(post.text),
        regions=regions,
        sectors=sectors,
        agency_id=made.agency_id or likely,
        series=tuple(series),
    )


def _regions(text: str) -> tuple[str, ...]:
    """The kabupaten, kota or province a text names; several where a name means one of a few."""
    place = find_place(None, text)
    codes = (place.region_code,) if place.region_code else place.candidates
    named = {code[:_A_REGENCY] for code in codes}
    if not named:
        named = {code for code in place.perhaps if len(code) <= _A_REGENCY}
    return tuple(sorted(named)) if len(named) <= _MOST_REGIONS else ()


def _sectors(made: Assessment) -> tuple[str, ...]:
    """What a text is about: a short one says it in words that two sectors share."""
    ranking = made.prediction.ranking if made.prediction is not None else ()
    likely = [label for label, share in ranking if share >= _A_CHANCE and label != NOBODY]
    named = [made.found.sector] if made.found.sector else []
    return tuple(dict.fromkeys((*named, *likely)))[:2]


def _of_places(regions: tuple[str, ...], sectors: tuple[str, ...]) -> Iterator[SeriesName]:
    """The narrow series first: an alarm in one says more."""
    for sector in sectors:
        yield from (SeriesName.of(SeriesKind.SECTOR, code, sector) for code in regions)
    yield from (SeriesName.of(SeriesKind.PLACE, code) for code in regions)


def _extract(text: str) -> str:
    words = " ".join(mask(text).split())
    if len(words) <= LONGEST_EXTRACT:
        return words
    return words[: LONGEST_EXTRACT - 1].rsplit(" ", 1)[0] + "…"


def _look_at(post: Sighting, now: datetime) -> None:
    """Let a counted post become part of the lead of one of its series, or raise one."""
    retries = StaleRetries()
    while True:
        with retries:
            around = [sightings.series(name, post.posted_at) for name in post.series]
            if not any(_joined(post, one, now) for one in around):
                _raise_first(post, around, now)
            return
        known = sightings.find_seen(post.id)
        if known is None or known.lead_id is not None:
            return


def _joined(post: Sighting, series: Series, now: datetime) -> bool:
    if series.lead_id is None:
        return False
    try:
        lead = leads.get(series.lead_id, now)
    except NotFound:
        return False
    if not belongs(post, lead, series.name):
        return False
    leads.save_joined(join(lead, [post]), [post], series.name)
    return True


def _raise_first(post: Sighting, around: list[Series], now: datetime) -> None:
    rhythm: Rhythm | None = None
    for series in around:
        if not _may_alarm(series, post.posted_at):
            continue
        rhythm = rhythm or Rhythm(sightings.everything(post.posted_at))
        raised = _raised(series, rhythm, post.posted_at, now)
        if raised is not None:
            lead, posts = raised
            leads.save_raised(lead, posts)
            logger.info("a lead was raised", extra={"lead_id": lead.id, "size": lead.size})
            return


def _may_alarm(series: Series, at: datetime) -> bool:
    """Whether there are enough posts around, so that all counts are worth reading."""
    near = timedelta(hours=WINDOWS[-1])
    hour = hour_of(at)
    return sum(n for each, n in series.hours.items() if abs(each - hour) < near) >= FEWEST


def _raised(
    series: Series, rhythm: Rhythm, at: datetime, now: datetime
) -> tuple[Lead, tuple[Sighting, ...]] | None:
    """The lead of an alarm, if those of its posts that are of no lead yet are one by themselves."""
    kind = SeriesKind[series.name.kind]
    first = alarm(series.hours, kind, rhythm, at)
    if first is None:
        return None
    posts = sightings.free_posts(series.name, first)
    again = _alarm_of(series, first, posts, kind, rhythm)
    if again is None:
        return None
    named = f"{series.name} {posts[0].id}"
    lead_id = sha256(named.encode()).hexdigest()[:20]
    return raise_lead(lead_id, series.name, again, posts, now), posts


def _alarm_of(
    series: Series, first: Alarm, posts: tuple[Sighting, ...], kind: SeriesKind, rhythm: Rhythm
) -> Alarm | None:
    """What is left of an alarm without the posts of other leads."""
    hours = {hour: n for hour, n in series.hours.items() if not first.start <= hour < first.end}
    for post in posts:
        hour = hour_of(post.posted_at)
        hours[hour] = hours.get(hour, 0) + 1
    left = judge_window(hours, kind, rhythm, first.start, first.end)
    return left if left is None else replace(left, count=len(posts))
