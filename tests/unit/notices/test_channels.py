"""Mails on their way through SES."""

import traceback
from collections.abc import Mapping
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ReadTimeoutError
from botocore.stub import Stubber
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.sesv2.models import sesv2_backends

from chalicelib.errors import Unavailable
from chalicelib.notices import EmailChannel, Mail, Refused
from chalicelib.structs import replace

MESSAGE = Mail(subject="LP-1: Sudah dijawab “ya”", text="Halo – teks", html="<p>Halo – html</p>")
REGION = "ap-southeast-3"


class Service:
    """Remembers what it was asked to send."""

    def __init__(self) -> None:
        self.requests: list[Mapping[str, Any]] = []

    def send_email(self, **request: Any) -> Mapping[str, Any]:
        self.requests.append(request)
        return {"MessageId": f"m-{len(self.requests)}"}


@pytest.mark.parametrize("given", ["no-reply@lapor.example", "LAPOR <no-reply@lapor.example>"])
def test_both_forms_in_utf_8_to_one_address_from_a_name(given: str):
    service = Service()
    sender = EmailChannel(service, given)
    assert sender.send("sari@example.org", MESSAGE, reference="LP-1#000007#reporter") == "m-1"
    [request] = service.requests
    simple = request["Content"]["Simple"]
    assert request["FromEmailAddress"] == "LAPOR <no-reply@lapor.example>"
    assert request["Destination"] == {"ToAddresses": ["sari@example.org"]}
    assert simple["Subject"] == {"Data": MESSAGE.subject, "Charset": "UTF-8"}
    assert simple["Body"]["Text"] == {"Data": MESSAGE.text, "Charset": "UTF-8"}
    assert simple["Body"]["Html"] == {"Data": MESSAGE.html, "Charset": "UTF-8"}
    assert {"Name": "Auto-Submitted", "Value": "auto-generated"} in simple["Headers"]
    assert request["EmailTags"] == [{"Name": "reference", "Value": "LP-1_000007_reporter"}]


def test_a_mail_that_can_be_ended_says_so_to_the_mail_program_and_no_other_does():
    service = Service()
    sender = EmailChannel(service, "no-reply@lapor.example")
    url = "https://lapor.test/follow/LP-1/" + "0" * 64
    for mail in (MESSAGE, replace(MESSAGE, unsubscribe_url=url)):
        sender.send("sari@example.org", mail, reference="r")
    plain, ending = (
        {each["Name"]: each["Value"] for each in request["Content"]["Simple"]["Headers"]}
        for request in service.requests
    )
    assert plain == {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    assert ending == plain | {
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


@pytest.mark.parametrize(
    "address",
    [
        "",
        "sari",
        "a@b",
        "a@b.c,d@e.f",
        "a@b.c\r\nBcc: d@e.f",
        "A <a@b.c>",
        "a b@c.d",
        "a@" + "b" * 260,
    ],
)
def test_only_one_plain_address_is_written_to(address):
    service = Service()
    with pytest.raises(Refused, match="not_one_address") as caught:
        EmailChannel(service, "no-reply@lapor.example").send(address, MESSAGE, reference="r")
    assert service.requests == []
    assert not address or address not in str(caught.value)


@mock_aws
def test_ses_takes_it():
    client = boto3.client("sesv2", region_name=REGION)
    client.create_email_identity(EmailIdentity="no-reply@lapor.example")
    sender = EmailChannel(client, "no-reply@lapor.example")
    message_id = sender.send("sari@example.org", MESSAGE, reference="LP-1#000007#reporter")
    [sent] = sesv2_backends[DEFAULT_ACCOUNT_ID][REGION].core_backend.sent_messages
    assert sent.id == message_id
    assert sent.destinations == {"ToAddresses": ["sari@example.org"]}
    assert (sent.subject, sent.body) == (MESSAGE.subject, MESSAGE.html)


@mock_aws
def test_an_unverified_sender_is_ours_to_mend_and_the_mail_waits():
    client = boto3.client("sesv2", region_name=REGION)
    sender = EmailChannel(client, "no-reply@lapor.example")
    with pytest.raises(Unavailable):
        sender.send("sari@example.org", MESSAGE, reference="r")


def stubbed(code: str, message: str, status: int) -> EmailChannel:
    client = boto3.client(
        "sesv2",
        region_name=REGION,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=Config(retries={"total_max_attempts": 1}),
    )
    stubber = Stubber(client)
    stubber.add_client_error("send_email", code, message, http_status_code=status)
    stubber.activate()
    return EmailChannel(client, "no-reply@lapor.example")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("MessageRejected", "Address blacklisted."),
        ("MessageRejected", "Email address is on the suppression list for your account."),
        ("BadRequestException", "Local address contains control or whitespace: sari@x.id"),
        ("BadRequestException", "Domain ends with dot"),
    ],
)
def test_an_address_ses_will_never_take_is_refused_by_code_alone(code, message):
    with pytest.raises(Refused) as caught:
        stubbed(code, message, 400).send("sari@x.id", MESSAGE, reference="r")
    assert caught.value.reason == code
    trace = "".join(traceback.format_exception(caught.value))
    assert message not in trace


@pytest.mark.parametrize(
    ("code", "message", "status"),
    [
        ("TooManyRequestsException", "Maximum sending rate exceeded.", 429),
        ("LimitExceededException", "Daily message quota exceeded.", 400),
        ("LimitExceededException", "Too many recipients of this domain.", 400),
        ("SendingPausedException", "Sending paused.", 400),
        ("AccountSuspendedException", "Suspended.", 400),
        ("InternalServiceError", "Try again.", 500),
        (
            "MessageRejected",
            "Email address is not verified. The following identities failed the check in region "
            "AP-SOUTHEAST-3: no-reply@lapor.example",
            400,
        ),
    ],
)
def test_a_service_that_takes_nothing_now_is_waited_for(code, message, status):
    with pytest.raises(Unavailable):
        stubbed(code, message, status).send("sari@x.id", MESSAGE, reference="r")


class Silent:
    def send_email(self, **_: Any) -> None:
        raise ReadTimeoutError(endpoint_url="https://email.example")


def test_a_service_that_does_not_answer_is_waited_for():
    with pytest.raises(Unavailable):
        EmailChannel(Silent(), "no-reply@lapor.example").send("a@x.id", MESSAGE, reference="r")


def test_a_request_of_ours_that_is_wrong_is_neither_waited_for_nor_blamed_on_the_address():
    with pytest.raises(ClientError):
        stubbed("BadRequestException", "Duplicate tag.", 400).send("a@x.id", MESSAGE, reference="r")
