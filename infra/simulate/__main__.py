"""`make simulate`: a made-up life of the service, the same for the same seed, and what came of it.

Nothing is written anywhere: the rules of a case and the packaged register, in this process.

Usage: python -m infra.simulate [--days 30] [--per-day 395] [--after 0] [--seed 1]
                                [--first 2026-09-01]
"""

import argparse
from collections.abc import Sequence
from datetime import date

from chalicelib.case.deadlines import DeadlinePolicy
from chalicelib.case.decision import Event
from chalicelib.case.model import Case
from chalicelib.routing.registry import packaged
from chalicelib.usecases.rules import packaged_calendar
from chalicelib.workdays import ONE_DAY, last_moment
from infra.console import plainly, say
from infra.simulate.bar import Bar
from infra.simulate.lives import Imagined, Life, lead
from infra.simulate.outcome import outcome
from infra.simulate.people import People
from infra.simulate.reports import Report, reports

FIRST = date(2026, 9, 1)


def main() -> None:
    """Lead all lives and say what came of them."""
    parser = argparse.ArgumentParser(prog="python -m infra.simulate", description=__doc__)
    parser.add_argument("--days", type=int, default=30, help="on which somebody reports")
    parser.add_argument("--per-day", type=int, default=395, help="reports, by the mean")
    parser.add_argument("--after", type=int, default=0, help="days on which nobody reports more")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=date.fromisoformat, default=FIRST)
    given = parser.parse_args()
    people = everybody(given.seed)
    filed = reports(given.days, given.per_day, given.seed, given.first)
    lived = imagined(filed, people, given.first + (given.days + given.after - 1) * ONE_DAY)
    policy = DeadlinePolicy(calendar=people.calendar)
    say(f"{given.days} days of {given.per_day} reports from {given.first}, seed {given.seed}:")
    for line in outcome(lived, people, policy).lines():
        say(line)


def everybody(seed: int) -> People:
    """Who handles and reports, by the register and the calendar that ship."""
    return People(seed=seed, agencies=packaged(), calendar=packaged_calendar())


def imagined(
    filed: Sequence[Report], people: People, last: date
) -> Sequence[tuple[Case, Sequence[Event]]]:
    """Each case as it stands at the end of the last day, with its events."""
    world = Imagined(people)
    lives = [Life(report, people, world) for report in filed]
    until = last_moment(last, "WIB")
    bar = Bar(min((report.filed_at for report in filed), default=until), until)
    for life in lead(lives, until):
        if life.case is not None:
            bar.show(life.case.updated_at)
    bar.end()
    cases = [life.case for life in lives if life.case is not None]
    return [(case, world.events[case.id]) for case in cases]


if __name__ == "__main__":
    with plainly():
        main()
