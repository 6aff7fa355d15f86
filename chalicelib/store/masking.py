"""Masking of what is stored, by rules that are loaded with the first text: that takes 15 ms, and
most functions never see a word that somebody wrote."""


def mask(text: str) -> str:
    """See `redaction.mask`."""
    from chalicelib.protection import redaction

    return redaction.mask(text)
