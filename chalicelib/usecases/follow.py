"""News of a public case by mail, for whoever leaves an address there and confirms it.

Anybody can name anybody's address: it gets one mail, without a word of the report, and nothing
more until who reads it says that they want the news. Asking is answered alike whether the address
follows already, stopped, or gets no mail today.
"""

import json
import secrets
from datetime import datetime, timedelta

from chalicelib import clients, settings
from chalicelib.case.authority import is_public
from chalicelib.case.model import Case
from chalicelib.errors import NotFound
from chalicelib.protection import mailbox, receipts, vault
from chalicelib.protection.identity import Identity
from chalicelib.store import cases, followers
from chalicelib.store.api_keys import Scope
from chalicelib.store.followers import Follower, Following
from chalicelib.usecases.admission import Credentials, admit_asking
from chalicelib.usecases.follower_retention import forget, forget_with_case, retained_until
from chalicelib.usecases.other_cases import public_target
from chalicelib.usecases.rate_limits import FOLLOWS

UNCONFIRMED_FOR = timedelta(days=2)


def ask_news(
    case: Case,
    address: str,
    language: str,
    credentials: Credentials,
    now: datetime,
) -> str:
    """Have an address asked whether it wants the news of a public case, or of the one that it goes
    on in; the number of that one.

    Raises `Conflict("case_ended")`, and as `admit_asking` does: `TooMany` beyond `FOLLOWS`.
    """
    target = public_target(case)
    admit_asking(credentials, Scope.SUPPORT, FOLLOWS, now)
    name = mailbox.follower_name(target.id, address)
    encrypted = vault.encrypt(
        followers.vault_name(target.id, name), Identity(email=address, language=language)
    )
    follower = Follower(
        case_id=target.id,
        name=name,
        following=Following.ASKED,
        reference=secrets.token_hex(8),
        expires_at=now + UNCONFIRMED_FOR,
    )
    followers.add(follower, encrypted, now)
    # Also where one was there: who died before this line is helped by asking again.
    asked = {"case_id": target.id, "asked_follower": name}
    url = settings.load().reporters_queue_url
    clients.client("sqs").send_message(QueueUrl=url, MessageBody=json.dumps(asked))
    return target.id


def answer_follower(case_id: str, token: str, *, follow: bool, now: datetime) -> Following:
    """What who reads the mails to a follower says: that they want the news, or no more of it. What
    holds from now on; `STOPPED` also where the address is gone or the case not public any more.

    Raises the same `NotFound` for a wrong token and for an unknown case.
    """
    known_id = receipts.parse_case_id(case_id)
    name = mailbox.follower_named_by(token, known_id)
    if name is None:
        raise NotFound("unknown_case")
    follower = followers.get(known_id, name, now)
    if follower is None or follower.following is Following.STOPPED:
        return Following.STOPPED
    case = cases.get(known_id)
    if not follow:
        forget(follower, now)
        return Following.STOPPED
    if not is_public(case):
        forget_with_case(follower, now)
        return Following.STOPPED
    kept = followers.renew(follower, retained_until(case, now), following=Following.CONFIRMED)
    if not kept:  # at once with another word of theirs, perhaps the very same
        other = followers.get(known_id, name, now)
        kept = other is not None and other.following is Following.CONFIRMED
    return Following.CONFIRMED if kept else Following.STOPPED
