"""The ledger: days sealed, and histories held against them."""

from typing import Any

from chalicelib.batches import LambdaEvent
from chalicelib.schedules.run import moment, time_left
from chalicelib.usecases.seal_ledger import seal_days
from chalicelib.usecases.verify_ledger import verify_run


def seal_ledger(event: LambdaEvent, context: Any = None) -> dict[str, int]:
    """Seal the days that ended."""
    return {"sealed": seal_days(moment(event), time_left(context))}


def verify_ledger(event: LambdaEvent, context: Any = None) -> dict[str, int]:
    """Hold this run's part of the cases against their histories and the ledger."""
    came_to = verify_run(moment(event), time_left(context))
    return {
        "cases": came_to.cases,
        "broken": len(came_to.broken),
        "breaks": len(came_to.breaks),
    }
