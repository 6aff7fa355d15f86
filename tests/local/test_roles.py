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

PROBE = """
import base64
import boto3
from botocore.exceptions import ClientError

def handler(event, context):
    arguments = {
        name: base64.b64decode(value["bytes"]) if isinstance(value, dict) and "bytes" in value
        else value
        for name, value in event["arguments"].items()
    }
    try:
        getattr(boto3.client(event["service"]), event["operation"])(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "allowed"
"""


@pytest.fixture(scope="module")
def attempt(deployed: Deployed) -> Try:
    """Try one AWS operation under the role of a function, or under the role of an ARN: `allowed`,
    or the refusal's code."""
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

    def run(name: str, service: str, operation: str, **arguments: Any) -> str:
        asked = {"service": service, "operation": operation, "arguments": arguments}
        answer = functions.invoke(FunctionName=probe_for(name), Payload=json.dumps(asked))
        said = json.loads(answer["Payload"].read())
        assert isinstance(said, str), said
        return said

    return run


def archive(code: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as target:
        target.writestr("probe.py", code)
    return content.getvalue()


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


def test_only_the_notice_sender_unwraps(deployed: Deployed, attempt: Try) -> None:
    key = deployed.outputs["stack"]["VaultKeyArn"]
    encrypted = {"bytes": "AAAA"}
    answers = {
        name: attempt(name, "kms", "decrypt", KeyId=key, CiphertextBlob=encrypted)
        for name in deployed.outputs["functions"]
    }
    # The bytes are none of the key's, which only those who may ask get to hear.
    assert {name for name, answer in answers.items() if answer != "AccessDeniedException"} == {
        "notify_reporter"
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


def policy(action: Any, **more: Any) -> str:
    principal = {} if more else {"Principal": {"Service": "lambda.amazonaws.com"}}
    statement = {"Effect": "Allow", "Action": action, **principal, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_nobody_scans_or_deletes_cases(deployed: Deployed, attempt: Try) -> None:
    name = deployed.outputs["tables"]["cases"]
    for function in deployed.outputs["functions"]:
        scanned = attempt(function, "dynamodb", "scan", TableName=name)
        deleted = attempt(function, "dynamodb", "delete_item", TableName=name, Key=CASE)
        assert (scanned, deleted) == ("AccessDeniedException",) * 2, function


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
