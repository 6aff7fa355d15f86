"""The agencies a person may choose from where the rules leave it open, the likeliest first, each
with what speaks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from .agency_mentions import find_subject, weigh_bodies
from .inspection import may_be_meant, replace_if_accused
from .jurisdiction import RuleInput, competent_agencies, is_excluded
from .mention_words import listed
from .sector_rules import match_rule
from .similarity import FUNCTION_WORDS, POLITE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .agency import Agency
    from .classifier import Prediction
    from .danger import Verdict

MOST_CANDIDATES = 3
MOST_WORDS = 3

LEAST_SHARE = 0.01
"""A share below this is no suggestion: of so unlikely ones one in sixty was right."""

NAMED_SURELY = 0.5
NAMED_BESIDE = 0.25
"""How much the bodies named in a text count beside the model, where it is surely about one of them
and where it only mentions them."""


class Candidate(Struct, frozen=True, kw_only=True):
    """An agency that may be right, with its share of what speaks for any.

    `words` of the text speak for it, at most three; without any the text is like complaints of the
    `sector`. `region_code` is the place where the agency answers; None for one of the whole
    country. `may_be_accused`: the text perhaps accuses it, or surely and nobody inspects it.
    """

    agency_id: str
    probability: float
    words: tuple[str, ...] = ()
    sector: str | None = None
    region_code: str | None = None
    may_be_accused: bool = False


class _Sum(Struct):
    """What speaks for one agency so far."""

    sector: str
    region_code: str | None
    may_be_accused: bool
    share: float = 0.0
    words: dict[str, None] = {}


def suggest(
    complaint: RuleInput,
    sector: str | None,
    prediction: Prediction | None,
    accused: tuple[str, ...],
    verdict: Verdict,
) -> tuple[Candidate, ...]:
    """The likeliest agencies for a person to choose from, over the places that are possible; in
    place of the accused, and of whom the `verdict` on the text surely accuses, whoever inspects
    them. None where nothing speaks for any."""
    sums: dict[str, _Sum] = {}
    for part in _parts(complaint, sector, prediction):
        agency = replace_if_accused(complaint, part.agency, accused, verdict)
        if agency is None:
            continue
        national = complaint.registry.level(agency) == "national"
        place = None if national else part.region_code
        meant = may_be_meant(complaint, agency, verdict)
        first = _Sum(sector=part.sector, region_code=place, may_be_accused=meant)
        one = sums.setdefault(agency.id, first)
        one.share += part.share
        one.words.update(dict.fromkeys(part.words))
    ranked = sorted(sums.items(), key=lambda item: (-item[1].share, item[0]))
    return tuple(
        Candidate(
            agency_id=agency_id,
            probability=min(1.0, round(one.share, 4)),
            words=tuple(one.words)[:MOST_WORDS],
            sector=one.sector,
            region_code=one.region_code,
            may_be_accused=one.may_be_accused,
        )
        for agency_id, one in ranked[:MOST_CANDIDATES]
        if one.share >= LEAST_SHARE
    )


def informative_words(words: Iterable[str]) -> tuple[str, ...]:
    """The words that say something: none that stand in every text."""
    return tuple(word for word in words if word not in FUNCTION_WORDS | POLITE | listed("silent"))


class _Part(Struct, frozen=True, kw_only=True):
    """One thing that speaks for an agency, and how much."""

    agency: Agency
    share: float
    sector: str
    region_code: str | None
    words: tuple[str, ...]


def _parts(
    complaint: RuleInput, sector: str | None, prediction: Prediction | None
) -> Iterator[_Part]:
    """The bodies named, then the labels of the model; together their shares are 1 at most."""
    named = weigh_bodies(complaint.mentions)
    beside = NAMED_SURELY if find_subject(complaint.mentions) else NAMED_BESIDE
    spoken = beside if named else 0.0
    for body, name, weight in named:
        agency = complaint.registry.get(body.agency_id, complaint.on) if body.agency_id else None
        if agency and not is_excluded(complaint, agency):
            yield _Part(
                agency=agency,
                share=spoken * weight,
                sector=body.sectors[0],
                region_code=None,
                words=(name,),
            )
        else:
            yield from _of_sector(complaint, body.sectors[0], spoken * weight, (name,))
    ranking = prediction.ranking if prediction else ()
    if not ranking and sector:
        ranking = ((sector, 1.0),)
    for number, (label, share) in enumerate(ranking):
        words = informative_words(prediction.reasons) if prediction and number == 0 else ()
        yield from _of_sector(complaint, label, (1 - spoken) * share, words)


def _of_sector(
    complaint: RuleInput, label: str, share: float, words: tuple[str, ...]
) -> Iterator[_Part]:
    """Whoever answers for a sector, at each place that is possible."""
    found = match_rule(label, complaint.text, complaint.on)
    if found is None:
        return
    places: tuple[str | None, ...] = (complaint.region_code,)
    if complaint.region_code is None and complaint.place:
        places = complaint.place.candidates or complaint.place.perhaps or places
    for code in places:
        for agency in competent_agencies(complaint, found, code)[:1]:
            yield _Part(
                agency=agency,
                share=share / len(places),
                sector=found.sector,
                region_code=code,
                words=(*words, *found.words),
            )
