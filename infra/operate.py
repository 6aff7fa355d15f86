"""What an operator does beside deploying: officers' accounts, and dead letters.

Usage: python -m infra.operate officer EMAIL ROLE AGENCY_ID [--stage STAGE]
       python -m infra.operate reroute [--stage STAGE]
       python -m infra.operate replay QUEUE [--stage STAGE]
"""

import argparse
import json
import secrets
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from infra.console import Trouble, plainly, say
from infra.deploy import Clients, account
from infra.waiting import waiting_for_routing

ROLES = ("national_admin", "agency_admin", "liaison", "monitor", "custodian")
STREAM_FUNCTIONS = {
    "RouteComplaintsDeadLettersUrl": "RouteComplaintsName",
    "PublishEventsDeadLettersUrl": "PublishEventsName",
}
QUEUES_BEHIND = {
    "NotifyReporterDeadLettersUrl": "NotifyReporterQueueUrl",
    "NotifyAgencyDeadLettersUrl": "NotifyAgencyQueueUrl",
    "IndexSimilarDeadLettersUrl": "IndexSimilarQueueUrl",
}


def create_officer(
    aws: Clients, user_pool_id: str, *, email: str, role: str, agency_id: str, password: str
) -> None:
    """Make an officer's account, or bring the one with this address to this role and password.

    The role is one group and the agency another, `agency.<id>`: access tokens carry groups.
    """
    if role not in ROLES:
        raise Trouble(f"{role} is no role. Roles: {', '.join(ROLES)}.")
    cognito = aws("cognito-idp")
    user = {"UserPoolId": user_pool_id, "Username": email}
    verified = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
    try:
        cognito.admin_create_user(**user, UserAttributes=verified, MessageAction="SUPPRESS")
    except cognito.exceptions.UsernameExistsException:
        for former in _groups(cognito, user):
            cognito.admin_remove_user_from_group(**user, GroupName=former)
    cognito.admin_set_user_password(**user, Password=password, Permanent=True)
    for group in (role, f"agency.{agency_id}"):
        _ensure_group(cognito, user_pool_id, group)
        cognito.admin_add_user_to_group(**user, GroupName=group)


def new_password() -> str:
    """A random password that the pool's policy accepts."""
    return f"Lp-{secrets.token_urlsafe(12)}-7q"


def replay(aws: Clients, outputs: Mapping[str, str], dead_letters: str) -> int:
    """Hand everything in a dead-letter queue to its consumer again.

    A queue's letters go back to the queue. A stream's letters name a stretch of the stream, whose
    records are read again, 24 hours long, and given to the function. Handling twice is harmless.

    Args:
        dead_letters: the output that names the queue, for example NotifyAgencyDeadLettersUrl.

    Returns:
        How many letters were handed over.
    """
    sqs = aws("sqs")
    source = outputs[dead_letters]
    count = 0
    while letters := sqs.receive_message(
        QueueUrl=source, MaxNumberOfMessages=10, MessageAttributeNames=["All"], WaitTimeSeconds=1
    ).get("Messages", []):
        for letter in letters:
            if dead_letters in QUEUES_BEHIND:
                target = outputs[QUEUES_BEHIND[dead_letters]]
                sqs.send_message(QueueUrl=target, MessageBody=letter["Body"])
            elif dead_letters in STREAM_FUNCTIONS:
                function = outputs[STREAM_FUNCTIONS[dead_letters]]
                _replay_stretch(aws, function, json.loads(letter["Body"]))
            else:
                raise Trouble(f"{dead_letters} cannot be replayed: its next run does the work.")
            sqs.delete_message(QueueUrl=source, ReceiptHandle=letter["ReceiptHandle"])
            count += 1
    return count


def reroute(aws: Clients, outputs: Mapping[str, str]) -> int:
    """Hand every case that waits for routing to `route_complaints`, as its stream would have.

    For after a loss of stream records: a restart of the local stack, or a stream that was down for
    longer than it keeps records. Routing twice is harmless.

    Returns:
        How many cases were handed over.
    """
    dynamodb = aws("dynamodb")
    table = outputs["CasesTableName"]
    waiting = waiting_for_routing(dynamodb, table)
    for case in waiting:
        number = int(case["version"]["N"])
        key = {"pk": case["pk"], "sk": {"S": f"EVENT#{number:06d}"}}
        event = dynamodb.get_item(TableName=table, Key=key)["Item"]
        records = [{"eventName": "INSERT", "dynamodb": {"Keys": key, "NewImage": event}}]
        _invoke(aws, outputs["RouteComplaintsName"], records)
    return len(waiting)


def _invoke(aws: Clients, function: str, records: list[dict[str, Any]]) -> None:
    payload = json.dumps({"Records": records}, default=_as_json).encode()
    answer = aws("lambda").invoke(FunctionName=function, Payload=payload)
    if answer.get("FunctionError"):
        raise Trouble(f"{function} failed again; nothing is lost. Its log says why.")


def _replay_stretch(aws: Clients, function: str, letter: Mapping[str, Any]) -> None:
    """Read the records that a stream's dead letter names, and invoke the function with them."""
    batch = letter["DDBStreamBatchInfo"]
    streams = aws("dynamodbstreams")
    iterator = streams.get_shard_iterator(
        StreamArn=batch["streamArn"],
        ShardId=batch["shardId"],
        ShardIteratorType="AT_SEQUENCE_NUMBER",
        SequenceNumber=batch["startSequenceNumber"],
    )["ShardIterator"]
    last = int(batch["endSequenceNumber"])
    records: list[dict[str, Any]] = []
    while iterator:
        page = streams.get_records(ShardIterator=iterator)
        records += (r for r in page["Records"] if _number(r) <= last and _is_event(r))
        done = not page["Records"] or _number(page["Records"][-1]) >= last
        iterator = None if done else page.get("NextShardIterator")
    if not records:
        return
    _invoke(aws, function, [{**r, "eventSourceARN": batch["streamArn"]} for r in records])


def _number(record: Mapping[str, Any]) -> int:
    return int(record["dynamodb"]["SequenceNumber"])


def _is_event(record: Mapping[str, Any]) -> bool:
    """The same choice as the filter of the event sources in the template."""
    key: str = record["dynamodb"]["Keys"]["sk"]["S"]
    return bool(record["eventName"] == "INSERT") and key.startswith("EVENT#")


def _as_json(value: Any) -> Any:
    return value.timestamp() if hasattr(value, "timestamp") else value.decode()


def _groups(cognito: Any, user: Mapping[str, str]) -> list[str]:
    found = cognito.admin_list_groups_for_user(**user)["Groups"]
    return [group["GroupName"] for group in found]


def _ensure_group(cognito: Any, user_pool_id: str, group: str) -> None:
    try:
        cognito.create_group(UserPoolId=user_pool_id, GroupName=group)
    except cognito.exceptions.GroupExistsException:
        return


def _outputs(stage: str) -> dict[str, str]:
    stack = account("cloudformation").describe_stacks(StackName=f"lapor-{stage}")["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def main() -> None:
    """Run one command with the AWS settings of the environment."""
    parser = argparse.ArgumentParser(prog="python -m infra.operate")
    parser.add_argument("--stage", default="prod")
    commands = parser.add_subparsers(dest="command", required=True)
    officer = commands.add_parser("officer", help="create an officer's account")
    officer.add_argument("email")
    officer.add_argument("role", choices=ROLES)
    officer.add_argument("agency_id")
    commands.add_parser("reroute", help="route what was filed or returned and never routed")
    letters = commands.add_parser("replay", help="hand dead letters to their consumer again")
    letters.add_argument("queue", choices=sorted({*STREAM_FUNCTIONS, *QUEUES_BEHIND}))
    given = parser.parse_args()
    try:
        outputs = _outputs(given.stage)
        if given.command == "reroute":
            say(f"{reroute(account, outputs)} routed.")
            return
        if given.command == "replay":
            say(f"{replay(account, outputs, given.queue)} handed over.")
            return
        password = new_password()
        create_officer(
            account,
            outputs["UserPoolId"],
            email=given.email,
            role=given.role,
            agency_id=given.agency_id,
            password=password,
        )
        say(f"{given.email} signs in with {password} (shown this once).")
    except (BotoCoreError, ClientError) as error:
        raise Trouble(f"AWS refused: {error}") from None


if __name__ == "__main__":
    with plainly():
        main()
