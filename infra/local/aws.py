"""AWS clients that can reach the local stack and nothing else."""

from functools import cache
from typing import Any

import boto3
from botocore.config import Config

from infra.deploy import Clients
from infra.local.emulator import REGION

STAGE = "dev"
# The emulator's own; naming them keeps a person's real ones out of it.
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


def clients(endpoint_url: str) -> Clients:
    """Clients for the emulator at an address."""
    make: Any = boto3.Session().client  # typed for every service by name, not for a name at hand
    # A run of a schedule may take four minutes, and one that is asked for again runs twice.
    config = Config(retries={"max_attempts": 2}, connect_timeout=5, read_timeout=300)

    @cache
    def client(service: str) -> Any:
        return make(
            service,
            region_name=REGION,
            endpoint_url=endpoint_url,
            config=config,
            **{name.lower(): value for name, value in CREDENTIALS.items()},
        )

    return client
