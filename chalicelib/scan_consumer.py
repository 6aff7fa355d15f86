"""From the queue of uploads into the use case.

Where GuardDuty scans for malware, its result starts the look at a file (EventBridge: "GuardDuty
Malware Protection Object Scan Result"); where it does not, the bucket's own word that something was
sent does. Of what a message says only the key, and of a result the version and the verdict, are
used: whose file it is, the object says.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote_plus

from chalicelib import settings
from chalicelib.attachments.malware import MalwareVerdict
from chalicelib.batches import LambdaEvent, consume
from chalicelib.store.file_bucket import QUARANTINE
from chalicelib.usecases.scan import ScanResult, scan

Sent = tuple[str, ScanResult | None]
"""A key without its folder, and what the malware scanner said."""


def scan_attachments(event: LambdaEvent) -> LambdaEvent:
    """Look at the files that the messages are about."""

    def look(message: Mapping[str, Any]) -> None:
        for key, result in _sent(message):
            scan(key, result, datetime.now(UTC))

    return consume(event, look)


def _sent(message: Mapping[str, Any]) -> Iterator[Sent]:
    """What a message says was sent: nothing, where it is the bucket's test message, or a scanner's
    word is still to come. Raises `ValueError` where the scanner failed: it has none."""
    if "detail" in message:
        detail = message["detail"]
        found = detail["s3ObjectDetails"]
        result = ScanResult(
            etag=found["eTag"].strip('"'),
            verdict=MalwareVerdict(detail["scanResultDetails"]["scanResultStatus"]),
        )
        yield from _keyed(found["objectKey"], result)
    elif settings.load().malware_scanner != "guardduty":
        for record in message.get("Records", ()):
            yield from _keyed(unquote_plus(record["s3"]["object"]["key"]), None)


def _keyed(key: str, result: ScanResult | None) -> Iterator[Sent]:
    if key.startswith(QUARANTINE):
        yield key.removeprefix(QUARANTINE), result
