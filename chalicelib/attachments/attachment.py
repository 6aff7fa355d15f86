"""A file beside a case, without its bytes: what may be registered, and who sees what of it."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from chalicelib.errors import Conflict, Invalid, Problem

LARGEST_BYTES = 5 * 1024 * 1024
MOST_TOGETHER = 3  # with a filing, with a message, with an answer
MOST_OF_A_SIDE = 48  # ours, in the whole life of a case: three each with so many messages
UPLOAD_WITHIN = timedelta(minutes=15)  # how long the form for an upload is good
# From then on a file that has not been looked at, or that no message has taken, stands in nobody's
# way. What is looked at late all the same is kept, and can still be taken.
EXPIRES_AFTER = timedelta(hours=1)
FILING = 1  # the event that a file without a message belongs to
NAMELESS = "-"  # in the place of a name that is gone


class FileType(StrEnum):
    """What may be sent, as media types (RFC 6838)."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"


EXTENSIONS = {
    FileType.JPEG: (".jpg", ".jpeg"),
    FileType.PNG: (".png",),
    FileType.WEBP: (".webp",),
    FileType.PDF: (".pdf",),
}


class FileState(StrEnum):
    """`WAITING`: registered, and not looked at. `EXPIRED` is one that waited too long; no row says
    so. `ERASED`: it is no file of the case any more, and nobody sees it."""

    WAITING = "waiting"
    CLEAN = "clean"
    REFUSED = "refused"
    EXPIRED = "expired"
    ERASED = "erased"


class Sender(StrEnum):
    """Which side of a case sent a file."""

    REPORTER = "reporter"
    AGENCY = "agency"


class FileRefusal(StrEnum):
    """Why a file is not kept."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"  # its bytes are not what its name says
    UNREADABLE = "unreadable"  # damaged, cut off, or under a password
    TOO_COMPLEX = "too_complex"  # more pixels, pages or parts than we look through
    ACTIVE_CONTENT = "active_content"  # a PDF that does something, or has or names other files
    MALWARE = "malware"
    NOT_SCANNED = "not_scanned"  # the malware scanner could not look at it


class Attachment(Struct, frozen=True, kw_only=True):
    """A file of a case. `number` counts from 1 within the case; `key` is random and names the
    object, and nothing else does. `event` is the number of the event it belongs to: the filing
    (`FILING`), a message, an answer; None while no message has taken it. `size` in bytes is what
    was registered, once it is clean that of the clean copy. `agency_id` is the agency whose officer
    registered it, None for the reporter's and in rows of earlier releases. Moments are in UTC."""

    case_id: str
    number: int
    key: str
    filename: str
    content_type: FileType
    size: int
    state: FileState
    added_at: datetime
    by: Sender
    agency_id: str | None = None
    event: int | None = None
    reason: FileRefusal | None = None

    def state_at(self, now: datetime) -> FileState:
        """Its state, where a file that nobody sent or looked at in time has expired."""
        waited = now - self.added_at >= EXPIRES_AFTER
        return FileState.EXPIRED if self.state is FileState.WAITING and waited else self.state

    def is_of(self, side: Sender, agency_id: str | None) -> bool:
        """Whether that side sent it; of an agency's, that agency."""
        return self.by is side and self.agency_id in (None, agency_id)

    @property
    def is_forgotten(self) -> bool:
        """Whether nothing leads to its bytes any more."""
        return self.key == NAMELESS

    def lives(self, now: datetime) -> bool:
        """Whether it is there, or may still come."""
        return self.state_at(now) in (FileState.WAITING, FileState.CLEAN)


def find_problems(filename: str, content_type: str, size: int) -> list[Problem]:
    """What is wrong with a file that is registered."""
    found = []
    if content_type not in tuple(FileType):
        found.append(Problem(field="content_type", code="unsupported_type"))
    elif not filename.lower().endswith(EXTENSIONS[FileType(content_type)]):
        found.append(Problem(field="filename", code="unsupported_type"))
    if size < 1:
        found.append(Problem(field="size", code="empty"))
    elif size > LARGEST_BYTES:
        found.append(Problem(field="size", code="too_large"))
    return found


def place_for(
    known: Collection[Attachment], by: Sender, now: datetime, published: Collection[int]
) -> tuple[int, int | None]:
    """The number of the next file of a case, and the event it belongs to before a message takes
    it: the first three of the reporter's belong to the filing. Neither side can take up the room of
    the other. A number that was `published` is given to no other file: rows go, and everybody would
    see what nobody has looked at.

    Raises `Conflict("too_many_attachments")`.
    """
    own = [each for each in known if each.by is by and each.lives(now)]
    of_filing = sum(each.event == FILING for each in own)
    to_filing = by is Sender.REPORTER and of_filing < MOST_TOGETHER
    waiting = sum(each.event is None and now - each.added_at < EXPIRES_AFTER for each in own)
    number = 1 + max((*(each.number for each in known), *published), default=0)
    registered = sum(each.by is by for each in known)  # also what never came: its row stays a week
    if registered >= MOST_OF_A_SIDE or (not to_filing and waiting >= MOST_TOGETHER):
        raise Conflict("too_many_attachments", max=MOST_TOGETHER)
    return number, FILING if to_filing else None


def check_taken(
    numbers: Iterable[int],
    known: Collection[Attachment],
    by: Sender,
    now: datetime,
    agency_id: str | None = None,
) -> None:
    """Let a message of a side, an answer of that agency, take these files. Raises `Invalid` naming
    each that is not theirs, belongs to another message, or is not kept."""
    own = {each.number: each for each in known if each.is_of(by, agency_id)}
    problems = []
    for place, number in enumerate(numbers):
        file, code = own.get(number), None
        if file is None or file.state is FileState.ERASED:
            code = "unknown_attachment"
        elif file.event not in (None, FILING):
            code = "already_attached"
        elif not file.lives(now):
            code = "attachment_refused"
        if code is not None:
            problems.append(Problem(field=f"attachments.{place}", code=code))
    if problems:
        raise Invalid(problems)


def seen_by(
    known: Iterable[Attachment], side: Sender, agency_id: str | None = None
) -> list[Attachment]:
    """What a side of the case sees: all it sent, and what was sent with something. What waits for a
    message is its sender's alone, what waits for an answer the agency's."""
    return [
        each
        for each in known
        if each.state is not FileState.ERASED
        and (each.event is not None or each.is_of(side, agency_id))
    ]
