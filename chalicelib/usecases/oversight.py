"""What an officer answers for or oversees, of whatever is told by agency and not by case."""

from chalicelib.case.model import Actor, Role
from chalicelib.routing.registry import Registry


def agencies_under(actor: Actor, registry: Registry) -> frozenset[str] | None:
    """The agencies that an officer answers for or oversees: to the national desk all (None), and
    what is of no agency; to a monitor those it oversees, to an agency's admin their government with
    its units, to anybody else their own."""
    own = str(actor.agency_id)
    match actor.role:
        case Role.NATIONAL_ADMIN:
            return None
        case Role.MONITOR:
            return registry.overseen_by(own)
        case Role.AGENCY_ADMIN:
            return frozenset(registry.government(own))
        case _:
            return frozenset({own})
