"""Days in words. Own tables: a function's image has no Indonesian locale, and no server's
setting may decide what a reporter reads."""

from datetime import date

_WEEKDAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


def in_words(day: date, zone: str, language: str) -> str:
    """`Selasa, 31 Maret 2026 (WIB)` or `Tuesday, 31 March 2026 (WIB)`; `day` is a day in `zone`."""
    weekday = _WEEKDAYS[language][day.weekday()]
    month = _MONTHS[language][day.month - 1]
    return f"{weekday}, {day.day} {month} {day.year} ({zone})"
