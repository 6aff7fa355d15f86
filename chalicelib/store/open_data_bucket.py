"""The bucket of open data: files of months, the catalogue, the dictionary, and an index of what
there is. It has no versions: what is taken away is gone."""

import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError
from msgspec.structs import asdict

from chalicelib import clients, settings
from chalicelib.open_data.files import MonthFiles

LINK_SECONDS = 60
_INDEX = "index.json"
_GONE = ("NoSuchKey", "404")


def index() -> dict[str, MonthFiles]:
    """What is known of each month that was looked at."""
    try:
        found = clients.client("s3").get_object(Bucket=_bucket(), Key=_INDEX)
    except ClientError as error:
        if error.response["Error"]["Code"] in _GONE:
            return {}
        raise
    months: dict[str, Any] = json.loads(found["Body"].read())
    return {month: MonthFiles(**known) for month, known in months.items()}


def write_index(months: Mapping[str, MonthFiles]) -> None:
    """Keep what is known of each month."""
    known = {month: asdict(files) for month, files in sorted(months.items())}
    write(_INDEX, json.dumps(known).encode(), "application/json")


def write(name: str, content: bytes, media_type: str) -> None:
    """Publish a file, in place of what was there under its name."""
    clients.client("s3").put_object(
        Bucket=_bucket(), Key=name, Body=content, ContentType=media_type
    )


def take_away(name: str) -> None:
    """Delete a file. Nothing happens where there is none."""
    clients.client("s3").delete_object(Bucket=_bucket(), Key=name)


def link(name: str) -> str:
    """An address from which the file is saved, for `LINK_SECONDS`."""
    address: str = clients.client("s3").generate_presigned_url(
        "get_object",
        Params={
            "Bucket": _bucket(),
            "Key": name,
            "ResponseContentDisposition": f'attachment; filename="lapor-{name}"',
            "ResponseCacheControl": "no-store",
        },
        ExpiresIn=LINK_SECONDS,
    )
    return address


def _bucket() -> str:
    return settings.load().open_data_bucket
