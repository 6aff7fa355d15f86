""" "Me too": one voice per person and case, instead of another complaint about the same thing."""

import hmac
from datetime import datetime

from chalicelib.protection.secrets import key_for
from chalicelib.store import cases, claims
from chalicelib.usecases.file_complaint import challenge_claim


def support(case_id: str, traces: str, challenge: str | None, now: datetime) -> int:
    """Count a person once, known by a keyed hash of the `traces` of their connection; returns how
    many support the case now.

    Raises `Conflict("already_supported")` and `Expired("challenge_used")`.
    """
    person = hmac.digest(key_for("supporter"), f"{case_id} {traces}".encode(), "sha256").hex()
    if challenge is not None:
        claims.use_up(challenge_claim(challenge, now))
    cases.support(case_id, person)
    return cases.get(case_id).supporters
