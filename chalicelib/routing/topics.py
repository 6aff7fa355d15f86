"""Which category of the official list a complaint of a sector belongs to, for its reporter to take.

To the rules of routing a category says no more than its sector, so that what is proposed here
sends no complaint elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import categories
from .similarity import FUNCTION_WORDS
from .text import read_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from .categories import Category

_REST = re.compile(r"Lai+n?nya Terkait ")  # how the list calls what is left over of a topic
_OTHER_NAMES = re.compile(r"[()/]")  # "KTP (Kartu Tanda Penduduk)", "Data Lelang/Tender"


def find_topic(sector: str, text: str, on: date) -> Category | None:
    """The category of `sector` whose name stands in the text, the longest name first; else the one
    that more than half of the sector's stand under. None where neither is one alone, and never one
    that protects its reporter by itself: that is for their words to say."""
    known = [one for one in categories.every(on) if one.sector == sector and not one.sensitive]
    return _named_in(text, known) or _above_most(known)


def _named_in(text: str, known: Collection[Category]) -> Category | None:
    words = _informative_words(text)
    lengths = {one: _longest_name(one, words) for one in known if not _REST.match(one.name)}
    return _only(one for one in lengths if lengths[one] and lengths[one] == max(lengths.values()))


def _longest_name(category: Category, words: frozenset[str]) -> int:
    """How many words the longest of a category's names has that stands in a text; 0 for none."""
    names = map(_informative_words, _OTHER_NAMES.split(category.name))
    return max((len(name) for name in names if name <= words), default=0)


def _above_most(known: Collection[Category]) -> Category | None:
    return _only(
        one for one in known if 2 * sum(other.parent == one.code for other in known) > len(known)
    )


def _informative_words(text: str) -> frozenset[str]:
    return frozenset(read_words(text, {})) - FUNCTION_WORDS


def _only(found: Iterable[Category]) -> Category | None:
    """The one there is; None for several."""
    first, *others = [*found, None]
    return first if len(others) == 1 else None
