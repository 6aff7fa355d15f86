"""What must hold, beyond role and status, for a move. Each has the code of its refusal."""

from collections.abc import Callable
from functools import partial

from msgspec import Struct

from chalicelib import custody
from chalicelib.custody import IdentityRequest
from chalicelib.errors import Conflict, DomainError, Expired, NotAllowed

from .authority import (
    are_apart,
    is_above,
    may_unprotect,
    open_question,
    waiting_contributions,
    waits_for_check,
)
from .deadlines import answer_owed, appeal_open
from .decision import NEVER_PUBLISHED, Action, Context
from .due import (
    answer_stands,
    identity_outlived,
    identity_request_open,
    is_overdue,
    is_rated,
    must_be_given_back,
    rating_open,
    reopen_until,
)
from .model import ENDED, Actor, Case, Status
from .routing_actions import appeal_is_against, desk_must_decide, must_be_reassigned
from .system_actions import (
    CloseQuiet,
    Escalate,
    ExpireHold,
    ExpireIdentityRequest,
    Remind,
    TellDisclosure,
    Warn,
    due_action,
)

MOST_HOLDS = 2  # questions with a hold, in the whole life of a case
MOST_CONTRIBUTIONS = 10  # ours: asked of other agencies, in the whole life of a case
MOST_SPLITS = 4  # ours: a complaint of more than five matters is better filed anew


class Condition(Struct, frozen=True):
    """`description` is for the documentation, `code` and `error` for who is refused."""

    code: str
    description: str
    is_met: Callable[[Case, Actor, Context], bool]
    error: type[DomainError] = Conflict


# Disposition

DESK_NEED_NOT_DECIDE = Condition(
    "national_desk_decides",
    "not twice handed on as not ours: then the national desk decides",
    lambda case, actor, context: not desk_must_decide(case, context),
)
NEED_NOT_KEEP = Condition(
    "must_keep",
    "the national desk has not decided that this agency handles it",
    lambda case, *_: not case.must_keep,
)
TO_SPLIT = Condition(
    "split_already",
    "it was not itself split from another, nor four times already",
    lambda case, *_: case.split_from is None and len(case.split_into) < MOST_SPLITS,
)

# Handling

NO_APPEAL = Condition(
    "appeal_open", "no appeal waits for a decision", lambda case, *_: not appeal_open(case)
)
APPEAL = Condition(
    "no_appeal", "an appeal waits for a decision", lambda case, *_: appeal_open(case)
)
NOT_AGAINST = Condition(
    "appeal_against_it",
    "neither is the appeal against the officer's own agency nor the answer from it",
    lambda case, actor, context: not appeal_is_against(case, actor.agency_id, context),
    NotAllowed,
)
NO_ANSWER_OWED = Condition(
    "answer_owed",
    "no answer is owed to the reporter's word after an answer, or to an upheld appeal",
    lambda case, *_: not answer_owed(case),
)
ANSWER_OPEN = Condition(
    "answer_stands",
    "the last answer is not given twice already without a word of the reporter",
    lambda case, *_: case.status is not Status.ANSWERED or is_rated(case) or not case.supplemented,
)
HOLDS_LEFT = Condition(
    "held_twice",
    "the case was on hold less than twice",
    lambda case, *_: case.holds < MOST_HOLDS,
)
NO_DEADLINE_MISSED = Condition(
    "limit_missed",
    "no deadline is missed, or asked by the government over its unit",
    lambda case, actor, context: (
        not is_overdue(case, context.now) or is_above(actor, case, context)
    ),
)
DEADLINE_MISSED = Condition(
    "holder_asks",
    "a deadline is missed: before that the holder asks",
    lambda case, actor, context: is_overdue(case, context.now),
    NotAllowed,
)
ASKED_BY_IT = Condition(
    "not_your_question",
    "the officer's agency asked",
    lambda case, actor, context: case.hold is not None and case.hold.asked_by == actor.agency_id,
    NotAllowed,
)
CONTRIBUTIONS_LEFT = Condition(
    "asked_often",
    "other agencies were asked less than ten times",
    lambda case, *_: len(case.contributions) < MOST_CONTRIBUTIONS,
)
CONTRIBUTION_WAITS = Condition(
    "nobody_asked",
    "another agency is asked and has not contributed",
    lambda case, *_: bool(waiting_contributions(case)),
)
FIRST_INTERIM_REPLY = Condition(
    "supervisor_must_approve",
    "the first interim reply, or given by the government over its unit",
    lambda case, actor, context: case.interim_replies == 0 or actor.agency_id != case.agency_id,
    NotAllowed,
)
LATER_INTERIM_REPLY = Condition(
    "holder_replies_first",
    "not the first interim reply: that is the holder's",
    lambda case, *_: case.interim_replies > 0,
    NotAllowed,
)
LOOSE_FLAG = Condition(
    "nothing_to_change",
    "anonymous or confidential is not set yet",
    lambda case, *_: not (case.anonymous and case.confidential),
)
UNCHECKED = Condition(
    "looked_at",
    "nobody has looked yet whether everybody may read it",
    lambda case, *_: waits_for_check(case),
)
ONLY_WORDS = Condition(
    "flags_only_tighten",
    "the service made it confidential, and because of its words only",
    lambda case, *_: may_unprotect(case),
)


def _of_request(
    code: str,
    description: str,
    is_met: Callable[[IdentityRequest | None], bool],
    error: type[DomainError] = Conflict,
) -> Condition:
    return Condition(code, description, lambda case, *_: is_met(case.identity_request), error)


NO_IDENTITY_REQUEST = _of_request(
    "identity_already_requested",
    "no request waits for approval, or was approved and not used",
    lambda request: not custody.stands(request),
)
IDENTITY_REQUEST = _of_request("no_identity_request", "a request waits for approval", custody.waits)
ANOTHER_CUSTODIAN = Condition(
    "second_custodian_needed",
    "by another custodian than the one who asked",
    lambda case, actor, context: (
        actor.officer_id not in (None, custody.asker(case.identity_request))
    ),
    NotAllowed,
)
ANOTHER_AGENCY = Condition(
    "second_agency_needed",
    "by a custodian of another agency than the one who asked, neither a unit of the other nor both"
    " units of one government",
    lambda case, actor, context: are_apart(
        actor.agency_id, custody.asking_agency(case.identity_request), context
    ),
    NotAllowed,
)
STANDING_IDENTITY_REQUEST = _of_request(
    "no_identity_request",
    "a request waits for approval, or was approved and not used",
    custody.stands,
)
THE_CUSTODIAN_WHO_ASKED = Condition(
    "not_your_request",
    "by the custodian who asked",
    lambda case, actor, context: actor.officer_id == custody.asker(case.identity_request),
    NotAllowed,
)
THE_AGENCY_THAT_ASKED = Condition(
    "not_your_request",
    "their agency is the one they asked for",
    lambda case, actor, context: actor.agency_id == custody.asking_agency(case.identity_request),
    NotAllowed,
)
IDENTITY_REQUEST_OPEN = Condition(
    "identity_request_over",
    "the time for deciding on the request, or for seeing what was approved, is not over",
    lambda case, actor, context: identity_request_open(case, context.now, context.policy),
    Expired,
)
IDENTITY_REQUEST_KNOWN = _of_request("no_identity_request", "there was a request", bool)
IDENTITY_APPROVED = _of_request(
    "identity_not_approved", "the request was approved", lambda request: not custody.waits(request)
)
NOT_USED_UP = tuple(
    _of_request(code, f"the request is not {how}", partial(custody.not_ended_as, how), Expired)
    for how, code in custody.REFUSED_AS.items()
)

# The reporter

FREE = Condition("nothing_to_change", "not restricted", lambda case, *_: not case.restricted)
RESTRICTED = Condition("nothing_to_change", "restricted", lambda case, *_: case.restricted)
TARGET_ASKS = Condition(
    "no_open_question",
    "the case it was merged into has an open question, and is public",
    lambda case, actor, context: open_question(context.target) is not None,
)
IDENTITY_HELD = Condition(
    "no_identity",
    "the vault holds an identity",
    lambda case, *_: case.identified,
)
ANSWER = Condition(
    "no_answer",
    "there is an answer to rate",
    lambda case, *_: case.answers > 0,
)
UNRATED = Condition(
    "already_rated",
    "the last answer is not rated, or only `not satisfied` without an appeal",
    lambda case, *_: rating_open(case),
    Expired,
)
NOT_ENDED = Condition(
    "rating_over",
    "the case has not ended",
    lambda case, *_: case.status not in ENDED,
    Expired,
)
ANSWERED = Condition(
    "wrong_status",
    "the last word is the agency's answer, or the reporter's to it",
    lambda case, *_: answer_stands(case),
)
REOPENABLE = Condition(
    "not_reopenable",
    "it was closed by silence, or archived for another reason than spam or abuse",
    lambda case, *_: _reopenable(case),
)
REOPEN_WINDOW = Condition(
    "reopen_over",
    "the window for reopening is open",
    lambda case, actor, context: context.now <= reopen_until(case, context.policy),
    Expired,
)

# The schedules


def _due(action: type[Action], says: str) -> Condition:
    return Condition(
        "not_due",
        says,
        lambda case, actor, context: isinstance(due_action(case, context), action),
    )


WARNING_DUE = _due(Warn, "most of the running deadline's time is over; once per deadline")
ESCALATION_DUE = _due(
    Escalate, "the running deadline, or the step after the last level, has passed"
)
REMINDER_DUE = _due(Remind, "the day of a reminder has come and the answer is not rated")
SILENCE_OVER = _due(CloseQuiet, "the window after the answer has passed")
HOLD_OVER = _due(ExpireHold, "nobody answered the question in time")
IDENTITY_REQUEST_OVER = _due(
    ExpireIdentityRequest, "nobody decided on the request, or looked at what was approved, in time"
)
IDENTITY_OUTLIVED = Condition(
    "not_due",
    "the days for keeping it are over, of a merged case also since the end of the one it went into",
    lambda case, actor, context: identity_outlived(
        case, context.target, context.now, context.policy
    ),
)
DISCLOSURE_UNTOLD = _due(TellDisclosure, "the day is over that a disclosure was kept silent until")
HOLDER_ENDED = Condition(
    "holder_exists",
    "the last day of the holder is over; an answer waits with it for its rating, unless a"
    " successor takes it up",
    lambda case, actor, context: must_be_reassigned(case, context),
)
TARGET_UNANSWERED = Condition(
    "still_merged",
    "the case it was merged into ended without an answer after that",
    lambda case, actor, context: (
        context.target is not None and must_be_given_back(case, context.target)
    ),
)


def _reopenable(case: Case) -> bool:
    if case.status is Status.CLOSED:
        return case.closed is not None and case.closed.reason == "timeout"
    return case.archive_reason not in NEVER_PUBLISHED
