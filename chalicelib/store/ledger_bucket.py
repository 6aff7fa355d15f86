"""The bucket of the ledger: what nobody can write over or take away while its lock lasts.

    journal/<day>/<moment>-<message>   heads as they came, some at a time
    leaves/<shard>/<day>               the heads of the cases of one shard, when the day ended
    shards/<day>                       the hashes of all shards, and the day each was last written
    days/<day>                         the sealed day, as a compact JWS

A day is in UTC. All but the journal follow from the journal, so writing them twice is harmless.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from botocore.exceptions import ClientError
from msgspec import Struct

from chalicelib import clients, settings
from chalicelib.errors import NotFound
from chalicelib.ledger.tree import CaseHead, Part


class JournalEntry(NamedTuple):
    """That a case came to a head."""

    case_id: str
    head: CaseHead


class Shards(Struct, frozen=True, kw_only=True):
    """The parts of a day's tree by number, without those that are empty, and for each the day its
    leaves were last written."""

    parts: Mapping[int, Part]
    written: Mapping[int, date]


def write_journal(entries: Iterable[JournalEntry], *, at: datetime, name: str) -> None:
    """Add to the journal of the day of `at` (UTC); `name` tells what came at one moment apart."""
    content = [[entry.case_id, *entry.head] for entry in entries]
    _put(f"{_journal(at.date())}{at:%H:%M:%S.%f}-{name}", json.dumps(content))


def journal(
    day: date, *, since: datetime | None = None, until: datetime | None = None
) -> Iterator[JournalEntry]:
    """What came on a day; of it what came from `since` (UTC) on, and before `until`."""
    start = f"{since:%H:%M:%S.%f}" if since is not None else ""
    end = f"{until:%H:%M:%S.%f}" if until is not None else "~"
    prefix = _journal(day)
    for key in _keys(prefix, after=prefix + start):
        if key.removeprefix(prefix) >= end:
            return
        for case_id, number, digest in json.loads(_get(key)):
            yield JournalEntry(case_id, CaseHead(number, digest))


def first_day_of_journal() -> date | None:
    """The first day on which anything came."""
    key = next(_keys("journal/"), None)
    return date.fromisoformat(key.split("/")[1]) if key is not None else None


def write_leaves(shard: int, day: date, heads: Mapping[str, CaseHead]) -> None:
    """Keep the heads of the cases of a shard, by their numbers."""
    _put(_leaves(shard, day), json.dumps(heads))


def leaves(shard: int, written: date) -> dict[str, CaseHead]:
    """The heads of the cases of a shard as they were written on a day."""
    found: dict[str, Any] = json.loads(_get(_leaves(shard, written)))
    return {case_id: CaseHead(*head) for case_id, head in found.items()}


def write_shards(day: date, shards: Shards) -> None:
    """Keep the parts of a day's tree."""
    content = {
        str(number): [part.leaves, part.hash.hex(), shards.written[number].isoformat()]
        for number, part in shards.parts.items()
    }
    _put(f"shards/{day}", json.dumps(content))


def shards(day: date) -> Shards:
    """The parts of the tree of a sealed day."""
    found = {int(number): part for number, part in json.loads(_get(f"shards/{day}")).items()}
    return Shards(
        parts={
            number: Part(count, bytes.fromhex(has)) for number, (count, has, _) in found.items()
        },
        written={number: date.fromisoformat(day) for number, (_, _, day) in found.items()},
    )


def write_day(day: date, token: str) -> None:
    """Publish a sealed day."""
    _put(f"days/{day}", token)


def sealed_day(day: date) -> str:
    """A sealed day as a compact JWS. Raises `NotFound`."""
    try:
        return _get(f"days/{day}").decode()
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("NoSuchKey", "404"):
            raise
    raise NotFound("unknown_day")


def sealed_days() -> list[date]:
    """The days that are sealed, in order."""
    return [date.fromisoformat(key.removeprefix("days/")) for key in _keys("days/")]


def _journal(day: date) -> str:
    return f"journal/{day}/"


def _leaves(shard: int, day: date) -> str:
    return f"leaves/{shard:02x}/{day}"


def _put(key: str, content: str) -> None:
    _s3().put_object(
        Bucket=settings.load().ledger_bucket,
        Key=key,
        Body=content.encode(),
        ChecksumAlgorithm="SHA256",  # a bucket with a lock takes nothing without one
    )


def _get(key: str) -> bytes:
    answer = _s3().get_object(Bucket=settings.load().ledger_bucket, Key=key)
    content: bytes = answer["Body"].read()
    return content


def _keys(prefix: str, after: str = "") -> Iterator[str]:
    """The keys that begin so, in order, from `after` on."""
    token: dict[str, str] = {"StartAfter": after} if after else {}
    while True:
        page = _s3().list_objects_v2(Bucket=settings.load().ledger_bucket, Prefix=prefix, **token)
        yield from (each["Key"] for each in page.get("Contents", ()))
        if "NextContinuationToken" not in page:
            return
        token = {"ContinuationToken": page["NextContinuationToken"]}


def _s3() -> Any:
    return clients.client("s3")
