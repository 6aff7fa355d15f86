"""An officer's login, passed on to the user pool, so that the page talks to one host only."""

import functools
from typing import TYPE_CHECKING, Any

import boto3

from chalicelib import settings
from chalicelib.errors import NotAllowed, Unavailable

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


@functools.cache
def _pool(region: str) -> "CognitoIdentityProviderClient":
    return boto3.client("cognito-idp", region_name=region)


def log_in(email: str, password: str, new_password: str | None) -> dict[str, Any]:
    """An access token, or `{"challenge": "new_password"}` when the first login must set one.

    Raises `NotAllowed("login_failed")`, the same for an unknown address and a wrong password.
    """
    here = settings.load()
    pool = _pool(here.region)
    refused = (pool.exceptions.NotAuthorizedException, pool.exceptions.UserNotFoundException)
    try:
        answer: Any = pool.initiate_auth(
            ClientId=here.user_pool_client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": email, "PASSWORD": password},
        )
        if answer.get("ChallengeName") == "NEW_PASSWORD_REQUIRED":
            if new_password is None:
                return {"challenge": "new_password"}
            answer = pool.respond_to_auth_challenge(
                ClientId=here.user_pool_client_id,
                ChallengeName="NEW_PASSWORD_REQUIRED",
                Session=answer["Session"],
                ChallengeResponses={"USERNAME": email, "NEW_PASSWORD": new_password},
            )
    except refused:
        raise NotAllowed("login_failed") from None
    except pool.exceptions.TooManyRequestsException:
        raise Unavailable("unavailable") from None
    tokens = answer["AuthenticationResult"]
    return {
        "access_token": tokens["AccessToken"],
        "token_type": "Bearer",
        "expires_in": tokens["ExpiresIn"],
    }
