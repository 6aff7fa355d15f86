"""The table of allowed moves: who may do what, to which cases, in which status, on what
condition. `actions.act`, `actions.allowed` and the documentation all read this one table.
"""

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from ..errors import Conflict, DomainError, NotAllowed
from . import guards
from .authority import asked_of, is_above, is_holder, may_read
from .decision import Context
from .guards import Condition
from .model import ENDED, HANDLED, RESTING, WITHOUT_HOLDER, Actor, Case, Role, Status

MEANING = {
    Status.RECEIVED: "filed, or taken from whom its reporter's later words accuse; nobody has it,"
    " the rules read it within seconds",
    Status.TRIAGE: "the rules are not sure enough",
    Status.ROUTED: "an agency has it and has taken no step",
    Status.IN_PROGRESS: "the agency, or the senior agency on appeal, works on it",
    Status.ON_HOLD: "a question to the reporter is open; clocks stand still",
    Status.RETURNED: "the agency said it is not its authority; the rules look for another",
    Status.ANSWERED: "the agency has answered; once that is rated it is nobody's turn",
    Status.CLOSED: "ended: `confirmed`, `timeout` or `appeal_decided`",
    Status.ARCHIVED: "ended without an answer, for a reason",
    Status.MERGED: "goes on in another case",
}

EVERY = frozenset(Status)
OPEN = EVERY - ENDED
UNANSWERED = WITHOUT_HOLDER | HANDLED | {Status.ON_HOLD}
# Before that nobody knows whom a case accuses, so nobody decides where it goes.
READ_BY_RULES = EVERY - {Status.RECEIVED}

NATIONAL = frozenset({Role.NATIONAL_ADMIN})
# A national administrator is here for cases KemenPANRB itself holds; see `Reach.OWN`.
ADMINS = frozenset({Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN})
OFFICERS = ADMINS | {Role.LIAISON}
CUSTODIANS = frozenset({Role.CUSTODIAN})
REPORTERS = frozenset({Role.REPORTER})
SYSTEMS = frozenset({Role.SYSTEM})


class Reach(StrEnum):
    """Which cases an actor may make a move on."""

    ANY = "every case"
    OWN = "cases held by the officer's agency, for its admin also by a unit of it"
    ABOVE = "cases held by an agency below the officer's"
    READ = "cases the officer may read"
    ASKED = "cases the officer's agency is asked to contribute to, for its admin also a unit of it"

    def covers(self, actor: Actor, case: Case, context: Context) -> bool:
        """Whether the case is one of these to the actor."""
        match self:
            case Reach.OWN:
                return is_holder(actor, case, context)
            case Reach.ABOVE:
                return is_above(actor, case, context)
            case Reach.READ:
                return may_read(case, actor, context)
            case Reach.ASKED:
                return asked_of(case, actor, context) is not None
            case _:
                return True


class Move(Struct, frozen=True):
    """One line of the table."""

    action: str
    roles: frozenset[Role]
    reach: Reach
    statuses: frozenset[Status]
    conditions: tuple[Condition, ...] = ()


HANDING_ON = (
    guards.NO_APPEAL,
    guards.NEED_NOT_KEEP,
    guards.DESK_NEED_NOT_DECIDE,
    guards.NO_ANSWER_OWED,
)

TABLE = (
    # Verification and disposition
    Move(
        "route", SYSTEMS, Reach.ANY, WITHOUT_HOLDER, (guards.NO_APPEAL, guards.DESK_NEED_NOT_DECIDE)
    ),
    Move("route", NATIONAL, Reach.ANY, WITHOUT_HOLDER & READ_BY_RULES),
    Move("route", ADMINS, Reach.OWN, HANDLED, (guards.NO_APPEAL,)),
    Move("triage", SYSTEMS, Reach.ANY, frozenset({Status.RECEIVED, Status.RETURNED})),
    Move("reclassify", NATIONAL, Reach.ANY, UNANSWERED),
    Move("reclassify", ADMINS, Reach.OWN, HANDLED | {Status.ON_HOLD}),
    # Handling
    Move("start", OFFICERS, Reach.OWN, frozenset({Status.ROUTED})),
    Move("hold", OFFICERS, Reach.OWN, HANDLED, (guards.HOLDS_LEFT, guards.NO_DEADLINE_MISSED)),
    Move("hold", ADMINS, Reach.ABOVE, HANDLED, (guards.DEADLINE_MISSED, guards.HOLDS_LEFT)),
    Move("hold", NATIONAL, Reach.ANY, frozenset({Status.TRIAGE}), (guards.HOLDS_LEFT,)),
    Move("withdraw_question", NATIONAL, Reach.ANY, frozenset({Status.ON_HOLD})),
    Move("withdraw_question", OFFICERS, Reach.OWN, frozenset({Status.ON_HOLD})),
    Move(
        "withdraw_question",
        ADMINS,
        Reach.ABOVE,
        frozenset({Status.ON_HOLD}),
        (guards.ASKED_BY_IT,),
    ),
    Move("interim_reply", OFFICERS, Reach.OWN, HANDLED, (guards.FIRST_INTERIM_REPLY,)),
    Move("interim_reply", NATIONAL, Reach.ANY, HANDLED, (guards.LATER_INTERIM_REPLY,)),
    Move(
        "answer",
        OFFICERS,
        Reach.OWN,
        HANDLED | {Status.ANSWERED},
        (guards.NO_APPEAL, guards.ANSWER_OPEN),
    ),
    Move(
        "resolve_appeal",
        ADMINS,
        Reach.OWN,
        frozenset({Status.IN_PROGRESS}),
        (guards.APPEAL, guards.NOT_AGAINST),
    ),
    Move(
        "ask_contribution",
        NATIONAL,
        Reach.ANY,
        HANDLED | {Status.ON_HOLD},
        (guards.CONTRIBUTIONS_LEFT,),
    ),
    Move(
        "ask_contribution",
        OFFICERS,
        Reach.OWN,
        HANDLED | {Status.ON_HOLD},
        (guards.CONTRIBUTIONS_LEFT,),
    ),
    Move("withdraw_contribution", NATIONAL, Reach.ANY, OPEN, (guards.CONTRIBUTION_WAITS,)),
    Move("withdraw_contribution", OFFICERS, Reach.OWN, OPEN, (guards.CONTRIBUTION_WAITS,)),
    Move("contribute", OFFICERS, Reach.ASKED, OPEN),
    # Not ours
    Move("return", OFFICERS, Reach.OWN, HANDLED, HANDING_ON),
    Move("transfer", ADMINS, Reach.OWN, HANDLED, HANDING_ON),
    Move("transfer", NATIONAL, Reach.ANY, HANDLED, (guards.NO_APPEAL,)),
    # No answer owed
    Move("archive", NATIONAL, Reach.ANY, UNANSWERED & READ_BY_RULES, (guards.NO_APPEAL,)),
    Move("archive", ADMINS, Reach.OWN, HANDLED, (guards.NO_APPEAL, guards.NO_ANSWER_OWED)),
    Move("merge", NATIONAL, Reach.ANY, UNANSWERED & READ_BY_RULES, (guards.NO_APPEAL,)),
    Move("merge", ADMINS, Reach.OWN, HANDLED, (guards.NO_APPEAL, guards.NO_ANSWER_OWED)),
    Move(
        "split",
        NATIONAL,
        Reach.ANY,
        UNANSWERED & READ_BY_RULES,
        (guards.NO_APPEAL, guards.TO_SPLIT),
    ),
    Move("split", ADMINS, Reach.OWN, HANDLED, (guards.NO_APPEAL, guards.TO_SPLIT)),
    Move("unmerge", SYSTEMS, Reach.ANY, frozenset({Status.MERGED}), (guards.TARGET_UNANSWERED,)),
    # At any time
    Move("tighten", NATIONAL | REPORTERS, Reach.ANY, EVERY, (guards.LOOSE_FLAG,)),
    Move("tighten", OFFICERS, Reach.OWN, EVERY, (guards.LOOSE_FLAG,)),
    Move("unprotect", REPORTERS, Reach.ANY, EVERY, (guards.ONLY_WORDS,)),
    Move("publish", NATIONAL, Reach.ANY, EVERY, (guards.UNCHECKED,)),
    Move("publish", OFFICERS, Reach.OWN, EVERY, (guards.UNCHECKED,)),
    Move("publish_attachment", NATIONAL, Reach.ANY, EVERY),
    Move("publish_attachment", OFFICERS, Reach.OWN, EVERY),
    Move("assign", OFFICERS, Reach.OWN, HANDLED | RESTING),
    Move("note", NATIONAL, Reach.ANY, EVERY),
    Move("note", OFFICERS, Reach.OWN, EVERY),
    Move(
        "request_identity",
        CUSTODIANS,
        Reach.READ,
        EVERY,
        (guards.IDENTITY_HELD, guards.NO_IDENTITY_REQUEST),
    ),
    Move(
        "approve_identity",
        CUSTODIANS,
        Reach.READ,
        EVERY,
        (
            guards.IDENTITY_REQUEST,
            guards.ANOTHER_CUSTODIAN,
            guards.ANOTHER_AGENCY,
            guards.IDENTITY_REQUEST_OPEN,
        ),
    ),
    Move(
        "refuse_identity",
        CUSTODIANS,
        Reach.READ,
        EVERY,
        (guards.STANDING_IDENTITY_REQUEST, guards.ANOTHER_CUSTODIAN),
    ),
    Move(
        "withdraw_identity",
        CUSTODIANS,
        Reach.READ,
        EVERY,
        (guards.STANDING_IDENTITY_REQUEST, guards.THE_CUSTODIAN_WHO_ASKED),
    ),
    Move(
        "disclose_identity",
        CUSTODIANS,
        Reach.READ,
        EVERY,
        (
            guards.IDENTITY_HELD,
            guards.IDENTITY_REQUEST_KNOWN,
            guards.THE_CUSTODIAN_WHO_ASKED,
            guards.THE_AGENCY_THAT_ASKED,
            *guards.NOT_USED_UP,
            guards.IDENTITY_APPROVED,
            guards.IDENTITY_REQUEST_OPEN,
        ),
    ),
    # The reporter
    Move("correct_identity", REPORTERS, Reach.ANY, EVERY, (guards.IDENTITY_HELD,)),
    Move("restrict", REPORTERS, Reach.ANY, EVERY, (guards.FREE,)),
    Move("unrestrict", REPORTERS, Reach.ANY, EVERY, (guards.RESTRICTED,)),
    Move("erase", REPORTERS, Reach.ANY, EVERY, (guards.IDENTITY_HELD,)),
    Move("message", REPORTERS, Reach.ANY, OPEN),
    Move("message", REPORTERS, Reach.ANY, frozenset({Status.MERGED}), (guards.TARGET_ASKS,)),
    Move(
        "rate",
        REPORTERS,
        Reach.ANY,
        EVERY,
        (guards.ANSWER, guards.UNRATED, guards.NOT_ENDED, guards.ANSWERED),
    ),
    Move("withdraw", REPORTERS, Reach.ANY, UNANSWERED & READ_BY_RULES, (guards.NO_APPEAL,)),
    Move(
        "reopen",
        REPORTERS,
        Reach.ANY,
        frozenset({Status.CLOSED, Status.ARCHIVED}),
        (guards.REOPENABLE, guards.REOPEN_WINDOW),
    ),
    Move("reopen", NATIONAL, Reach.ANY, frozenset({Status.CLOSED, Status.ARCHIVED})),
    # The schedules
    Move("warn", SYSTEMS, Reach.ANY, WITHOUT_HOLDER | HANDLED, (guards.WARNING_DUE,)),
    Move("escalate", SYSTEMS, Reach.ANY, WITHOUT_HOLDER | HANDLED, (guards.ESCALATION_DUE,)),
    Move("remind", SYSTEMS, Reach.ANY, frozenset({Status.ANSWERED}), (guards.REMINDER_DUE,)),
    Move("close", SYSTEMS, Reach.ANY, frozenset({Status.ANSWERED}), (guards.SILENCE_OVER,)),
    Move("expire_hold", SYSTEMS, Reach.ANY, frozenset({Status.ON_HOLD}), (guards.HOLD_OVER,)),
    Move("replace_receipt", SYSTEMS, Reach.ANY, EVERY, (guards.IDENTITY_HELD,)),
    Move("expire_identity", SYSTEMS, Reach.ANY, ENDED, (guards.IDENTITY_OUTLIVED,)),
    Move("expire_identity_request", SYSTEMS, Reach.ANY, EVERY, (guards.IDENTITY_REQUEST_OVER,)),
    Move("tell_disclosure", SYSTEMS, Reach.ANY, EVERY, (guards.DISCLOSURE_UNTOLD,)),
    Move(
        "reassign",
        SYSTEMS,
        Reach.ANY,
        HANDLED | RESTING,
        (guards.HOLDER_ENDED,),
    ),
    Move("await_check", SYSTEMS, Reach.ANY, EVERY),
    Move("keep_from", SYSTEMS, Reach.ANY, EVERY),
    Move("tell_breach", SYSTEMS, Reach.ANY, EVERY),
    Move("recompute_deadlines", SYSTEMS, Reach.ANY, UNANSWERED | {Status.ANSWERED}),
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
    refusals = []
    for move in TABLE:
        if move.action == action:
            refused = _refusal_of(move, case, actor, context)
            if refused is None:
                return None
            refusals.append(refused)
    closest = max(refusals, key=lambda refused: refused.passed)
    return closest.error(closest.code, action=action, status=case.status.value)


class _Refusal(Struct, frozen=True):
    """What a line of the table refuses by, after so many of its requirements held."""

    passed: int
    code: str
    error: Callable[..., DomainError] = Conflict


def _refusal_of(move: Move, case: Case, actor: Actor, context: Context) -> _Refusal | None:
    if actor.role not in move.roles:
        return _Refusal(0, "role_may_not", NotAllowed)
    if not move.reach.covers(actor, case, context):
        return _Refusal(1, "not_your_case", NotAllowed)
    if case.status not in move.statuses:
        return _Refusal(2, "wrong_status")
    for passed, condition in enumerate(move.conditions, start=3):
        if not condition.is_met(case, actor, context):
            return _Refusal(passed, condition.code, condition.error)
    return None


def statuses_as_markdown() -> str:
    """The table of statuses for the documentation."""
    turns = {
        "the national desk": WITHOUT_HOLDER,
        "the agency": HANDLED,
        "the reporter": RESTING,
        "nobody": ENDED,
    }
    lines = ["| status | means | whose turn |", "|---|---|---|"]
    for status in Status:
        whose = next(turn for turn, statuses in turns.items() if status in statuses)
        lines.append(f"| `{status}` | {MEANING[status]} | {whose} |")
    return "\n".join(lines) + "\n"


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
        conditions = (f"{one.description} (else `{one.code}`)" for one in move.conditions)
        condition = "; ".join(conditions)
        lines.append(f"| {move.action} | {who} | {move.reach} | {status} | {condition} |")
    return "\n".join(lines) + "\n"
