"""The service's own secret with keys derived from it for one purpose each, and the
distribution's."""

import hmac

from chalicelib import clients, settings
from chalicelib.warm import cache_until_reset


def key_for(purpose: str) -> bytes:
    """32 bytes that only this service can compute, different for every purpose."""
    return _key(settings.load().pepper_secret_id, purpose)


def is_distribution(proof: str) -> bool:
    """Whether a request came through the distribution in front of the service, which alone knows
    the secret that it adds."""
    secret_id = settings.load().distribution_secret_id
    return bool(proof) and hmac.compare_digest(proof.encode(), _secret(secret_id))


@cache_until_reset
def _key(secret_id: str, purpose: str) -> bytes:
    return hmac.digest(_secret(secret_id), purpose.encode(), "sha256")


@cache_until_reset
def _secret(secret_id: str) -> bytes:
    manager = clients.client("secretsmanager")
    secret: str = manager.get_secret_value(SecretId=secret_id)["SecretString"]
    return secret.encode()
