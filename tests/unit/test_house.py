"""The house rules, read from the imports: which room may use which, and what stays where."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("case", "routing", "protection", "notices", "usecases", "store", "http")
# A room may use itself, `errors`, `addresses`, and these.
MAY_USE = {
    "case": set(),
    "routing": set(),
    "protection": {"clients", "settings", "warm"},
    "notices": {"case"},
    "store": {
        "case", "routing", "protection", "clients", "settings", "observability", "warm",
    },
    "usecases": {
        "case", "routing", "protection", "notices", "store", "clients", "settings", "observability",
        "warm",
    },
    "http": {
        "case", "routing", "protection", "store", "usecases", "clients", "settings",
        "observability",
    },
}  # fmt: skip
# Which foreign packages stay in which rooms.
KEPT_IN = {
    "boto3": {"clients"},
    "botocore": {"clients", "store", "notices", "consumers"},
    "pynamodb": {"store"},
    "chalice": {"http", "app"},
    "pydantic": {"http", "store"},
    "cryptography": {"protection"},
    "os": {"settings", "protection"},
}


def modules() -> Iterator[tuple[str, Path]]:
    """Every module of ours with the room it is in; `app` and single modules are their own room."""
    yield "app", ROOT / "app.py"
    for path in (ROOT / "chalicelib").rglob("*.py"):
        parts = path.relative_to(ROOT / "chalicelib").parts
        yield parts[0].removesuffix(".py"), path


def imported(path: Path) -> Iterator[str]:
    """Full names of the modules a module imports, those for type checking only left out."""
    tree = ast.parse(path.read_text())
    package = ".".join(path.relative_to(ROOT).with_suffix("").parts[:-1])
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                up = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*up, base]).rstrip(".")
            yield from (f"{base}.{name.name}" for name in node.names)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_uses_only_the_rooms_below_it(room: str) -> None:
    allowed = MAY_USE[room] | {room, "errors", "addresses"}
    for here, path in modules():
        if here != room:
            continue
        for name in imported(path):
            if name.startswith("chalicelib."):
                assert name.split(".")[1] in allowed, f"{path.relative_to(ROOT)} uses {name}"


def test_the_classifier_uses_nothing_of_ours_but_its_own_kind() -> None:
    for name in imported(ROOT / "chalicelib" / "routing" / "classifier.py"):
        if name.startswith("chalicelib"):
            assert name.startswith(("chalicelib.routing.", "chalicelib.errors"))


@pytest.mark.parametrize("package", KEPT_IN)
def test_a_foreign_package_stays_in_its_rooms(package: str) -> None:
    for room, path in modules():
        for name in imported(path):
            if name.split(".")[0] == package:
                assert room in KEPT_IN[package], f"{path.relative_to(ROOT)} imports {name}"


def test_nothing_of_the_trainer_is_shipped() -> None:
    for _, path in modules():
        roots = {name.split(".")[0] for name in imported(path)}
        assert not roots & {"numpy", "scipy", "sklearn", "training", "infra"}, path


def test_only_settings_read_the_environment() -> None:
    for room, path in modules():
        if room != "settings":
            assert "os.environ" not in path.read_text(), path
            assert "getenv" not in path.read_text(), path


def test_nothing_scans_a_table() -> None:
    for _, path in modules():
        calls = [
            node.func.attr
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        ]
        assert "scan" not in calls, path


def test_modules_are_of_a_size_one_can_read() -> None:
    tables_of_words = {"wording_id.py", "wording_en.py", "messages.py"}
    for _, path in modules():
        if path.name not in tables_of_words:
            lines = len(path.read_text().splitlines())
            assert lines <= 320, f"{path.relative_to(ROOT)} has {lines} lines"
