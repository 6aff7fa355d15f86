"""Officers on the deployed stack: invited, with a second factor, renewed, signed out, shut out.

What the emulator's pool does not do, and AWS's does, is said where it is not asked for: it gives no
new refresh token, takes a code twice, and any password as the new one.
"""

import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.usecases.officers import new_password
from infra.operate.accounts import create_officer, shut_out
from infra.totp import code_of, login_of
from tests.local.client import Answer, call, signed_in
from tests.local.conftest import Deployed
from tests.local.hearing import at_last

SESSION, INBOX = "/v1/officer/session", "/v1/officer/inbox"
OWN_PASSWORD = "Sebuah-kata-sandi-1"


def signs_in(deployed: Deployed, **login: str) -> Answer:
    return call(deployed, "POST", SESSION, login)


def opens(deployed: Deployed, session: dict[str, Any]) -> Answer:
    token = {"Authorization": f"Bearer {session['access_token']}"}
    return call(deployed, "GET", INBOX, headers=token)


def invited(deployed: Deployed, name: str, role: str) -> tuple[str, str]:
    """The address and the first password of a new officer."""
    email, password = f"{name}@lapor.example", new_password()
    create_officer(
        deployed.aws,
        deployed.outputs["user_pool_id"],
        email=email,
        role=role,
        agency_id="ombudsman",
        password=password,
    )
    return email, password


def user(deployed: Deployed, role: str) -> dict[str, Any]:
    return next(dict(user) for user in deployed.outputs["users"] if user["role"] == role)


@pytest.mark.usefixtures("operating")
def test_an_invited_monitor_sets_a_password_and_a_second_factor_and_then_needs_both(
    deployed: Deployed,
) -> None:
    email, first = invited(deployed, "baru", "monitor")
    assert signs_in(deployed, email=email, password=first).body == {"challenge": "new_password"}
    offered = signs_in(deployed, email=email, password=first, new_password=OWN_PASSWORD).body
    assert offered["challenge"] == "enrol"
    assert signs_in(deployed, email=email, password=first).status == 401
    own = {"email": email, "password": OWN_PASSWORD}
    assert signs_in(deployed, **own, code="000000").status == 401
    code = code_of(offered["secret"], time.time())
    session = signs_in(deployed, **own, code=code)
    assert session.status == 200
    assert session.body["expires_in"] == 900
    assert opens(deployed, session.body).status == 200
    assert signs_in(deployed, **own).body == {"challenge": "code"}
    assert signs_in(deployed, **own, code="000000").status == 401
    again = signs_in(deployed, **own, code=code_of(offered["secret"], time.time()))
    assert opens(deployed, again.body).status == 200


@pytest.mark.parametrize("role", ["national_admin", "custodian", "monitor"])
def test_demo_officers_who_see_much_have_a_second_factor(deployed: Deployed, role: str) -> None:
    officer = user(deployed, role)
    own = {"email": officer["email"], "password": officer["password"]}
    assert signs_in(deployed, **own).body == {"challenge": "code"}
    assert opens(deployed, signs_in(deployed, **login_of(officer)).body).status == 200


def test_nobody_gets_past_the_login(deployed: Deployed) -> None:
    """The pool itself gives no token for a password, nor takes a new address from a token."""
    officer = user(deployed, "liaison")
    cognito = deployed.aws("cognito-idp")
    for flow in ("USER_PASSWORD_AUTH", "REFRESH_TOKEN_AUTH"):
        with pytest.raises(ClientError):
            cognito.initiate_auth(
                ClientId=deployed.outputs["user_pool_client_id"],
                AuthFlow=flow,
                AuthParameters={"USERNAME": officer["email"], "PASSWORD": officer["password"]},
            )


def test_a_session_is_renewed_until_it_is_signed_out(deployed: Deployed) -> None:
    session = signs_in(deployed, **login_of(user(deployed, "liaison"))).body
    other = signs_in(deployed, **login_of(user(deployed, "liaison"))).body
    renewal = {"refresh_token": session["refresh_token"]}
    renewed = call(deployed, "POST", f"{SESSION}/renewal", renewal)
    assert (renewed.status, opens(deployed, renewed.body).status) == (200, 200)
    token = {"Authorization": f"Bearer {renewed.body['access_token']}"}
    assert call(deployed, "DELETE", SESSION, headers=token).status == 200
    for ended in (session, renewed.body):
        answer = opens_at_last(deployed, ended, 401)
        assert answer.body["error"]["code"] == "session_over"
    assert call(deployed, "POST", f"{SESSION}/renewal", renewal).status == 401
    assert opens(deployed, other).status == 200


@pytest.mark.usefixtures("operating")
def test_who_is_shut_out_is_out_within_a_minute_by_api_and_by_command(deployed: Deployed) -> None:
    out = []
    for way in ("api", "command"):
        email, first = invited(deployed, f"keluar-{way}", "liaison")
        session = signs_in(deployed, email=email, password=first, new_password=OWN_PASSWORD).body
        assert opens(deployed, session).status == 200
        if way == "command":
            shut_out(deployed.aws, deployed.outputs["user_pool_id"], email)
        else:
            account = deployed.aws("cognito-idp").admin_get_user(
                UserPoolId=deployed.outputs["user_pool_id"], Username=email
            )
            path = f"/v1/admin/users/{account['Username']}"
            national = signed_in(deployed, "national_admin")
            assert call(deployed, "DELETE", path, headers=national).status == 200
        out.append((email, session))
    for email, session in out:
        assert opens_at_last(deployed, session, 401).status == 401
        renewal = {"refresh_token": session["refresh_token"]}
        assert call(deployed, "POST", f"{SESSION}/renewal", renewal).status == 401
        assert signs_in(deployed, email=email, password=OWN_PASSWORD).status == 401


def opens_at_last(deployed: Deployed, session: dict[str, Any], status: int) -> Answer:
    """The answer once it has this status: other functions hear within a minute."""
    return at_last(lambda: opens(deployed, session), lambda answer: answer.status == status)
