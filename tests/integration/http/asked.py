"""All that an officer may ask of one case: every route, and of the route of actions every action;
and what the tables hold before and after."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import boto3

from chalicelib.protection.receipts import new_case_id
from tests.integration.people import ASK_IDENTITY
from tests.integration.world import REGION, World

ACTIONS: dict[str, dict[str, Any]] = {
    "route": {"agency_id": "kota-surabaya"},
    "return": {"reason": "Bukan wewenang kami."},
    "transfer": {"agency_id": "kota-surabaya", "reason": "Urusan kota lain."},
    "assign": {"officer_id": "sub"},
    "request_identity": ASK_IDENTITY,
    "approve_identity": {},
    "refuse_identity": {"reason": "Tidak perlu."},
    "withdraw_identity": {},
    "start": {"note": "Kami periksa."},
    "hold": {"question": "Di jalan apa?"},
    "withdraw_question": {},
    "interim_reply": {"text": "Masih kami periksa.", "expected_by": "2026-12-15"},
    "answer": {"text": "Sudah kami perbaiki."},
    "resolve_appeal": {"text": "Keberatan diterima.", "upheld": True},
    "archive": {"reason": "spam"},
    "reclassify": {"supervisory": True},
    "ask_contribution": {"agency_id": "kota-surabaya", "question": "Siapa yang bertugas?"},
    "contribute": {"text": "Kami yang bertugas."},
    "withdraw_contribution": {"agency_id": "kota-surabaya"},
    "publish": {},
    "publish_attachment": {"number": 1},
    "note": {"text": "Sudah kami baca."},
    "reopen": {"reason": "Masih gelap."},
    "tighten": {"anonymous": True, "confidential": True},
    "merge": {"into": new_case_id()},
    "split": {"text": "Lampu di jalan lain juga padam."},
}
"""What may be sent for each action."""

READINGS = "test-ReadingsTable"


class Asked(NamedTuple):
    """A request about a case, whose number has a place in the path."""

    method: str
    path: str
    action: str | None = None


def requests() -> list[Asked]:
    """Every request of officers about one case."""
    import app  # noqa: F401 (registers the routes)
    from chalicelib.http.endpoint import ENDPOINTS

    found = []
    for one in ENDPOINTS:
        if not one.officer or "{case_id}" not in one.path:
            continue
        if one.path.endswith("/actions"):
            found += [Asked(one.method, one.path, action) for action in ACTIONS]
        else:
            found.append(Asked(one.method, one.path))
    return found


def ask(
    world: World, asked: Asked, case_id: str, groups: str, version: int = 2, **headers: str
) -> tuple[int, Any]:
    """The refusal of a request; an action is on that version."""
    body: dict[str, Any] | None = {} if asked.method == "POST" else None
    if asked.action is not None:
        body = ACTIONS[asked.action] | {"action": asked.action, "version": version}
    query = {"action": "transfer"} if asked.path.endswith("/agencies") else None
    path = asked.path.replace("{case_id}", case_id)
    answer = world.call(asked.method, path, body, groups=groups, query=query, headers=headers)
    return refused(answer)


def refused(answer: tuple[int, Any, dict[str, str]]) -> tuple[int, Any]:
    """A refusal as far as it tells one case from another."""
    status, body, _ = answer
    return status, {name: said for name, said in body["error"].items() if name != "request_id"}


@contextmanager
def nothing_changes() -> Iterator[list[Any]]:
    """No row of any table is another afterwards, or gone, or new, but for new ones of readings,
    which are in the list then."""
    readings: list[Any] = []
    before = _rows()
    yield readings
    after = _rows()
    earlier, later = before.pop(READINGS), after.pop(READINGS)
    assert after == before
    assert earlier.items() <= later.items()
    readings += (later[key] for key in later.keys() - earlier.keys())


def _rows() -> dict[str, dict[str, Any]]:
    """What each table holds, by key."""
    database = boto3.client("dynamodb", region_name=REGION)
    return {
        table: {
            json.dumps([row.get("pk"), row.get("sk")]): row
            for page in database.get_paginator("scan").paginate(TableName=table)
            for row in page["Items"]
        }
        for table in database.list_tables()["TableNames"]
    }
