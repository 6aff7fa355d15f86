"""Counts all figures anew from the events of the cases, beside a running system.

A new generation is built while the old one is read. From the moment it is named, what happens is
counted into both, each state of a case once, so it does not matter whether a case is counted by
this walk or by an event first. When every case is in it, it is the one that is read, and rows of
those before it are taken away. It may be stopped anywhere and run again, also by another release:
what was begun is held against what each case adds now, and only written where that differs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from chalicelib.store import figure_cells
from chalicelib.store.figure_cells import Generations
from chalicelib.usecases import count_figures
from infra.console import say

AT_ONCE = 100  # cases read, and counted in as few transactions as they fit into
PROGRESS_EVERY = 1_000


@dataclass(frozen=True, kw_only=True)
class Rebuilt:
    """What a run came to: cases looked at, and those that could not be counted. While there are
    such, the old generation is read on."""

    cases: int
    failed: frozenset[str]
    generation: int


def rebuild_figures(dynamodb: Any, *, cases: str, figures: str) -> Rebuilt:
    """Build a generation and read from it from then on, and say how far it is. An operator's
    rights: no function may scan. `cases` and `figures` are the names of the tables."""
    state = figure_cells.generations()
    building = state.current + 1
    figure_cells.set_generations(Generations(current=state.current, building=building))
    say(f"Building generation {building} beside {state.current}.")
    walk, seen, failed = _cases(dynamodb, cases), 0, set[str]()
    while batch := dict(islice(walk, AT_ONCE)):
        failed |= count_figures.count_into(building, batch, again=True)
        before, seen = seen, seen + len(batch)
        if seen // PROGRESS_EVERY > before // PROGRESS_EVERY:
            say(f"{seen} cases counted.")
    if not failed:
        figure_cells.set_generations(Generations(current=building))
        _take_away_earlier(dynamodb, figures, building)
    return Rebuilt(cases=seen, failed=frozenset(failed), generation=building)


def _cases(dynamodb: Any, table: str) -> Iterator[tuple[str, int]]:
    """Every case with the number of its last event."""
    pages = dynamodb.get_paginator("scan").paginate(
        TableName=table,
        FilterExpression="sk = :case",
        ExpressionAttributeValues={":case": {"S": "CASE"}},
        ProjectionExpression="pk, version",
    )
    for page in pages:
        for item in page["Items"]:
            yield item["pk"]["S"].removeprefix("CASE#"), int(item["version"]["N"])


def _take_away_earlier(dynamodb: Any, table: str, generation: int) -> None:
    pages = dynamodb.get_paginator("scan").paginate(TableName=table, ProjectionExpression="pk, sk")
    for page in pages:
        for key in page["Items"]:
            if _is_earlier(key, generation):
                dynamodb.delete_item(TableName=table, Key=key)


def _is_earlier(key: Mapping[str, Any], generation: int) -> bool:
    number = key["pk"]["S"].split("#", 1)[0]
    return bool(number.isdecimal()) and int(number) < generation
