"""Guessing passwords and codes, slowed down: per account and per network.

A try is counted before the pool is asked, so many at once are counted too, and taken off the count
when it was right. What is counted of an account from the networks it signed in from lately stands
apart from what comes from anywhere else: who guesses elsewhere keeps nobody out of their office.
"""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from chalicelib.errors import NotAllowed, TooMany
from chalicelib.observability import logger
from chalicelib.protection.secrets import key_for
from chalicelib.store import claims, rate_counters
from chalicelib.store.claims import Claim
from chalicelib.usecases.rate_limits import LOGINS_FROM_NETWORK, LOGINS_OF_ACCOUNT

REMEMBERED_FOR = timedelta(days=30)
ELSEWHERE = "elsewhere"


@contextmanager
def count_wrong_try(email: str, network: str, now: datetime) -> Iterator[None]:
    """Count what is done inside as a wrong try, unless it ends well or fails for a reason of ours.
    `network` is a keyed hash (`protection.network`).

    Raises `TooMany("too_many_requests")` before the pool is asked, where there were too many of the
    account or of the network; the right password is let in again after the window.
    """
    account = _account_digest(email)
    known = claims.claimed(_network_claim_name(account, network), now) is not None
    place = f"{account} {network if known else ELSEWHERE}"
    rate_counters.take(LOGINS_FROM_NETWORK, network, now)
    try:
        rate_counters.take(LOGINS_OF_ACCOUNT, place, now)
    except TooMany:  # nothing is tried: who knocks on is not to shut everybody of the network out
        rate_counters.give_back(LOGINS_FROM_NETWORK, network, now)
        raise
    try:
        yield
    except NotAllowed:
        logger.info("a login failed", extra={"account": account[:16], "network": network[:16]})
        raise
    except Exception:
        _take_off(network, place, now)
        raise
    _take_off(network, place, now)


def remember_network(email: str, network: str, now: datetime) -> None:
    """That an officer signed in from this network."""
    name = _network_claim_name(_account_digest(email), network)
    claims.use_up(Claim(name=name, made_at=now, expires_at=now + REMEMBERED_FOR, digest=name))


def _take_off(network: str, place: str, now: datetime) -> None:
    rate_counters.give_back(LOGINS_FROM_NETWORK, network, now)
    rate_counters.give_back(LOGINS_OF_ACCOUNT, place, now)


def _account_digest(email: str) -> str:
    """An account by a name that says nothing; the pool takes addresses in any case of letters."""
    name = email.strip().lower().encode()
    return hmac.digest(key_for("login"), name, "sha256").hex()


def _network_claim_name(account: str, network: str) -> str:
    digest = hmac.digest(key_for("login"), f"{account} {network}".encode(), "sha256")
    return f"SIGNED_IN_FROM#{digest.hex()}"
