"""The vocabulary is that of the texts that the models learn from."""

from chalicelib.routing.vocabulary import FILE, find_strangeness
from training.danger_texts import TEXTS, Told, read_rows, read_told
from training.fit_vocabulary import collect_groups, write

LANGUAGE_TEXTS = TEXTS.with_name("language_texts.csv")
"""Complaints of three writers in forty languages, scripts and ways to write, of which nothing is
learnt: what is strange was found on them."""


def told(writer: str, text: str) -> Told:
    return Told(writer=writer, text=text, labels={}, worth={})


def test_the_file_is_what_is_collected() -> None:
    """After other texts: python -m training.fit_vocabulary."""
    assert FILE.read_text("ascii") == write(collect_groups(read_told()))


def test_a_word_of_one_writer_counts_in_three_texts() -> None:
    once, twice, often = (
        collect_groups(told("one", f"zqzqzq {number}") for number in range(times))
        for times in (1, 2, 3)
    )
    assert once == twice < often
    assert often - once == {"_zqz", "zqzq", "qzqz", "qzq_"}


def test_a_word_of_two_writers_counts() -> None:
    assert "_zqz" in collect_groups(told(writer, "zqzqzq") for writer in ("one", "other"))


def test_groups_that_begin_alike_stand_in_a_line() -> None:
    assert write(["uang", "_ua_", "uan_", "_uan"]) == "_ua_n\nuan_g\n"


def share_strange(*languages: str) -> float:
    """Of what writers wrote in languages whose names begin so."""
    found = [
        find_strangeness(f"{row['title']}\n{row['text']}") == "strange"
        for row in read_rows(LANGUAGE_TEXTS)
        if row["language"].startswith(languages)
    ]
    assert len(found) >= 30
    return sum(found) / len(found)


def test_scripts_that_the_models_cannot_read_are_strange() -> None:
    scripts = "Arab", "Cyrillic", "Greek", "Hindi", "Japanese", "Javanese script", "Korean"
    assert share_strange(*scripts, "Russian", "Sundanese script") == 1


def test_so_are_disguises_and_languages_of_europe() -> None:
    disguises = "leet", "letters spaced", "run together", "words run", "written backwards"
    assert share_strange(*disguises, "Dutch", "French", "Vietnamese") == 1


def test_languages_that_the_models_learnt_are_not() -> None:
    learnt = "English", "Banyumasan", "Javanese ngoko", "Javanese krama", "Minangkabau", "Manado"
    assert share_strange(*learnt) == 0
