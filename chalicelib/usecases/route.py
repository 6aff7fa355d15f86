"""Finding the agency for a complaint nobody holds: the disposition rule, or a person."""

from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.case.actions import act
from chalicelib.case.authority import is_public, kept_from_today
from chalicelib.case.deadlines import appeal_open
from chalicelib.case.decision import Action, Change
from chalicelib.case.model import SYSTEM, Case, ComplaintText, Status
from chalicelib.case.routing_actions import SendToTriage, SystemRoute, desk_must_decide
from chalicelib.routing import regions
from chalicelib.routing.assess import Assessment, RoutingRequest, assess
from chalicelib.routing.classifier import Prediction
from chalicelib.routing.suggestions import Candidate
from chalicelib.store import cases, texts
from chalicelib.structs import replace
from chalicelib.usecases import rules, similar
from chalicelib.usecases.races import StaleRetries
from chalicelib.usecases.rules import DecisionContext
from chalicelib.usecases.sector_models import classifier, classifier_on_trial, tells_of_two_matters

if TYPE_CHECKING:
    from chalicelib.routing.points import NearestDistrict


def route(case_id: str, now: datetime) -> Change | None:
    """Route the case, or send it to triage; None when it needs neither (any more)."""
    words, context = texts.get(case_id), rules.decision_context(now)
    retries = StaleRetries()
    while True:
        case = cases.get(case_id)
        action = _disposition_of(case, words, context)
        if action is None:
            return None
        change = act(case, action, SYSTEM, context)
        with retries:
            cases.save(change)
            return change


def _disposition_of(case: Case, words: ComplaintText, context: DecisionContext) -> Action | None:
    if case.status not in (Status.RECEIVED, Status.RETURNED, Status.TRIAGE):
        return None
    if appeal_open(case):
        return None  # whom an appeal goes to is never a matter of the text
    made = assess(
        RoutingRequest(
            title=words.title,
            body=words.body,
            category=case.category,
            region_code=case.location.region_code,
            address=case.location.address,
            point=case.location.point,
            suggested_agency_id=case.suggested_agency_id,
            supervisory=case.supervisory,
            excluded=frozenset((*case.returned_by, *kept_from_today(case, context))),
            returned=bool(case.returned_by),
            copies=_copies(case, words),
        ),
        registry=context.agencies,
        classifier=classifier(),
        on=context.today(case.zone),
    )
    recorded = _recorded(words.as_written, made.prediction)
    two_matters = tells_of_two_matters(words.body)
    # Whoever would have it by what was filed may be meant: a person reads all of it.
    disputed, accused_later = desk_must_decide(case, context), case.accuses_later
    if made.agency_id is not None and not disputed and not accused_later:
        return SystemRoute(
            agency_id=made.agency_id,
            by=made.found.reason,
            sector=made.found.sector,
            confidence=made.found.confidence,
            words=made.found.words,
            prediction=recorded,
            accused=made.found.accused,
            two_matters=two_matters,
        )
    if case.status is Status.TRIAGE:
        return None  # a person has it already
    reason = "disputed" if disputed else "accused" if accused_later else made.reason
    return replace(_to_triage(made, recorded, reason), two_matters=two_matters)


def _copies(case: Case, words: ComplaintText) -> int | None:
    """How many others say the same; None for what an agency returned, which was read. In triage it
    stays with the person who has it, also when the same event is delivered again."""
    if case.status is Status.RETURNED:
        return None
    return similar.count_duplicates(case, words) if is_public(case) else 0


def _to_triage(made: Assessment, recorded: dict[str, object] | None, reason: str) -> SendToTriage:
    return SendToTriage(
        reason=reason,
        candidates=tuple(_suggestion(candidate) for candidate in made.candidates),
        words=made.found.words,
        prediction=recorded,
        signals=made.signals,
        accused=made.found.accused,
        near=_named(made.found.near) if made.found.near else None,
    )


def _named(near: "NearestDistrict") -> dict[str, object]:
    """The nearest place as an officer reads it: the kecamatan, in its kabupaten or kota."""
    name = ", ".join(one.name for one in regions.lineage(near.region_code)[:2])
    return {"region_code": near.region_code, "name": name, "km": near.km}


def _suggestion(candidate: Candidate) -> dict[str, object]:
    """A candidate as the event keeps it, in as little room as may be."""
    kept = {
        "agency_id": candidate.agency_id,
        "probability": candidate.probability,
        "words": candidate.words,
        "sector": None if candidate.words else candidate.sector,
        "region_code": candidate.region_code,
    }
    return {name: value for name, value in kept.items() if value}


def _recorded(text: str, prediction: Prediction | None) -> dict[str, object] | None:
    """The model's view, kept with every disposition whether it was used or not; beside it that
    of a model on trial."""
    if prediction is None:
        return None
    shadow = classifier_on_trial()
    beside = {"shadow": _view(shadow.predict(text))} if shadow else {}
    return _view(prediction) | beside


def _view(prediction: Prediction) -> dict[str, object]:
    return {
        "model": prediction.model,
        "confidence": round(prediction.confidence, 4),
        "ranking": [[label, round(share, 4)] for label, share in prediction.ranking[:3]],
    }
