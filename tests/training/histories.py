"""Made-up complaint histories: sentences put together from a few words, with a fixed seed."""

import csv
import random
from pathlib import Path

SUBJECTS = {
    "Dinas Jalan": ("jalan berlubang", "aspal rusak", "trotoar pecah", "jembatan retak"),
    "Dinas Kebersihan": ("sampah menumpuk", "bau limbah", "truk sampah", "got penuh plastik"),
    "Dinas Sekolah": ("guru absen", "biaya seragam", "pendaftaran murid", "atap kelas bocor"),
}
OPENINGS = ("Mohon bantuan", "Selamat pagi bapak", "Tolong segera", "Kami warga melaporkan")
ENDINGS = ("terima kasih", "sudah lama sekali", "dekat pasar", "setiap hari begini")


def write_history(path: Path, rows: int, *, seed: int, label: str = "agency") -> Path:
    """A history with three labels of two topics each, one row a minute, as a CSV file."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("submitted_at", "text", "topic", label, "district", "village"))
        for number in range(rows):
            agency = list(SUBJECTS)[number % len(SUBJECTS)]
            first, second = chance.sample(SUBJECTS[agency], 2)
            text = f"{chance.choice(OPENINGS)}, {first} dan {second} {chance.choice(ENDINGS)}"
            moment = (
                f"2025-01-{1 + number // 1440:02d} {number // 60 % 24:02d}:{number % 60:02d}:00"
            )
            topic = f"Hal {SUBJECTS[agency].index(first) // 2}"
            writer.writerow((moment, text, topic, agency, "Kota Lama", f"Desa {number % 4}"))
    return path
