"""The complaints of `training/corpus/`, written for training and measuring: a file a writer."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from chalicelib.routing.agency import GOVERNMENTS, Agency
from chalicelib.routing.categories import sector
from chalicelib.routing.registry import Registry

FOLDER = Path(__file__).with_name("corpus")
KEPT_APART = ("08", "13", "15", "18")
"""Writers whose complaints are never learnt from."""
DANGEROUS, UNCLEAR, HARMLESS = "dangerous", "unclear", "harmless"
"""What readers found: when everybody could read it, it could bring revenge on its writer or trouble
to somebody it tells of; or not; or a careful person could say either."""
JAKARTA = "31"
"""Its cities are administrative: the province answers for them (UU 29/2007)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Complaint:
    """A complaint and who should answer it. `region_code` and `address` are what the reporter
    gave with it, `place` is where it is. `accepted` are the answers that are right, best first: an
    agency's id, or `regency:health` for the government of the place and its offices. `danger` is
    what a reader found: `DANGEROUS`, `HARMLESS` or `UNCLEAR`."""

    writer: str
    title: str
    body: str
    region_code: str
    address: str
    place: str
    sector: str
    level: str
    accepted: tuple[str, ...]
    danger: str

    @property
    def text(self) -> str:
        """Title and body, as the classifier reads them."""
        return f"{self.title}\n{self.body}"

    @property
    def sectors(self) -> frozenset[str]:
        """Its sector, and those of other answers that are right."""
        named = (answer.partition(":")[2] for answer in self.accepted)
        return frozenset({self.sector, *filter(None, named)})


def read_corpus(*, kept_apart: bool, folder: Path = FOLDER) -> list[Complaint]:
    """The complaints to measure with (`kept_apart`), or those to learn from, by writer."""
    return [
        complaint
        for path in sorted(folder.glob("*.csv"))
        if (path.stem in KEPT_APART) is kept_apart
        for complaint in _read(path)
    ]


def _read(path: Path) -> Iterator[Complaint]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            accepted = tuple(filter(None, row.pop("accepted").split("|")))
            yield Complaint(writer=path.stem, accepted=accepted, **row)


class Answers:
    """Which agencies of a register are the right ones for a complaint on a day."""

    def __init__(self, registry: Registry, on: date) -> None:
        self._registry, self._on = registry, on

    @cached_property
    def _governments(self) -> dict[str, Agency]:
        every = self._registry.all(self._on)
        return {agency.regions[0]: agency for agency in every if agency.type in GOVERNMENTS}

    def right(self, complaint: Complaint) -> frozenset[str]:
        """The ids of the agencies that are right; none for what is nobody's."""
        found: set[str] = set()
        for answer in complaint.accepted:
            level, _, affair = answer.partition(":")
            found |= self._of_government(complaint.place, level, affair) if affair else {answer}
            if not affair:
                found |= {unit.id for unit in self._registry.units(answer, self._on)}
        return frozenset(found)

    def _of_government(self, place: str, level: str, affair: str) -> set[str]:
        """The government and its offices for the affair: where none has it, for the wider one."""
        provincial = level == "province" or place.startswith(JAKARTA)
        government = self._governments.get(place[:2] if provincial else place)
        if government is None:
            return set()
        units = self._registry.units(government.id, self._on)
        known = sector(affair)
        for wanted in (affair, known.parent if known else None):
            if offices := {unit.id for unit in units if wanted in unit.sectors}:
                return {government.id, *offices}
        return {government.id, *self._companies_of(place, affair)}

    def _companies_of(self, place: str, affair: str) -> set[str]:
        """Companies of other governments that serve the place."""
        every = self._registry.candidates(affair, place, self._on) if place else ()
        return {one.id for one in every if one.type == "bumd"}
