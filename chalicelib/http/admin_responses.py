"""What the routes of administration answer, field by field; see `http.responses`."""

from collections.abc import Mapping
from typing import Any, NotRequired

from typing_extensions import TypedDict

from chalicelib.case.deadlines import DeadlineRules
from chalicelib.custody import IdentityField, LegalBasis
from chalicelib.http.struct_schema import Shown
from chalicelib.presentation.account_types import Account
from chalicelib.presentation.view_types import CaseNumber, Day
from chalicelib.routing.agency import Agency
from chalicelib.routing.regions import RegionChange
from chalicelib.store.api_keys import Scope
from chalicelib.usecases.preview_rules import PromiseChange
from chalicelib.workdays import Moment


class HistoryEntry(TypedDict):
    """A change to rules or reference data: who made it when and why, what was before and after."""

    made_at: Moment
    officer_id: str
    note: str | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]


class CalendarInForce(TypedDict):
    """The calendar in force and what it came of: the packaged one and its correction. `names` are
    those of days off in the packaged one; a day that a correction added has none."""

    version: str
    added: list[Day]
    removed: list[Day]
    packaged_version: str
    in_force: str
    last_year: int
    holidays: list[Day]
    names: dict[Day, str]
    estimated: list[Day]
    history: NotRequired[list[HistoryEntry]]


class DeadlineRulesVersion(DeadlineRules, frozen=True, kw_only=True):
    """A version of the deadline rules; a packaged one comes with the software."""

    packaged: bool


class AgencyDeadlinesInForce(TypedDict):
    """The stricter deadlines that an agency keeps from a day on, in working days; null is as for
    everybody."""

    agency_id: str
    effective_from: Day
    in_force: bool
    follow_up: int | None
    information_request: int | None
    aspiration: int | None
    complaint: int | None
    supervisory: int | None


class DeadlinesInForce(TypedDict):
    """All versions of the deadline rules; `in_force` names today's."""

    in_force: str
    versions: list[Shown[DeadlineRulesVersion]]
    agency_limits: list[AgencyDeadlinesInForce]
    history: NotRequired[list[HistoryEntry]]


class RulesPreview(TypedDict):
    """What reports of each class are promised now, and would be after a change: those filed on
    `filed_on` (WIB)."""

    filed_on: Day
    examples: list[Shown[PromiseChange]]


class AgencyToday(Agency, frozen=True, kw_only=True):
    """An agency as it is today, with all its periods, the first one first."""

    in_force: bool
    periods: tuple[Shown[Agency], ...]


class AgencyWithHistory(AgencyToday, frozen=True, kw_only=True):
    """The same with every change to it, the oldest first."""

    history: tuple[HistoryEntry, ...]


class ChangedAgency(TypedDict):
    """What was written of an agency: in which period, and which fields differ."""

    id: str
    valid_from: Day | None
    new_period: bool
    fields: list[str]


class AgencyPut(AgencyToday, frozen=True, kw_only=True):
    """An agency after it was put, and what that changed."""

    changed: tuple[ChangedAgency, ...]


class Agencies(TypedDict):
    """A page of the register."""

    items: list[Shown[AgencyToday] | Shown[AgencyWithHistory]]
    next_cursor: str | None


class AccessEnded(TypedDict):
    """Whose account was disabled, with all its sessions."""

    officer_id: str


class Accounts(TypedDict):
    """A page of officers' accounts."""

    items: list[Account]
    next_cursor: str | None


class Invitation(Account):
    """An officer's account, and the password that they sign in with once: shown this once."""

    password: str


class ReadingEntry(TypedDict):
    """A look of an officer at a case: for what (`view`, `timeline`, `similar` or an action), in
    which request; `refused` where they were told that there is no such case."""

    case_id: str
    officer_id: str
    role: str
    agency_id: str
    purpose: str
    refused: bool
    at: Moment
    request_id: str


class Readings(TypedDict):
    """A page of readings, the latest first."""

    items: list[ReadingEntry]
    next_cursor: str | None


class ListedApiKey(TypedDict):
    """A key of a machine client, without the key. `in_force` is whether it counts now."""

    id: str
    client: str
    owner: str
    scopes: list[Scope]
    per_minute: int
    valid_until: Moment
    made_at: Moment
    made_by: str
    revoked_at: Moment | None
    revoked_by: str | None
    in_force: bool


class DisclosureEntry(TypedDict):
    """That an identity was shown: of which complaint, to which officer of which agency, who
    approved, which fields and on what basis. `silent_until`: the last day on which a court forbids
    to tell the reporter, where it did when it was shown."""

    case_id: CaseNumber
    officer_id: str
    shown_to: str
    approved_by: str
    fields: list[IdentityField]
    basis: LegalBasis
    silent_until: Day | None
    at: Moment


class Disclosures(TypedDict):
    """A page of disclosures, the latest first."""

    items: list[DisclosureEntry]
    next_cursor: str | None


class WordOfOfficer(TypedDict):
    """Who did something, and when: an officer by the pool's `sub` with their agency, or an operator
    by the name that AWS knows."""

    by: str
    agency_id: str | None
    at: Moment


class BreachNoticeEntry(TypedDict):
    """What reporters of so many `cases` are told of a breach, until when they have to hear of it,
    and who agreed; `runs` are the times an operator told them."""

    id: str
    known_at: Moment
    tell_by: Moment
    text: str
    text_en: str
    cases: int
    proposed: WordOfOfficer
    approved: WordOfOfficer | None
    ended: WordOfOfficer | None
    runs: list[WordOfOfficer]


class BreachNotices(TypedDict):
    """All notices, the latest first."""

    items: list[BreachNoticeEntry]


class WholeBreachNotice(BreachNoticeEntry):
    """A notice with the numbers of its cases."""

    case_ids: list[CaseNumber]


class ApiKeys(TypedDict):
    """All keys, those that count no more too."""

    items: list[ListedApiKey]


class NewApiKey(ListedApiKey):
    """A new key, shown this once."""

    key: str


class LineProblem(TypedDict):
    """One thing wrong with an imported list; lines count from 1 and include the header."""

    line: int
    field: str
    reason: str
    message: str


class ChangedRegions(TypedDict):
    """What administrators changed among the regions that come with the software."""

    items: list[Shown[RegionChange]]


class RegionImport(TypedDict):
    """What an imported list of regions comes to, or came to; codes of what it adds and changes."""

    dry_run: bool
    lines: int
    problems: list[LineProblem]
    added: list[str]
    changed: list[str]
    unchanged: int


class Import(TypedDict):
    """What an imported list comes to, or came to."""

    dry_run: bool
    lines: int
    problems: list[LineProblem]
    added: list[str]
    changed: list[ChangedAgency]
    unchanged: int
