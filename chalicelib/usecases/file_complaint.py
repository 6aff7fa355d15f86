"""Filing: one transaction, a number and a secret for the reporter, and the same ones on a retry."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.case.actions import file
from chalicelib.case.decision import Directory, Filing
from chalicelib.case.model import Event
from chalicelib.case.reporter import protect_sensitive
from chalicelib.errors import Conflict, Expired, Invalid, Problem
from chalicelib.protection import receipts, secrets, vault
from chalicelib.protection.identity import Identity
from chalicelib.routing import categories, regions
from chalicelib.store import cases, filing
from chalicelib.store.claims import Claim
from chalicelib.usecases import rules
from chalicelib.usecases.idempotency import KeyedRequest, keyed_request, was_done
from chalicelib.workdays import local_date

CHALLENGE_FOR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """What came with the filing: who sent it (a machine client or the web), the client's
    `Idempotency-Key`, a digest of the body, and the solved challenge (None for machine clients)."""

    caller: str
    idempotency_key: str | None
    body_sha256: str
    challenge: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Filed:
    """The receipt: the first event of the case and the secret, shown this once."""

    event: Event
    secret: str
    zone: str


def repeated(attempt: Attempt, now: datetime) -> Filed | None:
    """The receipt of the same request made before and within the time for retries, or None.

    Raises `Invalid("idempotency_mismatch")` when the key came with another body, and
    `Expired("receipt_gone")` when the service's own secret was changed since: the receipt's secret
    cannot be made again then, and another one would open nothing.
    """
    request = _keyed(attempt, now)
    case_id = was_done(request) if request is not None else None
    if case_id is None:
        return None
    case, secret = cases.get(case_id), _secret(attempt)
    if not receipts.proves(secret, case.receipt_sha256):
        raise Expired("receipt_gone", id=case_id)
    return Filed(event=cases.event(case_id, 1), secret=secret, zone=case.zone)


def file_complaint(
    wanted: Filing, identity: Identity | None, attempt: Attempt, now: datetime
) -> Filed:
    """File `wanted`; what is known of the reporter goes to the vault, never to the case.

    Raises `Invalid` for a region, category or agency that does not exist, and
    `Expired("challenge_used")` for a challenge that filed something else before.
    """
    context = rules.at(now)
    wanted = _with_defaults(wanted, context.agencies, local_date(now, "WIB"))
    case_id = receipts.new_case_id()
    secret = _secret(attempt)
    zone = _zone(wanted)
    change = file(
        wanted,
        case_id=case_id,
        receipt_sha256=receipts.secret_sha256(secret),
        identified=identity is not None,
        contactable=identity is not None and identity.email is not None,
        zone=zone,
        context=context,
    )
    sealed = vault.seal(case_id, identity) if identity is not None else None
    try:
        filing.create(change, wanted.text, claims=_claims(attempt, now), sealed=sealed)
    except Conflict as conflict:
        if conflict.code != "claimed":
            raise
        earlier = repeated(attempt, now)
        if earlier is None:
            raise Expired("challenge_used") from None
        return earlier
    return Filed(event=change.event, secret=secret, zone=zone)


def problems_of(asked: Mapping[str, Any], directory: Directory, today: date) -> list[Problem]:
    """What is wrong with a filing beyond its shape: what has to be there, and what does not exist
    on the day `today` in WIB. `asked` may be of any shape: what is none is not looked at."""
    found = []
    location = asked.get("location")
    place = location if isinstance(location, Mapping) else {}
    region, category, agency_id = (
        place.get("region_code"),
        asked.get("category"),
        asked.get("agency_id"),
    )
    if asked.get("classification") == "complaint" and asked.get("incident_date") is None:
        found.append(Problem(field="incident_date", code="required"))
    if place is location and region is None and place.get("address") is None:
        found.append(Problem(field="location", code="place_required"))
    if isinstance(region, str) and regions.get(region) is None:
        found.append(Problem(field="location.region_code", code="unknown_region"))
    if isinstance(category, str) and categories.get(category.strip(), today) is None:
        found.append(Problem(field="category", code="unknown_category"))
    if isinstance(agency_id, str) and directory.get(agency_id.strip(), today) is None:
        found.append(Problem(field="agency_id", code="unknown_agency"))
    return found


def _with_defaults(wanted: Filing, directory: Directory, today: date) -> Filing:
    problems = problems_of(asdict(wanted), directory, today)
    if problems:
        raise Invalid(problems)
    known = categories.get(wanted.category, today) if wanted.category is not None else None
    return protect_sensitive(wanted) if known is not None and known.sensitive else wanted


def _zone(wanted: Filing) -> str:
    region = regions.get(wanted.location.region_code) if wanted.location.region_code else None
    return region.zone if region is not None else "WIB"


def _keyed(attempt: Attempt, now: datetime) -> KeyedRequest | None:
    if attempt.idempotency_key is None:
        return None
    return keyed_request(
        attempt.idempotency_key, scope=attempt.caller, content=attempt.body_sha256, now=now
    )


def _secret(attempt: Attempt) -> str:
    if attempt.idempotency_key is None:
        return receipts.new_secret()
    return receipts.derived_secret(
        secrets.key_for("receipt"), attempt.idempotency_key, attempt.body_sha256
    )


def _claims(attempt: Attempt, now: datetime) -> list[Claim]:
    request = _keyed(attempt, now)
    used = [request.claim()] if request is not None else []
    if attempt.challenge is not None:
        used.append(challenge_claim(attempt.challenge, now))
    return used


def challenge_claim(challenge: str, now: datetime) -> Claim:
    """What uses up a solved challenge."""
    return Claim(name=f"CHALLENGE#{challenge}", made_at=now, expires_at=now + CHALLENGE_FOR)
