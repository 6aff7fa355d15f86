"""What administrators send: the calendar's correction, deadline rules, stricter deadlines,
agencies."""

import re
from datetime import date, timedelta
from typing import Annotated

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from chalicelib.case.deadlines import PERMENPANRB_62_2018, DeadlineRules, StricterDeadlines
from chalicelib.http.request import utcnow
from chalicelib.http.schemas import Code, QueryModel, Readable, Reason, RequestModel
from chalicelib.store.api_keys import Scope
from chalicelib.store.rulebook import AgencyDeadlines, Correction
from chalicelib.workdays import local_date

FIRST_DAY = date(2018, 12, 1)  # of the first rules
YEARS_AHEAD = 6
MOST_DAYS = 300  # in one correction
# Longer than a warm function goes on with the rules it knows: a version is known everywhere before
# the first case is filed under it.
NOTICE = timedelta(minutes=5)
LONGEST_KEY = timedelta(days=400)  # a key is renewed every year
MOST_PER_MINUTE = 6_000  # the gateway's own limit for all together
_CLIENT = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,59}")


def _is_name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise PydanticCustomError("bad_name", "not a name for a version")
    return value


def _is_near(value: date) -> date:
    """A day that rules can be about: neither a slip of the year nor before the first rules."""
    last = local_date(utcnow(), "WIT") + timedelta(days=366 * YEARS_AHEAD)
    if not FIRST_DAY <= value <= last:
        raise PydanticCustomError(
            "date_out_of_range", "out of range", {"ge": str(FIRST_DAY), "le": str(last)}
        )
    return value


def _is_to_come(value: date) -> date:
    """A first day that begins nowhere in Indonesia yet (WIT is first)."""
    today = local_date(utcnow(), "WIT")
    if value < today:
        raise PydanticCustomError("in_the_past", "in the past")
    first = local_date(utcnow() + NOTICE, "WIT") + timedelta(days=1)
    if value < first:
        raise PydanticCustomError("not_ahead", "too soon", {"ge": str(first)})
    return value


def _rise(value: list[int]) -> list[int]:
    if any(later <= earlier for earlier, later in zip(value, value[1:], strict=False)):
        raise PydanticCustomError("not_rising", "not rising")
    return value


VersionName = Annotated[str, AfterValidator(_is_name)]
Day = Annotated[date, AfterValidator(_is_near)]
FirstDay = Annotated[date, AfterValidator(_is_near), AfterValidator(_is_to_come)]
Days = Annotated[int, Field(ge=1, le=60)]
ManyDays = Annotated[int, Field(ge=1, le=120)]
RetentionDays = Annotated[int, Field(ge=30, le=3_650)]
Reminders = Annotated[
    list[Annotated[int, Field(ge=1, le=60)]], Field(max_length=5), AfterValidator(_rise)
]


class CalendarIn(RequestModel):
    """The whole correction of the packaged calendar, in place of the last one. `replaces` is the
    version that was seen."""

    version: VersionName
    added: Annotated[list[Day], Field(max_length=MOST_DAYS)] = []
    removed: Annotated[list[Day], Field(max_length=MOST_DAYS)] = []
    replaces: Annotated[str, StringConstraints(max_length=120)] | None = None
    note: Reason | None = None

    @field_validator("added", "removed")
    @classmethod
    def _once(cls, value: list[date], info: ValidationInfo) -> list[date]:
        others = info.data.get("added") or []
        if len(set(value)) < len(value) or set(value) & set(others):
            raise PydanticCustomError("named_twice", "named twice")
        return value

    def correction(self) -> Correction:
        """What the rulebook keeps."""
        return Correction(
            version=self.version, added=tuple(self.added), removed=tuple(self.removed)
        )


class DeadlineRulesIn(RequestModel):
    """A version of the deadline rules: every number of it, in working days unless it says
    otherwise."""

    version: VersionName
    effective_from: FirstDay
    verify: Days
    follow_up: Days
    information_request: Days
    aspiration: Days
    complaint: Days
    supervisory: ManyDays
    appeal: Days
    silence: Days
    silence_after_reminder: Days = PERMENPANRB_62_2018.silence_after_reminder
    hold: Days
    reopen: ManyDays
    reminders: Reminders
    warning_percent: Annotated[int, Field(ge=10, le=99)]
    escalation_step: Annotated[int, Field(ge=1, le=30)]
    escalation_repeat: Annotated[int, Field(ge=1, le=30)] = PERMENPANRB_62_2018.escalation_repeat
    returns_before_decision: Annotated[int, Field(ge=1, le=10)]
    identity_request: Days = PERMENPANRB_62_2018.identity_request
    identity_information_request: RetentionDays = PERMENPANRB_62_2018.identity_information_request
    identity_aspiration: RetentionDays = PERMENPANRB_62_2018.identity_aspiration
    identity_complaint: RetentionDays = PERMENPANRB_62_2018.identity_complaint
    identity_supervisory: RetentionDays = PERMENPANRB_62_2018.identity_supervisory

    @field_validator("supervisory")
    @classmethod
    def _no_shorter(cls, value: int, info: ValidationInfo) -> int:
        """An inspection is never given less than a complaint without one."""
        least = info.data.get("complaint", 1)
        if value < least:
            raise PydanticCustomError("too_small", "too small", {"ge": least})
        return value

    def rules(self) -> DeadlineRules:
        """What the domain counts by."""
        return DeadlineRules(**self.model_dump() | {"reminders": tuple(self.reminders)})


class AgencyDeadlinesIn(RequestModel):
    """The stricter deadlines an agency keeps from a day on; what is left out is as for
    everybody."""

    agency_id: Code
    effective_from: FirstDay
    follow_up: Days | None = None
    information_request: Days | None = None
    aspiration: Days | None = None
    complaint: Days | None = None
    supervisory: ManyDays | None = None

    def agency_deadlines(self) -> AgencyDeadlines:
        """What the rulebook keeps."""
        limits = self.model_dump(exclude={"agency_id", "effective_from"})
        return AgencyDeadlines(
            agency_id=self.agency_id,
            effective_from=self.effective_from,
            limits=StricterDeadlines(**limits),
        )


class DeadlinesIn(RequestModel):
    """One change at a time: a version of the deadline rules, or the stricter deadlines of one
    agency."""

    clocks: DeadlineRulesIn | None = None
    agency_limits: AgencyDeadlinesIn | None = None
    note: Reason | None = None

    @model_validator(mode="after")
    def _one(self) -> "DeadlinesIn":
        if (self.clocks is None) == (self.agency_limits is None):
            raise PydanticCustomError("clocks_or_limits", "one of the two")
        return self


def _is_one_word(value: str) -> str:
    if not value or re.search(r"\s", value):
        raise PydanticCustomError("invalid", "not one word")
    return value


Word = Annotated[str, StringConstraints(max_length=254), Readable, AfterValidator(_is_one_word)]


class AgencyIn(RequestModel):
    """An agency in a period: the columns of the list. Without `valid_from` the period in force is
    corrected. `confirm` lets an agency with open cases end without a successor."""

    id: Word
    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), Readable]
    type: Word
    parent_id: Word | None = None
    supervisor_id: Word | None = None
    regions: Annotated[list[Word], Field(max_length=600)] = []
    sectors: Annotated[list[Word], Field(max_length=100)] = []
    desks: Annotated[list[Word], Field(max_length=20)] = []
    head_desk: Word | None = None
    zone: Word | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    successor_id: Word | None = None
    successor_ids: Annotated[list[Word], Field(max_length=20)] = []
    confirm: bool = False
    note: Reason | None = None

    def row(self) -> dict[str, str]:
        """The line of a list that says the same."""
        told = self.model_dump(exclude={"note", "confirm"})
        return {
            name: " ".join(value) if isinstance(value, list) else str(value)
            for name, value in told.items()
            if value is not None
        }


class AgencyImportIn(RequestModel):
    """A list in CSV; tried out unless told otherwise. `confirm` lets agencies with open cases end
    without a successor."""

    csv: Annotated[str, StringConstraints(min_length=1), Readable]
    dry_run: bool = True
    confirm: bool = False
    note: Reason | None = None


class RegionImportIn(RequestModel):
    """A list in CSV of what changed among the regions; tried out unless told otherwise."""

    csv: Annotated[str, StringConstraints(min_length=1), Readable]
    dry_run: bool = True
    note: Reason | None = None


def _is_client(value: str) -> str:
    if not _CLIENT.fullmatch(value):
        raise PydanticCustomError("bad_short_name", "not a name for a client")
    return value


def _is_within_keys_life(value: date) -> date:
    today = local_date(utcnow(), "WIB")
    if value < today:
        raise PydanticCustomError("in_the_past", "in the past")
    if value > (last := today + LONGEST_KEY):
        first = str(today)
        raise PydanticCustomError("date_out_of_range", "too late", {"ge": first, "le": str(last)})
    return value


def _sign_alone(value: list[Scope]) -> list[Scope]:
    if Scope.POSTS in value and len(set(value)) > 1:
        raise PydanticCustomError("signs_alone", "signs alone")
    return value


class ApiKeyIn(RequestModel):
    """A key for a machine client. `owner` is who answers for it and how to reach them;
    `valid_until` is the last day (WIB) it counts. A key for `posts` opens nothing else: it signs,
    and is never sent."""

    client: Annotated[str, AfterValidator(_is_client)]
    owner: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200), Readable
    ]
    scopes: Annotated[
        list[Scope], Field(min_length=1, max_length=len(Scope)), AfterValidator(_sign_alone)
    ]
    per_minute: Annotated[int, Field(ge=1, le=MOST_PER_MINUTE)] = 60
    valid_until: Annotated[date, AfterValidator(_is_near), AfterValidator(_is_within_keys_life)]


class RulesQuery(QueryModel):
    """`history=true` adds every change, oldest first."""

    history: bool = False


class AgenciesQuery(RulesQuery):
    """One agency by its id, or all in order of id."""

    id: Code | None = None
    cursor: Annotated[str, StringConstraints(max_length=300)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
