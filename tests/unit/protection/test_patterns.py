import re

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.protection.patterns import begin_word

OPENINGS = ("nama", "no", r"rt\d", "saya", "sy")
QUICK = re.compile(begin_word(*OPENINGS))
PLAIN = re.compile(rf"(?<![^\W_])(?:{'|'.join(OPENINGS)})", re.IGNORECASE)


@given(st.text(alphabet="namosyrt1 .\n_NAMOSYRT", max_size=60))
def test_a_word_is_found_as_a_plain_pattern_finds_it(text: str) -> None:
    assert [found.span() for found in QUICK.finditer(text)] == [
        found.span() for found in PLAIN.finditer(text)
    ]


def test_what_begins_within_a_word_is_no_beginning() -> None:
    assert QUICK.search("dinamo") is None
    assert QUICK.search("1nama") is None
    assert QUICK.search("_nama") is not None
