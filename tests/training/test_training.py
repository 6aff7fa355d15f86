"""From a made-up history to an exported file that answers like the fitted model."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from chalicelib.routing.classifier import Classifier, confidence_features
from tests.training.histories import write_history
from training import learn, measure
from training.data import (
    FEWEST_ROWS,
    OTHER,
    Example,
    SectorTable,
    UnusableData,
    learnable,
    read_examples,
    read_spelling,
)
from training.export import most_terms, write_model
from training.features import Vocabulary, count
from training.train import settle, train

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_history(tmp_path_factory.mktemp("history") / "kota.csv", 150, seed=1)


@pytest.fixture(scope="module")
def model(history: Path) -> Path:
    path = history.parent / "model.bin"
    train([history], "agency", path)
    return path


def test_trained_model_knows_its_history(model: Path) -> None:
    classifier = Classifier.load(model)
    assert classifier.labels == ("Dinas Jalan", "Dinas Kebersihan", "Dinas Sekolah")
    prediction = classifier.predict("jln berlubang dan aspal rusak")
    assert prediction.ranking[0][0] == "Dinas Jalan"
    assert {"berlubang", "aspal"} & set(prediction.reasons)
    assert prediction.confident
    assert prediction.model == classifier.version


def test_training_twice_gives_the_same_file(history: Path, model: Path) -> None:
    again = history.parent / "again.bin"
    train([history], "agency", again)
    assert again.read_bytes() == model.read_bytes()


def test_exported_file_answers_like_the_fitted_model(history: Path, tmp_path: Path) -> None:
    examples = read_examples(history, "agency")
    labels = sorted({example.label for example in examples})
    counted = count(examples, {})
    vocabulary = Vocabulary.choose(counted, 10_000)
    rows = vocabulary.matrix(counted)
    numbers = np.array([labels.index(example.label) for example in examples])
    lateness = np.linspace(0.0, 1.0, len(examples))
    # Scaled down, so that no share hides a mistake by being close to one.
    model = learn.fit(rows, numbers, len(labels), learn.lately(lateness)).scaled(0.4)
    scores = model.scores(rows)
    calibration = learn.Calibration(bias=0.3, weights=(0.4, -0.2, 0.1))
    header = {
        "version": "v",
        "labels": labels,
        "priors": [0.2, 0.3, 0.5],
        "calibration": {"bias": calibration.bias, "weights": calibration.weights},
        "threshold": 0.5,
        "spelling": {},
    }
    write_model(tmp_path / "model.bin", model, vocabulary, header)
    classifier = Classifier.load(tmp_path / "model.bin")
    shares = learn.softmax(scores)
    confidence = calibration.confidence(learn.confidence_features(scores, np.diff(rows.indptr)))
    for place, example in enumerate(examples[:30]):
        prediction = classifier.predict(
            example.text, district=example.district, village=example.village
        )
        answered = dict(prediction.ranking)
        assert [answered[name] for name in labels] == pytest.approx(shares[place], abs=0.003)
        assert prediction.confidence == pytest.approx(confidence[place], abs=0.003)


def test_a_term_counts_by_what_it_tells_alone() -> None:
    # Terms: always inside, never inside, everywhere, once inside.
    present = csr_matrix(np.array([[1, 0, 1, 1], [1, 0, 1, 0], [0, 1, 1, 0], [0, 1, 1, 0]], float))
    always, never, everywhere, once = learn.term_influence(present, np.array([1, 1, 0, 0], bool))
    assert always == pytest.approx(never)
    assert always > 1.4 * once  # two texts say more than one
    assert once > everywhere == pytest.approx(0.0, abs=1e-9)
    assert always + never + everywhere + once == pytest.approx(4.0)


def test_what_changed_lately_counts_most() -> None:
    """One word, one agency for years and another of late; as many rows of each."""
    rows = csr_matrix(np.ones((100, 1)))
    labels = np.array([0] * 50 + [1] * 50)
    aged = learn.fit(rows, labels, 2, learn.lately(np.linspace(0.0, 1.0, 100)))
    ageless = learn.fit(rows, labels, 2, learn.lately(np.zeros(100)))
    assert np.diff(aged.scores(rows[:1]))[0] > 0.5
    assert abs(np.diff(ageless.scores(rows[:1]))[0]) < 0.1


def test_scores_are_scaled_to_what_came_true() -> None:
    chance = np.random.default_rng(4)
    scores = chance.normal(size=(4000, 3))
    shares = learn.softmax(2.5 * scores)
    labels = np.array([chance.choice(3, p=row) for row in shares])
    assert learn.likeliest_factor(scores, labels) == pytest.approx(2.5, abs=0.2)


def test_calibration_is_learnt_from_what_came_true() -> None:
    chance = np.random.default_rng(5)
    seen = chance.normal(size=(20_000, 3)) * (1.0, 10.0, 0.1) + (3.0, -20.0, 5.0)
    truth = learn.Calibration(bias=-2.0, weights=(1.0, 0.0, 0.0)).confidence(seen)
    calibration = learn.Calibration.learn(seen, chance.random(20_000) < truth)
    assert np.abs(calibration.confidence(seen) - truth).mean() < 0.02
    # Nothing to tell apart: the share, and never certainty.
    always = learn.Calibration.learn(seen[:8], np.ones(8, bool))
    assert always.confidence(seen[:1])[0] == pytest.approx(0.9)


def test_features_are_the_same_in_training_and_in_production() -> None:
    scores = np.array([[0.2, 3.0, 1.0], [50.0, -50.0, 0.0], [1.0, 1.0, 1.0]])
    rows = learn.confidence_features(scores, np.array([7, 0, 3]))
    for place, terms in enumerate((7, 0, 3)):
        assert confidence_features(scores[place].tolist(), terms) == pytest.approx(rows[place])


def test_vocabulary_keeps_the_most_frequent_terms_and_all_places(history: Path) -> None:
    counted = count(read_examples(history, "agency"), {})
    vocabulary = Vocabulary.choose(counted, 40)
    assert len(vocabulary.numbers) == 40
    places = {number for text in counted for number in text.places}
    assert len(places) == 5
    assert set(vocabulary.numbers[:5].tolist()) == places
    assert 3_700_000 < most_terms(30) * (6 + 30) < 4 * 1024 * 1024


def test_rare_labels_become_other() -> None:
    enough, few = FEWEST_ROWS["agency"], FEWEST_ROWS["category"]
    examples = [
        Example(text="a", label=label)
        for label, rows in (("big", enough), ("mid", enough), ("rare", few), ("empty", 0))
        for _ in range(rows)
    ]
    examples.append(Example(text=" ", label="big"))
    kept = learnable(examples, "agency")
    labels = [example.label for example in kept.values()]
    assert sorted(set(labels)) == ["big", "mid", OTHER]
    assert len(kept) == 2 * enough + few
    with pytest.raises(UnusableData, match="two labels"):
        learnable(examples[:enough], "agency")


def test_coarse_labels_settle_on_what_the_words_say() -> None:
    sure = [Example(text="air pipa bocor", label="water", allowed=("water",))] * 5
    sure += [Example(text="jalan aspal lubang", label="roads", allowed=("roads",))] * 5
    coarse = Example(text="pipa bocor", label="roads", allowed=("roads", "water"))
    unknown = Example(text="pipa", label="new", allowed=("new", "newer"))
    examples = [*sure, coarse, unknown]
    settled = settle(examples, count(examples, {}))
    assert [example.label for example in settled[-2:]] == ["water", "new"]


def test_sector_table_prefers_the_topic() -> None:
    table = SectorTable.read()
    agency = "Bagian Perekonomian dan Sumber Daya Alam"
    assert table.sectors_of(agency, "") == ("economy_trade",)
    assert table.sectors_of(agency, "Pelayanan PDAM") == ("water_supply",)
    assert table.sectors_of("Kelurahan Mana Saja", "")[0] == "village_affairs"
    assert table.sectors_of("Sesuatu Yang Lain", "") == (OTHER,)


def test_spelling_table_needs_one_step_only() -> None:
    spelling = read_spelling()
    assert spelling["yg"] == "yang"
    assert not set(spelling.values()) & set(spelling)
    assert "smp" not in spelling  # the school, not "sampai"


def test_rows_are_read_in_time_order(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        "submitted_at,text,agency\n2025-02-01,b,X\n2025-01-01,a,X\n2025-03-01,c,\n"
        "2025-03-02,d,X\n2025-03-03,e,X\n2025-03-04,f,X\n",
        encoding="utf-8",
    )
    examples = read_examples(path, "agency")
    assert [example.text for example in examples] == ["a", "b", "d", "e", "f"]
    assert [example.lateness for example in examples] == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert [example.later for example in examples] == [False] * 4 + [True]


@pytest.mark.parametrize("content", ["", "text\nx\n", "agency\nx\n", "text,agency\nx,\n"])
def test_unusable_files_say_what_is_missing(tmp_path: Path, content: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnusableData, match=r"no column|no row"):
        read_examples(path, "agency")


def test_the_last_of_the_earlier_rows_counts_as_the_latest(
    history: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places: list[np.ndarray] = []

    def watched(lateness: np.ndarray) -> np.ndarray:
        places.append(lateness)
        return lately(lateness)

    lately = learn.lately
    monkeypatch.setattr(learn, "lately", watched)
    train([history], "agency", tmp_path / "model.bin")
    earlier, everything = places
    assert len(earlier) < len(everything) == 150
    assert earlier[-1] == pytest.approx(1.0, abs=0.01)
    assert everything[-1] == 1.0


def test_rows_sorted_by_label_instead_of_time_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "sorted.csv"
    rows = [f"jalan rusak {n},X" for n in range(90)] + [f"air mati {n},Y" for n in range(20)]
    path.write_text("\n".join(["text,agency", *rows]), encoding="utf-8")
    with pytest.raises(UnusableData, match="order of time"):
        train([path], "agency", tmp_path / "model.bin")


def test_figures_of_a_known_ranking() -> None:
    truth = ["a", "a", "b", "b"]
    ranked = [["a", "b"], ["a", "b"], ["b", "a"], ["a", "b"]]
    confidence = np.array([0.9, 0.8, 0.7, 0.6])
    figures = measure.figures(truth, ranked, confidence)
    assert figures.accuracy == 0.75
    assert figures.top3 == 1.0
    assert figures.coverage_at_95 == 0.75
    assert figures.macro_f1 == pytest.approx((0.8 + 2 / 3) / 2)
    right = measure.hits(truth, ranked)
    bins = measure.reliability(right, np.array([1.0, 0.95, 0.55, 0.51]))
    assert [(part.rows, part.right) for part in bins] == [(2, 0.5), (2, 1.0)]


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def printed(module: str, history: Path, directory: Path) -> dict[str, float]:
    """The figures in the one JSON line that a command prints about thirty later rows."""
    held_out = write_history(directory / "later.csv", 30, seed=2)
    done = run(module, "--data", held_out, "--train", history)
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    return dict(json.loads(line))


def test_evaluate_prints_one_json_line(history: Path, tmp_path: Path) -> None:
    figures = printed("training.evaluate", history, tmp_path)
    assert set(figures) == {
        *("accuracy", "top3", "macro_f1", "coverage_at_95", "ms_per_text", "ms_p99", "load_ms"),
        *("model_bytes", "n", "classes"),
    }
    assert figures["n"] == 30
    assert figures["classes"] == 3
    assert figures["accuracy"] > 0.9


def test_floor_prints_one_json_line(history: Path, tmp_path: Path) -> None:
    figures = printed("training.floor", history, tmp_path)
    assert set(figures) == {"accuracy", "top3", "macro_f1", "coverage_at_95"}
    assert figures["accuracy"] > 0.9
    assert run("training.floor", "--data", history, "--train", tmp_path / "no").returncode == 1


def test_evaluate_without_training_measures_the_shipped_model(tmp_path: Path) -> None:
    held_out = tmp_path / "kabupaten.csv"
    with held_out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("text", "category"))
        writer.writerow(("Puskesmas tutup padahal jam kerja, dokter tidak ada", "kesehatan"))
        writer.writerow(("Listrik padam dua hari, PLN belum datang", "energi"))
    done = run("training.evaluate", "--data", held_out)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["accuracy"] == 1.0


def test_evaluate_says_in_one_sentence_what_it_needs(history: Path) -> None:
    done = run("training.evaluate", history)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.strip().endswith("name a file to train on with --train.")


def test_train_command_writes_model_and_report(history: Path, tmp_path: Path) -> None:
    out, report = tmp_path / "model.bin", tmp_path / "report.md"
    done = run(
        *("training.train", "--data", history, "--label", "agency"),
        *("--out", out, "--report", report),
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert len(Classifier.load(out).labels) == 3
    assert "| confidence | rows | promised | right |" in report.read_text(encoding="utf-8")


def test_a_threshold_holds_at_the_lower_bound() -> None:
    confidence = np.linspace(1.0, 0.0, 200)
    right = np.arange(200) < 150
    found = measure.bounded_threshold(right, confidence, 0.9, 1.0)
    kept = right[confidence >= found]
    # Wilson 1927: 150 of 163 is 0.9003 at one deviation, 150 of 164 less than 0.9.
    assert (len(kept), kept.sum()) == (162, 150)
    assert measure.bounded_threshold(right, confidence, 0.9, 0.0) < found
    assert measure.bounded_threshold(~right[:4], confidence[:4], 0.9, 1.0) > 1
    assert measure.bounded_threshold(right[:4], confidence[:4], 0.9, 1.0) > 1  # too few to know
