"""One LAPOR on moto per test."""

import functools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from moto.kms.models import Key, kms_backends

from chalicelib import warm
from chalicelib.routing.registry import Agency, packaged_agencies
from chalicelib.store import agencies, api_keys, ledger_bucket
from infra.functions import Trigger, triggered_by
from infra.load import local_grant
from tests.integration.lighter_moto import copy_items, lighten
from tests.integration.world import REGION, World, create_tables, template

BUCKET = "test-attachments"
API_KEY = "a machine client's key, for tests"
# boto3's session outlives a test: it holds the parsed service models.
CONFIG: Any = {"core": {"mock_credentials": True, "reset_boto3_session": False}}

lighten()


@pytest.fixture
def world() -> Iterator[World]:
    """A system of the test's own."""
    with started() as system:
        yield system


@pytest.fixture(scope="module")
def shared_world() -> Iterator[World]:
    """One system for tests that leave nothing behind, such as those of refused requests."""
    with started() as system:
        yield system


@contextmanager
def started() -> Iterator[World]:
    """A system with its tables, topic, queues, keys, agencies and one machine client."""
    with pytest.MonkeyPatch.context() as environment, mock_aws(config=CONFIG):
        for name, value in {
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
        }.items():
            environment.setenv(name, value)
        environment.delenv("AWS_ENDPOINT_URL", raising=False)
        environment.setattr(agencies, "packaged_agencies", _few)
        tables = create_tables()
        environment.setenv("CASES_TABLE", tables["CasesTable"])
        environment.setenv("REFERENCE_TABLE", tables["ReferenceTable"])
        environment.setenv("SIMILAR_TABLE", tables["SimilarTable"])
        environment.setenv("VAULT_TABLE", tables["VaultTable"])
        environment.setenv("VAULT_KEYS_TABLE", tables["VaultKeysTable"])
        environment.setenv("CLAIMS_TABLE", tables["ClaimsTable"])
        environment.setenv("READINGS_TABLE", tables["ReadingsTable"])
        environment.setenv("FIGURES_TABLE", tables["FiguresTable"])
        environment.setenv("LEADS_TABLE", tables["LeadsTable"])
        queues = _services(environment)
        warm.reset()
        _seed(tables["ReferenceTable"])
        yield World(
            cases_table=tables["CasesTable"],
            reference_table=tables["ReferenceTable"],
            similar_table=tables["SimilarTable"],
            queues=queues,
        )
        warm.reset()


@pytest.fixture
def histories_hold(world: World) -> Iterator[None]:
    """After the test every case is as its events say, and its events as the journal has them."""
    from chalicelib.usecases.verify_ledger import verify_cases

    yield
    world.pump()
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    heads: dict[str, Any] = {
        row["pk"].removeprefix("CASE#"): set()
        for row in table.scan()["Items"]
        if row["sk"] == "CASE"
    }
    today = datetime.now(UTC).date()
    for day in (today - timedelta(days=1), today):
        for entry in ledger_bucket.journal(day):
            heads[entry.case_id].add(entry.head)
    assert verify_cases(heads).broken == {}


@functools.cache
def _client(name: str) -> Any:
    return boto3.client(name, region_name=REGION)


def _services(environment: pytest.MonkeyPatch) -> dict[str, str]:
    kms_backends[DEFAULT_ACCOUNT_ID][REGION].keys[_key().id] = _key()
    secret = _client("secretsmanager").create_secret(Name="pepper", SecretString="p" * 64)["ARN"]
    topic = _client("sns").create_topic(Name="case-events")["TopicArn"]
    _client("sesv2").create_email_identity(EmailIdentity="lapor.example")
    where = {"LocationConstraint": REGION}
    _client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
    queues = {}
    for function in triggered_by(Trigger.QUEUE):
        name = function.name.replace("_", "-")
        queues[name] = _client("sqs").create_queue(QueueName=name)["QueueUrl"]
        if not function.hears_events:
            continue
        policy = template()["Resources"][function.subscription]["Properties"]["FilterPolicy"]
        _client("sns").subscribe(
            TopicArn=topic,
            Protocol="sqs",
            Endpoint=f"arn:aws:sqs:{REGION}:123456789012:{name}",
            Attributes={"RawMessageDelivery": "true", "FilterPolicy": json.dumps(policy)},
        )
    _notify_of_uploads(_client("s3"))
    environment.setenv("ATTACHMENTS_BUCKET", BUCKET)
    environment.setenv("VAULT_KEY_ID", _key().arn)
    environment.setenv("REPORTERS_QUEUE_URL", queues["notify-reporter"])
    environment.setenv("POSTS_QUEUE_URL", queues["collect-posts"])
    for name in ("receipts", "ledger"):
        _add_signing_key(f"alias/{name}")
        environment.setenv(f"{name.upper()}_KEY_ID", f"alias/{name}")
    _client("s3").create_bucket(
        Bucket="ledger",
        ObjectLockEnabledForBucket=True,
        CreateBucketConfiguration={"LocationConstraint": REGION},
    )
    environment.setenv("LEDGER_BUCKET", "ledger")
    _client("s3").create_bucket(Bucket="open-data", CreateBucketConfiguration=where)
    environment.setenv("OPEN_DATA_BUCKET", "open-data")
    environment.setenv("PEPPER_SECRET_ID", secret)
    environment.setenv("EVENTS_TOPIC_ARN", topic)
    environment.setenv("SENDER", "no-reply@lapor.example")
    environment.setenv("PUBLIC_URL", "https://lapor.test")
    return queues


def _notify_of_uploads(s3: Any) -> None:
    """Let the bucket say what is sent, as the template has it where no scanner does."""
    bucket = template()["Resources"]["AttachmentsBucket"]["Properties"]
    _, _, without_scanner = bucket["NotificationConfiguration"]["Fn::If"]
    (wanted,) = without_scanner["QueueConfigurations"]
    (rule,) = wanted["Filter"]["S3Key"]["Rules"]
    queue = {
        "QueueArn": f"arn:aws:sqs:{REGION}:123456789012:scan-attachments",
        "Events": [wanted["Event"]],
        "Filter": {"Key": {"FilterRules": [rule]}},
    }
    s3.put_bucket_notification_configuration(
        Bucket=BUCKET, NotificationConfiguration={"QueueConfigurations": [queue]}
    )


@functools.cache
def _key() -> Key:
    """A key of KMS, generated once a process: RSA takes its time even where nobody needs it."""
    key_id = _client("kms").create_key()["KeyMetadata"]["KeyId"]
    return kms_backends[DEFAULT_ACCOUNT_ID][REGION].keys[key_id]


def _add_signing_key(alias: str) -> None:
    kms = kms_backends[DEFAULT_ACCOUNT_ID][REGION]
    key = kms.create_key(
        policy="",
        key_usage="SIGN_VERIFY",
        key_spec="ECC_NIST_P256",
        description=f"signs {alias}",
        tags=[],
    )
    kms.create_alias(key.id, alias)


@functools.cache
def _few() -> tuple[Agency, ...]:
    """What ships for some: the bodies of the whole country, a province and two cities."""
    wanted = ("kota-surabaya", "kota-malang", "provinsi-jawa-timur")
    return tuple(
        each for each in packaged_agencies() if not each.regions or each.id.startswith(wanted)
    )


def _seed(name: str) -> None:
    """A machine client. It is written once a process and copied from then on."""
    table = dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].tables[name]
    table.items = copy_items(_seeded(name))


@functools.cache
def _seeded(name: str) -> Any:
    api_keys.add(API_KEY, local_grant("tests"))
    return copy_items(dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].tables[name].items)
