"""Proof of work before a complaint is filed (ALTCHA): no account, no third party, no puzzle.

It is a price and no door. It rises with what a network asked for lately and with the load of all,
and ends where a cheap phone still files: 25,000 SHA-256 on average at the least, half a second
there, and 800,000 at the most, 16 seconds (docs/performance.md). What has to be done is in the
challenge itself, as the number that was hidden in it, so nothing has to be kept of its price.
"""

import base64
import json
from datetime import datetime, timedelta

from altcha.v1 import ChallengeOptions, create_challenge, verify_solution
from typing_extensions import TypedDict

from chalicelib.errors import NotAllowed
from chalicelib.protection.secrets import key_for

MAX_NUMBER = 50_000
MOST_DOUBLINGS = 5
MOST_DOUBLINGS_BY_LOAD = 2  # who floods nothing pays no more than four times as much
A_NETWORK_AN_HOUR = 10
ALL_A_MINUTE = 30  # of one warm function: a hundred times what the whole country files on a day
VALID_FOR = timedelta(minutes=20)


class Challenge(TypedDict):
    """A proof of work as ALTCHA has it: find the number up to `maxnumber` whose SHA-256 with `salt`
    is `challenge`."""

    algorithm: str
    challenge: str
    maxnumber: int
    salt: str
    signature: str


def max_number(of_network: int, of_all: int) -> int:
    """Up to which number a challenge has to be tried, half of it on average.

    `of_network` is how many its network asked for in this hour, this one included: each
    `A_NETWORK_AN_HOUR` of them double the work. `of_all` is how many this function gave in this
    minute, to whomever: it doubles when they are more than `ALL_A_MINUTE`, and with twice as many.
    """
    by_network = (max(of_network, 1) - 1) // A_NETWORK_AN_HOUR
    by_load = min((max(of_all, 1) - 1) // ALL_A_MINUTE, MOST_DOUBLINGS_BY_LOAD)
    return int(MAX_NUMBER << min(by_network + by_load, MOST_DOUBLINGS))


def new_challenge(now: datetime, most: int = MAX_NUMBER) -> Challenge:
    """A challenge as the ALTCHA widget and our pages read it, with a number up to `most` to find;
    `now` in UTC."""
    made = create_challenge(
        ChallengeOptions(
            algorithm="SHA-256",
            max_number=most,
            hmac_key=key_for("challenge"),
            expires=now + VALID_FOR,
        )
    )
    return {
        "algorithm": made.algorithm,
        "challenge": made.challenge,
        "maxnumber": made.max_number,
        "salt": made.salt,
        "signature": made.signature,
    }


def solved(payload: str | None) -> str:
    """The name under which a solved challenge is used up.

    Raises `NotAllowed`: `challenge_required` when there is none, `challenge_failed` when it is
    wrong, not ours or too old.
    """
    if not payload:
        raise NotAllowed("challenge_required")
    try:
        decoded = base64.b64decode(payload)
        if base64.b64encode(decoded).decode() != payload:  # other characters between, padded twice
            raise NotAllowed("challenge_failed")
        content = json.loads(decoded)
        name = str(content["challenge"])
        correct, _ = verify_solution(payload, key_for("challenge"))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise NotAllowed("challenge_failed") from None
    if not correct:
        raise NotAllowed("challenge_failed")
    return name
