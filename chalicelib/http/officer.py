"""What an officer sees and does. Who they are comes from the checked token and nowhere else."""

from chalice.app import Blueprint

from chalicelib.attachments.attachment import Sender
from chalicelib.case.authority import may_read
from chalicelib.case.model import Actor
from chalicelib.events import Visibility
from chalicelib.http import cursors, officer_responses, officer_schemas, responses
from chalicelib.http.auth import current_officer, officers
from chalicelib.http.endpoint import endpoint
from chalicelib.http.json_response import saved_case, saved_case_after_failure
from chalicelib.http.request import language, parse_body, parse_query, request_id, utcnow
from chalicelib.http.retries import KEY, request_under_key
from chalicelib.http.schemas import TimelineQuery
from chalicelib.presentation import views
from chalicelib.presentation.attachment_views import attachment_views
from chalicelib.presentation.catalogue import Language
from chalicelib.presentation.labels import labels_of, region_name
from chalicelib.presentation.timeline import (
    LATEST,
    other_cases,
    timeline,
    timeline_without_thread,
    visible_to,
)
from chalicelib.presentation.view_types import InboxRow
from chalicelib.protection import receipts
from chalicelib.store import history
from chalicelib.store.loaded_cases import LoadedCase
from chalicelib.store.masking import mask_together
from chalicelib.store.queries import MOST_COUNTED, CaseListQuery
from chalicelib.usecases import (
    choose_agency,
    list_cases,
    record_readings,
    rules,
    saved_replies,
    similar,
)
from chalicelib.usecases.act import act_as_officer, open_for_officer
from chalicelib.usecases.idempotency import SavedStep
from chalicelib.usecases.other_cases import (
    anonymous_writers,
    naming_what_goes_on,
    related_ids,
    visible_to_everybody,
    visible_to_officer,
)
from chalicelib.usecases.record_readings import Reader, load_for_officer, version_for_officer
from chalicelib.usecases.rules import DecisionContext
from chalicelib.workdays import iso

routes = Blueprint(__name__)


@endpoint(
    routes,
    "GET",
    "/v1/officer/inbox",
    authorizer=officers,
    query=officer_schemas.InboxQuery,
)
def get_inbox() -> officer_responses.Inbox:
    """The officer's cases: nearest deadline first, for a monitor worst first. Of a whole number in
    `q`, that case alone, wherever it lies, if the officer may read it.

    A page shows the list as it is then. A case that moves up while pages are read is in none of
    the later ones: who has to have every case reads from the beginning again.
    """
    reader, now = _reader("inbox"), utcnow()
    actor = reader.actor
    wanted = parse_query(routes.current_request, officer_schemas.InboxQuery)
    belongs_to = "inbox", actor.role, actor.agency_id, wanted.filters()
    place = cursors.decode_cursor(wanted.cursor, *belongs_to)
    context = rules.decision_context(now)
    spoken = language(routes.current_request)
    narrowed = wanted.case_filter()
    listed = list_cases.list_asked_of if wanted.asked else list_cases.list_of
    if number := narrowed.number():
        page = list_cases.of_number(number, reader, context)
    else:
        asked = CaseListQuery(
            now=now,
            limit=wanted.limit,
            status=wanted.status,
            overdue=wanted.overdue,
            place=place,
        )
        page = listed(actor, narrowed, asked, context)
    record_readings.record_listed(page.cases, reader)
    known = visible_to_everybody(case.merged_into for case in page.cases if case.merged_into)
    rows = (
        views.inbox_row(case, now=now, agency_name=context.agencies.name_of, visible_cases=known)
        for case in page.cases
    )
    return {
        "items": [_line(row, spoken) for row in rows],
        "next_cursor": cursors.encode_cursor(page.place, *belongs_to),
    }


def _line(row: InboxRow, spoken: Language) -> officer_responses.InboxLine:
    return {**row, **labels_of(row, spoken)}


@endpoint(
    routes,
    "GET",
    "/v1/officer/inbox/counts",
    authorizer=officers,
    query=officer_schemas.CountsQuery,
)
def get_inbox_counts() -> officer_responses.InboxCounts:
    """How many cases the officer's list has in each open status, and how many are overdue."""
    actor, context = current_officer(routes.current_request), rules.decision_context(utcnow())
    wanted = parse_query(routes.current_request, officer_schemas.CountsQuery)
    counts = list_cases.count(actor, wanted.case_filter(), context)
    return {
        "items": [{"status": status, "number": number} for status, number in counts.of.items()],
        "overdue": counts.overdue,
        "most": MOST_COUNTED,
    }


@endpoint(routes, "GET", "/v1/officer/replies", authorizer=officers)
def get_replies() -> officer_responses.Replies:
    """The replies that the officer's agency, and the government it is a unit of, keep."""
    usable = saved_replies.usable(current_officer(routes.current_request), utcnow())
    return {"items": [{"title": one.title, "text": one.text} for one in usable]}


@endpoint(routes, "GET", "/v1/officer/complaints/{case_id}", authorizer=officers)
def get_officer_complaint(case_id: str) -> responses.OfficersCase:
    """A complaint as the handling agency sees it, with the actions open to the caller."""
    reader, context = _reader("view"), rules.decision_context(utcnow())
    return _view_of(open_for_officer(case_id, reader, context), reader.actor, context)


@endpoint(routes, "GET", "/v1/officer/complaints/{case_id}/version", authorizer=officers)
def get_officer_version(case_id: str) -> officer_responses.VersionOfCase:
    """Whether a complaint that lies open has changed: its version alone, which is no reading."""
    context = rules.decision_context(utcnow())
    return {"version": version_for_officer(case_id, _reader("version"), context)}


@endpoint(routes, "GET", "/v1/officer/complaints/{case_id}/similar", authorizer=officers)
def get_officer_similar(case_id: str) -> responses.SimilarCases:
    """Complaints like this one that everybody may see, or the officer may read."""
    reader, context = _reader("similar"), rules.decision_context(utcnow())
    loaded = open_for_officer(case_id, reader, context)
    found = similar.similar_to_case(loaded.case, loaded.words, reader.actor, context)
    record_readings.record_listed((one.case for one in found), reader)
    return {
        "items": [
            {
                "id": one.case.id,
                "title": one.case.masked_title,
                "status": one.case.status,
                "region_name": region_name(one.case.location.region_code),
                "filed_at": iso(one.case.filed_at, one.case.zone),
                "similarity": round(one.similarity, 2),
            }
            for one in found
        ]
    }


@endpoint(
    routes,
    "GET",
    "/v1/officer/complaints/{case_id}/agencies",
    authorizer=officers,
    query=officer_schemas.ChoiceQuery,
)
def get_officer_agencies(case_id: str) -> officer_responses.AgencyChoices:
    """The agencies that an action on the complaint may name, found by what people call them; those
    of its region first."""
    reader, context = _reader("agencies"), rules.decision_context(utcnow())
    wanted = parse_query(routes.current_request, officer_schemas.ChoiceQuery)
    case = load_for_officer(case_id, reader, context)
    found = choose_agency.choices(case, wanted.action, wanted.q, reader.actor, context)
    return {"items": [officer_responses.agency_choice(one) for one in found]}


@endpoint(
    routes,
    "GET",
    "/v1/officer/complaints/{case_id}/timeline",
    authorizer=officers,
    query=TimelineQuery,
)
def get_officer_timeline(case_id: str) -> responses.Timeline:
    """What happened, newest first; with the `timeline_cursor` of a complaint, what its view does
    not show."""
    reader = _reader("timeline")
    wanted = parse_query(routes.current_request, TimelineQuery)
    context = rules.decision_context(utcnow())
    case = load_for_officer(case_id, reader, context)
    place = cursors.decode_cursor(wanted.cursor, *_timeline_of(case.id))
    page = history.backwards(
        case.id,
        visible_to(Visibility.AGENCY),
        before=int(place) if place else None,
        limit=wanted.limit,
    )
    return {
        "items": timeline(
            page.events,
            Visibility.AGENCY,
            zone=case.zone,
            agency_name=context.agencies.name_of,
            visible_cases=visible_to_officer(reader.actor, other_cases(page.events), context),
        ),
        "next_cursor": cursors.encode_cursor(page.place, *_timeline_of(case.id)),
    }


def _timeline_of(case_id: str) -> tuple[str, str]:
    """The list that a cursor of an officer's timeline belongs to."""
    return "officer timeline", case_id


@endpoint(
    routes,
    "POST",
    "/v1/officer/complaints/{case_id}/actions",
    authorizer=officers,
    body=officer_schemas.ActionIn,
    headers=(KEY,),
)
def post_action(case_id: str) -> responses.OfficersCase | responses.SavedCase:
    """Act on a complaint, on the version the officer saw."""
    actor = current_officer(routes.current_request)
    sent = parse_body(routes.current_request, officer_schemas.ActionIn)
    action = officer_schemas.action_of(sent)
    context, known_id = rules.decision_context(utcnow()), receipts.parse_case_id(case_id)
    scope = f"{known_id} {actor.officer_id}"
    request = request_under_key(routes.current_request, sent, scope=scope, now=context.now)
    loaded, step = act_as_officer(
        known_id,
        action,
        _reader(sent.action),
        seen_version=sent.version,
        context=context,
        request=request,
    )
    try:
        return _view_after(loaded, step, actor, context)
    except Exception:
        return saved_case_after_failure(step)


def _reader(purpose: str) -> Reader:
    """Who asks for a case in this request, and for what."""
    request = routes.current_request
    return Reader(actor=current_officer(request), request_id=request_id(request), purpose=purpose)


def _view_after(
    loaded: LoadedCase, step: SavedStep, actor: Actor, context: DecisionContext
) -> responses.OfficersCase | responses.SavedCase:
    """What an officer sees after their step; where they handed the case on, and with it the right
    to read it, or have lost that since, what the step came to alone."""
    if may_read(loaded.case, actor, context):
        return _view_of(loaded, actor, context)
    return saved_case(step)


def _view_of(loaded: LoadedCase, actor: Actor, context: DecisionContext) -> responses.OfficersCase:
    case, shown = naming_what_goes_on(loaded.case), loaded.events[-LATEST:]
    older = shown[0].number if shown and shown[0].number > 1 else None
    known = visible_to_officer(actor, (*related_ids(case), *other_cases(shown)), context)
    words = loaded.words
    view = views.officer_view(
        case,
        words,
        loaded.events,
        actor=actor,
        context=context,
        mask=lambda address: mask_together((address,), beside=words.masked_texts)[0],
        agency_name=context.agencies.name_of,
        visible_cases=known,
        anonymous_writers=anonymous_writers(loaded.events),
        attachments=attachment_views(
            loaded.attachments,
            case,
            Sender.AGENCY,
            agency_id=actor.agency_id,
            now=context.now,
            language=language(routes.current_request),
        ),
    )
    return {
        **view,
        **labels_of(view, language(routes.current_request)),
        "timeline": timeline_without_thread(
            shown, zone=case.zone, agency_name=context.agencies.name_of, visible_cases=known
        ),
        "timeline_cursor": cursors.encode_cursor(older, *_timeline_of(case.id)),
    }
