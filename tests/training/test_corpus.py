"""The written complaints: enough of each, rightly labelled, and none on both sides."""

from collections import Counter
from functools import cache

import pytest

from chalicelib.routing import regions
from chalicelib.routing.categories import NOBODY, OTHER, sectors
from chalicelib.routing.danger import judge
from chalicelib.routing.registry import packaged
from chalicelib.usecases.sector_models import classifier
from tests.readings import read_ahead
from training.corpus import DANGEROUS, HARMLESS, KEPT_APART, Answers, Complaint, read_corpus
from training.measure_routing import DAY, RoutedComplaint, measure, route

LEARNT, KEPT = read_corpus(kept_apart=False), read_corpus(kept_apart=True)
EVERY = LEARNT + KEPT
REGISTRY = packaged()
ANSWERS = Answers(REGISTRY, DAY)
CODES = {one.code for one in sectors()} - {OTHER}


def test_there_are_enough_of_every_sector_and_of_what_is_nobodys() -> None:
    counted = Counter(one.sector for one in EVERY)
    assert set(counted) == CODES | {NOBODY}
    assert len(EVERY) - counted[NOBODY] >= 5_000
    assert counted[NOBODY] >= 600
    assert min(counted.values()) >= 60
    assert sum(number >= 150 for number in counted.values()) >= 15


def test_a_fifth_of_the_writers_is_kept_apart() -> None:
    writers = {one.writer for one in EVERY}
    assert {one.writer for one in KEPT} == set(KEPT_APART)
    assert len(KEPT_APART) / len(writers) >= 0.2
    assert sum(one.sector != NOBODY for one in KEPT) >= 1_000
    assert sum(one.sector == NOBODY for one in KEPT) >= 150


def test_no_text_stands_twice() -> None:
    texts = Counter(one.text.casefold() for one in EVERY)
    assert [text for text, times in texts.items() if times > 1] == []


def test_every_island_and_every_province_is_spoken_of() -> None:
    assert {one.place[:2] for one in EVERY if one.place} == {
        region.code for region in regions.children(None)
    }


def test_complaints_are_labelled_with_what_there_is() -> None:
    assert [(one.writer, one.title) for one in EVERY if not _is_labelled(one)] == []


def _is_labelled(one: Complaint) -> bool:
    places = all(regions.get(code) for code in (one.region_code, one.place) if code)
    if one.sector == NOBODY:
        return places and one.accepted == () and one.level == ""
    levels = {"regency", "province", "national"}
    exist = all(REGISTRY.get(agency, DAY) for agency in ANSWERS.right(one))
    return places and one.level in levels and exist and bool(ANSWERS.right(one))


@cache
def routed() -> list[RoutedComplaint]:
    read_ahead(one.text for one in KEPT)
    return route(KEPT, REGISTRY, classifier())


def test_complaints_of_writers_kept_apart_are_routed_as_the_document_says() -> None:
    figures = measure(routed())
    assert figures.complaints == 1105
    assert figures.right >= 0.77
    assert figures.precision >= 0.97
    assert figures.shown >= 0.85
    left = 1 - figures.routed / figures.complaints
    assert figures.right + left * figures.shown >= 0.945  # by itself, or by who is shown it
    assert figures.nobodys_routed <= 3


def test_what_no_reader_finds_dangerous_is_routed_by_itself_more_often() -> None:
    figures = measure(one for one in routed() if one.complaint.danger != DANGEROUS)
    assert figures.complaints == 877
    assert figures.right >= 0.8
    assert figures.precision >= 0.97


def test_what_readers_find_dangerous_goes_to_the_right_agency_or_to_a_person() -> None:
    figures = measure(one for one in routed() if one.complaint.danger == DANGEROUS)
    assert figures.complaints == 228
    wrong = figures.routed / figures.complaints - figures.right
    assert wrong <= 0.04


@pytest.mark.parametrize(
    ("danger", "count", "least", "most"),
    [(DANGEROUS, 228, 0.73, 1), (HARMLESS, 874, 0, 0.07)],
)
def test_complaints_of_writers_kept_apart_wait_as_the_document_says(
    danger: str, count: int, least: float, most: float
) -> None:
    asked = [one.text for one in KEPT if one.danger == danger]
    read_ahead(asked)
    held = sum(judge(text, titled=True).outcome != "harmless" for text in asked) / len(asked)
    assert len(asked) == count
    assert least <= held <= most
