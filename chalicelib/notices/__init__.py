"""Telling people what happened to a case: event -> message (pure), wording, senders."""

from chalicelib.notices.digest import digest
from chalicelib.notices.letter import Message
from chalicelib.notices.messages import (
    TOLD_TO_MERGED_REPORTERS,
    TOLD_TO_REPORTER,
    Recipient,
    agency_recipients,
    for_agency,
    for_merged_reporter,
    for_reporter,
)
from chalicelib.notices.senders import EmailSender

__all__ = [
    "TOLD_TO_MERGED_REPORTERS",
    "TOLD_TO_REPORTER",
    "EmailSender",
    "Message",
    "Recipient",
    "agency_recipients",
    "digest",
    "for_agency",
    "for_merged_reporter",
    "for_reporter",
]
