"""Holding cases against their own histories, and histories against what the ledger sealed.

The schedule needs no memory of its own: each run of a day has its part of the cases by the clock,
so that every case is looked at once a day, and each case that changed some minutes after it did.

A case is also held against heads that later ones took the place of: those of the sealed day before,
and a day after they came once more those of the journal. Otherwise who writes a history anew would
only have to take another step, whose head fits it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from chalicelib import clients, settings
from chalicelib.errors import NotFound
from chalicelib.ledger.days import A_DAY, breaks_in, day_from
from chalicelib.ledger.examination import (
    Fault,
    Finding,
    against_heads,
    examine,
    masked_otherwise,
)
from chalicelib.ledger.tree import NOTHING, SHARD_BITS, CaseHead, leaf, part_of, whole
from chalicelib.observability import Metric, count, logger
from chalicelib.protection.pseudonyms import pseudonym_of
from chalicelib.protection.signatures import is_signed
from chalicelib.protection.signing import PublicKey, Signed, public_key
from chalicelib.store import ledger_bucket, loaded_cases, masking, signing_keys
from chalicelib.store.ledger_bucket import Shards
from chalicelib.store.rows import Unreadable

A_RUN = timedelta(minutes=5)
CHANGES_AFTER = timedelta(minutes=10)
"""How long after it came to the ledger a change is looked at: what is under way is done then."""

SEALED_WITHIN = timedelta(hours=1)
"""How long after its end a day is sealed at the latest."""

ALL_DAYS_IN = 2**SHARD_BITS
"""The run of a day that looks at every day there is: the first that has no cases to look at."""


class VerificationResult(Struct, frozen=True, kw_only=True):
    """What a run came to: cases looked at, what is wrong with which, what is wrong with the days,
    and whether there was time for all."""

    cases: int
    broken: Mapping[str, list[Finding]]
    breaks: list[str]
    whole: bool = True


def verify_run(now: datetime, has_time: Callable[[], bool]) -> VerificationResult:
    """Look at what the run at `now` (UTC) has to, and make known what is wrong."""
    run = (now.hour * 60 + now.minute) // 5
    days = ledger_bucket.sealed_days()
    breaks = list(_of_days(days, now, every=run == ALL_DAYS_IN))
    heads = _changed(now)
    for case_id, earlier in _changed(now - A_DAY).items():
        heads[case_id] |= earlier
    if run < 2**SHARD_BITS and days:
        breaks += _of_shard(run, days[-1])
        for case_id, sealed in _sealed(run, _last_two(days)).items():
            heads[case_id] |= sealed
    came_to = verify_cases(heads, has_time)
    for problem in breaks:
        logger.error("the chain of days is broken", extra={"problem": problem})
    count(Metric.LEDGER_BROKEN, len(breaks))
    count(Metric.HISTORIES_BROKEN, len(came_to.broken))
    if not came_to.whole:
        count(Metric.LEDGER_RUNS_CUT_SHORT)
    return VerificationResult(
        cases=came_to.cases, broken=came_to.broken, breaks=breaks, whole=came_to.whole
    )


def verify_cases(
    heads: Mapping[str, Iterable[CaseHead]], has_time: Callable[[], bool] = lambda: True
) -> VerificationResult:
    """Hold cases against themselves and against heads the ledger has of them."""
    broken, looked_at = dict[str, list[Finding]](), 0
    for case_id, known in heads.items():
        if not has_time():
            return VerificationResult(cases=looked_at, broken=broken, breaks=[], whole=False)
        # What is saved while it is read may look wrong, and does not the next time.
        if found := verify_case(case_id, known) and verify_case(case_id, known):
            broken[case_id] = found
            named = [str(finding) for finding in found]
            logger.error("a history is broken", extra={"case_id": case_id, "found": named})
        looked_at += 1
    return VerificationResult(cases=looked_at, broken=broken, breaks=[])


def verify_case(case_id: str, heads: Iterable[CaseHead]) -> list[Finding]:
    """What is wrong with a case beside heads that the ledger has of it."""
    try:
        records = loaded_cases.records(case_id)
    except (NotFound, Unreadable):
        return [Finding(Fault.GONE)]
    of_itself = examine(records.case, records.events, records.words)
    of_place = [] if records.in_place else [Finding(Fault.MISPLACED)]
    of_masking = masked_otherwise(records.events, records.words, masking.could_leave)
    against_ledger = against_heads(records.events, sorted(heads))
    return [*of_itself, *of_place, *of_masking, *against_ledger]


def verify_days(now: datetime) -> list[str]:
    """What is wrong with the chain of days, all of it."""
    return list(_of_days(ledger_bucket.sealed_days(), now, every=True))


def every_sealed_head() -> Iterator[Mapping[str, set[CaseHead]]]:
    """Every case that the sealed days know with its heads of the last two, shard by shard."""
    known = _last_two(ledger_bucket.sealed_days())
    for shard in range(2**SHARD_BITS if known else 0):
        yield _sealed(shard, known)


def _changed(now: datetime) -> defaultdict[str, set[CaseHead]]:
    """The heads that came in the five minutes this run looks at."""
    until = now.replace(minute=now.minute - now.minute % 5, second=0, microsecond=0) - CHANGES_AFTER
    since, found = until - A_RUN, defaultdict[str, set[CaseHead]](set)
    end = until if until.date() == since.date() else None
    for entry in ledger_bucket.journal(since.date(), since=since, until=end):
        found[entry.case_id].add(entry.head)
    return found


def _last_two(days: Sequence[date]) -> list[Shards]:
    """What the last two of these sealed days say of their shards."""
    return [ledger_bucket.shards(day) for day in days[-2:]]


def _sealed(shard: int, known: Iterable[Shards]) -> dict[str, set[CaseHead]]:
    """The heads of a shard that these days have, by case."""
    found = defaultdict[str, set[CaseHead]](set)
    for written in {day.written.get(shard) for day in known}:
        for case_id, head in ledger_bucket.leaves(shard, written).items() if written else ():
            found[case_id].add(head)
    return found


def _leaves(shard: int, day: date) -> dict[str, CaseHead]:
    written = ledger_bucket.shards(day).written
    return ledger_bucket.leaves(shard, written[shard]) if shard in written else {}


def _of_shard(shard: int, day: date) -> Iterator[str]:
    """What is wrong with what is kept of a sealed day beside what was signed of it."""
    sealed, kept = day_from(ledger_bucket.sealed_day(day)), ledger_bucket.shards(day).parts
    tree = whole(kept)
    if (tree.hash.hex(), tree.leaves) != (sealed.root, sealed.count):
        yield f"{day}: its parts do not make its root"
    heads = _leaves(shard, day).items()
    leaves = sorted(leaf(pseudonym_of(case_id), head) for case_id, head in heads)
    if part_of(leaves) != kept.get(shard, NOTHING):
        yield f"{day}: part {shard} is not made of its leaves"


def _of_days(days: list[date], now: datetime, *, every: bool) -> Iterator[str]:
    """What is wrong with the sealed days: with all of them, or with which there are and with the
    last two."""
    for before, day in zip(days, days[1:], strict=False):
        if day != before + A_DAY:
            yield f"{before + A_DAY}: is not there"
    due = (now - SEALED_WITHIN).astimezone(UTC).date() - A_DAY
    began = ledger_bucket.first_day_of_journal()
    if began is not None and due >= began and (not days or days[-1] < due):
        yield f"{due}: is not sealed"
    if began is not None and days and days[0] > began:
        yield f"{began}: is not there"
    looked_at = days if every else days[-2:]
    tokens = [ledger_bucket.sealed_day(day) for day in looked_at]
    keys = _keys() if tokens else []
    for day, token in zip(looked_at, tokens, strict=True):
        if not is_signed(token, Signed.LEDGER, keys):
            yield f"{day}: is not signed by a key of ours"
    yield from breaks_in(tokens, first=looked_at == days)


def _keys() -> list[PublicKey]:
    present = public_key(settings.load().ledger_key_id, Signed.LEDGER, clients.client("kms"))
    return [present, *signing_keys.every()]
