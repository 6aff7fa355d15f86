"""How complaints of the corpus are routed, by the rules and models that ship.

    python -m training.measure_routing [--learnt] [--wrong] [WRITER ...]

Asks about the writers kept apart; with `--learnt` about the others, or about those named. One JSON
line on standard output; `--wrong` prints what went to a wrong agency on standard error.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from chalicelib.routing.assess import Assessment, RoutingRequest, assess
from chalicelib.routing.categories import NOBODY
from chalicelib.routing.classifier import Classifier
from chalicelib.routing.registry import Registry, packaged
from chalicelib.usecases.sector_models import classifier
from training.corpus import Answers, Complaint, read_corpus

DAY = date(2026, 11, 26)
"""The day on which rules and register are asked; later ones may give other answers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RoutingFigures:
    """Numbers of complaints, and shares: `right` by itself of all, `precision` of what was routed,
    `shown` of those left to a person with a right agency among the suggestions, `nobodys_routed`
    of what no authority answers (a number)."""

    complaints: int
    routed: int
    right: float
    precision: float
    shown: float
    nobodys: int
    nobodys_routed: int
    triage: dict[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class RoutedComplaint:
    """A complaint, what was made of it, and the ids of the agencies that are right."""

    complaint: Complaint
    made: Assessment
    right: frozenset[str]


def route(
    complaints: Iterable[Complaint], registry: Registry, model: Classifier | None
) -> list[RoutedComplaint]:
    """Route each as `make route` does."""
    answers = Answers(registry, DAY)
    return [
        RoutedComplaint(
            complaint=one,
            made=assess(
                RoutingRequest(
                    title=one.title,
                    body=one.body,
                    region_code=one.region_code or None,
                    address=one.address or None,
                ),
                registry=registry,
                classifier=model,
                on=DAY,
            ),
            right=answers.right(one),
        )
        for one in complaints
    ]


def measure(routed: Iterable[RoutedComplaint]) -> RoutingFigures:
    """Count what became of them."""
    every = list(routed)
    asked = [one for one in every if one.complaint.sector != NOBODY]
    nobodys = [one for one in every if one.complaint.sector == NOBODY]
    sent = [one for one in asked if one.made.agency_id]
    right = sum(one.made.agency_id in one.right for one in sent)
    left = [one for one in asked if not one.made.agency_id]
    shown = sum(
        any(candidate.agency_id in one.right for candidate in one.made.found.candidates)
        for one in left
    )
    return RoutingFigures(
        complaints=len(asked),
        routed=len(sent),
        right=round(right / len(asked), 4),
        precision=round(right / max(1, len(sent)), 4),
        shown=round(shown / max(1, len(left)), 4),
        nobodys=len(nobodys),
        nobodys_routed=sum(one.made.agency_id is not None for one in nobodys),
        triage=dict(Counter(one.made.reason for one in left).most_common()),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m training.measure_routing")
    parser.add_argument("writers", nargs="*", help="only these")
    parser.add_argument("--learnt", action="store_true", help="the writers that were learnt from")
    parser.add_argument("--wrong", action="store_true", help="print what went to a wrong agency")
    given = parser.parse_args()
    complaints = read_corpus(kept_apart=not given.learnt)
    if given.writers:
        complaints = [one for one in complaints if one.writer in given.writers]
    routed = route(complaints, packaged(), classifier())
    figures = measure(routed)
    sys.stderr.write(
        f"{figures.nobodys_routed} of {figures.nobodys} that are nobody's were routed; "
        f"left to a person: {figures.triage}\n"
    )
    print(json.dumps(asdict(figures)))
    for one in routed if given.wrong else ():
        if one.made.agency_id and one.made.agency_id not in one.right:
            asked = one.complaint
            line = (asked.writer, asked.sector, asked.accepted, one.made.agency_id, asked.text)
            sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    main()
