"""What a change of the rules would do to a report, before it is made."""

from datetime import date, datetime, time

from msgspec import Struct
from msgspec.structs import asdict

from chalicelib.case.deadlines import STANDARD, DeadlinePolicy, DeadlineRules, StricterDeadlines
from chalicelib.store import rulebook
from chalicelib.store.rulebook import AgencyDeadlines, Correction, Rulebook
from chalicelib.structs import replace
from chalicelib.usecases.rules import calendar
from chalicelib.workdays import ZONES, Calendar, local_date

ZONE = "WIB"  # what examples are counted in
MORNING = time(9)
CLASSES = ("information_request", "aspiration", "complaint", "supervisory")


class PromisedDates(Struct, frozen=True, kw_only=True):
    """The last days of a report that is filed and handed to its agency on one day."""

    verify_by: date
    follow_up_by: date
    resolve_by: date


class PromiseChange(Struct, frozen=True, kw_only=True):
    """What a report of a class is promised, without and with a change of the rules."""

    clock: str  # of the class, as the rules call it
    before: PromisedDates
    after: PromisedDates


def preview_calendar(wanted: Correction, today: date) -> list[PromiseChange]:
    """What a report filed `today` (WIB) would be promised by a corrected calendar. What has to be
    right of a correction is looked at when it is made."""
    book = rulebook.rulebook(fresh=True)
    rules = _rules(book, today)
    return [
        PromiseChange(
            clock=clock,
            before=_promised(today, clock, rules, calendar(book.correction)),
            after=_promised(today, clock, rules, calendar(wanted)),
        )
        for clock in CLASSES
    ]


def preview_deadline_rules(wanted: DeadlineRules) -> list[PromiseChange]:
    """What a report filed on the first day of a version of the deadline rules would be promised by
    it, and is without it."""
    book, first = rulebook.rulebook(fresh=True), wanted.effective_from
    return _examples(book, first, _rules(book, first), wanted)


def preview_agency_deadlines(wanted: AgencyDeadlines) -> list[PromiseChange]:
    """What a report filed on their first day would be promised where an agency keeps these
    deadlines, and is for everybody."""
    book, first = rulebook.rulebook(fresh=True), wanted.effective_from
    general = _rules(book, first)
    return _examples(book, first, general, _with(general, wanted.limits))


def _examples(
    book: Rulebook, day: date, before: DeadlineRules, after: DeadlineRules
) -> list[PromiseChange]:
    days = calendar(book.correction)
    return [
        PromiseChange(
            clock=clock,
            before=_promised(day, clock, before, days),
            after=_promised(day, clock, after, days),
        )
        for clock in CLASSES
    ]


def _promised(day: date, clock: str, rules: DeadlineRules, days: Calendar) -> PromisedDates:
    filed_at = datetime.combine(day, MORNING, ZONES[ZONE])

    def last_day(limit: int) -> date:
        return local_date(days.add(filed_at, limit, ZONE), ZONE)

    return PromisedDates(
        verify_by=last_day(rules.verify),
        follow_up_by=last_day(rules.follow_up),
        resolve_by=last_day(getattr(rules, clock)),
    )


def _rules(book: Rulebook, day: date) -> DeadlineRules:
    policy = DeadlinePolicy(
        versions=STANDARD + book.deadline_rules, calendar=calendar(book.correction)
    )
    return policy.rules_at(day)


def _with(general: DeadlineRules, limits: StricterDeadlines) -> DeadlineRules:
    own = asdict(limits)
    stricter = {
        name: min(getattr(general, name), days) for name, days in own.items() if days is not None
    }
    return replace(general, **stricter)
