"""What a brief is made of, field by field; the names are the API's."""

from datetime import date
from typing import Literal

from typing_extensions import TypedDict

from chalicelib.presentation.view_types import CaseNumber


class RiseView(TypedDict):
    """Where more was filed in a day than usual: `usual` is the mean of the same weekday in the four
    weeks before."""

    of: Literal["province", "sector", "agency"]
    key: str
    name: str
    filed: int
    usual: float


class BrokenView(TypedDict):
    """An agency's promises of the month, by stage (`verify`, `follow_up`, `resolve`)."""

    agency_id: str
    name: str
    kept: dict[str, int]
    late: dict[str, int]


class OverdueView(TypedDict):
    """A case that is late, its highest level of escalation, and the day it should have been
    resolved by."""

    id: CaseNumber
    agency_id: str | None
    name: str | None
    level: int
    resolve_by: date


class BriefView(TypedDict):
    """A day (WIB) of what somebody oversees: what was filed on it and in the four weeks before,
    what rose, which promises of its month were kept and broken, and what is late: `all_overdue` are
    all cases that are late now, for who oversees the country, else null."""

    day: date
    filed: int
    by_day: dict[str, int]
    rises: list[RiseView]
    kept: dict[str, int]
    late: dict[str, int]
    broken: list[BrokenView]
    all_overdue: int | None
    overdue: list[OverdueView]
