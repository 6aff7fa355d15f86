"""Where agencies' own systems are told of what happens to their cases, in the reference table, and
how the last call of each went, among the claims."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

from chalicelib.errors import Conflict, NotFound
from chalicelib.store.conditions import attempt
from chalicelib.store.reference_rows import WEBHOOKS_PK, WebhookItem
from chalicelib.store.rows import readable
from chalicelib.store.rulebook import Author
from chalicelib.store.serialization import as_json, parse
from chalicelib.store.tables import WebhookStateItem
from chalicelib.structs import replace
from chalicelib.warm import TimedCache

KEPT_FOR = timedelta(days=90)
"""So long it is remembered how the last call went."""


class Webhook(Struct, frozen=True, kw_only=True):
    """The address of an agency's system. What signs is computed from `salt`
    (`protection.webhooks`); nothing is sent where it is not `active`."""

    agency_id: str
    url: str
    salt: str
    active: bool = True


class ListedWebhook(Struct, frozen=True, kw_only=True):
    """A webhook with who wrote it so, and when (UTC)."""

    webhook: Webhook
    changed_at: datetime
    changed_by: str


class WebhookState(Struct, frozen=True, kw_only=True):
    """How the last call went: `called_at` (UTC), and how many in a row were not taken, or
    late, for a `reason` in a word; without one it went well."""

    called_at: datetime
    failures: int = 0
    reason: str | None = None


def every() -> list[ListedWebhook]:
    """All of them as they are now, those that were stopped too, by agency."""
    rows = WebhookItem.query(WEBHOOKS_PK, consistent_read=True)
    return [listed for _, listed in readable(rows, _listed)]


def _by_agency() -> dict[str, Webhook]:
    return {listed.webhook.agency_id: listed.webhook for listed in every()}


_known = TimedCache(_by_agency)


def active_of(agency_id: str) -> Webhook | None:
    """The webhook of an agency, if it has one that is active. A warm function reads them again
    after a minute."""
    webhook = _known.get(WebhookItem.Meta.table_name).get(agency_id)
    return webhook if webhook is not None and webhook.active else None


def find(agency_id: str) -> ListedWebhook | None:
    """The webhook of an agency as it is now, or None."""
    found = (listed for listed in every() if listed.webhook.agency_id == agency_id)
    return next(found, None)


def get(agency_id: str) -> ListedWebhook:
    """The same; raises `NotFound("unknown_webhook")` where there is none."""
    found = find(agency_id)
    if found is None:
        raise NotFound("unknown_webhook")
    return found


def new_salt() -> str:
    """What another key is computed from."""
    return secrets.token_hex(16)


def write(webhook: Webhook, before: ListedWebhook | None, by: Author) -> ListedWebhook:
    """Put a webhook in the place of the one `before`, or as the agency's first. Raises
    `Conflict("changed_meanwhile")`."""
    same = (
        WebhookItem.pk.does_not_exist()
        if before is None
        else WebhookItem.changed_at == before.changed_at
    )
    item = WebhookItem(
        WEBHOOKS_PK,
        webhook.agency_id,
        webhook=as_json(webhook),
        changed_at=by.at,
        changed_by=by.officer_id,
    )
    attempt(lambda: item.save(condition=same), lambda _: Conflict("changed_meanwhile"))
    _known.forget()
    return _listed(item)


def rotate(agency_id: str, by: Author) -> ListedWebhook:
    """Another salt, so another key. Raises `NotFound("unknown_webhook")`, and
    `Conflict("changed_meanwhile")`."""
    before = get(agency_id)
    return write(replace(before.webhook, salt=new_salt()), before, by)


def remove(agency_id: str) -> None:
    """Take the webhook of an agency away; once more changes nothing."""
    attempt(WebhookItem(WEBHOOKS_PK, agency_id).delete)
    _known.forget()


def states_of(agency_ids: Iterable[str]) -> dict[str, WebhookState]:
    """How the last call of each of these went, as far as that was written down."""
    rows = WebhookStateItem.batch_get([_pk(agency_id) for agency_id in agency_ids])
    return {row.pk.removeprefix(_pk("")): parse(WebhookState, row.state) for row in rows}


def state_of(agency_id: str) -> WebhookState | None:
    """How the last call went that was written down, or None."""
    try:
        item = WebhookStateItem.get(_pk(agency_id), consistent_read=True)
    except WebhookStateItem.DoesNotExist:
        return None
    return parse(WebhookState, item.state)


def save_state(agency_id: str, state: WebhookState) -> None:
    """Write down how a call went."""
    item = WebhookStateItem(
        _pk(agency_id), state=as_json(state), expires_at=state.called_at + KEPT_FOR
    )
    attempt(item.save)


def _listed(item: WebhookItem) -> ListedWebhook:
    return ListedWebhook(
        webhook=parse(Webhook, item.webhook),
        changed_at=item.changed_at,
        changed_by=item.changed_by,
    )


def _pk(agency_id: str) -> str:
    return f"WEBHOOK#{agency_id}"
