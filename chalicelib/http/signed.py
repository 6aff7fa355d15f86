"""What is said under the service's signature, and the keys to check it with."""

from chalice.app import Blueprint

from chalicelib.http import answers
from chalicelib.http.endpoint import endpoint
from chalicelib.protection import signing
from chalicelib.store import signing_keys

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/.well-known/jwks.json")
def get_signing_keys() -> answers.KeySet:
    """Every key that signs or has signed. A signature names its key; `signs` says what a key is
    for, and nothing else counts under it."""
    known = {key["kid"]: key for key in (*signing.public_keys(), *signing_keys.kept())}
    return {"keys": list(known.values())}
