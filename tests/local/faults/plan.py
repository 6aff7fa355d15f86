"""What goes wrong in each of the four parts of the two hundred lives."""

from collections.abc import Iterable
from typing import NamedTuple

from tests.local.faults.proxy import Fault, How


class Step(NamedTuple):
    """A call that leaves a trace: service, operation, and a word of its body."""

    service: str
    operation: str = ""
    body: str = ""


# What the stream's functions do: one invocation at a time on the emulator.
STREAM_STEPS = (Step("dynamodb", "TransactWriteItems", "routed"), Step("sns"))
STEPS = (
    Step("dynamodb", "TransactWriteItems", "filed"),
    Step("dynamodb", "TransactWriteItems", "answered"),
    Step("sqs", "SendMessage"),
    Step("dynamodb", "BatchWriteItem", "SIMILAR#"),
    Step("dynamodb", "PutItem", "SENT#"),
    Step("ses"),
    Step("dynamodb", "UpdateItem", "SENT#"),
)
# They are asked, and nothing is written.
ASKED = (
    Step("secretsmanager"),
    Step("kms", "GenerateDataKey"),
    Step("kms", "Decrypt"),
    Step("dynamodb", "GetItem"),
    Step("dynamodb", "Query"),
)


def refusing() -> list[Fault]:
    """Long enough that some calls fail for good: botocore itself tries three or four times, and up
    to four functions ask at once."""
    return [*_at(STREAM_STEPS, How.REFUSE, 5), *_at((*STEPS, *ASKED), How.REFUSE, 15)]


def slow() -> list[Fault]:
    """Each third call for a while."""
    return _at((*STREAM_STEPS, *STEPS, *ASKED), How.SLOW, 2, every=3)


def losing() -> list[Fault]:
    """The work is done, and nobody hears of it."""
    return _at((*STREAM_STEPS, *STEPS, *ASKED), How.LOSE, 4, every=2)


def dying() -> list[Fault]:
    """A death before and after everything that leaves a trace."""
    steps = (*STREAM_STEPS, *STEPS)
    return [*_at(steps, How.KILL_BEFORE, 1), *_at(steps, How.KILL_AFTER, 1)]


def _at(steps: Iterable[Step], how: How, times: int, *, every: int = 1) -> list[Fault]:
    return [
        Fault(step.service, how, times, step.operation, step.body, every=every) for step in steps
    ]
