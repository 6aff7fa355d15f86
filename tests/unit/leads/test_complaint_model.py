"""Which posts complain: a score is terms times weights, and near the middle it does not decide."""

from array import array
from collections.abc import Mapping
from math import exp, log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.leads.complaint_model import (
    BUCKETS,
    WEIGHTS,
    ComplaintModel,
    judge,
    load,
    read_terms,
)
from chalicelib.structs import replace

POSTS = st.text(st.sampled_from("ab jln rusak?!9 "), max_size=60)


def blank(
    rarities: Mapping[int, int], weights: Mapping[int, int], unsure: float = 0.0
) -> ComplaintModel:
    """A model that knows nothing but these buckets."""
    return ComplaintModel(
        rarities=bytes(rarities.get(bucket, 0) for bucket in range(BUCKETS)),
        rarity_step=0.5,
        weights=array("b", (weights.get(bucket, 0) for bucket in range(BUCKETS))),
        weight_step=0.25,
        bias=0.125,
        unsure=unsure,
    )


def buckets(text: str, kind: int) -> set[int]:
    return set(read_terms(text)[kind])


@given(POSTS)
def test_a_score_is_terms_as_vectors_of_length_one_times_weights(text: str) -> None:
    model = load(WEIGHTS)
    worth = model.bias
    for terms in read_terms(text):
        values = {
            bucket: (1 + log(count)) * model.rarities[bucket] * model.rarity_step
            for bucket, count in terms.items()
        }
        length = sqrt(sum(value * value for value in values.values())) or 1
        worth += sum(
            value / length * model.weights[bucket] * model.weight_step
            for bucket, value in values.items()
        )
    assert model.score(text) == pytest.approx(worth)
    assert judge(text).share == pytest.approx(1 / (1 + exp(-worth)))


def test_what_is_not_known_says_nothing() -> None:
    assert blank({}, {}).score("jalan rusak") == 0.125
    assert load(WEIGHTS).score("") == load(WEIGHTS).bias


def test_known_words_count_by_their_rarity_and_what_they_say() -> None:
    (jalan,), (rusak,) = buckets("jalan", 0), buckets("rusak", 0)
    model = blank({jalan: 6, rusak: 8}, {jalan: 4, rusak: -2})
    assert model.score("jalan rusak") == pytest.approx(0.125 + 0.25 * (4 * 0.6 - 2 * 0.8))


def test_near_the_middle_it_does_not_decide() -> None:
    (jalan,) = buckets("jalan", 0)
    model = replace(blank({jalan: 1}, {jalan: 3}), bias=0.0)  # a score of 0.75
    assert replace(model, unsure=0.74).judge("jalan").outcome == "complaint"
    assert replace(model, unsure=0.75).judge("jalan").outcome == "unsure"
    against = replace(blank({jalan: 1}, {jalan: -3}), bias=0.0)
    assert replace(against, unsure=0.74).judge("jalan").outcome == "not"
    assert replace(against, unsure=0.75).judge("jalan").outcome == "unsure"


def test_what_has_one_chance_in_four_counts() -> None:
    (jalan,) = buckets("jalan", 0)
    for bias, counts in ((-log(3) + 1e-9, True), (-log(3) - 1e-9, False)):
        model = replace(blank({jalan: 1}, {jalan: 0}), bias=bias, unsure=0.5)
        judged = model.judge("jalan")
        assert (judged.outcome, judged.may_complain) == ("not", counts)


def test_pairs_are_of_neighbours_in_their_order() -> None:
    one, other, third = (buckets(text, 0) for text in ("jalan rusak", "rusak jalan", "lampu rusak"))
    assert len(one) == len(other) == 3
    assert len(one & other) == 2
    assert len(one & third) == 1


def test_letter_groups_see_signs_and_words_do_not() -> None:
    assert buckets("rusak?", 0) == buckets("rusak", 0)
    assert buckets("rusak?", 1) != buckets("rusak", 1)


@pytest.mark.parametrize("masked", ["@warga_kota jalan", "[AKUN] jalan", "[NAMA] jalan [TELEPON]"])
def test_whom_a_post_speaks_to_is_not_read(masked: str) -> None:
    assert read_terms(masked) == read_terms("jalan")


def test_it_tells_what_complains_from_what_only_sounds_like_it() -> None:
    assert judge("Jalan depan pasar rusak parah, sudah setahun tidak diperbaiki").outcome == (
        "complaint"
    )
    assert judge("Selamat ulang tahun sahabatku, sehat terus ya").outcome == "not"
    assert judge("Pasar").outcome == "unsure"
