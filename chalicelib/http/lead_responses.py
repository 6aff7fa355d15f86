"""What the routes of leads answer, field by field."""

from typing import Literal

from typing_extensions import TypedDict

from chalicelib.leads.lead import LeadStatus
from chalicelib.presentation.view_types import AgencyRef
from chalicelib.workdays import Moment


class RegionRef(TypedDict):
    """A region as it is named beside a lead."""

    code: str
    name: str


class SectorRef(TypedDict):
    """What a lead is about."""

    code: str
    name: str


class HourCount(TypedDict):
    """A point of the growth curve: posts of an hour (UTC). Hours without any are left out."""

    hour: Moment
    posts: int


class ExtractView(TypedDict):
    """The beginning of a post, masked; empty for a complaint that was filed here."""

    source: str
    url: str
    text: str
    posted_at: Moment
    reach: int


class LeadHistory(TypedDict):
    """An entry of a lead's history: `raised`, or what an officer of the agency decided."""

    type: str
    at: Moment
    agency: AgencyRef | None
    reason: str | None


class LeadView(TypedDict):
    """A lead. `regions` are several where its posts do not say which; `size` counts its posts,
    `filings` those that are complaints filed here, `urgent` those whose words tell of danger;
    `expected` is how many such a window usually has, `surprise` minus the decimal logarithm of how
    likely that many were. `case_id` is the case that it became part of, where the
    officer may know of it."""

    id: str
    version: int
    status: LeadStatus
    regions: list[RegionRef]
    sector: SectorRef | None
    agency: AgencyRef | None
    raised_at: Moment
    first_at: Moment
    last_at: Moment
    size: int
    filings: int
    reach: int
    urgent: int
    rank: float
    expected: float
    surprise: float
    curve: list[HourCount]
    extracts: list[ExtractView]
    history: list[LeadHistory]
    case_id: str | None
    actions: list[Literal["promote", "attach", "dismiss"]]


class Leads(TypedDict):
    """A page of leads, the first to look at first."""

    items: list[LeadView]
    next_cursor: str | None
