"""Telling who follows a case what everybody may read of it, as long as everybody may."""

from collections.abc import Callable, Sequence
from datetime import datetime

from chalicelib import settings
from chalicelib.case.authority import is_public
from chalicelib.errors import TooMany
from chalicelib.notices import Channel, Mail
from chalicelib.notices.follower_messages import for_follower, is_news, to_be_confirmed
from chalicelib.observability import logger
from chalicelib.protection import mailbox, vault
from chalicelib.store import agencies, cases, deliveries, followers, rate_counters
from chalicelib.store.deliveries import Delivery
from chalicelib.store.followers import Follower, Following
from chalicelib.store.rate_counters import RateLimit
from chalicelib.usecases.follower_retention import forget, forget_with_case, retained_until
from chalicelib.usecases.notify import send_leased
from chalicelib.usecases.rate_limits import CASES_OF_ADDRESS

A_RUN = 25
"""How many followers of a case one message tells; another goes on after them."""


def next_followers(case_id: str, event_number: int, after: str) -> Sequence[str]:
    """The names of the next who are told of an event, after one: at most `A_RUN`. Those of a case
    that was hidden come too, to be forgotten."""
    case, event = cases.get(case_id), cases.event(case_id, event_number)
    concerned = is_news(event) or not is_public(case)
    return followers.page(case_id, after, A_RUN) if concerned else ()


def tell_follower(
    case_id: str, event_number: int, name: str, channel: Channel, now: datetime
) -> None:
    """Write to one follower about an event, if it was not told before. Nothing is said of a case
    that is not public at this moment, and its follower is forgotten.

    Raises `deliveries.Later` when it is to be tried later, and what made sending fail.
    """
    follower = followers.get(case_id, name, now)
    if follower is None or follower.following is Following.STOPPED:
        return
    case, event = cases.get(case_id), cases.event(case_id, event_number)
    if not is_public(case):
        forget_with_case(follower, now)
        return
    if follower.following is not Following.CONFIRMED or not is_news(event):
        return
    if not followers.renew(follower, retained_until(case, now), following=Following.CONFIRMED):
        return
    delivery = deliveries.of_event(
        case_id, event_number, channel.name, f"follower {follower.reference}"
    )

    def mail(language: str) -> Mail:
        return for_follower(
            event,
            case,
            language=language,
            agency_name=agencies.registry().name_of,
            public_url=settings.load().public_url,
            stop_url=_url(follower),
            unsubscribe_url=_one_click_url(follower),
        )

    _send(follower, delivery, channel, now, mail)


def ask_follower(case_id: str, name: str, channel: Channel, now: datetime) -> None:
    """Write to an address that somebody named, once, to ask whether it wants the news; nothing
    beyond `CASES_OF_ADDRESS`. Raises as `tell_follower` does."""
    follower = followers.get(case_id, name, now)
    if follower is None or follower.following is not Following.ASKED:
        return
    if not is_public(cases.get(case_id)):
        forget_with_case(follower, now)
        return

    def mail(language: str) -> Mail:
        return to_be_confirmed(
            case_id,
            language=language,
            url=_url(follower),
            unsubscribe_url=_one_click_url(follower),
        )

    delivery = deliveries.of_follower(case_id, follower.reference, channel.name)
    _send(follower, delivery, channel, now, mail, limit=CASES_OF_ADDRESS)


def _send(
    follower: Follower,
    delivery: Delivery,
    channel: Channel,
    now: datetime,
    mail: Callable[[str], Mail],
    limit: RateLimit | None = None,
) -> None:
    encrypted = followers.encrypted_address(follower.case_id, follower.name)
    lease = deliveries.lease(delivery, now) if encrypted is not None else None
    if encrypted is None or lease is None:
        return
    try:
        to = vault.decrypt(encrypted)
        address, ready = to.email or "", mail(to.language)
        # Once more right before it goes out: reading and decrypting took their time.
        withheld = not is_public(cases.get(follower.case_id)) or _is_over(limit, address, now)
    except Exception:
        deliveries.release(lease)
        raise
    if withheld:
        deliveries.release(lease)
        logger.info("news withheld", extra={"case_id": follower.case_id})
        return
    try:
        sent = send_leased(lease, address, ready, channel, now)
    except Exception:
        if limit is not None:
            rate_counters.give_back(limit, mailbox.mailbox_of(address), now)  # it is tried again
        raise
    if not sent:
        forget(follower, now)  # the address is refused for good


def _is_over(limit: RateLimit | None, address: str, now: datetime) -> bool:
    try:
        if limit is not None:
            rate_counters.take(limit, mailbox.mailbox_of(address), now)
    except TooMany:
        return True
    return False


def _url(follower: Follower) -> str:
    token = mailbox.follower_token(follower.case_id, follower.name)
    return f"{settings.load().public_url}/follow?id={follower.case_id}#{token}"


def _one_click_url(follower: Follower) -> str:
    """Where mail programs stop the news by themselves. They leave out what stands behind a `#`, so
    the token is in the path, of which logs keep the pattern."""
    token = mailbox.follower_token(follower.case_id, follower.name)
    return f"{settings.load().public_url}/follow/{follower.case_id}/{token}"
