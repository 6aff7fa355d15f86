"""Requests that may be sent again: the header `Idempotency-Key` on everything that writes.

What was done under a key is marked in the transaction that did it, so a retry after a lost answer
finds either both or neither (docs/decisions.md). A step of a case is marked on its event; what is
no step (a filing, a voice, a file that is registered) by a claim on the key. A later request, and
of two at once the slower, is refused by the mark or by what the first did, and that is no refusal:

    with suppress_if_taken(case_id, request):
        ...  # refuse_repeated(loaded, request), then save what mark(changes, request) gives
        return ...
    return ...  # what it came to, as it is now; or `earlier_step`, as it was then
"""

import hmac
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from msgspec import Struct

from chalicelib.case.decision import Change, Event
from chalicelib.case.model import Case, Status
from chalicelib.errors import Conflict, DomainError, Expired, Invalid, NotFound
from chalicelib.events import Visibility
from chalicelib.protection.secrets import key_for
from chalicelib.store import cases, history
from chalicelib.store.claims import Claim, claimed, use_up
from chalicelib.store.history import EventPage
from chalicelib.store.loaded_cases import LoadedCase
from chalicelib.store.rows import Unreadable
from chalicelib.structs import replace

RETRY_FOR = timedelta(hours=24)
MARK_LENGTH = 32  # of each half: 128 bits, in few of the bytes that an event has


class KeyedRequest(Struct, frozen=True, kw_only=True):
    """A request with an Idempotency-Key, made at `now` (UTC): the name its key is claimed under, a
    digest that tells its content from another's, and what let it in (`used`)."""

    name: str
    digest: str
    now: datetime
    used: tuple[Claim, ...] = ()

    @property
    def key(self) -> str:
        """The first half of the mark: whose key it is, and which."""
        return self.name[-MARK_LENGTH:]

    @property
    def mark(self) -> str:
        """What marks the event that comes of this request: its key, and what was asked."""
        return f"{self.key}.{self.digest[:MARK_LENGTH]}"

    def claims(self) -> tuple[Claim, ...]:
        """What makes this request unrepeatable, its key first, and what it uses up."""
        key = Claim(
            name=self.name,
            made_at=self.now,
            expires_at=self.now + RETRY_FOR,
            digest=self.digest,
        )
        return (key, *self.used)


class SavedStep(Struct, frozen=True, kw_only=True):
    """What a step came to: the version and the status that it left the case in, whatever became of
    it since. No more is told of it to who may not read the case."""

    case_id: str
    version: int
    status: Status

    @classmethod
    def of(cls, case: Case) -> "SavedStep":
        """The step that a case was just saved by."""
        return cls(case_id=case.id, version=case.version, status=case.status)


def keyed_request(
    key: str, *, scope: str, content: str, now: datetime, used: Sequence[Claim] = ()
) -> KeyedRequest:
    """A request under `key` by whom and on what `scope` says: two callers with the same key do not
    meet. `content` is all that was asked. What is `used` up by it may come with it again, and with
    nothing else.

    Name and digest are made with the service's secret, the digest with the key too: who reads the
    table can try out neither which keys are in use nor whose telephone number was in the content,
    and who has the secret not the latter.
    """
    name = "IDEMPOTENCY#" + _keyed_hash(scope, key)
    return KeyedRequest(
        name=name,
        digest=_keyed_hash(scope, key, content),
        now=now,
        used=tuple(replace(claim, digest=name) for claim in used),
    )


def _keyed_hash(*parts: str) -> str:
    return hmac.digest(key_for("idempotency"), "\0".join(parts).encode(), "sha256").hex()


def mark(changes: Sequence[Change], request: KeyedRequest | None) -> tuple[Change, ...]:
    """The changes of a step, the event of the first with the mark of the request it comes of."""
    first, *others = changes
    if request is not None:
        first = replace(first, event=replace(first.event, request=request.mark))
    return (first, *others)


def refuse_repeated(loaded: LoadedCase, request: KeyedRequest | None) -> None:
    """Raises `Conflict("claimed", name=...)` when a step of the case came under the request's key
    before, with whatever content: see `suppress_if_taken`."""
    if request is not None and _earlier_step(loaded, request) is not None:
        raise Conflict("claimed", name=request.name)


@contextmanager
def suppress_if_taken(
    case_id: str, request: KeyedRequest | None, *, number: int | None = None
) -> Iterator[None]:
    """End the block quietly when it is refused and this very request was a step of the case before.
    Raises what the block raises, and `Invalid("idempotency_mismatch")` when its key came with
    another content.

    `NotFound` is what who may not know of the case is told. Only an officer may have taken a step
    before all the same, after which the case went on to others: event `number`, if any, for they
    act on the version that they saw. It alone is looked for then, so that a hidden case costs what
    an unknown number does, whatever happened to it."""
    try:
        yield
    except DomainError as refusal:
        if request is None:
            raise
        if isinstance(refusal, NotFound):
            earlier = None if number is None else _step(case_id, number, request)
        else:
            latest = history.backwards(case_id, list(Visibility), before=None, limit=1)
            earlier = _earlier_event(case_id, latest, request)
        if earlier is None:
            raise
        if earlier.request != request.mark:
            raise Invalid([], code="idempotency_mismatch") from None


def earlier_step(loaded: LoadedCase, request: KeyedRequest | None) -> SavedStep:
    """What this very request came to when it was a step of the case before: where
    `suppress_if_taken` ended the block."""
    event = None if request is None else _earlier_step(loaded, request)
    if event is None:
        raise ValueError("no earlier step")
    status = cases.status_after(event.case_id, event.number)
    return SavedStep(case_id=event.case_id, version=event.number, status=status)


def _earlier_step(loaded: LoadedCase, request: KeyedRequest) -> Event | None:
    """The event that came under the key of a request. It is among the latest, which were read with
    the case, unless very many came within a day."""
    first = loaded.events[0].number if loaded.events else None
    page = EventPage(events=tuple(reversed(loaded.events)), place=first)
    return _earlier_event(loaded.case.id, page, request)


def _step(case_id: str, number: int, request: KeyedRequest) -> Event | None:
    """The event of that number, if it came under the key of a request that may still refer to
    it."""
    with suppress(NotFound, Unreadable):
        event = cases.event(case_id, number)
        if _is_under(event, request) and not _is_over(event, request):
            return event
    return None


def _is_under(event: Event, request: KeyedRequest) -> bool:
    return (event.request or "").startswith(f"{request.key}.")


def _is_over(event: Event, request: KeyedRequest) -> bool:
    return event.at <= request.now - RETRY_FOR


def _earlier_event(case_id: str, page: EventPage, request: KeyedRequest) -> Event | None:
    """The event that came under the key of a request, as long as it may be referred to, on a page
    of the latest, or before."""
    while True:
        for event in page.events:
            if _is_over(event, request):
                return None
            if _is_under(event, request):
                return event
        if page.place is None:
            return None
        page = history.backwards(
            case_id, list(Visibility), before=page.place, limit=history.MOST_EVALUATED
        )


@contextmanager
def suppress_if_done(request: KeyedRequest | None) -> Iterator[None]:
    """The same for what is no step of a case, with the request's claims in its transaction. Raises
    what the block and `was_done` raise."""
    try:
        yield
    except DomainError:
        if not was_done(request):
            raise


def was_done(request: KeyedRequest | None) -> str | None:
    """The id of the case this very request was done on before, or None; None without a key.

    Raises `Invalid("idempotency_mismatch")` when its key came with another content, and before that
    `Expired("challenge_used")` when what let it in was used for something else: asking which keys
    are in use costs a solved challenge each time, as filing does.
    """
    if request is None:
        return None
    earlier = claimed(request.name, request.now)
    if earlier is None:
        return None
    try:
        for claim in request.used:
            use_up(claim, earlier.case_id)
    except Conflict:
        raise Expired("challenge_used") from None
    if earlier.digest != request.digest:
        raise Invalid([], code="idempotency_mismatch")
    return earlier.case_id
