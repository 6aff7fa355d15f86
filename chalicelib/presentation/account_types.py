"""What the service says of an officer's account."""

from typing import Literal

from typing_extensions import TypedDict


class Account(TypedDict):
    """An officer's account. `invited` has not set a password of their own yet."""

    officer_id: str
    email: str
    role: str | None
    agency_id: str | None
    enabled: bool
    state: Literal["invited", "active"]
    second_factor: bool
