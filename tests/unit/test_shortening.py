"""Texts are cut between words, and never longer than there is room for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.shortening import CUT, shorten


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lampu padam", "Lampu padam"),
        ("  Lampu \n padam ", "Lampu padam"),
        ("Lampu padam!", "Lampu…"),
        ("Lampu di sana padam", "Lampu di…"),
        ("Lampujalanpadam", "Lampujalan…"),
    ],
)
def test_a_text_is_cut_between_words_where_it_has_any(text: str, expected: str) -> None:
    assert shorten(text, len("Lampu padam")) == expected


@given(st.text(), st.integers(min_value=2, max_value=20))
def test_it_begins_as_the_text_does_and_is_no_longer_than_asked(text: str, longest: int) -> None:
    line = " ".join(text.split())
    shortened = shorten(text, longest)
    assert len(shortened) <= longest
    assert shortened == line or line.startswith(shortened.removesuffix(CUT))
