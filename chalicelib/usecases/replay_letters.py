"""Dead letters, for the national administrator: how many wait where since when, what they are
about, and handing those of queues to their readers again.

Letters of streams and schedules are shown, and handed over or given up by an operator's command
alone: it takes reading every case's rows and running functions as the stream does.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct

from chalicelib import clients, settings
from chalicelib.errors import Conflict, NotFound
from chalicelib.observability import logger
from chalicelib.store.dead_letters import (
    DeadLetter,
    LetterCounts,
    ReplayOutcome,
    count_letters,
    hand_over,
    held,
    put_back,
)
from chalicelib.store.rulebook import Author

HELD_SECONDS = 60  # longer than the function runs
MOST_AT_ONCE = 100  # a request has seconds; who wants more asks again
MOST_LOOKED_THROUGH = 300  # for one


class DeadLetterQueue(Struct, frozen=True, kw_only=True):
    """A queue of dead letters, and the queue whose reader could not handle them: None where what
    could not was a stream's reader or a schedule."""

    name: str
    url: str
    reader_url: str | None


class Backlog(Struct, frozen=True, kw_only=True):
    """A queue with its letters, oldest first: all, or the first hundred that came."""

    name: str
    replayable: bool
    waiting: LetterCounts
    letters: tuple[DeadLetter, ...]

    @property
    def since(self) -> datetime | None:
        """When the oldest of these letters went into its queue, in UTC."""
        return self.letters[0].sent_at if self.letters else None


def queues() -> Iterator[DeadLetterQueue]:
    """Every queue of dead letters of the stage."""
    for name, (url, reader_url) in json.loads(settings.load().dead_letters).items():
        yield DeadLetterQueue(name=name, url=url, reader_url=reader_url)


def look(queue: DeadLetterQueue) -> Backlog:
    """What waits in a queue. Takes nothing away; meanwhile the letters are held."""
    sqs = _sqs()
    count = count_letters(sqs, queue.url)
    letters: list[DeadLetter] = []
    if count.letters:
        with held(sqs, queue.url, seconds=HELD_SECONDS, at_most=MOST_AT_ONCE) as found:
            letters = found
    return Backlog(
        name=queue.name,
        replayable=queue.reader_url is not None,
        waiting=count,
        letters=tuple(letters),
    )


def named(name: str) -> DeadLetterQueue:
    """The queue of that name. Raises `NotFound("unknown_letters")`."""
    for queue in queues():
        if queue.name == name:
            return queue
    raise NotFound("unknown_letters")


def replay(queue: DeadLetterQueue, letter_id: str | None, by: Author) -> ReplayOutcome:
    """Hand letters to their reader again: one, or up to a hundred. Handling twice is harmless, so
    two at once, or one who dies half-way, lose nothing and do nothing twice.

    Raises `Conflict("letters_not_replayable")` for those of streams and schedules, and
    `NotFound("unknown_letters")` when that one is not there, or held by somebody else.
    """
    reader_url = queue.reader_url
    if reader_url is None:
        raise Conflict("letters_not_replayable")
    sqs = _sqs()
    at_most = MOST_AT_ONCE if letter_id is None else MOST_LOOKED_THROUGH
    with held(sqs, queue.url, seconds=HELD_SECONDS, at_most=at_most) as letters:
        wanted = [letter for letter in letters if letter_id in (None, letter.id)]
        if letter_id is not None and not wanted:
            raise NotFound("unknown_letters")
        outcome = hand_over(
            sqs, queue.url, letters, wanted, lambda letter: put_back(sqs, reader_url, letter)
        )
    logger.info(
        "an officer handed dead letters over",
        extra={
            "officer_id": by.officer_id,
            "queue": queue.name,
            "letters": [letter.id for letter in wanted],
            "handed_over": outcome.handed_over,
            "failed": len(outcome.failed),
        },
    )
    return outcome


def _sqs() -> Any:
    return clients.client("sqs")
