"""The rows of the `leads` table, and their keys (docs/access-patterns.md)."""

from collections.abc import Mapping
from typing import Any, Self

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.connection import Connection
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.leads.lead import SeriesName
from chalicelib.store.base import CommonMeta, Expiry, Item, JSONText, Setting

POST_SK = "POST"
LEAD_SK = "LEAD"
COPIES_SK = "WORDS"


class ByStanding(GlobalSecondaryIndex[Any]):
    """Leads by status, in the order of their rank."""

    class Meta:
        index_name = "by_standing"
        projection = AllProjection()

    standing = UnicodeAttribute(hash_key=True)
    ranked = UnicodeAttribute(range_key=True)


class LeadsItem(Item):
    """Base of everything in the `leads` table."""

    class Meta(CommonMeta):
        table_name = Setting("leads_table")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)

    @classmethod
    def _get_connection(cls) -> Any:
        """One for all kinds of items and for transactions, but for those that an index lists."""
        own = cls is LeadsItem or cls is LeadItem
        return super()._get_connection() if own else LeadsItem._get_connection()


class SightingItem(LeadsItem):
    """A post that was counted, and the lead it is of. One that raised its lead `gathers` until all
    posts of the lead's time are of it."""

    seen = JSONText()
    lead_id = UnicodeAttribute(null=True)
    gathers = BooleanAttribute(null=True)
    expires_at = Expiry()


class MemberItem(LeadsItem):
    """That a post is of a series, under the series and its moment."""

    expires_at = Expiry()


class SeriesItem(LeadsItem):
    """Of a series: a day's posts, a number for each hour (`h00` to `h23`), or a lead that its posts
    are of from `since` until `until`, where they are about `sector` if it is about one. A release
    before kept the latest lead alone, under `LEAD_SK` and without `since`."""

    lead_id = UnicodeAttribute(null=True)
    since = UnicodeAttribute(null=True)
    until = UnicodeAttribute(null=True)
    sector = UnicodeAttribute(null=True)
    expires_at = Expiry()
    hours: Mapping[int, int]

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Self:
        known = ("pk", "sk", "lead_id", "since", "until", "sector", "expires_at")
        item = super().from_raw_data({name: data[name] for name in known if name in data})
        item.hours = {
            int(name[1:]): int(value["N"])
            for name, value in data.items()
            if name[0] == "h" and name[1:].isdigit()
        }
        return item


class FingerprintItem(LeadsItem):
    """A band of a fingerprint, and the first post of its wording."""

    founder = UnicodeAttribute()
    signature = BinaryAttribute(legacy_encoding=False)
    expires_at = Expiry()


class LeadItem(LeadsItem):
    """A lead. One from which no case came expires."""

    by_standing = ByStanding()
    standing = UnicodeAttribute()
    ranked = UnicodeAttribute()
    version = NumberAttribute()
    lead = JSONText()
    expires_at = Expiry(null=True)


def connection() -> Connection:
    """The connection for transactions in this table."""
    found: Connection = LeadsItem._get_connection().connection
    return found


def post_pk(post_id: str) -> str:
    return f"POST#{post_id}"


def series_pk(name: SeriesName) -> str:
    return f"SERIES#{name}"


def lead_of_series_sk(lead_id: str) -> str:
    return f"{LEAD_SK}#{lead_id}"


def lead_pk(lead_id: str) -> str:
    return f"LEAD#{lead_id}"


def copies_pk(number: int, band: str) -> str:
    return f"WORDS#{number}#{band}"
