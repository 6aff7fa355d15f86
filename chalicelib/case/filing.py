"""How a case begins: what is handed in, and the case and first event that come of it."""

from dataclasses import dataclass, replace
from datetime import date

from chalicelib import events
from chalicelib.workdays import local_date

from .authority import Protection, protect
from .deadlines import compute_deadlines
from .decision import Change, Context, Outcome, format_deadlines, record_event
from .model import REPORTER, Case, Classification, ComplaintText, Deadlines, Location, Status


@dataclass(frozen=True, kw_only=True, slots=True)
class Filing:
    """What a reporter hands in, already validated at the edge."""

    classification: Classification
    text: ComplaintText
    location: Location
    incident_date: date | None = None
    category: str | None = None
    agency_id: str | None = None
    anonymous: bool = False
    confidential: bool = False
    protect_for: tuple[Protection, ...] = ()  # why the service sets both flags by itself
    unchecked: bool = False  # a person has to look at it before everybody may
    not_to: tuple[str, ...] = ()  # agencies it must be kept from
    channel: str = "web"
    language: str = "id"


def file(
    filing: Filing,
    *,
    case_id: str,
    receipt_sha256: str,
    identified: bool,
    contactable: bool,
    zone: str,
    context: Context,
) -> Change:
    """A new case and its event 1.

    `zone` is that of the region, until an agency holds the case. The case keeps the version of
    the rules in effect on the day of filing there. `contactable` says whether the reporter gave
    an address we write to: only then can their silence to a question end the case.
    """
    now, policy = context.now, context.policy
    case = Case(
        id=case_id,
        version=0,
        digest="",
        status=Status.RECEIVED,
        classification=filing.classification,
        title=filing.text.title,
        masked_title=filing.text.masked_title,
        excerpt=filing.text.excerpt,
        incident_date=filing.incident_date,
        location=filing.location,
        category=filing.category,
        suggested_agency_id=filing.agency_id,
        channel=filing.channel,
        language=filing.language,
        anonymous=filing.anonymous,
        confidential=filing.confidential,
        unchecked=filing.unchecked,
        not_to=filing.not_to,
        identified=identified,
        contactable=contactable,
        receipt_sha256=receipt_sha256,
        filed_at=now,
        updated_at=now,
        zone=zone,
        clocks_version=policy.rules_at(local_date(now, zone)).version,
        calendar_version=policy.calendar.version,
        clock_started_at=now,
        deadlines=Deadlines(verify_by=now, follow_up_by=now, resolve_by=now),
    )
    if filing.protect_for:
        case = protect(case, *filing.protect_for)
    case = replace(case, promised_days=policy.promise(case))
    case = replace(case, deadlines=compute_deadlines(case, policy))
    step = Outcome(
        case=case,
        payload=events.Filed(
            classification=case.classification.value,
            region_code=case.location.region_code,
            category=case.category,
            deadlines=format_deadlines(case.deadlines, zone),
        ),
    )
    return record_event(step, REPORTER, context)
