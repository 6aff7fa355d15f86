"""The indexes of the `cases` table, as infra/template.yaml defines them."""

from typing import Any

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection


class ByDesk(GlobalSecondaryIndex[Any]):
    """Sparse: what lies on a desk, by status; in each the nearest deadline first. Carries what a
    list shows, and is the only one that does."""

    class Meta:
        index_name = "by_desk"
        projection = IncludeProjection(["kind", "version", "state", "supporters", "region_code"])

    desk = UnicodeAttribute(hash_key=True)
    desk_order = UnicodeAttribute(range_key=True)


class OpenByAgency(GlobalSecondaryIndex[Any]):
    """Sparse: what an agency holds open, worst first, for those who oversee it."""

    class Meta:
        index_name = "open_by_agency"
        projection = KeysOnlyProjection()

    open_agency = UnicodeAttribute(hash_key=True)
    urgency = UnicodeAttribute(range_key=True)


class Nationwide(GlobalSecondaryIndex[Any]):
    """The cases of the country: those that are open, worst first, and the ended ones by status."""

    class Meta:
        index_name = "nationwide"
        projection = KeysOnlyProjection()

    stage = UnicodeAttribute(hash_key=True)
    urgency = UnicodeAttribute(range_key=True)


class ByDue(GlobalSecondaryIndex[Any]):
    """Sparse: the next moment at which a schedule must look at a case."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    due_kind_shard = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class PublishedByMonth(GlobalSecondaryIndex[Any]):
    """Sparse: what everybody may list, in one partition a month."""

    class Meta:
        index_name = "published_by_month"
        projection = KeysOnlyProjection()

    published_month = UnicodeAttribute(hash_key=True)
    published_at = UnicodeAttribute(range_key=True)


class PublishedByAgency(GlobalSecondaryIndex[Any]):
    """Sparse: the same by who holds it."""

    class Meta:
        index_name = "published_by_agency"
        projection = KeysOnlyProjection()

    agency_id = UnicodeAttribute(hash_key=True)
    published_at = UnicodeAttribute(range_key=True)


class PublishedByCategory(GlobalSecondaryIndex[Any]):
    """Sparse: the same by category."""

    class Meta:
        index_name = "published_by_category"
        projection = KeysOnlyProjection()

    category = UnicodeAttribute(hash_key=True)
    published_at = UnicodeAttribute(range_key=True)


class PublishedByProvince(GlobalSecondaryIndex[Any]):
    """Sparse: the same by province."""

    class Meta:
        index_name = "published_by_province"
        projection = KeysOnlyProjection()

    province = UnicodeAttribute(hash_key=True)
    published_at = UnicodeAttribute(range_key=True)


class PublishedByRegency(GlobalSecondaryIndex[Any]):
    """Sparse: the same by kabupaten or kota."""

    class Meta:
        index_name = "published_by_regency"
        projection = KeysOnlyProjection()

    regency = UnicodeAttribute(hash_key=True)
    published_at = UnicodeAttribute(range_key=True)
