"""An officer's login, passed on to the user pool, so that the page talks to one host only."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from typing_extensions import TypedDict

from chalicelib import clients, settings
from chalicelib.errors import Invalid, NotAllowed, Problem

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


class Session(TypedDict):
    """A login: the token for the officer routes, and how many seconds it lasts."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int


class SignedIn(Session):
    """A new login, with what renews it."""

    refresh_token: str


class AskedMore(TypedDict):
    """What the login needs beside address and password."""

    challenge: Literal["new_password", "code"]


# Cognito's name of a challenge: what we ask the officer for, what Cognito calls the answer.
CHALLENGES: dict[str, tuple[Literal["new_password", "code"], str]] = {
    "NEW_PASSWORD_REQUIRED": ("new_password", "NEW_PASSWORD"),
    "SOFTWARE_TOKEN_MFA": ("code", "SOFTWARE_TOKEN_MFA_CODE"),
}


def log_in(
    email: str, password: str, *, new_password: str | None = None, code: str | None = None
) -> SignedIn | AskedMore:
    """An access token, and a refresh token for `renew`; or `{"challenge": ...}` where the login
    needs more: `new_password` at the first, `code` from the officer's authenticator app.

    Raises `NotAllowed("login_failed")`, the same for an unknown address, a wrong password, a
    wrong code and an account that cannot log in as it is, and `Invalid` for a new password that is
    too weak.
    """
    here = settings.load()
    pool = _pool()
    refused = pool.exceptions
    more = {"NEW_PASSWORD_REQUIRED": new_password, "SOFTWARE_TOKEN_MFA": code}
    try:
        answer: Any = pool.initiate_auth(
            ClientId=here.user_pool_client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": email, "PASSWORD": password},
        )
        while (challenge := answer.get("ChallengeName")) is not None:
            if challenge not in CHALLENGES:
                raise NotAllowed("login_failed")
            given = more[challenge]
            if given is None:
                return {"challenge": CHALLENGES[challenge][0]}
            answer = pool.respond_to_auth_challenge(
                ClientId=here.user_pool_client_id,
                ChallengeName=challenge,
                Session=answer["Session"],
                ChallengeResponses={"USERNAME": email, CHALLENGES[challenge][1]: given},
            )
    except (
        refused.NotAuthorizedException,
        refused.UserNotFoundException,
        refused.CodeMismatchException,
        refused.ExpiredCodeException,
        refused.InvalidParameterException,
        refused.PasswordResetRequiredException,
        refused.UserNotConfirmedException,
    ):
        raise NotAllowed("login_failed") from None
    except refused.InvalidPasswordException:
        raise Invalid([Problem(field="new_password", code="weak_password")]) from None
    tokens = answer["AuthenticationResult"]
    return {**_session(tokens), "refresh_token": tokens["RefreshToken"]}


def renew(refresh_token: str) -> Session:
    """A fresh access token for a session that is still allowed to go on.

    Raises `NotAllowed("login_failed")` when it is not: over, signed out, or the account disabled.
    """
    here = settings.load()
    pool = _pool()
    refused = pool.exceptions
    try:
        answer = pool.initiate_auth(
            ClientId=here.user_pool_client_id,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": refresh_token},
        )
    except (refused.NotAuthorizedException, refused.UserNotFoundException):
        raise NotAllowed("login_failed") from None
    return _session(answer["AuthenticationResult"])


def _session(tokens: Mapping[str, Any]) -> Session:
    return {
        "access_token": tokens["AccessToken"],
        "token_type": "Bearer",
        "expires_in": tokens["ExpiresIn"],
    }


def _pool() -> "CognitoIdentityProviderClient":
    found: CognitoIdentityProviderClient = clients.client("cognito-idp")
    return found
