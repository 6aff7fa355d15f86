"""The replies an agency keeps: its admin writes them, its officers and those of its units use
them."""

import re
from collections.abc import Sequence
from datetime import datetime

from chalicelib.case.model import Actor, Role
from chalicelib.errors import Conflict, Invalid, NotAllowed, Problem
from chalicelib.store import agencies, replies
from chalicelib.store.replies import SavedReplies, SavedReply
from chalicelib.store.rulebook import Author

PLACEHOLDERS = ("nomor", "judul", "hari_ini", "batas_waktu")
"""What the desk fills in, in braces: the number and title of a report, today, its deadline."""

_BRACED = re.compile(r"\{([^{}]*)\}")


def usable(actor: Actor, now: datetime) -> list[SavedReply]:
    """The replies of the officer's agency, then those of the government it is a unit of."""
    own = agencies.registry(now).get(str(actor.agency_id))
    houses = [str(actor.agency_id)] + ([own.parent_id] if own and own.parent_id else [])
    return [reply for house in houses for reply in replies.of_agency(house).items]


def replace_all(
    actor: Actor, wanted: Sequence[SavedReply], seen_version: int, now: datetime
) -> SavedReplies:
    """Put a list in the place of the one that the admin saw. Raises `NotAllowed`, `Invalid` for a
    placeholder that nobody fills in, `Conflict("changed_meanwhile")`."""
    if actor.role not in (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN) or actor.officer_id is None:
        raise NotAllowed("role_may_not")
    problems = [
        Problem(field=f"items.{place}.text", code="unknown_placeholder", params={"name": name})
        for place, reply in enumerate(wanted)
        for name in _BRACED.findall(reply.text)
        if name not in PLACEHOLDERS
    ]
    if problems:
        raise Invalid(problems)
    before = replies.of_agency(str(actor.agency_id))
    if before.version != seen_version:
        raise Conflict("changed_meanwhile", version=before.version)
    by = Author(officer_id=actor.officer_id, at=now)
    return replies.replace_all(str(actor.agency_id), wanted, before, by)
