"""A lost secret code, replaced through the confirmed address of the report and in no other way.

Asking looks at no case: whether there is one, with an address or without, the answer is the same
and comes after the same calls. `send_replacement` decides, in the one function that may decrypt.
"""

import hmac
import json
from datetime import datetime

from msgspec import Struct

from chalicelib import clients, settings
from chalicelib.case.actions import act
from chalicelib.case.decision import Change, Context
from chalicelib.case.model import SYSTEM
from chalicelib.case.system_actions import ReplaceReceipt
from chalicelib.errors import Expired, NotFound
from chalicelib.protection import mailbox, own_copy, receipts
from chalicelib.store import cases, contacts, filing, texts
from chalicelib.store.api_keys import Scope
from chalicelib.store.contacts import Standing
from chalicelib.usecases.admission import Credentials, admit_asking
from chalicelib.usecases.other_cases import split_siblings
from chalicelib.usecases.races import StaleRetries
from chalicelib.usecases.rate_limits import LOST_RECEIPTS


class NewSecret(Struct, frozen=True, kw_only=True):
    """The number on a receipt and its new secret code, shown this once."""

    case_id: str
    secret: str


def ask_replacement(case_id: str, credentials: Credentials, now: datetime) -> str:
    """Ask that a link to a new code is mailed to the confirmed address of a report, if there is
    such a report and it has one. The id as it is stored.

    Raises `NotFound("mistyped_id")`, and as `admit_asking` does: `TooMany` beyond `LOST_RECEIPTS`.
    """
    known_id = receipts.parse_case_id(case_id)
    admit_asking(credentials, Scope.FILE, LOST_RECEIPTS, now)
    asked = {"case_id": known_id, "lost_receipt_at": now.isoformat()}
    url = settings.load().reporters_queue_url
    clients.client("sqs").send_message(QueueUrl=url, MessageBody=json.dumps(asked))
    return known_id


def replace_receipt(case_id: str, token: str, context: Context) -> NewSecret:
    """A new secret code for who has the `token` of a link that was mailed; the old one, and the
    link, open nothing from then on.

    Raises the same `NotFound`, after the same calls, for an unknown id and a token that is of no
    open link, and `Expired("link_over")` for one that was too late.
    """
    known_id, retries = receipts.parse_case_id(case_id), StaleRetries()
    name = mailbox.link_name(known_id, token)
    while True:
        contact = contacts.get(known_id)  # links are offered under the number it was filed as
        link = contact.link
        if link is None or not hmac.compare_digest(name, link.name):
            raise NotFound("unknown_case")  # after one read, whether there is such a case or not
        if link.ends_at <= context.now or contact.standing is not Standing.CONFIRMED:
            raise Expired("link_over")
        case = cases.get(known_id)
        secret = receipts.new_secret()
        replaced = ReplaceReceipt(receipt_sha256=receipts.secret_sha256(secret))
        changes: list[Change] = [
            act(each, replaced, SYSTEM, context) for each in (case, *split_siblings(case))
        ]
        identity = own_copy.decrypt_copy(case.filed_as, token, link.copy)
        copy = own_copy.encrypt_copy(case.filed_as, secret, identity) if identity else None
        with retries:
            filing.replace_receipt(
                *changes,
                link=link,
                copy=copy if texts.copy_of(case.filed_as) is not None else None,
            )
            return NewSecret(case_id=case.filed_as, secret=secret)
