"""What a passage is worth, added up in one pass, is the sum of its features times their weights."""

from collections.abc import Sequence
from math import sqrt
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing import danger
from chalicelib.routing.danger_model import ACCUSAL, BUCKETS, DANGER, Passage, load

WORDS = st.sampled_from(["petugas", "minta", "uang", "di", "jalan", "loket", "a", "takut", "anak"])
CONCEPTS = st.sets(st.sampled_from(["officer", "money", "demand", "child"]), max_size=3).map(sorted)
RULES = st.sets(st.sampled_from(["corruption dangerous", "violence unsure"])).map(tuple)


@given(st.lists(st.tuples(WORDS, CONCEPTS), max_size=30), RULES)
def test_a_score_is_features_times_weights(
    words: Sequence[tuple[str, Sequence[str]]], rules: tuple[str, ...]
) -> None:
    passage = Passage(words, rules)
    for model in (load(DANGER), load(ACCUSAL)):
        worth = sum(model.weights[bucket] * value for bucket, value in passage.features().items())
        assert model.score(passage) == pytest.approx(model.bias + model.scale * worth)


def test_a_passage_of_many_words_weighs_no_more_than_one_of_few() -> None:
    words = ["jalan", "rusak", "lampu", "padam", "pasar", "warga", "takut", "malam"]
    for count in (1, 2, 8):
        values = Passage([(word, ()) for word in words[:count]], ()).features().values()
        assert sqrt(sum(value * value for value in values)) == pytest.approx(3)


def test_a_rule_counts_the_same_in_a_passage_of_any_length() -> None:
    words = [("jalan", ()), ("rusak", ())]
    (bucket,) = set(Passage([], ("violence unsure",)).features())
    for count in range(3):
        assert Passage(words[:count], ("violence unsure",)).features()[bucket] == 1


def test_a_passage_has_words_pairs_letter_groups_concepts_and_pairs_of_them() -> None:
    passage = Passage([("di", ("money", "child")), ("jalan", ("child",))], ())
    letters = "_di di_ _di_ _ja jal ala lan an_ _jal jala alan lan_ _jala jalan alan_"
    tenths = {
        **{f"g {group}": 4 for group in letters.split()},
        **{"w di": 10, "w jalan": 10, "b ^ di": 7, "b di jalan": 7},
        **{"c child": 10, "c money": 10, "p child money": 5},
    }
    length = sqrt(sum(value * value for value in tenths.values()))
    expected = {crc32(name.encode()) % BUCKETS: 3 * tenths[name] / length for name in tenths}
    assert passage.features() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("tanpa tanda terima", True),
        ("tanpa tanda terimanya", True),
        ("tanpa tanda", False),
        ("tanpa ada tanda terima", False),
        ("tanda terima tanpa", False),
    ],
)
def test_a_phrase_is_read_whole(text: str, whole: bool) -> None:
    (passage,) = danger.passages(text)
    assert any("receiptless" in concepts for _, concepts in passage.words) is whole
