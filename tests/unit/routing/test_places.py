"""Places as people write them: 249 of a first list, which the rules were mended by, and 205 of a
second, which they had not seen.

`region_code` is the kabupaten or kota, or the province where no more is said; empty where a person
who knows the country could not tell. Both were written before any of them was read.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

from chalicelib.routing.place import find_place

LIST = Path(__file__).with_name("places.csv")


def outcome(row: dict[str, str]) -> str:
    """`right` and `wrong` where a kabupaten or kota is decided, or the province that was asked
    for; else `open`."""
    found = find_place(row["address"] or None, row["text"]).region_code
    expected = row["region_code"]
    if found is None or (len(found) == 2 and found != expected):
        return "wrong" if found and expected and found != expected[:2] else "open"
    return "right" if found[:5] == expected else "wrong"


def listed(name: str) -> list[dict[str, str]]:
    with LIST.open(encoding="utf-8", newline="") as source:
        return [row for row in csv.DictReader(source) if row["list"] == name]


@pytest.mark.parametrize(
    ("name", "rows", "right", "wrong"),
    [
        (
            "first",
            249,
            193,
            [
                "Saya asal Kediri kerja di Surabaya, gaji tidak dibayar",
                "warga depok mengeluh air keruh",
            ],
        ),
        ("second", 205, 187, ["Cengkareng, Jakarta"]),
    ],
)
def test_what_is_found(name: str, rows: int, right: int, wrong: list[str]) -> None:
    """All three wrong ones are places that a reader might have guessed, too."""
    places = listed(name)
    assert len(places) == rows
    assert len({row["region_code"][:2] for row in places if row["region_code"]}) == 38
    outcomes = Counter(map(outcome, places))
    assert [row["address"] or row["text"] for row in places if outcome(row) == "wrong"] == wrong
    assert outcomes["right"] == right


def test_of_places_found_surely_99_in_100_are_right() -> None:
    places = listed("first") + listed("second")
    outcomes = Counter(map(outcome, places))
    assert outcomes["right"] / (outcomes["right"] + outcomes["wrong"]) > 0.99
    assert outcomes["right"] / sum(row["region_code"] != "" for row in places) > 0.98
