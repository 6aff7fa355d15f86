"""The register that ships: whose offices are in it, how they are called, who follows whom."""

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from chalicelib.routing import categories, regions
from chalicelib.routing.agency import Agency
from chalicelib.routing.jurisdiction import RuleInput, competent_agencies
from chalicelib.routing.registry import Registry, packaged
from chalicelib.routing.sector_rules import match_rule, normalize
from chalicelib.structs import replace
from tests.unit.routing.sectors import SECTORS

REFERENCE = Path(__file__).parents[3] / "infra" / "reference"
TODAY = date(2026, 11, 24)
EVERY = packaged().all()
PROVINCES = [agency.id for agency in EVERY if agency.type == "province"]
# PAM Jaya apart, water is a matter of kabupaten and kota; "other" is nobody's office.
WITHOUT_OFFICE = {"regency": {"other"}, "province": {"other", "water_supply"}}
# Medan, Tanjungpinang, Batam, Cimahi and Tasikmalaya have water from elsewhere.
WATER_FROM_ELSEWHERE = {
    "12.71": "provinsi-sumatera-utara-perumda-tirtanadi",
    "21.71": "bp-batam-spam",
    "21.72": "provinsi-kepulauan-riau-perumda-tirta-kepri",
    "32.77": "kabupaten-bandung-perumda-tirta-raharja",
    "32.78": "kabupaten-tasikmalaya-perumda-tirta-sukapura",
}


def read(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


CITIES = {row["government"]: row["why"] for row in read("cities.csv")}


def the(agency_id: str) -> Agency:
    found = packaged().get(agency_id)
    assert found is not None, agency_id
    return found


def test_every_province_has_a_capital_with_offices() -> None:
    capitals = Counter(
        the(agency_id).regions[0][:2] for agency_id, why in CITIES.items() if why == "capital"
    )
    provinces = {region.code for region in regions.children(None)}
    assert provinces - set(capitals) == {"31"}  # Jakarta's offices are the province's
    assert set(capitals.values()) == {1}
    assert sum(why == "large" for why in CITIES.values()) >= 20


@pytest.mark.parametrize("agency_id", [*CITIES, *PROVINCES])
def test_each_affair_has_exactly_one_office_first(agency_id: str) -> None:
    registry = packaged()
    government = the(agency_id)
    (code,) = government.regions
    level = registry.level(government)
    for sector in set(SECTORS) - WITHOUT_OFFICE[level]:
        affair = categories.sector(sector)
        assert affair is not None
        if level not in affair.levels:
            continue
        found = [
            agency
            for agency in registry.candidates(sector, code, TODAY)
            if registry.level(agency) == level
        ]
        assert sector in found[0].sectors, (sector, found[0])
        assert [sector in agency.sectors for agency in found].count(True) == 1, sector
        elsewhere = WATER_FROM_ELSEWHERE.get(code) if sector == "water_supply" else None
        assert found[0].parent_id == agency_id or found[0].id == elsewhere


def test_an_office_is_called_as_its_government_is() -> None:
    for agency in EVERY:
        if agency.type != "unit" or not agency.regions:
            continue
        assert agency.parent_id is not None
        assert agency.id.startswith(f"{agency.parent_id}-"), agency
        place = the(agency.parent_id).name.removeprefix("Pemerintah ").removeprefix("Daerah ")
        assert agency.name.endswith(f" {place}"), agency
        assert agency.regions == the(agency.parent_id).regions


@pytest.mark.parametrize(
    ("agency_id", "name"),
    [
        ("provinsi-aceh", "Pemerintah Aceh"),
        ("provinsi-aceh-dinas-kesehatan", "Dinas Kesehatan Aceh"),
        ("provinsi-dki-jakarta", "Pemerintah Provinsi DKI Jakarta"),
        ("provinsi-dki-jakarta-dinas-bina-marga", "Dinas Bina Marga Provinsi DKI Jakarta"),
        ("provinsi-di-yogyakarta", "Pemerintah Daerah Daerah Istimewa Yogyakarta"),
        (
            "provinsi-di-yogyakarta-satpol-pp",
            "Satuan Polisi Pamong Praja Daerah Istimewa Yogyakarta",
        ),
        ("kota-palangkaraya", "Pemerintah Kota Palangka Raya"),
        ("kota-medan-dinas-kesehatan", "Dinas Kesehatan Kota Medan"),
        ("kota-depok-pt-tirta-asasta", "PT Tirta Asasta Depok (Perseroda)"),
        ("kementerian-esdm", "Kementerian Energi dan Sumber Daya Mineral"),
    ],
)
def test_names_are_written_as_the_agency_writes_them(agency_id: str, name: str) -> None:
    assert the(agency_id).name == name


def test_no_name_is_made_of_an_id() -> None:
    """No short form with one capital, as a program would write it."""
    short = re.compile(
        r"\b(Esdm|Dki|Diy|Pln|Bumn|Bpjs|Pupr|Umkm|Ukm|Atr|Bpn|Rsud|Pdam|Dprd|Bpbd|Pt|Kb|Ptsp|Umum"
        r"(?= Dan)|Dan|Ri)\b"
    )
    assert [agency.name for agency in EVERY if short.search(agency.name)] == []
    assert [agency.name for agency in EVERY if "  " in agency.name or agency.name.islower()] == []
    names = Counter(agency.name for agency in EVERY if agency.valid(TODAY))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize(
    ("agency_id", "last_day", "successors"),
    [
        ("kemendikbudristek", "2024-10-20", ("kemendikdasmen", "kemdiktisaintek", "kemenbud")),
        ("kementerian-pupr", "2024-10-20", ("kementerian-pu", "kementerian-pkp")),
        ("klhk", "2024-10-20", ("kementerian-lh", "kemenhut")),
        ("kemenkumham", "2024-10-20", ("kemenkum", "kemenham", "kemenimipas")),
        ("kemenparekraf", "2024-10-20", ("kemenpar", "kemenekraf")),
        ("kominfo", "2024-10-20", ("komdigi",)),
        ("bp2mi", "2024-10-20", ("kp2mi",)),
        ("bp-haji", "2025-09-07", ("kemenhaj",)),
        ("kementerian-bumn", "2025-10-07", ("bp-bumn",)),
    ],
)
def test_who_came_before_the_cabinet_of_today_is_known(
    agency_id: str, last_day: str, successors: tuple[str, ...]
) -> None:
    before = the(agency_id)
    assert before.successors == successors
    assert before.valid_to == date.fromisoformat(last_day)
    assert packaged().get(agency_id, TODAY) is None
    for one in successors:
        assert the(one).valid_from is not None


def test_whoever_ended_has_a_successor_that_exists() -> None:
    over = [agency for agency in EVERY if agency.ended(TODAY)]
    assert len(over) > 10
    for agency in over:
        assert agency.successors, agency
        assert all(the(one).valid(TODAY) for one in agency.successors), agency


@pytest.mark.parametrize(
    ("ended", "sector", "successor"),
    [
        ("kemendikbudristek", "education", "kemendikdasmen"),
        ("kemendikbudristek", "higher_education", "kemdiktisaintek"),
        ("kemendikbudristek", "culture_tourism", "kemenbud"),
        ("kementerian-pupr", "housing", "kementerian-pkp"),
        ("klhk", "forestry", "kemenhut"),
        ("klhk", "environment", "kementerian-lh"),
        ("kemenkumham", "corrections", "kemenimipas"),
        ("kemenkumham", "health", None),
        ("kemenkumham", None, None),
    ],
)
def test_a_split_ministry_leaves_each_affair_to_one(
    ended: str, sector: str | None, successor: str | None
) -> None:
    found = packaged().successor_among(the(ended).successor_ids, sector, "35.78")
    assert (found and found.id) == successor


class TestHeir:
    WEST = Agency(id="west", name="W", type="regency", regions=("35.01",))
    EAST = Agency(id="east", name="E", type="regency", regions=("35.02",))
    ROADS = Agency(id="roads", name="R", type="ministry", sectors=("public_works",))
    BOTH = Agency(id="both", name="B", type="ministry", sectors=("health", "public_works"))
    SAME = Agency(id="same", name="S", type="ministry", sectors=("public_works",))
    registry = Registry([WEST, EAST, ROADS, BOTH, SAME])

    @pytest.mark.parametrize(
        ("among", "sector", "code", "successor"),
        [
            (("west", "east"), None, "35.02", "east"),
            (("west", "east"), "health", "35.01.03", "west"),
            (("west", "east"), "health", "35.03", None),
            (("west", "east"), "health", "35", None),
            (("west", "east"), "health", None, None),
            (("west",), None, None, "west"),
            (("roads", "both"), "public_works", None, "roads"),
            (("both", "roads"), "public_works", None, "roads"),
            (("both", "roads"), "health", "35.01", "both"),
            (("both", "roads"), None, "35.01", None),
            (("same", "roads"), "public_works", "35.01", None),
            (("roads", "both"), "education", None, None),
            (("roads", "unheard-of"), "education", None, "roads"),
            ((), "education", "35.01", None),
        ],
    )
    def test_is_the_one_whose_place_and_affair_it_is(
        self, among: tuple[str, ...], sector: str | None, code: str | None, successor: str | None
    ) -> None:
        found = self.registry.successor_among(among, sector, code)
        assert (found and found.id) == successor


def test_below_is_everybody_whom_one_oversees() -> None:
    """Walked down, as asked one by one; circles in the data included."""
    circle = [
        Agency(id="a", name="A", type="ministry", supervisor_id="b"),
        Agency(id="b", name="B", type="ministry", supervisor_id="c"),
        Agency(id="c", name="C", type="ministry", supervisor_id="a"),
        Agency(id="d", name="D", type="unit", parent_id="a"),
        Agency(id="e", name="E", type="unit", parent_id="nobody", supervisor_id="d"),
        Agency(id="ombudsman", name="O", type="oversight", supervisor_id="e"),
    ]
    for registry in (Registry(circle), packaged()):
        for monitor in ("a", "d", "kemendagri", "provinsi-bali", "kota-medan", "ombudsman", "ksp"):
            expected = [one.id for one in registry.all() if registry.oversees(monitor, one.id)]
            assert list(registry.below(monitor)) == expected, monitor


def test_of_equals_a_ministry_comes_first() -> None:
    board = Agency(id="a-board", name="A", type="lpnk", sectors=("health",))
    ministry = Agency(id="z-ministry", name="Z", type="ministry", sectors=("health",))
    wider = Agency(id="b-ministry", name="B", type="ministry", sectors=("ict", "health"))
    found = Registry([board, wider, ministry]).candidates("health", None, TODAY)
    assert [agency.id for agency in found] == ["z-ministry", "a-board", "b-ministry"]


@pytest.mark.parametrize(
    ("returned", "holder"),
    [
        ((), "bawaslu"),  # whom the table names
        (("bawaslu",), "kemendagri"),  # not the KPU, which nobody named
    ],
)
def test_a_national_affair_goes_to_whom_the_table_names_or_to_a_ministry(
    returned: tuple[str, ...], holder: str | None
) -> None:
    assert national("elections", "politik uang", returned) == holder


@pytest.mark.parametrize(
    ("returned", "holder"),
    [((), "pln"), (("pln",), "kementerian-esdm"), (("pln", "kementerian-esdm"), None)],
)
def test_a_ministry_is_next_and_no_other_body(
    returned: tuple[str, ...], holder: str | None
) -> None:
    assert national("electricity", "listrik padam", returned) == holder


def test_a_unit_of_a_ministry_is_the_ministrys() -> None:
    ministry = Agency(id="ministry", name="M", type="ministry")
    unit = Agency(id="unit", name="U", type="unit", parent_id="ministry", sectors=("electricity",))
    lone = replace(unit, id="a-lone", type="lpnk", parent_id=None)
    assert national("electricity", "listrik padam", (), Registry([ministry, unit, lone])) == "unit"
    assert national("electricity", "listrik padam", (), Registry([lone])) is None


def national(
    sector: str, text: str, returned: tuple[str, ...], registry: Registry | None = None
) -> str | None:
    found = match_rule(sector, normalize(text), TODAY)
    assert found is not None
    complaint = RuleInput(
        registry=registry or packaged(),
        text=normalize(text),
        region_code="35.78",
        place=None,
        supervisory=False,
        excluded=frozenset(returned),
        on=TODAY,
    )
    competent = competent_agencies(complaint, found, "35.78")
    return competent[0].id if competent else None
