"""Who inspects an office that a complaint accuses, so that the accused is not the first to read it.

The inspectorate of a government inspects its units (PP 12/2017); that it also has the complaint
first, in place of the office, is our decision (docs/routing.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.structs import replace

from .jurisdiction import (
    INSPECTION,
    RuleInput,
    competent_agencies,
    has_region_for_level,
    resolve_supervisory,
)
from .sector_rules import match_rule

if TYPE_CHECKING:
    from collections.abc import Collection

    from .agency import Agency
    from .danger import Verdict


ABOUT_OTHERS = frozenset({"manpower", "women_children", "public_order"})
"""Affairs in which people complain to an office of their employers, families and neighbours: where
the words name nobody in office, and the transformer does not find it likely that somebody in office
is accused, it is not the office."""

_BELOW = {"national": "province", "province": "regency"}
"""The level of a government whose head somebody of the level above inspects."""

_OF_PROVINCE = (" inspektorat provinsi ", " inspektorat prov ")


def may_be_accused(complaint: RuleInput, agency: Agency, verdict: Verdict) -> bool:
    """Whether the agency may be whom the text accuses. Who inspects is not, but where the text
    names them, nor is a body as a whole the office of it that is accused: a government inspects
    its offices itself. Of a national body that is surely accused this is not taken for granted,
    and no head is spared."""
    if INSPECTION in agency.sectors and verdict.accused == "office":
        return _is_accused_itself(complaint, agency, verdict)
    about_others = not verdict.likely and ABOUT_OTHERS.intersection(agency.sectors)
    if verdict.accused == "unnamed" and about_others:
        return False
    if verdict.accused == "head" or agency.parent_id is not None:
        return verdict.accused is not None
    return verdict.surely and complaint.registry.level(agency) == "national"


def may_be_meant(complaint: RuleInput, agency: Agency, verdict: Verdict) -> bool:
    """Whether the agency `may_be_accused` itself: of a head, one of his government."""
    if not may_be_accused(complaint, agency, verdict):
        return False
    heads = _government_of_head(complaint, agency) if verdict.accused == "head" else None
    return heads is None or complaint.registry.is_within(agency.id, (heads.id,))


def find_inspector(complaint: RuleInput, agency: Agency, verdict: Verdict) -> Agency | None:
    """Who has the case in place of `agency`: for an office, whoever inspects it; for the head of a
    government, the level above (disposition of `integrity`).

    None where the national desk decides: a national body has no inspectorate in the register, of a
    head whose title the table does not know nobody knows who is above him, and where it is not sure
    that anybody is accused a person looks at the text anyway.
    """
    inspector = None
    if verdict.surely:
        if verdict.accused == "head":
            found = match_rule(INSPECTION, complaint.text, complaint.on)
            above = found is not None and found.rule.level in _BELOW
            if found and above and has_region_for_level(complaint.region_code, found):
                inspector = next(
                    iter(competent_agencies(complaint, found, complaint.region_code)), None
                )
        elif verdict.accused == "office" and complaint.registry.level(agency) != "national":
            inspector = _supervisor(complaint, agency)
    if inspector is None or _is_accused_itself(complaint, inspector, verdict):
        return None
    return inspector


def agencies_to_keep_from(
    complaint: RuleInput, agency: Agency, inspector: Agency | None, verdict: Verdict
) -> tuple[str, ...]:
    """Whom the case is kept from: the office that would have had it, or the government whose head
    is accused. Nobody where that is not sure, or where whoever has it instead is within."""
    if not verdict.surely or (inspector is None and verdict.accused != "head"):
        return ()  # nobody inspects it: the desk decides, and may have no other answer
    kept = _government_of_head(complaint, agency) if verdict.accused == "head" else agency
    if kept is None:
        return ()
    if inspector is not None and complaint.registry.is_within(inspector.id, (kept.id,)):
        return ()
    return (kept.id,)


def accused_office(complaint: RuleInput, agency_id: str, verdict: Verdict) -> str | None:
    """Whom of those who read it words accuse that come later: the agency, or the government whose
    head is accused; None where it is none of them. A person decides who has the case instead, so
    nothing hangs on whether anybody inspects it."""
    agency = complaint.registry.get(agency_id)
    if agency is None or not may_be_accused(complaint, agency, verdict):
        return None
    accused = _government_of_head(complaint, agency) if verdict.accused == "head" else agency
    return None if accused is None else accused.id


def replace_if_accused(
    complaint: RuleInput, agency: Agency, accused: Collection[str], verdict: Verdict
) -> Agency | None:
    """The agency itself; whoever inspects it where the text surely accuses it and the register
    knows them, or when it is one of the `accused` or within one; None where they would be accused
    too."""
    if not complaint.registry.is_within(agency.id, accused):
        surely = verdict.surely and may_be_accused(complaint, agency, verdict)
        return (find_inspector(complaint, agency, verdict) if surely else None) or agency
    inspector = _supervisor(complaint, agency)
    if inspector is None or complaint.registry.is_within(inspector.id, accused):
        return None
    return inspector


def _supervisor(complaint: RuleInput, agency: Agency) -> Agency | None:
    return resolve_supervisory(replace(complaint, supervisory=True), agency)


def _government_of_head(complaint: RuleInput, agency: Agency) -> Agency | None:
    """The government whose head is accused: of those of the place the one below whoever inspects a
    head, whoever would have had the case. None where the place does not say which it is."""
    registry = complaint.registry
    found = match_rule(INSPECTION, complaint.text, complaint.on)
    level = _BELOW.get(found.rule.level or "") if found else None
    if level is None or registry.level(agency) == level:
        return registry.owner(agency)
    there = registry.candidates(INSPECTION, complaint.region_code, complaint.on)
    return next((registry.owner(one) for one in there if registry.level(one) == level), None)


def _is_accused_itself(complaint: RuleInput, inspector: Agency, verdict: Verdict) -> bool:
    """Whether the text names whoever inspects, perhaps as one of those it accuses. The inspectorate
    that it names beside the head of a kabupaten or kota is theirs, unless it says whose."""
    if INSPECTION not in inspector.sectors:
        return False
    above = verdict.accused == "head" and complaint.registry.level(inspector) == "province"
    named = _OF_PROVINCE if above else (" inspektorat ",)
    return any(name in complaint.text for name in named)
