"""Bring cases back into the live table, from one that point-in-time recovery made.

What was sent is put back first, then the rest of a case, its events, and the case itself last: so
an event that is published again finds that everybody has heard of it. Rows that are there are left
alone, so a run that died is simply run again.

What was erased after the moment that the table is of stays erased. The keys of identities are in no
backup, so an identity without its key is one that was erased: what goes with it (the names of the
reporter's files, their own copy, names of addresses) is not put back, and where the case itself
came back its identity is erased once more. Nor is put back what the TTL takes.

What may have been hidden after that moment (`infra.hidden_since`) is never public meanwhile: such a
case comes back waiting to be looked at. The number of an event that was lost is given to another
one then, so what is there of mails about later events than the case has goes first: it would be
taken for mails about those to come.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chalicelib.attachments.attachment import Sender
from chalicelib.case.authority import waits_for_check
from chalicelib.case.decision import Change
from chalicelib.case.model import Case
from chalicelib.errors import Conflict
from chalicelib.store.case_mapping import case_from
from chalicelib.store.cases import bring_back
from chalicelib.store.contacts import in_doubt
from chalicelib.store.followers import Following, vault_name
from chalicelib.store.rows import Unreadable, read
from chalicelib.store.tables import (
    CASE_SK,
    CONTACT_SK,
    FILE_PREFIX,
    TEXT_SK,
    CaseItem,
    case_pk,
    event_sk,
)
from infra.console import CommandError
from infra.deploy import Clients
from infra.hidden_since import KnownSince, as_safe_to_show
from infra.repeat_erasures import repeat_erasure

Row = dict[str, Any]
_CASE = case_pk("")
LOOKED_AT = 200
FEW_KEYS = (
    "Most identities have no key: either the keys were lost, or those who reported erased them."
)
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
    known: KnownSince,
    case_ids: Iterable[str] | None = None,
    keys_lost: bool | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Restored:
    """Put the rows of cases that `target` lacks and `source` has into `target`, and erase again
    what was erased since.

    Mappings and rules should be off meanwhile (`sources.all_off`).

    Args:
        source, target: names of the restored and of the live table.
        vault_keys: name of the live table with the keys of identities.
        known: what became of cases, as far as others know (`hidden_since.known_since`).
        case_ids: None for every case of the restored table.
        keys_lost: whether the keys were lost too, so that a missing one tells nothing; None where
            nobody said.
        clock: gives the moment (UTC) of an erasure that is repeated.

    Raises `CommandError` where an identity has no key, `keys_seem_lost` and nobody said whether
    they were.
    """
    dynamodb = aws("dynamodb")
    in_doubt_of_keys = keys_lost is None and keys_seem_lost(aws, source, vault_keys)
    cases = mended = rows = erased = waiting = 0
    left = list[str]()
    for case_id in every_case(aws, source) if case_ids is None else case_ids:
        pk = case_pk(case_id)
        there, backup = _rows(dynamodb, target, pk), _rows(dynamodb, source, pk)
        gone = not keys_lost and _is_erased(dynamodb, vault_keys, backup)
        if gone and in_doubt_of_keys:
            raise CommandError(f"{FEW_KEYS} Say --keys-lost or --keys-kept.")
        if _is_ahead(there, backup):
            left.append(case_id)
            backup = [row for row in backup if row["sk"]["S"] != CASE_SK]
        else:
            there = _without_later_mails(dynamodb, target, there, backup)
        case = _case_of(backup)
        is_other = case is None or not known.is_as_it_was(case)
        keys = {row["sk"]["S"] for row in there}
        missing = [
            _as_safe_to_put(row, gone=gone, is_other=is_other)
            for row in backup
            if row["sk"]["S"] not in keys
            and not _is_over(row, clock())
            and not (gone and _is_reporters_file(row))
            and not _is_without_address(dynamodb, vault_keys, row)
        ]
        for row in sorted(missing, key=_order):
            comes_back = row["sk"]["S"] == CASE_SK and case is not None
            change = as_safe_to_show(case, known, clock()) if comes_back and case else None
            if change is None:
                _put(dynamodb, target, row)
            elif _bring_back(change):
                waiting += waits_for_check(change.case)
            else:
                left.append(case_id)
        cases, mended, rows = cases + 1, mended + bool(missing), rows + len(missing)
        is_there = case_id not in left
        erased += gone and is_there and repeat_erasure(case_id, clock())
    return Restored(
        cases=cases,
        mended=mended,
        rows=rows,
        erased=erased,
        waiting=waiting,
        left=tuple(left),
    )


def keys_seem_lost(aws: Clients, table: str, vault_keys: str) -> bool:
    """Whether of the cases of a table that have an identity more lack its key than have it, as far
    as the first `LOOKED_AT` tell: few reporters take back who they are, so then it was perhaps the
    keys that were lost, and a missing one says nothing. That there are keys at all says nothing
    either: whoever filed since has one."""
    dynamodb, there, missing = aws("dynamodb"), 0, 0
    for row in _case_rows(dynamodb, table, "pk, #state, details"):
        filed_as = _filed_as(row)
        if filed_as is not None:
            has_key = _has_key(dynamodb, vault_keys, case_pk(filed_as))
            there, missing = there + has_key, missing + (not has_key)
        if there + missing == LOOKED_AT:
            break
    return missing > there


def every_case(aws: Clients, table: str) -> Iterator[str]:
    """The numbers of all cases: the one time that a whole table is read."""
    for row in _case_rows(aws("dynamodb"), table, "pk"):
        yield row["pk"]["S"].removeprefix(_CASE)


def _case_rows(dynamodb: Any, table: str, wanted: str) -> Iterator[Row]:
    """These attributes of the row of every case; `#state` is the name of one."""
    names = {"ExpressionAttributeNames": {"#state": "state"}} if "#state" in wanted else {}
    pages = dynamodb.get_paginator("scan").paginate(
        TableName=table,
        FilterExpression="sk = :case",
        ExpressionAttributeValues={":case": {"S": CASE_SK}},
        ProjectionExpression=wanted,
        **names,
    )
    for page in pages:
        yield from page["Items"]


def _is_erased(dynamodb: Any, vault_keys: str, rows: Iterable[Row]) -> bool:
    """Whether the case with these rows had an identity, and its key is gone."""
    case = next((row for row in rows if row["sk"]["S"] == CASE_SK), None)
    filed_as = _filed_as(case) if case is not None else None
    return filed_as is not None and not _has_key(dynamodb, vault_keys, case_pk(filed_as))


def _filed_as(row: Row) -> str | None:
    """Under which number the identity of a case stands that has one."""
    stored: Row = {}
    for part in {"state", "details"} & row.keys():
        stored |= json.loads(row[part]["S"])
    if not stored.get("identified"):
        return None
    return str(stored.get("split_from") or stored["id"])


def _has_key(dynamodb: Any, vault_keys: str, pk: str) -> bool:
    key = {"pk": {"S": pk}}
    found: Row = dynamodb.get_item(TableName=vault_keys, Key=key, ConsistentRead=True)
    return "Item" in found


def _case_of(rows: Iterable[Row]) -> Case | None:
    """The case of these rows; None where it can be read by nobody now."""
    for row in rows:
        if row["sk"]["S"] == CASE_SK:
            with suppress(Unreadable):
                return read(CaseItem.from_raw_data(row), case_from)
    return None


def _is_ahead(there: Iterable[Row], backup: Iterable[Row]) -> bool:
    """Whether the row of a case is gone while later events of it are there than the backup has."""
    version, keys = _version_of(backup), {row["sk"]["S"] for row in there}
    if version is None or CASE_SK in keys:
        return False
    return any(sk.startswith("EVENT#") and sk > event_sk(version) for sk in keys)


def _without_later_mails(
    dynamodb: Any, table: str, there: list[Row], backup: Iterable[Row]
) -> list[Row]:
    """What is there of a case, where its own row is gone without what says that a mail went out
    about a later event than the backup has: that is taken away."""
    version = _version_of(backup)
    if version is None or any(row["sk"]["S"] == CASE_SK for row in there):
        return there
    later = [row for row in there if _is_of_later_mail(row, version)]
    for row in later:
        key = {name: row[name] for name in ("pk", "sk")}
        dynamodb.delete_item(TableName=table, Key=key)
    return [row for row in there if row not in later]


def _version_of(rows: Iterable[Row]) -> int | None:
    return next((int(row["version"]["N"]) for row in rows if row["sk"]["S"] == CASE_SK), None)


def _is_of_later_mail(row: Row, version: int) -> bool:
    """Whether it says that a mail went out about a later event than a case of this version has."""
    kind, _, about = row["sk"]["S"].partition("#")
    if kind != "SENT":
        return False
    number = about.partition("#")[0]
    covered = number if number.isdecimal() else row.get("through", {"N": "0"})["N"]
    return int(covered) > version


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


def _as_safe_to_put(row: Row, *, gone: bool, is_other: bool) -> Row:
    """The row as it comes back: without what an erasure took away (`gone`), and where the case was
    another since (`is_other`) without a confirmed address."""
    left_out = _OF_IDENTITY.get(row["sk"]["S"], ()) if gone else ()
    safe = {name: value for name, value in row.items() if name not in left_out}
    return in_doubt(safe) if is_other and row["sk"]["S"] == CONTACT_SK else safe


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
