"""Codes of all sectors, as their file has them."""

import csv

from chalicelib.routing import categories

with (categories.DATA / "sectors.csv").open(encoding="utf-8", newline="") as source:
    SECTORS = tuple(row["code"] for row in csv.DictReader(source))
