""" "Me too": one voice per person and case, instead of another complaint about the same thing."""

import hmac
from datetime import datetime

from chalicelib.case.model import ENDED
from chalicelib.case.views import is_public
from chalicelib.errors import Conflict
from chalicelib.protection.secrets import key_for
from chalicelib.store import cases, claims
from chalicelib.usecases.file_complaint import challenge_claim
from chalicelib.usecases.handle import TRIES, goes_on_in


def support(case_id: str, traces: str, challenge: str | None, now: datetime) -> int:
    """Count a person once, known by a keyed hash of the `traces` of their connection; returns how
    many support the case now. A merged case is supported where it goes on.

    Raises `Conflict("already_supported")`, `Conflict("case_ended")` and
    `Expired("challenge_used")`.
    """
    supported = _supported(case_id)
    if challenge is not None:
        claims.use_up(challenge_claim(challenge, now))
    for attempt in range(1, TRIES + 1):
        person = hmac.digest(key_for("supporter"), f"{supported} {traces}".encode(), "sha256").hex()
        try:
            cases.support(supported, person)
        except Conflict as conflict:
            if conflict.code != "stale" or attempt == TRIES:
                raise
            supported = _supported(case_id)  # it ended or was merged between
        else:
            break
    return cases.get(supported).supporters


def _supported(case_id: str) -> str:
    """The id of the case that a "me too" on `case_id` counts for."""
    case = cases.get(case_id)
    target = goes_on_in(case) or case
    if target.status in ENDED or not is_public(target):
        raise Conflict("case_ended", status=case.status.value)
    return target.id
