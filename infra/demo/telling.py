"""What the demo prints: chapters, what happened to a case, mails, and the table at the end."""

import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from infra.console import say
from infra.demo.letters import Letter

WIDTH = 100
INDENT = " " * 6
_BOLD, _DIM, _BLUE, _RED, _PLAIN = "\033[1m", "\033[2m", "\033[36m", "\033[31m", "\033[0m"

# What people wrote, in the data of an event.
_WORDS = ("text", "question", "reason", "note", "comment")
_REASON_IS_A_CODE = frozenset({"triage", "archived", "closed"})
_CODES = (
    "agency_id", "into", "by", "level", "limit", "reminder", "score", "satisfied", "upheld",
    "expected_by", "expires_at", "supervisory", "anonymous",
)  # fmt: skip


def chapter(title: str, explained: str) -> None:
    """The heading of a chapter."""
    say()
    say(_in(_BOLD, f"== {title} " + "=" * (WIDTH - len(title) - 4)))
    say(_in(_DIM, textwrap.fill(explained, WIDTH)))


def happened(case_id: str, topic: str, event: Mapping[str, Any], status: str | None) -> None:
    """One event of a case; `status` is where the case stands after it, where that is known."""
    actor, data = event["actor"], event["data"]
    who = actor["role"] + (f" of {actor['agency_id']}" if actor["agency_id"] else "")
    after = f"  -> {status}" if status else ""
    say(f"{_in(_BOLD, case_id)} [{topic}] {who}: {event['type']}{_in(_BOLD, after)}")
    words = [name for name in _WORDS if isinstance(data.get(name), str)]
    coded = [*_CODES, "reason"] if event["type"] in _REASON_IS_A_CODE else _CODES
    codes = [f"{name} {_plain(data[name])}" for name in coded if data.get(name) is not None]
    if codes:
        say(_in(_DIM, f"{INDENT}{', '.join(codes)}"))
    for name in words:
        if name not in coded:
            say(_wrapped(f'"{data[name]}"'))


def letter(mail: Letter) -> None:
    """A mail: to whom, about what, how it begins."""
    say(_in(_BLUE, f"  @ To: {mail.to}"))
    say(_in(_BLUE, f"    Subject: {mail.subject}"[:WIDTH]))
    for line in mail.beginning:
        say(_in(_BLUE, f"    | {line}"[:WIDTH]))


def remark(text: str) -> None:
    """A word of the demo itself."""
    say(textwrap.fill(text, WIDTH, initial_indent="  * ", subsequent_indent="    "))


def wrong(text: str) -> None:
    """Something that did not come out as it should."""
    say(_in(_RED, f"  ! {text}"))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Rows under their heads, each column as wide as its widest cell."""
    lines = [list(heads), *map(list, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    for number, line in enumerate(lines):
        cells = "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        say(_in(_BOLD, cells.rstrip()) if number == 0 else cells.rstrip())


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT)


def _plain(value: Any) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _in(colour: str, text: str) -> str:
    """Coloured where a person reads it, plain in a pipe."""
    return f"{colour}{text}{_PLAIN}" if text and sys.stdout.isatty() else text
