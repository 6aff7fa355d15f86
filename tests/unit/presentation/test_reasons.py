"""Why an agency is suggested, in words."""

import pytest

from chalicelib.presentation.reasons import explain_suggestion


def test_words_of_the_text_and_the_place_are_told_in_both_languages() -> None:
    told = explain_suggestion(
        {"agency_id": "x", "words": ["puskesmas", "obat"], "region_code": "33.03"}
    )
    assert told == {
        "id": "menyebut 'puskesmas', 'obat'; wilayah Kabupaten Purbalingga",
        "en": "names 'puskesmas', 'obat'; in Kabupaten Purbalingga",
    }


def test_without_words_it_is_told_what_the_text_is_like() -> None:
    assert explain_suggestion({"agency_id": "x", "sector": "rail"}) == {
        "id": "mirip laporan tentang Perkeretaapian",
        "en": "like reports on Railways",
    }


@pytest.mark.parametrize("candidate", [{}, {"sector": "gone"}, {"region_code": "33.03"}])
def test_of_an_earlier_release_nothing_is_told(candidate: dict[str, str]) -> None:
    assert explain_suggestion(candidate) is None


def test_words_come_before_what_it_is_like() -> None:
    told = explain_suggestion({"words": ["rel"], "sector": "rail", "region_code": "00"})
    assert told == {"id": "menyebut 'rel'", "en": "names 'rel'"}


@pytest.mark.parametrize(
    "empty", ["at", "is", "di", "pu", "yang", "Belum", "the", "There", "untuk"]
)
def test_short_and_common_words_are_no_reasons(empty: str) -> None:
    told = explain_suggestion({"words": [empty, "rel", "atap"], "sector": "rail"})
    assert told == {"id": "menyebut 'rel', 'atap'", "en": "names 'rel', 'atap'"}
    assert explain_suggestion({"words": [empty], "sector": "rail"}) == {
        "id": "mirip laporan tentang Perkeretaapian",
        "en": "like reports on Railways",
    }
    assert explain_suggestion({"words": [empty]}) is None
