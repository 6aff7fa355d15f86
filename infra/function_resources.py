"""What each function has of its own in the template: its settings, log group, queues, outputs."""

import json
from collections.abc import Iterator
from typing import Any

from infra.functions import ENVIRONMENT, FUNCTIONS, Function, Trigger, triggered_by

FOURTEEN_DAYS = 1_209_600
A_DAY = 86_400

Resource = dict[str, Any]


def resources(function: Function) -> dict[str, Resource]:
    """What a function has of its own, by name in the template."""
    made = {function.log_group: _log_group(function)}
    if function.trigger is not Trigger.API:
        made[function.resource] = {"Properties": _properties(function)}
    if function.trigger in (Trigger.STREAM, Trigger.QUEUE):
        made[function.dead_letters] = _queue(RedriveAllowPolicy=_redrive_allowed(function))
    if function.trigger is Trigger.QUEUE:
        made[function.queue] = _queue(
            QueueName={"Fn::Sub": _name(function)},
            # Six times the function's timeout, as Lambda asks for.
            VisibilityTimeout=6 * function.timeout,
            RedrivePolicy=_redrive(function) | {"maxReceiveCount": 5},
        )
        if function.hears_events:
            made[function.subscription] = _subscription(function)
    return made


def outputs() -> Iterator[tuple[str, Resource]]:
    """The names and addresses that tools ask a stack for. Chalice names the API's itself."""
    for function in FUNCTIONS:
        if function.trigger is not Trigger.API:
            yield f"{function.resource}Name", {"Value": {"Ref": function.resource}}
        if function.trigger is Trigger.QUEUE:
            yield f"{function.queue}Url", {"Value": {"Ref": function.queue}}
        if function.trigger in (Trigger.STREAM, Trigger.QUEUE):
            yield f"{function.dead_letters}Url", {"Value": {"Ref": function.dead_letters}}


def _properties(function: Function) -> Resource:
    variables = {name: _value(function, name) for name in function.environment}
    properties = {
        "FunctionName": {"Fn::Sub": _name(function)},
        "LoggingConfig": {"LogGroup": {"Ref": function.log_group}},
        "Environment": {"Variables": {"FUNCTION": function.name} | variables},
    }
    if function.layers:
        layers = ("ManagedLayer", *function.layers)
        properties["Layers"] = [{"Ref": layer} for layer in layers]
    match function.trigger:
        case Trigger.STREAM:
            return properties | _source(function, "DynamodbEventSource", _stream_source(function))
        case Trigger.QUEUE:
            return properties | _source(function, "SqsEventSource", _queue_source(function))
        case Trigger.ROUTES:
            return properties
    letters = {"DeadLetterConfig": {"Arn": _arn(function.dead_letters)}}
    # A run that failed is tried again once; the next one is minutes away in any case.
    invoked = {"MaximumRetryAttempts": 1, "MaximumEventAgeInSeconds": 600} | _on_failure(function)
    return properties | {"EventInvokeConfig": invoked} | _source(function, "Event", letters)


def _stream_source(function: Function) -> Resource:
    inserted: Resource = {"Keys": {"sk": {"S": [{"prefix": "EVENT#"}]}}}
    if function.events:
        inserted["NewImage"] = {"type": {"S": list(function.events)}}
    pattern = json.dumps({"eventName": ["INSERT"], "dynamodb": inserted}, separators=(",", ":"))
    return {
        "Stream": {"Fn::GetAtt": ["CasesTable", "StreamArn"]},
        "StartingPosition": "TRIM_HORIZON",
        "BatchSize": function.batch,
        "MaximumRetryAttempts": 5,
        # As long as a stream keeps records: what is only late is never given up untried.
        "MaximumRecordAgeInSeconds": A_DAY,
        # Batches of one shard at once. The order within a case stays: it is the partition key.
        "ParallelizationFactor": 4,
        "BisectBatchOnFunctionError": True,
        "FilterCriteria": {"Filters": [{"Pattern": pattern}]},
    } | _on_failure(function)


def _queue_source(function: Function) -> Resource:
    return {
        "Queue": {"Fn::Sub": f"${{{function.queue}.Arn}}"},
        "BatchSize": function.batch,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        **({"MaximumBatchingWindowInSeconds": function.window} if function.window else {}),
        # Keeps a backlog from spending the account's sending rate at once.
        "ScalingConfig": {"MaximumConcurrency": 5},
    }


def _subscription(function: Function) -> Resource:
    properties = {
        "TopicArn": {"Ref": "EventsTopic"},
        "Protocol": "sqs",
        "Endpoint": _arn(function.queue),
        "RawMessageDelivery": True,
        "RedrivePolicy": _redrive(function),
        "FilterPolicy": {"type": list(function.events)},
    }
    return {"Type": "AWS::SNS::Subscription", "Properties": properties}


def _queue(**properties: Any) -> Resource:
    # All keep messages equally long: what waits through an outage must not be gone before it, nor
    # before its dead letters are.
    kept = {"SqsManagedSseEnabled": True, "MessageRetentionPeriod": FOURTEEN_DAYS}
    return {"Type": "AWS::SQS::Queue", "Properties": kept | properties}


def _log_group(function: Function) -> Resource:
    properties = {
        "LogGroupName": {"Fn::Sub": f"/aws/lambda/{_name(function)}"},
        "RetentionInDays": {"Ref": "LogRetentionDays"},
    }
    return {"Type": "AWS::Logs::LogGroup", "Properties": properties}


def _source(function: Function, suffix: str, properties: Resource) -> Resource:
    return {"Events": {f"{function.resource}{suffix}": {"Properties": properties}}}


def _on_failure(function: Function) -> Resource:
    destination = {"Type": "SQS", "Destination": _arn(function.dead_letters)}
    return {"DestinationConfig": {"OnFailure": destination}}


def _redrive(function: Function) -> Resource:
    return {"deadLetterTargetArn": _arn(function.dead_letters)}


def _redrive_allowed(function: Function) -> Resource:
    """Which queues may name a function's dead letters as theirs: its own alone, else whoever makes
    a queue in the account gets messages in past the policy, and operators put them back into ours.
    Named, since either has to know the other's ARN; a stream has no queue."""
    if function.trigger is not Trigger.QUEUE:
        return {"redrivePermission": "denyAll"}
    arn = f"arn:${{AWS::Partition}}:sqs:${{AWS::Region}}:${{AWS::AccountId}}:{_name(function)}"
    return {"redrivePermission": "byQueue", "sourceQueueArns": [{"Fn::Sub": arn}]}


def _name(function: Function) -> str:
    """What a function, its logs and its queue are called."""
    return f"lapor-${{Stage}}-{function.name}"


def _value(function: Function, name: str) -> Any:
    match ENVIRONMENT[name]:
        case {"Ref": "{queue}"}:
            return {"Ref": function.queue}
        case {"Fn::Sub": "{letters}"}:
            return {"Fn::Sub": json.dumps(_letters(), separators=(",", ":"))}
        case value:
            return value


def _letters() -> dict[str, list[str | None]]:
    """Where what could not be handled waits, and the queue it goes back into: a stream's and a
    schedule's goes into none."""
    return {
        function.dead_letters: [
            f"${{{function.dead_letters}}}",
            f"${{{function.queue}}}" if function.trigger is Trigger.QUEUE else None,
        ]
        for function in triggered_by(Trigger.QUEUE, Trigger.STREAM, Trigger.SCHEDULE)
    }


def _arn(resource: str) -> Resource:
    return {"Fn::GetAtt": [resource, "Arn"]}
