"""The desks' mornings."""

from typing import Any

from chalicelib.schedules.run import LambdaEvent, moment, time_left
from chalicelib.usecases.send_digests import send_digests
from chalicelib.usecases.transport import email_channel


def send_agency_digests(event: LambdaEvent, context: Any = None) -> dict[str, int]:
    """Write the morning digests where it is between 07:00 and 10:00 now."""
    return send_digests(email_channel(), moment(event), time_left(context))
