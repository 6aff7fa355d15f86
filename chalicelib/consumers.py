"""From the queues into the use cases.

A message about a notice names an event, or an event and one addressee. The first kind is fanned out
into one message of the second kind for each addressee, into the same queue; so a failure, a refusal
or a slow mail of one touches nobody else, and repeating the fan-out finds what was sent.

What waits only for a service uses up no receive: it goes back into the queue with a delay, for a
day. After that it fails as anything else does, and five failures make a dead letter.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Struct

from chalicelib.batches import LambdaEvent, consume, failures_of
from chalicelib.clients import is_outage
from chalicelib.events import Audience
from chalicelib.notices import Channel
from chalicelib.notices.channels import email_channel, reporter_channels
from chalicelib.observability import Metric, count, logger
from chalicelib.store import cases, texts
from chalicelib.store.deliveries import Later
from chalicelib.usecases import count_figures as figures
from chalicelib.usecases import notify, similar
from chalicelib.usecases.notify import Addressee
from chalicelib.usecases.queues import NoticeQueue, Queue
from chalicelib.usecases.send_replacement import send_replacement
from chalicelib.usecases.tell_followers import (
    A_RUN,
    ask_follower,
    next_followers,
    tell_follower,
)

SHORTEST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(minutes=15)  # the most a message of SQS can be delayed
GIVE_UP_AFTER = timedelta(hours=24)
SAY_SO_AFTER = timedelta(minutes=3)  # a throttled moment is no news; minutes are


class QueueRecipients(Struct, frozen=True, kw_only=True):
    """Whom a queue of notices writes to: what differs between the reporters' queue and the
    agencies'."""

    addressees: Callable[[str, int, Iterable[Channel], datetime], tuple[Addressee, ...]]
    tell: Callable[[str, int, Addressee, Channel, datetime], None]


REPORTERS = QueueRecipients(
    addressees=lambda case_id, number, channels, _: notify.reporter_addressees(
        case_id, number, channels
    ),
    tell=notify.tell_reporter,
)
AGENCIES = QueueRecipients(addressees=notify.agency_addressees, tell=notify.tell_agency)


def notify_reporter(event: LambdaEvent) -> LambdaEvent:
    """Write to the reporters the messages are about."""
    return consume(event, NoticeConsumer(REPORTERS, reporter_channels(), NoticeQueue()))


def notify_agency(event: LambdaEvent) -> LambdaEvent:
    """Write to the desks the messages are about."""
    return consume(event, NoticeConsumer(AGENCIES, (email_channel(),), NoticeQueue()))


def index_similar(event: LambdaEvent) -> LambdaEvent:
    """Make the complaints findable that the messages are about."""

    def index(message: Mapping[str, Any]) -> None:
        case_id = message["case_id"]
        similar.index(cases.get(case_id), texts.get(case_id), datetime.now(UTC))

    return consume(event, index)


def count_figures(event: LambdaEvent) -> LambdaEvent:
    """Count the cases that the messages are about: each once, however many are about it, and all
    together, so that a counter they share is written once."""
    about: dict[str, str] = {}
    latest: dict[str, int] = {}
    for record in event["Records"]:
        message = json.loads(record["body"])
        case_id = about[record["messageId"]] = message["case_id"]
        latest[case_id] = max(message["number"], latest.get(case_id, 0))
    failed = figures.count_cases(latest)
    return failures_of(message_id for message_id, case_id in about.items() if case_id in failed)


class NoticeConsumer(Struct, frozen=True):
    """Handles the messages of one queue of notices, with the ports it goes through."""

    recipients: QueueRecipients
    channels: tuple[Channel, ...]
    queue: Queue
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def __call__(self, message: Mapping[str, Any]) -> None:
        """Fan out, tell one addressee, or send what was asked for; raises what cannot be helped by
        waiting."""
        if message.get("recipient") == notify.FOLLOWERS:
            self._page(message)
        elif "recipient" in message:
            self._tell(message)
        elif "asked_follower" in message:
            self._ask(message)
        elif "lost_receipt_at" in message:
            self._send_link(message)
        else:
            self._fan_out(message)

    def _fan_out(self, message: Mapping[str, Any]) -> None:
        case_id, number, now = message["case_id"], message["number"], self.clock()
        self.queue.send(
            [
                {
                    "case_id": case_id,
                    "number": number,
                    "recipient": addressee.recipient,
                    "audience": addressee.audience.value,
                    "channel": addressee.channel,
                }
                for addressee in self.recipients.addressees(case_id, number, self.channels, now)
            ]
        )

    def _send_link(self, message: Mapping[str, Any]) -> None:
        case_id, asked_at, now = message["case_id"], message["lost_receipt_at"], self.clock()
        (channel,) = self.channels  # a code goes to one address
        with self._waiting(message, now):
            send_replacement(case_id, asked_at, channel, now)

    def _page(self, message: Mapping[str, Any]) -> None:
        """The next followers, each by a message of their own, and at last who goes on after them:
        who died before that does these again, and finds them told."""
        names = next_followers(message["case_id"], message["number"], message.get("after", ""))
        sent = [{**message, "recipient": name} for name in names]
        if len(names) == A_RUN:
            sent.append({**message, "after": names[-1]})
        self.queue.send(sent)

    def _ask(self, message: Mapping[str, Any]) -> None:
        now = self.clock()
        (channel,) = self.channels
        with self._waiting(message, now):
            ask_follower(message["case_id"], message["asked_follower"], channel, now)

    def _tell(self, message: Mapping[str, Any]) -> None:
        now = self.clock()
        addressee = Addressee(
            recipient=message["recipient"],
            audience=Audience(message["audience"]),
            channel=message["channel"],
        )
        channel = next(one for one in self.channels if one.name == addressee.channel)
        case_id, number = message["case_id"], message["number"]
        with self._waiting(message, now):
            if addressee.audience is Audience.FOLLOWERS:
                tell_follower(case_id, number, addressee.recipient, channel, now)
                return
            try:
                self.recipients.tell(case_id, number, addressee, channel, now)
            except notify.NotConcerned:
                self._fan_out(message)

    @contextmanager
    def _waiting(self, message: Mapping[str, Any], now: datetime) -> Iterator[None]:
        try:
            yield
        except Later as later:
            self.queue.send([message], min(later.delay + timedelta(seconds=1), LONGEST_DELAY))
        except Exception as error:
            if not is_outage(error):
                raise
            self._wait_out(message, now, error)

    def _wait_out(self, message: Mapping[str, Any], now: datetime, error: Exception) -> None:
        """Try again after as long as it has waited so far: 1, 1, 2, 4, 8 minutes, then every 15."""
        since = datetime.fromisoformat(message.get("since", now.isoformat()))
        waited = now - since
        if waited >= GIVE_UP_AFTER:
            raise error
        if waited >= SAY_SO_AFTER:
            count(Metric.NOTICES_DELAYED)
        logger.warning(
            "notice waits for a service",
            extra={"case_id": message["case_id"], "waited_seconds": int(waited.total_seconds())},
        )
        delay = min(max(waited, SHORTEST_DELAY), LONGEST_DELAY)
        self.queue.send([{**message, "since": since.isoformat()}], delay)
