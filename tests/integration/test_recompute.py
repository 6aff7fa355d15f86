"""A corrected calendar: whoever is moved by it is told once, and nobody is called late by the old
one, whether the operator's command or a schedule comes to a case first."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from infra.console import CommandError
from infra.recompute import Recomputed, recompute_deadlines
from tests.integration.operating import operate
from tests.integration.people import (
    ASK_IDENTITY,
    CONTACT,
    KEY,
    NATIONAL,
    SCHOOLS,
    acts,
    complaint,
    filed,
    receipt,
)
from tests.integration.roles import acting_as
from tests.integration.test_admin import put, read
from tests.integration.world import REGION, LambdaContext, World

NOW = datetime.now(UTC)
LATER = NOW + timedelta(minutes=10)
RECOMPUTED = "deadlines_recomputed"
CUSTODIAN = "[custodian agency.kemenpanrb]"


def escalate(at: datetime) -> dict[str, int]:
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
    with acting_as("escalate_overdue"):
        return dict(app.escalate_overdue(event, LambdaContext()))


def recompute() -> Recomputed:
    return recompute_deadlines(lambda: LATER)


def counted(world: World, *answers: dict[str, Any]) -> list[int]:
    """How often each of these was counted again."""
    return [world.events(each["id"]).count(RECOMPUTED) for each in answers]


def reporter_was_told(world: World, answer: dict[str, Any]) -> list[str]:
    """Of which events, by their numbers."""
    told = [notice.split("#") for notice in world.sent(answer["id"])]
    return [number for number, to in told if to == "reporter"]


def a_day_off_before(answer: dict[str, Any], version: str = "skb-2") -> dict[str, Any]:
    """A correction that moves every deadline of a case filed just now by a day."""
    return {"version": version, "added": [answer["deadlines"]["verify_by"][:10]]}


def deadlines(world: World, answer: dict[str, Any]) -> dict[str, Any]:
    status, seen, _ = world.call("GET", f"/v1/complaints/{answer['id']}", headers=receipt(answer))
    assert status == 200
    return dict(seen["deadlines"])


def cases_table(world: World) -> Any:
    return boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)


def test_exactly_the_open_cases_move_and_their_reporters_are_told_once(world: World) -> None:
    """With the agency and on hold. Nothing of an answered case that waits for its reminders
    depends on working days, and what ended is over."""
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
    assert recompute() == Recomputed(cases=3, moved=2, failed={})
    world.pump()
    after = deadlines(world, routed)
    assert all(after[name] > before[name] for name in ("follow_up_by", "resolve_by"))
    assert recompute() == Recomputed(cases=3, moved=0, failed={})
    world.pump()
    assert escalate(LATER)["steps"] == 0
    assert counted(world, routed, on_hold, answered) == [1, 1, 0]
    assert reporter_was_told(world, routed) == ["000002", "000003"]
    assert {each: world.rows(each) for each in ended} == ended


def test_a_case_that_nobody_routed_yet_moves_too(world: World) -> None:
    status, answer, _ = world.call("POST", "/v1/complaints", complaint(), headers=KEY)
    assert status == 201
    put(world, "calendar", a_day_off_before(answer))
    assert recompute().moved == 1
    assert counted(world, answer) == [1]


def test_a_case_that_ended_while_an_identity_is_asked_for_does_not_move(world: World) -> None:
    answer = filed(world, reporter=CONTACT)
    acts(world, answer["id"], CUSTODIAN, "request_identity", **ASK_IDENTITY)
    acts(world, answer["id"], NATIONAL, "archive", reason="incomplete")
    put(world, "calendar", a_day_off_before(answer))
    assert recompute() == Recomputed(cases=1, moved=0, failed={})


def test_a_correction_that_moves_nothing_says_nothing(world: World) -> None:
    answer = filed(world)
    put(world, "calendar", {"version": "skb-2", "added": ["2029-06-14"]})
    assert recompute().moved == 0
    assert counted(world, answer) == [0]


def test_a_correction_that_is_taken_back_takes_no_day_back(world: World) -> None:
    answer = filed(world)
    put(world, "calendar", a_day_off_before(answer))
    recompute()
    promised = deadlines(world, answer)
    put(world, "calendar", {"version": "skb-3"})
    recompute()
    assert deadlines(world, answer) == promised


def test_a_limit_that_was_missed_when_the_correction_came_stays_missed(world: World) -> None:
    answer = filed(world)
    missed = datetime.fromisoformat(deadlines(world, answer)["follow_up_by"])
    put(world, "calendar", a_day_off_before(answer))
    _make_correction_at(world, missed + timedelta(seconds=1))
    before = deadlines(world, answer)
    recompute_deadlines(lambda: missed + timedelta(minutes=1))
    after = deadlines(world, answer)
    assert after["follow_up_by"] == before["follow_up_by"]
    assert after["resolve_by"] > before["resolve_by"]


def _make_correction_at(world: World, moment: datetime) -> None:
    """As if the correction had been made then."""
    from chalicelib import warm
    from chalicelib.store.reference_rows import RuleItem

    (rule,) = RuleItem.query("RULES#CALENDAR")
    rule.made_at = moment
    rule.save()
    warm.reset()


def read_before_the_correction(world: World) -> object:
    """The rules as a function knows them that read them before the calendar was corrected."""
    from chalicelib.store import rulebook

    table = boto3.resource("dynamodb", region_name=REGION).Table(world.reference_table)
    query = {"KeyConditionExpression": "pk = :pk"}
    rows = table.query(**query, ExpressionAttributeValues={":pk": "RULES#CALENDAR"})["Items"]
    for row in rows:
        table.delete_item(Key={"pk": row["pk"], "sk": row["sk"]})
    known = rulebook.rulebook(fresh=True)
    for row in rows:
        table.put_item(Item=row)
    return known


def test_a_case_filed_by_a_warm_function_after_the_correction_moves_too(world: World) -> None:
    """It still knows the old calendar; the operator's command begins with the new one."""
    from chalicelib.store import rulebook

    first = filed(world)
    acts(world, first["id"], NATIONAL, "archive", reason="incomplete")
    old = rulebook.rulebook()
    put(world, "calendar", a_day_off_before(first))
    assert read_before_the_correction(world) == old
    late = filed(world)
    assert late["deadlines"] == first["deadlines"]
    rulebook.rulebook(fresh=True)
    assert recompute().moved == 1
    assert counted(world, late) == [1]


def test_a_case_that_a_schedule_comes_to_first_is_counted_by_it(world: World) -> None:
    """Nobody is called late by an old calendar, also where nobody ever runs the command."""
    answer = filed(world, reporter=CONTACT)
    old = datetime.fromisoformat(deadlines(world, answer)["follow_up_by"])
    put(world, "calendar", a_day_off_before(answer))
    assert escalate(old + timedelta(seconds=1))["failed"] == 0
    assert world.events(answer["id"])[2:] == [RECOMPUTED, "warned"]
    new = datetime.fromisoformat(deadlines(world, answer)["follow_up_by"])
    assert new > old
    escalate(new)
    assert "escalated" not in world.events(answer["id"])
    escalate(new + timedelta(seconds=1))
    assert world.events(answer["id"]).count("escalated") == 1
    assert recompute().moved == 0
    world.pump()
    assert reporter_was_told(world, answer) == ["000002", "000003", "000005"]
    assert counted(world, answer) == [1]


def test_a_run_stopped_half_way_and_run_again_counts_every_case_once(world: World) -> None:
    answers = [filed(world) for _ in range(5)]
    put(world, "calendar", a_day_off_before(answers[0]))
    moments = iter([LATER, LATER])

    def stopped() -> datetime:
        for moment in moments:
            return moment
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        recompute_deadlines(stopped)
    assert sum(counted(world, *answers)) == 2
    assert recompute() == Recomputed(cases=5, moved=3, failed={})
    assert counted(world, *answers) == [1] * 5


def test_two_runs_at_once_count_every_case_once(world: World) -> None:
    """The second run is over between the first one's decision on its first case and its write."""
    answers = [filed(world) for _ in range(5)]
    put(world, "calendar", a_day_off_before(answers[0]))
    other: list[Recomputed] = []
    first = before_its_first_write(lambda: other.append(recompute()))
    assert other == [Recomputed(cases=5, moved=5, failed={})]
    assert first == Recomputed(cases=5, moved=0, failed={})
    assert counted(world, *answers) == [1] * 5


def before_its_first_write(act: Callable[[], None]) -> Recomputed:
    """A run of the command that is held up once, to `act`."""
    from chalicelib.store import tables

    events = tables.connection().client.meta.events
    name = "before-call.dynamodb.TransactWriteItems"

    def meanwhile(**_: Any) -> None:
        events.unregister(name, meanwhile)
        act()

    events.register(name, meanwhile)
    return recompute()


def test_a_bad_case_is_named_and_stops_neither_the_others_nor_escalation(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad, better = (filed(world) for _ in range(3))
    put(world, "calendar", a_day_off_before(bad))
    cases_table(world).update_item(
        Key={"pk": f"CASE#{bad['id']}", "sk": "CASE"},
        UpdateExpression="SET #state = :broken",
        ExpressionAttributeNames={"#state": "state"},
        ExpressionAttributeValues={":broken": "{}"},
    )
    capsys.readouterr()
    with pytest.raises(
        CommandError, match=f"(?s)^1 could not be counted.*{bad['id']}: Unreadable$"
    ):
        operate("recompute-deadlines")
    said = capsys.readouterr().out.splitlines()
    in_force = read(world, "calendar")["in_force"]
    assert said[0] == f"3 open cases, by calendar {in_force}."
    assert said[-1] == "3 open cases looked at, 2 of them moved."
    assert counted(world, good, better) == [1, 1]
    assert escalate(NOW + timedelta(days=60))["unreadable"] >= 1
    assert "escalated" in world.events(good["id"])


def test_a_case_on_its_way_keeps_its_clocks_when_the_calendar_changes(world: World) -> None:
    from chalicelib.store import cases

    answer = filed(world)
    put(world, "calendar", a_day_off_before(answer))
    recompute()
    case = cases.get(answer["id"])
    assert case.rules_version == "permenpanrb-62-2018"
    assert case.calendar_version == read(world, "calendar")["in_force"]
    assert case.due is not None


@pytest.mark.parametrize(("day", "rings"), [("2027-09-30", False), ("2027-10-01", True)])
def test_the_end_of_the_calendar_is_counted_from_october(
    world: World, capsys: pytest.CaptureFixture[str], day: str, rings: bool
) -> None:
    answer = filed(world)
    assert deadlines(world, answer)["estimated"] is False
    capsys.readouterr()
    escalate(datetime.fromisoformat(f"{day}T03:00:00+00:00"))
    assert ('"CalendarEnds"' in capsys.readouterr().out) is rings
