"""What an officer's list is narrowed to, and what is counted of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.case.model import Appeal, Case, Location, OwedReply, Status
from chalicelib.figures.cells import CaseCounts, Dimension
from chalicelib.protection.receipts import new_case_id
from chalicelib.store import agencies, figure_cells, queries
from chalicelib.store.figure_cells import CountedCase, Recount
from tests.integration.conftest import started
from tests.integration.rows import case, put
from tests.integration.world import World

INBOX, COUNTS = "/v1/officer/inbox", "/v1/officer/inbox/counts"
CITY = "[agency_admin agency.kota-surabaya]"
UNIT = "[liaison agency.kota-surabaya-dinas-pendidikan]"
DESK = "[national_admin agency.kemenpanrb]"
OMBUDSMAN = "[monitor agency.ombudsman]"
PROVINCE_MONITOR = "[monitor agency.provinsi-jawa-timur]"
SCHOOLS, ROADS = "kota-surabaya-dinas-pendidikan", "kota-surabaya"
NOW = datetime.now(UTC)
DAY = timedelta(days=1)
SOUTH = Location(region_code="35.78.01")


def of(agency_id: str | None, **changes: Any) -> Case:
    return case(
        agency_id=agency_id, **({"filed_at": NOW - 2 * DAY, "limit": NOW + 3 * DAY} | changes)
    )


ROOF = of(
    SCHOOLS,
    id="LP-R00F-0000-R00F-1",
    title="Atap bocor",
    masked_title="Atap bocor",
    location=SOUTH,
    assigned=("sub-1", SCHOOLS),
)
LATE = of(
    SCHOOLS, limit=NOW - DAY, escalation_level=2, title="Guru kosong", masked_title="Guru kosong"
)
WRITTEN = of(
    ROADS,
    status=Status.IN_PROGRESS,
    category="infrastruktur.jalan",
    owed_reply=OwedReply(since=NOW - DAY, paused_workdays=0),
    title="Jalan 081234567890",
    masked_title="Jalan [nomor]",
    anonymous=True,
)
APPEALED = of(
    ROADS,
    status=Status.IN_PROGRESS,
    appeal=Appeal(opened_at=NOW - DAY, from_agency_id=SCHOOLS),
    replied=True,
)
DECIDED = of(
    ROADS,
    status=Status.IN_PROGRESS,
    appeal=Appeal(
        opened_at=NOW - DAY, from_agency_id=SCHOOLS, decided_at=NOW - DAY / 2, upheld=True
    ),
)
WAITING = of(ROADS, status=Status.ANSWERED, assigned=("sub-2", SCHOOLS))  # and handed over since
ELSEWHERE = of("kota-malang", escalation_level=1, location=Location(region_code="35.780"))
TRIAGE = of(None, status=Status.TRIAGE)
PASSED = of("kota-malang", limit=NOW - DAY, escalation_level=1)
KEPT = of(
    "kota-malang",
    id="LP-KEPT-0000-KEPT-N",
    not_to=("provinsi-jawa-timur",),
    limit=NOW - DAY,
    escalation_level=1,
)


@pytest.fixture(scope="module")
def lists() -> Iterator[World]:
    with started() as world:
        put([ROOF, LATE, WRITTEN, APPEALED, DECIDED, WAITING, ELSEWHERE, TRIAGE, PASSED, KEPT])
        # The latest month there is anywhere; 36 of them are counted.
        for months_ago, status in (
            (0, "triage"), (0, "routed"), (3, "routed"), (0, "closed"), (35, "answered"),
            (36, "on_hold"),
        ):  # fmt: skip
            counted_in_figures(months_ago, status)
        # Of who oversees more agencies than are counted one by one, this year and the last.
        this_month = (NOW + DAY).month
        for agency, months_ago, status in (
            ("kota-malang", 0, "in_progress"), ("kota-surabaya", this_month + 11, "routed"),
            ("kota-malang", this_month + 12, "answered"), ("kota-denpasar", 0, "routed"),
        ):  # fmt: skip
            counted_in_figures(months_ago, status, agency)
        yield world


def counted_in_figures(months_ago: int, status: str, agency: str = "-") -> None:
    """A hundred cases of that month are in that status, as the figures have it."""
    tomorrow = NOW + DAY
    year, month = divmod(tomorrow.year * 12 + tomorrow.month - 1 - months_ago, 12)
    filed = f"{year}-{month + 1:02}"
    counts = CaseCounts(
        day=f"{filed}-01",
        hour="09",
        values={each: "-" for each in Dimension if each is not Dimension.ALL}
        | {Dimension.AGENCY: agency},
        counts={"filed": 100, f"status:{status}": 100},
    )
    before = CountedCase(case_id=f"LP-{status}-{filed}-{agency}")
    for together in figure_cells.in_transactions(
        [Recount(before=before, counts=counts, through=1)]
    ):
        figure_cells.save(1, together)


def found(world: World, groups: str, **query: str) -> set[str]:
    status, page, _ = world.call("GET", INBOX, query=query, groups=groups)
    assert status == 200, page
    assert page["next_cursor"] is None
    return {item["id"] for item in page["items"]}


def ids(*cases: Case) -> set[str]:
    return {one.id for one in cases}


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, (ROOF, LATE, WRITTEN, APPEALED, DECIDED, WAITING)),
        ({"agency": SCHOOLS}, (ROOF, LATE)),
        ({"agency": "kota-malang"}, ()),
        ({"category": "infrastruktur.jalan"}, (WRITTEN,)),
        ({"category": "infrastruktur"}, (WRITTEN,)),
        ({"category": "infra"}, ()),
        ({"region_code": "35.78.01"}, (ROOF,)),
        ({"region_code": "35.78.02"}, ()),
        ({"level": "1"}, (LATE,)),
        ({"level": "2"}, (LATE,)),
        ({"level": "3"}, ()),
        ({"due_within": "0"}, (LATE,)),
        ({"due_within": "2"}, (LATE,)),
        ({"due_within": "4"}, (ROOF, LATE, WRITTEN, APPEALED, DECIDED)),
        ({"due_within": "4", "overdue": "true"}, (LATE,)),
        ({"replied": "true"}, (WRITTEN, APPEALED)),
        ({"appealed": "true"}, (APPEALED,)),
        ({"appealed": "true", "status": "routed"}, ()),
        ({"assigned_to": "sub-1"}, (ROOF,)),
        ({"assigned_to": "sub-2"}, ()),
        ({"q": "ATAP bocor"}, (ROOF,)),
        ({"q": "bocor kosong"}, ()),
        ({"q": ROOF.id[-4:]}, (ROOF,)),
        ({"q": "0812"}, ()),
        ({"q": "jalan nomor"}, (WRITTEN,)),
    ],
)
def test_a_desk_is_narrowed(lists: World, query: dict[str, str], shown: tuple[Case, ...]) -> None:
    assert found(lists, CITY, **query) == ids(*shown)


@pytest.mark.parametrize(
    "more",
    [{}, {"status": "answered"}, {"overdue": "true"}, {"level": "3"}, {"asked": "true"}],
    ids=str,
)
def test_a_whole_number_finds_its_report_whatever_else_is_asked_for(
    lists: World, more: dict[str, str]
) -> None:
    for typed in (ROOF.id, ROOF.id.lower().replace("-", " "), ROOF.id.replace("-", "")):
        assert found(lists, CITY, q=typed, **more) == ids(ROOF)


def test_a_number_finds_a_report_on_any_desk_for_who_may_read_it(lists: World) -> None:
    assert found(lists, DESK, q=KEPT.id) == found(lists, OMBUDSMAN, q=KEPT.id) == ids(KEPT)
    assert found(lists, CITY, q=KEPT.id) == found(lists, PROVINCE_MONITOR, q=KEPT.id) == set()
    assert found(lists, CITY, q=new_case_id()) == set()
    assert found(lists, OMBUDSMAN, q=f"{KEPT.id[:-1]}0") == set()  # no number: its check is wrong


def test_an_officer_is_told_whose_work_it_is(lists: World) -> None:
    page = lists.call("GET", INBOX, groups=CITY)[1]
    told = {item["id"]: item["assigned_to"] for item in page["items"]}
    others = dict.fromkeys(ids(LATE, WRITTEN, APPEALED, DECIDED, WAITING))
    assert told == {ROOF.id: "sub-1"} | others


def test_a_place_is_narrowed_by_whole_parts_of_its_code(lists: World) -> None:
    assert found(lists, OMBUDSMAN, region_code="35.78") >= ids(ROOF)
    assert ELSEWHERE.id not in found(lists, OMBUDSMAN, region_code="35.78")


def test_the_national_desk_looks_anywhere(lists: World) -> None:
    assert found(lists, DESK) == ids(TRIAGE)
    assert found(lists, DESK, agency="kota-malang") == ids(ELSEWHERE, PASSED, KEPT)
    assert found(lists, DESK, everywhere="true") == ids(
        ROOF, LATE, WRITTEN, APPEALED, DECIDED, WAITING, ELSEWHERE, TRIAGE, PASSED, KEPT
    )
    assert found(lists, DESK, everywhere="true", agency="kota-malang") == ids(
        ELSEWHERE, PASSED, KEPT
    )
    assert found(lists, DESK, everywhere="true", level="2") == ids(LATE)
    assert found(lists, UNIT, everywhere="true") == ids(ROOF, LATE)


def test_a_monitor_narrows_what_it_oversees(lists: World) -> None:
    assert found(lists, PROVINCE_MONITOR, agency="kota-malang") == ids(ELSEWHERE, PASSED)
    assert found(lists, PROVINCE_MONITOR, agency="kemenpanrb") == set()
    assert found(lists, OMBUDSMAN, due_within="0") == ids(LATE, PASSED, KEPT)
    assert found(lists, OMBUDSMAN, appealed="true") == ids(APPEALED)
    assert found(lists, OMBUDSMAN, agency=SCHOOLS, q="guru") == ids(LATE)


@pytest.mark.parametrize(
    ("name", "value"), [("level", "0"), ("level", "4"), ("due_within", "-1"), ("due_within", "366")]
)
def test_what_nobody_means_is_refused(lists: World, name: str, value: str) -> None:
    status, answer, _ = lists.call("GET", INBOX, query={name: value}, groups=CITY)
    assert status == 422
    assert answer["error"]["fields"][0]["field"] == name


def counted(world: World, groups: str, **query: str) -> tuple[dict[str, int], int | None]:
    status, answer, _ = world.call("GET", COUNTS, query=query, groups=groups)
    assert status == 200, answer
    assert answer["most"] == 100
    return {one["status"]: one["number"] for one in answer["items"]}, answer["overdue"]


def test_what_waits_is_counted_by_status(lists: World) -> None:
    assert counted(lists, CITY) == (
        {"routed": 2, "in_progress": 3, "on_hold": 0, "answered": 1},
        1,
    )
    assert counted(lists, CITY, agency=SCHOOLS)[0]["routed"] == 2
    assert counted(lists, CITY, agency=ROADS) == (
        {"routed": 0, "in_progress": 3, "on_hold": 0, "answered": 1},
        0,
    )
    assert counted(lists, CITY, agency="kota-malang")[0]["routed"] == 0
    assert counted(lists, DESK)[0] == {
        "triage": 1, "routed": 0, "in_progress": 0, "on_hold": 0, "answered": 0, "returned": 0
    }  # fmt: skip


def test_who_oversees_some_agencies_has_them_counted_without_what_is_kept_from_them(
    lists: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    province = ({"routed": 4, "in_progress": 3, "on_hold": 0, "answered": 1}, 2)
    assert counted(lists, PROVINCE_MONITOR) == province
    assert counted(lists, PROVINCE_MONITOR, agency="kota-malang") == (
        {"routed": 2, "in_progress": 0, "on_hold": 0, "answered": 0},
        1,
    )
    assert counted(lists, PROVINCE_MONITOR, agency="kemenpanrb")[0]["routed"] == 0
    theirs = len(agencies.registry(NOW).overseen_by("provinsi-jawa-timur") or ())
    monkeypatch.setattr(queries, "MOST_PARTITIONS", theirs)
    assert counted(lists, PROVINCE_MONITOR) == province
    monkeypatch.setattr(queries, "MOST_PARTITIONS", theirs - 1)
    assert counted(lists, PROVINCE_MONITOR) == (
        {"routed": 100, "in_progress": 100, "on_hold": 0, "answered": 0},
        2,
    )
    assert counted(lists, PROVINCE_MONITOR, agency="kota-malang")[0]["routed"] == 2


def test_what_is_open_in_the_country_is_counted_by_the_figures(lists: World) -> None:
    country = {
        "received": 0, "triage": 100, "routed": 400, "in_progress": 100, "on_hold": 0,
        "returned": 0, "answered": 200,
    }  # fmt: skip
    assert counted(lists, OMBUDSMAN) == (country, 3)
    assert counted(lists, DESK, everywhere="true") == (country, 3)
    assert counted(lists, DESK, everywhere="true", agency="kota-malang")[0]["routed"] == 3
    assert counted(lists, UNIT, everywhere="true")[0]["routed"] == 2


@pytest.mark.usefixtures("taken_back")
def test_more_that_is_overdue_than_a_page_shows_is_not_counted_for_overseers(
    lists: World,
) -> None:
    health = "kota-surabaya-dinas-kesehatan"
    put(of(health, escalation_level=1) for _ in range(100))
    assert counted(lists, PROVINCE_MONITOR)[1] is None  # the page ended before the list did
    put(of(health, limit=NOW - DAY, escalation_level=2) for _ in range(100))
    assert counted(lists, PROVINCE_MONITOR)[1] == 100


@pytest.mark.usefixtures("taken_back")
def test_nobody_waits_for_more_than_a_hundred_to_be_counted(lists: World) -> None:
    # Half a day from the moment of the question on either side, however long the run takes.
    put(of("kota-blitar", limit=NOW + (step - 50.5) * DAY) for step in range(101))
    numbers, overdue = counted(lists, "[liaison agency.kota-blitar]")
    assert (numbers["routed"], overdue) == (100, 51)
