"""A proxy between the functions and the emulator that does what networks and services do: refuse,
dawdle, lose an answer after the work was done, and take the worker away that asked."""

import http.client
import json
import os
import re
import select
import signal
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


class How(StrEnum):
    """What is done to a call."""

    REFUSE = "refuse"
    SLOW = "slow"
    LOSE = "lose the answer"
    KILL_BEFORE = "kill before"
    KILL_AFTER = "kill after"


REFUSALS = {
    "dynamodb": (500, "InternalServerError"),
    "kms": (500, "KMSInternalException"),
    "secretsmanager": (500, "InternalServiceError"),
    "ses": (429, "TooManyRequestsException"),
    "sns": (500, "InternalError"),
    "sqs": (500, "InternalFailure"),
}
SLOW_SECONDS = 2.0
# What waits in a queue for minutes waits for a second here.
_DELAY = re.compile(rb'("DelaySeconds":\s*)[1-9]\d*')


@dataclass(frozen=True)
class Call:
    """A request of a function, as far as faults are chosen by it."""

    service: str
    operation: str
    text: str


@dataclass(frozen=True)
class Mishap:
    """A call and what was done to it."""

    how: How
    call: Call


@dataclass
class Fault:
    """Of the calls that match, `times` are treated `how`: all, or each `every`th. `body` is looked
    for in the request."""

    service: str
    how: How
    times: int
    operation: str = ""
    body: str = ""
    every: int = 1
    seen: int = 0
    hits: int = 0

    def takes(self, call: Call) -> bool:
        """Whether this call is one of them; it is counted then."""
        if (
            self.hits == self.times
            or self.service != call.service
            or self.operation not in call.operation
            or self.body not in call.text
        ):
            return False
        taken = self.seen % self.every == 0
        self.seen += 1
        self.hits += taken
        return taken


@dataclass
class Proxy:
    """Stands before the emulator at `upstream`; `home` is the folder of its stack.

    `mishaps` is everything that went wrong so far, also answers for which nobody waited any more.
    """

    upstream: str
    home: Path
    mishaps: list[Mishap] = field(default_factory=list)
    url: str = ""
    _faults: list[Fault] = field(default_factory=list)
    _calls: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def serving(self) -> Iterator["Proxy"]:
        """Serve on a free port."""
        proxy = self

        class Handler(_Handler):
            owner = proxy

        server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()

    def set_faults(self, faults: Sequence[Fault]) -> None:
        """From now on these and no others."""
        with self._changed:
            self._faults = list(faults)

    def fault_for(self, call: Call) -> How | None:
        """What happens to a call."""
        with self._changed:
            self._calls += 1
            self._changed.notify_all()
            how = next((fault.how for fault in self._faults if fault.takes(call)), None)
        if how is not None:
            self.record(how, call)
        return how

    def record(self, how: How, call: Call) -> None:
        """Remember what was done to a call."""
        with self._changed:
            self.mishaps.append(Mishap(how, call))

    def wait_for_a_call(self, at_most_seconds: float) -> None:
        """Return when a function asks something of AWS, or after so many seconds."""
        with self._changed:
            before = self._calls
            self._changed.wait_for(lambda: self._calls != before, at_most_seconds)

    def kill_owner_of(self, port: int) -> None:
        """Take away the worker whose connection has this local port."""
        socket_name = f"socket:[{_inode_of(port)}]"
        for process in workers(self.home):
            with suppress(OSError):  # it ended meanwhile
                descriptors = list((process / "fd").iterdir())
                if any(_target(descriptor) == socket_name for descriptor in descriptors):
                    os.kill(int(process.name), signal.SIGKILL)
                    return
        raise LookupError(f"no worker has the port {port}")


def workers(home: Path, function: str = "") -> list[Path]:
    """The processes of a stack's functions, or of one of them, as folders of `/proc`."""
    ours = f"{home.resolve() / 'tmp'}/ministack-lambda-{function}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if ours in (process / "cmdline").read_bytes():
                found.append(process)
    return found


def _readable(connection: socket.socket) -> bool:
    return bool(select.select([connection], [], [], 0)[0])


def _target(descriptor: Path) -> str:
    try:
        return str(descriptor.readlink())
    except OSError:
        return ""


def _inode_of(port: int) -> str:
    """The socket with this local port, as the kernel numbers it."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if int(fields[1].rpartition(":")[2], 16) == port:
            return fields[9]
    return ""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a worker that is gone is what was asked for."""


class _Handler(BaseHTTPRequestHandler):
    owner: Proxy
    upstream: http.client.HTTPConnection  # kept as long as the worker keeps its own
    connection: socket.socket
    protocol_version = "HTTP/1.1"
    # One packet an answer: in two the second waits for the first to be acknowledged.
    wbufsize = -1
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        address = urlsplit(self.owner.upstream).netloc
        self.upstream = http.client.HTTPConnection(address, timeout=120)

    def finish(self) -> None:
        self.upstream.close()
        super().finish()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        call = self._call(body)
        how = self.owner.fault_for(call)
        if how is How.REFUSE:
            self._refuse(call.service)
            return
        if how is How.KILL_BEFORE:
            self._kill()
            return
        if how is How.SLOW:
            threading.Event().wait(SLOW_SECONDS)
        status, headers, content = self._forward(body)
        if how is How.KILL_AFTER:
            self._kill()
        elif how is How.LOSE:
            self.close_connection = True
        elif self._is_gone():
            self.owner.record(How.LOSE, call)
            self.close_connection = True
        else:
            self._answer(status, headers, content)

    do_GET = do_PUT = do_DELETE = do_POST

    def _call(self, body: bytes) -> Call:
        signed = self.headers.get("Authorization") or ""  # a login is not signed
        scope = re.search(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/", signed)
        text = unquote(body.decode(errors="replace"))
        action = re.search(r"Action=(\w+)", text)
        target = (self.headers.get("X-Amz-Target") or "").rpartition(".")[2]
        operation = target or (action.group(1) if action else self.path)
        return Call(scope.group(1) if scope else "", operation, text)

    def _forward(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        body = _DELAY.sub(rb"\g<1>1", body)
        ours = {"connection", "content-length"}
        headers = {k: v for k, v in self.headers.items() if k.lower() not in ours}
        if self.upstream.sock and _readable(self.upstream.sock):  # idle so long that it was closed
            self.upstream.close()
        self.upstream.request(self.command, self.path, body, headers)
        answer = self.upstream.getresponse()
        return answer.status, answer.getheaders(), answer.read()

    def _is_gone(self) -> bool:
        """Whether nobody waits for the answer any more."""
        return _readable(self.connection) and not self.connection.recv(1, socket.MSG_PEEK)

    def _refuse(self, service: str) -> None:
        status, code = REFUSALS[service]
        if service == "sns":
            kind = "text/xml"
            content = f"<ErrorResponse><Error><Code>{code}</Code></Error></ErrorResponse>"
        else:
            kind = "application/x-amz-json-1.0"
            content = json.dumps({"__type": code, "message": "injected"})
        headers = [("x-amzn-ErrorType", code), ("Content-Type", kind)]
        self._answer(status, headers, content.encode())

    def _kill(self) -> None:
        self.owner.kill_owner_of(self.client_address[1])
        self.close_connection = True

    def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        passed = {"content-length", "transfer-encoding", "connection", "date", "server"}
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in passed:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a refused call is what was asked for."""
