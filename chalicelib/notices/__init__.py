"""Telling people what happened to a case: event -> mail (pure), wording, channels."""

from chalicelib.notices.audience import Recipient, agency_recipients
from chalicelib.notices.channels import Channel, EmailChannel, Refused
from chalicelib.notices.digest import digest
from chalicelib.notices.mail import Mail
from chalicelib.notices.messages import for_agency, for_merged_reporter, for_reporter

__all__ = [
    "EmailChannel",
    "Mail",
    "Recipient",
    "Refused",
    "Channel",
    "agency_recipients",
    "digest",
    "for_agency",
    "for_merged_reporter",
    "for_reporter",
]
