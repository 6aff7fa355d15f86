"""The replies that an agency keeps for its officers: for its admin."""

from typing import Annotated

from chalice.app import Blueprint
from pydantic import Field
from typing_extensions import TypedDict

from chalicelib.http.auth import admins, current_officer, officers
from chalicelib.http.endpoint import endpoint
from chalicelib.http.officer_responses import ReplyView
from chalicelib.http.request import parse_body, utcnow
from chalicelib.http.schemas import Body, RequestModel, Title
from chalicelib.store import replies
from chalicelib.store.replies import SavedReplies, SavedReply
from chalicelib.usecases import saved_replies

routes = Blueprint(__name__)


class ReplyIn(RequestModel):
    """A text that is sent often. In it `{nomor}`, `{judul}`, `{hari_ini}` and `{batas_waktu}` are
    filled in."""

    title: Title
    text: Body


class RepliesIn(RequestModel):
    """The whole list, in the place of the `version` that was seen."""

    version: Annotated[int, Field(ge=0)]
    items: Annotated[list[ReplyIn], Field(max_length=50)]


class RepliesOfAgency(TypedDict):
    """The replies of the officer's agency; `version` is sent with a change."""

    version: int
    items: list[ReplyView]


@endpoint(routes, "GET", "/v1/admin/replies", authorizer=officers)
def get_admin_replies() -> RepliesOfAgency:
    """The replies of the officer's own agency."""
    actor = current_officer(routes.current_request)
    return _told(replies.of_agency(str(actor.agency_id)))


@endpoint(routes, "PUT", "/v1/admin/replies", authorizer=officers, let_in=admins, body=RepliesIn)
def put_admin_replies() -> RepliesOfAgency:
    """Put a list of replies in the place of the one that was seen."""
    actor = current_officer(routes.current_request)
    sent = parse_body(routes.current_request, RepliesIn)
    wanted = [SavedReply(title=one.title, text=one.text) for one in sent.items]
    return _told(saved_replies.replace_all(actor, wanted, sent.version, utcnow()))


def _told(found: SavedReplies) -> RepliesOfAgency:
    return {
        "version": found.version,
        "items": [{"title": one.title, "text": one.text} for one in found.items],
    }
