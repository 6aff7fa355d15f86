"""The register as an administrator leaves it."""

from datetime import UTC, datetime

from chalicelib.routing.registry import Agency
from chalicelib.store import agencies
from chalicelib.store.rulebook import Author

AUTHOR = Author(officer_id="administrator", at=datetime(2026, 1, 5, tzinfo=UTC))


def put(*changed: Agency) -> None:
    """Write these over the periods they are in."""
    there = agencies.periods()
    agencies.change([(there.get(agencies.period_key(each)), each) for each in changed], AUTHOR)
