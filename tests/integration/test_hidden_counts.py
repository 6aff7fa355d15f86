"""What everybody may count, in the list, in figures and in open data, is the same with no hidden
case as with one to four."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.figures.cells import Dimension
from chalicelib.figures.measures import count_case
from chalicelib.store import figure_cells
from chalicelib.store.figure_cells import CountedCase, Generations, Recount
from chalicelib.structs import replace
from tests.integration.conftest import started
from tests.integration.people import NATIONAL, SCHOOLS, acts, filed, receipt
from tests.integration.test_figures import kept, recounted, without_nothing
from tests.integration.test_open_data import fetched, run, stored
from tests.integration.test_protection import DANGEROUS
from tests.integration.world import World
from tests.unit.case.world import Life

OFFICE = "kota-surabaya-dinas-pendidikan"
FEBRUARY = {"from": "2026-02", "to": "2026-02"}
ASKED: tuple[dict[str, str], ...] = (
    {},
    *({"group": group} for group in ("class", "category", "sector", "region", "agency", "channel")),
    {"agency": OFFICE},
    *({"agency": OFFICE, "group": group} for group in ("class", "category")),
    {"region_code": "35"},
    *({"region_code": "35", "group": group} for group in ("class", "category", "region")),
    {"region_code": "35.78"},
    {"group": "agency", "from": "2026-01", "to": "2026-12"},
    {"from": "2025-10", "to": "2026-03"},
)
LEAGUES: tuple[dict[str, str], ...] = ({}, {"from": "2026-01", "to": "2026-12"})


@pytest.fixture(scope="module")
def counting() -> Iterator[World]:
    with started() as world:
        yield world


def everything(world: World) -> str:
    """All figures that anybody may ask for of one office, its place and its affair."""
    answers = []
    for path, queries in (("/v1/figures", ASKED), ("/v1/figures/agencies", LEAGUES)):
        for query in queries:
            status, answer, _ = world.call("GET", path, query={**FEBRUARY, **query})
            assert status == 200, answer
            answers.append(answer)
    return json.dumps(answers, sort_keys=True)


def cases_of_office(public: int, hidden: int, waiting: int = 0) -> list[Recount]:
    """So many cases of one office, all of them answered, every other one late; `waiting` to be
    looked at."""
    lives = {late: Life.routed().after(days=30 * late).answered() for late in (0, 1)}
    recounts = []
    for number in range(public + hidden + waiting):
        life = lives[number % 2]
        case = replace(
            life.case,
            sector="education",
            confidential=public <= number < public + hidden,
            unchecked=number >= public + hidden,
        )
        counts = count_case(case, life.events, life.context.policy)
        of_office = replace(
            counts,
            values={**counts.values, Dimension.AGENCY: OFFICE},
            to_agencies={OFFICE: counts.to_agencies["kota"]},
        )
        before = CountedCase(case_id=f"LP-{number}")
        recounts.append(Recount(before=before, counts=of_office, through=case.version))
    return recounts


GENERATIONS = iter(range(1, 1000))


def save(recounts: list[Recount]) -> None:
    """These and no others are counted."""
    generation = next(GENERATIONS)
    for together in figure_cells.in_transactions(recounts):
        figure_cells.save(generation, together)
    figure_cells.set_generations(Generations(current=generation))


def told_of(world: World, public: int, hidden: int) -> str:
    """What everybody is told of so many cases of one office."""
    save(cases_of_office(public, hidden))
    return everything(world)


@pytest.mark.parametrize("public", [*range(13), 19, 29, 30])
def test_few_hidden_cases_change_no_figure(counting: World, public: int) -> None:
    """Also where one more would be a step, a share, a median or a place."""
    without = told_of(counting, public, 0)
    for hidden in range(1, 5):
        assert told_of(counting, public, hidden) == without


def test_five_hidden_cases_of_a_month_are_told(counting: World) -> None:
    def filed_in(answer: str) -> Any:
        return json.loads(answer)[0]["filed"]

    assert [filed_in(told_of(counting, public, 5)) for public in (0, 4, 5)] == [5, 5, 10]
    assert [filed_in(told_of(counting, 4, hidden)) for hidden in (9, 10)] == [5, 10]


def test_what_waits_to_be_looked_at_carries_nothing_over_a_step(counting: World) -> None:
    """Else those that come and are soon public would show, and take away again, that there are
    four hidden ones."""
    without = told_of(counting, 4, 4)
    save(cases_of_office(4, 4, waiting=1))
    assert everything(counting) == without


def test_the_whole_is_told_alike_however_it_falls_into_parts(counting: World) -> None:
    """Three hidden cases of each of two regencies are in neither, and in their province."""
    recounts = [
        replace(
            recount,
            counts=replace(
                recount.counts,
                values={**recount.counts.values, Dimension.REGENCY: f"35.{78 - number % 2 * 5}"},
            ),
        )
        for number, recount in enumerate(cases_of_office(4, 6))
    ]
    save(recounts)
    for query in ({"region_code": "35"}, {"region_code": "35", "group": "region"}, {}):
        _, answer, _ = counting.call("GET", "/v1/figures", query={**FEBRUARY, **query})
        assert answer["filed"] == 5
        assert answer["items"] == []


def this_month(world: World) -> list[Any]:
    """What everybody reads: the list, the figures of now and the files."""
    run(datetime.now(UTC))
    month = f"{datetime.now(UTC):%Y-%m}"
    pages = []
    for path, query in (
        ("/v1/complaints", {}),
        ("/v1/figures", {}),
        ("/v1/figures", {"agency": OFFICE}),
        ("/v1/figures", {"group": "agency"}),
        ("/v1/figures/agencies", {}),
    ):
        asked = query | ({"to": month} if path != "/v1/complaints" else {})
        status, answer, _ = world.call("GET", path, query=asked)
        assert status == 200, answer
        pages.append(answer)
    return [*pages, {name: fetched(name) for name in stored() if name.startswith(month)}]


def test_an_office_with_four_in_the_list_and_one_in_secret_has_four(world: World) -> None:
    """And one that is opened or hidden later is counted where it is then."""
    opened = [filed(world) for _ in range(4)]
    before = this_month(world)
    assert len(before[0]["items"]) == 4
    closed = filed(world, confidential=True)
    acts(world, closed["id"], SCHOOLS, "start")
    assert this_month(world) == before

    fifth = filed(world)
    with_five = this_month(world)
    assert len(with_five[0]["items"]) == with_five[1]["filed"] == with_five[2]["filed"] == 5
    acts(world, fifth["id"], SCHOOLS, "tighten", confidential=True)
    assert this_month(world) == before
    there = [one["id"] for one in (*opened, closed, fifth)]
    assert without_nothing(kept()) == recounted(*there)


def test_what_is_opened_later_is_public_in_figures_from_then_on(world: World) -> None:
    """Its reporter opens what its words closed; until a person has looked it is in neither."""
    opened = [filed(world) for _ in range(4)]
    closed = filed(world, **DANGEROUS)
    before = this_month(world)
    protection = f"/v1/complaints/{closed['id']}/protection"
    assert world.call("DELETE", protection, headers=receipt(closed))[0] == 200
    world.pump()
    assert this_month(world) == before
    acts(world, closed["id"], NATIONAL, "publish")
    after = this_month(world)
    assert (len(before[0]["items"]), before[1]["filed"]) == (4, "<5")
    assert len(after[0]["items"]) == after[1]["filed"] == 5
    there = [one["id"] for one in (*opened, closed)]
    assert without_nothing(kept()) == recounted(*there)
