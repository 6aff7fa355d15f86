"""What the dashboard shows of the cases: events as they are published, desks as they stand."""

import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.case.decision import Event
from chalicelib.case.model import Due, DueKind, Status
from chalicelib.errors import PartialFailure
from chalicelib.events import EventType
from chalicelib.observability import Measure
from chalicelib.schedules.rerouting import reroute_waiting
from chalicelib.store import queries
from chalicelib.store.queries import CaseListQuery
from chalicelib.usecases import succession
from chalicelib.usecases.publish_event import measure_of
from tests.integration.people import SCHOOLS, acts, filed
from tests.integration.roles import acting_as
from tests.integration.rows import DAY, NOW, case, event, put, reads
from tests.integration.world import World

Written = list[dict[str, Any]]


def measured(capsys: pytest.CaptureFixture[str]) -> Counter[str]:
    """What was measured since the last time, by name."""
    found: Counter[str] = Counter()
    for line in capsys.readouterr().out.splitlines():
        written = json.loads(line)
        for described in written.get("_aws", {}).get("CloudWatchMetrics", ()):
            names = [metric["Name"] for metric in described["Metrics"]]
            found.update({name: int(written[name][0]) for name in names})
    return found


def test_events_are_measured_when_they_are_published(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = filed(world)
    world.pump()
    acts(world, receipt["id"], SCHOOLS, "start")
    acts(world, receipt["id"], SCHOOLS, "answer", text="Seragam sudah dibagikan.")
    world.pump()
    found = measured(capsys)
    assert found["CasesFiled"] == found["CasesRoutedByRules"] == found["CasesAnswered"] == 1
    assert not {"CasesSentToTriage", "CasesRoutedByOfficers", "LimitsMissed"} & found.keys()


def test_each_event_has_its_measure() -> None:
    def of(kind: str, **data: Any) -> Event:
        return event(case(), type=EventType(kind), **data)

    assert measure_of(of("routed", by="officer")) is Measure.ROUTED_BY_OFFICERS
    assert measure_of(of("routed", by="model")) is Measure.ROUTED_BY_RULES
    assert measure_of(of("triage")) is Measure.SENT_TO_TRIAGE
    assert measure_of(of("escalated")) is Measure.LIMITS_MISSED
    assert measure_of(of("started")) is None


def test_desks_are_measured_as_they_stand(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    second = timedelta(seconds=1)

    def unassigned(age: timedelta, count: int) -> None:
        put(
            case(agency_id=None, status=Status.TRIAGE, first_routed_at=None, filed_at=NOW - age)
            for _ in range(count)
        )

    unassigned(DAY - second, 1)
    unassigned(DAY, 2)
    unassigned(3 * DAY - second, 1)
    unassigned(3 * DAY, 4)
    put([case(agency_id=None, status=Status.ON_HOLD, first_routed_at=None, filed_at=NOW - 9 * DAY)])
    capsys.readouterr()
    with acting_as("reroute_waiting"):
        reroute_waiting({"time": NOW.isoformat()})
    found = measured(capsys)
    assert found["CasesOverdue"] == 0
    assert found["CasesWithoutAgency"] == 1
    assert found["CasesWithoutAgencyForADay"] == 3
    assert found["CasesWithoutAgencyForThreeDays"] == 5


def test_desks_are_measured_whatever_cannot_be_moved(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise PartialFailure({"reassigned": 0, "not_reassigned": 1})

    monkeypatch.setattr(succession, "reassign_ended", fails)
    with pytest.raises(PartialFailure):
        reroute_waiting({"time": NOW.isoformat()})
    assert "CasesOverdue" in measured(capsys)


def test_every_overdue_case_is_measured(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """Known to be late or not yet, held, on the national desk or not routed; nothing else."""
    second, late = timedelta(seconds=1), NOW - DAY
    known = {"limit": late, "escalated_at": late + second, "escalation_level": 1}
    nobodys = {"agency_id": None, "first_routed_at": None}
    later, passed = (Due(kind=DueKind.ESCALATE, at=at) for at in (NOW + 3 * DAY, NOW))
    overdue = [
        *(case(**known, due=later) for _ in range(30)),
        case(**known, due=later, status=Status.IN_PROGRESS, restricted=True),
        case(**known, due=later, status=Status.TRIAGE, **nobodys),
        case(**known, due=Due(kind=DueKind.CLOSE, at=NOW + DAY)),  # a request for an identity
        case(limit=NOW - second, due=passed),  # missed since the last run
        case(limit=late, due=later, status=Status.RECEIVED, **nobodys),
    ]
    put(overdue)
    put([
        *(case(limit=NOW + second, due=passed) for _ in range(3)),  # to be warned
        case(limit=NOW, due=Due(kind=DueKind.ESCALATE, at=NOW + second)),  # its last moment
        case(limit=NOW + DAY, escalated_at=late, escalation_level=1, due=later),  # was late before
        case(**known, status=Status.ON_HOLD, due=Due(kind=DueKind.CLOSE, at=NOW + DAY)),
        case(**known, status=Status.CLOSED, ended_at=NOW),
        case(limit=NOW + DAY, due=later, status=Status.RETURNED, **nobodys),
    ])  # fmt: skip
    assert queries.count_all_overdue(NOW) == len(overdue) == 35
    # Who oversees lists the same, those that are not escalated yet last.
    page = queries.overseen(None, CaseListQuery(now=NOW, overdue=True, limit=34))
    assert {one.id for one in page.cases} == {one.id for one in overdue}
    assert [one.escalation_level for one in page.cases] == [1] * 33 + [0] * 2
    first = queries.overseen(None, CaseListQuery(now=NOW, overdue=True, limit=32))
    assert [one.escalation_level for one in first.cases] == [1] * 32
    hidden = {"hidden": lambda one: one.status is Status.RECEIVED}
    seen = queries.overseen(
        None, CaseListQuery(now=NOW, overdue=True, place=first.place, limit=32, **hidden)
    )
    assert [one.escalation_level for one in seen.cases] == [1, 0]
    assert seen.place is None
    theirs = frozenset({overdue[0].agency_id or ""})
    of_some = queries.overseen(theirs, CaseListQuery(now=NOW, overdue=True, limit=100))
    assert len(of_some.cases) == 33  # without what nobody holds
    with reads() as few:
        queries.count_all_overdue(NOW)
    put([case(**known, due=later) for _ in range(200)])
    with reads() as many:
        assert queries.count_all_overdue(NOW) == 235
    assert many.calls == few.calls  # nothing is read of what is known to be late
