"""Everything the environment says, read when asked for: no other module touches `os.environ`."""

import os


class _Variable:
    """An attribute whose value is that of an environment variable now: the first of `names` that
    is set."""

    def __init__(self, *names: str, default: str = "") -> None:
        self._names = names
        self._default = default

    def __get__(self, *_: object) -> str:
        for name in self._names:
            if (value := os.environ.get(name)) is not None:
                return value
        return self._default


class Settings:
    """Names of the resources this function works with. A name the function's role does not need
    is an empty string there."""

    function = _Variable("FUNCTION")  # which of app.py this process is; empty outside of AWS: all
    stage = _Variable("STAGE", default="dev")
    practice = _Variable("PRACTICE", default="no")  # `yes` where all reports are made up
    region = _Variable("AWS_REGION", "AWS_DEFAULT_REGION", default="ap-southeast-3")
    cases_table = _Variable("CASES_TABLE")
    reference_table = _Variable("REFERENCE_TABLE")
    similar_table = _Variable("SIMILAR_TABLE")
    figures_table = _Variable("FIGURES_TABLE")
    leads_table = _Variable("LEADS_TABLE")
    vault_table = _Variable("VAULT_TABLE")
    vault_keys_table = _Variable("VAULT_KEYS_TABLE")
    claims_table = _Variable("CLAIMS_TABLE")
    readings_table = _Variable("READINGS_TABLE")
    attachments_bucket = _Variable("ATTACHMENTS_BUCKET")
    malware_scanner = _Variable("MALWARE_SCANNER")  # `guardduty`, or none
    vault_key_id = _Variable("VAULT_KEY_ID")
    receipts_key_id = _Variable("RECEIPTS_KEY_ID")
    ledger_key_id = _Variable("LEDGER_KEY_ID")
    ledger_bucket = _Variable("LEDGER_BUCKET")
    open_data_bucket = _Variable("OPEN_DATA_BUCKET")
    pepper_secret_id = _Variable("PEPPER_SECRET_ID")
    distribution_secret_id = _Variable("DISTRIBUTION_SECRET_ID")
    events_topic_arn = _Variable("EVENTS_TOPIC_ARN")
    notices_queue_url = _Variable("NOTICES_QUEUE_URL")
    posts_queue_url = _Variable("POSTS_QUEUE_URL")
    reporters_queue_url = _Variable("REPORTERS_QUEUE_URL")
    dead_letters = _Variable("DEAD_LETTERS")  # queues by name, each with that of its reader: JSON
    sender = _Variable("SENDER")
    user_pool_id = _Variable("USER_POOL_ID")
    user_pool_client_id = _Variable("USER_POOL_CLIENT_ID")

    @property
    def public_url(self) -> str:
        """Where the service is known, without a slash at the end."""
        return os.environ.get("PUBLIC_URL", "").rstrip("/")


_settings = Settings()


def load() -> Settings:
    """The settings of this process; each is read from the environment when it is asked for."""
    return _settings
