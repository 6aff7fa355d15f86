"""Runs of the mornings: digests of desks and briefs of overseers."""

from functools import cache
from typing import Any

from chalicelib.batches import LambdaEvent
from chalicelib.notices.channels import email_channel
from chalicelib.schedules.run import moment, time_left
from chalicelib.store import holdings
from chalicelib.usecases.send_briefs import send_briefs
from chalicelib.usecases.send_digests import send_digests


def send_agency_digests(event: LambdaEvent, context: Any = None) -> dict[str, int]:
    """Write the morning digests where it is between 07:00 and 10:00 now, and the brief to who
    oversees others; who has something open is found once for both."""
    now, has_time, channel = moment(event), time_left(context), email_channel()
    with_work = cache(holdings.agencies_with_work)
    counts: dict[str, int] = {}
    try:
        counts |= send_digests(channel, now, has_time, with_work)
    finally:
        counts["briefs"] = send_briefs(channel, now, has_time, with_work)
    return counts
