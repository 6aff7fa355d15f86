"""What the transformer makes of a text, which takes longer than all else of a filing: tests read
each text once in a process, and those of a list together."""

from collections.abc import Iterable

import pytest

from chalicelib.routing.danger import judge
from chalicelib.routing.transformer import Transformer, load

AT_ONCE = 8
"""More take no less time a text."""

_known: dict[str, tuple[Transformer, dict[str, float] | None]] = {}
_read = Transformer.score


def read_each_text_once() -> None:
    """Keep what a network makes of a text: most tests file one of a few."""
    setattr(Transformer, "score", _score)  # noqa: B010 (mypy takes no other assignment to a method)


def read_ahead(texts: Iterable[str]) -> None:
    """Read together what `judge` will ask about these texts."""
    asked: dict[str, None] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Transformer, "score", lambda _, text: asked.setdefault(text))
        for text in texts:
            judge(text)
    network = load()
    unknown = [text for text in asked if not _is_known(network, text)]
    for start in range(0, len(unknown), AT_ONCE):
        some = unknown[start : start + AT_ONCE]
        for text, answers in zip(some, network.score_all(some), strict=True):
            _known[text] = network, answers


def _score(network: Transformer, text: str) -> dict[str, float] | None:
    if not _is_known(network, text):
        _known[text] = network, _read(network, text)
    return _known[text][1]


def _is_known(network: Transformer, text: str) -> bool:
    return text in _known and _known[text][0] is network
