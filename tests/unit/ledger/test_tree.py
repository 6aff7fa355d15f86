"""The tree over all heads: one place and one head a case, and paths that lead to the root."""

import hashlib
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.ledger.tree import (
    BITS,
    NOTHING,
    SHARD_BITS,
    CaseHead,
    Leaf,
    Part,
    leaf,
    part_of,
    path_above,
    path_in,
    shard_of,
    whole,
)
from tools.verify_case import root_of

PLACES = st.integers(min_value=0, max_value=2**BITS - 1)
# Neighbours too: places that have all but their last bits in common.
CLOSE = st.integers(min_value=0, max_value=7).map(lambda low: (5 << (BITS - 8)) + low)
LEAVES = st.sets(PLACES | CLOSE, min_size=1, max_size=40)
examples = settings(derandomize=True, deadline=None)


def sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


HEAD = CaseHead(1, "ab")


def leaves_at(places: Iterable[int]) -> list[Leaf]:
    return [leaf(f"{place:064x}", HEAD) for place in sorted(places)]


def root_from(place: int, path: list[bytes], head: CaseHead = HEAD) -> bytes:
    """As whoever has the tool computes it."""
    opened = {"pseudonym": f"{place:064x}", "number": head.number, "digest": head.digest}
    return bytes.fromhex(root_of({**opened, "path": [one.hex() for one in path]}))


def sharded(leaves: list[Leaf]) -> dict[int, list[Leaf]]:
    found: dict[int, list[Leaf]] = {}
    for one in leaves:
        found.setdefault(one.place >> (BITS - SHARD_BITS), []).append(one)
    return found


def simple_root(leaves: list[Leaf], bit: int = BITS - 1) -> bytes:
    """As docs/ledger.md says it, bit by bit."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0].hash
    halves: tuple[list[Leaf], list[Leaf]] = ([], [])
    for one in leaves:
        halves[one.place >> bit & 1].append(one)
    return sha256(b"\x01" + simple_root(halves[0], bit - 1) + simple_root(halves[1], bit - 1))


def test_a_leaf_opens_to_pseudonym_number_and_digest() -> None:
    pseudonym = "0f" * 32
    text = f'{{"digest":"ab","number":7,"pseudonym":"{pseudonym}"}}'
    assert leaf(pseudonym, CaseHead(7, "ab")) == Leaf(
        int(pseudonym, 16), sha256(b"\x00" + text.encode())
    )
    assert shard_of(pseudonym) == 0x0F


@examples
@given(LEAVES)
def test_every_leaf_has_a_path_to_the_one_root(places: set[int]) -> None:
    leaves = leaves_at(places)
    shards = sharded(leaves)
    parts = {number: part_of(own) for number, own in shards.items()}
    tree = whole(parts)
    assert tree == Part(len(leaves), simple_root(leaves))
    for shard, own in shards.items():
        for one in own:
            path = path_in(own, one.place) + path_above(parts, shard)
            assert root_from(one.place, path) == tree.hash


@examples
@given(LEAVES, st.data())
def test_another_head_or_another_path_leads_elsewhere(
    places: set[int], data: st.DataObject
) -> None:
    leaves = leaves_at(places)
    parts = {number: part_of(own) for number, own in sharded(leaves).items()}
    one = data.draw(st.sampled_from(leaves))
    shard = one.place >> (BITS - SHARD_BITS)
    path = path_in(sharded(leaves)[shard], one.place) + path_above(parts, shard)
    root = whole(parts).hash
    for other in (CaseHead(2, "ab"), CaseHead(1, "ac")):
        assert root_from(one.place, path, other) != root
        assert root_from(one.place, [], other) != root
    if path:
        level = data.draw(st.integers(0, len(path) - 1))
        assert root_from(one.place, [*path[:level], sha256(b"x"), *path[level + 1 :]]) != root
        assert root_from(one.place, path[1:]) != root
        moved = one.place ^ 1 << (BITS - len(path))
        assert root_from(moved, path) != root, "a leaf at the place of its neighbour"


def test_a_tree_without_cases_and_with_one() -> None:
    assert whole({}) == NOTHING == Part(0, sha256(b""))
    (one,) = leaves_at([3])
    assert whole({0: part_of([one])}) == Part(1, one.hash)
    assert path_in([one], 3) + path_above({0: part_of([one])}, 0) == []
