""" "Me too": one voice per person and case, instead of another complaint about the same thing."""

import hmac
from collections.abc import Sequence
from datetime import datetime

from chalicelib.case.authority import is_public
from chalicelib.errors import Conflict, Expired
from chalicelib.protection.secrets import key_for
from chalicelib.store import cases
from chalicelib.store.claims import Claim
from chalicelib.usecases.admission import Admission
from chalicelib.usecases.idempotency import KeyedRequest, suppress_if_done
from chalicelib.usecases.other_cases import merge_target, public_target
from chalicelib.usecases.races import StaleRetries


def support(
    case_id: str, voice: str, admission: Admission, request: KeyedRequest | None, now: datetime
) -> int:
    """Count a person once, known by a keyed hash of `voice`; how many support the case with them.
    A merged case is supported where it goes on; where that is not public any more when the request
    is repeated, how many support the merged one alone.

    `voice` is what we know of who it is: the traces of their connection, or whom a machine client
    says it speaks for. It is stored nowhere. Raises `Conflict("already_supported")`,
    `Conflict("case_ended")` and `Expired("challenge_used")`.
    """
    claims = admission.claims(now) if request is None else request.claims()
    with suppress_if_done(request):
        return _count_voice(case_id, voice, claims)
    case = cases.get(case_id)
    target = merge_target(case) or case
    return (target if is_public(target) else case).supporters


def _count_voice(case_id: str, voice: str, claims: Sequence[Claim]) -> int:
    retries = StaleRetries()
    while True:  # again when the case ended or was merged between
        case = public_target(cases.get(case_id))
        person = hmac.digest(key_for("supporter"), f"{case.id} {voice}".encode(), "sha256")
        with retries:
            _save_voice(case.id, person.hex(), claims)
            return case.supporters + 1


def _save_voice(case_id: str, person: str, claims: Sequence[Claim]) -> None:
    try:
        cases.support(case_id, person, claims=claims)
    except Conflict as conflict:
        if conflict.code == "claimed":
            raise Expired("challenge_used") from None
        raise
