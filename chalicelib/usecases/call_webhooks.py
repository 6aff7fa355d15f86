"""Telling agencies' own systems what happened to their cases: ids and facts, as on the topic, and
signed.

An event comes at least once and in any order; it has the number of the case and its own. What a
system does not take is tried again by the queue, five times within half an hour, and is a dead
letter then. A system that fails again and again, or takes what comes late, is asked once a minute,
so that it holds up no other.

What waited is for whom it is when it is sent: not for who has the case no more, unless everybody
may know of it. Of the case no more is read than that, which is what the topic says.
"""

import json
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from chalicelib.errors import SafeToLogError
from chalicelib.observability import logger
from chalicelib.overseers import NATIONAL_DESK
from chalicelib.protection import webhooks
from chalicelib.store import agency_webhooks, cases
from chalicelib.store.agency_webhooks import Webhook, WebhookState
from chalicelib.watched.fetch import FetchFailed, Internet, Wire, send

SECONDS = 5.0  # a batch of ten is over before its function is
SLOW_AFTER = 2.0  # seconds to an answer; what was taken all the same is not sent again
SAID_AGAIN_AFTER = timedelta(hours=1)  # that all goes well
RESTS_AFTER = 3  # failures and late answers in a row
RESTS_FOR = timedelta(minutes=1)


class NotTaken(SafeToLogError):
    """A system did not take an event; says which agency's and why, in a word."""


class Caller(Struct, frozen=True, kw_only=True):
    """What a call goes through; `clock` tells how many seconds it took."""

    wire: Wire
    clock: Callable[[], float] = time.monotonic

    @classmethod
    def default(cls) -> "Caller":
        """The network that there is."""
        return cls(wire=Internet())

    def tell(self, message: Mapping[str, Any], now: datetime) -> None:
        """Tell the system of the agency that holds the case, where it has one. Of what nobody holds
        the national desk's, but of what is hidden: others of its agency read that system, of whom a
        reporter may have kept it (`authority.is_kept_from_actor`). Raises `NotTaken`, and where it
        rests without asking."""
        if message["agency_id"] is None and message.get("confidential"):
            return
        webhook = agency_webhooks.active_of(message["agency_id"] or NATIONAL_DESK)
        if webhook is None:
            return
        before = agency_webhooks.state_of(webhook.agency_id)
        if before is not None and _rests(before, now):
            raise NotTaken(f"{webhook.agency_id} rests")
        if not _concerns(webhook.agency_id, message["case_id"]):
            logger.info("an event withheld", extra={"case_id": message["case_id"]})
            return
        reason = self._call(webhook, before, message, now)
        if reason is not None:
            raise NotTaken(f"{webhook.agency_id} {reason}")

    def attempt(self, agency_id: str, now: datetime) -> str | None:
        """Send a try to a system, also to one that was stopped; why it was not taken, in a word.
        Raises `NotFound("unknown_webhook")`."""
        webhook = agency_webhooks.get(agency_id).webhook
        message = {"type": "test", "agency_id": agency_id, "at": now.isoformat()}
        return self._call(webhook, None, message, now)

    def _call(
        self,
        webhook: Webhook,
        before: WebhookState | None,
        message: Mapping[str, Any],
        now: datetime,
    ) -> str | None:
        """Call a system and write down how it went; why it was not taken."""
        began = self.clock()
        reason = self._send(webhook, message, now)
        is_slow = reason is None and self.clock() - began > SLOW_AFTER
        _remember(webhook, before, "slow" if is_slow else reason, now)
        return reason

    def _send(self, webhook: Webhook, message: Mapping[str, Any], now: datetime) -> str | None:
        content = json.dumps(message, separators=(",", ":")).encode()
        timestamp = str(int(now.timestamp()))
        key = webhooks.signing_key(webhook.salt)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "LAPOR (public complaints; tells of events)",
            "X-Timestamp": timestamp,
            "X-Signature": webhooks.sign(key, timestamp, content),
        }
        try:
            send(webhook.url, content, headers, wire=self.wire, seconds=SECONDS)
        except FetchFailed as failure:
            return failure.reason
        return None


def _concerns(agency_id: str, case_id: str) -> bool:
    """Whether an agency has the case now, or everybody may know of it."""
    facts = cases.facts_now(case_id)
    return agency_id == (facts["agency_id"] or NATIONAL_DESK) or not facts["confidential"]


def _rests(state: WebhookState, now: datetime) -> bool:
    return state.failures >= RESTS_AFTER and now < state.called_at + RESTS_FOR


def _remember(
    webhook: Webhook, before: WebhookState | None, reason: str | None, now: datetime
) -> None:
    """Write down how a call went; that all goes well, once an hour."""
    failures = 0 if reason is None else (before.failures if before else 0) + 1
    if reason is not None:
        logger.warning(
            "a webhook went badly",
            extra={"agency_id": webhook.agency_id, "reason": reason, "failures": failures},
        )
    elif before and not before.failures and now < before.called_at + SAID_AGAIN_AFTER:
        return  # a row an event would cost more than it tells
    state = WebhookState(called_at=now, failures=failures, reason=reason)
    agency_webhooks.save_state(webhook.agency_id, state)
