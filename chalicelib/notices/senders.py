"""Putting a mail on its way: the only part of notices that knows a service."""

import re
from typing import Any, Protocol

from chalicelib.addresses import is_email_address
from chalicelib.notices.letter import Message

_NOT_ALLOWED_IN_TAG = re.compile(r"[^A-Za-z0-9_.@-]")
_LONGEST_TAG = 256


class MailService(Protocol):
    """The one call we need of boto3's `sesv2` client."""

    def send_email(self, **request: Any) -> Any: ...


class EmailSender:
    """Sends mails through SES (API version 2, permission `ses:SendEmail`).

    `sender` is the From address, bare or as `Name <address>`; SES must have verified it.
    """

    def __init__(self, client: MailService, sender: str) -> None:
        self._client = client
        self._sender = sender

    def send(self, to: str, message: Message, *, reference: str) -> str:
        """Hand `message` to SES for the one address `to`; returns SES's message id.

        `reference` tells our own records which notice this is (for example the key of the
        delivery row); it must not say who the recipient is. Errors of the service propagate, for
        the queue to try again; ValueError when `to` is not one plain address.
        """
        if not is_email_address(to):
            raise ValueError("not one plain mail address")  # and never the address itself
        response = self._client.send_email(
            FromEmailAddress=self._sender,
            Destination={"ToAddresses": [to]},
            Content={
                "Simple": {
                    "Subject": _utf8(message.subject),
                    "Body": {"Text": _utf8(message.text), "Html": _utf8(message.html)},
                    # RFC 3834: keeps holiday replies and other machines from answering.
                    "Headers": [
                        {"Name": "Auto-Submitted", "Value": "auto-generated"},
                        {"Name": "X-Auto-Response-Suppress", "Value": "All"},
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
        return str(response["MessageId"])


def _utf8(data: str) -> dict[str, str]:
    return {"Data": data, "Charset": "UTF-8"}
