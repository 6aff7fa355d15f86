"""What the reference data that everybody reads is answered as, beside `answers`."""

from typing_extensions import TypedDict


class SectorLine(TypedDict):
    """A field of public affairs; `parent` is the wider one it belongs to."""

    code: str
    name: str
    parent: str | None


class PublicSectors(TypedDict):
    """Every field of public affairs."""

    items: list[SectorLine]


class OutlineLine(TypedDict):
    """A region as a path of SVG (`d`), to be filled by the even-odd rule."""

    code: str
    name: str
    path: str


class Outlines(TypedDict):
    """The regions inside one as paths, and the `viewBox` that shows all of them. Adapted from
    geoBoundaries (CC BY 3.0 IGO)."""

    view_box: list[int]
    items: list[OutlineLine]
    credit: str
