"""Event -> mail to a reporter: what they are told, and what not. Pure; the words are in the
catalogues. Mails to desks: `desk_messages`.

A mail carries the words that were written to the reporter (an answer, a question, a reason) but
never the complaint itself, and neither name nor title before somebody who reads the address has
said that the case is theirs: anybody can file with anybody's address. Links only open a page:
rating, replying, deciding and stopping mails happen there, so a mail scanner that follows links
changes nothing.
"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from chalicelib.case.authority import is_public
from chalicelib.case.deadlines import DeadlinePolicy
from chalicelib.case.decision import NEVER_PUBLISHED, NO_REPLY, Event
from chalicelib.case.model import Case, Role
from chalicelib.events import Audience, EventType, Visibility
from chalicelib.notices.audience import is_told
from chalicelib.notices.facts import (
    AGENCIES,
    has_no_holder,
    holder_name,
    mail_of_decision,
    placeholder_values,
)
from chalicelib.notices.mail import Mail, one_line, printable
from chalicelib.notices.notice_mail import notice_mail
from chalicelib.notices.wording import Wording, fill, reporter_wording
from chalicelib.structs import replace

# Where the words of others stand in an event; the first that is there is quoted.
_QUOTED = ("question", "text", "note", "reason")
# After which nobody waits for the answer to a question, though nobody gave it: told to who was told
# of the question.
ENDS_A_QUESTION = frozenset({EventType.QUESTION_WITHDRAWN, EventType.HOLD_EXPIRED})
# What a merged reporter has to act on, or had to, where they are the reporter.
_ANSWERED_ON_THEIR_OWN_PAGE = frozenset({EventType.HELD, *ENDS_A_QUESTION})
# Without the question nothing can be answered; that a deadline was missed ends nothing.
_POINTLESS_WITHOUT_WORDS = frozenset({EventType.HELD, EventType.ESCALATED})
# Their own goes back to the national desk, or on in a further case, or they need not answer what
# they were asked while they could: there is nothing to ask.
_SAYS_HOW_THEIRS_GOES_ON = frozenset({EventType.ARCHIVED, EventType.MERGED, *ENDS_A_QUESTION})
_NAME_LIMIT = 80


class MailContext(Struct, frozen=True, kw_only=True):
    """What a mail to a reporter is written with, beside the event and the case.

    `language` is `en` or, for anything else, Indonesian. `public_url` has no trailing slash. The
    mail has no word that the sender wrote, their `name` neither, unless the address is `confirmed`,
    and none of anybody's while mails to it are `limited`, which it says. `contact_url` is where to
    confirm the address or to stop the mails, `step_url` where the step that the mail asks for can
    be taken without the secret code.
    """

    language: str
    agency_name: Callable[[str], str]
    public_url: str
    name: str | None
    confirmed: bool
    limited: bool
    contact_url: str
    step_url: str = ""

    @property
    def greeted_name(self) -> str:
        """The name that the mail begins with; empty where it must not have one."""
        return one_line(self.name or "", _NAME_LIMIT) if self.confirmed else ""


def concerns_reporter(event: Event) -> bool:
    """Whether there is a mail about `event` for who filed the case."""
    return is_told(event.type, Audience.REPORTER) and event.visibility is not Visibility.AGENCY


def concerns_merged_reporters(event: Event, case: Case) -> bool:
    """Whether there is a mail about `event` for those whose complaints were merged into `case`."""
    if not is_told(event.type, Audience.MERGED_REPORTERS) or event.visibility is Visibility.AGENCY:
        return False
    if event.type in _POINTLESS_WITHOUT_WORDS and not is_public(case):
        return False
    match event.type:
        case EventType.RATED:
            return bool(event.data.get("closed_reason"))
        case EventType.ESCALATED:
            return not event.data.get("repeat")  # they know that it is at the highest level
        case _:
            return True


def for_reporter(
    event: Event,
    case: Case,
    context: MailContext,
    *,
    policy: DeadlinePolicy | None = None,
) -> Mail | None:
    """The mail that tells the reporter of `event`, None when it is not told.

    `case` is the case after the event or later. `policy` says when silence closes an answered case
    and until when an ended one can be reopened; without it the mail says so without a day.
    """
    if not concerns_reporter(event):
        return None
    wording = reporter_wording(context.language)
    known = placeholder_values(
        event,
        case,
        wording=wording,
        agency_name=context.agency_name,
        policy=policy,
    )
    known["name"] = context.greeted_name
    notice = wording.notices[_name_of_mail(event, case)]
    facts = [(wording.labels["title"], one_line(case.title))] if context.confirmed else []
    if "into" in known:
        # Whoever holds that case now: its page says so, this event does not.
        facts.append((wording.labels["into"], known["into"]))
    else:
        holder = holder_name(event, case, wording, context.agency_name)
        facts.append((wording.labels["holder"], holder))
    greeting = wording.greeting if known["name"] else wording.greeting_nameless
    return notice_mail(
        case.id,
        notice,
        wording,
        known,
        greeting=greeting,
        facts=facts,
        quoted=_quoted(event, event.data, wording) if notice.quote and not context.limited else "",
        url=f"{context.public_url}/track?id={quote(case.id)}",
        step_url=context.step_url,
        confirmed=context.confirmed,
        limited=context.limited,
        contact_url=context.contact_url,
    )


def for_merged_reporter(
    event: Event,
    case: Case,
    context: MailContext,
    *,
    merged_id: str,
) -> Mail | None:
    """The mail that tells the reporter of `merged_id` what happened to `case`, into which their
    complaint was merged; None when it is not told.

    The words of the agency are masked: they were written to somebody else. They can read that case
    while it is public; a question they answer on the page of their own.
    Of a case that is not public by now no word, no number, no link and no agency is given, only
    that something was decided and how to ask, or how their own complaint goes on: who is accused
    there may have had a report merged into it, and would read who has it instead.
    """
    if not concerns_merged_reporters(event, case):
        return None
    kind = f"{event.type}_for_merged"
    wording = reporter_wording(context.language)
    known = placeholder_values(event, case, wording=wording, agency_name=context.agency_name)
    known["name"] = context.greeted_name
    notice, shown_id = wording.notices[kind], case.id
    if event.type in _ANSWERED_ON_THEIR_OWN_PAGE or not is_public(case):
        shown_id = merged_id
    if not is_public(case):
        for name in AGENCIES:
            known.pop(name, None)
        hidden = wording.notices["hidden_for_merged"]
        subject = notice.subject if fill(notice.subject, known) else hidden.subject
        notice = replace(notice, subject=subject, quote="")
        if event.type not in _SAYS_HOW_THEIRS_GOES_ON:
            notice = replace(notice, coming=hidden.coming, button=hidden.button)
    into = known.get("into", case.id if is_public(case) else None)
    facts = [(wording.labels["into"], into)] if into is not None else []
    if is_public(case):
        holder = holder_name(event, case, wording, context.agency_name)
        facts.append((wording.labels["holder"], holder))
    return notice_mail(
        merged_id,
        notice,
        wording,
        known,
        greeting=wording.greeting if known["name"] else wording.greeting_nameless,
        facts=facts,
        quoted=_quoted(event, event.masked_data, wording)
        if notice.quote and not context.limited
        else "",
        url=f"{context.public_url}/track?id={quote(shown_id)}",
        step_url=context.step_url,
        confirmed=context.confirmed,
        limited=context.limited,
        contact_url=context.contact_url,
    )


def for_replacement(
    case_id: str, *, language: str, name: str | None, url: str, contact_url: str
) -> Mail:
    """The mail with the link (`url`) to a new secret code, to the confirmed address of a case. It
    says nothing of the case but its number."""
    wording = reporter_wording(language)
    known = {"name": one_line(name or "", _NAME_LIMIT)}
    return notice_mail(
        case_id,
        wording.notices["lost_receipt"],
        wording,
        known,
        greeting=wording.greeting if known["name"] else wording.greeting_nameless,
        facts=[],
        quoted="",
        url=url,
        contact_url=contact_url,
    )


def _name_of_mail(event: Event, case: Case) -> str:
    """The key of the mail under `mails` in the catalogues: the event's name, or that of a kind."""
    match event.type:
        case EventType.CLOSED if case.rating is not None and not case.rating.satisfied:
            return "closed_unsatisfied"  # said of the last answer or of one before it
        case EventType.REMINDED if event.data.get("reminder", 1) > 1:
            return "reminded_again"
        case EventType.ROUTED | EventType.TRIAGE if event.number > 2 or case.split_from:
            # Only the event right after `filed` confirms the receipt, and only of what was filed.
            return f"{event.type}_again"
        case EventType.ESCALATED if event.data.get("repeat"):
            return "escalated_again"
        case EventType.REASSIGNED if has_no_holder(event):
            return "reassigned_to_desk"
        case EventType.APPEAL_DECIDED:
            return mail_of_decision(event)
        case EventType.ARCHIVED if event.actor.role is Role.REPORTER:
            return "archived_by_reporter"
        case EventType.ARCHIVED if event.data.get("reason") == NO_REPLY:
            return "archived_no_reply"
        case EventType.ARCHIVED if event.data.get("reason") in NEVER_PUBLISHED:
            return "archived_for_good"
        case kind:
            return kind


def _quoted(event: Event, words: Mapping[str, Any], wording: Wording) -> str:
    fields = ("note",) if event.type == EventType.ARCHIVED else _QUOTED
    if wording.language == "en":
        fields = ("text_en", *fields)
    return next((printable(str(words[key])) for key in fields if words.get(key)), "")
