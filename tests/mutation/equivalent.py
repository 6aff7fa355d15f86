"""Mutants that no test can catch, because nobody could see the difference, each with its reason.

Named by file and by the line before and after, so that a line that moves keeps its entry and one
that is rewritten loses it.
"""

EQUIVALENT: dict[tuple[str, str, str], str] = {}


def reason(path: str, removed: list[str], added: list[str]) -> str | None:
    """Why this change makes no difference; None where it should."""
    return EQUIVALENT.get((path, " ".join(removed), " ".join(added)))
