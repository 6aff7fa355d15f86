from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.routing import categories, regions, sector_rules
from chalicelib.routing.dispose import Candidate, Disposition, dispose
from chalicelib.routing.points import NearestDistrict
from chalicelib.routing.registry import Agency, Registry, packaged
from chalicelib.structs import replace
from tests.unit.routing.sectors import SECTORS

TODAY = date(2026, 11, 24)
JATIM = "provinsi-jawa-timur"
SURABAYA = "35.78"
MALANG_REGENCY = "35.07"
ROADS = "kota-surabaya-dinas-sumber-daya-air-dan-bina-marga"


@dataclass(frozen=True, kw_only=True, slots=True)
class Predicted:
    """What the classifier says, as far as the rule looks at it."""

    ranking: tuple[tuple[str, float], ...]
    confidence: float = 0.35
    reasons: tuple[str, ...] = ()
    confident: bool = True
    model: str = "test"


def sure(sector: str, *reasons: str) -> Predicted:
    return Predicted(ranking=((sector, 0.9), ("other", 0.1)), confidence=0.97, reasons=reasons)


def unsure(*sectors: str) -> Predicted:
    share = 1 / (len(sectors) + 1)
    return Predicted(ranking=tuple((each, share) for each in sectors), confident=False)


def decide(text: str = "Mohon ditindaklanjuti", **given: Any) -> Disposition:
    defaults: dict[str, Any] = {
        "registry": packaged(),
        "category": None,
        "region_code": SURABAYA,
        "address": None,
        "suggested_agency_id": None,
        "prediction": None,
        "supervisory": False,
        "excluded": frozenset(),
        "on": TODAY,
    }
    return dispose(text=text, **(defaults | given))


class TestTheTable:
    RULES = [rule for lines in sector_rules.load_rules().values() for rule in lines]

    def test_every_sector_has_a_rule_for_every_day_and_nothing_else_has(self) -> None:
        assert set(sector_rules.load_rules()) == set(SECTORS)
        for sector in SECTORS:
            for day in (date(2010, 1, 1), date(2020, 1, 1), date(2025, 6, 1), TODAY):
                defaults = [
                    rule
                    for rule in sector_rules.load_rules()[sector]
                    if not rule.words and rule.effective(day)
                ]
                assert len(defaults) == 1, (sector, day)

    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.sector}-{rule.words[:1]}")
    def test_every_rule_is_sound(self, rule: sector_rules.Rule) -> None:
        assert (rule.becomes is None) != (rule.level is None)
        assert rule.becomes is None or rule.becomes in sector_rules.load_rules()
        assert all(sector_rules.normalize(phrase) == f" {phrase} " for phrase in rule.words)
        affair = categories.sector(rule.sector)
        assert affair is not None
        if rule.level in ("regency", "province"):
            assert rule.level in affair.levels
        if rule.agency_id:
            agency = packaged().get(rule.agency_id)
            assert agency is not None
            assert rule.level == "national"
            assert packaged().level(agency) == "national"
            assert agency.valid(rule.effective_from or rule.effective_to or TODAY)
            assert agency.valid(rule.effective_to or TODAY)

    def test_the_default_comes_last(self) -> None:
        for lines in sector_rules.load_rules().values():
            has_words = [bool(rule.words) for rule in lines]
            assert has_words == sorted(has_words, reverse=True)

    def test_phrases_count_as_whole_words_only(self) -> None:
        def level(text: str) -> str | None:
            found = sector_rules.match_rule("education", sector_rules.normalize(text), TODAY)
            return found.rule.level if found else None

        assert level("SMA, tiga") == "province"
        assert level("asma") == "regency"
        assert level("smart") == "regency"


class TestLevels:
    """UU 23/2014: who answers for what."""

    @pytest.mark.parametrize(
        ("sector", "text", "region", "expected"),
        [
            # roads
            ("public_works", "jalan berlubang", SURABAYA, ROADS),
            ("public_works", "Jalan Nasional rusak", SURABAYA, "kementerian-pu"),
            ("public_works", "jalan tol bergelombang", SURABAYA, "kementerian-pu"),
            ("public_works", "jalan provinsi", SURABAYA, "provinsi-jawa-timur-dinas-pu-bina-marga"),
            ("public_works", "jalan provinsi", "51.03", "provinsi-bali-dinas-puprkim"),
            ("public_works", "jalan rusak", MALANG_REGENCY, "kabupaten-malang"),
            ("public_works", "jalan rusak", "33.03.04", "kabupaten-purbalingga-dpupr"),
            ("public_works", "jalan rusak", "31.74", "provinsi-dki-jakarta-dinas-bina-marga"),
            # schools
            ("education", "ruang kelas SDN rusak", SURABAYA, "kota-surabaya-dinas-pendidikan"),
            ("education", "uang SMP", SURABAYA, "kota-surabaya-dinas-pendidikan"),
            ("education", "uang SMA", SURABAYA, "provinsi-jawa-timur-dinas-pendidikan"),
            (
                "education",
                "praktik SMKN 2",
                "64.71",
                "provinsi-kalimantan-timur-dinas-pendidikan-dan-kebudayaan",
            ),
            ("education", "guru madrasah", SURABAYA, "kemenag"),
            ("education", "biaya kuliah", SURABAYA, "kemdiktisaintek"),
            ("education", "makan bergizi gratis basi", SURABAYA, "bgn"),
            # national affairs
            ("security_law", "laporan polisi saya", SURABAYA, "polri"),
            ("security_law", "sidang di pengadilan", SURABAYA, "mahkamah-agung"),
            ("security_law", "petugas lapas", SURABAYA, "kemenimipas"),
            ("security_law", "pengedar narkoba", SURABAYA, "bnn"),
            ("immigration", "antrean paspor", SURABAYA, "kemenimipas"),
            ("immigration", "layanan KBRI", None, "kemlu"),
            ("tax_assets", "NPWP saya", SURABAYA, "kemenkeu-djp"),
            ("tax_assets", "pajak bumi", SURABAYA, "kota-surabaya-badan-pendapatan-daerah"),
            ("tax_assets", "antrean samsat", SURABAYA, f"{JATIM}-badan-pendapatan-daerah"),
            ("tax_assets", "bea cukai", SURABAYA, "kemenkeu-djbc"),
            ("energy", "listrik padam", SURABAYA, "pln"),
            ("energy", "elpiji langka", SURABAYA, "pertamina"),
            ("mining", "galian C", SURABAYA, f"{JATIM}-dinas-energi-dan-sumber-daya-mineral"),
            ("housing", "sertifikat tanah", SURABAYA, "atr-bpn"),
            ("housing", "rumah tidak layak", SURABAYA, "kota-surabaya-dinas-perumahan"),
            ("religion", "layanan KUA", SURABAYA, "kemenag"),
            ("religion", "keberangkatan haji", SURABAYA, "kemenhaj"),
            # health and social insurance
            ("health", "antrean puskesmas", SURABAYA, "kota-surabaya-dinas-kesehatan"),
            ("health", "iuran BPJS", SURABAYA, "bpjs-kesehatan"),
            ("health", "obat palsu", SURABAYA, "bpom"),
            ("manpower", "klaim JHT", SURABAYA, "bpjs-ketenagakerjaan"),
            ("manpower", "upah belum dibayar", SURABAYA, "provinsi-jawa-timur-dinas-tenaga-kerja"),
            ("manpower", "pelatihan kerja", MALANG_REGENCY, "kabupaten-malang"),
            ("manpower", "anak saya TKI", SURABAYA, "kp2mi"),
            # others
            ("transport", "parkir liar", SURABAYA, "kota-surabaya-dinas-perhubungan"),
            ("transport", "jadwal KRL", "31.71", "kai"),
            ("transport", "pesawat tertunda", SURABAYA, "kemenhub"),
            ("water_supply", "air mati", SURABAYA, "kota-surabaya-pdam-surya-sembada"),
            ("economy_trade", "penagih pinjol", SURABAYA, "ojk"),
            ("economy_trade", "kios pasar", MALANG_REGENCY, "kabupaten-malang"),
            (
                "consumer_protection",
                "barang rusak",
                SURABAYA,
                f"{JATIM}-dinas-perindustrian-dan-perdagangan",
            ),
            ("consumer_protection", "marketplace curang", SURABAYA, "kemendag"),
            ("agriculture", "pupuk langka", "33.03", "kabupaten-purbalingga-dinas-pertanian"),
            ("agriculture", "bantuan nelayan", "35.25", f"{JATIM}-dinas-kelautan-dan-perikanan"),
            ("forestry", "penebangan", "64.02", "provinsi-kalimantan-timur-dinas-kehutanan"),
            ("governance", "ada pungli", SURABAYA, "kota-surabaya-inspektorat"),
            ("integrity", "pungutan oleh bupati", "33.03", "provinsi-jawa-tengah-inspektorat"),
            ("integrity", "suap oleh gubernur", "33.03", "kemendagri"),
            ("ict", "blokir situs judi", SURABAYA, "komdigi"),
            ("complaint_system", "hapus akun", None, "kemenpanrb"),
        ],
    )
    def test_sector_text_and_place(
        self, sector: str, text: str, region: str | None, expected: str
    ) -> None:
        found = decide(text, region_code=region, prediction=sure(sector))
        assert found.agency_id == expected
        assert found.reason == "model"
        assert found.confidence == 0.97

    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            (date(2024, 1, 1), "kemenag"),
            (date(2025, 9, 7), "bp-haji"),
            (date(2025, 9, 8), "kemenhaj"),
        ],
    )
    def test_the_day_decides_which_body_has_the_affair(self, on: date, expected: str) -> None:
        assert decide(category="agama.haji_dan_umroh", on=on).agency_id == expected

    def test_secondary_schools_were_the_kotas_before_2017(self) -> None:
        before = decide("uang SMA", prediction=sure("education"), on=date(2016, 12, 31))
        assert before.agency_id == "kota-surabaya-dinas-pendidikan"

    @pytest.mark.parametrize("sector", SECTORS)
    def test_every_sector_in_every_province_has_an_agency_or_goes_to_triage(
        self, sector: str
    ) -> None:
        for province in regions.children(None):
            within = regions.children(province.code)
            for region in {within[0], within[-1]}:
                self.has_agency_or_triage(sector, region.code)

    @pytest.mark.parametrize("sector", ["health", "consumer_protection", "electricity", "other"])
    def test_an_affair_of_each_level_in_every_kabupaten_and_kota(self, sector: str) -> None:
        for province in regions.children(None):
            for region in regions.children(province.code):
                self.has_agency_or_triage(sector, region.code)

    def has_agency_or_triage(self, sector: str, code: str) -> None:
        found = decide(region_code=code, prediction=sure(sector))
        if sector == "other":
            assert (found.agency_id, found.reason) == (None, "unsure")
            return
        assert found.agency_id, (sector, code)
        agency = packaged().get(found.agency_id, TODAY)
        assert agency is not None
        assert packaged().serves(agency, code)

    @given(
        st.sampled_from([found.code for found in categories.every(TODAY)]),
        st.sampled_from([found.code for found in regions.every() if found.parent]),
    )
    def test_every_category_in_every_place_has_an_agency_or_goes_to_triage(
        self, category: str, region: str
    ) -> None:
        found = decide(category=category, region_code=region)
        assert (found.agency_id is None) == (category == "topik_lainnya")


class TestSuggestion:
    @pytest.mark.parametrize(
        ("suggested", "prediction"),
        [
            ("kota-surabaya", None),
            ("kota-surabaya", sure("public_works")),
            ("kota-surabaya-dinas-pendidikan", unsure("public_works", "health")),
            ("kota-surabaya-dinas-pendidikan", sure("education")),
            ("kota-surabaya-dinas-pendidikan", sure("other")),
            ("kementerian-pu", sure("public_works")),
            ("provinsi-jawa-timur", sure("public_works")),
            ("bpjs-kesehatan", sure("health")),
            ("pln", sure("energy")),
        ],
    )
    def test_wins(self, suggested: str, prediction: Predicted | None) -> None:
        found = decide(suggested_agency_id=suggested, prediction=prediction, category="kesehatan")
        assert (found.agency_id, found.reason, found.confidence) == (suggested, "suggestion", 1.0)

    @pytest.mark.parametrize(
        ("suggested", "sector"),
        [
            ("kemenkes", "public_works"),
            ("kota-surabaya-dinas-pendidikan", "public_works"),
            ("kota-surabaya", "security_law"),
            ("kemenpanrb", "health"),
            ("ombudsman", "health"),
        ],
    )
    def test_goes_to_triage_when_the_model_is_sure_of_another_affair(
        self, suggested: str, sector: str
    ) -> None:
        found = decide(suggested_agency_id=suggested, prediction=sure(sector, "kata"))
        assert (found.agency_id, found.reason) == (None, "implausible_suggestion")
        assert (found.sector, found.confidence, found.words) == (sector, 0.97, ("kata",))
        assert found.candidates[0].agency_id == decide(prediction=sure(sector)).agency_id

    def test_is_plausible_when_the_words_lead_to_it(self) -> None:
        found = decide("iuran BPJS saya", suggested_agency_id="kemenkes", prediction=sure("health"))
        assert found.agency_id == "kemenkes"
        found = decide(
            "klaim JHT saya",
            suggested_agency_id="bpjs-ketenagakerjaan",
            prediction=sure("manpower"),
        )
        assert found.agency_id == "bpjs-ketenagakerjaan"

    def test_is_plausible_when_the_words_name_another_affair_than_the_model(self) -> None:
        found = decide(
            "menu MBG di sekolah", suggested_agency_id="bgn", prediction=sure("education")
        )
        assert found.agency_id == "bgn"

    @pytest.mark.parametrize("suggested", ["kota-bandung", "nobody", "bp-haji", "provinsi-bali"])
    def test_counts_for_nothing_when_it_cannot_be(self, suggested: str) -> None:
        found = decide(suggested_agency_id=suggested, category="kesehatan.fogging_nyamuk")
        assert (found.agency_id, found.reason) == ("kota-surabaya-dinas-kesehatan", "category")

    def test_is_taken_where_the_place_is_not_known_or_only_the_province(self) -> None:
        for region in (None, "35"):
            found = decide(region_code=region, suggested_agency_id="kota-surabaya")
            assert found.agency_id == "kota-surabaya"
        assert decide(region_code="33", suggested_agency_id="kota-surabaya").agency_id is None


class TestCategory:
    def test_decides_before_the_model(self) -> None:
        found = decide(category="kesehatan.fogging_nyamuk", prediction=sure("public_works"))
        assert (found.agency_id, found.reason) == ("kota-surabaya-dinas-kesehatan", "category")
        assert found.confidence == 1.0

    @pytest.mark.parametrize("category", ["topik_lainnya", "corona_virus", "no_such_thing", None])
    def test_that_says_nothing_leaves_it_to_the_model(self, category: str | None) -> None:
        found = decide(category=category, prediction=sure("public_works"))
        assert (found.agency_id, found.reason) == (ROADS, "model")

    def test_is_refined_by_the_words(self) -> None:
        found = decide("jalan nasional", category="pekerjaan_umum.jalan_berlubang")
        assert found.agency_id == "kementerian-pu"
        assert found.words == ("jalan nasional",)

    def test_the_address_counts_as_words_too(self) -> None:
        found = decide(
            category="pekerjaan_umum.jalan_berlubang", address="Jalan Nasional Rungkut km 3"
        )
        assert found.agency_id == "kementerian-pu"


class TestPlace:
    def test_comes_from_the_address(self) -> None:
        found = decide(
            region_code=None,
            address="Jl. Bandung No 3 Surabaya",
            category="pekerjaan_umum.jalan_berlubang",
        )
        assert (found.agency_id, found.region_code) == (ROADS, "35.78")

    def test_chosen_region_beats_the_address(self) -> None:
        found = decide(address="Kota Bandung", category="kesehatan.fogging_nyamuk")
        assert found.region_code == SURABAYA

    @pytest.mark.parametrize(
        ("address", "expected"), [("Kota Malang", "35.73"), ("Kota Bandung", "35"), ("", "35")]
    )
    def test_an_address_makes_a_chosen_province_narrower(self, address: str, expected: str) -> None:
        assert decide(region_code="35", address=address).region_code == expected

    @pytest.mark.parametrize(
        ("region", "point", "expected"),
        [
            (None, (-7.2575, 112.7521), "35.78"),
            ("99.99", (-7.2575, 112.7521), "35.78"),
            ("35", (-7.2575, 112.7521), "35.78"),
            ("33", (-7.2575, 112.7521), "33"),
            ("35.73", (-7.2575, 112.7521), "35.73"),
            (None, (-5.6, 106.55), None),
            (None, None, None),
        ],
    )
    def test_comes_from_a_point(
        self, region: str | None, point: tuple[float, float] | None, expected: str | None
    ) -> None:
        found = decide(region_code=region, point=point, prediction=sure("health"))
        assert found.region_code == expected

    @pytest.mark.parametrize(
        ("region", "shown"), [(None, True), ("31", True), ("31.01", False), ("35.78", False)]
    )
    def test_a_point_that_is_not_certain_shows_what_is_near(
        self, region: str | None, shown: bool
    ) -> None:
        found = decide(region_code=region, point=(-5.6, 106.55))
        assert found.near == (NearestDistrict(region_code="31.01.01", km=5.2) if shown else None)
        assert decide(region_code=region, point=(-7.2575, 112.7521)).near is None

    def test_unknown_region_code_is_as_none(self) -> None:
        found = decide(region_code="99.99", address="Surabaya", category="kesehatan")
        assert found.region_code == SURABAYA

    @pytest.mark.parametrize(
        ("region", "address"), [(None, None), (None, "Jalan Mawar 2"), ("35", None)]
    )
    def test_unknown_goes_to_triage_for_a_local_affair(
        self, region: str | None, address: str | None
    ) -> None:
        found = decide(region_code=region, address=address, category="kesehatan")
        assert (found.agency_id, found.reason) == (None, "unknown_region")
        assert found.sector == "health"

    def test_an_ambiguous_place_offers_both(self) -> None:
        found = decide(region_code=None, address="Malang", category="kesehatan")
        assert (found.agency_id, found.reason) == (None, "unknown_region")
        assert found.candidates == (
            Candidate(
                agency_id="kabupaten-malang", probability=0.5, sector="health", region_code="35.07"
            ),
            Candidate(
                agency_id="kota-malang-dinas-kesehatan",
                probability=0.5,
                sector="health",
                region_code="35.73",
            ),
        )

    def test_is_not_needed_for_a_national_affair(self) -> None:
        assert decide(region_code=None, category="politik_hukum.paspor").agency_id == "kemenimipas"

    def test_a_province_is_enough_for_a_provincial_affair(self) -> None:
        found = decide(region_code="35", category="ketenagakerjaan", text="upah kurang")
        assert found.agency_id == "provinsi-jawa-timur-dinas-tenaga-kerja"


class TestTriage:
    def test_unsure_model_gives_the_best_three(self) -> None:
        prediction = Predicted(
            ranking=(("education", 0.4), ("social_aid", 0.3), ("health", 0.2), ("ict", 0.1)),
            reasons=("seragam",),
            confident=False,
        )
        found = decide(prediction=prediction)
        assert found == Disposition(
            agency_id=None,
            reason="unsure",
            sector="education",
            region_code=SURABAYA,
            confidence=0.35,
            candidates=(
                Candidate(
                    agency_id="kota-surabaya-dinas-pendidikan",
                    probability=0.4,
                    words=("seragam",),
                    sector="education",
                    region_code=SURABAYA,
                ),
                Candidate(
                    agency_id="kota-surabaya-dinas-sosial",
                    probability=0.3,
                    sector="social_aid",
                    region_code=SURABAYA,
                ),
                Candidate(
                    agency_id="kota-surabaya-dinas-kesehatan",
                    probability=0.2,
                    sector="health",
                    region_code=SURABAYA,
                ),
            ),
            words=("seragam",),
        )

    def test_sectors_of_one_agency_count_together(self) -> None:
        prediction = Predicted(
            ranking=(("education", 0.4), ("health", 0.3), ("social_aid", 0.3)), confident=False
        )
        found = decide(region_code=MALANG_REGENCY, prediction=prediction)
        assert found.candidates == (
            Candidate(
                agency_id="kabupaten-malang",
                probability=1.0,
                sector="education",
                region_code=MALANG_REGENCY,
            ),
        )

    @pytest.mark.parametrize("prediction", [None, sure("other"), Predicted(ranking=())])
    def test_nothing_known(self, prediction: Predicted | None) -> None:
        found = decide(prediction=prediction)
        assert (found.agency_id, found.reason, found.sector) == (None, "unsure", None)
        assert found.candidates == ()

    def test_no_agency(self) -> None:
        found = decide(registry=Registry([]), category="kesehatan")
        assert (found.agency_id, found.reason) == (None, "no_agency")

    def test_a_missing_national_body_is_replaced_by_the_next_with_the_affair(self) -> None:
        others = [agency for agency in packaged().all() if agency.id != "pln"]
        found = decide(registry=Registry(others), category="energi_sda.listrik")
        assert found.agency_id == "kementerian-esdm"

    def test_a_sector_unknown_to_the_table(self) -> None:
        found = decide(prediction=sure("astrology"))
        assert (found.agency_id, found.reason) == (None, "no_agency")


class TestReturned:
    def test_a_unit_that_returned_it_leaves_it_to_its_government(self) -> None:
        found = decide(category="kesehatan", excluded=frozenset({"kota-surabaya-dinas-kesehatan"}))
        assert found.agency_id == "kota-surabaya"

    def test_a_government_that_returned_it_bars_its_units_and_nobody_else_is_tried(self) -> None:
        found = decide(category="kesehatan", excluded=frozenset({"kota-surabaya"}), returned=True)
        assert (found.agency_id, found.reason) == (None, "returned")
        assert found.candidates == ()

    def test_a_suggestion_that_returned_it_counts_no_more(self) -> None:
        found = decide(
            suggested_agency_id="kemenkes", category="kesehatan", excluded=frozenset({"kemenkes"})
        )
        assert found.agency_id == "kota-surabaya-dinas-kesehatan"

    def test_the_models_other_affair_is_tried_when_the_category_led_nowhere(self) -> None:
        found = decide(
            category="energi_sda.listrik",
            prediction=sure("transport"),
            excluded=frozenset({"pln", "kementerian-esdm"}),
        )
        assert (found.agency_id, found.reason) == ("kota-surabaya-dinas-perhubungan", "model")

    def test_the_category_says_why_when_the_models_affair_leads_nowhere_either(self) -> None:
        found = decide(
            category="energi_sda.listrik",
            region_code=None,
            prediction=sure("transport"),
            excluded=frozenset({"pln", "kementerian-esdm"}),
            returned=True,
        )
        assert (found.agency_id, found.reason, found.sector) == (None, "returned", "electricity")

    def test_without_any_other_view_a_person_decides(self) -> None:
        assert decide(excluded=frozenset({"pln"}), returned=True).reason == "returned"

    def test_who_is_only_kept_from_it_returned_nothing(self) -> None:
        assert decide(excluded=frozenset({"pln"})).reason == "unsure"
        found = decide(category="kesehatan", excluded=frozenset({"kota-surabaya"}))
        assert (found.agency_id, found.reason) == (None, "unsure")

    @given(st.data())
    @settings(max_examples=200)
    def test_never_goes_back(self, data: st.DataObject) -> None:
        region = data.draw(st.sampled_from([SURABAYA, MALANG_REGENCY, "31.74", "35", None]))
        first = decide(
            category=data.draw(st.none() | st.sampled_from([c.code for c in categories.every()])),
            region_code=region,
            prediction=data.draw(st.none() | st.sampled_from(SECTORS).map(sure)),
            supervisory=data.draw(st.booleans()),
        )
        excluded: frozenset[str] = frozenset()
        given_out = first
        for _ in range(6):
            if given_out.agency_id is None:
                break
            assert given_out.agency_id not in excluded
            assert excluded.isdisjoint(each.agency_id for each in given_out.candidates)
            excluded |= {given_out.agency_id}
            given_out = decide(
                category=data.draw(st.none() | st.sampled_from(["kesehatan", "agama"])),
                region_code=region,
                suggested_agency_id=data.draw(st.none() | st.sampled_from(sorted(excluded))),
                supervisory=data.draw(st.booleans()),
                excluded=excluded,
            )


class TestSupervisory:
    @pytest.mark.parametrize(
        ("suggested", "expected"),
        [
            ("kota-surabaya-dinas-pendidikan", "kota-surabaya-inspektorat"),
            ("kota-surabaya-pdam-surya-sembada", "kota-surabaya-inspektorat"),
            ("kota-surabaya-inspektorat", "kota-surabaya-inspektorat"),
            ("kota-surabaya", "kota-surabaya"),
            ("kemenkeu-djp", "kemenkeu"),
            ("polri", "polri"),
        ],
    )
    def test_goes_above_the_unit_complained_about(self, suggested: str, expected: str) -> None:
        found = decide(suggested_agency_id=suggested, supervisory=True)
        assert (found.agency_id, found.reason) == (expected, "suggestion")

    def test_holds_for_categories_and_the_model(self) -> None:
        for given_ in ({"category": "kesehatan"}, {"prediction": sure("health")}):
            found = decide(supervisory=True, **given_)
            assert found.agency_id == "kota-surabaya-inspektorat"
        assert decide(supervisory=True, region_code=MALANG_REGENCY, category="kesehatan") == decide(
            region_code=MALANG_REGENCY, category="kesehatan"
        )

    def test_climbs_past_those_that_returned_it(self) -> None:
        found = decide(
            category="kesehatan",
            supervisory=True,
            excluded=frozenset({"kota-surabaya-inspektorat"}),
        )
        assert found.agency_id == "kota-surabaya"

    def test_skips_an_inspectorate_that_no_longer_exists(self) -> None:
        def dated(agency: Agency) -> Agency:
            if agency.id == "kota-surabaya-inspektorat":
                return replace(agency, valid_to=date(2025, 12, 31))
            return agency

        registry = Registry(map(dated, packaged().all()))
        found = decide(registry=registry, category="kesehatan", supervisory=True)
        assert found.agency_id == "kota-surabaya"

    def test_nobody_left_is_triage(self) -> None:
        unit = Agency(id="u", name="U", type="unit", parent_id="g", sectors=("health",))
        owner = Agency(
            id="g", name="G", type="city", regions=(SURABAYA,), valid_to=date(2025, 1, 1)
        )
        found = decide(registry=Registry([unit, owner]), suggested_agency_id="u", supervisory=True)
        assert (found.agency_id, found.reason) == (None, "no_agency")


class TestNamedBodies:
    """What a body named in the text decides, beside the model and never against it."""

    def test_a_name_that_says_enough_decides_where_the_model_is_not_sure(self) -> None:
        found = decide("PDAM\nairnya keruh", prediction=unsure("health"))
        assert found.agency_id == "kota-surabaya-pdam-surya-sembada"
        assert (found.reason, found.sector, found.confidence) == ("named", "water_supply", 0.95)
        assert found.words == ("pdam",)

    def test_also_where_there_is_no_model(self) -> None:
        assert decide("PLN\nmati terus").agency_id == "pln"
        assert decide("puskesmas\ntutup").reason == "unsure"
        empty = Predicted(ranking=(), confident=False)
        assert decide("PLN\nmati terus", prediction=empty).reason == "named"
        assert decide("puskesmas\ntutup", prediction=empty).agency_id is None

    @pytest.mark.parametrize(
        ("body", "share", "agency"),
        [
            ("x\npuskesmas tutup", 0.39, None),
            ("x\npuskesmas tutup", 0.4, "kota-surabaya-dinas-kesehatan"),
            ("puskesmas\ntutup", 0.29, None),
            ("puskesmas\ntutup", 0.3, "kota-surabaya-dinas-kesehatan"),
        ],
    )
    def test_one_that_does_not_needs_the_model_to_agree(
        self, body: str, share: float, agency: str | None
    ) -> None:
        agreed = Predicted(ranking=(("health", share), ("ict", 0.2)), confident=False)
        assert decide(body, prediction=agreed).agency_id == agency
        other = Predicted(ranking=(("ict", share), ("health", 0.2)), confident=False)
        assert decide(body, prediction=other).agency_id is None

    def test_a_wider_or_narrower_affair_agrees_too(self) -> None:
        wider = Predicted(ranking=(("economy_trade", 0.5),), confident=False)
        assert decide("bank bri\nx", prediction=wider).agency_id == "bri"

    @pytest.mark.parametrize("label", ["other", "nobody"])
    def test_what_the_model_takes_for_nobodys_is_not_decided_by_a_name(self, label: str) -> None:
        nobodys = Predicted(ranking=((label, 0.3),), confident=False)
        assert decide("PLN\nmati terus", prediction=nobodys).reason == "unsure"

    def test_a_name_against_a_model_that_is_sure_is_for_a_person(self) -> None:
        found = decide("KUA\nminta uang", prediction=sure("ict"))
        assert (found.agency_id, found.reason) == (None, "contradicted")
        assert (found.sector, found.words) == ("ict", ("kua",))

    @pytest.mark.parametrize(
        "text",
        [
            "x\nKUA minta uang",  # not clearly enough
            "puskesmas\nminta uang",  # says too little alone
            "x\ndepan KUA minta uang",
        ],
    )
    def test_a_weaker_name_does_not_stop_a_model_that_is_sure(self, text: str) -> None:
        found = decide(text, prediction=sure("ict"))
        assert (found.reason, found.sector) == ("model", "ict")

    def test_a_name_of_the_models_own_affair_does_not_stop_it(self) -> None:
        assert decide("PLN\nmati", prediction=sure("energy")).reason == "model"
        assert decide("PLN\nmati", prediction=sure("energy")).agency_id == "pln"
        # By the rule's words, and by another affair that complaints about the body are taken for.
        assert decide("BPN\nx", prediction=sure("public_works")).agency_id == "atr-bpn"

    def test_the_one_that_is_named_has_it_before_who_has_the_affair_in_general(self) -> None:
        found = decide("Pelni\nbatal terus", prediction=sure("national_transport", "kapal"))
        assert (found.agency_id, found.reason) == ("pelni", "named")
        assert (found.confidence, found.words) == (0.97, ("pelni", "kapal"))
        of_another = decide("Pelni\nbatal terus", prediction=sure("post_logistics"))
        assert (of_another.agency_id, of_another.reason) == (None, "contradicted")
        wider = decide("Pelni\nbatal terus", prediction=sure("transport"))
        assert wider.reason == "model"

    def test_who_returned_it_is_not_given_it_for_its_name(self) -> None:
        back = decide(
            "Pelni\nbatal", prediction=sure("national_transport"), excluded=frozenset({"pelni"})
        )
        assert (back.agency_id, back.reason) == ("kemenhub", "model")

    def test_an_abuse_goes_to_whoever_inspects_the_body(self) -> None:
        asked = {"prediction": unsure("tax_assets"), "supervisory": True}
        assert decide("kantor pajak\nx", **asked).agency_id == "kemenkeu"
        assert decide("kantor pajak\nx").agency_id == "kemenkeu-djp"

    def test_the_category_comes_first(self) -> None:
        found = decide("PLN\nmati", category="kesehatan", prediction=unsure("health"))
        assert found.reason == "category"

    def test_without_a_place_a_regional_name_decides_nothing(self) -> None:
        found = decide("PDAM\nkeruh", region_code=None, prediction=unsure("water_supply"))
        assert (found.agency_id, found.reason) == (None, "unknown_region")
