"""What the holder does with the case: work, questions, answers, and cases owed no answer."""

from dataclasses import replace

from .commands import (
    Answer,
    Archive,
    Hold,
    InterimReply,
    Note,
    Reclassify,
    ResolveAppeal,
    Start,
)
from .decision import Context, Step, promised, refused_field, said
from .ending import ARCHIVE_REASONS, archived, closed
from .limit_changes import promise_anew
from .model import Actor, Case, Classification, Status, Visibility
from .model import Hold as OpenQuestion
from .schedule import hold_expiry
from .workdays import iso


def start(case: Case, action: Start, actor: Actor, context: Context) -> Step:
    """The first step, told to the reporter."""
    return Step(
        case=replace(case, status=Status.IN_PROGRESS), type="started", data=said(note=action.note)
    )


def hold(case: Case, action: Hold, actor: Actor, context: Context) -> Step:
    """From here the clocks stand still, until the reporter writes or the question expires."""
    expires_at = hold_expiry(context.now, case, context.clocks)
    question = OpenQuestion(
        question=action.question,
        since=context.now,
        expires_at=expires_at,
        returns_to=case.status,
    )
    return Step(
        case=replace(case, status=Status.ON_HOLD, hold=question),
        type="held",
        data={"question": action.question, "expires_at": iso(expires_at, case.zone)},
        visibility=Visibility.REPORTER,
    )


def interim_reply(case: Case, action: InterimReply, actor: Actor, context: Context) -> Step:
    """A first step like any other for the follow-up clock; for the answer's it changes nothing."""
    if action.expected_by < context.today(case.zone):
        raise refused_field("expected_by", "in_the_past")
    return Step(
        case=replace(case, status=Status.IN_PROGRESS, interim_replies=case.interim_replies + 1),
        type="interim_replied",
        data={"text": action.text, "expected_by": action.expected_by.isoformat()},
    )


def answer(case: Case, action: Answer, actor: Actor, context: Context) -> Step:
    """The reporter's turn: they rate, appeal, or stay silent until the window is over."""
    answered = replace(
        case,
        status=Status.ANSWERED,
        answers=case.answers + 1,
        answered_at=context.now,
        first_answered_at=case.first_answered_at or context.now,
        reminders=0,
        reminded_at=None,
    )
    return Step(
        case=answered, type="answered", data={"text": action.text, "answer": answered.answers}
    )


def resolve_appeal(case: Case, action: ResolveAppeal, actor: Actor, context: Context) -> Step:
    """The last word: there is no appeal of an appeal's decision."""
    if case.appeal is None:
        raise ValueError("no appeal")
    appeal = replace(case.appeal, decided_at=context.now, upheld=action.upheld)
    decided = closed(replace(case, appeal=appeal), "appeal_decided", context)
    return Step(
        case=decided, type="appeal_decided", data={"text": action.text, "upheld": action.upheld}
    )


def archive(case: Case, action: Archive, actor: Actor, context: Context) -> Step:
    """The holder stays known: a reopened case goes back to it."""
    if action.reason not in ARCHIVE_REASONS:
        raise refused_field("reason", "unknown_choice")
    return Step(
        case=archived(case, action.reason, context),
        type="archived",
        data=said(reason=action.reason, note=action.note),
    )


def reclassify(case: Case, action: Reclassify, actor: Actor, context: Context) -> Step:
    """Another class has another limit, counted from when the clock began, but never over before
    the end of the next working day. To the same class, nothing moves."""
    if (action.classification, action.category, action.supervisory) == (None, None, None):
        raise refused_field("classification", "required")
    classification = action.classification or case.classification
    is_complaint = classification is Classification.COMPLAINT
    if action.supervisory and not is_complaint:
        raise refused_field("supervisory", "complaints_only")
    supervisory = case.supervisory if action.supervisory is None else action.supervisory
    changed = replace(
        case,
        classification=classification,
        category=action.category or case.category,
        supervisory=supervisory and is_complaint,
    )
    if (changed.classification, changed.supervisory) != (case.classification, case.supervisory):
        changed = promise_anew(changed, context.now, context.clocks)
    return Step(
        case=changed,
        type="reclassified",
        data={
            "classification": changed.classification.value,
            "category": changed.category,
            "supervisory": changed.supervisory,
            "deadlines": promised(changed.deadlines, changed.zone),
        },
    )


def note(case: Case, action: Note, actor: Actor, context: Context) -> Step:
    """Among officers; it changes nothing about the case."""
    return Step(case=case, type="noted", data={"text": action.text}, visibility=Visibility.AGENCY)
