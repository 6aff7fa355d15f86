"""What a function of app.py can come to call, by the names that its code uses.

A class counts whole: whoever names it may call each of its methods. What is looked up by a text at
run time is not seen.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from infra.functions import Function, Trigger
from infra.package import ROOT

Definition = tuple[str, str]
"""A module, and a name that it defines; the empty name is the module itself."""

_STATEMENTS = (ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)


@dataclass(frozen=True, kw_only=True)
class Module:
    """What a module imports, wherever in it, and defines, by the names it has for it."""

    imports: dict[str, Definition]
    definitions: dict[str, list[ast.stmt]]


def calls(function: Function, target: Definition) -> bool:
    """Whether a function can come to `target`."""
    found = list(_begins(function))
    known = set(found)
    for definition in found:  # grows meanwhile
        for used in _used(definition):
            if used not in known:
                known.add(used)
                found.append(used)
    return target in known


def _begins(function: Function) -> Iterator[Definition]:
    """Its handler; of the API all that its modules define, for they answer by decorators."""
    if function.trigger not in (Trigger.API, Trigger.ROUTES):
        yield "app", function.name
        return
    for node in ast.walk(ast.parse((ROOT / "app.py").read_text())):
        if isinstance(node, ast.If) and f"'{function.name}'" in ast.unparse(node.test):
            for package, name in _imports(ast.Module(node.body, []), "app").values():
                module = f"{package}.{name}"
                yield from ((module, defined) for defined in _module(module).definitions)


def _used(definition: Definition) -> Iterator[Definition]:
    module, name = definition
    for statement in _module(module).definitions[name]:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name):
                yield from _meant(module, node.id)
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                for owner in _meant(module, node.value.id, whole_module=True):
                    yield from _meant(owner[0], node.attr)


def _meant(module: str, name: str, *, whole_module: bool = False) -> Iterator[Definition]:
    """What a name stands for in a module of ours: something it defines, or imports of us."""
    read = _module(module)
    if name in read.definitions:
        if not whole_module:
            yield module, name
        return
    origin, imported = read.imports.get(name, ("", ""))
    if _file(f"{origin}.{imported}"):
        if whole_module:
            yield f"{origin}.{imported}", ""
    elif _file(origin):
        yield from _meant(origin, imported, whole_module=whole_module)


@cache
def _module(name: str) -> Module:
    file = _file(name)
    assert file is not None, name
    tree = ast.parse(file.read_text(encoding="utf-8"))
    definitions: dict[str, list[ast.stmt]] = {}
    for statement in tree.body:
        if isinstance(statement, _STATEMENTS):
            for defined in _names(statement):
                definitions.setdefault(defined, []).append(statement)
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    return Module(imports=_imports(tree, package), definitions=definitions)


def _names(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        yield statement.name
        return
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _imports(tree: ast.Module, package: str) -> dict[str, Definition]:
    found: dict[str, Definition] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            above = package.split(".")[: -node.level + 1 or None] if node.level else []
            origin = ".".join((*above, *([node.module] if node.module else [])))
            found |= {alias.asname or alias.name: (origin, alias.name) for alias in node.names}
    return found


def _file(module: str) -> Path | None:
    """Where a module of ours is; None for one of others, and for what is no module."""
    if module.partition(".")[0] not in {"app", "chalicelib"}:
        return None
    place = ROOT.joinpath(*module.split("."))
    candidates = (place.with_suffix(".py"), place / "__init__.py")
    return next((file for file in candidates if file.exists()), None)
