"""The brief by mail: to the desks of who oversees the whole country, on the morning of each working
day, each once. Other monitors read theirs on the console."""

from collections.abc import Callable
from datetime import datetime

from chalicelib import settings
from chalicelib.errors import PartialFailure
from chalicelib.notices.brief_mail import brief_mail
from chalicelib.notices.channels import Channel
from chalicelib.observability import logger
from chalicelib.routing.registry import SEE_EVERYTHING
from chalicelib.store import deliveries
from chalicelib.usecases import rules
from chalicelib.usecases.notify import deliver
from chalicelib.usecases.send_digests import HOURS
from chalicelib.usecases.write_brief import as_told, write_brief
from chalicelib.workdays import local


def send_briefs(
    channel: Channel, now: datetime, has_time: Callable[[], bool] = lambda: True
) -> int:
    """Write between 07:00 and 10:00 in WIB, and say how many mails went out. Raises
    `PartialFailure` at the end when some could not: a later run of the morning tries again."""
    here, context = local(now, "WIB"), rules.decision_context(now)
    if here.hour not in HOURS or not context.policy.calendar.is_workday(here.date()):
        return 0
    over = deliveries.digests_over(here.date())
    sent, failed = 0, 0
    for overseer_id in sorted(SEE_EVERYTHING):
        agency = context.agencies.get(overseer_id)
        waiting = [
            (delivery, desk)
            for desk in (agency.desks if agency is not None else ())
            if (delivery := deliveries.of_brief(overseer_id, here.date(), desk)).sk not in over
        ]
        if not waiting or not has_time():
            continue
        try:
            told = as_told(write_brief(overseer_id, now, context.agencies), context.agencies)
            mail = brief_mail(told, settings.load().public_url)
            for delivery, desk in waiting:
                sent += deliver(delivery, desk, mail, channel, now)
        except Exception:  # one must not stop the others; it is raised at the end
            failed += 1
            logger.exception("brief failed", extra={"agency_id": overseer_id})
    if failed:
        raise PartialFailure({"sent": sent, "failed": failed})
    return sent
