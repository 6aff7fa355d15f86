"""The brief by mail: to the desks of every agency that oversees another, on the morning of each
working day, each once, of what it oversees. Who has nothing to be told is not written to."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from chalicelib import settings
from chalicelib.errors import PartialFailure
from chalicelib.notices.brief_mail import brief_mail
from chalicelib.notices.channels import Channel
from chalicelib.notices.mail import Mail
from chalicelib.observability import Metric, count, logger
from chalicelib.routing.registry import Agency
from chalicelib.store import deliveries, holdings
from chalicelib.store.deliveries import Delivery
from chalicelib.usecases import rules
from chalicelib.usecases.notify import deliver
from chalicelib.usecases.rules import DecisionContext
from chalicelib.usecases.send_digests import HOURS
from chalicelib.usecases.write_brief import CountedDays, brief_view, write_brief, yesterday
from chalicelib.workdays import local


def send_briefs(
    channel: Channel,
    now: datetime,
    has_time: Callable[[], bool] = lambda: True,
    with_work: Callable[[], frozenset[str]] = holdings.agencies_with_work,
) -> int:
    """Write between 07:00 and 10:00 in WIB, and say how many mails went out. `with_work` finds the
    agencies that have something open.

    Stops when `has_time` says so. Raises `PartialFailure` at the end when some could not be written
    or were left out: a later run of the morning goes on with those.
    """
    here, context = local(now, "WIB"), rules.decision_context(now)
    if here.hour not in HOURS or not context.policy.calendar.is_workday(here.date()):
        return 0
    whole, over = deliveries.of_briefs(here.date()), deliveries.digests_over(here.date())
    if whole.sk in over:
        return 0
    counts = {"sent": 0, "failed": 0, "left_out": 0}
    morning = _Morning(context, with_work())
    for overseer in morning.overseers():
        desks = [
            (delivery, desk)
            for desk in overseer.desks
            if (delivery := deliveries.of_brief(overseer.id, here.date(), desk)).sk not in over
        ]
        if not has_time():
            counts["left_out"] += bool(desks)
            continue
        _send(overseer, desks, morning, channel, now, counts)
    if counts["left_out"]:
        count(Metric.DIGESTS_CUT_SHORT, counts["left_out"])
    if counts["failed"] or counts["left_out"]:
        raise PartialFailure(counts)
    claim = deliveries.lease(whole, now)
    if claim is not None:
        deliveries.mark_sent(claim)
    return counts["sent"]


def _send(
    overseer: Agency,
    desks: Iterable[tuple[Delivery, str]],
    morning: "_Morning",
    channel: Channel,
    now: datetime,
    counts: dict[str, int],
) -> None:
    mail: Mail | None = None
    for delivery, desk in desks:
        try:
            mail = mail or morning.mail_to(overseer.id)
            if mail is None:
                return
            counts["sent"] += deliver(delivery, desk, mail, channel, now)
        except Exception:  # one desk must not stop the others; it is raised at the end
            counts["failed"] += 1
            logger.exception("brief failed", extra={"agency_id": overseer.id})


class _Morning:
    """What the briefs of a morning are written from, each row read once for all."""

    def __init__(self, context: DecisionContext, with_work: frozenset[str]) -> None:
        self._context, self._registry = context, context.agencies
        self._counted = CountedDays(yesterday(context.now))
        self._with_work = with_work

    def overseers(self) -> Iterator[Agency]:
        """Who oversees the country, or an agency that has something open or counted."""
        something = self._with_work | self._counted.agencies
        for overseer_id in self._registry.overseers:
            theirs = self._registry.overseen_by(overseer_id)
            overseer = self._registry.get(overseer_id)
            if overseer and (theirs is None or not theirs.isdisjoint(something)):
                yield overseer

    def mail_to(self, overseer_id: str) -> Mail | None:
        """The brief of what an agency oversees; None where it tells nothing."""
        brief = write_brief(overseer_id, self._context, self._counted, self._with_work)
        if brief.tells_nothing:
            return None
        told, name = brief_view(brief, self._registry, "id"), self._registry.name_of(overseer_id)
        return brief_mail(told, name, settings.load().public_url)
