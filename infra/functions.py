"""The one list of functions: what infra/functions.toml says of each, and how its parts are named.

A function has the name of its handler in app.py; all that belongs to it is named after that.
"""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from chalicelib.events import EventType
from chalicelib.notices.audience import AGENCIES, REPORTERS, told_to

TOLD = {"reporters": told_to(REPORTERS), "agencies": told_to(AGENCIES)}
FILE = Path(__file__).with_name("functions.toml")


class Trigger(StrEnum):
    """What runs a function."""

    API = "api"
    ROUTES = "routes"
    STREAM = "stream"
    QUEUE = "queue"
    SCHEDULE = "schedule"


@dataclass(frozen=True, kw_only=True)
class Function:
    """A function of app.py. `memory` in MB, `timeout` in seconds, `batch` in records at once,
    `window` in seconds that a queue is waited for until a batch is full;
    `routes` is how the paths begin that it answers; without `events` every type of event starts
    one of a stream, and none one of a queue; `layers` are resources; `environment` has the names
    alone. In the file `told` stands for the events that a side of the notices is told of."""

    name: str
    trigger: Trigger
    memory: int
    timeout: int
    routes: str = ""
    batch: int = 0
    window: int = 0
    events: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()

    @property
    def resource(self) -> str:
        """What Chalice names its function in the template."""
        return "APIHandler" if self.trigger is Trigger.API else self._camel

    @property
    def role(self) -> str:
        """What Chalice names its role."""
        return f"{self._camel}Role"

    @property
    def log_group(self) -> str:
        """The resource it logs to."""
        return f"{self._camel}Logs"

    @property
    def queue(self) -> str:
        """The resource of the queue that a function of queues reads."""
        return f"{self._camel}Queue"

    @property
    def subscription(self) -> str:
        """The resource that brings events from the topic to that queue."""
        return f"{self._camel}Subscription"

    @property
    def hears_events(self) -> bool:
        """Whether its queue is filled by the topic."""
        return self.trigger is Trigger.QUEUE and bool(self.events)

    @property
    def dead_letters(self) -> str:
        """The resource of the queue for what it could not handle; schedules share one."""
        own = "Schedules" if self.trigger is Trigger.SCHEDULE else self._camel
        return f"{own}DeadLetters"

    @property
    def _camel(self) -> str:
        return self.name.title().replace("_", "")


def _read() -> tuple[tuple[Function, ...], dict[str, Any]]:
    tables = tomllib.loads(FILE.read_text(encoding="utf-8"))
    environment = tables.pop("environment")
    functions = [
        Function(
            name=name,
            trigger=Trigger(table.pop("trigger")),
            events=_events(table),
            layers=tuple(table.pop("layers", ())),
            environment=tuple(table.pop("environment", ())),
            **table,
        )
        for name, table in tables.items()
    ]
    return tuple(functions), environment


def _events(table: dict[str, Any]) -> tuple[str, ...]:
    if "told" in table:
        return tuple(sorted(map(str, TOLD[table.pop("told")])))
    events = table.pop("events", ())
    return tuple(map(str, EventType)) if events == "all" else tuple(events)


FUNCTIONS, ENVIRONMENT = _read()
"""All of them in the order of the file; and the values of their environments by name."""


def triggered_by(*triggers: Trigger) -> tuple[Function, ...]:
    """The functions that one of these runs."""
    return tuple(function for function in FUNCTIONS if function.trigger in triggers)
