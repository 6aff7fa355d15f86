"""Number plates: each rule on both sides of its limit."""

import pytest

from chalicelib.protection.plates import find_plates

FOUND = {
    "plat B 1234": ["B 1234"],
    "nopol b 1 ri": ["b 1 ri"],
    "plat B 1234 di": ["B 1234 di"],  # whatever ends it, after a word for a plate
    "mobil b 12 ab": ["b 12 ab"],
    "mobil B 1 A": ["B 1 A"],
    "mobil B 123 AB dan motor L 456 CD": ["B 123 AB", "L 456 CD"],
    "truk B 12 KG": ["B 12 KG"],
    "truk b 1234 kg": ["b 1234 kg"],
    "ada B 123 AB": ["B 123 AB"],
    "ada b 1234 ab": ["b 1234 ab"],
    "B 1234 AB lalu L 5678 CD": ["B 1234 AB", "L 5678 CD"],
    "mobil " + "x" * 33 + " b 12 ab": ["b 12 ab"],  # as far as it is looked for
}
LEFT = [
    "ada B 1234",
    "mobil B 1234",
    "mobil B 1234 di",
    "truk b 12 kg",
    "truk b 123 kg",
    "ada B 1234 KG",
    "ada b 1234 kg",
    "ada B 12 AB",
    "ada B 123 A",
    "ada b 123 ab",
    "ada b 1234 a",
    "ada b 1998 ab",
    "ada b 2024 ab",
    "ada b 12 ab",
    "blok B 1234 AB",
    "mobil " + "x" * 34 + " b 12 ab",
    "mobil " + "x" * 300 + " b 12 ab",
]


@pytest.mark.parametrize("text", FOUND)
def test_a_plate_is_found_whole(text: str) -> None:
    found = [text[start:end] for start, end, _ in find_plates(text)]
    assert found == FOUND[text]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_rather_no_plate_stays(text: str) -> None:
    assert list(find_plates(text)) == []
