"""The agencies and machine clients in the table; what the rules work on is the `Registry`."""

import time

from pydantic import TypeAdapter

from chalicelib.routing.registry import Agency, Registry
from chalicelib.store.tables import AGENCIES_PK, AgencyItem, ApiKeyItem

FRESH_SECONDS = 60
_AGENCY = TypeAdapter(Agency)
_loaded: dict[str, tuple[float, Registry]] = {}


def registry() -> Registry:
    """All agencies. A warm function reads them again after a minute."""
    table = AgencyItem.Meta.table_name
    at, known = _loaded.get(table, (0.0, None))
    if known is None or time.monotonic() - at > FRESH_SECONDS:
        items = AgencyItem.query(AGENCIES_PK)
        known = Registry(_AGENCY.validate_python(item.agency) for item in items)
        _loaded[table] = time.monotonic(), known
    return known


def put_agencies(agencies: list[Agency]) -> None:
    """Write agencies, each in its period of validity."""
    with AgencyItem.batch_write() as batch:
        for agency in agencies:
            batch.save(
                AgencyItem(
                    AGENCIES_PK,
                    f"{agency.id}#{agency.valid_from}",
                    agency=_AGENCY.dump_python(agency, mode="json"),
                )
            )
    _loaded.clear()


def client_of(key_sha256: str) -> str | None:
    """The machine client that holds the key with this SHA-256, or None."""
    try:
        return ApiKeyItem.get(f"API_KEY#{key_sha256}", "API_KEY").client
    except ApiKeyItem.DoesNotExist:
        return None


def put_client(key_sha256: str, client: str) -> None:
    """Let a machine client in."""
    ApiKeyItem(f"API_KEY#{key_sha256}", "API_KEY", client=client).save()
