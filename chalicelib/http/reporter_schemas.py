"""The shapes of what is sent about a complaint that is filed: by its reporter, by who supports it,
and, of files, by officers too."""

from typing import Annotated

from pydantic import Field, StringConstraints

from chalicelib.http.schemas import FileNumbers, Readable, Reason, RequestModel, Text, sized


class MessageIn(RequestModel):
    """A reporter's reply; `attachments` are the numbers of files it takes along."""

    text: Text
    attachments: FileNumbers = ()


class SupportIn(RequestModel):
    """A machine client says with `person` for whom it speaks, in words of its own that are the
    same whenever that person comes. Stored as a keyed hash only."""

    person: Annotated[str, sized(1, 200), Readable] | None = None


class RatingIn(RequestModel):
    """The reporter's word on an answer. `appeal` needs a comment that says why."""

    satisfied: bool
    score: Annotated[int, Field(ge=1, le=5)] | None = None
    comment: Text | None = None
    appeal: bool = False


class ReopenIn(RequestModel):
    """Why a case should be taken up again."""

    reason: Reason


class PrivacyIn(RequestModel):
    """Flags to tighten; `false` would loosen and is refused by the domain."""

    anonymous: bool | None = None
    confidential: bool | None = None


class AttachmentIn(RequestModel):
    """A file that is to be sent: its name with the extension of its type (`image/jpeg`,
    `image/png`, `image/webp`, `application/pdf`), and its size in bytes, at most 5 MB. The name is
    shown to nobody but who sent it."""

    filename: Annotated[str, sized(1, 255), Readable]
    content_type: Annotated[str, StringConstraints(max_length=100)]
    size: int
