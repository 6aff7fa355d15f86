"""What the dashboard shows is there to be shown."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from chalicelib.observability import SERVICE, Measure, Metric
from infra.alarms import RUNBOOK
from infra.dashboard import TRIAGE_SHARE
from infra.package import ROOT
from tests.infra.reading import of_type

CODE = "\n".join(file.read_text() for file in sorted((ROOT / "chalicelib").rglob("*.py")))


def widgets(resources: Mapping[str, Any]) -> list[dict[str, Any]]:
    (dashboard,) = of_type(resources, "AWS::CloudWatch::Dashboard").values()
    found: list[dict[str, Any]] = json.loads(dashboard["DashboardBody"]["Fn::Sub"])["widgets"]
    return found


def rows(resources: Mapping[str, Any]) -> Iterator[list[Any]]:
    for widget in widgets(resources):
        yield from widget["properties"]["metrics"]


def emitted() -> set[str]:
    """The names of what some code counts or measures: each is used where it is not defined."""
    used = set(re.findall(r"\b((?:Metric|Measure)\.[A-Z_]+)\b", CODE))
    return {f"{kind.__name__}.{one.name}" for kind in (Metric, Measure) for one in kind} & used


def test_every_metric_of_ours_is_emitted_by_some_code() -> None:
    wanted = {f"{kind.__name__}.{one.name}" for kind in (Metric, Measure) for one in kind}
    assert emitted() == wanted


def test_the_dashboard_shows_what_is_emitted(resources: Mapping[str, Any]) -> None:
    ours = {row[1] for row in rows(resources) if row[0] == SERVICE}
    known = {one.value for kind in (Metric, Measure) for one in kind}
    assert ours <= known
    assert {one.value for one in Measure} <= ours
    for row in rows(resources):
        if row[0] == SERVICE:
            assert row[2:4] == ["service", SERVICE]


def test_a_share_is_made_of_series_that_are_there(resources: Mapping[str, Any]) -> None:
    (widget,) = [one for one in widgets(resources) if "triage" in one["properties"]["title"]]
    first, *others = widget["properties"]["metrics"]
    assert first[0]["expression"] == TRIAGE_SHARE
    series = {row[-1]["id"]: row[1] for row in others if "id" in row[-1]}
    assert series == {
        "triaged": Measure.SENT_TO_TRIAGE.value,
        "routed": Measure.ROUTED_BY_RULES.value,
    }
    assert series.keys() == set(re.findall(r"[a-z]+", TRIAGE_SHARE))


def widget(resources: Mapping[str, Any], title: str) -> list[list[Any]]:
    (found,) = [one for one in widgets(resources) if one["properties"]["title"] == title]
    metrics: list[list[Any]] = found["properties"]["metrics"]
    return metrics


def test_what_waits_lags_and_fails_is_shown_of_every_one(resources: Mapping[str, Any]) -> None:
    """How things stand is a maximum: of a sum nobody could say what it is of."""
    shown: dict[str, list[str]] = defaultdict(list)
    for one in widgets(resources):
        for row in one["properties"]["metrics"]:
            if row[0] in ("AWS/SQS", "AWS/Lambda") and row[1] != "Duration":
                shown[row[1]].append(row[3].strip("${}").removesuffix(".QueueName"))
                stat = "Sum" if row[1] == "Errors" else "Maximum"
                assert one["properties"]["stat"] == stat, row
    ages, letters = (
        shown[f"Approximate{name}"] for name in ("AgeOfOldestMessage", "NumberOfMessagesVisible")
    )
    functions = of_type(resources, "AWS::Serverless::Function")
    streams = [
        name
        for name, one in functions.items()
        if any(event["Type"] == "DynamoDB" for event in one.get("Events", {}).values())
    ]
    assert sorted(ages + letters) == sorted(of_type(resources, "AWS::SQS::Queue"))
    assert sorted(shown["IteratorAge"]) == sorted(streams) != []
    assert sorted(shown["Errors"]) == sorted(functions)


def test_how_the_desks_stand_is_shown_as_it_stands(resources: Mapping[str, Any]) -> None:
    standing = {one.value for one in Measure if one.name.startswith(("OVERDUE", "WITHOUT_AGENCY"))}
    (found,) = [
        one["properties"]
        for one in widgets(resources)
        if standing & {row[1] for row in one["properties"]["metrics"] if row[0] == SERVICE}
    ]
    assert {row[1] for row in found["metrics"]} == standing
    assert found["stat"] == "Maximum"


@pytest.mark.parametrize("kind", ["Read", "Write"])
def test_the_units_of_every_table_and_index_are_shown(
    resources: Mapping[str, Any], kind: str
) -> None:
    """An index is billed like a table, and DynamoDB's metric of a table leaves it out."""
    there: set[tuple[str, ...]] = set()
    for name, table in of_type(resources, "AWS::DynamoDB::Table").items():
        there.add((f"${{{name}}}",))
        for index in table.get("GlobalSecondaryIndexes", ()):
            there.add((f"${{{name}}}", "GlobalSecondaryIndexName", index["IndexName"]))
    rows_of_units = widget(resources, f"{kind} units by table and index")
    assert {row[1] for row in rows_of_units} == {f"Consumed{kind}CapacityUnits"}
    assert sorted(tuple(row[3:]) for row in rows_of_units) == sorted(there)


def test_each_function_is_shown_by_what_it_is_billed_for(resources: Mapping[str, Any]) -> None:
    """Milliseconds times memory: as much memory as the template gives it."""
    shown = widget(resources, "GB-seconds by function")
    durations = {row[-1]["id"]: row[3] for row in shown if row[0] == "AWS/Lambda"}
    assert {row[1] for row in shown if row[0] == "AWS/Lambda"} == {"Duration"}
    memory = {
        durations[duration].strip("${}"): int(size)
        for row in shown
        if "expression" in row[0]
        for duration, size in re.findall(r"(d\d+) \* (\d+) / 1024 / 1000$", row[0]["expression"])
    }
    functions = of_type(resources, "AWS::Serverless::Function")
    assert memory == {name: one["MemorySize"] for name, one in functions.items()}


def test_no_two_widgets_lie_on_each_other(resources: Mapping[str, Any]) -> None:
    taken: set[tuple[int, int]] = set()
    for one in widgets(resources):
        cells = {
            (one["x"] + x, one["y"] + y) for x in range(one["width"]) for y in range(one["height"])
        }
        assert not taken & cells
        taken |= cells


def test_every_alarm_leads_to_its_row(resources: Mapping[str, Any]) -> None:
    document, _, anchor = RUNBOOK.partition("#")
    text = (ROOT / document).read_text()
    headings = {
        line.strip("# ").lower().replace(" ", "-")
        for line in text.splitlines()
        if line.startswith("#")
    }
    assert anchor in headings
    for name, alarm in of_type(resources, "AWS::CloudWatch::Alarm").items():
        assert alarm["AlarmDescription"].endswith(f"What to do: {RUNBOOK}, {name}")
        assert f"\n| `{name}` |" in text
