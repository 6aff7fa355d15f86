"""Telling people what happened to a case: event -> message (pure), wording, senders."""

from chalicelib.notices.audience import Recipient, agency_recipients
from chalicelib.notices.digest import digest
from chalicelib.notices.mail import Mail
from chalicelib.notices.messages import for_agency, for_merged_reporter, for_reporter
from chalicelib.notices.senders import EmailSender, Refused, Sender

__all__ = [
    "EmailSender",
    "Mail",
    "Recipient",
    "Refused",
    "Sender",
    "agency_recipients",
    "digest",
    "for_agency",
    "for_merged_reporter",
    "for_reporter",
]
