"""How many calls of AWS a request waits for, one after the other, in a function that is warm; and
that it decides in one context."""

import base64
import json
import sys
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import altcha
import pytest

from chalicelib import clients
from chalicelib.routing.similarity import BANDS
from chalicelib.store import tables
from tests.integration.people import CONTACT, SCHOOLS, complaint, filed, receipt
from tests.integration.world import World

LOOK_UP = BANDS + 2  # one query a band, then the cases that may be alike and their words


@contextmanager
def calls() -> Iterator[Counter[str]]:
    """What is asked of DynamoDB and KMS, by the name of the operation."""
    made: Counter[str] = Counter()

    def note(model: Any, **_: Any) -> None:
        made[model.name] += 1

    watched = [tables.client(), clients.client("kms")]
    for client in watched:
        client.meta.events.register("before-call.*.*", note, unique_id="test-calls")
    try:
        yield made
    finally:
        for client in watched:
            client.meta.events.unregister("before-call.*.*", unique_id="test-calls")


def files(world: World, **changes: Any) -> None:
    """As the page does: with a solved challenge, and under a key for retries."""
    _, asked, _ = world.call("GET", "/v1/challenge")
    solution = altcha.solve_challenge_v1(
        asked["challenge"], asked["salt"], "SHA-256", asked["maxnumber"]
    )
    assert solution is not None
    proof = {name: asked[name] for name in ("algorithm", "challenge", "salt", "signature")}
    payload = base64.b64encode(json.dumps(proof | {"number": solution.number}).encode())
    headers = {"x-challenge": payload.decode(), "idempotency-key": uuid.uuid4().hex}
    sent = complaint(**changes)
    assert world.call("POST", "/v1/complaints", sent, headers=headers)[0] == 201


def opens(world: World, case: dict[str, Any]) -> None:
    path = f"/v1/officer/complaints/{case['id']}"
    assert world.call("GET", path, groups=SCHOOLS)[0] == 200


def compares(world: World, case: dict[str, Any]) -> None:
    path = f"/v1/officer/complaints/{case['id']}/similar"
    assert world.call("GET", path, groups=SCHOOLS)[0] == 200


def starts(world: World, case: dict[str, Any]) -> None:
    """As the console does: under a key for retries."""
    path = f"/v1/officer/complaints/{case['id']}/actions"
    body, key = {"action": "start", "version": 2}, {"idempotency-key": uuid.uuid4().hex}
    assert world.call("POST", path, body, groups=SCHOOLS, headers=key)[0] == 200


def follows(world: World, case: dict[str, Any]) -> None:
    assert world.call("GET", f"/v1/complaints/{case['id']}", headers=receipt(case))[0] == 200


def lists(world: World, _: dict[str, Any]) -> None:
    assert world.call("GET", "/v1/officer/inbox", groups=SCHOOLS)[0] == 200


MOST: dict[str, tuple[int, Callable[[World, dict[str, Any]], None]]] = {
    "file without contact": (2, lambda world, _: files(world)),
    "file with contact": (3, lambda world, _: files(world, reporter=CONTACT)),
    "reporter opens": (2, follows),
    "officer opens": (2, opens),
    "officer sees similar ones": (2 + LOOK_UP, compares),
    "officer starts": (3, starts),
    "officer lists": (4, lists),
}


@pytest.mark.parametrize("step", MOST)
def test_a_request_makes_no_more_calls_than_these(world: World, step: str) -> None:
    case, _ = filed(world), filed(world)
    lists(world, case)  # a warm function knows who was signed out
    most, request = MOST[step]
    with calls() as made:
        request(world, case)
    assert 0 < made.total() <= most, made


def test_to_open_an_anonymous_case_takes_the_row_of_its_reading_more(world: World) -> None:
    case, _ = filed(world, anonymous=True), filed(world)
    lists(world, case)
    with calls() as made:
        opens(world, case)
    assert made == {"GetItem": 1, "PutItem": 1, "Query": 1}


@pytest.mark.parametrize("step", MOST)
def test_a_request_makes_one_context_and_asks_for_the_register_once(
    world: World, step: str
) -> None:
    from chalicelib.store.agencies import registry
    from chalicelib.usecases.rules import decision_context

    case, _ = filed(world), filed(world)
    watched = {each.__code__: each.__name__ for each in (registry, decision_context)}
    made: Counter[str] = Counter()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code in watched:
            made[watched[frame.f_code]] += 1

    sys.setprofile(note)
    try:
        MOST[step][1](world, case)
    finally:
        sys.setprofile(None)
    assert made["registry"] == 1
    assert made["decision_context"] <= 1
