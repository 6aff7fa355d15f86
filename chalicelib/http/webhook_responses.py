"""What the routes of agencies' webhooks answer, field by field; see `http.responses`."""

from typing_extensions import TypedDict

from chalicelib.workdays import Moment


class WebhookLine(TypedDict):
    """Where an agency's system is told of events, while it is active; who wrote it so, and when.
    `called_at` is when it was called last, as far as that is written down, `failures` how many
    calls in a row were not taken, or late (`slow`), `reason` a word for why."""

    agency_id: str
    url: str
    active: bool
    changed_at: Moment
    changed_by: str
    called_at: Moment | None
    failures: int
    reason: str | None


class WebhookWithKey(WebhookLine):
    """A webhook with the key that signs from now on, shown this once."""

    key: str


class WebhookSaved(WebhookLine):
    """A webhook as it is now; a new one with its key, shown this once."""

    key: str | None


class WebhookList(TypedDict):
    """All of them."""

    items: list[WebhookLine]


class WebhookTried(TypedDict):
    """What came of a try: taken, or why not, in a word."""

    taken: bool
    reason: str | None


class WebhookRemoved(TypedDict):
    """Whose webhook is not there any more."""

    agency_id: str
