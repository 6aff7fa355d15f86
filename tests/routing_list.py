"""Fifty complaints as people write them on a phone, each with the agencies that would be right.

They were written once, before anything was routed, and are not changed to fit what is: where
routing is wrong, routing is mended. The sector is what a reader takes the complaint to be about.
When they were written few governments had offices in the register: where the list names a
government, its office for that sector is right too.

    python -m tests.routing_list      writes the tables of docs/routing.md again
"""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from chalicelib.routing.classifier import Classifier, Prediction
from chalicelib.routing.danger import judge
from chalicelib.routing.dispose import Disposition, dispose
from chalicelib.routing.registry import packaged
from chalicelib.usecases.sector_models import MODEL

FILE = Path(__file__).parent / "local" / "routing_list.csv"
DOCUMENT = Path(__file__).parents[1] / "docs" / "routing.md"
TODAY = date(2026, 11, 24)
BEGIN, END = "<!-- written by tests.routing_list -->", "<!-- end -->"


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """One complaint. `right` is empty where only a person can say more (triage)."""

    title: str
    body: str
    region_code: str | None
    address: str | None
    sector: str
    right: frozenset[str]

    @property
    def text(self) -> str:
        """The text as the routing function reads it."""
        return f"{self.title}\n{self.body}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What the model made of a complaint of the list, and where it goes."""

    listed: Listed
    prediction: Prediction
    found: Disposition

    @property
    def verdict(self) -> str:
        return verdict(self.listed, self.found.agency_id)


def read_list() -> tuple[Listed, ...]:
    """The list in its order."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Listed(
                title=row["title"],
                body=row["body"],
                region_code=row["region_code"] or None,
                address=row["address"] or None,
                sector=row["sector"],
                right=frozenset(name for name in row["agencies"].split("|") if name),
            )
            for row in csv.DictReader(file)
        )


def verdict(one: Listed, agency_id: str | None) -> str:
    """`right`, `triage` or `wrong`: what became of a complaint that went to this agency."""
    if agency_id is None:
        return "triage"
    agency = packaged().get(agency_id)
    office_of = agency.parent_id if agency and one.sector in agency.sectors else None
    return "right" if {agency_id, office_of} & one.right else "wrong"


@cache
def outcomes() -> tuple[Outcome, ...]:
    """The list through the shipped model, the table and the packaged register, without AWS."""
    classifier = Classifier.load(MODEL)
    return tuple(_routed(one, classifier.predict(one.text)) for one in read_list())


def _routed(one: Listed, prediction: Prediction) -> Outcome:
    found = dispose(
        registry=packaged(),
        text=one.text,
        category=None,
        region_code=one.region_code,
        address=one.address,
        suggested_agency_id=None,
        prediction=prediction,
        supervisory=False,
        excluded=frozenset(),
        on=TODAY,
        verdict=judge(one.text, titled=True),
    )
    return Outcome(listed=one, prediction=prediction, found=found)


def tables(all_of_them: Sequence[Outcome]) -> str:
    """Where each complaint went, and the sectors confused, as Markdown."""
    counts = Counter(one.verdict for one in all_of_them)
    lines = [
        f"Of {len(all_of_them)}: {counts['right']} routed to a right agency, "
        f"{counts['triage']} to triage, {counts['wrong']} to a wrong agency.",
        "",
        "| # | complaint | place | went to | why |",
        "|---|---|---|---|---|",
    ]
    for number, one in enumerate(all_of_them, start=1):
        place = one.listed.region_code or one.listed.address
        went = f"`{one.found.agency_id}`" if one.found.agency_id else "triage"
        wrong = ", **wrong**" if one.verdict == "wrong" else ""
        lines.append(
            f"| {number} | {one.listed.title} | {place} | {went}{wrong} | {one.found.reason} |"
        )
    lines += ["", "| about | complaints | the model's first choice | of these confident |"]
    lines += ["|---|---|---|---|"]
    for sector in dict.fromkeys(one.listed.sector for one in all_of_them):
        these = [one for one in all_of_them if one.listed.sector == sector]
        named = Counter(one.prediction.ranking[0][0] for one in these)
        sure = Counter(one.prediction.ranking[0][0] for one in these if one.prediction.confident)
        lines.append(f"| {sector} | {len(these)} | {_listed(named)} | {_listed(sure) or '–'} |")
    return "\n".join(lines)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())


def main() -> None:
    before, rest = DOCUMENT.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    text = f"{before}{BEGIN}\n{tables(outcomes())}\n{END}{after}"
    DOCUMENT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
