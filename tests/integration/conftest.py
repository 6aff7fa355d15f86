"""One LAPOR on moto per test."""

import functools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.kms.models import kms_backends

from chalicelib import warm
from chalicelib.routing.registry import Agency, packaged_agencies
from chalicelib.store import agencies, api_keys, ledger_bucket
from infra.functions import Trigger, triggered_by
from infra.load import local_grant
from tests.integration.beginnings import WATCHING, Untouched
from tests.integration.direct_moto import go_directly
from tests.integration.lighter_moto import Services, lighten
from tests.integration.world import REGION, World, create_tables, template

BUCKET = "test-attachments"
API_KEY = "a machine client's key, for tests"
# boto3's session outlives a test: it holds the parsed service models.
CONFIG: Any = {"core": {"mock_credentials": True, "reset_boto3_session": False}}

lighten()
go_directly()


@pytest.fixture
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """A system of the test's own."""
    with started() as system:
        if WATCHING.isdisjoint(request.fixturenames):
            system.untouched = Untouched.now()
        yield system


@pytest.fixture(scope="module")
def shared_world() -> Iterator[World]:
    """One system for tests that leave nothing behind, such as those of refused requests."""
    with started() as system:
        yield system


@pytest.fixture
def taken_back() -> Iterator[None]:
    """What the test writes into a system that it shares with others is gone after it."""
    before = Services.now()
    yield
    before.restore()


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
        made = _made()
        made.services.restore()
        for name, value in made.environment.items():
            environment.setenv(name, value)
        warm.reset()
        yield World(
            cases_table=made.tables["CasesTable"],
            reference_table=made.tables["ReferenceTable"],
            similar_table=made.tables["SimilarTable"],
            queues=dict(made.queues),
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


@dataclass(frozen=True, kw_only=True)
class Made:
    """A system as it is before a test: what functions are told of it, and what it holds."""

    tables: dict[str, str]
    queues: dict[str, str]
    environment: dict[str, str]
    services: Services


@functools.cache
def _made() -> Made:
    """Made once a process, by fifty calls; each test begins with a copy."""
    tables, queues = create_tables(), _create_queues()
    environment = {
        "CASES_TABLE": tables["CasesTable"],
        "REFERENCE_TABLE": tables["ReferenceTable"],
        "SIMILAR_TABLE": tables["SimilarTable"],
        "VAULT_TABLE": tables["VaultTable"],
        "VAULT_KEYS_TABLE": tables["VaultKeysTable"],
        "CLAIMS_TABLE": tables["ClaimsTable"],
        "READINGS_TABLE": tables["ReadingsTable"],
        "FIGURES_TABLE": tables["FiguresTable"],
        "LEADS_TABLE": tables["LeadsTable"],
        "REPORTERS_QUEUE_URL": queues["notify-reporter"],
        "POSTS_QUEUE_URL": queues["collect-posts"],
        "VAULT_KEY_ID": _client("kms").create_key()["KeyMetadata"]["Arn"],
        "PEPPER_SECRET_ID": _client("secretsmanager").create_secret(
            Name="pepper", SecretString="p" * 64
        )["ARN"],
        "EVENTS_TOPIC_ARN": _create_topic(),
        "SENDER": "no-reply@lapor.example",
        "PUBLIC_URL": "https://lapor.test",
    }
    _client("sesv2").create_email_identity(EmailIdentity="lapor.example")
    for name in ("receipts", "ledger"):
        _add_signing_key(f"alias/{name}")
        environment[f"{name.upper()}_KEY_ID"] = f"alias/{name}"
    where: Any = {"CreateBucketConfiguration": {"LocationConstraint": REGION}}
    _client("s3").create_bucket(Bucket=BUCKET, **where)
    _client("s3").create_bucket(Bucket="ledger", ObjectLockEnabledForBucket=True, **where)
    _client("s3").create_bucket(Bucket="open-data", **where)
    _notify_of_uploads(_client("s3"))
    environment |= {
        "ATTACHMENTS_BUCKET": BUCKET,
        "LEDGER_BUCKET": "ledger",
        "OPEN_DATA_BUCKET": "open-data",
    }
    with pytest.MonkeyPatch.context() as meanwhile:
        meanwhile.setenv("REFERENCE_TABLE", tables["ReferenceTable"])
        warm.reset()
        api_keys.add(API_KEY, local_grant("tests"))
    return Made(tables=tables, queues=queues, environment=environment, services=Services.now())


def _client(name: str) -> Any:
    return boto3.client(name, region_name=REGION)  # type: ignore[call-overload]  # any of them


def _create_queues() -> dict[str, str]:
    sqs = _client("sqs")
    names = [function.name.replace("_", "-") for function in triggered_by(Trigger.QUEUE)]
    return {name: sqs.create_queue(QueueName=name)["QueueUrl"] for name in names}


def _create_topic() -> str:
    """The topic, with the queues of those who hear events subscribed as in the template."""
    sns = _client("sns")
    topic: str = sns.create_topic(Name="case-events")["TopicArn"]
    for function in triggered_by(Trigger.QUEUE):
        if not function.hears_events:
            continue
        policy = template()["Resources"][function.subscription]["Properties"]["FilterPolicy"]
        name = function.name.replace("_", "-")
        sns.subscribe(
            TopicArn=topic,
            Protocol="sqs",
            Endpoint=f"arn:aws:sqs:{REGION}:123456789012:{name}",
            Attributes={"RawMessageDelivery": "true", "FilterPolicy": json.dumps(policy)},
        )
    return topic


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
