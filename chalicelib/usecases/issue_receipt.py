"""The signed receipt of a report, for its reporter: what was filed, when, by when it is owed an
answer, and where its history stood, so that they can show it later to whoever says otherwise."""

from datetime import datetime
from typing import Any

from chalicelib.case.model import Case
from chalicelib.events import Visibility
from chalicelib.protection import signing
from chalicelib.protection.pseudonyms import pseudonym_of
from chalicelib.store import history
from chalicelib.usecases.act import load_for_reporter
from chalicelib.workdays import iso


def issue_receipt(case_id: str, secret: str | None, *, issuer: str, now: datetime) -> str:
    """A receipt of the report as it is at `now` (UTC), as a compact JWS; `issuer` is the root URL
    of the service.

    The claims are in docs/ledger.md. They name nobody, and say nothing that the reporter does not
    read; without the salt that comes with the proof nobody can try words on them.

    Raises the same `NotFound` for an unknown id and for a wrong secret.
    """
    case = load_for_reporter(case_id, secret)
    return signing.sign(_claims(case, issuer, now), signing.Signed.RECEIPTS)


def _claims(case: Case, issuer: str, now: datetime) -> dict[str, Any]:
    (filed,) = history.forwards(case.id, tuple(Visibility), after=None, limit=1).events
    return {
        "iss": issuer,
        "sub": case.id,
        "iat": int(now.timestamp()),
        "filed_at": iso(filed.at, case.zone),
        "filed_digest": filed.data.get("filed_digest"),
        "deadlines": filed.data["deadlines"],
        "head": {"number": case.version, "digest": case.digest},
        "pseudonym": pseudonym_of(case.id),
    }
