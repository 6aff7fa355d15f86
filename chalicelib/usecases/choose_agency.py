"""Which agencies an officer may name in an action on a case. What may be is decided once more when
it is done; here nobody is offered what is refused then."""

from chalicelib.case.authority import is_kept_from, is_unit_of, waiting_contributions
from chalicelib.case.decision import Context
from chalicelib.case.model import Actor, Case, Role
from chalicelib.case.routing_actions import appeal_is_against
from chalicelib.routing.agency import Agency
from chalicelib.routing.agency_search import search_agencies
from chalicelib.usecases.rules import DecisionContext

NAMES_AN_AGENCY = ("route", "transfer", "ask_contribution", "split")
_GIVES_IT = ("route", "transfer")  # by these the national desk gives a case to whom it is kept from


def choices(
    case: Case, action: str, typed: str, actor: Actor, context: DecisionContext
) -> list[Agency]:
    """The agencies that fit what was typed, those of the region of the case first."""

    def allowed(agency: Agency) -> bool:
        return _may_be_named(agency.id, case, action, actor, context)

    return search_agencies(
        context.agencies,
        typed,
        near=case.location.region_code,
        on=context.today(case.zone),
        allowed=allowed,
    )


def _may_be_named(agency_id: str, case: Case, action: str, actor: Actor, context: Context) -> bool:
    if agency_id == case.agency_id:
        return False
    by_desk = actor.role is Role.NATIONAL_ADMIN
    if is_kept_from(case, agency_id, context) and not (by_desk and action in _GIVES_IT):
        return False
    match action:
        case "route" if case.agency_id is not None:
            own = str(actor.agency_id)
            return agency_id == own or is_unit_of(agency_id, own, context)
        case "route":
            return not appeal_is_against(case, agency_id, context)
        case "transfer":
            not_theirs = by_desk and actor.agency_id != case.agency_id
            return not_theirs or agency_id not in case.returned_by
        case "ask_contribution":
            asked = {one.agency_id for one in waiting_contributions(case)}
            return agency_id not in asked
    return True
