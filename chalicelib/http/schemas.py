"""The shapes of what is sent to us. Unknown fields are refused by name; nothing is coerced.

A model is built when it is first used (`defer_build`): no request needs more than one or two of
some forty, and to build them all takes a third of what the API's start may.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from chalicelib.addresses import LONGEST_ADDRESS, is_email_address
from chalicelib.attachments.attachment import MOST_TOGETHER
from chalicelib.case.actions import Filing
from chalicelib.case.model import (
    LONGEST_TITLE,
    Classification,
    ComplaintText,
    DatePrecision,
    Location,
    Status,
)
from chalicelib.http.request import utcnow
from chalicelib.protection.identity import Identity
from chalicelib.store.masking import mask_together
from chalicelib.workdays import ZONES, local_date

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PHONE = re.compile(r"\+?[0-9]{8,15}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # of category Cc, but \t, \n, \r
# Embeddings, overrides and isolates of text direction (Unicode Standard Annex 9). Messengers put
# them around names, so they are left out rather than refused.
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BLANK_LETTERS = "\u115f\u1160\u17b4\u17b5\u3164\uffa0"
LEAST_SHOWN = 3
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
FIRST_INCIDENT = date(1945, 8, 17)  # no public service of this country is older


def _is_text(value: str) -> str:
    """Text a person can read: no control characters, and none that shows what follows in another
    order than it is written in."""
    if _CONTROL.search(value):
        raise PydanticCustomError("not_text", "not text")
    return _REORDERING.sub("", value)


def _is_visible(value: str) -> str:
    """Text that says something: letters and digits count, but for those that show nothing."""
    shown = (c for c in value if unicodedata.category(c)[0] in "LN" and c not in _BLANK_LETTERS)
    if len(tuple(islice(shown, LEAST_SHOWN))) < LEAST_SHOWN:
        raise PydanticCustomError("string_too_short", "too short", {"min_length": LEAST_SHOWN})
    return value


def sized(minimum: int, maximum: int) -> StringConstraints:
    """Text of so many characters, without blanks around it."""
    return StringConstraints(strip_whitespace=True, min_length=minimum, max_length=maximum)


def _email(value: str) -> str:
    if not is_email_address(value):
        raise PydanticCustomError("not_an_email", "not an e-mail address")
    return value


def _phone(value: str) -> str:
    digits = re.sub(r"[ .()\-]", "", value)
    if not _PHONE.fullmatch(digits):
        raise PydanticCustomError("not_a_phone", "not a telephone number")
    return digits


def latest_incident_date(now: datetime) -> date:
    """The last day that has begun anywhere in Indonesia at `now`: that of WIT."""
    return local_date(now, "WIT")


def _has_come(value: date) -> date:
    latest = latest_incident_date(utcnow())
    if value > latest:
        raise PydanticCustomError("in_future", "in the future")
    if value < FIRST_INCIDENT:
        raise PydanticCustomError(
            "date_out_of_range", "too early", {"ge": str(FIRST_INCIDENT), "le": str(latest)}
        )
    return value


def _written_as_a_day(value: object) -> object:
    """A day and nothing else: neither a moment nor a number of seconds."""
    if not (isinstance(value, str) and _DAY.fullmatch(value)):
        raise PydanticCustomError("date_parsing", "not a day")
    return value


def _in_this_century(value: date) -> date:
    """A day that calendars and keys can count with; no complaint is older."""
    if not FIRST_DAY <= value <= LAST_DAY:
        raise PydanticCustomError(
            "date_out_of_range", "out of range", {"ge": str(FIRST_DAY), "le": str(LAST_DAY)}
        )
    return value


class RequestModel(BaseModel):
    """Base of all bodies: every field named, none of another type than it says."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,
        defer_build=True,
    )


Readable = AfterValidator(_is_text)
Visible = AfterValidator(_is_visible)
Title = Annotated[str, sized(5, LONGEST_TITLE), Readable, Visible]
Body = Annotated[str, sized(10, 10_000), Readable, Visible]
Text = Annotated[str, sized(3, 5_000), Readable, Visible]
Reason = Annotated[str, sized(3, 1_000), Readable, Visible]
Address = Annotated[str, sized(3, 300), Readable, Visible]
Name = Annotated[str, sized(2, 120), Readable]
Email = Annotated[str, sized(3, LONGEST_ADDRESS), AfterValidator(_email)]
Phone = Annotated[str, sized(1, 30), AfterValidator(_phone)]
Code = Annotated[str, sized(1, 120), Readable]
FileNumbers = Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(max_length=MOST_TOGETHER)]
Day = Annotated[date, BeforeValidator(_written_as_a_day), AfterValidator(_in_this_century)]


class LocationIn(RequestModel):
    """Where it happened; a region code, an address, or latitude and longitude (WGS84) at least."""

    region_code: Annotated[str, StringConstraints(min_length=2, max_length=13)] | None = None
    address: Address | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None


class IntakeChannel(StrEnum):
    """How the complaint came in."""

    WEB = "web"
    MOBILE = "mobile"
    SMS = "sms"
    EMAIL = "email"
    WHATSAPP = "whatsapp"
    SOCIAL = "social"
    API = "api"
    COUNTER = "counter"


# What each is used for, and nothing else: it stands beside the fields of the pages too.
_FOR_GREETING = Field(description="To address the reporter in mails, once the address is confirmed")
_FOR_NEWS = Field(description="To send news of this complaint, and a link to a new secret code")
_FOR_LATER = Field(description="Kept encrypted; not used to contact the reporter yet")
_FOR_WORDS = Field(description="In which language the reporter is written to")


class ReporterIn(RequestModel):
    """Who files. Nothing of it is required, and none of it is stored with the case."""

    name: Annotated[Name | None, _FOR_GREETING] = None
    email: Annotated[Email | None, _FOR_NEWS] = None
    phone: Annotated[Phone | None, _FOR_LATER] = None
    language: Annotated[Literal["id", "en"] | None, _FOR_WORDS] = None

    def identity(self, default_language: str) -> Identity | None:
        """What goes to the vault, or None where nothing was given."""
        if not (self.name or self.email or self.phone):
            return None
        return Identity(
            name=self.name,
            email=self.email,
            phone=self.phone,
            language=self.language or default_language,
        )


class ComplaintIn(RequestModel):
    """A complaint, aspiration or request for information. `at_risk`: whether the reporter could be
    harmed if somebody knew of it. `not_to`: agencies that must not get it, nor their units.
    `incident_date_precision`: a complaint has a date unless this says that it is unknown."""

    classification: Annotated[Classification, Field(strict=False)]
    title: Title
    body: Body
    incident_date: Annotated[date, AfterValidator(_has_come)] | None = None
    incident_date_precision: DatePrecision = "exact"
    location: LocationIn
    category: Code | None = None
    agency_id: Code | None = None
    anonymous: bool = False
    confidential: bool = False
    at_risk: bool | None = None
    not_to: Annotated[list[Code], Field(max_length=5)] | None = None
    reporter: ReporterIn | None = None
    channel: Annotated[IntakeChannel, Field(strict=False)] = IntakeChannel.WEB

    def identity(self, default_language: str) -> Identity | None:
        """What goes to the vault, or None where the reporter said nothing of themselves."""
        return self.reporter.identity(default_language) if self.reporter else None

    def filing(self, default_language: str) -> Filing:
        """What the domain files."""
        chosen = self.reporter.language if self.reporter else None
        return Filing(
            classification=self.classification,
            text=ComplaintText.masked_by(mask_together, self.title, self.body),
            location=Location(**dict(self.location)),
            incident_date=self.incident_date,
            incident_date_precision=self.incident_date_precision,
            category=self.category,
            agency_id=self.agency_id,
            anonymous=self.anonymous,
            confidential=self.confidential,
            not_to=tuple(dict.fromkeys(self.not_to or ())),
            channel=self.channel.value,
            language=chosen or default_language,
        )


class QueryModel(BaseModel):
    """Base of all query strings."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class ListQuery(QueryModel):
    """Base of the lists' query strings."""

    cursor: Annotated[str, StringConstraints(max_length=300)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    status: Status | None = None

    def filters(self) -> dict[str, Any]:
        """What the list is narrowed to: all but where the page begins and how long it is."""
        return self.model_dump(mode="json", exclude={"cursor", "limit"}, exclude_none=True)


class DaysQuery(QueryModel):
    """What is narrowed to some days: `from` and `to` are days in WIB, both included."""

    model_config = ConfigDict(populate_by_name=True)

    since: Day | None = Field(default=None, alias="from")
    until: Day | None = Field(default=None, alias="to")

    def begin(self) -> datetime | None:
        """The first moment that is included, in UTC."""
        return _midnight(self.since) if self.since else None

    def end(self) -> datetime | None:
        """The first moment that is not included any more, in UTC."""
        return _midnight(self.until + timedelta(days=1)) if self.until else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONES["WIB"]).astimezone(UTC)


class AtomFeedQuery(QueryModel):
    """What a feed of public cases is narrowed to."""

    status: Status | None = None
    category: Code | None = None
    sector: Code | None = None
    region_code: Code | None = None
    agency: Code | None = None

    def filters(self) -> dict[str, Any]:
        """What the feed is narrowed to, as the list is."""
        return self.model_dump(mode="json", exclude_none=True)


class PublicQuery(ListQuery, DaysQuery, AtomFeedQuery):
    """What the public list is narrowed to."""

    q: Annotated[str, StringConstraints(max_length=100)] | None = None


class TimelineQuery(QueryModel):
    """A page of a timeline; it is short, because events hold what people wrote."""

    cursor: Annotated[str, StringConstraints(max_length=300)] | None = None
    limit: Annotated[int, Field(ge=1, le=50)] = 50


class SimilarIn(RequestModel):
    """What somebody is about to file; as a query string or, for long texts, as a body."""

    text: Body
    region_code: Code | None = None


class AdviceIn(RequestModel):
    """What somebody is about to file, title and body apart by a line's end, and where."""

    text: Body | None = None
    location: LocationIn


class RegionQuery(QueryModel):
    parent: Code | None = None


class AgencyQuery(QueryModel):
    id: Code | None = None
    within: Code | None = None
    region_code: Code | None = None
    q: Annotated[str, StringConstraints(max_length=100)] | None = None
