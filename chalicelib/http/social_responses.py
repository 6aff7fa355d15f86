"""What other systems are answered."""

from typing_extensions import TypedDict


class TakenPosts(TypedDict):
    """How many posts were taken."""

    taken: int
