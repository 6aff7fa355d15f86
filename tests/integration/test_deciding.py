"""Deciding on what is true now: who loses a race reads and decides again, and gives up loudly."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.case.model import Actor, DueKind, Role
from chalicelib.case.officer_actions import Note
from chalicelib.errors import Conflict
from tests.integration.faults import stumbling_router
from tests.integration.people import (
    KEY,
    NATIONAL,
    SURABAYA,
    acts,
    complaint,
    filed,
    reader,
    receipt,
)
from tests.integration.world import World

DESK = Actor(role=Role.NATIONAL_ADMIN, agency_id="kemenpanrb", officer_id="meja")
LIAISON = Actor(role=Role.LIAISON, agency_id="kota-surabaya-dinas-pendidikan", officer_id="petugas")
TRIES = 6


@contextmanager
def somebody_faster(case_id: str, actor: Actor, times: int) -> Iterator[None]:
    """An officer writes a note just before each of the next so many writes of anybody else."""
    from chalicelib.store import cases, tables
    from chalicelib.usecases import rules
    from chalicelib.usecases.act import act_as_officer

    left, inside = [times], [False]

    def note(**_: Any) -> None:
        if inside[0] or not left[0]:
            return
        left[0] -= 1
        inside[0] = True
        seen, context = cases.get(case_id).version, rules.decision_context(datetime.now(UTC))
        note = Note(text="Diperiksa.")
        act_as_officer(case_id, note, reader(actor), seen_version=seen, context=context)
        inside[0] = False

    listening = "before-call.dynamodb.TransactWriteItems"
    events = tables.client().meta.events
    events.register(listening, note)
    try:
        yield
    finally:
        events.unregister(listening, note)


def received(world: World) -> str:
    status, answer, _ = world.call("POST", "/v1/complaints", complaint(), headers=KEY)
    assert status == 201
    return str(answer["id"])


Step = tuple[str, Actor, Callable[[], object], str]


def routing(world: World) -> Step:
    from chalicelib.usecases.route import route

    case_id = received(world)
    return case_id, DESK, lambda: route(case_id, datetime.now(UTC)), "routed"


def giving_to_the_desk(world: World) -> Step:
    """Of a case that the rules cannot route."""
    from chalicelib.usecases.reroute import reroute_waiting

    case_id = received(world)
    late = datetime.now(UTC) + timedelta(hours=1)

    def run() -> None:
        with stumbling_router():
            assert reroute_waiting(late)["routed"] == 1

    return case_id, DESK, run, "triage"


def doing_what_is_due(world: World) -> Step:
    from chalicelib.store import cases
    from chalicelib.usecases.run_due import run_due

    case_id = str(filed(world)["id"])
    due = cases.get(case_id).due
    assert due is not None
    return case_id, LIAISON, lambda: run_due(case_id, DueKind.ESCALATE, due.at), "warned"


def giving_back(world: World) -> Step:
    from chalicelib.store import cases
    from chalicelib.usecases.unmerge import unmerge_sources

    target, source = str(filed(world)["id"]), str(filed(world)["id"])
    acts(world, source, SURABAYA, "merge", into=target)
    seen = cases.get(target).version
    archive = {"action": "archive", "version": seen, "reason": "duplicate"}
    path = f"/v1/officer/complaints/{target}/actions"
    assert world.call("POST", path, archive, groups=SURABAYA)[0] == 200
    return source, DESK, lambda: unmerge_sources(target, datetime.now(UTC)), "unmerged"


def writing_as_its_reporter(world: World) -> Step:
    answer = filed(world)
    path = f"/v1/complaints/{answer['id']}/messages"

    def write() -> None:
        sent = {"text": "Sudah seminggu begini."}
        assert world.call("POST", path, sent, headers=receipt(answer))[0] == 201

    return str(answer["id"]), LIAISON, write, "messaged"


@pytest.mark.parametrize("lost", [1, TRIES - 1])
@pytest.mark.parametrize(
    "step",
    [routing, giving_to_the_desk, doing_what_is_due, giving_back, writing_as_its_reporter],
    ids=lambda step: step.__name__,
)
def test_the_loser_of_a_race_decides_again_on_the_case_as_it_is(
    world: World, step: Callable[[World], Step], lost: int
) -> None:
    case_id, actor, act, last = step(world)
    before = world.events(case_id)
    with somebody_faster(case_id, actor, lost):
        act()
    assert world.events(case_id) == [*before, *["noted"] * lost, last]


def test_who_always_loses_says_so(world: World) -> None:
    from chalicelib.usecases.route import route

    case_id = received(world)
    with somebody_faster(case_id, DESK, TRIES), pytest.raises(Conflict, match="stale"):
        route(case_id, datetime.now(UTC))
    assert world.events(case_id) == ["filed", *["noted"] * TRIES]


def test_who_takes_several_steps_may_lose_before_each_of_them(world: World) -> None:
    from chalicelib.usecases.races import StaleRetries

    retries, rounds = StaleRetries(), 0
    for loses in [True] * (TRIES - 1) + [False] + [True] * (TRIES - 1):
        with retries:
            rounds += 1
            if loses:
                raise Conflict("stale")
    assert rounds == 2 * TRIES - 1
    with pytest.raises(Conflict, match="stale"), retries:
        raise Conflict("stale")


def test_what_another_did_meanwhile_is_not_done_again(world: World) -> None:
    from chalicelib.usecases.route import route

    case_id = received(world)
    now = datetime.now(UTC)
    assert route(case_id, now) is not None
    assert route(case_id, now) is None
    acts(world, case_id, NATIONAL, "note", text="Diperiksa.")
    assert world.events(case_id) == ["filed", "routed", "noted"]
