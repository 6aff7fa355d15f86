"""Taking the step that a mailed link is for (`mailed_links`)."""

from chalicelib.case.decision import Action, Context
from chalicelib.case.model import Case
from chalicelib.errors import Expired, NotFound
from chalicelib.store import cases, contacts, step_links
from chalicelib.store.contacts import Standing
from chalicelib.store.step_links import StepLink
from chalicelib.usecases.act import reporters_changes
from chalicelib.usecases.idempotency import KeyedRequest, mark, suppress_if_taken
from chalicelib.usecases.mailed_links import awaited, digest_of
from chalicelib.usecases.other_cases import merge_target
from chalicelib.usecases.races import StaleRetries


def act_by_link(
    case_id: str,
    token: str,
    action: Action,
    context: Context,
    request: KeyedRequest | None = None,
) -> Case:
    """Take the step that a link is for, once for one `request`. The case after it; when it was done
    before, as it is now.

    Raises the same `NotFound` for an unknown id and for a token that is of no link to this step of
    this case, and `Expired("link_over")` for one that was used, was too late, or is for a step
    that nobody waits for any more.
    """
    with suppress_if_taken(case_id, request):
        return _act(case_id, token, action, context, request)
    return cases.get(case_id)


def _act(
    case_id: str, token: str, action: Action, context: Context, request: KeyedRequest | None
) -> Case:
    retries = StaleRetries()
    while True:
        case = cases.get(case_id)
        link = _link(case, token, action, context)
        changes = mark(reporters_changes(case, action, context), request)
        with retries:
            step_links.save_use(*changes, link=link, address_of=case.filed_as, at=context.now)
            return changes[0].case


def _link(case: Case, token: str, action: Action, context: Context) -> StepLink:
    link = step_links.get(case.id, digest_of(token))
    if link is None or link.action != action.name:
        raise NotFound("unknown_case")
    step, contact = awaited(case, merge_target(case), context), contacts.get(case.filed_as)
    is_awaited = step is not None and (step.action, step.since) == (link.action, link.since)
    is_mine = case.identified and contact.standing is Standing.CONFIRMED
    if (
        link.ends_at < context.now
        or not is_awaited
        or not is_mine
        or contact.corrections != link.corrections
    ):
        raise Expired("link_over")
    return link
