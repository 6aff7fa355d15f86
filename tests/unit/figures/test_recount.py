"""What the product counts, counted again by SQL out of all events."""

from collections import defaultdict

from chalicelib.figures.cells import COUNTRY, HIDDEN, HIDDEN_MEASURES, YEAR, for_everybody
from chalicelib.figures.summary import histogram, quantile
from tests.unit.figures.recount import Rows, count_twice
from tests.unit.figures.simulated import simulate

CASES = 100_000


def test_a_hundred_thousand_lives_are_counted_alike() -> None:
    """Each drawn by itself: none is another one told again. Those of `tests/unit/test_simulate.py`
    follow the rules of a case, these do not."""
    twice = count_twice(simulate(CASES, seed=20261127))
    found = twice.by_product
    assert twice.cases == CASES
    assert found == twice.by_sql
    whole = {key[3:]: n for key, n in found.items() if key[:2] == (COUNTRY, "all")}
    of_months = [n for (period, name), n in whole.items() if name == "filed" and len(period) == 7]
    of_days = [n for (period, name), n in whole.items() if name == "filed" and len(period) == 10]
    assert 0.97 * CASES < sum(of_months) == sum(of_days) < CASES  # the others were split off
    measures = {measure for _, measure in whole}
    # Nothing that is told apart is missing in what was tried.
    told = {
        "filed", "split_off", "verify:kept", "verify:late", "follow_up:kept", "follow_up:late",
        "resolve:kept", "resolve:late", "h3", "rerouted", "returned", "held",
        "appealed", "upheld", "reopened", "answered", "rated", "satisfied",
        "routed:model", "routed:category", "routed:officer", "misrouted:model",
        "misrouted:category", "escalated:1", "escalated:3", "archived:spam",
        "closed:timeout", "closed:confirmed", "closed:appeal_decided",
    }  # fmt: skip
    assert told <= measures
    for period in ("2026-01", YEAR + "2025", YEAR + "2026"):
        of_agencies = {key[4] for key in found if (*key[:2], key[3]) == (COUNTRY, "agency", period)}
        assert {"good", "bad", "handed_late", "archived"} <= of_agencies
        scope = for_everybody(COUNTRY)
        for_all = {key[4] for key in found if (*key[:2], key[3]) == (scope, "agency", period)}
        hidden = {HIDDEN + measure for measure in HIDDEN_MEASURES}
        assert for_all & hidden == hidden
        assert {"good", "bad", "handed_late", "archived"} <= for_all
    assert twice.quantiles == _quantiles(found)


def _quantiles(found: Rows) -> dict[tuple[str, str], tuple[int | None, int | None]]:
    """Median and 90th percentile by class and stage, out of the counts."""
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (scope, dimension, value, _, measure), n in found.items():
        if (scope, dimension) == (COUNTRY, "class"):
            counts[value][measure] = counts[value].get(measure, 0) + n
    return {
        (value, stage): (quantile(days, 50), quantile(days, 90))
        for value, measures in counts.items()
        for stage in ("verify", "follow_up", "handle", "resolve")
        if (days := histogram(measures, stage))
    }
