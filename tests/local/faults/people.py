"""What people do while everything fails: file and answer, as often as it takes. And what operators
and time do afterwards."""

import os
import random
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chalicelib.routing.similarity import word_set
from infra.dead_letters import replay
from tests.local.client import (
    Answer,
    call,
    complaint,
    dead_letters,
    event_types,
    machine,
    recipients,
    rows,
)
from tests.local.conftest import Deployed
from tests.local.faults.proxy import Fault, Proxy, workers

PATIENCE_SECONDS = 240
# Who holds a claim sends within seconds; a claim of this age was left by somebody who died.
LEFT_AFTER = timedelta(seconds=20)
LONG_AGO = "2000-01-01T00:00:00.000000+0000"
WORDS = sorted(
    word_set(
        "kelas buku seragam ujian rapor kantin lapangan perpustakaan lampu kipas "
        "jendela pintu taman jadwal pelajaran toilet atap bocor kursi meja papan tulis bangku "
        "pendaftaran zonasi beasiswa ekstrakurikuler pramuka upacara libur daring "
        "proyektor laboratorium komputer pagar gerbang parkir jemputan dapur"
    )
)


@dataclass(frozen=True)
class Life:
    """A complaint and who filed it."""

    case_id: str
    email: str


def file(deployed: Deployed, name: str) -> Life:
    """File in words of its own (copies are a flood), as often as it takes, under one key."""
    email = f"{name}@contoh.example"
    said = random.Random(name).sample(WORDS, 14)
    filing = complaint(
        title=f"Sekolah: {said[0]} dan {said[1]}",
        body="Mohon sekolah negeri tempat anak kami belajar diperbaiki oleh dinas pendidikan: "
        f"{' '.join(said)}.",
        reporter={"email": email},
    )
    headers = machine(deployed) | {"Idempotency-Key": f"life-of-{name}"}
    answer = _insist(
        lambda: call(deployed, "POST", "/v1/complaints", filing, headers=headers),
        lambda answer: answer.status == 201,
    )
    return Life(case_id=answer.body["id"], email=email)


def answer(deployed: Deployed, officer: dict[str, str], life: Life) -> None:
    """Answer a routed complaint, as often as it takes."""
    path = f"/v1/officer/complaints/{life.case_id}"
    action = {"action": "answer", "version": 2, "text": "Uang sudah dikembalikan sekolah."}
    headers = officer | {"Idempotency-Key": f"answer-{life.case_id}"}
    _insist(
        lambda: call(deployed, "POST", f"{path}/actions", action, headers=headers),
        lambda answer: answer.status == 200,
    )


def _insist(attempt: Callable[[], Answer], done: Callable[[Answer], bool]) -> Answer:
    """What a patient person does: the same again."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    last: object = None
    while time.monotonic() < deadline:
        try:
            answer = attempt()
        except (OSError, ValueError) as error:  # no answer, or none of ours
            last = error
            continue
        if done(answer):
            return answer
        last = answer
    raise AssertionError(f"still refused: {last}")


def events_of(deployed: Deployed, life: Life) -> list[str]:
    """The types of a life's events, in order."""
    return event_types(rows(deployed, life.case_id))


def wait_until_routed(deployed: Deployed, proxy: Proxy, lives: Sequence[Life]) -> None:
    """Return when all are with an agency."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    for life in lives:
        while events_of(deployed, life) != ["filed", "routed"]:
            assert time.monotonic() < deadline, f"not routed: {life}"
            proxy.wait_for_a_call(at_most_seconds=1)


def wait_until_met(proxy: Proxy, faults: Sequence[Fault]) -> None:
    """Return when every fault has happened as often as it should."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    for fault in faults:
        while fault.hits < fault.times:
            assert time.monotonic() < deadline, f"never happened: {fault}"
            proxy.wait_for_a_call(at_most_seconds=1)


def heal(deployed: Deployed, proxy: Proxy, lives: Sequence[Life], notices: int) -> None:
    """No more faults. Leases of the dead lapse, letters are handed over again, until `notices` of
    each life are marked as sent and nothing waits anywhere.

    Three minutes of a lease are not waited for: their rows are made that old.
    """
    proxy.set_faults([])
    deadline = time.monotonic() + PATIENCE_SECONDS
    untold = list(lives)
    while untold := [life for life in untold if _sent(deployed, life) < notices]:
        assert time.monotonic() < deadline, f"stuck: {len(untold)}, such as {untold[:3]}"
        for life in untold:
            _let_leases_lapse(deployed, life)
        for queue, waiting in dead_letters(deployed).items():
            if waiting:
                replay(deployed.aws, deployed.outputs["stack"], queue.removesuffix("Url"))
        proxy.wait_for_a_call(at_most_seconds=1)
    deployed.settle()


def _sent(deployed: Deployed, life: Life) -> int:
    return recipients(rows(deployed, life.case_id)).total()


def _let_leases_lapse(deployed: Deployed, life: Life) -> None:
    dynamodb, table = deployed.aws("dynamodb"), deployed.outputs["tables"]["cases"]
    left = f"{datetime.now(UTC) - LEFT_AFTER:%Y-%m-%dT%H:%M:%S}"
    for sk, row in rows(deployed, life.case_id).items():
        if not sk.startswith("SENT#") or row["state"]["S"] != "sending":
            continue
        with suppress(dynamodb.exceptions.ConditionalCheckFailedException):  # sent meanwhile
            dynamodb.update_item(
                TableName=table,
                Key={"pk": row["pk"], "sk": row["sk"]},
                UpdateExpression="SET claimed_at = :old",
                ConditionExpression="#state = :sending AND claimed_at < :left",
                ExpressionAttributeNames={"#state": "state"},
                ExpressionAttributeValues={
                    ":old": {"S": LONG_AGO},
                    ":sending": {"S": "sending"},
                    ":left": {"S": left},
                },
            )


def end_idle_workers(deployed: Deployed, function: str) -> None:
    """Let a function that does nothing now begin anew with its next call."""
    for process in workers(deployed.stack.home, deployed.outputs["functions"][function]):
        os.kill(int(process.name), signal.SIGKILL)
