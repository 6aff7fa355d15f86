"""What is kept of a file that was sent: a clean copy, or the reason why none.

The name and the type it was registered under are claims; its bytes decide. Nothing that was sent is
kept as it came: photos and PDFs are written anew out of what was understood of them, so that what
was not understood (a second file inside, something behind the end) is left behind.
"""

import logging
import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from chalicelib.attachments.attachment import LARGEST_BYTES, FileRefusal, FileType
from chalicelib.attachments.documents import clean_document
from chalicelib.attachments.images import clean_image
from chalicelib.attachments.refusals import FileRefused

SECONDS = 20
"""How long a file is looked at: one made to take long is not to take the function with it."""


# Both libraries say what they stumble over in words of the file, which are in no log of ours.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)
logging.getLogger("PIL").setLevel(logging.CRITICAL)


class _TimeUp(BaseException):
    """Not an `Exception`: the libraries in between catch those."""


def clean_copy(content: bytes, registered: FileType) -> bytes:
    """What is kept of a file. Raises `FileRefused`."""
    if not content:
        raise FileRefused(FileRefusal.EMPTY)
    if len(content) > LARGEST_BYTES:
        raise FileRefused(FileRefusal.TOO_LARGE)
    if type_of(content) is not registered:
        raise FileRefused(FileRefusal.WRONG_TYPE)
    try:
        with _time_limit(SECONDS), warnings.catch_warnings(action="ignore"):
            if registered is FileType.PDF:
                return clean_document(content)
            return clean_image(content, registered)
    except FileRefused:
        raise
    except (_TimeUp, MemoryError, RecursionError):
        raise FileRefused(FileRefusal.TOO_COMPLEX) from None
    except Exception:
        # Whatever a library stumbles over in a file that somebody made up, the file is at fault.
        raise FileRefused(FileRefusal.UNREADABLE) from None


def type_of(content: bytes) -> FileType | None:
    """What the first bytes say a file is; None for whatever is not taken."""
    if content.startswith(b"\xff\xd8\xff"):
        return FileType.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileType.PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return FileType.WEBP
    return FileType.PDF if content.startswith(b"%PDF-") else None


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise `_TimeUp` in the block after so long. Only for the main thread, which is where Lambda
    runs a function."""

    def time_up(_signal: int, _frame: FrameType | None) -> None:
        raise _TimeUp

    before = signal.signal(signal.SIGALRM, time_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
