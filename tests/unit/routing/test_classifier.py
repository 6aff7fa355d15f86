"""The classifier adds up what the file says, explains it, and knows when to keep silent."""

import json
import struct
from functools import partial
from math import exp, log, sqrt
from pathlib import Path

import pytest

from chalicelib.routing.classifier import MAGIC, ZERO, Classifier
from chalicelib.routing.text import place_terms, term_number
from tests.ratios import processor_seconds

SHIPPED = Path(__file__).parents[3] / "chalicelib" / "routing" / "data" / "sector_model.bin"


def write_model(
    path: Path,
    weights: dict[int, tuple[int, int]],
    *,
    threshold: float = 0.8,
    calibration: tuple[float, ...] = (0.0, -1.0, 0.0),
) -> Path:
    """A model of two labels, every term of importance 1 and every weight as given.

    Trusted as it is, its confidence is the odds p / (1 - p) of the first label put as 1 / (2 - p).
    """
    numbers = sorted(weights)
    header = json.dumps(
        {
            "version": "test-1",
            "labels": ["air", "jalan"],
            "priors": [0.3, 0.7],
            "bias": [0.0, 0.0],
            "calibration": {"bias": 0.0, "weights": calibration},
            "threshold": threshold,
            "spelling": {"jln": "jalan"},
            "importance_steps": [1.0],
            "scale_steps": [0.1],
            "terms": len(numbers),
        }
    ).encode()
    path.write_bytes(
        MAGIC
        + struct.pack("<I", len(header))
        + header
        + struct.pack(f"<{len(numbers)}I", *numbers)
        + bytes(2 * len(numbers))
        + bytes(ZERO + weight for number in numbers for weight in weights[number])
    )
    return path


@pytest.fixture
def classifier(tmp_path: Path) -> Classifier:
    weights = {
        term_number("pipa"): (40, -40),
        term_number("bocor"): (10, -10),
        term_number("jalan"): (-40, 40),
        term_number("lubang"): (-30, 30),
        place_terms("Pesisir", None)[0]: (60, -60),
    }
    return Classifier.load(write_model(tmp_path / "model.bin", weights))


def test_adds_up_weights_of_known_words(classifier: Classifier) -> None:
    prediction = classifier.predict("Pipa bocor")
    # Two words of value 1/sqrt(2) each: the scores are 5/sqrt(2) and -5/sqrt(2).
    assert prediction.ranking[0] == ("air", pytest.approx(1 / (1 + exp(-10 / sqrt(2)))))
    assert sum(share for _, share in prediction.ranking) == pytest.approx(1)
    assert prediction.reasons == ("pipa", "bocor")
    assert prediction.confident
    assert prediction.model == "test-1"


def test_spelling_and_case_do_not_matter(classifier: Classifier) -> None:
    assert classifier.predict("JLN lubang!!!") == classifier.predict("jalan, lubang")
    assert classifier.predict("jalan lubang").ranking[0][0] == "jalan"


def test_place_counts(classifier: Classifier) -> None:
    assert classifier.predict("jalan", district="Pesisir").ranking[0][0] == "air"
    assert classifier.predict("jalan", district="Tempat Lain") == classifier.predict("jalan")


def test_below_the_threshold_it_does_not_decide(classifier: Classifier) -> None:
    undecided = classifier.predict("pipa jalan")
    assert undecided.ranking[0][1] == pytest.approx(0.5)
    assert undecided.confidence == pytest.approx(1 / 1.5)
    assert not undecided.confident


def test_confidence_follows_from_the_lead_the_rest_and_the_length(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    weights = {term_number("pipa"): (10, -10), term_number("bocor"): (10, -10)}
    # Scores 1/sqrt(2) * 2 and the opposite; two known terms.
    lead = 2 * sqrt(2)
    rest = 1 / (1 + exp(lead))
    for weighed, sign in (((1, 0, 0), lead), ((0, 1, 0), log(rest)), ((0, 0, 1), log(3))):
        found = Classifier.load(write_model(path, weights, calibration=weighed)).predict(
            "pipa bocor"
        )
        assert found.confidence == pytest.approx(1 / (1 + exp(-sign)))
        assert found.confident == (found.confidence >= 0.8)
    hopeless = Classifier.load(write_model(path, weights, calibration=(-1e6, 0, 0))).predict("pipa")
    assert hopeless.confidence == pytest.approx(0.0)


@pytest.mark.parametrize("text", ["", "   ", "\U0001f62d\U0001f62d", "12345", "zzz qqq", "<br>"])
def test_without_a_known_word_it_gives_the_priors(classifier: Classifier, text: str) -> None:
    prediction = classifier.predict(text, district="Pesisir")
    assert prediction.ranking == (("jalan", 0.7), ("air", 0.3))
    assert prediction.confidence == 0.7
    assert prediction.reasons == ()
    assert not prediction.confident


def test_mostly_unknown_words_are_never_confident(classifier: Classifier) -> None:
    assert classifier.predict("pipa").confident
    assert not classifier.predict("pipa somewhere over there").confident


def test_reasons_are_at_most_five_and_only_for_the_decision(tmp_path: Path) -> None:
    words = ["satu", "dua", "tiga", "empat", "lima", "enam"]
    weights = {term_number(word): (20 + n, -20 - n) for n, word in enumerate(words)}
    weights[term_number("lawan")] = (-10, 10)
    classifier = Classifier.load(write_model(tmp_path / "model.bin", weights))
    reasons = classifier.predict(" ".join([*words, "lawan"])).reasons
    assert reasons == ("enam", "lima", "empat", "tiga", "dua")
    assert classifier.predict("satu lawan").reasons == ("satu",)


def test_predictions_cannot_be_changed(classifier: Classifier) -> None:
    prediction = classifier.predict("pipa")
    with pytest.raises(AttributeError):
        prediction.confident = False


def test_refuses_files_that_are_no_model(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(b"something else")
    with pytest.raises(ValueError, match="not a classifier file"):
        Classifier.load(path)
    whole = write_model(path, {term_number("pipa"): (1, -1)}).read_bytes()
    path.write_bytes(whole[:-1])
    with pytest.raises(ValueError, match="cut short"):
        Classifier.load(path)


@pytest.fixture(scope="module")
def shipped() -> Classifier:
    return Classifier.load(SHIPPED)


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        (
            "Jalan di depan kampung kami berlubang parah dan sudah banyak motor jatuh",
            "public_works",
        ),
        ("jln rusak brlubang tlg diperbaiki pak", "public_works"),
        ("Sampah menumpuk di TPS dan baunya menyengat sampai ke rumah warga", "environment"),
        ("Air PDAM mati sejak tiga hari, meteran tidak berputar", "water_supply"),
        ("Saya belum pernah menerima bansos padahal keluarga tidak mampu", "social_aid"),
        ("KTP elektronik saya belum jadi, sudah rekam data di dispendukcapil", "civil_registry"),
        ("Antrean di puskesmas lama dan dokternya tidak datang", "health"),
        ("Sekolah menarik pungutan seragam kepada wali murid SMP negeri", "education"),
        ("Listrik padam terus setiap malam di desa kami, mohon PLN", "energy"),
        ("Lampu PJU mati gelap sekali, mohon dishub", "transport"),
    ],
)
def test_shipped_model_knows_everyday_complaints(
    shipped: Classifier, text: str, sector: str
) -> None:
    prediction = shipped.predict(text)
    assert prediction.ranking[0][0] == sector
    assert 1 <= len(prediction.reasons) <= 5


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\U0001f622" * 500,
        "a" * 10_000,
        "jalan rusak " * 900,
        "\u200d".join("jalan rusak"),
        "<script>alert('x')</script>" * 300,
        "My passport application has been waiting at the consulate for three weeks",
        "\x00\ud83d\ufffd",
    ],
)
def test_shipped_model_survives_every_text(shipped: Classifier, text: str) -> None:
    prediction = shipped.predict(text, district="", village="\ud800")
    assert len(prediction.ranking) == len(shipped.labels)
    assert all(0 <= share <= 1 for _, share in prediction.ranking)
    assert sum(share for _, share in prediction.ranking) == pytest.approx(1)
    assert 0 < prediction.confidence < 1


def test_shipped_model_is_silent_on_other_languages(shipped: Classifier) -> None:
    text = "The bridge near our house collapsed yesterday and nobody has answered our calls"
    assert not shipped.predict(text).confident


def test_shipped_model_is_small() -> None:
    assert SHIPPED.stat().st_size <= 6_000_000


def test_time_grows_with_the_text_and_no_faster(shipped: Classifier) -> None:
    text = "Mohon perbaikan jalan berlubang dekat pasar. "
    works = (partial(shipped.predict, text * times) for times in (8, 64))
    short, long = processor_seconds(*works)
    assert long < 16 * short
