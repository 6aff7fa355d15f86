"""A queue with its consumer, by SQS's rules and a clock of its own, and a mail service that can be
made to refuse, throttle and die. What is sent is counted from rows, letters and the queue."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from chalicelib import batches, consumers
from chalicelib.notices import Channel, Mail

VISIBILITY = timedelta(minutes=6)
MOST_RECEIVES = 5
BATCH = 5


class Killed(BaseException):
    """The function died here: nothing after this line happened."""


@dataclass
class Mailbox:
    """A mail service. `before` and `after` are called with the address and how often it was tried
    before; what they raise happens before or after the service took the mail."""

    name: ClassVar[str] = "email"
    address_field: ClassVar[str] = "email"
    before: Callable[[str, int], None] = lambda to, tried: None
    after: Callable[[str, int], None] = lambda to, tried: None
    letters: list[tuple[str, Mail]] = field(default_factory=list)
    tries: dict[str, int] = field(default_factory=dict)

    def send(self, to: str, mail: Mail, *, reference: str) -> str:
        tried = self.tries.get(to, 0)
        self.tries[to] = tried + 1
        self.before(to, tried)
        self.letters.append((to, mail))
        self.after(to, tried)
        return f"m-{len(self.letters)}"

    def addresses(self) -> list[str]:
        """To whom letters went, in order."""
        return [to for to, _ in self.letters]


@dataclass
class Entry:
    """A message in the queue."""

    body: str
    visible_at: datetime
    receives: int = 0


@dataclass
class Post:
    """The queue of one side. It is also the port that the consumer puts messages back through."""

    recipients: consumers.QueueRecipients
    mailbox: Mailbox
    now: datetime
    others: tuple[Channel, ...] = ()
    entries: list[Entry] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)
    invocations: int = 0
    most_receives: int = 0

    def send(self, messages: Sequence[Mapping[str, Any]], delay: timedelta = timedelta()) -> None:
        assert delay <= timedelta(minutes=15), "SQS takes no longer delay"
        self.entries += [Entry(json.dumps(one), self.now + delay) for one in messages]

    def announce(self, case_id: str, number: int) -> None:
        """What the topic puts in for an event."""
        self.send([{"case_id": case_id, "number": number}])

    def waiting(self) -> list[dict[str, Any]]:
        """What is in the queue, seen or not."""
        return [json.loads(entry.body) for entry in self.entries]

    def run(self, at_most: timedelta = timedelta(days=3)) -> None:
        """Deliver until the queue is empty or the time is over; the clock jumps to what is next."""
        end = self.now + at_most
        while self.entries:
            next_at = min(entry.visible_at for entry in self.entries)
            if next_at > end:
                break
            self.now = max(self.now, next_at)
            visible = [entry for entry in self.entries if entry.visible_at <= self.now]
            self._invoke(visible[:BATCH])
        self.now = max(self.now, end) if self.entries else self.now

    def handler(self) -> consumers.NoticeConsumer:
        """The consumer as the function builds it, on these ports."""
        return consumers.NoticeConsumer(
            self.recipients, (self.mailbox, *self.others), self, lambda: self.now
        )

    def _invoke(self, batch: list[Entry]) -> None:
        self.invocations += 1
        for entry in batch:
            entry.receives += 1
            entry.visible_at = self.now + VISIBILITY
            self.most_receives = max(self.most_receives, entry.receives)
        records = [record(str(place), entry.body) for place, entry in enumerate(batch)]
        try:
            answer = batches.consume({"Records": records}, self.handler())
            failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
        except Killed:
            failed = {each["messageId"] for each in records}
        for place, entry in enumerate(batch):
            if str(place) not in failed:
                self.entries.remove(entry)
            elif entry.receives >= MOST_RECEIVES:
                self.entries.remove(entry)
                self.dead.append(entry.body)


def record(message_id: str, body: str) -> dict[str, Any]:
    """One message as Lambda hands it over."""
    return {
        "messageId": message_id,
        "receiptHandle": message_id,
        "body": body,
        "attributes": {},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:ap-southeast-3:123456789012:q",
        "awsRegion": "ap-southeast-3",
    }


def deliveries_of(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The state of every delivery of a case by e-mail, by `event number#recipient`."""
    return {
        sk.removeprefix("SENT#").replace("#email#", "#"): row["state"]
        for sk, row in rows.items()
        if sk.startswith("SENT#")
    }
