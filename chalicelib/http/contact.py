"""What somebody who gets mail about a complaint can say without the secret code: that the
complaint is theirs, or not."""

from typing import Annotated

from chalice.app import Blueprint
from pydantic import StringConstraints

from chalicelib.http import responses
from chalicelib.http.endpoint import endpoint
from chalicelib.http.request import parse_body
from chalicelib.http.schemas import RequestModel
from chalicelib.protection import receipts
from chalicelib.usecases.confirm_address import confirm_or_stop_mails

routes = Blueprint(__name__)


class ContactIn(RequestModel):
    """The token of a mail about a complaint, and whether the complaint is the reader's own."""

    token: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
    mine: bool


@endpoint(routes, "POST", "/v1/complaints/{case_id}/contact", body=ContactIn)
def post_contact(case_id: str) -> responses.ContactChoice:
    """Say, with the token of a mail about a complaint, that it is one's own or that no more mails
    shall come to that address about it; the last word counts. No receipt is needed."""
    sent = parse_body(routes.current_request, ContactIn)
    standing = confirm_or_stop_mails(case_id, sent.token, mine=sent.mine)
    return {"id": receipts.parse_case_id(case_id), "mails": standing.value}
