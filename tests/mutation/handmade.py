"""Operators for the mistakes this system can least afford. Each yields changes of the source text,
so that a mutant differs from the original in nothing else."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# Arguments that narrow or steer: ignoring one is None in its place.
STEERING = frozenset(
    {"cursor", "place", "status", "overdue", "since", "until", "limit", "zone", "excluded", "head"}
)
# Who asks at a level reads what is for the levels before it.
WIDER = {"PUBLIC": "Visibility.AGENCY", "REPORTER": "Visibility.AGENCY"}


@dataclass(frozen=True, slots=True)
class Change:
    """Replace the text of `node` by `text`; what `node` was stands in it as `{}`."""

    node: ast.stmt | ast.expr
    text: str

    @property
    def line(self) -> int:
        return self.node.lineno


def applied(source: str, change: Change) -> str:
    """The source with the change."""
    node = change.node
    lines = source.splitlines(keepends=True)
    before = lines[node.lineno - 1].encode()[: node.col_offset].decode()
    last = (node.end_lineno or node.lineno) - 1
    after = lines[last].encode()[node.end_col_offset or 0 :].decode()
    was = ast.get_source_segment(source, node) or ""
    indented = change.text.replace("\n", "\n" + " " * node.col_offset)
    new = before + indented.replace("{}", was) + after
    return "".join([*lines[: node.lineno - 1], new, *lines[last + 1 :]])


def conditions_dropped(tree: ast.Module) -> Iterator[Change]:
    """A conditional write or read without its condition."""
    for call in _calls(tree):
        for keyword in call.keywords:
            if keyword.arg in ("condition", "filter_condition", "range_key_condition"):
                yield Change(keyword.value, "None")


def errors_swallowed(tree: ast.Module) -> Iterator[Change]:
    """A refusal or a failure that is not raised."""
    for node in _in_functions(tree):
        if isinstance(node, ast.Raise):
            yield Change(node, "pass")


def orders_reversed(tree: ast.Module) -> Iterator[Change]:
    """The last first, where the turns have names."""
    for node in _in_functions(tree):
        if isinstance(node, ast.For) and ast.unparse(node.target) != "_":
            yield Change(node.iter, "reversed(list({}))")
        elif isinstance(node, ast.Call) and _named(node) == "sorted" and len(node.keywords) == 0:
            yield Change(node, "{}[::-1]")
        elif isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg in ("scan_index_forward", "reverse"):
                    yield Change(keyword.value, "not {}")


def visibilities_widened(tree: ast.Module) -> Iterator[Change]:
    """Text unmasked, an event for more people, a question of who may read answered with yes."""
    for node in _in_functions(tree):
        if isinstance(node, ast.Call) and _named(node) == "mask" and node.args:
            yield Change(node.func, "str")
        elif isinstance(node, ast.Attribute) and node.attr == "masked_data":
            yield Change(node, f"{ast.unparse(node.value)}.data")
        elif isinstance(node, ast.Call):
            if _named(node) in ("is_public", "may_read", "proves", "_may_show", "may_show"):
                yield Change(node, "bool({} or True)")
            for keyword in node.keywords:
                if keyword.arg == "mask":
                    yield Change(keyword.value, "str")
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "Visibility"
            and node.attr in WIDER
        ):
            yield Change(node, WIDER[node.attr])


def arguments_ignored(tree: ast.Module) -> Iterator[Change]:
    """A cursor, filter or limit that makes no difference."""
    for call in _calls(tree):
        for keyword in call.keywords:
            value = keyword.value
            if keyword.arg in STEERING and not isinstance(value, ast.Constant):
                yield Change(value, "None")


def returns_early(tree: ast.Module) -> Iterator[Change]:
    """Nothing is done; or a loop ends after its first turn."""
    for node in _in_functions(tree):
        if isinstance(node, ast.For):
            yield Change(node.body[-1], "{}\nbreak")
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and _returns_nothing(function):
            first = function.body[1:2] if ast.get_docstring(function) else function.body[:1]
            for statement in first:
                yield Change(statement, "return\n{}")


def guards_dropped(tree: ast.Module) -> Iterator[Change]:
    """A check that never refuses, a condition half looked at."""
    for node in _in_functions(tree):
        if isinstance(node, ast.If) and isinstance(node.body[0], ast.Raise | ast.Return):
            yield Change(node.test, "False and ({})")
        elif isinstance(node, ast.BoolOp):
            yield Change(node.values[0], "True" if isinstance(node.op, ast.And) else "False")


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in _in_functions(tree) if isinstance(node, ast.Call))


def _in_functions(tree: ast.Module) -> Iterator[ast.AST]:
    """Every node of a function's body, once."""
    seen: set[int] = set()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for statement in function.body:
                for node in ast.walk(statement):
                    if id(node) not in seen:
                        seen.add(id(node))
                        yield node


def _named(call: ast.Call) -> str:
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _returns_nothing(function: ast.FunctionDef) -> bool:
    return isinstance(function.returns, ast.Constant) and function.returns.value is None


OPERATORS: dict[str, Callable[[ast.Module], Iterator[Change]]] = {
    "ConditionDropped": conditions_dropped,
    "ErrorSwallowed": errors_swallowed,
    "OrderReversed": orders_reversed,
    "VisibilityWidened": visibilities_widened,
    "ArgumentIgnored": arguments_ignored,
    "EarlyReturn": returns_early,
    "GuardDropped": guards_dropped,
}
