"""What a reader sees of the files of a case. A name of a file can hold a name of a person, so only
the side that sent it reads it; to everybody else a file is `foto 1.jpg`."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from chalicelib.attachments.attachment import EXTENSIONS, Attachment, FileType, Sender, seen_by
from chalicelib.case.model import Case
from chalicelib.presentation.catalogue import Language, catalogue
from chalicelib.presentation.view_types import AttachmentView
from chalicelib.workdays import iso


def attachment_views(
    known: Iterable[Attachment],
    case: Case,
    side: Sender,
    *,
    agency_id: str | None = None,
    now: datetime,
    language: Language,
) -> list[AttachmentView]:
    """The files that a side of the case sees; of an agency's, an officer of that agency."""
    return [
        attachment_view(each, case, now=now, language=language, own=each.by is side)
        for each in seen_by(known, side, agency_id)
    ]


def attachment_view(
    file: Attachment, case: Case, *, now: datetime, language: Language, own: bool
) -> AttachmentView:
    """One file; `own`: the reader is on the side that sent it."""
    state: Any = file.state_at(now).value
    by: Any = file.by.value
    view: AttachmentView = {
        "number": file.number,
        "filename": file.filename if own else plain_name(file, language),
        "content_type": file.content_type,
        "size": file.size,
        "state": state,
        "by": by,
        "added_at": iso(file.added_at, case.zone),
        "public": file.number in case.published_files,
    }
    if file.event is not None:
        view["event"] = file.event
    if file.reason is not None:
        view["reason"] = file.reason
        view["problem"] = catalogue(language)["files"][file.reason]
    return view


def plain_name(file: Attachment, language: Language) -> str:
    """What a file is called to whom its own name is not shown; ASCII, without quotes."""
    kind = "document" if file.content_type is FileType.PDF else "photo"
    name = catalogue(language)["files"][kind].format(number=file.number)
    return str(PurePosixPath(name).with_suffix(EXTENSIONS[file.content_type][0]))
