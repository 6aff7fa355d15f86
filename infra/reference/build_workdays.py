"""Write chalicelib/data/workdays.json: national holidays and joint leave of Indonesia.

pip install holidays==0.109
python infra/reference/build_workdays.py
"""

import json
from pathlib import Path

import holidays

TARGET = Path(__file__).parents[2] / "chalicelib" / "data" / "workdays.json"
# `government` is joint leave (cuti bersama), which the library has up to 2027.
YEARS = range(2024, 2028)
ESTIMATE = " (perkiraan)"


def main() -> None:
    days = holidays.country_holidays(
        "ID", categories=("public", "government"), years=YEARS, language="id"
    )
    named = {day.isoformat(): name for day, name in sorted(days.items())}
    document = {
        "version": f"holidays-{holidays.__version__}",
        "source": "PyPI holidays, country ID, categories public and government (SKB 3 Menteri)",
        "last_year": YEARS[-1],
        "estimated": [day for day, name in named.items() if ESTIMATE in name],
        "holidays": {day: name.replace(ESTIMATE, "") for day, name in named.items()},
    }
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
