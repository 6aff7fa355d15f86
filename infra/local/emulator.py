"""Start and stop the emulator's process, and know whether it runs."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from infra.console import CommandError
from infra.package import ROOT

LOOPBACK = "127.0.0.1"
REGION = "ap-southeast-3"
PYTHON = ROOT / ".venv-emulator" / "bin" / "python"
SECONDS_TO_START = 180
SECONDS_TO_STOP = 180  # what it holds is saved in them, also on a busy machine
SECONDS_TO_LET_GO = 3


@dataclass(frozen=True, kw_only=True)
class Ports:
    """The ports of one local stack, remembered so that addresses stay the same."""

    aws: int
    smtp: int
    mail: int


@dataclass(frozen=True, kw_only=True)
class Emulator:
    """The emulator that keeps its things in one folder.

    It ends with the process that started it, even one that was killed, unless it is `detached`.
    What it holds is saved when it stops and, with `autosave`, every few seconds, so that a kill
    loses little. Without `schedules` no function runs by the clock.
    """

    home: Path
    enforce_roles: bool = False
    detached: bool = False
    autosave: bool = True
    schedules: bool = True

    @property
    def log(self) -> Path:
        """Where the process writes, the output of stream and queue functions included."""
        return self.home / "logs" / "emulator.log"

    @property
    def endpoint(self) -> str:
        """The address of every AWS service."""
        return f"http://{LOOPBACK}:{self.ports().aws}"

    @property
    def mailbox(self) -> str:
        """The address of the mailbox's page."""
        return f"http://{LOOPBACK}:{self.ports().mail}/"

    def ports(self) -> Ports:
        """This stack's ports, chosen when first asked for."""
        remembered = self.home / "ports.json"
        try:
            return Ports(**json.loads(remembered.read_text()))
        except (OSError, ValueError, TypeError):
            ports = _free_ports()
            remembered.parent.mkdir(parents=True, exist_ok=True)
            remembered.write_text(json.dumps(asdict(ports)))
            return ports

    def running(self) -> bool:
        """Whether the emulator's process lives and answers."""
        return self._pid() is not None and self._answers()

    def start(self) -> None:
        """Start the emulator and wait until it answers.

        Raises:
            CommandError: a port is taken by something else, or the emulator ended or never
                answered.
        """
        if self._pid() is not None:
            self._end(self._pid())
        with self._held_ports():
            self._start()

    def _start(self) -> None:
        for folder in ("logs", "state", "s3", "mail"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        # Functions of an emulator that was killed may run on, and leave their unpacked code behind.
        self._end_functions()
        shutil.rmtree(self.home / "tmp", ignore_errors=True)
        (self.home / "tmp").mkdir()
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [PYTHON, Path(__file__).with_name("process.py")],
                cwd=self.home,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._pid_file.write_text(str(process.pid))
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if process.poll() is not None or time.monotonic() > deadline:
                last = self.log.read_text(errors="replace").strip().splitlines()[-1:]
                raise CommandError(
                    f"The local AWS did not start: {' '.join(last) or 'it said nothing'}."
                    f" The whole log is in {self.log}."
                )
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop the emulator so that it saves everything. Nothing happens when it does not run."""
        pid = self._pid()
        if pid is not None:
            self._end(pid)
        self._end_functions()
        self._pid_file.unlink(missing_ok=True)

    def save_soon(self) -> None:
        """Have everything saved now, the code of functions included; a deployment ends so. Nothing
        happens without `autosave`."""
        pid = self._pid()
        if pid is not None:
            os.kill(pid, signal.SIGUSR1)

    @property
    def _pid_file(self) -> Path:
        return self.home / "emulator.pid"

    def _pid(self) -> int | None:
        """The process of this very stack: a number that another program got since is not it."""
        try:
            pid = int(self._pid_file.read_text())
            os.kill(pid, 0)
            arguments = Path(f"/proc/{pid}/cmdline")
            ours = not arguments.exists() or b"process.py" in arguments.read_bytes()
        except (OSError, ValueError):
            return None
        return pid if ours else None

    def _end(self, pid: int | None) -> None:
        if pid is None:
            return
        with suppress(ProcessLookupError):  # it ended by itself meanwhile
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + SECONDS_TO_STOP
        while _alive(pid):
            if time.monotonic() > deadline:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                return
            time.sleep(0.1)

    def _end_functions(self) -> None:
        """End what runs from this stack's unpacked code: a busy function outlives the emulator."""
        ours = f"{self.home.resolve() / 'tmp'}/ministack-lambda-".encode()
        for command in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):
                if ours in command.read_bytes():
                    os.kill(int(command.parent.name), signal.SIGKILL)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.endpoint}/_ministack/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    @contextmanager
    def _held_ports(self) -> Iterator[None]:
        """Have the ports, so that nobody else is given one before the emulator listens on them. A
        process that was killed lets go of its ports a moment later, so wait a little."""
        deadline = time.monotonic() + SECONDS_TO_LET_GO
        with ExitStack() as held:
            for name, port in asdict(self.ports()).items():
                while (probe := _bound(port)) is None:
                    if time.monotonic() > deadline:
                        raise CommandError(
                            f"Port {port} ({name}) is used by another program. Stop that program,"
                            f" or delete {self.home / 'ports.json'} to get other ports."
                        )
                    time.sleep(0.1)
                held.enter_context(probe)
            yield

    def _environment(self) -> dict[str, str]:
        """A clean one: functions inherit it, and a stray AWS setting would send them elsewhere."""
        ports = self.ports()
        home = self.home.resolve()
        ends_with = {} if self.detached else {"ENDS_WITH": str(os.getpid())}
        return ends_with | {
            "PATH": f"{PYTHON.parent}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(home),
            "TMPDIR": str(home / "tmp"),
            "LANG": "C.UTF-8",
            "GATEWAY_PORT": str(ports.aws),
            "BIND_HOST": LOOPBACK,
            "MINISTACK_HOST": LOOPBACK,
            "MINISTACK_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "PERSIST_STATE": "1",
            "STATE_DIR": str(home / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(home / "s3"),
            "SMTP_HOST": f"{LOOPBACK}:{ports.smtp}",
            "MAIL_DIR": str(home / "mail"),
            "MAIL_WEB_PORT": str(ports.mail),
            "AUTOSAVE": "yes" if self.autosave else "",
            "SCHEDULES": "yes" if self.schedules else "",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "LOG_LEVEL": "INFO",
            "AUTH": "true" if self.enforce_roles else "false",
        }


def _free_ports() -> Ports:
    """Ports nobody uses now, held together so that no two are the same."""
    probes = [socket.socket() for _ in fields(Ports)]
    try:
        for probe in probes:
            probe.bind((LOOPBACK, 0))
        numbers = [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()
    return Ports(aws=numbers[0], smtp=numbers[1], mail=numbers[2])


def _bound(port: int) -> socket.socket | None:
    """A socket that has the port beside one that listens on it later; None where one does now."""
    probe = socket.socket()
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind((LOOPBACK, port))
    except OSError:
        probe.close()
        return None
    return probe


def _alive(pid: int) -> bool:
    """Whether a process runs; our own children that ended are collected on the way."""
    try:
        if os.waitpid(pid, os.WNOHANG) != (0, 0):
            return False
    except ChildProcessError:
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
