"""Write chalicelib/routing/data/categories.csv from SP4N-LAPOR!'s published category tree.

`sp4n_categories.json` is the public tree of July 2025: 38 top categories, each with its
sub-categories in the order shown, deeper levels flattened. `category_tops.csv` gives every top
category its code and default sector; `category_rules.csv` says what differs for one
sub-category or for a run of them (`first` to `last`); a later rule overrides an earlier one.

    python infra/reference/build_categories.py
"""

import csv
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "chalicelib" / "routing" / "data" / "categories.csv"

COLUMNS = ("code", "parent", "name", "sector", "sensitive", "valid_from", "valid_to")
LONGEST_SLUG = 60
SMALL_WORDS = "dan atau di dari ke untuk dengan yang yg pada oleh dalam"
ABBREVIATIONS = """
SP4N-LAPOR! COVID COVID-19 BPJS PCR APD BLT DD BST PKH KKS SDM JPS KKN PSBB WFH PT ODGJ MBG UMKM
PMI TKI/MI TKI TKA P3MI KTP KIP KIS KPS RST DTKS BPNT BLSM PAUD NISN NPSN NIDN NIDN)/DOSEN GTK
NUPTK CPNS ASN SK KPR TK EPS BPU SIPP KPJ SMS BPJS-TK REDD+ BIOCF FCPF-CF KB KAI JPO SARA AHU
MLA BPHN JDIH HAM WNI WNI/WNA WNA KITAS KITAP DTLST CSIRT SIOLA SIPD SIMBG LPG BBM/ELPIJI BBM
APBD BUMD PBJ SIKAP SIRUP NIK PPU PBPU PBI PNS KK KC/KK RO SEP SLA VA PIPP FKTP FKRTL RS COB
ICCU ICU NICU HCU PICU P-CARE EDABU SIP STR THR TPP PDGS P4GN SRGI S2/S3 K/L PDAM HP HP/EMAIL
PEMPROV RI
"""
LOWER = frozenset(SMALL_WORDS.split())
UPPER = frozenset(ABBREVIATIONS.split())


def written(name: str) -> str:
    """The capitals of the published tree as ordinary writing, abbreviations kept."""
    words = []
    for word in name.split():
        core = word.strip("(),.")
        if core in UPPER:
            words.append(word)
        elif words and core.lower() in LOWER:
            words.append(word.lower())
        else:
            words.append(re.sub(r"[A-Z]+", lambda run: run[0].capitalize(), word))
    return " ".join(words)


def slug(name: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return plain if len(plain) <= LONGEST_SLUG else plain[:LONGEST_SLUG].rpartition("_")[0]


def read(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def position(names: list[str], name: str, start: int = 0) -> int:
    if name not in names[start:]:
        sys.exit(f"category_rules.csv names an unknown category: {name}")
    return names.index(name, start)


def rows_below(
    top: dict[str, str], names: list[str], rules: list[dict[str, str]]
) -> list[dict[str, str]]:
    taken: set[str] = set()
    rows = []
    for name in names:
        base = code = f"{top['code']}.{slug(name)}"
        count = 1
        while code in taken:
            count += 1
            code = f"{base}_{count}"
        taken.add(code)
        rows.append({**top, "code": code, "parent": top["code"], "name": written(name)})
    for rule in rules:
        first = position(names, rule["first"])
        last = position(names, rule["last"], first) if rule["last"] else first
        for row in rows[first : last + 1]:
            row["sector"] = rule["sector"]
            for column in ("sensitive", "valid_from", "valid_to"):
                row[column] = rule[column] or row[column]
    return rows


def main() -> None:
    tree = json.loads((HERE / "sp4n_categories.json").read_text(encoding="utf-8"))
    tops = read("category_tops.csv")
    rules = read("category_rules.csv")
    if {top["name"] for top in tops} != set(tree):
        sys.exit("category_tops.csv and sp4n_categories.json list different top categories")
    rows = []
    for top in tops:
        own = [rule for rule in rules if rule["top"] == top["code"]]
        rows.append({**top, "parent": "", "name": written(top["name"])})
        rows.extend(rows_below(top, tree[top["name"]], own))
    with TARGET.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
