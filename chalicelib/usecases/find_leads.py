"""From posts, and from filed complaints that everybody may read, to leads.

A post is read, counted and looked at, and each of the three may be repeated: what is counted is not
counted again, and whatever was cut short is found where it was left. What it costs does not grow
with the posts there are: some reads and one transaction a post, one more where it is of a lead, and
where a series has enough posts for an alarm, the counts of all.
"""

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
    Lead,
    SeriesName,
    Sighting,
    belongs,
    join,
    raise_lead,
)
from chalicelib.leads.post import Post
from chalicelib.leads.reading import A_REGENCY, of_places, read_post
from chalicelib.leads.velocity import Rhythm, SeriesKind, alarm, may_alarm, without_others
from chalicelib.observability import logger
from chalicelib.store import agencies, cases, leads, sightings
from chalicelib.store.masking import mask
from chalicelib.store.sightings import Series
from chalicelib.usecases import route
from chalicelib.usecases.races import StaleRetries

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
    regions = (case.location.region_code[:A_REGENCY],) if case.location.region_code else ()
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
        series=tuple(of_places(regions, sectors)),
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
    read = read_post(
        post,
        registry=agencies.registry(now),
        classifier=route.classifier(),
        mask=mask,
        latest=now + _SLIP,
    )
    fingerprint = fingerprint_of(post.text)
    if fingerprint is None:
        return read
    founder = nearest(fingerprint, sightings.founders(fingerprint))
    if founder is None:
        founder = sha256(post.id.encode()).hexdigest()[:16]
        sightings.found(fingerprint, founder, now)
    return replace(read, series=(*read.series, SeriesName.of(SeriesKind.WORDS, founder)))


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
        if not may_alarm(series.hours, post.posted_at):
            continue
        rhythm = rhythm or Rhythm(sightings.everything(post.posted_at))
        raised = _raised(series, rhythm, post.posted_at, now)
        if raised is not None:
            lead, posts = raised
            leads.save_raised(lead, posts)
            logger.info("a lead was raised", extra={"lead_id": lead.id, "size": lead.size})
            return


def _raised(
    series: Series, rhythm: Rhythm, at: datetime, now: datetime
) -> tuple[Lead, tuple[Sighting, ...]] | None:
    """The lead of an alarm, if those of its posts that are of no lead yet are one by themselves."""
    kind = SeriesKind[series.name.kind]
    first = alarm(series.hours, kind, rhythm, at)
    if first is None:
        return None
    posts = sightings.free_posts(series.name, first)
    moments = (post.posted_at for post in posts)
    again = without_others(first, series.hours, moments, kind, rhythm)
    if again is None:
        return None
    named = f"{series.name} {posts[0].id}"
    lead_id = sha256(named.encode()).hexdigest()[:20]
    return raise_lead(lead_id, series.name, again, posts, now), posts
