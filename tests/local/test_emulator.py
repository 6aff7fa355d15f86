"""The process under the stack: what it keeps, what it opens, what it says when it cannot start."""

import io
import json
import os
import signal
import socket
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from infra.console import CommandError
from infra.local.aws import clients
from infra.local.drain import drain
from infra.local.emulator import LOOPBACK, Emulator
from infra.local.gaps import MOST_FOUND, events_of
from infra.package import ROOT
from tests.browser.api import SCHOOL_COMPLAINT, Api
from tests.local.conftest import PATIENCE_SECONDS, Deployed


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    emulator = Emulator(home=tmp_path)
    yield emulator
    emulator.stop()


def process_id(emulator: Emulator) -> int:
    return int((emulator.home / "emulator.pid").read_text())


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return False


def queues(emulator: Emulator) -> list[str]:
    found = clients(emulator.endpoint)("sqs").list_queues().get("QueueUrls", [])
    return [url.rsplit("/", 1)[-1] for url in found]


def test_it_comes_back_as_it_was_after_a_clean_stop(emulator: Emulator) -> None:
    emulator.start()
    ports = emulator.ports()
    clients(emulator.endpoint)("sqs").create_queue(QueueName="kept")
    emulator.stop()
    assert not emulator.running()
    emulator.start()
    assert emulator.ports() == ports
    assert queues(emulator) == ["kept"]


def test_a_kill_loses_nothing_that_was_saved(emulator: Emulator) -> None:
    emulator.start()
    clients(emulator.endpoint)("sqs").create_queue(QueueName="kept")
    emulator.save_soon()
    saved = emulator.home / "state" / "sqs.json"
    assert eventually(lambda: saved.exists() and "kept" in saved.read_text())
    os.kill(process_id(emulator), signal.SIGKILL)
    assert eventually(lambda: not emulator.running())
    emulator.start()
    assert queues(emulator) == ["kept"]


def test_what_was_deployed_is_saved_with_the_word_of_it(emulator: Emulator) -> None:
    """All else is saved every few seconds too."""
    emulator.start()
    queue = {"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}
    aws = clients(emulator.endpoint)
    aws("cloudformation").create_stack(StackName="kept", TemplateBody=json.dumps(queue))
    aws("cloudformation").get_waiter("stack_create_complete").wait(StackName="kept")
    emulator.save_soon()
    assert eventually((emulator.home / "state" / "cloudformation.json").exists)
    os.kill(process_id(emulator), signal.SIGKILL)
    assert eventually(lambda: not emulator.running())
    emulator.start()
    (found,) = clients(emulator.endpoint)("cloudformation").describe_stacks()["Stacks"]
    assert found["StackName"] == "kept"
    assert len(queues(emulator)) == 1


def test_without_autosave_it_is_saved_at_its_end_alone(emulator: Emulator, tmp_path: Path) -> None:
    unsaved = Emulator(home=tmp_path / "unsaved", autosave=False)
    saved, other = (each.home / "state" / "sqs.json" for each in (unsaved, emulator))
    try:
        for each in (unsaved, emulator):
            each.start()
            clients(each.endpoint)("sqs").create_queue(QueueName="kept")
            each.save_soon()
        assert eventually(lambda: other.exists() and "kept" in other.read_text())
        assert not saved.exists()
    finally:
        unsaved.stop()
    assert "kept" in saved.read_text()


def test_it_listens_on_this_machine_only(emulator: Emulator) -> None:
    emulator.start()
    owned = set()
    for entry in Path(f"/proc/{process_id(emulator)}/fd").iterdir():
        with suppress(OSError):  # closed meanwhile
            target = str(entry.readlink())
            if target.startswith("socket:["):
                owned.add(target[8:-1])
    listening = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            columns = line.split()
            if columns[3] == "0A" and columns[9] in owned:
                listening.append(columns[1].split(":")[0])
    loopback = "0100007F"
    assert set(listening) == {loopback}
    assert len(listening) == len(asdict(emulator.ports()))


def test_no_function_outlives_the_emulator(emulator: Emulator) -> None:
    emulator.start()
    assert drain(emulator.mailbox, at_most_seconds=PATIENCE_SECONDS)
    create_function(emulator, "busy", "import time\ndef handler(*_):\n    time.sleep(600)\n")
    clients(emulator.endpoint)("lambda").invoke(FunctionName="busy", InvocationType="Event")
    assert eventually(lambda: workers(emulator) != [])
    assert not drain(emulator.mailbox, at_most_seconds=0.5)
    emulator.stop()
    assert eventually(lambda: workers(emulator) == [])


def test_it_ends_with_who_started_it_unless_detached(tmp_path: Path) -> None:
    """A run of tests that is killed leaves nothing behind; `make up` ends and its stack runs on."""
    start = (
        "import sys\nfrom pathlib import Path\nfrom infra.local.emulator import Emulator\n"
        "for name in ('ends', 'detached'):\n"
        "    Emulator(home=Path(sys.argv[1]) / name, detached=name == 'detached').start()\n"
        "print('started', flush=True)\nsys.stdin.read()\n"
    )
    ends, detached = (Emulator(home=tmp_path / name) for name in ("ends", "detached"))
    command = [sys.executable, "-c", start, tmp_path]
    try:
        with Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"started\n"
            process.kill()
        assert eventually(lambda: not ends.running())
        assert detached.running()
    finally:
        ends.stop()
        detached.stop()


def test_the_same_code_is_unpacked_and_compiled_once(emulator: Emulator) -> None:
    """Workers start in a fraction of the time; other code is other code all the same."""
    emulator.start()
    where = "import helper\ndef handler(*_):\n    return helper.__file__, helper.__cached__\n"
    found = {}
    for name, helper in {"one": "", "two": "", "other": "OTHER = True"}.items():
        create_function(emulator, name, where, helper=helper)
        answer = clients(emulator.endpoint)("lambda").invoke(FunctionName=name)
        found[name] = [Path(path).resolve() for path in json.loads(answer["Payload"].read())]
    assert found["one"] == found["two"] != found["other"]
    assert all(path.exists() for path in found["one"])
    assert found["other"][0].read_text() == "OTHER = True"
    emulator.stop()
    assert all(path.exists() for path in found["one"])


def create_function(emulator: Emulator, name: str, code: str, **modules: str) -> None:
    """A function of this code, with other modules it may import."""
    aws = clients(emulator.endpoint)
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    role = aws("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        for module, content in {"main": code, **modules}.items():
            target.writestr(zipfile.ZipInfo(f"{module}.py"), content)  # the same at any time
    aws("lambda").create_function(
        FunctionName=name,
        Runtime="python3.12",
        Role=role,
        Handler="main.handler",
        Code={"ZipFile": archive.getvalue()},
        Timeout=900,
    )


def workers(emulator: Emulator, function: str = "") -> list[str]:
    """Processes that run functions whose names begin so."""
    ours = str(emulator.home / "tmp" / f"ministack-lambda-{function}").encode()
    found = []
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if ours in command.read_bytes():
                found.append(command.parent.name)
    return found


def test_a_port_in_use_is_one_clear_sentence(emulator: Emulator) -> None:
    port = emulator.ports().aws
    with socket.socket() as taken:
        taken.bind((LOOPBACK, port))
        taken.listen()
        with pytest.raises(CommandError, match=rf"Port {port} \(aws\) is used by another program"):
            emulator.start()


def test_nobody_else_is_given_its_ports_while_it_starts(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From when they are free until it listens."""
    taken: list[int] = []
    starts = Emulator._start

    def start(self: Emulator) -> None:
        for port in asdict(self.ports()).values():
            with socket.socket() as other, suppress(OSError):
                other.bind((LOOPBACK, port))
                taken.append(port)
        starts(self)

    monkeypatch.setattr(Emulator, "_start", start)
    emulator.start()
    assert taken == []
    assert emulator.running()


def test_a_stale_process_number_is_not_mistaken_for_the_emulator(emulator: Emulator) -> None:
    (emulator.home / "emulator.pid").write_text(str(os.getpid()))
    assert not emulator.running()
    emulator.stop()
    assert not (emulator.home / "emulator.pid").exists()


def test_streams_are_read_on_after_a_restart(deployed: Deployed) -> None:
    """Records made after a restart reach the functions, however many there were before it."""
    sqs = deployed.aws("sqs")
    queue = listener(deployed)

    def published() -> list[str]:
        messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        return [json.loads(message["Body"])["case_id"] for message in messages]

    before = file_complaint(deployed)
    assert eventually(lambda: before in published())
    deployed.settle()
    with failures_come_back_soon(deployed):
        deployed.stack.emulator.stop()
        deployed.stack.emulator.start()
    after = file_complaint(deployed)
    assert eventually(lambda: after in published())


@contextmanager
def failures_come_back_soon(deployed: Deployed) -> Iterator[None]:
    """A delayed notice whose minute comes while the emulator stops fails, and would be hidden for
    six minutes from whoever waits for the queues afterwards."""
    sqs, usual = deployed.aws("sqs"), dict[str, str]()
    for url in deployed.outputs["queue_urls"].values():
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])
        usual[url] = found["Attributes"]["VisibilityTimeout"]
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "5"})
    yield
    for url, seconds in usual.items():
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": seconds})


def listener(deployed: Deployed) -> str:
    """A queue that hears every event, as an agency's own system would subscribe one."""
    sqs, topic = deployed.aws("sqs"), deployed.outputs["topic_arn"]
    queue: str = sqs.create_queue(QueueName="listener")["QueueUrl"]
    found = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": found["QueueArn"],
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    deployed.aws("sns").subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=found["QueueArn"],
        Attributes={"RawMessageDelivery": "true"},
    )
    return queue


def file_complaint(deployed: Deployed) -> str:
    api = Api(deployed.outputs)
    proof = {"X-Challenge": api.solved_challenge()}
    status, answer = api.call("POST", "v1/complaints", SCHOOL_COMPLAINT, proof)
    assert status == 201, answer
    return str(answer["id"])


def test_logs_are_read_beyond_what_one_answer_holds(emulator: Emulator) -> None:
    emulator.start()
    logs = clients(emulator.endpoint)("logs")
    logs.create_log_group(logGroupName="long")
    logs.create_log_stream(logGroupName="long", logStreamName="one")
    begun, times = (
        int(time.time() * 1000) - 60_000,
        [number // 7 for number in range(2 * MOST_FOUND + 3)],
    )
    for first in range(0, len(times), 5_000):
        logs.put_log_events(
            logGroupName="long",
            logStreamName="one",
            logEvents=[
                {"timestamp": begun + times[number], "message": str(number)}
                for number in range(first, min(first + 5_000, len(times)))
            ],
        )
    messages = [event["message"] for event in events_of(logs, "long")]
    assert messages == [str(number) for number in range(len(times))]
