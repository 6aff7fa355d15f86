"""Where agencies' own systems are told of what happens to their cases, for the national
administrator."""

from typing import Annotated

from chalice.app import Blueprint
from pydantic import AfterValidator, StringConstraints

from chalicelib.errors import Invalid, Problem
from chalicelib.http import webhook_responses as responses
from chalicelib.http.auth import current_officer, national_admins, officers
from chalicelib.http.endpoint import endpoint
from chalicelib.http.json_response import JsonResponse
from chalicelib.http.request import parse_body, utcnow
from chalicelib.http.rule_history import ZONE
from chalicelib.http.schemas import RequestModel
from chalicelib.http.social_schemas import is_link
from chalicelib.observability import logger
from chalicelib.protection.webhooks import signing_key
from chalicelib.store import agencies, agency_webhooks
from chalicelib.store.agency_webhooks import ListedWebhook, Webhook, WebhookState
from chalicelib.store.rulebook import Author
from chalicelib.usecases import administer
from chalicelib.usecases.call_webhooks import Caller
from chalicelib.workdays import iso

routes = Blueprint(__name__)


class WebhookIn(RequestModel):
    """Where an agency's system takes events: https, a host's name, port 443. Nothing is sent while
    it is not `active`."""

    url: Annotated[str, StringConstraints(max_length=1_000), AfterValidator(is_link)]
    active: bool = True


@endpoint(routes, "GET", "/v1/admin/webhooks", authorizer=officers, let_in=national_admins)
def get_admin_webhooks() -> responses.WebhookList:
    """The webhooks of agencies, those that were stopped too, and how it went with each. For the
    national administrator."""
    return {"items": _lines(agency_webhooks.every())}


@endpoint(
    routes,
    "PUT",
    "/v1/admin/webhooks/{agency_id}",
    authorizer=officers,
    let_in=national_admins,
    body=WebhookIn,
    statuses=(200, 201),
)
def put_admin_webhook(agency_id: str) -> JsonResponse[responses.WebhookSaved]:
    """Tell an agency's system of events from now on, or change where, or stop it. A new one gets
    the key that signs, shown this once; a change keeps it."""
    by = _author()
    sent = parse_body(routes.current_request, WebhookIn)
    if agencies.registry(by.at).get(agency_id) is None:
        raise Invalid([Problem(field="agency_id", code="unknown_agency")])
    before = agency_webhooks.find(agency_id)
    salt = before.webhook.salt if before else agency_webhooks.new_salt()
    wanted = Webhook(agency_id=agency_id, url=sent.url, salt=salt, active=sent.active)
    (line,) = _lines([agency_webhooks.write(wanted, before, by)])
    key = None if before else signing_key(salt)
    return JsonResponse(body={**line, "key": key}, status=200 if before else 201)


@endpoint(
    routes,
    "POST",
    "/v1/admin/webhooks/{agency_id}/key",
    authorizer=officers,
    let_in=national_admins,
)
def post_admin_webhook_key(agency_id: str) -> responses.WebhookWithKey:
    """Another key in the place of the one that signs, shown this once; it signs everything within
    a minute."""
    listed = agency_webhooks.rotate(agency_id, _author())
    (line,) = _lines([listed])
    return {**line, "key": signing_key(listed.webhook.salt)}


@endpoint(
    routes,
    "POST",
    "/v1/admin/webhooks/{agency_id}/try",
    authorizer=officers,
    let_in=national_admins,
)
def post_admin_webhook_try(agency_id: str) -> responses.WebhookTried:
    """Send a try (`type` is `test`), signed like an event; also to one that was stopped."""
    reason = Caller.default().attempt(agency_id, _author().at)
    return {"taken": reason is None, "reason": reason}


@endpoint(
    routes, "DELETE", "/v1/admin/webhooks/{agency_id}", authorizer=officers, let_in=national_admins
)
def delete_admin_webhook(agency_id: str) -> responses.WebhookRemoved:
    """Take the webhook of an agency away, with its key; once more changes nothing."""
    by = _author()
    agency_webhooks.remove(agency_id)
    told = {"agency_id": agency_id, "officer_id": by.officer_id}
    logger.info("an officer removed a webhook", extra=told)
    return {"agency_id": agency_id}


def _author() -> Author:
    return administer.author(current_officer(routes.current_request), utcnow())


def _lines(found: list[ListedWebhook]) -> list[responses.WebhookLine]:
    """Each with how it went with it."""
    states = agency_webhooks.states_of(listed.webhook.agency_id for listed in found)
    return [_line(listed, states.get(listed.webhook.agency_id)) for listed in found]


def _line(listed: ListedWebhook, state: WebhookState | None) -> responses.WebhookLine:
    webhook = listed.webhook
    return {
        "agency_id": webhook.agency_id,
        "url": webhook.url,
        "active": webhook.active,
        "changed_at": iso(listed.changed_at, ZONE),
        "changed_by": listed.changed_by,
        "called_at": iso(state.called_at, ZONE) if state else None,
        "failures": state.failures if state else 0,
        "reason": state.reason if state else None,
    }
