"""From the queue to agencies' own systems: each event to the one whose agency holds the case."""

from datetime import UTC, datetime

from chalicelib.batches import LambdaEvent, consume
from chalicelib.usecases.call_webhooks import Caller


def call_webhooks(event: LambdaEvent) -> LambdaEvent:
    """Tell the systems of the agencies that the messages are about; what one did not take comes
    again."""
    caller = Caller.default()
    return consume(event, lambda message: caller.tell(message, datetime.now(UTC)))
