"""Folding of characters, each to what the rules of masking read."""

import pytest

from chalicelib.protection.normalise import normalise

FOLDED = {
    "a\t\r\nb": "a\t\r\nb",
    "a\t\r\nb\u00a0": "a\t\r\nb ",
    "".join(map(chr, range(32, 127))): "".join(map(chr, range(32, 127))),
    "a\x7fb\x07c": "abc",
    "a\u200bb\u0301c\u20ddd\u2800e": "abcde",
    "a\u00a0b\u1680c\u2028d\u2029e": "a b c d e",
    "a\u2013b\u2212c\u2501d": "a-b-c-d",
    "a\u00b7b\u30fbc": "a.b.c",
    "\u2460\u0661\uff11": "111",
    "\u041e\u03bf\u0406\u0399x": "OoIIx",
    "\uff21\ufb01": "Afi",
    "\u2167": "VIII",  # four characters
    "\u2057\u3307": "\u2032\u2032\u2032\u2032\u3307",  # of five: as it is
    "o8l2": "0812",
    "789O 81I x8O1": "7890 811 x8O1",
    "ol": "ol",
}


@pytest.mark.parametrize("text", FOLDED)
def test_each_character_is_folded_by_itself(text: str) -> None:
    assert normalise(text).text == FOLDED[text]


def test_a_place_leads_back_to_the_original() -> None:
    read = normalise("\u200ba\ufb01\u200bb")
    assert read.text == "afib"
    assert [read.original(at, at + 1) for at in range(4)] == [(1, 2), (2, 3), (2, 3), (4, 5)]
    assert read.original(0, 4) == (1, 5)
    assert normalise("abc").original(1, 3) == (1, 3)
