"""What drives the functions of a stage: mappings of streams and queues, and rules of schedules.
They are seen, and turned off and on together, here."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from infra.console import CommandError, say
from infra.deploy import Clients
from infra.functions import FUNCTIONS

SECONDS_TO_TURN = 180
POLL_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True)
class Source:
    """Something that runs a function: `kind` is `mapping` or `rule`, `id` what AWS calls it."""

    kind: str
    id: str
    function: str
    enabled: bool


def sources(aws: Clients, outputs: Mapping[str, str]) -> list[Source]:
    """Every mapping and rule of the stage's functions, as they are."""
    # The API's function has no name among the outputs, and no source.
    named = filter(None, (outputs.get(f"{each.resource}Name") for each in FUNCTIONS))
    return [source for function in named for source in sources_of(aws, function)]


def sources_of(aws: Clients, function: str) -> Iterator[Source]:
    """The mappings and rules of one function, by the name that AWS has for it."""
    mappings = aws("lambda").list_event_source_mappings(FunctionName=function)
    for mapping in mappings["EventSourceMappings"]:
        yield Source(
            kind="mapping",
            id=mapping["UUID"],
            function=function,
            enabled=mapping["State"] in ("Enabled", "Enabling"),
        )
    arn = aws("lambda").get_function_configuration(FunctionName=function)["FunctionArn"]
    for rule in aws("events").list_rule_names_by_target(TargetArn=arn)["RuleNames"]:
        state = aws("events").describe_rule(Name=rule)["State"]
        yield Source(kind="rule", id=rule, function=function, enabled=state == "ENABLED")


def all_off(aws: Clients, outputs: Mapping[str, str]) -> AbstractContextManager[None]:
    """Nothing of the stage runs by itself meanwhile (`turned_off`)."""
    return turned_off(aws, sources(aws, outputs))


@contextmanager
def turned_off(aws: Clients, several: Iterable[Source]) -> Iterator[None]:
    """These run nothing meanwhile. Afterwards, also after a failure, those that ran run again.

    Raises `CommandError` where one cannot be turned on again, after all others were.
    """
    running = [source for source in several if source.enabled]
    try:
        for source in running:
            turn(aws, source, on=False)
        yield
    finally:
        off = [source for source in running if not _turned_on(aws, source)]
        for source in off:
            say(f"Still off: {source.kind} of {source.function}.")
    if off:
        raise CommandError("Not everything is on again. `operate resume` tries once more.")


def _turned_on(aws: Clients, source: Source) -> bool:
    try:
        turn(aws, source, on=True)
    except (CommandError, BotoCoreError, ClientError):
        return False
    return True


def turn(aws: Clients, source: Source, *, on: bool) -> None:
    """Turn a mapping or rule on or off, and wait until it is.

    Raises:
        CommandError: a mapping did not get there in `SECONDS_TO_TURN`.
    """
    if source.kind == "rule":
        events = aws("events")
        (events.enable_rule if on else events.disable_rule)(Name=source.id)
        return
    functions = aws("lambda")
    functions.update_event_source_mapping(UUID=source.id, Enabled=on)
    wanted = "Enabled" if on else "Disabled"
    deadline = time.monotonic() + SECONDS_TO_TURN
    while functions.get_event_source_mapping(UUID=source.id)["State"] != wanted:
        if time.monotonic() > deadline:
            raise CommandError(
                f"The mapping {source.id} of {source.function} is not {wanted.lower()} after"
                f" {SECONDS_TO_TURN} seconds. `operate status` shows it."
            )
        time.sleep(POLL_SECONDS)
