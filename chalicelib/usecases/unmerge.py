"""Giving merged complaints back when the case they went into ends without an answer."""

from datetime import datetime

from chalicelib.case.actions import act
from chalicelib.case.due import must_be_given_back
from chalicelib.case.model import SYSTEM, Case
from chalicelib.case.system_actions import Unmerge
from chalicelib.observability import logger
from chalicelib.store import cases
from chalicelib.structs import replace
from chalicelib.usecases import rules
from chalicelib.usecases.other_cases import merge_path
from chalicelib.usecases.races import StaleRetries
from chalicelib.usecases.rules import DecisionContext


def unmerge_sources(target_id: str, now: datetime) -> int:
    """Give back every complaint merged into `target_id` before it was archived; how many were.

    Safe to repeat: what was given back before, or merged again since, is left alone. Raises an
    `ExceptionGroup` after all others are done when some could not be given back.
    """
    context, given_back, failed = rules.decision_context(now), 0, []
    for source_id in cases.get(target_id).merged_from:
        try:
            given_back += _give_back(source_id, target_id, context)
        except Exception as error:  # one bad source must not stop the others; raised below
            failed.append(error)
    logger.info("merged complaints given back", extra={"case_id": target_id, "count": given_back})
    if failed:
        raise ExceptionGroup("complaints that could not be given back", failed)
    return given_back


def _give_back(source_id: str, target_id: str, context: DecisionContext) -> bool:
    """Whether this made the source a case of its own; False where it is one or was merged again."""
    retries = StaleRetries()
    while True:
        source, target = cases.get(source_id), cases.get(target_id)
        if not must_be_given_back(source, target):
            return False
        path = tuple(merge_path(source))
        if _goes_on_elsewhere(source, target, path[-1]):
            return False
        action = Unmerge(target_id=target.id)
        change = act(source, action, SYSTEM, replace(context, target=target))
        with retries:
            cases.give_back(replace(change, supporters_seen=source.supporters), path)
            return True


def _goes_on_elsewhere(source: Case, target: Case, last: Case) -> bool:
    """Whether what came through another merged case was merged into that one once more, after both
    were given back. One that is given back by this very end has let go of its own. `last` is where
    the source goes on."""
    if source.merged_into == target.id:
        return False
    return last.id != target.id and source.id in last.merged_from
