"""Filing, through whatever channel: who may, with what defaults, in one transaction; a number and a
secret for the reporter, and the same ones on a retry."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from chalicelib.case.actions import Filing, file_case
from chalicelib.case.decision import Context, Event
from chalicelib.case.model import Case, Location
from chalicelib.errors import Conflict, Expired, Invalid, Problem
from chalicelib.observability import logger
from chalicelib.protection import mailbox, own_copy, receipts, secrets, vault
from chalicelib.protection.identity import Identity
from chalicelib.routing import categories, regions
from chalicelib.store import cases, filing
from chalicelib.store.api_keys import Scope
from chalicelib.store.claims import Claim
from chalicelib.store.filing import StoredIdentity
from chalicelib.structs import replace
from chalicelib.usecases.admission import Admission, Credentials, was_used
from chalicelib.usecases.check_words import check_words
from chalicelib.usecases.idempotency import KeyedRequest, keyed_request, was_done

OWN_CHANNELS = ("web", "mobile")
"""What a complaint can have come through that a person files. Of all others a machine client says
so: who receives messages, or sits at the counter."""


class Attempt(Struct, frozen=True, kw_only=True):
    """What came with the filing: what is to let it in, the client's `Idempotency-Key`, and all
    that was sent, as text that is the same for the same content."""

    credentials: Credentials
    idempotency_key: str | None
    content: str


class Receipt(Struct, frozen=True, kw_only=True):
    """The receipt: the case, its first event and the secret, shown this once."""

    case: Case
    event: Event
    secret: str


def file_complaint(
    wanted: Filing,
    identity: Identity | None,
    attempt: Attempt,
    context: Context,
    *,
    at_risk: bool = False,
) -> Receipt:
    """File `wanted`, protected where it is dangerous or the reporter says they are `at_risk`; what
    is known of the reporter goes to the vault, never to the case. The same attempt made again
    within the time for retries gives the receipt of the first.

    Raises `NotAllowed` and `TooMany` for who is not let in, a retry included; `Invalid` for a
    region, category or agency that does not exist, a channel that only a machine client may name
    and, as `idempotency_mismatch`, when the key came
    with another content; `Expired("challenge_used")` for a challenge that something else was filed
    with.
    """
    admission = attempt.credentials.admit(Scope.FILE, context.now)
    request = _keyed(attempt, admission, context.now)
    if admission.client is None and wanted.channel not in OWN_CHANNELS:
        raise Invalid([Problem(field="channel", code="machine_clients_only")])
    if was_used(admission, context.now):
        return _earlier_receipt(request, attempt)
    wanted = _with_defaults(wanted, at_risk, context)
    claims = admission.claims(context.now) if request is None else request.claims()
    try:
        receipt = _file(wanted, identity, attempt, claims, context)
        if admission.client is not None:  # so that what a leaked key filed can be found
            extra = {"client": admission.client, "case_id": receipt.case.id}
            logger.info("filed by a machine client", extra=extra)
        return receipt
    except Conflict as conflict:
        if conflict.code != "claimed":
            raise
    # Most attempts are the first, so nobody looks before. A later one, and of two at once the
    # slower, finds the key or the challenge used.
    return _earlier_receipt(request, attempt)


def _earlier_receipt(request: KeyedRequest | None, attempt: Attempt) -> Receipt:
    case_id = was_done(request) if request is not None else None
    if case_id is None:
        raise Expired("challenge_used")
    case, event = cases.get(case_id), cases.event(case_id, 1)
    return Receipt(case=case, event=event, secret=_secret(attempt, case_id))


def _file(
    wanted: Filing,
    identity: Identity | None,
    attempt: Attempt,
    claims: Sequence[Claim],
    context: Context,
) -> Receipt:
    case_id = receipts.new_case_id()
    secret = _secret(attempt, case_id)
    change = file_case(
        wanted,
        case_id=case_id,
        receipt_sha256=receipts.secret_sha256(secret),
        identified=identity is not None,
        contactable=identity is not None and identity.contactable,
        zone=zone_of(wanted.location),
        context=context,
    )
    encrypted = encrypt_identity(case_id, secret, identity) if identity is not None else None
    filing.create(change, wanted.text, claims=claims, identity=encrypted)
    return Receipt(case=change.case, event=change.event, secret=secret)


def encrypt_identity(case_id: str, secret: str, identity: Identity) -> StoredIdentity:
    """An identity as it is kept with the case on the reporter's receipt: for who may decrypt it,
    and for who has the secret code."""
    return StoredIdentity(
        encrypted=vault.encrypt(case_id, identity),
        copy=own_copy.encrypt_copy(case_id, secret, identity),
        address=mailbox.name_of(case_id, identity.email or ""),
    )


def find_problems(asked: Mapping[str, Any], context: Context) -> list[Problem]:
    """What is wrong with a filing beyond its shape: what has to be there, and what does not exist
    today in WIB. `asked` may be of any shape: what is none is not looked at."""
    found, today = [], context.today("WIB")
    location = asked.get("location")
    place = location if isinstance(location, Mapping) else {}
    region, category, agency_id = (
        place.get("region_code"),
        asked.get("category"),
        asked.get("agency_id"),
    )
    day, unknown = asked.get("incident_date"), asked.get("incident_date_precision") == "unknown"
    if day is not None and unknown:
        found.append(Problem(field="incident_date", code="said_unknown"))
    if day is None and not unknown and asked.get("classification") == "complaint":
        found.append(Problem(field="incident_date", code="required"))
    if place is location and not _says_where(place):
        found.append(Problem(field="location", code="place_required"))
    if isinstance(region, str) and regions.get(region) is None:
        found.append(Problem(field="location.region_code", code="unknown_region"))
    if isinstance(category, str) and categories.get(category.strip(), today) is None:
        found.append(Problem(field="category", code="unknown_category"))
    if isinstance(agency_id, str) and context.agencies.get(agency_id.strip(), today) is None:
        found.append(Problem(field="agency_id", code="unknown_agency"))
    kept_from = asked.get("not_to")
    for number, one in enumerate(kept_from if isinstance(kept_from, list | tuple) else ()):
        if isinstance(one, str) and context.agencies.get(one.strip(), today) is None:
            found.append(Problem(field=f"not_to.{number}", code="unknown_agency"))
    return found


def _says_where(location: Mapping[str, Any]) -> bool:
    """Whether there is a region, an address, or a whole point on the map."""
    latitude, longitude = location.get("latitude"), location.get("longitude")
    on_the_map = latitude is not None and longitude is not None
    return on_the_map or any(location.get(name) is not None for name in ("region_code", "address"))


def _with_defaults(wanted: Filing, at_risk: bool, context: Context) -> Filing:
    """The filing with what the service says of it: why it is to be protected, and that a person
    looks first unless its words are harmless without a doubt."""
    problems = find_problems(_as_asked(wanted), context)
    if problems:
        raise Invalid(problems)
    checked = check_words(wanted.text, context, category=wanted.category, at_risk=at_risk)
    return replace(
        wanted,
        text=checked.text,
        unchecked=checked.unchecked,
        protect_for=checked.protect_for,
    )


def _as_asked(wanted: Filing) -> dict[str, Any]:
    place = wanted.location
    return {
        "classification": wanted.classification,
        "incident_date": wanted.incident_date,
        "incident_date_precision": wanted.incident_date_precision,
        "location": {
            "region_code": place.region_code,
            "address": place.address,
            "latitude": place.latitude,
            "longitude": place.longitude,
        },
        "category": wanted.category,
        "agency_id": wanted.agency_id,
        "not_to": wanted.not_to,
    }


def zone_of(location: Location) -> str:
    """The zone that deadlines are counted in until an agency holds the case."""
    region = regions.get(location.region_code) if location.region_code else None
    return region.zone if region is not None else "WIB"


def _keyed(attempt: Attempt, admission: Admission, now: datetime) -> KeyedRequest | None:
    if attempt.idempotency_key is None:
        return None
    return keyed_request(
        attempt.idempotency_key,
        scope=admission.caller,
        content=attempt.content,
        now=now,
        used=admission.claims(now),
    )


def _secret(attempt: Attempt, case_id: str) -> str:
    if attempt.idempotency_key is None:
        return receipts.new_secret()
    return receipts.derived_secret(secrets.key_for("receipt"), attempt.idempotency_key, case_id)
