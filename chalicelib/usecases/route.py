"""Finding the agency for a complaint nobody holds: the disposition rule, or a person."""

import functools
from datetime import datetime
from pathlib import Path

from chalicelib.case.actions import act
from chalicelib.case.authority import is_public
from chalicelib.case.deadlines import appeal_open
from chalicelib.case.decision import Action, Change
from chalicelib.case.model import SYSTEM, Case, ComplaintText, Status
from chalicelib.case.routing_actions import SendToTriage, SystemRoute, desk_must_decide
from chalicelib.observability import logger
from chalicelib.routing import danger, screening
from chalicelib.routing.classifier import Classifier, Prediction
from chalicelib.routing.dispose import Disposition, dispose
from chalicelib.store import cases, texts
from chalicelib.usecases import rules, similar
from chalicelib.usecases.races import StaleRetries
from chalicelib.usecases.rules import DecisionContext

MODEL = Path(__file__).parent.parent / "routing" / "data" / "sector_model.bin"
SHADOW = MODEL.with_name("sector_model_shadow.bin")


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
    text = words.as_written
    model = _classifier()
    prediction = model.predict(text) if model else None
    recorded = _recorded(text, prediction)
    found = dispose(
        registry=context.agencies,
        text=text,
        category=case.category,
        region_code=case.location.region_code,
        address=case.location.address,
        suggested_agency_id=case.suggested_agency_id,
        prediction=prediction,
        supervisory=case.supervisory,
        excluded=frozenset((*case.returned_by, *case.not_to)),
        verdict=danger.judge(text),
        on=context.today(case.zone),
    )
    disputed = desk_must_decide(case, context)
    signals = _screened(case, words)
    suspicion = screening.suspicion(signals)
    if found.agency_id is not None and not disputed and suspicion is None:
        return SystemRoute(
            agency_id=found.agency_id,
            by=found.reason,
            sector=found.sector,
            confidence=found.confidence,
            words=found.words,
            prediction=recorded,
            accused=found.accused,
        )
    if case.status is Status.TRIAGE:
        return None  # a person has it already
    reason = "disputed" if disputed else suspicion or found.reason
    return _to_triage(found, recorded, reason, signals)


def _screened(case: Case, words: ComplaintText) -> tuple[screening.Signal, ...]:
    """What speaks against a complaint that no agency has had. In triage it stays with the person
    who has it, also when the same event is delivered again; what an agency returned was read."""
    if case.status is Status.RETURNED:
        return ()
    copies = similar.count_duplicates(case, words) if is_public(case) else 0
    return screening.signals(words.title, words.body, copies=copies)


def _to_triage(
    found: Disposition,
    recorded: dict[str, object] | None,
    reason: str,
    signals: tuple[str, ...],
) -> Action:
    return SendToTriage(
        reason=reason,
        candidates=tuple(
            {"agency_id": candidate.agency_id, "probability": candidate.probability}
            for candidate in found.candidates
        ),
        words=found.words,
        prediction=recorded,
        signals=signals,
        accused=found.accused,
    )


def _recorded(text: str, prediction: Prediction | None) -> dict[str, object] | None:
    """The model's view, kept with every disposition whether it was used or not; beside it that
    of a model on trial."""
    if prediction is None:
        return None
    shadow = _shadow()
    beside = {"shadow": _view(shadow.predict(text))} if shadow else {}
    return _view(prediction) | beside


def _view(prediction: Prediction) -> dict[str, object]:
    return {
        "model": prediction.model,
        "confidence": round(prediction.confidence, 4),
        "ranking": [[label, round(share, 4)] for label, share in prediction.ranking[:3]],
    }


@functools.cache
def _classifier() -> Classifier | None:
    """The model; None where its file cannot be read. Suggestions and categories route without it,
    and the rest goes to people: slower, but nothing waits."""
    return _read(MODEL)


@functools.cache
def _shadow() -> Classifier | None:
    """A model on trial, where the package has one: asked and recorded, never followed."""
    return _read(SHADOW) if SHADOW.exists() else None


def _read(path: Path) -> Classifier | None:
    try:
        return Classifier.load(path)
    except (OSError, ValueError, KeyError):
        logger.exception("the model cannot be read")
        return None
