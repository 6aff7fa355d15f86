"""Agencies found by what people call them."""

from datetime import date

import pytest

from chalicelib.routing.agency import Agency
from chalicelib.routing.agency_search import MOST_FOUND, search_agencies
from chalicelib.routing.registry import packaged

TODAY = date(2026, 11, 27)


def names(typed: str, near: str | None = "35.78", barred: str = "") -> list[str]:
    def allowed(agency: Agency) -> bool:
        return agency.id != barred

    found = search_agencies(packaged(), typed, near=near, on=TODAY, allowed=allowed)
    return [agency.id for agency in found]


@pytest.mark.parametrize(
    ("typed", "best"),
    [
        ("dukcapil surabaya", "kota-surabaya-dinas-kependudukan-dan-pencatatan-sipil"),
        ("dispendik", "kota-surabaya-dinas-pendidikan"),
        ("DINAS pendidikan", "kota-surabaya-dinas-pendidikan"),
        ("pln", "pln"),
        ("provinsi jawa timur", "provinsi-jawa-timur"),
        ("pupr", "kota-surabaya-dinas-sumber-daya-air-dan-bina-marga"),
    ],
)
def test_a_usual_name_finds_the_agency_of_the_place_first(typed: str, best: str) -> None:
    assert names(typed)[0] == best


def test_another_place_is_found_when_it_is_named() -> None:
    found = names("dukcapil malang")
    assert found
    assert all("malang" in one for one in found)


def test_every_word_has_to_speak_of_it() -> None:
    assert names("dukcapil atlantis") == []
    assert names("kanto") == names("kanto", barred="x")


def test_what_may_not_be_chosen_is_not_offered() -> None:
    best = "kota-surabaya-dinas-pendidikan"
    assert best not in names("dispendik", barred=best)


def test_nothing_typed_offers_who_serves_the_place() -> None:
    found = names("")
    assert len(found) == MOST_FOUND
    assert all(one.startswith(("kota-surabaya", "provinsi-jawa-timur", "kota")) for one in found)
