"""What one case adds to the figures, as a function of its events and of the rules in force.

Nothing is added up event by event: the contribution up to an event follows from all events before
it, so that messages may come twice, late and in any order.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from chalicelib.case.authority import is_public, waits_for_check
from chalicelib.case.deadlines import DeadlinePolicy, deadline_class
from chalicelib.case.decision import WITHDRAWN, Event
from chalicelib.case.model import Case
from chalicelib.workdays import local, local_date

from .cells import BIN_OF, BY_OFFICER, UNKNOWN, CaseCounts, Dimension
from .lives import HoldingPeriod, Life, read_life
from .packing import LONGEST

AT_ONCE = timedelta(minutes=10)
"""Whoever answers sooner after having got a case has not looked into anything."""

_AGAINST = frozenset({"bad", "handed_late"})


def count_case(case: Case, events: Iterable[Event], policy: DeadlinePolicy) -> CaseCounts:
    """What the case adds, as it stands after the event of number `case.version`; nothing while its
    reporter restricts what is done with it.

    Args:
        case: its state; what events do not say (channel, sector, zone) is read from it.
        events: its events, oldest first; those after the state are passed over.
        policy: deadlines and working days. The deadlines are those of the version the case was
            filed under, without the stricter ones an agency sets itself: all are measured alike.
    """
    life = read_life(event for event in events if event.number <= case.version)
    if case.restricted:  # nothing but its handling may be done with it (UU 27/2022 art. 41)
        day = local_date(life.filed_at, case.zone).isoformat()
        return CaseCounts(day=day, hour=None, values={}, counts={})
    measured = _Measured(case, life, policy)
    filed = local(life.filed_at, case.zone)
    return CaseCounts(
        day=filed.date().isoformat(),
        values=_values(case, life),
        hour=None if case.split_from else f"{filed:%H}",
        counts=measured.counts(),
        to_agencies=measured.to_agencies(),
        # What may be public soon is in neither, or it would carry the hidden over a step and back.
        public=None if waits_for_check(case) else is_public(case),
    )


def _values(case: Case, life: Life) -> dict[Dimension, str]:
    """Where the case counts. Its agency is who answered first, or has to; an agency above that
    takes an appeal does not take the case's figures along."""
    holder = life.holder
    return {
        Dimension.CLASS: deadline_class(case),
        Dimension.CATEGORY: case.category or UNKNOWN,
        Dimension.SECTOR: case.sector or UNKNOWN,
        Dimension.PROVINCE: case.location.province or UNKNOWN,
        Dimension.REGENCY: case.location.regency or UNKNOWN,
        Dimension.AGENCY: holder.agency_id if holder is not None else UNKNOWN,
        Dimension.CHANNEL: case.channel,
    }


class _Measured:
    """A life, measured by the calendar and the deadlines of its case."""

    def __init__(self, case: Case, life: Life, policy: DeadlinePolicy) -> None:
        self._case, self._life, self._calendar = case, life, policy.calendar
        self._rules = policy.rules(case.rules_version)
        self._to_resolve = self._limit_of_answer()

    def counts(self) -> dict[str, int]:
        case, life = self._case, self._life
        counted = Counter({"split_off" if case.split_from else "filed": 1})
        counted[f"status:{case.status.value}"] += 1
        self._count_stages(counted)
        for measure, happened in {
            "returned": life.returned,
            "rerouted": any(holding.handed_on for holding in life.holdings),
            "held": life.held,
            "appealed": life.appealed,
            "upheld": life.upheld,
            "reopened": life.reopened,
            "answered": life.answered,
            "rated": life.rated,
            "satisfied": life.satisfied,
        }.items():
            if happened:
                counted[measure] += 1
        if life.routed_by is not None:
            counted[f"routed:{life.routed_by}"] += 1
        if self.misrouted():
            counted[f"misrouted:{life.routed_by}"] += 1
        if life.escalation_level:
            counted[f"escalated:{life.escalation_level}"] += 1
        if life.archive_reason is not None:
            counted[f"archived:{life.archive_reason}"] += 1
        if life.close_reason is not None:
            counted[f"closed:{life.close_reason}"] += 1
        return dict(counted)

    def _limit_of_answer(self) -> int:
        """Working days from filing to the answer: of the class that the case was of when they were
        over, as the deadline itself does not move then; else of its last in the first round."""
        since = self._life.filed_at
        (_, first), *later = self._life.classes or [(since, deadline_class(self._case))]
        limit: int = getattr(self._rules, first)
        for at, of_class in later:
            if self.days(since, at) > limit:
                break
            limit = getattr(self._rules, of_class)
        return limit

    def _count_stages(self, counted: Counter[str]) -> None:
        life, rules = self._life, self._rules
        # An officer's archive decides as well as a disposition does that it was looked at.
        archived = life.round_ended_at if life.ended_by_archive else None
        verified_at = life.routed_at or archived
        self._count_stage(counted, "verify", life.filed_at, verified_at, rules.verify)
        if life.routed_at is not None:
            routed_at, answered_at = life.routed_at, life.answered_at
            self._count_stage(counted, "follow_up", routed_at, life.stepped_at, rules.follow_up)
            if answered_at is not None:
                self._count_days(counted, "handle", self.days(routed_at, answered_at))
        self._count_stage(counted, "resolve", life.filed_at, life.answered_at, self._to_resolve)

    def _count_stage(
        self, counted: Counter[str], stage: str, since: datetime, done: datetime | None, limit: int
    ) -> None:
        """Kept, late, or neither: while the deadline still runs, or where an end took the duty."""
        if done is not None:
            days = self.days(since, done)
            self._count_days(counted, stage, days)
            counted[f"{stage}:kept" if days <= limit else f"{stage}:late"] += 1
        elif self.days(since, self._life.round_ended_at or self._life.seen_at) > limit:
            counted[f"{stage}:late"] += 1

    def _count_days(self, counted: Counter[str], stage: str, days: int) -> None:
        if self._case.split_from:  # its reporter waits since the other was filed
            return
        counted[f"{BIN_OF[stage]}{min(days, LONGEST[stage])}"] += 1

    def days(self, since: datetime, until: datetime) -> int:
        """Working days from an event to another, without those on hold: as deadlines are counted
        (`deadlines`), so that a deadline of n days is kept with n and missed with n + 1."""
        zone, between = self._case.zone, self._calendar.between
        last = local_date(until, zone)
        paused = sum(
            between(local_date(max(begun, since), zone), min(local_date(ended, zone), last))
            for begun, ended in self._life.pauses
        )
        return max(0, between(self._calendar.arrival(since, zone), last) - paused)

    def misrouted(self) -> bool:
        """Whether a rule chose an agency that called the case not its own, within the days that it
        has for a first step: by then it has to have read the case."""
        first = self._life.holdings[0] if self._life.holdings else None
        return (
            first is not None
            and first.until is not None
            and first.declined
            and self._life.routed_by != BY_OFFICER
            and self.days(first.since, first.until) <= self._rules.follow_up
        )

    def handed_on_late(self) -> set[str]:
        """Agencies that kept the case longer than it takes to see whose it is (the days of
        verification), and then handed it on: the deadline was theirs to keep."""
        return {
            holding.agency_id
            for holding in self._life.holdings
            if holding.handed_on
            and holding.until is not None
            and self.days(holding.since, holding.until) > self._rules.verify
        }

    def to_agencies(self) -> dict[str, dict[str, int]]:
        """What the case says of each agency, for a comparison of agencies. One that was split off
        was filed by nobody, and has its days anew: it can only speak against an agency, so that
        nobody gains by splitting."""
        found = {agency_id: {"handed_late": 1, "bad": 1} for agency_id in self.handed_on_late()}
        holder = self._life.holder
        if holder is not None and holder.agency_id not in found:
            found[holder.agency_id] = self._of_holder(holder)
        if self._case.split_from:
            found = {
                agency_id: {measure: n for measure, n in each.items() if measure in _AGAINST}
                for agency_id, each in found.items()
            }
        return {agency_id: each for agency_id, each in found.items() if each}

    def _of_holder(self, holder: HoldingPeriod) -> dict[str, int]:
        """What the case says of the agency that answered or has to: `good` and `bad` are what a
        comparison of agencies rests on, the others what is looked at beside them.

        Good is an answer in time that stood, to a case that the agency did not make two of. Bad is
        one that came late, was reopened or appealed against with success, a deadline that passed
        without one, or a case that the agency put away or split only after the days of
        verification: by then it has to know what it has. Time that others kept the case too long
        (`handed_on_late`) is not this agency's.
        """
        life = self._life
        counted: Counter[str] = Counter()
        late_holders = self.handed_on_late()
        others = sum(
            self.days(one.since, one.until)
            for one in life.holdings
            if one.until is not None and one.agency_id in late_holders
        )
        until = life.answered_at or life.round_ended_at or life.seen_at
        late = self.days(life.filed_at, until) - others > self._to_resolve
        answered = life.answered_at is not None
        # Its reporter may have told the agency that they want no more on any day.
        decided_at = None if life.archive_reason == WITHDRAWN else holder.archived_at
        slow = any(
            self.days(holder.since, at) > self._rules.verify
            for at in (decided_at, holder.split_at)
            if at is not None
        )
        if life.reopened or life.upheld or late or slow:
            counted["bad"] = 1
        elif holder.archived_at is not None:
            counted["archived"] = 1
        elif answered and not life.appeal_open and holder.split_at is None:
            counted["good"] = 1
        if answered:
            counted["at_once"] = int(self._answered_at_once(holder))
        return {measure: n for measure, n in counted.items() if n}

    def _answered_at_once(self, holder: HoldingPeriod) -> bool:
        answered_at = self._life.answered_at
        return answered_at is not None and answered_at - holder.since < AT_ONCE
