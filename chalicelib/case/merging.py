"""Several reports of one matter: joined in one case, heard through it, and given back when it
ends unanswered. The two sides of a step are saved together; see `actions`."""

from dataclasses import replace

from . import events
from .commands import Message, Unmerge
from .decision import Context, Step, promised
from .ending import merged
from .events import Visibility
from .holds import release_hold
from .model import Actor, Case, Hold, Status
from .reporter import begun_again


def merge_steps(source: Case, target: Case, context: Context) -> tuple[Step, Step]:
    """What merging is to each: `source` ends, `target` takes up its supporters and its reporter."""
    supporters = source.supporters + 1
    given = Step(case=merged(source, target.id, context), says=events.Merged(into=target.id))
    taken = Step(
        case=replace(
            target,
            merged_from=(*target.merged_from, source.id, *source.merged_from),
            supporters=target.supporters + supporters,
        ),
        says=events.Absorbed(from_=source.id, supporters=supporters),
    )
    return given, taken


def is_merged_into(source: Case, target: Case) -> bool:
    """Whether `source` still goes on in `target`, directly or through another merged case."""
    return source.status is Status.MERGED and source.merged_into in (
        target.id,
        *target.merged_from,
    )


def open_question(target: Case | None) -> Hold | None:
    """The question reporters of merged cases may answer too; never that of a confidential case,
    of which they may not read a word."""
    return None if target is None or target.confidential else target.hold


def answer_steps(
    source: Case, target: Case, action: Message, context: Context
) -> tuple[Step, Step]:
    """What it is to each that `source`'s reporter answers the question of `target`.

    The reporter of the target does not read what another reporter wrote.
    """
    given = Step(
        case=source,
        says=events.Messaged(text=action.text, resumed=False, into=target.id),
    )
    resumed = release_hold(target, context.now, context)
    taken = Step(
        case=resumed,
        says=events.Messaged(
            text=action.text,
            resumed=True,
            from_=source.id,
            anonymous=source.anonymous,
            deadlines=promised(resumed.deadlines, resumed.zone),
        ),
        visibility=Visibility.AGENCY,
    )
    return given, taken


def must_be_given_back(source: Case, target: Case) -> bool:
    """Whether `target` ended without an answer while `source` was merged into it. A report that
    was merged after that end, into a reopened case, stays."""
    return (
        target.status is Status.ARCHIVED
        and is_merged_into(source, target)
        and source.ended_at is not None
        and target.ended_at is not None
        and source.ended_at <= target.ended_at
    )


def unmerge(case: Case, action: Unmerge, actor: Actor, context: Context) -> Step:
    """A case of its own again, with new clocks: the national desk decides who handles it."""
    case = replace(case, agency_id=None, merged_into=None, merged_from=(), ended_at=None)
    case = begun_again(case, context)
    return Step(
        case=case,
        says=events.Unmerged(from_=action.target_id, deadlines=promised(case.deadlines, case.zone)),
    )
