"""The services that notices travel with, as this function reaches them."""

from chalicelib import clients, settings
from chalicelib.notices import Channel, EmailChannel


def email_channel() -> EmailChannel:
    """The way out for e-mail, the one that desks are written to on."""
    return EmailChannel(clients.client("sesv2"), settings.load().sender)


def reporter_channels() -> tuple[Channel, ...]:
    """All ways out to reporters. Each is told on every one that their contact has an address of."""
    return (email_channel(),)
