"""Dead letters: what could not be handled, seen, handed over again or given up, one by one.

A queue's letter is a message as it was; a stream's letter names a stretch of the stream. While a
command is at work it holds the letters, so that each is met once; those it leaves are visible again
afterwards.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.store import operations
from infra.console import Trouble
from infra.deploy import Clients
from infra.functions import Trigger, triggered_by

STREAM_FUNCTIONS = {f.dead_letters: f"{f.resource}Name" for f in triggered_by(Trigger.STREAM)}
QUEUES_BEHIND = {f.dead_letters: f"{f.queue}Url" for f in triggered_by(Trigger.QUEUE)}
SCHEDULES = "SchedulesDeadLetters"
QUEUES = (*QUEUES_BEHIND, *STREAM_FUNCTIONS, SCHEDULES)
HELD_SECONDS = 300


@dataclass(frozen=True, kw_only=True)
class DeadLetter:
    """One dead letter."""

    queue: str
    id: str
    sent_at: datetime
    body: str
    handle: str

    @property
    def about(self) -> str:
        """What it is about, in ids and codes."""
        content = json.loads(self.body)
        if "case_id" in content:
            return f"{content['case_id']} event {content['number']} ({content['type']})"
        if "DDBStreamBatchInfo" in content:
            batch = content["DDBStreamBatchInfo"]
            return f"{batch['batchSize']} records of the stream from {batch['startSequenceNumber']}"
        return "a run of a schedule"


@dataclass(frozen=True, kw_only=True)
class ReplayOutcome:
    """What came of handing letters over: how many went, and what kept each of the others."""

    handed_over: int
    failed: Mapping[str, str]


def listed(aws: Clients, outputs: Mapping[str, str], queue: str) -> list[DeadLetter]:
    """The letters in a queue, oldest first."""
    with _held(aws, outputs, queue) as letters:
        return sorted(letters, key=lambda letter: letter.sent_at)


def found(aws: Clients, outputs: Mapping[str, str], queue: str, letter_id: str) -> DeadLetter:
    """One letter, by its id or the beginning of it. Raises `Trouble`."""
    return _only(listed(aws, outputs, queue), letter_id)


def replay(
    aws: Clients, outputs: Mapping[str, str], queue: str, letter_id: str | None = None
) -> ReplayOutcome:
    """Hand letters to their consumer again: all, or one. Handling twice is harmless.

    A letter that fails again stays, and those behind it are handed over all the same.
    """
    failed, handed_over = {}, 0
    with _held(aws, outputs, queue) as letters:
        wanted = list(letters) if letter_id is None else [_only(letters, letter_id)]
        for letter in wanted:
            try:
                _hand_over(aws, outputs, letter)
            except (Trouble, BotoCoreError, ClientError) as error:
                failed[letter.id] = str(error)
            else:
                _remove(aws, outputs, letter)
                letters.remove(letter)
                handed_over += 1
    return ReplayOutcome(handed_over=handed_over, failed=failed)


def discard(
    aws: Clients, outputs: Mapping[str, str], queue: str, letter_id: str, reason: str
) -> DeadLetter:
    """Give one letter up. What it was, why and by whom is written down before it goes.

    Raises:
        Trouble: there is no such letter, or no reason.
    """
    if not reason.strip():
        raise Trouble("Say why, for whoever asks later: --reason.")
    with _held(aws, outputs, queue) as letters:
        letter = _only(letters, letter_id)
        operations.record_discard(
            letter_id=letter.id,
            queue=queue,
            body=letter.body,
            reason=reason.strip(),
            by=aws("sts").get_caller_identity()["Arn"],
            at=datetime.now(UTC),
        )
        _remove(aws, outputs, letter)
        letters.remove(letter)
    return letter


def _only(letters: list[DeadLetter], letter_id: str) -> DeadLetter:
    matching = [letter for letter in letters if letter.id.startswith(letter_id)]
    if len(matching) != 1:
        raise Trouble(f"{len(matching)} letters have the id {letter_id}. `letters list` shows all.")
    return matching[0]


@contextmanager
def _held(aws: Clients, outputs: Mapping[str, str], queue: str) -> Iterator[list[DeadLetter]]:
    """Every letter of the queue, for nobody else meanwhile; those still in the list at the end are
    given back."""
    sqs, url = aws("sqs"), outputs[f"{queue}Url"]
    letters: dict[str, DeadLetter] = {}
    while messages := sqs.receive_message(
        QueueUrl=url,
        MaxNumberOfMessages=10,
        VisibilityTimeout=HELD_SECONDS,
        WaitTimeSeconds=1,
        AttributeNames=["SentTimestamp"],
    ).get("Messages"):
        letters |= {message["MessageId"]: _letter(queue, message) for message in messages}
    held = list(letters.values())
    try:
        yield held
    finally:
        for letter in held:
            sqs.change_message_visibility(
                QueueUrl=url, ReceiptHandle=letter.handle, VisibilityTimeout=0
            )


def _letter(queue: str, message: Mapping[str, Any]) -> DeadLetter:
    told = message["Attributes"]
    return DeadLetter(
        queue=queue,
        id=message["MessageId"],
        sent_at=datetime.fromtimestamp(int(told["SentTimestamp"]) / 1000, UTC),
        body=message["Body"],
        handle=message["ReceiptHandle"],
    )


def _remove(aws: Clients, outputs: Mapping[str, str], letter: DeadLetter) -> None:
    url = outputs[f"{letter.queue}Url"]
    aws("sqs").delete_message(QueueUrl=url, ReceiptHandle=letter.handle)


def _hand_over(aws: Clients, outputs: Mapping[str, str], letter: DeadLetter) -> None:
    if letter.queue in QUEUES_BEHIND:
        target = outputs[QUEUES_BEHIND[letter.queue]]
        aws("sqs").send_message(QueueUrl=target, MessageBody=letter.body)
    elif letter.queue in STREAM_FUNCTIONS:
        function = outputs[STREAM_FUNCTIONS[letter.queue]]
        _replay_stretch(aws, function, json.loads(letter.body))
    else:
        raise Trouble("The next run of the schedule does the work: discard the letter.")


def invoke(aws: Clients, function: str, records: list[dict[str, Any]]) -> None:
    """Give a function records of the stream. Raises `Trouble` when it fails."""
    payload = json.dumps({"Records": records}, default=_as_json).encode()
    answer = aws("lambda").invoke(FunctionName=function, Payload=payload)
    if answer.get("FunctionError"):
        raise Trouble(f"{function} failed again; nothing is lost. Its log says why.")


def _replay_stretch(aws: Clients, function: str, letter: Mapping[str, Any]) -> None:
    """Read the records that a stream's dead letter names, and invoke the function with them."""
    batch = letter["DDBStreamBatchInfo"]
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
        invoke(aws, function, [{**r, "eventSourceARN": batch["streamArn"]} for r in records])


def _number(record: Mapping[str, Any]) -> int:
    return int(record["dynamodb"]["SequenceNumber"])


def _is_event(record: Mapping[str, Any]) -> bool:
    """The same choice as the filter of the event sources in the template."""
    key: str = record["dynamodb"]["Keys"]["sk"]["S"]
    return bool(record["eventName"] == "INSERT") and key.startswith("EVENT#")


def _as_json(value: Any) -> Any:
    return value.timestamp() if hasattr(value, "timestamp") else value.decode()
