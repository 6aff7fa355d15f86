"""The chain of days: what is signed of each, and what is wrong with a row of them."""

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

A_DAY = timedelta(days=1)


class SealedDay(Struct, frozen=True, kw_only=True):
    """The root (hex) over the `count` heads that the ledger knew when the day (UTC) ended, and the
    digest of the day before as it was signed; None for the first."""

    day: date
    root: str
    count: int
    previous: str | None

    def claims(self) -> dict[str, Any]:
        """What is signed."""
        return {
            "day": self.day.isoformat(),
            "root": self.root,
            "count": self.count,
            "previous": self.previous,
        }


def payload_of(token: str) -> bytes:
    """The payload of a compact JWS, as it was signed. Raises `ValueError`."""
    _, payload, _ = token.split(".")
    return base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))


def day_from(token: str) -> SealedDay:
    """The day that a token says, whoever signed it. Raises `ValueError` where it says none."""
    claims = json.loads(payload_of(token))
    try:
        return SealedDay(
            day=date.fromisoformat(claims["day"]),
            root=str(claims["root"]),
            count=int(claims["count"]),
            previous=claims["previous"],
        )
    except (KeyError, TypeError) as error:
        raise ValueError("no day of the ledger") from error


def link_to(token: str) -> str:
    """What the day after names as its `previous`."""
    return hashlib.sha256(payload_of(token)).hexdigest()


def breaks_in(tokens: Sequence[str], first: bool) -> Iterator[str]:
    """What is wrong with days in a row, in words for operators: one that is missing, one that does
    not name the one before, a count that fell. `first` says that the row begins with the first day
    there is."""
    before: SealedDay | None = None
    for number, token in enumerate(tokens):
        day = day_from(token)
        if before is None:
            if first and day.previous is not None:
                yield f"{day.day}: names a day before it, and there is none"
        else:
            if day.day != before.day + A_DAY:
                yield f"{day.day}: follows {before.day}"
            if day.previous != link_to(tokens[number - 1]):
                yield f"{day.day}: does not name the day before as it is"
            if day.count < before.count:
                yield f"{day.day}: has fewer cases than the day before"
        before = day
