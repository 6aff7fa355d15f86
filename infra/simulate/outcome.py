"""What came of a simulation, counted from its cases and events as the figures count."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from chalicelib.case.deadlines import DeadlinePolicy
from chalicelib.case.decision import Event
from chalicelib.case.model import Case, Status
from chalicelib.figures.cells import UNKNOWN, Dimension
from chalicelib.figures.measures import count_case
from infra.simulate.people import Manner, People


@dataclass(kw_only=True)
class Outcome:
    """Counts: of cases by status; by manner of the agencies that answered or have to, of cases and
    of those answered in time and late (also those without an answer whose deadline passed)."""

    cases: int = 0
    events: int = 0
    statuses: Counter[Status] = field(default_factory=Counter)
    handled: Counter[Manner] = field(default_factory=Counter)
    kept: Counter[Manner] = field(default_factory=Counter)
    late: Counter[Manner] = field(default_factory=Counter)

    def lines(self) -> Iterator[str]:
        """As a person reads them."""
        yield f"{self.cases:,} cases, {self.events:,} events"
        for status in Status:
            if self.statuses[status]:
                yield f"  {status:12}{self.statuses[status]:8,}"
        yield "agencies that answer     cases  in time      late   share in time"
        for manner in Manner:
            kept, late = self.kept[manner], self.late[manner]
            share = f"{kept / (kept + late):.0%}" if kept + late else "-"
            yield f"  {manner:18}{self.handled[manner]:9,}{kept:9,}{late:10,}{share:>16}"


def outcome(
    lived: Iterable[tuple[Case, Sequence[Event]]], people: People, policy: DeadlinePolicy
) -> Outcome:
    """Count cases with their events, oldest first."""
    found = Outcome()
    for case, events in lived:
        found.cases += 1
        found.events += len(events)
        found.statuses[case.status] += 1
        counted = count_case(case, events, policy)
        agency_id = counted.values.get(Dimension.AGENCY, UNKNOWN)
        if agency_id != UNKNOWN:
            manner = people.manner_of(agency_id)
            found.handled[manner] += 1
            found.kept[manner] += counted.counts.get("resolve:kept", 0)
            found.late[manner] += counted.counts.get("resolve:late", 0)
    return found
