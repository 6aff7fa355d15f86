"""A feed server on this machine that behaves as a test tells it, and the wire that leads to it."""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

PUBLIC = "93.184.215.14"
Behave = Callable[[socket.socket, bytes], object]
"""What a server does on a connection after it read the head of a request."""


class LocalWire:
    """Any host is at `addresses`, and every connection leads to the local server. Remembers which
    hosts were looked up and which addresses connected to."""

    def __init__(self, port: int, addresses: dict[str, Sequence[str]] | None = None) -> None:
        self._port = port
        self._addresses = addresses or {}
        self.looked_up: list[str] = []
        self.connected: list[str] = []

    def look_up(self, host: str) -> Sequence[str]:
        self.looked_up.append(host)
        return self._addresses.get(host, [PUBLIC])

    def connect(self, address: str, host: str, seconds: float) -> socket.socket:
        self.connected.append(address)
        return socket.create_connection(("127.0.0.1", self._port), timeout=seconds)


@contextmanager
def served(behave: Behave) -> Iterator[LocalWire]:
    """A server for as long as the block runs."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    def answer(connection: socket.socket) -> None:
        with connection:
            head = b""
            while b"\r\n\r\n" not in head:
                more = connection.recv(65_536)
                if not more:
                    return
                head += more
            try:
                behave(connection, head)
            except OSError:  # the other side had enough
                return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield LocalWire(listener.getsockname()[1])
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=5)


def answer(status: str = "200 OK", body: bytes = b"", **headers: str) -> bytes:
    """An answer with its length; `_` in names of headers stands for `-`."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def always(content: bytes) -> Behave:
    """The same to everybody."""
    return lambda connection, _: connection.sendall(content)
