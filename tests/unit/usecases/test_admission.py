"""What lets a request in, and what it uses up."""

from datetime import UTC, datetime, timedelta

from chalicelib.store.claims import Claim
from chalicelib.usecases.admission import Admission

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)


def test_a_machine_client_is_known_by_name_and_uses_up_nothing() -> None:
    client = Admission(client="sapa")
    assert client.caller == "client sapa"
    assert client.claims(NOW) == ()


def test_everybody_else_uses_up_a_challenge_for_an_hour() -> None:
    anybody = Admission(challenge="abc")
    assert anybody.caller == "web"
    (claim,) = anybody.claims(NOW)
    hour = timedelta(hours=1)
    assert claim == Claim(name="CHALLENGE#abc", made_at=NOW, expires_at=NOW + hour)
