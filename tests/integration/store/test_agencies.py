"""The register: what ships, what officers wrote over it, and of periods the one that counts."""

import itertools
from datetime import date

import pytest

from chalicelib.errors import Conflict
from chalicelib.routing.registry import Agency, packaged
from chalicelib.store import agencies
from chalicelib.store.agencies import Period, in_force
from chalicelib.store.reference_rows import AgencyItem
from chalicelib.store.serialization import as_json
from chalicelib.structs import replace
from tests.integration import register
from tests.integration.store.test_rows import reference
from tests.integration.world import World

MONDAY = date(2026, 3, 2)
SUNDAY = date(2026, 3, 1)
TODAY = {"WIB": SUNDAY, "WITA": SUNDAY, "WIT": MONDAY}
OPEN_END, LAST_YEAR, EARLIER, NEXT_YEAR, LATER = (
    None,
    date(2025, 1, 1),
    date(2024, 1, 1),
    date(2027, 1, 1),
    date(2028, 1, 1),
)


def period(begins: date | None, zone: str = "WIB", agency_id: str = "ombudsman") -> Agency:
    agency = packaged().get("ombudsman")
    assert agency is not None
    return replace(agency, id=agency_id, valid_from=begins, zone=zone)


@pytest.mark.parametrize(
    ("begins", "counts"),
    [
        ((OPEN_END,), OPEN_END),
        ((LATER,), LATER),  # named before it exists
        ((OPEN_END, LAST_YEAR, EARLIER), LAST_YEAR),
        ((OPEN_END, NEXT_YEAR), OPEN_END),
        ((EARLIER, LAST_YEAR, NEXT_YEAR, LATER), LAST_YEAR),
        ((LATER, NEXT_YEAR), NEXT_YEAR),
        ((SUNDAY, LAST_YEAR), SUNDAY),  # from its first day on
        ((MONDAY, LAST_YEAR), LAST_YEAR),
    ],
)
def test_the_last_that_has_begun_or_else_the_first(
    begins: tuple[date | None, ...], counts: date | None
) -> None:
    for order in itertools.permutations(begins):
        (found,) = in_force([period(day) for day in order], TODAY)
        assert found.valid_from == counts


def test_a_day_begins_by_the_clock_of_the_agencys_own_zone() -> None:
    for zone, counts in (("WIB", LAST_YEAR), ("WIT", MONDAY)):
        (found,) = in_force([period(LAST_YEAR, zone), period(MONDAY, zone)], TODAY)
        assert found.valid_from == counts


def test_agencies_do_not_stand_for_one_another() -> None:
    two = [period(LAST_YEAR, agency_id="a"), period(EARLIER, agency_id="b")]
    assert in_force(two, TODAY) == two


def stored(world: World, agency: Agency, **columns: object) -> None:
    text = AgencyItem.agency.serialize(as_json(agency))
    row = {"pk": "AGENCIES", "sk": agencies.period_key(agency), "kind": "agency", "agency": text}
    reference(world).put_item(Item=row | columns)


def name_of(agency_id: str) -> str:
    found = agencies.registry().get(agency_id)
    assert found is not None
    return found.name


def test_what_ships_is_the_register_until_an_officer_changes_it(world: World) -> None:
    ships = period(None)
    assert agencies.periods()["ombudsman#None"] == Period(agency=ships, revision=0)
    register.put(replace(ships, name="Ombudsman Baru"))
    assert agencies.periods()["ombudsman#None"].revision == 1
    assert name_of("ombudsman") == "Ombudsman Baru"
    assert [one.agency.name for one in agencies.of_agency("ombudsman")] == ["Ombudsman Baru"]
    assert name_of("bpk") == "Badan Pemeriksa Keuangan Republik Indonesia"
    register.put(replace(ships, name="Ombudsman Kedua"))
    assert agencies.periods()["ombudsman#None"].revision == 2


def test_a_copy_of_what_shipped_once_counts_no_more(world: World) -> None:
    """Rows without an officer's change, as earlier releases wrote them for the whole register."""
    stored(world, replace(period(None), name="Ombudsman Lama"))
    stored(world, period(None, agency_id="gone"))
    assert name_of("ombudsman") == "Ombudsman Republik Indonesia"
    assert agencies.registry().get("gone") is None
    register.put(replace(period(None), name="Ombudsman Baru"))
    assert name_of("ombudsman") == "Ombudsman Baru"


def test_a_further_period_stands_beside_the_packaged_one(world: World) -> None:
    register.put(replace(period(date(2026, 1, 1)), name="Ombudsman Baru"))
    keys = [one.key for one in agencies.of_agency("ombudsman")]
    assert sorted(keys) == ["ombudsman#2026-01-01", "ombudsman#None"]
    assert name_of("ombudsman") == "Ombudsman Baru"


def test_a_period_that_ships_is_no_new_one(world: World) -> None:
    with pytest.raises(Conflict, match="changed_meanwhile"):
        agencies.change([(None, period(None))], register.AUTHOR)
    assert reference(world).scan()["Count"] == 1  # the key of the tests' client


def test_the_list_goes_on_after_the_last_it_showed(world: World) -> None:
    register.put(period(None, agency_id="zzz"), period(date(2026, 1, 1), agency_id="zzz"))
    every = sorted({one.agency.id for one in agencies.periods().values()})
    first, onwards = agencies.listed(None, 2)
    assert [periods[0].agency.id for periods in first] == every[:2]
    assert onwards == every[1]
    second, _ = agencies.listed(onwards, 1)
    assert [periods[0].agency.id for periods in second] == every[2:3]
    last, end = agencies.listed(every[-2], 1)
    assert [[one.key for one in periods] for periods in last] == [["zzz#2026-01-01", "zzz#None"]]
    assert end is None
    assert agencies.listed("zzz", 5) == ([], None)


def test_a_start_reads_what_was_changed_and_not_the_country(world: World) -> None:
    register.put(replace(period(None), name="Ombudsman Baru"))
    read: list[int] = []
    events = AgencyItem._get_connection().connection.client.meta.events
    events.register("after-call.dynamodb.Query", lambda parsed, **_: read.append(parsed["Count"]))
    agencies.registry()
    assert read == [1]
