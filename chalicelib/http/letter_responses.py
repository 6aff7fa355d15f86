"""What the routes of dead letters answer, field by field; see `http.responses`."""

from typing_extensions import TypedDict

from chalicelib.store.dead_letters import LetterKind
from chalicelib.workdays import Moment


class LetterQueue(TypedDict):
    """A queue of what could not be handled: how many wait, how many somebody is at work on, and
    since when the oldest of them has waited (of the first hundred). What is not `replayable` an
    operator's command hands over."""

    queue: str
    replayable: bool
    waiting: int
    held: int
    since: Moment | None


class LetterQueues(TypedDict):
    """All of them."""

    items: list[LetterQueue]


class Letter(TypedDict):
    """A dead letter in ids and codes: of an event the case, its number and type; of a notice the
    case, and nobody it goes to; of a stretch of the stream the records; where it is known, how
    often it was tried and the class of the error. `since` is when it was sent."""

    id: str
    since: Moment
    kind: LetterKind
    case_id: str | None
    number: int | None
    event: str | None
    records: int | None
    attempts: int | None
    error: str | None


class LetterQueueWithLetters(LetterQueue):
    """A queue with its letters."""

    letters: list[Letter]


class LetterLeft(TypedDict):
    """A letter that was not handed over, and what kept it."""

    id: str
    reason: str


class LettersHandedOver(TypedDict):
    """What came of handing letters over."""

    handed_over: int
    failed: list[LetterLeft]
