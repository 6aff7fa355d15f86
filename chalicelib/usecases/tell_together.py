"""One mail to a desk about what one run of a schedule found: thirty cases that are late since
midnight are one mail, not thirty.

Each event of the run comes by itself, as every event does. It is noted, and its message waits for
the others; the first that has waited sends all that were noted, and the rest find themselves told.
What is more than a mail holds goes into the next one. A message is done when its own is told. Who
dies on the way leaves notes that the next message sends: none is lost, and some are told twice
only where the mail went out and the marks were not written.
"""

from datetime import datetime, timedelta

from chalicelib import settings
from chalicelib.case.decision import Event
from chalicelib.case.model import Case
from chalicelib.events import Audience
from chalicelib.notices import Channel, Refused, for_agency, for_agency_together
from chalicelib.notices.mail import Mail
from chalicelib.observability import Metric, count, logger
from chalicelib.store import agencies, cases, deliveries, gathered
from chalicelib.store.gathered import GatheredNotice, Run
from chalicelib.usecases.desk_addresses import desk_addresses

GATHER = timedelta(minutes=2)  # a run and the stream behind it are over by then
MOST_TOLD = 200  # in one mail; what is more has one of its own, so that each is soon sent


def tell_together(
    event: Event, audience: Audience, recipient: str, channel: Channel, now: datetime
) -> None:
    """Note that a desk is told of an event, and once the others of its run are noted too, write to
    it about all of them that are its business still. Raises `deliveries.Later` until then, and what
    made sending fail."""
    run = Run(event_type=event.type, at=event.at, channel=channel.name, recipient=recipient)
    notice = gathered.note(run, event.case_id, event.number, now)
    if notice.is_told:
        return
    if now < notice.since + GATHER:
        raise deliveries.Later(notice.since + GATHER - now)
    lease = deliveries.lease(run.delivery, now)
    if lease is None:
        return  # the address was refused for good
    try:
        waiting = gathered.untold(run, MOST_TOLD)
        told = [
            (happened, case)
            for happened, case in _read(waiting)
            if recipient in desk_addresses(happened, case, now)
        ]
        if told:
            channel.send(recipient, _mail(told, audience), reference=run.reference)
    except Refused as refusal:
        deliveries.mark_refused(lease, refusal.reason, now)
        count(Metric.NOTICES_REFUSED)
        logger.warning("notice refused", extra={"reason": refusal.reason})
        return
    except Exception:
        deliveries.release(lease)
        raise
    gathered.mark_told(run, waiting)
    deliveries.release(lease)
    if len(waiting) == MOST_TOLD:
        raise deliveries.Later(timedelta(0))  # its own may be among those that are left


def _read(notices: list[GatheredNotice]) -> list[tuple[Event, Case]]:
    """The events with their cases; without those that cannot be read, which is counted there."""
    found = {case.id: case for case in cases.get_several(each.case_id for each in notices)}
    happened = {
        (event.case_id, event.number): event
        for event in cases.several_events((each.case_id, each.number) for each in notices)
    }
    return [
        (happened[each.case_id, each.number], found[each.case_id])
        for each in notices
        if (each.case_id, each.number) in happened and each.case_id in found
    ]


def _mail(told: list[tuple[Event, Case]], audience: Audience) -> Mail:
    known = agencies.registry().name_of
    public_url = settings.load().public_url
    if len(told) > 1:
        return for_agency_together(told, agency_name=known, public_url=public_url)
    ((event, case),) = told
    return for_agency(event, case, audience=audience, agency_name=known, public_url=public_url)
