"""The complaints of the demo and their lives, as written in `complaints.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Any

WRITTEN = Path(__file__).with_name("complaints.toml")


class Chapter(IntEnum):
    """When a step is taken. Between the last three the clock is moved; see `walk`."""

    DESK = 1
    WORK = 2
    VERDICT = 3
    LATE = 4  # after the first escalation
    AFTERWARDS = 5  # after the windows of silence


class Who(StrEnum):
    """Who takes a step: the officers by their role towards the case, and the public."""

    NATIONAL = "national"
    LIAISON = "liaison"  # of the agency that holds the case
    ADMIN = "admin"  # of the agency that holds the case
    GOVERNMENT = "government"  # admin of the government whose unit holds the case
    REPORTER = "reporter"
    NEIGHBOURS = "neighbours"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing somebody does, and the status the case must have afterwards."""

    chapter: Chapter
    who: Who
    does: str
    then: str
    says: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """One complaint before it is filed, and its life. `topic` is what the tables call it."""

    key: str
    topic: str
    filing: dict[str, Any]
    steps: tuple[Step, ...]
    passes: tuple[str, ...]
    ends: str
    desk_routes_to: str | None

    @property
    def email(self) -> str | None:
        """Where the reporter wants to be told, if anywhere."""
        address: str | None = self.filing.get("reporter", {}).get("email")
        return address


def read_complaints(today: date) -> dict[str, Complaint]:
    """All complaints by key, their incidents dated back from `today` (a day in Indonesia)."""
    entries = tomllib.loads(WRITTEN.read_text(encoding="utf-8"))
    return {key: _complaint(key, entry, today) for key, entry in entries.items()}


def _complaint(key: str, entry: dict[str, Any], today: date) -> Complaint:
    filing, life = dict(entry["filing"]), entry["life"]
    if "days_ago" in entry:
        filing["incident_date"] = (today - timedelta(days=entry["days_ago"])).isoformat()
    return Complaint(
        key=key,
        topic=entry["topic"],
        filing=filing,
        steps=tuple(map(_step, life.get("steps", ()))),
        passes=tuple(life["passes"].split()),
        ends=life["ends"],
        desk_routes_to=life.get("desk_routes_to"),
    )


def _step(entry: dict[str, Any]) -> Step:
    return Step(
        chapter=Chapter[entry["chapter"].upper()],
        who=Who(entry["who"]),
        does=entry["does"],
        then=entry["then"],
        says=entry.get("says", {}),
    )
