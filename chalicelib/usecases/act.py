"""Acting on a case, by an officer or by its reporter: load, decide, save.

An officer decides on the version they saw, so a race ends in a refusal. The reporter and the system
decide on whatever is true now, so the loser of a race reads again and decides again.
"""

import contextlib
from collections.abc import Iterator

from chalicelib.attachments.attachment import Sender
from chalicelib.case.actions import (
    Merge,
    Split,
    act,
    allowed,
    answer_through,
    check_allowed,
    merge,
    protect_along,
)
from chalicelib.case.authority import is_public, open_question, waiting_contributions
from chalicelib.case.decision import Action, Change, Context
from chalicelib.case.model import REPORTER, Actor, Case
from chalicelib.case.officer_actions import Answer, PublishAttachment, Reclassify
from chalicelib.case.reporter_actions import (
    Erase,
    Message,
    PersonalAction,
    Reopen,
    Unrestrict,
    WrittenAction,
)
from chalicelib.case.routing_actions import answering_agencies
from chalicelib.errors import Conflict, Invalid, NotFound, Problem
from chalicelib.protection import receipts
from chalicelib.routing import categories
from chalicelib.routing.later_words import read_later_words
from chalicelib.store import cases, contacts, filing, loaded_cases, rate_counters, texts
from chalicelib.store.attachments import Taken
from chalicelib.store.loaded_cases import LoadedCase
from chalicelib.structs import replace
from chalicelib.usecases import attach, rate_limits, record_readings
from chalicelib.usecases.idempotency import (
    KeyedRequest,
    SavedStep,
    earlier_step,
    mark,
    refuse_repeated,
    suppress_if_taken,
)
from chalicelib.usecases.message_limits import check_message
from chalicelib.usecases.other_cases import merge_target, split_siblings
from chalicelib.usecases.races import StaleRetries
from chalicelib.usecases.record_readings import Reader
from chalicelib.usecases.rules import DecisionContext
from chalicelib.usecases.split_case import split_off

Changes = tuple[Change, ...]


def open_for_officer(case_id: str, reader: Reader, context: Context) -> LoadedCase:
    """A case an officer may read with its words and events, as `load_for_officer` gives it."""
    return loaded_cases.load(record_readings.load_for_officer(case_id, reader, context))


def act_as_officer(
    case_id: str,
    action: Action,
    reader: Reader,
    *,
    seen_version: int,
    context: Context,
    request: KeyedRequest | None = None,
) -> tuple[LoadedCase, SavedStep]:
    """Let an officer act on the version they saw, once for one `request`. The case
    after it; when it was done before, as it is now, which they may not read any more perhaps. And
    what the step came to.

    Raises `Conflict("stale")`, with the status and what is allowed now, when somebody was faster.
    """
    known_id = receipts.parse_case_id(case_id)
    with suppress_if_taken(known_id, request, number=seen_version + 1):
        loaded = _act_on_version(known_id, action, reader, seen_version, context, request)
        return loaded, SavedStep.of(loaded.case)
    loaded = loaded_cases.get(known_id)
    return loaded, earlier_step(loaded, request)


def _act_on_version(
    case_id: str,
    action: Action,
    reader: Reader,
    seen_version: int,
    context: Context,
    request: KeyedRequest | None,
) -> LoadedCase:
    retries = StaleRetries()
    while True:  # again, on the same version, when only a "me too" came between
        loaded = open_for_officer(case_id, reader, context)
        refuse_repeated(loaded, request)
        if loaded.case.version != seen_version:
            raise _stale(loaded.case, reader.actor, context)
        check_allowed(loaded.case, action, reader.actor, context)
        if isinstance(action, Split):
            given, taken, words = split_off(loaded, action, reader.actor, context)
            (given,) = mark((given,), request)
            with retries:
                filing.split(given, taken, words)
                return loaded.after(given)
        changes = mark(_officers_changes(loaded.case, action, reader, context), request)
        changes = tuple(map(loaded.masking, changes))
        along = _taken_files(loaded, action, context, reader.actor.agency_id)
        with retries:
            cases.save(*changes, taken=along)
            return loaded.after(changes[0], along)


def _taken_files(
    loaded: LoadedCase, action: Action, context: Context, agency_id: str | None = None
) -> Taken | None:
    """The files that a message, or an answer of that agency, takes along. Raises `Invalid`; also
    for one that is to be published and is not there to be looked at."""
    match action:
        case Answer():
            return attach.taken_files(
                loaded.attachments, action.attachments, Sender.AGENCY, context.now, agency_id
            )
        case Message():
            return attach.taken_files(
                loaded.attachments, action.attachments, Sender.REPORTER, context.now
            )
        case PublishAttachment():
            attach.check_published(loaded.attachments, action.number)
    return None


def _officers_changes(case: Case, action: Action, reader: Reader, context: Context) -> Changes:
    if isinstance(action, Reclassify) and action.category is not None:
        action = _with_known_category(action, action.category, context)
    if not isinstance(action, Merge):
        change = act(case, action, reader.actor, context)
        return (change, *_first_protected(change, action, context))
    return merge(case, _target(action, reader, context), reader.actor, context)


def _first_protected(change: Change, action: Action, context: Context) -> Changes:
    """What protects a second matter by what it is found to be protects the first, which has its
    words."""
    case = change.case
    if not isinstance(action, Reclassify) or case.split_from is None:
        return ()
    reasons = action.protects_for(supervisory=case.supervisory)
    along = protect_along(cases.get(case.split_from), reasons, context) if reasons else None
    return () if along is None else (along,)


def _target(action: Merge, reader: Reader, context: Context) -> Case:
    """Raises the same `Invalid` for an unknown id and for a case that the actor may not know of."""
    with contextlib.suppress(NotFound):
        into = receipts.parse_case_id(action.into)
        with record_readings.recording_unknown_ids(into, reader, context):
            target = cases.get(into)
        record_readings.check_may_know(target, reader, context)
        return target
    raise Invalid([Problem(field="into", code="unknown_case")])


def _with_known_category(action: Reclassify, code: str, context: Context) -> Reclassify:
    category = categories.get(code, context.today("WIB"))
    if category is None:
        raise Invalid([Problem(field="category", code="unknown_category")])
    return replace(action, sensitive=category.sensitive)


def _stale(case: Case, actor: Actor, context: Context) -> Conflict:
    return Conflict(
        "stale",
        status=case.status.value,
        version=case.version,
        allowed=allowed(case, actor, context),
    )


def load_for_everybody(case_id: str) -> Case:
    """A case that is public. Raises the same `NotFound` for a hidden one and for an unknown id."""
    case = cases.get(receipts.parse_case_id(case_id))
    if not is_public(case):
        raise NotFound("unknown_case")
    return case


def load_for_reporter(case_id: str, secret: str | None) -> Case:
    """The case whose reporter knows `secret`.

    Raises the same `NotFound` for an unknown id and for a wrong secret.
    """
    case = cases.get(receipts.parse_case_id(case_id))
    if not receipts.verify_secret(secret, case.receipt_sha256):
        raise NotFound("unknown_case")
    return case


def open_for_reporter(case_id: str, secret: str | None) -> LoadedCase:
    """The same with its words and events. The first time says that somebody follows the case, so
    that mails about it go on."""
    loaded = loaded_cases.load(load_for_reporter(case_id, secret))
    if loaded.case.identified and loaded.contact.standing is None:
        contacts.note_opened(loaded.case.filed_as)
    return loaded


def act_as_reporter(
    case_id: str,
    secret: str | None,
    action: Action,
    context: DecisionContext,
    request: KeyedRequest | None = None,
) -> LoadedCase:
    """Let the reporter act on their case, once for one `request`; of a merged case, on a question
    open where it went. The case after it; when it was done before, as it is now. Raises `TooMany`
    for a restriction taken back, or a case reopened, beyond `LIFTINGS`."""
    known_id = receipts.parse_case_id(case_id)
    with suppress_if_taken(known_id, request):
        return _act_as_reporter(known_id, secret, action, context, request)
    return open_for_reporter(known_id, secret)


def _act_as_reporter(
    case_id: str,
    secret: str | None,
    action: Action,
    context: DecisionContext,
    request: KeyedRequest | None,
) -> LoadedCase:
    retries = StaleRetries()
    while True:
        loaded = open_for_reporter(case_id, secret)
        refuse_repeated(loaded, request)
        changes = mark(reporters_changes(loaded.case, action, context), request)
        if isinstance(action, Unrestrict | Reopen):
            rate_counters.take(rate_limits.LIFTINGS, loaded.case.filed_as, context.now)
        changes = tuple(map(loaded.masking, changes))
        along = _taken_files(loaded, action, context)
        with retries:
            if isinstance(action, Erase):  # empties the vault in the same transaction
                for change in changes:
                    attach.erase_files(change.case.id, context.now)
                has_copy = texts.copy_of(loaded.case.filed_as) is not None
                filing.erase(*changes, has_copy=has_copy)
                return loaded_cases.get(loaded.case.id)
            cases.save(*changes, taken=along)
            return loaded.after(changes[0], along)


def reporters_changes(case: Case, action: Action, context: DecisionContext) -> Changes:
    """What a step of the reporter changes: their case; of a message to a merged one also the case
    it went into; and what protects them, all matters that were filed as one."""
    target = merge_target(case)
    if isinstance(action, Message):
        question = case.hold if target is None else open_question(target)
        of = cases.events(case.id)
        check_message(question, of, action.text, context.now, rate_limits.messages())
    if isinstance(action, WrittenAction) and action.words:
        check_allowed(case, action, REPORTER, replace(context, target=target))
        found = read_later_words(
            action.words,
            dict.fromkeys((*_readers(case), *_readers(target))),
            chosen={*_chosen(case), *_chosen(target)},
            region_code=case.location.region_code,
            registry=context.agencies,
            on=context.today(case.zone),
        )
        action = replace(
            action,
            dangerous=found.dangerous,
            secret=found.secret,
            on_office=found.on_office,
            accuses=found.accuses,
        )
    if isinstance(action, Message) and target is not None:
        return answer_through(case, target, action, context)
    own = act(case, action, REPORTER, context)
    if not isinstance(action, PersonalAction):
        return (own,)
    asked, others = action.for_others(), split_siblings(case)
    without = (other for other in others if asked.changed(other) != other)
    return (own, *(act(other, asked, REPORTER, context) for other in without))


def _chosen(case: Case | None) -> Iterator[str]:
    """Those of them who have it in sight of whom it accuses: the rules, or the national desk, chose
    the holder so, and the holder whom to ask. What the reporter goes on to write is mostly of the
    same office, and takes the case from nobody who is to look into that."""
    if case is not None and (case.accused or case.accusal_shown):
        yield from _readers(case)


def _readers(case: Case | None) -> Iterator[str]:
    """The agencies whose officers read a case as who handles it, may have it back from an appeal,
    or is asked to contribute; of one that nobody has those that gave it back, and whom its reporter
    named for it: whoever gets it may hand it to them."""
    if case is None:
        return
    yield from answering_agencies(case)
    yield from (asked.agency_id for asked in waiting_contributions(case))
    if case.agency_id is None:
        yield from case.returned_by
        yield from filter(None, (case.suggested_agency_id,))
