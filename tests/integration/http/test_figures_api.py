"""Figures as they are asked for: who may have which, how exactly, and in how many reads."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from chalicelib.figures.cells import UNKNOWN, CaseCounts, Dimension
from chalicelib.http import figure_routes
from chalicelib.store import figure_cells, tables
from chalicelib.store.figure_cells import CountedCase, Recount
from chalicelib.usecases import read_figures
from tests.integration.conftest import started
from tests.integration.people import (
    EAST_JAVA,
    MALANG,
    NATIONAL,
    OMBUDSMAN,
    SCHOOLS,
    SURABAYA,
)
from tests.integration.rows import reads
from tests.integration.world import World

SCHOOL_OFFICE = "kota-surabaya-dinas-pendidikan"
SPRING = {"from": "2026-01", "to": "2026-03"}


def counted(
    number: int, *, agency: str, day: str = "2026-02-02", region: str = "35.78", **more: int
) -> Recount:
    """A case that adds what is said, and one answer in time for its agency."""
    counts = {"filed": 1, "routed:model": 1, "status:answered": 1, **more}
    values = {
        Dimension.CLASS: "complaint",
        Dimension.CATEGORY: "pekerjaan-umum" if number % 2 else UNKNOWN,
        Dimension.SECTOR: "public_works",
        Dimension.PROVINCE: region[:2],
        Dimension.REGENCY: region if "." in region else UNKNOWN,
        Dimension.AGENCY: agency,
        Dimension.CHANNEL: "web",
    }
    case = CaseCounts(
        day=day,
        hour="09",
        values=values,
        counts=counts,
        to_agencies={agency: {"good": 1}},
        public=True,
    )
    return Recount(before=CountedCase(case_id=f"LP-{agency}-{number}"), counts=case, through=1)


@pytest.fixture(scope="module")
def figured() -> Iterator[World]:
    """43 cases of an office in Surabaya, 7 of the city, 3 of Malang in a later month."""
    answered = {"answered": 1, "resolve:kept": 1, "r4": 1, "rated": 1, "satisfied": 1}
    recounts = [
        *(counted(n, agency=SCHOOL_OFFICE, **answered) for n in range(43)),
        *(counted(n, agency="kota-surabaya", day="2026-01-31") for n in range(7)),
        *(counted(n, agency="kota-malang", day="2026-03-01", region="35.73") for n in range(3)),
        *(counted(n, agency=UNKNOWN, day="2026-05-01") for n in range(8)),
    ]
    with started() as world:
        for together in figure_cells.in_transactions(recounts):
            figure_cells.save(1, together)
        yield world


def asked(world: World, groups: str | None = None, **query: str) -> tuple[int, Any]:
    path = "/v1/figures" if groups is None else "/v1/officer/figures"
    status, answer, _ = world.call("GET", path, query={**SPRING, **query}, groups=groups)
    return status, answer


def told(world: World, groups: str | None = None, **query: str) -> Any:
    status, answer = asked(world, groups, **query)
    assert status == 200, answer
    return answer


def lines(answer: Any) -> list[tuple[str, int | str]]:
    return [(item["key"], item["filed"]) for item in answer["items"]]


def test_the_country_for_everybody(figured: World) -> None:
    answer = told(figured)
    assert (answer["first_month"], answer["last_month"]) == ("2026-01", "2026-03")
    assert (answer["region_code"], answer["agency_id"], answer["group"]) == (None, None, None)
    assert answer["filed"] == 50  # of 53
    figures = answer["figures"]
    assert figures["resolve"]["kept"] == figures["resolve"]["done"] == 40
    assert (figures["resolve"]["median"], figures["resolve"]["kept_share"]) == (4, 1.0)
    assert figures["satisfaction"] == {
        "answered": 40, "rated": 40, "response_share": 1.0, "satisfied": 40, "satisfied_share": 1.0,
    }  # fmt: skip
    assert answer["by_day"] == {"2026-01-31": 5, "2026-02-02": 40}
    assert answer["by_hour"]["09"] == 50
    assert answer["by_hour"]["08"] == "<5"
    assert len(answer["by_hour"]) == 24
    assert answer["items"] == []


def test_a_breakdown_by_each_dimension(figured: World) -> None:
    assert lines(told(figured, group="agency")) == [
        (SCHOOL_OFFICE, 40), ("kota-surabaya", 5),
    ]  # fmt: skip
    assert lines(told(figured, group="class")) == [("complaint", 50)]
    assert lines(told(figured, group="category")) == [("-", 25), ("pekerjaan-umum", 25)]
    assert lines(told(figured, group="sector")) == [("public_works", 50)]
    assert lines(told(figured, group="region")) == [("35", 50)]
    assert lines(told(figured, group="channel")) == [("web", 50)]


def test_what_has_no_agency_yet_has_no_agencys_name(figured: World) -> None:
    answer = told(figured, group="agency", **{"from": "2026-05", "to": "2026-05"})
    assert [(item["key"], item["name"]) for item in answer["items"]] == [(UNKNOWN, None)]


def test_values_have_their_names(figured: World) -> None:
    answer = told(figured, group="agency")
    names = {item["key"]: item["name"] for item in answer["items"]}
    assert names["kota-surabaya"] == "Pemerintah Kota Surabaya"
    assert answer["items"][0]["figures"]["filed"] == 40
    assert answer["by_day"] == answer["by_hour"] == {}
    (province,) = told(figured, group="region")["items"]
    assert province["name"] == "Jawa Timur"
    unnamed = {item["key"]: item["name"] for item in told(figured, group="class")["items"]}
    assert unnamed == {"complaint": None}


def test_a_region_and_what_it_falls_into(figured: World) -> None:
    assert told(figured, region_code="35")["filed"] == 50
    assert told(figured, region_code="35.78")["filed"] == 50
    assert told(figured, region_code="35.73")["filed"] == "<5"
    assert told(figured, region_code="35.73")["figures"] is None
    assert told(figured, region_code="12")["filed"] == "<5"
    assert lines(told(figured, region_code="35", group="region")) == [
        ("35.78", 50),
    ]  # fmt: skip
    assert lines(told(figured, region_code="35", group="class")) == [("complaint", 50)]
    assert lines(told(figured, region_code="12", group="region")) == []


def test_no_case_of_a_province_is_in_no_part_of_it(figured: World) -> None:
    """Those of which no regency is known are the part of nobody: what is on a map and in its table
    adds up."""
    june = {"from": "2026-06", "to": "2026-06"}
    for region, number in (("35.78", 20), ("35.73", 10), ("35", 7), (UNKNOWN, 6)):
        recounts = [
            counted(
                n, agency=f"of-{region}", region=region, day="2026-06-02", **{"resolve:kept": 1}
            )
            for n in range(number)
        ]
        for together in figure_cells.in_transactions(recounts):
            figure_cells.save(1, together)
    country = told(figured, NATIONAL, group="region", **june)
    assert lines(country) == [("35", 37), (UNKNOWN, 6)]
    province = told(figured, NATIONAL, region_code="35", group="region", **june)
    assert lines(province) == [("35.78", 20), ("35.73", 10), (UNKNOWN, 7)]
    for answer in (country, province):
        assert sum(item["filed"] for item in answer["items"]) == answer["filed"]
        kept = [item["figures"]["resolve"]["kept"] for item in answer["items"]]
        assert sum(kept) == answer["figures"]["resolve"]["kept"] == answer["filed"]
    for_all = told(figured, region_code="35", group="region", **june)
    assert lines(for_all) == [("35.78", 20), ("35.73", 10), (UNKNOWN, 5)]


def test_an_agency_and_what_it_falls_into(figured: World) -> None:
    assert told(figured, agency=SCHOOL_OFFICE)["filed"] == 40
    assert lines(told(figured, agency=SCHOOL_OFFICE, group="class")) == [("complaint", 40)]
    assert lines(told(figured, agency=SCHOOL_OFFICE, group="category")) == [
        ("-", 20), ("pekerjaan-umum", 20),
    ]  # fmt: skip


def test_only_the_months_that_are_asked_for(figured: World) -> None:
    assert told(figured, **{"from": "2026-01", "to": "2026-01"})["filed"] == 5
    assert told(figured, **{"from": "2026-03", "to": "2026-03"})["filed"] == "<5"
    assert lines(told(figured, group="agency", **{"from": "2026-01", "to": "2026-01"})) == [
        ("kota-surabaya", 5)
    ]
    assert told(figured, **{"from": "2025-03", "to": "2026-02"})["filed"] == 50


def test_without_months_it_is_this_one(figured: World) -> None:
    status, answer, _ = figured.call("GET", "/v1/figures")
    assert status == 200
    assert answer["first_month"] == answer["last_month"]
    assert (answer["filed"], answer["figures"]) == ("<5", None)
    status, answer, _ = figured.call("GET", "/v1/figures", query={"to": "2026-02"})
    assert (answer["first_month"], answer["filed"]) == ("2026-02", 40)


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ({"from": "2026-02", "to": "2026-01"}, ("to", "before_from")),
        ({"from": "2025-02", "to": "2026-02"}, ("to", "too_many_months")),
        ({"from": "2025-02", "to": "2026-02", "group": "region"}, ("to", "too_many_months")),
        ({"from": "2025-12", "to": "2026-03", "group": "agency"}, ("to", "few_months_or_a_year")),
        ({"from": "2025-04", "to": "2026-03", "group": "category"}, ("to", "few_months_or_a_year")),
        ({"from": "2025-01", "to": "2026-01", "group": "agency"}, ("to", "few_months_or_a_year")),
        ({"from": "2025-01", "to": "2025-11", "group": "agency"}, ("to", "few_months_or_a_year")),
        ({"from": "2025-02", "to": "2025-12", "group": "agency"}, ("to", "few_months_or_a_year")),
        (
            {"from": "2025-12", "to": "2026-03", "group": "category", "region_code": "35"},
            ("to", "few_months_or_a_year"),
        ),
        ({"from": "2026-13"}, ("from", "not_a_month")),
        ({"from": "2026-00"}, ("from", "not_a_month")),
        ({"to": "2026-1"}, ("to", "not_a_month")),
        ({"to": "2026-01-01"}, ("to", "not_a_month")),
        ({"region_code": "99.99"}, ("region_code", "unknown_region")),
        ({"region_code": "35.78.01"}, ("region_code", "unknown_region")),
        ({"agency": "nobody"}, ("agency", "unknown_agency")),
        ({"agency": "kota-malang", "region_code": "35"}, ("agency", "region_or_agency")),
        ({"region_code": "35.78", "group": "class"}, ("group", "unknown_choice")),
        ({"region_code": "35.78", "group": "region"}, ("group", "unknown_choice")),
        ({"agency": "kota-malang", "group": "region"}, ("group", "unknown_choice")),
        ({"region_code": "35", "group": "agency"}, ("group", "unknown_choice")),
        ({"group": "colour"}, ("group", "not_allowed")),
    ],
)
def test_what_cannot_be_answered(
    figured: World, query: dict[str, str], problem: tuple[str, str]
) -> None:
    for groups in (None, NATIONAL):
        status, answer = asked(figured, groups, **query)
        assert status == 422
        assert [(each["field"], each["problem"]) for each in answer["error"]["fields"]] == [problem]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("id", "Menurut instansi atau kategori: paling banyak 3 bulan sekaligus, atau satu tahun"),
        ("en", "By agency or category: at most 3 months at once, or one whole calendar year"),
    ],
)
def test_what_may_be_asked_instead_is_said(figured: World, language: str, told: str) -> None:
    for path, query in (("/v1/figures", {"group": "agency"}), ("/v1/figures/agencies", {})):
        status, answer, _ = figured.call(
            "GET",
            path,
            query={"from": "2025-04", "to": "2026-03", **query},
            headers={"accept-language": language},
        )
        assert status == 422
        (field,) = answer["error"]["fields"]
        assert field["message"].startswith(told)


def test_the_longest_that_may_be_asked(figured: World) -> None:
    twelve, year = {"from": "2025-04", "to": "2026-03"}, {"from": "2025-01", "to": "2025-12"}
    assert asked(figured, **twelve)[0] == 200
    for group in ("class", "sector", "region", "channel"):
        assert asked(figured, group=group, **twelve)[0] == 200
    assert asked(figured, group="region", region_code="35", **twelve)[0] == 200
    for group in ("category", "agency"):
        assert asked(figured, group=group, **SPRING)[0] == 200
        assert asked(figured, group=group, **year)[0] == 200


def test_a_year_by_agency_or_category_is_that_of_its_months(figured: World) -> None:
    year = {"from": "2026-01", "to": "2026-12"}
    for query in (
        {"group": "category"},
        {"group": "category", "region_code": "35"},
        {"group": "category", "agency": SCHOOL_OFFICE},
        {"group": "agency"},
    ):
        whole = told(figured, NATIONAL, **query, **year)
        months = [
            told(figured, NATIONAL, **query, **{"from": first, "to": last})
            for first, last in (
                ("2026-01", "2026-03"), ("2026-04", "2026-06"), ("2026-07", "2026-09"),
                ("2026-10", "2026-12"),
            )
        ]  # fmt: skip
        summed = Counter[str]()
        for each in months:
            summed.update(dict(lines(each)))
        assert dict(lines(whole)) == summed
        assert whole["filed"] == summed.total() > 0
    office = told(figured, NATIONAL, group="agency", **year)["items"][0]
    assert (office["key"], office["figures"]["resolve"]["median"]) == (SCHOOL_OFFICE, 4)
    # What is few in a year is not told by itself either.
    assert ("kota-malang", 3) not in lines(told(figured, group="agency", **year))
    assert lines(told(figured, group="agency", **{"from": "2025-01", "to": "2025-12"})) == []


@pytest.mark.parametrize(
    ("now", "last", "allowed"),
    [
        ("2026-05-31T16:59Z", "2026-05", True),
        ("2026-05-31T17:00Z", "2026-05", False),  # it is June in Jakarta
        ("2026-05-31T17:00Z", "2026-06", True),
        ("2026-05-31T16:59Z", "2026-12", True),
        ("2027-05-31T16:59Z", "2026-05", False),
        ("2027-01-31T16:59Z", "2027-01", False),
    ],
)
def test_a_year_may_be_asked_for_until_the_present_month(
    figured: World, monkeypatch: pytest.MonkeyPatch, now: str, last: str, *, allowed: bool
) -> None:
    monkeypatch.setattr(figure_routes, "utcnow", lambda: datetime.fromisoformat(now))
    status, answer = asked(figured, group="agency", **{"from": "2026-01", "to": last})
    assert status == (200 if allowed else 422)
    if not allowed:
        assert answer["error"]["fields"][0]["problem"] == "few_months_or_a_year"
    else:
        assert (answer["last_month"], lines(answer)[0]) == (last, (SCHOOL_OFFICE, 40))


@pytest.mark.parametrize("groups", [NATIONAL, OMBUDSMAN, "[monitor agency.ksp]"])
def test_who_oversees_the_country_has_it_exactly(figured: World, groups: str) -> None:
    answer = told(figured, groups)
    assert answer["filed"] == 53
    assert answer["by_day"]["2026-03-01"] == 3
    assert lines(told(figured, groups, group="agency")) == [
        (SCHOOL_OFFICE, 43), ("kota-surabaya", 7), ("kota-malang", 3),
    ]  # fmt: skip
    assert told(figured, groups, region_code="35.73")["figures"]["filed"] == 3
    assert told(figured, groups, agency="kota-malang")["filed"] == 3


@pytest.mark.parametrize(
    ("groups", "own"),
    [
        (SURABAYA, {SCHOOL_OFFICE: 43, "kota-surabaya": 7}),
        (SCHOOLS, {SCHOOL_OFFICE: 43}),
        (MALANG, {"kota-malang": 3}),
        (EAST_JAVA, {SCHOOL_OFFICE: 43, "kota-surabaya": 7, "kota-malang": 3}),
        ("[custodian agency.kota-malang]", {"kota-malang": 3}),
    ],
)
def test_officers_have_their_own_exactly_and_no_others(
    figured: World, groups: str, own: dict[str, int]
) -> None:
    together = told(figured, groups)
    assert (together["filed"], together["items"]) == (sum(own.values()), [])
    apart = told(figured, groups, group="agency")
    assert dict(lines(apart)) == own
    assert apart["filed"] == sum(own.values())
    for agency in (SCHOOL_OFFICE, "kota-surabaya", "kota-malang"):
        status, answer = asked(figured, groups, agency=agency)
        assert (status, answer.get("filed")) == (
            (200, own[agency]) if agency in own else (403, None)
        )
    for query in ({"region_code": "35"}, {"group": "class"}, {"group": "region"}):
        status, answer = asked(figured, groups, **query)
        assert (status, answer["error"]["code"]) == (403, "not_your_figures")
    assert asked(figured, groups, agency=next(iter(own)), group="category")[0] == 200


def test_officers_ask_for_a_year_of_theirs_together(figured: World) -> None:
    """Of several agencies a calendar year, as by agency; of one any twelve months, with its
    days."""
    year = {"from": "2026-01", "to": "2026-12"}
    twelve = {"from": "2025-04", "to": "2026-03"}
    assert told(figured, SURABAYA, **year)["filed"] == told(figured, SURABAYA)["filed"] == 50
    status, answer = asked(figured, SURABAYA, **twelve)
    assert (status, answer["error"]["fields"][0]["problem"]) == (422, "few_months_or_a_year")
    own = told(figured, SCHOOLS, **twelve)
    assert (own["filed"], own["by_day"], own["agency_id"]) == (43, {"2026-02-02": 43}, None)
    assert told(figured, SCHOOLS, group="agency", **year)["filed"] == 43


def test_of_many_agencies_all_rows_are_read(
    figured: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And of few theirs alone; it comes to the same."""
    few = told(figured, SURABAYA, group="agency")
    with reads() as seen:
        told(figured, SURABAYA, group="agency")
    assert "Query" not in seen.calls
    monkeypatch.setattr(read_figures, "MOST_BY_KEY", 3)
    with reads() as seen:
        assert told(figured, SURABAYA, group="agency") == few
    assert seen.calls["Query"] == 1


def test_agencies_compared(figured: World) -> None:
    status, answer, _ = figured.call("GET", "/v1/figures/agencies", query=SPRING)
    assert status == 200
    first = answer["items"][0]
    assert answer["items"] == [
        {
            "agency_id": SCHOOL_OFFICE, "name": "Dinas Pendidikan Kota Surabaya", "place": 1,
            "outcomes": 40, "good_share": 1.0, "lower": 0.92, "upper": 1.0, "median_days": 4,
            "flags": [], "response_share": 1.0, "satisfied_share": 1.0,
        },
        {
            "agency_id": "kota-surabaya", "name": "Pemerintah Kota Surabaya", "place": None,
            "outcomes": 5, "good_share": None, "lower": None, "upper": None,
            "median_days": None, "flags": [], "response_share": None, "satisfied_share": None,
        },
    ]  # fmt: skip
    status, answer, _ = figured.call(
        "GET", "/v1/figures/agencies", query={"from": "2025-12", "to": "2026-03"}
    )
    assert (status, answer["error"]["fields"][0]["problem"]) == (422, "few_months_or_a_year")
    status, year, _ = figured.call(
        "GET", "/v1/figures/agencies", query={"from": "2026-01", "to": "2026-12"}
    )
    assert (status, year["items"][0]) == (200, first)


@pytest.mark.parametrize(
    ("path", "query", "most"),
    [
        ("/v1/figures", {}, 3),
        ("/v1/figures", {"from": "2025-04"}, 3),
        ("/v1/figures", {"group": "agency"}, 2),
        ("/v1/figures", {"group": "agency", "from": "2026-01", "to": "2026-12"}, 2),
        ("/v1/figures", {"region_code": "35", "group": "region"}, 2),
        ("/v1/figures", {"region_code": "35", "group": "region", "from": "2025-04"}, 2),
        ("/v1/figures/agencies", {}, 2),
        ("/v1/figures/agencies", {"from": "2026-01", "to": "2026-12"}, 2),
    ],
)
def test_a_page_is_at_most_five_reads_and_no_scan(
    figured: World, path: str, query: dict[str, str], most: int
) -> None:
    figured.call("GET", path, query={**SPRING, **query})  # the register is warm from now on
    calls: list[str] = []

    def note(model: Any, **_: Any) -> None:
        calls.append(model.name)

    events = tables.client().meta.events
    events.register("before-call.dynamodb", note, unique_id="figures")
    try:
        status, _, _ = figured.call("GET", path, query={**SPRING, **query})
    finally:
        events.unregister("before-call.dynamodb", unique_id="figures")
    assert status == 200
    assert len(calls) == most
    assert set(calls) <= {"GetItem", "BatchGetItem", "Query"}


@pytest.mark.parametrize(("language", "begins"), [("id", "Jalan, jembatan"), ("en", "Roads")])
def test_a_sector_is_told_by_its_name(figured: World, language: str, begins: str) -> None:
    status, answer, _ = figured.call(
        "GET",
        "/v1/figures",
        query=SPRING | {"group": "sector"},
        headers={"accept-language": language},
    )
    assert status == 200
    (sector,) = answer["items"]
    assert sector["key"] == "public_works"
    assert sector["name"].startswith(begins)
