"""Groups of digits that stand close together, as the rules for numbers read them."""

import re
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from operator import add, sub

BETWEEN = r"[ \t\n\r\-./_,*()|~']"
_GROUP = re.compile(r"\d+")

# What stands in the last `_NEAR` characters says what a number is, in the same part of a sentence
# and after any other number.
_NEAR = 32
_APART = re.compile(r"\d|[;!?\n]|,\s|\.\s+(?=[A-Z])")
_WORDS_BEFORE = re.compile(
    r"(?<![^\W_])(?:"
    r"(?P<phone>hp|hape|wa|whatsapp|te?lp|telepon|telpon|phone|hubungi|kontak|call|sms|fax)"
    r"|(?:no)?rek(?:ening)?|bank|bca|bri|bni|btn|bsi|mandiri|va|atm|kartu|debit|gopay|ovo"
    r"|npwp|wajib pajak|sim|bpjs|paspor|passport|polis|nop|pbb|nik|ktp|kk|induk"
    r")(?![^\W\d_])",
    re.IGNORECASE,
)
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
_SPELT = re.compile(rf"(?={MOBILE.pattern}|{FIXED.pattern}|{NIK_SHAPE.pattern})")
_POINTS = frozenset(".,")


class DigitRun:
    """Groups of digits that stand close together, and what the word before says they are:
    "phone", "number" or nothing. Everything that is asked of it takes the same time wherever in
    the run it is asked."""

    def __init__(self, found: re.Match[str]) -> None:
        self.text = found.string
        groups = _GROUP.findall(found.group())
        self.sizes = list(map(len, groups))
        self._has_single = 1 in self.sizes
        # What stands before each group, after the one before it.
        self.between = _GROUP.split(found.group())[:-1]
        steps = map(add, map(len, self.between), self.sizes)
        ends = list(accumulate(steps, initial=found.start()))[1:]
        self.groups = list(zip(map(sub, ends, self.sizes), ends, strict=True))
        self.counted = [0, *accumulate(self.sizes)]  # digits before each group
        self.digits = "".join(groups)

    @cached_property
    def word(self) -> str:
        return _word_before(self.text, self.groups[0][0])

    def digits_of(self, first: int, last: int) -> str:
        return self.digits[self.counted[first] : self.counted[last]]

    def count(self, first: int, last: int) -> int:
        return self.counted[last] - self.counted[first]

    def last_within(self, first: int, most: int) -> int:
        """The group after the longest number that begins with `first` and has at most `most`
        digits."""
        return bisect_right(self.counted, self.counted[first] + most) - 1

    def separators(self, first: int, last: int) -> set[str]:
        return set(self.between[first + 1 : last])

    def next_beginning(self, at: int) -> int:
        """The first group from here on that something may begin with. With a single digit only
        what is written digit by digit does ("0 8 1 2 ...", not "1, 2, 3"), or an amount."""
        if not self._has_single:
            return at
        after = self._digits_alone.find(0, at)
        return after if after >= 0 else len(self.groups)

    @cached_property
    def _digits_alone(self) -> bytes:
        """A byte for each group: 1 for a single digit that nothing begins with."""
        following = (*self.between[1:], "")
        return bytes(
            size == 1
            and between not in _POINTS
            and (between == ", " or not (self.word or place in self._spelt))
            for size, between, place in zip(self.sizes, following, self.counted, strict=False)
        )

    @cached_property
    def _spelt(self) -> frozenset[int]:
        return frozenset(found.start() for found in _SPELT.finditer(self.digits))

    def is_spelt(self, at: int) -> bool:
        """Whether a number may begin here that is written digit by digit."""
        return bool(self.word) or self.counted[at] in self._spelt

    def is_pointed(self, group: int) -> bool:
        """Whether a point or a comma and another group follow at once."""
        return group + 1 < len(self.groups) and self.between[group + 1] in _POINTS

    def through(self, found: re.Match[str] | None, group: int) -> int:
        """The group after what was found to begin at `group`; `group` where nothing was."""
        after = group
        if found is None:
            return group
        while after < len(self.groups) and self.groups[after][1] <= found.end():
            after += 1
        return after

    def moment(self, group: int) -> int:
        """The group after a date or a time that begins here."""
        return self.through(_MOMENT.match(self.text, self.groups[group][0]), group)

    def quantity(self, group: int) -> int:
        """The group after a year, an amount or a coordinate that begins here."""
        if self.sizes[group] != YEAR_DIGITS and not self.is_pointed(group):
            return group
        return self.through(_QUANTITY.match(self.text, self.groups[group][0]), group)


def _word_before(text: str, at: int) -> str:
    near = _APART.split(text[max(0, at - _NEAR) : at].rstrip(" ,"))[-1]
    words = [found["phone"] for found in _WORDS_BEFORE.finditer(near)]
    if not words:
        return ""
    return "phone" if words[-1] else "number"
