"""The items of the `reference` table: what functions go by and only administration writes. Keys are
built here and nowhere else (docs/access-patterns.md)."""

from pynamodb.attributes import (
    DiscriminatorAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)

from chalicelib.store.base import CommonMeta, JSONText, ListedItem, Setting

AGENCIES_PK = "AGENCIES"
API_KEYS_PK = "API_KEYS"
BREACHES_PK = "BREACHES"
FEEDS_PK = "FEEDS"
WEBHOOKS_PK = "WEBHOOKS"
REGION_PREFIX = "@"  # of sort keys among the agencies', whose ids have none


class ReferenceItem(ListedItem):
    """Base of everything in the table."""

    class Meta(CommonMeta):
        table_name = Setting("reference_table")

    kind = DiscriminatorAttribute()


class AgencyItem(ReferenceItem, discriminator="agency"):
    """An agency in one period of validity, as an officer wrote it. `revision` counts the changes;
    a row without is a copy of what shipped once, and is passed over."""

    agency = JSONText()
    revision = NumberAttribute(null=True)


class RegionItem(ReferenceItem, discriminator="region"):
    """What administrators changed of a region. It stands with the agencies, so that one query reads
    the register and the country it is for. `revision` counts the changes."""

    region = JSONText()
    revision = NumberAttribute()


class RuleItem(ReferenceItem, discriminator="rule"):
    """One change that an administrator made to rules or reference data: written once, never
    changed. `before` and `after` are what it was and became."""

    made_at = UTCDateTimeAttribute()
    officer_id = UnicodeAttribute()
    note = UnicodeAttribute(null=True)
    before = JSONText(null=True)
    after = JSONText()


class ApiKeyItem(ReferenceItem, discriminator="api_key"):
    """What a machine client was given, under the SHA-256 of its key, and who took it back."""

    granted = JSONText()
    revoked_at = UTCDateTimeAttribute(null=True)
    revoked_by = UnicodeAttribute(null=True)


class BreachItem(ReferenceItem, discriminator="breach"):
    """What custodians want reporters of some cases told of a breach, and that a second one agreed
    or somebody ended it."""

    proposed = JSONText()
    approved = JSONText(null=True)
    ended = JSONText(null=True)


class BreachRunItem(ReferenceItem, discriminator="breach_run"):
    """That an operator began to tell them."""

    run = JSONText()


class FeedItem(ReferenceItem, discriminator="feed"):
    """A feed as an administrator wrote it last, and who did when."""

    feed = JSONText()
    changed_at = UTCDateTimeAttribute()
    changed_by = UnicodeAttribute()


class WebhookItem(ReferenceItem, discriminator="webhook"):
    """Where an agency's own system is told of events, as an administrator wrote it last."""

    webhook = JSONText()
    changed_at = UTCDateTimeAttribute()
    changed_by = UnicodeAttribute()


def rules_pk(subject: str) -> str:
    return f"RULES#{subject}"
