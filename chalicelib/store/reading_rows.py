"""The items of the `readings` table, apart from the other tables: nothing is ever changed here.

A reading stands under its case, a disclosure under the agency it was made to and under all.
"""

from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.store.base import CommonMeta, Item, JSONText, Setting


class ByOfficer(GlobalSecondaryIndex[Any]):
    """What an officer read, of all cases, by the moment."""

    class Meta:
        index_name = "by_officer"
        projection = AllProjection()

    officer_id = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)


class ReadingItem(Item):
    """One look of an officer at a case whose readings are kept: put once, never changed. The
    table's TTL on `expires_at` takes it away."""

    class Meta(CommonMeta):
        table_name = Setting("readings_table")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    by_officer = ByOfficer()
    officer_id = UnicodeAttribute()
    role = UnicodeAttribute()
    agency_id = UnicodeAttribute()
    purpose = UnicodeAttribute()
    refused = BooleanAttribute()
    request_id = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    expires_at = TTLAttribute()


class DisclosureItem(Item):
    """That who filed a case was shown to an officer: put once with the event that says so, kept as
    long as that. It names the officer apart from readings, whose index it is not in."""

    class Meta(CommonMeta):
        table_name = Setting("readings_table")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    case_id = UnicodeAttribute()
    shown_to_officer = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    said = JSONText()


def disclosures_pk(agency_id: str | None) -> str:
    """Where the disclosures to an agency are, or all."""
    return "DISCLOSURES" if agency_id is None else f"DISCLOSURES#{agency_id}"
