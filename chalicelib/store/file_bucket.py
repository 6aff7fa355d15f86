"""The bytes of files, in a bucket with two folders: what was sent and nobody has looked at
(`quarantine/`, which empties itself within a day) and clean copies (`clean/`).

Nobody reads the first but the function that looks at it, and nothing comes into the second but what
that function made. A key says neither whose file it is nor what is in it. What an object of the
quarantine was registered as stands in its metadata, which the signed form fixes.
"""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError
from msgspec import Struct

from chalicelib import clients, settings
from chalicelib.attachments.attachment import LARGEST_BYTES, UPLOAD_WITHIN, Attachment

QUARANTINE, CLEAN = "quarantine/", "clean/"
LINK_SECONDS = 60
_REGISTERED = "announced"  # the name of the metadata


class UploadForm(Struct, frozen=True, kw_only=True):
    """Where a browser posts a file to, and the fields that go before it."""

    url: str
    fields: Mapping[str, str]


class Upload(Struct, frozen=True, kw_only=True):
    """What was sent: its bytes, which version of the object they are (`etag`), and the case and
    number it was registered under (None: it was not put there by a form of ours)."""

    content: bytes
    etag: str
    registered: tuple[str, int] | None


def upload_form(file: Attachment) -> UploadForm:
    """A form that puts one file of the registered type and of at most `LARGEST_BYTES` into the
    quarantine, and nothing else anywhere; good for `UPLOAD_WITHIN`."""
    fixed = {
        "Content-Type": file.content_type.value,
        f"x-amz-meta-{_REGISTERED}": f"{file.case_id}/{file.number}",
        "success_action_status": "201",
    }
    conditions: list[Any] = [{name: value} for name, value in fixed.items()]
    made = clients.client("s3").generate_presigned_post(
        Bucket=_bucket(),
        Key=QUARANTINE + file.key,
        Fields=dict(fixed),
        Conditions=[*conditions, ["content-length-range", 1, LARGEST_BYTES]],
        ExpiresIn=int(UPLOAD_WITHIN.total_seconds()),
    )
    return UploadForm(url=made["url"], fields=made["fields"])


def link(file: Attachment, name: str) -> str:
    """An address that shows the clean copy under a name, for `LINK_SECONDS`. A PDF is saved rather
    than opened: it is not to run at the bucket's address."""
    shown = "inline" if file.content_type.startswith("image/") else "attachment"
    address: str = clients.client("s3").generate_presigned_url(
        "get_object",
        Params={
            "Bucket": _bucket(),
            "Key": CLEAN + file.key,
            "ResponseContentType": file.content_type.value,
            "ResponseContentDisposition": f'{shown}; filename="{name}"',
            "ResponseCacheControl": "private, no-store",
        },
        ExpiresIn=LINK_SECONDS,
    )
    return address


def uploaded(key: str) -> Upload | None:
    """What was sent under a key; None when it is not there any more, or never was."""
    try:
        found = clients.client("s3").get_object(Bucket=_bucket(), Key=QUARANTINE + key)
    except ClientError as error:
        if error.response["Error"]["Code"] in ("NoSuchKey", "404"):
            return None
        raise
    case_id, _, number = found["Metadata"].get(_REGISTERED, "").partition("/")
    return Upload(
        content=found["Body"].read(LARGEST_BYTES + 1),
        etag=found["ETag"].strip('"'),
        registered=(case_id, int(number)) if case_id and number.isdecimal() else None,
    )


def save_copy(file: Attachment, content: bytes) -> None:
    """Save the clean copy of a file."""
    clients.client("s3").put_object(
        Bucket=_bucket(),
        Key=CLEAN + file.key,
        Body=content,
        ContentType=file.content_type.value,
    )


def drop_upload(key: str) -> None:
    """Delete what was sent under a key. Nothing happens where there is nothing."""
    clients.client("s3").delete_object(Bucket=_bucket(), Key=QUARANTINE + key)


def drop_copy(key: str) -> None:
    """Delete a clean copy. Nothing happens where there is none."""
    clients.client("s3").delete_object(Bucket=_bucket(), Key=CLEAN + key)


def origin() -> str:
    """Scheme and host that forms and links lead to on AWS, for the policy of the pages. Made
    without a client, which takes its time and which no page needs."""
    return f"https://{_bucket()}.s3.{settings.load().region}.amazonaws.com"


def _bucket() -> str:
    return settings.load().attachments_bucket
