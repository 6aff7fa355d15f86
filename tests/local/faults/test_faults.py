"""Two hundred lives while services refuse, dawdle, lose answers and workers die. Then everything is
healed, and what there is is counted: nothing lost, nothing twice, nothing stuck."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from chalicelib.routing.similarity import BANDS
from tests import files
from tests.local.client import signed_in
from tests.local.conftest import Deployed
from tests.local.faults import plan
from tests.local.faults.people import (
    PATIENCE_SECONDS,
    Life,
    answer,
    end_idle_workers,
    events_of,
    file,
    heal,
    wait_until_met,
    wait_until_routed,
)
from tests.local.faults.proxy import Fault, How, Mishap, Proxy
from tests.local.test_attachments import (
    filed,
    in_bucket,
    listed,
    posts,
    registered,
    status_of,
)
from tests.local.test_emulator import eventually

pytestmark = pytest.mark.timeout(1_800)

PARTS = {"refusing": plan.refusing, "slow": plan.slow, "losing": plan.losing, "dying": plan.dying}
LIVES = 50  # in each part
AT_ONCE = 4
NOTICES = 3  # routed: to reporter and desk; answered: to the reporter
CASE_ID = re.compile(r"LP(?:-[0-9A-Z]{4}){3}-[0-9A-Z]")


@pytest.fixture(scope="module")
def lives(deployed: Deployed, proxy: Proxy) -> list[Life]:
    """Fifty lives under each kind of fault, one kind after the other, each fault met as often as
    planned; then all faults end."""
    officer = signed_in(deployed, "liaison")
    lives: list[Life] = []
    with ThreadPoolExecutor(AT_ONCE) as people:
        for part, faults_of in PARTS.items():
            end_idle_workers(deployed, "api_handler")  # new ones have to ask for their secret
            faults = faults_of()
            proxy.set_faults(faults)
            names = [f"{part}-{number}" for number in range(LIVES)]
            new = list(people.map(lambda name: file(deployed, name), names))
            wait_until_routed(deployed, proxy, new)
            list(people.map(lambda life: answer(deployed, officer, life), new))
            wait_until_met(proxy, faults)
            lives += new
    heal(deployed, proxy, lives, NOTICES)
    return lives


def test_nothing_is_lost(deployed: Deployed, lives: list[Life]) -> None:
    """Each life has its events, its identity, its place among similar ones, and its notices; and
    there is no other case."""
    ids = {life.case_id for life in lives}
    assert len(ids) == LIVES * len(PARTS)
    stored = [(row["pk"]["S"], row["sk"]["S"]) for row in scanned(deployed, "cases")]
    assert {pk for pk, _ in stored if pk.startswith("CASE#")} == {f"CASE#{one}" for one in ids}
    in_bands = Counter(row["sk"]["S"].rpartition("#")[2] for row in scanned(deployed, "similar"))
    assert in_bands == dict.fromkeys(ids, BANDS)
    for table in ("vault", "vault_keys"):
        assert len(list(scanned(deployed, table))) == len(ids)
    came = mails(deployed)
    assert Counter(about(subject) for _, subject in came) == dict.fromkeys(ids, NOTICES)
    to_reporters = Counter(to for to, _ in came)
    for life in lives:
        assert events_of(deployed, life) == ["filed", "routed", "answered"]
        assert to_reporters[life.email] == 2


def test_nothing_comes_twice_but_in_the_stated_window(
    deployed: Deployed, proxy: Proxy, lives: list[Life]
) -> None:
    """A mail is repeated where SES had taken it and our mark was not written, and nowhere else:
    not more often than that happened to its case."""
    window = Counter(about(mishap.call.text) for mishap in proxy.mishaps if in_window(mishap))
    repeated: Counter[str] = Counter()
    for (_, subject), times in mails(deployed).items():
        repeated[about(subject)] += times - 1
    assert not repeated - window


def test_nothing_is_stuck(deployed: Deployed, lives: list[Life]) -> None:
    """No queue holds anything, dead letters included."""
    sqs, counts = deployed.aws("sqs"), ("", "NotVisible", "Delayed")
    names = [f"ApproximateNumberOfMessages{count}" for count in counts]

    def held() -> dict[str, dict[str, str]]:
        asked = {
            name: sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
            for name, url in deployed.outputs["queue_urls"].items()
        }
        return {name: waits for name, waits in asked.items() if set(waits.values()) != {"0"}}

    # What came twice and found another at it comes a last time, a second later.
    assert eventually(lambda: not held()), held()


def test_a_scan_that_is_killed_anywhere_is_done_once_by_the_next_delivery(
    deployed: Deployed, proxy: Proxy
) -> None:
    """After the clean copy, before and after the row says so: three photos, three deaths."""
    deployed.aws("sqs").set_queue_attributes(
        QueueUrl=deployed.outputs["queue_urls"]["ScanAttachmentsQueueUrl"],
        Attributes={"VisibilityTimeout": "10"},  # longer than a look takes on a busy machine
    )
    case, before, met = filed(deployed), in_bucket(deployed), len(proxy.mishaps)
    forms = [registered(deployed, case, f"foto {number}.jpg") for number in range(3)]
    deaths = [
        Fault("s3", How.KILL_AFTER, 1, "/clean/"),
        Fault("dynamodb", How.KILL_BEFORE, 1, "UpdateItem", "FILE#"),
        Fault("dynamodb", How.KILL_AFTER, 1, "UpdateItem", "FILE#"),
    ]
    proxy.set_faults(deaths)
    assert [posts(form, files.picture()) for form in forms] == [201, 201, 201]
    wait_until_met(proxy, deaths)
    proxy.set_faults(())
    wanted = {form["fields"]["key"].replace("quarantine/", "clean/") for form in forms}
    deadline = time.monotonic() + PATIENCE_SECONDS
    while in_bucket(deployed) - before != wanted and time.monotonic() < deadline:
        proxy.wait_for_a_call(at_most_seconds=1)
    deployed.settle()
    assert in_bucket(deployed) - before == wanted
    shown = listed(deployed, case, case.receipt).body["items"]
    assert [one["state"] for one in shown] == ["clean"] * 3
    assert all(Image.open(BytesIO(status_of(one["link"])[1])).size for one in shown)
    assert [mishap.how for mishap in proxy.mishaps[met:]].count(How.KILL_AFTER) == 2
    assert dead_letters_of(deployed, "ScanAttachments") == 0


def in_window(mishap: Mishap) -> bool:
    """Whether SES took a mail and we did not hear it, or could not write that it did."""
    if mishap.call.service == "ses":
        return mishap.how in (How.LOSE, How.KILL_AFTER)
    marks = "SENT#" in mishap.call.text and '"sent"' in mishap.call.text
    return (
        marks
        and mishap.call.operation == "UpdateItem"
        and mishap.how in (How.REFUSE, How.KILL_BEFORE)
    )


def dead_letters_of(deployed: Deployed, function: str) -> int:
    url = deployed.outputs["queue_urls"][f"{function}DeadLettersUrl"]
    name = "ApproximateNumberOfMessages"
    asked = deployed.aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[name])
    return int(asked["Attributes"][name])


def scanned(deployed: Deployed, table: str) -> Iterator[Any]:
    """Every row of a table."""
    scan = deployed.aws("dynamodb").get_paginator("scan")
    for page in scan.paginate(TableName=deployed.outputs["tables"][table]):
        yield from page["Items"]


def mails(deployed: Deployed) -> Counter[tuple[str, str]]:
    """How often each notice came: by recipient and subject, which names the case."""
    found: Counter[tuple[str, str]] = Counter()
    for path in (deployed.stack.home / "mail").glob("*.eml"):
        mail = message_from_bytes(path.read_bytes())
        subject = str(mail["Subject"])
        if CASE_ID.search(subject):  # a digest of the morning names none
            found[str(mail["X-Envelope-To"]), subject] += 1
    return found


def about(text: str) -> str:
    """The first case that a text names."""
    return CASE_ID.findall(text)[0]
