"""Bring cases back into the live table, from one that point-in-time recovery made.

What was sent is put back first, then the rest of a case, its events, and the case itself last: so
an event that is published again finds that everybody has heard of it. Rows that are there are left
alone, so a run that died is simply run again.

What was erased after the moment that the table is of stays erased. The keys of identities are in no
backup, so an identity without its key is one that was erased: what goes with it (the names of the
reporter's files, their own copy, names of addresses) is not put back, and where the case itself
came back its identity is erased once more. Nor is put back what the TTL takes.

What may have been hidden after that moment (`infra.hidden_since`) is never public meanwhile: such a
case comes back waiting to be looked at.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chalicelib.attachments.attachment import Sender
from chalicelib.case.decision import Change
from chalicelib.errors import Conflict
from chalicelib.store.case_mapping import case_from
from chalicelib.store.cases import bring_back
from chalicelib.store.followers import Following, vault_name
from chalicelib.store.rows import Unreadable, read
from chalicelib.store.tables import CASE_SK, CONTACT_SK, FILE_PREFIX, TEXT_SK, CaseItem, case_pk
from infra.console import CommandError
from infra.deploy import Clients
from infra.hidden_since import Heads, as_safe_to_show
from infra.repeat_erasures import repeat_erasure

Row = dict[str, Any]
_CASE = case_pk("")
_OF_IDENTITY = {
    TEXT_SK: ("copy",),
    CONTACT_SK: ("address", "stopped", "link", "link_ends_at", "link_copy"),
}
"""What an erasure takes out of a row that stays (`filing.erase`)."""


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What a restore came to: cases looked at, cases of which something was missing, rows put,
    cases whose identity was erased once more, and those that came back waiting to be looked at;
    and those whose own row was left away, because events of theirs are there that are later."""

    cases: int
    mended: int
    rows: int
    erased: int
    waiting: int
    left: tuple[str, ...] = ()


def restore(
    aws: Clients,
    *,
    source: str,
    target: str,
    vault_keys: str,
    heads: Heads,
    case_ids: Iterable[str] | None = None,
    keys_lost: bool = False,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Restored:
    """Put the rows of cases that `target` lacks and `source` has into `target`, and erase again
    what was erased since.

    Mappings and rules should be off meanwhile (`sources.all_off`).

    Args:
        source, target: names of the restored and of the live table.
        vault_keys: name of the live table with the keys of identities.
        heads: those that the ledger has of cases (`hidden_since.known_heads`).
        case_ids: None for every case of the restored table.
        keys_lost: whether the keys were lost too, so that a missing one tells nothing.
        clock: gives the moment (UTC) of an erasure that is repeated.

    Raises `CommandError` where `vault_keys` has no row at all and nobody said that it was lost.
    """
    dynamodb = aws("dynamodb")
    any_key = has_keys(aws, vault_keys)
    cases = mended = rows = erased = waiting = 0
    left = list[str]()
    for case_id in every_case(aws, source) if case_ids is None else case_ids:
        pk = case_pk(case_id)
        there = {row["sk"]["S"] for row in _rows(dynamodb, target, pk)}
        known = _rows(dynamodb, source, pk)
        gone = not keys_lost and _is_erased(dynamodb, vault_keys, known)
        if gone and not any_key:
            raise CommandError(f"{vault_keys} is empty. If the keys were lost, say --keys-lost.")
        missing = [
            _without_identity(row) if gone else row
            for row in known
            if row["sk"]["S"] not in there
            and not _is_over(row, clock())
            and not (gone and _is_reporters_file(row))
            and not _is_without_address(dynamodb, vault_keys, row)
        ]
        for row in sorted(missing, key=_order):
            change = _waiting(row, heads, clock())
            if change is None:
                _put(dynamodb, target, row)
            elif _bring_back(change):
                waiting += 1
            else:
                left.append(case_id)
        cases, mended, rows = cases + 1, mended + bool(missing), rows + len(missing)
        is_there = case_id not in left
        erased += gone and is_there and repeat_erasure(case_id, clock())
    return Restored(
        cases=cases,
        mended=mended,
        rows=rows - len(left),
        erased=erased,
        waiting=waiting,
        left=tuple(left),
    )


def has_keys(aws: Clients, vault_keys: str) -> bool:
    """Whether there is any key of an identity; without one, nothing says which were erased."""
    found = aws("dynamodb").scan(TableName=vault_keys, Limit=1, ConsistentRead=True)
    return bool(found["Items"])


def every_case(aws: Clients, table: str) -> Iterator[str]:
    """The numbers of all cases: the one time that a whole table is read."""
    pages = (
        aws("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=table,
            FilterExpression="sk = :case",
            ExpressionAttributeValues={":case": {"S": CASE_SK}},
            ProjectionExpression="pk",
        )
    )
    for page in pages:
        yield from (row["pk"]["S"].removeprefix(_CASE) for row in page["Items"])


def _is_erased(dynamodb: Any, vault_keys: str, rows: Iterable[Row]) -> bool:
    """Whether the case with these rows had an identity, and its key is gone."""
    case = next((row for row in rows if row["sk"]["S"] == CASE_SK), None)
    if case is None:
        return False
    stored: Row = {}
    for part in {"state", "details"} & case.keys():
        stored |= json.loads(case[part]["S"])
    filed_as = stored.get("split_from") or stored["id"]
    return bool(stored.get("identified")) and not _has_key(dynamodb, vault_keys, case_pk(filed_as))


def _has_key(dynamodb: Any, vault_keys: str, pk: str) -> bool:
    key = {"pk": {"S": pk}}
    found: Row = dynamodb.get_item(TableName=vault_keys, Key=key, ConsistentRead=True)
    return "Item" in found


def _waiting(row: Row, heads: Heads, now: datetime) -> Change | None:
    """How the row of a case comes back where it may have been hidden since; None for any other row,
    and for one that can be read by nobody now."""
    if row["sk"]["S"] != CASE_SK:
        return None
    try:
        case = read(CaseItem.from_raw_data(row), case_from)
    except Unreadable:
        return None
    return as_safe_to_show(case, heads, now)


def _bring_back(change: Change) -> bool:
    """False where it is there by now, or later events of it are."""
    try:
        bring_back(change)
    except Conflict:
        return False
    return True


def _is_over(row: Row, now: datetime) -> bool:
    """Whether the TTL takes the row away, or took it."""
    return "expires_at" in row and float(row["expires_at"]["N"]) <= now.timestamp()


def _is_reporters_file(row: Row) -> bool:
    is_file: bool = row["sk"]["S"].startswith(FILE_PREFIX)
    return is_file and bool(row["by"]["S"] == Sender.REPORTER.value)


def _is_without_address(dynamodb: Any, vault_keys: str, row: Row) -> bool:
    """Whether it is of who wanted the news of a case and was forgotten since, or stopped them."""
    if row["sk"]["S"].split("#")[0] != "FOLLOWER" or row["following"]["S"] == Following.STOPPED:
        return False
    case_id, name = row["pk"]["S"].removeprefix(_CASE), row["sk"]["S"].partition("#")[2]
    return not _has_key(dynamodb, vault_keys, vault_name(case_id, name))


def _without_identity(row: Row) -> Row:
    left_out = _OF_IDENTITY.get(row["sk"]["S"], ())
    return {name: value for name, value in row.items() if name not in left_out}


def _order(row: Mapping[str, Any]) -> tuple[int, str]:
    key: str = row["sk"]["S"]
    if key.startswith("SENT#"):
        return 0, key
    if key == CASE_SK:
        return 3, key
    return (2 if key.startswith("EVENT#") else 1), key


def _rows(dynamodb: Any, table: str, pk: str) -> list[Row]:
    pages = dynamodb.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": pk}},
        ConsistentRead=True,
    )
    return [row for page in pages for row in page["Items"]]


def _put(dynamodb: Any, table: str, row: Row) -> None:
    try:
        dynamodb.put_item(TableName=table, Item=row, ConditionExpression="attribute_not_exists(pk)")
    except dynamodb.exceptions.ConditionalCheckFailedException:
        return  # somebody was faster: what is there counts
