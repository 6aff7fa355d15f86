"""Why an agency is suggested to the national desk, in words (id, en)."""

from collections.abc import Mapping
from typing import Any

from chalicelib.presentation.catalogue import Language, catalogue
from chalicelib.presentation.labels import region_name
from chalicelib.presentation.view_types import Sentences
from chalicelib.routing import categories


def explain_suggestion(candidate: Mapping[str, Any]) -> Sentences | None:
    """What speaks for a candidate of a `triage` event: words of the text, or what it is like, and
    the place. None for one of an earlier release, which says nothing of it."""
    sector = categories.sector(candidate.get("sector") or "")
    words = candidate.get("words") or ()
    if not words and sector is None:
        return None

    def sentence(language: Language) -> str:
        say = catalogue(language)["why"]
        if words:
            told = say["words"].format(words=", ".join(f"'{word}'" for word in words))
        else:
            told = say["alike"].format(sector=sector.name_in(language) if sector else "")
        place = region_name(candidate.get("region_code"))
        return f"{told}; {say['place'].format(place=place)}" if place else told

    return {"id": sentence("id"), "en": sentence("en")}
