"""Cases counted into the figures as they stand now, whatever message says that something happened.

What a case adds follows from all of its events, and is compared with what it added before. So a
message that comes twice, late or out of order finds the work done, and reads for it.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from chalicelib.case.deadlines import DeadlinePolicy
from chalicelib.case.decision import Event
from chalicelib.case.model import Case
from chalicelib.errors import Conflict
from chalicelib.figures.measures import count_case
from chalicelib.observability import logger
from chalicelib.store import cases, figure_cells
from chalicelib.store.figure_cells import CountedCase, Recount
from chalicelib.usecases import rules
from chalicelib.usecases.races import StaleRetries

Loader = Callable[[str], tuple[Case, list[Event]]]


def count_cases(wanted: Mapping[str, int]) -> frozenset[str]:
    """Count cases, each at least up to the event of that number, into every generation there is.

    Returns:
        The cases that could not be counted: to be tried again, by themselves or in any company.
    """
    load: Loader = cache(_load)  # one reading serves both generations
    failed: set[str] = set()
    for generation in figure_cells.generations().counted:
        failed |= count_into(generation, wanted, load)
    return frozenset(failed)


def count_into(
    generation: int,
    wanted: Mapping[str, int],
    load: Loader | None = None,
    *,
    again: bool = False,
) -> set[str]:
    """The same for one generation; `again` also what is counted as far, for it may have been by
    other definitions."""
    load = load or _load
    known = figure_cells.counted_cases(generation, wanted)
    behind = [
        known[case_id]
        for case_id, number in wanted.items()
        if again or known[case_id].through < number
    ]
    if not behind:
        return set()
    policy = rules.general_policy()
    failed: set[str] = set()
    recounts: list[Recount] = []
    for before in behind:
        try:
            recounts += _recount(before, load, policy)
        except Exception:
            logger.exception("a case cannot be counted", extra={"case_id": before.case_id})
            failed.add(before.case_id)
    for together in figure_cells.in_transactions(recounts):
        failed |= _save(generation, together, policy)
    return failed


def _save(generation: int, recounts: list[Recount], policy: DeadlinePolicy) -> set[str]:
    """Save all at once; where somebody was faster with one of them, each by itself, read again."""
    try:
        figure_cells.save(generation, recounts)
    except Conflict:
        return {
            recount.before.case_id
            for recount in recounts
            if not _counted_alone(generation, recount, policy)
        }
    return set()


def _counted_alone(generation: int, recount: Recount, policy: DeadlinePolicy) -> bool:
    """Whether it is counted now. A message that failed is hidden for minutes, so it is tried some
    times at once."""
    case_id = recount.before.case_id
    retries = StaleRetries()
    try:
        while True:
            before = figure_cells.counted_cases(generation, [case_id])[case_id]
            if before.through > recount.through:
                return True
            again = _recount(before, _load, policy)
            with retries:
                for one in again:
                    figure_cells.save(generation, [one])
                return True
    except Conflict:
        return False


def _recount(before: CountedCase, load: Loader, policy: DeadlinePolicy) -> Iterable[Recount]:
    """The case to be counted anew; nothing where its events since add nothing."""
    case, events = load(before.case_id)
    recount = Recount(before=before, counts=count_case(case, events, policy), through=case.version)
    return [recount] if recount.moves else []


def _load(case_id: str) -> tuple[Case, list[Event]]:
    """The case first: its events are then all there, and those that came since are passed over."""
    return cases.get(case_id), cases.every_event(case_id)
