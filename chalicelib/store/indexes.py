"""The indexes of the `cases` table, as infra/template.yaml defines them."""

from typing import Any

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import (
    AllProjection,
    GlobalSecondaryIndex,
    IncludeProjection,
    KeysOnlyProjection,
)


class ByAgency(GlobalSecondaryIndex[Any]):
    """What lies on an agency's desk: nearest limit first, then what waits for the reporter."""

    class Meta:
        index_name = "by_agency"
        projection = AllProjection()

    desk = UnicodeAttribute(hash_key=True)
    desk_order = UnicodeAttribute(range_key=True)


class ByAgencyStatus(GlobalSecondaryIndex[Any]):
    """The same in one status, ended cases among them."""

    class Meta:
        index_name = "by_agency_status"
        projection = IncludeProjection(["arrived_at"])

    desk_status = UnicodeAttribute(hash_key=True)
    desk_order = UnicodeAttribute(range_key=True)


class ByAgencyUrgency(GlobalSecondaryIndex[Any]):
    """An agency's cases for those who oversee it: open ones worst first, then the ended ones."""

    class Meta:
        index_name = "by_agency_urgency"
        projection = IncludeProjection(["status"])

    desk = UnicodeAttribute(hash_key=True)
    urgency = UnicodeAttribute(range_key=True)


class ByStatus(GlobalSecondaryIndex[Any]):
    """All cases of the country by status, worst first, for those who oversee most of them."""

    class Meta:
        index_name = "by_status"
        projection = IncludeProjection(["desk"])

    status = UnicodeAttribute(hash_key=True)
    urgency = UnicodeAttribute(range_key=True)


class ByDue(GlobalSecondaryIndex[Any]):
    """Sparse: the next moment at which a schedule must look at a case."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    due_kind_shard = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class ByMonth(GlobalSecondaryIndex[Any]):
    """Sparse: what everybody may list, in one partition a month."""

    class Meta:
        index_name = "published"
        projection = AllProjection()

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
