"""Prints what the system costs and weighs, one JSON object a line.

Usage: python -m infra.bench [--open N]

With 10,000 open cases, which is what it takes without being told, a few minutes; with 100,000 ten
more.

Each line has `name`, `value` and `unit`; where a value is only worth something beside another,
`floor` is that other, measured in the same run, and `ratio` their quotient. `parts` are the write
units of each table and index, `calls` what a request and its floor ask of AWS. Units are counted
by DynamoDB's documented rules from what is read and written on the local emulator: nothing here
depends on how fast this machine is but processor times, and those come as ratios.
"""

import argparse
import json
from collections.abc import Mapping, Sequence

from chalicelib.observability import logger
from infra.bench.costs import schedule_runs
from infra.bench.handling import handling
from infra.bench.life import LIFE, life
from infra.bench.lists import SIZES, list_pages
from infra.bench.startup import WITHOUT_CLIENT, sizes, start_up
from infra.bench.world import world
from infra.console import plainly, say

FEW, MANY, DUE = 1_000, 10_000, 100


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(prog="python -m infra.bench")
    parser.add_argument(
        "--open", type=int, default=MANY, help="open cases of the large system, at most 100,000"
    )
    many = parser.parse_args().open
    logger.setLevel("WARNING")  # it writes where our lines go
    for name, size in sizes():
        _line(name, size, "bytes")
    for start in start_up():
        if start.name == WITHOUT_CLIENT:
            _line("first_client", start.floor - start.seconds, "CPU seconds")
        else:
            _line(f"import_{start.name}", start.seconds, "CPU seconds", floor=start.floor)
    with world() as here:
        for work in handling(here):
            milliseconds, floor = 1000 * work.seconds, 1000 * work.floor
            _line(f"cpu_{work.name}", milliseconds, "CPU ms", floor=floor, calls=work.calls)
        pieces = list(life(here))
        for cost in pieces:
            _line(f"{cost.name}_written", cost.bill.written, "write units", parts=cost.bill.parts)
            _line(f"{cost.name}_read", cost.bill.read, "read units")
        whole = [cost.bill.written for cost in pieces if cost.name in LIFE]
        _line("life_written", sum(whole), "write units")
        for cases in (size for size in SIZES if size <= many):
            for cost in list_pages(here, cases):
                _line(f"{cost.name}_{cases}_cases", cost.bill.read, "read units")
        few, large = schedule_runs(here, FEW, DUE), schedule_runs(here, many, DUE)
    for what, bill in (("few", few), ("many", large)):
        _line(f"schedule_idle_{what}_open", bill.idle.read, "read units")
    _line(f"schedule_{DUE}_due_{FEW}_open", few.busy.read, "read units")
    _line(f"schedule_{DUE}_due_{many}_open", large.busy.read, "read units", floor=few.busy.read)
    _line(f"schedule_{DUE}_due_written", large.busy.written, "write units", floor=few.busy.written)


def _line(
    name: str,
    value: float,
    unit: str,
    *,
    floor: float | None = None,
    parts: Mapping[str, float] | None = None,
    calls: Sequence[str] = (),
) -> None:
    line: dict[str, object] = {"name": name, "value": round(value, 3), "unit": unit}
    if parts:
        line["parts"] = parts
    if calls:
        line["calls"] = calls
    if floor is not None:
        line |= {"floor": round(floor, 3), "ratio": round(value / floor, 3)}
    say(json.dumps(line))


if __name__ == "__main__":
    with plainly():
        main()
