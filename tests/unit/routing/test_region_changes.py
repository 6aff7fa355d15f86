"""What administrators say of regions: a split, a new province, a new name; where codes lead."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from chalicelib.routing import gazetteer, regions
from chalicelib.routing.agency import Agency
from chalicelib.routing.dispose import Disposition, dispose
from chalicelib.routing.place import Place
from chalicelib.routing.region_lists import (
    COLUMNS,
    known_codes,
    parse_regions_csv,
)
from chalicelib.routing.regions import RegionChange
from chalicelib.routing.registry import Registry

LAST, FIRST = date(2026, 6, 30), date(2026, 7, 1)
DAY = timedelta(days=1)

# Kabupaten Malang (35.07) is split: Kepanjen (35.07.13) and what is north of it.
SPLIT = (
    RegionChange(
        code="35.07", name="Kabupaten Malang", valid_to=LAST, successors=("35.30", "35.31")
    ),
    RegionChange(code="35.07.13", name="Kepanjen", valid_to=LAST, successors=("35.30.01",)),
    RegionChange(code="35.30", name="Kabupaten Malang Selatan", valid_from=FIRST),
    RegionChange(code="35.30.01", name="Kepanjen", valid_from=FIRST),
    RegionChange(code="35.31", name="Kabupaten Malang Utara", valid_from=FIRST),
)
# Kabupaten Puncak goes to a province of its own.
PROVINCE = (
    RegionChange(code="97", name="Papua Pusat", valid_from=FIRST, zone="WIT"),
    RegionChange(code="97.01", name="Kabupaten Puncak", valid_from=FIRST),
    RegionChange(code="94.05", name="Kabupaten Puncak", valid_to=LAST, successors=("97.01",)),
)


@pytest.fixture(autouse=True)
def _as_it_ships() -> Iterator[None]:
    yield
    regions.overlay((), date.max)


def codes(found: tuple[regions.Region, ...]) -> list[str]:
    return [region.code for region in found]


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("35.07", ("35.07",), ("35.30", "35.31")),
        ("35.07.13", ("35.07.13",), ("35.30.01",)),
        ("35.07.01", ("35.07.01",), ("35.30", "35.31")),  # nothing is said of this kecamatan
        ("35.78", ("35.78",), ("35.78",)),
        ("35", ("35",), ("35",)),
        ("35.30", ("35.30",), ("35.30",)),
        ("99.99", ("99.99",), ("99.99",)),
    ],
)
def test_an_old_code_leads_to_those_in_its_place(
    code: str, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    regions.overlay(SPLIT, LAST)
    assert regions.today(code) == before
    regions.overlay(SPLIT, FIRST)
    assert regions.today(code) == after
    assert regions.current_code(code) == (after[0] if len(after) == 1 else None)


def test_a_successor_that_ended_too_is_followed_and_a_circle_ends() -> None:
    again = RegionChange(
        code="97.01", name="Kabupaten Puncak", valid_to=FIRST, successors=("96.20",)
    )
    last = RegionChange(code="96.20", name="Kabupaten Puncak")
    regions.overlay((*PROVINCE[::2], again, last), FIRST + DAY)
    assert regions.today("94.05") == ("96.20",)
    back = RegionChange(code="97.01", name="Kabupaten Puncak", valid_to=LAST, successors=("94.05",))
    regions.overlay((*PROVINCE[::2], back), FIRST)
    assert regions.today("94.05") == ("94.05",)


def test_whoever_ends_without_successors_stands_for_itself() -> None:
    regions.overlay([RegionChange(code="35.07", name="Kabupaten Malang", valid_to=LAST)], FIRST)
    assert regions.today("35.07") == ("35.07",)
    assert "35.07" not in codes(regions.children("35"))


def test_lists_have_the_regions_of_the_day() -> None:
    shipped = codes(regions.children("35"))
    regions.overlay(SPLIT, LAST)
    assert codes(regions.children("35")) == shipped
    regions.overlay(SPLIT, FIRST)
    now = codes(regions.children("35"))
    assert set(now) - set(shipped) == {"35.30", "35.31"}
    assert set(shipped) - set(now) == {"35.07"}
    assert now == sorted(now)
    assert codes(regions.children("35.07")) == []
    assert codes(regions.children("35.30")) == ["35.30.01"]
    everything = codes(regions.every())
    assert "35.07.01" not in everything
    assert "35.31" in everything
    regions.overlay((), FIRST)
    assert codes(regions.children("35")) == shipped


def test_what_ended_keeps_its_name() -> None:
    regions.overlay(SPLIT, FIRST)
    ended = regions.get("35.07.01")
    assert ended is not None
    assert [one.name for one in regions.lineage("35.07")] == ["Kabupaten Malang", "Jawa Timur"]


def test_a_new_province_has_the_zone_that_is_said() -> None:
    regions.overlay(PROVINCE, FIRST)
    found = regions.get("97.01")
    assert found is not None
    assert (found.zone, found.level, found.parent) == ("WIT", "regency", "97")
    assert "97" in codes(regions.children(None))


def test_a_rename_counts_and_the_gazetteer_hears_of_it() -> None:
    assert gazetteer.larger("malang raya baru") == frozenset()
    regions.overlay([RegionChange(code="35.07", name="Kabupaten Malang Raya Baru")], FIRST)
    assert gazetteer.larger("malang raya baru") == {"35.07"}
    assert gazetteer.larger("malang") == {"35.73"}
    regions.overlay((), FIRST)
    assert gazetteer.larger("malang") == {"35.07", "35.73"}


def test_the_same_again_makes_nothing_anew() -> None:
    made: list[int] = []

    @regions.cache_until_they_change
    def number() -> int:
        made.append(1)
        return len(made)

    for changes, on, expected in (
        ((), FIRST, 1),
        (SPLIT, FIRST, 2),
        (SPLIT, FIRST, 2),
        (SPLIT, FIRST + DAY, 3),
        (SPLIT[1:], FIRST + DAY, 4),
        ((), FIRST, 5),
        ((), LAST, 5),
    ):
        number()
        regions.overlay(changes, on)
        assert number() == expected


# Who answers

SOUTH = Agency(id="selatan", name="S", type="regency", regions=("35.30",))
NORTH = Agency(id="utara", name="U", type="regency", regions=("35.31",))
OLD = Agency(id="lama", name="L", type="regency", regions=("35.07",), valid_to=LAST)
EAST_JAVA = Agency(id="jatim", name="J", type="province", regions=("35",))
ELSEWHERE = Agency(id="elsewhere", name="E", type="city", regions=("35.78",))
REGISTRY = Registry([SOUTH, NORTH, OLD, EAST_JAVA, ELSEWHERE])


def decide(
    region_code: str | None, on: date, address: str | None = None, suggested: str | None = None
) -> Disposition:
    return dispose(
        registry=REGISTRY,
        text="Puskesmas tutup",
        category="kesehatan",
        region_code=region_code,
        address=address,
        suggested_agency_id=suggested,
        prediction=None,
        supervisory=False,
        excluded=frozenset(),
        on=on,
    )


def test_an_old_code_is_routed_to_who_answers_today() -> None:
    regions.overlay(SPLIT, LAST)
    assert decide("35.07.13", LAST).agency_id == "lama"
    regions.overlay(SPLIT, FIRST)
    found = decide("35.07.13", FIRST)
    assert (found.agency_id, found.region_code) == ("selatan", "35.30.01")
    assert decide("35.31", FIRST).agency_id == "utara"


def test_a_split_that_leaves_it_open_is_for_a_person_with_both() -> None:
    regions.overlay(SPLIT, FIRST)
    found = decide("35.07", FIRST)
    assert (found.agency_id, found.reason, found.region_code) == (None, "unknown_region", None)
    assert {one.agency_id for one in found.candidates} == {"selatan", "utara"}


def test_a_suggestion_counts_where_one_of_both_parts_is_its_own() -> None:
    regions.overlay(SPLIT, FIRST)
    assert decide("35.07", FIRST, suggested="utara").agency_id == "utara"
    assert decide("35.07", FIRST, suggested="elsewhere").agency_id is None


def test_a_place_in_words_is_of_today_too() -> None:
    regions.overlay(SPLIT, FIRST)
    found = decide(None, FIRST, address="Desa Talangagung, Kecamatan Kepanjen, Kabupaten Malang")
    assert found.agency_id in (None, "selatan")
    assert decide(None, FIRST, address="Kabupaten Malang Utara").agency_id == "utara"


def test_what_stays_open_between_places_is_shown_as_it_is_today(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As from villages and outlines, whose codes are those of the package."""
    open_ = Place(region_code=None, candidates=("35.07.13", "35.78"))
    monkeypatch.setattr("chalicelib.routing.dispose.find_place", lambda *_, **__: open_)
    regions.overlay(SPLIT, FIRST)
    found = decide(None, FIRST)
    assert (found.agency_id, found.region_code) == (None, None)
    assert {one.agency_id for one in found.candidates} == {"selatan", "elsewhere"}
    decided = Place(region_code="35.07.13", candidates=("35.07.13",))
    monkeypatch.setattr("chalicelib.routing.dispose.find_place", lambda *_, **__: decided)
    assert decide(None, FIRST).agency_id == "selatan"


def test_the_register_serves_old_codes_by_those_of_today() -> None:
    regions.overlay(SPLIT, FIRST)
    assert REGISTRY.serves(SOUTH, "35.07.13")
    assert not REGISTRY.serves(NORTH, "35.07.13")
    assert REGISTRY.serves(NORTH, "35.07")
    assert not REGISTRY.serves(OLD, "35.07")
    found = [one.id for one in REGISTRY.candidates("health", "35.07", FIRST)]
    assert found == ["selatan", "utara", "jatim"]
    successors = ("selatan", "utara")
    assert REGISTRY.successor_among(successors, "health", "35.07.13") == SOUTH
    assert REGISTRY.successor_among(successors, "health", "35.07") is None


# The list

HEADER = ",".join(COLUMNS)


def problems(*rows: str, known: tuple[str, ...] = ()) -> list[tuple[int, str, str]]:
    changes = [RegionChange(code=code, name="X") for code in known]
    _, found = parse_regions_csv("\n".join((HEADER, *rows)), known_codes(changes))
    return [(each.line, each.field, each.reason) for each in found]


def test_reads_every_column() -> None:
    rows = (
        "35.07,Kabupaten Malang,,2026-06-30,35.30 35.31,",
        "35.07.13,Kepanjen,,2026-06-30,35.30.01,",
        "35.30,Kabupaten Malang Selatan,2026-07-01,,,",
        "35.30.01,Kepanjen,2026-07-01,,,",
        "35.31,Kabupaten Malang Utara,2026-07-01,,,",
        "97,Papua Pusat,2026-07-01,,,WIT",
    )
    found, wrong = parse_regions_csv("\n".join((HEADER, *rows)), known_codes(()))
    assert (found, wrong) == ((*SPLIT, PROVINCE[0]), ())


def test_columns_may_be_left_out_and_semicolons_part_them() -> None:
    found, wrong = parse_regions_csv("\ufeffname;code\r\nKota Baru;35.99\r\n", known_codes(()))
    assert (found, wrong) == ((RegionChange(code="35.99", name="Kota Baru"),), ())


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        (",Tanpa kode,,,,", "code", "missing"),
        ("35.90,,,,,", "name", "missing"),
        ("3590,X,,,,", "code", "bad_code"),
        ("05,X,,,,WIB", "code", "bad_code"),
        ("35.90.001,X,,,,", "code", "bad_code"),
        ("98.01,X,,,,", "code", "unknown_parent"),
        ("35.90,X\u202e,,,,", "name", "not_text"),
        ("35.90,X,1-2-2026,,,", "valid_from", "bad_date"),
        ("35.90,X,,2026-02-30,,", "valid_to", "bad_date"),
        ("35.90,X,2026-07-02,2026-07-01,,", "valid_to", "before_valid_from"),
        ("35.90,X,,2026-07-01,35.78 35.98,", "successors", "unknown_region"),
        ("35.90,X,,2026-07-01,35.90,", "successors", "succeeds_itself"),
        ("35.90,X,,,35.78,", "successors", "without_last_day"),
        ("35.90,X,,,,CET", "zone", "unknown_zone"),
        ("98,X,,,,", "zone", "missing"),
        ("35.90,X,,,,,more", "", "too_many_columns"),
    ],
)
def test_says_what_is_wrong_where(row: str, field: str, reason: str) -> None:
    assert (3, field, reason) in problems("35.91,Kota Benar,,,,", row)
    assert not [each for each in problems("35.91,Kota Benar,,,,", row) if each[0] != 3]


@pytest.mark.parametrize(
    "row",
    [
        "35.90,X,2026-07-01,2026-07-01,,",
        "35.90,X,,2026-07-01,35.91,",
        "98,X,,,,WIT",
        "35,Jawa Timur,,,,",
        "35.91.01,X,,,,",
    ],
)
def test_what_is_right_is_not_refused(row: str) -> None:
    assert problems(row, "35.91,Kota Benar,,,,") == []


def test_what_was_changed_before_is_known() -> None:
    assert problems("98.01,X,,,,") != []
    assert problems("98.01,X,,,,", known=("98",)) == []
    assert problems("98,X,,,,", known=("98",)) == []


def test_a_code_stands_once_and_headers_are_known() -> None:
    assert problems("35.90,X,,,,", "35.90,Y,,,,") == [(3, "code", "duplicate")]
    _, found = parse_regions_csv("code,colour\n35.90,red\n", known_codes(()))
    assert [(each.line, each.field, each.reason) for each in found] == [
        (1, "name", "missing_column"),
        (1, "colour", "unknown_column"),
    ]
