"""Dead letters on the deployed stack, handed over by the one function that may."""

import json
import time

from tests.local.client import (
    Answer,
    call,
    complaint,
    dead_letters,
    machine,
    recipients,
    rows,
    signed_in,
)
from tests.local.conftest import PATIENCE_SECONDS, Deployed

LETTERS = "/v1/admin/dead-letters"
QUEUES = ("IndexSimilarDeadLetters", "NotifyAgencyDeadLetters")


def test_what_was_mended_is_done_once_and_what_fails_again_comes_back(deployed: Deployed) -> None:
    sqs, urls = deployed.aws("sqs"), deployed.outputs["queue_urls"]
    national = signed_in(deployed, "national_admin")
    filed = call(deployed, "POST", "/v1/complaints", complaint(), headers=machine(deployed))
    deployed.settle()
    before = recipients(rows(deployed, filed.body["id"]))
    assert before
    for queue, case_id in zip(QUEUES, ("LP-TIDAK-ADA", filed.body["id"]), strict=True):
        letter = {"case_id": case_id, "number": 2, "type": "routed"}
        sqs.send_message(QueueUrl=urls[f"{queue}Url"], MessageBody=json.dumps(letter))

    def replays(queue: str) -> Answer:
        return call(deployed, "POST", f"{LETTERS}/{queue}/replay", {}, headers=national)

    found = call(deployed, "GET", LETTERS, headers=national)
    assert found.status == 200, found.body
    assert {one["queue"]: one["waiting"] for one in found.body["items"] if one["waiting"]} == (
        dict.fromkeys(QUEUES, 1)
    )
    # Its five tries would take half an hour; here it has one.
    reader, names = urls["IndexSimilarQueueUrl"], ["VisibilityTimeout", "RedrivePolicy"]
    usual = sqs.get_queue_attributes(QueueUrl=reader, AttributeNames=names)["Attributes"]
    once = json.dumps(json.loads(usual["RedrivePolicy"]) | {"maxReceiveCount": 1})
    shorter = {"VisibilityTimeout": "1", "RedrivePolicy": once}
    sqs.set_queue_attributes(QueueUrl=reader, Attributes=shorter)
    try:
        for queue in QUEUES:
            assert replays(queue).body == {"handed_over": 1, "failed": []}
        until = time.monotonic() + PATIENCE_SECONDS
        while not dead_letters(deployed)["IndexSimilarDeadLettersUrl"]:
            assert time.monotonic() < until, "the letter is lost"
            time.sleep(0.2)
    finally:
        sqs.set_queue_attributes(QueueUrl=reader, Attributes=usual)
    deployed.settle()
    (back,) = call(deployed, "GET", f"{LETTERS}/{QUEUES[0]}", headers=national).body["letters"]
    assert (back["kind"], back["case_id"], back["event"]) == ("event", "LP-TIDAK-ADA", "routed")
    assert dead_letters(deployed)["NotifyAgencyDeadLettersUrl"] == 0
    assert recipients(rows(deployed, filed.body["id"])) == before
    for url in (urls[f"{queue}Url"] for queue in QUEUES):
        sqs.purge_queue(QueueUrl=url)
