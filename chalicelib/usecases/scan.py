"""Looking at what was sent: each upload once, with the same outcome however often it is delivered.

The clean copy is written first, then the row, and the upload goes last: what is interrupted
anywhere is found again and repeated. The row decides. What no row waits for any more (looked at
before, erased, never registered) is deleted, with whatever was made of it.
"""

from datetime import datetime

from msgspec import Struct

from chalicelib.attachments.attachment import Attachment, FileRefusal, FileState
from chalicelib.attachments.checks import clean_copy
from chalicelib.attachments.malware import MalwareVerdict, stand_in_verdict
from chalicelib.attachments.refusals import FileRefused
from chalicelib.observability import logger
from chalicelib.store import attachments, file_bucket
from chalicelib.store.file_bucket import Upload


class ScanResult(Struct, frozen=True, kw_only=True):
    """What a malware scanner says of the version `etag` of an object."""

    etag: str
    verdict: MalwareVerdict


def scan(key: str, result: ScanResult | None, now: datetime) -> None:
    """Look at the upload of that key. `result` is the scanner's word on it; without one a stand-in
    looks. Raises what the services raise; then the upload is still there."""
    upload = file_bucket.uploaded(key)
    if upload is None or (result is not None and result.etag != upload.etag):
        return  # done before; or sent again since, and that one is scanned for itself
    file = _announced(upload, key)
    if file is not None and file.state is FileState.WAITING:
        _decide(file, upload, result, now)
        file = attachments.get(file.case_id, file.number)
    if file is None or file.key != key or file.state is not FileState.CLEAN:
        file_bucket.drop_copy(key)
    file_bucket.drop_upload(key)


def _announced(upload: Upload, key: str) -> Attachment | None:
    """The file that an upload was registered as; None where there is none of that key."""
    if upload.registered is None:
        return None
    file = attachments.get(*upload.registered)
    return file if file is not None and file.key == key else None


def _decide(file: Attachment, upload: Upload, result: ScanResult | None, now: datetime) -> None:
    try:
        _check_verdict(upload, result)
        kept = clean_copy(upload.content, file.content_type)
    except FileRefused as refused:
        attachments.refuse(file, refused.reason, now)
        outcome = refused.reason.value
    else:
        file_bucket.save_copy(file, kept)
        attachments.accept(file, len(kept))
        outcome = FileState.CLEAN.value
    extra = {"case_id": file.case_id, "number": file.number, "outcome": outcome}
    logger.info("looked at a file", extra=extra)


def _check_verdict(upload: Upload, result: ScanResult | None) -> None:
    """Raises `FileRefused`."""
    verdict = stand_in_verdict(upload.content) if result is None else result.verdict
    if verdict is MalwareVerdict.THREATS_FOUND:
        raise FileRefused(FileRefusal.MALWARE)
    if verdict is MalwareVerdict.UNSUPPORTED:
        raise FileRefused(FileRefusal.NOT_SCANNED)
