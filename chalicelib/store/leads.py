"""Leads, in the `leads` table. A post becomes part of a lead in the transaction that changes the
lead, so each is of one, and counts in it once. From then on its words and link stand in the lead
alone, and are gone when the lead has them no more."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from pynamodb.transactions import TransactWrite

from chalicelib.errors import Conflict, NotFound
from chalicelib.leads.lead import Lead, LeadStatus, SeriesName, Sighting
from chalicelib.store.conditions import attempt
from chalicelib.store.keys import stored_moment
from chalicelib.store.lead_rows import (
    LEAD_SK,
    POST_SK,
    LeadItem,
    SeriesItem,
    SightingItem,
    connection,
    lead_of_series_sk,
    lead_pk,
    post_pk,
    series_pk,
)
from chalicelib.store.serialization import as_json, parse
from chalicelib.store.sightings import COUNTS_FOR
from chalicelib.structs import replace


def save_raised(lead: Lead, posts: Sequence[Sighting], *, by: Sighting) -> None:
    """Put a new lead, its posts, that one of them raised it, and in its series from when until when
    posts are its. Raises `Conflict("stale")` when one of the posts became part of another
    meanwhile."""
    _save(lead, posts, LeadItem.pk.does_not_exist(), through=lead.series, raised_by=by.id)


def save_joined(lead: Lead, posts: Sequence[Sighting], through: SeriesName) -> None:
    """Save a lead that took posts in through a series, and in that until when, as above. Raises
    `Conflict("stale")` when it, or one of the posts, was changed meanwhile."""
    _save(lead, posts, LeadItem.version == lead.version - 1, through=through)


def save(lead: Lead) -> None:
    """Save what was decided. Raises `Conflict("stale")` when the lead was changed meanwhile."""

    def write() -> None:
        _item(lead).save(condition=LeadItem.version == lead.version - 1)

    attempt(write, lambda _: Conflict("stale"))


def add_decision(transaction: TransactWrite, lead: Lead) -> None:
    """Put what was decided into the transaction of a case."""
    transaction.save(_item(lead), condition=LeadItem.version == lead.version - 1)


def get(lead_id: str, now: datetime) -> Lead:
    """A lead, read consistently. Raises `NotFound`."""
    try:
        row = LeadItem.get(lead_pk(lead_id), LEAD_SK, consistent_read=True)
    except LeadItem.DoesNotExist:
        raise NotFound("unknown_lead") from None
    if row.expires_at is not None and row.expires_at <= now:
        raise NotFound("unknown_lead")
    return parse(Lead, row.lead)


def ranked(
    status: LeadStatus, now: datetime, *, after: str | None = None
) -> Iterable[tuple[str, Lead]]:
    """Leads of a status, the first to look at first, each after its place in the list."""
    within = None if after is None else LeadItem.ranked < after
    for row in LeadItem.by_standing.query(status.value, within, scan_index_forward=False):
        if row.expires_at is None or row.expires_at > now:
            yield row.ranked, parse(Lead, row.lead)


def _save(
    lead: Lead,
    posts: Sequence[Sighting],
    condition: Any,
    through: SeriesName,
    raised_by: str | None = None,
) -> None:
    of_series = SeriesItem(
        series_pk(through),
        lead_of_series_sk(lead.id),
        lead_id=lead.id,
        since=stored_moment(lead.takes_from),
        until=stored_moment(lead.takes_until),
        sector=lead.sector,
        expires_at=max(lead.raised_at, lead.last_at) + COUNTS_FOR,
    )

    def write() -> None:
        with TransactWrite(connection=connection()) as transaction:
            transaction.save(_item(lead), condition=condition)
            transaction.save(of_series)
            for post in posts:
                transaction.update(
                    SightingItem(post_pk(post.id), POST_SK),
                    actions=[
                        SightingItem.lead_id.set(lead.id),
                        SightingItem.seen.set(as_json(replace(post, extract="", url=""))),
                        *([SightingItem.gathers.set(True)] if post.id == raised_by else []),
                    ],
                    condition=SightingItem.pk.exists() & SightingItem.lead_id.does_not_exist(),
                )

    attempt(write, lambda _: Conflict("stale"))


def _item(lead: Lead) -> LeadItem:
    return LeadItem(
        lead_pk(lead.id),
        LEAD_SK,
        standing=lead.status.value,
        ranked=f"{lead.rank:09.3f}#{lead.id}",
        version=lead.version,
        lead=as_json(lead),
        expires_at=lead.expires_at,
    )
