"""Mails on their way through SES."""

from collections.abc import Mapping
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.sesv2.models import sesv2_backends

from chalicelib.notices import EmailSender, Message

MESSAGE = Message(subject="LP-1: Sudah dijawab “ya”", text="Halo – teks", html="<p>Halo – html</p>")
REGION = "ap-southeast-3"


class Service:
    """Remembers what it was asked to send."""

    def __init__(self) -> None:
        self.requests: list[Mapping[str, Any]] = []

    def send_email(self, **request: Any) -> Mapping[str, Any]:
        self.requests.append(request)
        return {"MessageId": f"m-{len(self.requests)}"}


def test_both_forms_in_utf_8_to_one_address():
    service = Service()
    sender = EmailSender(service, "LAPOR <no-reply@lapor.example>")
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
    with pytest.raises(ValueError, match="plain mail address") as caught:
        EmailSender(service, "no-reply@lapor.example").send(address, MESSAGE, reference="r")
    assert service.requests == []
    assert not address or address not in str(caught.value)


@mock_aws
def test_ses_takes_it():
    client = boto3.client("sesv2", region_name=REGION)
    client.create_email_identity(EmailIdentity="no-reply@lapor.example")
    sender = EmailSender(client, "no-reply@lapor.example")
    message_id = sender.send("sari@example.org", MESSAGE, reference="LP-1#000007#reporter")
    [sent] = sesv2_backends[DEFAULT_ACCOUNT_ID][REGION].core_backend.sent_messages
    assert sent.id == message_id
    assert sent.destinations == {"ToAddresses": ["sari@example.org"]}
    assert (sent.subject, sent.body) == (MESSAGE.subject, MESSAGE.html)


@mock_aws
def test_an_unverified_sender_is_an_error_for_the_queue():
    client = boto3.client("sesv2", region_name=REGION)
    sender = EmailSender(client, "no-reply@lapor.example")
    with pytest.raises(client.exceptions.ClientError):
        sender.send("sari@example.org", MESSAGE, reference="r")
