from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.overseers import NATIONAL_DESK
from chalicelib.routing import categories, regions
from chalicelib.routing.agency import COLUMNS
from chalicelib.routing.csv_lists import ImportProblem
from chalicelib.routing.registry import (
    Agency,
    Registry,
    format_agencies_csv,
    packaged,
    parse_agencies_csv,
)
from chalicelib.structs import replace
from tests.unit.routing.sectors import SECTORS

TODAY = date(2026, 11, 24)
EVERY = packaged().all()
agencies = st.sampled_from(EVERY)
WELL_KNOWN = (
    "kota-surabaya",
    "kota-surabaya-dinas-pendidikan",
    "kota-bandung",
    "kabupaten-purbalingga",
    "provinsi-jawa-timur",
    "provinsi-dki-jakarta",
    "kemendikdasmen",
    "kemenpanrb",
    "ombudsman",
    "ksp",
    "polri",
    "kejaksaan",
    "bpjs-kesehatan",
    "bpjs-ketenagakerjaan",
    "atr-bpn",
    "pln",
    "pertamina",
    "kai",
    "pelindo",
    "pos-indonesia",
    "bpom",
    "bkn",
    "bps",
    "bnpb",
    "bnn",
    "kpk",
    "ojk",
    "bank-indonesia",
    "lpsk",
    "komnas-ham",
    "kpai",
    "tni",
    "basarnas",
    "bmkg",
    "kota-jakarta-pusat",
    "kabupaten-kepulauan-seribu",
    "kota-malang",
    "kabupaten-malang",
    "provinsi-di-yogyakarta",
)
places = st.sampled_from([region.code for region in regions.every()])
sectors = st.sampled_from(SECTORS)


def ids(found: tuple[Agency, ...]) -> list[str]:
    return [agency.id for agency in found]


class TestPackaged:
    def test_counts(self) -> None:
        kinds = Counter(agency.type for agency in packaged().all(TODAY))
        assert (kinds["province"], kinds["regency"], kinds["city"]) == (38, 416, 98)
        assert kinds["oversight"] == 2
        assert kinds["unit"] > 100

    @pytest.mark.parametrize(("on", "count"), [(date(2025, 1, 1), 48), (TODAY, 48)])
    def test_48_ministries(self, on: date, count: int) -> None:
        ministries = [found for found in packaged().all(on) if found.type == "ministry"]
        assert len(ministries) == count

    @pytest.mark.parametrize(
        "agency_id",
        WELL_KNOWN,
    )
    def test_has(self, agency_id: str) -> None:
        assert packaged().get(agency_id, TODAY) is not None

    def test_links_desks_regions_and_sectors_are_sound(self) -> None:
        registry = packaged()
        for agency in EVERY:
            for linked in (agency.parent_id, agency.supervisor_id, *agency.successors):
                assert linked is None or registry.get(linked) is not None, agency
            assert agency.desks == (f"{agency.id[:64]}@agency.example",)
            assert agency.head_desk == f"{f'kepala.{agency.id}'[:64]}@agency.example"
            assert all(categories.sector(sector) for sector in agency.sectors), agency
            served = [regions.get(code) for code in agency.regions]
            assert all(region and region.zone == agency.zone for region in served), agency

    def test_every_chain_ends_without_a_circle(self) -> None:
        for agency in EVERY:
            chain = packaged().chain(agency.id)
            assert len({senior.id for senior in chain}) == len(chain), agency
            assert agency not in chain
            assert agency.valid_to or all(senior.valid(TODAY) for senior in chain), agency

    def test_every_region_has_exactly_one_government_of_its_own(self) -> None:
        own = Counter(
            code for agency in EVERY if agency.type in ("province", "regency", "city")
            for code in agency.regions
        )  # fmt: skip
        wanted = [region.code for region in regions.every() if region.level != "district"]
        assert own == Counter(wanted)

    def test_is_the_output_of_the_import_format(self) -> None:
        text = format_agencies_csv(EVERY)
        again, problems = parse_agencies_csv(text)
        assert problems == ()
        assert again == EVERY


class TestLookup:
    def test_validity_is_first_and_last_day(self) -> None:
        registry = packaged()
        assert registry.get("kemenhaj", date(2025, 9, 7)) is None
        assert registry.get("kemenhaj", date(2025, 9, 8)) is not None
        assert registry.get("bp-haji", date(2025, 9, 7)) is not None
        assert registry.get("bp-haji", date(2025, 9, 8)) is None
        assert registry.get("bp-haji") is not None
        assert registry.get("nobody") is None

    def test_all_is_ordered_and_dated(self) -> None:
        listed = ids(packaged().all(date(2024, 1, 1)))
        assert listed == sorted(listed)
        assert "kemenhaj" not in listed
        assert "kemenkes" in listed

    @pytest.mark.parametrize(
        ("agency_id", "code", "expected"),
        [
            ("kota-surabaya", "35.78", True),
            ("kota-surabaya", "35.78.04", True),
            ("kota-surabaya", "35", False),
            ("kota-surabaya", "35.07", False),
            ("provinsi-jawa-timur", "35.78.04", True),
            ("provinsi-jawa-timur", "33.03", False),
            ("kemenkes", "94.05", True),
        ],
    )
    def test_serves(self, agency_id: str, code: str, expected: bool) -> None:
        agency = packaged().get(agency_id)
        assert agency is not None
        assert packaged().serves(agency, code) is expected

    @pytest.mark.parametrize(
        ("agency_id", "level"),
        [
            ("kota-surabaya-dinas-pendidikan", "regency"),
            ("kota-surabaya-pdam-surya-sembada", "regency"),
            ("kabupaten-malang", "regency"),
            ("provinsi-dki-jakarta-dinas-sosial", "province"),
            ("provinsi-dki-jakarta-pam-jaya", "province"),
            ("kemenkeu-djp", "national"),
            ("pln", "national"),
        ],
    )
    def test_level(self, agency_id: str, level: str) -> None:
        agency = packaged().get(agency_id)
        assert agency is not None
        assert packaged().level(agency) == level

    def test_level_of_a_regional_company_without_owner(self) -> None:
        def company(code: str) -> Agency:
            return Agency(id="air", name="Air", type="bumd", regions=(code,))

        of_province = replace(company("12.71"), parent_id="provinsi-sumatera-utara")
        assert packaged().level(of_province) == "regency"
        assert packaged().level(Agency(id="air", name="Air", type="bumd")) == "national"
        assert Registry([company("35")]).level(company("35")) == "province"
        assert Registry([company("35.78")]).level(company("35.78")) == "regency"


class TestCandidates:
    @pytest.mark.parametrize(
        ("sector", "code", "expected"),
        [
            (
                "education",
                "35.78.07",
                [
                    "kota-surabaya-dinas-pendidikan",
                    "kota-surabaya",
                    "provinsi-jawa-timur-dinas-pendidikan",
                    "provinsi-jawa-timur",
                    "kemendikdasmen",
                ],
            ),
            (
                "education",
                "35.07",
                [
                    "kabupaten-malang",
                    "provinsi-jawa-timur-dinas-pendidikan",
                    "provinsi-jawa-timur",
                    "kemendikdasmen",
                ],
            ),
            # Jakarta's kota are administrative: the province handles its affairs.
            (
                "public_works",
                "31.71",
                [
                    "provinsi-dki-jakarta-dinas-bina-marga",
                    "provinsi-dki-jakarta",
                    "kementerian-pu",
                    "bop-pantura-jawa",
                    "hutama-karya",
                    "jasa-marga",
                    "kementerian-pu-bina-marga",
                    "otorita-ikn",
                ],
            ),
            # A unit for the wider affair, where the affair belongs to its level at all.
            (
                "fisheries",
                "33.07",
                [
                    "kabupaten-wonosobo",
                    "provinsi-jawa-tengah-dinas-kelautan-dan-perikanan",
                    "provinsi-jawa-tengah-dinas-pertanian",
                    "provinsi-jawa-tengah",
                    "kkp",
                    "bakamla",
                    "barantin",
                    "kementan",
                    "bapanas",
                    "bulog",
                    "pupuk-indonesia",
                ],
            ),
            ("electricity", "35.78", ["pln", "kementerian-esdm", "bapeten"]),
            ("narcotics", "35.78", ["bnn", "bnpt", "kompolnas", "polri"]),
            ("land", "35.78", ["atr-bpn", "kementerian-pkp", "bp-tapera", "perumnas"]),
            ("education", None, ["kemendikdasmen"]),
            ("public_order", None, []),
            ("unheard_of", "35.78", []),
        ],
    )
    def test_best_first(self, sector: str, code: str | None, expected: list[str]) -> None:
        assert ids(packaged().candidates(sector, code, TODAY)) == expected

    def test_follow_the_date(self) -> None:
        then = ids(packaged().candidates("hajj", None, date(2025, 6, 1)))
        assert then[:3] == ["bp-haji", "bpkh", "kemenag"]
        assert ids(packaged().candidates("hajj", None, TODAY))[:3] == [
            "kemenhaj",
            "bpkh",
            "kemenag",
        ]

    def test_the_order_of_an_agencys_sectors_ranks_it(self) -> None:
        first = Agency(id="z-first", name="Z", type="ministry", sectors=("ict", "health"))
        second = Agency(id="a-second", name="A", type="ministry", sectors=("health", "ict"))
        registry = Registry([first, second])
        assert ids(registry.candidates("ict", None, TODAY)) == ["z-first", "a-second"]
        assert ids(registry.candidates("health", None, TODAY)) == ["a-second", "z-first"]

    @given(sectors, places)
    def test_all_serve_handle_and_exist(self, sector: str, code: str) -> None:
        registry = packaged()
        found = registry.candidates(sector, code, TODAY)
        ranks = [["regency", "province", "national"].index(registry.level(a)) for a in found]
        assert ranks == sorted(ranks)
        for agency in found:
            assert registry.serves(agency, code)
            assert registry.handles(agency, sector)
            assert agency.valid(TODAY)

    @given(sectors, places)
    def test_an_affair_of_a_level_has_an_agency_of_that_level(self, sector: str, code: str) -> None:
        affair = categories.sector(sector)
        assert affair is not None
        registry = packaged()
        levels = {registry.level(found) for found in registry.candidates(sector, code, TODAY)}
        if "province" in affair.levels:
            assert "province" in levels
        if "regency" in affair.levels and len(code) > 2 and not code.startswith("31"):
            assert "regency" in levels
        if "regency" not in affair.levels and sector != "fisheries":
            assert "regency" not in levels

    @pytest.mark.parametrize(
        ("agency_id", "sector", "handled", "concerned"),
        [
            ("kota-surabaya", "public_works", True, True),
            ("kota-surabaya", "security_law", False, False),
            ("kota-surabaya-dinas-pendidikan", "public_works", False, False),
            ("kota-surabaya-dinas-kesehatan", "health_insurance", False, True),
            ("kemenkes", "health_insurance", True, True),
            ("pln", "energy", False, True),
            ("kemenkes", "public_works", False, False),
            ("kemenpanrb", "public_works", False, False),
        ],
    )
    def test_handles_and_concerned(
        self, agency_id: str, sector: str, handled: bool, concerned: bool
    ) -> None:
        registry = packaged()
        agency = registry.get(agency_id)
        assert agency is not None
        assert registry.handles(agency, sector) is handled
        assert registry.concerned(agency, sector) is concerned

    def test_a_body_is_concerned_by_what_its_units_handle(self) -> None:
        whole = Agency(id="m", name="M", type="ministry")
        part = Agency(id="m-u", name="U", type="unit", parent_id="m", sectors=("health",))
        registry = Registry([whole, part])
        assert registry.concerned(whole, "health")
        assert not registry.concerned(whole, "education")


class TestSupervision:
    @pytest.mark.parametrize(
        ("agency_id", "chain"),
        [
            (
                "kota-surabaya-dinas-pendidikan",
                ["kota-surabaya", "provinsi-jawa-timur", "kemendagri", "kemenpanrb", "ombudsman"],
            ),
            ("kemenkeu-djp", ["kemenkeu", "kemenpanrb", "ombudsman"]),
            ("kemenpanrb", ["ombudsman"]),
            ("ombudsman", []),
            ("nobody", []),
        ],
    )
    def test_chain(self, agency_id: str, chain: list[str]) -> None:
        assert ids(packaged().chain(agency_id)) == chain

    def test_senior_is_the_parent_else_the_supervisor(self) -> None:
        registry = Registry(
            [
                Agency(id="a", name="A", type="city", supervisor_id="b"),
                Agency(id="b", name="B", type="province"),
                Agency(id="u", name="U", type="unit", parent_id="a", supervisor_id="b"),
                Agency(id="lost", name="L", type="unit", parent_id="gone", supervisor_id="b"),
            ]
        )
        seniors = {each: registry.senior_of(each) for each in ("u", "a", "b", "lost", "nobody")}
        assert {each: found.id if found else None for each, found in seniors.items()} == {
            "u": "a",
            "a": "b",
            "b": None,
            "lost": "b",
            "nobody": None,
        }

    def test_a_circle_in_the_data_does_not_hang(self) -> None:
        registry = Registry(
            [
                Agency(id="a", name="A", type="unit", parent_id="b"),
                Agency(id="b", name="B", type="unit", parent_id="c"),
                Agency(id="c", name="C", type="unit", parent_id="b"),
            ]
        )
        assert ids(registry.chain("a")) == ["b", "c"]
        agency = registry.get("a")
        assert agency is not None
        assert registry.owner(agency).id in {"b", "c"}
        assert not registry.concerned(agency, "health")

    @pytest.mark.parametrize(
        ("monitor", "agency", "expected"),
        [
            ("ombudsman", "kota-surabaya-dinas-pendidikan", True),
            ("ombudsman", "kemenpanrb", True),
            ("ksp", "mahkamah-agung", True),
            ("kemenpanrb", "pln", True),
            ("kemenpanrb", "ombudsman", True),
            ("kemendagri", "provinsi-bali", True),
            ("kemendagri", "kota-surabaya-dinas-pendidikan", True),
            ("kemendagri", "kemenkes", False),
            ("provinsi-jawa-timur", "kota-surabaya", True),
            ("provinsi-jawa-timur", "kota-surabaya-dinas-pendidikan", True),
            ("provinsi-jawa-timur", "provinsi-jawa-timur-inspektorat", True),
            ("provinsi-jawa-timur", "kota-bandung", False),
            ("kota-surabaya", "kota-surabaya-inspektorat", True),
            ("kota-surabaya", "kabupaten-gresik", False),
            ("kota-surabaya", "provinsi-jawa-timur", False),
            ("kota-surabaya-inspektorat", "kota-surabaya-dinas-pendidikan", False),
            ("kemenkes", "kota-surabaya-dinas-kesehatan", False),
            ("kota-surabaya", "kota-surabaya", False),
            ("ombudsman", "nobody", False),
            ("nobody", "kota-surabaya", False),
        ],
    )
    def test_oversees(self, monitor: str, agency: str, expected: bool) -> None:
        assert packaged().oversees(monitor, agency) is expected

    def test_below(self) -> None:
        registry = packaged()
        everyone_else = len(EVERY) - 1
        for monitor in ("ombudsman", "ksp", NATIONAL_DESK):
            assert len(registry.below(monitor)) == everyone_else
        regional = [a for a in EVERY if registry.owner(a).type in ("province", "regency", "city")]
        assert set(ids(tuple(regional))) <= set(registry.below("kemendagri"))
        assert registry.below("kabupaten-gresik") == ()

    def test_overseers_are_those_with_anybody_below(self) -> None:
        registry = packaged()
        assert registry.overseers == tuple(sorted(a.id for a in EVERY if registry.below(a.id)))
        assert {"ksp", "kemendagri", "provinsi-bali", "kota-surabaya"} < set(registry.overseers)
        some = Registry(a for a in EVERY if a.id in ("ksp", "kota-malang"))
        assert some.overseers == ("ksp",)

    @given(agencies, agencies)
    def test_nobody_oversees_both_ways_but_the_managing_bodies(
        self, one: Agency, other: Agency
    ) -> None:
        registry = packaged()
        if registry.oversees(one.id, other.id) and registry.oversees(other.id, one.id):
            assert {one.id, other.id} & {NATIONAL_DESK, "ombudsman", "ksp"}
        assert registry.oversees(one.id, other.id) == (other.id in registry.below(one.id))


HEADER = ",".join(COLUMNS)


def lines(*rows: str) -> str:
    return "\n".join((HEADER, *rows)) + "\n"


GOOD = "kota-x,Kota X,city,,provinsi-y,35.78,,x@agency.example y@agency.example,k@agency.example,,,"
ABOVE = "provinsi-y,Provinsi Y,province,,,35,,,,,,"


class TestImport:
    def test_reads_every_field(self) -> None:
        text = lines(
            ABOVE,
            "kota-x,Kota X,city,,provinsi-y,35.78 35.79,health ict,"
            "a@b.example c@d.example,h@b.example,WITA,2025-01-02,2026-03-04",
        )
        (_, agency), problems = parse_agencies_csv(text)
        assert problems == ()
        assert agency == Agency(
            id="kota-x",
            name="Kota X",
            type="city",
            supervisor_id="provinsi-y",
            regions=("35.78", "35.79"),
            sectors=("health", "ict"),
            desks=("a@b.example", "c@d.example"),
            head_desk="h@b.example",
            zone="WITA",
            valid_from=date(2025, 1, 2),
            valid_to=date(2026, 3, 4),
        )

    def test_takes_the_zone_of_the_region_and_known_supervisors(self) -> None:
        found, problems = parse_agencies_csv(
            lines("kota-d,Kota D,city,,provinsi-bali,51.71,,,,,,"), known={"provinsi-bali"}
        )
        assert problems == ()
        assert found[0].zone == "WITA"

    def test_reads_what_a_spreadsheet_exports(self) -> None:
        text = "\ufeff" + lines(ABOVE, "", GOOD).replace(",", ";").replace("\n", "\r\n")
        found, problems = parse_agencies_csv(text)
        assert problems == ()
        assert ids(found) == ["provinsi-y", "kota-x"]

    def test_columns_may_be_left_out_and_reordered(self) -> None:
        found, problems = parse_agencies_csv("type,name,id\nministry,Kementerian Z,kementerian-z\n")
        assert problems == ()
        assert found == (Agency(id="kementerian-z", name="Kementerian Z", type="ministry"),)

    @pytest.mark.parametrize(
        ("row", "field", "reason"),
        [
            (",Tanpa Id,ministry,,,,,,,,,", "id", "missing"),
            ("z,,ministry,,,,,,,,,", "name", "missing"),
            ('z,"Kota\nZ",ministry,,,,,,,,,', "name", "not_text"),
            ("z,Kota \u202eZ,ministry,,,,,,,,,", "name", "not_text"),
            ("z,Z,,,,,,,,,,", "type", "missing"),
            ("Kota Z,Z,ministry,,,,,,,,,", "id", "bad_id"),
            ("-z,Z,ministry,,,,,,,,,", "id", "bad_id"),
            ("z,Z,kementerian,,,,,,,,,", "type", "unknown_type"),
            ("z,Z,unit,,,,,,,,,", "parent_id", "missing"),
            ("z,Z,unit,nobody,,,,,,,,", "parent_id", "unknown_agency"),
            ("z,Z,ministry,,nobody,,,,,,,", "supervisor_id", "unknown_agency"),
            ("z,Z,city,,,,,,,,,", "regions", "missing"),
            ("z,Z,city,,,35.78 35.99,,,,,,", "regions", "unknown_region"),
            ("z,Z,ministry,,,,healing,,,,,", "sectors", "unknown_sector"),
            ("z,Z,ministry,,,,,a@b.example nobody,,,,", "desks", "bad_email"),
            ("z,Z,ministry,,,,,,nobody,,,", "head_desk", "bad_email"),
            ("z,Z,ministry,,,,,,,CET,,", "zone", "unknown_zone"),
            ("z,Z,ministry,,,,,,,,01-02-2025,", "valid_from", "bad_date"),
            ("z,Z,ministry,,,,,,,,,2025-02-30", "valid_to", "bad_date"),
            ("z,Z,ministry,,,,,,,,2025-02-02,2025-02-01", "valid_to", "before_valid_from"),
            ("provinsi-y,Z,ministry,,,,,,,,,", "id", "duplicate"),
            ("z,Z,ministry,,,,,,,,,,nobody", "successor_id", "unknown_agency"),
            ("z,Z,ministry,,,,,,,,,,z", "successor_id", "own_successor"),
            ("z,Z,ministry,,,,,,,,,,,provinsi-y nobody", "successor_ids", "unknown_agency"),
            ("z,Z,ministry,,,,,,,,,,,provinsi-y z", "successor_ids", "own_successor"),
            ("z,Z,ministry,,,,,,,,,,provinsi-y,provinsi-y", "successor_ids", "also_one"),
            ("z,Z,ministry,,,,,,,,,,,,,more", "", "too_many_columns"),
        ],
    )
    def test_says_what_is_wrong_where(self, row: str, field: str, reason: str) -> None:
        found, problems = parse_agencies_csv(lines(ABOVE, row, GOOD))
        assert problems == (ImportProblem(line=3, field=field, reason=reason),)
        assert {"provinsi-y", "kota-x"} <= set(ids(found))

    def test_says_everything_at_once_in_order(self) -> None:
        _, problems = parse_agencies_csv(lines("BAD,,what,,,,,,,,,", ABOVE, ",Z,city,,,,,,,,,"))
        assert [(found.line, found.field) for found in problems] == [
            (2, "name"),
            (2, "id"),
            (2, "type"),
            (4, "id"),
            (4, "regions"),
        ]

    def test_counts_lines_as_an_editor_does(self) -> None:
        text = lines('provinsi-y,"Provinsi\nY",province,,,35,,,,,,', "z,Z,what,,,,,,,,,")
        _, problems = parse_agencies_csv(text)
        assert problems == (
            ImportProblem(line=2, field="name", reason="not_text"),
            ImportProblem(line=4, field="type", reason="unknown_type"),
        )

    def test_finds_circles(self) -> None:
        _, problems = parse_agencies_csv(
            lines("a,A,unit,b,,,,,,,,", "b,B,ministry,,a,,,,,,,", "c,C,unit,a,,,,,,,,")
        )
        assert problems == (
            ImportProblem(line=2, field="parent_id", reason="cycle"),
            ImportProblem(line=3, field="supervisor_id", reason="cycle"),
        )

    @pytest.mark.parametrize(
        ("text", "problems"),
        [
            (
                "",
                {("id", "missing_column"), ("name", "missing_column"), ("type", "missing_column")},
            ),
            ("id,name\n", {("type", "missing_column")}),
            ("id,name,type,colour\n", {("colour", "unknown_column")}),
        ],
    )
    def test_refuses_a_wrong_header(self, text: str, problems: set[tuple[str, str]]) -> None:
        found, wrong = parse_agencies_csv(text)
        assert found == ()
        assert {(problem.field, problem.reason) for problem in wrong} == problems

    @given(st.text(max_size=300))
    def test_any_text_is_read_without_harm(self, text: str) -> None:
        found, _ = parse_agencies_csv(f"id,name,type\n{text}")
        assert all(agency.id for agency in found)

    @given(st.lists(agencies, unique=True, max_size=8))
    def test_what_is_written_is_read_again(self, some: list[Agency]) -> None:
        known = {agency.id for agency in EVERY}
        assert parse_agencies_csv(format_agencies_csv(some), known) == (tuple(some), ())
