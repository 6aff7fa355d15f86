"""Who is let in to file or to support: a known machine client, or whoever solved a challenge."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.errors import NotAllowed
from chalicelib.protection import challenge
from chalicelib.store import agencies
from chalicelib.store.claims import Claim

CHALLENGE_FOR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Credentials:
    """What came with a request: the key of a machine client, or the answer to a challenge."""

    api_key: str | None = None
    challenge: str | None = None

    def admit(self) -> "Admission":
        """Raises `NotAllowed` for an unknown key, and without a key or a solved challenge."""
        if not self.api_key:
            return Admission(challenge=challenge.solved(self.challenge))
        client = agencies.client_of(hashlib.sha256(self.api_key.encode()).hexdigest())
        if client is None:
            raise NotAllowed("unknown_api_key")
        return Admission(client=client)


@dataclass(frozen=True, kw_only=True, slots=True)
class Admission:
    """What lets a request in: a machine client by name, or a solved challenge."""

    client: str | None = None
    challenge: str | None = None

    @property
    def caller(self) -> str:
        """Whose keys for retries these are: a machine client's, or everybody else's."""
        return "web" if self.client is None else f"client {self.client}"

    def claims(self, now: datetime) -> tuple[Claim, ...]:
        """What uses up the challenge, at `now` (UTC); nothing for a machine client."""
        if self.challenge is None:
            return ()
        name = f"CHALLENGE#{self.challenge}"
        return (Claim(name=name, made_at=now, expires_at=now + CHALLENGE_FOR),)
