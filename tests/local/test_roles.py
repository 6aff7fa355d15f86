"""The roles as they are enforced: a probe runs under a function's role and tries its hand.

The template's tests read what the roles say; these see what the local AWS, which enforces them,
lets them do.
"""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from tests.local.conftest import Deployed

Try = Callable[..., str]
Call = tuple[str, str, dict[str, Any]]
"""A service, an operation and its arguments."""
TryAll = Callable[[str, list[Call]], list[str]]

PROBE = """
import base64
import boto3
from botocore.exceptions import ClientError

clients = {}

def handler(event, context):
    return [attempt(**each) for each in event]

def attempt(service, operation, arguments):
    given = {
        name: base64.b64decode(value["bytes"]) if isinstance(value, dict) and "bytes" in value
        else value
        for name, value in arguments.items()
    }
    if service not in clients:
        clients[service] = boto3.client(service)
    try:
        getattr(clients[service], operation)(**given)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "allowed"
"""


@pytest.fixture(scope="module")
def attempt(attempt_all: TryAll) -> Try:
    """Try one AWS operation under the role of a function, or under the role of an ARN: `allowed`,
    or the refusal's code."""

    def run(name: str, service: str, operation: str, **arguments: Any) -> str:
        (outcome,) = attempt_all(name, [(service, operation, arguments)])
        return outcome

    return run


@pytest.fixture(scope="module")
def attempt_all(deployed: Deployed) -> TryAll:
    """The same for many, one after the other in one run of the function."""
    functions = deployed.aws("lambda")
    probes: dict[str, str] = {}

    def probe_for(name: str) -> str:
        if name not in probes:
            probes[name] = f"probe-{name.rpartition('/')[2]}"
            role = name
            if not name.startswith("arn:"):
                real = deployed.outputs["functions"][name]
                role = functions.get_function_configuration(FunctionName=real)["Role"]
            functions.create_function(
                FunctionName=probes[name],
                Runtime="python3.12",
                Role=role,
                Handler="probe.handler",
                Code={"ZipFile": archive(PROBE)},
                Timeout=30,
            )
        return probes[name]

    def run(name: str, calls: list[Call]) -> list[str]:
        asked = [
            {"service": service, "operation": operation, "arguments": arguments}
            for service, operation, arguments in calls
        ]
        answer = functions.invoke(FunctionName=probe_for(name), Payload=json.dumps(asked))
        outcomes = json.loads(answer["Payload"].read())
        assert isinstance(outcomes, list), outcomes
        return outcomes

    return run


def archive(code: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as target:
        target.writestr("probe.py", code)
    return content.getvalue()


REFUSALS = {"AccessDeniedException", "AccessDenied", "AuthorizationError"}
KEY = {"pk": {"S": "CASE#probe"}}
CASE = {**KEY, "sk": {"S": "CASE"}}


@pytest.mark.parametrize("table", ["vault", "vault_keys"])
def test_the_api_writes_identities_and_cannot_read_them(
    deployed: Deployed, attempt: Try, table: str
) -> None:
    name = deployed.outputs["tables"][table]
    assert attempt("api_handler", "dynamodb", "put_item", TableName=name, Item=KEY) == "allowed"
    refused = [
        attempt("api_handler", "dynamodb", "get_item", TableName=name, Key=KEY),
        attempt("api_handler", "dynamodb", "scan", TableName=name),
        attempt(
            "api_handler",
            "dynamodb",
            "query",
            TableName=name,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": KEY["pk"]},
        ),
    ]
    assert refused == ["AccessDeniedException"] * 3


def test_the_api_wraps_and_cannot_unwrap(deployed: Deployed, attempt: Try) -> None:
    key = deployed.outputs["stack"]["VaultKeyArn"]
    made = attempt("api_handler", "kms", "generate_data_key", KeyId=key, KeySpec="AES_256")
    assert made == "allowed"
    encrypted = {"bytes": "AAAA"}
    unwrapped = attempt("api_handler", "kms", "decrypt", KeyId=key, CiphertextBlob=encrypted)
    assert unwrapped == "AccessDeniedException"


def test_only_sender_and_discloser_unwrap(deployed: Deployed, attempt: Try) -> None:
    key = deployed.outputs["stack"]["VaultKeyArn"]
    encrypted = {"bytes": "AAAA"}
    answers = {
        name: attempt(name, "kms", "decrypt", KeyId=key, CiphertextBlob=encrypted)
        for name in deployed.outputs["functions"]
    }
    # The bytes are none of the key's, which only those who may ask get to hear.
    assert {name for name, answer in answers.items() if answer != "AccessDeniedException"} == {
        "notify_reporter",
        "disclose_identity",
    }


def test_key_and_topic_refuse_whom_a_role_of_their_own_allows(
    deployed: Deployed, attempt: Try
) -> None:
    """Also one whose name looks like that of the function's."""
    iam, rights = deployed.aws("iam"), ["kms:Decrypt", "sns:Publish"]
    answers = set()
    for name in ("lapor-dev-notify_reporter-of-mine", "lapor-dev-NotifyReporterRole-OF-MINE"):
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy("sts:AssumeRole"))
        allowed = policy(rights, Resource="*")
        iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=allowed)
        arn, key = role["Role"]["Arn"], deployed.outputs["stack"]["VaultKeyArn"]
        encrypted = {"bytes": "AAAA"}
        topic = deployed.outputs["topic_arn"]
        answers |= {
            attempt(arn, "kms", "decrypt", KeyId=key, CiphertextBlob=encrypted),
            attempt(arn, "sns", "publish", TopicArn=topic, Message="{}"),
        }
    assert answers == {"AccessDeniedException", "AuthorizationError"}


def test_queues_refuse_whom_a_role_of_their_own_allows(
    deployed: Deployed, attempt_all: TryAll
) -> None:
    """That the topic delivers all the same, and the functions read, every journey shows."""
    iam, sqs = deployed.aws("iam"), deployed.aws("sqs")
    role = iam.create_role(RoleName="lapor-dev-replay", AssumeRolePolicyDocument=policy("sts:*"))
    allowed = policy("sqs:*", Resource="*")
    iam.put_role_policy(RoleName="lapor-dev-replay", PolicyName="all", PolicyDocument=allowed)
    nobodys = sqs.create_queue(QueueName="without-a-policy")["QueueUrl"]
    verbs: dict[str, dict[str, Any]] = {
        "send_message": {"MessageBody": "{}", "DelaySeconds": 900},
        "receive_message": {"VisibilityTimeout": 0},
        "delete_message": {"ReceiptHandle": "of-nothing"},
        "change_message_visibility": {"ReceiptHandle": "of-nothing", "VisibilityTimeout": 0},
        "purge_queue": {},
    }

    def outcomes(urls: list[str]) -> set[str]:
        calls: list[Call] = [
            ("sqs", verb, {"QueueUrl": url} | more) for url in urls for verb, more in verbs.items()
        ]
        return set(attempt_all(role["Role"]["Arn"], calls))

    where_nothing_refuses = outcomes([nobodys])
    sqs.delete_queue(QueueUrl=nobodys)
    assert "allowed" in where_nothing_refuses
    assert not where_nothing_refuses & REFUSALS
    assert outcomes(list(deployed.outputs["queue_urls"].values())) <= REFUSALS


def test_no_queue_but_its_own_moves_messages_into_dead_letters(deployed: Deployed) -> None:
    """As the queues say; the local AWS moves what it is told to."""
    sqs, names = deployed.aws("sqs"), ["QueueArn", "RedrivePolicy", "RedriveAllowPolicy"]
    said = {
        name: sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        for name, url in deployed.outputs["queue_urls"].items()
    }
    into: dict[str, list[str]] = {}
    for each in said.values():
        if "RedrivePolicy" in each:
            target = json.loads(each["RedrivePolicy"])["deadLetterTargetArn"]
            into.setdefault(target, []).append(each["QueueArn"])
    letters = {name: each for name, each in said.items() if "DeadLetters" in name}
    assert len(into) == sum(name.endswith("QueueUrl") for name in said)
    assert into.keys() <= {each["QueueArn"] for each in letters.values()}
    for each in letters.values():
        moving = into.get(each["QueueArn"])
        assert json.loads(each["RedriveAllowPolicy"]) == (
            {"redrivePermission": "byQueue", "sourceQueueArns": moving}
            if moving
            else {"redrivePermission": "denyAll"}
        )


def policy(action: Any, **more: Any) -> str:
    principal = {} if more else {"Principal": {"Service": "lambda.amazonaws.com"}}
    statement = {"Effect": "Allow", "Action": action, **principal, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


READ = {"get_item", "batch_get_item", "query"}
STEP = READ | {"put_item", "update_item"}
"""What whoever steps through cases does with their table."""
READERS = {"cases": STEP, "reference": {"query"}}
TABLES = {
    "api_handler": {
        "cases": STEP,
        "claims": {"get_item", "put_item", "update_item"},
        "figures": READ,
        "leads": {"get_item", "put_item"},
        "readings": {"put_item"},
        "reference": {"query"},
        "similar": {"query"},
        # Updates of followers, which the local AWS does not tell apart.
        "vault": {"put_item", "update_item", "delete_item"},
        "vault_keys": {"put_item", "update_item", "delete_item"},
    },
    "admin_handler": {
        "cases": {"get_item", "batch_get_item", "query"},  # of sign-outs the last
        # How far feeds were read, and calls of webhooks went: a try is kept.
        "claims": {"batch_get_item", "put_item"},
        "readings": {"query"},
        # Feeds and webhooks alone are taken away.
        "reference": {"get_item", "query", "put_item", "update_item", "delete_item"},
    },
    "manage_officers": {
        "cases": {"query", "put_item"},  # of sign-outs
        "reference": {"query"},
    },
    "replay_letters": {"cases": {"query"}},  # of sign-outs
    "disclose_identity": {
        "cases": {"get_item", "put_item", "update_item", "query"},  # of sign-outs the last
        "readings": {"put_item"},
        "reference": {"query"},
        "vault": {"get_item"},
        "vault_keys": {"get_item"},
    },
    "route_complaints": READERS | {"similar": {"query"}},
    "publish_events": {},
    "notify_reporter": READERS
    | {
        "claims": {"update_item"},
        "vault": {"get_item", "update_item", "delete_item"},  # of followers all but the first
        "vault_keys": {"get_item", "update_item", "delete_item"},
    },
    "notify_agency": READERS,
    "index_similar": {
        "cases": {"get_item", "batch_get_item"},
        "similar": {"batch_put", "batch_delete"},
    },
    "scan_attachments": {"cases": {"get_item", "update_item"}},
    "count_figures": {
        "cases": {"get_item", "query"},
        "reference": {"query"},
        "figures": {"get_item", "batch_get_item", "put_item", "update_item"},
    },
    "collect_posts": {
        "cases": {"get_item"},
        "reference": {"query"},
        "leads": STEP | {"batch_put", "batch_delete"},
    },
    "collect_heads": {},
    "call_webhooks": {
        "claims": {"get_item", "put_item"},
        "reference": {"query"},
    },
    "seal_ledger": {},
    "verify_ledger": {"cases": READ, "reference": {"query"}},
    "publish_open_data": {"cases": {"batch_get_item"}},
    "poll_feeds": {"claims": {"get_item", "put_item"}, "reference": {"query"}},
    "escalate_overdue": READERS,
    "send_rating_reminders": READERS,
    "close_quiet_cases": READERS,
    "expire_identities": READERS | {"vault": {"delete_item"}, "vault_keys": {"delete_item"}},
    "reroute_waiting": READERS | {"similar": {"query"}},
    "send_agency_digests": READERS | {"figures": READ},
}
"""Which function does what with which table: all that a role allows."""


def calls_on(table: str, *, sorted_by: bool) -> dict[str, Call]:
    """One call of each kind on a table, by name."""
    key = CASE if sorted_by else KEY
    wanted = {"TableName": table}
    where = {"KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": {":pk": KEY["pk"]}}
    put, delete = {"PutRequest": {"Item": key}}, {"DeleteRequest": {"Key": key}}
    made: dict[str, tuple[str, dict[str, Any]]] = {
        "get_item": ("get_item", wanted | {"Key": key}),
        "batch_get_item": ("batch_get_item", {"RequestItems": {table: {"Keys": [key]}}}),
        "query": ("query", wanted | where),
        "scan": ("scan", wanted),
        "put_item": ("put_item", wanted | {"Item": key}),
        "update_item": ("update_item", wanted | {"Key": key}),
        "delete_item": ("delete_item", wanted | {"Key": key}),
        "batch_put": ("batch_write_item", {"RequestItems": {table: [put]}}),
        "batch_delete": ("batch_write_item", {"RequestItems": {table: [delete]}}),
        "delete_table": ("delete_table", {"TableName": table}),
        "update_table": ("update_table", wanted | {"DeletionProtectionEnabled": False}),
        "update_ttl": (
            "update_time_to_live",
            wanted | {"TimeToLiveSpecification": {"Enabled": False, "AttributeName": "x"}},
        ),
    }
    return {name: ("dynamodb", *call) for name, call in made.items()}


def test_tables_are_all_named_here(deployed: Deployed) -> None:
    assert TABLES.keys() == deployed.outputs["functions"].keys()


@pytest.mark.parametrize("function", TABLES)
def test_a_function_does_with_tables_what_its_work_needs(
    deployed: Deployed, attempt_all: TryAll, function: str
) -> None:
    """Every kind of call on every table: those listed are let through, all others refused."""
    allowed: dict[str, set[str]] = {}
    calls = [
        (table, kind, call)
        for table, name in deployed.outputs["tables"].items()
        for kind, call in calls_on(
            name, sorted_by=table not in ("claims", "vault", "vault_keys")
        ).items()
    ]
    outcomes = attempt_all(function, [call for _, _, call in calls])
    for (table, kind, _), outcome in zip(calls, outcomes, strict=True):
        if outcome != "AccessDeniedException":
            allowed.setdefault(table, set()).add(kind)
    assert allowed == TABLES[function]


def test_who_calls_the_systems_of_others_reads_where_a_case_stands_and_no_more(
    deployed: Deployed, attempt_all: TryAll
) -> None:
    wanted = {
        "TableName": deployed.outputs["tables"]["cases"],
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": CASE["pk"]},
    }
    calls: list[Call] = [
        ("dynamodb", "query", wanted | {"ProjectionExpression": read})
        for read in ("kind, about", "kind, about, #data", "title")
    ]
    calls[1][2]["ExpressionAttributeNames"] = {"#data": "data"}
    outcomes = attempt_all("call_webhooks", calls)
    assert [outcome == "AccessDeniedException" for outcome in outcomes] == [False, True, True]


FOLDERS = {
    "api_handler": {"send", "show", "delete a copy"},
    "scan_attachments": {"look", "keep", "delete what was sent", "delete a copy"},
    "expire_identities": {"delete a copy"},
}
"""Which function does what with the bucket of files."""


def test_who_looks_at_files_who_shows_them_and_who_erases_them(
    deployed: Deployed, attempt_all: TryAll
) -> None:
    def call(operation: str, key: str, **more: Any) -> Call:
        place = {"Bucket": deployed.outputs["attachments_bucket"], "Key": key}
        return ("s3", operation, place | more)

    content = {"Body": {"bytes": "AAAA"}}
    calls = {
        "send": call("put_object", "quarantine/probe", **content),
        "look": call("get_object", "quarantine/probe"),
        "keep": call("put_object", "clean/probe", **content),
        "show": call("get_object", "clean/probe"),
        "delete what was sent": call("delete_object", "quarantine/probe"),
        "delete a copy": call("delete_object", "clean/probe"),
        "put beside": call("put_object", "probe", **content),
        "read beside": call("get_object", "probe"),
    }
    found = {}
    for function in deployed.outputs["functions"]:
        outcomes = attempt_all(function, list(calls.values()))
        allowed = {name for name, one in zip(calls, outcomes, strict=True) if one not in REFUSALS}
        if allowed:
            found[function] = allowed
    assert found == FOLDERS


def signing(key_id: str) -> dict[str, Any]:
    message = {"KeyId": key_id, "Message": {"bytes": "AAAA"}, "MessageType": "RAW"}
    return message | {"SigningAlgorithm": "ECDSA_SHA_256"}


def test_no_function_reaches_beyond_tables_but_for_its_work(
    deployed: Deployed, attempt_all: TryAll
) -> None:
    """Keys, secrets, queues, topics, officers' accounts, other functions, roles."""
    stack, outputs = deployed.outputs["stack"], deployed.outputs
    of_pool = {"UserPoolId": outputs["user_pool_id"], "Username": "a@lapor.example"}
    calls: dict[str, Call] = {
        "wrap": ("kms", "generate_data_key", {"KeyId": stack["VaultKeyArn"], "KeySpec": "AES_256"}),
        "unwrap": (
            "kms",
            "decrypt",
            {"KeyId": stack["VaultKeyArn"], "CiphertextBlob": {"bytes": "AAAA"}},
        ),
        "sign a receipt": ("kms", "sign", signing(stack["ReceiptsKeyAlias"])),
        "sign a root": ("kms", "sign", signing(stack["LedgerKeyAlias"])),
        "delete key": ("kms", "schedule_key_deletion", {"KeyId": stack["VaultKeyArn"]}),
        "pepper": ("secretsmanager", "get_secret_value", {"SecretId": stack["PepperSecretId"]}),
        "publish": ("sns", "publish", {"TopicArn": outputs["topic_arn"], "Message": "{}"}),
        "new officer": ("cognito-idp", "admin_create_user", of_pool),
        "officer's rights": (
            "cognito-idp",
            "admin_add_user_to_group",
            of_pool | {"GroupName": "national_admin"},
        ),
        "invoke": ("lambda", "invoke", {"FunctionName": outputs["functions"]["notify_reporter"]}),
        "role": ("iam", "create_role", {"RoleName": "x", "AssumeRolePolicyDocument": "{}"}),
    } | {
        f"{verb} {name}": ("sqs", operation, {"QueueUrl": url} | more)
        for name, url in outputs["queue_urls"].items()
        for verb, operation, more in (
            # Late enough that nobody takes what is sent before it is gone again.
            ("send to", "send_message", {"MessageBody": "{}", "DelaySeconds": 900}),
            ("take from", "receive_message", {"VisibilityTimeout": 0}),
            ("purge", "purge_queue", {}),
        )
    }
    found = {}
    deployed.settle()
    for function in outputs["functions"]:
        outcomes = attempt_all(function, list(calls.values()))
        found[function] = {
            name for name, outcome in zip(calls, outcomes, strict=True) if outcome not in REFUSALS
        }
    for url in outputs["queue_urls"].values():
        deployed.aws("sqs").purge_queue(QueueUrl=url)
    schedules = {"send to SchedulesDeadLettersUrl"}
    of_queue = {
        name: {f"send to {queue}Url", f"take from {queue}Url"}
        for name, queue in (
            ("notify_reporter", "NotifyReporterQueue"),
            ("notify_agency", "NotifyAgencyQueue"),
        )
    }
    assert found == {
        "api_handler": {
            "wrap",
            "sign a receipt",
            "pepper",
            "send to NotifyReporterQueueUrl",
            "send to CollectPostsQueueUrl",
        },
        "admin_handler": {"pepper"},
        "manage_officers": {"new officer", "officer's rights"},
        "replay_letters": {
            *(f"take from {name}" for name in outputs["queue_urls"] if "DeadLetters" in name),
            *(f"send to {name}" for name in outputs["queue_urls"] if "DeadLetters" not in name),
        },
        "disclose_identity": {"unwrap"},
        "route_complaints": {"send to RouteComplaintsDeadLettersUrl"},
        "publish_events": {"send to PublishEventsDeadLettersUrl", "publish"},
        "notify_reporter": of_queue["notify_reporter"] | {"unwrap", "pepper"},
        "notify_agency": of_queue["notify_agency"],
        "index_similar": {"take from IndexSimilarQueueUrl"},
        "scan_attachments": {"take from ScanAttachmentsQueueUrl"},
        "count_figures": {"take from CountFiguresQueueUrl"},
        "collect_posts": {"take from CollectPostsQueueUrl"},
        "collect_heads": {"take from CollectHeadsQueueUrl"},
        "call_webhooks": {"take from CallWebhooksQueueUrl", "pepper"},
        "seal_ledger": schedules | {"pepper", "sign a root"},
        "verify_ledger": schedules | {"pepper"},
        "publish_open_data": schedules,
        "poll_feeds": schedules | {"send to CollectPostsQueueUrl"},
        "escalate_overdue": schedules,
        "send_rating_reminders": schedules,
        "close_quiet_cases": schedules,
        "expire_identities": schedules,
        "reroute_waiting": schedules,
        "send_agency_digests": schedules,
    }


def test_each_part_of_the_ledger_has_one_writer(deployed: Deployed, attempt_all: TryAll) -> None:
    """And nobody takes anything away. The probes write where no run looks."""
    bucket = deployed.outputs["stack"]["LedgerBucketName"]
    calls: dict[str, Call] = {
        f"{verb} {part}": ("s3", operation, {"Bucket": bucket, "Key": f"{part}/~/probe"} | more)
        for part in ("journal", "leaves", "shards", "elsewhere")
        for verb, operation, more in (
            ("write", "put_object", {"Body": {"bytes": ""}}),
            ("read", "get_object", {}),
            ("take away", "delete_object", {}),
        )
    }
    calls["list"] = ("s3", "list_objects_v2", {"Bucket": bucket, "Prefix": "days/"})
    found = {}
    for function in deployed.outputs["functions"]:
        outcomes = attempt_all(function, list(calls.values()))
        found[function] = {
            name for name, outcome in zip(calls, outcomes, strict=True) if outcome not in REFUSALS
        }
    reads = {"read leaves", "read shards", "list"}
    everything = reads | {"read journal", "read elsewhere"}
    assert {function: may for function, may in found.items() if may} == {
        "api_handler": reads,
        "collect_heads": {"write journal"},
        "seal_ledger": everything | {"write leaves", "write shards"},
        "verify_ledger": everything,
    }


def test_open_data_has_one_writer(deployed: Deployed, attempt_all: TryAll) -> None:
    bucket = deployed.outputs["stack"]["OpenDataBucketName"]
    calls: dict[str, Call] = {
        "write": ("s3", "put_object", {"Bucket": bucket, "Key": "probe", "Body": {"bytes": ""}}),
        "read": ("s3", "get_object", {"Bucket": bucket, "Key": "probe"}),
        "read the index": ("s3", "get_object", {"Bucket": bucket, "Key": "index.json"}),
        "list": ("s3", "list_objects_v2", {"Bucket": bucket}),
        "take away": ("s3", "delete_object", {"Bucket": bucket, "Key": "probe"}),
    }
    found = {}
    for function in deployed.outputs["functions"]:
        outcomes = attempt_all(function, list(calls.values()))
        found[function] = {
            name for name, outcome in zip(calls, outcomes, strict=True) if outcome not in REFUSALS
        }
    assert {function: may for function, may in found.items() if may} == {
        "api_handler": {"read", "read the index", "list"},
        "publish_open_data": {"write", "read the index", "list", "take away"},
    }


def test_only_the_publisher_publishes(deployed: Deployed, attempt: Try) -> None:
    topic = deployed.outputs["topic_arn"]
    answers = {
        name: attempt(name, "sns", "publish", TopicArn=topic, Message="{}")
        for name in ("api_handler", "route_complaints", "notify_agency", "escalate_overdue")
    }
    assert "allowed" not in answers.values(), answers


def test_only_senders_of_notices_send(deployed: Deployed, attempt: Try) -> None:
    message = {"Subject": {"Data": "Halo"}, "Body": {"Text": {"Data": "Halo"}}}
    to = {"ToAddresses": ["warga@example.org"]}
    ours = "no-reply@lapor.example"
    sent = attempt(
        "notify_reporter", "ses", "send_email", Source=ours, Destination=to, Message=message
    )
    assert sent == "allowed"
    refused = attempt(
        "route_complaints", "ses", "send_email", Source=ours, Destination=to, Message=message
    )
    assert refused != "allowed"
