"""How much one may do in a while, moved by the national administrator within its bounds."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib import warm
from chalicelib.errors import TooMany
from chalicelib.protection.price import MAX_NUMBER, Price
from chalicelib.store import rate_counters, rulebook
from chalicelib.store.rate_counters import Amount, RateLimit, in_force
from chalicelib.store.rulebook import Author, RateLimitChange
from chalicelib.usecases import administer, rate_limits
from tests.integration.people import NATIONAL, OMBUDSMAN, SURABAYA, filed, receipt
from tests.integration.world import World

RATES = "/v1/admin/rates"
NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)


def moves(world: World, name: str, most: int | None, **more: str) -> tuple[int, Any]:
    status, body, _ = world.call("PUT", f"{RATES}/{name}", {"most": most} | more, groups=NATIONAL)
    return status, body


def shown(world: World, **query: str) -> dict[str, Any]:
    status, body, _ = world.call("GET", RATES, query=query or None, groups=NATIONAL)
    assert status == 200, body
    return dict(body) | {item["name"]: item for item in body["items"]}


def test_all_are_shown_as_they_come_with_the_software(world: World) -> None:
    found = shown(world)
    assert [item["name"] for item in found["items"]] == [amount.name for amount in rate_limits.ALL]
    assert found["search"] == {
        "name": "search",
        "window": 600,
        "most": 120,
        "packaged": 120,
        "least": 20,
        "greatest": 2_000,
    }
    assert found["work"]["window"] is None
    assert "history" not in found


@pytest.mark.parametrize("amount", rate_limits.ALL, ids=lambda amount: amount.name)
def test_each_may_be_moved_and_neither_shuts_anybody_out_nor_is_ever_off(amount: Amount) -> None:
    assert amount.movable
    assert 0 < amount.minimum <= amount.value <= amount.maximum <= 100 * amount.value


def test_names_are_one_each() -> None:
    """A counter is found by its name."""
    names = [amount.name for amount in rate_limits.ALL]
    assert len(set(names)) == len(names)


def test_a_number_that_is_moved_counts_and_goes_back(world: World) -> None:
    """The counter at the desk: ten an hour in place of sixty, then as delivered."""
    status, body = moves(world, "counter", 10, note="Loket diserbu.")
    assert status == 200
    assert {i["name"]: i["most"] for i in body["items"]}["counter"] == 10
    for _ in range(10):
        rate_counters.take(rate_limits.AT_THE_COUNTER, "somebody", NOW)
    with pytest.raises(TooMany):
        rate_counters.take(rate_limits.AT_THE_COUNTER, "somebody", NOW)
    assert moves(world, "counter", None)[0] == 200
    rate_counters.take(rate_limits.AT_THE_COUNTER, "somebody", NOW)
    found = shown(world, history="true")
    assert found["counter"]["most"] == found["counter"]["packaged"] == 60
    first, second = found["history"]
    assert (first["before"], first["after"]) == (None, {"name": "counter", "most": 10})
    assert (first["note"], first["officer_id"]) == ("Loket diserbu.", f"sub-{NATIONAL}")
    assert (second["before"], second["after"]) == (
        {"name": "counter", "most": 10},
        {"name": "counter", "most": None},
    )


@pytest.mark.parametrize(
    "amount", [rate_limits.WORK, rate_limits.LINKS_OF_CASE], ids=lambda one: one.name
)
def test_bounds_are_the_last_numbers_that_are_taken(world: World, amount: Amount) -> None:
    for most, refusal in (
        (amount.minimum - 1, "too_small"),
        (amount.maximum + 1, "too_big"),
        (0, "too_small"),
    ):
        status, body = moves(world, amount.name, most)
        (field,) = body["error"]["fields"]
        assert (status, field["field"], field["problem"]) == (422, "most", refusal)
    assert in_force(amount) == amount
    for most in (amount.minimum, amount.maximum):
        assert moves(world, amount.name, most)[0] == 200
        assert in_force(amount).value == most


def test_the_same_again_changes_nothing(world: World) -> None:
    for most in (None, 7, 7, None, None):
        assert moves(world, "follow", most)[0] == 200
    assert [one["after"]["most"] for one in shown(world, history="true")["history"]] == [7, None]


def test_one_is_moved_and_the_others_stay(world: World) -> None:
    moves(world, "mailbox", 9)
    moves(world, "search", 20)
    moves(world, "search", 50)
    found = shown(world)
    moved = {i["name"]: i["most"] for i in found["items"] if i["most"] != i["packaged"]}
    assert moved == {"mailbox": 9, "search": 50}


def test_of_two_at_once_one_is_told_to_look_again(world: World) -> None:
    """Both decided on what they saw; the second one's row is there already."""
    from chalicelib.errors import Conflict

    seen, by = rulebook.rulebook(fresh=True), Author(officer_id="a", at=NOW)
    rulebook.add_rate_limit(RateLimitChange(name="search", most=20), None, by, seen)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        rulebook.add_rate_limit(RateLimitChange(name="search", most=30), None, by, seen)
    rulebook.add_rate_limit(RateLimitChange(name="follow", most=30), None, by, seen)
    assert in_force(rate_limits.SEARCHES).value == 20


def test_another_function_goes_by_it_within_a_minute(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = [0.0]
    warm.use_clock(lambda: seconds[0])
    assert in_force(rate_limits.SEARCHES).value == 120
    with monkeypatch.context() as elsewhere:  # another process writes, and this one is not told
        elsewhere.setattr(rulebook, "_book", warm.TimedCache(rulebook._load))
        by = Author(officer_id="a", at=NOW)
        administer.change_rate_limit(RateLimitChange(name="search", most=20), by)
    seconds[0] = 60.0
    assert in_force(rate_limits.SEARCHES).value == 120
    seconds[0] = 60.1
    assert in_force(rate_limits.SEARCHES).value == 20


def test_the_price_of_filing_follows(world: World) -> None:
    def asked() -> int:
        status, body, _ = world.call("GET", "/v1/challenge")
        assert status == 200
        return int(body["maxnumber"])

    assert rate_limits.price() == Price()
    assert asked() == MAX_NUMBER
    moves(world, "work", 20_000)
    moves(world, "challenge", 5)
    assert [asked() for _ in range(5)] == [20_000] * 4 + [40_000]
    moves(world, "challenges_of_all", 10)
    assert rate_limits.price() == Price(work=20_000, a_network=5, all_together=10)


def test_a_reporters_messages_follow(world: World) -> None:
    moves(world, "messages_an_hour", 3)
    case = filed(world)
    path = f"/v1/complaints/{case['id']}/messages"
    answers = [
        world.call("POST", path, {"text": f"Kabar {number}."}, headers=receipt(case))[0]
        for number in range(4)
    ]
    assert answers == [201, 201, 201, 429]
    assert [limit.value for limit in rate_limits.messages()] == [3, 30]
    moves(world, "messages_a_day", 20)
    assert [limit.value for limit in rate_limits.messages()] == [3, 20]


def test_what_a_release_narrowed_counts_as_the_nearer_bound(world: World) -> None:
    by = Author(officer_id="a", at=NOW)
    for name, most, counts in (("low", 1, 5), ("high", 90, 50)):
        narrow = RateLimit(name=name, window=timedelta(hours=1), value=9, minimum=5, maximum=50)
        seen = rulebook.rulebook(fresh=True)
        rulebook.add_rate_limit(RateLimitChange(name=name, most=most), None, by, seen)
        assert in_force(narrow).value == counts
        fixed = RateLimit(name=name, window=timedelta(hours=1), value=9)
        assert in_force(fixed) == fixed


def test_a_row_that_cannot_be_read_leaves_the_number_before(world: World) -> None:
    from chalicelib.store.reference_rows import RuleItem, rules_pk

    moves(world, "search", 30)
    RuleItem(
        rules_pk(rulebook.RATES),
        "search#000002",
        made_at=NOW,
        officer_id="a",
        note=None,
        before=None,
        after={"name": "search", "most": "banyak"},
    ).save()
    rulebook.rulebook(fresh=True)
    assert in_force(rate_limits.SEARCHES).value == 30


@pytest.mark.parametrize("groups", [SURABAYA, OMBUDSMAN])
def test_they_are_the_national_administrators(world: World, groups: str) -> None:
    for method, path, body in (
        ("GET", RATES, None),
        ("PUT", f"{RATES}/search", {"most": 20}),
    ):
        status, answer, _ = world.call(method, path, body, groups=groups)
        assert (status, answer["error"]["code"]) == (403, "role_may_not")
    assert in_force(rate_limits.SEARCHES).value == 120


def test_an_unknown_one_is_404(world: World) -> None:
    status, body = moves(world, "everything", 5)
    assert (status, body["error"]["code"]) == (404, "unknown_rate")
