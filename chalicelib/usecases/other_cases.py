"""Which other cases an answer about a case may name: one that was merged with it may have become
hidden since, and its number would say that it is there."""

from collections.abc import Callable, Iterable

from chalicelib.case.authority import is_public, may_know
from chalicelib.case.decision import Context
from chalicelib.case.model import Actor, Case
from chalicelib.store import cases


def merged_with(case: Case) -> tuple[str, ...]:
    """The cases that a case names: the one it was merged into, and those merged into it."""
    into = () if case.merged_into is None else (case.merged_into,)
    return (*into, *case.merged_from)


def nameable(case_ids: Iterable[str]) -> frozenset[str]:
    """Those of the cases whose numbers everybody may read. One read, none where there are none."""
    return _those(case_ids, is_public)


def nameable_to(actor: Actor, case_ids: Iterable[str], context: Context) -> frozenset[str]:
    """Those whose numbers an officer may read."""
    return _those(case_ids, lambda case: may_know(case, actor, context))


def _those(case_ids: Iterable[str], may_be_named: Callable[[Case], bool]) -> frozenset[str]:
    wanted = set(case_ids)
    found = cases.get_several(wanted) if wanted else []
    return frozenset(case.id for case in found if may_be_named(case))
