"""Showing who reported: once, to the custodian who asked, after a second one agreed.

What is shown is in memory before the event is saved, and leaves only after: so a service that is
down uses up nothing, of two at once one is shown something, and no look goes unrecorded.
"""

from collections.abc import Mapping

from msgspec import Struct

from chalicelib.case.actions import act
from chalicelib.case.authority import DiscloseIdentity
from chalicelib.case.decision import Change, Context
from chalicelib.custody import IdentityField
from chalicelib.errors import Conflict
from chalicelib.protection import vault
from chalicelib.store import disclosures, filing
from chalicelib.usecases.races import StaleRetries
from chalicelib.usecases.record_readings import Reader, load_for_officer


class ShownIdentity(Struct, frozen=True, kw_only=True):
    """What was shown and what the event says of it. A field the reporter did not give is None."""

    change: Change
    values: Mapping[IdentityField, str | None]


def disclose(case_id: str, reader: Reader, context: Context) -> ShownIdentity:
    """Use up an approved request and give what it asked for.

    Raises what `load_for_officer` does for a case that is not the officer's, `NotAllowed` and
    `Conflict` where the table of moves refuses, `Expired` once the request is over or used up, and
    `Conflict("no_identity")` where the vault is empty.
    """
    retries = StaleRetries()
    while True:
        case = load_for_officer(case_id, reader, context)
        change = act(case, DiscloseIdentity(), reader.actor, context)
        encrypted = filing.encrypted_identity(case.filed_as)
        if encrypted is None:  # erased since the case was read
            raise Conflict("no_identity")
        identity = vault.decrypt(encrypted)
        wanted = map(IdentityField, change.event.data["fields"])
        values = {name: getattr(identity, name) for name in wanted}
        with retries:
            disclosures.save(change)
            return ShownIdentity(change=change, values=values)
