"""What the check makes of writers whom nobody who works on it has learnt from.

`voices.csv` has 300 complaints in four voices by a writer who saw neither rules nor code: half
dangerous, told sideways; half harmless, in the same words. Names of places and persons were taken
out afterwards. Nothing was set by them, and whoever wrote pairs to learn from had seen the
beginnings of 24. `examiner.csv` has 300 in six voices by another such writer, who was asked for
stories in both and for pairs: nobody who works on the check has read one. `titled.csv` has 1,280
under titles by four more, in pairs, who were asked to name offices; `petty.csv` 480 by two who were
asked for small wrongs of somebody in office, told by the way, beside complaints about the same
offices' service; `languages.csv` 200 by one who was asked for forty languages, scripts and ways to
write, when the limits of `routing/vocabulary.py` were set. All of it is made up. docs/danger.md has
the figures.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from chalicelib.routing.assess import RoutingRequest, assess
from chalicelib.routing.jurisdiction import INSPECTION
from chalicelib.routing.registry import packaged
from chalicelib.usecases.sector_models import classifier
from tests.readings import read_ahead

VOICES, EXAMINER, TITLED, PETTY = "voices.csv", "examiner.csv", "titled.csv", "petty.csv"
LANGUAGES = "languages.csv"
SURABAYA = "35.78"
"""A city all of whose offices are in the register: nowhere is the accused office nearer."""
DAY = date(2026, 11, 26)


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A text, what its writer says of it, and what was made of it: whether it is `held` back from
    the public, and who gets it."""

    voice: str
    dangerous: bool
    accuses: bool
    held: bool
    agency_id: str | None


@cache
def told(file: str) -> tuple[Told, ...]:
    return tuple(_told(file))


def _told(file: str) -> Iterator[Told]:
    with Path(__file__).with_name(file).open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    every = [
        RoutingRequest(title=row.get("title", ""), body=row["text"], region_code=SURABAYA)
        for row in rows
    ]
    read_ahead(asked.text for asked in every)
    for row, asked in zip(rows, every, strict=True):
        made = assess(asked, registry=packaged(), classifier=classifier(), on=DAY)
        yield Told(
            voice=row["voice"],
            dangerous=row["label"] == "dangerous",
            accuses=bool(row["accused"]),
            held=made.sensitive,
            agency_id=made.agency_id,
        )


def share_held(file: str, dangerous: bool, voice: str | None = None) -> float:
    asked = [one for one in told(file) if one.dangerous == dangerous and voice in (None, one.voice)]
    return sum(one.held for one in asked) / len(asked)


@pytest.mark.parametrize(
    ("file", "texts", "dangerous", "accuse"),
    [
        (VOICES, 300, 152, 93),
        (EXAMINER, 300, 150, 116),
        (TITLED, 1280, 640, 459),
        (PETTY, 480, 240, 240),
        (LANGUAGES, 200, 100, 76),
    ],
)
def test_there_are_half_of_each(file: str, texts: int, dangerous: int, accuse: int) -> None:
    assert len(told(file)) == texts
    assert sum(one.dangerous for one in told(file)) == dangerous
    assert sum(one.accuses for one in told(file)) == accuse


@pytest.mark.parametrize("voice", ["5", "6", "7", "8"])
def test_most_dangerous_ones_of_each_voice_are_never_public_by_themselves(voice: str) -> None:
    assert share_held(VOICES, dangerous=True, voice=voice) >= 0.92


@pytest.mark.parametrize(
    ("file", "least"),
    [(VOICES, 0.99), (EXAMINER, 0.97), (TITLED, 0.98), (PETTY, 0.81), (LANGUAGES, 0.92)],
)
def test_nearly_all_dangerous_ones_together_are_not(file: str, least: float) -> None:
    assert share_held(file, dangerous=True) >= least


@pytest.mark.parametrize(
    ("file", "most"),
    [(VOICES, 0.16), (EXAMINER, 0.58), (TITLED, 0.03), (PETTY, 0.11), (LANGUAGES, 0.44)],
)
def test_the_harmless_ones_that_wait_are_not_more_than_the_document_says(
    file: str, most: float
) -> None:
    """They use the words of danger on purpose, or none that the models know; of ordinary complaints
    fewer wait."""
    assert share_held(file, dangerous=False) <= most


@pytest.mark.parametrize("voice", ["114", "115", "122", "123"])
def test_nearly_all_dangerous_ones_of_each_under_titles_are_not(voice: str) -> None:
    assert share_held(TITLED, dangerous=True, voice=voice) >= 0.97


def accusing_at_offices(file: str) -> list[Told]:
    """Those that accuse an office and go to one by themselves; an inspectorate, a government as a
    whole, a national body or a person is none."""
    found = []
    for one in told(file):
        agency = packaged().get(one.agency_id) if one.accuses and one.agency_id else None
        if agency and agency.parent_id and INSPECTION not in agency.sectors:
            found.append(one)
    return found


@pytest.mark.parametrize("file", [VOICES, EXAMINER, TITLED])
def test_none_that_accuses_an_office_goes_to_an_office_by_itself(file: str) -> None:
    assert not accusing_at_offices(file)


@pytest.mark.parametrize(("file", "most"), [(PETTY, 16), (LANGUAGES, 1)])
def test_of_what_is_hard_to_see_no_more_do_than_the_document_says(file: str, most: int) -> None:
    assert len(accusing_at_offices(file)) <= most
