"""What a backup cannot say: which of its cases were hidden after its moment.

A case was hidden by an event, and the ledger has the head of each case as it came to be. So a case
that stands in a backup at the last head that the ledger has of it is what it was when it was lost;
any other may have been hidden since, and waits until somebody looked at it, as one does of which
nobody knows yet whether it is dangerous (`unchecked`).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from chalicelib.case.actions import act
from chalicelib.case.authority import is_public
from chalicelib.case.decision import Change
from chalicelib.case.model import SYSTEM, Case
from chalicelib.case.system_actions import AwaitCheck
from chalicelib.ledger.days import A_DAY
from chalicelib.ledger.tree import CaseHead
from chalicelib.store import cases, ledger_bucket
from chalicelib.usecases import rules
from chalicelib.usecases.verify_ledger import every_sealed_head

Heads = Mapping[str, set[CaseHead]]


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """What a run came to: cases looked at, those that wait to be looked at now, and of each that
    could not be read the kind of error."""

    cases: int
    waiting: int
    failed: Mapping[str, str]


def known_heads(today: date) -> Heads:
    """The heads that the ledger has of every case: of the two days sealed last, and of the journal
    since then until `today` (UTC)."""
    found = defaultdict[str, set[CaseHead]](set)
    for shard in every_sealed_head():
        for case_id, heads in shard.items():
            found[case_id] |= heads
    sealed = ledger_bucket.sealed_days()
    # What came after a day was sealed early is in the journal alone.
    day = min(sealed[-1] + A_DAY, today) if sealed else ledger_bucket.first_day_of_journal()
    while day is not None and day <= today:
        for entry in ledger_bucket.journal(day):
            found[entry.case_id].add(entry.head)
        day += A_DAY
    return found


def as_safe_to_show(case: Case, heads: Heads, now: datetime) -> Change | None:
    """How a case of a backup comes back so that nothing is public that was hidden since; None where
    it may come back as it is, because the ledger says that nothing happened since, or because it is
    not public."""
    later = {head for head in heads.get(case.id, ()) if head.number >= case.version}
    if not is_public(case) or later == {CaseHead(case.version, case.digest)}:
        return None
    return act(case, AwaitCheck(), SYSTEM, rules.decision_context(now))


def hide(
    case_ids: Iterable[str], heads: Heads, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Hidden:
    """Let the cases of a restored table that may have been hidden since wait to be looked at,
    before anybody is shown that table; one that fails stops no other. Again, it changes nothing."""
    looked_at = waiting = 0
    failed = dict[str, str]()
    for case_id in case_ids:
        looked_at += 1
        try:
            change = as_safe_to_show(cases.get(case_id), heads, clock())
            if change is not None:
                cases.save(change)
                waiting += 1
        except Exception as error:  # one bad case must not stop the others; all are named
            failed[case_id] = type(error).__name__
    return Hidden(cases=looked_at, waiting=waiting, failed=failed)
