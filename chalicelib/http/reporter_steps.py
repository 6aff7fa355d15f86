"""What the routes of a reporter share: a step of theirs, done once, and their case after it."""

from chalice.app import Request

from chalicelib.attachments.attachment import Sender
from chalicelib.case.decision import Action
from chalicelib.case.model import Case
from chalicelib.events import Visibility
from chalicelib.http import cursors, responses, schemas
from chalicelib.http.json_response import saved_case, saved_case_after_failure
from chalicelib.http.request import language, utcnow
from chalicelib.http.retries import KEY, request_under_key
from chalicelib.presentation import views
from chalicelib.presentation.attachment_views import attachment_views
from chalicelib.presentation.labels import labels_of
from chalicelib.presentation.timeline import other_cases, timeline, visible_to
from chalicelib.protection import receipts
from chalicelib.store import agencies, history
from chalicelib.store.loaded_cases import LoadedCase
from chalicelib.structs import replace
from chalicelib.usecases import rules
from chalicelib.usecases.act import act_as_reporter
from chalicelib.usecases.idempotency import KeyedRequest, SavedStep
from chalicelib.usecases.mailed_links import digest_of
from chalicelib.usecases.mailed_steps import act_by_link
from chalicelib.usecases.other_cases import (
    merge_target,
    related_ids,
    visible_to_everybody,
    visible_to_reporter,
)
from chalicelib.usecases.questions import question_to_others
from chalicelib.usecases.rules import DecisionContext

RECEIPT = ("X-Receipt",)
REPEATABLE = (*RECEIPT, KEY)
OF_STEP = "X-Step-Token"
MAILED = (*RECEIPT, OF_STEP, KEY)


def act_on_case(
    request: Request, case_id: str, action: Action, sent: schemas.RequestModel | None = None
) -> responses.ReportersCase | responses.SavedCase:
    """Let the reporter act on their case, and show it to them."""
    context = rules.decision_context(utcnow())
    known_id, secret = receipts.parse_case_id(case_id), secret_of(request)
    keyed = key_of_reporters_request(request, known_id, sent, context)
    return show_case_to_reporter(
        request, act_as_reporter(known_id, secret, action, context, keyed), context
    )


def act_on_case_or_by_link(
    request: Request, case_id: str, action: Action, sent: schemas.RequestModel
) -> responses.ReportersCase | responses.SavedCase:
    """The same, or with the token of a mailed link in place of the secret code: then nothing of the
    case is shown but that the step is saved."""
    token = request.headers.get(OF_STEP.lower())
    if not token or secret_of(request):
        return act_on_case(request, case_id, action, sent)
    context, known_id = rules.decision_context(utcnow()), receipts.parse_case_id(case_id)
    scope = f"{known_id} {digest_of(token)}"
    keyed = request_under_key(request, sent, scope=scope, now=context.now)
    return saved_case(act_by_link(known_id, token, action, context, keyed))


def secret_of(request: Request) -> str | None:
    """The secret code that came with a request."""
    secret: str | None = request.headers.get("x-receipt")
    return secret


def key_of_reporters_request(
    request: Request,
    case_id: str,
    sent: schemas.RequestModel | None,
    context: DecisionContext,
) -> KeyedRequest | None:
    """What a reporter asked of their case under an Idempotency-Key. With the secret in its scope,
    nobody without it learns which keys they used."""
    scope = f"{case_id} {receipts.secret_sha256(secret_of(request) or '')}"
    return request_under_key(request, sent, scope=scope, now=context.now)


def show_case_to_reporter(
    request: Request, loaded: LoadedCase, context: DecisionContext
) -> responses.ReportersCase | responses.SavedCase:
    """The case after a step that is saved."""
    try:
        return view_for_reporter(request, loaded, context)
    except Exception:
        return saved_case_after_failure(SavedStep.of(loaded.case))


def view_for_reporter(
    request: Request, loaded: LoadedCase, context: DecisionContext
) -> responses.ReportersCase:
    """The case as its reporter sees it."""
    target = merge_target(loaded.case)
    view = views.reporter_view(
        loaded.case,
        loaded.words,
        loaded.events,
        context=replace(context, target=target),
        asked=question_to_others(target),
        agency_name=context.agencies.name_of,
        visible_cases=visible_to_reporter(loaded.case, related_ids(loaded.case)),
        attachments=attachment_views(
            loaded.attachments,
            loaded.case,
            Sender.REPORTER,
            now=context.now,
            language=language(request),
        ),
    )
    return {**view, **labels_of(view, language(request))}


def timeline_page(
    case: Case, level: Visibility, cursor: str | None, limit: int
) -> responses.Timeline:
    """A page of what happened to a case, as far as a level may read it. Raises `Invalid` for a
    cursor of another list."""
    belongs_to = "timeline", case.id, level
    place = cursors.decode_cursor(cursor, *belongs_to)
    page = history.forwards(
        case.id, visible_to(level), after=int(place) if place else None, limit=limit
    )
    others = other_cases(page.events)
    is_public = level is Visibility.PUBLIC
    return {
        "items": timeline(
            page.events,
            level,
            zone=case.zone,
            agency_name=agencies.registry(utcnow()).name_of,
            visible_cases=(
                visible_to_everybody(others) if is_public else visible_to_reporter(case, others)
            ),
        ),
        "next_cursor": cursors.encode_cursor(page.place, *belongs_to),
    }
