"""An officer's session after the login: renewed, ended, and refused once it has ended.

The pool's tokens prove themselves until they expire, so what ends a session at once is kept beside
them (`store.sign_outs`) and asked with every request.
"""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from typing_extensions import TypedDict

from chalicelib import clients, settings
from chalicelib.errors import NotAllowed
from chalicelib.observability import logger
from chalicelib.store import sign_outs

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


class Session(TypedDict):
    """A login: the token for the officer routes, how many seconds it lasts, and what renews it,
    once."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    refresh_token: str


def pool() -> "CognitoIdentityProviderClient":
    """The client of the user pool."""
    found: CognitoIdentityProviderClient = clients.client("cognito-idp")
    return found


def session_of(tokens: Mapping[str, Any], refresh_token: str) -> Session:
    """What the pool gave, in our terms."""
    return {
        "access_token": tokens["AccessToken"],
        "token_type": "Bearer",
        "expires_in": tokens["ExpiresIn"],
        "refresh_token": refresh_token,
    }


def claims_of(access_token: str) -> dict[str, Any]:
    """What a token says that came from the pool just now; it is not checked here."""
    middle = access_token.split(".")[1]
    # Two signs of padding are enough for any length, and what is too much is passed over.
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(middle + "=="))
    return found


def check(claims: Mapping[str, Any]) -> None:
    """Raises `NotAllowed("session_over")` for a token whose session, or whose officer, was signed
    out since it began."""
    officer = sign_outs.ended_at(claims["sub"])
    is_over = officer is not None and int(claims.get("auth_time", 0)) <= int(officer.timestamp())
    if is_over or sign_outs.ended_at(claims.get("origin_jti", "")) is not None:
        raise NotAllowed("session_over")


def renew(refresh_token: str) -> Session:
    """Fresh tokens for a session that is still allowed to go on. The refresh token is used up; the
    pool takes it once more for a minute, for a tab that was slower.

    Raises `NotAllowed("login_failed")` when it is not: over, signed out, or the account disabled.
    """
    refused = pool().exceptions
    try:
        answer = pool().get_tokens_from_refresh_token(
            ClientId=settings.load().user_pool_client_id, RefreshToken=refresh_token
        )
    except (
        refused.NotAuthorizedException,
        refused.RefreshTokenReuseException,
        refused.UserNotFoundException,
    ):
        raise NotAllowed("login_failed") from None
    tokens = answer["AuthenticationResult"]
    # A pool without rotation, such as the emulator's, gives no other than the one in use.
    renewed = session_of(tokens, tokens.get("RefreshToken", refresh_token))
    try:
        check(claims_of(renewed["access_token"]))
    except NotAllowed:
        raise NotAllowed("login_failed") from None
    return renewed


def sign_out(claims: Mapping[str, Any], now: datetime) -> None:
    """End the session of a token, and with it what renews it, within a minute everywhere."""
    sign_outs.record(claims.get("origin_jti", claims["sub"]), now)
    logger.info("an officer signed out", extra={"officer_id": claims["sub"]})
