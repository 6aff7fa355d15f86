"""Files to a case: registered by who takes part in it, then taken along by a message or an answer.

Registering writes one row and signs one form; no event, no mail, no clock. What was registered and
never sent makes room for others after an hour.
"""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from chalicelib.attachments.attachment import (
    Attachment,
    FileState,
    FileType,
    Sender,
    check_taken,
    find_problems,
    place_for,
)
from chalicelib.case.decision import Context
from chalicelib.case.model import Actor, Case
from chalicelib.case.moves import refusal
from chalicelib.errors import Conflict, Invalid, Problem
from chalicelib.store import attachments, file_bucket
from chalicelib.store.attachments import Taken
from chalicelib.usecases.idempotency import KeyedRequest, suppress_if_done
from chalicelib.usecases.races import StaleRetries

KEY_BYTES = 16


def register_upload(
    case: Case,
    by: Sender,
    *,
    agency_id: str | None = None,
    filename: str,
    content_type: str,
    size: int,
    now: datetime,
    request: KeyedRequest | None,
) -> Attachment:
    """Register a file of `size` bytes to a case, once for one `request`, of an officer of that
    agency; who may is decided before.

    Raises `Invalid` for what may not be sent, `Conflict("too_many_attachments")`, and
    `Conflict("changed_meanwhile")` where the file of an earlier request was erased since.
    """
    if problems := find_problems(filename, content_type, size):
        raise Invalid(problems)
    with suppress_if_done(request):
        retries = StaleRetries()
        while True:
            number, event = place_for(attachments.of_case(case.id), by, now, case.published_files)
            file = Attachment(
                case_id=case.id,
                number=number,
                key=_key_of(number, request),
                filename=filename,
                content_type=FileType(content_type),
                size=size,
                state=FileState.WAITING,
                added_at=now,
                by=by,
                agency_id=agency_id,
                event=event,
            )
            with retries:
                attachments.register(file, () if request is None else request.claims())
                return file
    for file in reversed(attachments.of_case(case.id)):
        if file.key == _key_of(file.number, request):
            return file
    raise Conflict("changed_meanwhile")


def _key_of(number: int, request: KeyedRequest | None) -> str:
    """The key of a file of that number: random, or for a request the same whenever that comes, for
    its name was made with the service's secret. With the number in it, since a client's key means
    another file once a day is over."""
    if request is None:
        return secrets.token_hex(KEY_BYTES)
    told = f"file {number} {request.name}"
    return hashlib.sha256(told.encode()).hexdigest()[: 2 * KEY_BYTES]


def check_may_send(case: Case, actor: Actor, context: Context) -> None:
    """Let an officer register a file: who takes part in the case, as for a note. Raises what the
    table of moves refuses them with."""
    refused = refusal("note", case, actor, context)
    if refused is not None:
        raise refused


def taken_files(
    known: Collection[Attachment],
    numbers: Sequence[int],
    by: Sender,
    now: datetime,
    agency_id: str | None = None,
) -> Taken | None:
    """What a message, or an answer of that agency, takes along of the files of its case; None where
    that is nothing. Raises `Invalid` naming each that it may not."""
    if not numbers:
        return None
    check_taken(numbers, known, by, now, agency_id)
    return Taken(numbers=tuple(dict.fromkeys(numbers)), by=by)


def check_published(known: Collection[Attachment], number: int) -> None:
    """Let a file be looked at by everybody: one that is clean, and part of the case. Raises
    `Invalid`."""
    shown = (each for each in known if each.state is FileState.CLEAN and each.event is not None)
    if number not in {each.number for each in shown}:
        raise Invalid([Problem(field="number", code="unknown_attachment")])


def erase_files(case_id: str, now: datetime) -> None:
    """Delete all files of the reporter of a case. First their rows are withdrawn, so that what is
    being looked at is deleted by who looks; then the copies go, and last what their rows say, so
    that it can be done again after an interruption.

    What was sent is left to who looks at it, who deletes it whatever it is by then: without it they
    would not find the copy again that they saved since, and died before deleting."""
    own = [each for each in attachments.of_case(case_id) if each.by is Sender.REPORTER]
    left = [each for each in own if not each.is_forgotten]
    attachments.withdraw(left)
    for file in left:
        file_bucket.drop_copy(file.key)
    attachments.forget(left, now)
