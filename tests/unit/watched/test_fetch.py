"""What is fetched from servers that somebody else chose, and from which it is not: a server on this
machine behaves badly in each way."""

import gzip
import itertools
import socket
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.watched.fetch import (
    MOST_BYTES,
    MOST_REDIRECTS,
    FetchedDocument,
    FetchFailed,
    fetch,
    is_for_everybody,
)
from tests.unit.watched.servers import PUBLIC, LocalWire, always, answer, served

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
URL = "https://media.example/feed?page=1"


def fetched(wire: LocalWire, url: str = URL, **changes: Any) -> FetchedDocument:
    return fetch(url, now=NOW, wire=wire, **changes)


def refused(wire: LocalWire, url: str = URL, **changes: Any) -> tuple[str, timedelta | None]:
    with pytest.raises(FetchFailed) as failure:
        fetched(wire, url, **changes)
    return failure.value.reason, failure.value.retry_after


# What comes


def test_an_answer_comes_with_what_the_server_says_of_it() -> None:
    told = {"ETag": '"v1"', "Last_Modified": "Mon, 02 Mar 2026 01:00:00 GMT"}
    with served(always(answer(body=b"<rss/>", **told))) as wire:
        assert fetched(wire) == FetchedDocument(
            content=b"<rss/>", etag='"v1"', last_modified="Mon, 02 Mar 2026 01:00:00 GMT"
        )
    assert (wire.looked_up, wire.connected) == (["media.example"], [PUBLIC])


def test_a_server_is_asked_whether_anything_changed() -> None:
    heads: list[bytes] = []

    def unchanged(connection: socket.socket, head: bytes) -> None:
        heads.append(head)
        connection.sendall(answer("304 Not Modified"))

    with served(unchanged) as wire:
        assert fetched(wire, etag='"v1"', last_modified="x").content is None
        fetched(wire)
    asked = heads[0].decode().split("\r\n")
    assert asked[0] == "GET /feed?page=1 HTTP/1.1"
    assert {"Host: media.example", 'If-None-Match: "v1"', "If-Modified-Since: x"} <= set(asked)
    assert not any(line.lower().startswith(("cookie", "authorization")) for line in asked)
    assert b"If-" not in heads[1]


def test_what_is_packed_is_unpacked() -> None:
    packed = gzip.compress(b"x" * 100_000, mtime=0)
    with served(always(answer(body=packed, Content_Encoding="gzip"))) as wire:
        assert fetched(wire).content == b"x" * 100_000


def test_a_body_in_pieces_and_one_without_a_length_are_read() -> None:
    pieces = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    )
    with served(always(pieces)) as wire:
        assert fetched(wire).content == b"abcde"
    with served(always(b"HTTP/1.1 200 OK\r\n\r\nabc")) as wire:
        assert fetched(wire).content == b"abc"


# Limits


@pytest.mark.parametrize("length", [MOST_BYTES, MOST_BYTES + 1])
def test_so_much_is_read_and_no_more(length: int) -> None:
    for body, packing in (
        (b"x" * length, "identity"),
        (gzip.compress(b"x" * length, mtime=0), "gzip"),
    ):
        with served(always(answer(body=body, Content_Encoding=packing))) as wire:
            if length > MOST_BYTES:
                assert refused(wire) == ("too_large", None)
            else:
                assert len(fetched(wire).content or b"") == MOST_BYTES


def test_a_bomb_is_not_unpacked_and_an_endless_answer_ends() -> None:
    bomb = gzip.compress(b"\0" * (20 * MOST_BYTES), compresslevel=9)
    assert len(bomb) < MOST_BYTES
    with served(always(answer(body=bomb, Content_Encoding="gzip"))) as wire:
        assert refused(wire) == ("too_large", None)

    behind = answer(body=gzip.compress(b"x", mtime=0) + b"\0" * MOST_BYTES, Content_Encoding="gzip")
    with served(always(behind)) as wire:
        assert refused(wire) == ("too_large", None)

    def endless(connection: socket.socket, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in itertools.count():
            connection.sendall(b"x" * 65_536)

    with served(endless) as wire:
        assert refused(wire) == ("too_large", None)


@pytest.mark.parametrize("beginning", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\nabc"])
def test_a_server_that_dawdles_is_left(beginning: bytes) -> None:
    gone = threading.Event()

    def dawdle(connection: socket.socket, _: bytes) -> None:
        connection.sendall(beginning)
        connection.recv(1)  # until the other side hangs up
        gone.set()

    with served(dawdle) as wire:
        assert refused(wire, seconds=1) == ("too_slow", None)  # so long that it has asked by then
        assert gone.wait(60)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "cut_short"),
        (
            answer(body=gzip.compress(b"abc" * 99, mtime=0)[:-9], Content_Encoding="gzip"),
            "cut_short",
        ),
        (answer(body=b"no gzip", Content_Encoding="gzip"), "broken_encoding"),
        (answer(body=b"x", Content_Encoding="br"), "unknown_encoding"),
        (b"no http\r\n\r\n", "no_connection"),
        (b"", "no_connection"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "no_connection"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n", "no_connection"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc", "no_connection"),
        (answer("404 Not Found"), "status_404"),
        (answer("204 No Content"), "status_204"),
    ],
)
def test_what_is_no_whole_answer_is_none(content: bytes, reason: str) -> None:
    with served(always(content)) as wire:
        assert refused(wire) == (reason, None)


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Mon, 02 Mar 2026 03:10:00 GMT", timedelta(minutes=10)),
        ("Mon, 02 Mar 2026 02:10:00 GMT", timedelta()),
        ("9" * 40, timedelta(seconds=10**7)),
        ("soon", None),
        ("", None),
    ],
)
def test_how_long_a_server_asks_to_wait(said: str, wait: timedelta | None) -> None:
    for status in ("429 Too Many Requests", "503 Service Unavailable"):
        with served(always(answer(status, Retry_After=said))) as wire:
            assert refused(wire) == (f"status_{status[:3]}", wait)


# Which servers


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 (refused)
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "169.254.170.2",
        "172.16.0.1",
        "192.0.0.1",
        "192.168.1.1",
        "198.18.0.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::",
        "::7f00:1",
        "::a9fe:a9fe",
        "::ffff:0:a9fe:a9fe",
        "fec0::1",
        "5f00::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "media.example",
        "",
    ],
)
def test_addresses_that_are_not_for_everybody_are_not_asked(address: str) -> None:
    assert not is_for_everybody(address)
    with served(always(answer(body=b"secret"))) as wire:
        inside = LocalWire(0, {"media.example": [PUBLIC, address]})
        assert refused(inside) == ("not_public", None)
        assert (inside.connected, wire.connected) == ([], [])


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700:4700::1111"])
def test_public_addresses_are_asked(address: str) -> None:
    assert is_for_everybody(address)


@given(st.ip_addresses(network="10.0.0.0/8") | st.ip_addresses(network="169.254.0.0/16"))
def test_no_private_address_passes_written_as_one_of_the_newer_kind(address: Any) -> None:
    assert not is_for_everybody(str(address))
    assert not is_for_everybody(f"::ffff:{address}")


def test_a_host_without_an_address_is_not_asked() -> None:
    assert refused(LocalWire(0, {"media.example": []})) == ("not_public", None)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://media.example/", "not_https"),
        ("file:///etc/passwd", "not_https"),
        ("https://media.example:8443/", "not_https"),
        ("https://media.example:99999/", "no_connection"),
        ("https://somebody@media.example/", "not_https"),
        ("https:///feed", "no_host"),
        ("https://[::1/", "no_connection"),
        ("https://media.example/a b", "no_connection"),
        ("https://media.example/\r\nX: y", "no_connection"),
    ],
)
def test_only_https_at_its_own_port_is_asked(url: str, reason: str) -> None:
    with served(always(b"")) as wire:
        found = refused(wire, url)[0]
    assert found == reason or (reason == "no_connection" and "\r" in url)


def test_the_port_of_https_may_be_written() -> None:
    with served(always(answer(body=b"x"))) as wire:
        assert fetched(wire, "https://media.example:443/").content == b"x"


def test_the_address_that_was_checked_is_the_one_that_is_asked() -> None:
    """A name that answers otherwise the second time (DNS rebinding) is looked up once."""
    with served(always(answer(body=b"x"))) as wire:
        answers = iter([[PUBLIC], ["127.0.0.1"]])
        wire.look_up = lambda host: next(answers)  # type: ignore[method-assign]
        assert fetched(wire).content == b"x"
    assert wire.connected == [PUBLIC]


# Redirects


def redirecting(*targets: str) -> Any:
    """Leads from target to target, then answers."""
    left = iter([*(answer("302 Found", Location=target) for target in targets), answer(body=b"x")])
    return lambda connection, _: connection.sendall(next(left))


def test_a_redirect_is_followed_and_checked_again() -> None:
    with served(redirecting("/there", "https://other.example/feed")) as wire:
        assert fetched(wire).content == b"x"
    assert wire.looked_up == ["media.example", "media.example", "other.example"]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://media.example/", "not_https"),
        ("https://inside.example/latest/meta-data", "not_public"),
        ("https://media.example:22/", "not_https"),
        ("file:///etc/passwd", "not_https"),
    ],
)
def test_a_redirect_to_where_nobody_may_go_is_not_followed(target: str, reason: str) -> None:
    with served(redirecting(target)) as wire:
        wire._addresses["inside.example"] = ["169.254.169.254"]
        assert refused(wire) == (reason, None)
    assert len(wire.connected) == 1


def test_redirects_end() -> None:
    with served(redirecting(*["/on"] * MOST_REDIRECTS)) as wire:
        assert fetched(wire).content == b"x"
    with served(redirecting(*["/on"] * (MOST_REDIRECTS + 1))) as wire:
        assert refused(wire) == ("too_many_redirects", None)
