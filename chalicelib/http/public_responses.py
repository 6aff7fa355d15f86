"""What the reference data that everybody reads is answered as, beside `responses`."""

from typing import NotRequired

from typing_extensions import TypedDict

from chalicelib.presentation.view_types import Sentences


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


class RegionName(TypedDict):
    """A region by its code and name."""

    code: str
    name: str


class Outlines(TypedDict):
    """The regions inside one as paths, and the `viewBox` that shows all of them. Adapted from
    geoBoundaries (CC BY 3.0 IGO). `missing` are those that are younger than this source."""

    view_box: list[int]
    items: list[OutlineLine]
    missing: list[RegionName]
    credit: str


class LikelyAgency(TypedDict):
    """An agency that may be the right one; `why` says what speaks for it."""

    id: str
    name: str
    why: NotRequired[Sentences]


class LikelyCategory(TypedDict):
    """The category that a report may belong to, and what speaks for it."""

    code: str
    name: str
    why: NotRequired[Sentences]


class Advised(TypedDict):
    """What the rules make of a report before it is filed. `region_code` is the kabupaten or kota in
    which the point lies, where that is certain. The likeliest agency comes first; none is named
    where the text leaves it open, or a person should decide, and no category where the model that
    routes is not sure of the affair."""

    region_code: str | None
    agencies: list[LikelyAgency]
    category: LikelyCategory | None
