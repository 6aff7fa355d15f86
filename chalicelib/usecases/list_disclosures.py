"""Whom identities were shown to, for those who watch over it."""

from chalicelib.case.decision import Context
from chalicelib.case.model import Actor
from chalicelib.store import disclosures
from chalicelib.store.disclosures import DisclosurePage
from chalicelib.store.readings import PageRange
from chalicelib.usecases.record_readings import auditable, check_auditor


def list_for_agency(
    agency_id: str | None, wanted: PageRange, actor: Actor, context: Context
) -> DisclosurePage:
    """The disclosures to officers of an agency, or of all, of the cases that `actor` may audit;
    others are left out. Raises `NotAllowed("role_may_not")`."""
    check_auditor(actor)
    return disclosures.list_for_agency(agency_id, wanted, auditable(actor, context))
