"""The ways out for notices, and which of them reporters and desks are told on: the only part of
notices that knows a service."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar, Protocol

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnection

from chalicelib import clients, settings
from chalicelib.addresses import is_email_address
from chalicelib.errors import Unavailable
from chalicelib.notices.mail import Mail

_NOT_ALLOWED_IN_TAG = re.compile(r"[^A-Za-z0-9_.@-]")
_LONGEST_TAG = 256
# What was perhaps taken is not handed over again in the same breath: the queue tries later, and the
# rest of a batch of five is not kept waiting beyond the function's minute.
SEND_TRIES = 1
SEND_READ_SECONDS = 8
# SES says the same of an address that may not receive and of a sender that may not send. The
# second is ours to mend, and the mails wait for it.
_ABOUT_THE_SENDER = re.compile(r"not verified", re.IGNORECASE)
_ABOUT_THE_ADDRESS = re.compile(r"address|domain|local.?part|recipient", re.IGNORECASE)


class Refused(Exception):
    """This address will never get this mail, however often it is tried. `reason` is a code:
    `not_one_address`, or SES's own, such as `MessageRejected`. Never says the address itself."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Channel(Protocol):
    """A way out for notices. `name` is part of what is kept of each delivery, so a notice goes out
    once on each channel; `address_field` is what of a reporter's identity is an address here."""

    name: ClassVar[str]
    address_field: ClassVar[str]

    def send(self, to: str, mail: Mail, *, reference: str) -> str:
        """Hand `mail` over for the one address `to`; returns the service's message id.

        `reference` tells our own records which notice this is (for example the key of the
        delivery row); it must not say who the recipient is. Raises `Refused` when it can never be
        delivered there, and `Unavailable` when the service takes nothing now.
        """
        ...


class MailService(Protocol):
    """The one call we need of boto3's `sesv2` client."""

    def send_email(self, **request: Any) -> Any: ...


class EmailChannel:
    """Sends mails through SES (API version 2, permission `ses:SendEmail`).

    `sender` is the From address, as `Name <address>` or bare: then it is LAPOR's. SES must have
    verified it.
    """

    name: ClassVar[str] = "email"
    address_field: ClassVar[str] = "email"

    def __init__(self, client: MailService, sender: str) -> None:
        self._client = client
        self._sender = sender if "<" in sender else f"LAPOR <{sender}>"

    def send(self, to: str, mail: Mail, *, reference: str) -> str:
        """See `Channel`. A request that SES finds wrong for another reason than its address is a
        fault of ours and propagates."""
        if not is_email_address(to):
            raise Refused("not_one_address")
        try:
            response = self._client.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [to]},
                Content={
                    "Simple": {
                        "Subject": _utf8(mail.subject),
                        "Body": {"Text": _utf8(mail.text), "Html": _utf8(mail.html)},
                        "Headers": [
                            {"Name": name, "Value": value} for name, value in _headers(mail)
                        ],
                    }
                },
                EmailTags=[
                    {
                        "Name": "reference",
                        "Value": _NOT_ALLOWED_IN_TAG.sub("_", reference)[:_LONGEST_TAG],
                    }
                ],
            )
        except ClientError as error:
            code = str(error.response["Error"].get("Code"))
            if _is_permanent(code, error.response["Error"].get("Message", "")):
                # Without the cause: SES repeats the address in its message.
                raise Refused(code) from None
            if code == "BadRequestException":
                raise
            raise Unavailable("unavailable") from error
        except (HTTPClientError, NoConnection) as error:
            raise Unavailable("unavailable") from error
        return str(response["MessageId"])


def reporter_channels() -> tuple[Channel, ...]:
    """All ways out to reporters. Each is told on every one that their contact has an address of."""
    return (email_channel(),)


def email_channel() -> EmailChannel:
    """The way out for e-mail, the one that desks are written to on."""
    return EmailChannel(sending_client("sesv2"), settings.load().sender)


def sending_client(service: str) -> Any:
    """The client of a service that something is sent by, each time once."""
    return clients.client(service, tries=SEND_TRIES, read_seconds=SEND_READ_SECONDS)


def _headers(mail: Mail) -> Iterator[tuple[str, str]]:
    # RFC 3834: keeps holiday replies and other machines from answering.
    yield "Auto-Submitted", "auto-generated"
    yield "X-Auto-Response-Suppress", "All"
    if mail.unsubscribe_url:  # the button of the mail program itself, RFC 2369 and 8058
        yield "List-Unsubscribe", f"<{mail.unsubscribe_url}>"
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"


def _is_permanent(code: str, words: str) -> bool:
    if _ABOUT_THE_SENDER.search(words):
        return False
    return code == "MessageRejected" or (
        code == "BadRequestException" and bool(_ABOUT_THE_ADDRESS.search(words))
    )


def _utf8(data: str) -> dict[str, str]:
    return {"Data": data, "Charset": "UTF-8"}
