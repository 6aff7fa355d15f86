"""A made-up life on the deployed stack: cases with a past, as the service makes them."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib import warm
from chalicelib.case.model import Role
from chalicelib.ledger.digests import event_digest
from chalicelib.store import cases
from chalicelib.usecases.rules import packaged_calendar
from chalicelib.workdays import local_date
from infra.simulate.stage import MadeUp
from infra.simulate.stored import environment
from infra.sources import Source, sources_of
from tests.local.conftest import Deployed

OFFICE_DAYS = 6  # among the days that end now, also where days off come together as after Ramadan


def test_a_handful_of_lives_end_now_as_they_were_led(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in environment(deployed.aws, deployed.outputs).items():
        monkeypatch.setenv(name, value)
    warm.reset()
    before = _sources(deployed)
    assert [one.enabled for one in before] == [True]
    began = datetime.now(UTC)
    today = local_date(began, "WIB")
    days = (today - packaged_calendar().earlier(today, OFFICE_DAYS)).days + 1
    try:
        made_up = MadeUp(deployed.outputs, deployed.aws, seed=4, practice=True)
        made_up.fill(days=days, per_day=1, now=began)
        deployed.settle()
        assert 5 <= len(made_up.lives) <= days
        _as_they_were_led(made_up, began)
        statuses = Counter(str(life.case.status) for life in made_up.lives if life.case)
    finally:
        warm.reset()
    said = capsys.readouterr().out
    assert f"{len(made_up.lives)} cases" in said
    for status, count in statuses.items():
        assert f"  {status:12}{count:8,}" in said
    # What was turned off meanwhile runs again.
    assert _sources(deployed) == before


def _as_they_were_led(made_up: MadeUp, began: datetime) -> None:
    roles: Counter[Role] = Counter()
    for life in made_up.lives:
        assert life.case is not None
        case, events = cases.get(life.case.id), cases.events(life.case.id)
        assert case.filed_at == events[0].at == life.report.filed_at.replace(microsecond=0)
        assert (case.version, case.status) == (life.case.version, life.case.status)
        moments = [event.at for event in events]
        assert moments == sorted(moments)
        # Nobody handled now what had happened days ago.
        assert moments[-1] <= began
        assert moments[1] - moments[0] <= timedelta(minutes=1)
        digest = ""
        for event in events:
            digest = event_digest(digest, event)
            assert event.digest == digest
        roles.update(event.actor.role for event in events)
    assert roles[Role.REPORTER] >= len(made_up.lives)
    assert roles[Role.AGENCY_ADMIN] > 0


def _sources(deployed: Deployed) -> list[Source]:
    return list(sources_of(deployed.aws, deployed.outputs["functions"]["route_complaints"]))
