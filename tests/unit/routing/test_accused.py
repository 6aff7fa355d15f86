"""Nobody accused in a complaint is the first to read it."""

import csv
from pathlib import Path

import pytest

from chalicelib.routing.danger import judge
from chalicelib.routing.dispose import Disposition
from chalicelib.routing.jurisdiction import INSPECTION
from chalicelib.routing.registry import packaged
from tests.unit.routing.sectors import SECTORS
from tests.unit.routing.test_dispose import MALANG_REGENCY, SURABAYA, decide, sure

REGISTRY = packaged()
INSPECTORATE = "kota-surabaya-inspektorat"
with Path(__file__).with_name("danger_texts.csv").open(encoding="utf-8", newline="") as source:
    ACCUSING = [row["text"] for row in csv.DictReader(source) if row["accused"]]


def accusing(text: str, sector: str, **given: object) -> Disposition:
    return decide(text, prediction=sure(sector), verdict=judge(text), **given)


def test_an_office_of_the_register_goes_past_itself_to_its_inspectorate() -> None:
    found = accusing("Petugas loket minta uang 300 ribu untuk KTP.", "civil_registry")
    assert (found.agency_id, found.reason) == (INSPECTORATE, "model")


def test_the_office_is_not_suggested_to_a_person_either() -> None:
    found = accusing("Petugas loket minta uang 300 ribu untuk KTP.", "civil_registry")
    plain = decide("Petugas loket ramah.", prediction=sure("civil_registry"))
    assert plain.candidates[0].agency_id == plain.agency_id
    assert found.accused == (plain.agency_id,)
    assert found.candidates[0].agency_id == INSPECTORATE
    assert plain.agency_id not in {one.agency_id for one in found.candidates}


def test_of_a_head_the_whole_government_is_kept_out() -> None:
    found = accusing("Pak wali kota minta uang dari tiap pengembang.", "licensing")
    assert found.accused == ("kota-surabaya",)
    assert not [one for one in found.candidates if one.agency_id.startswith("kota-surabaya")]


def test_where_the_inspector_is_within_the_accused_nobody_is_kept_out() -> None:
    text = "Petugas loket minta uang 300 ribu untuk KTP."
    found = accusing(text, "civil_registry", suggested_agency_id="kota-surabaya")
    assert (found.agency_id, found.accused) == ("kota-surabaya", ())


def test_where_nobody_is_surely_accused_nobody_is_kept_out() -> None:
    text = "Petugas menolak suap, terima kasih."
    found = accusing(text, "civil_registry")
    assert (found.reason, found.accused) == ("accused", ())
    assert found.candidates == decide(text, prediction=sure("civil_registry")).candidates


def test_the_agency_the_reporter_chose_may_be_the_accused_too() -> None:
    text = "Kepala dinas meminta setoran dari kepala sekolah."
    office = "kota-surabaya-dinas-pendidikan"
    assert accusing(text, "education", suggested_agency_id=office).agency_id == INSPECTORATE


@pytest.mark.parametrize(
    ("text", "agency_id"),
    [
        ("Pak wali kota minta uang dari tiap pengembang.", "provinsi-jawa-timur-inspektorat"),
        ("Gubernur minta uang dari tiap pengembang.", "kemendagri"),
    ],
)
def test_the_head_of_a_government_goes_to_the_level_above(text: str, agency_id: str) -> None:
    assert accusing(text, "licensing").agency_id == agency_id


def test_a_mayor_who_is_only_addressed_is_not_accused() -> None:
    text = "Kepada Yth. wali kota, petugas loket minta uang dulu baru KTP saya dicetak."
    assert accusing(text, "civil_registry").agency_id == INSPECTORATE


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("Petugas loket BPN minta uang 300 ribu.", "land"),
        ("Orang inspektorat minta uang supaya temuan hilang.", "integrity"),
    ],
)
def test_where_nobody_inspects_it_the_national_desk_decides(text: str, sector: str) -> None:
    found = accusing(text, sector)
    assert (found.agency_id, found.reason) == (None, "accused")


def test_where_it_is_unsure_that_anybody_is_accused_a_person_looks_first() -> None:
    text = "Petugas menolak suap, terima kasih."
    assert judge(text).outcome == "unsure"
    assert accusing(text, "civil_registry").reason == "accused"


def test_who_accuses_nobody_in_office_goes_where_the_affair_goes() -> None:
    text = "Suami memukul istri di depan anak."
    assert judge(text).outcome == "dangerous"
    plain = decide(text, prediction=sure("women_children"))
    assert accusing(text, "women_children") == plain


@pytest.mark.parametrize("region", [SURABAYA, MALANG_REGENCY])
def test_none_of_our_texts_goes_to_an_office_of_the_register_first(region: str) -> None:
    """Whatever the model holds the affair to be; `harmless` ones are counted in `test_danger`."""
    for text in ACCUSING:
        verdict = judge(text)
        if verdict.outcome == "harmless":
            continue
        for sector in sorted(SECTORS):
            found = decide(text, prediction=sure(sector), verdict=verdict, region_code=region)
            agency = REGISTRY.get(found.agency_id) if found.agency_id else None
            past = agency is None or INSPECTION in agency.sectors or agency.parent_id is None
            assert past, (text, sector, found.agency_id)
