"""What a consumer does with a message: hands on, waits, or fails."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.batches import consume
from chalicelib.consumers import NoticeConsumer, QueueRecipients
from chalicelib.errors import Unavailable
from chalicelib.notices.audience import Audience
from chalicelib.store.deliveries import Later
from chalicelib.usecases.notify import Addressee

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
TO_TELL = {
    "case_id": "LP-A",
    "number": 3,
    "recipient": "reporter",
    "audience": "reporter",
    "channel": "second",
}
ADDRESSEE = Addressee(recipient="reporter", audience=Audience.REPORTER, channel="second")


@dataclass
class Channel:
    name: str


@dataclass
class Fake:
    """The queue and the use case: what was put back and who was told."""

    failure: Exception | None = None
    sent: list[tuple[list[Any], timedelta]] = field(default_factory=list)
    told: list[tuple[Any, ...]] = field(default_factory=list)

    def send(self, messages: Sequence[Mapping[str, Any]], delay: timedelta = timedelta()) -> None:
        self.sent.append((list(messages), delay))

    def tell(self, *told: Any) -> None:
        self.told.append(told)
        if self.failure is not None:
            raise self.failure

    def addressees(self, *asked: Any) -> tuple[Addressee, ...]:
        self.told.append(asked)
        return (ADDRESSEE, ADDRESSEE)

    def consumer(self) -> NoticeConsumer:
        channels: Any = (Channel("first"), Channel("second"))
        recipients = QueueRecipients(addressees=self.addressees, tell=self.tell)
        return NoticeConsumer(recipients, channels, self, lambda: NOW)


def test_an_event_becomes_a_message_for_each_addressee() -> None:
    fake = Fake()
    fake.consumer()({"case_id": "LP-A", "number": 3})
    assert fake.told == [("LP-A", 3, (Channel("first"), Channel("second")), NOW)]
    assert fake.sent == [([TO_TELL, TO_TELL], timedelta())]


def test_an_addressee_is_told_on_their_channel() -> None:
    fake = Fake()
    fake.consumer()(TO_TELL)
    assert fake.told == [("LP-A", 3, ADDRESSEE, Channel("second"), NOW)]
    assert fake.sent == []


@pytest.mark.parametrize(
    ("asked", "given"),
    [(timedelta(minutes=3), timedelta(seconds=181)), (timedelta(hours=1), timedelta(minutes=15))],
)
def test_what_has_to_wait_comes_back_just_after(asked: timedelta, given: timedelta) -> None:
    fake = Fake(Later(asked))
    fake.consumer()(TO_TELL)
    assert fake.sent == [([TO_TELL], given)]


@pytest.mark.parametrize(
    ("waited", "delay", "is_counted"),
    [
        (None, timedelta(minutes=1), False),
        (timedelta(seconds=30), timedelta(minutes=1), False),
        (timedelta(minutes=2, seconds=59), timedelta(minutes=2, seconds=59), False),
        (timedelta(minutes=3), timedelta(minutes=3), True),
        (timedelta(minutes=14), timedelta(minutes=14), True),
        (timedelta(hours=23, minutes=59), timedelta(minutes=15), True),
    ],
)
def test_an_outage_is_waited_out_for_as_long_as_it_has_taken(
    waited: timedelta | None,
    delay: timedelta,
    is_counted: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    since = (NOW - waited if waited else NOW).isoformat()
    fake = Fake(Unavailable("unavailable"))
    fake.consumer()(TO_TELL | ({"since": since} if waited else {}))
    assert fake.sent == [([TO_TELL | {"since": since}], delay)]
    assert ("NoticesDelayed" in capsys.readouterr().out) is is_counted


def test_after_a_day_an_outage_is_a_failure() -> None:
    fake = Fake(Unavailable("unavailable"))
    message = TO_TELL | {"since": (NOW - timedelta(hours=24)).isoformat()}
    with pytest.raises(Unavailable):
        fake.consumer()(message)
    assert fake.sent == []


def test_what_waiting_does_not_help_is_a_failure_at_once() -> None:
    fake = Fake(ValueError("a fault of ours"))
    with pytest.raises(ValueError, match="of ours"):
        fake.consumer()(TO_TELL)
    assert fake.sent == []


def test_each_message_of_a_batch_fails_alone() -> None:
    seen: list[Any] = []

    def handle(message: Mapping[str, Any]) -> None:
        seen.append(message["n"])
        if message["n"] % 2:
            raise ValueError

    records = [{"messageId": f"m-{n}", "body": json.dumps({"n": n})} for n in range(4)]
    answer = consume({"Records": records}, handle)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m-1"}, {"itemIdentifier": "m-3"}]}
    assert seen == [0, 1, 2, 3]
