"""Questions to a reporter: which were taken back, and who was told of them."""

from datetime import datetime

from chalicelib.case.authority import open_question
from chalicelib.case.decision import Event
from chalicelib.case.model import Case
from chalicelib.events import EventType
from chalicelib.store import cases, deliveries


def is_withdrawn(case: Case, number: int) -> bool:
    """Whether the question that event `number` of the case put was taken back."""
    if case.version == number:
        return False
    withdrawn = _numbers(case, EventType.QUESTION_WITHDRAWN, after=number)
    asked_again = _numbers(case, EventType.HELD, after=number)
    return bool(withdrawn) and (not asked_again or withdrawn[0] < asked_again[0])


def is_withdrawn_since(case: Case, asked_at: datetime) -> bool:
    """Whether the question that was put at that moment was taken back."""
    return any(
        is_withdrawn(case, number)
        for number in _numbers(case, EventType.HELD, after=0)
        if cases.event(case.id, number).at == asked_at
    )


def question_to_others(target: Case | None) -> str | None:
    """The question of a case that reporters of those merged into it may answer too, as it was
    masked when it was put; None where there is none (`open_question`)."""
    if target is None or open_question(target) is None:
        return None
    *_, asked = _numbers(target, EventType.HELD, after=0)
    return str(cases.event(target.id, asked).masked_data["question"])


def reporter_was_asked(case: Case) -> bool:
    """Whether the open question of a case went out to who filed it."""
    asked = _numbers(case, EventType.HELD, after=0)
    return bool(asked) and deliveries.went_out(case.id, asked[-1], "reporter")


def was_told_of_question(ended: Event, channel: str, recipient: str, now: datetime) -> bool:
    """Whether the question that the event ends went out to the recipient. Raises `deliveries.Busy`
    while it is going out."""
    asked = cases.numbers_of(ended.case_id, EventType.HELD, after=0, through=ended.number)
    question = deliveries.of_event(ended.case_id, asked[-1], channel, recipient)
    return deliveries.is_out(question, now)


def _numbers(case: Case, event_type: EventType, *, after: int) -> list[int]:
    return cases.numbers_of(case.id, event_type, after=after, through=case.version)
