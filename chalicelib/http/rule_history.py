"""Every change of a rule, as the routes of administration tell it."""

from collections.abc import Iterable

from chalicelib.http import admin_responses as responses
from chalicelib.store.rulebook import RuleChange
from chalicelib.workdays import iso

ZONE = "WIB"  # what administration writes its moments in


def entries(changes: Iterable[RuleChange]) -> list[responses.HistoryEntry]:
    """The changes with who made each when and why, the first one first."""
    return [_entry(change) for change in sorted(changes, key=lambda change: change.made_at)]


def _entry(change: RuleChange) -> responses.HistoryEntry:
    return {
        "made_at": iso(change.made_at, ZONE),
        "officer_id": change.officer_id,
        "note": change.note,
        "before": change.before,
        "after": change.after,
    }
