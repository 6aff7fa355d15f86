"""What a reporter said of themselves, put in the place of what they said before."""

from chalicelib.case.actions import act
from chalicelib.case.decision import Change, Context
from chalicelib.case.model import REPORTER
from chalicelib.case.reporter_actions import CorrectIdentity
from chalicelib.protection import receipts
from chalicelib.protection.identity import Identity
from chalicelib.store import contacts, filing, rate_counters, texts
from chalicelib.store.loaded_cases import LoadedCase
from chalicelib.usecases.act import open_for_reporter
from chalicelib.usecases.file_complaint import encrypt_identity
from chalicelib.usecases.idempotency import (
    KeyedRequest,
    mark,
    refuse_repeated,
    suppress_if_taken,
)
from chalicelib.usecases.other_cases import split_siblings
from chalicelib.usecases.races import StaleRetries
from chalicelib.usecases.rate_limits import CORRECTIONS


def correct_identity(
    case_id: str,
    secret: str | None,
    identity: Identity,
    context: Context,
    request: KeyedRequest | None = None,
) -> LoadedCase:
    """Put `identity` in the place of the one that a case was filed with, of all matters that were
    filed as one; once for one `request`. What was encrypted before is gone with its key. The file
    of the case after it; when it was done before, as it is now.

    Raises the same `NotFound` for an unknown id and a wrong secret, `Conflict("no_identity")` where
    none is held, and `TooMany` beyond `CORRECTIONS`.
    """
    known_id = receipts.parse_case_id(case_id)
    with suppress_if_taken(known_id, request):
        loaded = open_for_reporter(known_id, secret)
        changes = _changes(loaded, identity, context, request)
        rate_counters.take(CORRECTIONS, loaded.case.filed_as, context.now)
        filed_as, retries = loaded.case.filed_as, StaleRetries()
        stored = encrypt_identity(filed_as, secret or "", identity)
        while True:
            with retries:
                filing.correct(
                    *changes,
                    identity=stored,
                    has_copy=texts.copy_of(filed_as) is not None,
                    stopped=contacts.get(filed_as).stopped,
                )
                return loaded.after(changes[0])
            loaded = open_for_reporter(known_id, secret)
            changes = _changes(loaded, identity, context, request)
    return open_for_reporter(known_id, secret)


def _changes(
    loaded: LoadedCase, identity: Identity, context: Context, request: KeyedRequest | None
) -> tuple[Change, ...]:
    refuse_repeated(loaded, request)
    action = CorrectIdentity(contactable=identity.contactable, language=identity.language)
    matters = (loaded.case, *split_siblings(loaded.case))
    return mark([act(each, action, REPORTER, context) for each in matters], request)
