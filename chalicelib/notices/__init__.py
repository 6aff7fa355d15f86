"""Telling people what happened to a case.

`audience` is the table of who is told of what; `messages` makes the mail of an event to a reporter,
`desk_messages` that to a desk, with the words of the catalogue in the shape of `wording`;
`channels` sends it. `digest` is the morning mail to a desk, and has nothing to do with the digest
of an event.
"""

from chalicelib.notices.audience import Recipient, agency_recipients
from chalicelib.notices.channels import Channel, EmailChannel, Refused
from chalicelib.notices.desk_messages import for_agency, for_agency_together
from chalicelib.notices.digest import digest
from chalicelib.notices.mail import Mail
from chalicelib.notices.messages import for_merged_reporter, for_reporter

__all__ = [
    "EmailChannel",
    "Mail",
    "Recipient",
    "Refused",
    "Channel",
    "agency_recipients",
    "digest",
    "for_agency",
    "for_agency_together",
    "for_merged_reporter",
    "for_reporter",
]
