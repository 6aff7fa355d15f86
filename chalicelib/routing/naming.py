"""When the body that a text names decides, and when it speaks against the model.

A name decides beside the model, never against it: where the model is sure of an affair that the
body named does not have, a person looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import categories
from .categories import OTHER

if TYPE_CHECKING:
    from collections.abc import Collection

    from .agency_mentions import NamedBody, Subject
    from .classifier import Prediction

CONFIDENCE = 0.95
"""What a disposition by a name is recorded with (docs/routing.md: of
complaints by writers nobody had read, 50 of 51 were right)."""

AGREED = 0.4
AGREED_SURELY = 0.3
"""The share that the model's first label has to have where a name that says too little alone is of
the same affair; the second where it stands in the title, is spoken to, or comes twice."""


def has_to_do_with(body: NamedBody, sectors: Collection[str]) -> bool:
    """Whether complaints of one of these sectors may be about the body."""
    return any(categories.related(own, sector) for own in body.sectors for sector in sectors)


def contradicts(named: Subject, sectors: Collection[str]) -> bool:
    """Whether the name alone says, and clearly, that the complaint is of none of these sectors."""
    return named.body.alone and named.clear and not has_to_do_with(named.body, sectors)


def may_decide(named: Subject, prediction: Prediction | None) -> bool:
    """Whether the name decides where the model does not: one that says enough alone, or that is of
    the affair the model has first. Not where the model takes the text for nobody's affair."""
    if prediction is None or not prediction.ranking:
        return named.body.alone
    label, share = prediction.ranking[0]
    if label == OTHER or categories.sector(label) is None:
        return False
    if named.body.alone:
        return True
    least = AGREED_SURELY if named.clear else AGREED
    return share >= least and categories.related(named.body.sectors[0], label)
