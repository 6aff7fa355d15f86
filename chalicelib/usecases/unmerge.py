"""Giving merged complaints back when the case they went into ends without an answer."""

from datetime import datetime

from chalicelib.case.actions import Unmerge
from chalicelib.case.model import Case
from chalicelib.case.schedule import must_be_given_back
from chalicelib.observability import logger
from chalicelib.store import cases
from chalicelib.usecases.handle import by_system


def unmerge_sources(target_id: str, now: datetime) -> int:
    """Give back every complaint merged into `target_id` before it was archived; how many were.

    Safe to repeat: what was given back before, or merged again since, is left alone. Raises an
    `ExceptionGroup` after all others are done when some could not be given back.
    """
    target = cases.get(target_id)
    given_back, failed = 0, []

    def choose(source: Case) -> Unmerge | None:
        return Unmerge(target_id=target.id) if must_be_given_back(source, target) else None

    for source_id in target.merged_from:
        try:
            given_back += by_system(source_id, choose, now) is not None
        except Exception as error:  # one bad source must not stop the others; raised below
            failed.append(error)
    logger.info("merged complaints given back", extra={"case_id": target_id, "count": given_back})
    if failed:
        raise ExceptionGroup("complaints that could not be given back", failed)
    return given_back
