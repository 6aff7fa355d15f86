"""Uploads that somebody registers by the thousand and never completes, counted in rows and objects.

`UPLOADS=10000` makes it ten thousand; the usual run takes fewer.
"""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3

from chalicelib.attachments.attachment import EXPIRES_AFTER, MOST_OF_A_SIDE, FileState, Sender
from chalicelib.errors import Conflict
from chalicelib.store import attachments, cases
from chalicelib.usecases.attach import register_upload
from tests.integration.people import SCHOOLS, filed, receipt
from tests.integration.test_scanning import PAPER, objects
from tests.integration.world import REGION, World

UPLOADS = int(os.environ.get("UPLOADS", "96"))
A_WEEK = timedelta(days=7)


def everything() -> list[dict[str, Any]]:
    """The table of cases."""
    pages = _table().meta.client.get_paginator("scan")
    rows = [row for page in pages.paginate(TableName="test-CasesTable") for row in page["Items"]]
    return sorted(rows, key=lambda row: (row["pk"], row["sk"]))


def _table() -> Any:
    return boto3.resource("dynamodb", region_name=REGION).Table("test-CasesTable")


def register_all_one_may(case_id: str, began: datetime) -> datetime:
    """Register files of a case's reporter and send none, for as long as an hour's wait makes room;
    the moment of the last."""
    case, at, registered, refused = cases.get(case_id), began, 0, 0
    while refused < 2 and registered <= MOST_OF_A_SIDE:
        try:
            register_upload(
                case,
                Sender.REPORTER,
                filename="foto.jpg",
                content_type="image/jpeg",
                size=5_000_000,
                now=at,
                request=None,
            )
        except Conflict:
            at, refused = at + EXPIRES_AFTER, refused + 1
        else:
            registered, refused = registered + 1, 0
    assert registered == MOST_OF_A_SIDE
    return at - 2 * EXPIRES_AFTER


def remove_expired(now: datetime) -> None:
    """Delete what the table's TTL deletes by now; moto does not."""
    with _table().batch_writer() as batch:
        for row in everything():
            if row.get("expires_at", now.timestamp() + 1) <= now.timestamp():
                batch.delete_item(Key={"pk": row["pk"], "sk": row["sk"]})


def test_uploads_never_completed_leave_nothing(world: World) -> None:
    flooded = [filed(world) for _ in range(-(-UPLOADS // MOST_OF_A_SIDE))]
    world.pump()
    began = datetime.now(UTC)
    remove_expired(began + A_WEEK)  # such as what a filing claimed
    before, mailed = everything(), len(world.mails())
    last = max(register_all_one_may(each["id"], began) for each in flooded)

    rows = [row for row in everything() if row["sk"].startswith("FILE#")]
    assert len(rows) == MOST_OF_A_SIDE * len(flooded) >= UPLOADS
    assert objects() == {}, "nothing was sent, so nothing is kept"
    for answer in flooded:
        states = {file.state_at(last + EXPIRES_AFTER) for file in attachments.of_case(answer["id"])}
        assert states == {FileState.EXPIRED}
    # The other side has its own room, and a case goes on as if nothing had been.
    path = f"/v1/officer/complaints/{flooded[0]['id']}/attachments"
    assert world.call("POST", path, PAPER, groups=SCHOOLS)[0] == 201

    remove_expired(last + A_WEEK)
    assert everything() == before, "no event, no version, no deadline, no row is left"
    assert len(world.mails()) == mailed
    path = f"/v1/complaints/{flooded[0]['id']}/attachments"
    assert world.call("POST", path, PAPER, headers=receipt(flooded[0]))[0] == 201
