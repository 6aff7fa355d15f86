"""All that is held of a reporter and of their case, for who has the secret code, at once."""

from datetime import datetime

from msgspec import Struct

from chalicelib.case.decision import Event
from chalicelib.case.due import identity_retained_until
from chalicelib.protection import own_copy
from chalicelib.protection.identity import Identity
from chalicelib.store import cases, texts
from chalicelib.store.contacts import Standing
from chalicelib.store.loaded_cases import LoadedCase
from chalicelib.usecases.act import open_for_reporter
from chalicelib.usecases.rules import DecisionContext


class IdentityExport(Struct, frozen=True, kw_only=True):
    """A case as it was loaded; who its reporter is, None where nothing is held or their copy cannot
    be opened; how their address stands; until when the identity is kept once the case has ended
    (UTC); the event in which they last agreed to what is done with it, None where nothing is
    held."""

    loaded: LoadedCase
    identity: Identity | None
    standing: Standing | None
    kept_until: datetime | None
    consent: Event | None


def export_identity(case_id: str, secret: str | None, context: DecisionContext) -> IdentityExport:
    """What is held. Raises the same `NotFound` for an unknown id and for a wrong secret."""
    loaded = open_for_reporter(case_id, secret)
    case, identity = loaded.case, None
    if case.identified and (copy := texts.copy_of(case.filed_as)) is not None:
        identity = own_copy.decrypt_copy(case.filed_as, secret or "", copy)
    return IdentityExport(
        loaded=loaded,
        identity=identity,
        standing=loaded.contact.standing if case.contactable else None,
        kept_until=identity_retained_until(case, context.policy),
        consent=_consent(case.filed_as) if case.identified else None,
    )


def _consent(case_id: str) -> Event | None:
    agreed = (event for event in cases.every_event(case_id) if event.data.get("consent"))
    return max(agreed, key=lambda event: event.number, default=None)
