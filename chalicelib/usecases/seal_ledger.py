"""Sealing days: the heads of all cases under one root, signed, each day naming the one before.

A day is sealed some minutes after it ended, when what came in it has come. Everything but the
signature follows from the journal, so a run that is repeated, late, cut short or beside another
comes to the same.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

from chalicelib.ledger.days import A_DAY, SealedDay, link_to
from chalicelib.ledger.tree import CaseHead, Part, leaf, part_of, shard_of, whole
from chalicelib.observability import Metric, count, logger
from chalicelib.protection import signing
from chalicelib.protection.pseudonyms import pseudonym_of
from chalicelib.store import ledger_bucket
from chalicelib.store.ledger_bucket import Shards

AFTER_THE_DAY = timedelta(minutes=15)
"""When a day is sealed at the earliest: no run that began in it is still writing then."""


def seal_days(now: datetime, has_time: Callable[[], bool]) -> int:
    """Seal what ended before `now` (UTC) and is not sealed, the earliest day first; how many days
    that were."""
    sealed = ledger_bucket.sealed_days()
    ended = (now - AFTER_THE_DAY).astimezone(UTC).date() - A_DAY
    before = sealed[-1] if sealed else None
    day = before + A_DAY if before else ledger_bucket.first_day_of_journal() or ended
    done = 0
    while day <= ended and has_time():
        _seal(day, before)
        before, day, done = day, day + A_DAY, done + 1
    return done


def _seal(day: date, before: date | None) -> None:
    known = ledger_bucket.shards(before) if before else Shards(parts={}, written={})
    parts, written = dict(known.parts), dict(known.written)
    for shard, heads in _changed(day).items():
        old = ledger_bucket.leaves(shard, written[shard]) if shard in written else {}
        now = _after(old, heads)
        ledger_bucket.write_leaves(shard, day, now)
        parts[shard], written[shard] = _part(now), day
    tree = whole(parts)
    sealed = SealedDay(
        day=day,
        root=tree.hash.hex(),
        count=tree.leaves,
        previous=link_to(ledger_bucket.sealed_day(before)) if before else None,
    )
    ledger_bucket.write_shards(day, Shards(parts=parts, written=written))
    ledger_bucket.write_day(day, signing.sign(sealed.claims(), signing.Signed.LEDGER))
    logger.info("a day is sealed", extra={"day": day.isoformat(), "cases": tree.leaves})


def _changed(day: date) -> Mapping[int, dict[str, list[CaseHead]]]:
    """The heads that came on a day, by shard and case, in the order in which they came."""
    found: Mapping[int, dict[str, list[CaseHead]]] = defaultdict(lambda: defaultdict(list))
    for case_id, head in ledger_bucket.journal(day):
        found[shard_of(pseudonym_of(case_id))][case_id].append(head)
    return found


def _after(old: Mapping[str, CaseHead], came: Mapping[str, list[CaseHead]]) -> dict[str, CaseHead]:
    """The heads of a shard with those that came. Where an event came with two digests, the one that
    was sealed stays, and of two that were not the first that came: who writes an event anew can
    choose how its digest begins, and not when the other came. Whoever is asked about the case finds
    the other."""
    heads = dict(old)
    for case_id, several in came.items():
        known = heads.get(case_id)
        numbers = [head.number for head in {*several, *({known} if known else ())}]
        if len(set(numbers)) < len(numbers):
            logger.error("an event came with two digests", extra={"case_id": case_id})
            count(Metric.HISTORIES_BROKEN)
        latest = max(several, key=lambda head: head.number)  # of equal ones the first
        if known is None or latest.number > known.number:
            heads[case_id] = latest
    return heads


def _part(heads: Mapping[str, CaseHead]) -> Part:
    return part_of(sorted(leaf(pseudonym_of(case_id), head) for case_id, head in heads.items()))
