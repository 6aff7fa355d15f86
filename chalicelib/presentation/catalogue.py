"""All that people read, one catalogue a language (`text/id.json`, `text/en.json`): next steps,
refusals, problems of fields, mails, and what the pages say.

JSON, because it is read in 0.3 ms where TOML takes 7, and each cold start pays for it. A language
is read when it is first asked for.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypedDict

Language = Literal["id", "en"]

TEXT = Path(__file__).parent / "text"


class Catalogue(TypedDict):
    """The words of a language, by use.

    `terms` are what a status, a role, an action, a limit, a class or a reason is called everywhere.
    `why` is what speaks for an agency suggested to the desk. `files` is what a file is called whose
    name is not shown, and why one was refused. `agency_mails` is in Indonesian only,
    the language of the administration; what it does not have is as in `mails`. `notices.wording`
    reads both. `leads` is what a case says that a lead became.
    """

    terms: dict[str, dict[str, str]]
    why: dict[str, str]
    next: dict[str, str]
    refusals: dict[str, str]
    problems: dict[str, str]
    files: dict[str, str]
    mails: dict[str, Any]
    agency_mails: dict[str, Any]
    export: dict[str, str]
    leads: dict[str, str]
    pages: dict[str, str]


@cache
def catalogue(language: Language) -> Catalogue:
    """The catalogue of a language; both have the same keys."""
    found: Catalogue = json.loads((TEXT / f"{language}.json").read_text(encoding="utf-8"))
    return found


def page_words(language: Language) -> dict[str, str]:
    """What the pages say, by key; `status.routed` is the term of that name, `statuses` those there
    are."""
    found = catalogue(language)
    named = {
        f"{kind}.{name}": text
        for kind in found["terms"]
        for name, text in found["terms"][kind].items()
    }
    return {**named, **found["pages"], "statuses": " ".join(found["terms"]["status"])}
