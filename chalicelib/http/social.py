"""What comes in from other systems under their signature."""

import re

from chalice.app import Blueprint, Request

from chalicelib.errors import Invalid, NotAllowed
from chalicelib.http.endpoint import endpoint
from chalicelib.http.request import LONGEST_ESCAPE, MAX_BODY_BYTES, parse_body, utcnow
from chalicelib.http.social_responses import TakenPosts
from chalicelib.http.social_schemas import PostsIn
from chalicelib.protection.webhooks import SignedBody
from chalicelib.usecases.take_posts import find_signer, take_posts

routes = Blueprint(__name__)
TIMESTAMP, SIGNATURE = "X-Timestamp", "X-Signature"
_SECONDS = re.compile(r"[0-9]{1,11}")


@endpoint(
    routes,
    "POST",
    "/v1/channels/social",
    body=PostsIn,
    headers=(TIMESTAMP, SIGNATURE),
    statuses=(202,),
    refuses=(401, 409, 429),
)
def post_social() -> TakenPosts:
    """Public posts that a source found, to be looked through for complaints. The source signs with
    its key: `X-Timestamp` is the present moment in seconds since 1970, `X-Signature` the hex of
    HMAC-SHA256 over that, a dot and the body as it is sent. What was signed counts once, and
    within five minutes."""
    request, now = routes.current_request, utcnow()
    signed = _signed(request)
    signer = find_signer(signed, now)
    sent = parse_body(request, PostsIn)
    take_posts([post.post(signer.client) for post in sent.posts], signed, signer, now)
    return {"taken": len(sent.posts)}


def _signed(request: Request) -> SignedBody:
    timestamp = request.headers.get(TIMESTAMP.lower(), "")
    signature = request.headers.get(SIGNATURE.lower(), "").removeprefix("sha256=")
    if not _SECONDS.fullmatch(timestamp) or not signature.isascii() or not signature:
        raise NotAllowed("signature_required")
    raw = request.raw_body
    body = raw if isinstance(raw, bytes) else raw.encode()
    if len(body) > LONGEST_ESCAPE * MAX_BODY_BYTES:
        raise Invalid([], code="too_large")
    return SignedBody(timestamp=timestamp, signature=signature, body=body)
