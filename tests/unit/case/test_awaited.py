"""Which step of its reporter a case waits for, since when and until when."""

from chalicelib.case.due import AwaitedStep, awaited_step, silence_ends
from chalicelib.case.model import REPORTER
from tests import do

from .world import KOTA, Life

ASK = do.Hold(question="Di mana tepatnya?")


def awaited(life: Life) -> AwaitedStep | None:
    return awaited_step(life.case, life.context.policy)


def test_nothing_is_awaited_while_an_agency_has_the_next_step() -> None:
    assert awaited(Life.routed()) is None
    assert awaited(Life.routed().does(do.Start(), KOTA)) is None


def test_a_question_waits_for_its_answer_until_it_expires() -> None:
    life = Life.routed().does(ASK, KOTA)
    assert life.case.hold is not None
    step = awaited(life)
    assert step == AwaitedStep(action="message", since=life.at, until=life.case.hold.expires_at)
    assert awaited(life.does(do.Message(text="Depan pasar"), REPORTER)) is None


def test_another_question_is_another_step() -> None:
    life = Life.routed().does(ASK, KOTA)
    first = awaited(life)
    life.does(do.Message(text="Depan pasar"), REPORTER).after(minutes=5)
    second = awaited(life.does(ASK, KOTA))
    assert first is not None
    assert second is not None
    assert first.since < second.since


def test_an_answer_waits_for_its_rating_until_silence_ends() -> None:
    life = Life.routed().answered()
    step = awaited(life)
    ends = silence_ends(life.case, life.context.policy)
    assert step == AwaitedStep(action="rate", since=life.case.answered_at, until=ends)
    assert awaited(life.does(do.Rate(satisfied=False), REPORTER)) is None


def test_who_writes_back_after_an_answer_is_not_waited_for() -> None:
    life = Life.routed().answered().does(do.Message(text="Masih rusak"), REPORTER)
    assert awaited(life) is None


def test_what_has_ended_waits_for_nobody() -> None:
    assert awaited(Life.routed().answered().does(do.Rate(satisfied=True), REPORTER)) is None
