"""The shape of what notices say; the words are in the catalogue of each language.

A sentence names what it needs in braces (`{agency}`, `{resolve_by}`) and is said only when all of
it is known: a mail never shows a gap where a date should be. Where a tuple of sentences stands
for one, the first that can be said is said. In the catalogue `$` with a name, alone or at the end
of a sentence, stands for what several share: `$will_tell` for `will_tell` under `sentences`.

Placeholders: `agency`, `from_agency`, `contributor`, `notified`, `shown_to` and `approved_by`
(names), `limit`, `basis` and `fields` of a disclosure (in words), `level`, `repeat`, `days`
(working days of silence), `reason`, `why`, `into` and `split_into` (case ids), `classification`,
`messages` (how many), and days in words: `happened_on`, `verify_by`, `follow_up_by`, `resolve_by`,
`reply_by`, `expires_at`, `expected_by`, `limit_at`, `closes_at`, `closed_on`, `disclosed_at`,
`next_check`, `reopen_until`, `due` (of a contribution).
"""

from collections.abc import Mapping
from functools import cache
from string import Formatter
from typing import Any

from msgspec import Struct

from chalicelib.presentation.catalogue import Language, catalogue

Sentence = str | tuple[str, ...]


class Notice(Struct, frozen=True, kw_only=True):
    """What is said of one kind of event.

    `subject` comes before the case id in the subject line and is the heading too; `happened` and
    `coming` are what happened and what comes next; `quote` stands above other people's words;
    `limits` are the days shown in the facts, by placeholder.
    """

    subject: str
    happened: tuple[Sentence, ...]
    coming: tuple[Sentence, ...]
    quote: str = ""
    limits: tuple[str, ...] = ()
    button: str = ""


class Wording(Struct, frozen=True, kw_only=True):
    """One language: what all its notices share, and each of them by kind."""

    language: str
    greeting: str
    greeting_nameless: str
    next_heading: str
    button: str
    footer: tuple[str, ...]
    by_link: str
    unconfirmed: tuple[str, ...]
    mine: str
    not_mine: str
    labels: Mapping[str, str]
    national_desk: str
    limits: Mapping[str, str]
    classifications: Mapping[str, str]
    legal_bases: Mapping[str, str]
    identity_fields: Mapping[str, str]
    routed_by: Mapping[str, str]
    archive_reasons: Mapping[str, str]
    notices: Mapping[str, Notice]


@cache
def reporter_wording(language: str) -> Wording:
    """What reporters read: `en` or, for anything else, Indonesian."""
    spoken: Language = "en" if language.lower().startswith("en") else "id"
    return _wording(spoken, catalogue(spoken)["mails"])


@cache
def agency_wording() -> Wording:
    """What officers read, in Indonesian. Nothing in it has a place for the reporter or for what
    they wrote."""
    own, shared = catalogue("id")["agency_mails"], catalogue("id")["mails"]
    labels = {**shared["labels"], **own["labels"]}
    reporters_only = {
        "greeting": "",
        "by_link": "",
        "unconfirmed": (),
        "mine": "",
        "not_mine": "",
        "routed_by": {},
        "archive_reasons": {},
    }
    return _wording("id", {**shared, **reporters_only, **own, "labels": labels})


def _wording(language: Language, words: Mapping[str, Any]) -> Wording:
    shared, terms = words["sentences"], catalogue(language)["terms"]
    return Wording(
        language=language,
        greeting=words["greeting"],
        greeting_nameless=words["greeting_nameless"],
        next_heading=words["next_heading"],
        button=words["button"],
        footer=tuple(words["footer"]),
        by_link=words["by_link"],
        unconfirmed=tuple(words["unconfirmed"]),
        mine=words["mine"],
        not_mine=words["not_mine"],
        labels=words["labels"],
        national_desk=words["national_desk"],
        limits=terms["limit"],
        classifications={name: _within(text) for name, text in terms["class"].items()},
        legal_bases={name: _within(text) for name, text in terms["legal_basis"].items()},
        identity_fields={name: _within(text) for name, text in terms["identity_field"].items()},
        routed_by=words["routed_by"],
        archive_reasons=words["archive_reasons"],
        notices={
            kind: Notice(
                subject=notice["subject"],
                happened=tuple(_filled(each, shared) for each in notice["happened"]),
                coming=tuple(_filled(each, shared) for each in notice["coming"]),
                quote=notice.get("quote", ""),
                limits=tuple(notice.get("limits", ())),
                button=notice.get("button", ""),
            )
            for kind, notice in words["notices"].items()
        },
    )


def _within(name: str) -> str:
    """A name as it stands within a sentence."""
    return name[:1].lower() + name[1:]


def _filled(sentence: str | list[str], shared: Mapping[str, str | list[str]]) -> Sentence:
    """`sentence` with what it refers to in `shared`. Raises KeyError for what is not there."""
    if isinstance(sentence, list):
        return tuple(sentence)
    before, dollar, name = sentence.partition("$")
    if not dollar:
        return sentence
    referred = shared[name]
    return before + referred if isinstance(referred, str) else tuple(referred)


def fill(sentence: Sentence, known: Mapping[str, str]) -> str | None:
    """`sentence` with its placeholders filled in, None when something it needs is not known."""
    choices = (sentence,) if isinstance(sentence, str) else sentence
    for choice in choices:
        needs = {name for _, name, _, _ in Formatter().parse(choice) if name}
        if needs <= known.keys():
            return choice.format_map(known)
    return None


def fill_all(sentences: tuple[Sentence, ...], known: Mapping[str, str]) -> tuple[str, ...]:
    """Those of `sentences` that can be said."""
    return tuple(text for text in (fill(sentence, known) for sentence in sentences) if text)
