"""How much one may do in a while, and at which price: shown to the national administrator, and
moved by them without a deployment."""

from typing import Annotated

from chalice.app import Blueprint
from pydantic import Field

from chalicelib.http import rate_limit_responses as responses
from chalicelib.http.admin_schemas import RulesQuery
from chalicelib.http.auth import current_officer, national_admins, officers
from chalicelib.http.endpoint import endpoint
from chalicelib.http.request import parse_body, parse_query, utcnow
from chalicelib.http.rule_history import entries
from chalicelib.http.schemas import Reason, RequestModel
from chalicelib.store import rulebook
from chalicelib.store.rate_counters import Amount, RateLimit, in_force
from chalicelib.store.rulebook import Author, RateLimitChange
from chalicelib.usecases import administer, rate_limits

routes = Blueprint(__name__)


class RateLimitIn(RequestModel):
    """How much it is from now on, everywhere within a minute; null goes back to what comes with the
    software."""

    most: Annotated[int, Field(ge=0, le=1_000_000)] | None
    note: Reason | None = None


@endpoint(
    routes, "GET", "/v1/admin/rates", authorizer=officers, let_in=national_admins, query=RulesQuery
)
def get_admin_rates() -> responses.RateLimitsInForce:
    """How much one may do in a while, and at which price: what is in force, and from where to where
    each may be moved. For the national administrator."""
    return _rates(history=parse_query(routes.current_request, RulesQuery).history)


@endpoint(
    routes,
    "PUT",
    "/v1/admin/rates/{rate}",
    authorizer=officers,
    let_in=national_admins,
    body=RateLimitIn,
)
def put_admin_rate(rate: str) -> responses.RateLimitsInForce:
    """Move one within its bounds, with who, when and why. What was counted before stays counted."""
    by = _author()
    sent = parse_body(routes.current_request, RateLimitIn)
    administer.change_rate_limit(
        RateLimitChange(name=rate, most=sent.most), by.with_note(sent.note)
    )
    return _rates(history=False)


def _author() -> Author:
    return administer.author(current_officer(routes.current_request), utcnow())


def _rates(*, history: bool) -> responses.RateLimitsInForce:
    rulebook.rulebook(fresh=True)
    told: responses.RateLimitsInForce = {"items": [_rate(amount) for amount in rate_limits.ALL]}
    if history:
        told["history"] = entries(rulebook.history(rulebook.RATES))
    return told


def _rate(amount: Amount) -> responses.RateLimitInForce:
    window = amount.window if isinstance(amount, RateLimit) else None
    return {
        "name": amount.name,
        "window": None if window is None else int(window.total_seconds()),
        "most": in_force(amount).value,
        "packaged": amount.value,
        "least": amount.minimum,
        "greatest": amount.maximum,
    }
