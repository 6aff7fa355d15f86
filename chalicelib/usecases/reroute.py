"""Routing what its stream record did not bring to the router: lost, given up, or never read.

Found by status, so an empty run reads two empty partitions. Every step is conditional on the
version it was decided on, so two runs at once, or a run beside the router, route a case once.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from chalicelib.case.actions import act
from chalicelib.case.model import SYSTEM, Case, Status
from chalicelib.case.routing_actions import SendToTriage
from chalicelib.errors import PartialFailure
from chalicelib.observability import Metric, count, logger
from chalicelib.store import cases, queries
from chalicelib.usecases import rules
from chalicelib.usecases.races import StaleRetries
from chalicelib.usecases.route import route

PATIENCE = timedelta(minutes=10)
"""How long the router has before the schedule does its work: it needs seconds."""

NOT_ROUTED = "not_routed"
WAITING = (Status.RECEIVED, Status.RETURNED)


def reroute_waiting(now: datetime, has_time: Callable[[], bool] = lambda: True) -> dict[str, int]:
    """Route every case that has waited for `PATIENCE` at `now` (UTC); what cannot be routed goes
    to the national desk.

    Counts `Metric.CASES_WAITING_UNROUTED`, because a router that works leaves nothing here. Raises
    `PartialFailure` after all others are done when cases could not even be given to the desk.
    """
    counts = {"waiting": 0, "routed": 0, "failed": 0}
    for case_id in queries.unrouted():
        if not has_time():
            break
        try:
            if not _waits(cases.get(case_id), now):
                continue
            counts["waiting"] += 1
            counts["routed"] += _route_or_give_to_desk(case_id, now)
        except Exception:  # one bad case must not stop the others; it is raised below
            counts["failed"] += 1
            logger.exception("case cannot be routed", extra={"case_id": case_id})
    if counts["waiting"]:
        count(Metric.CASES_WAITING_UNROUTED, counts["waiting"])
    if counts["failed"]:
        raise PartialFailure(counts)
    return counts


def _route_or_give_to_desk(case_id: str, now: datetime) -> bool:
    """Whether this run moved the case; False where somebody else was faster."""
    try:
        return route(case_id, now) is not None
    except Exception:  # whatever the rules stumble over, a person need not
        logger.exception("routing failed, the desk decides", extra={"case_id": case_id})
        return _give_to_desk(case_id, now)


def _give_to_desk(case_id: str, now: datetime) -> bool:
    context, retries = rules.decision_context(now), StaleRetries()
    while True:
        case = cases.get(case_id)
        if case.status not in WAITING:
            return False
        change = act(case, SendToTriage(reason=NOT_ROUTED), SYSTEM, context)
        with retries:
            cases.save(change)
            return True


def _waits(case: Case, now: datetime) -> bool:
    return case.status in WAITING and case.updated_at <= now - PATIENCE
