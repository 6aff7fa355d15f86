"""Masking of what is stored, by rules that are loaded with the first text: that takes 15 ms, and
most functions never see a word that somebody wrote. The words of an event are masked once, when it
is saved, so that no reader pays for it."""

from collections.abc import Callable
from typing import Any

from chalicelib.case.decision import Event
from chalicelib.events import WRITTEN
from chalicelib.structs import replace


def mask(text: str) -> str:
    """See `redaction.mask`."""
    from chalicelib.protection import redaction

    return redaction.mask(text)


def mask_part(part: str, whole: str) -> str:
    """See `redaction.mask_part`."""
    from chalicelib.protection import redaction

    return redaction.mask_part(part, whole)


def could_leave(masked: str, written: str) -> bool:
    """See `redaction.could_leave`."""
    from chalicelib.protection import redaction

    return redaction.could_leave(masked, written)


def masked_by(mask: Callable[[str], str], event: Event) -> Event:
    """The event with what `mask` leaves of the words in it."""
    written = {name: event.data[name] for name in WRITTEN & event.data.keys()}
    masked = {name: _masked(words, mask) for name, words in written.items()}
    changed = {name: words for name, words in masked.items() if words != written[name]}
    return replace(event, masked=changed)


def _masked(words: Any, mask: Callable[[str], str]) -> Any:
    if isinstance(words, str):
        return mask(words)
    return [mask(word) for word in words] if isinstance(words, list) else words
