"""Event -> mail: who is told what, and who is not. Pure; the words are in the wording modules.

A mail to the reporter carries the words that were written to them (an answer, a question, a
reason) but never the complaint itself; a mail to an agency carries nothing a person wrote, except
the masked title of a case that is not confidential. Links only open a page: rating, replying and
deciding happen there, so a mail scanner that follows links changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from chalicelib.case.deadlines import ClockBook
from chalicelib.case.ending import NEVER_PUBLISHED, NO_REPLY
from chalicelib.case.model import NATIONAL_DESK, Case, Event, Status, Visibility
from chalicelib.case.schedule import rated
from chalicelib.notices.facts import agency_of, holder_name, known_of
from chalicelib.notices.letter import Letter, Message, compose, one_line, readable
from chalicelib.notices.wording import Notice, Wording, all_said, said
from chalicelib.notices.wording_agency import AGENCY
from chalicelib.notices.wording_en import ENGLISH
from chalicelib.notices.wording_id import INDONESIAN

# Every event type is in exactly one of the two; one that is in neither is not told to anybody.
TOLD_TO_REPORTER = frozenset(
    {
        "routed", "triage", "started", "held", "returned", "transferred", "interim_replied",
        "answered", "appealed", "appeal_decided", "reopened", "archived", "merged", "escalated",
        "reminded", "closed", "deadlines_recomputed",
    }
)  # fmt: skip
SILENT_TO_REPORTER = frozenset(
    {
        "filed",  # routed or triage follows within seconds and confirms the receipt
        "messaged", "rated", "tightened", "identity_erased",  # the reporter's own doing
        "noted", "warned", "identity_requested", "identity_approved",  # the agency's own affair
        "absorbed", "reclassified",  # seen on the page; nothing is asked of the reporter
    }
)  # fmt: skip
TOLD_TO_AGENCY = frozenset(
    {
        "routed", "triage", "transferred", "messaged", "rated", "appealed", "warned", "escalated",
        "reopened", "returned",
    }
)  # fmt: skip
SILENT_TO_AGENCY = frozenset(
    {
        "filed", "started", "held", "interim_replied", "answered", "appeal_decided", "archived",
        "merged", "absorbed", "reclassified", "tightened", "noted", "reminded", "closed",
        "deadlines_recomputed", "identity_requested", "identity_approved", "identity_erased",
    }
)  # fmt: skip

TOLD_TO_MERGED_REPORTERS = frozenset({"answered"})

# Where the words of others stand in an event; the first that is there is quoted.
_QUOTED = ("question", "text", "note", "reason")
_NAME_LIMIT = 80


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """A desk to be told: the agency's own, or its `head` desk when a limit was missed."""

    agency_id: str
    head: bool = False


def for_reporter(
    event: Event,
    case: Case,
    *,
    language: str,
    agency_name: Callable[[str], str],
    public_url: str,
    name: str | None,
    clocks: ClockBook | None = None,
) -> Message | None:
    """The mail that tells the reporter of `event`, None when it is not told.

    `case` is the case after the event or later. `language` is `en` or, for anything else,
    Indonesian. `public_url` has no trailing slash. `clocks` say when
    silence closes an answered case and until when an ended one can be reopened; without them
    the mail says so without a day.
    """
    if event.type not in TOLD_TO_REPORTER or event.visibility is Visibility.AGENCY:
        return None
    wording = ENGLISH if language.lower().startswith("en") else INDONESIAN
    known = known_of(
        event,
        case,
        wording=wording,
        agency_name=agency_name,
        clocks=clocks,
    )
    known["name"] = one_line(name or "", _NAME_LIMIT)
    notice = wording.notices[_told_reporter_as(event, case)]
    facts = [(wording.labels["title"], one_line(case.title))]
    if "into" in known:
        # Whoever holds that case now: its page says so, this event does not.
        facts.append((wording.labels["into"], known["into"]))
    else:
        holder = holder_name(event, case, wording, agency_name)
        facts.append((wording.labels["holder"], holder))
    greeting = wording.greeting if known["name"] else wording.greeting_nameless
    return _mail(
        case,
        notice,
        wording,
        known,
        greeting=greeting,
        facts=facts,
        quoted=_quoted(event) if notice.quote else "",
        url=f"{public_url}/track?id={quote(case.id)}",
    )


def for_merged_reporter(
    event: Event,
    case: Case,
    *,
    language: str,
    agency_name: Callable[[str], str],
    public_url: str,
    name: str | None,
) -> Message:
    """The mail to the reporter of a complaint that was merged into `case`: one answer tells
    everyone. They can read that case and cannot act on it, so nothing is asked of them."""
    wording = ENGLISH if language.lower().startswith("en") else INDONESIAN
    known = known_of(event, case, wording=wording, agency_name=agency_name)
    known["name"] = one_line(name or "", _NAME_LIMIT)
    holder = holder_name(event, case, wording, agency_name)
    return _mail(
        case,
        wording.notices["answered_for_merged"],
        wording,
        known,
        greeting=wording.greeting if known["name"] else wording.greeting_nameless,
        facts=[(wording.labels["holder"], holder)],
        quoted=_quoted(event),
        url=f"{public_url}/track?id={quote(case.id)}",
    )


def for_agency(
    event: Event,
    case: Case,
    *,
    agency_name: Callable[[str], str],
    public_url: str,
    mask: Callable[[str], str],
) -> Message | None:
    """The mail, in Indonesian, to the desks `agency_recipients` names; None when there are none.

    `mask` removes personal data from the title; a confidential case shows no title at all.
    """
    if not agency_recipients(event, case):
        return None
    known = known_of(event, case, wording=AGENCY, agency_name=agency_name)
    title = AGENCY.labels["hidden_title"] if case.confidential else one_line(mask(case.title))
    facts = [
        (AGENCY.labels["classification"], known["classification"]),
        (AGENCY.labels["title"], title),
        (AGENCY.labels["holder"], holder_name(event, case, AGENCY, agency_name)),
    ]
    return _mail(
        case,
        AGENCY.notices[_told_agency_as(event)],
        AGENCY,
        known,
        greeting=AGENCY.greeting_nameless,
        facts=facts,
        quoted="",
        url=f"{public_url}/officer?id={quote(case.id)}",
    )


def agency_recipients(event: Event, case: Case) -> tuple[Recipient, ...]:
    """The desks that are told of `event`, each once, in a stable order."""
    match event.type:
        case "triage":
            return (Recipient(agency_id=NATIONAL_DESK),)
        case "returned":
            # Otherwise routing tries again, and its own event tells whoever comes next.
            decides = case.status is Status.TRIAGE and case.version == event.number
            return (Recipient(agency_id=NATIONAL_DESK),) if decides else ()
        case "escalated":
            heads = dict.fromkeys(str(each) for each in event.data.get("notify") or ())
            return tuple(Recipient(agency_id=each, head=True) for each in heads)
        case "rated" if event.data.get("satisfied"):
            return ()
        case told if told in TOLD_TO_AGENCY:
            # `agency_of` names the national desk for a case nobody holds.
            return (Recipient(agency_id=agency_of(event, case)),)
        case _:
            return ()


def _told_reporter_as(event: Event, case: Case) -> str:
    match event.type:
        case "closed" if rated(case):
            return "closed_unsatisfied"  # "satisfied" would have closed it before
        case "reminded" if event.data.get("reminder", 1) > 1:
            return "reminded_again"
        case "routed" | "triage" if event.number > 2:
            # Only the event right after `filed` confirms the receipt.
            return f"{event.type}_again"
        case "appeal_decided":
            return "appeal_upheld" if event.data["upheld"] else "appeal_rejected"
        case "archived" if event.data.get("reason") == NO_REPLY:
            return "archived_no_reply"
        case "archived" if event.data.get("reason") in NEVER_PUBLISHED:
            return "archived_for_good"
        case kind:
            return kind


def _told_agency_as(event: Event) -> str:
    match event.type:
        case "messaged" if event.data.get("resumed"):
            return "messaged_resumed"
        case "rated":
            return "not_satisfied"
        case kind:
            return kind


def _quoted(event: Event) -> str:
    fields = ("note",) if event.type == "archived" else _QUOTED
    return next((readable(str(event.data[key])) for key in fields if event.data.get(key)), "")


def _mail(
    case: Case,
    notice: Notice,
    wording: Wording,
    known: dict[str, str],
    *,
    greeting: str,
    facts: list[tuple[str, str]],
    quoted: str,
    url: str,
) -> Message:
    heading = said(notice.subject, known) or ""
    limits = [(wording.labels[each], known[each]) for each in notice.limits if each in known]
    return compose(
        Letter(
            language=wording.language,
            subject=f"{case.id}: {heading}",
            heading=heading,
            greeting=greeting.format_map(known),
            happened=all_said(notice.happened, known),
            quote_label=said(notice.quote, known) or "",
            quote=quoted,
            facts=((wording.labels["id"], case.id), *facts, *limits),
            next_heading=wording.next_heading,
            coming=all_said(notice.coming, known),
            button=notice.button or wording.button,
            url=url,
            footer=wording.footer,
        )
    )
