"""What all items have in common: where their tables are, how JSON is stored, who is watched.

Table names and region are read when a request is made, not when this module is imported.
"""

import json
from typing import Any

from pynamodb.attributes import JSONAttribute
from pynamodb.connection import TableConnection
from pynamodb.models import Model

from chalicelib import clients, settings
from chalicelib.store import conditions
from chalicelib.warm import on_reset


class Setting:
    """A class attribute whose value is the setting of that name, now."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, *_: object) -> str:
        value: str = getattr(settings.load(), self.name)
        return value


class JSONText(JSONAttribute):
    """JSON as UTF-8: as an escape sequence a letter outside ASCII takes two to three times the
    bytes, and bytes are what a write costs."""

    def serialize(self, value: Any) -> str | None:
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class CommonMeta:
    """What the tables have in common: where they are, and how long a request waits for them."""

    region = Setting("region")
    connect_timeout_seconds = clients.CONNECT_SECONDS
    read_timeout_seconds = clients.READ_SECONDS
    max_retry_attempts = clients.TRIES - 1


class Item(Model):
    """Base of every item."""

    _client: Any = None

    @classmethod
    def _get_connection(cls) -> TableConnection:
        """The connection. All share one client, watched from its first use on: a client of botocore
        takes longer to build than most requests take."""
        known = cls._connection
        table = super()._get_connection()
        if table is not known:
            if Item._client is None:
                Item._client = table.connection.client
                conditions.watch(Item._client)
            table.connection._client = Item._client
        return table


def _forget_connections() -> None:
    Item._client = None
    waiting: list[type[Model]] = [Item]
    while waiting:
        model = waiting.pop()
        model._connection = None
        waiting += model.__subclasses__()


on_reset(_forget_connections)
