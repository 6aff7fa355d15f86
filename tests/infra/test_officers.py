"""The user pool and its client: what an officer's token may, and how long."""

from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.store.invitations import LASTS
from chalicelib.store.sign_outs import COUNTS_FOR
from infra.console import CommandError
from infra.functions import FUNCTIONS
from infra.operate.accounts import create_officer
from infra.totp import code_of, login_of


def test_a_token_may_write_nothing_of_the_account(resources: Mapping[str, Any]) -> None:
    """Without a list the pool lets it write all, so there has to be one: of what nobody can."""
    fixed = {
        f"custom:{attribute['Name']}"
        for attribute in resources["UserPool"]["Properties"]["Schema"]
        if attribute["Mutable"] is False
    }
    written = resources["UserPoolClient"]["Properties"]["WriteAttributes"]
    assert written
    assert set(written) <= fixed


def test_only_the_services_role_can_sign_an_officer_in(resources: Mapping[str, Any]) -> None:
    client = resources["UserPoolClient"]["Properties"]
    assert client["ExplicitAuthFlows"] == ["ALLOW_ADMIN_USER_PASSWORD_AUTH"]
    pool = resources["UserPool"]["Properties"]
    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    recovery = pool["AccountRecoverySetting"]["RecoveryMechanisms"]
    assert [one["Name"] for one in recovery] == ["admin_only"]
    assert pool["EnabledMfas"] == ["SOFTWARE_TOKEN_MFA"]
    assert pool["MfaConfiguration"] == "OPTIONAL"


def test_tokens_are_short_and_refresh_tokens_rotate(resources: Mapping[str, Any]) -> None:
    client = resources["UserPoolClient"]["Properties"]
    units = client["TokenValidityUnits"]
    assert (client["AccessTokenValidity"], units["AccessToken"]) == (15, "minutes")
    assert (client["RefreshTokenValidity"], units["RefreshToken"]) == (12, "hours")
    rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 60}
    assert client["RefreshTokenRotation"] == rotation
    assert client["EnableTokenRevocation"] is True  # tokens name their session with it
    longest = client["RefreshTokenValidity"] * 3600 + client["AccessTokenValidity"] * 60
    assert COUNTS_FOR.total_seconds() > longest


def test_an_invitation_keeps_others_out_for_longer_than_it_may_run() -> None:
    (function,) = (one for one in FUNCTIONS if one.name == "manage_officers")
    assert LASTS.total_seconds() >= 2 * function.timeout


def test_who_reaches_everything_is_of_the_national_desk() -> None:
    def nothing(_: str) -> Any:
        raise AssertionError("nothing is asked of AWS")

    with pytest.raises(CommandError, match="is of kemenpanrb"):
        create_officer(
            nothing,
            "pool",
            email="a@lapor.example",
            role="national_admin",
            agency_id="kota-surabaya",
            password="Lp-1",
        )


# RFC 6238, appendix B, the last six of its eight digits; the secret is "12345678901234567890".
@pytest.mark.parametrize(
    ("at", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_a_code_is_that_of_rfc_6238(at: float, code: str) -> None:
    assert code_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", at) == code


def test_a_demo_officer_signs_in_with_what_they_have() -> None:
    user = {"email": "a@lapor.example", "password": "p", "role": "liaison", "agency_id": "x"}
    assert login_of(user) == {"email": "a@lapor.example", "password": "p"}
    assert len(login_of(user | {"totp_secret": "GEZDGNBVGY3TQOJQ"})["code"]) == 6
