"""Filing: one transaction, a number and a secret for the reporter, and the same ones on a retry."""

import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chalicelib.case.actions import file
from chalicelib.case.custody import protect_sensitive
from chalicelib.case.directory import Directory
from chalicelib.case.model import Event, Filing
from chalicelib.case.workdays import local_date
from chalicelib.errors import Conflict, Expired, Invalid, Problem
from chalicelib.protection import receipts, secrets, vault
from chalicelib.routing import categories, regions
from chalicelib.store import cases, claims, filing
from chalicelib.usecases import rules

RETRY_FOR = timedelta(hours=24)
CHALLENGE_FOR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """What came with the filing: which machine client sent it (None: anybody), its
    `Idempotency-Key`, a digest of the body it was sent with, and the solved challenge (None for
    machine clients)."""

    client: str | None = None
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
    """The receipt of the same request made before and not longer than `RETRY_FOR` ago, or None.

    Raises `Invalid("idempotency_mismatch")` when the key came with another body.
    """
    if attempt.idempotency_key is None:
        return None
    claimed = claims.claimed(claim_name(attempt.client, attempt.idempotency_key), now)
    if claimed is None:
        return None
    if claimed.body_sha256 != attempt.body_sha256 or claimed.case_id is None:
        raise Invalid([], code="idempotency_mismatch")
    first = cases.event(claimed.case_id, 1)
    zone = cases.get(claimed.case_id).zone
    return Filed(event=first, secret=_secret(attempt), zone=zone)


def file_complaint(
    wanted: Filing, identity: vault.Identity | None, attempt: Attempt, now: datetime
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


def _with_defaults(wanted: Filing, directory: Directory, today: date) -> Filing:
    problems = []
    region, category = wanted.location.region_code, wanted.category
    if region is not None and regions.get(region) is None:
        problems.append(Problem(field="location.region_code", code="unknown_region"))
    known = categories.get(category, today) if category is not None else None
    if category is not None and known is None:
        problems.append(Problem(field="category", code="unknown_category"))
    if wanted.agency_id is not None and directory.get(wanted.agency_id, today) is None:
        problems.append(Problem(field="agency_id", code="unknown_agency"))
    if problems:
        raise Invalid(problems)
    return protect_sensitive(wanted) if known is not None and known.sensitive else wanted


def _zone(wanted: Filing) -> str:
    region = regions.get(wanted.location.region_code) if wanted.location.region_code else None
    return region.zone if region is not None else "WIB"


def claim_name(client: str | None, idempotency_key: str) -> str:
    """What a client's `Idempotency-Key` claims. Each client counts for itself: two gateways that
    number their messages from 1 do not meet. A keyed hash, so that the table tells no key."""
    whose = f"client {client}" if client is not None else "anybody"
    text = f"{whose}\n{idempotency_key}".encode()
    return "IDEMPOTENCY#" + hmac.digest(secrets.key_for("claim"), text, "sha256").hex()


def _secret(attempt: Attempt) -> str:
    if attempt.idempotency_key is None:
        return receipts.new_secret()
    return receipts.derived_secret(
        secrets.key_for("receipt"), attempt.idempotency_key, attempt.body_sha256
    )


def _claims(attempt: Attempt, now: datetime) -> list[claims.Claim]:
    used = []
    if attempt.idempotency_key is not None:
        used.append(
            claims.Claim(
                name=claim_name(attempt.client, attempt.idempotency_key),
                made_at=now,
                expires_at=now + RETRY_FOR,
                body_sha256=attempt.body_sha256,
            )
        )
    if attempt.challenge is not None:
        used.append(challenge_claim(attempt.challenge, now))
    return used


def challenge_claim(challenge: str, now: datetime) -> claims.Claim:
    """What uses up a solved challenge."""
    return claims.Claim(name=f"CHALLENGE#{challenge}", made_at=now, expires_at=now + CHALLENGE_FOR)
