"""What can be said of an event: names, deadlines and days, each in words or left out.

A notice is written after the event, sometimes long after, and the case may have moved on. So the
event's own data come first, and what the case says about the future (its next due moment) counts
only while the event is still its last.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from chalicelib.case.deadlines import DeadlinePolicy, open_deadlines
from chalicelib.case.decision import Event
from chalicelib.case.due import reopen_until, silence_ends
from chalicelib.case.model import Case, DueKind, Status
from chalicelib.events import EventType
from chalicelib.notices.mail import one_line
from chalicelib.notices.wording import Wording
from chalicelib.overseers import NATIONAL_DESK
from chalicelib.presentation.dates import weekday_in_words
from chalicelib.workdays import local_date

AGENCIES = ("agency", "from_agency", "contributor", "notified", "shown_to", "approved_by")
"""The placeholders that name agencies."""

_NAME_LIMIT = 120
# Written by an officer of the agency that acted, whoever holds the case by the time of the mail.
_BY_AGENCY = frozenset(
    {
        EventType.STARTED,
        EventType.HELD,
        EventType.QUESTION_WITHDRAWN,
        EventType.INTERIM_REPLIED,
        EventType.ANSWERED,
        EventType.APPEAL_DECIDED,
        EventType.ARCHIVED,
        EventType.RETURNED,
    }
)
_NOBODY_HOLDS = frozenset({EventType.TRIAGE, EventType.RETURNED, EventType.UNMERGED})
_PROMISING = frozenset(
    {
        EventType.ROUTED,
        EventType.REOPENED,
        EventType.APPEALED,
        EventType.APPEAL_DECIDED,
        EventType.UNMERGED,
        EventType.REASSIGNED,
    }
)


def has_no_holder(event: Event) -> bool:
    """Whether the event left the case with no agency, so that the national desk decides."""
    match event.type:
        case EventType.REASSIGNED:
            return not event.data.get("agency_id")
        case EventType.APPEAL_DECIDED:
            return bool(event.data["upheld"]) and not event.data.get("order_to")
        case kind:
            return kind in _NOBODY_HOLDS


def mail_of_decision(event: Event) -> str:
    """The key of the mail about the decision on an appeal, to its reporter and to a desk."""
    if not event.data["upheld"]:
        return "appeal_rejected"
    return "appeal_upheld_to_desk" if has_no_holder(event) else "appeal_upheld"


def agency_of(event: Event, case: Case) -> str:
    """The agency an event is about: the new holder, or the one whose officer acted."""
    if event.data.get("agency_id"):
        return str(event.data["agency_id"])
    acted = event.actor.agency_id if event.type in _BY_AGENCY else None
    return acted or case.agency_id or NATIONAL_DESK


def holder_name(
    event: Event, case: Case, wording: Wording, agency_name: Callable[[str], str]
) -> str:
    """Who answers for the case after `event`; the national desk while no agency does."""
    holder = event.data.get("agency_id", case.agency_id)
    if holder and not has_no_holder(event):
        return name_of(str(holder), agency_name)
    return wording.national_desk.format(agency=name_of(NATIONAL_DESK, agency_name))


def name_of(agency_id: str, agency_name: Callable[[str], str]) -> str:
    """The agency's name on one line."""
    return one_line(agency_name(agency_id), _NAME_LIMIT)


def placeholder_values(
    event: Event,
    case: Case,
    *,
    wording: Wording,
    agency_name: Callable[[str], str],
    policy: DeadlinePolicy | None = None,
) -> dict[str, str]:
    """The placeholders of `wording` that have a value for this event (see there for their names).

    Without `policy` it is not known when silence closes a case or until when one can be reopened.
    """
    known = dict(_names(event, case, agency_name)) | dict(_words(event, case, wording))
    if policy:
        known["days"] = str(policy.rules(case.rules_version).silence)
    known |= {
        name: weekday_in_words(local_date(moment, case.zone), case.zone, wording.language)
        for name, moment in _moments(event, case, policy)
    }
    if event.data.get("expected_by"):
        expected = date.fromisoformat(event.data["expected_by"])
        known["expected_by"] = weekday_in_words(expected, case.zone, wording.language)
    return known


def _names(
    event: Event, case: Case, agency_name: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    yield "agency", name_of(agency_of(event, case), agency_name)
    former = event.data.get("from_agency_id") or (case.appeal and case.appeal.from_agency_id)
    if former:
        yield "from_agency", name_of(str(former), agency_name)
    for place in ("shown_to", "approved_by"):
        if event.data.get(place):
            yield place, name_of(str(event.data[place]), agency_name)
    if event.data.get("asked_agency_id"):
        yield "contributor", name_of(str(event.data["asked_agency_id"]), agency_name)
    if event.data.get("notify"):
        told = dict.fromkeys(name_of(str(each), agency_name) for each in event.data["notify"])
        yield "notified", ", ".join(told)


def _words(event: Event, case: Case, wording: Wording) -> Iterator[tuple[str, str]]:
    data = event.data
    yield "classification", wording.classifications[case.classification]
    if "limit" in data:
        yield "limit", wording.limits[data["limit"]]
    if "level" in data:
        yield "level", str(data["level"])
    if data.get("repeat"):
        yield "repeat", str(data["repeat"])
    if data.get("into"):
        yield "into", one_line(str(data["into"]))
    if data.get("split_into"):
        yield "split_into", one_line(str(data["split_into"]))
    if data.get("by") in wording.routed_by:
        yield "why", wording.routed_by[data["by"]]
    if data.get("basis"):
        yield "basis", wording.legal_bases[data["basis"]]
    if data.get("fields"):
        yield "fields", ", ".join(wording.identity_fields[each] for each in data["fields"])
    if event.type == EventType.ARCHIVED and wording.archive_reasons:
        reasons = wording.archive_reasons
        yield "reason", reasons.get(str(data.get("reason")), reasons["other"])


def _moments(
    event: Event, case: Case, policy: DeadlinePolicy | None
) -> Iterator[tuple[str, datetime]]:
    yield "happened_on", event.at
    yield from _parsed_moments(
        event.data, "limit_at", "expires_at", "reply_by", "due", "disclosed_at"
    )
    # A promise already broken is not repeated as if it were still to come.
    yield from ((name, at) for name, at in _promises(event, case) if at > event.at)
    if case.closed and case.closed.reason == "appeal_decided":
        yield "closed_on", case.closed.at
    if case.due and case.due.kind is DueKind.ESCALATE and case.version == event.number:
        yield "next_check", case.due.at
    if policy and case.status is Status.ANSWERED and event.data.get("answer") == case.answers:
        yield "closes_at", silence_ends(case, policy)
    if policy and case.ended_at:
        yield "reopen_until", reopen_until(case, policy)


def _promises(event: Event, case: Case) -> Iterator[tuple[str, datetime]]:
    """The deadlines still to be kept after `event`, by placeholder."""
    promised = event.data.get("deadlines") if event.type in _PROMISING else None
    if promised and case.version != event.number:
        # The case has moved on: told as it was promised, even if the first was kept since.
        yield from _parsed_moments(promised, "follow_up_by", "resolve_by")
    else:
        open_now = ((deadline.name, deadline.at) for deadline in open_deadlines(case))
        yield from (
            ("resolve_by" if name == "appeal" else f"{name}_by", at) for name, at in open_now
        )


def _parsed_moments(data: Mapping[str, Any], *names: str) -> Iterator[tuple[str, datetime]]:
    return ((name, datetime.fromisoformat(data[name])) for name in names if name in data)
