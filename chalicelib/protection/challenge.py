"""Proof of work before a complaint is filed (ALTCHA): no account, no third party, no puzzle.

What has to be done is in the challenge itself, as the number that was hidden in it, so nothing has
to be kept of its price (`protection.price`).
"""

import base64
import json
from datetime import datetime, timedelta

from altcha.v1 import ChallengeOptions, create_challenge, verify_solution
from typing_extensions import TypedDict

from chalicelib.errors import NotAllowed
from chalicelib.protection.price import MAX_NUMBER
from chalicelib.protection.secrets import key_for

VALID_FOR = timedelta(minutes=20)


class Challenge(TypedDict):
    """A proof of work as ALTCHA has it: find the number up to `maxnumber` whose SHA-256 with `salt`
    is `challenge`."""

    algorithm: str
    challenge: str
    maxnumber: int
    salt: str
    signature: str


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
        content = json.loads(decoded.decode())
        name = str(content["challenge"])
        correct, _ = verify_solution(content, key_for("challenge"))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise NotAllowed("challenge_failed") from None
    if not correct:
        raise NotAllowed("challenge_failed")
    return name
