"""Dead letters, for the national administrator: the routes of the one function that may take them
out and put them back."""

from chalice.app import Blueprint

from chalicelib.http import letter_responses as responses
from chalicelib.http.auth import current_officer, national_admins, officers
from chalicelib.http.endpoint import endpoint
from chalicelib.http.request import parse_body, utcnow
from chalicelib.http.rule_history import ZONE
from chalicelib.http.schemas import Code, RequestModel
from chalicelib.store.dead_letters import DeadLetter
from chalicelib.store.rulebook import Author
from chalicelib.usecases import administer, replay_letters
from chalicelib.usecases.replay_letters import Backlog
from chalicelib.workdays import iso

routes = Blueprint(__name__)


class ReplayIn(RequestModel):
    """Which letter is handed over; without an id all of the queue, a hundred a request."""

    id: Code | None = None


@endpoint(routes, "GET", "/v1/admin/dead-letters", authorizer=officers, let_in=national_admins)
def get_admin_dead_letters() -> responses.LetterQueues:
    """The queues of what could not be handled: how much waits, and since when. For the national
    administrator."""
    return {"items": [_queue(replay_letters.look(queue)) for queue in replay_letters.queues()]}


@endpoint(
    routes, "GET", "/v1/admin/dead-letters/{queue}", authorizer=officers, let_in=national_admins
)
def get_admin_dead_letters_of(queue: str) -> responses.LetterQueueWithLetters:
    """The letters of a queue, oldest first, a hundred at most: what each is about, without words
    and without who is concerned. Takes nothing away."""
    found = replay_letters.look(replay_letters.named(queue))
    return {**_queue(found), "letters": [_letter(letter) for letter in found.letters]}


@endpoint(
    routes,
    "POST",
    "/v1/admin/dead-letters/{queue}/replay",
    authorizer=officers,
    let_in=national_admins,
    body=ReplayIn,
    body_required=False,
)
def post_admin_dead_letters_replay(queue: str) -> responses.LettersHandedOver:
    """Hand letters to whom they were for, again: one, or a hundred at most. One that fails again
    comes back. Done twice, nothing happens twice."""
    by = _author()
    sent = parse_body(routes.current_request, ReplayIn, optional=True)
    outcome = replay_letters.replay(replay_letters.named(queue), sent.id, by)
    return {
        "handed_over": outcome.handed_over,
        "failed": [{"id": key, "reason": reason} for key, reason in outcome.failed.items()],
    }


def _author() -> Author:
    return administer.author(current_officer(routes.current_request), utcnow())


def _queue(found: Backlog) -> responses.LetterQueue:
    return {
        "queue": found.name,
        "replayable": found.replayable,
        "waiting": found.waiting.letters,
        "held": found.waiting.held,
        "since": iso(found.since, ZONE) if found.since else None,
    }


def _letter(letter: DeadLetter) -> responses.Letter:
    about = letter.subject
    return {
        "id": letter.id,
        "since": iso(letter.sent_at, ZONE),
        "kind": about.kind,
        "case_id": about.case_id,
        "number": about.number,
        "event": about.event,
        "records": about.records,
        "attempts": about.attempts,
        "error": about.error,
    }
