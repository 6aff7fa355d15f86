"""The service's own secret, and keys derived from it for one purpose each."""

import hmac

from chalicelib import clients, settings
from chalicelib.warm import kept


def key_for(purpose: str) -> bytes:
    """32 bytes that only this service can compute, different for every purpose."""
    return hmac.digest(_pepper(settings.load().pepper_secret_id), purpose.encode(), "sha256")


@kept
def _pepper(secret_id: str) -> bytes:
    manager = clients.client("secretsmanager")
    secret: str = manager.get_secret_value(SecretId=secret_id)["SecretString"]
    return secret.encode()
