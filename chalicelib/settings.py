"""Everything the environment says, read when asked for: no other module touches `os.environ`."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Names of the resources this function works with. A name the function's role does not need
    is an empty string there."""

    function: str  # which of app.py this process is; empty outside of AWS: all of them
    stage: str
    region: str
    cases_table: str
    vault_table: str
    vault_keys_table: str
    claims_table: str
    vault_key_id: str
    pepper_secret_id: str
    events_topic_arn: str
    notices_queue_url: str
    sender: str
    user_pool_client_id: str
    public_url: str


def load() -> Settings:
    """Read the settings from the environment of this process."""
    env = os.environ.get
    return Settings(
        function=env("FUNCTION", ""),
        stage=env("STAGE", "dev"),
        region=env("AWS_REGION", env("AWS_DEFAULT_REGION", "ap-southeast-3")),
        cases_table=env("CASES_TABLE", ""),
        vault_table=env("VAULT_TABLE", ""),
        vault_keys_table=env("VAULT_KEYS_TABLE", ""),
        claims_table=env("CLAIMS_TABLE", ""),
        vault_key_id=env("VAULT_KEY_ID", ""),
        pepper_secret_id=env("PEPPER_SECRET_ID", ""),
        events_topic_arn=env("EVENTS_TOPIC_ARN", ""),
        notices_queue_url=env("NOTICES_QUEUE_URL", ""),
        sender=env("SENDER", ""),
        user_pool_client_id=env("USER_POOL_CLIENT_ID", ""),
        public_url=env("PUBLIC_URL", "").rstrip("/"),
    )
