"""Filing without HTTP, as another channel would: admission, repeats and defaults come with it."""

from datetime import UTC, datetime

import pytest

from chalicelib.case.actions import Filing
from chalicelib.case.model import Case, Classification, ComplaintText, Location
from chalicelib.errors import Invalid, NotAllowed
from chalicelib.protection.redaction import mask_together
from chalicelib.store import cases
from chalicelib.structs import replace
from chalicelib.usecases.admission import Credentials
from chalicelib.usecases.file_complaint import Attempt, Receipt, file_complaint
from tests.integration.conftest import API_KEY
from tests.integration.people import filed, solved
from tests.integration.world import World

WANTED = Filing(
    classification=Classification.ASPIRATION,
    text=ComplaintText.masked_by(
        mask_together, "Taman bermain di RW 4", "Anak-anak bermain di jalan raya."
    ),
    location=Location(region_code="35.78"),
    channel="sms",
)
ATTEMPT = Attempt(
    credentials=Credentials(api_key=API_KEY), idempotency_key="sms-000001", content="Taman bermain"
)
UNKNOWN = Credentials(api_key="of nobody")


def file(wanted: Filing = WANTED, attempt: Attempt = ATTEMPT) -> Receipt:
    from chalicelib.usecases import rules

    return file_complaint(wanted, None, attempt, rules.decision_context(datetime.now(UTC)))


def receipt() -> tuple[Case, str, str]:
    """What is filed and given out."""
    made = file()
    return made.case, made.event.digest, made.secret


def test_the_same_attempt_gets_the_same_receipt(world: World) -> None:
    assert receipt() == receipt()


def test_a_retry_is_let_in_as_the_first_was(world: World) -> None:
    file()
    for credentials in (UNKNOWN, Credentials(), Credentials(challenge="no solution")):
        with pytest.raises(NotAllowed):
            file(attempt=replace(ATTEMPT, credentials=credentials))


@pytest.mark.parametrize("channel", ["sms", "email", "whatsapp", "social", "api", "counter"])
def test_only_a_machine_client_says_what_a_complaint_came_through(
    world: World, channel: str
) -> None:
    by_hand = replace(ATTEMPT, credentials=Credentials(challenge=solved(world)))
    with pytest.raises(Invalid) as refused:
        file(replace(WANTED, channel=channel), by_hand)
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("channel", "machine_clients_only")
    assert file(replace(WANTED, channel=channel)).case.channel == channel


@pytest.mark.parametrize("channel", ["web", "mobile"])
def test_a_person_files_in_a_browser_or_an_app(world: World, channel: str) -> None:
    by_hand = replace(ATTEMPT, credentials=Credentials(challenge=solved(world)))
    assert file(replace(WANTED, channel=channel), by_hand).case.channel == channel


def test_another_content_under_the_same_key_is_refused(world: World) -> None:
    file()
    with pytest.raises(Invalid) as refused:
        file(attempt=replace(ATTEMPT, content="Taman bermain, lagi"))
    assert refused.value.code == "idempotency_mismatch"


@pytest.mark.parametrize(
    ("credentials", "code"),
    [
        (UNKNOWN, "unknown_api_key"),
        (Credentials(), "challenge_required"),
        (Credentials(challenge="no solution"), "challenge_failed"),
    ],
)
def test_who_is_not_let_in_files_nothing(world: World, credentials: Credentials, code: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        file(attempt=replace(ATTEMPT, credentials=credentials))
    assert refused.value.code == code
    assert world.records() == []


def test_who_is_not_let_in_changes_nothing_of_a_key(world: World) -> None:
    first = receipt()
    with pytest.raises(NotAllowed):
        file(attempt=replace(ATTEMPT, credentials=UNKNOWN))
    assert receipt() == first


def test_what_does_not_exist_is_refused(world: World) -> None:
    wanted = replace(WANTED, agency_id="of-nowhere", location=Location(region_code="99.99"))
    with pytest.raises(Invalid) as refused:
        file(wanted)
    assert [problem.field for problem in refused.value.problems] == [
        "location.region_code",
        "agency_id",
    ]


def test_a_sensitive_topic_hides_who_and_what(world: World) -> None:
    from chalicelib.routing import categories

    today = datetime.now(UTC).date()
    sensitive = next(one for one in categories.every(today) if one.sensitive)
    filed = file(replace(WANTED, category=sensitive.code))
    stored = world.stored(filed.event.case_id)
    assert (stored["anonymous"], stored["confidential"]) == (True, True)


def test_agencies_that_must_not_get_it_are_kept_each_once(world: World) -> None:
    from chalicelib.store import cases

    unit = "kota-surabaya-dinas-pendidikan"
    answer = filed(world, not_to=[unit, unit], agency_id=None)
    case = cases.get(str(answer["id"]))
    assert case.not_to == (unit,)
    assert case.agency_id != unit


def test_a_point_alone_is_enough_to_file_and_to_be_routed(world: World) -> None:
    place = {"latitude": -7.2575, "longitude": 112.7521}
    routed = cases.get(str(filed(world, location=place, agency_id=None)["id"]))
    assert routed.location == Location(**place)
    assert routed.agency_id == "kota-surabaya-dinas-pendidikan"
