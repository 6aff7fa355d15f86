"""Which agency gets a complaint, or why a person has to decide.

The affair (sector) says which level of government answers (UU 23/2014; the table in
`affairs`), the place says which government of that level. Nothing is guessed: where the
reporter, the category and the model leave it open, the case goes to triage with the best three.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from chalicelib.structs import replace

from . import categories, regions
from .agency_mentions import Subject, find_mentions, find_subject
from .categories import NOBODY, OTHER
from .danger import HARMLESS, Verdict
from .inspection import agencies_to_keep_from, find_inspector, may_be_accused
from .jurisdiction import (
    RuleInput,
    agencies_at,
    competent_agencies,
    has_region_for_level,
    is_excluded,
    resolve_supervisory,
)
from .naming import CONFIDENCE, contradicts, may_decide
from .place import UNKNOWN, Place, find_place
from .sector_rules import match_rule, normalize
from .suggestions import Candidate, informative_words, suggest

if TYPE_CHECKING:
    from datetime import date

    from .agency import Agency
    from .classifier import Prediction
    from .points import NearestDistrict
    from .registry import Registry

Reason = Literal[
    "suggestion",
    "category",
    "model",
    "named",
    "contradicted",
    "unknown_region",
    "unsure",
    "implausible_suggestion",
    "no_agency",
    "returned",
    "accused",
]


class Disposition(Struct, frozen=True, kw_only=True):
    """Where a complaint goes. `agency_id` is None for triage; `reason` says why either way.

    `confidence` is 0 to 1 (1.0 where the reporter's own suggestion or category decides),
    `words` the phrases that decided, for the explanation shown to officers. `accused` are the
    agencies that it goes past because the text accuses them; `may_accuse`: the text perhaps accuses
    whoever would have had it, or one of those who may. `near` is the known place nearest to
    a point that did not say by itself where it is.
    """

    agency_id: str | None
    reason: Reason
    sector: str | None
    region_code: str | None
    confidence: float
    candidates: tuple[Candidate, ...]
    words: tuple[str, ...]
    accused: tuple[str, ...] = ()
    may_accuse: bool = False
    near: NearestDistrict | None = None


class _Decision(Struct, frozen=True, kw_only=True):
    """What one way of deciding leads to: an agency, or the reason for none."""

    agency: Agency | None
    reason: Reason
    sector: str | None
    confidence: float
    words: tuple[str, ...] = ()


def dispose(
    *,
    registry: Registry,
    text: str,
    category: str | None,
    region_code: str | None,
    address: str | None,
    suggested_agency_id: str | None,
    prediction: Prediction | None,
    supervisory: bool,
    excluded: frozenset[str],
    on: date,
    verdict: Verdict = HARMLESS,
    point: tuple[float, float] | None = None,
    returned: bool = False,
) -> Disposition:
    """Decide who answers.

    The reporter's suggestion wins unless the model is sure of an affair that agency does not
    have; else the category decides, else a confident prediction, else nobody. `excluded` are
    the agencies that returned the case or that it is kept from: neither they nor their units
    get it by rule; `returned` says that some of them gave it back. A `supervisory` complaint goes
    past a unit to the inspectorate or government above it. `on` is the day on which agencies and
    rules must be valid. Where the `verdict` on the text is that it accuses somebody in office, it
    never goes to them first. `point` is latitude and longitude in WGS84 degrees.
    """
    region, place = _where(region_code, address, text, point)
    complaint = RuleInput(
        registry=registry,
        text=normalize(f"{text} {address or ''}"),
        region_code=region,
        place=place,
        supervisory=supervisory,
        excluded=excluded,
        on=on,
        returned=returned,
        mentions=find_mentions(text),
    )
    sector = _sector_of(category, on)
    decision = (
        _by_suggestion(complaint, suggested_agency_id, sector, prediction)
        or _by_affair(complaint, sector, prediction)
        or _undecided(complaint, prediction)
    )
    would_have_it = decision.agency
    decision, accused = _keep_from_accused(complaint, decision, verdict)
    candidates = suggest(complaint, sector, prediction, accused, verdict)
    return Disposition(
        agency_id=decision.agency.id if decision.agency else None,
        reason=decision.reason,
        sector=None if decision.sector in {OTHER, NOBODY} else decision.sector,
        region_code=region,
        confidence=decision.confidence,
        candidates=candidates,
        accused=accused,
        may_accuse=_may_accuse(complaint, would_have_it, candidates, verdict),
        words=informative_words(dict.fromkeys(decision.words)),
        near=place.near if place else None,
    )


def _where(
    region_code: str | None, address: str | None, text: str, point: tuple[float, float] | None
) -> tuple[str | None, Place | None]:
    """The region chosen, made narrower by the address and the point where only a province was."""
    known = region_code if region_code and regions.get(region_code) else None
    if known and len(there := regions.today(known)) > 1:  # split, and in which part is not said
        return None, replace(UNKNOWN, candidates=there)
    known = known and regions.current_code(known)
    if known and regions.regency_of(known):
        return known, None
    place = _of_today(find_place(address, text, point=point, within=known))
    if known is None:
        return place.region_code, place
    narrower = place.region_code and regions.contains(known, place.region_code)
    return (place.region_code if narrower else known), place


def _of_today(place: Place) -> Place:
    """The place by the code of today: villages and outlines have those they were made with."""
    return replace(
        place, region_code=regions.current_code(place.region_code) if place.region_code else None
    )


def _sector_of(category: str | None, on: date) -> str | None:
    """The affair a category says; None where it says none ("Topik Lainnya") or is over."""
    chosen = categories.get(category, on) if category else None
    return chosen.sector if chosen and chosen.sector != OTHER else None


def _by_suggestion(
    complaint: RuleInput,
    agency_id: str | None,
    sector: str | None,
    prediction: Prediction | None,
) -> _Decision | None:
    suggested = complaint.registry.get(agency_id, complaint.on) if agency_id else None
    if suggested is None or is_excluded(complaint, suggested) or not _near(complaint, suggested):
        return None
    predicted = _sure(prediction)
    if prediction and predicted and not _has_affair(complaint, suggested, predicted[0]):
        label, probability = predicted
        return _Decision(
            agency=None,
            reason="implausible_suggestion",
            sector=label,
            confidence=probability,
            words=prediction.reasons,
        )
    agency = resolve_supervisory(complaint, suggested)
    return _Decision(
        agency=agency,
        reason="suggestion" if agency else _reason_for_nobody(complaint),
        sector=sector or (predicted[0] if predicted else None),
        confidence=1.0,
    )


def _near(complaint: RuleInput, agency: Agency) -> bool:
    """Whether the agency serves the place, as far as the place is known."""
    open_between = complaint.place.candidates if complaint.place else ()
    possible = (complaint.region_code,) if complaint.region_code else open_between
    return not possible or any(
        complaint.registry.serves(agency, code)
        or any(regions.contains(code, served) for served in agency.regions)
        for code in possible
    )


def _has_affair(complaint: RuleInput, agency: Agency, label: str) -> bool:
    found = match_rule(label, complaint.text, complaint.on)
    sectors = {label, found.sector} if found else {label}
    return any(complaint.registry.concerned(agency, sector) for sector in sectors)


def _sure(prediction: Prediction | None) -> tuple[str, float] | None:
    """The affair the model is confident of."""
    if prediction is None or not prediction.confident or not prediction.ranking:
        return None
    label, _ = prediction.ranking[0]
    return None if label in {OTHER, NOBODY} else (label, prediction.confidence)


def _by_affair(
    complaint: RuleInput, sector: str | None, prediction: Prediction | None
) -> _Decision | None:
    """The category's affair; the model's where there is none or where it led nowhere."""
    chosen = _by_sector(complaint, sector, "category", 1.0) if sector else None
    if chosen and (chosen.agency or chosen.reason == "unknown_region"):
        return chosen
    decision = _by_text(complaint, prediction)
    return decision if decision and (decision.agency or chosen is None) else chosen


def _by_text(complaint: RuleInput, prediction: Prediction | None) -> _Decision | None:
    """The affair the model is sure of; else that of the body the text is surely about."""
    predicted, named = _sure(prediction), find_subject(complaint.mentions)
    if prediction and predicted:
        label, confidence = predicted
        decision = _by_sector(complaint, label, "model", confidence, prediction.reasons)
        if named is None:
            return decision
        if contradicts(named, {label, decision.sector or label}):
            return replace(decision, agency=None, reason="contradicted", words=(named.name,))
        same = decision.sector == named.body.sectors[0]
        return _given_to_named(complaint, decision, named) if same else decision
    if named is None or not may_decide(named, prediction):
        return None
    decision = _by_sector(complaint, named.body.sectors[0], "named", CONFIDENCE, (named.name,))
    return _given_to_named(complaint, decision, named)


def _given_to_named(complaint: RuleInput, decision: _Decision, named: Subject) -> _Decision:
    """The decision, with the one body that is named in place of whoever has the affair at large."""
    body = named.body.agency_id and complaint.registry.get(named.body.agency_id, complaint.on)
    if not body or body == decision.agency or is_excluded(complaint, body):
        return decision
    agency = resolve_supervisory(complaint, body)
    return replace(decision, agency=agency, reason="named", words=(named.name, *decision.words))


def _by_sector(
    complaint: RuleInput,
    sector: str,
    reason: Reason,
    confidence: float,
    reasons: tuple[str, ...] = (),
) -> _Decision:
    """The agency that answers for a sector at the place of the complaint."""
    found = match_rule(sector, complaint.text, complaint.on)
    if found is None or found.rule.level == "triage":
        return _Decision(agency=None, reason="no_agency", sector=sector, confidence=confidence)
    agency = None
    if not has_region_for_level(complaint.region_code, found):
        reason = "unknown_region"
    else:
        free = competent_agencies(complaint, found, complaint.region_code)
        agency = resolve_supervisory(complaint, free[0]) if free else None
        if agency is None:
            known = agencies_at(complaint, found, complaint.region_code)
            reason = _reason_for_nobody(complaint) if known else "no_agency"
    return _Decision(
        agency=agency,
        reason=reason,
        sector=found.sector,
        confidence=confidence,
        words=(*found.words, *reasons),
    )


def _reason_for_nobody(complaint: RuleInput) -> Reason:
    """Why nobody is left. That agencies are kept from it is told as doubt, and nothing more."""
    if complaint.returned:
        return "returned"
    return "unsure" if complaint.excluded else "no_agency"


def _keep_from_accused(
    complaint: RuleInput, decision: _Decision, verdict: Verdict
) -> tuple[_Decision, tuple[str, ...]]:
    """A decision that is not the accused's own, and whom the case is kept from."""
    if decision.agency is None or verdict.accused is None:
        return decision, ()
    if not may_be_accused(complaint, decision.agency, verdict):
        return decision, ()
    inspector = find_inspector(complaint, decision.agency, verdict)
    accused = agencies_to_keep_from(complaint, decision.agency, inspector, verdict)
    if inspector is None:
        return replace(decision, agency=None, reason="accused"), accused
    return replace(decision, agency=inspector), accused


def _may_accuse(
    complaint: RuleInput,
    agency: Agency | None,
    candidates: tuple[Candidate, ...],
    verdict: Verdict,
) -> bool:
    """Whether the text may accuse the agency that would have it; where none would, one of the
    candidates, as it may whatever is put in place of whom it surely accuses, and of a head any."""
    if agency is not None:
        return may_be_accused(complaint, agency, verdict)
    if verdict.accused is None:
        return False
    anybody = verdict.surely or verdict.accused == "head"
    return anybody or any(one.may_be_accused for one in candidates)


def _undecided(complaint: RuleInput, prediction: Prediction | None) -> _Decision:
    known = prediction if prediction and prediction.ranking else None
    return _Decision(
        agency=None,
        reason="returned" if complaint.returned else "unsure",
        sector=known.ranking[0][0] if known else OTHER,
        confidence=known.confidence if known else 0.0,
        words=prediction.reasons if prediction else (),
    )
