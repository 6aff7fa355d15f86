"""The administration of rules and reference data. Every officer may read; the national
administrator may change."""

from collections.abc import Iterable
from datetime import date
from typing import cast

from chalice.app import Blueprint
from msgspec.structs import asdict

from chalicelib.case.deadlines import STANDARD, DeadlineRules
from chalicelib.errors import Invalid, NotFound
from chalicelib.http import admin_responses as responses
from chalicelib.http import admin_schemas as schemas
from chalicelib.http import cursors, error_response
from chalicelib.http.auth import current_officer, national_admins, officers
from chalicelib.http.endpoint import endpoint
from chalicelib.http.json_response import JsonResponse
from chalicelib.http.request import language, parse_body, parse_query, utcnow
from chalicelib.http.rule_history import ZONE, entries
from chalicelib.http.struct_schema import Shown
from chalicelib.routing.csv_lists import ImportProblem
from chalicelib.store import agencies, rulebook
from chalicelib.store.agencies import Period
from chalicelib.store.rulebook import Author
from chalicelib.usecases import (
    administer,
    import_agencies,
    import_regions,
    preview_rules,
    rules,
)
from chalicelib.usecases.import_agencies import AgencyChange
from chalicelib.usecases.preview_rules import PromiseChange
from chalicelib.workdays import ZONES, local_date

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/admin/calendar", authorizer=officers, query=schemas.RulesQuery)
def get_admin_calendar() -> responses.CalendarInForce:
    """The calendar of working days: what ships, its correction, and what came of it."""
    return _calendar(history=parse_query(routes.current_request, schemas.RulesQuery).history)


@endpoint(
    routes,
    "PUT",
    "/v1/admin/calendar",
    authorizer=officers,
    let_in=national_admins,
    body=schemas.CalendarIn,
)
def put_admin_calendar() -> responses.CalendarInForce:
    """Correct the calendar, at once; a schedule counts a case again before its next step on it."""
    by = _author()
    sent = parse_body(routes.current_request, schemas.CalendarIn)
    administer.correct_calendar(sent.correction(), sent.replaces, by.with_note(sent.note))
    return _calendar(history=False)


@endpoint(
    routes,
    "POST",
    "/v1/admin/calendar/preview",
    authorizer=officers,
    let_in=national_admins,
    body=schemas.CalendarIn,
)
def post_admin_calendar_preview() -> responses.RulesPreview:
    """What a report filed today would be promised by a corrected calendar; nothing is written."""
    today = local_date(_author().at, ZONE)
    sent = parse_body(routes.current_request, schemas.CalendarIn)
    return _preview(today, preview_rules.preview_calendar(sent.correction(), today))


@endpoint(routes, "GET", "/v1/admin/deadlines", authorizer=officers, query=schemas.RulesQuery)
def get_admin_deadlines() -> responses.DeadlinesInForce:
    """All versions of the deadline rules, and the stricter deadlines agencies set themselves."""
    return _deadlines(history=parse_query(routes.current_request, schemas.RulesQuery).history)


@endpoint(
    routes,
    "PUT",
    "/v1/admin/deadlines",
    authorizer=officers,
    let_in=national_admins,
    body=schemas.DeadlinesIn,
)
def put_admin_deadlines() -> responses.DeadlinesInForce:
    """Add a version of the deadline rules, or set an agency's stricter deadlines, from a day to
    come."""
    by = _author()
    sent = parse_body(routes.current_request, schemas.DeadlinesIn)
    if sent.clocks is not None:
        administer.add_deadline_rules(sent.clocks.rules(), by.with_note(sent.note))
    if sent.agency_limits is not None:
        administer.set_agency_deadlines(
            sent.agency_limits.agency_deadlines(), by.with_note(sent.note)
        )
    return _deadlines(history=False)


@endpoint(
    routes,
    "POST",
    "/v1/admin/deadlines/preview",
    authorizer=officers,
    let_in=national_admins,
    body=schemas.DeadlinesIn,
)
def post_admin_deadlines_preview() -> responses.RulesPreview:
    """What a report filed on the first day of a change would be promised; nothing is written."""
    sent = parse_body(routes.current_request, schemas.DeadlinesIn)
    if sent.clocks is not None:
        examples = preview_rules.preview_deadline_rules(sent.clocks.rules())
        return _preview(sent.clocks.effective_from, examples)
    own = cast(
        "schemas.AgencyDeadlinesIn", sent.agency_limits
    )  # one of the two, as the schema has it
    return _preview(
        own.effective_from, preview_rules.preview_agency_deadlines(own.agency_deadlines())
    )


@endpoint(routes, "GET", "/v1/admin/agencies", authorizer=officers, query=schemas.AgenciesQuery)
def get_admin_agencies() -> responses.Agencies:
    """The register of agencies with every period of validity."""
    wanted = parse_query(routes.current_request, schemas.AgenciesQuery)
    if wanted.id is not None:
        found, onwards = [agencies.of_agency(wanted.id)], None
        if not found[0]:
            raise NotFound("unknown_agency")
    else:
        after = cursors.decode_cursor(wanted.cursor, "agencies")
        found, onwards = agencies.listed(after, wanted.limit)
    items = [_agency(periods) for periods in found]
    shown = _with_history(items) if wanted.history and items else items
    return {"items": list(shown), "next_cursor": cursors.encode_cursor(onwards, "agencies")}


@endpoint(
    routes,
    "POST",
    "/v1/admin/agencies",
    authorizer=officers,
    let_in=national_admins,
    body=schemas.AgencyIn,
    statuses=(200, 201),
)
def post_admin_agency() -> JsonResponse[Shown[responses.AgencyPut]]:
    """Put one agency: correct the period in force, or begin a new one."""
    by = _author()
    sent = parse_body(routes.current_request, schemas.AgencyIn)
    review = import_agencies.put_agency(sent.row(), by.with_note(sent.note), confirmed=sent.confirm)
    is_new = any(not difference.known for difference in review.differences)
    changed = tuple(_difference(each) for each in review.differences)
    today = _agency(agencies.of_agency(sent.id))
    body = responses.AgencyPut(**asdict(today), changed=changed)
    return JsonResponse(body=body, status=201 if is_new else 200)


@endpoint(
    routes,
    "POST",
    "/v1/admin/agencies/import",
    authorizer=officers,
    let_in=national_admins,
    body=schemas.AgencyImportIn,
)
def post_admin_agencies_import() -> responses.Import:
    """Import a list of agencies, or try it out: what is wrong with it, what it would change."""
    by = _author()
    sent = parse_body(routes.current_request, schemas.AgencyImportIn)
    review = import_agencies.import_agencies(
        sent.csv, by.with_note(sent.note), dry_run=sent.dry_run, confirmed=sent.confirm
    )
    return {
        "dry_run": sent.dry_run,
        "lines": review.lines,
        "problems": _problems(review.problems),
        "added": [each.agency.id for each in review.differences if not each.known],
        "changed": [_difference(each) for each in review.differences if each.known],
        "unchanged": review.unchanged,
    }


@endpoint(routes, "GET", "/v1/admin/regions", authorizer=officers)
def get_admin_regions() -> responses.ChangedRegions:
    """What was changed among the packaged regions, in order of code."""
    return {"items": [each.change for each in import_regions.changed_regions()]}


@endpoint(
    routes,
    "POST",
    "/v1/admin/regions/import",
    authorizer=officers,
    let_in=national_admins,
    body=schemas.RegionImportIn,
)
def post_admin_regions_import() -> responses.RegionImport:
    """Import a list of changes among the regions, or try it out: what is wrong with it, what it
    would change. Columns: `code`, `name`, `valid_from`, `valid_to`, `successors`, `zone`."""
    by = _author()
    sent = parse_body(routes.current_request, schemas.RegionImportIn)
    report = import_regions.import_regions(sent.csv, by.with_note(sent.note), dry_run=sent.dry_run)
    return {
        "dry_run": sent.dry_run,
        "lines": report.lines,
        "problems": _problems(report.problems),
        "added": [each.code for each in report.added],
        "changed": [each.code for each in report.changed],
        "unchanged": report.unchanged,
    }


def _author() -> Author:
    return administer.author(current_officer(routes.current_request), utcnow())


def _calendar(*, history: bool) -> responses.CalendarInForce:
    correction = rulebook.rulebook(fresh=True).correction
    packaged, in_force = rules.packaged_calendar(), rules.calendar(correction)
    told: responses.CalendarInForce = {
        "version": correction.version if correction else packaged.version,
        "added": _days(sorted(correction.added) if correction else ()),
        "removed": _days(sorted(correction.removed) if correction else ()),
        "packaged_version": packaged.version,
        "in_force": in_force.version,
        "last_year": in_force.last_year,
        "holidays": _days(sorted(in_force.holidays)),
        "names": {
            day.isoformat(): name
            for day, name in rules.holiday_names().items()
            if day in in_force.holidays
        },
        "estimated": _days(sorted(in_force.estimated)),
    }
    if history:
        told["history"] = entries(rulebook.history(rulebook.CALENDAR))
    return told


def _deadlines(*, history: bool) -> responses.DeadlinesInForce:
    book, now = rulebook.rulebook(fresh=True), utcnow()
    known = agencies.registry(now)
    policy = rules.policy(book, known, now)
    told: responses.DeadlinesInForce = {
        "in_force": policy.rules_at(local_date(now, ZONE)).version,
        "versions": [_clocks(version) for version in policy.versions],
        "agency_limits": [
            {
                "agency_id": own.agency_id,
                "effective_from": own.effective_from.isoformat(),
                "in_force": policy.overrides.get(own.agency_id) == own.limits,
                "follow_up": own.limits.follow_up,
                "information_request": own.limits.information_request,
                "aspiration": own.limits.aspiration,
                "complaint": own.limits.complaint,
                "supervisory": own.limits.supervisory,
            }
            for own in book.agency_deadlines
        ],
    }
    if history:
        told["history"] = entries(
            [
                *rulebook.history(rulebook.DEADLINE_RULES),
                *rulebook.history(rulebook.AGENCY_DEADLINES),
            ]
        )
    return told


def _preview(filed_on: date, examples: list[PromiseChange]) -> responses.RulesPreview:
    return {"filed_on": filed_on.isoformat(), "examples": examples}


def _clocks(version: DeadlineRules) -> responses.DeadlineRulesVersion:
    return responses.DeadlineRulesVersion(**asdict(version), packaged=version in STANDARD)


def _agency(periods: list[Period]) -> responses.AgencyToday:
    """An agency as it is today, with all its periods, the first one first."""
    now = utcnow()
    today = {zone: local_date(now, zone) for zone in ZONES}
    (current,) = agencies.in_force((period.agency for period in periods), today)
    in_order = sorted(periods, key=lambda period: period.agency.valid_from or date.min)
    return responses.AgencyToday(
        **asdict(current),
        in_force=current.valid(today[current.zone]),
        periods=tuple(period.agency for period in in_order),
    )


def _with_history(items: list[responses.AgencyToday]) -> list[responses.AgencyWithHistory]:
    """The same agencies, each with every change to it."""
    changes = rulebook.history(rulebook.AGENCIES, items[0].id, items[-1].id)
    return [
        responses.AgencyWithHistory(
            **asdict(item),
            history=tuple(entries(one for one in changes if one.after["id"] == item.id)),
        )
        for item in items
    ]


def _difference(difference: AgencyChange) -> responses.ChangedAgency:
    begins = difference.agency.valid_from
    return {
        "id": difference.agency.id,
        "valid_from": begins.isoformat() if begins else None,
        "new_period": difference.before is None,
        "fields": list(difference.fields),
    }


def _problems(problems: Iterable[ImportProblem]) -> list[responses.LineProblem]:
    listed = list(problems)
    refusal = Invalid([import_agencies.to_field_problem(each) for each in listed])
    worded = error_response.error_object(refusal, language(routes.current_request), "")["fields"]
    return [
        {"line": each.line, "field": each.field, "reason": each.reason, "message": told["message"]}
        for each, told in zip(listed, worded, strict=True)
    ]


def _days(days: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in days]
