"""The rules administrators set, as rows that are only ever added: corrections of the calendar,
versions of the deadline rules, the stricter deadlines of agencies, how much one may do in a while,
and what was changed in the register.

A row's number is put if absent, so of two administrators at once one is told to look again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from msgspec import Struct

from chalicelib.case.deadlines import DeadlineRules, StricterDeadlines
from chalicelib.errors import Conflict, Unavailable
from chalicelib.store.conditions import attempt
from chalicelib.store.reference_rows import ReferenceItem, RuleItem, rules_pk
from chalicelib.store.rows import Unreadable, read, readable
from chalicelib.store.serialization import as_json, parse
from chalicelib.structs import replace
from chalicelib.warm import TimedCache

CALENDAR = "CALENDAR"
DEADLINE_RULES, AGENCY_DEADLINES = "CLOCKS", "LIMITS"
AGENCIES, REGIONS = "AGENCIES", "REGIONS"
RATES = "RATES"  # how much one may do in a while: `store.rate_counters`


class Correction(Struct, frozen=True, kw_only=True):
    """What a revised decree changes in the packaged calendar: `added` days are off, `removed` are
    worked. Each correction stands on its own: the latest counts, not the sum."""

    version: str
    added: tuple[date, ...]
    removed: tuple[date, ...]


class AgencyDeadlines(Struct, frozen=True, kw_only=True):
    """The stricter deadlines of an agency from a day on; all None takes them back."""

    agency_id: str
    effective_from: date
    limits: StricterDeadlines


class RateLimitChange(Struct, frozen=True, kw_only=True):
    """A number of `store.rate_counters` by its name, as somebody moved it; None is back to its
    own."""

    name: str
    most: int | None


class Author(Struct, frozen=True, kw_only=True):
    """Who changes something, when (UTC) and why."""

    officer_id: str
    at: datetime
    note: str | None = None

    def with_note(self, note: str | None) -> "Author":
        """The same with their reason."""
        return replace(self, note=note)


class RuleChange(Struct, frozen=True, kw_only=True):
    """One change as it was made. `officer_id` is the pool's subject; `before` is None for what is
    new."""

    made_at: datetime
    officer_id: str
    note: str | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]


class Rulebook(Struct, frozen=True, kw_only=True):
    """Everything administrators have decided, oldest first."""

    corrections: tuple[Correction, ...] = ()
    corrected_at: datetime | None = None  # when the correction in force was made
    deadline_rules: tuple[DeadlineRules, ...] = ()
    agency_deadlines: tuple[AgencyDeadlines, ...] = ()
    agency_deadlines_count: Mapping[str, int] = {}  # changes by agency
    rate_limit_changes: tuple[RateLimitChange, ...] = ()

    @property
    def correction(self) -> Correction | None:
        """The correction in force."""
        return self.corrections[-1] if self.corrections else None

    @property
    def rate_limits(self) -> dict[str, int | None]:
        """The number in force of each that was ever moved, by name; None is its own."""
        return {moved.name: moved.most for moved in self.rate_limit_changes}

    def stricter_deadlines_on(
        self, days: Mapping[str, date] | date
    ) -> dict[str, StricterDeadlines]:
        """Each agency's stricter deadlines on a day (of its own zone, when `days` is by agency):
        the latest in effect, of several from the same day the last one made."""
        found: dict[str, AgencyDeadlines] = {}
        for own in self.agency_deadlines:
            day = days if isinstance(days, date) else days[own.agency_id]
            earlier = found.get(own.agency_id)
            in_effect = own.effective_from <= day
            if in_effect and (earlier is None or own.effective_from >= earlier.effective_from):
                found[own.agency_id] = own
        return {agency_id: own.limits for agency_id, own in found.items()}


Rule = TypeVar("Rule")


def rulebook(*, fresh: bool = False) -> Rulebook:
    """The rules as they are. A warm function reads them again after a minute, or when `fresh`."""
    return _book.get(RuleItem.Meta.table_name, again=fresh)


def _load() -> Rulebook:
    """Raises `Unavailable` when a rule cannot be read: without it the others are another law. A
    moved number that cannot be read is passed over: what it was before counts."""
    own, corrections = _decided(_rows(AGENCY_DEADLINES), AgencyDeadlines), list(_rows(CALENDAR))
    return Rulebook(
        corrections=_decided(corrections, Correction),
        corrected_at=corrections[-1].made_at if corrections else None,
        deadline_rules=_decided(_rows(DEADLINE_RULES), DeadlineRules),
        agency_deadlines=own,
        agency_deadlines_count=Counter(each.agency_id for each in own),
        rate_limit_changes=tuple(rate for _, rate in readable(_rows(RATES), _rate_limit_change)),
    )


def _rate_limit_change(row: RuleItem) -> RateLimitChange:
    return parse(RateLimitChange, row.after)


def _decided(rows: Iterable[RuleItem], rule: type[Rule]) -> tuple[Rule, ...]:
    try:
        return tuple(read(row, lambda one: parse(rule, one.after)) for row in rows)
    except Unreadable as error:
        raise Unavailable("unavailable") from error


_book = TimedCache(_load)


def history(subject: str, first: str = "", last: str = "~") -> list[RuleChange]:
    """The changes of a subject (`CALENDAR`, `DEADLINE_RULES`, `AGENCY_DEADLINES`, `AGENCIES`,
    `REGIONS`, `RATES`), oldest first; of those kept by agency, from agency `first` to agency
    `last`."""
    return [
        RuleChange(
            made_at=row.made_at,
            officer_id=row.officer_id,
            note=row.note,
            before=row.before,
            after=row.after,
        )
        for row in _rows(subject, ReferenceItem.sk.between(first or " ", f"{last}#~"))
    ]


def add_correction(correction: Correction, author: Author, book: Rulebook) -> None:
    """Put a correction in force. Raises `Conflict("changed_meanwhile")`."""
    after = as_json(correction)
    before = None if book.correction is None else as_json(book.correction)
    _append(CALENDAR, f"{len(book.corrections) + 1:06d}", author, before, after)


def add_deadline_rules(
    rules: DeadlineRules, before: DeadlineRules, author: Author, book: Rulebook
) -> None:
    """Add a version of the deadline rules; `before` is the one that counted on its first day until
    now. Raises `Conflict("changed_meanwhile")`."""
    old, new = as_json(before), as_json(rules)
    _append(DEADLINE_RULES, f"{len(book.deadline_rules) + 1:06d}", author, old, new)


def add_agency_deadlines(
    own: AgencyDeadlines, before: StricterDeadlines | None, author: Author, book: Rulebook
) -> None:
    """Add an agency's stricter deadlines; `before` are those that counted on their first day until
    now. Raises `Conflict("changed_meanwhile")`."""
    number = book.agency_deadlines_count.get(own.agency_id, 0) + 1
    new = as_json(own)
    old = None if before is None else as_json(before)
    _append(AGENCY_DEADLINES, f"{own.agency_id}#{number:06d}", author, old, new)


def add_rate_limit(
    moved: RateLimitChange, before: RateLimitChange | None, author: Author, book: Rulebook
) -> None:
    """Move a number, from now on; `before` is how it was moved last. Raises
    `Conflict("changed_meanwhile")`."""
    number = sum(earlier.name == moved.name for earlier in book.rate_limit_changes) + 1
    old = None if before is None else as_json(before)
    _append(RATES, f"{moved.name}#{number:06d}", author, old, as_json(moved))


def change_of_agency(
    period: str, revision: int, author: Author, before: Any, after: Any
) -> RuleItem:
    """The row that tells of a change in the register, to be written together with it; `period`
    is the key of the changed row."""
    return _item(AGENCIES, f"{period}#{revision:06d}", author, before, after)


def change_of_region(code: str, revision: int, author: Author, before: Any, after: Any) -> RuleItem:
    """The row that tells of a change of a region, to be written together with it."""
    return _item(REGIONS, f"{code}#{revision:06d}", author, before, after)


def _append(subject: str, sk: str, author: Author, before: Any, after: Any) -> None:
    item = _item(subject, sk, author, before, after)
    try:
        attempt(
            lambda: item.save(condition=ReferenceItem.pk.does_not_exist()),
            lambda _: Conflict("changed_meanwhile"),
        )
    finally:
        _book.forget()


def _item(subject: str, sk: str, author: Author, before: Any, after: Any) -> RuleItem:
    return RuleItem(
        rules_pk(subject),
        sk,
        made_at=author.at,
        officer_id=author.officer_id,
        note=author.note,
        before=before,
        after=after,
    )


def _rows(subject: str, span: Any = None) -> Iterator[RuleItem]:
    yield from RuleItem.query(rules_pk(subject), span, consistent_read=True)
