"""How looking at a file ends where it is not kept."""

from chalicelib.attachments.attachment import FileRefusal


class FileRefused(Exception):
    """The file is not kept, for a reason its sender reads."""

    def __init__(self, reason: FileRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason
