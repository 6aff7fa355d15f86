"""That a test which begins with a copy of a filing begins as if it had filed, and keeps it to
itself."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from time_machine import traveller_stack

from chalicelib.store import ledger_bucket, sign_outs, tables
from tests.integration.beginnings import Untouched
from tests.integration.conftest import started
from tests.integration.hearing import hearing
from tests.integration.people import SCHOOLS, acts, filed
from tests.integration.world import World

TITLE = "Seragam yang diajukan sekali"


@contextmanager
def begun() -> Iterator[World]:
    with started() as world:
        world.untouched = Untouched.now()
        yield world


def test_a_copy_is_what_was_filed_and_goes_on_by_itself() -> None:
    with begun() as world:
        case_id = filed(world, title=TITLE)["id"]
        rows, delivered = world.rows(case_id), list(world.delivered)
        mails = [one.id for one in world.mails()]
        routed_at = datetime.fromisoformat(world.stored(case_id)["updated_at"])
        journal = list(ledger_bucket.journal(routed_at.date()))
        acts(world, case_id, SCHOOLS, "start")
        assert world.events(case_id)[-1] == "started"
    traveller_stack[0].move_to(routed_at - timedelta(minutes=1))
    with begun() as world:
        assert filed(world, title=TITLE)["id"] == case_id
        assert datetime.now(UTC) >= routed_at
        assert world.rows(case_id) == rows
        assert [one.id for one in world.mails()] == mails
        assert world.delivered == delivered != []
        assert list(ledger_bucket.journal(routed_at.date())) == journal != []
        acts(world, case_id, SCHOOLS, "start")
        assert world.events(case_id)[-1] == "started"
        told = [record["eventID"] for record in world.delivered]
        assert len(told) == len(set(told)) > len(delivered)
        assert filed(world, title=TITLE)["id"] != case_id


def look(_: World) -> None:
    sign_outs.ended_at("somebody")


def make_a_client(_: World) -> None:
    tables.client()


def set_something(_: World) -> None:
    os.environ["SENDER"] = "another@lapor.example"


def deliver_twice(world: World) -> None:
    world.times = 2


@pytest.mark.parametrize(
    "touch", [look, make_a_client, set_something, deliver_twice], ids=lambda one: one.__name__
)
def test_where_something_happened_before_it_is_filed_anew(touch: Callable[[World], None]) -> None:
    with begun() as world:
        before = filed(world, title=TITLE)["id"]
    with begun() as world:
        touch(world)
        assert filed(world, title=TITLE)["id"] != before
    with begun() as world:
        assert filed(world, title=TITLE)["id"] == before


def test_who_listens_hears_how_it_is_filed() -> None:
    with begun() as world:
        filed(world, title=TITLE)
    with begun() as world, hearing("filed by a machine client") as heard:
        filed(world, title=TITLE)
    assert heard
