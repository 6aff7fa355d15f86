"""Which agencies may answer for an affair at a place, and who inspects whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from . import regions

if TYPE_CHECKING:
    from datetime import date

    from .agency import Agency
    from .agency_mentions import AgencyMention
    from .place import Place
    from .registry import Registry
    from .sector_rules import RuleMatch

INSPECTION = "integrity"


class RuleInput(Struct, frozen=True, kw_only=True):
    """What the rules of disposition look at: `text` as `sector_rules.normalize` gives it,
    `excluded` the agencies that returned the case or that it is kept from, `on` the day on which
    agencies and rules must be valid."""

    registry: Registry
    text: str
    region_code: str | None
    place: Place | None
    supervisory: bool
    excluded: frozenset[str]
    on: date
    returned: bool = False
    mentions: tuple[AgencyMention, ...] = ()


def has_region_for_level(region_code: str | None, found: RuleMatch) -> bool:
    """Whether the place is known closely enough for the level that answers."""
    if found.rule.level == "national":
        return True
    if region_code is None:
        return False
    return found.rule.level == "province" or regions.regency_of(region_code) is not None


def competent_agencies(
    complaint: RuleInput, found: RuleMatch, region_code: str | None
) -> tuple[Agency, ...]:
    """The agencies of the level that answers, best first, without those `excluded`.

    Where a kota or kabupaten has no say in the affair (those of Jakarta are administrative),
    its province answers.
    """
    return tuple(
        agency
        for agency in agencies_at(complaint, found, region_code)
        if not is_excluded(complaint, agency)
    )


def agencies_at(
    complaint: RuleInput, found: RuleMatch, region_code: str | None
) -> tuple[Agency, ...]:
    """As `competent_agencies`, with those `excluded`."""
    registry = complaint.registry
    every = registry.candidates(found.sector, region_code, complaint.on)
    wanted = [agency for agency in every if _answers_at(registry, agency, found.rule.level)]
    if found.rule.level == "regency" and not wanted:
        wanted = [agency for agency in every if registry.level(agency) == "province"]
    named = found.rule.agency_id and registry.get(found.rule.agency_id, complaint.on)
    if named:
        wanted = [named, *(agency for agency in wanted if agency.id != named.id)]
    return tuple(wanted)


def _answers_at(registry: Registry, agency: Agency, level: str | None) -> bool:
    """Whether the agency answers at that level for an affair as such. Of the whole country only a
    ministry does: a company, a university or a commission answers for itself, where the rule, the
    reporter or the text names it."""
    of_level = registry.level(agency) == level
    return of_level and (level != "national" or registry.owner(agency).type == "ministry")


def is_excluded(complaint: RuleInput, agency: Agency) -> bool:
    """Whether the agency, or a body it is part of, is among those `excluded`."""
    seen: set[str] = set()
    body: Agency | None = agency
    while body and body.id not in seen:
        if body.id in complaint.excluded:
            return True
        seen.add(body.id)
        body = complaint.registry.get(body.parent_id) if body.parent_id else None
    return False


def resolve_supervisory(complaint: RuleInput, agency: Agency) -> Agency | None:
    """The agency itself; for an alleged abuse in a unit, whoever inspects that unit.

    The inspectorate of a government inspects its units (PP 12/2017); without one the
    government itself answers, then whoever supervises it. Nobody inspects himself. None when
    all of them are excluded.
    """
    registry = complaint.registry
    if not complaint.supervisory or agency.parent_id is None or INSPECTION in agency.sectors:
        return agency
    owner = registry.owner(agency)
    units = registry.units(owner.id, complaint.on)
    inspectors = [unit for unit in units if INSPECTION in unit.sectors]
    for senior in (*inspectors, owner, *registry.chain(owner.id)):
        available = senior.valid(complaint.on) and not is_excluded(complaint, senior)
        if available and senior.id != agency.id:
            return senior
    return None
