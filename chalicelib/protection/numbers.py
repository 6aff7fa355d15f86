"""Numbers that identify a person or lead to one: NIK and KK, phones, accounts, cards, NPWP.

A number is written in groups with up to three signs between them. One pass finds the longest runs
of such groups; each run is read once from left to right, and what begins at a group is decided by
the digits, by how they are grouped and by the words before. Money, dates, times, years and
coordinates are stepped over.
"""

import re
from collections.abc import Iterator

from chalicelib.protection.digit_runs import (
    BETWEEN,
    CENTURIES,
    FIXED,
    MOBILE,
    NIK_SHAPE,
    YEAR_DIGITS,
    DigitRun,
)

NIK, PHONE, NUMBER = "NIK", "telepon", "nomor"

_RUN = re.compile(rf"\d(?:{BETWEEN}{{0,5}}+\d)*+")
_FEWEST = 7  # digits of anything that is looked for
_LONGEST = 20  # digits of one number
_ALWAYS = 9  # so many digits in one are a number of somebody
_COMPLETE = 10  # a phone or account of so many digits may end before a comma, a date or a line

_MONEY_BEFORE = re.compile(r"(?<![^\W_])(?:rp\.?|idr)\s{0,2}$", re.IGNORECASE)

_PLAIN_AMOUNT = re.compile(r"[1-9]\d{0,8}(?!\d)")
_LISTED = re.compile(r",\s")
_PARTS = frozenset(",.\n/(")
_GROUPING = frozenset((" ", "-", ".", " - "))
_NPWP_SIZES = [2, 3, 3, 1, 3, 3]
_ABROAD = re.compile(r"(?:00)?62")
_DOUBLED = {str(digit): sum(divmod(2 * digit, 10)) for digit in range(10)}
_HOTLINES = ("1500", "14")
_OPENS_PHONE = frozenset("06")

Span = tuple[int, int, str]


def find_numbers(text: str) -> Iterator[Span]:
    """Where numbers stand in a normalised text: start, end, and what they are."""
    for found in _RUN.finditer(text):
        if found.end() - found.start() >= _FEWEST:
            run = DigitRun(found)
            if len(run.digits) >= _FEWEST:
                yield from _numbers_of(run)


def _numbers_of(run: DigitRun) -> Iterator[Span]:
    at = _after_money(run)
    while (at := run.next_beginning(at)) < len(run.sizes):
        kind, after = _number_at(run, at)
        if kind:
            yield _with_sign(run.text, run.start(at)), run.end(after - 1), kind
        at = after


def _after_money(run: DigitRun) -> int:
    """The group after an amount that Rp stands before. Nobody groups a phone like money, and
    nobody writes ten digits of money without grouping them."""
    start = run.start(0)
    if not _MONEY_BEFORE.search(run.text, start - 6, start):
        return 0
    return run.quantity(0) or run.through(_PLAIN_AMOUNT.match(run.text, start), 0)


def _with_sign(text: str, start: int) -> int:
    """Where the number begins with the plus and the bracket before it."""
    while start > 0 and text[start - 1] in "+(":
        start -= 1
    return start


def _number_at(run: DigitRun, at: int) -> tuple[str, int]:
    """What begins at a group, and the group after it; an empty kind for what is nobody's."""
    if run.sizes[at] == 1 and run.is_pointed(at) and not run.is_spelt(at):
        return "", max(run.quantity(at), at + 1)
    if run.word == "number" and (after := _nik(run, at)) > at:
        return NIK, after
    if (after := run.moment(at)) > at:
        return "", after
    over = run.quantity(at)
    # After "rekening" only what is an amount from end to end is taken for one.
    if over > at and not (run.word and over < len(run.sizes)):
        return "", over
    kind, after = _begins(run, at)
    return (kind, after) if kind else ("", max(over, at + 1))


def _begins(run: DigitRun, at: int) -> tuple[str, int]:
    """What begins at a group that no amount and no moment begins at; as above."""
    if run.word != "number":
        if (after := _nik(run, at)) > at:
            return NIK, after
        if (after := _card(run, at)) > at:
            return NUMBER, after
        if (after := _phone(run, at)) > at:
            return PHONE, after
    if (after := _account(run, at)) > at:
        return NUMBER, after
    if run.word == "number" and (after := _phone(run, at)) > at:
        return PHONE, after
    return "", at


def _nik(run: DigitRun, at: int) -> int:
    after = run.after(at, 16)
    if after is None:
        return at
    sizes, separators = run.sizes[at:after], run.separators(at, after)
    if max(sizes) < 6 and min(sizes) < 4 and any(_LISTED.match(one) for one in separators):
        return at
    digits = run.digits_of(at, after)
    if NIK_SHAPE.match(digits):
        return after
    if _has_check_digit(digits):
        return at  # a card
    if after == at + 1 or run.word == "number":
        return after
    if len(separators) == 1 and min(sizes) > 1 and not _is_a_list(run, at, after):
        return after
    return at


def _phone(run: DigitRun, at: int) -> int:
    if run.digits[run.counted[at]] not in _OPENS_PHONE:
        return _local_phone(run, at)
    mobile = MOBILE.match(run.digits, run.counted[at])
    prefix = mobile or FIXED.match(run.digits, run.counted[at])
    if prefix is None:
        return _local_phone(run, at)
    if not mobile and not _is_area_code(run, at):
        return at
    before = len(prefix.group()) - (2 if mobile else 1)  # 0 or 62 is not of the number itself
    after = _longest(run, at, *((9 + before, 12 + before) if mobile else (8 + before, 11 + before)))
    if not mobile and run.separators(at, after) == {"/"} and _has_year(run, at + 1, after):
        return at  # the number of a letter: 021/123/2024
    return after


def _is_area_code(run: DigitRun, at: int) -> bool:
    """Whether a fixed line may begin so: with its area code in one, after 62 in the next group."""
    if _ABROAD.match(run.digits, run.counted[at]):
        signed = run.text[run.start(at) - 1 : run.start(at)] == "+"
        return signed or (run.sizes[at] <= 4 and len(run.separators(at, at + 3)) == 1)
    return run.sizes[at] >= 3


def _local_phone(run: DigitRun, at: int) -> int:
    """A number without an area code, after a word for phones."""
    if run.word != "phone" or run.digits_of(at, at + 1).startswith(_HOTLINES):
        return at
    after = _longest(run, at, 7, 13)
    return at if any("," in between for between in run.separators(at, after)) else after


def _longest(run: DigitRun, at: int, fewest: int, most: int) -> int:
    """The longest number of so many digits, or the first that is complete before a new beginning:
    a comma, a point or a line where none stood within the number, a space after digits in one, a
    date. `at` where there is none."""
    last = run.last_within(at, most)
    if run.count(at, last) < fewest:
        return at
    for after in range(at + 1, min(last, len(run.sizes) - 1) + 1):
        if run.count(at, after) < max(fewest, _COMPLETE):
            continue
        between, within = run.following[after - 1], run.separators(at, after)
        another = len(between) > 1 and between not in within and not _PARTS.isdisjoint(between)
        if another or (between == " " and not within) or run.moment(after) > after:
            return after
    return last


def _card(run: DigitRun, at: int) -> int:
    """Sixteen digits with a right check digit in a few groups, or an NPWP in its own grouping."""
    if run.sizes[at] == _NPWP_SIZES[0] and run.sizes[at : at + 6] == _NPWP_SIZES:
        return at + 6
    after = run.after(at, 16)
    if after is None or after - at > 5 or min(run.sizes[at:after]) < 2:
        return at
    digits = run.digits_of(at, after)
    return after if digits[0] in "3456" and _has_check_digit(digits) else at


def _has_check_digit(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B (Luhn)."""
    doubled = map(_DOUBLED.__getitem__, digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def _account(run: DigitRun, at: int) -> int:
    in_one = run.sizes[at] >= _ALWAYS
    if run.word == "number":
        after = max(_longest(run, at, _FEWEST, _LONGEST), at + in_one)
        years = _is_year(run, at) and all(_is_year(run, group) for group in range(at + 1, after))
        return at if years else after
    return at + 1 if in_one else _grouped(run, at)


def _grouped(run: DigitRun, at: int) -> int:
    """A number of ten digits or more that is grouped like one, whatever stands before it: one
    separator, no single digits but the last."""
    if at + 1 == len(run.sizes) or run.sizes[at] < 2:
        return at
    if run.sizes[at + 1] < 2:
        return at  # of fewer than nine digits and one: there are not ten
    last, separator = run.last_within(at, _LONGEST), run.following[at]
    if last < at + 2 or separator not in _GROUPING:
        return at
    after = at + 1
    while run.sizes[after - 1] > 1 and after < last and run.following[after - 1] == separator:
        after += 1
    enough = run.count(at, after) >= _COMPLETE and max(run.sizes[at:after]) >= 4
    return after if enough and not _is_a_list(run, at, after) else at


def _is_a_list(run: DigitRun, first: int, last: int) -> bool:
    """Whether groups are rather years or round numbers one after another."""
    groups = (run.digits_of(group, group + 1) for group in range(first, last))
    return _has_year(run, first, last) or all(group.endswith("00") for group in groups)


def _has_year(run: DigitRun, first: int, last: int) -> bool:
    return any(_is_year(run, group) for group in range(first, last))


def _is_year(run: DigitRun, group: int) -> bool:
    return run.sizes[group] == YEAR_DIGITS and run.digits_of(group, group + 1)[:2] in CENTURIES
