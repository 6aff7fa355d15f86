"""What waits for an agency, or for another one."""

from typing import Any

from chalicelib.batches import LambdaEvent
from chalicelib.schedules.run import moment, time_left
from chalicelib.usecases import reroute, succession
from chalicelib.usecases.measure_desks import measure_desks


def reroute_waiting(event: LambdaEvent, context: Any = None) -> dict[str, int]:
    """Route what the stream did not bring to the router, move what agencies that ended still hold,
    and measure how things stand then."""
    now, has_time = moment(event), time_left(context)
    counts: dict[str, int] = {}
    try:
        counts |= reroute.reroute_waiting(now, has_time)
    finally:
        try:
            counts |= succession.reassign_ended(now, has_time)
        finally:
            measure_desks(now)
    return counts
