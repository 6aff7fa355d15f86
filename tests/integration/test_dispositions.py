"""When a complaint is routed by the rules, and when it is not theirs to decide."""

from datetime import UTC, datetime

import pytest

from chalicelib.case.model import Appeal, Case, Location, Status
from chalicelib.case.routing_actions import SendToTriage, SystemRoute
from chalicelib.routing.suggestions import Candidate
from chalicelib.store import cases, texts
from chalicelib.structs import replace
from chalicelib.usecases import route, rules
from tests.integration.people import filed
from tests.integration.world import World

NOW = datetime.now(UTC)
OPEN = Appeal(opened_at=NOW, from_agency_id="kota-malang")


@pytest.fixture(scope="module")
def case(shared_world: World) -> Case:
    return cases.get(str(filed(shared_world)["id"]))


def decided(case: Case) -> object:
    return route._disposition_of(case, texts.get(case.id), rules.decision_context(NOW))


@pytest.mark.parametrize("status", list(Status))
def test_only_what_nobody_holds_is_routed(case: Case, status: Status) -> None:
    routed = decided(replace(case, status=status, agency_id=None))
    theirs = status in (Status.RECEIVED, Status.RETURNED, Status.TRIAGE)
    assert isinstance(routed, SystemRoute) is theirs
    assert routed is None or theirs


def test_whom_an_appeal_goes_to_is_no_matter_of_the_text(case: Case) -> None:
    waiting = replace(case, status=Status.RETURNED, agency_id=None, appeal=OPEN)
    assert decided(waiting) is None
    assert decided(replace(waiting, appeal=replace(OPEN, decided_at=NOW))) is not None


def test_what_no_rule_knows_goes_to_a_person_once(case: Case) -> None:
    unknown = replace(
        case, agency_id=None, suggested_agency_id=None, category=None, not_to=("kota-surabaya",)
    )
    sent = decided(replace(unknown, status=Status.RECEIVED))
    assert isinstance(sent, SendToTriage)
    assert sent.prediction is not None
    assert decided(replace(unknown, status=Status.TRIAGE)) is None


@pytest.mark.parametrize(("returned_by", "reason"), [((), "unsure"), (("pln",), "returned")])
def test_that_agencies_are_kept_from_it_is_not_told_as_returned(
    case: Case, returned_by: tuple[str, ...], reason: str
) -> None:
    unknown = replace(
        case,
        status=Status.RECEIVED,
        agency_id=None,
        suggested_agency_id=None,
        category=None,
        not_to=("kota-surabaya",),
        returned_by=returned_by,
    )
    sent = decided(unknown)
    assert isinstance(sent, SendToTriage)
    assert sent.reason == reason


def test_who_decides_is_shown_what_a_point_is_near_to(case: Case) -> None:
    unknown = replace(
        case, status=Status.RECEIVED, agency_id=None, suggested_agency_id=None, category=None
    )
    at_sea = Location(latitude=-5.6, longitude=106.55)
    sent = decided(replace(unknown, location=at_sea))
    assert isinstance(sent, SendToTriage)
    assert sent.near == {
        "region_code": "31.01.01",
        "name": "Kepulauan Seribu Utara, Kabupaten Administrasi Kepulauan Seribu",
        "km": 5.2,
    }
    half = decided(replace(unknown, location=Location(latitude=-5.6)))
    assert isinstance(half, SendToTriage)
    assert half.near is None


def test_a_point_alone_says_where(case: Case) -> None:
    somewhere = replace(case, status=Status.RECEIVED, agency_id=None, suggested_agency_id=None)
    in_malang = replace(somewhere, location=Location(latitude=-7.9785, longitude=112.6317))
    routed = decided(in_malang)
    assert isinstance(routed, SystemRoute)
    assert routed.agency_id.startswith("kota-malang")


def test_what_an_agency_returned_was_read_and_is_not_screened_again(case: Case) -> None:
    words = replace(texts.get(case.id), title="Tes", body="tes tes tes")
    assert route._copies(replace(case, status=Status.RECEIVED), words) == 0
    assert route._copies(replace(case, status=Status.RETURNED), words) is None


def test_the_desk_is_suggested_what_the_rules_would_have_chosen(case: Case) -> None:
    disputed = replace(case, status=Status.RETURNED, agency_id=None, returned_by=("a", "b"))
    chosen, sent = decided(replace(disputed, returned_by=())), decided(disputed)
    assert isinstance(chosen, SystemRoute)
    assert isinstance(sent, SendToTriage)
    assert (sent.reason, sent.candidates[0]["agency_id"]) == ("disputed", chosen.agency_id)
    assert sent.candidates[0]["region_code"] == case.location.region_code


def test_a_suggestion_is_kept_with_what_speaks_for_it_and_nothing_else() -> None:
    worded = Candidate(
        agency_id="a", probability=0.5, words=("obat",), sector="health", region_code="35.78"
    )
    assert route._suggestion(worded) == {
        "agency_id": "a",
        "probability": 0.5,
        "words": ("obat",),
        "region_code": "35.78",
    }
    alike = Candidate(agency_id="b", probability=0.2, sector="rail")
    assert route._suggestion(alike) == {"agency_id": "b", "probability": 0.2, "sector": "rail"}


def test_without_a_model_nothing_is_recorded() -> None:
    assert route._recorded("Lampu jalan padam", None) is None
