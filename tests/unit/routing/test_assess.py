"""What the rules make of one complaint, as the filed one and `make route` ask it."""

from datetime import date
from typing import Any

import pytest

from chalicelib.routing.assess import Assessment, RoutingRequest, assess
from chalicelib.routing.registry import packaged
from chalicelib.routing.screening import MANY_COPIES
from chalicelib.usecases.sector_models import classifier

TODAY = date(2026, 11, 24)
COPIED = "lampu jalan padam gelap sekali sejak senin malam dekat pasar wonokromo warga takut lewat"


def made(**asked: Any) -> Assessment:
    question = RoutingRequest(
        **{"title": "Lampu PJU mati", "body": "Sudah seminggu gelap", "region_code": "35.78"}
        | asked
    )
    return assess(question, registry=packaged(), classifier=classifier(), on=TODAY)


def test_a_plain_complaint_goes_to_its_agency() -> None:
    found = made()
    assert found.agency_id == "kota-surabaya-dinas-perhubungan"
    assert (found.reason, found.signals, found.sensitive) == ("model", (), False)
    assert found.prediction is not None
    assert found.prediction.ranking[0][0] == "transport"


def test_what_is_suspicious_goes_to_nobody() -> None:
    found = made(body=COPIED, copies=MANY_COPIES)
    assert found.found.agency_id == "kota-surabaya-dinas-perhubungan"
    assert (found.agency_id, found.reason) == (None, "possible_spam")
    assert found.signals == ("mass_copies",)


def test_to_a_text_that_says_nothing_there_is_no_suggestion() -> None:
    silent = made(title="tes", body="tes tes")
    assert (silent.reason, silent.candidates) == ("not_a_complaint", ())
    copied = made(body=COPIED, copies=MANY_COPIES)
    assert copied.candidates == copied.found.candidates != ()


def test_what_a_person_has_read_is_not_screened_again() -> None:
    assert made(title="Tes", body="tes tes", copies=0).signals == ("test_only",)
    assert made(title="Tes", body="tes tes", copies=None).signals == ()


@pytest.mark.parametrize(
    ("copies", "signals"), [(MANY_COPIES - 1, ()), (MANY_COPIES, ("mass_copies",))]
)
def test_copies_are_counted(copies: int, signals: tuple[str, ...]) -> None:
    assert made(body=COPIED, copies=copies).signals == signals


def test_a_sensitive_category_makes_it_sensitive() -> None:
    assert made(category="kesehatan.kekerasan_dan_pelecehan_di_lingkungan_kerja").sensitive
    assert not made(category="kesehatan").sensitive


def test_a_category_that_is_over_makes_nothing_sensitive() -> None:
    assert not made(category="corona_virus.kkn_pkh").sensitive


def test_dangerous_words_make_it_sensitive() -> None:
    text = "Petugas kelurahan minta uang 500 ribu untuk KTP, saya diancam kalau lapor"
    assert made(title="Pungli petugas kelurahan", body=text).sensitive


def test_what_a_person_looks_at_first_is_sensitive_too() -> None:
    body = "Lampu jalan di depan pasar mati sudah tiga minggu."
    assert not made(title="Lampu jalan", body=body).sensitive
    assert made(title="Lampu jalan", body=f"{body} Tolong rahasiakan nama saya.").sensitive


@pytest.mark.parametrize(("returned", "reason"), [(True, "returned"), (False, "unsure")])
def test_whoever_returned_it_or_is_kept_from_it_does_not_get_it(
    returned: bool, reason: str
) -> None:
    found = made(excluded=frozenset({"kota-surabaya"}), returned=returned, copies=None)
    assert (found.agency_id, found.reason) == (None, reason)


def test_without_a_model_the_rules_decide_alone() -> None:
    question = RoutingRequest(title="Lampu PJU mati", body="Gelap", region_code="35.78")
    found = assess(question, registry=packaged(), classifier=None, on=TODAY)
    assert (found.agency_id, found.reason, found.prediction) == (None, "unsure", None)


def test_what_the_model_surely_takes_for_nobodys_is_left_to_a_person() -> None:
    poem = {"title": "Puisi malam", "body": "Rembulan jatuh di pelukan malam, aku rindu senyummu"}
    found = made(**poem)
    assert (found.signals, found.reason) == (("nobodys_affair",), "not_a_complaint")
    assert (found.agency_id, found.found.sector) == (None, None)
    assert made(**poem, copies=None).signals == ()
    assert made(**poem, category="kesehatan").signals == ()
