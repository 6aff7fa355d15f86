"""The files of open data, read by other programs; and what they say of themselves."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.open_data import files, parquet
from chalicelib.open_data.files import Form, MonthFiles
from chalicelib.open_data.records import COLUMNS, MEANINGS, WHOLE_NUMBERS, record_of
from chalicelib.presentation.catalogue import page_words
from chalicelib.structs import replace
from tests.integration.rows import case

TEXTS = st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
NUMBERS = st.one_of(st.none(), st.integers(-(2**31), 2**31 - 1))


def read(content: bytes, tmp_path: Path) -> list[tuple[Any, ...]]:
    file = tmp_path / "cases.parquet"
    file.write_bytes(content)
    return duckdb.read_parquet(str(file)).fetchall()


@given(rows=st.lists(st.tuples(TEXTS, NUMBERS, TEXTS), max_size=40))
def test_parquet_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[Any, ...]]
) -> None:
    content = parquet.write(("first", "number", "last"), {"number"}, rows)
    assert read(content, tmp_path_factory.mktemp("parquet")) == rows


@pytest.mark.parametrize("number", [0, 1, 7, 8, 9, 63, 64, 520])
def test_parquet_of_so_many_rows_and_columns(tmp_path: Path, number: int) -> None:
    columns = [f"column_{place}" for place in range(20)]
    rows = [
        tuple(f"{row}-{place}" if row % 3 else None for place in range(20)) for row in range(number)
    ]
    assert read(parquet.write(columns, (), rows), tmp_path) == rows


def test_each_form_says_the_same(tmp_path: Path) -> None:
    one = record_of(case(sector="roads", channel="web"))
    records = [one, replace(one, day=None, status="closed", satisfied="yes", answers=2)]
    expected = [list(record.values) for record in records]
    rows = list(csv.reader(io.StringIO(files.write(Form.CSV, records).decode(), newline="")))
    assert rows[0] == list(COLUMNS)
    assert rows[1:] == [["" if v is None else str(v) for v in values] for values in expected]
    told = json.loads(files.write(Form.JSON, records))
    assert told["licence"] == files.LICENCE
    assert told["items"] == [dict(zip(COLUMNS, values, strict=True)) for values in expected]
    found = read(files.write(Form.PARQUET, records), tmp_path)
    assert [list(values) for values in found] == expected


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_nothing_is_a_formula_in_a_spreadsheet(start: str) -> None:
    harmful = f'{start}HYPERLINK("http://contoh.example")'
    record = replace(record_of(case()), agency=harmful)
    text = files.write(Form.CSV, [record]).decode()
    (_, row) = csv.reader(io.StringIO(text, newline=""))
    assert row[COLUMNS.index("agency")] == "'" + harmful
    assert row[COLUMNS.index("month")] == "2026-03"


def test_each_column_has_its_meaning() -> None:
    told = json.loads(files.dictionary())
    assert [column["name"] for column in told["columns"]] == list(COLUMNS) == list(MEANINGS)
    whole = {column["name"] for column in told["columns"] if column["type"] == "integer"}
    assert whole == WHOLE_NUMBERS


def test_the_catalogue_names_every_file() -> None:
    sizes = {"csv": 1, "json": 2, "parquet": 3}
    digests = {"csv": "a1", "json": "b2", "parquet": "c3"}
    known = MonthFiles(lines=5, sizes=sizes, digests=digests, checked_on="2026-03-11")
    told = json.loads(files.catalogue({"2026-03": known, "2026-02": known}, "https://lapor.test"))
    (dataset,) = told["dcat:dataset"]
    assert dataset["dct:license"] == {"@id": files.LICENCE}
    named = [each["dcat:downloadURL"]["@id"] for each in dataset["dcat:distribution"]]
    assert named[:3] == [f"https://lapor.test/v1/open-data/2026-02.{form}" for form in sizes]
    assert len(named) == 6
    last = dataset["dcat:distribution"][-1]
    assert (last["dcat:mediaType"], last["dcat:byteSize"]) == ("application/vnd.apache.parquet", 3)
    assert last["spdx:checksum"]["spdx:checksumValue"] == "c3"


def test_the_page_says_in_words_what_each_column_means() -> None:
    script = Path("chalicelib/web/static/figures.js").read_text()
    listed = re.search(r"const COLUMNS = \[(.*?)\]", script, re.DOTALL)
    assert listed
    assert tuple(re.findall(r'"(\w+)"', listed[1])) == COLUMNS
    for words in (page_words("id"), page_words("en")):
        told = {name for name in words if name.startswith("figures.column.")}
        assert told == {f"figures.column.{name}" for name in COLUMNS}
