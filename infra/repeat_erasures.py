"""Erases once more what an older copy of the table has brought back of identities that were erased.

The keys of identities are in no backup: a case that has an identity and no key of it is one whose
reporter took it back, or that was kept as long as it may be, after the moment of the copy.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from chalicelib.case.actions import act
from chalicelib.case.model import REPORTER
from chalicelib.case.reporter_actions import Erase
from chalicelib.store import cases, filing, texts
from chalicelib.usecases import attach, rules
from chalicelib.usecases.races import StaleRetries


@dataclass(frozen=True, kw_only=True)
class Repeated:
    """What a run came to: cases looked at, those whose identity was erased once more, and of each
    that could not be looked at the kind of error."""

    cases: int
    erased: int
    failed: Mapping[str, str]


def repeat_erasures(
    case_ids: Iterable[str], clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Repeated:
    """`repeat_erasure` for each of these cases; one that fails stops no other."""
    looked_at = erased = 0
    failed = dict[str, str]()
    for case_id in case_ids:
        looked_at += 1
        try:
            erased += repeat_erasure(case_id, clock())
        except Exception as error:  # one bad case must not stop the others; all are named
            failed[case_id] = type(error).__name__
    return Repeated(cases=looked_at, erased=erased, failed=failed)


def repeat_erasure(case_id: str, now: datetime) -> bool:
    """Whether the identity of the case was gone and its case did not say so: now it does, and what
    goes with it is erased, files too."""
    retries = StaleRetries()
    while True:
        case = cases.get(case_id)
        if not case.identified or filing.has_key(case.filed_as):
            return False
        change = act(case, Erase(), REPORTER, rules.decision_context(now))
        attach.erase_files(case.id, now)
        has_copy = texts.copy_of(case.filed_as) is not None
        with retries:
            filing.erase(change, has_copy=has_copy)
            return True
