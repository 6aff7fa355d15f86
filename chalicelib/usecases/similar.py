"""Complaints about the same thing: found before filing, and shown to the officers of a case.

Only public complaints are remembered, and what they are now is read before anything is said of
them. Texts are compared as everybody sees them, masked, so that a similarity tells nothing of
what is hidden. A look-up costs `similar.BANDS` queries and one read, however many cases there are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.case.actions import may_read
from chalicelib.case.model import Actor, Case, Status
from chalicelib.case.views import is_public
from chalicelib.protection.redaction import mask
from chalicelib.routing import regions
from chalicelib.routing.place import find_place
from chalicelib.routing.similar import ALIKE, ROUGHLY, bands, estimated, jaccard, shingles
from chalicelib.routing.similar import signature as signature_of
from chalicelib.store import bands as store
from chalicelib.usecases import rules

COUNTRY = "ID"
"""Every complaint is also found here: for whoever asks without a kabupaten or kota."""

MOST_SHOWN = 5
MOST_READ = 12
COPIES_WITHIN = timedelta(days=1)
A_COPY = 0.95
_NOT_WORTH_JOINING = frozenset({Status.MERGED, Status.ARCHIVED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Similar:
    """A case and how like the text it is: the Jaccard index of their letter groups, 0 to 1."""

    case: Case
    similarity: float


def remember(case: Case, now: datetime) -> None:
    """Make a public complaint findable while it is young. To do it again changes nothing."""
    if not is_public(case) or case.filed_at < now - store.WINDOW:
        return
    signed = signature_of(shingles(_text(case)))
    scopes = {COUNTRY, _regency(_region(case)) or COUNTRY}
    store.put(case.id, case.filed_at, scopes=sorted(scopes), bands=bands(signed), signature=signed)


def before_filing(text: str, region_code: str | None, now: datetime) -> tuple[Similar, ...]:
    """Public complaints of the last 90 days that somebody about to file may want to join.

    In the kabupaten or kota of `region_code`; for a province or None in the whole country, and
    then only what lies in that province.
    """

    def may_show(case: Case) -> bool:
        return is_public(case) and case.status not in _NOT_WORTH_JOINING

    return _alike(mask(text), region_code, now, may_show)


def beside(case: Case, actor: Actor, now: datetime) -> tuple[Similar, ...]:
    """Complaints like this one that everybody may see, or that the officer may read."""
    context = rules.at(now)

    def may_show(other: Case) -> bool:
        if other.id == case.id or other.status is Status.MERGED:
            return False
        return is_public(other) or may_read(other, actor, context)

    return _alike(_text(case), case.location.region_code, now, may_show)


def copies(case: Case) -> int:
    """How many other complaints of the same kabupaten or kota since the day before say the same.

    Counts no further than `store.MOST_PER_BAND`: a copy shares every band, so one is read.
    """
    signed = signature_of(shingles(_text(case)))
    if not signed:
        return 0
    scope = _regency(_region(case)) or COUNTRY
    found = store.candidates(scope, 0, bands(signed)[0], since=case.filed_at - COPIES_WITHIN)
    return sum(
        other.case_id != case.id and estimated(signed, other.signature) >= A_COPY for other in found
    )


def _alike(
    text: str, region_code: str | None, now: datetime, may_show: Callable[[Case], bool]
) -> tuple[Similar, ...]:
    grams = shingles(text)
    signed = signature_of(grams)
    regency = _regency(region_code)
    likely: dict[str, float] = {}
    for number, band in enumerate(bands(signed)):
        found = store.candidates(regency or COUNTRY, number, band, since=now - store.WINDOW)
        likely |= {other.case_id: estimated(signed, other.signature) for other in found}
    # Of equals the newest first: so they came.
    best = sorted((one for one in likely if likely[one] >= ROUGHLY), key=lambda one: -likely[one])
    alike = [
        Similar(case=case, similarity=jaccard(grams, shingles(_text(case))))
        for case in store.cases_of(best[:MOST_READ])
        if may_show(case) and (regency or _inside(case, region_code))
    ]
    alike = [one for one in alike if one.similarity >= ALIKE]
    alike.sort(key=lambda one: (one.similarity, one.case.filed_at), reverse=True)
    return tuple(alike[:MOST_SHOWN])


def _text(case: Case) -> str:
    return mask(f"{case.title}\n{case.body}")


def _region(case: Case) -> str | None:
    """Where it is: as chosen, or as routing reads it from the address and the text."""
    where = case.location
    return where.region_code or find_place(where.address, case.body).region_code


def _regency(region_code: str | None) -> str | None:
    regency = regions.regency_of(region_code) if region_code else None
    return regency.code if regency else None


def _inside(case: Case, region_code: str | None) -> bool:
    here = case.location.region_code
    return region_code is None or (here is not None and regions.contains(region_code, here))
