"""Why an agency is suggested to the national desk, in words (id, en)."""

from collections.abc import Mapping
from typing import Any

from chalicelib.presentation.catalogue import Language, catalogue
from chalicelib.presentation.labels import region_name
from chalicelib.presentation.view_types import Sentences
from chalicelib.routing import categories
from chalicelib.routing.similarity import FUNCTION_WORDS, word_set

LEAST_LETTERS = 3
"""A shorter word is named as no reason."""
_COMMON = FUNCTION_WORDS | word_set(
    "belum telah masih sedang hanya bukan jangan harus sangat lebih sekali sampai sejak setelah "
    "sebelum saat ketika kalau jika bila tapi tetapi namun maka sehingga seperti antara tanpa "
    "secara kepada terhadap tentang mereka dia anda kamu apa siapa kapan mengapa kenapa bagaimana "
    "sini situ sana begitu begini semua setiap beberapa "
    "and are was were been being have has had does did not but for from with without into onto "
    "this that these those there here then than when where what who whom which why how our your "
    "his her its their they them you she all any each some will would can could should may might "
    "must also just very about after before since until because while"
)
"""What holds every sentence together, in Indonesian and English."""


def explain_suggestion(candidate: Mapping[str, Any]) -> Sentences | None:
    """What speaks for a candidate of a `triage` event: words of the text, or what it is like, and
    the place. None where nothing does that would tell a reader something."""
    sector = categories.sector(candidate.get("sector") or "")
    words = [word for word in candidate.get("words") or () if _is_informative(word)]
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


def _is_informative(word: str) -> bool:
    """Whether a word by itself tells why; the model also learns from words that do not."""
    return len(word) >= LEAST_LETTERS and word.casefold() not in _COMMON
