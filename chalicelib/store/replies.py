"""The replies that agencies keep for their officers. Each change is a row with the whole list,
added and never changed; the last one counts."""

from collections.abc import Sequence

from msgspec import Struct

from chalicelib.errors import Conflict
from chalicelib.store.conditions import attempt
from chalicelib.store.reference_rows import ReferenceItem, RuleItem, rules_pk
from chalicelib.store.rows import read
from chalicelib.store.rulebook import Author
from chalicelib.store.serialization import as_json, parse

REPLIES = "REPLIES"


class SavedReply(Struct, frozen=True, kw_only=True):
    """A text that is sent often, and what officers choose it by."""

    title: str
    text: str


class SavedReplies(Struct, frozen=True, kw_only=True):
    """The replies of an agency, in its order; `version` counts the changes (0: there was none)."""

    version: int = 0
    items: tuple[SavedReply, ...] = ()


def of_agency(agency_id: str) -> SavedReplies:
    """The replies of an agency as they are: one query. Raises `Unreadable`."""
    rows = RuleItem.query(
        rules_pk(REPLIES),
        ReferenceItem.sk.startswith(f"{agency_id}#"),
        scan_index_forward=False,
        limit=1,
        consistent_read=True,
    )
    for row in rows:
        return read(row, lambda one: parse(SavedReplies, one.after))
    return SavedReplies()


def replace_all(
    agency_id: str, replies: Sequence[SavedReply], before: SavedReplies, by: Author
) -> SavedReplies:
    """Put a list in the place of the one `before`. Raises `Conflict("changed_meanwhile")` where
    somebody was faster."""
    after = SavedReplies(version=before.version + 1, items=tuple(replies))
    item = RuleItem(
        rules_pk(REPLIES),
        f"{agency_id}#{after.version:06d}",
        made_at=by.at,
        officer_id=by.officer_id,
        before=as_json(before),
        after=as_json(after),
    )
    attempt(
        lambda: item.save(condition=ReferenceItem.pk.does_not_exist()),
        lambda _: Conflict("changed_meanwhile", version=before.version),
    )
    return after
