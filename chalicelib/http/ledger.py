"""What anybody needs to hold a history against what was sealed (docs/ledger.md)."""

from datetime import date

from chalice.app import Blueprint

from chalicelib.errors import NotFound
from chalicelib.http import responses
from chalicelib.http.endpoint import endpoint
from chalicelib.ledger.days import day_from
from chalicelib.store import ledger_bucket, texts
from chalicelib.usecases.act import load_for_everybody, load_for_reporter
from chalicelib.usecases.prove_case import digests_of, inclusion_of

routes = Blueprint(__name__)


@endpoint(routes, "GET", "/v1/ledger/{day}")
def get_sealed_day(day: str) -> responses.SealedDayView:
    """The sealed root of a day in UTC (`2026-11-26`), from some minutes after its end on."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise NotFound("unknown_day") from None
    root = ledger_bucket.sealed_day(wanted)
    sealed = day_from(root)
    return {
        "day": sealed.day.isoformat(),
        "count": sealed.count,
        "previous": sealed.previous,
        "root": root,
    }


@endpoint(routes, "GET", "/v1/complaints/{case_id}/proof", headers=("X-Receipt",))
def get_proof(case_id: str) -> responses.CaseProof:
    """What a history can be held against: the digests of all events, and the head that the last
    sealed day has of the case."""
    secret = routes.current_request.headers.get("x-receipt")
    case = load_for_reporter(case_id, secret) if secret else load_for_everybody(case_id)
    found = inclusion_of(case)
    proof: responses.CaseProof = {
        "case_id": case.id,
        "digests": digests_of(case),
        "sealed": None
        if found is None
        else {
            "number": found.head.number,
            "digest": found.head.digest,
            "pseudonym": found.pseudonym,
            "path": list(found.path),
            "root": found.root,
        },
    }
    salt = texts.get(case.id).salt if secret else None
    if salt is not None:
        proof["filed_salt"] = salt
    return proof
