"""What the emulator does not take from the template, put right before and after a deployment; and
what it does not say of its logs."""

import copy
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from infra.deploy import Clients
from infra.package import Package
from infra.routes import OTHER_METHODS


def without_tls(package: Package) -> Package:
    """The package for an emulator that speaks HTTP: without the policies' refusal of it."""
    template = copy.deepcopy(package.template)
    for resource in template["Resources"].values():
        if resource["Type"].endswith(("::QueuePolicy", "::TopicPolicy", "::BucketPolicy")):
            policy = resource["Properties"]["PolicyDocument"]
            policy["Statement"] = [
                each for each in policy["Statement"] if each.get("Sid") != "OnlyOverTls"
            ]
    return replace(package, template=template)


def apply_gateway_responses(
    template: Mapping[str, Any], api_id: str, stage: str, aws: Clients
) -> None:
    """Give the API the gateway responses that its packaged template names.

    CloudFormation does this on AWS. The emulator reads the API's body without them but knows
    the calls, so the same answers are put there one by one and deployed to the stage.
    """
    apigateway = aws("apigateway")
    body = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    for kind, response in body["x-amazon-apigateway-gateway-responses"].items():
        code = {"statusCode": str(response["statusCode"])} if "statusCode" in response else {}
        apigateway.put_gateway_response(
            restApiId=api_id,
            responseType=kind,
            responseParameters=response["responseParameters"],
            responseTemplates=response["responseTemplates"],
            **code,
        )
    apigateway.create_deployment(restApiId=api_id, stageName=stage)


def refuse_other_methods(
    template: Mapping[str, Any], api_id: str, stage: str, aws: Clients
) -> None:
    """Give each path of the API the answer to other methods that its packaged template names.

    The emulator reads no `x-amazon-apigateway-any-method` in the API's body, but knows the calls.
    """
    apigateway = aws("apigateway")
    paths = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"]
    pages = apigateway.get_paginator("get_resources").paginate(restApiId=api_id)
    for resource in (each for page in pages for each in page["items"]):
        others = paths.get(resource["path"], {}).get(OTHER_METHODS)
        if others is None or "ANY" in resource.get("resourceMethods", {}):
            continue
        integration = others["x-amazon-apigateway-integration"]
        method = {"restApiId": api_id, "resourceId": resource["id"], "httpMethod": "ANY"}
        apigateway.put_method(**method, authorizationType="NONE")
        apigateway.put_integration(
            **method, type="MOCK", requestTemplates=integration["requestTemplates"]
        )
        apigateway.put_integration_response(**method, **integration["responses"]["default"])
    apigateway.create_deployment(restApiId=api_id, stageName=stage)


def let_senders_send(functions: Iterable[str], aws: Clients) -> None:
    """Let the functions that send mail do so where the emulator enforces roles.

    The template allows it for our identity as sender; the emulator asks about `*` instead of
    the identity, and does not know the condition on the sender's address.
    """
    mails = {"Effect": "Allow", "Action": "ses:SendEmail", "Resource": "*"}
    for function in functions:
        found = aws("lambda").get_function_configuration(FunctionName=function)
        _allow(found["Role"], "LocalMails", mails, aws)


def let_batches_go(functions: Iterable[str], aws: Clients) -> None:
    """Let functions put several messages at once into the queues that they name. The emulator asks
    for a permission to send batches, which on AWS is that of sending."""
    for function in functions:
        found = aws("lambda").get_function_configuration(FunctionName=function)
        known = found["Environment"]["Variables"]
        urls = [known[name] for name in ("NOTICES_QUEUE_URL", "POSTS_QUEUE_URL") if name in known]
        if urls:
            queues = [f"arn:aws:sqs:*:*:{url.rsplit('/', 1)[-1]}" for url in urls]
            batches = {"Effect": "Allow", "Action": "sqs:SendMessageBatch", "Resource": queues}
            _allow(found["Role"], "LocalBatches", batches, aws)


def _allow(role: str, name: str, statement: Mapping[str, Any], aws: Clients) -> None:
    aws("iam").put_role_policy(
        RoleName=role.rsplit("/", 1)[-1],
        PolicyName=name,
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )


MOST_FOUND = 10_000


def events_of(logs: Any, group: str) -> Iterator[Mapping[str, Any]]:
    """Every event of a log group, oldest first.

    AWS gives a token where there is more; the emulator ends at `MOST_FOUND` without a word. So from
    a full answer on it is asked again, from the last moment in it, which may be there in part.
    """
    begin, is_more = 0, True
    while is_more:
        found = logs.filter_log_events(logGroupName=group, startTime=begin)["events"]
        is_more = len(found) == MOST_FOUND
        begin = found[-1]["timestamp"] if is_more else begin
        yield from (one for one in found if not is_more or one["timestamp"] < begin)
