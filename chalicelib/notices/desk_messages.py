"""Event -> mail to an agency's desk. Pure; the words are in the catalogues.

It carries nothing a person wrote, except the masked title of a case that is not confidential.
"""

from collections.abc import Callable
from urllib.parse import quote

from chalicelib.case.decision import Event
from chalicelib.case.model import Case
from chalicelib.events import Audience, EventType
from chalicelib.notices.facts import holder_name, known_of, nobody_holds
from chalicelib.notices.mail import Mail, one_line
from chalicelib.notices.notice_mail import notice_mail
from chalicelib.notices.wording import agency_wording


def is_bundled(event: Event) -> bool:
    """Whether `event` may wait for others like it and be told with them: a reporter's message that
    neither answers a question nor asks for another answer."""
    return event.type == EventType.MESSAGED and not (
        event.data.get("resumed") or event.data.get("reply_by")
    )


def for_agency(
    event: Event,
    case: Case,
    *,
    audience: Audience,
    agency_name: Callable[[str], str],
    public_url: str,
    messages: int = 1,
) -> Mail:
    """The mail, in Indonesian, to a desk that is told as `audience` (see `agency_recipients`).

    `messages` is how many new messages of the reporter it tells of, where it tells of messages.
    The title is masked; a confidential case shows no title at all.
    """
    wording = agency_wording()
    known = known_of(event, case, wording=wording, agency_name=agency_name)
    if messages > 1:
        known["messages"] = str(messages)
    title = wording.labels["hidden_title"] if case.confidential else one_line(case.masked_title)
    facts = [
        (wording.labels["classification"], known["classification"]),
        (wording.labels["title"], title),
        (wording.labels["holder"], holder_name(event, case, wording, agency_name)),
    ]
    return notice_mail(
        case.id,
        wording.notices[_told_agency_as(event, audience)],
        wording,
        known,
        greeting=wording.greeting_nameless,
        facts=facts,
        quoted="",
        url=f"{public_url}/officer?id={quote(case.id)}",
    )


def _told_agency_as(event: Event, audience: Audience) -> str:
    match event.type:
        case EventType.APPEALED if audience is Audience.FORMER_HOLDER:
            return "appealed_former_holder"
        case EventType.ESCALATED if event.data.get("repeat"):
            return "escalated_again"
        case EventType.REASSIGNED if nobody_holds(event):
            return "reassigned_to_desk"
        case EventType.APPEAL_DECIDED:
            return "appeal_upheld" if event.data["upheld"] else "appeal_rejected"
        case EventType.MESSAGED if event.data.get("resumed"):
            return "messaged_resumed"
        case EventType.MESSAGED if event.data.get("reply_by"):
            return "messaged_after_answer"
        case EventType.RATED:
            return "not_satisfied"
        case kind:
            return kind
