"""How the tests read a template: resources by type, statements of a function's role."""

from collections.abc import Iterator, Mapping
from typing import Any

from infra import functions
from infra.functions import Trigger

Resources = Mapping[str, Any]

FUNCTIONS = {function.name: function.resource for function in functions.FUNCTIONS}
STREAMS, QUEUES, SCHEDULES = (
    tuple(function.name for function in functions.triggered_by(trigger))
    for trigger in (Trigger.STREAM, Trigger.QUEUE, Trigger.SCHEDULE)
)
HEARING = tuple(function.name for function in functions.FUNCTIONS if function.hears_events)
"""Those whose queue the topic fills."""


def of_type(resources: Resources, kind: str) -> dict[str, Any]:
    return {name: r["Properties"] for name, r in resources.items() if r["Type"] == kind}


def function(resources: Resources, name: str) -> Any:
    return resources[FUNCTIONS[name]]["Properties"]


def source(resources: Resources, name: str) -> Any:
    """The one event source of a function."""
    (event,) = function(resources, name)["Events"].values()
    return event["Properties"]


def statements(resources: Resources, name: str) -> list[dict[str, Any]]:
    role = resources[function(resources, name)["Role"]["Fn::GetAtt"][0]]["Properties"]
    return [s for policy in role["Policies"] for s in policy["PolicyDocument"]["Statement"]]


def grants(resources: Resources, name: str) -> Iterator[tuple[str, str]]:
    """(action, named resource) pairs that a function's role allows."""
    for statement in statements(resources, name):
        assert statement["Effect"] == "Allow"
        for action in as_list(statement["Action"]):
            for target in as_list(statement["Resource"]):
                yield action, named(target)


def named(reference: Any) -> str:
    """What a reference names: `CasesTable`, `CasesTable/index/due`, or the text itself."""
    if isinstance(reference, str):
        return reference
    (kind, value), *more = reference.items()
    assert not more, f"two intrinsics in one place: {reference}"
    if kind == "Fn::GetAtt":
        return str(value[0])
    text = str(value)
    return text.replace("${", "").replace(".Arn}", "") if text.startswith("${") else text


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
