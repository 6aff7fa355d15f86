"""Collects the groups of letters of `chalicelib/routing/vocabulary.py`: those of the words that the
models of danger learn from, and of the names of places and agencies, which stand in any complaint.

    .venv/bin/python -m training.fit_vocabulary

A word counts that two writers use or that stands in three of their texts, and one that stands in
two names: what somebody wrote once may be in a language that the models did not learn by it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

from chalicelib.routing.text import read_words
from chalicelib.routing.vocabulary import FILE, GROUP, letter_groups
from training.danger_texts import Told, read_told

NAMES = (
    "villages.txt",
    "regions.csv",
    "place_aliases.csv",
    "agencies.csv",
    "agency_aliases.csv",
    "categories.csv",
)
"""Lists of the product with names in them, a line each."""
WRITERS, TEXTS, LINES = 2, 3, 2


def main() -> None:
    FILE.write_text(write(collect_groups(read_told())), "ascii")


def collect_groups(told: Iterable[Told]) -> set[str]:
    """The groups of letters of all words that count."""
    words = {*_words_of_texts(told), *_words_of_names()}
    return {group for word in words for group in letter_groups(word) if len(word) > 1}


def write(groups: Iterable[str]) -> str:
    """The file: a line for each three letters, with what may follow them."""
    by_beginning = groupby(sorted(groups), key=lambda group: group[: GROUP - 1])
    return "".join(
        f"{beginning}{''.join(group[-1] for group in some)}\n" for beginning, some in by_beginning
    )


def _words_of_texts(told: Iterable[Told]) -> Iterator[str]:
    texts, writers = Counter[str](), defaultdict[str, set[str]](set)
    for one in told:
        for word in _distinct(one.whole):
            texts[word] += 1
            writers[word].add(one.writer)
    for word, times in texts.items():
        if times >= TEXTS or len(writers[word]) >= WRITERS:
            yield word


def _words_of_names() -> Iterator[str]:
    lines = Counter[str]()
    for name in NAMES:
        for line in (FILE.with_name(name)).read_text("utf-8").splitlines():
            lines.update(_distinct(line))
    return (word for word, times in lines.items() if times >= LINES)


def _distinct(text: str) -> set[str]:
    return {word for word in read_words(text, {}) if word.isalpha()}


if __name__ == "__main__":
    main()
