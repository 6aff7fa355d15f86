"""What the routes of figures answer, field by field."""

from typing_extensions import TypedDict

from chalicelib.figures.figure_types import Count, Summary
from chalicelib.figures.league import Flag
from chalicelib.usecases.read_figures import Group


class FiguresLine(TypedDict):
    """One value of a breakdown; `-` where cases have none. Values with few cases are left out."""

    key: str
    name: str | None
    filed: Count
    figures: Summary | None


class FiguresAnswer(TypedDict):
    """Figures of what was filed in the months from the first to the last. Days and hours are
    those of filing, in the zone of each case; they are empty with a breakdown."""

    first_month: str
    last_month: str
    region_code: str | None
    agency_id: str | None
    group: Group | None
    filed: Count
    figures: Summary | None
    items: list[FiguresLine]
    by_day: dict[str, Count]
    by_hour: dict[str, Count]


class LeagueLine(TypedDict):
    """An agency compared: `place` and all that rests on it is null below thirty outcomes."""

    agency_id: str
    name: str
    place: int | None
    outcomes: Count
    good_share: float | None
    lower: float | None
    upper: float | None
    median_days: int | None
    flags: list[Flag]
    response_share: float | None
    satisfied_share: float | None


class League(TypedDict):
    """Agencies with outcomes in these months, the best first."""

    first_month: str
    last_month: str
    items: list[LeagueLine]
