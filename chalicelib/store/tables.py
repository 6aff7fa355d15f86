"""The items of the tables, but for those that have a module of their own. Keys are built here and
nowhere else (docs/access-patterns.md)."""

from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    DiscriminatorAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.connection import Connection, TableConnection

from chalicelib.store.base import (
    CommonMeta,
    Expiry,
    Item,
    JSONText,
    KeptCondition,
    ListedItem,
    Setting,
)
from chalicelib.store.indexes import (
    ByDesk,
    ByDue,
    Nationwide,
    OpenByAgency,
    PublishedByAgency,
    PublishedByCategory,
    PublishedByMonth,
    PublishedByProvince,
    PublishedByRegency,
)

SCHEMA = 4
"""The version of what rows of the cases table hold. A row says which release's it was written as;
one without is of version 1, which kept the words of a complaint in the state of the case. Version
2 kept the details there; 2 and 3 kept the words under `FORMER_TEXT_SK`. How to change what rows
hold: docs/operations.md, "Add first, use later"."""

# A case, its words, the standing of its reporter's address and its events follow one another: one
# query reads them (`loaded_cases`).
CASE_SK = "CASE"
TEXT_SK = "CASE#TEXT"
CONTACT_SK = "CONTACT"
FORMER_TEXT_SK = "TEXT"
FILE_PREFIX = "FILE#"  # after the events: the same query goes on to the files beside a case


class CasesItem(ListedItem):
    """Base of everything in the `cases` table."""

    class Meta(CommonMeta):
        table_name = Setting("cases_table")

    kind = DiscriminatorAttribute()
    schema = NumberAttribute(null=True, default_for_new=SCHEMA)

    by_desk = ByDesk()
    desk = UnicodeAttribute(null=True)
    desk_order = UnicodeAttribute(null=True)

    @classmethod
    def _get_connection(cls) -> TableConnection:
        """One for all kinds of items and for transactions, kept while the function is warm."""
        return super()._get_connection() if cls is CasesItem else CasesItem._get_connection()


NOT_THERE = KeptCondition(CasesItem.pk.does_not_exist())
"""That nothing stands under the key of the row in the `cases` table."""


class DueKey(Item):
    """What the `due` index holds of a case: its keys and nothing else, so no discriminator."""

    class Meta(CommonMeta):
        table_name = Setting("cases_table")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    due = ByDue()
    due_kind_shard = UnicodeAttribute()
    due_at = UnicodeAttribute()


class CaseKey(Item):
    """What the narrow indexes hold of a case: keys and nothing else, so no discriminator."""

    class Meta(CommonMeta):
        table_name = Setting("cases_table")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)

    by_desk = ByDesk()
    open_by_agency = OpenByAgency()
    nationwide = Nationwide()
    published_by_month = PublishedByMonth()
    published_by_agency = PublishedByAgency()
    published_by_category = PublishedByCategory()
    published_by_province = PublishedByProvince()
    published_by_regency = PublishedByRegency()
    desk = UnicodeAttribute(null=True)
    desk_order = UnicodeAttribute(null=True)
    open_agency = UnicodeAttribute(null=True)
    stage = UnicodeAttribute(null=True)
    urgency = UnicodeAttribute(null=True)
    published_month = UnicodeAttribute(null=True)
    published_at = UnicodeAttribute(null=True)
    agency_id = UnicodeAttribute(null=True)
    category = UnicodeAttribute(null=True)
    province = UnicodeAttribute(null=True)
    regency = UnicodeAttribute(null=True)


class CaseItem(CasesItem, discriminator="case"):
    """The state of a case, without the words of its complaint: in `state` what officers' lists
    show, in `details` the rest. `supporters` stands beside them, so that a "me too" touches no more
    than the counter."""

    version = NumberAttribute()
    state = JSONText()
    details = JSONText(null=True)
    supporters = NumberAttribute(default=0)
    status = UnicodeAttribute()
    category = UnicodeAttribute(null=True)
    region_code = UnicodeAttribute(null=True)
    province = UnicodeAttribute(null=True)
    regency = UnicodeAttribute(null=True)
    agency_id = UnicodeAttribute(null=True)
    open_agency = UnicodeAttribute(null=True)
    stage = UnicodeAttribute(null=True)
    urgency = UnicodeAttribute(null=True)
    due_kind_shard = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    published_month = UnicodeAttribute(null=True)
    published_at = UnicodeAttribute(null=True)


class TextItem(CasesItem, discriminator="text"):
    """The words of a complaint, written once. A masked form is missing where it is the same, and
    the salt of what was filed in rows of releases before it. Beside them, because a row more would
    cost a filing more: the reporter's own copy of their identity, which only their secret code
    opens (`protection.own_copy`)."""

    title = UnicodeAttribute()
    body = UnicodeAttribute()
    masked_title = UnicodeAttribute(null=True)
    masked_body = UnicodeAttribute(null=True)
    salt = UnicodeAttribute(null=True)
    copy = BinaryAttribute(legacy_encoding=False, null=True)


class EventItem(CasesItem, discriminator="event"):
    """One event. `about` is the case as it was then, as far as subscribers need it: the stream
    delivers it without another read. `masked` are the words of `data` that masking changed; it is
    missing where there are none, and in rows of releases that masked on reading. `salt` is in the
    digest, and so is `state`; rows of releases before them have none. `request` marks the request
    that asked for it under a key for retries: two keyed hashes."""

    number = NumberAttribute()
    type = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    actor = JSONText()
    visibility = UnicodeAttribute()
    data = JSONText()
    masked = JSONText(null=True)
    digest = UnicodeAttribute()
    salt = UnicodeAttribute(null=True)
    state = UnicodeAttribute(null=True)
    request = UnicodeAttribute(null=True)
    about = JSONText()


class AskedItem(CasesItem, discriminator="asked"):
    """That an agency is asked to contribute to a case: what puts the case on its desk beside that
    of the holder. Once it is not asked any more the row has no desk."""


class DeliveryItem(CasesItem, discriminator="delivery"):
    """One notice to one recipient: `sending` while somebody holds the claim, then `sent`, or
    `refused` for good. `through` is the last event that a bundled notice covered."""

    state = UnicodeAttribute()
    claimed_at = UTCDateTimeAttribute()
    through = NumberAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    refused_at = UTCDateTimeAttribute(null=True)


class RefusalItem(CasesItem, discriminator="refusal"):
    """A notice refused for good, under the day it was: what operators look through. The table's
    TTL on `expires_at` takes it away; the delivery itself stays `refused`."""

    reason = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    expires_at = Expiry()


class SupporterItem(CasesItem, discriminator="supporter"):
    """One person's "me too", under a keyed hash of who it was."""


class DiscardItem(CasesItem, discriminator="discard"):
    """A dead letter that an operator gave up."""

    queue = UnicodeAttribute()
    body = UnicodeAttribute()
    reason = UnicodeAttribute()
    by = UnicodeAttribute()
    at = UTCDateTimeAttribute()


class BandItem(Item):
    """One band of a public complaint's signature. Not read after the window it was written for;
    the table's TTL on `expires_at` takes it away."""

    class Meta(CommonMeta):
        table_name = Setting("similar_table")

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    signature = BinaryAttribute(legacy_encoding=False)
    expires_at = Expiry()


class VaultItem(Item):
    """The identity of a reporter, or the address of a follower, encrypted field by field. Only that
    of a follower has an end: the table's TTL on `expires_at` takes it away."""

    class Meta(CommonMeta):
        table_name = Setting("vault_table")

    pk = UnicodeAttribute(hash_key=True)
    name = BinaryAttribute(legacy_encoding=False, null=True)
    email = BinaryAttribute(legacy_encoding=False, null=True)
    phone = BinaryAttribute(legacy_encoding=False, null=True)
    language = BinaryAttribute(legacy_encoding=False)
    expires_at = Expiry(null=True)


class VaultKeyItem(Item):
    """The wrapped data key of one encrypted identity. This table has no backups, on purpose."""

    class Meta(CommonMeta):
        table_name = Setting("vault_keys_table")

    pk = UnicodeAttribute(hash_key=True)
    wrapped_key = BinaryAttribute(legacy_encoding=False)
    expires_at = Expiry(null=True)


class ClaimsItem(Item):
    """Base of everything in the `claims` table: worth nothing from `expires_at` on, whether or not
    DynamoDB has taken the row away."""

    class Meta(CommonMeta):
        table_name = Setting("claims_table")

    pk = UnicodeAttribute(hash_key=True)
    expires_at = Expiry()

    @classmethod
    def _get_connection(cls) -> TableConnection:
        """One for all kinds of items."""
        return super()._get_connection() if cls is ClaimsItem else ClaimsItem._get_connection()


class ClaimItem(ClaimsItem):
    """Something that may be used once until it expires: an Idempotency-Key, a solved challenge."""

    digest = UnicodeAttribute(null=True)
    case_id = UnicodeAttribute(null=True)


class CounterItem(ClaimsItem):
    """How many `times` something was done in one window of time (`rate_counters`)."""

    times = NumberAttribute()


class FeedProgressItem(ClaimsItem):
    """How far a feed was read, and when it is read next. Without the row it is read anew."""

    next_at = UTCDateTimeAttribute()
    progress = JSONText()


class WebhookStateItem(ClaimsItem):
    """How the last call of an agency's system went. Without the row none was made lately."""

    state = JSONText()


def connection() -> Connection:
    """The connection for transactions across the tables: the one of the cases table."""
    return CasesItem._get_connection().connection


def client() -> Any:
    """The client of botocore the store calls through, for whoever counts or disturbs calls."""
    return connection().client


def case_pk(case_id: str) -> str:
    return f"CASE#{case_id}"


def band_pk(number: int, band: str) -> str:
    return f"SIMILAR#{number}#{band}"


def asked_sk(agency_id: str) -> str:
    return f"ASKED#{agency_id}"


def event_sk(number: int) -> str:
    return f"EVENT#{number:06d}"


def file_sk(number: int) -> str:
    return f"{FILE_PREFIX}{number:06d}"
