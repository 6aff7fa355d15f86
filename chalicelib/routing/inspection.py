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
from .sector_rules import match_all_rules, match_rule

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
    theirs = _governments_of_heads(complaint, agency) if verdict.accused == "head" else ()
    return not theirs or complaint.registry.is_within(agency.id, theirs)


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
    """Whom the case is kept from: the office that would have had it, or the governments of the
    heads that are accused, with that office where the words speak of others too. Nobody where that
    is not sure, or where whoever has it instead is within."""
    if not verdict.surely or (inspector is None and verdict.accused != "head"):
        return ()  # nobody inspects it: the desk decides, and may have no other answer
    kept = _accused_agencies(complaint, agency, verdict)
    if inspector is None:
        return kept
    return tuple(one for one in kept if not complaint.registry.is_within(inspector.id, (one,)))


def accused_readers(complaint: RuleInput, agency_id: str, verdict: Verdict) -> tuple[str, ...]:
    """Whom words accuse that come later and that the agency reads: itself, or the governments whose
    heads are accused, and itself where the words speak of others too; nobody where it is none of
    them. A person decides who has the case instead, so nothing hangs on whether anybody inspects
    it."""
    agency = complaint.registry.get(agency_id)
    if agency is None or not may_be_accused(complaint, agency, verdict):
        return ()
    return _accused_agencies(complaint, agency, verdict)


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


def _accused_agencies(complaint: RuleInput, agency: Agency, verdict: Verdict) -> tuple[str, ...]:
    if verdict.accused != "head":
        return (agency.id,)
    kept = _governments_of_heads(complaint, agency)
    as_office = replace(verdict, accused="office")
    if not verdict.others or complaint.registry.is_within(agency.id, kept):
        return kept
    return (*kept, agency.id) if may_be_accused(complaint, agency, as_office) else kept


def _governments_of_heads(complaint: RuleInput, agency: Agency) -> tuple[str, ...]:
    """The governments of the heads of whom the text speaks: of those of the place the one below
    whoever inspects such a head, whoever would have had the case. Who is only said to know of it
    is kept out too, for no table says who did it. None where the place does not say which it is; of
    a title that the table does not know that of the agency."""
    registry = complaint.registry
    rules = match_all_rules(INSPECTION, complaint.text, complaint.on)
    levels = dict.fromkeys(_BELOW[rule.level] for rule in rules if rule.level in _BELOW)
    if not levels:
        return (registry.owner(agency).id,)
    there = registry.candidates(INSPECTION, complaint.region_code, complaint.on)
    found = (
        next((one for one in (agency, *there) if registry.level(one) == level), None)
        for level in levels
    )
    return tuple(registry.owner(one).id for one in found if one is not None)


def _is_accused_itself(complaint: RuleInput, inspector: Agency, verdict: Verdict) -> bool:
    """Whether the text names whoever inspects, perhaps as one of those it accuses. The inspectorate
    that it names beside the head of a kabupaten or kota is theirs, unless it says whose."""
    if INSPECTION not in inspector.sectors:
        return False
    above = verdict.accused == "head" and complaint.registry.level(inspector) == "province"
    named = _OF_PROVINCE if above else (" inspektorat ",)
    return any(name in complaint.text for name in named)
