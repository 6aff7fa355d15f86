"""Replace the service's own secret."""

import json
import secrets
from typing import Any

from chalicelib.protection.secrets import secrets_in
from infra.deploy import Clients

BYTES = 48  # 64 characters, as the template has it made


def rotate_pepper(aws: Clients, secret_id: str) -> None:
    """Let a new secret take the place of the service's own, and keep beside it the first there was,
    by which the ledger and addresses are named. Functions that are warm go on with the one they
    have read until they are deployed anew."""
    manager: Any = aws("secretsmanager")
    stored = manager.get_secret_value(SecretId=secret_id)["SecretString"]
    both = [secrets.token_urlsafe(BYTES), secrets_in(stored)[-1]]
    manager.put_secret_value(SecretId=secret_id, SecretString=json.dumps(both))
