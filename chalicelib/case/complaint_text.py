"""What a complaint says, apart from the case that is made of it."""

from collections.abc import Callable
from dataclasses import dataclass

EXCERPT_LENGTH = 160


@dataclass(frozen=True, kw_only=True, slots=True)
class ComplaintText:
    """The words of a complaint: as written, and as everybody may read them, masked once when it is
    filed. They never change, so they stand apart from the case and are read only where needed."""

    title: str
    body: str
    masked_title: str
    masked_body: str

    @classmethod
    def masked_by(cls, mask: Callable[[str], str], title: str, body: str) -> "ComplaintText":
        """The words as written, and what `mask` leaves of them."""
        return cls(title=title, body=body, masked_title=mask(title), masked_body=mask(body))

    @property
    def as_written(self) -> str:
        """Title and body, as the rules of routing read them."""
        return f"{self.title}\n{self.body}"

    @property
    def masked(self) -> str:
        """Title and body without what could identify a person."""
        return f"{self.masked_title}\n{self.masked_body}"

    @property
    def excerpt(self) -> str:
        """The beginning of the masked body, at most `EXCERPT_LENGTH` characters, for lists."""
        words = " ".join(self.masked_body[: 2 * EXCERPT_LENGTH].split())
        if len(words) <= EXCERPT_LENGTH:
            return words
        return words[: EXCERPT_LENGTH - 1].rsplit(" ", 1)[0] + "…"
