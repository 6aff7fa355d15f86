"""The feeds: read as often as each is to be."""

from typing import Any

from chalicelib.batches import LambdaEvent
from chalicelib.schedules.run import moment, time_left
from chalicelib.usecases.poll_feeds import Poller


def poll_feeds(event: LambdaEvent, context: Any = None) -> dict[str, int]:
    """Put what is new in the feeds that are due on the queue of posts."""
    done = Poller.default().run(moment(event), time_left(context))
    return {"read": done.read, "failed": done.failed, "posts": done.posts}
