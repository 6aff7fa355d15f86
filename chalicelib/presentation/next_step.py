"""Where a case is, who holds it and what comes next, in words a reporter reads (id, en)."""

from collections.abc import Callable, Collection
from datetime import datetime

from chalicelib.case.actions import allowed
from chalicelib.case.deadlines import appeal_open, deadline_in_force
from chalicelib.case.decision import WITHDRAWN, Context
from chalicelib.case.due import is_overdue, is_rated, reopen_until, silence_ends, silence_ends_case
from chalicelib.case.model import REPORTER, Appeal, Case, Status
from chalicelib.case.reporter_actions import Reopen
from chalicelib.presentation.catalogue import Language, catalogue
from chalicelib.presentation.dates import day_in_words
from chalicelib.presentation.view_types import AppealState, AppealView, Sentences
from chalicelib.workdays import iso, local_date

AgencyName = Callable[[str], str | None]


def describe_next_step(
    case: Case, *, context: Context, agency_name: AgencyName, visible_cases: Collection[str]
) -> Sentences:
    """The sentence per language. The case that a merged one goes on in is named where it is in
    `visible_cases`."""
    by = promised_moment(case, context)
    late = is_overdue(case, context.now)
    until = reopening_ends(case, context)

    def in_words(moment: datetime | None, language: Language) -> str | None:
        return day_in_words(local_date(moment, case.zone), case.zone, language) if moment else None

    def sentence(language: Language) -> str:
        words = catalogue(language)["next"]
        holder = case.agency_id
        sentence = words[_situation(case, visible_cases)].format(
            holder=words["nobody"] if holder is None else agency_name(holder) or holder,
            by=in_words(by, language),
            into=case.merged_into,
        )
        sentence += f" {words['overdue']}" if late else ""
        sentence += f" {words['reopen'].format(until=in_words(until, language))}" if until else ""
        return sentence[0].upper() + sentence[1:]

    return {"id": sentence("id"), "en": sentence("en")}


def promised_moment(case: Case, context: Context) -> datetime | None:
    """By when the next thing happens: the running deadline, or the end of the reporter's window."""
    if case.hold is not None:
        return case.hold.expires_at
    if case.status is Status.ANSWERED:
        return silence_ends(case, context.policy)
    deadline = deadline_in_force(case)
    return deadline.at if deadline else None


def reopening_ends(case: Case, context: Context) -> datetime | None:
    """Until when the reporter may reopen a case that ended; None where they may not."""
    if Reopen.name not in allowed(case, REPORTER, context):
        return None
    return reopen_until(case, context.policy)


def appeal_state(appeal: Appeal) -> AppealState:
    """Whether it waits for its decision, or what that was."""
    if appeal.decided_at is None:
        return "open"
    return "upheld" if appeal.upheld else "rejected"


def appeal_view(case: Case) -> AppealView | None:
    """The last appeal, to officers."""
    appeal = case.appeal
    if appeal is None:
        return None
    return {
        "opened_at": iso(appeal.opened_at, case.zone),
        "from_agency_id": appeal.from_agency_id,
        "decided_at": iso(appeal.decided_at, case.zone) if appeal.decided_at else None,
        "decided_by": appeal.decided_by,
        "upheld": appeal.upheld,
    }


def _situation(case: Case, visible_cases: Collection[str]) -> str:
    if case.status is Status.IN_PROGRESS and appeal_open(case):
        return "appeal"
    if case.status is Status.IN_PROGRESS and case.owed_reply is not None:
        return "reply"
    if case.status is Status.IN_PROGRESS and case.appeal is not None and case.appeal.upheld:
        return "repair"
    if case.status is Status.ON_HOLD and not silence_ends_case(case):
        return "on_hold_unheard"
    if case.status is Status.ANSWERED and is_rated(case):
        return "unsatisfied"
    if case.closed is not None:
        return case.closed.reason
    if case.archive_reason == WITHDRAWN:
        return WITHDRAWN
    if case.status is Status.MERGED and case.merged_into not in visible_cases:
        return "merged_unnamed"
    return case.status.value
