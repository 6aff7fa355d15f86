"""What the routes of open data answer, field by field."""

from typing_extensions import TypedDict


class OpenDataMonth(TypedDict):
    """The files of a month: how many lines, and by form where each is and how large."""

    month: str
    lines: int
    files: dict[str, str]
    bytes: dict[str, int]


class OpenData(TypedDict):
    """What there is to take away, under which licence."""

    licence: str
    catalogue: str
    dictionary: str
    items: list[OpenDataMonth]


class FileAddress(TypedDict):
    """Where the file is, for a minute."""

    url: str
