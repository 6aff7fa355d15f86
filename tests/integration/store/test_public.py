"""The public list: newest first, every filter alone and in pairs, and nothing that is hidden."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import combinations
from typing import Any

import pytest

from chalicelib.case.model import Case, Status
from chalicelib.store import public_cases
from chalicelib.store.paging import Page
from chalicelib.store.public_cases import PublicFilter
from tests.integration.conftest import started
from tests.integration.rows import DAY, NOW, case, put, reads, text_of, walked

REGIONS = ("35", "35.78", "35.78.01", "35.7", "35.73", "31.74", None)
FILTERS: dict[str, list[Any]] = {
    "status": ["routed", "closed"],
    "category": ["jalan", "sekolah"],
    "region_code": ["35", "35.78", "35.78.01", "31"],
    "agency_id": ["kota-a", "kota-b"],
    "since": [datetime(2025, 12, 20, tzinfo=UTC)],
    "until": [datetime(2026, 1, 10, tzinfo=UTC)],
    "words": ["lubang dalam"],
}
PAIRS = [
    {one: FILTERS[one][0], other: value}
    for one, other in combinations(FILTERS, 2)
    for value in FILTERS[other]
]
ALONE = [{name: value} for name, values in FILTERS.items() for value in values]


def varied(number: int) -> Case:
    """From the middle of November to the end of January."""
    return case(
        filed_at=datetime(2025, 11, 15, tzinfo=UTC) + number * DAY / 2,
        status=(Status.ROUTED, Status.CLOSED, Status.ANSWERED)[number % 3],
        category=("jalan", "sekolah", None, "air")[number % 4],
        region_code=REGIONS[number % 7],
        agency_id=("kota-a", "kota-b", "dinas-c", None, "dinas-d")[number % 5],
        body="Ada lubang yang dalam di jalan." if number % 6 == 0 else "Air tidak mengalir.",
        confidential=number % 11 == 0,
        archive_reason="spam" if number % 13 == 0 else None,
    )


@pytest.fixture(scope="module")
def everything() -> Iterator[list[Case]]:
    with started():
        held = [varied(number) for number in range(150)]
        put(held)
        yield held


def asked_for(one: Case, filters: dict[str, Any]) -> bool:
    """The filters written a second time."""
    region = one.location.region_code or ""
    meets = {
        "status": lambda value: one.status == value,
        "category": lambda value: one.category == value,
        "region_code": lambda value: region == value or region.startswith(f"{value}."),
        "agency_id": lambda value: one.agency_id == value,
        "since": lambda value: one.filed_at >= value,
        "until": lambda value: one.filed_at < value,
        "words": lambda _: "lubang" in text_of(one).body,
    }
    hidden = one.confidential or one.archive_reason == "spam"
    return not hidden and all(meets[name](value) for name, value in filters.items())


@pytest.mark.parametrize("filters", [{}, *ALONE, *PAIRS], ids=str)
def test_a_list_has_what_was_asked_for_newest_first(
    everything: list[Case], filters: dict[str, Any]
) -> None:
    wanted = [one for one in reversed(everything) if asked_for(one, filters)]
    assert walked(PublicFilter(**filters), limit=9) == [one.id for one in wanted]


def first_page(**filters: Any) -> Page:
    return public_cases.page(PublicFilter(**filters), now=NOW, place=None, limit=20)


@pytest.mark.parametrize(
    "filters",
    [
        {"agency_id": "kota-malang"},
        {"category": "tidak-ada"},
        {"region_code": "99.01"},
        {"region_code": "99"},
    ],
    ids=str,
)
def test_what_is_not_there_costs_one_query(everything: list[Case], filters: dict[str, Any]) -> None:
    assert everything
    with reads() as seen:
        assert first_page(**filters) == Page(cases=(), place=None)
    assert (seen.calls, seen.evaluated) == ({"Query": 1}, 0)
    assert seen.units <= 1


@pytest.mark.parametrize(
    "filters", [{"agency_id": "kota-a"}, {"category": "jalan"}, {"region_code": "35.78"}], ids=str
)
def test_a_page_by_key_reads_what_it_shows(everything: list[Case], filters: dict[str, Any]) -> None:
    assert everything
    with reads() as seen:
        page = public_cases.page(PublicFilter(**filters), now=NOW, place=None, limit=10)
    assert (len(page.cases), seen.evaluated, seen.fetched) == (10, 10, 10)
    assert seen.calls == {"Query": 1, "BatchGetItem": 1}
