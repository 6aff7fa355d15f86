"""What may be sent: each limit at, below and above it."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from chalicelib.http import reporter_schemas, schemas
from chalicelib.http.error_response import to_problems
from chalicelib.protection.identity import Identity

COMPLAINT: dict[str, Any] = {
    "classification": "aspiration",
    "title": "Lampu taman",
    "body": "Lampu taman kota padam.",
    "location": {"address": "Taman kota"},
}
TODAY = schemas.latest_incident_date(datetime.now(UTC))

message, reporter = reporter_schemas.MessageIn, schemas.ReporterIn
RIGHT: list[tuple[type[BaseModel], str, Any]] = [
    (message, "text", "abc"),
    (message, "text", " a\u200bbc "),
    (message, "text", "١٢ب"),
    (reporter_schemas.SupportIn, "person", "!"),
    (message, "text", "a\n\r\tbc"),
    (message, "text", "a" * 5_000),
    (reporter_schemas.ReopenIn, "reason", "a" * 1_000),
    (reporter, "name", "Al"),
    (reporter, "name", "a" * 120),
    (reporter, "phone", "12345678"),
    (reporter, "phone", "+62 (812) 345-678.90"),
    (reporter, "phone", "1" * 15),
    (reporter, "email", "a@contoh.example"),
    (reporter_schemas.SupportIn, "person", "a" * 200),
    (schemas.LocationIn, "latitude", -90.0),
    (schemas.LocationIn, "longitude", 180.0),
    (schemas.ListQuery, "limit", "100"),
    (schemas.TimelineQuery, "limit", "50"),
    (schemas.PublicQuery, "from", "2000-01-01"),
    (schemas.PublicQuery, "to", "2099-12-31"),
]
WRONG: list[tuple[type[BaseModel], str, Any, str]] = [
    (message, "text", " ab ", "too_short"),
    (message, "text", "ab\u200b\u200b", "too_short"),
    (message, "text", "a\u00a0b", "too_short"),
    (message, "text", "ab\u3164\u115f\u1160\uffa0\u17b4\u17b5", "too_short"),
    (message, "text", "ab\u2800\u034f!?", "too_short"),
    (message, "text", "a" * 5_001, "too_long"),
    (message, "text", "abc\u0007", "not_text"),
    (message, "text", "ab\x85c", "not_text"),
    (reporter_schemas.ReopenIn, "reason", "a" * 1_001, "too_long"),
    (reporter, "name", " A ", "too_short"),
    (reporter, "name", "a" * 121, "too_long"),
    (reporter, "phone", "1234567", "not_a_phone"),
    (reporter, "phone", "1" * 16, "not_a_phone"),
    (reporter, "phone", "08123x4567", "not_a_phone"),
    (reporter, "email", "contoh.example", "not_an_email"),
    (reporter_schemas.SupportIn, "person", "a" * 201, "too_long"),
    (schemas.LocationIn, "latitude", 90.1, "too_big"),
    (schemas.LocationIn, "longitude", -180.1, "too_small"),
    (schemas.ListQuery, "limit", "101", "too_big"),
    (schemas.TimelineQuery, "limit", "0", "too_small"),
    (schemas.PublicQuery, "from", "1999-12-31", "date_out_of_range"),
    (schemas.PublicQuery, "to", "2100-01-01", "date_out_of_range"),
    (schemas.PublicQuery, "to", "2026-03-02T00:00:00", "not_a_date"),
    (schemas.PublicQuery, "to", 1772409600, "not_a_date"),
]


@pytest.mark.parametrize(("model", "name", "value"), RIGHT)
def test_what_is_just_right_is_taken(model: type[BaseModel], name: str, value: object) -> None:
    model.model_validate({name: value}, strict=False)


@pytest.mark.parametrize(("model", "name", "value", "problem"), WRONG)
def test_what_is_just_wrong_is_named(
    model: type[BaseModel], name: str, value: object, problem: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        model.model_validate({name: value}, strict=False)
    assert [(one.field, one.code) for one in to_problems(refused.value)] == [(name, problem)]


def test_a_problem_says_the_limit() -> None:
    with pytest.raises(ValidationError) as refused:
        message.model_validate({"text": "ab\u200b\u200b"})
    assert [one.params for one in to_problems(refused.value)] == [{"min": 3}]
    with pytest.raises(ValidationError) as refused:
        schemas.PublicQuery.model_validate({"from": "1999-12-31"})
    (problem,) = to_problems(refused.value)
    assert problem.params == {"min": "2000-01-01", "max": "2099-12-31"}


def test_an_incident_is_of_a_day_that_has_begun_somewhere() -> None:
    assert schemas.latest_incident_date(datetime(2026, 1, 1, 14, 59, tzinfo=UTC)).day == 1
    assert schemas.latest_incident_date(datetime(2026, 1, 1, 15, 0, tzinfo=UTC)).day == 2
    came, to_come = TODAY, TODAY + timedelta(days=2)
    schemas.ComplaintIn.model_validate_json(_complaint(incident_date=str(came)))
    with pytest.raises(ValidationError, match="in the future"):
        schemas.ComplaintIn.model_validate_json(_complaint(incident_date=str(to_come)))
    schemas.ComplaintIn.model_validate_json(_complaint(incident_date="1945-08-17"))
    with pytest.raises(ValidationError, match="too early") as refused:
        schemas.ComplaintIn.model_validate_json(_complaint(incident_date="1945-08-16"))
    (problem,) = to_problems(refused.value)
    assert problem.params == {"min": "1945-08-17", "max": str(TODAY)}


def test_how_well_a_day_is_known_is_one_of_three_and_exactly_where_nothing_is_said() -> None:
    assert _parsed().filing("id").incident_date_precision == "exact"
    for known in ("exact", "approximate", "unknown"):
        parsed = _parsed(incident_date_precision=known)
        assert parsed.filing("id").incident_date_precision == known
    with pytest.raises(ValidationError):
        _parsed(incident_date_precision="about")


def test_characters_that_turn_the_order_of_text_are_left_out() -> None:
    turned = "\u2068Sari\u2069 a\u202eb\u202cc \u200f\u0628\u0627\u0628"
    assert message(text=turned).text == "Sari abc \u200f\u0628\u0627\u0628"


def test_of_very_many_problems_the_first_are_named() -> None:
    for number, named in ((50, 50), (51, 50), (5_000, 50)):
        with pytest.raises(ValidationError) as refused:
            message.model_validate({"text": "abc"} | {f"f{n}": n for n in range(number)})
        found = to_problems(refused.value)
        assert [one.field for one in found] == [f"f{n}" for n in range(named)]


@pytest.mark.parametrize(
    "known", [{"name": "Sari"}, {"email": "s@contoh.example"}, {"phone": "08123456"}]
)
def test_any_contact_is_an_identity(known: dict[str, str]) -> None:
    given = reporter.model_validate(known)
    assert given.identity("en") == Identity(**known, language="en")
    chosen = reporter.model_validate(known | {"language": "id"})
    assert chosen.identity("en") == Identity(**known, language="id")


def test_nothing_of_oneself_is_no_identity() -> None:
    assert reporter.model_validate({"language": "en"}).identity("id") is None
    assert _parsed().identity("id") is None
    assert _parsed(reporter={}).identity("id") is None
    assert _parsed(reporter={"name": "Sari"}).identity("id") == Identity(name="Sari")


def test_a_filing_is_what_was_sent() -> None:
    filing = _parsed(
        title="HP 081234567890",
        location={"region_code": "35.78", "address": "Taman kota", "latitude": 1.5},
        incident_date="2026-03-02",
        category="a",
        agency_id="b",
        anonymous=True,
        confidential=True,
        not_to=["c", "d", "c"],
        channel="sms",
    ).filing("en")
    assert filing.text.title == "HP 081234567890"
    assert filing.text.masked_title == "HP [telepon]"
    assert filing.location.region_code == "35.78"
    assert (filing.location.address, filing.location.latitude) == ("Taman kota", 1.5)
    assert (filing.incident_date, filing.category) == (date(2026, 3, 2), "a")
    assert (filing.agency_id, filing.not_to) == ("b", ("c", "d"))
    assert (filing.anonymous, filing.confidential) == (True, True)
    assert (filing.channel, filing.language) == ("sms", "en")


def test_a_filing_is_in_the_language_that_was_chosen_or_asked_for() -> None:
    assert _parsed(reporter={"language": "en"}).filing("id").language == "en"
    assert _parsed(reporter={"name": "Sari"}).filing("en").language == "en"
    plain = _parsed().filing("id")
    assert (plain.language, plain.channel, plain.not_to) == ("id", "web", ())
    assert (plain.anonymous, plain.confidential) == (False, False)


def test_a_list_is_narrowed_to_what_was_asked_for() -> None:
    asked = {"cursor": "x", "limit": "5", "status": "routed", "from": "2026-03-02", "q": "pasar"}
    query = schemas.PublicQuery.model_validate(asked)
    assert query.filters() == {"status": "routed", "since": "2026-03-02", "q": "pasar"}
    assert query.begin() == datetime(2026, 3, 1, 17, tzinfo=UTC)
    assert query.end() is None
    until = schemas.PublicQuery.model_validate({"to": "2026-03-02"})
    assert (until.begin(), until.end()) == (None, datetime(2026, 3, 2, 17, tzinfo=UTC))
    assert schemas.ListQuery().limit == 20
    assert schemas.TimelineQuery().limit == 50


def _parsed(**changes: Any) -> schemas.ComplaintIn:
    return schemas.ComplaintIn.model_validate_json(_complaint(**changes))


def _complaint(**changes: Any) -> str:
    return json.dumps(COMPLAINT | changes)
