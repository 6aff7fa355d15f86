"""The words people wrote in an event, and as anybody may read them: masked once, when the event is
saved, so that no reader pays for it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from chalicelib.events import WRITTEN

from .model import Event


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


def masked_data(event: Event) -> dict[str, Any]:
    """The data of an event as anybody may read it. Raises `ValueError` where nobody masked it."""
    if event.masked is None:
        raise ValueError("an event that was not masked")
    return {**event.data, **event.masked}
