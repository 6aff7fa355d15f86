"""What a backup cannot say: what became of its cases after its moment.

Every step is an event, and the ledger has the head of each case as it came to be. So a case that
stands in a backup at the last head that the ledger has of it is what it was when it was lost. Any
other may have been hidden since: it waits until somebody looked at it, as one does of which nobody
knows yet whether it is dangerous (`unchecked`). And who reported it may have been shown to
somebody, or have another address: what was approved is looked at no more, the reporter is told of
each look that the list of disclosures has, and their address has to be confirmed anew.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from chalicelib import custody
from chalicelib.case.actions import act
from chalicelib.case.authority import is_public
from chalicelib.case.decision import Change
from chalicelib.case.model import SYSTEM, Case
from chalicelib.case.system_actions import AwaitCheck
from chalicelib.custody import Ending, IdentityRequest
from chalicelib.ledger.days import A_DAY
from chalicelib.ledger.tree import CaseHead
from chalicelib.store import cases, contacts, disclosures, ledger_bucket
from chalicelib.store.disclosures import Disclosure
from chalicelib.store.readings import PageRange, all_of
from chalicelib.store.serialization import parse
from chalicelib.usecases import rules
from chalicelib.usecases.verify_ledger import every_sealed_head

PAGE = 100

Heads = Mapping[str, set[CaseHead]]
Disclosures = Mapping[str, Sequence[Disclosure]]


@dataclass(frozen=True, kw_only=True)
class KnownSince:
    """What is known of cases beside their table, by their numbers: the heads that the ledger has,
    and to whom it was shown who reported."""

    heads: Heads
    disclosures: Disclosures = field(default_factory=dict)

    def is_as_it_was(self, case: Case) -> bool:
        """Whether nothing happened to a case of a backup since, as far as anything knows."""
        later = {head for head in self.heads.get(case.id, ()) if head.number >= case.version}
        return later == {CaseHead(case.version, case.digest)} and not self.shown_since(case)

    def shown_since(self, case: Case) -> tuple[IdentityRequest, ...]:
        """The requests to see who reported that were used since, as far as the list has them."""
        shown = self.disclosures.get(case.id, ())
        return tuple(_used(one) for one in shown if one.at > case.updated_at)


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """What a run came to: cases looked at, those that wait to be looked at now, and of each that
    could not be read the kind of error."""

    cases: int
    waiting: int
    failed: Mapping[str, str]


def known_since(today: date) -> KnownSince:
    """What the ledger and the list of disclosures know until `today` (UTC)."""
    return KnownSince(heads=known_heads(today), disclosures=_known_disclosures())


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


def as_safe_to_show(case: Case, known: KnownSince, now: datetime) -> Change | None:
    """How a case of a backup comes back so that nothing is public that was hidden since, and nobody
    is shown twice who reported; None where it may come back as it is, because nothing happened
    since, or because it is not public and nobody was to be shown that."""
    if known.is_as_it_was(case):
        return None
    shown = known.shown_since(case)
    if not (is_public(case) or custody.stands(case.identity_request) or shown):
        return None
    return act(case, AwaitCheck(disclosed=shown), SYSTEM, rules.decision_context(now))


def hide(
    case_ids: Iterable[str],
    known: KnownSince,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Hidden:
    """Let the cases of a restored table that may have been hidden since wait to be looked at,
    before anybody is shown that table; one that fails stops no other. Again, it changes nothing."""
    looked_at = waiting = 0
    failed = dict[str, str]()
    for case_id in case_ids:
        looked_at += 1
        try:
            case = cases.get(case_id)
            if not known.is_as_it_was(case):
                contacts.put_in_doubt(case.filed_as)
            change = as_safe_to_show(case, known, clock())
            if change is not None:
                cases.save(change)
                waiting += 1
        except Exception as error:  # one bad case must not stop the others; all are named
            failed[case_id] = type(error).__name__
    return Hidden(cases=looked_at, waiting=waiting, failed=failed)


def _known_disclosures() -> Disclosures:
    found = defaultdict[str, list[Disclosure]](list)
    place: str | None = None
    while True:
        wanted = PageRange(place=place, limit=PAGE)
        page = disclosures.list_for_agency(None, wanted, all_of)
        for one in page.disclosures:
            found[one.case_id].append(one)
        place = page.place
        if place is None:
            return found


def _used(shown: Disclosure) -> IdentityRequest:
    """The request that a disclosure used up, as far as the list says."""
    said = {name: one for name, one in shown.data.items() if name != "shown_to"}
    return parse(
        IdentityRequest,
        said
        | {
            "officer_id": shown.officer_id,
            "agency_id": shown.data["shown_to"],
            "at": shown.at,
            "ended": Ending.DISCLOSED,
            "ended_at": shown.at,
        },
    )
