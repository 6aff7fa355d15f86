"""The mails the service sent about the demo's cases, shown as they arrive."""

import json
import urllib.request
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

FIRST_LINES = 2


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What is shown of a mail."""

    to: str
    subject: str
    beginning: tuple[str, ...]


@dataclass(kw_only=True)
class Letters:
    """The mailbox of a started stack, and what of it was shown already."""

    mailbox_url: str
    _shown: set[str] = field(default_factory=set)

    def arrived(self, case_ids: Collection[str]) -> list[Letter]:
        """Mails about these cases that were not asked for before, the oldest first."""
        with urllib.request.urlopen(f"{self.mailbox_url}messages.json") as answer:
            mails = json.loads(answer.read())
        fresh = [
            mail
            for mail in reversed(mails)
            if mail["id"] not in self._shown and mail["subject"].split(":")[0] in case_ids
        ]
        self._shown.update(mail["id"] for mail in fresh)
        return [
            Letter(
                to=", ".join(mail["to"]),
                subject=mail["subject"],
                beginning=tuple(_beginning(mail["text"])),
            )
            for mail in fresh
        ]


def _beginning(text: str) -> Iterator[str]:
    """The first lines after the heading and the greeting."""
    lines = [line for line in text.splitlines() if line.strip()]
    body = [line for line in lines[1:] if not line.endswith(",")]
    yield from body[:FIRST_LINES]
