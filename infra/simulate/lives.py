"""Lives of reports, led step by step: what people do, and between it what schedules do."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from heapq import heapify, heappop, heappush
from typing import Protocol

from chalicelib.case.actions import Filing, act, file_case
from chalicelib.case.deadlines import DeadlinePolicy
from chalicelib.case.decision import Change, Context, Event
from chalicelib.case.model import SYSTEM, Case, ComplaintText, Location, Status
from chalicelib.case.routing_actions import SendToTriage, SystemRoute
from chalicelib.case.system_actions import due_action
from chalicelib.errors import DomainError
from chalicelib.protection.redaction import mask_together
from chalicelib.routing import regions
from infra.simulate import shares
from infra.simulate.people import People, Step
from infra.simulate.reports import Report

MOST_REFUSALS = 3


class World(Protocol):
    """Where a life takes place. Every call is given the moment (UTC)."""

    def file(self, report: Report) -> Case:
        """The case of a report, as filed."""

    def read(self, case: Case) -> Case:
        """The case as it is now: others may have been there."""

    def route(self, report: Report, case: Case, at: datetime) -> Case:
        """The case with its agency, or with the national desk."""

    def take(self, case: Case, step: Step) -> Case:
        """The case after somebody's step. Raises `DomainError` when it is refused."""

    def catch_up(self, case: Case, at: datetime) -> Case:
        """The case after the schedules ran."""


class Life:
    """One report and its case: `at` is when something happens next, None when nothing will."""

    def __init__(self, report: Report, people: People, world: World) -> None:
        self.report = report
        self.case: Case | None = None
        self._people, self._world = people, world
        self._step: Step | None = None
        self._refused = 0
        self._plainly = False  # do what is always possible: something was refused
        self._over = False

    @property
    def at(self) -> datetime | None:
        """The next moment (UTC)."""
        if self.case is None:
            return self.report.filed_at
        if self._over:
            return None
        if self.case.status is Status.RECEIVED:
            return self.case.filed_at + timedelta(seconds=20)
        moments = [self._step.at] if self._step else []
        moments += [self.case.due.at] if self.case.due else []
        return min(moments, default=None)

    def advance(self) -> None:
        """Take the next step, whoever's it is. Where somebody was faster, it is thought over."""
        at, known, step = self.at, self.case, self._step
        if at is None:
            return
        if known is None:
            self.case = self._world.file(self.report)
            return
        case = self._world.read(known)
        taken = False
        if case.status is known.status:
            taken = step is not None and step.at == at and case.status is not Status.RECEIVED
            if case.status is Status.RECEIVED:
                case = self._world.route(self.report, case, at)
            elif taken and step is not None:
                case = self._taken(case, step)
            else:
                case = self._world.catch_up(case, at)
            # What changes nothing would not change anything the next time either.
            self._over = case.version == known.version and not taken
        self.case = case
        if case.status is not known.status or taken:
            self._step = self._next(case)

    def _taken(self, case: Case, step: Step) -> Case:
        """The case after somebody's step; as it was where that is refused."""
        try:
            return self._world.take(case, step)
        except DomainError:
            self._refused += 1
            self._plainly = True
            return case

    def _next(self, case: Case) -> Step | None:
        """What they will do; nothing any more after too many refusals."""
        if self._refused >= MOST_REFUSALS:
            return None
        plainly, self._plainly = self._plainly, False
        return self._people.next_step(case, self.report, plainly=plainly)


def lead(lives: Sequence[Life], until: datetime) -> Iterator[Life]:
    """Lead all of them side by side, in the order of what happens, up to a moment; each step gives
    the life that took it."""
    agenda = [(life.at, life.report.number, life) for life in lives if life.at is not None]
    heapify(agenda)
    while agenda and agenda[0][0] <= until:
        _, number, life = heappop(agenda)
        life.advance()
        if life.at is not None:
            heappush(agenda, (life.at, number, life))
        yield life


class Imagined:
    """A world that is kept nowhere but here: the rules of a case and the packaged register, with
    no text read. `events` are what happened, by the number of the case."""

    def __init__(self, people: People) -> None:
        self.events: dict[str, list[Event]] = {}
        self._people = people
        self._policy = DeadlinePolicy(calendar=people.calendar)

    def file(self, report: Report) -> Case:
        """Filed, and not looked at."""
        region = regions.get(report.region_code)
        change = file_case(
            filing_of(report),
            case_id=f"LP-SIM-{report.number:06d}",
            receipt_sha256="0" * 64,
            identified=report.contact,
            contactable=report.contact,
            zone=region.zone if region is not None else "WIB",
            context=self._at(report.filed_at),
        )
        return self._keep(change)

    def read(self, case: Case) -> Case:
        """Nobody else is here."""
        return case

    def route(self, report: Report, case: Case, at: datetime) -> Case:
        """To the nearest agency that is competent, most often; else to the national desk."""
        agencies = self._people.competent(report, at)
        if agencies and report.chance.random() < shares.AUTOMATIC:
            by = "category" if report.category else "model"
            action = SystemRoute(agency_id=agencies[0], by=by, sector=report.sector)
            return self._keep(act(case, action, SYSTEM, self._at(at)))
        return self._keep(act(case, SendToTriage(reason="unsure"), SYSTEM, self._at(at)))

    def take(self, case: Case, step: Step) -> Case:
        """As the rules decide."""
        return self._keep(act(case, step.action, step.actor, self._at(step.at)))

    def catch_up(self, case: Case, at: datetime) -> Case:
        """What is due, one step after another."""
        context = self._at(at)
        while (action := due_action(case, context)) is not None:
            case = self._keep(act(case, action, SYSTEM, context))
        return case

    def _keep(self, change: Change) -> Case:
        self.events.setdefault(change.case.id, []).append(change.event)
        return change.case

    def _at(self, moment: datetime) -> Context:
        return Context(now=moment, policy=self._policy, agencies=self._people.agencies)


def filing_of(report: Report) -> Filing:
    """What the reporter hands in."""
    return Filing(
        classification=report.classification,
        text=_masked(report.text.title, report.text.body),
        location=Location(region_code=report.region_code, address=report.text.address),
        incident_date=report.incident_date,
        category=report.category,
        anonymous=report.anonymous,
        confidential=report.confidential,
        channel=report.channel,
    )


@lru_cache(maxsize=10_000)
def _masked(title: str, body: str) -> ComplaintText:
    return ComplaintText.masked_by(mask_together, title, body)
