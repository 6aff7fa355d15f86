"""Complaints about the same thing: found before filing, and shown to the officers of a case.

Only public complaints are remembered, and what they are now is read before anything is said of
them. Texts are compared as everybody sees them, masked, so that a similarity tells nothing of
what is hidden. A look-up costs `similar.BANDS` queries and two reads, however many cases there are.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec import Struct

from chalicelib.case.authority import is_public, may_know
from chalicelib.case.decision import Context
from chalicelib.case.model import Actor, Case, ComplaintText, Location, Status
from chalicelib.routing.place import find_place
from chalicelib.routing.similarity import (
    CANDIDATE_THRESHOLD,
    SIMILAR_THRESHOLD,
    estimate_similarity,
    jaccard,
    lsh_bands,
    shingles,
)
from chalicelib.routing.similarity import signature as signature_of
from chalicelib.store import cases, texts
from chalicelib.store import lsh_index as store

MOST_SHOWN = 5
MOST_READ = 12
COPIES_WITHIN = timedelta(days=1)
A_COPY = 0.95
_NOT_WORTH_JOINING = frozenset({Status.MERGED, Status.ARCHIVED})


class Similar(Struct, frozen=True, kw_only=True):
    """A case and how like the text it is: the Jaccard index of their letter groups, 0 to 1."""

    case: Case
    similarity: float


def index(case: Case, words: ComplaintText, now: datetime) -> None:
    """Make a public complaint findable while it is young. To do it again changes nothing."""
    if not is_public(case) or case.filed_at < now - store.WINDOW:
        return
    signed = signature_of(shingles(words.masked))
    place = _place(_region(case, words)) or store.NOWHERE
    store.put(case.id, case.filed_at, place=place, bands=lsh_bands(signed), signature=signed)


def similar_to_text(text: str, region_code: str | None, now: datetime) -> tuple[Similar, ...]:
    """Public complaints of the last 90 days that somebody about to file the masked `text` may want
    to join.

    In the kabupaten or kota of `region_code`, in the province where it names one, or in the whole
    country.
    """

    def may_show(case: Case) -> bool:
        return is_public(case) and case.status not in _NOT_WORTH_JOINING

    return _alike(text, region_code, now, may_show)


def similar_to_case(
    case: Case, words: ComplaintText, actor: Actor, context: Context
) -> tuple[Similar, ...]:
    """Complaints like this one that everybody may see, or that the officer may read; none that its
    reporter restricted."""

    def may_show(other: Case) -> bool:
        if other.id == case.id or other.status is Status.MERGED or other.restricted:
            return False
        return may_know(other, actor, context)

    return _alike(words.masked, case.location.region_code, context.now, may_show)


def count_duplicates(case: Case, words: ComplaintText) -> int:
    """How many other complaints of the same place since the day before say the same, as far as
    they are indexed.

    Counts no further than `store.MOST_PER_BAND`: a copy shares every band, so one is read.
    """
    signed = signature_of(shingles(words.masked))
    if not signed:
        return 0
    place = _place(_region(case, words)) or store.NOWHERE
    found = store.candidates(place, 0, lsh_bands(signed)[0], since=case.filed_at - COPIES_WITHIN)
    return sum(
        other.case_id != case.id and estimate_similarity(signed, other.signature) >= A_COPY
        for other in found
    )


def _alike(
    text: str, region_code: str | None, now: datetime, may_show: Callable[[Case], bool]
) -> tuple[Similar, ...]:
    grams = shingles(text)
    signed = signature_of(grams)
    place = _place(region_code)
    likely: dict[str, tuple[float, str]] = {}  # of equals the newest first
    for number, band in enumerate(lsh_bands(signed)):
        for other in store.candidates(place, number, band, since=now - store.WINDOW):
            likely[other.case_id] = estimate_similarity(signed, other.signature), other.filed_at
    best = sorted(
        (one for one in likely if likely[one][0] >= CANDIDATE_THRESHOLD),
        key=lambda one: likely[one],
    )
    shown = [case for case in cases.get_several(best[: -MOST_READ - 1 : -1]) if may_show(case)]
    words = texts.of_cases(case.id for case in shown)
    alike = [
        Similar(case=case, similarity=jaccard(grams, shingles(words[case.id].masked)))
        for case in shown
        if case.id in words
    ]
    alike = [one for one in alike if one.similarity >= SIMILAR_THRESHOLD]
    alike.sort(key=lambda one: (one.similarity, one.case.filed_at), reverse=True)
    return tuple(alike[:MOST_SHOWN])


def _region(case: Case, words: ComplaintText) -> str | None:
    """Where it is: as chosen, or as routing reads it from the address and the text."""
    where = case.location
    if where.region_code:
        return where.region_code
    return find_place(where.address, words.as_written, point=where.point).region_code


def _place(region_code: str | None) -> str | None:
    """The kabupaten or kota of a region, or the province where the code says no more. By the code
    alone: the function that indexes reads no register, and so not what changed among regions."""
    place = Location(region_code=region_code)
    return place.regency or place.province
