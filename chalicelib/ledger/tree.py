"""The tree over the heads of all cases, and the path that proves one head to be in it.

A case has one place, by the bits of its pseudonym, so that under one root nobody can prove two
heads of it. A part with one leaf is that leaf; hashes are those of RFC 6962.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from .canonical import canonical

BITS = 256
SHARD_BITS = 8
"""The tree is kept in 2^8 parts, by how a pseudonym begins."""


class CaseHead(NamedTuple):
    """The last event of a case: its number, and its digest (hex)."""

    number: int
    digest: str


class Leaf(NamedTuple):
    """A pseudonym as a number of 256 bits, and the hash of what stands at its place."""

    place: int
    hash: bytes


class Part(Struct, frozen=True):
    """A part of the tree: how many leaves it has, and its hash."""

    leaves: int
    hash: bytes


NOTHING = Part(0, hashlib.sha256(b"").digest())


def leaf(pseudonym: str, head: CaseHead) -> Leaf:
    """The leaf of a case, by its pseudonym (64 hex digits)."""
    opened = {"pseudonym": pseudonym, "number": head.number, "digest": head.digest}
    return Leaf(int(pseudonym, 16), hashlib.sha256(b"\x00" + canonical(opened).encode()).digest())


def shard_of(pseudonym: str) -> int:
    """In which part of the kept tree a pseudonym lies."""
    return int(pseudonym, 16) >> (BITS - SHARD_BITS)


def part_of(leaves: Sequence[Leaf], depth: int = SHARD_BITS) -> Part:
    """The part that these leaves make, in the order of their places, whose first `depth` bits are
    the same."""
    if not leaves:
        return NOTHING
    if len(leaves) == 1:
        return Part(1, leaves[0].hash)
    left, right = _halves(leaves, depth)
    return _joined(part_of(left, depth + 1), part_of(right, depth + 1))


def whole(shards: Mapping[int, Part]) -> Part:
    """The tree over its shards; those that are not named are empty."""
    level = _level(shards)
    while len(level) > 1:
        level = _level_above(level)
    return level[0]


def path_in(leaves: Sequence[Leaf], place: int, depth: int = SHARD_BITS) -> list[bytes]:
    """The neighbours of the leaf at `place`, from the leaf up to where `part_of` is."""
    if len(leaves) == 1:
        return []
    left, right = _halves(leaves, depth)
    own, other = (right, left) if _bit(place, depth) else (left, right)
    return [*path_in(own, place, depth + 1), part_of(other, depth + 1).hash]


def path_above(shards: Mapping[int, Part], shard: int) -> list[bytes]:
    """The neighbours of a shard that is not empty, up to the root."""
    level, path = _level(shards), []
    while len(level) > 1:
        own, other = level[shard], level[shard ^ 1]
        if own.leaves + other.leaves > 1:  # else the one leaf stands for both
            path.append(other.hash)
        level, shard = _level_above(level), shard >> 1
    return path


def _halves(leaves: Sequence[Leaf], depth: int) -> tuple[Sequence[Leaf], Sequence[Leaf]]:
    middle = bisect_left(leaves, 1, key=lambda one: _bit(one.place, depth))
    return leaves[:middle], leaves[middle:]


def _bit(place: int, depth: int) -> int:
    return place >> (BITS - 1 - depth) & 1


def _level(shards: Mapping[int, Part]) -> list[Part]:
    return [shards.get(number, NOTHING) for number in range(2**SHARD_BITS)]


def _level_above(level: Sequence[Part]) -> list[Part]:
    return [_joined(*pair) for pair in zip(level[::2], level[1::2], strict=True)]


def _joined(left: Part, right: Part) -> Part:
    if left.leaves + right.leaves > 1:
        return Part(left.leaves + right.leaves, _node(left.hash, right.hash))
    return left if left.leaves else right


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
