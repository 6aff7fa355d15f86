"""A made-up life on a local stage: the days that end now, and, where somebody practises, what goes
on from there while they do.

Usage: python -m infra.simulate.stage [--home .local] [--days 3] [--per-day 20] [--seed 1]
       python -m infra.simulate.stage --practice [--every 120] [--most N]

In the practice stage most reports come from one city, whose officers do nothing: whoever practises
is there. Another report comes every so many seconds, by the mean, until it is stopped.
"""

import argparse
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from chalicelib.case.deadlines import DeadlinePolicy
from chalicelib.case.decision import Event
from chalicelib.case.model import Case
from chalicelib.observability import logger
from chalicelib.routing.registry import packaged
from chalicelib.store import cases
from chalicelib.usecases.rules import packaged_calendar
from chalicelib.workdays import ONE_DAY, local, local_date
from infra.console import CommandError, plainly, say
from infra.deploy import Clients
from infra.local.aws import clients
from infra.local.stack import Stack
from infra.simulate import shares
from infra.simulate.bar import Bar
from infra.simulate.lives import Life, lead
from infra.simulate.outcome import outcome
from infra.simulate.people import People
from infra.simulate.reports import Report, Story, report, reports
from infra.simulate.stored import Stored, environment, undisturbed

TRAINEES = "kota-surabaya"
PRACTICE_PLACES = {"35.78": 60, "35.73": 10, "31": 10, "32": 10, "51": 10}
PRACTICE_DAYS, PRACTICE_PER_DAY = 12, 4
PAUSE_SECONDS = 0.5


def main() -> None:
    """Fill the stage, and go on where somebody practises."""
    parser = argparse.ArgumentParser(prog="python -m infra.simulate.stage", description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(".local"))
    parser.add_argument("--days", type=int)
    parser.add_argument("--per-day", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--practice", action="store_true")
    parser.add_argument("--every", type=float, default=120.0, help="seconds from report to report")
    parser.add_argument("--most", type=int, help="reports to come, then it ends")
    given = parser.parse_args()
    stack = Stack(home=given.home)
    outputs = stack.outputs()
    if not outputs or not stack.emulator.running():
        raise CommandError("The local stack is not running. Run `make up` first.")
    aws = clients(outputs["aws_endpoint_url"])
    os.environ.update(environment(aws, outputs))
    logger.setLevel("ERROR")  # it writes where our lines go
    made_up = MadeUp(outputs, aws, given.seed, practice=given.practice)
    made_up.fill(
        given.days if given.days is not None else (PRACTICE_DAYS if given.practice else 3),
        given.per_day
        if given.per_day is not None
        else (PRACTICE_PER_DAY if given.practice else 20),
        datetime.now(UTC),
    )
    if given.practice:
        made_up.go_on(given.every, given.most)


class MadeUp:
    """People on a running local stage, named in the environment of this process."""

    def __init__(
        self, outputs: Mapping[str, Any], aws: Clients, seed: int, *, practice: bool
    ) -> None:
        self._outputs, self._aws, self._seed = outputs, aws, seed
        self._places: Mapping[str, float] = PRACTICE_PLACES if practice else shares.PROVINCES
        register = packaged()
        self._people = People(
            seed=seed,
            agencies=register,
            calendar=packaged_calendar(),
            away=frozenset(register.government(TRAINEES)) if practice else frozenset(),
        )
        # Who practises reads all; where a life is only counted, affairs come by their shares.
        self._told: set[Story] | None = set() if practice else None
        self._world = Stored(outputs["api_key"])
        self.lives: list[Life] = []

    def fill(self, days: int, per_day: int, now: datetime) -> None:
        """The days that end now (UTC), and what came of them."""
        first = local_date(now, "WIB") - (days - 1) * ONE_DAY
        filed = [
            one
            for one in reports(days, per_day, self._seed, first, self._places, self._told)
            if one.filed_at <= now
        ]
        self.lives = [self._life(one) for one in filed]
        bar = Bar(min((one.filed_at for one in filed), default=now), now)
        if filed:
            with undisturbed(self._aws, self._outputs, "route_complaints"):
                for life in lead(self.lives, now):
                    if life.case is not None:
                        bar.show(life.case.updated_at)
            bar.end()
        policy = DeadlinePolicy(calendar=self._people.calendar)
        say(f"{days} days of {per_day} reports until now, seed {self._seed}:")
        for line in outcome(self._lived(), self._people, policy).lines():
            say(line)

    def go_on(self, every: float, most: int | None) -> None:
        """In step with the clock of this machine, with another report now and then."""
        chance = Random(f"{self._seed} practice {len(self.lives)}")
        came, due_at = 0, datetime.now(UTC)
        while most is None or came < most:
            now = datetime.now(UTC)
            if now >= due_at:
                life = self._life(
                    _report_now(len(self.lives), now, chance, self._places, self._told)
                )
                self.lives.append(life)
                came += 1
                due_at = now + timedelta(seconds=chance.expovariate(1 / every))
            for life in lead(self.lives, now):
                if life.case is not None:
                    say(f"{life.case.id} {life.case.status}")
            time.sleep(PAUSE_SECONDS)

    def _life(self, one: Report) -> Life:
        return Life(one, self._people, self._world)

    def _lived(self) -> Iterator[tuple[Case, Sequence[Event]]]:
        for life in self.lives:
            if life.case is not None:
                case = cases.get(life.case.id)
                yield case, cases.events(case.id)


def _report_now(
    number: int,
    now: datetime,
    chance: Random,
    places: Mapping[str, float],
    told: set[Story] | None,
) -> Report:
    """A report of this second."""
    here = local(now, "WIB")
    drawn = report(number, here.date(), 0, Random(chance.random()), places, told)
    return replace(drawn, filed_at=now)


if __name__ == "__main__":
    with plainly():
        main()
