"""Every write of a transaction is conditional by itself: whichever row is there already, or is not
as it was, all of it is refused and nothing is written over. moto decides, as DynamoDB would."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import boto3
import pytest

from chalicelib.case.actions import act
from chalicelib.case.decision import Change
from chalicelib.case.model import Actor, Role
from chalicelib.case.officer_actions import Note
from chalicelib.errors import Conflict, Unavailable
from chalicelib.store import agencies, cases, filing, rulebook, tables, texts
from chalicelib.usecases import rules
from tests.integration.people import filed
from tests.integration.world import REGION, World

NOW = datetime.now(UTC)
DESK = Actor(role=Role.NATIONAL_ADMIN, agency_id="kemenpanrb", officer_id="desk")
AUTHOR = rulebook.Author(officer_id="officer", at=NOW)


@pytest.fixture(scope="module")
def case_id(shared_world: World) -> str:
    return str(filed(shared_world)["id"])


@pytest.fixture
def rows(shared_world: World, case_id: str) -> Any:
    """The rows of the case, by sort key; put back when the test is over."""
    kept = shared_world.rows(case_id)
    yield dict(kept)
    for sk in shared_world.rows(case_id):
        table().delete_item(Key={"pk": f"CASE#{case_id}", "sk": sk})
    for row in kept.values():
        table().put_item(Item=row)


def table() -> Any:
    return boto3.resource("dynamodb", region_name=REGION).Table("test-CasesTable")


def noted(case_id: str) -> Change:
    return act(cases.get(case_id), Note(text="Dicatat."), DESK, rules.decision_context(NOW))


def test_a_number_is_free_when_no_row_of_it_is_there(
    shared_world: World, case_id: str, rows: dict[str, Any]
) -> None:
    change, text = noted(case_id), texts.get(case_id)
    event = f"EVENT#{change.event.number:06d}"
    written = {"CASE", "CASE#TEXT", event}
    for sk in rows:
        table().delete_item(Key={"pk": f"CASE#{case_id}", "sk": sk})
    for sk in sorted(written):
        there = rows.get(sk, rows["EVENT#000001"] | {"sk": sk}) | {"marked": sk}
        table().put_item(Item=there)
        with pytest.raises(Unavailable):
            filing.create(change, text, claims=[], identity=None)
        assert shared_world.rows(case_id) == {sk: there}
        table().delete_item(Key={"pk": f"CASE#{case_id}", "sk": sk})
    filing.create(change, text, claims=[], identity=None)
    assert shared_world.rows(case_id).keys() == written


def test_a_step_is_saved_over_the_version_it_was_decided_on(
    shared_world: World, case_id: str, rows: dict[str, Any]
) -> None:
    change = noted(case_id)
    table().put_item(Item=rows["CASE"] | {"version": change.case.version + 1})
    before = shared_world.rows(case_id)
    for save in (cases.save, partial(filing.erase, has_copy=False)):
        with pytest.raises(Conflict, match="stale"):
            save(change)
    assert shared_world.rows(case_id) == before


def test_no_event_is_written_over(shared_world: World, case_id: str, rows: dict[str, Any]) -> None:
    change = noted(case_id)
    table().put_item(Item=rows["EVENT#000001"] | {"sk": f"EVENT#{change.event.number:06d}"})
    before = shared_world.rows(case_id)
    with pytest.raises(Conflict, match="stale"):
        cases.save(change)
    assert shared_world.rows(case_id) == before


def test_two_changes_are_both_saved_or_neither(shared_world: World, case_id: str) -> None:
    other = str(filed(shared_world)["id"])
    both = noted(case_id), noted(other)
    cases.save(*both)
    assert [cases.get(one.case.id).version for one in both] == [one.case.version for one in both]
    good, stale = noted(case_id), both[1]
    with pytest.raises(Conflict, match="stale"):
        cases.save(good, stale)
    assert cases.get(case_id).version == good.case.version - 1


def test_keys_are_written_again_over_the_version_that_was_read(
    shared_world: World, case_id: str, rows: dict[str, Any]
) -> None:
    table().put_item(Item=rows["CASE"] | {"urgency": "wrong"})

    def somebody_is_faster(**_: Any) -> None:
        table().put_item(Item=rows["CASE"] | {"version": 99, "urgency": "theirs"})

    events = tables.client().meta.events
    events.register("before-call.dynamodb.UpdateItem", somebody_is_faster)
    try:
        assert not cases.rewrite_keys(case_id)
    finally:
        events.unregister("before-call.dynamodb.UpdateItem", somebody_is_faster)
    assert shared_world.rows(case_id)["CASE"]["urgency"] == "theirs"


def test_an_agency_is_changed_as_it_was_read(shared_world: World) -> None:
    row = next(iter(agencies.periods().values()))
    agencies.change([(row, row.agency)], AUTHOR)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        agencies.change([(row, row.agency)], AUTHOR)


def test_no_change_of_an_agency_is_told_over_another(shared_world: World) -> None:
    row = sorted(agencies.periods().values(), key=lambda period: period.key)[1]
    told = rulebook.change_of_agency(row.key, row.revision + 1, AUTHOR, None, {"id": "x"})
    told.save()
    with pytest.raises(Conflict, match="changed_meanwhile"):
        agencies.change([(row, row.agency)], AUTHOR)
    assert agencies.periods()[row.key] == row


def test_a_voice_counts_once_and_only_where_the_case_is_open(
    shared_world: World, case_id: str, rows: dict[str, Any]
) -> None:
    supporters = cases.get(case_id).supporters
    cases.support(case_id, "a")
    with pytest.raises(Conflict, match="already_supported"):
        cases.support(case_id, "a")
    table().put_item(Item=shared_world.rows(case_id)["CASE"] | {"status": "closed"})
    with pytest.raises(Conflict, match="stale"):
        cases.support(case_id, "b")
    table().put_item(Item=shared_world.rows(case_id)["CASE"] | {"status": "routed"})
    assert cases.get(case_id).supporters == supporters + 1
    with pytest.raises(Conflict, match="stale"):
        cases.support("LP-NOWHERE", "a")


def test_a_challenge_row_is_free_again_once_it_expired(shared_world: World, case_id: str) -> None:
    from chalicelib.store.claims import Claim

    def claim(at: datetime) -> Claim:
        return Claim(name="CLAIM#once", made_at=at, expires_at=at + timedelta(hours=1))

    cases.support(case_id, "sari", [claim(NOW)])
    with pytest.raises(Conflict, match="claimed"):
        cases.support(case_id, "budi", [claim(NOW)])
    cases.support(case_id, "budi", [claim(NOW + timedelta(hours=1))])
