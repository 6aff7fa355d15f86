"""What is published for everybody to take away."""

from typing import Any

from chalicelib.batches import LambdaEvent
from chalicelib.schedules.run import moment, time_left
from chalicelib.usecases import publish_open_data as open_data


def publish_open_data(event: LambdaEvent, context: Any = None) -> dict[str, int]:
    """Write the months that changed."""
    return {"months": open_data.publish_open_data(moment(event), time_left(context))}
