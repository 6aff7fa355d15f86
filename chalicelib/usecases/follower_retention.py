"""How long the address of who follows a case is kept."""

from datetime import datetime, timedelta

from chalicelib.case.model import ENDED, Case
from chalicelib.store import followers
from chalicelib.store.followers import Follower

AFTER_THE_END = timedelta(days=30)  # time for it to be reopened
WITHOUT_NEWS = timedelta(days=180)
STOPPED_FOR = timedelta(days=30)


def retained_until(case: Case, now: datetime) -> datetime:
    """Until when (UTC) the address of who follows a case is kept, without more news of it."""
    if case.status in ENDED:
        return (case.ended_at or now) + AFTER_THE_END
    return now + WITHOUT_NEWS


def forget(follower: Follower, now: datetime) -> None:
    """Erase the address of a follower who wants no news, or cannot be written to: for a while
    nobody can have it asked again."""
    followers.stop(follower.case_id, follower.name, now + STOPPED_FOR)


def forget_with_case(follower: Follower, now: datetime) -> None:
    """Erase the address of who follows a case that is hidden. They said nothing, so they can be
    asked again once everybody may read it."""
    followers.stop(follower.case_id, follower.name, now)
