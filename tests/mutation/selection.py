"""Which tests to run for a change of one line: those that ran it, the quick ones first."""

import ast
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from pathlib import Path

QUICK_SECONDS = 0.2  # of a test that needs no system of its own
# What so few tests ran may be what runs once in a process, in a cache or at an import: it is
# recorded with whoever came first.
FEW = 3


@dataclass(frozen=True, slots=True)
class Recording:
    """What `record` wrote down: lines by test and file, seconds by test."""

    lines: dict[str, dict[str, list[int]]]
    seconds: dict[str, float]

    @classmethod
    def read(cls, parts: Iterable[Path]) -> "Recording":
        """Of several files together."""
        lines: dict[str, dict[str, list[int]]] = {}
        seconds: dict[str, float] = {}
        for path in parts:
            part = json.loads(path.read_text(encoding="utf-8"))
            for test, took in part["seconds"].items():
                seconds[test] = max(took, seconds.get(test, 0))
            for test, files in part["lines"].items():
                known = lines.setdefault(test, {})
                for file, ran in files.items():
                    known[file] = sorted({*known.get(file, ()), *ran})
        return cls(lines, seconds)

    def takes(self, test: str) -> float:
        """Seconds of a test, or of all of a file."""
        if "::" in test:
            return self.seconds.get(test, 1.0)
        return sum(took for name, took in self.seconds.items() if name.startswith(f"{test}::"))

    def tests_of(self, path: str, span: range, most_seconds: float = inf) -> list[str]:
        """The tests to run, most promising first, as many as take `most_seconds` together; empty
        when no test ran any of these lines.

        Where hardly any test ran them, those that ran anything else of the file follow.
        All quick tests go first, then those written for the changed file, then the others; of these
        two one of each file of tests in turn, the quickest first: another file is another point of
        view.
        """
        ran = [
            test
            for test, files in self.lines.items()
            if test and any(line in span for line in files.get(path, ()))
        ]
        order = self._promising(ran, path)
        if 0 < len(ran) < FEW:
            others = {test for test, files in self.lines.items() if test and path in files}
            order += self._promising(sorted(others.difference(ran)), path)
        chosen: list[str] = []
        spent = 0.0
        for test in order:
            took = self.takes(test)
            if not chosen or spent + took <= most_seconds:
                chosen.append(test)
                spent += took
        return chosen

    def _promising(self, tests: list[str], path: str) -> list[str]:
        turn: Counter[str] = Counter()
        order = []
        for test in sorted(tests, key=self.takes):
            file = test.partition("::")[0]
            turn[file] += 1
            if self.takes(test) <= QUICK_SECONDS:
                order.append((0, 0, test))
            else:
                order.append((1 if _is_about(path, file) else 2, turn[file], test))
        order.sort(key=lambda one: (*one[:2], self.takes(one[2])))
        return [test for _, _, test in order]


def _is_about(path: str, test_file: str) -> bool:
    """Whether a file of tests stands in a folder or has the name of what it tests."""
    changed, tests = Path(path), Path(test_file)
    return changed.parent.name in tests.parts or changed.stem in tests.stem


def statement_at(source: str, line: int) -> range:
    """The lines of the innermost statement that a line is in, without the body of a compound."""
    found = range(line, line + 1)
    best = 10**9
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.stmt):
            continue
        last = node.end_lineno or node.lineno
        body = getattr(node, "body", None)
        if body:
            last = max(node.lineno, body[0].lineno - 1)
        if node.lineno <= line <= last and last - node.lineno < best:
            best, found = last - node.lineno, range(node.lineno, last + 1)
    return found
