"""What somebody needs to hold a history against what was sealed, without trusting the service."""

from msgspec import Struct

from chalicelib.case.model import Case
from chalicelib.ledger.tree import CaseHead, leaf, path_above, path_in, shard_of
from chalicelib.protection.pseudonyms import pseudonym_of
from chalicelib.store import cases, ledger_bucket


class Inclusion(Struct, frozen=True, kw_only=True):
    """That a head of a case is in the tree of a day (its `root`, a compact JWS): what its leaf is
    made of, and the neighbours up to the root, hex."""

    head: CaseHead
    pseudonym: str
    path: tuple[str, ...]
    root: str


def digests_of(case: Case) -> list[str | None]:
    """The digests of all events of a case, by their numbers. That of an event without a salt (of an
    earlier release) is left out where it is not public: what it says could be tried by it."""
    found = {event.number: event for event in cases.events(case.id)}
    told: list[str | None] = []
    for number in range(1, case.version + 1):
        event = found.get(number)
        hidden = event is not None and event.salt is None and event.visibility != "public"
        told.append(None if event is None or hidden else event.digest)
    return told


def inclusion_of(case: Case) -> Inclusion | None:
    """The proof that the last sealed day has a head of the case; None where no day has one yet."""
    days = ledger_bucket.sealed_days()
    if not days:
        return None
    shards, pseudonym = ledger_bucket.shards(days[-1]), pseudonym_of(case.id)
    shard = shard_of(pseudonym)
    heads = ledger_bucket.leaves(shard, shards.written[shard]) if shard in shards.written else {}
    if case.id not in heads:
        return None
    leaves = sorted(leaf(pseudonym_of(one), head) for one, head in heads.items())
    neighbours = path_in(leaves, int(pseudonym, 16)) + path_above(shards.parts, shard)
    return Inclusion(
        head=heads[case.id],
        pseudonym=pseudonym,
        path=tuple(one.hex() for one in neighbours),
        root=ledger_bucket.sealed_day(days[-1]),
    )
