"""What filing and searching cost: little at first, more for who asks for much, never shut."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib import warm
from chalicelib.protection.network import network_of
from chalicelib.protection.price import ALL_A_MINUTE, MAX_NUMBER
from chalicelib.store import rate_counters
from chalicelib.usecases.admission import new_challenge
from chalicelib.usecases.rate_limits import SEARCHES
from tests.integration.http.test_calls import calls
from tests.integration.people import KEY, complaint, filed, solution_of
from tests.integration.store.test_claims import rows
from tests.integration.test_rates import moves
from tests.integration.world import World

# Of one minute that is over, so that no test meets the turn of one.
NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)
TEXT = {"text": "Seragam gratis untuk murid baru belum sampai ke sekolah kami."}


def price(network: str = "a", now: datetime = NOW) -> float:
    return new_challenge(network, now)["maxnumber"] / MAX_NUMBER


def test_a_network_pays_for_its_own_and_for_this_hour(world: World) -> None:
    assert [price() for _ in range(21)] == [1] * 10 + [2] * 10 + [4]
    assert price("b") == 1
    assert price("a", NOW + HOUR - timedelta(seconds=1)) == 4
    assert price("a", NOW + HOUR) == 1


def test_all_pay_while_many_ask(world: World) -> None:
    found = [price(str(number)) for number in range(2 * ALL_A_MINUTE + 1)]
    assert found == [1] * ALL_A_MINUTE + [2] * ALL_A_MINUTE + [4]
    assert price("another") == 4
    assert price("one more", NOW + timedelta(minutes=1)) == 1
    assert price("and one", NOW) == 1, "a minute that was left begins anew"


def test_who_pays_the_most_costs_no_write_and_makes_it_dearer_for_nobody(world: World) -> None:
    with calls() as made:
        assert [price() for _ in range(50)][-1] == 32, "16 for the network, doubled by the load"
    assert made["UpdateItem"] == 50
    assert price() == 32
    with calls() as made:
        assert {price() for _ in range(100)} == {32}
    assert not made
    assert price("b") == 2, "the 51st of this minute, whatever the other network goes on asking"
    assert price("a", NOW + HOUR) == 1


def test_a_function_that_starts_has_given_none(world: World) -> None:
    for number in range(ALL_A_MINUTE):
        price(str(number))
    warm.reset()
    assert price("another") == 1


def test_the_network_is_the_one_the_gateway_saw(world: World) -> None:
    def asked(source_ip: str, **headers: str) -> int:
        answer = world.call("GET", "/v1/challenge", source_ip=source_ip, headers=headers)[1]
        return int(answer["maxnumber"])

    for number in range(10):
        assert asked(f"198.51.100.{number}", **{"x-forwarded-for": f"{number}.1.1.1"}) == MAX_NUMBER
    assert asked("198.51.100.10", **{"x-forwarded-for": "9.9.9.9"}) == 2 * MAX_NUMBER
    assert asked("198.51.101.10") == MAX_NUMBER


def test_what_was_asked_for_dearly_files_all_the_same(world: World) -> None:
    for _ in range(60):
        _, asked, _ = world.call("GET", "/v1/challenge")
    assert asked["maxnumber"] == 32 * MAX_NUMBER
    sent = {"x-challenge": solution_of(asked)}
    assert world.call("POST", "/v1/complaints", complaint(), headers=sent)[0] == 201


@pytest.mark.parametrize("what", ["followers", "receipt/replacement"])
def test_sixty_of_a_network_ask_for_mails_and_pay_more_and_more(world: World, what: str) -> None:
    """A village behind one mobile gateway: everybody gets theirs, and nobody for nothing."""
    assert moves(world, "work", 10_000)[0] == 200
    path = f"/v1/complaints/{filed(world)['id']}/{what}"

    def ask(number: int, **headers: str) -> tuple[int, str]:
        body = {"email": f"a{number}@contoh.example"} if what == "followers" else None
        from_there = f"198.51.100.{number}"
        status, answer, _ = world.call("POST", path, body, headers=headers, source_ip=from_there)
        return status, answer.get("error", {}).get("code", "")

    prices = []
    for number in range(60):
        assert ask(number) == (401, "challenge_required")
        asked = world.call("GET", "/v1/challenge", source_ip=f"198.51.100.{number}")[1]
        prices.append(asked["maxnumber"] / 10_000)
        solution = solution_of(asked)
        assert ask(number, **{"x-challenge": solution}) == (202, "")
        assert ask(number, **{"x-challenge": solution}) == (410, "challenge_used")
    assert prices[:10] == [1] * 10
    assert prices[-10:] == [32] * 10
    assert prices == sorted(prices)


@pytest.mark.parametrize("sent", [{}, {"x-challenge": "no"}, {"x-api-key": "no"}])
def test_who_brings_nothing_that_counts_costs_no_write(world: World, sent: dict[str, str]) -> None:
    with calls() as made:
        assert world.call("POST", "/v1/complaints", complaint(), headers=sent)[0] == 401
    assert set(made) <= {"GetItem", "Query"}, made


def searches(world: World, **given: Any) -> tuple[int, str | None]:
    status, answer, _ = world.call("POST", "/v1/similar", TEXT, **given)
    return status, answer.get("error", {}).get("code")


def test_searching_costs_nothing_at_first_and_then_a_challenge_each(world: World) -> None:
    network, now = network_of("203.0.113.9"), datetime.now(UTC)
    # In the window that now is in, and in the next: the test may run over its end.
    for moment in (now, now + SEARCHES.window):
        for _ in range(SEARCHES.value - 1):
            rate_counters.take(SEARCHES, network, moment)
    assert searches(world) == (200, None)
    assert searches(world) == (401, "challenge_required")
    assert world.call("GET", "/v1/similar", query=TEXT)[0] == 401
    assert searches(world, source_ip="203.0.112.9") == (200, None)
    assert searches(world, headers=KEY) == (200, None)
    _, asked, _ = world.call("GET", "/v1/challenge")
    solved = {"x-challenge": solution_of(asked)}
    assert searches(world, headers=solved) == (200, None)
    assert searches(world, headers=solved) == (410, "challenge_used")
    status, refused, _ = world.call("POST", "/v1/complaints", complaint(), headers=solved)
    assert (status, refused["error"]["code"]) == (410, "challenge_used")
    assert searches(world, headers={"x-challenge": "no"}) == (401, "challenge_failed")


def test_a_refused_search_looks_for_nothing(world: World) -> None:
    network, now = network_of("203.0.113.9"), datetime.now(UTC)
    for moment in (now, now + SEARCHES.window):
        for _ in range(SEARCHES.value):
            rate_counters.take(SEARCHES, network, moment)
    assert searches(world, source_ip="203.0.112.9")[0] == 200  # the register is read by now
    with calls() as made:
        assert searches(world)[0] == 401
    assert made == {"UpdateItem": 1}


def test_a_challenge_that_filed_searches_nothing(world: World) -> None:
    _, asked, _ = world.call("GET", "/v1/challenge")
    solved = {"x-challenge": solution_of(asked)}
    assert world.call("POST", "/v1/complaints", complaint(), headers=solved)[0] == 201
    assert searches(world, headers=solved) == (410, "challenge_used")


def test_a_search_leaves_no_address(world: World) -> None:
    assert searches(world)[0] == 200
    world.call("GET", "/v1/challenge")
    found = rows("test-ClaimsTable")
    assert len(found) == 2
    assert "203.0.113" not in str(found)
    assert network_of("203.0.113.9") not in str(found)
