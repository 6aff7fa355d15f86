"""The stack itself: it stands, answers in our form, keeps its promises about logins and mail."""

import json
import urllib.error
import urllib.request
from email.message import Message
from typing import Any

import pytest

from tests.local.client import signed_in
from tests.local.conftest import Deployed


def get(url: str, headers: dict[str, str] | None = None) -> tuple[int, Message, str]:
    request = urllib.request.Request(url, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def tokens_of(deployed: Deployed, user: dict[str, str]) -> dict[str, str]:
    """What the pool gives an officer without a second factor."""
    tokens: dict[str, str] = deployed.aws("cognito-idp").admin_initiate_auth(
        UserPoolId=deployed.outputs["user_pool_id"],
        ClientId=deployed.outputs["user_pool_client_id"],
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user["email"], "PASSWORD": user["password"]},
    )["AuthenticationResult"]
    return tokens


def test_health_answers_through_the_gateway(stack: dict[str, Any]) -> None:
    status, _, body = get(f"{stack['api_url']}/health")
    assert status == 200, body


def test_an_unknown_route_is_not_found_in_our_form(stack: dict[str, Any]) -> None:
    status, headers, body = get(f"{stack['api_url']}/v1/no-such-thing")
    assert status == 404
    assert headers["Cache-Control"] == "no-store"
    error = json.loads(body)["error"]
    assert error["code"] == "not_found"
    assert error["fields"] == []
    assert error["message"]
    assert error["request_id"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/v1/complaints", "GET, POST"),
        ("HEAD", "/health", "GET"),
        ("OPTIONS", "/v1/officer/inbox", "GET"),
        ("DELETE", "/v1/admin/calendar", "GET, PUT"),
        ("PATCH", "/v1/complaints/LP-0000-0000-0000-0", "GET"),
    ],
)
def test_another_method_is_refused_with_those_there_are(
    stack: dict[str, Any], method: str, path: str, allowed: str
) -> None:
    request = urllib.request.Request(f"{stack['api_url']}{path}", method=method)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=30)
    assert refused.value.code == 405
    assert refused.value.headers["Allow"] == allowed
    if method != "HEAD":
        assert json.loads(refused.value.read())["error"]["code"] == "method_not_allowed"


@pytest.mark.parametrize("spoil", ["absent", "spoilt", "id token", "nonsense"])
def test_officers_need_an_access_token(deployed: Deployed, spoil: str) -> None:
    user = next(user for user in deployed.outputs["users"] if user["role"] == "liaison")
    tokens = tokens_of(deployed, user)
    token = tokens["AccessToken"]
    middle = token.index(".") + 10
    given = {
        "absent": {},
        "spoilt": {
            "Authorization": token[:middle]
            + ("A" if token[middle] != "A" else "B")
            + token[middle + 1 :]
        },
        "id token": {"Authorization": tokens["IdToken"]},
        "nonsense": {"Authorization": "Bearer nonsense"},
    }[spoil]
    status, _, body = get(f"{deployed.outputs['api_url']}/v1/officer/inbox", given)
    assert status == 401
    assert json.loads(body)["error"]["code"] == "unauthorized"


def test_every_demo_login_opens_the_officers_side(deployed: Deployed) -> None:
    roles = set()
    for user in deployed.outputs["users"]:
        url = f"{deployed.outputs['api_url']}/v1/officer/inbox"
        status, _, _ = get(url, signed_in(deployed, user["role"]))
        assert status == 200, user["email"]
        roles.add(user["role"])
    assert roles == {"national_admin", "agency_admin", "liaison", "monitor", "custodian"}


def test_the_mailbox_shows_what_was_sent(deployed: Deployed) -> None:
    to = "penerima@example.org"
    deployed.aws("ses").send_email(
        Source="no-reply@lapor.example",
        Destination={"ToAddresses": [to]},
        Message={
            "Subject": {"Data": "Laporan Anda sudah diterima"},
            "Body": {"Text": {"Data": "Terima kasih."}, "Html": {"Data": "<p>Terima kasih.</p>"}},
        },
    )
    deployed.settle()
    mails = json.loads(get(f"{deployed.outputs['mailbox_url']}messages.json?to={to}")[2])
    assert [m["subject"] for m in mails] == ["Laporan Anda sudah diterima"]
    assert mails[0]["text"].strip() == "Terima kasih."
    assert mails[0]["to"] == [to]
    page = get(f"{deployed.outputs['mailbox_url']}mail/{mails[0]['id']}")[2]
    assert "Laporan Anda sudah diterima" in page


def test_deploying_again_changes_nothing(deployed: Deployed) -> None:
    before = deployed.outputs
    again = deployed.stack.up()
    assert again["tables"] == before["tables"]
    assert again["users"] == before["users"]
    assert again["user_pool_id"] == before["user_pool_id"]
