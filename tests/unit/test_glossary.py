"""One word per thing: docs/glossary.md has each term once, and the catalogues keep to it."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from chalicelib.presentation.catalogue import Language, catalogue

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \| `([\w.]+)` \|$", re.MULTILINE)
TERMS = ROW.findall(GLOSSARY.read_text(encoding="utf-8"))

# What is not said, and what is said instead.
INSTEAD: dict[Language, dict[str, str]] = {
    "id": {
        r"surel|e-mail": "email",
        r"tenggat": "batas waktu",
        r"banding|(di)?tinjau|peninjauan": "keberatan",
        r"keberatan\b.*\b(diterima|menerima)": "dikabulkan",
        r"meja|admin nasional": "petugas nasional",
        r"bukti": "tanda terima",
        r"linimasa": "riwayat",
        r"kewenangan": "wewenang",
        r"kustodian": "penjaga identitas",
        r"di tangan|dipegang|memegang (laporan|\{)|pemegang": "ditangani",
        r"dikerjakan|mengerjakan": "ditangani",
        r"ditunda|penundaan": "menunggu pelapor",
        r"dialihkan": "dipindahkan",
        r"jawaban sementara": "kabar sementara",
        r"berkadar": "perlu pemeriksaan inspektorat",
        r"belum puas": "tidak puas",
        r"verifikasi": "penetapan instansi",
        r"sinyal": "isu ramai",
        r"anonim": "disamarkan",
        r"(?<!kode )rahasia|merahasiakan": "tertutup",
    },
    "en": {
        r"complaint": "report",
        r"e-mail": "email",
        r"objection|objected|review": "appeal",
        r"appeal was (accepted|granted)": "upheld",
        r"national (officer|admin)": "national desk",
        r"timeline": "history",
        r"in the hands of|\bholds?\b(?! the code)": "handled by",
        r"\blimits? (has|have|had|is|was|passed)|this limit": "deadline",
        r"escalat|moves? up|moved up": "taken to a higher level",
        r"joined": "merged",
        r"an update|interim news": "interim reply",
        r"\bits secret\b(?! code)|the secret\b(?! code)": "secret code",
        r"moved (from|to)|the move\b": "transferred",
        r"information request": "request for information",
        r"(?<!identity )custodian": "identity custodian",
        r"supervisory|supervisor": "an inspectorate's examination, the agency above",
        r"proof of work": "anti-spam check",
        r"briefs?": "daily summary",
        r"anonym": "masked",
        r"confidential": "closed to the public",
    },
}
# Where such a word means what it says.
MEANT = {
    "/terms/class/complaint",  # the class
    "/pages/figures.key.complaint",
    "/pages/figures.column.classification",  # the values of a column
    "/pages/guide.steps_4",  # the class
    "/pages/coach.why.resolve",  # the class
    "/pages/administration.clock.complaint",
    "/pages/administration.clock.supervisory",
    "/pages/administration.clock.identity_complaint",
    "/pages/figures.key.supervisory",
    "/problems/complaints_only",
    "/mails/archive_reasons/not_a_complaint",
    "/pages/app.footer",  # what kind of service this is
    "/pages/class.information_request.hint",  # data that somebody holds
}


def sentences(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        yield path, node
    else:
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from sentences(value, f"{path}/{key}")


@pytest.mark.parametrize("language", ["id", "en"])
def test_no_other_word_is_used_for_a_thing(language: Language) -> None:
    found = [
        f"{path}: {text!r} has {match[0]!r}; say {word!r}"
        for path, text in sentences(catalogue(language))
        if path not in MEANT
        for other, word in INSTEAD[language].items()
        if (match := re.search(rf"(?i)(?<!\w)(?:{other})", text))
    ]
    assert found == []


@pytest.mark.parametrize(("column", "language"), [(0, "id"), (1, "en")])
def test_each_term_stands_once_in_the_glossary_and_is_used(
    column: Literal[0, 1], language: Language
) -> None:
    words = [term[column] for term in TERMS]
    assert len(words) > 40
    assert len(words) == len(set(words))
    said = " ".join(text for _, text in sentences(catalogue(language))).lower()
    assert [word for word in words if word not in said] == []


@pytest.mark.parametrize("name", sorted({name for _, _, name in TERMS}))
def test_what_the_glossary_names_is_in_the_code(name: str) -> None:
    module, _, rest = name.partition(".")
    found = importlib.import_module(f"chalicelib.{module}")
    for part in rest.split("."):
        if hasattr(found, part):
            found = getattr(found, part)
        else:
            found = importlib.import_module(f"{found.__name__}.{part}")


def test_each_row_of_the_glossary_is_read() -> None:
    rows = re.findall(r"^\| (?!Indonesian|---).*\|$", GLOSSARY.read_text(encoding="utf-8"), re.M)
    assert len(rows) == len(TERMS)
