"""Every refusal the code can raise has words in both languages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.http.messages import MESSAGES, PROBLEMS

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
    "_Weighed",
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
    return {texts(node)[0] for name, node in calls() if name in REFUSALS and texts(node)}


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
    assert refusal_codes() - NOT_ANSWERS - MESSAGES.keys() == set()


def test_every_problem_has_words() -> None:
    assert problem_codes() - PROBLEMS.keys() == set()


def test_there_are_no_words_nobody_says() -> None:
    raised_elsewhere = {"invalid", "internal", "malformed_json", "not_json", "too_large"}
    raised_elsewhere |= {"idempotency_mismatch"}
    assert MESSAGES.keys() - refusal_codes() - raised_elsewhere == set()


@pytest.mark.parametrize("table", [MESSAGES, PROBLEMS])
def test_both_languages_name_the_same_details(table: dict[str, tuple[str, str]]) -> None:
    for code, (indonesian, english) in table.items():
        assert indonesian, code
        assert english, code
        assert indonesian.count("{") == english.count("{"), code
