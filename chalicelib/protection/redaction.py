"""Masking of what could identify a person in free text (UU 27/2022; domain: 274 of 12,530 city
complaints carry a 16-digit NIK)."""

import re

_SEPARATED = r"[ .\-]?"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    # Begins where such characters begin, and gives none back: a long word is read once, not once
    # from each of its letters.
    (re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+"), "[email]"),
    # NIK and family card numbers: 16 digits, however they are grouped.
    (re.compile(rf"(?<!\d)(?:\d{_SEPARATED}){{15}}\d(?!\d)"), "[NIK]"),
    (
        re.compile(rf"(?<![\d+])(?:\+?62|0){_SEPARATED}8(?:{_SEPARATED}\d){{7,11}}(?!\d)"),
        "[telepon]",
    ),
    # Fixed lines with an area code: 021-1234567, (031) 123 4567.
    (re.compile(r"\(?(?<!\d)0[2-79]\d{1,2}\)?[ .\-]?\d{3,4}[ .\-]?\d{3,4}(?!\d)"), "[telepon]"),
    (re.compile(rf"(?<![\d.,])\d(?:{_SEPARATED}\d){{8,19}}(?![\d,])"), "[nomor]"),
    # Number plates in capitals: area letters, three or four digits, two or three letters.
    (re.compile(r"(?<!\w)(?:[A-Z]{1,2})[ -]?\d{3,4}[ -]?[A-Z]{2,3}(?!\w)"), "[plat]"),
    (re.compile(r"(?<![\w@])@[A-Za-z0-9_.]{3,30}"), "[akun]"),
)
_AMOUNT = re.compile(r"(?<!\w)(?:Rp\.?|IDR)\s*[\d.,]+", re.IGNORECASE)
_FIRST_MARK = 0xE000  # private use: no rule takes one for a letter or a digit
_MARK = re.compile("\0(.)\0", re.DOTALL)


def mask(text: str) -> str:
    """`text` with NIK, phone, e-mail, account, plate and handle replaced by what they were.

    Amounts of money stay: they are what many complaints are about. Takes time in proportion to the
    length of `text`, whatever it is: anybody may file 10,000 characters, and lists mask twenty.
    """
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match.group())
        return f"\0{chr(_FIRST_MARK + len(kept) - 1)}\0"

    masked = _AMOUNT.sub(keep, text.replace("\0", ""))
    for pattern, replacement in _RULES:
        masked = pattern.sub(replacement, masked)
    return _MARK.sub(lambda mark: kept[ord(mark.group(1)) - _FIRST_MARK], masked)
