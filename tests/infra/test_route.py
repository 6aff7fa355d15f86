"""`make route`: one line a row, nothing written, and bad files told in a sentence."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from infra.package import ROOT
from infra.route import routed
from tests.routing_list import outcomes, read_list

KEYS = {
    "n", "agency_id", "reason", "sector", "confidence", "candidates", "signals", "sensitive",
    "region_code",
}  # fmt: skip
LAMP = "LAMPU PJU MATI,sudah seminggu PJU mati di gang"


def run(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "infra.route", "--data", str(path)],
        cwd=ROOT,
        env={},
        capture_output=True,
        text=True,
    )


def lines(path: Path, text: str, encoding: str = "utf-8") -> list[dict[str, Any]]:
    path.write_bytes(text.encode(encoding))
    done = run(path)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_row_is_a_line_with_everything_that_was_promised(tmp_path: Path) -> None:
    text = f'n,title,body,address\n17,{LAMP},"Rungkut, Surabaya"\nx1,{LAMP},\n,,,\n'
    lamp, unknown, empty = lines(tmp_path / "rows.csv", text)
    assert set(lamp) == set(unknown) == set(empty) == KEYS
    assert (lamp["n"], unknown["n"], empty["n"]) == (17, "x1", 3)
    assert lamp["agency_id"] == "kota-surabaya-dinas-perhubungan"
    assert (lamp["reason"], lamp["sector"]) == ("model", "transport")
    assert lamp["region_code"].startswith("35.78")
    assert (lamp["signals"], lamp["sensitive"]) == ([], False)
    assert lamp["candidates"][0]["agency_id"] == lamp["agency_id"]
    assert all(set(one) == {"agency_id", "share", "why"} for one in lamp["candidates"])
    assert (unknown["agency_id"], unknown["reason"]) == (None, "unknown_region")
    assert (empty["agency_id"], empty["reason"]) == (None, "not_a_complaint")
    assert empty["signals"] == ["too_little"]


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        ("-7.2575", "112.7521", "35.78"),
        (" -7.2575 ", "112.7521", "35.78"),
        ("-7.2575", "", None),
        ("", "112.7521", None),
        ("-7,2575", "112,7521", None),
        ("nan", "112.7521", None),
        ("90.1", "112.7521", None),
        ("-7.2575", "180.1", None),
    ],
)
def test_a_point_counts_where_it_is_one(
    latitude: str, longitude: str, expected: str | None
) -> None:
    row = {"title": "PJU", "body": "mati di gang", "latitude": latitude, "longitude": longitude}
    assert routed(row, 1, date(2026, 11, 26))["region_code"] == expected


def test_what_was_chosen_counts(tmp_path: Path) -> None:
    text = (
        "title;body;region_code;category;agency_id\n"
        "gmn ini;tolong dibantu ya pak;35.73;;kota-malang\n"
        "gmn ini;tolong dibantu ya pak;35.73;;\n"
    )
    suggested, bare = lines(tmp_path / "rows.csv", text, "utf-8-sig")
    assert (suggested["agency_id"], suggested["reason"]) == ("kota-malang", "suggestion")
    assert suggested["confidence"] == 1.0
    assert (bare["agency_id"], bare["reason"], bare["n"]) == (None, "not_a_complaint", 2)


def test_rows_go_where_the_list_says_they_go(tmp_path: Path) -> None:
    rows = ["title,body,region_code,address"]
    for one in read_list():
        cells = (one.title, one.body, one.region_code or "", one.address or "")
        rows.append(",".join('"' + cell.replace('"', '""') + '"' for cell in cells))
    assert [
        (one["agency_id"], one["reason"]) for one in lines(tmp_path / "rows.csv", "\n".join(rows))
    ] == [(one.found.agency_id, one.found.reason) for one in outcomes()]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"name,body\na,b\n", "no column title"),
        (b"", "no column title and no column body"),
        (b"title,body\n\xff\xfe,b\n", "cannot be read"),
    ],
)
def test_a_bad_file_is_told_in_a_sentence(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(content)
    done = run(path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = run(tmp_path / "nothing.csv")
    assert (done.returncode, done.stdout) == (1, "")
    assert "nothing.csv cannot be read" in done.stderr
