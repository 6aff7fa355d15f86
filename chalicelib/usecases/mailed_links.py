"""Links in mails for one step without the secret code: an answer to a question, or the rating of an
answer, by who reads the confirmed address of a case.

A link is for one case and one step of it, until the day by which the case waits for it; it is used
once, reads what the mail asked about and nothing else, and nothing happens before a button is
pressed (`mailed_steps`).
"""

import hmac

from chalicelib import settings
from chalicelib.case.authority import open_question
from chalicelib.case.decision import Context, Event
from chalicelib.case.due import AwaitedStep, awaited_step
from chalicelib.case.model import Case
from chalicelib.events import EventType
from chalicelib.protection import receipts
from chalicelib.protection.secrets import key_for
from chalicelib.store import step_links
from chalicelib.store.contacts import Contact, Standing
from chalicelib.store.step_links import StepLink

_ASKS_FOR = {EventType.HELD: "message", EventType.ANSWERED: "rate", EventType.REMINDED: "rate"}


def step_url(owner: Case, contact: Contact, case: Case, event: Event, context: Context) -> str:
    """Where the step that an event asks of a reporter can be taken without the secret code; empty
    where it asks for none, or none that is still waited for."""
    action = _ASKS_FOR.get(event.type)
    target = None if owner is case else case
    token = open_link(owner, target, contact, action, context) if action else None
    if token is None:
        return ""
    return f"{settings.load().public_url}/respond?id={owner.id}#{action}.{token}"


def open_link(
    case: Case, target: Case | None, contact: Contact, action: str, context: Context
) -> str | None:
    """The token of a new link to an action that a case waits for its reporter to take, also on a
    question of the `target` it was merged into; None where it does not wait for that (any more),
    and where nobody confirmed the address."""
    step = reporters_awaited_step(case, target, context)
    if contact.standing is not Standing.CONFIRMED or step is None or step.action != action:
        return None
    if step.until < context.now:
        return None
    token = receipts.new_secret()
    link = StepLink(
        digest=digest_of(token),
        action=action,
        since=step.since,
        ends_at=step.until,
        corrections=contact.corrections,
    )
    step_links.add(case.id, link)
    return token


def digest_of(token: str) -> str:
    """64 hex digits a link is found under: nobody without the service's secret can make them."""
    compared = receipts.as_compared(token).encode()
    return hmac.digest(key_for("step link"), compared, "sha256").hex()


def reporters_awaited_step(case: Case, target: Case | None, context: Context) -> AwaitedStep | None:
    """The step that a case waits for its reporter to take, if need be on the `target` it was merged
    into."""
    if target is not None:
        return awaited_step(target, context.policy) if open_question(target) else None
    return awaited_step(case, context.policy)
