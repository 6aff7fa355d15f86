"""What the events of a case are called on paper and in feeds, in the words of the pages."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from chalicelib.presentation.dates import day_in_words

_OTHER_CASE = {"merged": "into", "absorbed": "from", "unmerged": "from", "split": "split_into"}
_AGENCIES = {"asked": "asked_agency_id", "shown_to": "shown_to", "approved_by": "approved_by"}
_DAYS = ("due", "expected_by")


def event_name(event: Mapping[str, Any], terms: Mapping[str, str], language: str) -> str:
    """What happened, in one line. `event` is a line of a timeline as a reader sees it, `terms` are
    the words of the pages in `language`; what the reader is not shown of it stays "…"."""
    data, key = event["data"], f"event.{event['type']}"
    if event["type"] in _OTHER_CASE and not data.get(_OTHER_CASE[event["type"]]):
        key += "_unnamed"
    elif data.get("repeat") and f"{key}_repeat" in terms:
        key += "_repeat"
    elif data.get("upheld"):
        key += "_upheld"
    elif data.get("split_from"):
        key += "_split"
    name: str = terms.get(key, event["type"])
    return name.format_map(_Details(event, terms, language))


class _Details(dict[str, str]):
    """What the name of an event may refer to: its data in words, and the agency it is about."""

    def __init__(self, event: Mapping[str, Any], terms: Mapping[str, str], language: str) -> None:
        data, names = event["data"], event["agencies"]
        super().__init__({name: str(value) for name, value in data.items()})
        agency_id = data.get("agency_id") or event["actor"]["agency_id"]
        self["agency"] = names.get(agency_id, "…")
        self |= {one: names.get(data[at], "…") for one, at in _AGENCIES.items() if data.get(at)}
        zone = {"+07:00": "WIB", "+08:00": "WITA", "+09:00": "WIT"}.get(event["at"][-6:], "")
        self |= {
            name: day_in_words(date.fromisoformat(data[name][:10]), zone, language)
            for name in _DAYS
            if data.get(name)
        }
        if data.get("notify"):
            self["told"] = ", ".join(names.get(one, "…") for one in data["notify"])
        if "satisfied" in data:
            self["satisfied"] = terms["rated.yes" if data["satisfied"] else "rated.no"]
        if "limit" in data:
            self["limit"] = terms.get(f"limit.{data['limit']}", data["limit"])

    def __missing__(self, name: str) -> str:
        return "…"
