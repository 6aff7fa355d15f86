"""The one way onto AWS, the local one included: package, upload, change set, execute.

Usage: python -m infra.deploy STAGE [PARAMETER=VALUE ...]     (YES=1 answers the question)
"""

import copy
import hashlib
import os
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError, WaiterError

from infra.console import CommandError, plainly, say
from infra.package import ROOT, Package, build, render
from infra.static_files import publish_static_files

CAPABILITIES = ["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
MINUTES_TO_PLAN = 10
MINUTES_TO_DEPLOY = 30
OLDEST_PYTHON = (3, 12)
"""NumPy's and Pillow's wheels need glibc 2.27; Lambda's Python 3.11 runs on Amazon Linux 2, which
has 2.26, later ones on Amazon Linux 2023."""

Clients = Callable[[str], Any]
"""Gives the client of a service by name, for one account, region and endpoint."""


def account(service: str) -> Any:
    """A client for the account and region that the environment names."""
    make: Any = boto3.client  # typed for every service's name, not for a name at hand
    return make(service)


def deploy(
    package: Package,
    stage: str,
    aws: Clients,
    *,
    parameters: Mapping[str, str],
    tags: Mapping[str, str] | None = None,
    confirm: Callable[[], bool] = lambda: True,
    poll_seconds: float = 2.0,
) -> dict[str, str]:
    """Bring the stack `lapor-<stage>` to what the package says.

    Args:
        parameters: of the template; those left out keep the value of the last deployment.
        tags: put on the stack and what it makes.
        confirm: asked after the changes were printed; False leaves everything as it is.

    Returns:
        The stack's outputs.

    Raises:
        CommandError: the change set or the deployment failed; the message names the resource.
    """
    stack = f"lapor-{stage}"
    cloudformation = aws("cloudformation")
    existing = _describe(cloudformation, stack)
    _check_somebody_hears(stage, existing, parameters)
    if "Operators" not in _parameters_of(existing):
        caller = aws("sts").get_caller_identity()["Arn"]
        parameters = {"Operators": ",".join(operator_patterns(caller)), **parameters}
    template_url = _upload(package, aws)
    change_set = f"lapor-{int(time.time() * 1000)}"
    cloudformation.create_change_set(
        StackName=stack,
        ChangeSetName=change_set,
        ChangeSetType="UPDATE" if existing else "CREATE",
        TemplateURL=template_url,
        Parameters=_parameters(package.template, existing, {"Stage": stage, **parameters}),
        Capabilities=CAPABILITIES,
        Tags=[{"Key": k, "Value": v} for k, v in ({"app": "lapor"} | dict(tags or {})).items()],
    )
    changes = _changes(cloudformation, stack, change_set, poll_seconds)
    if changes is None:
        say("Nothing changed.")
        cloudformation.delete_change_set(StackName=stack, ChangeSetName=change_set)
        return _outputs(_describe(cloudformation, stack))
    _show(changes)
    if not confirm():
        cloudformation.delete_change_set(StackName=stack, ChangeSetName=change_set)
        raise CommandError("Nothing was deployed.")
    is_published = _publish_static_files(aws, _outputs(existing)) if existing else False
    cloudformation.execute_change_set(StackName=stack, ChangeSetName=change_set)
    _wait_until_done(cloudformation, stack, updated=bool(existing), poll_seconds=poll_seconds)
    outputs = _outputs(_describe(cloudformation, stack))
    if not is_published:
        _publish_static_files(aws, outputs)
    return outputs


def _publish_static_files(aws: Clients, outputs: Mapping[str, str]) -> bool:
    """Put the files of the pages where the distribution looks for them, if the stack has one:
    before pages name them, but for a bucket that is only just being made."""
    bucket = outputs.get("StaticBucketName")
    if bucket is None:
        return False
    say(f"{publish_static_files(aws('s3'), bucket)} files of the pages published.")
    return True


def _upload(package: Package, aws: Clients) -> str:
    """Put code, layer and template into the account's deployment bucket, named by content."""
    s3, account_id = aws("s3"), aws("sts").get_caller_identity()["Account"]
    bucket = f"lapor-deploy-{account_id}-{s3.meta.region_name}"
    _ensure_bucket(s3, bucket, account_id)
    template = copy.deepcopy(package.template)
    code = _put(s3, bucket, account_id, package.code.read_bytes(), ".zip")
    layers = {
        name: _put(s3, bucket, account_id, archive.read_bytes(), ".zip")
        for name, archive in package.layers.items()
    }
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = f"s3://{bucket}/{code}"
        if resource["Type"] == "AWS::Serverless::LayerVersion":
            resource["Properties"]["ContentUri"] = f"s3://{bucket}/{layers[name]}"
    key = _put(s3, bucket, account_id, render(template).encode(), ".template.json")
    return f"{s3.meta.endpoint_url}/{bucket}/{key}"


def _ensure_bucket(s3: Any, bucket: str, account_id: str) -> None:
    """Everybody can guess the bucket's name, and who makes it first has it: one of another account
    is refused, with all that it holds."""
    try:
        s3.head_bucket(Bucket=bucket, ExpectedBucketOwner=account_id)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise CommandError(
                f"The bucket {bucket} is not this account's, or closed to it. Nothing was uploaded;"
                " find out whose it is before anything else."
            ) from None
        where = {"LocationConstraint": s3.meta.region_name}
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=where)
        s3.put_public_access_block(
            Bucket=bucket,
            PublicAccessBlockConfiguration={
                "BlockPublicAcls": True,
                "IgnorePublicAcls": True,
                "BlockPublicPolicy": True,
                "RestrictPublicBuckets": True,
            },
        )


def _put(s3: Any, bucket: str, account_id: str, content: bytes, suffix: str) -> str:
    key = hashlib.sha256(content).hexdigest()[:32] + suffix
    place = {"Bucket": bucket, "Key": key, "ExpectedBucketOwner": account_id}
    try:
        s3.head_object(**place)
    except ClientError:
        s3.put_object(**place, Body=content)
    return key


def _describe(cloudformation: Any, stack: str) -> dict[str, Any] | None:
    """The stack, or None when it does not exist or has only ever been planned."""
    try:
        found: dict[str, Any] = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    status = found["StackStatus"]
    if status == "ROLLBACK_COMPLETE":
        raise CommandError(
            f"The first deployment of {stack} failed and was rolled back. Read why with"
            f" `aws cloudformation describe-stack-events --stack-name {stack}`, delete the stack"
            " (tables, keys and user pool are kept) and deploy again."
        )
    if status.endswith("_IN_PROGRESS") and status != "REVIEW_IN_PROGRESS":
        raise CommandError(f"Stack {stack} is busy ({status}). Try again when it has finished.")
    return None if status == "REVIEW_IN_PROGRESS" else found


def operator_patterns(caller: str) -> list[str]:
    """Who deploys, an ARN of STS, as policies know them (`aws:PrincipalArn`): of a session its
    role, whose path the session does not say."""
    kind, _, rest = caller.partition(":assumed-role/")
    if not rest:
        return [caller]
    role, account_id = rest.partition("/")[0], kind.rpartition(":")[2]
    prefix = f"arn:{caller.split(':')[1]}:iam::{account_id}:role"
    return [f"{prefix}/{role}", f"{prefix}/*/{role}"]


def _check_somebody_hears(
    stage: str, existing: Mapping[str, Any] | None, given: Mapping[str, str]
) -> None:
    """An alarm nobody hears is none: the stage that people use is not deployed so."""
    if given.get("AlarmEmail", _parameters_of(existing).get("AlarmEmail", "")):
        return
    if stage == "prod":
        raise CommandError(
            "Nobody would hear an alarm. Deploy with AlarmEmail=somebody@example.go.id."
        )
    say("Nobody hears the alarms of this stage (AlarmEmail is empty).")


def _parameters(
    template: Mapping[str, Any], existing: Mapping[str, Any] | None, given: Mapping[str, str]
) -> list[dict[str, Any]]:
    unknown = given.keys() - template["Parameters"].keys()
    if unknown:
        raise CommandError(f"The template has no parameter {', '.join(sorted(unknown))}.")
    kept = _parameters_of(existing).keys() & template["Parameters"].keys() - given.keys()
    return [
        *({"ParameterKey": name, "ParameterValue": value} for name, value in given.items()),
        *({"ParameterKey": name, "UsePreviousValue": True} for name in sorted(kept)),
    ]


def _parameters_of(existing: Mapping[str, Any] | None) -> dict[str, str]:
    """What the last deployment was given."""
    known = (existing or {}).get("Parameters", [])
    return {each["ParameterKey"]: each["ParameterValue"] for each in known}


def _changes(
    cloudformation: Any, stack: str, change_set: str, poll_seconds: float
) -> list[dict[str, Any]] | None:
    """What would change, or None when nothing would."""
    named = {"StackName": stack, "ChangeSetName": change_set}
    try:
        cloudformation.get_waiter("change_set_create_complete").wait(
            **named, WaiterConfig=_patience(poll_seconds, minutes=MINUTES_TO_PLAN)
        )
    except WaiterError as error:
        reason = error.last_response.get("StatusReason", str(error))
        if "didn't contain changes" in reason or "No updates" in reason:
            return None
        raise CommandError(f"CloudFormation made no change set: {reason}") from None
    pages = cloudformation.get_paginator("describe_change_set").paginate(**named)
    return [change["ResourceChange"] for page in pages for change in page["Changes"]]


def _patience(poll_seconds: float, *, minutes: int) -> dict[str, float]:
    """How often a waiter asks, and how long."""
    return {"Delay": poll_seconds, "MaxAttempts": round(60 * minutes / poll_seconds)}


def _show(changes: list[dict[str, Any]]) -> None:
    by_action: dict[str, list[str]] = {}
    for change in changes:
        replaced = " REPLACED" if change.get("Replacement") == "True" else ""
        by_action.setdefault(change["Action"], []).append(change["LogicalResourceId"] + replaced)
    for action, names in sorted(by_action.items()):
        shown = ", ".join(sorted(names)) if len(names) <= 12 else f"{len(names)} resources"
        say(f"  {action.lower()}: {shown}")


def _wait_until_done(
    cloudformation: Any, stack: str, *, updated: bool, poll_seconds: float
) -> None:
    waiter = "stack_update_complete" if updated else "stack_create_complete"
    try:
        cloudformation.get_waiter(waiter).wait(
            StackName=stack, WaiterConfig=_patience(poll_seconds, minutes=MINUTES_TO_DEPLOY)
        )
    except WaiterError as error:
        failures = _failures(cloudformation, stack)
        raise CommandError(f"The deployment is not done ({error}):\n{failures}") from None


def _failures(cloudformation: Any, stack: str) -> str:
    events = cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
    return "\n".join(
        f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason given')}"
        for event in events
        if event["ResourceStatus"].endswith("FAILED")
    )


def _outputs(stack: Mapping[str, Any] | None) -> dict[str, str]:
    return {o["OutputKey"]: o["OutputValue"] for o in (stack or {}).get("Outputs", [])}


def main() -> None:
    """Deploy a stage with the AWS settings of the environment."""
    stage, *assignments = sys.argv[1:]
    check_python(sys.version_info[:2])
    if not all("=" in assignment for assignment in assignments):
        raise CommandError("Parameters are given as NAME=VALUE, as in AlarmEmail=ops@example.go.id")
    parameters = dict(assignment.split("=", 1) for assignment in assignments)
    if parameters.get("Practice", "no") != "no":  # its mails go to nobody's mailbox
        raise CommandError("People practise on their own machine: make run PRACTICE=1.")
    try:
        say(f"Packaging stage {stage} ...")
        package = build(stage, ROOT / ".local")
        say("Planning ...")
        outputs = deploy(package, stage, account, parameters=parameters, confirm=_ask)
    except (BotoCoreError, ClientError) as error:
        raise CommandError(f"AWS refused: {error}") from None
    for name, value in sorted(outputs.items()):
        say(f"{name:28} {value}")


def check_python(version: tuple[int, int]) -> None:
    """The functions run on the Python that packages them, major and minor `version`. Raises
    `CommandError` for one whose system on Lambda is too old for the packages."""
    if version < OLDEST_PYTHON:
        raise CommandError(
            "Deploy with Python 3.12 or later: under 3.11 Lambda cannot load NumPy and Pillow."
        )


def _ask() -> bool:
    if os.environ.get("YES") == "1":
        return True
    if not sys.stdin.isatty():
        raise CommandError(
            "Nobody is here to confirm the changes. Set YES=1 to deploy without asking."
        )
    return input("Deploy these changes? [y/N] ").strip().lower() in {"y", "yes"}


if __name__ == "__main__":
    with plainly():
        main()
