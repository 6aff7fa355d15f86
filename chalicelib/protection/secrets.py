"""The service's own secret, and keys derived from it for one purpose each."""

import hmac

import boto3

from chalicelib import settings
from chalicelib.warm import kept


@kept
def _pepper(secret_id: str, region: str) -> bytes:
    client = boto3.client("secretsmanager", region_name=region)
    secret: str = client.get_secret_value(SecretId=secret_id)["SecretString"]
    return secret.encode()


def key_for(purpose: str) -> bytes:
    """32 bytes that only this service can compute, different for every purpose."""
    here = settings.load()
    return hmac.digest(_pepper(here.pepper_secret_id, here.region), purpose.encode(), "sha256")
