"""An agency ends: whoever takes up its open cases, nothing that was promised is lost.

Its successor takes them up as they stand. Without one the national desk decides anew, but what was
answered waits for its rating where it is: only the reporter's next word makes it somebody's turn.
"""

from dataclasses import replace

from . import events
from .authority import senior_to
from .commands import Reassign
from .deadlines import DEADLINE_OF, appeal_open, open_limits
from .decision import Context, Step, promised
from .limit_changes import with_deadlines
from .model import Actor, Case, Deadlines, Status


def must_be_reassigned(case: Case, context: Context) -> bool:
    """Whether the case is with an agency that ended, and somebody else is there for it."""
    if case.agency_id is None or not context.has_ended(case.agency_id):
        return False
    new_holder = _new_holder(case, context)
    if new_holder is None:
        return case.status is not Status.ANSWERED
    return new_holder != case.agency_id


def reassign(case: Case, action: Reassign, actor: Actor, context: Context) -> Step:
    """The case in other hands, with every limit where it was."""
    agency_id = _new_holder(case, context)
    given = _given_to_desk(case) if agency_id is None else replace(case, agency_id=agency_id)
    return Step(
        case=given,
        says=events.Reassigned(
            from_agency_id=case.agency_id,
            agency_id=agency_id,
            deadlines=promised(given.deadlines, given.zone),
        ),
    )


def _new_holder(case: Case, context: Context) -> str | None:
    """The successor, but none that said the case is not theirs; None: the national desk decides.

    An appeal goes where a new one would go today: to the next that exists above the agency it is
    against, else to the national desk by name. So never to that agency, whoever succeeds whom.
    """
    if case.appeal is not None and appeal_open(case):
        return senior_to(case.appeal.from_agency_id, context)
    successor = context.successor_of(case.agency_id or "")
    return successor.id if successor and successor.id not in case.returned_by else None


def _given_to_desk(case: Case) -> Case:
    """With nobody, and open to every disposition; a question to the reporter stays open."""
    case = with_deadlines(case, _none_missed_anew(case))
    case = replace(case, agency_id=None, must_keep=False)
    if case.hold is not None:
        return replace(case, hold=replace(case.hold, returns_to=Status.TRIAGE))
    return replace(case, status=Status.TRIAGE)


def _none_missed_anew(case: Case) -> Deadlines:
    """A case in triage owes a follow-up and an answer. Those it had given already are owed again,
    by the limit that was running: they were kept, and must not count as missed."""
    running = min(limit.at for limit in open_limits(case))
    given = {"follow_up_by", "resolve_by"} - {
        DEADLINE_OF[limit.name] for limit in open_limits(case)
    }
    later = {name: max(getattr(case.deadlines, name), running) for name in given}
    return replace(case.deadlines, **later)
