"""Both languages say the same things, and every refusal the code can raise has words."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args

import pytest

from chalicelib.case.decision import ARCHIVE_REASONS, NO_REPLY
from chalicelib.case.model import Classification, Role, Status
from chalicelib.case.moves import OFFICERS_MOVES
from chalicelib.custody import REFUSED_AS, IdentityField, LegalBasis
from chalicelib.events import EventType
from chalicelib.http.pages import WEB, _source
from chalicelib.presentation.catalogue import catalogue, page_words
from chalicelib.protection.receipts import parse_case_id
from chalicelib.routing.dispose import Reason
from chalicelib.routing.screening import SUSPICIONS

INDONESIAN, ENGLISH = catalogue("id"), catalogue("en")
SOURCE = Path(__file__).parents[3] / "chalicelib"
REFUSALS = {
    "NotFound",
    "NotAllowed",
    "Conflict",
    "Expired",
    "TooMany",
    "Unavailable",
    "Unreadable",
    "Condition",
    "_Refusal",
    "_of_request",
}
# Caught where they are raised: nobody is answered with these.
NOT_ANSWERS = {"claimed", "unknown_event"}


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                yield getattr(node.func, "id", getattr(node.func, "attr", "")), node


def texts(node: ast.Call) -> list[str]:
    return [
        argument.value
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


def refusal_codes() -> set[str]:
    said = {texts(node)[0] for name, node in calls() if name in REFUSALS and texts(node)}
    return said | {*REFUSED_AS.values()}


def problem_codes() -> set[str]:
    named = {
        keyword.value.value
        for name, node in calls()
        if name == "Problem"
        for keyword in node.keywords
        if keyword.arg == "code" and isinstance(keyword.value, ast.Constant)
    }
    refused = {texts(node)[1] for name, node in calls() if name == "refused_field"}
    return {str(code) for code in named} | refused


def test_every_refusal_has_words() -> None:
    assert refusal_codes() - NOT_ANSWERS - INDONESIAN["refusals"].keys() == set()


def test_every_problem_has_words() -> None:
    assert problem_codes() - INDONESIAN["problems"].keys() == set()


def test_there_are_no_words_nobody_says() -> None:
    raised_elsewhere = {"invalid", "internal", "malformed_json", "not_json", "too_large"}
    raised_elsewhere |= {"idempotency_mismatch"}
    assert INDONESIAN["refusals"].keys() - refusal_codes() - raised_elsewhere == set()


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each sentence with the way to it. Of sentences that stand for one, all together."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, f"{path}/{key}")
    elif isinstance(node, list):
        yield path, " ".join(text for _, text in (pair for item in node for pair in leaves(item)))
    else:
        yield path, node


def details(text: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", text))


def test_both_languages_have_the_same_sentences_with_the_same_details() -> None:
    indonesian = {path: text for path, text in leaves(INDONESIAN) if "/agency_mails" not in path}
    english = dict(leaves(ENGLISH))
    assert indonesian.keys() == english.keys()
    for path, text in indonesian.items():
        assert text, path
        assert english[path], path
        assert details(text) == details(english[path]), path


class Texts(HTMLParser):
    """What a page says before its script has run, by key."""

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[str, str] = {}
        self._key: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._key = dict(attrs).get("data-t")

    def handle_data(self, data: str) -> None:
        if self._key:
            self.said[self._key] = data
            self._key = None


@pytest.mark.parametrize("page", sorted(path.name for path in WEB.glob("*.html")))
def test_a_page_says_the_same_before_its_script_has_run(page: str) -> None:
    texts = Texts()
    texts.feed(_source(page))
    words = page_words("id")
    assert texts.said
    assert texts.said == {key: words[key] for key in texts.said}


def test_the_number_that_is_shown_as_an_example_is_not_mistyped() -> None:
    for language in ("id", "en"):
        (example,) = re.findall(r"LP-[0-9A-Z-]+", page_words(language)["track.id_hint"])
        assert parse_case_id(example) == example


def test_pages_say_only_what_there_are_words_for() -> None:
    scripts = (
        path.read_text(encoding="utf-8") for path in (SOURCE / "web" / "static").glob("*.js")
    )
    asked = {key for script in scripts for key in re.findall(r"\bt\(\"([^\"]+)\"", script)}
    assert asked
    assert asked <= page_words("id").keys()


NAMED = {
    "status": set(Status),
    "class": set(Classification),
    "role": set(Role) - {Role.SYSTEM, Role.REPORTER},
    "action": set(OFFICERS_MOVES),
    "legal_basis": set(LegalBasis),
    "identity_field": set(IdentityField),
    "limit": {"verify", "follow_up", "resolve", "appeal", "reply"},
    "closed": {"confirmed", "timeout", "appeal_decided"},
    "archive_reason": {*ARCHIVE_REASONS, NO_REPLY},
    "triage_reason": {"disputed", *SUSPICIONS.values(), *get_args(Reason)}
    - {"suggestion", "category", "model", "named"},  # these find an agency
}


@pytest.mark.parametrize("kind", NAMED)
def test_whatever_has_a_name_has_a_word_and_no_word_is_without(kind: str) -> None:
    assert INDONESIAN["terms"][kind].keys() == NAMED[kind]


def test_there_are_no_terms_of_another_kind() -> None:
    assert INDONESIAN["terms"].keys() == NAMED.keys()


def test_the_history_has_a_sentence_for_every_event() -> None:
    said = {key.partition(".")[2] for key in INDONESIAN["pages"] if key.startswith("event.")}
    assert {str(event) for event in EventType} <= said


def said(words: Any) -> Iterator[str]:
    """Every text of a catalogue, or of a part of it."""
    if isinstance(words, str):
        yield words
    else:
        for each in words.values() if isinstance(words, dict) else words:
            yield from said(each)


# The word that is not used, and the one that is.
ONE_WORD = {
    "surel": "email", "e-mail": "email", "tenggat": "batas waktu", "banding": "keberatan",
    "bukti terima": "tanda terima", "resi": "tanda terima", "meja nasional": "petugas nasional",
    "admin nasional": "petugas nasional", "linimasa": "riwayat", "kewenangan": "wewenang",
    "kustodian": "penjaga identitas", "di tangan": "ditangani oleh",
}  # fmt: skip


@pytest.mark.parametrize("other", ONE_WORD)
def test_one_thing_has_one_word(other: str) -> None:
    found = [text for text in said(INDONESIAN) if re.search(rf"\b{other}\b", text, re.IGNORECASE)]
    assert found == [], f"say {ONE_WORD[other]}"


def test_an_objection_is_upheld_and_not_received() -> None:
    """ "Diterima" means both."""
    assert [text for text in said(INDONESIAN) if re.search("keberatan[^.]* diterima", text)] == []
