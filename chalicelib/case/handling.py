"""What the holder does with the case: work, questions, answers, and cases owed no answer."""

from dataclasses import replace

from ..errors import NotAllowed
from . import events
from .authority import is_above
from .commands import (
    Answer,
    Archive,
    InterimReply,
    Note,
    Reclassify,
    ResolveAppeal,
    Start,
)
from .custody import protect_sensitive
from .decision import Context, Step, promised, refused_field
from .ending import ARCHIVE_REASONS, archived, closed
from .limit_changes import promise_anew
from .model import Actor, Case, Classification, Status
from .reporter import begun_again
from .schedule import rated


def start(case: Case, action: Start, actor: Actor, context: Context) -> Step:
    """The first step, told to the reporter."""
    started = replace(case, status=Status.IN_PROGRESS)
    return Step(case=started, says=events.Started(note=action.note))


def interim_reply(case: Case, action: InterimReply, actor: Actor, context: Context) -> Step:
    """A first step like any other for the follow-up clock; for the answer's it changes nothing."""
    if action.expected_by < context.today(case.zone):
        raise refused_field("expected_by", "in_the_past")
    return Step(
        case=replace(case, status=Status.IN_PROGRESS, interim_replies=case.interim_replies + 1),
        says=events.InterimReplied(text=action.text, expected_by=action.expected_by.isoformat()),
    )


def answer(case: Case, action: Answer, actor: Actor, context: Context) -> Step:
    """The reporter's turn: they rate, appeal, or stay silent until the window is over.

    What an agency adds to an answer nobody has spoken to yet does not lengthen the window.
    """
    supplement = case.status is Status.ANSWERED and not rated(case)
    answered = replace(
        case,
        status=Status.ANSWERED,
        answers=case.answers + 1,
        answered_at=case.answered_at if supplement else context.now,
        first_answered_at=case.first_answered_at or context.now,
        reminders=case.reminders if supplement else 0,
        reminded_at=case.reminded_at if supplement else None,
        supplemented=supplement,
        owed_reply=None,
        deadlines=replace(case.deadlines, reply_by=None),
    )
    return Step(case=answered, says=events.Answered(text=action.text, answer=answered.answers))


def resolve_appeal(case: Case, action: ResolveAppeal, actor: Actor, context: Context) -> Step:
    """Not upheld, it is the last word. Upheld, it is an order: the agency the appeal was against
    owes the repair, with the clock of its class, and may not hand the case on."""
    if case.appeal is None:
        raise ValueError("no appeal")
    appeal = replace(
        case.appeal, decided_at=context.now, upheld=action.upheld, decided_by=case.agency_id
    )
    decided = replace(case, appeal=appeal)
    if not action.upheld:
        decided = closed(decided, "appeal_decided", context)
        return Step(case=decided, says=events.AppealDecided(text=action.text, upheld=False))
    ordered = begun_again(
        replace(decided, agency_id=appeal.from_agency_id, must_keep=True), context
    )
    return Step(
        case=ordered,
        says=events.AppealDecided(
            text=action.text,
            upheld=True,
            order_to=ordered.agency_id,
            deadlines=promised(ordered.deadlines, ordered.zone),
        ),
    )


def archive(case: Case, action: Archive, actor: Actor, context: Context) -> Step:
    """The holder stays known: a reopened case goes back to it."""
    if action.reason not in ARCHIVE_REASONS:
        raise refused_field("reason", "unknown_choice")
    return Step(
        case=archived(case, action.reason, context),
        says=events.Archived(reason=action.reason, note=action.note),
    )


def reclassify(case: Case, action: Reclassify, actor: Actor, context: Context) -> Step:
    """Another class has another limit, counted from when the clock began, but never over before
    the end of the next working day. To the same class, nothing moves. Whether a case is
    supervisory, which gives more than four times as long, is never the holder's own to say."""
    if (action.classification, action.category, action.supervisory) == (None, None, None):
        raise refused_field("classification", "required")
    classification = action.classification or case.classification
    is_complaint = classification is Classification.COMPLAINT
    if action.supervisory and not is_complaint:
        raise refused_field("supervisory", "complaints_only")
    supervisory = case.supervisory if action.supervisory is None else action.supervisory
    supervisory = supervisory and is_complaint
    if supervisory != case.supervisory and not is_above(actor, case, context):
        raise NotAllowed("supervisory_not_yours")
    changed = replace(
        case,
        classification=classification,
        category=action.category or case.category,
        supervisory=supervisory,
    )
    if action.sensitive:
        changed = protect_sensitive(changed)
    if (changed.classification, changed.supervisory) != (case.classification, case.supervisory):
        changed = promise_anew(changed, context.now, context.clocks)
    return Step(
        case=changed,
        says=events.Reclassified(
            classification=changed.classification.value,
            category=changed.category,
            supervisory=changed.supervisory,
            anonymous=True if action.sensitive else None,
            confidential=True if action.sensitive else None,
            deadlines=promised(changed.deadlines, changed.zone),
        ),
    )


def note(case: Case, action: Note, actor: Actor, context: Context) -> Step:
    """Among officers; it changes nothing about the case."""
    return Step(case=case, says=events.Noted(text=action.text))
