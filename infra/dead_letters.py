"""Dead letters for operators: seen, handed over again or given up, one by one.

What a queue's letter is, and how letters are held and handed over, is
`chalicelib.store.dead_letters`, which the console shares. Here is what only an operator's own
rights reach: a stretch of the stream, which is read again and given to its function, and giving a
letter up.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from chalicelib.store import operations
from chalicelib.store.dead_letters import (
    DeadLetter,
    LetterKind,
    NotHandedOver,
    ReplayOutcome,
    hand_over,
    held,
    put_back,
    remove,
)
from infra.console import CommandError
from infra.deploy import Clients
from infra.functions import Trigger, triggered_by

STREAM_FUNCTIONS = {f.dead_letters: f"{f.resource}Name" for f in triggered_by(Trigger.STREAM)}
QUEUES_BEHIND = {f.dead_letters: f"{f.queue}Url" for f in triggered_by(Trigger.QUEUE)}
SCHEDULES = "SchedulesDeadLetters"
QUEUES = (*QUEUES_BEHIND, *STREAM_FUNCTIONS, SCHEDULES)
HELD_SECONDS = 300


def about(letter: DeadLetter) -> str:
    """What a letter is about, in ids and codes."""
    subject = letter.subject
    tried = f", tried {subject.attempts} times: {subject.error}" if subject.attempts else ""
    match subject.kind:
        case LetterKind.EVENT | LetterKind.NOTICE:
            return f"{subject.case_id} {subject.kind} {subject.number} ({subject.event})"
        case LetterKind.STRETCH:
            return f"{subject.records} records of the stream{tried}"
        case LetterKind.RUN:
            return f"a run of a schedule{tried}"
        case _:
            return f"{subject.kind}"


def listed(aws: Clients, outputs: Mapping[str, str], queue: str) -> list[DeadLetter]:
    """The letters in a queue, oldest first."""
    with held(aws("sqs"), outputs[f"{queue}Url"], seconds=HELD_SECONDS) as letters:
        return letters


def found(aws: Clients, outputs: Mapping[str, str], queue: str, letter_id: str) -> DeadLetter:
    """One letter, by its id or the beginning of it. Raises `CommandError`."""
    return _only(listed(aws, outputs, queue), letter_id)


def replay(
    aws: Clients, outputs: Mapping[str, str], queue: str, letter_id: str | None = None
) -> ReplayOutcome:
    """Hand letters to their consumer again: all, or one. Handling twice is harmless."""
    sqs, url = aws("sqs"), outputs[f"{queue}Url"]
    with held(sqs, url, seconds=HELD_SECONDS) as letters:
        wanted = list(letters) if letter_id is None else [_only(letters, letter_id)]
        return hand_over(sqs, url, letters, wanted, _delivery(aws, outputs, queue))


def discard(
    aws: Clients, outputs: Mapping[str, str], queue: str, letter_id: str, reason: str
) -> DeadLetter:
    """Give one letter up. What it was, why and by whom is written down before it goes.

    Raises:
        CommandError: there is no such letter, or no reason.
    """
    if not reason.strip():
        raise CommandError("Say why, for whoever asks later: --reason.")
    sqs, url = aws("sqs"), outputs[f"{queue}Url"]
    with held(sqs, url, seconds=HELD_SECONDS) as letters:
        letter = _only(letters, letter_id)
        operations.record_discard(
            letter_id=letter.id,
            queue=queue,
            body=letter.without_words,
            reason=reason.strip(),
            by=aws("sts").get_caller_identity()["Arn"],
            at=datetime.now(UTC),
        )
        remove(sqs, url, letter)
        letters.remove(letter)
    return letter


def _only(letters: list[DeadLetter], letter_id: str) -> DeadLetter:
    matching = [letter for letter in letters if letter.id.startswith(letter_id)]
    if len(matching) != 1:
        raise CommandError(
            f"{len(matching)} letters have the id {letter_id}. `letters list` shows all."
        )
    return matching[0]


def _delivery(aws: Clients, outputs: Mapping[str, str], queue: str) -> Callable[[DeadLetter], None]:
    """How the letters of a queue are handed over."""
    if queue in QUEUES_BEHIND:
        reader_url = outputs[QUEUES_BEHIND[queue]]
        return lambda letter: put_back(aws("sqs"), reader_url, letter)
    if queue in STREAM_FUNCTIONS:
        function = outputs[STREAM_FUNCTIONS[queue]]
        return lambda letter: _replay_stretch(aws, function, letter)
    return _leave_to_the_next_run


def _leave_to_the_next_run(letter: DeadLetter) -> None:
    raise NotHandedOver("The next run of the schedule does the work: discard the letter.")


def invoke(aws: Clients, function: str, records: list[dict[str, Any]]) -> None:
    """Give a function records of the stream. Raises `CommandError` when it fails."""
    payload = json.dumps({"Records": records}, default=_as_json).encode()
    answer = aws("lambda").invoke(FunctionName=function, Payload=payload)
    if answer.get("FunctionError"):
        raise CommandError(f"{function} failed again; nothing is lost. Its log says why.")


def _replay_stretch(aws: Clients, function: str, letter: DeadLetter) -> None:
    """Read the records that a stream's dead letter names, and invoke the function with them."""
    batch = json.loads(letter.body)["DDBStreamBatchInfo"]
    streams = aws("dynamodbstreams")
    iterator = streams.get_shard_iterator(
        StreamArn=batch["streamArn"],
        ShardId=batch["shardId"],
        ShardIteratorType="AT_SEQUENCE_NUMBER",
        SequenceNumber=batch["startSequenceNumber"],
    )["ShardIterator"]
    last = int(batch["endSequenceNumber"])
    records: list[dict[str, Any]] = []
    while iterator:
        page = streams.get_records(ShardIterator=iterator)
        records += (r for r in page["Records"] if _number(r) <= last and _is_event(r))
        done = not page["Records"] or _number(page["Records"][-1]) >= last
        iterator = None if done else page.get("NextShardIterator")
    if records:
        try:
            invoke(aws, function, [{**r, "eventSourceARN": batch["streamArn"]} for r in records])
        except CommandError as trouble:
            raise NotHandedOver(str(trouble)) from None


def _number(record: Mapping[str, Any]) -> int:
    return int(record["dynamodb"]["SequenceNumber"])


def _is_event(record: Mapping[str, Any]) -> bool:
    """The same choice as the filter of the event sources in the template."""
    key: str = record["dynamodb"]["Keys"]["sk"]["S"]
    return bool(record["eventName"] == "INSERT") and key.startswith("EVENT#")


def _as_json(value: Any) -> Any:
    return value.timestamp() if hasattr(value, "timestamp") else value.decode()
