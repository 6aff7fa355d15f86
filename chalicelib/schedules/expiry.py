"""What was kept as long as it may be."""

from typing import Any

from chalicelib.batches import LambdaEvent
from chalicelib.schedules.run import moment, time_left
from chalicelib.usecases import expire_identities as identities


def expire_identities(event: LambdaEvent, context: Any = None) -> dict[str, int]:
    """Erase the identities whose time is over."""
    return identities.expire_identities(moment(event), time_left(context))
