"""Masking of what is stored, by rules that are loaded with the first text: that takes 15 ms, and
most functions never see a word that somebody wrote. The words of an event are masked once, when it
is saved, so that no reader pays for it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chalicelib.case.decision import Event
from chalicelib.case.model import MaskTogether
from chalicelib.events import WRITTEN
from chalicelib.structs import replace

if TYPE_CHECKING:
    from chalicelib.protection.redaction import MaskedText


def mask(text: str) -> str:
    """See `redaction.mask`."""
    from chalicelib.protection import redaction

    return redaction.mask(text)


def mask_together(texts: Sequence[str], beside: Iterable["MaskedText"] = ()) -> list[str]:
    """See `redaction.mask_together`."""
    from chalicelib.protection import redaction

    return redaction.mask_together(texts, beside)


def could_leave(masked: str, written: str) -> bool:
    """See `redaction.could_leave`."""
    from chalicelib.protection import redaction

    return redaction.could_leave(masked, written)


def masked_by(mask_together: MaskTogether, event: Event) -> Event:
    """The event with what `mask_together` leaves of the words in it."""
    written = {name: event.data[name] for name in WRITTEN & event.data.keys()}
    texts = [text for words in written.values() for text in texts_in(words)]
    left = dict(zip(texts, mask_together(texts), strict=True)) if texts else {}
    masked = {name: _masked(words, left) for name, words in written.items()}
    changed = {name: words for name, words in masked.items() if words != written[name]}
    return replace(event, masked=changed)


def texts_in(words: Any) -> list[str]:
    """The texts that a field of an event holds: one, several or none."""
    several = words if isinstance(words, list) else [words]
    return [text for text in several if isinstance(text, str)]


def _masked(words: Any, left: Mapping[str, str]) -> Any:
    if isinstance(words, list):
        return [left.get(word, word) for word in words]
    return left.get(words, words)
