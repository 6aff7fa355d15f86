"""Whom identities were shown to, for those who watch over it."""

from chalicelib.case.decision import Context
from chalicelib.case.model import Actor
from chalicelib.store import cases, disclosures
from chalicelib.store.disclosures import DisclosurePage
from chalicelib.store.readings import PageRange
from chalicelib.structs import replace
from chalicelib.usecases.record_readings import check_auditor, may_audit


def list_for_agency(
    agency_id: str | None, wanted: PageRange, actor: Actor, context: Context
) -> DisclosurePage:
    """The disclosures to officers of an agency, or of all, of the cases that `actor` may audit;
    others are left out, so a page may be short. Raises `NotAllowed("role_may_not")`."""
    check_auditor(actor)
    page = disclosures.list_for_agency(agency_id, wanted)
    found = cases.get_several({one.case_id for one in page.disclosures})
    auditable = {case.id for case in found if may_audit(case, actor, context)}
    shown = tuple(one for one in page.disclosures if one.case_id in auditable)
    return replace(page, disclosures=shown)
