"""Working days: the joint decree's calendar, three zones, office hours."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.workdays import ZONES, Calendar, iso, local, local_date

from .world import CALENDAR


def wib(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+07:00")


@pytest.mark.parametrize(
    ("start", "third", "fifth", "tenth", "fourteenth", "sixtieth"),
    [
        ("2026-03-17", "2026-03-27", "2026-03-31", "2026-04-08", "2026-04-14", "2026-06-26"),
        ("2026-05-13", "2026-05-20", "2026-05-22", "2026-06-03", "2026-06-09", "2026-08-13"),
        ("2026-08-14", "2026-08-20", "2026-08-24", "2026-09-01", "2026-09-07", "2026-11-10"),
        ("2026-12-23", "2026-12-30", "2027-01-04", "2027-01-12", "2027-01-18", "2027-04-05"),
    ],
)
def test_known_spans(
    start: str, third: str, fifth: str, tenth: str, fourteenth: str, sixtieth: str
) -> None:
    filed = wib(f"{start}T09:00:00")
    counted = [local_date(CALENDAR.add(filed, n, "WIB"), "WIB") for n in (3, 5, 10, 14, 60)]
    assert [day.isoformat() for day in counted] == [third, fifth, tenth, fourteenth, sixtieth]


def test_2026_has_the_decrees_25_days_off_and_240_working_days() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert sum(day.year == 2026 for day in CALENDAR.holidays) == 25
    assert len([day for day in days if CALENDAR.is_workday(day)]) == 240


def test_joint_leave_is_no_working_day() -> None:
    assert not CALENDAR.is_workday(date(2026, 3, 18))  # cuti bersama before Nyepi
    assert not CALENDAR.is_workday(date(2026, 3, 23))  # cuti bersama after Idul Fitri


def test_a_deadline_is_the_last_moment_of_its_local_day_in_utc() -> None:
    deadline = CALENDAR.add(wib("2026-02-02T09:00:00"), 3, "WIB")
    assert deadline == datetime(2026, 2, 5, 16, 59, 59, tzinfo=UTC)
    assert deadline.tzinfo is UTC


@pytest.mark.parametrize(("zone", "utc_hour"), [("WIB", 16), ("WITA", 15), ("WIT", 14)])
def test_each_zone_ends_its_own_day(zone: str, utc_hour: int) -> None:
    deadline = CALENDAR.add(datetime(2026, 2, 2, 2, tzinfo=UTC), 1, zone)
    assert (deadline.hour, deadline.minute, deadline.second) == (utc_hour, 59, 59)


@pytest.mark.parametrize(
    ("arrives", "counts_from"),
    [
        ("2026-02-02T07:00:00", "2026-02-02"),  # before opening: that day
        ("2026-02-02T15:59:59", "2026-02-02"),
        ("2026-02-02T16:00:00", "2026-02-03"),  # at closing: the next
        ("2026-02-02T23:30:00", "2026-02-03"),
        ("2026-02-06T16:30:00", "2026-02-09"),  # Friday evening: Monday
        ("2026-02-07T10:00:00", "2026-02-09"),  # Saturday
        ("2026-02-15T10:00:00", "2026-02-18"),  # Sunday before joint leave and Imlek
        ("2026-03-17T17:00:00", "2026-03-25"),  # the eve of Nyepi and Lebaran
    ],
)
def test_after_hours_and_days_off_count_as_the_next_working_day(
    arrives: str, counts_from: str
) -> None:
    arrival = CALENDAR.arrival(wib(arrives), "WIB")
    assert arrival.isoformat() == counts_from
    assert CALENDAR.add(wib(arrives), 2, "WIB") == CALENDAR.add(
        wib(f"{counts_from}T09:00:00"), 2, "WIB"
    )


def test_today_is_the_day_of_the_zone_not_of_utc() -> None:
    moment = datetime(2026, 2, 2, 15, 30, tzinfo=UTC)
    assert local_date(moment, "WIB") == date(2026, 2, 2)
    assert local_date(moment, "WIT") == date(2026, 2, 3)
    assert local(moment, "WITA").hour == 23
    assert iso(moment, "WITA") == "2026-02-02T23:30:00+08:00"


def test_a_correction_adds_and_removes_days() -> None:
    corrected = CALENDAR.corrected(
        added=[date(2026, 2, 4)], removed=[date(2026, 2, 16)], version="skb-2"
    )
    assert not corrected.is_workday(date(2026, 2, 4))
    assert corrected.is_workday(date(2026, 2, 16))
    assert corrected.version == "skb-2"
    assert CALENDAR.is_workday(date(2026, 2, 4))


def test_estimates_are_told() -> None:
    assert not CALENDAR.is_estimated(date(2026, 12, 31))
    assert not CALENDAR.is_estimated(date(2027, 3, 9))
    assert CALENDAR.is_estimated(date(2027, 3, 10))  # Idul Fitri by calculation
    assert CALENDAR.is_estimated(date(2027, 4, 1))
    assert CALENDAR.is_estimated(date(CALENDAR.last_year + 1, 1, 2))
    fixed = CALENDAR.corrected(added=sorted(CALENDAR.estimated), version="skb-2027")
    assert not fixed.is_estimated(date(2027, 4, 1))


def test_past_the_calendar_only_weekends_are_known() -> None:
    new_year = date(2031, 1, 1)
    assert CALENDAR.is_workday(new_year)
    assert CALENDAR.is_estimated(new_year)


@pytest.mark.parametrize(
    ("hundredths", "moment"),
    [
        (0, "2026-02-05T16:00:00"),
        (60, "2026-02-05T10:54:00"),  # a fifth of 3 days
        (100, "2026-02-04T16:00:00"),  # of 5
        (280, "2026-02-03T09:12:00"),  # of 14
        (1200, "2026-01-20T16:00:00"),  # of 60
    ],
)
def test_working_time_left_before_a_deadline(hundredths: int, moment: str) -> None:
    deadline = wib("2026-02-05T23:59:59")
    assert CALENDAR.before(deadline, hundredths, "WIB") == wib(moment)


start_of_2024 = datetime(2024, 1, 1, tzinfo=UTC)
moments = st.builds(
    lambda minutes: start_of_2024 + timedelta(minutes=minutes),
    st.integers(0, 3 * 365 * 24 * 60 + 240 * 24 * 60),
)
same_examples = settings(derandomize=True, deadline=None)
zones = st.sampled_from(sorted(ZONES))


@same_examples
@given(start=moments, days=st.integers(1, 60), zone=zones)
def test_a_span_has_exactly_its_working_days(start: datetime, days: int, zone: str) -> None:
    deadline = CALENDAR.add(start, days, zone)
    arrival, last = CALENDAR.arrival(start, zone), local_date(deadline, zone)
    assert CALENDAR.between(arrival, last) == days
    assert CALENDAR.is_workday(last)
    assert deadline > start


@same_examples
@given(start=moments, days=st.integers(1, 30), more=st.integers(0, 30), zone=zones)
def test_extending_equals_a_longer_span(start: datetime, days: int, more: int, zone: str) -> None:
    deadline = CALENDAR.add(start, days, zone)
    assert CALENDAR.extend(deadline, more, zone) == CALENDAR.add(start, days + more, zone)


@same_examples
@given(start=moments, later=st.integers(0, 10_000), days=st.integers(1, 30), zone=zones)
def test_what_happens_later_is_due_no_earlier(
    start: datetime, later: int, days: int, zone: str
) -> None:
    assert CALENDAR.add(start, days, zone) <= CALENDAR.add(
        start + timedelta(minutes=later), days, zone
    )


@same_examples
@given(start=moments, days=st.integers(1, 30), zone=zones, off=st.dates(date(2024, 1, 1)))
def test_one_more_day_off_never_shortens(start: datetime, days: int, zone: str, off: date) -> None:
    corrected = CALENDAR.corrected(added=[off], version="more")
    assert corrected.add(start, days, zone) >= CALENDAR.add(start, days, zone)


@same_examples
@given(moment=moments, zone=zones, day=st.integers(0, 40))
def test_earlier_undoes_later(moment: datetime, zone: str, day: int) -> None:
    start = CALENDAR.arrival(moment, zone)
    assert CALENDAR.earlier(CALENDAR.later(start, day), day) == start


def test_a_calendar_reads_its_file() -> None:
    calendar = Calendar.parse(
        '{"version": "v", "last_year": 2026, "estimated": ["2026-02-03"],'
        ' "holidays": {"2026-02-03": "Hari Libur"}}'
    )
    assert not calendar.is_workday(date(2026, 2, 3))
    assert calendar.is_workday(date(2026, 2, 4))
    assert calendar.is_estimated(date(2026, 2, 4))


@pytest.mark.parametrize(
    ("day", "soon"),
    [("2027-09-30", False), ("2027-10-01", True), ("2027-12-31", True), ("2028-02-01", True)],
)
def test_the_calendar_ends_soon_from_october_of_its_last_year(day: str, soon: bool) -> None:
    assert CALENDAR.last_year == 2027
    assert CALENDAR.ends_soon(date.fromisoformat(day)) is soon
