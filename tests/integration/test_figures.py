"""Figures counted from the messages of a queue: each state of a case once, whatever comes twice,
late, at once or out of order."""

import itertools
import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from chalicelib.case.model import Case
from chalicelib.case.officer_actions import Answer, Start
from chalicelib.case.routing_actions import Return, Route
from chalicelib.errors import Conflict
from chalicelib.figures.cells import (
    COUNTRY,
    UNKNOWN,
    YEAR,
    CaseCounts,
    Cell,
    Dimension,
    for_everybody,
)
from chalicelib.figures.measures import count_case
from chalicelib.figures.packing import MONTH
from chalicelib.store import cases, figure_cells
from chalicelib.store.figure_cells import CellItem, CountedCase, Generations, Recount
from chalicelib.structs import replace
from chalicelib.usecases import count_figures, rules
from chalicelib.usecases.races import TRIES
from infra.console import CommandError
from infra.rebuild_figures import Rebuilt, rebuild_figures
from tests.integration.consumers.filings import HOLDER, NATIONAL, act, filed_case, routed_case
from tests.integration.operating import operate
from tests.integration.people import SCHOOLS, SURABAYA, acts, filed, receipt
from tests.integration.roles import acting_as
from tests.integration.rows import reads
from tests.integration.world import REGION, LambdaContext, World

Cells = dict[tuple[str, str], dict[str, int]]


def kept(generation: int = 1) -> Cells:
    """The cells as the table has them, without what came to nothing."""
    table = boto3.resource("dynamodb", region_name=REGION).Table("test-FiguresTable")
    return {
        (row["pk"], row["sk"]): CellItem(row["pk"], row["sk"]).layout.unpack(
            {name: int(n) for name, n in row.items() if name not in ("pk", "sk")}
        )
        for row in table.scan()["Items"]
        if row["pk"].startswith(f"{generation}#") and row["sk"] != "CASE"
    }


def recounted(*case_ids: str, generation: int = 1) -> Cells:
    """The cells as they follow from the cases and their events alone."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for case_id in case_ids:
        counts = count_case(cases.get(case_id), cases.events(case_id), rules.general_policy())
        for cell, added in counts.cells():
            found.setdefault(figure_cells._cell_key(generation, cell), Counter()).update(added)
    return {key: dict(counts) for key, counts in found.items()}


def without_nothing(cells: Cells) -> Cells:
    return {key: counts for key, counts in cells.items() if counts}


def deliver(*messages: tuple[str, int]) -> list[str]:
    """Hand a batch to the function; the places in it that failed."""
    import app

    records = [
        {
            "messageId": str(place),
            "body": json.dumps({"case_id": case_id, "number": number}),
        }
        for place, (case_id, number) in enumerate(messages)
    ]
    with acting_as("count_figures"):
        answer = app.count_figures({"Records": records}, LambdaContext())
    return [failed["itemIdentifier"] for failed in answer["batchItemFailures"]]


def of_country(measure: str) -> int:
    month = f"{datetime.now(UTC):%Y-%m}"
    return sum(
        counts.get(measure, 0)
        for counts in figure_cells.of_value(1, Dimension.ALL, UNKNOWN, [month])
    )


@pytest.mark.parametrize("times", [1, 2])
def test_a_life_is_counted_once_however_often_it_is_delivered(world: World, times: int) -> None:
    world.times = times
    first, second = filed(world), filed(world)
    acts(world, first["id"], SCHOOLS, "start")
    acts(world, first["id"], SCHOOLS, "answer", text="Seragam sudah dibagikan.")
    status, answer, _ = world.call(
        "POST",
        f"/v1/complaints/{first['id']}/rating",
        {"satisfied": True},
        headers=receipt(first),
    )
    assert status == 201, answer
    world.pump()
    assert without_nothing(kept()) == recounted(first["id"], second["id"])
    assert of_country("filed") == 2
    assert of_country("satisfied") == of_country("closed:confirmed") == 1
    assert of_country("status:received") == 0


def test_messages_of_a_batch_are_one_count_a_case(world: World) -> None:
    case_id, other = routed_case(world), filed_case(world, "budi")
    version = act(case_id, Start()).version
    assert deliver((case_id, version), (other, 1), (case_id, 1), (case_id, 2)) == []
    assert without_nothing(kept()) == recounted(case_id, other)
    assert figure_cells.counted_cases(1, [case_id])[case_id].through == version


def test_a_message_that_comes_late_changes_nothing(world: World) -> None:
    case_id = routed_case(world)
    version = act(case_id, Answer(text="Sudah.")).version
    assert deliver((case_id, version)) == []
    before = kept()
    assert deliver((case_id, 1)) == []
    assert deliver((case_id, 2), (case_id, version)) == []
    assert kept() == before


def test_the_latest_of_a_batch_is_counted_in_any_order(world: World) -> None:
    case_id = routed_case(world)
    assert deliver((case_id, 1)) == []
    version = act(case_id, Start()).version
    assert deliver((case_id, version), (case_id, 1)) == []
    assert without_nothing(kept()) == recounted(case_id)


def test_a_misroute_is_counted_once_whatever_comes_twice_late_or_out_of_order(
    world: World,
) -> None:
    """Told as it happens, as a message after the other, and all again in any order at the end."""
    case_id, other = routed_case(world), routed_case(world, "budi")
    told = [(case_id, 1), (case_id, 2), (other, 2)]
    for action, actor in (
        (Return(reason="Ini kewenangan provinsi."), HOLDER),
        (Route(agency_id="provinsi-jawa-timur"), NATIONAL),
    ):
        told.append((case_id, act(case_id, action, actor).version))
        assert deliver(told[-1], told[0], told[-1]) == []
    assert deliver(told[2]) == []
    expected = recounted(case_id, other)
    assert without_nothing(kept()) == expected
    assert of_country("misrouted:suggestion") == 1
    assert of_country("routed:suggestion") == 2
    (day,) = [counts for (pk, _), counts in kept().items() if "#country#sector#education" in pk]
    assert day == {"filed": 2}
    for seed in range(6):
        again = [*told, *told]
        random.Random(seed).shuffle(again)
        assert deliver(*again[: 3 + seed]) == []
        assert [deliver(message) for message in again[3 + seed :]] == [[]] * (7 - seed)
    assert without_nothing(kept()) == expected


def test_a_counter_that_is_no_more_stops_no_case(world: World) -> None:
    case_id = routed_case(world)
    assert deliver((case_id, 2)) == []
    table = boto3.resource("dynamodb", region_name=REGION).Table("test-FiguresTable")
    key = {"pk": f"1#CASE#{case_id}", "sk": "CASE"}
    row = table.get_item(Key=key)["Item"]
    counted = json.loads(row["counted"])
    counted["counts"]["transferred"] = 1
    table.put_item(Item=row | {"counted": json.dumps(counted)})
    version = act(case_id, Start()).version
    assert deliver((case_id, version)) == []
    assert without_nothing(kept()) == recounted(case_id)


def test_what_is_counted_already_is_not_read_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = routed_case(world)
    assert deliver((case_id, 2)) == []
    monkeypatch.setattr(cases, "every_event", lambda _: pytest.fail("read"))
    assert deliver((case_id, 2)) == []


def test_an_event_that_adds_nothing_writes_nothing(world: World) -> None:
    case_id = routed_case(world)
    assert deliver((case_id, 2)) == []
    before = figure_cells.counted_cases(1, [case_id])[case_id]
    from chalicelib.case.officer_actions import Note

    version = act(case_id, Note(text="Ditelepon")).version
    assert deliver((case_id, version)) == []
    assert figure_cells.counted_cases(1, [case_id])[case_id] == before


def test_a_case_that_cannot_be_read_fails_alone(world: World) -> None:
    good, bad = routed_case(world), routed_case(world, "budi")
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    table.update_item(
        Key={"pk": f"CASE#{bad}", "sk": "EVENT#000002"},
        UpdateExpression="SET #type = :type",
        ExpressionAttributeNames={"#type": "type"},
        ExpressionAttributeValues={":type": "of_a_later_release"},
    )
    assert deliver((good, 2), (bad, 2), (bad, 1)) == ["1", "2"]
    assert without_nothing(kept()) == recounted(good)


def test_a_case_that_was_counted_meanwhile_is_counted_again_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two batches read what the same case added before; the slower one starts over, and what
    shared its transaction is saved all the same."""
    contested, other = routed_case(world), routed_case(world, "budi")
    assert deliver((contested, 1)) == []
    stale = dict(figure_cells.counted_cases(1, [contested, other]))
    version = act(contested, Start()).version
    assert deliver((contested, version)) == []
    act(contested, Answer(text="Sudah."))
    reads = iter([stale])
    really = figure_cells.counted_cases

    def counted_cases(generation: int, case_ids: Any) -> Mapping[str, CountedCase]:
        return next(reads, None) or really(generation, case_ids)

    monkeypatch.setattr(figure_cells, "counted_cases", counted_cases)
    assert deliver((contested, version + 1), (other, 2)) == []
    assert without_nothing(kept()) == recounted(contested, other)


@pytest.mark.parametrize("lost", [2, TRIES, TRIES + 1])
def test_what_is_contested_is_tried_at_once_and_then_comes_again(
    world: World, monkeypatch: pytest.MonkeyPatch, lost: int
) -> None:
    """The first time together with others, then by itself."""
    case_id = routed_case(world)
    really, asked = figure_cells.save, itertools.count(1)

    def save(generation: int, recounts: Any) -> None:
        if next(asked) <= lost:
            raise Conflict("stale")
        really(generation, recounts)

    monkeypatch.setattr(figure_cells, "save", save)
    won = lost <= TRIES
    assert deliver((case_id, 2)) == ([] if won else ["0"])
    assert next(asked) == min(lost, TRIES) + 2
    assert without_nothing(kept()) == (recounted(case_id) if won else {})


def test_what_another_counted_as_far_is_done(world: World) -> None:
    case_id = routed_case(world)
    load = (cases.get(case_id), cases.events(case_id))
    recount = Recount(
        before=CountedCase(case_id=case_id),
        counts=count_case(*load, rules.general_policy()),
        through=2,
    )
    figure_cells.save(1, [recount])
    with pytest.raises(Conflict, match="stale"):
        figure_cells.save(1, [recount])
    assert without_nothing(kept()) == recounted(case_id)
    policy = rules.general_policy()
    assert count_figures._save(1, [recount], policy) == set()
    assert without_nothing(kept()) == recounted(case_id)


def test_while_a_generation_is_built_both_are_counted_into(world: World) -> None:
    case_id = routed_case(world)
    assert deliver((case_id, 2)) == []
    figure_cells.set_generations(Generations(current=1, building=2))
    version = act(case_id, Start()).version
    assert deliver((case_id, version)) == []
    assert without_nothing(kept(1)) == recounted(case_id)
    assert without_nothing(kept(2)) == recounted(case_id, generation=2)
    figure_cells.set_generations(Generations(current=2))
    assert figure_cells.generations() == Generations(current=2)
    version = act(case_id, Answer(text="Sudah.")).version
    before = kept(1)
    assert deliver((case_id, version)) == []
    assert kept(1) == before
    assert without_nothing(kept(2)) == recounted(case_id, generation=2)


def test_a_restriction_takes_a_case_out_and_lets_it_in_again(world: World) -> None:
    first, second = filed(world), filed(world)
    path = f"/v1/complaints/{first['id']}/restriction"
    for method in ("PUT", "DELETE"):
        status, answer, _ = world.call(method, path, headers=receipt(first))
        assert status == 200, answer
        world.pump()
        there = [first["id"]] if method == "DELETE" else []
        assert without_nothing(kept()) == recounted(second["id"], *there)


def test_a_split_counts_when_it_happens(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the days of verification it speaks against the agency, whatever comes later."""
    case_id = filed(world)["id"]
    later = datetime.now(UTC) + timedelta(days=12)
    monkeypatch.setattr("chalicelib.http.officer.utcnow", lambda: later)
    acts(world, case_id, SURABAYA, "split", text="Lampu di depan sekolah padam.")
    world.pump()
    agency = figure_cells.of_value(
        1, Dimension.AGENCY, "kota-surabaya-dinas-pendidikan", [f"{datetime.now(UTC):%Y-%m}"]
    )
    assert sum(counts.get("bad", 0) for counts in agency) == 1
    assert without_nothing(kept()) == recounted(case_id, *cases.get(case_id).split_into)


def test_a_confidential_case_counts_as_any_and_its_cell_says_no_more(world: World) -> None:
    """From its filing on, through the same topic; nothing in officers' cells tells which it is."""
    opened, closed = filed(world), filed(world, confidential=True)
    assert cases.get(closed["id"]).confidential
    assert without_nothing(kept()) == recounted(opened["id"], closed["id"])
    assert of_country("filed") == of_country("status:routed") == 2
    policy = rules.general_policy()
    one = count_case(cases.get(closed["id"]), cases.events(closed["id"]), policy)
    other = count_case(cases.get(opened["id"]), cases.events(opened["id"]), policy)
    assert (one.public, other.public) == (False, True)
    assert replace(one, public=True) == other


def elsewhere(number: int, day: str = "2026-02-02") -> Recount:
    """A case that shares few cells with others."""
    values = dict.fromkeys(Dimension, str(number)) | {
        Dimension.CHANNEL: "web",
        Dimension.REGENCY: f"{number}.01",
    }
    del values[Dimension.ALL]
    counts = CaseCounts(day=day, hour="09", values=values, counts={"filed": 1})
    return Recount(before=CountedCase(case_id=f"LP-{number} {day}"), counts=counts, through=1)


def test_a_transaction_is_as_full_as_it_may_be() -> None:
    recounts = [elsewhere(number) for number in range(20)]
    batches = list(figure_cells.in_transactions(recounts))
    assert [each for batch in batches for each in batch] == recounts

    def rows(batch: list[Recount]) -> int:
        return len(batch) + len({cell for each in batch for cell in each.moves})

    sizes = [rows(batch) for batch in batches]
    assert all(size <= figure_cells.MOST_WRITES for size in sizes)
    for batch, following in zip(batches, batches[1:], strict=False):
        assert rows([*batch, following[0]]) > figure_cells.MOST_WRITES
    assert list(figure_cells.in_transactions([])) == []
    nowhere = CaseCounts(day="2026-02-02", hour=None, values={}, counts={"filed": 1})
    alike = [
        Recount(before=CountedCase(case_id=f"LP-{number}"), counts=nowhere, through=1)
        for number in range(150)
    ]
    assert [len(batch) for batch in figure_cells.in_transactions(alike)] == [99, 51]


def test_months_and_values_are_read_by_their_keys(world: World) -> None:
    figure_cells.save(1, [elsewhere(35), elsewhere(36)])
    assert figure_cells.of_value(1, Dimension.AGENCY, "35", ["2026-01", "2026-02"]) == [
        {"filed": 1}
    ]
    found = figure_cells.by_value(1, COUNTRY, Dimension.PROVINCE, ["2026-02"])
    assert found == {"35": {"filed": 1}, "36": {"filed": 1}}
    only = figure_cells.by_value(1, "province:36", Dimension.REGENCY, ["2026-02"])
    assert only == {"36.01": {"filed": 1}}
    assert figure_cells.of_value(1, Dimension.REGENCY, "36.01", ["2026-02"]) == [{"filed": 1}]
    only = figure_cells.by_value(1, "agency:35", Dimension.CLASS, ["2026-02"])
    assert only == {"35": {"filed": 1}}
    days = figure_cells.by_day(1, Dimension.PROVINCE, "35", "2026-02", "2026-02")
    assert days == {"2026-02-02": {"filed": 1}, "2026-02-hours": {"09": 1}}
    assert figure_cells.by_day(1, Dimension.PROVINCE, "35", "2026-01", "2026-03") == days
    assert figure_cells.by_day(1, Dimension.PROVINCE, "35", "2026-03", "2026-03") == {}
    assert figure_cells.by_day(1, Dimension.PROVINCE, "35", "2026-01", "2026-01") == {}


def test_several_months_of_all_values_are_one_query(world: World) -> None:
    days = ("2025-11-30", "2025-12-01", "2026-01-31", "2026-02-02", "2026-02-28", "2026-03-01")
    filed = [*(elsewhere(35, day) for day in days), elsewhere(36), elsewhere(3, "2026-01-01")]
    for batch in figure_cells.in_transactions(filed):
        figure_cells.save(1, batch)
    months = ["2025-12", "2026-01", "2026-02"]
    with reads() as seen:
        found = figure_cells.by_value(1, COUNTRY, Dimension.AGENCY, months)
    assert found == {"35": {"filed": 4}, "36": {"filed": 1}, "3": {"filed": 1}}
    assert seen.calls == {"Query": 1}
    assert figure_cells.by_value(1, COUNTRY, Dimension.AGENCY, months[::-1]) == found
    # What is not asked for is not read, neither other months nor the years between them.
    assert seen.evaluated == 5


def test_a_year_of_all_values_is_the_sum_of_its_months(world: World) -> None:
    days = ("2025-11-30", "2025-12-31", "2026-01-01", "2026-02-02", "2026-12-31", "2027-01-01")
    filed = [*(elsewhere(35, day) for day in days), elsewhere(36)]
    for batch in figure_cells.in_transactions(filed):
        figure_cells.save(1, batch)
    months = [f"2026-{month:02}" for month in range(1, 13)]
    for scope, dimension in (
        (COUNTRY, Dimension.AGENCY),
        (COUNTRY, Dimension.CATEGORY),
        ("province:35", Dimension.CATEGORY),
        ("agency:35", Dimension.CATEGORY),
    ):
        with reads() as seen:
            year = figure_cells.by_value(1, scope, dimension, [YEAR + "2026"])
        assert year == figure_cells.by_value(1, scope, dimension, months)
        assert year["35"] == {"filed": 3}
        assert (seen.calls, seen.evaluated) == ({"Query": 1}, len(year))
    years = [YEAR + "2025", YEAR + "2026"]
    found = figure_cells.by_value(1, COUNTRY, Dimension.AGENCY, years)
    assert found == {"35": {"filed": 5}, "36": {"filed": 1}}
    assert figure_cells.by_value(1, COUNTRY, Dimension.CLASS, [YEAR + "2026"]) == {}


def test_some_values_are_read_by_their_keys(world: World) -> None:
    filed = [elsewhere(35), elsewhere(35, "2026-01-31"), elsewhere(36), elsewhere(37)]
    for batch in figure_cells.in_transactions(filed):
        figure_cells.save(1, batch)
    with reads() as seen:
        found = figure_cells.of_values(
            1, Dimension.AGENCY, ["35", "36", "38"], ["2026-01", "2026-02"]
        )
    assert found == {"35": {"filed": 2}, "36": {"filed": 1}}
    assert (seen.calls, seen.fetched) == ({"BatchGetItem": 1}, 3)


def numbers() -> dict[str, set[str]]:
    """The names of the numbers that each row has."""
    table = boto3.resource("dynamodb", region_name=REGION).Table("test-FiguresTable")
    rows = table.scan()["Items"]
    return {f"{row['pk']} {row['sk']}": set(row) - {"pk", "sk"} for row in rows}


def test_a_row_has_all_its_numbers_from_the_beginning(world: World) -> None:
    figure_cells.save(1, [elsewhere(35)])
    first = numbers()
    assert first["1#country#sector 2026-02#35"] == set(MONTH.names)
    assert first["1#country#agency 2026-02#35"] == set(MONTH.names)
    assert first["1#country#agency Y2026#35"] == set(MONTH.names)
    assert first["1#country#agency#35 2026-02-hours"] == set("abcdef")
    figure_cells.save(1, [elsewhere(36)])
    assert {key: numbers()[key] for key in first} == first
    (country,) = figure_cells.of_value(1, Dimension.ALL, UNKNOWN, ["2026-02"])
    assert country == {"filed": 2}


def moved(recount: Recount, **counts: int) -> Recount:
    """The same case, counted anew with other counts."""
    return Recount(
        before=replace(recount.before, through=recount.through, counts=recount.counts),
        counts=replace(recount.counts, counts=counts),
        through=recount.through + 1,
    )


def test_a_row_of_a_release_before_is_read_and_goes_on_counting(world: World) -> None:
    """Rows of agencies had only the numbers that counted something, without digits at their
    ends."""
    row = {"pk": "1#country#agency", "sk": "2026-02#35"}
    table = boto3.resource("dynamodb", region_name=REGION).Table("test-FiguresTable")
    table.put_item(Item=row | MONTH.pack({"filed": 3, "split_off": 2, "v0": 1}))
    one = elsewhere(35)
    figure_cells.save(1, [one])
    two = moved(one, filed=1, v0=1, r14=1)
    figure_cells.save(1, [two])
    (counts,) = figure_cells.of_value(1, Dimension.AGENCY, "35", ["2026-02"])
    assert counts == {"filed": 4, "split_off": 2, "v0": 2, "r14": 1}
    stored = table.get_item(Key=row)["Item"]
    ends = {name: str(number)[-1] for name, number in stored.items() if name not in row}
    assert ends == dict.fromkeys(MONTH.pack({"filed": 1, "v0": 1}), "0") | dict.fromkeys(
        MONTH.pack({"r14": 1}), "1"
    )
    figure_cells.save(1, [moved(two, filed=1)])
    (counts,) = figure_cells.of_value(1, Dimension.AGENCY, "35", ["2026-02"])
    assert counts == {"filed": 4, "split_off": 2, "v0": 1}


def count_as_a_release_before(generation: int, *case_ids: str) -> None:
    """Into no year, and regencies into the country; nothing where everybody reads."""
    table = boto3.resource("dynamodb", region_name=REGION).Table("test-FiguresTable")
    for case_id in case_ids:
        counts = count_case(cases.get(case_id), cases.events(case_id), rules.general_policy())
        counts = replace(counts, former=True, public=None)
        recount = Recount(before=CountedCase(case_id=case_id), counts=counts, through=2)
        figure_cells.save(generation, [recount])
        key = {"pk": f"{generation}#CASE#{case_id}", "sk": "CASE"}
        table.update_item(Key=key, UpdateExpression="REMOVE in_years")
    of_regencies = {pk for pk, _ in kept(generation) if pk.endswith("#regency")}
    assert of_regencies == {f"{generation}#country#regency"}
    assert not {sk for _, sk in kept(generation) if sk.startswith(YEAR)}


def test_what_a_release_before_counted_comes_into_the_cells_of_now(world: World) -> None:
    """With its next event, each by itself; and nothing counts less than none."""
    case_ids = routed_case(world), routed_case(world, "budi")
    count_as_a_release_before(1, *case_ids)
    for case_id in case_ids:
        version = act(case_id, Start()).version
        assert deliver((case_id, version), (case_id, 1)) == []
        year = figure_cells.by_value(
            1, COUNTRY, Dimension.AGENCY, [f"{YEAR}{datetime.now(UTC):%Y}"]
        )
        counted = 1 + case_ids.index(case_id)
        assert [one["filed"] for one in year.values()] == [counted]
        assert max(max(one.values()) for one in year.values()) == counted
    assert without_nothing(kept()) == recounted(*case_ids)


def test_figures_that_a_release_before_began_to_build_have_their_years(world: World) -> None:
    case_ids = routed_case(world), routed_case(world, "budi")
    count_as_a_release_before(2, *case_ids)
    assert rebuild() == Rebuilt(cases=2, failed=frozenset(), generation=2)
    assert without_nothing(kept(2)) == recounted(*case_ids, generation=2)


def test_a_row_that_another_made_meanwhile_is_not_written_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = routed_case(world), routed_case(world, "budi")
    assert deliver((first, 2)) == []
    really, asked = figure_cells._missing, itertools.count(1)

    def missing(generation: int, cells: Any) -> Any:
        return set(cells) if next(asked) == 1 else really(generation, cells)

    monkeypatch.setattr(figure_cells, "_missing", missing)
    assert deliver((second, 2)) == []
    assert next(asked) == 3
    assert without_nothing(kept()) == recounted(first, second)


def rebuild() -> Rebuilt:
    dynamodb = boto3.client("dynamodb", region_name=REGION)
    return rebuild_figures(dynamodb, cases="test-CasesTable", figures="test-FiguresTable")


def test_figures_that_were_built_again_are_those_that_were_kept(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.rebuild_figures.AT_ONCE", 2)
    monkeypatch.setattr("infra.rebuild_figures.PROGRESS_EVERY", 2)
    case_ids = [filed(world)["id"] for _ in range(3)]
    acts(world, case_ids[0], SCHOOLS, "answer", text="Seragam sudah dibagikan.")
    running = without_nothing(kept(1))
    assert rebuild() == Rebuilt(cases=3, failed=frozenset(), generation=2)
    assert figure_cells.generations() == Generations(current=2)
    again = {("2" + pk[1:], sk): counts for (pk, sk), counts in running.items()}
    assert without_nothing(kept(2)) == again == recounted(*case_ids, generation=2)
    assert kept(1) == {}
    table = boto3.resource("dynamodb", region_name=REGION).Table("test-FiguresTable")
    assert not [row for row in table.scan()["Items"] if row["pk"].startswith("1#")]
    assert "2 cases counted." in capsys.readouterr().out
    # What happens from now on is counted into the one that is read.
    acts(world, case_ids[1], SCHOOLS, "start")
    assert without_nothing(kept(2)) == recounted(*case_ids, generation=2)
    assert kept(1) == {}


def test_what_happens_while_figures_are_built_is_in_both(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_ids = [filed(world)["id"] for _ in range(2)]
    really = count_figures.count_into

    def counting(
        generation: int, wanted: Mapping[str, int], load: Any = None, **how: Any
    ) -> set[str]:
        """After the walk has read which events there are, one of the cases goes on."""
        failed = really(generation, wanted, load, **how)
        if generation == 2 and load is None:
            monkeypatch.setattr(count_figures, "count_into", really)
            acts(world, case_ids[0], SCHOOLS, "start")
            assert without_nothing(kept(1)) == recounted(*case_ids)
        return failed

    monkeypatch.setattr(count_figures, "count_into", counting)
    assert rebuild().generation == 2
    assert without_nothing(kept(2)) == recounted(*case_ids, generation=2)


def test_where_a_case_cannot_be_counted_the_old_figures_stay(world: World) -> None:
    good, bad = routed_case(world), routed_case(world, "budi")
    assert deliver((good, 2), (bad, 2)) == []
    before = kept(1)
    key = {"pk": f"CASE#{bad}", "sk": "EVENT#000002"}
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    right = table.get_item(Key=key)["Item"]
    table.put_item(Item=right | {"type": "of_a_later_release"})
    assert rebuild() == Rebuilt(cases=2, failed=frozenset({bad}), generation=2)
    assert figure_cells.generations() == Generations(current=1, building=2)
    assert kept(1) == before
    outputs = {"CasesTableName": "test-CasesTable", "FiguresTableName": "test-FiguresTable"}
    with pytest.raises(CommandError, match=bad):
        operate("rebuild-figures", outputs=outputs)
    # Mended, the next run goes on with what was begun.
    table.put_item(Item=right)
    assert rebuild() == Rebuilt(cases=2, failed=frozenset(), generation=2)
    assert without_nothing(kept(2)) == recounted(good, bad, generation=2)


@pytest.mark.parametrize("contested", [False, True])
def test_what_was_begun_by_other_definitions_is_counted_by_those_of_now(
    world: World, monkeypatch: pytest.MonkeyPatch, *, contested: bool
) -> None:
    """A run that failed, and one of the next release, which counts otherwise."""
    good, bad = routed_case(world), routed_case(world, "budi")
    save = figure_cells.save

    def save_alone(generation: int, recounts: Sequence[Recount]) -> None:
        if contested and len(recounts) > 1:
            raise Conflict("stale")
        save(generation, recounts)

    def counted_otherwise(case: Case, *_: Any) -> CaseCounts:
        if case.id == bad:
            raise ValueError
        counts = count_case(case, cases.events(case.id), rules.general_policy())
        return replace(counts, counts={"filed": 1, "held": 1})

    with monkeypatch.context() as former:
        former.setattr(count_figures, "count_case", counted_otherwise)
        assert rebuild().failed == {bad}
    monkeypatch.setattr(figure_cells, "save", save_alone)
    assert rebuild() == Rebuilt(cases=2, failed=frozenset(), generation=2)
    assert without_nothing(kept(2)) == recounted(good, bad, generation=2)


def test_who_builds_takes_nothing_from_who_began_after_them(world: World) -> None:
    routed_case(world)
    table = boto3.resource("dynamodb", region_name=REGION).Table("test-FiguresTable")
    begun = {"pk": "3#CASE#LP-X", "sk": "CASE", "through": 1, "counted": "{}"}
    table.put_item(Item=begun)
    assert rebuild().generation == 2
    assert [row for row in table.scan()["Items"] if row["pk"].startswith("3#")] == [begun]


def test_a_day_of_which_nothing_is_left_is_no_day(world: World) -> None:
    """Its row stays, and says nothing."""
    scope = for_everybody(COUNTRY)
    day = CellItem(*figure_cells._cell_key(1, Cell(scope, Dimension.ALL, UNKNOWN, "2026-11-20")))
    day.counts = {}
    day.save()
    asked = {"from": "2026-11", "to": "2026-11"}
    status, answer, _ = world.call("GET", "/v1/figures", query=asked)
    assert (status, answer["by_day"]) == (200, {})
