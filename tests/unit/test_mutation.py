"""The mutation tester's own parts: changes of the source, and which tests are run for one."""

import ast
from pathlib import Path

import pytest

from tests.mutation import handmade
from tests.mutation.equivalent import EQUIVALENT
from tests.mutation.selection import Recording, statement_at

SOURCE = Path(__file__).parents[2] / "chalicelib"
CHANGES = [
    ("conditions_dropped", "def f():\n    save(x, condition=a == b)", "condition=None"),
    ("errors_swallowed", "def f():\n    raise Conflict('stale')", "    pass"),
    ("orders_reversed", "def f():\n    for a in b:\n        c(a)", "in reversed(list(b)):"),
    ("orders_reversed", "def f():\n    query(scan_index_forward=False)", "=not False)"),
    ("visibilities_widened", "def f():\n    return mask(title)", "return str(title)"),
    ("visibilities_widened", "def f():\n    return a.event.masked_data", "return a.event.data"),
    ("visibilities_widened", "def f():\n    return Visibility.PUBLIC", "Visibility.AGENCY"),
    ("arguments_ignored", "def f():\n    q(cursor=wanted.cursor)", "cursor=None"),
    ("returns_early", "def f() -> None:\n    '''Says.'''\n    g()", "    return\n    g()"),
    ("returns_early", "def f():\n    for a in b:\n        c(a)", "        c(a)\n        break"),
    ("guards_dropped", "def f():\n    if a or b:\n        raise E", "if False and (a or b):"),
]


@pytest.mark.parametrize(("operator", "source", "expected"), CHANGES)
def test_a_change_is_what_its_operator_says(operator: str, source: str, expected: str) -> None:
    changes = list(getattr(handmade, operator)(ast.parse(source)))
    changed = [handmade.applied(source, change) for change in changes]
    assert any(expected in one for one in changed), changed


@pytest.mark.parametrize("operator", handmade.OPERATORS)
def test_every_operator_changes_our_code_into_other_code(operator: str) -> None:
    found = 0
    for path in sorted(SOURCE.glob("[hsu]*/*.py")):
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source)
        for change in list(handmade.OPERATORS[operator](tree))[:20]:
            changed = handmade.applied(source, change)
            assert ast.dump(ast.parse(changed)) != ast.dump(tree), (path, change.line)
            found += 1
    assert found > 3


def test_tests_of_a_line_are_those_that_ran_it_quick_ones_and_other_files_first() -> None:
    recording = Recording(
        lines={
            "a.py::slow": {"x.py": [3]},
            "a.py::quick": {"x.py": [3, 4]},
            "b.py": {"x.py": [3]},
            "c.py::other": {"x.py": [9]},
            "d.py::another": {"y.py": [3]},
            "": {"x.py": [3]},
        },
        seconds={"a.py::slow": 3.0, "a.py::quick": 0.1, "b.py::one": 1.0, "b.py::two": 1.0},
    )
    assert recording.tests_of("x.py", range(3, 4)) == ["a.py::quick", "b.py", "a.py::slow"]
    assert recording.tests_of("x.py", range(3, 4), most_seconds=2.2) == ["a.py::quick", "b.py"]
    assert recording.tests_of("x.py", range(5, 6)) == []
    once = recording.tests_of("x.py", range(9, 10))  # in a cache, perhaps
    assert once == ["c.py::other", "a.py::quick", "b.py", "a.py::slow"]


def test_tests_written_for_the_changed_file_go_before_others() -> None:
    path = "chalicelib/store/cases.py"
    tests = ("tests/a.py::b", "tests/store/test_x.py::c", "tests/test_cases.py::d", "tests/u.py::e")
    recording = Recording(
        lines={test: {path: [3]} for test in tests},
        seconds=dict(zip(tests, (1.0, 3.0, 2.0, 0.1), strict=True)),
    )
    assert recording.tests_of(path, range(3, 4)) == [tests[3], tests[2], tests[1], tests[0]]


def test_a_statement_is_its_own_lines_without_its_body() -> None:
    source = "def f(a):\n    if (a and\n            b):\n        g(a,\n          b)\n"
    assert statement_at(source, 3) == range(2, 4)
    assert statement_at(source, 5) == range(4, 6)


def test_what_is_called_equivalent_is_a_line_that_is_there() -> None:
    for path, before, after in EQUIVALENT:
        lines = {line.strip() for line in (SOURCE.parent / path).read_text().splitlines()}
        assert before in lines, (path, before)
        assert after not in lines, (path, after)
