"""After a change of the calendar the deadlines of open cases are counted again, each case once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from tests.integration.people import CONTACT, NATIONAL, SCHOOLS, acts, filed, receipt
from tests.integration.test_admin import put, read
from tests.integration.world import REGION, LambdaContext, World

NOW = datetime.now(UTC)
SOON = NOW + timedelta(minutes=5)
LATER = NOW + timedelta(minutes=10)
RECOMPUTED = "deadlines_recomputed"


def run(at: datetime) -> dict[str, int]:
    """The schedule that escalates, at its moment."""
    import app

    event: dict[str, Any] = {
        "version": "0",
        "id": "test",
        "account": "1",
        "region": "x",
        "resources": [],
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "detail": {},
        "time": at.isoformat(),
    }
    return dict(app.escalate_overdue(event, LambdaContext()))


def marker(world: World) -> dict[str, Any]:
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    return dict(table.get_item(Key={"pk": "RECOUNT", "sk": "RECOUNT"})["Item"])


def counted(world: World, case_id: str) -> int:
    return world.events(case_id).count(RECOMPUTED)


def a_day_off_before(answer: dict[str, Any], version: str = "skb-2") -> dict[str, Any]:
    """A correction that moves every deadline of a case filed just now by a day."""
    return {"version": version, "added": [answer["deadlines"]["verify_by"][:10]]}


def walked() -> dict[str, int]:
    """The runs that see a new calendar and walk by it."""
    assert run(SOON)["looked_at"] == 0
    return run(LATER)


def finished(world: World) -> bool:
    return "place" not in marker(world)


def settled(world: World) -> None:
    """The walk that every new deployment starts with, over and done."""
    run(NOW - timedelta(minutes=20))
    assert not finished(world)
    run(NOW - timedelta(minutes=15))
    assert finished(world)


def deadlines(world: World, answer: dict[str, Any]) -> dict[str, Any]:
    status, seen, _ = world.call("GET", f"/v1/complaints/{answer['id']}", headers=receipt(answer))
    assert status == 200
    return dict(seen["deadlines"])


def test_exactly_the_open_cases_are_counted_again_each_once(world: World) -> None:
    """With the agency and on hold. Nothing of an answered case that waits for its reminders
    depends on working days, and what ended is over."""
    settled(world)
    routed, on_hold, answered, closed, archived = (filed(world, reporter=CONTACT) for _ in range(5))
    acts(world, on_hold["id"], SCHOOLS, "hold", question="Sekolah yang mana?")
    for answer in (answered, closed):
        acts(world, answer["id"], SCHOOLS, "answer", text="Pungutan sudah dihentikan sekolah.")
    world.call(
        "POST",
        f"/v1/complaints/{closed['id']}/rating",
        {"satisfied": True},
        headers=receipt(closed),
    )
    acts(world, archived["id"], NATIONAL, "archive", reason="incomplete")
    ended = {each["id"]: world.rows(each["id"]) for each in (closed, archived)}
    before = deadlines(world, routed)

    put(world, "calendar", a_day_off_before(routed))
    first = walked()
    assert (first["recomputed"], first["not_recomputed"]) == (2, 0)
    world.pump()
    after = deadlines(world, routed)
    assert all(after[name] > before[name] for name in ("follow_up_by", "resolve_by"))
    for again in (LATER, LATER + timedelta(minutes=5)):
        assert run(again)["recomputed"] == 0
    assert [counted(world, each["id"]) for each in (routed, on_hold, answered)] == [1, 1, 0]
    assert {each: world.rows(each) for each in ended} == ended
    assert read(world, "calendar")["recount"] == {"finished": True, "changed": 2}


def test_a_correction_that_moves_nothing_says_nothing(world: World) -> None:
    settled(world)
    answer = filed(world)
    put(world, "calendar", {"version": "skb-2", "added": ["2029-06-14"]})
    assert walked()["recomputed"] == 0
    assert counted(world, answer["id"]) == 0
    assert finished(world)


def test_a_correction_that_is_taken_back_takes_no_day_back(world: World) -> None:
    settled(world)
    answer = filed(world)
    put(world, "calendar", a_day_off_before(answer))
    walked()
    promised = deadlines(world, answer)
    put(world, "calendar", {"version": "skb-3"})
    for minutes in (15, 20):
        run(NOW + timedelta(minutes=minutes))
    assert finished(world)
    assert deadlines(world, answer) == promised


def test_between_passes_a_run_looks_at_no_case(world: World) -> None:
    settled(world)
    filed(world)
    turn = marker(world)["turn"]
    assert run(SOON)["looked_at"] == 0
    assert marker(world)["turn"] == turn


def read_before_the_correction(world: World) -> object:
    """The rules as a function knows them that read them before the calendar was corrected."""
    from chalicelib.store import rulebook

    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    query = {"KeyConditionExpression": "pk = :pk"}
    rows = table.query(**query, ExpressionAttributeValues={":pk": "RULES#CALENDAR"})["Items"]
    for row in rows:
        table.delete_item(Key={"pk": row["pk"], "sk": row["sk"]})
    known = rulebook.rulebook(fresh=True)
    for row in rows:
        table.put_item(Item=row)
    return known


def test_a_case_filed_by_a_warm_function_is_found_by_the_walk(world: World) -> None:
    """A function that still knows the old calendar files after the new one was seen."""
    from chalicelib.store import rulebook

    settled(world)
    first = filed(world)
    acts(world, first["id"], NATIONAL, "archive", reason="incomplete")
    old = rulebook.rulebook()
    put(world, "calendar", a_day_off_before(first))
    assert run(SOON)["recomputed"] == 0
    assert read_before_the_correction(world) == old
    late = filed(world)
    assert late["deadlines"] == first["deadlines"]
    assert run(LATER)["recomputed"] == 1
    assert counted(world, late["id"]) == 1
    assert finished(world)


def test_nobody_is_called_late_by_an_old_calendar_before_the_walk_has_come(world: World) -> None:
    settled(world)
    answer = filed(world, reporter=CONTACT)
    old = datetime.fromisoformat(deadlines(world, answer)["follow_up_by"])
    put(world, "calendar", a_day_off_before(answer))
    first = run(old + timedelta(seconds=1))
    assert (first["looked_at"], first["failed"]) == (0, 0)
    assert world.events(answer["id"])[2:] == [RECOMPUTED, "warned"]
    new = datetime.fromisoformat(deadlines(world, answer)["follow_up_by"])
    assert new > old
    run(new)
    assert "escalated" not in world.events(answer["id"])
    run(new + timedelta(seconds=1))
    assert world.events(answer["id"]).count("escalated") == 1
    world.pump()
    told = [to for to in world.sent(answer["id"]) if to.endswith("#reporter")]
    assert "000003#reporter" in told


def test_a_pass_interrupted_half_way_goes_on_where_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.usecases import recompute

    settled(world)
    answers = [filed(world) for _ in range(6)]
    put(world, "calendar", a_day_off_before(answers[0]))
    monkeypatch.setattr(recompute, "PORTION", 1)
    monkeypatch.setattr(recompute, "MOST_CASES", 4)
    first = walked()
    assert first["looked_at"] == 4
    assert 0 < first["recomputed"] < 6
    assert not finished(world)
    assert sum(counted(world, each["id"]) for each in answers) == first["recomputed"]
    done = first["recomputed"]
    for minutes in range(15, 60, 5):
        done += run(NOW + timedelta(minutes=minutes))["recomputed"]
    assert done == 6
    assert finished(world)
    assert [counted(world, each["id"]) for each in answers] == [1] * 6


def test_a_run_out_of_time_leaves_the_rest_to_the_next(world: World) -> None:
    from chalicelib.usecases.recompute import recompute_some

    settled(world)
    answer = filed(world)
    put(world, "calendar", a_day_off_before(answer))
    recompute_some(SOON)
    assert recompute_some(LATER, lambda: False)["looked_at"] == 0
    assert recompute_some(LATER)["recomputed"] == 1


def test_two_passes_at_once_count_every_case_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second run starts while the first is between reading its cases and saving its place."""
    from chalicelib.store import recompute_job
    from chalicelib.usecases import recompute

    settled(world)
    answers = [filed(world) for _ in range(5)]
    put(world, "calendar", a_day_off_before(answers[0]))
    monkeypatch.setattr(recompute, "PORTION", 2)
    found_by_store = recompute_job.cases_from
    other: list[dict[str, int]] = []
    found_first: list[str] = []

    def meanwhile(place: recompute_job.Cursor, limit: int) -> Any:
        found = found_by_store(place, limit)
        if found[0] and not other:
            found_first.extend(found[0])
            other.append({})
            other[0] |= recompute.recompute_some(LATER)
        return found

    monkeypatch.setattr(recompute_job, "cases_from", meanwhile)
    recompute.recompute_some(SOON)
    first = recompute.recompute_some(LATER)
    assert other[0]["recomputed"] == 5
    # Who comes second to save stops there and moves nothing back.
    assert (first["looked_at"], first["recomputed"]) == (len(found_first), 0)
    assert "place" not in marker(world)
    assert [counted(world, each["id"]) for each in answers] == [1] * 5


def test_one_bad_case_stops_neither_the_others_nor_escalation(world: World) -> None:
    settled(world)
    bad, good = filed(world), filed(world)
    put(world, "calendar", a_day_off_before(bad))
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    table.update_item(
        Key={"pk": f"CASE#{bad['id']}", "sk": "CASE"},
        UpdateExpression="SET #state = :broken",
        ExpressionAttributeNames={"#state": "state"},
        ExpressionAttributeValues={":broken": "{}"},
    )
    run(SOON)
    run(LATER)
    assert counted(world, good["id"]) == 1
    overdue = filed(world)
    assert run(NOW + timedelta(days=60))["unreadable"] >= 1
    assert "escalated" in world.events(overdue["id"])


def test_a_case_on_its_way_keeps_its_clocks_when_the_calendar_changes(world: World) -> None:
    from chalicelib.store import cases

    settled(world)
    answer = filed(world)
    put(world, "calendar", a_day_off_before(answer))
    walked()
    case = cases.get(answer["id"])
    assert case.clocks_version == "permenpanrb-62-2018"
    assert case.calendar_version == read(world, "calendar")["in_force"]
    assert case.due is not None


@pytest.mark.parametrize(("day", "rings"), [("2027-09-30", False), ("2027-10-01", True)])
def test_the_end_of_the_calendar_is_counted_from_october(
    world: World, capsys: pytest.CaptureFixture[str], day: str, rings: bool
) -> None:
    answer = filed(world)
    assert deadlines(world, answer)["estimated"] is False
    capsys.readouterr()
    run(datetime.fromisoformat(f"{day}T03:00:00+00:00"))
    assert ('"CalendarEnds"' in capsys.readouterr().out) is rings
