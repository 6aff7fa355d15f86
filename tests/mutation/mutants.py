"""Mutants: one small change to one file, by an operator of cosmic-ray or by one of `handmade`."""

import ast
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cosmic_ray.ast
import cosmic_ray.mutating
import cosmic_ray.plugins

from tests.mutation import handmade

AREAS = {
    "store": ("chalicelib/store/*.py",),
    "usecases": ("chalicelib/usecases/*.py",),
    "consumers and schedules": (
        "chalicelib/consumers.py",
        "chalicelib/schedules/*.py",
        "chalicelib/stream.py",
    ),
    "http": ("chalicelib/http/*.py",),
    "notices": ("chalicelib/notices/*.py",),
    "protection": ("chalicelib/protection/*.py",),
    "presentation": ("chalicelib/presentation/*.py",),
}
# A description of the API is no behaviour; how a mail looks is compared with nothing.
LEFT_OUT = ("openapi", "__init__", "html.py")
# Need arguments, or change what only a reader of the code would see.
NOT_USED = ("Variable", "core/RemoveDecorator", "core/ReplaceBinaryOperator_BitOr")


@dataclass(frozen=True, slots=True)
class Mutant:
    """`source` is the whole file with the change; `line` is where it is, counted from 1."""

    path: str
    line: int
    operator: str
    source: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an operator can change a file: its occurrence there."""

    path: str
    line: int
    operator: str
    occurrence: int


def sampled(
    root: Path, number: int, seed: int, counts: Callable[[Mutant], bool] = lambda _: True
) -> list[Mutant]:
    """So many mutants, spread evenly over the areas and, in each, over both kinds of operators;
    among these every operator is as likely as another, whatever it finds to change. One that does
    not count is passed over, and another drawn."""
    chance = random.Random(seed)
    pools = [_pool(root, patterns, kind) for patterns in AREAS.values() for kind in (True, False)]
    pools = [pool for pool in pools if pool]
    chance.shuffle(pools)
    found: dict[tuple[str, str], Mutant] = {}
    turn = 0
    while len(found) < number and any(pools):
        pool = pools[turn % len(pools)]
        turn += 1
        if not pool:
            continue
        operator = chance.choice(sorted(pool))
        place = pool[operator].pop(chance.randrange(len(pool[operator])))
        if not pool[operator]:
            del pool[operator]
        mutant = _made(root, place)
        if mutant is not None and counts(mutant):
            found.setdefault((mutant.path, mutant.source), mutant)
    return list(found.values())


def _pool(root: Path, patterns: tuple[str, ...], ours: bool) -> dict[str, list[Place]]:
    pool: dict[str, list[Place]] = {}
    if missing := [pattern for pattern in patterns if not any(root.glob(pattern))]:
        sys.exit(f"Nothing to change in {', '.join(missing)}. Mend AREAS in {__file__}.")
    for path in sorted(path for pattern in patterns for path in root.glob(pattern)):
        if any(name in path.name for name in LEFT_OUT):
            continue
        relative = str(path.relative_to(root))
        source = path.read_text(encoding="utf-8")
        places = _ours(relative, source) if ours else _theirs(relative, source)
        for place in places:
            pool.setdefault(place.operator.partition("_")[0], []).append(place)
    return pool


def _ours(path: str, source: str) -> Iterator[Place]:
    for name, operator in handmade.OPERATORS.items():
        for occurrence, change in enumerate(operator(ast.parse(source))):
            yield Place(path, change.line, name, occurrence)


def _theirs(path: str, source: str) -> Iterator[Place]:
    behaviour = _behaviour(ast.parse(source))
    nodes = list(cosmic_ray.ast.ast_nodes(cosmic_ray.ast.get_ast(source)))
    for name in sorted(cosmic_ray.plugins.operator_names()):
        if any(part in name for part in NOT_USED):
            continue
        operator = cosmic_ray.plugins.get_operator(name)()
        occurrence = 0
        for node in nodes:
            for (line, _), _ in operator.mutation_positions(node):
                if line in behaviour:
                    yield Place(path, line, name, occurrence)
                occurrence += 1


def _behaviour(tree: ast.Module) -> set[int]:
    """Lines of statements inside functions: what is done, not how it is declared."""
    lines: set[int] = set()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for statement in function.body:
                lines |= set(range(statement.lineno, (statement.end_lineno or 0) + 1))
    return lines


def _made(root: Path, place: Place) -> Mutant | None:
    source = (root / place.path).read_text(encoding="utf-8")
    if place.operator in handmade.OPERATORS:
        tree = ast.parse(source)
        changes = list(handmade.OPERATORS[place.operator](tree))
        changed: str | None = handmade.applied(source, changes[place.occurrence])
    else:
        operator = cosmic_ray.plugins.get_operator(place.operator)()
        try:
            changed = cosmic_ray.mutating.mutate_code(source, operator, place.occurrence)
        except AttributeError:  # it cannot replace an exception that is named with a dot
            return None
    if changed is None or not _is_other_code(source, changed):
        return None
    return Mutant(place.path, place.line, place.operator, changed)


def _is_other_code(source: str, changed: str) -> bool:
    """Not the same again, and code at all: cosmic-ray takes the `**` of `{**some}` for a power."""
    try:
        return ast.dump(ast.parse(changed)) != ast.dump(ast.parse(source))
    except SyntaxError:
        return False
