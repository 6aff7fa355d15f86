"""The link to a new secret code, mailed to the address of a report where that is confirmed."""

from datetime import datetime, timedelta

from chalicelib import settings
from chalicelib.errors import NotFound, TooMany
from chalicelib.notices import Channel, Mail
from chalicelib.notices.messages import for_replacement
from chalicelib.observability import logger
from chalicelib.protection import mailbox, own_copy, receipts, vault
from chalicelib.protection.identity import EncryptedIdentity, Identity
from chalicelib.store import cases, contacts, deliveries, filing, rate_counters
from chalicelib.store.contacts import Contact, Link, Standing
from chalicelib.usecases.notify import send_leased
from chalicelib.usecases.rate_limits import LINKS_OF_CASE

VALID_FOR = timedelta(minutes=30)


def send_replacement(case_id: str, asked_at: str, channel: Channel, now: datetime) -> None:
    """Mail the link that was asked for at a moment, once. Nothing where there is no such report, no
    address, or one that nobody confirmed, and beyond `LINKS_OF_CASE`: who asked is told the same.
    The limit counts links, however often the message about one comes.

    Raises `deliveries.Later` when it is to be tried later, and what made sending fail.
    """
    try:
        case = cases.get(case_id)
    except NotFound:
        return _withheld(case_id, "unknown")
    contact = contacts.get(case.filed_as)  # before the identity: of an earlier one nothing is sent
    encrypted = filing.encrypted_identity(case.filed_as) if case.contactable else None
    if encrypted is None or contact.standing is not Standing.CONFIRMED:
        return _withheld(case_id, "unconfirmed")
    try:
        rate_counters.take(LINKS_OF_CASE, case.filed_as, now)
    except TooMany:
        return _withheld(case_id, "often")
    counts = False
    try:
        counts = _send(encrypted, contact, asked_at, channel, now)
    finally:
        if not counts:  # the link went out before, or is tried again
            rate_counters.give_back(LINKS_OF_CASE, case.filed_as, now)
    return None


def _withheld(case_id: str, reason: str) -> None:
    logger.info("link withheld", extra={"case_id": case_id, "reason": reason})


def _send(
    encrypted: EncryptedIdentity, contact: Contact, asked_at: str, channel: Channel, now: datetime
) -> bool:
    """Whether the link went to the mail service now; False where it did before, and where the
    identity was erased or corrected meanwhile."""
    lease = deliveries.lease(deliveries.of_link(encrypted.case_id, asked_at, channel.name), now)
    if lease is None:
        return False
    try:
        identity = vault.decrypt(encrypted)
        address: str | None = getattr(identity, channel.address_field)
        mail = _with_link(encrypted.case_id, identity, contact, address or "", now)
    except Exception:
        deliveries.release(lease)
        raise
    if mail is None:
        deliveries.release(lease)
        _withheld(encrypted.case_id, "changed")
        return False
    send_leased(lease, address or "", mail, channel, now)
    return True


def _with_link(
    case_id: str, identity: Identity, contact: Contact, address: str, now: datetime
) -> Mail | None:
    token, public_url = receipts.new_secret(), settings.load().public_url
    link = Link(
        name=mailbox.link_name(case_id, token),
        ends_at=now + VALID_FOR,
        copy=own_copy.encrypt_copy(case_id, token, identity),
    )
    if not contacts.offer_link(case_id, link, contact.corrections):
        return None
    return for_replacement(
        case_id,
        language=identity.language,
        name=identity.name,
        url=f"{public_url}/replacement?id={case_id}#{token}",
        contact_url=f"{public_url}/contact?id={case_id}#{mailbox.token_of(case_id, address)}",
    )
