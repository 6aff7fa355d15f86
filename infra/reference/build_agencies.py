"""Write chalicelib/routing/data/agencies.csv: who answers complaints, to begin with.

National bodies come from `national_agencies.csv` (the 48 ministries of Perpres 139/2024 with
what changed since, LPNK, state bodies, BUMN), one government for every province, kabupaten and
kota from the regions data, and the units of a few governments from `units.csv`. Addresses are
demonstration addresses on a reserved domain. The result has the format of the administrators'
import. Run from the root of the repository:

    PYTHONPATH=. python infra/reference/build_agencies.py
"""

import csv
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import cast

from chalicelib.routing import regions
from chalicelib.routing.agency import (
    Agency,
    AgencyType,
    format_agencies_csv,
    parse_agencies_csv,
)

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "chalicelib" / "routing" / "data" / "agencies.csv"

SHORT = {"31": "dki-jakarta", "34": "di-yogyakarta"}
# The kota and kabupaten of Jakarta are administrative: their affairs are the province's
# (UU 2/2024), so they keep only what belongs to no sector.
ADMINISTRATIVE = "31"


def read(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


def head_desk(agency_id: str) -> str:
    """A made-up address of the head's office; the part before the @ has 64 characters at most."""
    return f"{f'kepala.{agency_id}'[:64]}@agency.example"


def national() -> Iterator[Agency]:
    for row in read("national_agencies.csv"):
        yield Agency(
            id=row["id"],
            name=row["name"],
            type=cast("AgencyType", row["type"]),
            parent_id=row["parent_id"] or None,
            supervisor_id=row["supervisor_id"] or None,
            sectors=tuple(row["sectors"].split()),
            desks=(f"{row['id']}@agency.example",),
            head_desk=head_desk(row["id"]),
            valid_from=day(row["valid_from"]),
            valid_to=day(row["valid_to"]),
        )


def governments() -> Iterator[Agency]:
    for province in regions.children(None):
        province_id = f"provinsi-{SHORT.get(province.code) or slug(province.name)}"
        yield government(province, province_id, f"Provinsi {province.name}", "kemendagri")
        for regency in regions.children(province.code):
            name = regency.name.removeprefix("Kabupaten ").removeprefix("Kota ")
            kind = "kota" if regency.level == "city" else "kabupaten"
            short = name.removeprefix("Administrasi ")
            yield government(regency, f"{kind}-{slug(short)}", regency.name, province_id)


def government(region: regions.Region, agency_id: str, name: str, above: str) -> Agency:
    administrative = region.parent == ADMINISTRATIVE
    return Agency(
        id=agency_id,
        name=f"Pemerintah {name}",
        type=cast("AgencyType", region.level),
        supervisor_id=above,
        regions=(region.code,),
        sectors=("other",) if administrative else (),
        desks=(f"{agency_id}@agency.example",),
        head_desk=head_desk(agency_id),
        zone=region.zone,
    )


def units(owners: dict[str, Agency]) -> Iterator[Agency]:
    for row in read("units.csv"):
        owner = owners[row["government"]]
        agency_id = f"{owner.id}-{row['suffix']}"
        yield Agency(
            id=agency_id,
            name=f"{row['name']} {owner.name.removeprefix('Pemerintah ')}",
            type=cast("AgencyType", row["type"]),
            parent_id=owner.id,
            regions=owner.regions,
            sectors=tuple(row["sectors"].split()),
            desks=(f"{agency_id}@agency.example",),
            head_desk=head_desk(agency_id),
            zone=owner.zone,
        )


def main() -> None:
    regional = tuple(governments())
    agencies = (*national(), *regional, *units({owner.id: owner for owner in regional}))
    text = format_agencies_csv(agencies)
    _, problems = parse_agencies_csv(text)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        sys.exit(1)
    TARGET.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
