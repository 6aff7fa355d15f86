"""Regular expressions that are quick where they find nothing, which is nearly everywhere."""

from itertools import groupby


def begin_word(*openings: str) -> str:
    """A pattern for any of `openings`, in capitals or not, where a word begins.

    Each opening is a pattern that begins with a small letter. The engine leaps from one of the
    first letters to the next; where a pattern begins with a condition, or with a letter that may
    be a capital by a flag, it tries every character instead.
    """
    ordered = sorted(openings, key=lambda opening: opening[0])
    parts = {
        first: "|".join(opening[1:] for opening in openings if opening[0] == first)
        for first, _ in groupby(ordered, key=lambda opening: opening[0])
    }
    letters = "".join(f"{first}{first.upper()}" for first in parts)
    rests = "|".join(f"(?<={first})(?:{rest})" for first, rest in parts.items())
    return rf"[{letters}](?<![^\W_].)(?i:{rests})"
