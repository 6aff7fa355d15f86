"""The other cases of a case, and which of them an answer may name: one that was merged with it, or
split from it, may have become hidden since, and its number would say that it is there."""

from collections.abc import Callable, Iterable, Iterator

from chalicelib.case.authority import is_public, may_know
from chalicelib.case.decision import Context, Event
from chalicelib.case.model import ENDED, Actor, Case
from chalicelib.errors import Conflict
from chalicelib.events import EventType
from chalicelib.store import cases
from chalicelib.structs import replace


def related_ids(case: Case) -> tuple[str, ...]:
    """The cases that a case names: the one it was merged into, those merged into it, and the other
    matters of its complaint."""
    into = () if case.merged_into is None else (case.merged_into,)
    return (*into, *case.merged_from, *split_ids(case))


def split_ids(case: Case) -> tuple[str, ...]:
    """The other matters of its complaint that a case names: whose it was, or what it was split
    into."""
    return (*(() if case.split_from is None else (case.split_from,)), *case.split_into)


def split_siblings(case: Case) -> list[Case]:
    """The other cases that one complaint was split into; no read where it was not."""
    first = case if case.split_from is None else cases.get(case.split_from)
    wanted = {first.id, *first.split_into} - {case.id}
    return cases.get_several(wanted) if wanted else []


def merge_path(case: Case) -> Iterator[Case]:
    """The cases that a merged one went into, one after the other; none of any other."""
    while case.merged_into is not None:
        case = cases.get(case.merged_into)
        yield case


def merge_target(case: Case) -> Case | None:
    """The case a merged one goes on in, which was perhaps merged itself; None for any other."""
    target = None
    for target in merge_path(case):  # noqa: B007 (the last)
        pass
    return target


def goes_on_in(source: Case, target: Case) -> bool:
    """Whether a merged case goes on in another by now, directly or through those in between. A case
    names for good what was merged into it; where that went since, only its own row says. No read
    where it is direct."""
    while source.merged_into is not None:
        if source.merged_into == target.id:
            return True
        source = cases.get(source.merged_into)
    return False


def naming_what_goes_on(case: Case) -> Case:
    """The case, which names of those that were merged into it only those that still go on in it. No
    read where there are none."""
    found = cases.get_several(case.merged_from) if case.merged_from else []
    still = {source.id for source in found if goes_on_in(source, case)}
    return replace(case, merged_from=tuple(one for one in case.merged_from if one in still))


def anonymous_writers(events: Iterable[Event]) -> frozenset[str]:
    """The merged cases whose reporters wrote these messages and have become anonymous since; also
    those that cannot be read. No read where nobody wrote so."""
    wrote = {
        str(event.data["from"])
        for event in events
        if event.type == EventType.MESSAGED and "from" in event.data
    }
    found = cases.get_several(wrote) if wrote else []
    return frozenset(wrote - {case.id for case in found if not case.anonymous})


def public_target(case: Case) -> Case:
    """The case that a public one goes on in, or that one itself: open, and for everybody. Raises
    `Conflict("case_ended")` with the status of the case that was asked for: of another one, which
    may be hidden, nothing is told."""
    target = merge_target(case) or case
    if target.status in ENDED or not is_public(target):
        raise Conflict("case_ended", status=case.status.value)
    return target


def visible_to_everybody(case_ids: Iterable[str]) -> frozenset[str]:
    """Those of the cases whose numbers everybody may read. One read, none where there are none."""
    return _those(case_ids, is_public)


def visible_to_reporter(case: Case, case_ids: Iterable[str]) -> frozenset[str]:
    """Those whose numbers the reporter of a case may read: what everybody may, and what was split
    from their complaint, for they filed it."""
    own = frozenset(split_ids(case))
    return own | visible_to_everybody(set(case_ids) - own)


def visible_to_officer(actor: Actor, case_ids: Iterable[str], context: Context) -> frozenset[str]:
    """Those whose numbers an officer may read."""
    return _those(case_ids, lambda case: may_know(case, actor, context))


def _those(case_ids: Iterable[str], may_be_named: Callable[[Case], bool]) -> frozenset[str]:
    wanted = set(case_ids)
    found = cases.get_several(wanted) if wanted else []
    return frozenset(case.id for case in found if may_be_named(case))
