"""The posts of `training/posts/`, written for training and measuring: a file a writer."""

import csv
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("posts")
KEPT_APART = ("15", "16")
"""Writers whose posts are never learnt from."""
COMPLAINTS = frozenset({"complaint", "Aduan"})


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenPost:
    """A post, whether it complains, and who wrote it."""

    writer: str
    text: str
    complains: bool


def read_posts(*, kept_apart: bool, folder: Path = FOLDER) -> list[WrittenPost]:
    """The posts to measure with (`kept_apart`), or those to learn from, by writer."""
    return [
        post
        for path in sorted(folder.glob("*.csv"))
        if (path.stem in KEPT_APART) is kept_apart
        for post in read_file(path)
    ]


def read_file(path: Path) -> list[WrittenPost]:
    """The posts of a file with the columns `text` and `label`, each text once."""
    with path.open(encoding="utf-8", newline="") as file:
        labels = {row["text"].strip(): row["label"] in COMPLAINTS for row in csv.DictReader(file)}
    return [
        WrittenPost(writer=path.stem, text=text, complains=is_complaint)
        for text, is_complaint in labels.items()
    ]
