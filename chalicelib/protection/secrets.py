"""The service's own secret with keys derived from it for one purpose each, and the
distribution's.

The service's secret is a text, or once it was replaced a list in JSON: the one of now, and the
first there was. What proves something is made with the one of now. What has to be found again is
named with the first, for good: a case in the ledger's tree, an address beside a case.
"""

import hmac
import json

from chalicelib import clients, settings
from chalicelib.warm import cache_until_reset


def key_for(purpose: str) -> bytes:
    """32 bytes that only this service can compute, different for every purpose, and others once the
    secret was replaced."""
    return _key(settings.load().pepper_secret_id, purpose, 0)


def lasting_key_for(purpose: str) -> bytes:
    """The same, and for good, for names under which something is kept: they prove nothing."""
    return _key(settings.load().pepper_secret_id, purpose, -1)


def is_distribution(proof: str) -> bool:
    """Whether a request came through the distribution in front of the service, which alone knows
    the secret that it adds."""
    secret_id = settings.load().distribution_secret_id
    return bool(proof) and hmac.compare_digest(proof.encode(), _secret(secret_id).encode())


def secrets_in(stored: str) -> list[str]:
    """What is stored as the service's secret: the one of now first, and last the first there was,
    which may be the same."""
    found: list[str] = json.loads(stored) if stored.startswith("[") else [stored]
    return found


@cache_until_reset
def _key(secret_id: str, purpose: str, which: int) -> bytes:
    secret = secrets_in(_secret(secret_id))[which]
    return hmac.digest(secret.encode(), purpose.encode(), "sha256")


@cache_until_reset
def _secret(secret_id: str) -> str:
    manager = clients.client("secretsmanager")
    secret: str = manager.get_secret_value(SecretId=secret_id)["SecretString"]
    return secret
