"""News of a public complaint by mail: asked for with an address, then confirmed or stopped from
a mail to it."""

from typing import Annotated, Literal

from chalice.app import Blueprint
from pydantic import StringConstraints

from chalicelib.http import responses
from chalicelib.http.credentials import WAYS_IN, credentials
from chalicelib.http.endpoint import endpoint
from chalicelib.http.request import language, parse_body, utcnow
from chalicelib.http.schemas import Email, RequestModel
from chalicelib.protection import receipts
from chalicelib.usecases.act import load_for_everybody
from chalicelib.usecases.follow import answer_follower, ask_news

routes = Blueprint(__name__)


class FollowIn(RequestModel):
    """The address that wants the news, and in which language; without it in that of the request."""

    email: Email
    language: Literal["id", "en"] | None = None


class FollowerIn(RequestModel):
    """The token of a mail to a follower, and whether they want the news."""

    token: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
    follow: bool


@endpoint(
    routes,
    "POST",
    "/v1/complaints/{case_id}/followers",
    body=FollowIn,
    headers=WAYS_IN,
    statuses=(202,),
)
def post_followers(case_id: str) -> responses.FollowingAsked:
    """Ask for news of a public complaint by mail: the address gets one mail and nothing more until
    who reads it confirms that. Whether it follows already, the answer does not say."""
    request = routes.current_request
    case = load_for_everybody(case_id)
    sent = parse_body(request, FollowIn)
    spoken = sent.language or language(request)
    asked = ask_news(case, sent.email, spoken, credentials(request), utcnow())
    return {"id": asked}


@endpoint(routes, "POST", "/v1/complaints/{case_id}/follower", body=FollowerIn)
def post_follower(case_id: str) -> responses.ContactChoice:
    """Say, with the token of a mail to a follower, that one wants the news or no more of it. The
    address is erased with that; it can be asked again 30 days later."""
    sent = parse_body(routes.current_request, FollowerIn)
    choice = answer_follower(case_id, sent.token, follow=sent.follow, now=utcnow())
    return {"id": receipts.parse_case_id(case_id), "mails": choice.value}


@endpoint(routes, "POST", "/follow/{case_id}/{token}")
def post_one_click(case_id: str, token: str) -> responses.ContactChoice:
    """Stop the news, as mail programs do for who presses their button (RFC 8058): the address is in
    the `List-Unsubscribe` of the mail, and nothing of what is sent there is read. To look at the
    address changes nothing: it is the page with the buttons."""
    choice = answer_follower(case_id, token, follow=False, now=utcnow())
    return {"id": receipts.parse_case_id(case_id), "mails": choice.value}
