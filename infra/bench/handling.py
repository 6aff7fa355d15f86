"""Processor time of one request or message in a warm function, beside a floor: Chalice alone,
making the same calls of AWS with the same clients and giving the same answer.

The calls are those the product has just made, taken down by botocore. Made again they meet what
the product wrote, so a condition that something is not there asks for the opposite. The floor of a
filing makes one call only: the transaction, without which nothing would be filed.
"""

import base64
import json
import os
import statistics
import time
import uuid
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from altcha.v1 import solve_challenge
from chalice.app import Chalice, SQSEvent

import app
from chalicelib import clients
from chalicelib.consumers import REPORTERS, NoticeConsumer
from chalicelib.notices.channels import reporter_channels, sending_client
from chalicelib.store import tables
from chalicelib.usecases.route import route
from infra.bench.costs import COMPLAINT, HOLDER, fill
from infra.bench.world import World

WARMING, ROUNDS = 5, 60
INBOX = 50
SENDER = "no-reply@lapor.example"
REPORTER = {"name": "Pelapor", "email": "pelapor@contoh.example"}
OFFICER = {"sub": "0f6f1c1e-bench", "cognito:groups": f"[liaison agency.{HOLDER}]"}
ROUTED = 2  # the number of the event that a new complaint's reporter is written to about
LambdaEvent = dict[str, Any]
Function = Callable[[LambdaEvent, Any], Any]


@dataclass(frozen=True, kw_only=True)
class Handled:
    """CPU seconds of a piece of work and of its floor, medians taken in turn; `calls` are what
    the product asks of AWS."""

    name: str
    seconds: float
    floor: float
    calls: tuple[str, ...]


CONTEXT = SimpleNamespace(
    function_name="bench",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:ap-southeast-3:123456789012:function:bench",
    aws_request_id="bench",
)
"""What Lambda hands to a function beside the event."""


class Repeater:
    """Takes down what the product asks of AWS, and asks it again."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, str, Any]] = []
        self.answer: Any = None
        others = (*map(clients.client, ("kms", "secretsmanager")), sending_client("sesv2"))
        for client in (tables.client(), *others):
            client.meta.events.register("provide-client-params.*.*", self._taking_down(client))

    def _taking_down(self, client: Any) -> Callable[..., None]:
        def take_down(params: Any, model: Any, **_: Any) -> None:
            self.calls.append((client, model.name, _asked_again(params)))

        return take_down

    def __call__(self) -> Any:
        """Make the calls again; the product's answer."""
        for client, operation, parameters in tuple(self.calls):
            client._make_api_call(operation, parameters)
        return self.answer


def handling(world: World) -> Iterator[Handled]:
    """Filing from the page, the reporter's look at their case, a page of an officer's inbox, and a
    mail to a reporter."""
    world.fresh_cases("handling")
    world.aws("sesv2").create_email_identity(EmailIdentity=SENDER)
    os.environ["SENDER"] = SENDER
    fill(world, INBOX)
    times = range(WARMING + ROUNDS)
    again = Repeater()
    floor, floors_queue = _floor(again)
    routed = [_routed() for _ in times]
    inbox = _request("GET", "/v1/officer/inbox", query={"limit": str(INBOX)}, claims=OFFICER)
    filings = [_filing() for _ in times]  # no function solves challenges between two of them
    yield _measured("file", app.app, floor, filings, again, least={"TransactWriteItems"})
    yield _measured("track", app.app, floor, (_tracking(receipt) for receipt in routed), again)
    yield _measured("inbox", app.app, floor, (inbox for _ in times), again)
    notices = (_notice(receipt["id"]) for receipt in routed)
    yield _measured("notice", app.notify_reporter, floors_queue, notices, again)


def _floor(again: Repeater) -> tuple[Chalice, Any]:
    """An app of Chalice with our routes, and the function of a queue in it."""
    floor = Chalice("floor")
    for path, methods in app.app.routes.items():
        for method in methods:
            floor.route(path, methods=[method])(lambda **_: again())

    @floor.on_sqs_message(queue="floor")
    def queue(event: SQSEvent) -> Any:
        for record in event:
            json.loads(record.body)
            answer = again()
        return answer

    return floor, queue


def _measured(
    name: str,
    product: Function,
    floor: Function,
    events: Iterable[LambdaEvent],
    again: Repeater,
    least: Container[str] | None = None,
) -> Handled:
    """Handle each event by the product and then by the floor, which makes the calls of `least`, or
    all."""
    taken: list[tuple[float, float]] = []
    for event in events:
        again.calls = []
        own, answer = _timed(product, event)
        if answer.get("statusCode", 200) >= 300 or answer.get("batchItemFailures"):
            raise ValueError(f"{name} failed: {answer}")
        made = again.calls
        again.calls = [call for call in made if least is None or call[1] in least]
        again.answer = json.loads(answer["body"]) if "body" in answer else answer
        floors_own, _ = _timed(floor, event)
        taken.append((own, floors_own))
    own_times, floors = zip(*taken[WARMING:], strict=True)
    return Handled(
        name=name,
        seconds=statistics.median(own_times),
        floor=statistics.median(floors),
        calls=tuple(operation for _, operation, _ in made),
    )


def _timed(handle: Function, event: LambdaEvent) -> tuple[float, Any]:
    started = time.process_time()
    answer = handle(event, CONTEXT)
    return time.process_time() - started, answer


def _asked_again(parameters: Any) -> Any:
    """A copy of the parameters of a call, asking for what is there by now."""
    match parameters:
        case dict():
            return {name: _asked_again(value) for name, value in parameters.items()}
        case list() | tuple():
            return [_asked_again(value) for value in parameters]
        case str():
            return parameters.replace("attribute_not_exists", "attribute_exists")
    return parameters


def _filing(**more: Any) -> LambdaEvent:
    """A filing as the page sends it, with its challenge solved."""
    asked = _answer(_request("GET", "/v1/challenge"))
    solved = solve_challenge(asked["challenge"], asked["salt"], "SHA-256", asked["maxnumber"])
    if solved is None:
        raise ValueError("a challenge has no solution")
    proof = {name: asked[name] for name in ("algorithm", "challenge", "salt", "signature")}
    payload = json.dumps(proof | {"number": solved.number}).encode()
    body = {
        "classification": COMPLAINT.classification,
        "title": COMPLAINT.text.title,
        "body": COMPLAINT.text.body,
        "incident_date": str(COMPLAINT.incident_date),
        "location": {"region_code": COMPLAINT.location.region_code},
        "agency_id": HOLDER,
    }
    headers = {
        "x-challenge": base64.b64encode(payload).decode(),
        "idempotency-key": uuid.uuid4().hex,
    }
    return _request("POST", "/v1/complaints", headers=headers, body=body | more)


def _routed() -> dict[str, Any]:
    """The receipt of a complaint that has reached its agency."""
    receipt = _answer(_filing(reporter=REPORTER))
    route(receipt["id"], datetime.now(UTC))
    return receipt


def _tracking(receipt: dict[str, Any]) -> LambdaEvent:
    secret = {"x-receipt": receipt["secret"]}
    return _request("GET", "/v1/complaints/{case_id}", case_id=receipt["id"], headers=secret)


class _Outbox:
    """A queue that keeps what is sent."""

    def __init__(self) -> None:
        self.messages: list[Mapping[str, Any]] = []

    def send(self, messages: Sequence[Mapping[str, Any]], delay: timedelta = timedelta()) -> None:
        self.messages += messages


def _notice(case_id: str) -> LambdaEvent:
    """The message about the mail to a reporter, as the consumer itself made it."""
    outbox = _Outbox()
    fan_out = NoticeConsumer(REPORTERS, reporter_channels(), outbox)
    fan_out({"case_id": case_id, "number": ROUTED})
    body = json.dumps(outbox.messages[0])
    return {"Records": [{"messageId": case_id, "receiptHandle": case_id, "body": body}]}


def _answer(event: LambdaEvent) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(app.app(event, CONTEXT)["body"])
    return found


def _request(
    method: str,
    path: str,
    *,
    headers: dict[str, str] | None = None,
    body: Any = None,
    query: dict[str, str] | None = None,
    claims: dict[str, str] | None = None,
    **parameters: str,
) -> LambdaEvent:
    """A request as API Gateway hands it over."""
    sent = {"content-type": "application/json", "host": "lapor.example", **(headers or {})}
    return {
        "requestContext": {
            "httpMethod": method,
            "resourcePath": path,
            "requestId": str(uuid.uuid4()),
            "domainName": "lapor.example",
            "stage": "api",
            "path": f"/api{path}",
            "identity": {"sourceIp": "203.0.113.9"},
            "authorizer": {"claims": claims or {}},
        },
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "pathParameters": parameters,
        "multiValueQueryStringParameters": {n: [v] for n, v in (query or {}).items()} or None,
        "stageVariables": None,
        "body": None if body is None else json.dumps(body),
        "isBase64Encoded": False,
    }
