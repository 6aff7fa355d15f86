"""Masking of what could identify a person in free text (UU 27/2022; domain: 274 of 12,530 city
complaints carry a 16-digit NIK). docs/privacy.md says what is found, how often, and what is not.

Every rule reads the text once: none begins anew at each character, and what it looks at around a
find is bounded.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from chalicelib.errors import NotFound
from chalicelib.protection import receipts
from chalicelib.protection.known_values import KnownValues
from chalicelib.protection.name_cues import HOUSE, NAME, find_houses, find_names
from chalicelib.protection.normalise import normalise
from chalicelib.protection.numbers import NIK, NUMBER, PHONE, find_numbers
from chalicelib.protection.patterns import begin_word
from chalicelib.protection.plates import PLATE, find_plates

EMAIL, HANDLE = "email", "akun"
Span = tuple[int, int, str]
MaskedText = tuple[str, str]  # a text as it was written, and as masking left it

_ENDING = r"(?:com|co|id|net|org|go|ac|sch|or|web|my|info|biz|example)\b"
_DOT = (
    rf"(?:\.|\s\.(?={_ENDING})|,(?={_ENDING})"
    r"|\s?[(\[{]\s?(?:dot|titik)\s?[)\]}]\s?|\s{1,2}(?:dot|titik)\s{1,2})"
)
_DOMAIN = rf"[\w-]++(?:{_DOT}[\w-]++)*+"
_DOTTED = rf"[\w-]++(?:{_DOT}(?=[^\W\d_])[\w-]++)++"
_AT = re.compile(
    r"[@(\[{<tT](?:(?<=@)|(?<=[(\[{<])\s?[aA][tT]?\s?[)\]}>]|(?<=\s[aA][tT])\s)"
)  # it leaps, as `patterns.begin_word` does
# The name before the sign begins where such characters begin and gives none back.
_EMAIL = re.compile(
    rf"(?:(?<![\w.+'-])[\w.+'-]++|\"[^\"\n]{{1,64}}\")"
    rf"(?:@(?:\[[\d.]{{7,15}}\]|{_DOMAIN})"
    rf"|\s?@\s?{_DOTTED}"
    rf"|\s?[(\[{{<]\s?at?\s?[)\]}}>]\s?{_DOMAIN}"
    rf"|\s{{1,2}}at\s{{1,2}}{_DOTTED})",
    re.IGNORECASE,
)

_SITES = "instagram facebook fb tiktok twitter threads telegram linkedin youtube x t"
_APPS = r"ig instagram fb facebook tik\s?tok twitter telegram threads"
_NAME_OF_PAGE = r"\.(?:com|me|net|org)/(?:in/)?@?([\w.-]{2,}+)"
_HANDLES = (
    re.compile(r"@(?<![\w@].)([\w.]{3,}+)"),
    re.compile(begin_word(*(site + _NAME_OF_PAGE for site in _SITES.split()))),
    re.compile(begin_word(*_APPS.split()) + r"(?i:(?:\s(?:saya|akun))?\s?[:=]\s?@?([\w.]{3,}+))"),
    # Without a sign before it, only what is no word.
    re.compile(
        begin_word(*_APPS.split())
        + r"(?i:(?:\s(?:saya|akun))?\s((?=[a-z])(?=[\w.]{0,30}[\d_])[\w.]{3,}+))"
    ),
)

_PASSPORT = re.compile(r"(?<![^\W_])[A-Z]{1,2}[ -]?\d{6,7}(?![^\W_])", re.IGNORECASE)
_PASSPORT_WORD = re.compile(r"[pP](?i:aspor|assport)")
_BEFORE = 40  # characters in which it stands
_LABEL = re.compile(rf"\[({'|'.join((EMAIL, HANDLE, NIK, PHONE, NUMBER, PLATE, NAME, HOUSE))})\]")
_CASE_ID = re.compile(r"[lL](?<![^\W_].)(?i:P(?:-[0-9A-Z]{4}){3}-[0-9A-Z](?![^\W_]))")


def mask(text: str) -> str:
    """`text` with what identifies a person replaced by what it was, such as `[NIK]`; all else as
    it was written. What is announced as a name once is masked wherever it stands.

    Takes time in proportion to the length of `text`, whatever it is: anybody may file 10,000
    characters.
    """
    return mask_together((text,))[0]


def mask_together(texts: Sequence[str], beside: Iterable[MaskedText] = ()) -> list[str]:
    """Each of `texts` as `mask` leaves it, and without what is masked in the others or in those
    `beside` them, which were masked before: the names and numbers there, wherever they stand, and
    what lies in what is masked there of a text that was taken from it, however its lines are
    broken.

    Takes time in proportion to the length of all together, for each of `texts`; the rules read
    those beside them again only where their masked form leaves open what was masked.
    """
    found = {text: _find_by_rules(text) for text in texts}
    for written, masked in beside:
        found.setdefault(written, _find_again(written, masked))
    known = KnownValues(found)
    return [_mask_beside(text, found, known) for text in texts]


def _mask_beside(text: str, found: Mapping[str, list[Span]], known: KnownValues) -> str:
    spans = found[text]
    taken = (
        span
        for whole, masked in found.items()
        if masked and whole is not text
        for span in _find_taken(text, whole, masked)
    )
    return _without(text, _merged((*spans, *known.find(text, spans), *taken)))


def _find_taken(part: str, whole: str, masked: Iterable[Span]) -> Iterator[Span]:
    """Where `part` has what is masked in the `whole` that it was taken from: what announces a name
    or a number there may be left behind, and a number may be cut."""
    sought, text = ("".join(each.split()) for each in (part, whole))
    at = text.find(sought) if sought else -1
    if at < 0:
        return
    of_part, of_whole = _places(part), _places(whole)
    places = [
        (bisect_left(of_whole, start), bisect_left(of_whole, end), kind)
        for start, end, kind in masked
    ]
    ends = [beyond for _, beyond, _ in places]
    while at >= 0:
        last = at + len(sought)
        for first, beyond, kind in places[bisect_right(ends, at) : bisect_left(ends, last) + 1]:
            first, beyond = max(first, at), min(beyond, last)
            if first < beyond:
                yield of_part[first - at], of_part[beyond - 1 - at] + 1, kind
        at = text.find(sought, last)


def _places(text: str) -> list[int]:
    """Where its characters are, but for white space."""
    return [place for place, character in enumerate(text) if not character.isspace()]


def _without(text: str, spans: Iterable[Span]) -> str:
    parts: list[str] = []
    at = 0
    for start, end, kind in spans:
        parts += text[at:start], f"[{kind}]"
        at = end
    return "".join((*parts, text[at:]))


def could_leave(masked: str, written: str) -> bool:
    """Whether `masked` is what the rules of this or another release can have left of `written`: the
    same text, with labels in place of pieces of it."""
    return _find_masked(written, masked) is not None


def _find_again(written: str, masked: str) -> list[Span]:
    """What is masked in a text that was masked before. The rules read it again only where it can be
    read off in several ways: "[nama] [telepon]" does not say at which blank the name ends."""
    spans = _find_masked(written, masked) or []
    if spans == _find_masked(written, masked, from_end=True):
        return spans
    by_rules = find(written)
    if _without(written, by_rules) == masked:
        return by_rules
    return _merged((*by_rules, *spans))  # beside others, or by another release


def _find_masked(written: str, masked: str, *, from_end: bool = False) -> list[Span] | None:
    """Where the pieces of a text are that labels stand for in `masked`, each as short as it can be
    from the beginning on, or from the end; None where they can stand for none. What was written as
    a label is no piece."""
    parts = _LABEL.split(masked)
    left, kinds = parts[::2], parts[1::2]
    if from_end:
        length, backwards = len(written), [part[::-1] for part in reversed(left)]
        found = _gaps(written[::-1], backwards)
        gaps = found and [(length - end, length - start) for start, end in reversed(found)]
    else:
        gaps = _gaps(written, left)
    if gaps is None:
        return None
    spans = [(start, end, kind) for (start, end), kind in zip(gaps, kinds, strict=True)]
    return [span for span in spans if written[span[0] : span[1]] != f"[{span[2]}]"]


def _gaps(text: str, left: Sequence[str]) -> list[tuple[int, int]] | None:
    """What was taken from a text between the parts that are `left` of it, at least a character at
    each place, the earlier the shorter; None where it is no such text."""
    first, *others = left
    if not others:
        return [] if first == text else None
    if not text.startswith(first) or not text.endswith(others[-1]):
        return None
    gaps: list[tuple[int, int]] = []
    at = len(first)
    for place, part in enumerate(others, start=1):
        last = place == len(others)
        found = len(text) - len(part) if last else text.find(part, at + 1)
        if found <= at:
            return None
        gaps.append((at, found))
        at = found + len(part)
    return gaps


def find(text: str) -> list[Span]:
    """Where `text` identifies a person: start, end and kind, in order. What two rules found that
    overlap is one span, of the kind that begins first; of two that begin together, of the kind of
    the rule that is asked first. What the rules found is known wherever else it stands."""
    spans = _find_by_rules(text)
    return _merged((*spans, *KnownValues({text: spans}).find(text, spans)))


def _find_by_rules(text: str) -> list[Span]:
    read = normalise(text)
    ours = [found.span() for found in _CASE_ID.finditer(read.text) if _is_ours(found.group())]
    return _merged(
        (*read.original(start, end), kind)
        for start, end, kind in sorted(_found(read.text), key=itemgetter(0))
        if not any(first < end and start < last for first, last in ours)
    )


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end, kind in sorted(spans, key=itemgetter(0)):
        if merged and start < merged[-1][1]:
            first, last, kept = merged[-1]
            merged[-1] = first, max(last, end), kept
        else:
            merged.append((start, end, kind))
    return merged


def _found(text: str) -> Iterator[Span]:
    if _AT.search(text):
        yield from ((*email.span(), EMAIL) for email in _EMAIL.finditer(text))
    for handles in _HANDLES:
        for handle in handles.finditer(text):
            start, end = handle.span(handle.lastindex or 0)
            yield start - (text[start - 1 : start] == "@"), end, HANDLE
    yield from find_numbers(text)
    yield from _passports(text)
    yield from find_plates(text)
    yield from find_names(text)
    yield from find_houses(text)


def _is_ours(written: str) -> bool:
    """Whether this is a report number; its check character shows that it is no disguise."""
    try:
        receipts.parse_case_id(written)
    except NotFound:
        return False
    return True


def _passports(text: str) -> Iterator[Span]:
    if not _PASSPORT_WORD.search(text):
        return
    for found in _PASSPORT.finditer(text):
        if _PASSPORT_WORD.search(text, found.start() - _BEFORE, found.start()):
            yield *found.span(), NUMBER
