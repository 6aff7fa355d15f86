"""The table of allowed moves: who may do what, to which cases, in which status, on what
condition. `actions.act`, `actions.allowed` and the documentation all read this one table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from ..errors import Conflict, DomainError, NotAllowed
from . import guards as when
from .authority import holds, is_above, may_read
from .decision import Context
from .guards import Condition
from .model import ENDED, UNASSIGNED, Actor, Case, Role, Status

EVERY = frozenset(Status)
OPEN = EVERY - ENDED
HANDLED = frozenset({Status.ROUTED, Status.IN_PROGRESS})
UNANSWERED = UNASSIGNED | HANDLED | {Status.ON_HOLD}

NATIONAL = frozenset({Role.NATIONAL_ADMIN})
# A national administrator is here for cases KemenPANRB itself holds; see `Whose.OWN`.
ADMINS = frozenset({Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN})
OFFICERS = ADMINS | {Role.LIAISON}
CUSTODIANS = frozenset({Role.CUSTODIAN})
REPORTERS = frozenset({Role.REPORTER})
SYSTEMS = frozenset({Role.SYSTEM})


class Whose(StrEnum):
    """Which cases an actor may make a move on."""

    ANY = "every case"
    OWN = "cases held by the officer's agency, for its admin also by a unit of it"
    ABOVE = "cases held by an agency below the officer's"
    READ = "cases the officer may read"

    def covers(self, actor: Actor, case: Case, context: Context) -> bool:
        """Whether the case is one of these to the actor."""
        match self:
            case Whose.OWN:
                return holds(actor, case, context)
            case Whose.ABOVE:
                return is_above(actor, case, context)
            case Whose.READ:
                return may_read(case, actor, context)
            case _:
                return True


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table."""

    action: str
    roles: frozenset[Role]
    whose: Whose
    statuses: frozenset[Status]
    conditions: tuple[Condition, ...] = ()


HANDING_ON = (
    when.NO_APPEAL,
    when.NEED_NOT_KEEP,
    when.DESK_NEED_NOT_DECIDE,
    when.NO_ANSWER_OWED,
)

TABLE = (
    # Verification and disposition
    Move("route", SYSTEMS, Whose.ANY, UNASSIGNED, (when.NO_APPEAL, when.DESK_NEED_NOT_DECIDE)),
    Move("route", NATIONAL, Whose.ANY, UNASSIGNED),
    Move("route", ADMINS, Whose.OWN, HANDLED, (when.NO_APPEAL,)),
    Move("triage", SYSTEMS, Whose.ANY, frozenset({Status.RECEIVED, Status.RETURNED})),
    Move("reclassify", NATIONAL, Whose.ANY, UNANSWERED),
    Move("reclassify", ADMINS, Whose.OWN, HANDLED | {Status.ON_HOLD}),
    # Handling
    Move("start", OFFICERS, Whose.OWN, frozenset({Status.ROUTED})),
    Move("hold", OFFICERS, Whose.OWN, HANDLED, (when.HOLDS_LEFT, when.LIMIT_KEPT)),
    Move("hold", ADMINS, Whose.ABOVE, HANDLED, (when.LIMIT_MISSED, when.HOLDS_LEFT)),
    Move("hold", NATIONAL, Whose.ANY, frozenset({Status.TRIAGE}), (when.HOLDS_LEFT,)),
    Move("interim_reply", OFFICERS, Whose.OWN, HANDLED, (when.FIRST_INTERIM_REPLY,)),
    Move("interim_reply", NATIONAL, Whose.ANY, HANDLED, (when.LATER_INTERIM_REPLY,)),
    Move(
        "answer",
        OFFICERS,
        Whose.OWN,
        HANDLED | {Status.ANSWERED},
        (when.NO_APPEAL, when.ANSWER_OPEN),
    ),
    Move(
        "resolve_appeal",
        ADMINS,
        Whose.OWN,
        frozenset({Status.IN_PROGRESS}),
        (when.APPEAL, when.NOT_AGAINST),
    ),
    # Not ours
    Move("return", OFFICERS, Whose.OWN, HANDLED, HANDING_ON),
    Move("transfer", ADMINS, Whose.OWN, HANDLED, HANDING_ON),
    Move("transfer", NATIONAL, Whose.ANY, HANDLED, (when.NO_APPEAL,)),
    # No answer owed
    Move("archive", NATIONAL, Whose.ANY, UNANSWERED, (when.NO_APPEAL,)),
    Move("archive", ADMINS, Whose.OWN, HANDLED, (when.NO_APPEAL, when.NO_ANSWER_OWED)),
    Move("merge", NATIONAL, Whose.ANY, UNANSWERED, (when.NO_APPEAL,)),
    Move("merge", ADMINS, Whose.OWN, HANDLED, (when.NO_APPEAL, when.NO_ANSWER_OWED)),
    Move("unmerge", SYSTEMS, Whose.ANY, frozenset({Status.MERGED}), (when.TARGET_UNANSWERED,)),
    # At any time
    Move("tighten", NATIONAL | REPORTERS, Whose.ANY, EVERY, (when.LOOSE_FLAG,)),
    Move("tighten", OFFICERS, Whose.OWN, EVERY, (when.LOOSE_FLAG,)),
    Move("note", NATIONAL, Whose.ANY, EVERY),
    Move("note", OFFICERS, Whose.OWN, EVERY),
    Move("request_identity", CUSTODIANS, Whose.READ, EVERY, (when.NO_IDENTITY_REQUEST,)),
    Move(
        "approve_identity",
        CUSTODIANS,
        Whose.READ,
        EVERY,
        (when.IDENTITY_REQUEST, when.ANOTHER_CUSTODIAN, when.IDENTITY_REQUEST_OPEN),
    ),
    Move(
        "refuse_identity",
        CUSTODIANS,
        Whose.READ,
        EVERY,
        (when.IDENTITY_REQUEST, when.ANOTHER_CUSTODIAN),
    ),
    Move(
        "withdraw_identity",
        CUSTODIANS,
        Whose.READ,
        EVERY,
        (when.IDENTITY_REQUEST, when.THE_CUSTODIAN_WHO_ASKED),
    ),
    # The reporter
    Move("erase", REPORTERS, Whose.ANY, EVERY, (when.IDENTITY_HELD,)),
    Move("message", REPORTERS, Whose.ANY, OPEN),
    Move("message", REPORTERS, Whose.ANY, frozenset({Status.MERGED}), (when.TARGET_ASKS,)),
    Move(
        "rate",
        REPORTERS,
        Whose.ANY,
        EVERY,
        (when.ANSWER, when.UNRATED, when.NOT_ENDED, when.ANSWERED),
    ),
    Move(
        "reopen",
        REPORTERS,
        Whose.ANY,
        frozenset({Status.CLOSED, Status.ARCHIVED}),
        (when.REOPENABLE, when.REOPEN_WINDOW),
    ),
    Move("reopen", NATIONAL, Whose.ANY, frozenset({Status.CLOSED, Status.ARCHIVED})),
    # The schedules
    Move("warn", SYSTEMS, Whose.ANY, UNASSIGNED | HANDLED, (when.WARNING_DUE,)),
    Move("escalate", SYSTEMS, Whose.ANY, UNASSIGNED | HANDLED, (when.ESCALATION_DUE,)),
    Move("remind", SYSTEMS, Whose.ANY, frozenset({Status.ANSWERED}), (when.REMINDER_DUE,)),
    Move("close", SYSTEMS, Whose.ANY, frozenset({Status.ANSWERED}), (when.SILENCE_OVER,)),
    Move("expire_hold", SYSTEMS, Whose.ANY, frozenset({Status.ON_HOLD}), (when.HOLD_OVER,)),
    Move("expire_identity_request", SYSTEMS, Whose.ANY, EVERY, (when.IDENTITY_REQUEST_OVER,)),
    Move(
        "reassign",
        SYSTEMS,
        Whose.ANY,
        HANDLED | {Status.ON_HOLD, Status.ANSWERED},
        (when.HOLDER_ENDED,),
    ),
    Move("recompute_deadlines", SYSTEMS, Whose.ANY, UNANSWERED | {Status.ANSWERED}),
)
ACTIONS = tuple(dict.fromkeys(move.action for move in TABLE))
OFFICERS_MOVES = frozenset(move.action for move in TABLE if move.roles - REPORTERS - SYSTEMS)


def allowed(case: Case, actor: Actor, context: Context) -> tuple[str, ...]:
    """Names of the actions open to the actor now, in the order of the table."""
    return tuple(name for name in ACTIONS if refusal(name, case, actor, context) is None)


def refusal(action: str, case: Case, actor: Actor, context: Context) -> DomainError | None:
    """Why the actor may not do this now, by the line that comes closest; None when they may.

    The refusal's `params` name the `status` of the case.
    """
    refusals = [_weigh(move, case, actor, context) for move in TABLE if move.action == action]
    closest = max(refusals, key=lambda weighed: weighed.met)
    if closest.code is None:
        return None
    return closest.error(closest.code, action=action, status=case.status.value)


@dataclass(frozen=True, slots=True)
class _Weighed:
    met: int  # how many hurdles were taken
    code: str | None = None
    error: Callable[..., DomainError] = Conflict


def _weigh(move: Move, case: Case, actor: Actor, context: Context) -> _Weighed:
    if actor.role not in move.roles:
        return _Weighed(0, "role_may_not", NotAllowed)
    if not move.whose.covers(actor, case, context):
        return _Weighed(1, "not_your_case", NotAllowed)
    if case.status not in move.statuses:
        return _Weighed(2, "wrong_status")
    for taken, condition in enumerate(move.conditions):
        if not condition.holds(case, actor, context):
            return _Weighed(3 + taken, condition.code, condition.error)
    return _Weighed(99)


def as_markdown() -> str:
    """The table for the documentation."""
    lines = ["| action | who | which cases | in status | on condition |", "|---|---|---|---|---|"]
    for move in TABLE:
        who = ", ".join(sorted(move.roles))
        status = (
            "any"
            if move.statuses == EVERY
            else ", ".join(status for status in Status if status in move.statuses)
        )
        condition = "; ".join(f"{each.says} (else `{each.code}`)" for each in move.conditions)
        lines.append(f"| {move.action} | {who} | {move.whose} | {status} | {condition} |")
    return "\n".join(lines) + "\n"
