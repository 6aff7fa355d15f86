"""House rules that no import tells; who may import what is under `tool.importlinter`."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST_LINES = 400
MOST_RULES = 12


def modules() -> Iterator[Path]:
    """Every module that is shipped."""
    yield ROOT / "app.py"
    yield from (ROOT / "chalicelib").rglob("*.py")


def called_attributes(path: Path) -> set[str]:
    """Names of the methods and functions that a module calls with a dot before them."""
    return {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }


def test_app_only_wires() -> None:
    """import-linter reads packages only, so this module is asked here."""
    imported = re.findall(r"^\s*(?:from|import) (\w+)", (ROOT / "app.py").read_text(), re.MULTILINE)
    assert set(imported) == {"chalice", "chalicelib"}


def test_the_domain_is_given_the_moment() -> None:
    for room in ("case", "figures", "leads", "routing"):
        for path in (ROOT / "chalicelib" / room).rglob("*.py"):
            text = path.read_text()
            assert not re.search(r"\b(?:datetime|date)\.(?:now|today|utcnow)\(", text), path


def test_nothing_scans_a_table() -> None:
    for path in modules():
        assert "scan" not in called_attributes(path), path


def test_the_rules_of_a_case_are_few_enough_to_know() -> None:
    rules = {path.name for path in (ROOT / "chalicelib" / "case").glob("*.py")} - {"__init__.py"}
    assert len(rules) <= MOST_RULES, sorted(rules)


def test_modules_are_of_a_size_one_can_read() -> None:
    for path in (*modules(), *(ROOT / "infra").rglob("*.py")):
        lines = len(path.read_text().splitlines())
        assert lines <= MOST_LINES, f"{path.relative_to(ROOT)} has {lines} lines"


def test_no_two_modules_or_classes_have_one_name() -> None:
    """Where two rooms name a thing alike, a reader has to ask which is meant."""
    files, classes = Counter[str](), Counter[str]()
    for path in (*(ROOT / "chalicelib").rglob("*.py"), *(ROOT / "training").rglob("*.py")):
        if not path.name.startswith("__"):
            files[path.stem] += 1
        tree = ast.parse(path.read_text(encoding="utf-8"))
        classes.update(
            node.name
            for node in tree.body
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        )
    assert [name for name, count in (files + classes).items() if count > 1] == []


def test_what_a_room_says_it_has_is_there() -> None:
    """Names in the head of a package: its own modules and folders, or another room."""
    rooms = ROOT / "chalicelib"
    named = 0
    for path in rooms.rglob("__init__.py"):
        for name in re.findall(
            r"`([a-z_]+)`", ast.get_docstring(ast.parse(path.read_text())) or ""
        ):
            named += 1
            there = (path.parent / f"{name}.py", path.parent / name, rooms / name)
            assert any(one.exists() for one in there), f"{path.parent.name} has no {name}"
    assert named > 50
