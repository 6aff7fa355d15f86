"""The morning mail to each agency's desk: what came in, what is due today and what is overdue."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from functools import cache

from msgspec import Struct

from chalicelib import settings
from chalicelib.case.authority import is_kept_from_officers, waiting_contributions
from chalicelib.case.deadlines import deadline_in_force
from chalicelib.case.model import Case
from chalicelib.errors import PartialFailure
from chalicelib.notices.channels import Channel
from chalicelib.notices.desk_messages import MOST_SHOWN
from chalicelib.notices.digest import ListPreview, digest
from chalicelib.observability import Metric, count, logger
from chalicelib.overseers import NATIONAL_DESK
from chalicelib.routing.registry import Agency
from chalicelib.store import deliveries, holdings, queries
from chalicelib.store.paging import Page
from chalicelib.store.queries import CaseListQuery
from chalicelib.structs import replace
from chalicelib.usecases import rules
from chalicelib.usecases.notify import deliver
from chalicelib.usecases.rules import DecisionContext
from chalicelib.workdays import ZONES, Calendar, local, local_date

OPENING = time(7)
HOURS = range(7, 10)  # in which a run may write: what one leaves out, the next one sends
PAGE = 200


class Morning(Struct, frozen=True, kw_only=True):
    """What the digests of a day stand for, at whatever hour they go out: what came in between the
    last working day's opening and this one's, and how things stood then."""

    day: date
    since: datetime
    until: datetime

    @classmethod
    def of(cls, day: date, zone: str, calendar: Calendar) -> "Morning":
        """The morning of a working day in a zone."""

        def opening(on: date) -> datetime:
            return datetime.combine(on, OPENING, ZONES[zone])

        return cls(day=day, since=opening(calendar.earlier(day, 1)), until=opening(day))


class _Tally(Struct):
    """A list that counts all of its cases and keeps those a mail shows."""

    count: int = 0
    first: list[Case] = []

    def add(self, case: Case) -> None:
        self.count += 1
        if len(self.first) < MOST_SHOWN:
            self.first.append(case)

    def counted(self) -> ListPreview:
        return ListPreview(count=self.count, first=self.first)


def send_digests(
    channel: Channel,
    now: datetime,
    has_time: Callable[[], bool] = lambda: True,
    with_work: Callable[[], frozenset[str]] = holdings.agencies_with_work,
) -> dict[str, int]:
    """Write to the agencies where it is between 07:00 and 10:00 on a working day and who have
    something to do, each desk once a day; what was done.

    Lists are read of those alone that have something open, which `with_work` finds, once a run.
    Stops when `has_time` says so. Raises `PartialFailure` at the end when desks could not be
    written to or agencies were left out: a later run of the morning goes on with those.
    """
    counts = {"agencies": 0, "sent": 0, "failed": 0, "left_out": 0}
    context = rules.decision_context(now)
    calendar, with_work = context.policy.calendar, cache(with_work)
    for zone in ZONES:
        here = local(now, zone)
        if here.hour in HOURS and calendar.is_workday(here.date()):
            morning = Morning.of(here.date(), zone, calendar)
            _send_in_zone(zone, morning, channel, context, with_work, has_time, counts)
    if counts["left_out"]:
        count(Metric.DIGESTS_CUT_SHORT, counts["left_out"])
    if counts["failed"] or counts["left_out"]:
        raise PartialFailure(counts)
    return counts


def _send_in_zone(
    zone: str,
    morning: Morning,
    channel: Channel,
    context: DecisionContext,
    with_work: Callable[[], frozenset[str]],
    has_time: Callable[[], bool],
    counts: dict[str, int],
) -> None:
    whole, over = deliveries.of_zone(morning.day, zone), deliveries.digests_over(morning.day)
    if whole.sk in over:
        return
    before = counts["failed"] + counts["left_out"]
    for agency in context.agencies.all():
        if agency.zone != zone or _is_over(agency, morning, over) or agency.id not in with_work():
            continue
        if not has_time():
            counts["left_out"] += 1
            continue
        counts["agencies"] += 1
        try:
            _send(agency, morning, channel, context, counts)
        except Exception:  # one agency must not stop the others; it is raised at the end
            counts["failed"] += 1
            logger.exception("digest failed", extra={"agency_id": agency.id})
    if counts["failed"] + counts["left_out"] == before:
        claim = deliveries.lease(whole, context.now)
        if claim is not None:
            deliveries.mark_sent(claim)


def _is_over(agency: Agency, morning: Morning, over: frozenset[str]) -> bool:
    keys = [deliveries.of_digest(agency.id, morning.day, desk).sk for desk in agency.desks]
    return bool(keys) and over.issuperset(keys)


def _send(
    agency: Agency,
    morning: Morning,
    channel: Channel,
    context: DecisionContext,
    counts: dict[str, int],
) -> None:
    lists = _lists(agency, morning, context)
    if not any(each.count for each in lists.values()):
        return
    if not agency.desks:
        count(Metric.AGENCIES_WITHOUT_DESK)
        logger.warning("agency without a desk", extra={"agency_id": agency.id})
        return
    message = digest(
        agency.name,
        **{name: each.counted() for name, each in lists.items()},
        public_url=settings.load().public_url,
        today=morning.day,
        name_of=context.agencies.name_of,
    )
    for desk in agency.desks:
        delivery = deliveries.of_digest(agency.id, morning.day, desk)
        try:
            counts["sent"] += deliver(delivery, desk, message, channel, context.now)
        except Exception:  # one desk must not stop the agency's others; it is raised at the end
            counts["failed"] += 1
            logger.exception("digest failed", extra={"agency_id": agency.id})


def _lists(agency: Agency, morning: Morning, context: DecisionContext) -> dict[str, _Tally]:
    """What the agency's mail lists, by the names `digest` has for it."""
    lists = {name: _Tally() for name in ("new", "due_today", "overdue", "asked", "contributions")}
    for case in _asked(agency, morning, context):
        lists["asked"].add(case)
    for case in _owed(agency, morning.until):
        if any(one.due < morning.until for one in waiting_contributions(case)):
            lists["contributions"].add(case)
        deadline = deadline_in_force(case)
        if deadline is None:
            continue
        if deadline.at < morning.until:
            lists["overdue"].add(case)
        elif local_date(deadline.at, agency.zone) == morning.day:
            lists["due_today"].add(case)
        elif morning.since < _arrived_at(case) <= morning.until:
            lists["new"].add(case)
    return lists


def _asked(agency: Agency, morning: Morning, context: DecisionContext) -> Iterator[Case]:
    """The cases of others that the agency owes a contribution to, by the end of the day: with no
    other contributions in them."""

    def read(place: str | None) -> Page:
        return queries.asked_to_contribute(
            (agency.id,),
            CaseListQuery(
                now=context.now,
                place=place,
                limit=PAGE,
                hidden=lambda case: is_kept_from_officers(case, agency.id, context),
            ),
        )

    place = None
    while True:
        page = read(place)
        for case in page.cases:
            own = [one for one in waiting_contributions(case) if one.agency_id == agency.id]
            if local_date(own[0].due, agency.zone) > morning.day:
                return
            yield replace(case, contributions=tuple(own))
        place = page.place
        if place is None:
            return


def _owed(agency: Agency, at: datetime) -> Iterator[Case]:
    """The cases on the agency's desk that wait for a step of it, nearest deadline first; the
    national desk's own, then those nobody holds."""

    def held(place: str | None) -> Page:
        return queries.inbox((agency.id,), CaseListQuery(now=at, place=place, limit=PAGE))

    def without_holder(place: str | None) -> Page:
        return queries.national_desk(CaseListQuery(now=at, place=place, limit=PAGE))

    yield from _until_none_owed(held)
    if agency.id == NATIONAL_DESK:
        yield from _until_none_owed(without_holder)


def _until_none_owed(read: Callable[[str | None], Page]) -> Iterator[Case]:
    """A list, page by page, up to those that wait for somebody else: they come last."""
    place = None
    while True:
        page = read(place)
        for case in page.cases:
            if deadline_in_force(case) is None:
                return
            yield case
        place = page.place
        if place is None:
            return


def _arrived_at(case: Case) -> datetime:
    return case.first_routed_at or case.filed_at
