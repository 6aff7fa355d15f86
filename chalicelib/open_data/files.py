"""The files of a month, and what says of them what they are. The same records make the same
bytes."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct

from . import parquet
from .records import COLUMNS, MEANINGS, WHOLE_NUMBERS, Record, Value

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
CATALOGUE, DICTIONARY = "catalog.jsonld", "dictionary.json"
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


class Form(StrEnum):
    """The forms that a month comes in, as its name ends."""

    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


MEDIA_TYPES = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.JSON: "application/json",
    Form.PARQUET: "application/vnd.apache.parquet",
}


class MonthFiles(Struct, frozen=True, kw_only=True):
    """What is known of a month's files: how many lines they have, the size and digest of each, and
    the day (UTC) on which they were last held against the cases: none while they are written, when
    nobody knows what is in them."""

    lines: int
    sizes: Mapping[str, int]
    digests: Mapping[str, str]
    checked_on: str


def write(form: Form, records: Sequence[Record]) -> bytes:
    """The records as a file."""
    rows = [record.values for record in records]
    match form:
        case Form.CSV:
            return _csv(rows)
        case Form.JSON:
            lines = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
            return _json({"licence": LICENCE, "items": lines})
        case Form.PARQUET:
            return parquet.write(COLUMNS, WHOLE_NUMBERS, rows)


def dictionary() -> bytes:
    """What each column means."""
    columns = [
        {
            "name": name,
            "type": "integer" if name in WHOLE_NUMBERS else "string",
            "meaning": MEANINGS[name],
        }
        for name in COLUMNS
    ]
    return _json({"licence": LICENCE, "columns": columns})


def catalogue(months: Mapping[str, MonthFiles], root: str) -> bytes:
    """The data set as DCAT 3 has it, in JSON-LD; `root` is where the service is known."""
    here = f"{root}/v1/open-data"
    return _json(
        {
            "@context": {
                "dcat": "http://www.w3.org/ns/dcat#",
                "dct": "http://purl.org/dc/terms/",
                "spdx": "http://spdx.org/rdf/terms#",
            },
            "@id": f"{here}/{CATALOGUE}",
            "@type": "dcat:Catalog",
            "dct:title": _both("Data terbuka LAPOR", "LAPOR open data"),
            "dcat:dataset": [
                {
                    "@id": f"{here}#cases",
                    "@type": "dcat:Dataset",
                    "dct:title": _both("Laporan publik per bulan", "Public reports by month"),
                    "dct:description": _both(
                        "Fakta laporan publik, tanpa kata-kata dan nomor laporan.",
                        "Facts of public reports, without their words and numbers.",
                    ),
                    "dct:license": {"@id": LICENCE},
                    "dct:accrualPeriodicity": {
                        "@id": "http://publications.europa.eu/resource/authority/frequency/DAILY"
                    },
                    "dcat:landingPage": {"@id": f"{here}/{DICTIONARY}"},
                    "dcat:distribution": [
                        _distribution(here, month, form, months[month])
                        for month in sorted(months)
                        for form in Form
                    ],
                }
            ],
        }
    )


def _distribution(here: str, month: str, form: Form, files: MonthFiles) -> dict[str, Any]:
    address = f"{here}/{month}.{form.value}"
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": f"{month}.{form.value}",
        "dct:license": {"@id": LICENCE},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": MEDIA_TYPES[form].split(";", 1)[0],
        "dcat:byteSize": files.sizes[form.value],
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": files.digests[form.value],
        },
    }


def _both(indonesian: str, english: str) -> list[dict[str, str]]:
    return [
        {"@value": indonesian, "@language": "id"},
        {"@value": english, "@language": "en"},
    ]


def _csv(rows: Iterable[Sequence[Value]]) -> bytes:
    """As RFC 4180 has it. What a spreadsheet would take for a formula is text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_as_text(value) for value in row] for row in rows)
    return out.getvalue().encode()


def _as_text(value: Value) -> Value:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULAS) else value


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
