"""The keys of machine clients, for the national administrator."""

from datetime import datetime

from chalice.app import Blueprint

from chalicelib.errors import NotFound
from chalicelib.http import admin_responses as responses
from chalicelib.http import admin_schemas as schemas
from chalicelib.http.auth import current_officer, national_admins, officers
from chalicelib.http.endpoint import endpoint
from chalicelib.http.request import parse_body, utcnow
from chalicelib.http.rule_history import ZONE
from chalicelib.store import api_keys
from chalicelib.store.api_keys import ApiKey
from chalicelib.store.rulebook import Author
from chalicelib.usecases import administer, machine_clients
from chalicelib.workdays import iso, last_moment

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/admin/api-keys", authorizer=officers, let_in=national_admins)
def get_admin_api_keys() -> responses.ApiKeys:
    """The keys of machine clients, with who answers for each. For the national administrator."""
    now = _author().at
    return {"items": [_api_key(key, now) for key in api_keys.every()]}


@endpoint(
    routes,
    "POST",
    "/v1/admin/api-keys",
    authorizer=officers,
    let_in=national_admins,
    body=schemas.ApiKeyIn,
    statuses=(201,),
)
def post_admin_api_key() -> responses.NewApiKey:
    """Give a machine client a key, shown this once; it counts everywhere within a minute."""
    by = _author()
    sent = parse_body(routes.current_request, schemas.ApiKeyIn)
    made, key = machine_clients.issue(
        sent.client,
        owner=sent.owner,
        scopes=sent.scopes,
        per_minute=sent.per_minute,
        valid_until=last_moment(sent.valid_until, ZONE),
        by=by,
    )
    return {"key": key, **_api_key(made, by.at)}


@endpoint(
    routes, "DELETE", "/v1/admin/api-keys/{key_id}", authorizer=officers, let_in=national_admins
)
def delete_admin_api_key(key_id: str) -> responses.ListedApiKey:
    """Take a key back; it counts nowhere after a minute. Once more changes nothing."""
    by = _author()
    if len(key_id) != api_keys.ID_LENGTH:
        raise NotFound("unknown_key")  # no beginning of an id: that might be another key's
    return _api_key(api_keys.revoke(key_id, by), by.at)


def _author() -> Author:
    return administer.author(current_officer(routes.current_request), utcnow())


def _api_key(key: ApiKey, now: datetime) -> responses.ListedApiKey:
    grant = key.grant
    return {
        "id": key.id,
        "client": grant.client,
        "owner": grant.owner,
        "scopes": list(grant.scopes),
        "per_minute": grant.per_minute,
        "valid_until": iso(grant.valid_until, ZONE),
        "made_at": iso(grant.made_at, ZONE),
        "made_by": grant.made_by,
        "revoked_at": iso(key.revoked_at, ZONE) if key.revoked_at else None,
        "revoked_by": key.revoked_by,
        "in_force": key.counts(now),
    }
