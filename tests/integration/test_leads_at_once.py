"""Posts that are taken in at once, twice, in any order, or cut short at any call: each is counted
once, and none that is of a lead stays without it. What counts is what the table holds."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from threading import Event, get_ident
from typing import Any

import boto3
import pytest

from chalicelib.leads.lead import KEEPS_FOR
from chalicelib.leads.post import Post
from chalicelib.store import tables
from chalicelib.structs import replace
from chalicelib.usecases import find_leads
from tests.integration.roles import acting_as
from tests.integration.rows import case, put
from tests.integration.test_leads import NOON, RUBBISH, posts, rows
from tests.integration.world import REGION, World

HOUR = timedelta(hours=1)
SAME = "harga beras naik terus dan minyak goreng hilang dari warung tolong bapak menteri"


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture(autouse=True)
def _read_once(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """Posts are taken in many times here, and always read alike."""
    read, known = find_leads.assess_post, {}

    def read_once(post: Post, **how: Any) -> Any:
        if post not in known:
            known[post] = read(post, **how)
        return known[post]

    monkeypatch.setattr(find_leads, "assess_post", read_once)
    monkeypatch.setattr(find_leads, "fingerprint_of", cache(find_leads.fingerprint_of))
    monkeypatch.setattr(find_leads, "_may_complain", lambda _: True)


def take_in(*sent: Post) -> None:
    """As the function does with a message."""
    with acting_as("collect_posts"):
        for post in sent:
            find_leads.take_in(post, datetime.now(UTC))


Happening = Callable[[], None]


@contextmanager
def before_calls(happenings: Mapping[int, Happening]) -> Iterator[list[str]]:
    """Let things happen before calls of DynamoDB that this thread makes, counted from 1. Their own
    calls do not count, and are not among those given."""
    made: list[str] = []
    within, ours = False, get_ident()

    def watch(model: Any, **_: Any) -> None:
        nonlocal within
        if within or get_ident() != ours:
            return
        made.append(model.name)
        if len(made) in happenings:
            within = True
            try:
                happenings[len(made)]()
            finally:
                within = False

    events, name = tables.client().meta.events, f"at-once {id(happenings)}"
    events.register("before-call.dynamodb", watch, unique_id=name)
    try:
        yield made
    finally:
        events.unregister("before-call.dynamodb", unique_id=name)


def dies() -> None:
    raise Killed


def forget() -> None:
    """Empty the table."""
    table = boto3.resource("dynamodb", region_name=REGION).Table("test-LeadsTable")
    for row in rows():
        table.delete_item(Key={"pk": row["pk"], "sk": row["sk"]})


def expire(now: datetime) -> None:
    """Take away what is kept until `now`, as the table does by itself."""
    table = boto3.resource("dynamodb", region_name=REGION).Table("test-LeadsTable")
    for row in rows():
        if row["expires_at"] <= now.timestamp():
            table.delete_item(Key={"pk": row["pk"], "sk": row["sk"]})


def calls_for(before: Sequence[Post], last: Post) -> list[str]:
    """The calls that the last of these posts makes."""
    take_in(*before)
    with before_calls({}) as made:
        take_in(last)
    return made


def transactions(made: Sequence[str]) -> tuple[int, int]:
    """The numbers of the calls that count a post and that raise a lead."""
    counts, raises = (
        number for number, one in enumerate(made, start=1) if one == "TransactWriteItems"
    )
    return counts, raises


def told(sent: Sequence[Post]) -> None:
    """Every post is counted once, and all are of one lead, which counts each once."""
    everything = [row for row in rows("SERIES#ALL#") if row["sk"].startswith("DAY#")]
    assert hours(everything) == len(sent)
    kept = rows("POST#")
    assert {row["pk"] for row in kept} == {f"POST#{post.id}" for post in sent}
    (lead,) = rows("LEAD#")
    assert [row["pk"] for row in kept if row.get("lead_id") != lead["pk"].partition("#")[2]] == []
    assert [row["pk"] for row in kept if "gathers" in row] == []
    counted = Counter(row["pk"] for row in rows("SERIES#") if row["sk"].startswith("POST#"))
    for name, members in counted.items():
        assert hours([row for row in rows(name) if row["sk"].startswith("DAY#")]) == members


def hours(days: Sequence[dict[str, Any]]) -> int:
    return sum(int(n) for row in days for key, n in row.items() if key[0] == "h")


@pytest.mark.parametrize("apart", [timedelta(), 30 * HOUR, -20 * HOUR])
def test_whoever_comes_while_a_lead_is_raised_is_of_it(apart: timedelta) -> None:
    """Whichever call of the one that raises it the other comes before; within the window of the
    alarm, and far from it."""
    first = posts(RUBBISH[:6])
    other = replace(first[5], posted_at=first[5].posted_at + apart)
    made = calls_for(first[:4], first[4])
    counts, raises = transactions(made)
    for number in range(counts + 1, raises + 3) if not apart else (raises, raises + 1):
        forget()
        take_in(*first[:4])
        with before_calls({number: lambda: take_in(other)}):
            take_in(first[4])
        told([*first[:5], other])


def test_whoever_reads_before_and_after_a_lead_is_raised_is_of_it() -> None:
    """Before the lead is raised another post is counted and looks at its series; it is held at a
    call, and goes on when the lead is there."""
    sent = posts(RUBBISH[:6])
    made = calls_for(sent[:4], sent[4])
    counts, raises = transactions(made)
    for held_at in range(counts + 1, raises + 1):
        forget()
        take_in(*sent[:4])
        held, goes_on = Event(), Event()

        def hold(held: Event = held, goes_on: Event = goes_on) -> None:
            held.set()
            assert goes_on.wait(60)

        def other(held_at: int = held_at, hold: Happening = hold) -> None:
            with before_calls({held_at: hold}):
                take_in(sent[5])

        with ThreadPoolExecutor(1) as beside:

            def starts(held: Event = held, other: Happening = other) -> None:
                beside.submit(other)
                assert held.wait(60)

            with before_calls({raises: starts}):
                take_in(sent[4])
            goes_on.set()
        told(sent)


def test_who_dies_at_any_call_is_followed_by_the_next_delivery() -> None:
    """The one that raises the lead dies at a call, and before the call before it another post was
    counted."""
    sent = posts(RUBBISH[:6])
    made = calls_for(sent[:4], sent[4])
    _, raises = transactions(made)
    died = []
    for number in range(raises, len(made) + 1):
        forget()
        take_in(*sent[:4])
        try:
            with before_calls({number - 1: lambda: take_in(sent[5]), number: dies}):
                take_in(sent[4])
        except Killed:
            died.append(number)
        take_in(sent[4])
        told(sent)
    assert len(died) > 3


def test_two_deliveries_of_one_post_count_it_once() -> None:
    sent = posts(RUBBISH[:5])
    made = calls_for(sent[:4], sent[4])
    counts, raises = transactions(made)
    for number in (counts, counts + 1, raises, raises + 1):
        forget()
        take_in(*sent[:4])
        with before_calls({number: lambda: take_in(sent[4])}):
            take_in(sent[4])
        told(sent)


def within_each_other(sent: Sequence[Post], number: int) -> None:
    """Each is interrupted before the same call by the next, so that none sees what the others write
    after it."""
    if sent:
        with before_calls({number: lambda: within_each_other(sent[1:], number)}):
            take_in(sent[0])


@pytest.mark.parametrize("number", [1, 3, 4, 6])
def test_all_at_once_are_one_lead(number: int) -> None:
    sent = posts(RUBBISH[:6])
    within_each_other(sent, number)
    told(sent)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_copies_at_once_are_in_one_wording(number: int) -> None:
    """None of them has found that another founded it."""
    sent = posts([SAME] * 5)
    within_each_other(sent, number)
    told(sent)


@pytest.mark.parametrize("seed", range(3))
def test_order_and_doubles_change_nothing(seed: int) -> None:
    """Eight posts of a day, five of them within two hours."""
    sent = [
        replace(post, posted_at=NOON + hours * HOUR)
        for post, hours in zip(posts(RUBBISH), (-19, -9, 0, 0, 0.5, 0.8, 1, 20), strict=True)
    ]
    delivered = [*sent, *sent]
    Random(seed).shuffle(delivered)
    take_in(*delivered)
    told(sent)


def test_what_is_older_than_a_lead_is_not_of_it() -> None:
    """A feed that is added brings posts of weeks ago. They are of no lead of today; where they are
    one themselves, what comes next is still of today's."""
    today = posts(RUBBISH)
    old = [
        replace(post, id=f"{post.id}-old", posted_at=post.posted_at - timedelta(days=20))
        for post in today
    ]
    take_in(*today[:6])
    (lead,) = rows("LEAD#")
    take_in(*old[:6])
    take_in(*today[6:])
    of = Counter(row.get("lead_id") for row in rows("POST#"))
    assert len(rows("LEAD#")) == 2
    assert of[lead["pk"].removeprefix("LEAD#")] == 8
    assert sorted(of.values()) == [6, 8]  # none of them is left over, or of another


def test_what_an_earlier_lead_gathers_leaves_its_series_to_the_later_one() -> None:
    """Posts of two days before come after a lead of today, the first of them for no lead yet."""
    today = posts(RUBBISH)
    early = [
        replace(post, id=f"{post.id}-early", posted_at=post.posted_at - 40 * HOUR) for post in today
    ]
    lone = replace(early[0], id="kabar:lone", posted_at=early[0].posted_at - 10 * HOUR)
    next_days = [
        replace(post, id=f"{post.id}-next", posted_at=post.posted_at + 50 * HOUR) for post in today
    ]
    take_in(*today)
    (lead,) = rows("LEAD#")
    take_in(lone, *early, *next_days)
    of = {row["pk"]: row.get("lead_id") for row in rows("POST#")}
    assert of["POST#kabar:lone"] == of[f"POST#{early[0].id}"] not in (None, lead["pk"][5:])
    assert {of[f"POST#{post.id}"] for post in (*today, *next_days)} == {lead["pk"][5:]}
    assert len(rows("LEAD#")) == 2


def test_a_source_that_sends_the_latest_first_moves_no_lead_into_the_past() -> None:
    """One post a day, each within a day of the next: they are no burst, and not of the one of
    today, which goes on."""
    today = posts(RUBBISH)
    before = [
        replace(today[0], id=f"kabar:{hours}", posted_at=today[0].posted_at - hours * HOUR)
        for hours in range(20, 241, 20)
    ]
    next_day = [
        replace(post, id=f"{post.id}-next", posted_at=post.posted_at + 24 * HOUR) for post in today
    ]
    take_in(*today, *before, *next_day)
    (lead,) = rows("LEAD#")
    of = {row["pk"]: row.get("lead_id") for row in rows("POST#")}
    joined = {post.id for post in (*today, before[0], *next_day)}
    assert {pk[5:] for pk, lead_id in of.items() if lead_id == lead["pk"][5:]} == joined


def test_a_report_that_goes_elsewhere_when_it_was_forgotten_is_not_counted_again() -> None:
    cases = [case(filed_at=NOON + n * timedelta(minutes=5), sector="roads") for n in range(8)]
    put(cases)
    later = NOON + KEEPS_FOR + 2 * HOUR

    def route(now: datetime) -> None:
        with acting_as("collect_posts"):
            for one in cases:
                find_leads.take_in_filing(one.id, now)

    def days() -> list[dict[str, Any]]:
        return [row for row in rows("SERIES#") if row["sk"].startswith("DAY#")]

    route(NOON + HOUR)
    counted = days()
    assert (len(rows("LEAD#")), hours(counted)) == (1, 3 * len(cases))
    expire(later)
    route(later)
    assert rows("LEAD#") == rows("POST#") == []
    assert days() == counted


def test_one_text_repeated_is_one_lead_and_hides_no_other_matter_of_its_place() -> None:
    repeated = posts(
        ["lampu jalan di Surabaya padam semua gelap gulita bahaya"] * 12, source="farm"
    )
    burst = posts(RUBBISH)
    take_in(*repeated, *burst)
    of = {row["pk"]: row.get("lead_id") for row in rows("POST#")}
    loud = {of[f"POST#{post.id}"] for post in repeated}
    true = {of[f"POST#{post.id}"] for post in burst}
    assert len(loud) == len(true) == 1
    assert None not in loud | true
    assert loud != true
