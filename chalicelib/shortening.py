"""Texts that are cut because there is room for no more."""

CUT = "…"
"""The sign of a text that was cut."""


def shorten(text: str, longest: int) -> str:
    """The text in one line of at most `longest` characters; what is longer is cut between words,
    or where it has none within them, and ends with `CUT`."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rsplit(" ", 1)[0] + CUT
