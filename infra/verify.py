"""Says whether cases are as their events say, and their events as the ledger has them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from chalicelib.ledger.examination import Finding, not_covered
from chalicelib.ledger.tree import CaseHead
from chalicelib.protection import receipts
from chalicelib.store import cases
from chalicelib.usecases.verify_ledger import every_sealed_head, verify_case


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What is wrong with a case, whether the ledger has a head of it, and what of it nothing
    covers, because an earlier release wrote it."""

    case_id: str
    findings: Sequence[Finding]
    sealed: bool
    uncovered: Sequence[str] = ()

    def __str__(self) -> str:
        if self.findings:
            return f"{self.case_id}: BROKEN: {', '.join(map(str, self.findings))}"
        held = "its events and the ledger" if self.sealed else "its events; not sealed yet"
        parts = [f"{self.case_id}: holds against {held}"]
        return "; not covered: ".join([*parts, *self.uncovered])


def verify(case_ids: Iterable[str] | None) -> Iterator[Verdict]:
    """The verdict on each of these cases, by its number as it was typed; on every case that was
    sealed without them. Raises `NotFound` for what is no number."""
    wanted = None if case_ids is None else [receipts.parse_case_id(one) for one in case_ids]
    left = dict.fromkeys(wanted or ())
    for shard in every_sealed_head():
        for case_id in shard if wanted is None else shard.keys() & left.keys():
            left.pop(case_id, None)
            yield _verdict(case_id, shard[case_id])
    for case_id in left:
        yield _verdict(case_id, ())


def _verdict(case_id: str, heads: Collection[CaseHead]) -> Verdict:
    findings = verify_case(case_id, heads)
    uncovered = () if findings else not_covered(cases.events(case_id))
    return Verdict(case_id=case_id, findings=findings, sealed=bool(heads), uncovered=uncovered)
