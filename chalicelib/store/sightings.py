"""Posts that were counted, and how many each series has by the hour, in the `leads` table.

A post is counted in the transaction that puts its row, so each counts once, however often it comes.
All of it expires.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import islice

from msgspec import Struct
from pynamodb.expressions.operand import Path
from pynamodb.transactions import TransactWrite

from chalicelib.leads.copies import Fingerprint
from chalicelib.leads.lead import KEEPS_FOR, SeriesName, Sighting
from chalicelib.leads.velocity import LEARNS_FROM, Hours, hour_of
from chalicelib.store.conditions import ConditionFailed, attempt
from chalicelib.store.keys import stored_moment
from chalicelib.store.lead_rows import (
    COPIES_SK,
    LEAD_SK,
    POST_SK,
    FingerprintItem,
    MemberItem,
    SeriesItem,
    SightingItem,
    connection,
    copies_pk,
    lead_of_series_sk,
    post_pk,
    series_pk,
)
from chalicelib.store.serialization import as_json, parse

MOST_TAKEN = 90  # posts that a lead is raised of: what fits into a transaction
COUNTS_FOR = LEARNS_FROM + timedelta(days=7)
_EVERYTHING = SeriesName(kind="ALL", value="")


class CountedPost(Struct, frozen=True, kw_only=True):
    """A post that was counted, and the id of its lead where it is of one. It `gathers` where it
    raised that lead and other posts of the lead's time may still be of none."""

    post: Sighting
    lead_id: str | None = None
    gathers: bool = False


class LeadThen(Struct, frozen=True, kw_only=True):
    """The id of a lead whose the posts of a series are at a moment, and the sector they have to be
    about where it is about one."""

    lead_id: str
    sector: str | None


class Series(Struct, frozen=True, kw_only=True):
    """What is known of a series around a moment: its hours, and the leads whose its posts may be
    then, also those that were forgotten since, the latest first."""

    name: SeriesName
    hours: Hours
    leads: tuple[LeadThen, ...]


def find_seen(post_id: str) -> CountedPost | None:
    """A post that was counted before, read consistently."""
    try:
        return _seen(SightingItem.get(post_pk(post_id), POST_SK, consistent_read=True))
    except SightingItem.DoesNotExist:
        return None


def count(post: Sighting, now: datetime) -> bool:
    """Count a post in its series and in everything. One that was counted before changes nothing,
    and False is returned."""
    expires, last = now + KEEPS_FOR, now + COUNTS_FOR
    hour = hour_of(post.posted_at)

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            transaction.save(
                SightingItem(post_pk(post.id), POST_SK, seen=as_json(post), expires_at=expires),
                condition=SightingItem.pk.does_not_exist(),
            )
            for name in post.series:
                sk = f"POST#{stored_moment(post.posted_at)}#{post.id}"
                transaction.save(MemberItem(series_pk(name), sk, expires_at=expires))
            for name in (*post.series, _EVERYTHING):
                transaction.update(
                    SeriesItem(series_pk(name), f"DAY#{hour:%Y-%m-%d}"),
                    actions=[
                        Path([f"h{hour:%H}"]).add(1),
                        SeriesItem.expires_at.set(last),
                    ],
                )

    try:
        attempt(write)
    except ConditionFailed as failed:
        if failed.positions != (0,):
            raise
        return False
    return True


def series(name: SeriesName, at: datetime) -> Series:
    """What a series has had up to some hours after a moment: one query, read consistently."""
    hours: dict[datetime, int] = {}
    found: list[SeriesItem] = []
    first = f"DAY#{at - LEARNS_FROM - timedelta(days=2):%Y-%m-%d}"
    rows = SeriesItem.query(
        series_pk(name),
        SeriesItem.sk.between(first, lead_of_series_sk("~")),
        consistent_read=True,
    )
    for row in rows:
        if row.sk.startswith(LEAD_SK):
            if (row.since or "") <= stored_moment(at) <= row.until:
                found.append(row)
            continue
        day = datetime.fromisoformat(row.sk.removeprefix("DAY#")).replace(tzinfo=UTC)
        hours |= {day + timedelta(hours=hour): count for hour, count in row.hours.items()}
    found.sort(key=lambda row: (row.until, row.lead_id), reverse=True)
    leads = tuple(LeadThen(lead_id=row.lead_id, sector=row.sector) for row in found)
    return Series(name=name, hours=hours, leads=leads)


def everything(at: datetime) -> Hours:
    """All posts by the hour, as `series` has those of one."""
    return series(_EVERYTHING, at).hours


def free_posts(
    name: SeriesName, first: datetime, last: datetime, *, most_read: int | None = None
) -> Iterator[Sighting]:
    """Posts of a series from `first` to `last` that are of no lead, in their order, and of those
    alone that are among the first `most_read`. Read as they are asked for, and consistently."""
    rows = MemberItem.query(
        series_pk(name),
        MemberItem.sk.between(f"POST#{stored_moment(first)}", f"POST#{stored_moment(last)}#~"),
        consistent_read=True,
        limit=most_read,
    )
    while part := list(islice(rows, MOST_TAKEN)):
        keys = [(post_pk(row.sk.split("#", 2)[2]), POST_SK) for row in part]
        found = (_seen(row) for row in SightingItem.batch_get(keys, consistent_read=True))
        free = [one.post for one in found if one.lead_id is None]
        yield from sorted(free, key=lambda post: (post.posted_at, post.id))


def end_gathering(post_id: str) -> None:
    """Write that all posts of its time are of the lead that this one raised. To do it again changes
    nothing."""
    row = SightingItem(post_pk(post_id), POST_SK)
    with suppress(ConditionFailed):
        attempt(
            lambda: row.update(
                actions=[SightingItem.gathers.remove()], condition=SightingItem.gathers.exists()
            )
        )


def founders(fingerprint: Fingerprint) -> dict[str, bytes]:
    """First posts of a wording that share a band with this one, with their signatures: one
    read of as many rows as there are bands."""
    keys = [(copies_pk(number, band), COPIES_SK) for number, band in enumerate(fingerprint.bands)]
    return {row.founder: row.signature for row in FingerprintItem.batch_get(keys)}


def found(fingerprint: Fingerprint, founder: str, now: datetime) -> None:
    """Let later posts find a wording by its first post. To do it again changes nothing."""
    with FingerprintItem.batch_write() as batch:
        for number, band in enumerate(fingerprint.bands):
            row = FingerprintItem(
                copies_pk(number, band),
                COPIES_SK,
                founder=founder,
                signature=fingerprint.signature,
                expires_at=now + KEEPS_FOR,
            )
            batch.save(row)


def _seen(row: SightingItem) -> CountedPost:
    return CountedPost(
        post=parse(Sighting, row.seen), lead_id=row.lead_id, gathers=row.gathers is not None
    )
