"""What the API answers about files."""

from typing import NotRequired

from typing_extensions import TypedDict

from chalicelib.presentation.view_types import AttachmentView


class PostForm(TypedDict):
    """What to post a file with, as multipart/form-data: every field in this order, then `file`.
    Good for fifteen minutes."""

    url: str
    fields: dict[str, str]


class RegisteredFile(TypedDict):
    """A file that is awaited, and the form to send it with."""

    attachment: AttachmentView
    upload: PostForm


class ShownFile(AttachmentView):
    """A file of a case; `link` shows a clean one, and is good for a minute."""

    link: NotRequired[str]


class Files(TypedDict):
    """The files of a case that the caller may see, by number."""

    items: list[ShownFile]
