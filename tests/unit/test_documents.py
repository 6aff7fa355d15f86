"""The documents say what is: every path, test, command, link and table in them is checked here."""

import ast
import html
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pydantic import BaseModel

from chalicelib.case.deadlines import PERMENPANRB_62_2018
from chalicelib.case.decision import ARCHIVE_REASONS
from chalicelib.case.model import Status
from chalicelib.case.moves import as_markdown
from chalicelib.events import VERSION as EVENTS_VERSION
from infra.contract import events_table, with_table

ROOT = Path(__file__).parents[2]
DOCUMENTS = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")))
TOP = {path.name for path in ROOT.iterdir()} - {".local", ".venv", ".venv-emulator"}
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
MADE_ELSEWHERE = (".local/", ".venv")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def known_tests() -> dict[str, set[str]]:
    """Test names by file, methods of test classes included."""
    found = {}
    for path in (ROOT / "tests").rglob("test_*.py"):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        functions = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
        found[str(path.relative_to(ROOT))] = {f for f in functions if f.startswith("test_")}
    return found


TESTS = known_tests()
TARGETS = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))


def code_in(document: Path) -> Iterator[str]:
    """Inline code and lines of code blocks."""
    text = document.read_text(encoding="utf-8")
    yield from CODE.findall(FENCE.sub("", text))
    for _, block in FENCE.findall(text):
        yield from block.splitlines()


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids)
def test_every_link_leads_somewhere(document: Path) -> None:
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, anchor = target.partition("#")
        there = (document.parent / name).resolve() if name else document
        assert there.exists(), target
        if anchor:
            assert anchor in anchors(there), target


def anchors(document: Path) -> set[str]:
    """Anchors of the headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids)
def test_nothing_is_left_of_a_merge(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert not re.search(r"^(<{7}|={7}|>{7})( |$)", text, re.MULTILINE)


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids)
def test_every_test_named_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for name, target in re.findall(r"\[`(test_\w+)`\]\(([^)]+)\)", text):
        file = str((document.parent / target).resolve().relative_to(ROOT))
        assert name in TESTS[file], f"{name} is not in {file}"
    everywhere = set().union(*TESTS.values())
    for name in re.findall(r"`(test_\w+)`", text):
        assert name in everywhere, name


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids)
def test_every_path_named_exists(document: Path) -> None:
    for code in code_in(document):
        for word in code.split():
            path = word.strip("`,;:()").split("::")[0]
            if "/" not in path or path.startswith(MADE_ELSEWHERE) or re.search(r"[<>*$={]", path):
                continue
            if path.split("/")[0] in TOP:
                assert (ROOT / path).exists(), path


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids)
def test_every_command_named_exists(document: Path) -> None:
    for code in code_in(document):
        for target in re.findall(r"\bmake ([a-z]+)\b", code):
            assert target in TARGETS, f"make {target}"
        for module in re.findall(r"\bpython3? -m (infra[\w.]*)", code):
            path = ROOT / module.replace(".", "/")
            assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module


def test_the_first_screen_says_what_it_is_and_how_to_run_it() -> None:
    first = text_of("README.md").splitlines()[:40]
    for wanted in ("make run ", "make test ", "docs/pages/"):
        assert any(wanted in line for line in first), wanted


def test_the_readme_leads_to_every_document() -> None:
    there = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    linked = {target.partition("#")[0] for target in LINK.findall(text_of("README.md"))}
    assert there - linked == set()


def curls() -> list[list[str]]:
    """The curl commands of the README, as a shell would split them."""
    blocks = [body for language, body in FENCE.findall(text_of("README.md")) if language == "sh"]
    commands = (block.replace("\\\n", " ") for block in blocks if block.startswith("curl"))
    return [shlex.split(command) for command in commands]


def test_the_examples_are_requests_the_service_takes() -> None:
    import app  # noqa: F401 (registers every route)
    from chalicelib.http.endpoint import ENDPOINTS

    assert len(curls()) == 3
    for words in curls():
        (url,) = (word for word in words if word.startswith("$API/"))
        path = re.sub(r"\$\w+", "{case_id}", url.removeprefix("$API"))
        sent = [words[at + 1] for at, word in enumerate(words) if word == "-d"]
        method = "POST" if sent else "GET"
        (told,) = (e for e in ENDPOINTS if (e.method, e.path) == (method, path))
        names = {words[at + 1].split(":")[0] for at, word in enumerate(words) if word == "-H"}
        assert names <= {*told.headers, "Content-Type"}
        if sent:
            assert told.body is not None
            accepted(told.body, sent[0])


def accepted(shape: type[BaseModel], body: str) -> None:
    """Raises when the service would refuse the body or leave any of it out."""
    kept: dict[str, Any] = shape.model_validate_json(body).model_dump(exclude_unset=True)
    assert kept.keys() == json.loads(body).keys()


def test_the_table_of_moves_is_the_codes() -> None:
    assert as_markdown() in text_of("docs/handling.md")


def test_the_table_of_events_is_the_codes() -> None:
    text = text_of("docs/events.md")
    assert events_table() in text
    assert f"Version {EVENTS_VERSION}" in text


def test_a_table_of_the_code_takes_the_place_of_the_documents_own_and_leaves_the_rest() -> None:
    document, table = (
        "Before\n\n| a | b |\n| old | row |\n\nAfter\n| c |\n",
        "| a | b |\n| new | row |\n",
    )
    assert with_table(document, table) == document.replace("old", "new")
    with pytest.raises(ValueError, match="no table"):
        with_table("None here\n", table)


def test_the_limits_are_the_codes() -> None:
    text, rules = text_of("docs/handling.md"), PERMENPANRB_62_2018
    for name in (
        "verify", "follow_up", "information_request", "aspiration", "complaint", "supervisory",
        "appeal", "silence", "silence_after_reminder", "hold", "reopen", "escalation_step",
        "escalation_repeat", "returns_before_decision", "identity_request",
        "identity_complaint", "identity_supervisory", "identity_information_request",
        "identity_aspiration",
    ):  # fmt: skip
        row = re.search(rf"^\| `{name}` \|[^|]*\| (\d+) \|", text, re.MULTILINE)
        assert row, name
        assert int(row.group(1)) == getattr(rules, name), name


def test_every_status_and_archive_reason_is_explained() -> None:
    text = text_of("docs/handling.md")
    for name in (*Status, *ARCHIVE_REASONS):
        assert f"| `{name}` |" in text, name


def resources(kind: str) -> set[str]:
    """Logical names of the template's resources of one type, aliases of YAML included."""
    found, name = set(), ""
    for line in text_of("infra/template.yaml").splitlines():
        if match := re.match(r"  (\w+):", line):
            name = match.group(1)
        if re.search(rf"Type: AWS::{kind}\b(?!::)", line):
            found.add(name)
    return found


def test_every_table_and_index_is_described() -> None:
    text = text_of("docs/access-patterns.md")
    indexes = set(re.findall(r"IndexName: (\w+)", text_of("infra/template.yaml")))
    assert indexes
    for name in indexes:
        assert f"`{name}`" in text, name
    for kind in re.findall(r'discriminator="(\w+)"', text_of("chalicelib/store/tables.py")):
        assert f"| {kind} |" in text, kind


def test_every_query_named_is_in_the_code() -> None:
    named = set(re.findall(r"`(\w+\.\w+)`", text_of("docs/access-patterns.md")))
    functions = {
        f"{path.stem}.{node.name}"
        for path in (ROOT / "chalicelib").rglob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    assert len(named) > 10
    assert named <= functions


def test_the_picture_stands_alone() -> None:
    picture = ROOT / "docs" / "img" / "flow.svg"
    tree = ElementTree.parse(picture)  # noqa: S314 (our own file)
    assert tree.getroot().get("viewBox")
    text = html.unescape(picture.read_text(encoding="utf-8"))
    assert not re.findall(r"(?:href|src|url)\s*[=(]\s*[\"']?(?!#)", text)
    functions = set(re.findall(r'name="(\w+)"', text_of("app.py")))
    for function in functions:
        assert function in text, function


def test_no_decision_is_written_down_twice() -> None:
    titles = re.findall(r"^## \d+\. (.+)$", text_of("docs/decisions.md"), re.MULTILINE)
    assert [title for title in titles if titles.count(title) > 1] == []
    bodies = re.split(r"^## \d+\. .+$", text_of("docs/decisions.md"), flags=re.MULTILINE)[1:]
    assert [body[:80] for body in bodies if body.count("**Context.**") > 1] == []


def test_decisions_are_numbered_as_they_stand() -> None:
    numbers = [int(n) for n in re.findall(r"^## (\d+)\. ", text_of("docs/decisions.md"), re.M)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_decision_is_found_by_its_subject_once() -> None:
    table, _, records = text_of("docs/decisions.md").partition("\n## ")
    found = [int(number) for number in re.findall(r"\[(\d+)\]\(#\1-", table)]
    assert sorted(found) == [
        int(number) for number in re.findall(r"^(?:## )?(\d+)\. ", records, re.M)
    ]
