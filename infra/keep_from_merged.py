"""Keeps cases from whom the reports merged into them are kept from, where a merge before decision
228 did not say so.

A case names for good what was merged into it, and each of those says whom it is kept from; what was
split from a case has its words. Each is decided on as for any other step and changed at most once,
so it may be stopped anywhere and run again, beside a running system.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from chalicelib.case.actions import act
from chalicelib.case.authority import is_kept_from, kept_from
from chalicelib.case.model import SYSTEM, Case
from chalicelib.case.system_actions import KeepFrom
from chalicelib.store import cases
from chalicelib.usecases import rules
from chalicelib.usecases.races import StaleRetries


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What a run came to: cases looked at, those that were changed, those of them whose holder is
    one of whom they are kept from, and of each that could not be read the kind of error."""

    cases: int
    changed: int
    held: tuple[str, ...]
    failed: Mapping[str, str]


def keep_from_merged(
    case_ids: Iterable[str], clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Kept:
    """Look at each of these cases; one that fails stops no other."""
    looked_at = changed = 0
    held, failed = list[str](), dict[str, str]()
    for case_id in case_ids:
        looked_at += 1
        try:
            case = _changed(case_id, clock())
        except Exception as error:  # one bad case must not stop the others; all are named
            failed[case_id] = type(error).__name__
            continue
        if case is not None:
            changed += 1
            context = rules.decision_context(clock())
            if case.agency_id is not None and is_kept_from(case, case.agency_id, context):
                held.append(case_id)
    return Kept(cases=looked_at, changed=changed, held=tuple(held), failed=failed)


def _changed(case_id: str, now: datetime) -> Case | None:
    """The case as it is kept from more than before; None where it was already."""
    retries = StaleRetries()
    while True:
        case = cases.get(case_id)
        missing = _wanted(case) - {*case.merged_kept_from}
        if not missing:
            return None
        added = KeepFrom(agency_ids=tuple(sorted(missing)))
        change = act(case, added, SYSTEM, rules.decision_context(now))
        with retries:
            cases.save(change)
            return change.case


def _wanted(case: Case) -> set[str]:
    """Whom the reports merged into a case, or into the one it was split from, are kept from."""
    merged = case.merged_from
    if case.split_from is not None:
        merged = (*merged, *cases.get(case.split_from).merged_from)
    return {agency for one in cases.get_several(merged) for agency in kept_from(one)}
