"""Dead letters: what could not be handled, as it waits in a queue beside its reader.

A queue's letter is a message as it was; a stream's letter names a stretch of the stream, a
schedule's the run that failed. Who is at work on letters holds them, so that each is met once;
those left are visible again afterwards, and by themselves when whoever held them died.

What a letter is about is told in ids and codes. Its body may name an address or quote a post.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from msgspec import Struct

from chalicelib.errors import SafeToLogError

_A_CALL = 10  # the most messages that SQS gives at once
_COUNTS = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")


class LetterKind(StrEnum):
    """What could not be handled: an event, a notice to one addressee, a post, a file, a stretch of
    a stream, a run of a schedule; or nothing that we put there."""

    EVENT = "event"
    NOTICE = "notice"
    POST = "post"
    FILE = "file"
    STRETCH = "stretch"
    RUN = "run"
    UNKNOWN = "unknown"


class NotHandedOver(SafeToLogError):
    """A letter stays where it is; says why, in a code or in words of ours."""


class LetterSubject(Struct, frozen=True, kw_only=True):
    """What a letter is about, without words and without who is concerned. `attempts` and `error`,
    the class of what went wrong, are known of streams and schedules; a queue's letter says neither.
    """

    kind: LetterKind
    case_id: str | None = None
    number: int | None = None
    event: str | None = None
    records: int | None = None
    attempts: int | None = None
    error: str | None = None


class DeadLetter(Struct, frozen=True, kw_only=True):
    """One dead letter. `sent_at` (UTC) is when what it was went into its queue; `handle` serves who
    holds it."""

    id: str
    sent_at: datetime
    body: str
    handle: str

    @property
    def subject(self) -> LetterSubject:
        """What it is about."""
        try:
            content = json.loads(self.body)
        except ValueError:
            content = None
        if not isinstance(content, dict):
            return LetterSubject(kind=LetterKind.UNKNOWN)
        if "case_id" in content:
            return _of_case(content)
        if "requestContext" in content or "DDBStreamBatchInfo" in content:
            return _of_invocation(content)
        if "source" in content and "text" in content:
            return LetterSubject(kind=LetterKind.POST)
        if "Records" in content or "s3ObjectDetails" in content.get("detail", ()):
            return LetterSubject(kind=LetterKind.FILE)
        is_run = "detail-type" in content  # of a schedule that could not start its function
        return LetterSubject(kind=LetterKind.RUN if is_run else LetterKind.UNKNOWN)

    @property
    def without_words(self) -> str:
        """The body without what is not kept: of a post its words and its link, which go with the
        post, and of a run that failed what the error said, which may quote a row."""
        if self.subject.kind is LetterKind.POST:
            gone = _WORDS_OF_POST
        elif self.subject.kind in (LetterKind.STRETCH, LetterKind.RUN):
            gone = _WORDS_OF_RUN
        else:
            return self.body
        content = json.loads(self.body)
        return json.dumps({name: one for name, one in content.items() if name not in gone})


_WORDS_OF_POST = frozenset({"text", "url"})
_WORDS_OF_RUN = frozenset({"responsePayload"})


def _of_case(content: Mapping[str, Any]) -> LetterSubject:
    """An event says its type. A notice names whom it goes to, which stays unsaid."""
    event = content.get("type")
    return LetterSubject(
        kind=LetterKind.NOTICE if event is None else LetterKind.EVENT,
        case_id=content["case_id"],
        number=content.get("number"),
        event=event,
    )


def _of_invocation(content: Mapping[str, Any]) -> LetterSubject:
    """What Lambda says of a run that failed. What the error said is left out."""
    batch = content.get("DDBStreamBatchInfo")
    answer = content.get("responsePayload")
    return LetterSubject(
        kind=LetterKind.RUN if batch is None else LetterKind.STRETCH,
        records=None if batch is None else batch.get("batchSize"),
        attempts=content.get("requestContext", {}).get("approximateInvokeCount"),
        error=answer.get("errorType") if isinstance(answer, dict) else None,
    )


class LetterCounts(Struct, frozen=True, kw_only=True):
    """How many letters a queue has, as SQS estimates: to be taken, and held by somebody now."""

    letters: int
    held: int


class ReplayOutcome(Struct, frozen=True, kw_only=True):
    """What came of handing letters over: how many went, and what kept each of the others."""

    handed_over: int
    failed: Mapping[str, str]


def count_letters(sqs: Any, url: str) -> LetterCounts:
    """How many letters the queue at `url` has."""
    told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(_COUNTS))["Attributes"]
    letters, held_now = (int(told[name]) for name in _COUNTS)
    return LetterCounts(letters=letters, held=held_now)


@contextmanager
def held(
    sqs: Any, url: str, *, seconds: int, at_most: int | None = None
) -> Iterator[list[DeadLetter]]:
    """The letters of the queue at `url`, for nobody else meanwhile, oldest first: all, or about
    `at_most` of them. What is still in the list at the end is given back; without an end, SQS does
    so after `seconds`."""
    letters: dict[str, DeadLetter] = {}
    while (at_most is None or len(letters) < at_most) and (
        messages := sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=_A_CALL,
            VisibilityTimeout=seconds,
            WaitTimeSeconds=1,
            AttributeNames=["SentTimestamp"],
        ).get("Messages")
    ):
        letters |= {message["MessageId"]: _letter(message) for message in messages}
    kept = sorted(letters.values(), key=lambda letter: letter.sent_at)
    try:
        yield kept
    finally:
        for letter in kept:
            sqs.change_message_visibility(
                QueueUrl=url, ReceiptHandle=letter.handle, VisibilityTimeout=0
            )


def _letter(message: Mapping[str, Any]) -> DeadLetter:
    sent = int(message["Attributes"]["SentTimestamp"]) / 1000
    return DeadLetter(
        id=message["MessageId"],
        sent_at=datetime.fromtimestamp(sent, UTC),
        body=message["Body"],
        handle=message["ReceiptHandle"],
    )


def hand_over(
    sqs: Any,
    url: str,
    letters: list[DeadLetter],
    wanted: Sequence[DeadLetter],
    deliver: Callable[[DeadLetter], None],
) -> ReplayOutcome:
    """Deliver those `wanted` of the `letters` held, and take what was delivered out of the queue at
    `url` and out of the list. Who dies in between delivers again, which is harmless.

    A letter that is not delivered (`NotHandedOver`, or AWS refuses) stays, and those behind it are
    delivered all the same.
    """
    failed, handed_over = {}, 0
    for letter in wanted:
        try:
            deliver(letter)
        except NotHandedOver as reason:
            failed[letter.id] = str(reason)
        except ClientError as error:
            failed[letter.id] = error.response["Error"]["Code"]
        except BotoCoreError as error:
            failed[letter.id] = type(error).__name__
        else:
            remove(sqs, url, letter)
            letters.remove(letter)
            handed_over += 1
    return ReplayOutcome(handed_over=handed_over, failed=failed)


def put_back(sqs: Any, url: str, letter: DeadLetter) -> None:
    """Send what a letter was into the queue at `url`, as it was."""
    sqs.send_message(QueueUrl=url, MessageBody=letter.body)


def remove(sqs: Any, url: str, letter: DeadLetter) -> None:
    """Take a letter that is held out of the queue at `url`."""
    sqs.delete_message(QueueUrl=url, ReceiptHandle=letter.handle)
