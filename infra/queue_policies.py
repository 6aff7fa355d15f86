"""Who reaches a queue: a policy for each, which refuses all but those whose work it is.

Who that is, the roles of the functions say (.chalice/policy-<name>.json). A queue without a policy
of its own, or with one that only allows, lets in whoever has a role that allows it elsewhere.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from infra.functions import FUNCTIONS, Function, Trigger, triggered_by
from infra.package import ROOT

Resource = dict[str, Any]

SENDING = ("sqs:SendMessage",)
TAKING = (
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibility",
    "sqs:PurgeQueue",
)

_TOPIC = {"sns.amazonaws.com": {"ArnEquals": {"aws:SourceArn": {"Ref": "EventsTopic"}}}}
# By their names, which are fixed: the bucket comes after the queue it writes to.
_UPLOADS = {
    "s3.amazonaws.com": (
        "arn:${AWS::Partition}:s3:::lapor-${Stage}-attachments-${AWS::AccountId}-${AWS::Region}"
    ),
    "events.amazonaws.com": (
        "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}"
        ":rule/lapor-${Stage}-malware-verdicts"
    ),
}
_OF_UPLOADS = {
    service: {"ArnEquals": {"aws:SourceArn": {"Fn::Sub": source}}}
    for service, source in _UPLOADS.items()
}
_RULES = {
    "events.amazonaws.com": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
}


def queue_policies() -> Iterator[tuple[str, Resource]]:
    """The policy of every queue, by its name in the template.

    The topic puts events into the queue of every reader, and what it cannot deliver into the dead
    letters, where it waits with what the reader could not handle. The bucket of files, or the rule
    for what a malware scanner says, puts messages into the queue of who looks at files; the
    schedules' rules what they could not start into the schedules' dead letters.

    The first had all queues once. An update that takes queues from it may leave them bare, so the
    others are put after it; meanwhile the topic leaves its events with the dead letters, which keep
    their policy all the time.
    """
    readers, streams = triggered_by(Trigger.QUEUE), triggered_by(Trigger.STREAM)
    hearing = [f for f in readers if f.hears_events]
    yield "QueuesPolicy", _policy([f.dead_letters for f in hearing], _TOPIC)
    yield "SchedulesDeadLettersPolicy", _policy(["SchedulesDeadLetters"], _RULES)
    for function in readers:
        services = _TOPIC if function.hears_events else _OF_UPLOADS
        yield f"{function.queue}Policy", _after_the_first(_policy([function.queue], services))
    for function in (*(f for f in readers if not f.hears_events), *streams):
        letters = _policy([function.dead_letters], {})
        yield f"{function.dead_letters}Policy", _after_the_first(letters)


def _after_the_first(policy: Resource) -> Resource:
    return policy | {"DependsOn": ["QueuesPolicy"]}


def _policy(queues: Sequence[str], services: dict[str, Resource]) -> Resource:
    """The policy of queues that the same services send to, each under its condition, and the same
    functions."""
    arns = [{"Fn::GetAtt": [queue, "Arn"]} for queue in queues]
    delivers = [
        {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sqs:SendMessage",
            "Resource": arns,
            "Condition": condition,
        }
        for service, condition in services.items()
    ]
    sources = [
        condition["ArnEquals"]["aws:SourceArn"]
        for condition in services.values()
        if "ArnEquals" in condition
    ]
    refusals = [
        {
            "Sid": sid,
            "Effect": "Deny",
            "Principal": "*",
            "Action": list(actions),
            "Resource": arns,
            "Condition": _is_none_of(_roles(actions, queues), known),
        }
        for sid, actions, known in (
            ("NobodyElseSends", SENDING, sources),
            ("NobodyElseTakes", TAKING, []),
        )
    ]
    only_over_tls = {
        "Sid": "OnlyOverTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sqs:*",
        "Resource": arns,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    properties = {
        "Queues": [{"Ref": queue} for queue in queues],
        "PolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [*delivers, *refusals, only_over_tls],
        },
    }
    return {"Type": "AWS::SQS::QueuePolicy", "Properties": properties}


def _is_none_of(functions: Iterable[Function], sources: Sequence[Resource]) -> Resource:
    """Whoever is neither one of these functions, nor an operator, nor a service of AWS.

    A service has no role, so it needs to be let in by a statement that names it, and is left out
    here: this must not catch the topic, nor SQS itself when it moves a message to dead letters. The
    local emulator does not say who is a service, but what it acts for (`aws:SourceArn`).
    """
    roles = [
        arn
        for function in functions
        for arn in (
            {"Fn::GetAtt": [function.role, "Arn"]},
            # The same role as the local emulator names its sessions.
            {
                "Fn::Sub": "arn:${AWS::Partition}:sts::${AWS::AccountId}"
                f":assumed-role/${{{function.role}}}/*"
            },
        )
    ]
    return {
        **({"ArnNotLike": {"aws:PrincipalArn": roles}} if roles else {}),
        "StringNotLike": {"aws:PrincipalArn": {"Ref": "Operators"}},
        "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
        **({"ArnNotEqualsIfExists": {"aws:SourceArn": list(sources)}} if sources else {}),
    }


def _roles(actions: Sequence[str], queues: Sequence[str]) -> list[Function]:
    """The functions whose roles allow one of these actions on one of these queues."""
    wanted = {(action, queue) for action in actions for queue in queues}
    return [function for function in FUNCTIONS if wanted & _granted(function.name)]


@cache
def _granted(function: str) -> frozenset[tuple[str, str]]:
    """Each action that the role of a function allows, with the resource of the template."""
    document = json.loads((ROOT / ".chalice" / f"policy-{function}.json").read_text())
    return frozenset(
        (action, target["Fn::GetAtt"][0])
        for statement in document["Statement"]
        for action in statement["Action"]
        for target in _as_list(statement["Resource"])
        if isinstance(target, dict) and "Fn::GetAtt" in target
    )


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
