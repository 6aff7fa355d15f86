"""One network floods while others file: they file all the same, and the flood pays.

The flood sends 50 filings a second, as long as no more than `CONNECTIONS` of them are without an
answer: on a machine that answers more slowly it is as much as that takes. It asks for a challenge
for each of them, which makes two requests of each, or sends the first that it solved with all.
Emulator, functions, the flood and the honest share the same processors, so the time of
a request says how busy those are: the test holds it against the time in the same run without the
flood, before and after it, and counts what the product does. How many a second they were is
printed.
"""

import base64
import hashlib
import itertools
import json
import math
import multiprocessing
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from chalicelib.protection.price import MAX_NUMBER
from tests.local.client import Answer, call, complaint
from tests.local.conftest import PATIENCE_SECONDS, Deployed
from tests.local.test_emulator import workers

FLOOD_A_SECOND = 50
SECONDS = 60
CONNECTIONS = 8
WORKERS_OF_THE_API = 4  # as infra/local/process.py has it
MOST_PAID = 2  # times the usual work; a dearer challenge is sent back unsolved
PEOPLE = 20
TIMES_AS_SLOW = 3
FLOODING = "198.51.100.7"
WORDS = ("lampu", "jalan", "pasar", "taman", "sungai", "jembatan", "parit", "halte", "trotoar")


def text(number: int) -> str:
    """A harmless matter that is another one each time."""
    return " ".join(f"{WORDS[number % len(WORDS)]} nomor {number}" for _ in range(4))


def answer_to(asked: dict[str, Any], *, solved: bool) -> str:
    """What is to be sent for a challenge: the number that was hidden, or without work some other.
    The service does the same for both, and only then sees which it is."""
    salt, wanted = asked["salt"], asked["challenge"]
    number = -1
    if solved:
        tries = range(asked["maxnumber"] + 1)
        number = next(
            n for n in tries if hashlib.sha256(f"{salt}{n}".encode()).hexdigest() == wanted
        )
    proof = {name: asked[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps(proof | {"number": number}).encode()).decode()


@dataclass
class Filing:
    """What became of one attempt: statuses, the price that was asked, seconds of the requests."""

    statuses: tuple[int, ...]
    price: float
    seconds: float


def file(
    deployed: Deployed,
    network: str,
    number: int,
    most_paid: float = math.inf,
    challenges: list[str] | None = None,
) -> Filing:
    """Ask for a challenge, solve it (where it costs at most so many times the usual) and file, from
    an address; the emulator takes it from the header, API Gateway never does. Where `challenges`
    are kept, only the first is asked for, and put there; it is sent with each."""
    headers, seconds = {"X-Forwarded-For": network}, 0.0

    def timed(request: Callable[[], Answer]) -> Answer:
        nonlocal seconds
        began = time.perf_counter()
        answer = request()
        seconds += time.perf_counter() - began
        return answer

    statuses, price = list[int](), 0.0
    if challenges:
        headers["X-Challenge"] = challenges[0]
    else:
        asked = timed(partial(call, deployed, "GET", "/v1/challenge", headers=headers))
        statuses.append(asked.status)
        if asked.status != 200:
            return Filing(tuple(statuses), price, seconds)
        price = asked.body["maxnumber"] / MAX_NUMBER
        headers["X-Challenge"] = answer_to(asked.body, solved=price <= most_paid)
        if challenges is not None:
            challenges.append(headers["X-Challenge"])
    sent = complaint(title=f"Matter {number}", body=text(number), agency_id=None)
    filed = timed(partial(call, deployed, "POST", "/v1/complaints", sent, headers=headers))
    return Filing((*statuses, filed.status), price, seconds)


def flood(outputs: dict[str, Any], one_challenge: bool, begun: Any, stop: Any, told: Any) -> None:
    """Attempts from one network, at most `FLOOD_A_SECOND`, until `stop`; then tells of them, and
    how many seconds it sent. `begun` is set when the first was answered."""
    deployed = Deployed(stack=None, outputs=outputs, aws=None)  # type: ignore[arg-type]
    challenges: list[str] | None = [] if one_challenge else None
    attempt = partial(file, deployed, most_paid=MOST_PAID, challenges=challenges)
    made = [attempt(FLOODING, 10_000)]
    begun.set()
    numbers, began = itertools.count(1), time.perf_counter()

    def send() -> None:
        for number in numbers:
            stop.wait(max(0.0, began + number / FLOOD_A_SECOND - time.perf_counter()))
            if stop.is_set():
                return
            made.append(attempt(FLOODING, 10_000 + number))

    with ThreadPoolExecutor(CONNECTIONS) as senders:
        for _ in range(CONNECTIONS):
            senders.submit(send)
    told.put((made, time.perf_counter() - began))


def people(deployed: Deployed, seconds: float, first: int) -> list[Filing]:
    """Twenty people, each from a network of their own: the first at once, the last after so many
    seconds."""

    def one(number: int) -> Filing:
        time.sleep(seconds * number / (PEOPLE - 1))
        return file(deployed, f"203.0.{first + number}.5", first + number)

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(one, range(PEOPLE)))


def p95(filings: list[Filing]) -> float:
    """The time that nineteen of twenty keep below."""
    times = sorted(one.seconds for one in filings)
    return times[math.ceil(0.95 * len(times)) - 1]


@pytest.mark.parametrize("one_challenge", [False, True], ids=["a challenge each", "one for all"])
def test_twenty_file_while_one_network_floods(deployed: Deployed, one_challenge: bool) -> None:
    first = 120 * one_challenge  # nobody's network twice
    file(deployed, f"203.0.113.{5 + one_challenge}", 1)  # one alone, then twenty: all is warm
    people(deployed, 1, first)
    quiet = people(deployed, 5, first + 20)
    spawn = multiprocessing.get_context("spawn")
    begun, stop, told = spawn.Event(), spawn.Event(), spawn.Queue()
    outputs = {"api_url": deployed.outputs["api_url"]}
    flooding = spawn.Process(target=flood, args=(outputs, one_challenge, begun, stop, told))
    flooding.start()
    try:
        assert begun.wait(PATIENCE_SECONDS)
        time.sleep(5)
        during = people(deployed, SECONDS - 5, first + 40)
    finally:
        stop.set()
        made, sent_for = told.get(timeout=60)
        flooding.join()
    quiet += people(deployed, 5, first + 60)

    outcomes = Counter(one.statuses for one in made)
    print(f"{len(made) / sent_for:.0f} a second: {outcomes}; {p95(during):.2f} s, {p95(quiet):.2f}")
    assert sent_for >= SECONDS
    assert {one.statuses for one in during} == {(200, 201)}, "all of the twenty file"
    assert max(one.price for one in during) <= 4, "and pay at most four times the usual"
    # The flood gets in while it is cheap, and then nothing: what it sends is refused unread.
    if one_challenge:
        assert outcomes.keys() <= {(200, 201), (200, 401), (401,)}, outcomes
        assert outcomes[200, 201] <= 1, "a challenge is good for one"
    else:
        assert outcomes.keys() <= {(200, 201), (200, 401)}, outcomes
        assert max(one.price for one in made) == 32
        assert outcomes[200, 201] <= 40, "twenty in an hour, and the hour may turn"
    api = deployed.outputs["functions"]["api_handler"]
    assert len(workers(deployed.stack.emulator, f"{api}-")) <= WORKERS_OF_THE_API
    assert p95(during) < TIMES_AS_SLOW * p95(quiet)
