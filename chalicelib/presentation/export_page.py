"""An export as a page that can be read, kept and printed: nothing in it is loaded or run."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from chalicelib.presentation.catalogue import Language, catalogue, page_words
from chalicelib.presentation.event_names import event_name
from chalicelib.presentation.labels import status_key

_OF_REPORT = (
    "id", "title", "body", "classification", "category_name", "region_name", "address",
    "incident_date", "filed_at", "status", "agency", "anonymous", "confidential", "restricted",
)  # fmt: skip
_OF_PERSON = ("name", "email", "phone", "language")
_WORDS = ("text", "question", "reason", "comment", "note")


def as_page(export: Mapping[str, Any], language: Language) -> str:
    """A whole HTML document that says what the export does, in the words of `language`."""
    words, terms = catalogue(language)["export"], page_words(language)
    report = export["complaint"]
    status = status_key(report)
    known = {
        **report,
        "address": report["location"]["address"],
        "agency": report["agency"] and report["agency"]["name"],
        "status": terms.get(f"{status}.yours", terms[status]),
        "classification": terms[f"class.{report['classification']}"],
    }
    person = export["identity"] or {}
    held = [(words[name], person.get(name)) for name in _OF_PERSON] if person else []
    held += [
        (words["mails"], words[f"mails_{export['mails']}"] if export["mails"] else None),
        (words["kept_until"], export["kept_until"]),
        (words["consent"], export["consent"] and " · ".join(export["consent"].values())),
    ]
    told = [(words[name], known.get(name)) for name in _OF_REPORT]
    left_out = [(one["what"], one["why"]) for one in export["left_out"]]
    parts = [
        f"<h1>{escape(words['heading'])}</h1>",
        f"<p>{escape(words['made'])} {escape(export['exported_at'])}</p>",
        _section(words["person"], _rows(held, words)),
        _section(words["report"], _rows(told, words)),
        _section(words["history"], _events(export["timeline"]["items"], terms, language)),
        _section(words["left_out"], _rows(left_out, words)),
    ]
    if export["timeline"]["next_cursor"]:
        parts.append(f"<p>{escape(words['more'])}</p>")
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(words['heading'])} {escape(export['id'])}</title>\n</head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def _section(heading: str, content: str) -> str:
    return f"<h2>{escape(heading)}</h2>\n{content}"


def _rows(rows: Iterable[tuple[str, Any]], words: Mapping[str, str]) -> str:
    lines = (
        f"<dt>{escape(label)}</dt><dd>{escape(_text_of(value, words))}</dd>"
        for label, value in rows
    )
    return "<dl>\n" + "\n".join(lines) + "\n</dl>"


def _text_of(value: Any, words: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return words["yes"] if value else words["no"]
    return words["none"] if value is None else str(value)


def _events(
    events: Iterable[Mapping[str, Any]], terms: Mapping[str, str], language: Language
) -> str:
    lines = []
    for event in events:
        line = f"{escape(event['at'])} {escape(event_name(event, terms, language))}"
        words = next((event["data"][one] for one in _WORDS if event["data"].get(one)), None)
        if words is not None:
            line += f"<blockquote>{escape(str(words))}</blockquote>"
        lines.append(f"<li>{line}</li>")
    return "<ol>\n" + "\n".join(lines) + "\n</ol>"
