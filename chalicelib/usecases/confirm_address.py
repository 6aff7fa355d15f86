"""Writing to an address that nobody has confirmed: little, and nothing that the sender wrote.

Anybody can file with anybody's address. Until somebody shows that it is theirs it gets at most
`contacts.MOST_UNCONFIRMED` mails about a case, of at most `rate_limits.CASES_OF_ADDRESS` cases a
day; so the service cannot be made to flood a stranger, nor to carry anybody's words to them.
"""

from datetime import datetime

from chalicelib.errors import NotFound, TooMany
from chalicelib.protection import mailbox, receipts
from chalicelib.store import contacts, rate_counters
from chalicelib.store.contacts import Contact, Standing
from chalicelib.usecases import rate_limits


def may_write(contact: Contact, case_id: str, address: str, notice: str, now: datetime) -> bool:
    """Whether the `notice` about a case may go to its reporter's address at `now` (UTC); it is
    counted where that has a limit. Asking again about one that may go changes nothing."""
    if contact.standing is not None:
        return contact.standing is not Standing.STOPPED
    if not contact.mails:
        try:
            rate_counters.take(rate_limits.CASES_OF_ADDRESS, mailbox.mailbox_of(address), now)
        except TooMany:
            return False
    return contacts.admit_mail(case_id, notice)


def confirm_or_stop_mails(case_id: str, token: str, *, mine: bool) -> Standing:
    """What who reads the mails about a case says: that it is theirs, or that no more shall come.

    Returns what holds from now on for the address that the mail went to. Raises the same `NotFound`
    for a wrong token and for an unknown case.
    """
    known_id = receipts.parse_case_id(case_id)
    name = mailbox.named_by(token, known_id)
    if name is None:
        raise NotFound("unknown_case")
    standing = Standing.CONFIRMED if mine else Standing.STOPPED
    contacts.save_standing(known_id, standing, of=name)
    return standing
