"""No word of a case is in a log, whatever layer fails: words are planted, and all that was written
to standard output, standard error and log records is searched."""

import contextlib
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from logging import StreamHandler
from typing import Any

import boto3
import pytest
from pydantic import BaseModel, ValidationError

from chalicelib.errors import SafeToLogError
from chalicelib.http.schemas import RequestModel
from chalicelib.observability import HandlerFailed, logger
from tests.integration.consumers.post import record
from tests.integration.http.faults import Refusal, fault
from tests.integration.people import KEY, SCHOOLS, complaint, filed, receipt
from tests.integration.test_life import run_schedule
from tests.integration.world import REGION, LambdaContext, World

PLANTED = "katarahasia"
PERSON = {"name": f"Sari {PLANTED}", "email": f"{PLANTED}@contoh.example", "phone": "081298765432"}
WORDS: dict[str, Any] = {
    "title": f"Seragam {PLANTED} di sekolah",
    "body": f"Seragam gratis {PLANTED} untuk murid baru belum sampai ke sekolah kami.",
    "reporter": PERSON,
}


class Written:
    """What Lambda puts into the log: our log lines, standard output and standard error."""

    def __init__(self, lines: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
        self._lines, self._capsys = lines, capsys

    def text(self) -> str:
        """Everything written in this test."""
        return self._lines.getvalue() + "".join(self._capsys.readouterr())


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Iterator[Written]:
    handler = logger.registered_handler
    assert isinstance(handler, StreamHandler)
    lines = io.StringIO()
    before, handler.stream = handler.stream, lines
    yield Written(lines, capsys)
    handler.stream = before


def quoting(item: str) -> Refusal:
    """A service that repeats in its refusal what it was sent."""
    return Refusal(
        status=400, code="ValidationException", message=f"Invalid item: {item} {PLANTED}"
    )


def break_row(world: World, case_id: str, sk: str = "CASE") -> None:
    """Store a case as another release might have: its words where none belong."""
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    key = {"pk": f"CASE#{case_id}", "sk": sk}
    state = json.loads(table.get_item(Key=key)["Item"]["state"])
    state["status"] = f"ditunda {PLANTED}"
    table.update_item(
        Key=key,
        UpdateExpression="SET #s = :s",
        ExpressionAttributeNames={"#s": "state"},
        ExpressionAttributeValues={":s": json.dumps(state)},
    )


def test_a_message_that_failed_is_named_by_its_id(world: World, written: Written) -> None:
    import app

    world.use_queue("notify-reporter")
    app.notify_reporter({"Records": [record("m-1", f"{{{PLANTED}")]}, LambdaContext())
    said = written.text()
    lines = [json.loads(line) for line in said.splitlines() if "message failed" in line]
    assert [line["message_id"] for line in lines] == ["m-1"]
    assert PLANTED not in said


def test_a_row_that_does_not_parse(world: World, written: Written) -> None:
    answer = filed(world, **WORDS)
    case_id = answer["id"]
    break_row(world, case_id)
    assert world.call("GET", f"/v1/complaints/{case_id}", headers=receipt(answer))[0] >= 500
    assert world.call("GET", f"/v1/officer/complaints/{case_id}", groups=SCHOOLS)[0] >= 500
    text = written.text()
    assert case_id in text, "nothing says which row it was"
    assert PLANTED not in text


def test_a_service_that_quotes_the_item(world: World, written: Written) -> None:
    with fault("dynamodb", "TransactWriteItems", quoting("kasus")):
        assert world.call("POST", "/v1/complaints", complaint(**WORDS), headers=KEY)[0] == 500
    text = written.text()
    assert "request failed" in text
    assert PLANTED not in text


def test_the_stream_meets_such_a_row_or_such_a_service(world: World, written: Written) -> None:
    import app

    answer = world.call("POST", "/v1/complaints", complaint(**WORDS), headers=KEY)[1]
    records = world.records()
    refused = fault("dynamodb", "TransactWriteItems", quoting("peristiwa"))
    with refused, pytest.raises(HandlerFailed) as caught:
        app.route_complaints({"Records": records}, LambdaContext())
    with fault("sns", "Publish", quoting("pesan")), pytest.raises(HandlerFailed):
        app.publish_events({"Records": records}, LambdaContext())
    break_row(world, answer["id"])
    with pytest.raises(HandlerFailed) as broken:
        app.route_complaints({"Records": records}, LambdaContext())
    for error in (caught.value, broken.value):
        assert PLANTED not in str(error)
        assert error.__cause__ is None
        assert error.__suppress_context__
    text = written.text()
    assert text.count("function failed") == 3
    assert PLANTED not in text


def test_the_mail_service_refuses_with_the_mail_in_it(world: World, written: Written) -> None:
    world.call("POST", "/v1/complaints", complaint(**WORDS), headers=KEY)
    refused = fault("sesv2", "SendEmail", quoting(PERSON["email"]))
    with refused as calls:
        world.pump()  # the notices wait: the service is down for a while
    assert calls
    assert PLANTED not in written.text()


def test_a_schedule_meets_such_a_row(world: World, written: Written) -> None:
    answer = filed(world, **WORDS)
    break_row(world, answer["id"])
    # Whether it fails for a row that is passed over is another test's business.
    with contextlib.suppress(SafeToLogError):
        run_schedule("escalate_overdue", datetime.now(UTC) + timedelta(days=60))
    assert PLANTED not in written.text()


def test_shapes_of_requests_do_not_repeat_what_was_sent() -> None:
    class Shape(RequestModel):
        number: int

    with pytest.raises(ValidationError) as caught:
        Shape.model_validate({"number": PLANTED})
    assert PLANTED not in str(caught.value)


def test_the_log_says_where_and_of_what_kind(written: Written) -> None:
    class Inner(BaseModel):
        number: int

    try:
        try:
            Inner.model_validate({"number": PLANTED})
        except ValidationError as error:
            raise RuntimeError(PLANTED) from error
    except RuntimeError:
        logger.exception("for the test")
    text = written.text()
    line = json.loads(next(line for line in text.splitlines() if "for the test" in line))
    assert line["exception_name"] == "RuntimeError"
    assert "pydantic_core._pydantic_core.ValidationError" in line["exception"]
    assert "test_words_in_logs.py" in line["exception"]
    assert PLANTED not in text


def test_ids_in_logs_are_ids_of_cases(world: World, written: Written) -> None:
    case_id = filed(world)["id"]
    lines = [json.loads(line) for line in written.text().splitlines() if "case_id" in line]
    found = {line["case_id"] for line in lines if "case_id" in line}
    assert found == {case_id}
