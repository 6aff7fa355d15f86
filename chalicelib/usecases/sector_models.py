"""The models that say which sector a text is about: the one that is followed, and one on trial."""

import functools
from pathlib import Path

from chalicelib.observability import logger
from chalicelib.routing.classifier import Classifier
from chalicelib.routing.matters import has_two_matters

MODEL = Path(__file__).parent.parent / "routing" / "data" / "sector_model.bin"
SHADOW = MODEL.with_name("sector_model_shadow.bin")


def tells_of_two_matters(text: str) -> bool:
    """Whether a text surely holds two matters; without a model none does."""
    model = classifier()
    return model is not None and has_two_matters(text, model.predict)


@functools.cache
def classifier() -> Classifier | None:
    """The model; None where its file cannot be read. Suggestions and categories route without it,
    and the rest goes to people: slower, but nothing waits."""
    return read_model(MODEL)


@functools.cache
def classifier_on_trial() -> Classifier | None:
    """A model on trial, where the package has one: asked and recorded, never followed."""
    return read_model(SHADOW) if SHADOW.exists() else None


def read_model(path: Path) -> Classifier | None:
    """The model in a file. None, and a line in the log, where it cannot be read."""
    try:
        return Classifier.load(path)
    except (OSError, ValueError, KeyError):
        logger.exception("the model cannot be read")
        return None
