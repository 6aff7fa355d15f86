"""A made-up life of the service: drawn alike for one seed, in the shares that were counted, and
lived by the rules."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from random import Random

import pytest

from chalicelib.case.deadlines import DeadlinePolicy
from chalicelib.case.decision import Event
from chalicelib.case.model import Case, Role, Status
from chalicelib.errors import Conflict
from chalicelib.events import EventType
from chalicelib.routing import regions
from chalicelib.routing.registry import packaged
from chalicelib.usecases.rules import packaged_calendar
from chalicelib.workdays import ZONES, local
from infra.simulate import shares
from infra.simulate.__main__ import everybody, imagined
from infra.simulate.bar import Bar
from infra.simulate.lives import Imagined, Life, lead
from infra.simulate.outcome import Outcome, outcome
from infra.simulate.people import Manner, People, Step
from infra.simulate.reports import NO_AFFAIR, Report, Story, corpus, reports
from infra.simulate.stage import PRACTICE_PLACES
from tests.unit.figures.recount import count_twice

MONDAY = date(2026, 8, 31)
SETTLED = date(2026, 11, 20)
Lived = Sequence[tuple[Case, Sequence[Event]]]


@pytest.fixture(scope="module")
def fortnights() -> list[Report]:
    return reports(14, 300, seed=7, first=MONDAY)


def _zone(report: Report) -> str:
    region = regions.get(report.region_code)
    assert region is not None
    return region.zone


def _outcome(seed: int, *, days: int = 2, per_day: int = 20) -> Outcome:
    people = everybody(seed)
    lived = imagined(reports(days, per_day, seed, MONDAY), people, SETTLED)
    return outcome(lived, people, DeadlinePolicy(calendar=people.calendar))


def test_so_many_are_filed_on_the_days_that_were_asked_for(fortnights: list[Report]) -> None:
    assert len(fortnights) == 14 * 300
    assert [report.number for report in fortnights] == list(range(14 * 300))
    days = {local(report.filed_at, _zone(report)).date() for report in fortnights}
    assert days == {MONDAY + timedelta(days=number) for number in range(14)}
    assert reports(0, 300, 1, MONDAY) == reports(3, 0, 1, MONDAY) == []


def test_hours_and_weekdays_are_as_counted(fortnights: list[Report]) -> None:
    filed = [local(report.filed_at, _zone(report)) for report in fortnights]
    hours = Counter(at.hour for at in filed)
    for hour, share in enumerate(shares.HOURS):
        assert abs(1000 * hours[hour] / len(filed) - share) < 15, hour
    days = Counter(at.weekday() for at in filed)
    weekday = sum(days[day] for day in range(5)) / 5
    assert 0.55 < days[5] / weekday < 0.8
    assert 0.45 < days[6] / weekday < 0.7


def test_affairs_and_places_come_in_their_shares(fortnights: list[Report]) -> None:
    total = len(fortnights)
    sectors = Counter(report.text.sector for report in fortnights)
    whole = 100 + shares.NOBODY
    for sector, percent in {**shares.SECTORS, NO_AFFAIR: shares.NOBODY}.items():
        assert abs(100 * sectors[sector] / total - 100 * percent / whole) < 2.5, sector
    provinces = Counter(report.region_code[:2] for report in fortnights)
    people = sum(shares.PROVINCES.values())
    for province, living in shares.PROVINCES.items():
        assert abs(provinces[province] / total - living / people) < 0.02, province
    without = sum(report.category is None for report in fortnights) / total
    assert shares.WITHOUT_CATEGORY <= without + 0.02 < 0.5
    for report in fortnights:
        assert report.text.region_code in ("", report.region_code)


def test_what_a_reporter_chooses_comes_in_its_shares(fortnights: list[Report]) -> None:
    total = len(fortnights)
    for chosen, share in {"anonymous": 0.25, "confidential": 0.12, "contact": 0.85}.items():
        found = sum(getattr(report, chosen) for report in fortnights) / total
        assert abs(found - share) < 0.03, chosen
    for chosen, wanted in {"channel": shares.CHANNELS, "classification": shares.CLASSES}.items():
        found_of = Counter(str(getattr(report, chosen)) for report in fortnights)
        for value, share in wanted.items():
            assert abs(found_of[value] / total - share) < 0.03, value


def test_equal_seeds_are_equal_lives_and_others_are_others() -> None:
    def drawn(seed: int) -> list[Report]:
        return [replace(one, chance=CHANCE) for one in reports(3, 40, seed, MONDAY)]

    assert drawn(5) == drawn(5)
    assert drawn(5) != drawn(6)
    assert _outcome(5) == _outcome(5)
    assert list(_outcome(5).lines()) != list(_outcome(6).lines())


CHANCE = Random(0)


def test_who_practises_reads_no_text_twice_while_there_are_others() -> None:
    def told(told: set[Story] | None, places: dict[str, float]) -> list[Story]:
        return [one.text for one in reports(12, 10, 1, MONDAY, places, told)]

    surabaya = {"35.78": 1.0}
    before: set[Story] = set()
    first = told(before, PRACTICE_PLACES)
    assert len(first) == len(set(first)) == len(before) == 120
    assert len({(one.title, one.body) for one in first[:50]}) == 50
    assert not {*first} & {*told(before, PRACTICE_PLACES)}
    assert len(set(told(None, surabaya))) < 120  # where nobody reads them all, by their shares
    assert told(None, surabaya)[0] == told(set(), surabaya)[0]
    every = {one for one in corpus() if one.region_code in ("", "35.78")}
    assert len(told(every, surabaya)) == 120  # there is no other: they come again


@pytest.fixture(scope="module")
def settled() -> Lived:
    """Cases that had months to end, reopenings of archives among them."""
    return imagined(reports(12, 100, 1, MONDAY), everybody(1), SETTLED)


def test_what_came_is_counted_alike_by_other_means(settled: Lived) -> None:
    twice = count_twice(settled)
    assert twice.by_product == twice.by_sql
    filed = [
        n
        for (scope, dimension, _, period, measure), n in twice.by_product.items()
        if (scope, dimension, measure) == ("country", "all", "filed")
        and len(period) == len("2026-11")
    ]
    assert sum(filed) == len(settled) == 1200


def test_agencies_are_in_time_as_their_manner_is(settled: Lived) -> None:
    people = everybody(1)
    found = outcome(settled, people, DeadlinePolicy(calendar=people.calendar))
    assert found.cases == sum(found.statuses.values()) == len(settled)
    assert found.events == sum(len(events) for _, events in settled)
    share = {
        manner: found.kept[manner] / (found.kept[manner] + found.late[manner]) for manner in Manner
    }
    assert share[Manner.WELL] > 0.9
    assert share[Manner.LATE] < 0.35
    assert share[Manner.NEVER] < 0.05
    happened = Counter(event.type for _, events in settled for event in events)
    assert {
        EventType.RETURNED, EventType.TRANSFERRED, EventType.HELD, EventType.APPEALED,
        EventType.APPEAL_DECIDED, EventType.REOPENED, EventType.CLOSED, EventType.ESCALATED,
        EventType.ARCHIVED, EventType.MESSAGED, EventType.INTERIM_REPLIED, EventType.RATED,
        EventType.TRIAGE,
    } <= happened.keys()  # fmt: skip
    assert not [case for case, _ in settled if case.status is Status.RECEIVED]


def test_officers_work_when_offices_are_open_and_in_order() -> None:
    people, calendar = everybody(2), packaged_calendar()
    lived = imagined(reports(5, 30, 2, MONDAY), people, SETTLED)
    for case, events in lived:
        assert [event.number for event in events] == list(range(1, case.version + 1))
        assert [event.at for event in events] == sorted(event.at for event in events)
        for event in events:
            if event.actor.role in (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN):
                theirs = [event.at.astimezone(zone) for zone in ZONES.values()]
                assert any(8 <= at.hour < 17 for at in theirs), (case.id, event.number)
                assert all(calendar.is_workday(at.date()) for at in theirs)


def test_all_lives_are_led_side_by_side_up_to_a_moment() -> None:
    people = everybody(4)
    world = Imagined(people)
    lives = [Life(report, people, world) for report in reports(3, 20, 4, MONDAY)]
    until = lives[30].report.filed_at
    happened: list[datetime] = []
    for life in lead(lives, until):
        assert life.case is not None
        happened.append(life.case.updated_at)
    assert happened == sorted(happened)
    filed = [life for life in lives if life.case is not None]
    assert {life.report.number for life in filed} == {
        life.report.number for life in lives if life.report.filed_at <= until
    }
    assert all(life.at is None or life.at > until for life in lives)


def test_where_a_person_is_nobody_else_acts() -> None:
    agencies = {agency.id for agency in packaged().all()}
    alone = People(seed=1, agencies=packaged(), calendar=packaged_calendar(), away=agencies)
    lived = imagined(reports(2, 20, 1, MONDAY), alone, MONDAY + timedelta(days=20))
    actors = {event.actor.role for _, events in lived for event in events}
    assert actors <= {Role.REPORTER, Role.SYSTEM}
    assert {case.status for case, _ in lived} == {Status.ROUTED, Status.TRIAGE}


class Unwilling(Imagined):
    """Refuses what people do, so often in each life."""

    def __init__(self, people: People, times: int) -> None:
        super().__init__(people)
        self.refused: Counter[str] = Counter()
        self._times = times

    def take(self, case: Case, step: Step) -> Case:
        if self.refused[case.id] < self._times:
            self.refused[case.id] += 1
            raise Conflict("wrong_status")
        return super().take(case, step)


@pytest.mark.parametrize(("times", "go_on"), [(2, True), (3, False)])
def test_who_is_refused_does_what_is_possible_but_not_for_ever(times: int, go_on: bool) -> None:
    people = everybody(1)
    world = Unwilling(people, times)
    lives = [Life(report, people, world) for report in reports(1, 40, 1, MONDAY)]
    for _ in lead(lives, datetime(2026, 10, 10, tzinfo=UTC)):
        pass
    assert max(world.refused.values()) == times
    answered = [
        case_id
        for case_id, events in world.events.items()
        if world.refused[case_id] == times
        and any(event.type is EventType.ANSWERED for event in events)
    ]
    assert bool(answered) is go_on


def test_what_came_of_it_is_said_in_words() -> None:
    found = Outcome(cases=1_200, events=9_000)
    found.statuses.update({Status.CLOSED: 1_100, Status.ROUTED: 100})
    found.handled.update({Manner.WELL: 900, Manner.LATE: 300})
    found.kept.update({Manner.WELL: 899})
    found.late.update({Manner.WELL: 1, Manner.LATE: 299})
    assert list(found.lines()) == [
        "1,200 cases, 9,000 events",
        "  routed           100",
        "  closed         1,100",
        "agencies that answer     cases  in time      late   share in time",
        "  well                    900      899         1            100%",
        "  late                    300        0       299              0%",
        "  badly                     0        0         0               -",
        "  not at all                0        0         0               -",
    ]


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_how_far_it_is_is_shown_to_who_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    began = datetime(2026, 8, 31, tzinfo=UTC)
    for shown, expected in (
        (Terminal(), f"\r[{'.' * 40}]   0 %\r[{'#' * 20}{'.' * 20}]  50 %\r[{'#' * 40}] 100 %\n"),
        (StringIO(), ""),
    ):
        monkeypatch.setattr("sys.stderr", shown)
        bar = Bar(began, began + timedelta(hours=10))
        for hours in (0, 5, 5.01, 4, 12):
            bar.show(began + timedelta(hours=hours))
        bar.end()
        assert shown.getvalue() == expected
