"""Two matters in one text: set apart by its writer, and surely for two sectors."""

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing.classifier import Classifier, Prediction
from chalicelib.routing.matters import (
    FOREIGN_SHARE,
    LEAST_WORDS,
    MOST_PARTS,
    has_two_matters,
    parts_of,
)
from chalicelib.usecases.sector_models import MODEL
from tests.ratios import processor_seconds

ROAD = "Jalan kabupaten di depan rumah kami berlubang parah, aspalnya rusak, motor sering jatuh."
CLINIC = (
    "Puskesmas di kelurahan kami sering tutup, dokternya jarang datang, obat habis, antre lama."
)


def predicting(*found: tuple[dict[str, float], bool]) -> Callable[[str], Prediction]:
    """A model that says these things of the texts it is asked about, in turn."""
    left = iter(found)

    def predict(_: str) -> Prediction:
        shares, confident = next(left)
        ranking = sorted(shares.items(), key=lambda pair: -pair[1])
        return Prediction(
            ranking=tuple(ranking),
            confidence=ranking[0][1],
            reasons=(),
            confident=confident,
            model="test",
        )

    return predict


@pytest.mark.parametrize(
    "between",
    [
        " Selain itu ",
        " selain itu, ",
        " Dan selain itu ",
        " Di samping itu ",
        " Disamping itu ",
        " Kedua, ",
        " Yang kedua ",
        " Juga ",
        " Dan juga ",
        " Satu lagi, ",
        " Ada satu lagi: ",
        " Ada masalah lain, ",
        " Hal lainnya: ",
        " Selanjutnya ",
        " Sekalian ",
        " Also, ",
        " Second, ",
        " In addition, ",
        " Another problem: ",
        "\n\n",
        "\n \t\n",
        "\n2. ",
        "\n2) ",
        "\n(2) ",
        " 2. ",
    ],
)
def test_what_sets_a_part_apart(between: str) -> None:
    parts = parts_of(ROAD + between + CLINIC)
    assert len(parts) == 2
    assert parts[0] == ROAD
    assert parts[1].endswith(CLINIC)


@pytest.mark.parametrize(
    "text",
    [
        f"{ROAD} {CLINIC}",
        f"{ROAD}\n{CLINIC}",
        "Jalan itu juga berlubang dan motor warga sering jatuh di sana",
        "Kami warga RT 2. Jalan di depan rumah kami berlubang semua",
        "Rumah kami nomor 12.5 di jalan yang berlubang sejak tahun lalu",
        "Ketua RT kami bilang jalan di depan rumah akan diperbaiki segera",
        "",
    ],
)
def test_what_does_not(text: str) -> None:
    assert len(parts_of(text)) <= 1


@pytest.mark.parametrize(("words", "parts"), [(LEAST_WORDS - 1, 1), (LEAST_WORDS, 2)])
def test_a_part_has_to_stand_alone(words: int, parts: int) -> None:
    assert len(parts_of(f"{ROAD}\n\n" + "kata " * words)) == parts


def test_no_more_parts_than_somebody_looks_at() -> None:
    text = "\n\n".join([ROAD] * (MOST_PARTS + 1))
    assert len(parts_of(text)) == MOST_PARTS
    assert len(parts_of(text.removesuffix(ROAD))) == MOST_PARTS


@given(st.text(max_size=400))
def test_parts_are_of_the_text_in_its_order(text: str) -> None:
    at = 0
    for part in parts_of(text):
        at = text.index(part, at) + len(part)


@pytest.mark.parametrize("repeated", [" ", "\n", "1. ", ". dan juga", "("])
def test_parting_takes_time_in_proportion_to_the_text(repeated: str) -> None:
    works = (partial(parts_of, (repeated * size)[:size]) for size in (5_000, 40_000))
    short, long = processor_seconds(*works)
    assert long < 16 * short, "64 if squared"


BOTH = f"{ROAD}\n\n{CLINIC}"
SURE = {"public_works": 0.9, "health": 0.02, "other": 0.08}, True
ANOTHER = {"health": 0.9, "public_works": 0.02, "other": 0.08}, True


def test_two_parts_surely_of_two_sectors() -> None:
    assert has_two_matters(BOTH, predicting(SURE, ANOTHER)) is True
    assert has_two_matters(BOTH, predicting(SURE, SURE)) is False
    three = f"{BOTH}\n\n{ROAD}"
    assert has_two_matters(three, predicting(SURE, SURE, ANOTHER)) is True


def test_of_a_text_in_one_part_nothing_is_asked() -> None:
    assert has_two_matters(ROAD, predicting()) is False


@pytest.mark.parametrize("unsure", [0, 1])
def test_the_model_has_to_be_sure_of_both(unsure: int) -> None:
    said = [SURE, ANOTHER]
    said[unsure] = said[unsure][0], False
    assert has_two_matters(BOTH, predicting(*said)) is False


@pytest.mark.parametrize(
    ("share", "foreign"), [(FOREIGN_SHARE - 0.01, True), (FOREIGN_SHARE, False)]
)
@pytest.mark.parametrize("first", [True, False])
def test_neither_may_be_a_little_of_what_the_other_is(
    share: float, foreign: bool, first: bool
) -> None:
    near = {"public_works": 0.6, "health": share, "other": 0.1}, True
    said = (near, ANOTHER) if first else (ANOTHER, near)
    assert has_two_matters(BOTH, predicting(*said)) is foreign


def test_what_belongs_to_no_sector_is_no_matter() -> None:
    nothing = {"other": 0.9, "health": 0.05, "public_works": 0.05}, True
    assert has_two_matters(BOTH, predicting(SURE, nothing)) is False


def test_with_the_model_that_is_shipped() -> None:
    predict = Classifier.load(MODEL).predict
    assert has_two_matters(BOTH, predict)
    assert not has_two_matters(f"{ROAD}\n\nAspal jalannya retak dan banyak lubang.", predict)
