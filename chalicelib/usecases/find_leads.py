"""From posts, and from filed complaints that everybody may read, to leads.

A post is read, counted and looked at, and each of the three may be repeated: what is counted is not
counted again, and whatever was cut short is found where it was left. What it costs does not grow
with the posts there are: some reads and one transaction a post, one more where it is of a lead, and
where a series has enough posts for an alarm, the counts of all.

Posts are taken in at the same time as others. One that is counted while its series' lead is being
raised may be neither among the posts of that lead nor see it. So who raised a lead looks once more
for posts of its time: what was counted before the lead was there is found then, and what is counted
later finds the lead.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice

from chalicelib import settings
from chalicelib.case.authority import is_public
from chalicelib.errors import NotFound
from chalicelib.leads.copies import fingerprint_of, nearest
from chalicelib.leads.lead import (
    CHANNEL,
    FILINGS,
    KEEPS_FOR,
    Lead,
    SeriesName,
    Sighting,
    belongs,
    is_about,
    join,
    raise_lead,
)
from chalicelib.leads.post import Post
from chalicelib.leads.post_assessment import assess_post, series_of_places
from chalicelib.leads.velocity import SeasonalProfile, SeriesKind, alarm, may_alarm, without_others
from chalicelib.observability import logger
from chalicelib.store import agencies, cases, leads, sightings
from chalicelib.store.masking import mask
from chalicelib.store.sightings import MOST_TAKEN, CountedPost, Series
from chalicelib.structs import replace
from chalicelib.usecases.races import StaleRetries
from chalicelib.usecases.sector_models import classifier

_SLIP = timedelta(minutes=5)
_MOST_READ = 3 * MOST_TAKEN  # posts around an alarm that are looked at for one of no lead


def take_in(post: Post, now: datetime) -> None:
    """Count a post that complains, and raise a lead where that makes one."""
    known = sightings.find_seen(post.id)
    if known is None and _may_complain(post.text):
        known = _counted(_read(post, now), now)
    _assign_to_lead(known, now)


def take_in_filing(case_id: str, now: datetime) -> None:
    """Count a complaint that was filed here and that everybody may read. Nothing else is counted,
    so that no lead can tell of a protected one; of this one no words are kept."""
    case = cases.get(case_id)
    if not is_public(case) or case.channel == CHANNEL:
        return
    region = case.location.regency or case.location.province
    regions = (region,) if region else ()
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
        series=tuple(series_of_places(regions, sectors)),
    )
    known = sightings.find_seen(sighting.id)
    # What was filed before posts are forgotten may have been counted, and goes to an agency anew.
    if known is None and case.filed_at > now - KEEPS_FOR:
        known = _counted(sighting, now)
    _assign_to_lead(known, now)


def _may_complain(text: str) -> bool:
    """Whether a text complains, or may: what the model does not rule out counts."""
    from chalicelib.leads import complaint_model  # complaints that were filed need no model

    return complaint_model.judge(text).may_complain


def _read(post: Post, now: datetime) -> Sighting:
    read = assess_post(
        post,
        registry=agencies.registry(now),
        classifier=classifier(),
        mask=mask,
        latest=now + _SLIP,
    )
    fingerprint = fingerprint_of(post.text)
    if fingerprint is None:
        return read
    founder = nearest(fingerprint, sightings.founders(fingerprint))
    if founder is None:
        # Named by its words: of two copies at once, each founds the same.
        founder = sha256(fingerprint.signature).hexdigest()[:16]
        sightings.found(fingerprint, founder, now)
    return replace(read, series=(*read.series, SeriesName.of(SeriesKind.WORDS, founder)))


def _counted(post: Sighting, now: datetime) -> CountedPost | None:
    """A post that is counted now, or as it was when somebody else counted it meanwhile."""
    return CountedPost(post=post) if sightings.count(post, now) else sightings.find_seen(post.id)


def _assign_to_lead(known: CountedPost | None, now: datetime) -> None:
    """Bring a counted post to where it is of, from wherever that was cut short."""
    retries = StaleRetries()
    while known is not None and known.lead_id is None:
        with retries:
            if not _join_or_raise_lead(known.post, now):
                return
        known = sightings.find_seen(known.post.id)
    if known is not None and known.lead_id is not None and known.gathers:
        _collect_posts(known.lead_id, now)
        sightings.end_gathering(known.post.id)


def _join_or_raise_lead(post: Sighting, now: datetime) -> bool:
    """Let a counted post become part of the lead of one of its series, or raise one; whether it
    raised one. The narrow series come first, so that the lead of a whole place takes in nothing
    that is an alarm by itself."""
    profile: SeasonalProfile | None = None
    for series in (sightings.series(name, post.posted_at) for name in post.series):
        if _joined(post, series, now):
            return False
        if not may_alarm(series.hours, post.posted_at):
            continue
        profile = profile or SeasonalProfile(sightings.everything(post.posted_at))
        raised = _raised(series, profile, post, now)
        if raised is not None:
            lead, posts = raised
            leads.save_raised(lead, posts, by=post)
            logger.info("a lead was raised", extra={"lead_id": lead.id, "size": lead.size})
            return True
    return False


def _collect_posts(lead_id: str, now: datetime) -> None:
    """Let all posts of its series that are of the time of a lead, and of none, become part of it:
    those that were counted while it was raised, and those of the hours before."""
    retries = StaleRetries()
    while True:
        with retries:
            try:
                lead = leads.get(lead_id, now)
            except NotFound:
                return
            free = sightings.free_posts(lead.series, lead.takes_from, lead.takes_until)
            found = (post for post in free if belongs(post, lead, lead.series))
            more = list(islice(found, MOST_TAKEN))
            if not more:
                return
            leads.save_joined(join(lead, more), more, lead.series)


def _joined(post: Sighting, series: Series, now: datetime) -> bool:
    """Whether a post is of a lead of its series, which takes it in. One that was forgotten takes
    nothing in, but neither is there to be another about the same."""
    for then in series.leads:
        try:
            lead = leads.get(then.lead_id, now)
        except NotFound:
            if is_about(post, then.sector, series.name):
                return True
            continue
        if belongs(post, lead, series.name):
            leads.save_joined(join(lead, [post]), [post], series.name)
            return True
    return False


def _raised(
    series: Series, profile: SeasonalProfile, post: Sighting, now: datetime
) -> tuple[Lead, list[Sighting]] | None:
    """The lead of an alarm around a post, if those of its posts that are of no lead yet are one by
    themselves."""
    kind = SeriesKind[series.name.kind]
    first = alarm(series.hours, kind, profile, post.posted_at)
    if first is None:
        return None
    last = first.end - timedelta(microseconds=1)
    free = sightings.free_posts(series.name, first.start, last, most_read=_MOST_READ)
    posts = list(islice((one for one in free if one.id != post.id), MOST_TAKEN - 1))
    posts = sorted([*posts, post], key=lambda one: (one.posted_at, one.id))
    moments = (one.posted_at for one in posts)
    again = without_others(first, series.hours, moments, kind, profile)
    if again is None:
        return None
    named = f"{series.name} {posts[0].id}"
    lead_id = sha256(named.encode()).hexdigest()[:20]
    return raise_lead(lead_id, series.name, again, posts, now), posts
