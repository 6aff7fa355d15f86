"""What is under the service's signature, as the deployed stack gives it and as a public library
reads it, also after the key was replaced."""

from typing import Any

import jwt
import pytest
from jwt.api_jwk import PyJWKSet

from infra.local.aws import STAGE
from infra.seed import run_on
from tests.local.client import call, complaint, machine
from tests.local.conftest import Deployed


def claims_of(deployed: Deployed, token: str) -> dict[str, Any]:
    keys = call(deployed, "GET", "/.well-known/jwks.json").body["keys"]
    of_receipts = PyJWKSet.from_dict({"keys": [k for k in keys if k["signs"] == "receipts"]})
    key = of_receipts[jwt.get_unverified_header(token)["kid"]]
    claims: dict[str, Any] = jwt.decode(token, key, algorithms=["ES256"])
    return claims


def test_a_receipt_is_checked_by_a_public_library_also_once_its_key_was_replaced(
    deployed: Deployed,
) -> None:
    filed = call(deployed, "POST", "/v1/complaints", complaint(), headers=machine(deployed)).body
    path, own = f"/v1/complaints/{filed['id']}/receipt", {"X-Receipt": filed["secret"]}
    receipt = call(deployed, "GET", path, headers=own).body["receipt"]
    claims = claims_of(deployed, receipt)
    assert claims["sub"] == filed["id"]
    assert claims["deadlines"] == filed["deadlines"]
    run_on(deployed.outputs, "infra.operate", "--stage", STAGE, "rotate-signing-key", "receipts")
    assert claims_of(deployed, receipt) == claims
    # The next key is under the policy of the first: the API signs with it too.
    again = call(deployed, "GET", path, headers=own).body["receipt"]
    assert claims_of(deployed, again)["sub"] == filed["id"]
    with pytest.raises(jwt.InvalidSignatureError):
        claims_of(deployed, receipt[:-8] + "AAAAAAAA")
