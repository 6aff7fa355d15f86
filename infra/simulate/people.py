"""Who does what next, and when: agencies that answer well, late, badly or not at all, a national
desk, and reporters who are satisfied, appeal, or say nothing. What they may do is the domain's to
say, and how often they do what is ours.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from chalicelib.case.deadlines import appeal_open
from chalicelib.case.decision import Action
from chalicelib.case.due import is_rated
from chalicelib.case.model import REPORTER, Actor, Case, Classification, Role, Status
from chalicelib.case.officer_actions import (
    Answer,
    Archive,
    Hold,
    InterimReply,
    Reclassify,
    ResolveAppeal,
    Start,
)
from chalicelib.case.reporter_actions import Message, Rate, Reopen
from chalicelib.case.routing_actions import Return, Route, Transfer
from chalicelib.overseers import NATIONAL_DESK
from chalicelib.routing.registry import Registry
from chalicelib.workdays import CLOSES, ONE_DAY, ZONES, Calendar, local
from infra.simulate import words
from infra.simulate.reports import Report

DESK = Actor(role=Role.NATIONAL_ADMIN, agency_id=NATIONAL_DESK, officer_id="desk")
OPENS_AT = 8  # o'clock
OFFICE_SECONDS = (CLOSES.hour - OPENS_AT) * 3600
NOT_REPORTS = ("not_a_complaint", "spam", "out_of_scope", "incomplete")


class Manner(StrEnum):
    """How an agency handles what it gets."""

    WELL = "well"
    LATE = "late"
    BADLY = "badly"
    NEVER = "not at all"


MANNERS = {Manner.WELL: 0.5, Manner.LATE: 0.25, Manner.BADLY: 0.15, Manner.NEVER: 0.1}
MOODS = {  # of a reporter who was answered: satisfied, silent, not satisfied, appeals
    Manner.WELL: (0.45, 0.47, 0.05, 0.03),
    Manner.LATE: (0.25, 0.55, 0.12, 0.08),
    Manner.BADLY: (0.08, 0.42, 0.2, 0.3),
    Manner.NEVER: (0.25, 0.55, 0.12, 0.08),
}
WORKDAYS_TO_ANSWER = {
    Classification.COMPLAINT: {Manner.WELL: (1, 8), Manner.LATE: (9, 25), Manner.BADLY: (0, 2)},
    Classification.ASPIRATION: {Manner.WELL: (1, 3), Manner.LATE: (4, 12), Manner.BADLY: (0, 2)},
}
WORKDAYS_TO_ANSWER[Classification.INFORMATION_REQUEST] = WORKDAYS_TO_ANSWER[
    Classification.ASPIRATION
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What somebody does at a moment (UTC)."""

    at: datetime
    actor: Actor
    action: Action


@dataclass(frozen=True, kw_only=True, slots=True)
class People:
    """Everybody of a simulation. Officers of the agencies `away` do nothing: a person is there."""

    seed: int
    agencies: Registry
    calendar: Calendar
    away: Collection[str] = frozenset()

    def manner_of(self, agency_id: str) -> Manner:
        """How an agency handles what it gets: always alike."""
        if agency_id in self.away:
            return Manner.NEVER
        drawn = Random(f"{self.seed} {agency_id}")
        return drawn.choices(tuple(MANNERS), weights=tuple(MANNERS.values()))[0]

    def competent(self, report: Report, day_of: datetime) -> tuple[str, ...]:
        """The agencies that a report is for on a day, the nearest first; none for what is
        nobody's."""
        if report.sector is None:
            return ()
        on = local(day_of, "WIB").date()
        found = self.agencies.candidates(report.sector, report.region_code, on)
        return tuple(agency.id for agency in found)

    def next_step(self, case: Case, report: Report, *, plainly: bool = False) -> Step | None:
        """What comes next unless a schedule is faster; None when nobody is going to do anything.
        `plainly`: what they had in mind was refused, so that they do what is always possible."""
        chance, status = report.chance, case.status
        if status in (Status.TRIAGE, Status.RETURNED):
            return self._desk(case, report, chance)
        if status is Status.ON_HOLD:
            return self._reply(case, chance)
        if status is Status.ANSWERED:
            return None if is_rated(case) else self._rating(case, chance)
        if status in (Status.CLOSED, Status.ARCHIVED):
            return self._reopening(case, chance)
        if status in (Status.ROUTED, Status.IN_PROGRESS) and case.agency_id is not None:
            return self._holder(case, report, case.agency_id, plainly=plainly)
        return None

    def _desk(self, case: Case, report: Report, chance: Random) -> Step | None:
        if NATIONAL_DESK in self.away:
            return None
        if report.sector is None or chance.random() < 0.1:
            reason = chance.choice(NOT_REPORTS if report.sector is None else NOT_REPORTS[2:])
            return self._in_office(case, chance, (0, 2), DESK, Archive(reason=reason))
        places = self.competent(report, case.updated_at)
        free = [one for one in places if one not in case.returned_by and one not in case.not_to]
        if not free:
            return self._in_office(case, chance, (0, 2), DESK, Archive(reason="out_of_scope"))
        return self._in_office(case, chance, (0, 3), DESK, Route(agency_id=free[0]))

    def _holder(self, case: Case, report: Report, holder: str, *, plainly: bool) -> Step | None:
        chance, manner = report.chance, self.manner_of(holder)
        role = Role.NATIONAL_ADMIN if holder == NATIONAL_DESK else Role.AGENCY_ADMIN
        officer = Actor(role=role, agency_id=holder, officer_id=f"officer of {holder}")
        if manner is Manner.NEVER:
            return None
        if appeal_open(case):
            decided = ResolveAppeal(text=chance.choice(words.DECIDED), upheld=chance.random() < 0.5)
            return self._in_office(case, chance, (2, 9), officer, decided)
        if case.answers or plainly:
            again = Answer(text=chance.choice(words.CORRECTED))
            return self._in_office(case, chance, (1, 4), officer, again)
        if case.status is Status.ROUTED:
            if report.supervisory and not case.supervisory:
                checked = Reclassify(supervisory=True)
                return self._in_office(case, chance, (0, 1), officer, checked)
            if manner is Manner.BADLY and chance.random() < 0.4:
                return self._handing_on(case, report, officer, chance)
            waits = (4, 8) if manner is Manner.LATE else (0, 2)
            note = chance.choice(words.STARTED)
            return self._in_office(case, chance, waits, officer, Start(note=note))
        return self._handling(case, officer, manner, chance)

    def _handing_on(self, case: Case, report: Report, officer: Actor, chance: Random) -> Step:
        """Not ours, whether it is or not."""
        why = chance.choice(words.NOT_OURS)
        others = [one for one in self.competent(report, case.updated_at) if one != case.agency_id]
        if others and chance.random() < 0.4:
            passed = Transfer(agency_id=others[0], reason=why)
            return self._in_office(case, chance, (0, 4), officer, passed)
        return self._in_office(case, chance, (0, 4), officer, Return(reason=why))

    def _handling(self, case: Case, officer: Actor, manner: Manner, chance: Random) -> Step:
        if manner is Manner.WELL and case.holds == 0 and chance.random() < 0.12:
            asked = Hold(question=chance.choice(words.ASKED))
            return self._in_office(case, chance, (0, 1), officer, asked)
        if manner is Manner.LATE and case.interim_replies == 0 and chance.random() < 0.2:
            promised = self.calendar.later(local(case.updated_at, case.zone).date(), 15)
            reply = InterimReply(text=chance.choice(words.INTERIM), expected_by=promised)
            return self._in_office(case, chance, (1, 4), officer, reply)
        if manner is Manner.BADLY and chance.random() < 0.1:
            archive = Archive(reason=chance.choice(("incomplete", "out_of_scope")))
            return self._in_office(case, chance, (0, 4), officer, archive)
        replies = words.BRUSHED_OFF if manner is Manner.BADLY else words.SOLVED
        waits = WORKDAYS_TO_ANSWER[case.classification][manner]
        return self._in_office(case, chance, waits, officer, Answer(text=chance.choice(replies)))

    def _reply(self, case: Case, chance: Random) -> Step | None:
        """Most tell what they are asked."""
        if chance.random() < 0.3:
            return None
        told = Message(text=chance.choice(words.TOLD))
        return Step(at=_days_later(case, chance, 6), actor=REPORTER, action=told)

    def _rating(self, case: Case, chance: Random) -> Step | None:
        moods = MOODS[self.manner_of(case.agency_id or "")]
        mood = chance.choices(("satisfied", "silent", "unsatisfied", "appeals"), weights=moods)[0]
        if mood == "silent":
            return None
        satisfied = mood == "satisfied"
        rated = Rate(
            satisfied=satisfied,
            score=chance.choice((4, 5)) if satisfied else chance.choice((1, 2)),
            comment=None if satisfied else chance.choice(words.UNSATISFIED),
            appeal=mood == "appeals",
        )
        return Step(at=_days_later(case, chance, 8), actor=REPORTER, action=rated)

    def _reopening(self, case: Case, chance: Random) -> Step | None:
        if chance.random() > 0.05:
            return None
        again = Reopen(reason=chance.choice(words.REOPENED))
        return Step(at=_days_later(case, chance, 8), actor=REPORTER, action=again)

    def _in_office(
        self,
        case: Case,
        chance: Random,
        workdays: Sequence[int],
        officer: Actor,
        action: Action,
    ) -> Step:
        """So many working days from now, from the first number to the last, in office hours."""
        now = case.updated_at
        first, last = workdays
        day = self.calendar.later(
            self.calendar.arrival(now, case.zone), chance.randint(first, last)
        )
        opens = datetime(day.year, day.month, day.day, OPENS_AT, tzinfo=ZONES[case.zone])
        at = opens + timedelta(seconds=chance.randrange(OFFICE_SECONDS))
        if at <= now:
            at = now + timedelta(seconds=chance.randrange(60, 3600))
        return Step(at=at.astimezone(now.tzinfo), actor=officer, action=action)


def _days_later(case: Case, chance: Random, most: int) -> datetime:
    """Some moment of the next days."""
    return case.updated_at + ONE_DAY * chance.uniform(0.02, most)
