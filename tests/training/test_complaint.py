"""The model of posts that complain: fitted from the posts of the repository alone, and right about
writers that it has not learnt from."""

from pathlib import Path

import numpy as np
import pytest

from chalicelib.leads.complaint_model import WEIGHTS, ComplaintModel, load
from training.fit_complaint import Sample, fit, main, matrix, measure
from training.written_posts import WrittenPost, read_file, read_posts


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> ComplaintModel:
    out = tmp_path_factory.mktemp("model") / "complaint.weights"
    main(["--out", str(out)])
    return load(out)


@pytest.mark.parametrize("which", ["fitted now", "shipped"])
def test_of_writers_it_has_not_learnt_from_four_in_five_are_right(
    own: ComplaintModel, which: str
) -> None:
    model = own if which == "fitted now" else load(WEIGHTS)
    judged = [(post, model.judge(post.text)) for post in read_posts(kept_apart=True)]
    decided = [(post, found) for post, found in judged if found.outcome != "unsure"]
    assert len(judged) > 90
    assert 0.75 <= len(decided) / len(judged) <= 0.95
    right = sum(post.complains and found.outcome == "complaint" for post, found in decided)
    said = sum(found.outcome == "complaint" for _, found in decided)
    complain = sum(post.complains for post, _ in decided)
    assert 2 * right / (said + complain) >= 0.8


def test_the_file_scores_as_what_was_fitted(own: ComplaintModel) -> None:
    written = Sample.of(read_posts(kept_apart=False), 1.0)
    fitted = fit(written)
    for post, score in zip(read_posts(kept_apart=True), fitted.scores(unseen()), strict=True):
        assert own.score(post.text) == pytest.approx(score, abs=0.1)


def unseen() -> Sample:
    return Sample.of(read_posts(kept_apart=True), 1.0)


def test_a_post_is_two_vectors_of_length_one() -> None:
    fitted = fit(Sample.of(read_posts(kept_apart=False)[:80], 1.0))
    sample = Sample.of(read_posts(kept_apart=False)[:5], 1.0)
    squares = matrix(sample.read, fitted.rarities).power(2).sum(axis=1)
    assert np.allclose(squares, 2.0)


def test_what_is_said_of_unseen_posts_is_learnt_from_others(tmp_path: Path) -> None:
    """Labels by chance cannot be learnt: a measure that peeked would find them."""
    labels = np.random.default_rng(1).integers(0, 2, 60).astype(bool)
    posts = [
        WrittenPost(writer="x", text=f"kata{n} lain{n}", complains=bool(label))
        for n, label in enumerate(labels)
    ]
    measured = measure(Sample.of(posts, 1.0), Sample.of([], 1.0), seed=1)
    assert measured.f1 < 0.7
    assert 0.4 <= measured.decided <= 0.9


def test_labels_of_other_files_are_understood_and_a_text_counts_once(tmp_path: Path) -> None:
    file = tmp_path / "found.csv"
    file.write_text("text,label\njalan bolong,Aduan\n jalan bolong ,Aduan\nhore,Bukan Aduan\n")
    assert [(post.text, post.complains) for post in read_file(file)] == [
        ("jalan bolong", True),
        ("hore", False),
    ]
