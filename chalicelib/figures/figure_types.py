"""What figures are made of, field by field; the names are the API's."""

from typing import Literal

from typing_extensions import TypedDict

FEW: Literal["<5"] = "<5"
Count = int | Literal["<5"]


class Days(TypedDict):
    """Working days of what was done: of `done` cases, half took at most the median."""

    done: Count
    median: int | None
    p90: int | None


class Stage(Days):
    """A stage with a deadline: `kept` and `late`, which counts also what is not done past it."""

    kept: Count
    late: Count
    kept_share: float | None


class OutcomeRates(TypedDict):
    """Parts of the cases: handed on, returned and held of those that went to an agency; archived,
    escalated and reopened of all; appealed and upheld of those with an answer."""

    rerouted: float | None
    returned: float | None
    held: float | None
    archived: float | None
    escalated: float | None
    appealed: float | None
    upheld: float | None
    reopened: float | None


class RuleChoices(TypedDict):
    """How many first agencies a rule chose, and how many of them called the case not theirs."""

    chosen: Count
    misrouted: Count
    misrouted_share: float | None


class RoutingChoices(TypedDict):
    """Who chose the first agency, and how many choices of rules and models did not stand; `by_rule`
    by what chose (`suggestion`, `category`, `model`, `named`), where there are enough."""

    automatic: Count
    by_officer: Count
    automatic_share: float | None
    misrouted: Count
    misrouted_share: float | None
    by_rule: dict[str, RuleChoices]


class Satisfaction(TypedDict):
    """What reporters said, beside how many said anything: one is worth nothing without the
    other."""

    answered: Count
    rated: Count
    response_share: float | None
    satisfied: Count
    satisfied_share: float | None


class Summary(TypedDict):
    """Everything that is known of some cases."""

    filed: Count
    split_off: Count
    status: dict[str, Count]
    verify: Stage
    follow_up: Stage
    resolve: Stage
    from_disposition: Days
    rates: OutcomeRates
    archived: dict[str, Count]
    closed: dict[str, Count]
    escalated: dict[str, Count]
    routing: RoutingChoices
    satisfaction: Satisfaction
