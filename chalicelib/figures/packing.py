"""Counters packed into numbers, so that a cell costs the same whatever it counts.

DynamoDB bills what is read by its size, and a number takes a byte for two digits, without zeros at
its ends. So four counters of six digits share one number, between two digits that are always one;
adding to such a number adds to one of its counters and leaves the others as they are. A row has all
its numbers from the first case on.
"""

from collections.abc import Mapping
from string import ascii_letters, digits

from chalicelib.case.model import Status

from .cells import (
    BIN_OF,
    BY_OFFICER,
    COUNTRY,
    EVERYBODY,
    HIDDEN,
    HOURS,
    RULES,
    Dimension,
    is_for_everybody,
)

LONGEST = {"verify": 15, "follow_up": 15, "resolve": 75, "handle": 75}
"""Working days from which on nobody is told how many, by stage: some times the deadlines of 3 and
5, a quarter more than the longest of 60. All of it has to fit into a kilobyte, which is what one
write unit pays for."""

_DIGITS = 6  # a million cases of one value in a year: seven times what SP4N gets in all
_TOGETHER = 4  # 26 digits with the two ends; decimal arithmetic of 28 digits is exact for them
# Without the letters that are types in DynamoDB's JSON, which not every reader of it tells apart.
_LETTERS = [letter for letter in ascii_letters + digits if letter not in "BLMNS"]
_NAMES = (*_LETTERS, *(f"z{letter}" for letter in _LETTERS))
_COUNTER = 10**_DIGITS
_END = 10 ** (_DIGITS * _TOGETHER + 1)
EMPTY = _END + 1
"""A number whose counters are all zero."""


class Layout:
    """Which counter is where. Counters may be added at the end; those before stay in their places,
    or all figures have to be rebuilt."""

    def __init__(self, *measures: str) -> None:
        self._measures = measures
        self._places = {measure: place for place, measure in enumerate(measures)}
        self._together = {
            name: measures[_TOGETHER * number :][:_TOGETHER]
            for number, name in enumerate(self.names)
        }

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its numbers, as short as can be: they are paid for in each row."""
        return _NAMES[: -(-len(self._measures) // _TOGETHER)]

    def with_place(self, counts: Mapping[str, int]) -> dict[str, int]:
        """Those of the counters that have one here."""
        return {measure: n for measure, n in counts.items() if measure in self._places}

    def new_row(self, counts: Mapping[str, int]) -> dict[str, int]:
        """All numbers of a row that is not there yet: it has its size from the beginning."""
        moved = self.pack(counts)
        return {name: EMPTY + moved.get(name, 0) for name in self.names}

    def pack(self, counts: Mapping[str, int]) -> dict[str, int]:
        """What has to be added to each number, so that each counter moves by its count. Raises
        `KeyError` for a counter that has no place."""
        moved: dict[str, int] = {}
        for measure, n in counts.items():
            number, place = divmod(self._places[measure], _TOGETHER)
            name = _NAMES[number]
            moved[name] = moved.get(name, 0) + n * 10 ** (_DIGITS * place + 1)
        return {name: n for name, n in moved.items() if n}

    def unpack(self, numbers: Mapping[str, int]) -> dict[str, int]:
        """The counters that are not zero. What is no number of the layout is passed over."""
        found: dict[str, int] = {}
        for name, number in numbers.items():
            rest = number // 10  # without the digit at its end
            for measure in self._together.get(name, ()):
                rest, n = divmod(rest, _COUNTER)
                if n:
                    found[measure] = n
        return found


# Counters keep their places. What comes later stands behind those that were there.
_FIRST = (
    "filed", "split_off", "answered", "rated", "satisfied",
    "returned", "rerouted", "held", "appealed", "upheld", "reopened",
    *(f"routed:{by}" for by in (*RULES, BY_OFFICER)), *(f"misrouted:{by}" for by in RULES),
    "escalated:1", "escalated:2", "escalated:3",
    # A holder's: answered within ten minutes (`at_once`), archived by its own decision
    # (`archived`), handed on after more days than verification has (`handed_late`).
    "good", "bad", "at_once", "archived", "handed_late",
    "closed:confirmed", "closed:timeout", "closed:appeal_decided",
    "archived:spam", "archived:abusive", "archived:not_a_complaint", "archived:incomplete",
    "archived:duplicate", "archived:court_case", "archived:out_of_scope", "archived:withdrawn",
    "archived:no_reply",
    "status:received", "status:triage", "status:routed", "status:in_progress", "status:on_hold",
    "status:returned", "status:answered", "status:closed", "status:archived", "status:merged",
    "verify:kept", "verify:late", "follow_up:kept", "follow_up:late",
    "resolve:kept", "resolve:late",
    *(f"{BIN_OF[stage]}{days}" for stage, most in LONGEST.items() for days in range(most + 1)),
)  # fmt: skip
_LATER = tuple(name for status in Status if (name := f"status:{status}") not in _FIRST)
MONTH = Layout(*_FIRST, *_LATER)
"""Of a year too."""
# Nothing that is archived so is public: where everybody reads, their places are free.
_FREE = {"archived:spam": HIDDEN + "filed", "archived:abusive": HIDDEN + "split_off"}
_OPEN_MEASURES = tuple(_FREE.get(measure, measure) for measure in (*_FIRST, *_LATER))
_OPEN = Layout(*_OPEN_MEASURES)
OPEN_AGENCIES = Layout(*_OPEN_MEASURES, HIDDEN + "good", HIDDEN + "bad")
"""Of agencies, for everybody: nothing else has outcomes."""
_HOURS = Layout(*(f"{hour:02}" for hour in range(24)))
_DAY = Layout("filed", HIDDEN + "filed")


def layout_of(period: str, scope: str = COUNTRY, dimension: str = Dimension.ALL) -> Layout:
    """The layout of a cell (`cells.Cell`)."""
    if period.endswith(HOURS):
        return _HOURS
    if len(period) > len("2026-11"):
        return _DAY
    if not is_for_everybody(scope):
        return MONTH
    return OPEN_AGENCIES if (scope, dimension) == (EVERYBODY, Dimension.AGENCY) else _OPEN
