"""Days in words. Own tables: a function's image has no Indonesian locale, and no server's
setting may decide what a reporter reads."""

from datetime import date

from chalicelib.case.words import MONTHS

_WEEKDAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def in_words(day: date, zone: str, language: str) -> str:
    """`Selasa, 31 Maret 2026 (WIB)` or `Tuesday, 31 March 2026 (WIB)`; `day` is a day in `zone`."""
    weekday = _WEEKDAYS[language][day.weekday()]
    month = MONTHS[language].split()[day.month - 1]
    return f"{weekday}, {day.day} {month} {day.year} ({zone})"
