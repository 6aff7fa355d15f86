"""Which officers read which cases, and whom identities were shown to: for monitors and
custodians."""

from typing import Annotated

from chalice.app import Blueprint
from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from chalicelib.http import admin_responses as responses
from chalicelib.http import cursors
from chalicelib.http.auth import current_officer, officers
from chalicelib.http.endpoint import endpoint
from chalicelib.http.request import parse_query, utcnow
from chalicelib.http.schemas import Code, DaysQuery
from chalicelib.store.disclosures import Disclosure
from chalicelib.store.readings import PageRange, Reading
from chalicelib.usecases import list_disclosures, record_readings, rules
from chalicelib.workdays import iso

routes = Blueprint(__name__)
ZONE = "WIB"  # what administration writes its moments in


class ReadingsQuery(DaysQuery):
    """Whose readings: of a case, or by an officer (the pool's `sub`, as events have it)."""

    case_id: Code | None = None
    officer_id: Code | None = None
    cursor: Annotated[str, StringConstraints(max_length=300)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50

    @model_validator(mode="after")
    def _one(self) -> "ReadingsQuery":
        if (self.case_id is None) == (self.officer_id is None):
            raise PydanticCustomError("case_or_officer", "one of the two")
        return self

    def filters(self) -> dict[str, object]:
        """What the list is narrowed to: all but where the page begins and how long it is."""
        return self.model_dump(mode="json", exclude={"cursor", "limit"}, exclude_none=True)


@endpoint(
    routes,
    "GET",
    "/v1/admin/readings",
    authorizer=officers,
    let_in=record_readings.check_auditor,
    query=ReadingsQuery,
    refuses=(404,),
)
def get_admin_readings() -> responses.Readings:
    """Which officers read an anonymous or hidden complaint, or what an officer read of those; for
    monitors and custodians, of the complaints that they may read themselves."""
    actor, context = current_officer(routes.current_request), rules.decision_context(utcnow())
    sent = parse_query(routes.current_request, ReadingsQuery)
    belongs_to = "readings", actor.role, actor.agency_id, sent.filters()
    wanted = PageRange(
        since=sent.begin(),
        until=sent.end(),
        place=cursors.decode_cursor(sent.cursor, *belongs_to),
        limit=sent.limit,
    )
    if sent.case_id is not None:
        page = record_readings.of_case(sent.case_id, wanted, actor, context)
    else:
        page = record_readings.of_officer(sent.officer_id or "", wanted, actor, context)
    return {
        "items": [_entry(reading) for reading in page.readings],
        "next_cursor": cursors.encode_cursor(page.place, *belongs_to),
    }


class DisclosuresQuery(DaysQuery):
    """Disclosures to officers of which agency; without one of all."""

    agency_id: Code | None = None
    cursor: Annotated[str, StringConstraints(max_length=300)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50

    def filters(self) -> dict[str, object]:
        """What the list is narrowed to: all but where the page begins and how long it is."""
        return self.model_dump(mode="json", exclude={"cursor", "limit"}, exclude_none=True)


@endpoint(
    routes,
    "GET",
    "/v1/admin/disclosures",
    authorizer=officers,
    let_in=record_readings.check_auditor,
    query=DisclosuresQuery,
)
def get_admin_disclosures() -> responses.Disclosures:
    """Whose identities were shown to whom, the latest first; for monitors and custodians, of the
    complaints that they may read themselves. A page passes over others, up to a hundred: only
    beyond them it may be shorter than `limit`, also empty, and still say where the list goes on."""
    actor, context = current_officer(routes.current_request), rules.decision_context(utcnow())
    sent = parse_query(routes.current_request, DisclosuresQuery)
    belongs_to = "disclosures", actor.role, actor.agency_id, sent.filters()
    wanted = PageRange(
        since=sent.begin(),
        until=sent.end(),
        place=cursors.decode_cursor(sent.cursor, *belongs_to),
        limit=sent.limit,
    )
    page = list_disclosures.list_for_agency(sent.agency_id, wanted, actor, context)
    return {
        "items": [_disclosure(one) for one in page.disclosures],
        "next_cursor": cursors.encode_cursor(page.place, *belongs_to),
    }


def _disclosure(one: Disclosure) -> responses.DisclosureEntry:
    return {
        "case_id": one.case_id,
        "officer_id": one.officer_id,
        "shown_to": one.data["shown_to"],
        "approved_by": one.data["approved_by"],
        "fields": one.data["fields"],
        "basis": one.data["basis"],
        "silent_until": one.data.get("silent_until"),
        "at": iso(one.at, ZONE),
    }


def _entry(reading: Reading) -> responses.ReadingEntry:
    return {
        "case_id": reading.case_id,
        "officer_id": reading.officer_id,
        "role": reading.role,
        "agency_id": reading.agency_id,
        "purpose": reading.purpose,
        "refused": reading.refused,
        "at": iso(reading.at, ZONE),
        "request_id": reading.request_id,
    }
