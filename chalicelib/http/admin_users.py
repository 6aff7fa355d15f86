"""Officers' accounts, for the national administrator, and for an agency's administrator its own,
and to be read those of its units: the routes of the one function that may change the user pool."""

from typing import Annotated, Literal

from chalice.app import Blueprint
from pydantic import Field, StringConstraints

from chalicelib.case.model import Role
from chalicelib.http import admin_responses as responses
from chalicelib.http.auth import admins, current_officer, officers
from chalicelib.http.endpoint import endpoint
from chalicelib.http.json_response import JsonResponse
from chalicelib.http.request import parse_body, parse_query, utcnow
from chalicelib.http.schemas import Code, Email, QueryModel, RequestModel
from chalicelib.usecases.officers import end_access, invite, list_accounts

routes = Blueprint(__name__)


class UsersQuery(QueryModel):
    """Whose accounts."""

    agency_id: Code
    cursor: Annotated[str, StringConstraints(max_length=4096)] | None = None
    limit: Annotated[int, Field(ge=1, le=60)] = 20


class UserIn(RequestModel):
    """Whom to invite. Roles that reach beyond an agency are given by an operator only."""

    email: Email
    role: Literal["agency_admin", "liaison"]
    agency_id: Code


@endpoint(routes, "GET", "/v1/admin/users", authorizer=officers, let_in=admins, query=UsersQuery)
def get_admin_users() -> responses.Accounts:
    """The officers of an agency, with their role and whether they have a second factor: also for
    the administrator of the government it is a unit of."""
    actor = current_officer(routes.current_request)
    sent = parse_query(routes.current_request, UsersQuery)
    page = list_accounts(sent.agency_id, actor, utcnow(), place=sent.cursor, limit=sent.limit)
    return {"items": list(page.accounts), "next_cursor": page.place}


@endpoint(
    routes,
    "POST",
    "/v1/admin/users",
    authorizer=officers,
    let_in=admins,
    body=UserIn,
    statuses=(201,),
)
def post_admin_user() -> JsonResponse[responses.Invitation]:
    """Invite an officer, or again: an account that is there is brought to this role, with a new
    first password, without its second factor and its sessions; one whose access was ended by the
    national administrator alone."""
    actor = current_officer(routes.current_request)
    sent = parse_body(routes.current_request, UserIn)
    account, password = invite(sent.email, Role(sent.role), sent.agency_id, actor, utcnow())
    return JsonResponse(body={"password": password, **account}, status=201)


@endpoint(
    routes,
    "DELETE",
    "/v1/admin/users/{officer_id}",
    authorizer=officers,
    let_in=admins,
    refuses=(404,),
)
def delete_admin_user(officer_id: str) -> responses.AccessEnded:
    """End an officer's access: their account is disabled, and their sessions end within a minute.
    `officer_id` is what events and readings have."""
    actor = current_officer(routes.current_request)
    return {"officer_id": end_access(officer_id, actor)}
