"""Taking the step that a mailed link is for (`mailed_links`), and what the mail asked about."""

from datetime import datetime

from msgspec import Struct

from chalicelib.case.authority import is_public
from chalicelib.case.decision import Action, Context
from chalicelib.case.model import Case
from chalicelib.errors import Expired, NotFound
from chalicelib.events import EventType, Visibility
from chalicelib.presentation.timeline import visible_to
from chalicelib.store import cases, contacts, history, loaded_cases, step_links
from chalicelib.store.contacts import Standing
from chalicelib.store.step_links import StepLink
from chalicelib.usecases.act import reporters_changes
from chalicelib.usecases.idempotency import (
    KeyedRequest,
    SavedStep,
    earlier_step,
    mark,
    suppress_if_taken,
)
from chalicelib.usecases.mailed_links import digest_of, reporters_awaited_step
from chalicelib.usecases.other_cases import merge_target
from chalicelib.usecases.questions import is_withdrawn_since, question_to_others
from chalicelib.usecases.races import StaleRetries
from chalicelib.usecases.rules import DecisionContext

LATEST = 50  # events among which the answer is that is to be rated


class AskedStep(Struct, frozen=True, kw_only=True):
    """The step that a mail asks for, until when (UTC), and what the mail quoted for it: the
    question, or the answer to be rated; empty where that is not among the latest events."""

    case: Case
    action: str
    words: str
    until: datetime


def asked_by_link(case_id: str, token: str, context: Context) -> AskedStep:
    """What a link is for. Reads nothing else, and changes nothing.

    Raises what `act_by_link` does.
    """
    link, case = _link(case_id, token), cases.get(case_id)
    target = merge_target(case)
    _check_awaited(link, case, target, context)
    words = _question(case, target) if link.action == "message" else _answer(case)
    return AskedStep(case=case, action=link.action, words=words, until=link.ends_at)


def _question(case: Case, target: Case | None) -> str:
    """The open question; masked where it was put to the reporter of another case."""
    if case.hold is not None:
        return case.hold.question
    return question_to_others(target) or ""


def _answer(case: Case) -> str:
    """The last answer, as it was written to the reporter."""
    page = history.backwards(case.id, visible_to(Visibility.REPORTER), before=None, limit=LATEST)
    given = (event for event in page.events if event.type == EventType.ANSWERED)
    return next((str(event.data["text"]) for event in given), "")


def act_by_link(
    case_id: str,
    token: str,
    action: Action,
    context: DecisionContext,
    request: KeyedRequest | None = None,
) -> SavedStep:
    """Take the step that a link is for, once for one `request`, and say what it came to: a link
    lets nobody read the case.

    Raises the same `NotFound` for an unknown id and for a token that is of no link to this step of
    this case, and `Expired("link_over")` for one that was used, was too late, or is for a step
    that nobody waits for any more; `Expired("question_withdrawn")` where that is a question that
    was taken back.
    """
    with suppress_if_taken(case_id, request):
        return SavedStep.of(_act(case_id, token, action, context, request))
    return earlier_step(loaded_cases.get(case_id), request)


def _act(
    case_id: str, token: str, action: Action, context: DecisionContext, request: KeyedRequest | None
) -> Case:
    link, retries = _link(case_id, token, action.name), StaleRetries()
    while True:
        case = cases.get(case_id)
        _check_awaited(link, case, merge_target(case), context)
        changes = mark(reporters_changes(case, action, context), request)
        changes = tuple(map(loaded_cases.load(case).masking, changes))
        with retries:
            step_links.save_use(*changes, link=link, address_of=case.filed_as, at=context.now)
            return changes[0].case


def _link(case_id: str, token: str, action: str | None = None) -> StepLink:
    """The link of a token, to this action or to any. Read before the case: where there is none, a
    case costs what a number costs that nobody was given."""
    link = step_links.get(case_id, digest_of(token))
    if link is None or action not in (None, link.action):
        raise NotFound("unknown_case")
    return link


def _check_awaited(link: StepLink, case: Case, target: Case | None, context: Context) -> None:
    step, contact = reporters_awaited_step(case, target, context), contacts.get(case.filed_as)
    is_awaited = step is not None and (step.action, step.since) == (link.action, link.since)
    is_mine = case.identified and contact.standing is Standing.CONFIRMED
    if not is_mine or contact.corrections != link.corrections:
        raise Expired("link_over")
    if link.ends_at < context.now or not is_awaited:
        if link.action == "message" and _is_withdrawn(link, case, target):
            raise Expired("question_withdrawn")
        raise Expired("link_over")


def _is_withdrawn(link: StepLink, case: Case, target: Case | None) -> bool:
    """Whether the question was taken back; never of a case that its reporter may not read."""
    if target is not None and not is_public(target):
        return False
    return is_withdrawn_since(target or case, link.since)
