"""The morning mail to each agency's desk: what is new, due today and overdue."""

from collections.abc import Callable
from datetime import datetime, timedelta

from chalicelib import settings
from chalicelib.case.deadlines import limit_in_force
from chalicelib.case.model import NATIONAL_DESK, Case
from chalicelib.case.workdays import ZONES, local_date
from chalicelib.notices.digest import digest
from chalicelib.notices.senders import EmailSender
from chalicelib.observability import logger
from chalicelib.routing.registry import Agency
from chalicelib.store import agencies, deliveries, queries
from chalicelib.usecases import rules
from chalicelib.usecases.advance import SomeFailed
from chalicelib.usecases.notify import deliver

HOUR = 7
MOST_ROWS = 200
NEW_WITHIN = timedelta(hours=24)


def send_digests(
    sender: EmailSender, now: datetime, has_time: Callable[[], bool] = lambda: True
) -> dict[str, int]:
    """Write to the agencies whose clock shows 07 on a working day and who have something to do."""
    counts = {"agencies": 0, "sent": 0, "failed": 0}
    calendar = rules.at(now).clocks.calendar
    for agency in agencies.registry().all():
        here = now.astimezone(ZONES[agency.zone])
        if here.hour != HOUR or not calendar.is_workday(here.date()) or not has_time():
            continue
        counts["agencies"] += 1
        try:
            counts["sent"] += _send(agency, sender, now)
        except Exception:  # one bad desk must not stop the others; it is raised below
            counts["failed"] += 1
            logger.exception("digest failed", extra={"agency_id": agency.id})
    if counts["failed"]:
        raise SomeFailed(counts)
    return counts


def _send(agency: Agency, sender: EmailSender, now: datetime) -> int:
    page = queries.inbox(
        (agency.id,), now=now, status=None, overdue=False, place=None, limit=MOST_ROWS
    )
    waiting = page.cases
    if agency.id == NATIONAL_DESK:
        unassigned = queries.national_desk(
            now=now, status=None, overdue=False, place=None, limit=MOST_ROWS
        )
        waiting += unassigned.cases
    today = local_date(now, agency.zone)
    new, due_today, overdue = [], [], []
    for case in waiting:
        limit = limit_in_force(case)
        if limit is None:
            continue
        if limit.at < now:
            overdue.append(case)
        elif local_date(limit.at, agency.zone) == today:
            due_today.append(case)
        elif _came(case) > now - NEW_WITHIN:
            new.append(case)
    if not (new or due_today or overdue):
        return 0
    message = digest(
        agency.name,
        new=new,
        due_today=due_today,
        overdue=overdue,
        public_url=settings.load().public_url,
        today=today,
    )
    return sum(
        deliver(deliveries.of_digest(agency.id, today, desk), desk, message, sender, now)
        for desk in agency.desks
    )


def _came(case: Case) -> datetime:
    return case.first_routed_at or case.filed_at
