"""Days in words, Indonesian and English. Own tables: no server decides what a reporter reads."""

from datetime import date

_MONTHS = {
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "en": "January February March April May June July August September October November December",
}
_WEEKDAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def day_in_words(day: date, zone: str, language: str) -> str:
    """`31 Maret 2026 (WIB)` or `31 March 2026 (WIB)`; `day` is a day in `zone`."""
    return f"{day.day} {_MONTHS[language].split()[day.month - 1]} {day.year} ({zone})"


def weekday_in_words(day: date, zone: str, language: str) -> str:
    """The day with its weekday: `Selasa, 31 Maret 2026 (WIB)`, `Tuesday, 31 March 2026 (WIB)`."""
    return f"{_WEEKDAYS[language][day.weekday()]}, {day_in_words(day, zone, language)}"
