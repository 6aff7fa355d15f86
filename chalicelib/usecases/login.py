"""An officer's login, passed on to the user pool, so that the page talks to one host only.

The pool gives tokens to nobody but the service's own role (`ADMIN_USER_PASSWORD_AUTH`), so what is
asked for here cannot be gone around.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote

from typing_extensions import TypedDict

from chalicelib import settings
from chalicelib.case.model import Role
from chalicelib.errors import Invalid, NotAllowed, Problem
from chalicelib.observability import logger
from chalicelib.usecases import guessing
from chalicelib.usecases.sessions import Session, claims_of, pool, session_of

SECOND_FACTOR = frozenset({Role.NATIONAL_ADMIN, Role.CUSTODIAN, Role.MONITOR})
"""Who reads cases of everybody, or opens identities: no session without a second factor."""

ISSUER = "LAPOR"


class AskedMore(TypedDict):
    """What the login needs beside address and password."""

    challenge: Literal["new_password", "code"]


class AskedToEnrol(TypedDict):
    """What the login needs: a first code of an authenticator app that was given this secret (base
    32), by hand or by its `otpauth` address. Both are shown this once."""

    challenge: Literal["enrol"]
    secret: str
    otpauth: str


# Cognito's name of a challenge: what we ask the officer for, what Cognito calls the answer.
CHALLENGES: dict[str, tuple[Literal["new_password", "code"], str]] = {
    "NEW_PASSWORD_REQUIRED": ("new_password", "NEW_PASSWORD"),
    "SOFTWARE_TOKEN_MFA": ("code", "SOFTWARE_TOKEN_MFA_CODE"),
}

# As the pool's own policy has it; held here too, because not every pool does.
SHORTEST_PASSWORD = 12  # characters


def log_in(
    email: str,
    password: str,
    *,
    new_password: str | None = None,
    code: str | None = None,
    enrol: bool = False,
    network: str,
    now: datetime,
) -> Session | AskedMore | AskedToEnrol:
    """A session; or `{"challenge": ...}` where the login needs more: `new_password` at the first,
    `code` from the officer's authenticator app, `enrol` where there is none yet and the role needs
    one, or the officer wishes it. Then `code` is the first one of the app.

    `network` is where the request comes from, as a keyed hash; `now` is in UTC. Raises
    `TooMany("too_many_requests")` after too many wrong tries of the account or from the network,
    `NotAllowed("login_failed")`, the same for an unknown address, a wrong password, a
    wrong code and an account that cannot log in as it is, and `Invalid` for a new password that is
    too weak.
    """
    more = {"NEW_PASSWORD_REQUIRED": new_password, "SOFTWARE_TOKEN_MFA": code}
    with guessing.count_wrong_try(email, network, now):
        answer = _ask_pool(email, password, more, enrol=enrol)
    if "access_token" in answer:
        guessing.remember_network(email, network, now)
    return answer


def _ask_pool(
    email: str, password: str, more: Mapping[str, str | None], *, enrol: bool
) -> Session | AskedMore | AskedToEnrol:
    """`more` is what the officer gave, by Cognito's name of the challenge that asks for it."""
    here, refused = settings.load(), pool().exceptions
    has_factor = False
    try:
        answer: Any = pool().admin_initiate_auth(
            UserPoolId=here.user_pool_id,
            ClientId=here.user_pool_client_id,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": email, "PASSWORD": password},
        )
        while (challenge := answer.get("ChallengeName")) is not None:
            if challenge not in CHALLENGES:
                raise NotAllowed("login_failed")
            given = more[challenge]
            if given is None:
                return {"challenge": CHALLENGES[challenge][0]}
            if challenge == "NEW_PASSWORD_REQUIRED" and len(given) < SHORTEST_PASSWORD:
                raise Invalid([Problem(field="new_password", code="weak_password")])
            has_factor = has_factor or challenge == "SOFTWARE_TOKEN_MFA"
            answer = pool().admin_respond_to_auth_challenge(
                UserPoolId=here.user_pool_id,
                ClientId=here.user_pool_client_id,
                ChallengeName=challenge,
                Session=answer["Session"],
                ChallengeResponses={"USERNAME": email, CHALLENGES[challenge][1]: given},
            )
        tokens = answer["AuthenticationResult"]
        claims = claims_of(tokens["AccessToken"])
        needs_factor = enrol or not SECOND_FACTOR.isdisjoint(claims.get("cognito:groups", ()))
        if needs_factor and not has_factor:
            code = more["SOFTWARE_TOKEN_MFA"]
            if code is None:
                return _offer_factor(tokens, email)
            _enrol_factor(tokens, code)
    except (
        refused.NotAuthorizedException,
        refused.UserNotFoundException,
        refused.CodeMismatchException,
        refused.EnableSoftwareTokenMFAException,
        refused.ExpiredCodeException,
        refused.InvalidParameterException,
        refused.PasswordResetRequiredException,
        refused.UserNotConfirmedException,
    ):
        raise NotAllowed("login_failed") from None
    except refused.InvalidPasswordException:
        raise Invalid([Problem(field="new_password", code="weak_password")]) from None
    logger.info("an officer signed in", extra={"officer_id": claims["sub"]})
    return session_of(tokens, tokens["RefreshToken"])


def _offer_factor(tokens: Mapping[str, Any], email: str) -> AskedToEnrol:
    """A secret that is the account's once its first code comes back. The tokens are let go: the
    officer has no session before that."""
    secret = pool().associate_software_token(AccessToken=tokens["AccessToken"])["SecretCode"]
    label = f"{quote(ISSUER)}:{quote(email)}"
    return {
        "challenge": "enrol",
        "secret": secret,
        "otpauth": f"otpauth://totp/{label}?secret={secret}&issuer={quote(ISSUER)}",
    }


def _enrol_factor(tokens: Mapping[str, Any], code: str) -> None:
    """From now on the pool asks for a code."""
    token = tokens["AccessToken"]
    pool().verify_software_token(AccessToken=token, UserCode=code)
    pool().set_user_mfa_preference(
        AccessToken=token, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True}
    )
    enrolled = {"officer_id": claims_of(token)["sub"]}
    logger.info("an officer enrolled a second factor", extra=enrolled)
