"""How a case ends. The holder stays known: a reopened case goes back to it."""

from dataclasses import replace

from .decision import Context
from .model import Case, Closed, Status

ARCHIVE_REASONS = (
    "spam",
    "abusive",
    "not_a_complaint",
    "incomplete",
    "duplicate",
    "court_case",
    "out_of_scope",
    "withdrawn",
)
NO_REPLY = "no_reply"  # the system's own: a question to the reporter that nobody answered
NEVER_PUBLISHED = frozenset({"spam", "abusive"})


def closed(case: Case, reason: str, context: Context) -> Case:
    """Closed: `confirmed`, `timeout` or `appeal_decided`."""
    return replace(
        case,
        status=Status.CLOSED,
        closed=Closed(reason=reason, at=context.now),
        ended_at=context.now,
    )


def archived(case: Case, reason: str, context: Context) -> Case:
    """Archived: no answer is owed."""
    return replace(
        case,
        status=Status.ARCHIVED,
        archive_reason=reason,
        hold=None,
        ended_at=context.now,
    )


def merged(case: Case, into: str, context: Context) -> Case:
    """Merged: the same matter goes on in another case."""
    return replace(case, status=Status.MERGED, merged_into=into, hold=None, ended_at=context.now)
