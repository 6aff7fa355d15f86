"""The list of fifty through model, table and packaged register: nothing goes to a wrong agency."""

from collections import Counter

import pytest

from chalicelib.routing.classifier import Classifier, Prediction
from chalicelib.routing.dispose import dispose
from chalicelib.routing.registry import packaged
from chalicelib.usecases.sector_models import MODEL
from tests.routing_list import DOCUMENT, TODAY, outcomes, read_list, tables

LEAST_ROUTED = 25


def test_the_list_covers_the_country_and_its_affairs() -> None:
    listed = read_list()
    known = {agency.id for agency in packaged().all(TODAY)}
    assert len(listed) == len({one.text for one in listed}) == 50
    assert len({one.sector for one in listed}) >= 12
    assert len({(one.region_code or "")[:5] for one in listed}) >= 5
    assert all(one.right <= known for one in listed)
    assert all(one.region_code or one.address for one in listed)


def test_nothing_goes_to_a_wrong_agency() -> None:
    assert [
        (one.listed.title, one.found.agency_id) for one in outcomes() if one.verdict == "wrong"
    ] == []


def test_a_fair_share_needs_no_person() -> None:
    assert Counter(one.verdict for one in outcomes())["right"] >= LEAST_ROUTED


def test_triage_is_mostly_offered_a_right_agency() -> None:
    offered = [
        bool(one.listed.right & {candidate.agency_id for candidate in one.found.candidates})
        for one in outcomes()
        if one.found.agency_id is None and one.listed.right
    ]
    assert sum(offered) > len(offered) / 2


def test_the_document_shows_where_they_went() -> None:
    """After a new model: python -m tests.routing_list."""
    assert tables(outcomes()) in DOCUMENT.read_text(encoding="utf-8")


@pytest.mark.parametrize("sector", ["village_affairs", "civil_registry", "licensing"])
def test_alleged_extortion_does_not_go_to_the_office_accused(sector: str) -> None:
    def agency(text: str) -> str | None:
        return dispose(
            registry=packaged(),
            text=text,
            category=None,
            region_code="35.78",
            address=None,
            suggested_agency_id=None,
            prediction=Prediction(
                ranking=((sector, 1.0),), confidence=0.97, reasons=(), confident=True, model="test"
            ),
            supervisory=False,
            excluded=frozenset(),
            on=TODAY,
        ).agency_id

    assert agency("Petugas loket minta uang, ini pungli!") == "kota-surabaya-inspektorat"
    assert agency("Petugas loket ramah sekali.") != "kota-surabaya-inspektorat"


def test_every_model_in_the_package_can_be_read() -> None:
    """Also one on trial beside the one in use, which routing would fail on."""
    models = sorted(MODEL.parent.glob("*.bin"))
    assert MODEL in models
    assert all(Classifier.load(path).labels for path in models)
