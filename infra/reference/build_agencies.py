"""Write chalicelib/routing/data/agencies.csv: who answers complaints, to begin with.

National bodies come from `national_agencies.csv` (the 48 ministries of Perpres 139/2024 with
those before them and what changed since, LPNK, state bodies, BUMN), and one government for every
province, kabupaten and kota from the regions data. The provinces and the governments of
`cities.csv` have offices: by their own names from `units.csv` and, for every affair that none of
those has, the usual one from `offices.csv`. Addresses are demonstration addresses on a reserved
domain. The result has the format of the administrators' import. Run from the root of the
repository:

    PYTHONPATH=. python infra/reference/build_agencies.py
"""

import csv
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast

from chalicelib.routing import regions
from chalicelib.routing.agency import (
    GOVERNMENTS,
    Agency,
    AgencyType,
    format_agencies_csv,
    parse_agencies_csv,
)

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "chalicelib" / "routing" / "data" / "agencies.csv"

SHORT = {"31": "dki-jakarta", "34": "di-yogyakarta"}
# What a government calls itself where the Ministry of Home Affairs writes it otherwise.
OWN_NAMES = {
    "11": "Pemerintah Aceh",
    "31": "Pemerintah Provinsi DKI Jakarta",
    "34": "Pemerintah Daerah Daerah Istimewa Yogyakarta",
    "16.73": "Pemerintah Kota Lubuklinggau",
    "19.71": "Pemerintah Kota Pangkalpinang",
    "21.72": "Pemerintah Kota Tanjungpinang",
    "62.71": "Pemerintah Kota Palangka Raya",
}
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
            **succession(row["successors"].split()),
        )


def succession(successors: list[str]) -> dict[str, Any]:
    """Who takes up what is open: one, or several of which each takes its own."""
    if len(successors) < 2:
        return {"successor_id": successors[0] if successors else None}
    return {"successor_ids": tuple(successors)}


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
        name=OWN_NAMES.get(region.code) or f"Pemerintah {name}",
        type=cast("AgencyType", region.level),
        supervisor_id=above,
        regions=(region.code,),
        sectors=("other",) if administrative else (),
        desks=(f"{agency_id}@agency.example",),
        head_desk=head_desk(agency_id),
        zone=region.zone,
    )


def units(owners: dict[str, Agency]) -> Iterator[Agency]:
    own = read("units.csv")
    for row in own:
        yield unit(owners[row["government"]], row)
    with_offices = {row["government"] for row in read("cities.csv")}
    for owner in owners.values():
        if owner.type == "province" or owner.id in with_offices:
            level = "province" if owner.type == "province" else "regency"
            usual = [row for row in read("offices.csv") if row["level"] == level]
            yield from usual_units(owner, usual, taken(owner, own))


def taken(owner: Agency, own: list[dict[str, str]]) -> set[str]:
    """The affairs that a unit of its own has, or a company that serves it from elsewhere."""
    return {
        sector
        for row in own
        if row["government"] == owner.id or owner.regions[0] in row["regions"].split()
        for sector in row["sectors"].split()
    }


def usual_units(owner: Agency, usual: list[dict[str, str]], settled: set[str]) -> Iterator[Agency]:
    """The usual offices for what is left."""
    for row in usual:
        left = [sector for sector in row["sectors"].split() if sector not in settled]
        if left:
            yield unit(owner, row | {"sectors": " ".join(left), "regions": ""})


def unit(owner: Agency, row: dict[str, str]) -> Agency:
    agency_id = f"{owner.id}-{row['suffix']}"
    of_state = owner.type not in GOVERNMENTS or row["name"].startswith("PT ")
    name = row["name"] if of_state else f"{row['name']} {of(owner)}"
    return Agency(
        id=agency_id,
        name=name,
        type=cast("AgencyType", row["type"]),
        parent_id=owner.id,
        regions=tuple(row["regions"].split()) or owner.regions,
        sectors=tuple(row["sectors"].split()),
        desks=(f"{agency_id[:64]}@agency.example",),
        head_desk=head_desk(agency_id),
        zone=owner.zone,
    )


def of(owner: Agency) -> str:
    """How a government's units call it: "Kota Medan", "Provinsi Bali", "Aceh"."""
    return owner.name.removeprefix("Pemerintah ").removeprefix("Daerah ")


def main() -> None:
    bodies = (*national(), *governments())
    agencies = (*bodies, *units({owner.id: owner for owner in bodies}))
    text = format_agencies_csv(agencies)
    _, problems = parse_agencies_csv(text)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        sys.exit(1)
    TARGET.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
