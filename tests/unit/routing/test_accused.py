"""Nobody accused in a complaint is the first to read it."""

import csv
from pathlib import Path

import pytest

from chalicelib.routing.danger import Verdict, judge
from chalicelib.routing.dispose import Disposition
from chalicelib.structs import replace
from tests.unit.routing.test_dispose import (
    JATIM,
    MALANG_REGENCY,
    SURABAYA,
    Predicted,
    decide,
    sure,
    unsure,
)

CITY, INSPECTORATE = "kota-surabaya", "kota-surabaya-inspektorat"
SURELY = Verdict(outcome="dangerous", kinds=("corruption",), accused="office", surely=True)
PERHAPS = replace(SURELY, surely=False)
HEAD = replace(SURELY, accused="head")
TEXT = "Petugas loket minta uang 300 ribu untuk KTP."
with Path(__file__).with_name("danger_texts.csv").open(encoding="utf-8", newline="") as source:
    ACCUSING = [row["text"] for row in csv.DictReader(source) if row["accused"]]


def accusing(verdict: Verdict, sector: str, text: str = TEXT, **given: object) -> Disposition:
    return decide(text, prediction=sure(sector), verdict=verdict, **given)


def test_an_office_of_the_register_goes_past_itself_to_its_inspectorate() -> None:
    found = accusing(SURELY, "civil_registry")
    assert (found.agency_id, found.reason) == (INSPECTORATE, "model")


def test_the_office_is_not_suggested_to_a_person_either() -> None:
    found = accusing(SURELY, "civil_registry")
    plain = decide(TEXT, prediction=sure("civil_registry"))
    assert plain.candidates[0].agency_id == plain.agency_id
    assert found.accused == (plain.agency_id,)
    assert found.candidates[0].agency_id == INSPECTORATE
    assert plain.agency_id not in {one.agency_id for one in found.candidates}


def test_nor_where_the_model_is_not_sure_whose_affair_it_is() -> None:
    """Then nobody is kept out, for it is not known who it would be; the desk sees whoever inspects
    the offices that it may be."""
    given = {"prediction": unsure("civil_registry", "health"), "verdict": SURELY}
    found = decide("Petugas minta uang 300 ribu.", **given)
    assert (found.agency_id, found.reason, found.accused) == (None, "unsure", ())
    assert [one.agency_id for one in found.candidates] == [INSPECTORATE]
    assert found.candidates[0].probability == pytest.approx(2 / 3, abs=0.001)


def test_a_suggestion_says_whether_the_text_may_accuse_that_very_agency() -> None:
    prediction = unsure("civil_registry")
    for verdict, accused in ((SURELY, False), (PERHAPS, True), (judge("Antre lama."), False)):
        (found,) = decide("Petugas minta uang.", prediction=prediction, verdict=verdict).candidates
        assert found.may_be_accused is accused
    of_country = decide("Masinis minta uang.", prediction=unsure("rail"), verdict=SURELY)
    assert [(one.agency_id, one.may_be_accused) for one in of_country.candidates] == [("kai", True)]


@pytest.mark.parametrize("prediction", [sure("civil_registry"), unsure("civil_registry")])
@pytest.mark.parametrize(
    ("verdict", "may"),
    [
        (SURELY, True),
        (PERHAPS, True),
        (HEAD, True),
        (replace(HEAD, surely=False), True),
        (judge("Antre lama."), False),
    ],
)
def test_it_is_known_that_somebody_may_be_accused_whether_the_affair_is_sure_or_not(
    prediction: Predicted, verdict: Verdict, may: bool
) -> None:
    found = decide("Petugas loket minta uang.", prediction=prediction, verdict=verdict)
    assert found.may_accuse is may


def test_where_none_of_those_who_may_have_it_can_be_meant_nobody_is() -> None:
    """An office for public order, where no officer is named: it is about neighbours."""
    verdict = replace(PERHAPS, accused="unnamed")
    found = decide("Mereka minta uang.", prediction=unsure("public_order"), verdict=verdict)
    assert found.candidates
    assert (found.agency_id, found.may_accuse) == (None, False)


@pytest.mark.parametrize("verdict", [HEAD, replace(HEAD, surely=False)])
def test_a_head_is_never_the_first_to_read_it(verdict: Verdict) -> None:
    text = "Pak wali kota minta uang dari tiap pengembang."
    found = accusing(verdict, "licensing", text)
    assert found.accused == (("kota-surabaya",) if verdict.surely else ())
    assert found.agency_id == ("provinsi-jawa-timur-inspektorat" if verdict.surely else None)


def test_of_a_head_the_whole_government_is_kept_out() -> None:
    found = accusing(HEAD, "licensing", "Pak wali kota minta uang dari tiap pengembang.")
    assert not [one for one in found.candidates if one.agency_id.startswith("kota-surabaya")]


@pytest.mark.parametrize(
    ("text", "region", "sector", "kept"),
    [
        ("Bupati minta uang dari proyek.", MALANG_REGENCY, "integrity", "kabupaten-malang"),
        ("Bupati menerima suap tambang.", MALANG_REGENCY, "mining", "kabupaten-malang"),
        ("The mayor asks every developer for money.", SURABAYA, "licensing", "kota-surabaya"),
        ("Wabup minta uang dari proyek.", MALANG_REGENCY, "integrity", "kabupaten-malang"),
        ("Gubernur minta uang dari proyek.", SURABAYA, "integrity", JATIM),
        ("The governor asks us for money.", SURABAYA, "licensing", JATIM),
        ("Wagub minta uang dari proyek.", SURABAYA, "manpower", JATIM),
    ],
)
def test_it_is_kept_from_the_government_of_the_head_whoever_would_have_had_it(
    text: str, region: str, sector: str, kept: str
) -> None:
    found = accusing(HEAD, sector, text, region_code=region)
    above = "kemendagri" if kept == JATIM else "provinsi-jawa-timur-inspektorat"
    assert (found.agency_id, found.accused) == (above, (kept,))


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("Bupati minta setoran dari proyek, gubernur tahu dan diam.", "kemendagri"),
        ("Gubernur dan bupati minta uang dari proyek.", "kemendagri"),
        ("Bupati minta uang dari sopir di jembatan timbang.", "kemenhub"),
    ],
)
def test_beside_another_head_or_a_national_body_his_government_is_kept_out_too(
    text: str, agency: str
) -> None:
    """Whoever is named beside him may only have been told of it, but the words do not say that."""
    found = accusing(HEAD, "integrity", text, region_code=MALANG_REGENCY)
    assert (found.agency_id, set(found.accused)) == (agency, {JATIM, "kabupaten-malang"})


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("Petugas minta uang 300 ribu. Sudah lapor gubernur.", True),
        ("Gubernur minta setoran 10 persen dari tiap proyek.", False),
    ],
)
def test_so_is_the_office_where_a_head_was_perhaps_only_told_of_it(text: str, others: bool) -> None:
    verdict = judge(text)
    assert (verdict.accused, verdict.others) == ("head", others)
    found = accusing(replace(verdict, surely=True), "civil_registry", text)
    office = ("kota-surabaya-dinas-kependudukan-dan-pencatatan-sipil",) if others else ()
    assert (found.agency_id, found.accused) == ("kemendagri", (JATIM, *office))


@pytest.mark.parametrize(
    "head",
    ["Walkot", "Walkotnya", "Pak Wako", "Wawali", "Wawako", "Wawalkot", "Wabup", "Wabupnya"],
)
def test_a_head_goes_by_the_short_names_of_his_office_too(head: str) -> None:
    """As papers and people call a wali kota, a bupati and their deputies."""
    text = f"{head} minta setoran 10 persen dari tiap proyek, yang tidak bayar diancam."
    verdict = judge(text)
    assert (verdict.accused, verdict.surely) == ("head", True)
    found = accusing(verdict, "integrity", text)
    assert (found.agency_id, found.accused) == ("provinsi-jawa-timur-inspektorat", (CITY,))


def test_a_deputy_of_a_governor_is_a_head() -> None:
    text = "Wagub minta setoran 10 persen dari tiap proyek, yang tidak bayar diancam."
    found = accusing(judge(text), "integrity", text)
    assert (found.agency_id, found.accused) == ("kemendagri", (JATIM,))


@pytest.mark.parametrize("head", ["Walikotane", "Bupatine", "Bupatiku", "Kepala daerah"])
@pytest.mark.parametrize("sector", ["integrity", "licensing"])
def test_whose_title_the_table_does_not_know_no_one_of_his_own_government_inspects(
    head: str, sector: str
) -> None:
    """The words of danger know more forms of it, and the inspectorate of a kota is below its head:
    a person decides."""
    text = f"{head} minta setoran 10 persen dari tiap proyek, yang tidak bayar diancam."
    verdict = judge(text)
    assert (verdict.accused, verdict.surely) == ("head", True)
    found = accusing(verdict, sector, text)
    assert (found.agency_id, found.reason, found.accused) == (None, "accused", (CITY,))
    assert not [one for one in found.candidates if one.agency_id.startswith(CITY)]


def test_where_the_place_leaves_the_government_of_the_head_open_nobody_is_kept_out() -> None:
    found = accusing(HEAD, "integrity", "Bupati minta uang dari proyek.", region_code="35")
    assert (found.agency_id, found.accused) == ("provinsi-jawa-timur-inspektorat", ())


@pytest.mark.parametrize(
    ("inspectorate", "agency"),
    [
        ("Inspektorat", "provinsi-jawa-timur-inspektorat"),
        ("Inspektorat kabupaten", "provinsi-jawa-timur-inspektorat"),
        ("Inspektorat provinsi", None),
        ("Orang inspektorat prov", None),
    ],
)
def test_the_inspectorate_named_beside_a_head_is_his_own_unless_it_says_whose(
    inspectorate: str, agency: str | None
) -> None:
    """It is below him, and so not whoever inspects him."""
    text = f"Bupati minta uang dari proyek. {inspectorate} diam saja."
    found = accusing(HEAD, "integrity", text, region_code=MALANG_REGENCY)
    assert (found.agency_id, found.accused) == (agency, ("kabupaten-malang",))


def test_of_a_governor_the_ministry_decides() -> None:
    found = accusing(HEAD, "licensing", "Gubernur minta uang dari tiap pengembang.")
    assert found.agency_id == "kemendagri"


@pytest.mark.parametrize("sector", ["manpower", "women_children", "public_order"])
def test_who_names_nobody_in_office_does_not_accuse_the_office_for_such_people(sector: str) -> None:
    """They complain of employers, families and neighbours; who names an officer accuses it."""
    plain = decide(TEXT, prediction=sure(sector))
    unnamed = replace(PERHAPS, accused="unnamed")
    assert plain.agency_id is not None
    assert accusing(unnamed, sector).agency_id == plain.agency_id
    assert accusing(PERHAPS, sector).reason == "accused"
    assert accusing(replace(unnamed, likely=True), sector).reason == "accused"
    assert accusing(unnamed, "civil_registry").reason == "accused"


def test_where_it_is_not_sure_that_an_office_is_accused_a_person_looks_first() -> None:
    found = accusing(PERHAPS, "civil_registry")
    assert (found.agency_id, found.reason, found.accused) == (None, "accused", ())
    plain = decide(TEXT, prediction=sure("civil_registry")).candidates
    assert found.candidates == tuple(replace(one, may_be_accused=True) for one in plain)


def test_a_government_as_a_whole_is_not_the_office_of_it_that_is_accused() -> None:
    for verdict in (SURELY, PERHAPS):
        chosen = accusing(verdict, "civil_registry", suggested_agency_id="kota-surabaya")
        assert (chosen.agency_id, chosen.accused) == ("kota-surabaya", ())
        found = accusing(verdict, "village_affairs", region_code=MALANG_REGENCY)
        assert (found.agency_id, found.accused) == ("kabupaten-malang", ())


def test_the_agency_the_reporter_chose_may_be_the_accused_too() -> None:
    office = "kota-surabaya-dinas-pendidikan"
    assert accusing(SURELY, "education", suggested_agency_id=office).agency_id == INSPECTORATE
    assert accusing(PERHAPS, "education", suggested_agency_id=office).reason == "accused"


def test_who_inspects_is_not_the_accused_but_where_the_text_names_them() -> None:
    assert accusing(PERHAPS, "integrity").agency_id == INSPECTORATE
    found = accusing(SURELY, "integrity", "Orang inspektorat minta uang supaya temuan hilang.")
    assert (found.agency_id, found.reason) == (None, "accused")


def test_a_national_body_that_is_surely_accused_is_left_to_the_desk() -> None:
    text = "Petugas loket BPN minta uang 300 ribu."
    found = accusing(SURELY, "land", text)
    assert (found.agency_id, found.reason, found.accused) == (None, "accused", ())
    assert found.candidates[0].agency_id == "atr-bpn"
    assert accusing(PERHAPS, "land", text).agency_id == "atr-bpn"


def test_who_accuses_nobody_in_office_goes_where_the_affair_goes() -> None:
    text = "Suami memukul istri di depan anak."
    assert judge(text).outcome == "dangerous"
    plain = decide(text, prediction=sure("women_children"))
    assert accusing(judge(text), "women_children", text) == plain


def test_most_texts_that_accuse_an_office_are_taken_for_it() -> None:
    """Of two writers; docs/routing.md has the share, and what becomes of the others."""
    found = [judge(text).accused is not None for text in ACCUSING]
    assert len(found) == 228
    assert sum(found) >= 204
