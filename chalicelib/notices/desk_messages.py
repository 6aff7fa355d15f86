"""Event -> mail to an agency's desk. Pure; the words are in the catalogues.

It carries nothing a person wrote, except the masked title of a case that everybody may read.
"""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

from chalicelib.case.authority import is_public, waits_for_check
from chalicelib.case.decision import Event
from chalicelib.case.model import Case
from chalicelib.events import Audience, EventType
from chalicelib.notices.audience import is_hidden_by_agency
from chalicelib.notices.facts import (
    has_no_holder,
    holder_name,
    mail_of_decision,
    placeholder_values,
)
from chalicelib.notices.mail import Mail, compose, one_line
from chalicelib.notices.mail_content import Listing, ListingLine, MailContent
from chalicelib.notices.notice_mail import notice_mail
from chalicelib.notices.wording import agency_wording, fill
from chalicelib.presentation.catalogue import catalogue
from chalicelib.structs import replace

MOST_SHOWN = 50
MOST_OF_TITLE = 300


def is_bundled(event: Event) -> bool:
    """Whether `event` may wait for others like it and be told with them: a reporter's message that
    neither answers a question nor asks for another answer."""
    return event.type == EventType.MESSAGED and not (
        event.data.get("resumed") or event.data.get("reply_by")
    )


def is_told_together(event: Event) -> bool:
    """Whether `event` comes out of a run of a schedule that finds many at once, so that a desk is
    told of all of them in one mail."""
    return event.type in (EventType.ESCALATED, EventType.WARNED)


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
    The title is as `shown_title` has it.
    """
    wording = agency_wording()
    known = placeholder_values(event, case, wording=wording, agency_name=agency_name)
    if messages > 1:
        known["messages"] = str(messages)
    facts = [
        (wording.labels["classification"], known["classification"]),
        (wording.labels["title"], shown_title(case)),
        (wording.labels["holder"], holder_name(event, case, wording, agency_name)),
    ]
    return notice_mail(
        case.id,
        wording.notices[_name_of_mail(event, audience)],
        wording,
        known,
        greeting=wording.greeting_nameless,
        facts=facts,
        quoted="",
        url=f"{public_url}/officer?id={quote(case.id)}",
    )


def for_agency_together(
    told: Sequence[tuple[Event, Case]], *, agency_name: Callable[[str], str], public_url: str
) -> Mail:
    """The one mail, in Indonesian, about several events of one run, all of one type (see
    `is_told_together`): a list of the cases by who answers for them, each with its link.

    Titles are as `shown_title` has them.
    """
    wording, words = agency_wording(), _together(told[0][0])
    count = {"count": str(len(told))}
    shown = told[:MOST_SHOWN]
    holders: dict[str, list[ListingLine]] = {}
    for event, case in shown:
        holder = holder_name(event, case, wording, agency_name)
        holders.setdefault(holder, []).append(
            _line(event, case, words["line"], agency_name, public_url)
        )
    listings = [Listing(heading=name, entries=tuple(lines)) for name, lines in holders.items()]
    if len(told) > len(shown):
        more = words["more"].format(count=len(told) - len(shown))
        listings[-1] = replace(listings[-1], more=more)
    heading = words["subject"].format_map(count)
    return compose(
        MailContent(
            language="id",
            subject=heading,
            heading=heading,
            greeting=wording.greeting_nameless,
            happened=(words["happened"].format_map(count),),
            next_heading=wording.next_heading,
            coming=tuple(words["coming"]),
            listings=tuple(listings),
            button=words["button"],
            url=f"{public_url}/officer",
            footer=wording.footer,
        )
    )


def _together(event: Event) -> dict[str, Any]:
    words: dict[str, Any] = catalogue("id")["agency_mails"]["together"]
    return {**words, **words[event.type]}


def _line(
    event: Event, case: Case, line: list[str], agency_name: Callable[[str], str], public_url: str
) -> ListingLine:
    known = placeholder_values(event, case, wording=agency_wording(), agency_name=agency_name)
    return ListingLine(
        name=shown_title(case),
        url=f"{public_url}/officer?id={quote(case.id)}",
        remark=fill(tuple(line), {**known, "id": case.id}) or case.id,
    )


def shown_title(case: Case) -> str:
    """The title of a case as a desk's mail shows it: masked, and of one that is not for everybody,
    or not yet, none. Who reads a mailbox is known to nobody."""
    if not is_public(case):
        waits = waits_for_check(case) and not case.restricted
        return agency_wording().labels["unchecked_title" if waits else "hidden_title"]
    return one_line(case.masked_title, MOST_OF_TITLE)


def _name_of_mail(event: Event, audience: Audience) -> str:
    match event.type:
        case EventType.APPEALED if audience is Audience.FORMER_HOLDER:
            return "appealed_former_holder"
        case EventType.ARCHIVED if is_hidden_by_agency(event):
            return "archived_unseen"
        case EventType.ESCALATED if event.data.get("repeat"):
            return "escalated_again"
        case EventType.REASSIGNED if has_no_holder(event):
            return "reassigned_to_desk"
        case EventType.APPEAL_DECIDED:
            return mail_of_decision(event)
        case EventType.MESSAGED if event.data.get("resumed"):
            return "messaged_resumed"
        case EventType.MESSAGED if event.data.get("reply_by"):
            return "messaged_after_answer"
        case EventType.RATED:
            return "not_satisfied"
        case kind:
            return kind
