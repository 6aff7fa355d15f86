"""Figures out of counts: shares, medians and rates, as exact as who reads them may know."""

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from .cells import BIN_OF, BY_OFFICER, RULES, STEP, with_hidden
from .figure_types import FEW, Count, Days, RoutingChoices, Stage, Summary

Counts = Mapping[str, int]


class Precision(Struct, frozen=True, kw_only=True):
    """Counts are told in steps, rounded down, and less than one step, also none, as `FEW`; shares
    and medians from a base of so many cases on."""

    step: int
    least_base: int

    def count(self, n: int) -> Count:
        """A count as it may be told."""
        return FEW if self.is_few(n) else n - n % self.step

    def is_few(self, n: int) -> bool:
        """Whether nothing more is told of so many. That there is none is not told either: of nine
        values that are there, in nine cases at most, each would be one."""
        return n < self.step and self.step > 1

    def share(self, part: int, base: int) -> float | None:
        """The part of a base, to the whole percent; None where the base is small."""
        return round(part / base, 2) if base >= self.least_base else None


PUBLIC = Precision(step=STEP, least_base=20)
"""In steps of five nobody finds by subtraction, or by looking twice, that it was one case;
docs/figures.md says why this and no other way."""
EXACT = Precision(step=1, least_base=1)


def add_up(rows: Iterable[Counts]) -> Counter[str]:
    """The sum of some rows of counts."""
    total = Counter[str]()
    for row in rows:
        total.update(row)
    return total


def summarise(counts: Counts, precision: Precision) -> Summary:
    """The figures of the cases that these counts are of. Of hidden cases in cells for everybody
    only how many there are is told; all else is of the public ones."""
    n = Counter(counts)
    cases = n["filed"] + n["split_off"]
    routed = sum(_members(n, "routed").values())
    share = precision.share
    return {
        "filed": precision.count(with_hidden(n, "filed")),
        "split_off": precision.count(with_hidden(n, "split_off")),
        "status": _family(n, "status", precision),
        "verify": _stage(n, "verify", precision),
        "follow_up": _stage(n, "follow_up", precision),
        "resolve": _stage(n, "resolve", precision),
        "from_disposition": _days(n, "handle", precision),
        "rates": {
            "rerouted": share(n["rerouted"], routed),
            "returned": share(n["returned"], routed),
            "held": share(n["held"], routed),
            "archived": share(sum(_members(n, "archived").values()), cases),
            "escalated": share(sum(_members(n, "escalated").values()), cases),
            "appealed": share(n["appealed"], n["answered"]),
            "upheld": share(n["upheld"], n["answered"]),
            "reopened": share(n["reopened"], cases),
        },
        "archived": _family(n, "archived", precision),
        "closed": _family(n, "closed", precision),
        "escalated": _family(n, "escalated", precision),
        "routing": _routing(n, precision),
        "satisfaction": {
            "answered": precision.count(n["answered"]),
            "rated": precision.count(n["rated"]),
            "response_share": share(n["rated"], n["answered"]),
            "satisfied": precision.count(n["satisfied"]),
            "satisfied_share": share(n["satisfied"], n["rated"]),
        },
    }


def histogram(counts: Counts, stage: str) -> dict[int, int]:
    """How many cases took how many working days, by days."""
    letter = BIN_OF[stage]
    bins = {
        int(name[1:]): n for name, n in counts.items() if name[0] == letter and name[1:].isdecimal()
    }
    return dict(sorted(bins.items()))


def quantile(days: Mapping[int, int], hundredths: int) -> int | None:
    """The fewest days within which so many hundredths of the cases were done; None of none."""
    needed, seen = sum(days.values()) * hundredths, 0
    for day in sorted(days):
        seen += 100 * days[day]
        if seen >= needed:
            return day
    return None


def _routing(n: Counter[str], precision: Precision) -> RoutingChoices:
    by_officer = n[f"routed:{BY_OFFICER}"]
    chosen = {rule: n[f"routed:{rule}"] for rule in RULES}
    wrong = {rule: n[f"misrouted:{rule}"] for rule in RULES}
    automatic, misrouted = sum(chosen.values()), sum(wrong.values())
    return {
        "automatic": precision.count(automatic),
        "by_officer": precision.count(by_officer),
        "automatic_share": precision.share(automatic, automatic + by_officer),
        "misrouted": precision.count(misrouted),
        "misrouted_share": precision.share(misrouted, automatic),
        "by_rule": {
            rule: {
                "chosen": precision.count(chosen[rule]),
                "misrouted": precision.count(wrong[rule]),
                "misrouted_share": precision.share(wrong[rule], chosen[rule]),
            }
            for rule in RULES
            if chosen[rule] and not precision.is_few(chosen[rule])
        },
    }


def _stage(counts: Counts, stage: str, precision: Precision) -> Stage:
    kept, late = counts.get(f"{stage}:kept", 0), counts.get(f"{stage}:late", 0)
    return {
        **_days(counts, stage, precision),
        "kept": precision.count(kept),
        "late": precision.count(late),
        "kept_share": precision.share(kept, kept + late),
    }


def _days(counts: Counts, stage: str, precision: Precision) -> Days:
    days = histogram(counts, stage)
    done = sum(days.values())
    enough = done >= precision.least_base
    return {
        "done": precision.count(done),
        "median": quantile(days, 50) if enough else None,
        "p90": quantile(days, 90) if enough else None,
    }


def _members(counts: Counts, family: str) -> dict[str, int]:
    """The counts of one family (`status:closed`), by the rest of their names."""
    start = f"{family}:"
    return {name.removeprefix(start): n for name, n in counts.items() if name.startswith(start)}


def _family(counts: Counts, family: str, precision: Precision) -> dict[str, Count]:
    members = sorted(_members(counts, family).items())
    return {name: precision.count(n) for name, n in members if n and not precision.is_few(n)}
