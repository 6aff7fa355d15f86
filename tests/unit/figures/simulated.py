"""Made-up lives of cases: quick to make, of every kind that figures tell apart, the same for the
same seed. They follow no rules of the domain; what is counted must not depend on that."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.case.decision import Event
from chalicelib.case.model import (
    REPORTER,
    SYSTEM,
    Actor,
    Case,
    Classification,
    Location,
    Role,
    Status,
)
from chalicelib.events import EventType, Visibility
from chalicelib.structs import replace
from tests.unit.case.world import Life

FIRST = datetime(2025, 12, 16, tzinfo=UTC)  # so that a year begins among them
DAYS = 100
AGENCIES = tuple(f"agency-{number}" for number in range(40))
REGIONS = ("35.78", "35.73", "35", "51.71", "64.74", "94.71", None)
ZONES = ("WIB", "WIB", "WIB", "WITA", "WIT")
AUTOMATIC = ("suggestion", "category", "model", "named")
REASONS = ("spam", "incomplete", "out_of_scope", "withdrawn")


def simulate(cases: int, seed: int) -> Iterator[tuple[Case, list[Event]]]:
    """So many cases, each with its events."""
    base = Life.filed().case
    for number in range(cases):
        yield _Made(base, number, random.Random(f"{seed}-{number}")).live()


class _Made:
    def __init__(self, base: Case, number: int, chance: random.Random) -> None:
        self.chance = chance
        self.at = FIRST + timedelta(minutes=chance.randrange(DAYS * 24 * 60))
        classification = chance.choice(tuple(Classification))
        self.case = replace(
            base,
            id=f"LP-{number}",
            classification=classification,
            supervisory=classification is Classification.COMPLAINT and chance.random() < 0.1,
            category=chance.choice(("jalan", "sekolah", None)),
            sector=chance.choice(("jalan", None)),
            location=Location(region_code=chance.choice(REGIONS)),
            zone=chance.choice(ZONES),
            channel=chance.choice(("web", "mobile")),
            split_from="LP-ANOTHER" if chance.random() < 0.02 else None,
            confidential=number % 7 == 0,
            unchecked=number % 11 == 0,
        )
        self.events: list[Event] = []
        self.agency: str | None = None

    def live(self) -> tuple[Case, list[Event]]:
        self._says(EventType.FILED, 0)
        status = self._until_the_first_end()
        reasons = [each.data["reason"] for each in self.events if each.type is EventType.ARCHIVED]
        case = replace(
            self.case,
            version=len(self.events),
            status=status,
            agency_id=self.agency,
            archive_reason=reasons[-1] if status is Status.ARCHIVED else None,
        )
        return case, self.events

    def _until_the_first_end(self) -> Status:
        chance = self.chance
        if chance.random() < 0.02:
            return Status.RECEIVED
        if chance.random() < 0.8:
            self._routes(chance.choice(AUTOMATIC), 0.01)
        else:
            self._says(EventType.TRIAGE, 0.01)
            if chance.random() < 0.2:
                return self._archives(120)
            self._routes("officer", 150)
        self._is_handled()
        return self._ends()

    def _is_handled(self) -> None:
        chance = self.chance
        while chance.random() < 0.2:
            self._hands_on()
        if chance.random() < 0.2:
            self._holds()
        while chance.random() < 0.05:
            self._says(EventType.SPLIT, 200, actor=self._somebody(), split_into="LP-ANOTHER")
        while chance.random() < 0.05:
            self._hands_on()
        if chance.random() < 0.7:
            kind = chance.choice((EventType.STARTED, EventType.INTERIM_REPLIED))
            self._says(kind, 240)

    def _ends(self) -> Status:
        chance = self.chance
        if chance.random() < 0.1:
            return self._archives(240)
        if chance.random() < 0.05:
            self._says(EventType.MERGED, 100, into="LP-ANOTHER")
            return Status.MERGED
        while chance.random() < 0.15:
            level = chance.choice((1, 2, 3))
            self._says(EventType.ESCALATED, 600, level=level)
        if chance.random() < 0.15:
            return Status.IN_PROGRESS
        self._says(EventType.ANSWERED, 700, answer=1)
        return self._after_the_answer()

    def _after_the_answer(self) -> Status:
        chance, lot = self.chance, self.chance.random()
        if lot < 0.3:
            return Status.ANSWERED
        if lot < 0.5:
            self._says(EventType.CLOSED, 400, reason="timeout")
            if chance.random() < 0.2:
                self._says(EventType.REOPENED, 100)
                return Status.IN_PROGRESS
            return Status.CLOSED
        if lot < 0.8:
            self._says(EventType.RATED, 200, satisfied=True, closed_reason="confirmed")
            return Status.CLOSED
        if lot < 0.9:
            self._says(EventType.RATED, 200, satisfied=False)
            return Status.ANSWERED
        self._says(EventType.APPEALED, 200, satisfied=False)
        if chance.random() < 0.3:
            return Status.IN_PROGRESS
        upheld = chance.random() < 0.5
        self._says(EventType.APPEAL_DECIDED, 300, upheld=upheld)
        return Status.IN_PROGRESS if upheld else Status.CLOSED

    def _routes(self, by: str, within: float) -> None:
        self.agency = self.chance.choice(AGENCIES)
        self._says(EventType.ROUTED, within, agency_id=self.agency, by=by)

    def _hands_on(self) -> None:
        lot = self.chance.random()
        if lot < 0.1:  # the reporter's words accuse it
            self._says(EventType.TRIAGE, 200)
            self._routes("officer", 100)
        elif lot < 0.5:
            self.agency = self.chance.choice([a for a in AGENCIES if a != self.agency])
            self._says(EventType.TRANSFERRED, 200, agency_id=self.agency)
        elif lot < 0.9:
            self._says(EventType.RETURNED, 200)
            self._routes("officer", 100)
        else:
            self.agency = self.chance.choice([a for a in AGENCIES if a != self.agency])
            self._says(EventType.REASSIGNED, 200, agency_id=self.agency)

    def _holds(self) -> None:
        self.at += timedelta(hours=self.chance.uniform(0, 48))
        expires = self.at + timedelta(days=10)
        self._says(EventType.HELD, 0, expires_at=expires.isoformat())
        lot = self.chance.random()
        if lot < 0.7:
            self._says(EventType.MESSAGED, 240, resumed=True)
        elif lot < 0.8:
            # Also after it expired, before a schedule has seen that.
            self._says(EventType.QUESTION_WITHDRAWN, 300)
        elif lot < 0.9:
            self.at = expires
            self._says(EventType.HOLD_EXPIRED, 1)

    def _archives(self, within: float) -> Status:
        chance = self.chance
        if chance.random() < 0.8:
            reason = chance.choice(REASONS)
            self._says(EventType.ARCHIVED, within, actor=self._somebody(), reason=reason)
            return Status.ARCHIVED
        self._says(EventType.ARCHIVED, within, actor=REPORTER, reason="withdrawn")
        if chance.random() < 0.6:
            return Status.ARCHIVED
        self._says(EventType.REOPENED, 100, actor=REPORTER)
        return Status.IN_PROGRESS

    def _somebody(self) -> Actor:
        """An admin over the agency, the agency itself, or the national desk."""
        return self.chance.choice(
            (
                Actor(role=Role.AGENCY_ADMIN, agency_id="another"),
                Actor(role=Role.NATIONAL_ADMIN, agency_id=self.agency),
                Actor(role=Role.NATIONAL_ADMIN, agency_id="another"),
            )
        )

    def _says(self, kind: EventType, within: float, *, actor: Actor = SYSTEM, **data: Any) -> None:
        """The next event, so many hours later at most."""
        self.at += timedelta(hours=self.chance.uniform(0, within))
        event = Event(
            case_id=self.case.id,
            number=len(self.events) + 1,
            type=kind,
            at=self.at,
            actor=actor,
            visibility=Visibility.PUBLIC,
            data=data,
        )
        self.events.append(event)
