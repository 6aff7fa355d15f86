"""Groups of digits that stand close together, as the rules for numbers read them."""

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate

from chalicelib.protection.patterns import begin_word

BETWEEN = r"[ \t\n\r\-./_,*()|~'\[\]{}<>#=;\\\"\u201c\u201d&]"
_GROUP = re.compile(r"(\d+)")

# What stands in the last `_NEAR` characters says what a number is, in the same part of a sentence
# and after any other number.
_NEAR = 32
_APART = re.compile(r"(?s:.*)(?:\d|[;!?\n]|,\s|\.\s+(?=[A-Z]))")
_PHONES = "hp hape wa whatsapp te?lp telepon telpon phone hubungi kontak call sms fax"
_OTHERS = (
    "norek(?:ening)? rek(?:ening)? bank bca bri bni btn bsi mandiri va atm kartu debit gopay ovo"
    " npwp sim bpjs paspor passport polis nop pbb nik ktp kk induk"
)
_WORDS_BEFORE = re.compile(
    begin_word(*_PHONES.split(), *_OTHERS.split(), "wajib pajak") + r"(?![^\W\d_])"
)
_PHONE_WORD = re.compile(_PHONES.replace(" ", "|"), re.IGNORECASE)
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
CENTURIES, YEAR_DIGITS = frozenset({"19", "20"}), 4
_MOMENT = re.compile(
    rf"{_DAY}([-/. ]){_MONTH}\1{_YEAR}(?!\d)(?!\1\d)"
    rf"|{_DAY}([-/.]){_MONTH}\2\d\d(?!{BETWEEN}?\d)"
    rf"|{_YEAR}([-/.]){_MONTH}\3{_DAY}(?!\d)(?!\3\d)"
    rf"|(?:[01]?\d|2[0-4])\.[0-5]\d(?!\.?\d)(?![ \-./_]{{1,3}}(?!{_YEAR}(?!\d))\d{{3}})"
)
_QUANTITY = re.compile(
    rf"{_YEAR}(?:[-/]{_YEAR})?(?!\d)"
    # Latitude or longitude somewhere in Indonesia.
    r"|(?:\d|1[01]|9[5-9]|1[0-3]\d|14[01])\.\d{3,8}(?!\.?\d)"
    # An amount, by thousands.
    r"|[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3}){0,3}(?!\d)(?!\1\d)"
)
NIK_SHAPE = re.compile(
    r"(?:1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7])\d{4}"  # a region
    r"(?:0[1-9]|[1256]\d|[37][01]|4[1-9])(?:0[1-9]|1[0-2])\d{6}"  # a day, for women plus 40
)
MOBILE = re.compile(r"(?:0|(?:00)?620?)8[1-9]")
FIXED = re.compile(r"(?:0|(?:00)?620?)[2-79]")
# What may be written digit by digit: anything else begins with two digits or more.
_SPELT = re.compile(rf"(?={MOBILE.pattern}|{FIXED.pattern}|{NIK_SHAPE.pattern})\d")
_SPELT_MARK = "x"
_POINTS = frozenset(".,")
_BETWEEN_PARTS = frozenset("-/.")  # of a date or a time


class DigitRun:
    """Groups of digits that stand close together, and what the word before says they are:
    "phone", "number" or nothing. Everything that is asked of it takes the same time wherever in
    the run it is asked."""

    def __init__(self, found: re.Match[str]) -> None:
        self.text, run = found.string, found.group()
        self.word = _word_before(self.text, found.start())
        if run.isdecimal():  # as most are
            size = len(run)
            self.digits, self.sizes, self.following = run, [size], [""]
            self.counted, self._at, self._bounds = [0, size], {size: 1}, [*found.span()]
            self._has_single = False
            return
        parts = _GROUP.split(run)[1:]  # a group, what is between, a group, ...
        self._parts, self._start = parts, found.start()
        self.digits = "".join(parts[::2])
        self.sizes = list(map(len, parts[::2]))
        self.following = parts[1::2]  # what stands after each group, before the next
        self.counted = [0, *accumulate(self.sizes)]  # digits before each group
        self._at = dict(zip(self.counted, range(len(self.counted)), strict=True))
        self._has_single = 1 in self.sizes

    def start(self, group: int) -> int:
        """Where a group begins in the text."""
        return self._bounds[2 * group]

    def end(self, group: int) -> int:
        """Where a group ends in the text."""
        return self._bounds[2 * group + 1]

    @cached_property
    def _bounds(self) -> list[int]:
        return list(accumulate(map(len, self._parts), initial=self._start))

    def digits_of(self, first: int, last: int) -> str:
        return self.digits[self.counted[first] : self.counted[last]]

    def count(self, first: int, last: int) -> int:
        return self.counted[last] - self.counted[first]

    def last_within(self, first: int, most: int) -> int:
        """The group after the longest number that begins with `first` and has at most `most`
        digits."""
        return bisect_right(self.counted, self.counted[first] + most) - 1

    def after(self, first: int, digits: int) -> int | None:
        """The group after a number of so many digits that begins with `first` and ends with a
        group; None where none does."""
        return self._at.get(self.counted[first] + digits)

    def separators(self, first: int, last: int) -> set[str]:
        return set(self.following[first : min(last, len(self.sizes)) - 1])

    def next_beginning(self, at: int) -> int:
        """The first group from here on that something may begin with. With a single digit only
        what is written digit by digit does ("0 8 1 2 ...", not "1, 2, 3"), or an amount."""
        if not self._has_single:
            return at
        after = self._digits_alone.find(0, at)
        return after if after >= 0 else len(self.sizes)

    @cached_property
    def _digits_alone(self) -> bytes:
        """A byte for each group: 1 for a single digit that nothing begins with."""
        spelt = self._spelt
        return bytes(
            [
                size == 1
                and between not in _POINTS
                and (between == ", " or spelt[place] != _SPELT_MARK)
                for size, between, place in zip(
                    self.sizes, self.following, self.counted, strict=False
                )
            ]
        )

    @cached_property
    def _spelt(self) -> str:
        """The digits, with a mark in place of each that a number written digit by digit may begin
        with."""
        if self.word:
            return _SPELT_MARK * len(self.digits)
        return _SPELT.sub(_SPELT_MARK, self.digits)

    def is_spelt(self, at: int) -> bool:
        """Whether a number may begin here that is written digit by digit."""
        return self._spelt[self.counted[at]] == _SPELT_MARK

    def is_pointed(self, group: int) -> bool:
        """Whether a point or a comma and another group follow at once."""
        return self.following[group] in _POINTS

    def through(self, found: re.Match[str] | None, group: int) -> int:
        """The group after what was found to begin at `group`; `group` where nothing was."""
        if found is None:
            return group
        after = group
        while after < len(self.sizes) and self.end(after) <= found.end():
            after += 1
        return after

    def moment(self, group: int) -> int:
        """The group after a date or a time that begins here."""
        between = self.following[group]
        if between == " ":  # as most are; then only a year comes third
            if YEAR_DIGITS not in self.sizes[group + 2 : group + 3]:
                return group
        elif between not in _BETWEEN_PARTS:
            return group
        return self.through(_MOMENT.match(self.text, self.start(group)), group)

    def quantity(self, group: int) -> int:
        """The group after a year, an amount or a coordinate that begins here."""
        if self.sizes[group] != YEAR_DIGITS and self.following[group] not in _POINTS:
            return group
        return self.through(_QUANTITY.match(self.text, self.start(group)), group)


def _word_before(text: str, at: int) -> str:
    near = text[max(0, at - _NEAR) : at].rstrip(" ,")
    apart = _APART.match(near)
    words = _WORDS_BEFORE.findall(near[apart.end() :] if apart else near)
    if not words:
        return ""
    return "phone" if _PHONE_WORD.fullmatch(words[-1]) else "number"
