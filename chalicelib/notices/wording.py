"""The shape of what notices say; the words are in `wording_id`, `wording_en`, `wording_agency`.

A sentence names what it needs in braces (`{agency}`, `{resolve_by}`) and is said only when all of
it is known: a mail never shows a gap where a date should be. Where a tuple of sentences stands
for one, the first that can be said is said.

Placeholders: `agency`, `from_agency` and `notified` (names), `limit` (in words), `level`, `repeat`,
`days` (working days of silence), `reason`, `why`, `into` (a case id), `classification`,
`messages` (how many), and days in words: `happened_on`, `verify_by`, `follow_up_by`, `resolve_by`,
`reply_by`, `expires_at`, `expected_by`, `limit_at`, `closes_at`, `closed_on`, `next_check`,
`reopen_until`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

Sentence = str | tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """What is said of one kind of event.

    `subject` follows the case id in the subject line and is the heading too; `happened` and
    `coming` are what happened and what comes next; `quote` stands above other people's words;
    `limits` are the days shown in the facts, by placeholder.
    """

    subject: str
    happened: tuple[Sentence, ...]
    coming: tuple[Sentence, ...]
    quote: str = ""
    limits: tuple[str, ...] = ()
    button: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """One language: what all its notices share, and each of them by kind."""

    language: str
    greeting: str
    greeting_nameless: str
    next_heading: str
    button: str
    footer: tuple[str, ...]
    labels: Mapping[str, str]
    national_desk: str
    limits: Mapping[str, str]
    classifications: Mapping[str, str]
    routed_by: Mapping[str, str]
    archive_reasons: Mapping[str, str]
    notices: Mapping[str, Notice]


def said(sentence: Sentence, known: Mapping[str, str]) -> str | None:
    """`sentence` with its placeholders filled in, None when something it needs is not known."""
    choices = (sentence,) if isinstance(sentence, str) else sentence
    for choice in choices:
        needs = {name for _, name, _, _ in Formatter().parse(choice) if name}
        if needs <= known.keys():
            return choice.format_map(known)
    return None


def all_said(sentences: tuple[Sentence, ...], known: Mapping[str, str]) -> tuple[str, ...]:
    """Those of `sentences` that can be said."""
    return tuple(text for text in (said(sentence, known) for sentence in sentences) if text)
