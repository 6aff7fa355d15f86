"""Finding the agency for a complaint nobody holds: the disposition rule, or a person."""

import functools
from datetime import datetime
from pathlib import Path

from chalicelib.case.actions import Action
from chalicelib.case.commands import SendToTriage, SystemRoute
from chalicelib.case.conditions import desk_must_decide
from chalicelib.case.model import Case, Change, Status
from chalicelib.case.workdays import local_date
from chalicelib.routing.classifier import Classifier, Prediction
from chalicelib.routing.disposition import Disposition, dispose
from chalicelib.store import agencies
from chalicelib.usecases import rules
from chalicelib.usecases.handle import by_system

MODEL = Path(__file__).parent.parent / "routing" / "data" / "sector_model.bin"


@functools.cache
def _classifier() -> Classifier:
    return Classifier.load(MODEL)


def route(case_id: str, now: datetime) -> Change | None:
    """Route the case, or send it to triage; None when it needs neither (any more)."""
    return by_system(case_id, lambda case: _choose(case, now), now)


def _choose(case: Case, now: datetime) -> Action | None:
    if case.status not in (Status.RECEIVED, Status.RETURNED, Status.TRIAGE):
        return None
    prediction = _classifier().predict(f"{case.title}\n{case.body}")
    found = dispose(
        registry=agencies.registry(),
        text=f"{case.title}\n{case.body}",
        category=case.category,
        region_code=case.location.region_code,
        address=case.location.address,
        suggested_agency_id=case.suggested_agency_id,
        prediction=prediction,
        supervisory=case.supervisory,
        excluded=frozenset(case.returned_by),
        on=local_date(now, case.zone),
    )
    disputed = desk_must_decide(case, rules.at(now))
    if found.agency_id is not None and not disputed:
        return SystemRoute(
            agency_id=found.agency_id,
            by=found.reason,
            sector=found.sector,
            confidence=found.confidence,
            words=found.words,
            prediction=_recorded(prediction),
        )
    if case.status is Status.TRIAGE:
        return None  # a person has it already
    return _to_triage(found, prediction, "disputed" if disputed else found.reason)


def _to_triage(found: Disposition, prediction: Prediction, reason: str) -> Action:
    return SendToTriage(
        reason=reason,
        candidates=tuple(
            {"agency_id": candidate.agency_id, "probability": candidate.probability}
            for candidate in found.candidates
        ),
        words=found.words,
        prediction=_recorded(prediction),
    )


def _recorded(prediction: Prediction) -> dict[str, object]:
    """The model's view, kept with every disposition whether it was used or not."""
    return {
        "model": prediction.model,
        "ranking": [[label, round(share, 4)] for label, share in prediction.ranking[:3]],
    }
