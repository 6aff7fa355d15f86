"""What the product counts, counted again by SQL out of all events."""

from collections import defaultdict

from chalicelib.figures.summary import histogram, quantile
from tests.unit.figures.recount import Rows, counted, quantiles, recounted
from tests.unit.figures.simulated import simulate

CASES = 4_000


def test_thousands_of_lives_are_counted_alike() -> None:
    lives = list(simulate(CASES, seed=20261127))
    found, again = counted(lives), recounted(lives)
    assert found == again
    whole = {measure for dimension, _, _, measure in found if dimension == "all"}
    # Nothing that is told apart is missing in what was tried.
    told = {
        "filed", "split_off", "verify:kept", "verify:late", "follow_up:kept", "follow_up:late",
        "resolve:kept", "resolve:late", "h3", "rerouted", "returned", "held",
        "appealed", "upheld", "reopened", "answered", "rated", "satisfied",
        "routed:model", "routed:category", "routed:officer", "misrouted:model",
        "misrouted:category", "escalated:1", "escalated:3", "archived:spam",
        "closed:timeout", "closed:confirmed", "closed:appeal_decided",
    }  # fmt: skip
    assert told <= whole
    of_agencies = {measure for dimension, _, _, measure in found if dimension == "agency"}
    assert {"good", "bad", "handed_late", "put_away"} <= of_agencies
    assert quantiles(lives) == _quantiles(found)


def _quantiles(found: Rows) -> dict[tuple[str, str], tuple[int | None, int | None]]:
    """Median and 90th percentile by class and stage, out of the counts."""
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (dimension, value, _, measure), n in found.items():
        if dimension == "class":
            counts[value][measure] = counts[value].get(measure, 0) + n
    return {
        (value, stage): (quantile(days, 50), quantile(days, 90))
        for value, measures in counts.items()
        for stage in ("verify", "follow_up", "handle", "resolve")
        if (days := histogram(measures, stage))
    }
