"""The schedules, when something fails: every other case is advanced, each step once, by the time of
the event and never by the machine's clock. Steps are counted in the tables, mails in the box."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import boto3
import pytest

from chalicelib.case.model import SYSTEM, Actor, DueKind, Role
from chalicelib.workdays import ZONES
from tests import do
from tests.integration.faults import Faults, naming
from tests.integration.people import CONTACT, KEY, complaint, reader
from tests.integration.roles import acting_as
from tests.integration.world import REGION, LambdaContext, World

AGENCIES = ("kota-surabaya-dinas-pendidikan", "kota-malang", "kota-surabaya")
PLENTY = 900_000
EACH = pytest.mark.parametrize("failing", [0, 1, 2])


class Context(LambdaContext):
    """Lambda's, with a clock of the test's: milliseconds that are left."""

    def __init__(self, left: Callable[[], int]) -> None:
        self._left = left

    def get_remaining_time_in_millis(self) -> int:
        return self._left()


def run(name: str, at: datetime, left: Callable[[], int] = lambda: PLENTY) -> None:
    """A schedule's function, called for the moment `at`."""
    import app

    event = {
        "version": "0",
        "id": "test",
        "account": "1",
        "region": REGION,
        "resources": [],
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "detail": {},
        "time": at.isoformat(),
    }
    with acting_as(name):
        getattr(app, name)(event, Context(left))


def routed(world: World, agency_id: str = AGENCIES[0]) -> str:
    """A complaint in the hands of an agency."""
    from chalicelib.case.actions import act
    from chalicelib.store import cases
    from chalicelib.usecases import rules

    status, answer, _ = world.call(
        "POST", "/v1/complaints", complaint(reporter=CONTACT), headers=KEY
    )
    assert status == 201, answer
    route = do.SystemRoute(agency_id=agency_id, by="category")
    cases.save(
        act(cases.get(answer["id"]), route, SYSTEM, rules.decision_context(datetime.now(UTC)))
    )
    return str(answer["id"])


def answered(world: World) -> str:
    return _acted(world, do.Answer(text="Pungutan sudah dihentikan sekolah."))


def held(world: World) -> str:
    """On hold, with the question mailed to who filed it."""
    from chalicelib.store import deliveries

    case_id = _acted(world, do.Hold(question="Sekolah mana yang dimaksud?"))
    question = deliveries.of_event(case_id, 3, "email", "reporter")
    lease = deliveries.lease(question, datetime.now(UTC))
    assert lease is not None
    deliveries.mark_sent(lease)
    return case_id


def _acted(world: World, action: do.Action) -> str:
    from chalicelib.usecases import rules
    from chalicelib.usecases.act import act_as_officer

    case_id = routed(world)
    liaison = Actor(role=Role.LIAISON, agency_id=AGENCIES[0], officer_id="petugas")
    context = rules.decision_context(datetime.now(UTC))
    act_as_officer(case_id, action, reader(liaison), seen_version=2, context=context)
    return case_id


@dataclass(frozen=True, slots=True)
class Schedule:
    """A function, how a case becomes due for it, and the event its first step is."""

    name: str
    prepare: Callable[[World], str]
    step: str
    kind: DueKind


SCHEDULES = (
    Schedule("escalate_overdue", routed, "warned", DueKind.ESCALATE),
    Schedule("send_rating_reminders", answered, "reminded", DueKind.REMIND),
    Schedule("close_quiet_cases", held, "archived", DueKind.CLOSE),
)
EVERY = pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda one: one.name)


def three(world: World, schedule: Schedule) -> tuple[list[str], datetime, datetime]:
    """Three cases, the moment when the first of them comes due and that of the last."""
    from chalicelib.store import cases

    ids = [schedule.prepare(world) for _ in range(3)]
    moments = [due.at for case_id in ids if (due := cases.get(case_id).due)]
    assert len(moments) == 3
    return ids, min(moments), max(moments)


def steps(world: World, ids: list[str], schedule: Schedule) -> list[int]:
    """How often each case had the schedule's step."""
    return [world.events(case_id).count(schedule.step) for case_id in ids]


@EVERY
def test_the_time_of_the_event_decides(system: World, schedule: Schedule) -> None:
    ids, first, last = three(system, schedule)
    assert first > datetime.now(UTC)
    run(schedule.name, first - timedelta(seconds=1))
    assert steps(system, ids, schedule) == [0, 0, 0]
    run(schedule.name, last)
    assert steps(system, ids, schedule) == [1, 1, 1]


@EVERY
def test_run_twice_every_step_is_taken_once(system: World, schedule: Schedule) -> None:
    ids, _, last = three(system, schedule)
    run(schedule.name, last)
    run(schedule.name, last)
    assert steps(system, ids, schedule) == [1, 1, 1]


@EVERY
def test_no_schedule_does_anothers_work(system: World, schedule: Schedule) -> None:
    ids, _, last = three(system, schedule)
    for other in SCHEDULES:
        if other is not schedule:
            run(other.name, last)
    assert steps(system, ids, schedule) == [0, 0, 0]
    run(schedule.name, last)
    assert steps(system, ids, schedule) == [1, 1, 1]


@pytest.mark.parametrize(("schedule", "failing"), list(zip(SCHEDULES, range(3), strict=True)))
def test_a_case_that_fails_stops_no_other_and_is_taken_by_the_next_run(
    system: World, faults: Faults, schedule: Schedule, failing: int
) -> None:
    ids, _, last = three(system, schedule)
    faults.refuse("TransactWriteItems", naming(f"CASE#{ids[failing]}"))
    with pytest.raises(Exception, match="failed"):
        run(schedule.name, last)
    done = [0 if position == failing else 1 for position in range(3)]
    assert steps(system, ids, schedule) == done
    faults.heal()
    run(schedule.name, last)
    assert steps(system, ids, schedule) == [1, 1, 1]


@EVERY
def test_a_row_that_cannot_be_read_stops_no_other(system: World, schedule: Schedule) -> None:
    ids, _, last = three(system, schedule)
    table = boto3.resource("dynamodb", region_name=REGION).Table(system.cases_table)
    key = {"pk": f"CASE#{ids[1]}", "sk": "CASE"}
    table.update_item(
        Key=key,
        UpdateExpression="SET #state = :nothing",
        ExpressionAttributeNames={"#state": "state"},
        ExpressionAttributeValues={":nothing": "{}"},
    )
    with contextlib.suppress(Exception):  # it may also be passed over and counted
        run(schedule.name, last)
    table.delete_item(Key=key)
    assert steps(system, ids, schedule) == [1, 0, 1]


@EVERY
def test_a_run_keeps_twenty_seconds_and_leaves_the_rest_to_the_next(
    system: World, schedule: Schedule
) -> None:
    from chalicelib.store import queries

    ids, _, last = three(system, schedule)
    for left in (19_999, 20_000):
        run(schedule.name, last, lambda left=left: left)
    assert steps(system, ids, schedule) == [0, 0, 0]
    first = next(case_id for case_id in queries.due(schedule.kind, last) if case_id in ids)
    run(schedule.name, last, lambda: 0 if any(steps(system, ids, schedule)) else PLENTY)
    assert steps(system, ids, schedule) == [int(case_id == first) for case_id in ids]
    run(schedule.name, last, lambda: 20_001)
    assert steps(system, ids, schedule) == [1, 1, 1]


@EVERY
def test_a_run_that_is_out_of_time_is_over(system: World, schedule: Schedule) -> None:
    """It reads no further row to find out again that there is no time."""
    from chalicelib.usecases.run_due import run_all_due

    _, _, last = three(system, schedule)
    asked: list[bool] = []
    counts = run_all_due(schedule.kind, last, lambda: bool(asked.append(True)))
    assert counts == {"cases": 0, "steps": 0, "failed": 0, "unreadable": 0}
    assert len(asked) == 1
    run(schedule.name, last)


# The morning digests


@pytest.fixture
def morning(system: World) -> datetime:
    """07:00 WIB of a working day on which each of three agencies has something late, and on which
    nobody has been written to yet."""
    from chalicelib.store import cases
    from chalicelib.usecases import rules

    ids = [routed(system, agency_id) for agency_id in AGENCIES]
    day = max(cases.get(case_id).deadlines.follow_up_by for case_id in ids).date()
    calendar = rules.decision_context(datetime.now(UTC)).policy.calendar
    while True:
        day += timedelta(days=1)
        at = datetime.combine(day, time(7), ZONES["WIB"]).astimezone(UTC)
        if calendar.is_workday(day) and at not in _TAKEN:
            _TAKEN.add(at)
            return at


_TAKEN: set[datetime] = set()


def written(world: World, since: int) -> list[int]:
    """How many digests each of the three desks got after the first `since` mails of all; the brief
    of who oversees another is none."""
    to = [
        mail.destinations["ToAddresses"][0]
        for mail in world.mails()[since:]
        if "Ringkasan harian" not in str(mail.subject)
    ]
    return [to.count(f"{agency_id}@agency.example") for agency_id in AGENCIES]


def test_digests_go_out_once_by_the_time_of_the_event(system: World, morning: datetime) -> None:
    before = len(system.mails())
    run("send_agency_digests", morning - timedelta(hours=1))
    assert written(system, before) == [0, 0, 0]
    run("send_agency_digests", morning)
    run("send_agency_digests", morning)
    assert written(system, before) == [1, 1, 1]


def test_no_digest_on_a_day_off(system: World, morning: datetime) -> None:
    before = len(system.mails())
    sunday = morning + timedelta(days=6 - morning.astimezone(ZONES["WIB"]).weekday())
    run("send_agency_digests", sunday)
    assert written(system, before) == [0, 0, 0]


@EACH
def test_a_desk_that_cannot_be_written_to_stops_no_other(
    system: World, faults: Faults, morning: datetime, failing: int
) -> None:
    before = len(system.mails())
    faults.refuse("SendEmail", naming(f"'{AGENCIES[failing]}@agency.example'"))
    with pytest.raises(Exception, match="failed"):
        run("send_agency_digests", morning)
    done = [0 if position == failing else 1 for position in range(3)]
    assert written(system, before) == done
    faults.heal()
    run("send_agency_digests", morning)
    assert written(system, before) == [1, 1, 1]


def test_an_agency_whose_cases_cannot_be_read_stops_no_other(
    system: World, faults: Faults, morning: datetime
) -> None:
    from chalicelib.errors import PartialFailure

    before = len(system.mails())
    faults.refuse("Query", naming("'kota-malang'"))
    with pytest.raises(PartialFailure) as failed:
        run("send_agency_digests", morning)
    briefs, digests = failed.value, failed.value.__context__
    assert briefs.args[0]["failed"] > 0  # to who oversees it
    assert isinstance(digests, PartialFailure)
    assert digests.args[0]["failed"] == 1
    assert written(system, before) == [1, 0, 1]
    faults.heal()
    run("send_agency_digests", morning)
    assert written(system, before) == [1, 1, 1]


def test_digests_keep_twenty_seconds_and_the_next_run_goes_on(
    system: World, morning: datetime
) -> None:
    before = len(system.mails())
    with pytest.raises(Exception, match="left_out"):  # whom it did not get to is said aloud
        run("send_agency_digests", morning, lambda: 19_999)
    assert written(system, before) == [0, 0, 0]
    run("send_agency_digests", morning, lambda: 20_001)
    assert written(system, before) == [1, 1, 1]
