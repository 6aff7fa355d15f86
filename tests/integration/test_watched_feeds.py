"""Feeds that are read: what is asked of their servers and when, and that every post comes to the
queue once, whatever a server does and wherever a run is cut off."""

import json
import random
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.errors import Unavailable
from chalicelib.observability import Metric
from chalicelib.store import watched_feeds
from chalicelib.store.rulebook import Author
from chalicelib.store.tables import FeedProgressItem
from chalicelib.structs import replace
from chalicelib.usecases import poll_feeds
from chalicelib.usecases.poll_feeds import MOST_PAGES, Poller, PollResult
from chalicelib.usecases.queues import PostQueue
from chalicelib.watched.watched_feed import FeedKind, WatchedFeed
from tests.integration.people import NATIONAL, OMBUDSMAN
from tests.integration.roles import acting_as
from tests.integration.test_posts_webhook import waiting
from tests.integration.world import World
from tests.unit.watched.servers import LocalWire, answer, served
from tests.unit.watched.test_watched_feed import Never

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
MINUTES = timedelta(minutes=1)
DESK = Author(officer_id="desk", at=NOW)
DOCUMENT = WatchedFeed(
    id="media", kind=FeedKind.DOCUMENT, url="https://media.example/rss", minutes=15
)
HASHTAG = WatchedFeed(
    id="tag", kind=FeedKind.HASHTAG, url="https://sosial.example", minutes=5, hashtag="padam"
)


@dataclass
class Server:
    """A feed server: an RSS document with an ETag, a Mastodon timeline, and whatever it is told to
    answer `instead`. Remembers the heads that it was sent."""

    posts: list[int] = field(default_factory=list)
    silent: range = range(0)  # of the posts, statuses that say nothing
    instead: dict[str, bytes] = field(default_factory=dict)
    heads: list[str] = field(default_factory=list)

    def __call__(self, connection: socket.socket, head: bytes) -> None:
        text = head.decode()
        self.heads.append(text)
        host = next(line[6:] for line in text.split("\r\n") if line.startswith("Host: "))
        if host in self.instead:
            connection.sendall(self.instead[host])
        elif "/api/v1/" in text:
            connection.sendall(self._timeline(text.split()[1]))
        else:
            connection.sendall(self._document(text))

    def _document(self, head: str) -> bytes:
        etag = f'"{len(self.posts)}"'
        if f"If-None-Match: {etag}" in head:
            return answer("304 Not Modified")
        items = "".join(
            f"<item><title>Padam {n}</title><link>https://media.example/{n}</link></item>"
            for n in sorted(self.posts, reverse=True)
        )
        return answer(body=f"<rss>{items}</rss>".encode(), ETag=etag)

    def _timeline(self, target: str) -> bytes:
        """As Mastodon has it: with `min_id` those just after it, newest first."""
        after = parse_qs(urlsplit(target).query).get("min_id")
        known = sorted(self.posts)
        page = [n for n in known if n > int(after[0])][:40] if after else known[-40:]
        body = [
            {
                "id": str(n),
                "url": f"https://sosial.example/{n}",
                "content": "" if n in self.silent else f"<p>Padam {n}</p>",
                "created_at": "2026-03-02T01:00:00Z",
            }
            for n in reversed(page)
        ]
        return answer(body=json.dumps(body).encode())


@contextmanager
def serving(*posts: int) -> Iterator[tuple[Server, LocalWire]]:
    server = Server(list(posts))
    with served(server) as wire:
        yield server, wire


def poll(
    wire: LocalWire, at: timedelta = timedelta(), queue: PostQueue | None = None, **more: Any
) -> PollResult:
    """A run so long after `NOW`, under the role of the function."""
    poller = Poller(wire=wire, queue=queue or PostQueue(), chance=Never())
    with acting_as("poll_feeds"):
        return poller.run(NOW + at, **more)


def texts(world: World) -> list[str]:
    return sorted((post.text for post in waiting(world)), key=lambda text: int(text.split()[1]))


def padam(numbers: Sequence[int]) -> list[str]:
    return [f"Padam {n}" for n in numbers]


# What comes to the queue


@pytest.mark.parametrize("feed", [DOCUMENT, HASHTAG])
def test_each_post_comes_once(world: World, feed: WatchedFeed) -> None:
    watched_feeds.write(feed, DESK)
    with serving(1, 2) as (server, wire):
        assert poll(wire) == PollResult(read=1, posts=2)
        assert texts(world) == padam([1, 2])
        assert poll(wire, 15 * MINUTES) == PollResult(read=1)
        server.posts.append(3)
        assert poll(wire, 30 * MINUTES) == PollResult(read=1, posts=1)
    assert texts(world) == padam([3])


def test_a_document_that_is_as_it_was_is_not_sent_again(world: World) -> None:
    watched_feeds.write(DOCUMENT, DESK)
    with serving(1) as (server, wire):
        for minutes in (0, 15, 30):
            poll(wire, minutes * MINUTES)
    asked = ['If-None-Match: "1"' in head for head in server.heads]
    assert asked == [False, True, True]


def test_a_document_that_changed_tells_what_is_new_in_it(world: World) -> None:
    """Also when posts leave it and come back into it."""
    watched_feeds.write(DOCUMENT, DESK)
    with serving(1, 2) as (server, wire):
        poll(wire)
        server.posts = [2, 3, 4]
        assert poll(wire, 15 * MINUTES).posts == 2
    assert texts(world) == padam([1, 2, 3, 4])


def test_a_burst_under_a_hashtag_is_read_page_by_page(world: World) -> None:
    watched_feeds.write(HASHTAG, DESK)
    with serving(1) as (server, wire):
        poll(wire)
        server.posts += range(2, 102)
        assert poll(wire, 5 * MINUTES) == PollResult(read=1, posts=100)
        assert texts(world) == padam(range(1, 102))
        server.posts += range(102, 402)  # more than are read at once
        assert poll(wire, 10 * MINUTES).posts == 40 * MOST_PAGES
        assert poll(wire, 15 * MINUTES).posts == 100
    assert texts(world) == padam(range(102, 402))


def test_what_says_nothing_under_a_hashtag_is_read_past(world: World) -> None:
    """More of it than a page has, which would be the next page for ever."""
    watched_feeds.write(HASHTAG, DESK)
    with serving(1) as (server, wire):
        poll(wire)
        server.silent = range(2, 92)
        server.posts += range(2, 94)
        assert poll(wire, 5 * MINUTES) == PollResult(read=1, posts=2)
        assert poll(wire, 10 * MINUTES) == PollResult(read=1)
    assert texts(world) == padam([1, 92, 93])


def test_a_server_that_always_has_the_same_page_is_left(world: World) -> None:
    watched_feeds.write(HASHTAG, DESK)
    with serving() as (server, wire):
        server.instead["sosial.example"] = Server([1, 2])._timeline("/")
        assert poll(wire).posts == 2
        assert poll(wire, 5 * MINUTES) == PollResult(read=1)
        assert len(server.heads) == 3


# When


@pytest.mark.parametrize(("minutes", "read"), [(0, 0), (5, 0), (10, 0), (15, 1)])
def test_a_feed_is_read_once_an_interval(world: World, minutes: int, read: int) -> None:
    watched_feeds.write(DOCUMENT, DESK)
    with serving(1) as (_, wire):
        poll(wire)
        assert poll(wire, minutes * MINUTES).read == read


def test_of_two_runs_at_once_one_reads(world: World) -> None:
    watched_feeds.write(DOCUMENT, DESK)
    with serving(1) as (server, wire):

        class Beside(PostQueue):
            """While one run reads, another begins."""

            def send(
                self, messages: Sequence[Mapping[str, Any]], delay: timedelta = timedelta()
            ) -> None:
                assert poll(wire) == PollResult()
                super().send(messages, delay)

        assert poll(wire, queue=Beside()) == PollResult(read=1, posts=1)
        # One that saw the row before the other began is refused by it.
        before = watched_feeds.progress_of("media")
        assert before is not None
        watched_feeds.save_progress("media", before, before)
    assert len(server.heads) == 1
    assert texts(world) == padam([1])


def test_a_run_that_lost_the_race_reads_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched_feeds.write(DOCUMENT, DESK)
    with serving(1) as (server, wire):
        poll(wire)
        monkeypatch.setattr(
            watched_feeds, "progress_of", lambda _: None
        )  # as it was before the other
        assert poll(wire, 15 * MINUTES) == PollResult()
    assert len(server.heads) == 1


def test_a_feed_that_was_ended_is_not_read(world: World) -> None:
    watched_feeds.write(WatchedFeed(**{**_fields(DOCUMENT), "active": False}), DESK)
    with serving(1) as (server, wire):
        assert poll(wire) == PollResult()
    assert server.heads == []


def _fields(feed: WatchedFeed) -> dict[str, Any]:
    return {name: getattr(feed, name) for name in feed.__struct_fields__}


def test_a_feed_of_another_address_is_read_from_the_beginning(world: World) -> None:
    watched_feeds.write(DOCUMENT, DESK)
    with serving(1) as (server, wire):
        poll(wire)
        watched_feeds.write(
            WatchedFeed(**{**_fields(DOCUMENT), "url": "https://other.example/rss"}), DESK
        )
        assert poll(wire, 15 * MINUTES).posts == 1
    assert "If-None-Match" not in server.heads[1]


def test_a_corrected_address_is_read_with_the_next_run(world: World) -> None:
    """However long the wrong one is left alone."""
    watched_feeds.write(replace(DOCUMENT, url="https://typo.example/rss"), DESK)
    with serving(1) as (server, wire):
        server.instead["typo.example"] = answer("503 Later", Retry_After="80000")
        poll(wire)
        watched_feeds.write(DOCUMENT, DESK)
        _, told, _ = world.call("GET", "/v1/admin/feeds", groups=NATIONAL)
        (line,) = told["items"]
        assert (line["next_at"], line["failures"], line["reason"]) == (None, 0, None)
        assert poll(wire, 5 * MINUTES) == PollResult(read=1, posts=1)
        assert poll(wire, 10 * MINUTES) == PollResult()
        server.instead["media.example"] = answer("500 Oops")
        poll(wire, 20 * MINUTES)
        progress = watched_feeds.progress_of("media")
    assert progress is not None
    assert progress.failures == 1


def test_without_time_left_no_other_feed_and_no_other_page_is_begun(world: World) -> None:
    watched_feeds.write(DOCUMENT, DESK)
    watched_feeds.write(HASHTAG, DESK)
    with serving(1) as (_, wire):
        left = iter([True, False, False])
        assert poll(wire, more=lambda: next(left)) == PollResult(read=1, posts=1)
        assert poll(wire, more=lambda: False) == PollResult()
        assert poll(wire).read == 1


# What goes wrong


def test_a_server_that_refuses_is_asked_less_and_less_and_the_others_as_ever(world: World) -> None:
    watched_feeds.write(DOCUMENT, DESK)
    watched_feeds.write(HASHTAG, DESK)
    asked = []
    with serving(1) as (server, wire):
        server.instead["media.example"] = answer("500 Oops")
        for minutes in range(0, 240, 5):
            before = len(wire.looked_up)
            poll(wire, minutes * MINUTES)
            if "media.example" in wire.looked_up[before:]:
                asked.append(minutes)
        assert asked == [0, 30, 90, 210]  # 30, 60, 120 minutes apart
        assert wire.looked_up.count("sosial.example") >= 48
        server.instead.clear()
        assert poll(wire, 450 * MINUTES) == PollResult(read=2, posts=1)
        assert poll(wire, 465 * MINUTES).read == 2
    assert len(texts(world)) == 2


def test_a_server_is_given_the_time_it_asks_for(world: World) -> None:
    watched_feeds.write(DOCUMENT, DESK)
    with serving(1) as (server, wire):
        server.instead["media.example"] = answer("429 Slow Down", Retry_After="7200")
        assert poll(wire) == PollResult(failed=1)
        server.instead.clear()
        assert poll(wire, 115 * MINUTES) == PollResult()
        assert poll(wire, 120 * MINUTES) == PollResult(read=1, posts=1)


@pytest.mark.parametrize(
    "sent",
    [
        answer(body=b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss/>"),
        answer(body=b"<html/>"),
        answer("302 Found", Location="https://inside.example/"),
        b"",
    ],
)
def test_whatever_a_server_sends_the_next_feed_is_read(world: World, sent: bytes) -> None:
    watched_feeds.write(DOCUMENT, DESK)
    watched_feeds.write(HASHTAG, DESK)
    with serving(1) as (server, wire):
        wire._addresses["inside.example"] = ["169.254.169.254"]
        server.instead["media.example"] = sent
        assert poll(wire) == PollResult(read=1, failed=1, posts=1)


@pytest.mark.parametrize("own_id", ["9" * 500_000, "\ud800", ""])
def test_an_id_that_fits_into_no_row_costs_itself_alone(world: World, own_id: str) -> None:
    """How far a hashtag was read is kept as the id of its newest status."""
    watched_feeds.write(HASHTAG, DESK)
    watched_feeds.write(replace(DOCUMENT, id="zzz"), DESK)
    with serving(1) as (server, wire):
        statuses = json.loads(Server([1])._timeline("/").partition(b"\r\n\r\n")[2])
        page = [{**statuses[0], "id": own_id}, *statuses]
        server.instead["sosial.example"] = answer(body=json.dumps(page).encode())
        assert poll(wire) == PollResult(read=2, posts=2)


def test_a_feed_whose_progress_cannot_be_read_is_read_anew(world: World) -> None:
    watched_feeds.write(DOCUMENT, DESK)
    FeedProgressItem(
        "FEED#media", next_at=NOW, progress={"next_at": "tomorrow"}, expires_at=NOW
    ).save()
    status, told, _ = world.call("GET", "/v1/admin/feeds", groups=NATIONAL)
    assert (status, [one["read_at"] for one in told["items"]]) == (200, [None])
    with serving(1) as (_, wire):
        assert poll(wire) == PollResult(read=1, posts=1)
        assert poll(wire, 15 * MINUTES) == PollResult(read=1)


def test_a_feed_whose_progress_cannot_be_written_stops_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched_feeds.write(DOCUMENT, DESK)
    watched_feeds.write(replace(DOCUMENT, id="zzz"), DESK)
    save = watched_feeds.save_progress

    def save_progress(feed_id: str, *progress: Any) -> None:
        if feed_id == "media":
            raise ValueError
        save(feed_id, *progress)

    monkeypatch.setattr(watched_feeds, "save_progress", save_progress)
    with serving(1) as (_, wire):
        assert poll(wire) == PollResult(read=1, failed=1, posts=1)


def test_what_nobody_thought_of_costs_one_feed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched_feeds.write(DOCUMENT, DESK)
    watched_feeds.write(HASHTAG, DESK)

    def read_entries(feed: WatchedFeed, content: bytes, at: datetime) -> list[Any]:
        if feed.id == "media":
            raise RecursionError
        return []

    monkeypatch.setattr(poll_feeds, "read_entries", read_entries)
    with serving(1) as (_, wire):
        assert poll(wire) == PollResult(read=1, failed=1)


def test_a_feed_that_fails_again_and_again_rings(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[Metric] = []
    monkeypatch.setattr(poll_feeds, "count", rung.append)
    watched_feeds.write(DOCUMENT, DESK)
    with serving() as (server, wire):
        server.instead["media.example"] = b""
        for days in range(4):
            poll(wire, timedelta(days=days))
        assert rung == []
        poll(wire, timedelta(days=4))
    assert rung == [Metric.FEEDS_FAILING]


class CutOff(PostQueue):
    """Takes so many posts, then nobody answers any more."""

    def __init__(self, most: int) -> None:
        self._left = most

    def send(self, messages: Sequence[Mapping[str, Any]], delay: timedelta = timedelta()) -> None:
        some = messages[: self._left]
        self._left -= len(some)
        super().send(some, delay)
        if len(some) < len(messages):
            raise Unavailable("unavailable")


@pytest.mark.parametrize("feed", [DOCUMENT, HASHTAG])
@pytest.mark.parametrize("most", [0, 30, 60])
def test_cut_off_anywhere_nothing_is_lost_and_each_post_has_one_id(
    world: World, feed: WatchedFeed, most: int
) -> None:
    watched_feeds.write(feed, DESK)
    with serving(1) as (server, wire):
        poll(wire)
        server.posts += range(2, 100)
        with pytest.raises(Unavailable):
            poll(wire, 15 * MINUTES, CutOff(most))
        assert poll(wire, 20 * MINUTES).posts == (98 if feed is HASHTAG else 0)
        assert poll(wire, 30 * MINUTES).posts == (98 if feed is DOCUMENT else 0)
    came = waiting(world)
    assert len(came) == 99 + most
    assert {post.text for post in came} == set(padam(range(1, 100)))
    assert len({post.id for post in came}) == 99


def test_the_schedule_reads_what_is_due(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from chalicelib.schedules import feed_runs

    watched_feeds.write(DOCUMENT, DESK)
    with serving(1) as (_, wire):
        usual = Poller(wire=wire, queue=PostQueue(), chance=random.Random(1))
        monkeypatch.setattr(Poller, "default", lambda: usual)
        assert feed_runs.poll_feeds({"time": "2026-03-02T03:00:00Z"}) == {
            "read": 1,
            "failed": 0,
            "posts": 1,
        }


# Who says which feeds are read


SENT: dict[str, Any] = {"id": "tag", "kind": "hashtag", "url": "https://sosial.example",
                        "hashtag": "padam", "minutes": 5}  # fmt: skip


def put(world: World, body: dict[str, Any], groups: str = NATIONAL) -> tuple[int, Any]:
    status, answered, _ = world.call("PUT", "/v1/admin/feeds", body, groups=groups)
    return status, answered


def test_the_national_administrator_says_which_feeds_are_read(world: World) -> None:
    status, made = put(world, SENT)
    assert status == 200
    assert made.pop("changed_at")
    assert made.pop("failures") == 0
    assert [made.pop(name) for name in ("read_at", "next_at", "reason")] == [None] * 3
    assert made == SENT | {"active": True, "changed_by": f"sub-{NATIONAL}"}
    assert [listed.feed for listed in watched_feeds.every()] == [HASHTAG]
    media = {"id": "media", "kind": "document", "url": "https://media.example/rss"}
    assert put(world, media)[1]["minutes"] == 15
    assert put(world, SENT | {"active": False})[0] == 200
    status, listed, _ = world.call("GET", "/v1/admin/feeds", groups=NATIONAL)
    assert [(one["id"], one["active"]) for one in listed["items"]] == [
        ("media", True),
        ("tag", False),
    ]
    for method, body in (("GET", None), ("PUT", SENT)):
        status, _, _ = world.call(method, "/v1/admin/feeds", body, groups=OMBUDSMAN)
        assert status == 403
    assert world.call("DELETE", "/v1/admin/feeds/tag", groups=OMBUDSMAN)[0] == 403
    assert len(watched_feeds.every()) == 2
    for _ in range(2):
        status, removed, _ = world.call("DELETE", "/v1/admin/feeds/tag", groups=NATIONAL)
        assert (status, removed) == (200, {"id": "tag"})
        assert [listed.feed.id for listed in watched_feeds.every()] == ["media"]


def test_the_administrator_sees_how_it_went_with_each(world: World) -> None:
    watched_feeds.write(DOCUMENT, DESK)
    watched_feeds.write(HASHTAG, DESK)

    def told() -> dict[str, tuple[Any, ...]]:
        _, listed, _ = world.call("GET", "/v1/admin/feeds", groups=NATIONAL)
        names = ("read_at", "next_at", "failures", "reason")
        return {one["id"]: tuple(one[name] for name in names) for one in listed["items"]}

    assert told() == {"media": (None, None, 0, None), "tag": (None, None, 0, None)}
    with serving(1) as (server, wire):
        server.instead["media.example"] = answer("500 Oops")
        poll(wire)
        at, half, five = (f"2026-03-02T10:{minute}:00+07:00" for minute in ("00", "30", "05"))
        assert told() == {"media": (at, half, 1, "status_500"), "tag": (at, five, 0, None)}
        server.instead["media.example"] = answer(body=b"<html/>")
        poll(wire, 30 * MINUTES)
        assert told()["media"][2:] == (2, "not_a_feed")
        server.instead.clear()
        watched_feeds.write(replace(HASHTAG, active=False), DESK)
        poll(wire, 90 * MINUTES)
        assert told() == {
            "media": ("2026-03-02T11:30:00+07:00", "2026-03-02T11:45:00+07:00", 0, None),
            "tag": ("2026-03-02T10:30:00+07:00", None, 0, None),
        }


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"id": "A b"}, "id", "bad_short_name"),
        ({"kind": "twitter"}, "kind", "not_allowed"),
        ({"url": "http://sosial.example"}, "url", "not_a_link"),
        ({"url": "https://10.0.0.1"}, "url", "not_a_link"),
        ({"url": "https://sosial.example:444"}, "url", "not_a_link"),
        ({"url": "https://sosial.example/api"}, "", "not_of_its_kind"),
        ({"hashtag": None}, "", "not_of_its_kind"),
        ({"hashtag": "#padam"}, "hashtag", "not_a_hashtag"),
        ({"hashtag": "2026"}, "hashtag", "not_a_hashtag"),
        ({"hashtag": "a/b"}, "hashtag", "not_a_hashtag"),
        ({"kind": "document"}, "", "not_of_its_kind"),
        ({"minutes": 4}, "minutes", "too_small"),
        ({"minutes": 1_441}, "minutes", "too_big"),
        ({"secret": "x"}, "secret", "unknown"),
    ],
)
def test_a_feed_that_cannot_be_read_is_refused(
    world: World, changes: dict[str, Any], field: str, problem: str
) -> None:
    status, answered = put(world, SENT | changes)
    named = [(one["field"], one["problem"]) for one in answered["error"]["fields"]]
    assert (status, named) == (422, [(field, problem)])


def test_there_are_so_many_feeds_and_no_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watched_feeds, "MOST_FEEDS", 2)
    for name in ("one", "two"):
        assert put(world, SENT | {"id": name})[0] == 200
    status, answered = put(world, SENT | {"id": "three"})
    assert (status, answered["error"]["code"]) == (409, "too_many_feeds")
    assert put(world, SENT | {"id": "two", "minutes": 9})[0] == 200
