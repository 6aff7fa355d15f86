"""Figures: for everybody, and for officers of what is theirs."""

from typing import Annotated

from chalice.app import Blueprint
from pydantic import AfterValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from chalicelib.figures.cells import UNKNOWN
from chalicelib.figures.summary import PUBLIC
from chalicelib.http import figure_responses as responses
from chalicelib.http.auth import current_officer, officers
from chalicelib.http.endpoint import endpoint
from chalicelib.http.request import language, parse_query, utcnow
from chalicelib.http.schemas import Code, QueryModel
from chalicelib.routing import categories, regions
from chalicelib.routing.registry import Registry
from chalicelib.store import agencies
from chalicelib.structs import replace
from chalicelib.usecases import read_figures
from chalicelib.usecases.read_figures import FigureRow, FiguresPage, FiguresRequest, Group
from chalicelib.workdays import local_date

routes = Blueprint(__name__)


def _a_month(text: str) -> str:
    year, _, month = text.partition("-")
    if len(text) != len("2026-11") or not (year + month).isdecimal() or not 1 <= int(month) <= 12:
        raise PydanticCustomError("not_a_month", "not a month")
    return text


Month = Annotated[str, AfterValidator(_a_month), Field(examples=["2026-11"])]


class MonthsQuery(QueryModel):
    """Months of filing, both included: this one where none is named."""

    model_config = ConfigDict(populate_by_name=True)

    first: Month | None = Field(default=None, alias="from")
    last: Month | None = Field(default=None, alias="to")

    def question(self) -> FiguresRequest:
        """The months that are meant."""
        now = read_figures.this_month(local_date(utcnow(), "WIB"))
        last = self.last or now
        return FiguresRequest(first=self.first or last, last=last, present=now)


class FiguresQuery(MonthsQuery):
    """At most twelve months; by agency or category three, or one calendar year: from January to
    December, or to this month."""

    region_code: Code | None = None
    agency: Code | None = None
    group: Group | None = None

    def question(self) -> FiguresRequest:
        """What is asked."""
        return replace(
            super().question(),
            region_code=self.region_code,
            agency_id=self.agency,
            group=self.group,
        )


@endpoint(routes, "GET", "/v1/figures", query=FiguresQuery)
def get_figures() -> responses.FiguresAnswer:
    """Figures of the public complaints filed in some months: of the country, a province or regency,
    or an agency; by class, category, sector, region, agency or channel. What was filed and split
    off counts hidden ones too, in fives of their own.

    Counts are in steps of five, `<5` for fewer, also for none; days, values and members of counts
    with so few are left out. Shares and medians are of twenty cases and more. docs/figures.md
    defines each.
    """
    asked = parse_query(routes.current_request, FiguresQuery).question()
    registry = agencies.registry()
    return _page(asked, read_figures.public_figures(asked, registry), registry)


@endpoint(routes, "GET", "/v1/officer/figures", authorizer=officers, query=FiguresQuery)
def get_officer_figures() -> responses.FiguresAnswer:
    """The same, exact, of the agencies that the officer answers for or oversees; of several
    together as many months as by agency."""
    actor = current_officer(routes.current_request)
    asked = parse_query(routes.current_request, FiguresQuery).question()
    registry = agencies.registry()
    return _page(asked, read_figures.officers_figures(asked, actor, registry), registry)


@endpoint(routes, "GET", "/v1/figures/agencies", query=MonthsQuery)
def get_figures_agencies() -> responses.League:
    """Agencies compared by whether answers came in time and stood, the best first, with the least
    share that its numbers leave likely; ratings are beside it, not in it. At most three months, or
    one calendar year."""
    asked = parse_query(routes.current_request, MonthsQuery).question()
    registry = agencies.registry()
    return {
        "first_month": asked.first,
        "last_month": asked.last,
        "items": [_place(place, registry) for place in read_figures.compared(asked, registry)],
    }


def _place(one: read_figures.LeaguePlace, registry: Registry) -> responses.LeagueLine:
    placing = one.placing
    placed = placing.place is not None
    return {
        "agency_id": placing.agency_id,
        "name": registry.name_of(placing.agency_id),
        "place": placing.place,
        "outcomes": PUBLIC.count(placing.outcomes),
        "good_share": PUBLIC.share(placing.good, placing.outcomes) if placed else None,
        "lower": _hundredths(placing.lower),
        "upper": _hundredths(placing.upper),
        "median_days": placing.median_days,
        "flags": list(placing.flags),
        "response_share": one.response_share,
        "satisfied_share": one.satisfied_share,
    }


def _hundredths(share: float | None) -> float | None:
    return None if share is None else round(share, 2)


def _page(asked: FiguresRequest, page: FiguresPage, registry: Registry) -> responses.FiguresAnswer:
    return {
        "first_month": asked.first,
        "last_month": asked.last,
        "region_code": asked.region_code,
        "agency_id": asked.agency_id,
        "group": asked.group,
        "filed": page.whole.filed,
        "figures": page.whole.figures,
        "items": [_line(part, asked.group, registry) for part in page.parts],
        "by_day": dict(page.by_day),
        "by_hour": dict(page.by_hour),
    }


def _line(part: FigureRow, group: Group | None, registry: Registry) -> responses.FiguresLine:
    return {
        "key": part.key,
        "name": _name(part.key, group, registry),
        "filed": part.filed,
        "figures": part.figures,
    }


def _name(key: str, group: Group | None, registry: Registry) -> str | None:
    """What the value is called, where it has a name of its own."""
    if key == UNKNOWN:
        return None
    if group is Group.AGENCY:
        return registry.name_of(key)
    if group is Group.CATEGORY:
        category = categories.get(key)
        return category.name if category else None
    if group is Group.REGION:
        region = regions.get(key)
        return region.name if region else None
    if group is Group.SECTOR:
        sector = categories.sector(key)
        return sector.name_in(language(routes.current_request)) if sector else None
    return None
