"""Who sees what of a case: everybody, the reporter, the handling agency. Names are the API's.

Words leave here masked for everybody but the reporter, and for officers when the reporter chose
to be anonymous: as they were masked when they were written. The `mask` that is passed in is for
what is not stored masked, an address. Of the cases that were merged
with this one, or split from it, those in `visible_cases` are named. Moments carry the offset of the
zone the case's deadlines are in.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime

from chalicelib import custody
from chalicelib.case.actions import allowed
from chalicelib.case.authority import (
    is_public,
    may_know_kept_from,
    may_read,
    open_question,
    waiting_contributions,
    waits_for_check,
)
from chalicelib.case.deadlines import deadline_in_force
from chalicelib.case.decision import Context, Event, assigned_officer, format_deadlines
from chalicelib.case.due import identity_request_ends, is_overdue, waiting_on
from chalicelib.case.model import REPORTER, Actor, Case, ComplaintText
from chalicelib.errors import NotFound
from chalicelib.events import Visibility
from chalicelib.presentation.next_step import (
    AgencyName,
    appeal_state,
    appeal_view,
    describe_next_step,
    promised_moment,
)
from chalicelib.presentation.timeline import thread
from chalicelib.presentation.view_types import (
    AgencyRef,
    AttachmentView,
    CaseView,
    ContributionView,
    IdentityRequestView,
    InboxRow,
    LocationView,
    OfficerView,
    PublicRow,
    PublicView,
    ReporterView,
)
from chalicelib.routing.matters import parts_of
from chalicelib.workdays import iso

Mask = Callable[[str], str]


def public_view(
    case: Case,
    text: ComplaintText,
    *,
    now: datetime,
    agency_name: AgencyName,
    visible_cases: Collection[str],
) -> PublicView:
    """What anybody sees. Raises `NotFound` for a case that is not public."""
    masked = _masked(case, now, agency_name, visible_cases)
    return {**masked, "body": text.masked_body, "published_files": [*case.published_files]}


def public_row(
    case: Case, *, now: datetime, agency_name: AgencyName, visible_cases: Collection[str]
) -> PublicRow:
    """One line of the public list: the public view with an excerpt in place of the body. Raises
    `NotFound` for a case that is not public."""
    return {**_masked(case, now, agency_name, visible_cases), "excerpt": case.excerpt}


def reporter_view(
    case: Case,
    text: ComplaintText,
    events: Iterable[Event],
    *,
    context: Context,
    agency_name: AgencyName,
    visible_cases: Collection[str],
    asked: str | None = None,
    attachments: Iterable[AttachmentView] = (),
) -> ReporterView:
    """What the reporter sees: everything they wrote as they wrote it, and in `next` where the
    case is, with whom, and what comes by when. For a merged case with `context.target` also what
    is `asked` there, which they may answer: masked, for it was put to somebody else."""
    by = promised_moment(case, context)
    question = open_question(context.target)
    view = _shown(case, context.now, agency_name, visible_cases)
    if case.rating is not None:
        view["rating"]["comment"] = case.rating.comment
    return {
        **view,
        "body": text.body,
        "incident_date": _day(case.incident_date),
        "incident_date_precision": case.incident_date_precision,
        "location": _location(case, case.location.address),
        "version": case.version,
        "anonymous": case.anonymous,
        "confidential": case.confidential,
        "public": is_public(case),
        "unchecked": waits_for_check(case),
        "restricted": case.restricted,
        "protected_for": list(case.protected_for),
        "not_to": _agencies(case.not_to, agency_name),
        "messages": thread(
            events,
            Visibility.REPORTER,
            zone=case.zone,
            masked=False,
            agency_name=agency_name,
        ),
        "question": {
            "text": asked,
            "expires_at": iso(question.expires_at, case.zone),
        }
        if question and asked
        else None,
        "attachments": list(attachments),
        "escalation_level": case.escalation_level,
        "actions": list(allowed(case, REPORTER, context)),
        "next": {
            "holder": _agency(case.agency_id, agency_name),
            "by": _moment(by, case.zone),
            "text": describe_next_step(
                case, context=context, agency_name=agency_name, visible_cases=visible_cases
            ),
        },
    }


def inbox_row(
    case: Case, *, now: datetime, agency_name: AgencyName, visible_cases: Collection[str]
) -> InboxRow:
    """One line of an officer's inbox: enough to choose what to open next, without the body."""
    deadline = deadline_in_force(case)
    return {
        **_shown(case, now, agency_name, visible_cases),
        "title": case.masked_title if case.anonymous else case.title,
        "version": case.version,
        "supervisory": case.supervisory,
        "anonymous": case.anonymous,
        "confidential": case.confidential,
        "unchecked": waits_for_check(case),
        "escalation_level": case.escalation_level,
        "limit": {"name": deadline.name, "at": iso(deadline.at, case.zone)} if deadline else None,
        "contributions": _contributions(case, now, agency_name),
        "two_matters": case.two_matters,
        "replied": case.replied or case.owed_reply is not None,
        "assigned_to": assigned_officer(case),
    }


def officer_view(
    case: Case,
    text: ComplaintText,
    events: Iterable[Event],
    *,
    actor: Actor,
    context: Context,
    mask: Mask,
    agency_name: AgencyName,
    visible_cases: Collection[str],
    anonymous_writers: Collection[str] = (),
    attachments: Iterable[AttachmentView] = (),
) -> OfficerView:
    """What an officer of the case sees. Raises `NotFound` for a case that is not theirs. Of the
    merged cases whose reporters wrote here, those of `anonymous_writers` are so by now."""
    if not may_read(case, actor, context):
        raise NotFound("unknown_case")
    address = case.location.address
    body = text.masked_body if case.anonymous else text.body
    told = may_know_kept_from(case, actor, context)
    return {
        **inbox_row(case, now=context.now, agency_name=agency_name, visible_cases=visible_cases),
        "body": body,
        "matters": list(parts_of(body)) if case.two_matters else [],
        "sector": case.sector,
        "incident_date": _day(case.incident_date),
        "incident_date_precision": case.incident_date_precision,
        "location": _location(case, mask(address) if address and case.anonymous else address),
        "channel": case.channel,
        "language": case.language,
        "identified": case.identified,
        "restricted": case.restricted,
        "question_expires_at": iso(case.hold.expires_at, case.zone) if case.hold else None,
        "messages": thread(
            events,
            Visibility.AGENCY,
            zone=case.zone,
            masked=case.anonymous,
            anonymous_writers=anonymous_writers,
            agency_name=agency_name,
        ),
        "attachments": list(attachments),
        "returned_by": list(case.returned_by),
        "not_to": _agencies(case.not_to if told else (), agency_name),
        "accused": _agencies(case.accused if told else (), agency_name),
        "merged_kept_from": _agencies(case.merged_kept_from if told else (), agency_name),
        "must_keep": case.must_keep,
        "interim_replies": case.interim_replies,
        "first_routed_at": _moment(case.first_routed_at, case.zone),
        "first_answered_at": _moment(case.first_answered_at, case.zone),
        "appeal": appeal_view(case),
        "identity_requested": custody.stands(case.identity_request),
        "identity_request": _identity_request(case, context, agency_name),
        "merged_from": [one for one in case.merged_from if one in visible_cases],
        "actions": list(allowed(case, actor, context)),
    }


def _identity_request(
    case: Case, context: Context, agency_name: AgencyName
) -> IdentityRequestView | None:
    request, until = case.identity_request, identity_request_ends(case, context.policy)
    if request is None or until is None:
        return None
    return {
        "agency_id": request.agency_id,
        "agency_name": agency_name(request.agency_id) if request.agency_id else None,
        "requested_at": iso(request.at, case.zone),
        "basis": request.basis,
        "fields": list(request.fields),
        "silent_until": request.silent_day,
        "approved_at": _moment(request.approved_at, case.zone),
        "until": iso(until, case.zone),
    }


def _masked(
    case: Case, now: datetime, agency_name: AgencyName, visible_cases: Collection[str]
) -> CaseView:
    """What everybody sees of a case. Raises `NotFound` for one that is not public."""
    if not is_public(case):
        raise NotFound("unknown_case")
    view = _shown(case, now, agency_name, visible_cases)
    view["title"] = case.masked_title
    return view


def _shown(
    case: Case, now: datetime, agency_name: AgencyName, visible_cases: Collection[str]
) -> CaseView:
    """What every view has in common. The title is as written: what others see is put over it."""
    view: CaseView = {
        "id": case.id,
        "classification": case.classification,
        "title": case.title,
        "category": case.category,
        "region_code": case.location.region_code,
        "status": case.status,
        "agency": _agency(case.agency_id, agency_name),
        "filed_at": iso(case.filed_at, case.zone),
        "updated_at": iso(case.updated_at, case.zone),
        "deadlines": {
            **format_deadlines(case.deadlines, case.zone),
            "estimated": case.deadlines_estimated,
        },
        "waiting_on": waiting_on(case),
        "overdue": is_overdue(case, now),
        "supporters": case.supporters,
    }
    if case.rating is not None:
        view["rating"] = {
            "satisfied": case.rating.satisfied,
            "score": case.rating.score,
            "at": iso(case.rating.at, case.zone),
        }
    if case.closed is not None:
        view["closed"] = {"reason": case.closed.reason, "at": iso(case.closed.at, case.zone)}
    if case.appeal is not None:
        view["appeal_state"] = appeal_state(case.appeal)
    if case.archive_reason is not None:
        view["archive_reason"] = case.archive_reason
    if case.merged_into is not None and case.merged_into in visible_cases:
        view["merged_into"] = case.merged_into
    if case.split_from is not None and case.split_from in visible_cases:
        view["split_from"] = case.split_from
    if further := [one for one in case.split_into if one in visible_cases]:
        view["split_into"] = further
    return view


def _moment(moment: datetime | None, zone: str) -> str | None:
    return iso(moment, zone) if moment else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _location(case: Case, address: str | None) -> LocationView:
    return {
        "region_code": case.location.region_code,
        "address": address,
        "latitude": case.location.latitude,
        "longitude": case.location.longitude,
    }


def _agency(agency_id: str | None, agency_name: AgencyName) -> AgencyRef | None:
    if agency_id is None:
        return None
    return {"id": agency_id, "name": agency_name(agency_id) or agency_id}


def _agencies(ids: Iterable[str], agency_name: AgencyName) -> list[AgencyRef]:
    return [{"id": one, "name": agency_name(one) or one} for one in ids]


def _contributions(case: Case, now: datetime, agency_name: AgencyName) -> list[ContributionView]:
    """What other agencies still owe the holder, oldest first."""
    return [
        {
            "agency": {"id": one.agency_id, "name": agency_name(one.agency_id) or one.agency_id},
            "due": iso(one.due, case.zone),
            "overdue": now > one.due,
        }
        for one in waiting_contributions(case)
    ]
