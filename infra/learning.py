"""What routing can learn from its officers: where they left a complaint, and where they moved it.

Usage: python -m infra.learning export --month 2026-11 --out FILE [--stage STAGE]
       python -m infra.learning shadow --month 2026-11 [--stage STAGE]

Without --stage, CASES_TABLE and REFERENCE_TABLE in the environment name the tables. Months are
those of filing, in UTC. Read from the `published` index, so confidential complaints (rahasia) and
those archived as spam or abuse are in none of it, and are not even counted.
"""

import argparse
import csv
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.case.decision import Event
from chalicelib.case.model import Case, Status
from chalicelib.events import EventType
from chalicelib.routing import categories
from chalicelib.routing.registry import Registry
from chalicelib.store import agencies, cases, public_cases, texts
from infra.console import CommandError, plainly
from infra.deploy import account

SETTLED = frozenset({Status.ANSWERED, Status.CLOSED})
COLUMNS = (
    "submitted_at",
    "text",
    "region",
    "predicted_sector",
    "by",
    "used_agency",
    "agency",
    "sector",
)
"""Of an export. The last two are where the case ended: the names that `training` reads."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """How a case went from desk to desk until its first appeal; a senior agency that takes an
    appeal says nothing about whose affair it was."""

    prediction: Mapping[str, Any] | None
    by: str | None
    """What chose the first agency."""
    used_agency: str | None
    used_sector: str | None
    final_agency: str | None
    category: str | None
    """The category that an officer gave it, None where none did."""


def export(month: str, registry: Registry) -> Iterator[dict[str, str]]:
    """One row, masked, per answered or closed case of a month (`2026-11`)."""
    for case, went in _courses(month):
        if case.status not in SETTLED or went.final_agency is None:
            continue
        yield {
            "submitted_at": case.filed_at.astimezone(UTC).isoformat(timespec="seconds"),
            "text": texts.get(case.id).masked,
            "region": case.location.region_code or "",
            "predicted_sector": next(iter(_labels(went.prediction)), ""),
            "by": went.by or "",
            "used_agency": went.used_agency or "",
            "agency": went.final_agency,
            "sector": learnt_sector(went, registry) or "",
        }


def shadow(month: str, registry: Registry) -> list[dict[str, Any]]:
    """How often the model in use and the one beside it named the sector that settled cases of a
    month turned out to be of; one entry per pair of model versions."""
    pairs: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for case, went in _courses(month):
        sector = learnt_sector(went, registry)
        beside = went.prediction.get("shadow") if went.prediction else None
        if case.status not in SETTLED or sector is None or not went.prediction or not beside:
            continue
        first, second = _labels(went.prediction)[0], _labels(beside)[0]
        pairs[went.prediction["model"], beside["model"]].update(
            cases=1, agree=first == second, current=first == sector, shadow=second == sector
        )
    return [
        {
            "month": month,
            "current": current,
            "shadow": other,
            "cases": counts["cases"],
            "agree": _share(counts["agree"], counts["cases"]),
            "current_right": _share(counts["current"], counts["cases"]),
            "shadow_right": _share(counts["shadow"], counts["cases"]),
        }
        for (current, other), counts in sorted(pairs.items())
    ]


def course(events: Iterable[Event]) -> Course:
    """Read a case's course from its events, oldest first."""
    prediction: Mapping[str, Any] | None = None
    used: Mapping[str, Any] = {}
    holder = filed_as = category = None
    for event in events:
        data = event.data
        prediction = prediction or data.get("prediction")
        match event.type:
            case EventType.FILED:
                filed_as = data.get("category")
            case EventType.ROUTED:
                used = used or data
                holder = data["agency_id"]
            case EventType.RETURNED | EventType.TRANSFERRED:
                holder = data["agency_id"] if event.type == EventType.TRANSFERRED else None
            case EventType.RECLASSIFIED:
                category = data["category"] if data["category"] != filed_as else category
            case EventType.APPEALED:
                break
    return Course(
        prediction=prediction,
        by=used.get("by"),
        used_agency=used.get("agency_id"),
        used_sector=used.get("sector"),
        final_agency=holder,
        category=category,
    )


def learnt_sector(went: Course, registry: Registry) -> str | None:
    """The sector a case turned out to be of, as the model names sectors; None where it is open.

    An officer's category says it. Else, where the first agency kept the case, what it was routed
    by; else the affairs of the agency it ended at, of several the one the model thought likeliest.
    """
    named = categories.get(went.category) if went.category else None
    if named and named.sector != categories.OTHER:
        return _broad(named.sector)
    if went.used_sector and went.final_agency == went.used_agency:
        return _broad(went.used_sector)
    agency = registry.get(went.final_agency) if went.final_agency else None
    own = {_broad(sector) for sector in agency.sectors} if agency else set()
    if len(own) == 1:
        return own.pop()
    return next((label for label in _labels(went.prediction) if label in own), None)


def _courses(month: str) -> Iterator[tuple[Case, Course]]:
    """The published cases of a month, one query for them and one for the events of each."""
    try:
        first = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    except ValueError:
        raise CommandError(f"{month} is no month. Write it as 2026-11.") from None
    following = (first + timedelta(days=32)).replace(day=1)
    wanted = public_cases.PublicFilter(since=first, until=following)
    for case in public_cases.every_case(wanted, now=following):
        yield case, course(cases.events(case.id))


def _labels(prediction: Mapping[str, Any] | None) -> list[str]:
    return [label for label, _ in prediction["ranking"]] if prediction else []


def _broad(code: str) -> str:
    """The sector the model was taught: a national body's narrower one belongs to it."""
    known = categories.sector(code)
    return known.parent or code if known else code


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def main() -> None:
    """Run one command with the AWS settings of the environment."""
    parser = argparse.ArgumentParser(prog="python -m infra.learning")
    parser.add_argument("command", choices=("export", "shadow"))
    parser.add_argument("--month", required=True, help="month of filing, 2026-11")
    parser.add_argument("--stage", help="stage whose table to read")
    parser.add_argument("--out", type=Path, help="file of an export, CSV")
    given = parser.parse_args()
    if given.command == "export" and given.out is None:
        parser.error("an export needs --out FILE")
    try:
        if given.stage:
            _use(given.stage)
        if given.command == "export":
            count = _write(given.out, export(given.month, agencies.registry()))
            sys.stderr.write(f"{count} cases. Confidential ones are left out.\n")
        else:
            for line in shadow(given.month, agencies.registry()):
                print(json.dumps(line))
    except (BotoCoreError, ClientError) as error:
        raise CommandError(f"AWS refused: {error}") from None


def _use(stage: str) -> None:
    """Let the store read the stage's tables: it asks the environment for their names."""
    found = account("cloudformation").describe_stacks(StackName=f"lapor-{stage}")["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in found["Outputs"]}
    for name in ("Cases", "Reference"):
        os.environ[f"{name.upper()}_TABLE"] = outputs[f"{name}TableName"]


def _write(file: Path, rows: Iterable[dict[str, str]]) -> int:
    """Write an export that only its owner may read: masking is good, not perfect."""
    file.touch(mode=0o600)
    file.chmod(0o600)
    written = 0
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow(row)
            written += 1
    return written


if __name__ == "__main__":
    with plainly():
        main()
