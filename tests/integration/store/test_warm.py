"""What a warm function knows of the register and the rules is never older than a minute."""

from datetime import UTC, date, datetime

from chalicelib import warm
from chalicelib.store import agencies, rulebook
from chalicelib.store.serialization import as_json
from chalicelib.structs import replace
from tests.integration.store.test_rows import reference
from tests.integration.world import World


class Clock:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def renamed_elsewhere(world: World, agency_id: str, name: str) -> None:
    """Another process changes the register: nothing of ours is told."""
    (period,) = agencies.of_agency(agency_id)
    text = agencies.AgencyItem.agency.serialize(as_json(replace(period.agency, name=name)))
    row = {"pk": "AGENCIES", "sk": period.key, "kind": "agency", "revision": 1, "agency": text}
    reference(world).put_item(Item=row)


def name_of(agency_id: str) -> str:
    agency = agencies.registry().get(agency_id)
    assert agency is not None
    return agency.name


def test_the_register_is_read_again_after_a_minute(world: World) -> None:
    clock = Clock()
    warm.use_clock(clock)
    before = name_of("kota-malang")
    renamed_elsewhere(world, "kota-malang", "Kota Malang Baru")
    clock.now += 60
    assert name_of("kota-malang") == before
    clock.now += 1
    assert name_of("kota-malang") == "Kota Malang Baru"


def test_the_rules_are_read_again_after_a_minute_or_when_asked(world: World) -> None:
    clock = Clock()
    warm.use_clock(clock)
    assert rulebook.rulebook().corrections == ()
    row = {"kind": "rule", "made_at": "2026-01-01T00:00:00.000000+0000", "officer_id": "o"}
    for number, version in ((1, "a"), (2, "b")):
        key = {"pk": "RULES#CALENDAR", "sk": f"{number:06d}"}
        after = f'{{"version": "{version}", "added": ["2026-12-0{number}"], "removed": []}}'
        reference(world).put_item(Item=row | key | {"after": after})
    assert rulebook.rulebook().corrections == ()
    correction = rulebook.rulebook(fresh=True).correction
    assert correction is not None
    assert (correction.version, correction.added) == ("b", (date(2026, 12, 2),))
    reference(world).delete_item(Key={"pk": "RULES#CALENDAR", "sk": "000002"})
    clock.now += 60
    assert len(rulebook.rulebook().corrections) == 2
    clock.now += 1
    assert len(rulebook.rulebook().corrections) == 1


def test_a_change_of_ones_own_is_known_at_once(world: World) -> None:
    clock = Clock()
    warm.use_clock(clock)
    agencies.registry()
    (period,) = agencies.of_agency("kota-malang")
    author = rulebook.Author(officer_id="o", at=datetime(2026, 1, 1, tzinfo=UTC))
    agencies.change([(period, replace(period.agency, name="Kota Malang Lain"))], author)
    assert name_of("kota-malang") == "Kota Malang Lain"


def test_a_reset_forgets_all_and_goes_back_to_the_machines_clock(world: World) -> None:
    from chalicelib.store import tables

    clock = Clock()
    warm.use_clock(clock)
    before, first = name_of("kota-malang"), tables.client()
    renamed_elsewhere(world, "kota-malang", "Kota Malang Baru")
    assert name_of("kota-malang") == before
    warm.reset()
    assert name_of("kota-malang") == "Kota Malang Baru"
    assert tables.client() is not first


def test_all_tables_are_reached_through_one_client(world: World) -> None:
    from chalicelib.store import reference_rows, tables

    reached = [
        model._get_connection().connection.client
        for model in (tables.CaseItem, reference_rows.AgencyItem, tables.BandItem, tables.ClaimItem)
    ]
    assert all(client is tables.client() for client in reached)
