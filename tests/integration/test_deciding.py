"""Deciding on what is true now: who loses a race reads and decides again, and gives up loudly."""

from datetime import UTC, datetime

import pytest

from chalicelib.case.decision import Action
from chalicelib.case.disposition import SendToTriage
from chalicelib.case.handling import Note
from chalicelib.case.model import Actor, Case, Role
from chalicelib.errors import Conflict
from tests.integration.people import KEY, complaint
from tests.integration.world import World

DESK = Actor(role=Role.NATIONAL_ADMIN, agency_id="kemenpanrb", officer_id="meja")


def received(world: World) -> str:
    status, answer, _ = world.call("POST", "/v1/complaints", complaint(), headers=KEY)
    assert status == 201
    return str(answer["id"])


@pytest.mark.parametrize("lost", [0, 1, 5])
def test_the_loser_of_a_race_decides_again_on_the_case_as_it_is(world: World, lost: int) -> None:
    from chalicelib.usecases import handle

    case_id, now, seen = received(world), datetime.now(UTC), []

    def choose(case: Case) -> Action:
        seen.append(case.version)
        if len(seen) <= lost:  # somebody else is faster, after this was read
            note = Note(text="Diperiksa.")
            handle.by_officer(case_id, note, DESK, seen_version=case.version, now=now)
        return SendToTriage(reason="unsure")

    change = handle.by_system(case_id, choose, now)
    assert change is not None
    assert seen == list(range(1, lost + 2))
    assert change.event.number == lost + 2
    assert world.events(case_id) == ["filed", *["noted"] * lost, "triage"]


def test_who_always_loses_says_so(world: World) -> None:
    from chalicelib.usecases import handle

    case_id, now = received(world), datetime.now(UTC)

    def choose(case: Case) -> Action:
        note = Note(text="Diperiksa.")
        handle.by_officer(case_id, note, DESK, seen_version=case.version, now=now)
        return SendToTriage(reason="unsure")

    with pytest.raises(Conflict, match="stale"):
        handle.by_system(case_id, choose, now)
    assert "triage" not in world.events(case_id)


def test_a_choice_of_nothing_writes_nothing(world: World) -> None:
    from chalicelib.usecases import handle

    case_id = received(world)
    assert handle.by_system(case_id, lambda _: None, datetime.now(UTC)) is None
    assert world.events(case_id) == ["filed"]
