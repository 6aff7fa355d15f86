import csv
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing import regions, villages

ROWS = villages.DATA.read_text().splitlines()


def test_the_file_is_sorted_and_names_kecamatan_that_exist() -> None:
    lines = villages.DATA.read_bytes().splitlines()
    assert lines == sorted(lines)
    codes = {code for row in ROWS for code in re.findall(r"\d{6}", row.split(" ")[1])}
    with regions.DATA.open(encoding="utf-8", newline="") as source:
        known = {row["code"].replace(".", "") for row in csv.DictReader(source)}
    assert codes <= known
    assert len(codes) == 7285


@given(st.sampled_from(ROWS))
def test_every_name_is_found(row: str) -> None:
    name, codes = row.split(" ")
    found = villages.districts_of(name)
    assert "".join(sorted(code.replace(".", "") for code in found)) == codes.lstrip("~")
    assert villages.is_word(name) == codes.startswith("~")


@pytest.mark.parametrize("row", [ROWS[0], ROWS[1], ROWS[-2], ROWS[-1]])
def test_the_ends_of_the_file_are_found(row: str) -> None:
    assert villages.districts_of(row.split(" ")[0])


@pytest.mark.parametrize("name", ["", "a", "-", "0", "aa a", "zzz", "sidomuly", "sidomulyoo", "ß"])
def test_what_is_no_village(name: str) -> None:
    assert villages.districts_of(name) == frozenset()
    assert not villages.is_word(name)


@pytest.mark.parametrize("name", ["Tangkerang Labuai", "TANGKERANGLABUAI", "tangkerang-labuai"])
def test_spaces_signs_and_capitals_do_not_count(name: str) -> None:
    assert villages.districts_of(name) == {"14.71.07"}


def test_either_part_of_a_double_name_is_one() -> None:
    assert "94.04.15" in villages.districts_of("Komauto/Kapiraya") or villages.districts_of(
        "komauto"
    )
    assert villages.districts_of("Taniran") & villages.districts_of("Pasar Panas/Taniran")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("sudah", True), ("baru", True), ("nya", True), ("sukamaju", False), ("gayamharjo", False)],
)
def test_words_are_known(name: str, expected: bool) -> None:
    assert villages.is_word(name) is expected


class Counted:
    """A table that counts the lines read from it."""

    def __init__(self, table: bytes) -> None:
        self.table, self.lines = table, 0

    def __len__(self) -> int:
        return len(self.table)

    def __getitem__(self, where: slice) -> bytes:
        self.lines += 1
        return self.table[where]

    def rfind(self, *asked: object) -> int:
        return self.table.rfind(*asked)  # type: ignore[arg-type]

    def find(self, *asked: object) -> int:
        return self.table.find(*asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name", [ROWS[0].split(" ")[0], "sidomulyo", "zzz", ROWS[-1].split(" ")[0]]
)
def test_a_name_is_found_in_few_lines(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    table = Counted(villages.DATA.read_bytes())
    monkeypatch.setattr(villages, "_table", lambda: table)
    villages.districts_of(name)
    assert 0 < table.lines <= 22


def test_the_file_is_small() -> None:
    assert villages.DATA.stat().st_size < 1_300_000
