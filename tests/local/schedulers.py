"""A schedule's function in a process of its own, as Lambda runs it, on a DynamoDB that sometimes
fails. Two of them are two schedulers."""

import multiprocessing
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

WRITTEN = "written all the same"
# The emulator takes longer the more rows there are, and the more else the machine does; a call that
# fails is to be one that was made to.
PATIENCE_SECONDS = 60


class Failed(Exception):
    """What the injected fault looks like to the code that writes."""


@dataclass
class Faults:
    """The first transaction of each chosen case fails, once for all processes together: of every
    second one nothing is written, of the others only the answer is lost."""

    case_ids: frozenset[str]
    folder: Path

    def before_call(self, params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
        body = params["body"].decode()
        case_id = next((name for name in _case_ids(body) if name in self.case_ids), None)
        if case_id is None or not self._first(case_id):
            return
        if int(case_id[-1]) % 2 == 0:
            raise Failed(f"nothing written of {case_id}")
        context["answer_lost"] = case_id

    def after_call(self, http_response: Any, context: dict[str, Any], **_: Any) -> None:
        case_id = context.get("answer_lost")
        if case_id is None:
            return
        if http_response.status_code == 200:
            (self.folder / case_id).write_text(WRITTEN)
        raise Failed(f"answer lost of {case_id}")

    def _first(self, case_id: str) -> bool:
        try:
            (self.folder / case_id).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


def _case_ids(body: str) -> set[str]:
    return {part.split('"', 1)[0] for part in body.split("CASE#")[1:]}


@dataclass
class Scheduler:
    """One process that runs schedules when told to."""

    process: multiprocessing.process.BaseProcess
    pipe: Connection

    @classmethod
    def started(cls, environment: Mapping[str, str], faults: Faults) -> "Scheduler":
        spawn = multiprocessing.get_context("spawn")
        ours, theirs = spawn.Pipe()
        process = spawn.Process(target=_serve, args=(theirs, dict(environment), faults))
        process.start()
        return cls(process, ours)

    def begin(self, schedule: str, now: datetime) -> None:
        """Start a run of a schedule's function at a moment; `finish` waits for it."""
        self.pipe.send((schedule, now.isoformat()))

    def finish(self) -> dict[str, int]:
        """The counts of the run that was begun."""
        counts = self.pipe.recv()
        assert isinstance(counts, dict), counts
        return counts

    def stop(self) -> None:
        if self.process.is_alive():
            self.pipe.send(None)
            self.process.join(10)
        if self.process.is_alive():
            self.process.terminate()


def _serve(pipe: Connection, environment: dict[str, str], faults: Faults) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(environment)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # they log every run, and every failure at length

    from chalicelib.errors import PartialFailure
    from chalicelib.schedules import due_steps
    from chalicelib.store.base import CommonMeta
    from chalicelib.store.tables import connection

    CommonMeta.read_timeout_seconds = PATIENCE_SECONDS

    events = connection().client.meta.events
    events.register("before-call.dynamodb.TransactWriteItems", faults.before_call)
    events.register("after-call.dynamodb.TransactWriteItems", faults.after_call)
    while (told := pipe.recv()) is not None:
        schedule, now = told
        try:
            pipe.send(getattr(due_steps, schedule)({"time": now}))
        except PartialFailure as failed:
            pipe.send(failed.args[0])
        except Exception as error:  # the test fails with it
            pipe.send(repr(error))
            raise
