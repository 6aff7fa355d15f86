"""Which agencies there are, what each serves and handles, and who stands above whom."""

from collections.abc import Iterable
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from chalicelib.overseers import SEE_EVERYTHING

from . import categories, regions
from .agency import (
    GOVERNMENTS,
    Agency,
    format_agencies_csv,
    parse_agencies_csv,
    read_agencies_csv,
)
from .categories import GovernmentLevel

__all__ = [
    "Agency",
    "Registry",
    "format_agencies_csv",
    "packaged",
    "packaged_agencies",
    "parse_agencies_csv",
]

DATA = Path(__file__).with_name("data") / "agencies.csv"

NEAREST_FIRST: dict[GovernmentLevel, int] = {"regency": 0, "province": 1, "national": 2}


class Registry:
    """The agencies, from whatever source; the questions here need nothing else.

    A link to an agency that is not there is treated as no link, so that one bad row cannot
    stop a complaint; `parse_agencies_csv` is where bad rows are reported.
    """

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self._agencies = {agency.id: agency for agency in agencies}
        self._serving: dict[str, list[Agency]] = {}
        self._units: dict[str, list[Agency]] = {}
        for agency in self._agencies.values():
            for code in agency.regions or ("",):
                self._serving.setdefault(code, []).append(agency)
            if agency.parent_id:
                self._units.setdefault(agency.parent_id, []).append(agency)

    def get(self, agency_id: str, on: date | None = None) -> Agency | None:
        """The agency; None when unknown or, with `on`, when it does not exist that day."""
        agency = self._agencies.get(agency_id)
        return None if agency and on and not agency.valid(on) else agency

    def name_of(self, agency_id: str) -> str:
        """The agency's name, or the id itself where it is not known any more."""
        agency = self._agencies.get(agency_id)
        return agency.name if agency is not None else agency_id

    def all(self, on: date | None = None) -> tuple[Agency, ...]:
        """Every agency (that exists on the day `on`), in order of id."""
        found = (agency for agency in self._agencies.values() if on is None or agency.valid(on))
        return tuple(sorted(found, key=lambda agency: agency.id))

    def units(self, agency_id: str, on: date | None = None) -> tuple[Agency, ...]:
        """The agencies directly within this one."""
        found = self._units.get(agency_id, ())
        return tuple(unit for unit in found if on is None or unit.valid(on))

    def serves(self, agency: Agency, region_code: str) -> bool:
        """Whether the agency serves the region: it serves it, something around it, or all."""
        return not agency.regions or any(
            regions.contains(served, code)
            for code in regions.today(region_code)
            for served in agency.regions
        )

    def level(self, agency: Agency) -> GovernmentLevel:
        """The level of government the agency belongs to; a kota counts as `regency`. A company of
        a region belongs to the level it serves, whoever owns it: Medan's water is the province's.
        """
        if agency.type == "bumd" and agency.regions:
            return "province" if len(agency.regions[0]) == 2 else "regency"
        owner = self.owner(agency)
        if owner.type == "province":
            return "province"
        if owner.type in GOVERNMENTS:
            return "regency"
        return "national"

    def owner(self, agency: Agency) -> Agency:
        """The outermost body the agency is part of: the city of a dinas, itself for a city."""
        seen = {agency.id}
        while agency.parent_id and agency.parent_id not in seen:
            parent = self.get(agency.parent_id)
            if parent is None:
                break
            seen.add(parent.id)
            agency = parent
        return agency

    def handles(self, agency: Agency, sector: str) -> bool:
        """Whether a complaint of this sector is the agency's own to answer."""
        return self._closeness(agency, sector) is not None

    def concerned(self, agency: Agency, sector: str) -> bool:
        """Whether the agency, or a unit in it, has to do with the sector even in part."""
        return (
            self.handles(agency, sector)
            or any(categories.related(own, sector) for own in agency.sectors)
            or any(self.concerned(unit, sector) for unit in self.units(agency.id))
        )

    def candidates(self, sector: str, region_code: str | None, on: date) -> tuple[Agency, ...]:
        """Who could answer a complaint of this sector in this region, best first.

        The nearest level of government comes first, in it the unit named for the sector, then
        the unit for the wider sector, then the government itself; of equals a ministry. Without a
        region only agencies of the whole country are found.
        """
        places = regions.today(region_code) if region_code else ()
        codes = [region.code for place in places for region in regions.lineage(place)]
        found = {
            agency.id: agency
            for code in ("", *codes)
            for agency in self._serving.get(code, ())
            if agency.valid(on) and self.handles(agency, sector)
        }

        def order(agency: Agency) -> tuple[int, tuple[int, int], bool, str]:
            closeness = self._closeness(agency, sector) or (9, 0)
            nearest = NEAREST_FIRST[self.level(agency)]
            return nearest, closeness, agency.type != "ministry", agency.id

        return tuple(sorted(found.values(), key=order))

    def successor_among(
        self, agency_ids: Iterable[str], sector: str | None, region_code: str | None
    ) -> Agency | None:
        """Of the agencies into which another was split, the one that takes up a case: the only one
        that serves the place, of several the one whose affair it is most. None where that is
        nobody, or not one alone."""
        known = [agency for one in agency_ids if (agency := self.get(one)) is not None]
        there = [agency for agency in known if not region_code or self.serves(agency, region_code)]
        if len(there) == 1 or not sector:
            return there[0] if len(there) == 1 else None
        by_closeness = sorted(
            (closeness, agency.id)
            for agency in there
            if (closeness := self._closeness(agency, sector)) is not None
        )
        nearest = [one for closeness, one in by_closeness if closeness == by_closeness[0][0]]
        return self.get(nearest[0]) if len(nearest) == 1 else None

    def senior_of(self, agency_id: str) -> Agency | None:
        """The next above, for appeals and second-level escalation: parent, else supervisor."""
        agency = self.get(agency_id)
        if agency is None:
            return None
        parent = self.get(agency.parent_id) if agency.parent_id else None
        return parent or (self.get(agency.supervisor_id) if agency.supervisor_id else None)

    def chain(self, agency_id: str) -> tuple[Agency, ...]:
        """Everyone above the agency, the nearest first, without the agency itself."""
        above: list[Agency] = []
        senior = self.senior_of(agency_id)
        while senior and senior.id != agency_id and senior not in above:
            above.append(senior)
            senior = self.senior_of(senior.id)
        return tuple(above)

    def oversees(self, monitor_id: str, agency_id: str) -> bool:
        """Whether a monitor may see the cases of another agency.

        KemenPANRB, Ombudsman and KSP see everyone; every other body sees those below it in
        the chain: Kemendagri all regional governments, a province its kabupaten and kota, a
        government its units.
        """
        if monitor_id == agency_id or self.get(monitor_id) is None or self.get(agency_id) is None:
            return False
        return monitor_id in SEE_EVERYTHING or any(
            senior.id == monitor_id for senior in self.chain(agency_id)
        )

    def below(self, monitor_id: str) -> tuple[str, ...]:
        """The ids of all agencies the monitor oversees, in order."""
        if monitor_id in SEE_EVERYTHING and monitor_id in self._agencies:
            return tuple(sorted(self._agencies.keys() - {monitor_id}))
        found = dict.fromkeys(self._juniors.get(monitor_id, ()))
        walk = list(found)
        for one in walk:  # grows while it is walked
            new = [junior for junior in self._juniors.get(one, ()) if junior not in found]
            found |= dict.fromkeys(new)
            walk += new
        return tuple(sorted(found.keys() - {monitor_id}))

    @cached_property
    def overseers(self) -> tuple[str, ...]:
        """The ids of all agencies that oversee another, in order."""
        everywhere = SEE_EVERYTHING & self._agencies.keys()
        return tuple(sorted(everywhere | self._juniors.keys()))

    @cached_property
    def _juniors(self) -> dict[str, list[str]]:
        """The agencies directly below each, by id: for all of them, walking down is cheaper than
        asking each who is above it."""
        below: dict[str, list[str]] = {}
        for agency_id in self._agencies:
            if senior := self.senior_of(agency_id):
                below.setdefault(senior.id, []).append(agency_id)
        return below

    def overseen_by(self, monitor_id: str) -> frozenset[str] | None:
        """The agencies whose cases a monitor may see, its own among them; None for all of them and
        for cases without an agency."""
        if monitor_id in SEE_EVERYTHING:
            return None
        return frozenset({monitor_id, *self.below(monitor_id)})

    def government(self, agency_id: str) -> tuple[str, ...]:
        """The agency and all units within it, at whatever depth."""
        found = [agency_id]
        for one in found:  # grows while it is walked
            found += [unit.id for unit in self.units(one) if unit.id not in found]
        return tuple(found)

    def is_within(self, agency_id: str, governments: Iterable[str]) -> bool:
        """Whether the agency is one of these, or a unit of one."""
        return any(agency_id in self.government(one) for one in governments)

    def _closeness(self, agency: Agency, sector: str) -> tuple[int, int] | None:
        """How much the sector is the agency's own, smaller is more; None when it is not.

        A sector the agency lists counts at any level. A wider sector or a government's general
        competence counts only where the affair belongs to that level (UU 23/2014).
        """
        if sector in agency.sectors:
            return 0, agency.sectors.index(sector)
        affair = categories.sector(sector)
        if affair is None or self.level(agency) not in affair.levels:
            return None
        if affair.parent in agency.sectors:
            return 1, agency.sectors.index(affair.parent)
        if agency.type in GOVERNMENTS and not agency.sectors:
            return 2, 0
        return None


@cache
def packaged_agencies() -> tuple[Agency, ...]:
    """The agencies that ship, over which administrators write their own."""
    return read_agencies_csv(DATA.read_text(encoding="utf-8"))


@cache
def packaged() -> Registry:
    """The registry that ships, as if no administrator had changed anything."""
    return Registry(packaged_agencies())
