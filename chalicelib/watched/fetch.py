"""One answer of a server that somebody else chose, or something handed to it: by https on port 443
alone, at an address that everybody can reach, within limits of time and size.

The address is looked up once, checked, and connected to: a name that answers otherwise a moment
later (DNS rebinding) changes nothing. Every redirect is checked like the first address. Nothing of
the service goes along: no cookies, no credentials.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Protocol
from urllib.parse import SplitResult, urljoin, urlsplit

from msgspec import Struct

HTTPS_PORT = 443
MOST_BYTES = 2 * 1024 * 1024  # packed and unpacked
MOST_REDIRECTS = 3
SECONDS = 15.0  # for all of it
_STEP_SECONDS = 5.0  # of silence
_CHUNK = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# All of IPv6 that is given to anybody (RFC 4291, section 2.4, and IANA's registry). Outside lie
# addresses that stand for an IPv4 address somewhere, such as ::10.0.0.1, and those of a site.
_GIVEN = ipaddress.IPv6Network("2000::/3")


class FetchFailed(Exception):
    """No usable answer: `reason` in a word for the log, and how long the server asks to wait."""

    def __init__(self, reason: str, retry_after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class FetchedDocument(Struct, frozen=True, kw_only=True):
    """An answer; `content` is None where nothing changed since `etag` and `last_modified`."""

    content: bytes | None
    etag: str | None
    last_modified: str | None


class Wire(Protocol):
    """The network, as far as it is needed."""

    def look_up(self, host: str) -> Sequence[str]:
        """All addresses of a host. Raises `OSError`."""

    def connect(self, address: str, host: str, seconds: float) -> socket.socket:
        """A connection to port 443 of that address, which has proved that it is `host`. Raises
        `OSError`."""


class Internet:
    """The network that there is."""

    def look_up(self, host: str) -> Sequence[str]:
        """See `Wire`."""
        found = socket.getaddrinfo(host, HTTPS_PORT, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(each[4][0]) for each in found))

    def connect(self, address: str, host: str, seconds: float) -> socket.socket:
        """See `Wire`."""
        plain = socket.create_connection((address, HTTPS_PORT), timeout=seconds)
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise


def fetch(
    url: str,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    now: datetime,
    wire: Wire,
    seconds: float = SECONDS,
) -> FetchedDocument:
    """What a server answers at `now` (UTC), unless it says that nothing changed.

    Raises `FetchFailed` for everything else: an address that is not for everybody, another status,
    too much, too slow.
    """
    headers = {
        "Accept": "application/atom+xml, application/rss+xml, application/json, text/xml;q=0.9",
        "Accept-Encoding": "gzip",
        "User-Agent": "LAPOR (public complaints; reads feeds)",
    }
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": last_modified} if last_modified else {}
    watch = _Watch(seconds)
    try:
        with watch:
            found = _follow(url, headers, now, wire, watch)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise FetchFailed("too_slow" if watch.over else "no_connection") from error
    if watch.over:  # an answer without a length may have been cut off
        raise FetchFailed("too_slow")
    return found


def send(
    url: str,
    content: bytes,
    headers: Mapping[str, str],
    *,
    wire: Wire,
    seconds: float = SECONDS,
) -> None:
    """Hand `content` to a server by POST. Taken is what it answers with 2xx; what it says beside is
    not read, and no redirect is followed: the content is for this address.

    Raises `FetchFailed` for everything else.
    """
    watch = _Watch(seconds)
    try:
        with watch:
            answer, connection = _ask(url, headers, wire, watch, content)
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise FetchFailed("too_slow" if watch.over else "no_connection") from error
    if not 200 <= answer.status < 300:
        raise FetchFailed(f"status_{answer.status}")


def _follow(
    url: str, headers: Mapping[str, str], now: datetime, wire: Wire, watch: "_Watch"
) -> FetchedDocument:
    for _ in range(MOST_REDIRECTS + 1):
        answer, connection = _ask(url, headers, wire, watch)
        try:
            if answer.status not in _REDIRECTS:
                return _read(answer, now)
            url = urljoin(url, answer.headers.get("Location", ""))
        finally:
            connection.close()
    raise FetchFailed("too_many_redirects")


def is_for_everybody(address: str) -> bool:
    """Whether an address is one of the public network: no private, local, link-local, reserved,
    multicast or metadata address, nor one that stands for such an address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = [found.sixtofour, *(found.teredo or ())]
        if any(each is not None and not each.is_global for each in inner):
            return False
        if found not in _GIVEN:
            return False
    return found.is_global and not found.is_multicast


class _Watch:
    """Ends a connection that takes too long: a server may send a byte a second for ever."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def add(self, connected: socket.socket) -> None:
        """End this one too, at once where the time is over."""
        self._sockets.append(connected)
        if self.over:
            self._end()

    def _end(self) -> None:
        self.over = True
        for connected in self._sockets:
            try:
                connected.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


def _ask(
    url: str,
    headers: Mapping[str, str],
    wire: Wire,
    watch: _Watch,
    content: bytes | None = None,
) -> tuple[http.client.HTTPResponse, http.client.HTTPConnection]:
    parts = urlsplit(url)
    host = _host(parts)
    connection = http.client.HTTPConnection(host, HTTPS_PORT, timeout=_STEP_SECONDS)
    connection.sock = wire.connect(_address(host, wire), host, _STEP_SECONDS)
    try:
        watch.add(connection.sock)
        method = "GET" if content is None else "POST"
        connection.putrequest(method, _target(parts), skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": host, "Connection": "close", **headers}.items():
            connection.putheader(name, value)
        if content is not None:
            connection.putheader("Content-Length", str(len(content)))
        connection.endheaders(content)
        return connection.getresponse(), connection
    except BaseException:
        connection.close()
        raise


def _host(parts: SplitResult) -> str:
    if parts.scheme != "https" or parts.port not in (None, HTTPS_PORT) or parts.username:
        raise FetchFailed("not_https")
    if not parts.hostname:
        raise FetchFailed("no_host")
    return parts.hostname.encode("idna").decode()


def _address(host: str, wire: Wire) -> str:
    """The first address of a host, if all of them are for everybody."""
    addresses = wire.look_up(host)
    if not addresses or not all(map(is_for_everybody, addresses)):
        raise FetchFailed("not_public")
    return addresses[0]


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _read(answer: http.client.HTTPResponse, now: datetime) -> FetchedDocument:
    etag, last_modified = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
    if answer.status == 304:
        return FetchedDocument(content=None, etag=etag, last_modified=last_modified)
    if answer.status != 200:
        wait = _retry_after(answer.headers.get("Retry-After"), now)
        raise FetchFailed(f"status_{answer.status}", wait)
    return FetchedDocument(content=_content(answer), etag=etag, last_modified=last_modified)


def _content(answer: http.client.HTTPResponse) -> bytes:
    packing = answer.headers.get("Content-Encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip", ""):
        raise FetchFailed("unknown_encoding")
    unpacker = zlib.decompressobj(wbits=31) if packing == "gzip" else None
    received, content = 0, bytearray()
    while chunk := answer.read1(_CHUNK):
        received += len(chunk)
        try:
            content += unpacker.decompress(chunk, MOST_BYTES + 1) if unpacker else chunk
        except zlib.error:
            raise FetchFailed("broken_encoding") from None
        if received > MOST_BYTES or len(content) > MOST_BYTES:
            raise FetchFailed("too_large")
    if answer.length:
        raise FetchFailed("cut_short")
    if unpacker and not unpacker.eof:
        raise FetchFailed("cut_short")
    return bytes(content)


def _retry_after(value: str | None, now: datetime) -> timedelta | None:
    """How long a server asks to wait: seconds, or until a moment (RFC 9110, section 10.2.3)."""
    if not value:
        return None
    if value.strip().isdigit():
        return timedelta(seconds=min(int(value), 10**7))
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(timedelta(), moment - now)
