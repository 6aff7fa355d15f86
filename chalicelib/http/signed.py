"""What is said under the service's signature, and the keys to check it with."""

from chalice.app import Blueprint

from chalicelib.http import responses
from chalicelib.http.endpoint import endpoint
from chalicelib.http.request import base_url, utcnow
from chalicelib.protection import signing
from chalicelib.store import signing_keys
from chalicelib.usecases.issue_receipt import issue_receipt

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/complaints/{case_id}/receipt", headers=("X-Receipt",))
def get_receipt(case_id: str) -> responses.SignedReceipt:
    """A signed receipt: what the service cannot deny later. Only with X-Receipt."""
    request = routes.current_request
    secret = request.headers.get("x-receipt")
    return {"receipt": issue_receipt(case_id, secret, issuer=base_url(request), now=utcnow())}


@endpoint(routes, "GET", "/.well-known/jwks.json")
def get_signing_keys() -> responses.KeySet:
    """Every key that signs or has signed. A signature names its key; `signs` says what a key is
    for, and nothing else counts under it."""
    known = {key["kid"]: key for key in (*signing.public_keys(), *signing_keys.every())}
    return {"keys": list(known.values())}
