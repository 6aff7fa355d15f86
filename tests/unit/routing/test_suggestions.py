"""The agencies suggested to the desk, and what speaks for each."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing.suggestions import (
    LEAST_SHARE,
    MOST_CANDIDATES,
    MOST_WORDS,
    NAMED_BESIDE,
    NAMED_SURELY,
    Candidate,
    informative_words,
)
from tests.unit.routing.sectors import SECTORS
from tests.unit.routing.test_dispose import SURABAYA, Predicted, decide

HEALTH = "kota-surabaya-dinas-kesehatan"
SCHOOLS = "kota-surabaya-dinas-pendidikan"


def suggested(
    text: str, *ranking: tuple[str, float], reasons: tuple[str, ...] = (), **given: Any
) -> tuple[Candidate, ...]:
    prediction = Predicted(ranking=ranking, reasons=reasons, confident=False)
    return decide(text, prediction=prediction, **given).candidates


def test_words_of_the_text_speak_for_the_first_label_only() -> None:
    first, second = suggested(
        "x\nx", ("education", 0.3), ("health", 0.2), reasons=("sekolah", "sudah", "di", "guru")
    )
    assert first == Candidate(
        agency_id=SCHOOLS,
        probability=0.3,
        words=("sekolah", "guru"),
        sector="education",
        region_code=SURABAYA,
    )
    assert second == Candidate(
        agency_id=HEALTH, probability=0.2, words=(), sector="health", region_code=SURABAYA
    )


def test_phrases_of_the_table_speak_too_and_an_agency_of_the_country_has_no_place() -> None:
    (found,) = suggested("x\njalan nasional ambles", ("public_works", 0.3), reasons=("jalan",))
    assert (found.agency_id, found.words) == ("kementerian-pu", ("jalan", "jalan nasional"))
    assert (found.sector, found.region_code) == ("public_works", None)


def test_the_model_suggests_before_the_category() -> None:
    unplaced = {"region_code": None, "category": "kesehatan"}
    (found,) = suggested("x\nx", ("rail", 0.3), **unplaced)
    assert found.agency_id == "kai"
    at_hand = decide("x\nx", category="kesehatan", excluded=frozenset({SCHOOLS}))
    assert [one.agency_id for one in at_hand.candidates] == [HEALTH]


def test_a_label_that_is_no_affair_suggests_nobody() -> None:
    assert suggested("x\nx", ("nobody", 0.9)) == ()


def test_no_more_words_than_one_can_read() -> None:
    (found,) = suggested("x\nx", ("health", 0.3), reasons=("a1", "b1", "c1", "d1"))
    assert found.words == ("a1", "b1", "c1")
    assert len(found.words) == MOST_WORDS


def test_a_body_named_counts_beside_the_model() -> None:
    found = suggested("x\nsudah lapor puskesmas", ("education", 0.8), ("health", 0.1))
    assert [(one.agency_id, one.probability) for one in found] == [
        (SCHOOLS, 0.6),
        (HEALTH, NAMED_BESIDE + 0.075),
    ]
    assert found[1].words == ("puskesmas",)


def test_a_body_the_text_is_surely_about_counts_half() -> None:
    first, second = suggested("puskesmas\ntutup", ("education", 0.2), ("ict", 0.01))
    assert (first.agency_id, first.probability) == (HEALTH, NAMED_SURELY)
    assert (second.agency_id, second.probability) == (SCHOOLS, 0.1)


def test_several_bodies_share_what_names_count() -> None:
    found = suggested("x\nPLN dan PDAM", ("other", 0.0))
    assert [(one.agency_id, one.probability, one.region_code) for one in found] == [
        ("kota-surabaya-pdam-surya-sembada", 0.125, SURABAYA),
        ("pln", 0.125, None),
    ]


def test_a_body_in_the_background_is_not_suggested() -> None:
    assert suggested("x\ndepan PLN", ("other", 0.0)) == ()


def test_one_that_returned_it_is_not_suggested_by_its_name() -> None:
    found = suggested("x\nPLN dan KUA", ("other", 0.0), excluded=frozenset({"pln"}))
    assert [one.agency_id for one in found] == ["kemenag", "kementerian-esdm"]


@pytest.mark.parametrize(("share", "shown"), [(LEAST_SHARE, 1), (LEAST_SHARE - 0.0001, 0)])
def test_an_unlikely_one_is_no_suggestion(share: float, shown: int) -> None:
    assert len(suggested("x\nx", ("health", share))) == shown


def test_words_that_stand_in_every_text_tell_nothing() -> None:
    assert informative_words(("sudah", "di", "bapak", "lapor", "bagaimana", "puskesmas")) == (
        "puskesmas",
    )
    found = decide("x\nx", prediction=Predicted(ranking=(("health", 0.3),), reasons=("di", "obat")))
    assert found.words == ("obat",)


@given(
    st.lists(st.tuples(st.sampled_from(sorted(SECTORS)), st.floats(0, 0.2)), max_size=5),
    st.sampled_from(["", "PLN mati", "lapor puskesmas dan PDAM", "KUA KUA bpjs"]),
)
def test_shares_are_sensible(ranking: list[tuple[str, float]], body: str) -> None:
    found = suggested(f"x\n{body}", *dict(ranking).items())
    shares = [one.probability for one in found]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) <= 1.001
    assert all(share >= LEAST_SHARE - 0.0001 for share in shares)
    assert len({one.agency_id for one in found}) == len(found) <= MOST_CANDIDATES
