"""Dead letters seen, handed over again and given up, one by one; none stands in another's way."""

import json
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from infra import dead_letters
from infra.console import CommandError
from tests.integration.world import REGION, World

QUEUE = "NotifyAgencyDeadLetters"
STREAM = "RouteComplaintsDeadLetters"


class Functions:
    """Lambda, where every function fails."""

    def invoke(self, **_: Any) -> dict[str, Any]:
        return {"FunctionError": "Unhandled"}


def aws(service: str) -> Any:
    return Functions() if service == "lambda" else boto3.client(service, region_name=REGION)


@pytest.fixture
def outputs(world: World) -> dict[str, str]:
    sqs = aws("sqs")
    made = {
        f"{name}Url": sqs.create_queue(QueueName=name)["QueueUrl"] for name in dead_letters.QUEUES
    }
    return made | {
        "NotifyAgencyQueueUrl": world.queues["notify-agency"],
        "RouteComplaintsName": "route_complaints",
    }


def message(number: int) -> str:
    return json.dumps({"case_id": "LP-1", "number": number, "type": "routed"})


def put(outputs: dict[str, str], queue: str, *bodies: str) -> list[str]:
    return [
        aws("sqs").send_message(QueueUrl=outputs[f"{queue}Url"], MessageBody=body)["MessageId"]
        for body in bodies
    ]


def waiting(url: str) -> int:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    told = aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    assert told[names[1]] == "0", "a letter is still held"
    return int(told[names[0]])


def test_looking_takes_nothing_away(outputs: dict[str, str]) -> None:
    ids = put(outputs, QUEUE, *(message(number) for number in range(12)))
    for _ in range(2):
        seen = dead_letters.listed(aws, outputs, QUEUE)
        assert sorted(letter.id for letter in seen) == sorted(ids)
        assert waiting(outputs[f"{QUEUE}Url"]) == 12
    assert {dead_letters.about(letter) for letter in seen} == {
        f"LP-1 event {number} (routed)" for number in range(12)
    }
    one = dead_letters.found(aws, outputs, QUEUE, ids[3][:13])
    assert one.body == message(3)


def test_a_letter_that_fails_stops_none_behind_it(outputs: dict[str, str]) -> None:
    """Stretches of a stream: one is not there any more, and the function fails for the other."""
    stream = aws("dynamodbstreams").list_streams()["Streams"][0]["StreamArn"]
    described = aws("dynamodbstreams").describe_stream(StreamArn=stream)["StreamDescription"]
    shard = described["Shards"][0]["ShardId"]

    def stretch(stream_arn: str, first: int) -> str:
        batch = {
            "streamArn": stream_arn,
            "shardId": shard,
            "startSequenceNumber": f"{first:021}",
            "endSequenceNumber": f"{first:021}",
            "batchSize": 1,
        }
        return json.dumps({"DDBStreamBatchInfo": batch})

    gone = stretch("arn:aws:dynamodb:x:1:table/gone/stream/2020-01-01T00:00:00.000", 1)
    nothing_to_do = described["Shards"][0]["SequenceNumberRange"]["StartingSequenceNumber"]
    (poison, *_) = put(outputs, STREAM, gone)
    put(outputs, STREAM, *(stretch(stream, int(nothing_to_do)) for _ in range(3)))
    outcome = dead_letters.replay(aws, outputs, STREAM)
    assert outcome.handed_over == 3
    assert list(outcome.failed) == [poison]
    assert [letter.id for letter in dead_letters.listed(aws, outputs, STREAM)] == [poison]
    assert waiting(outputs[f"{STREAM}Url"]) == 1


def test_one_is_handed_over_and_the_others_stay(outputs: dict[str, str]) -> None:
    ids = put(outputs, QUEUE, message(1), message(2), message(3))
    assert dead_letters.replay(aws, outputs, QUEUE, ids[1]).handed_over == 1
    assert waiting(outputs[f"{QUEUE}Url"]) == 2
    (handed,) = aws("sqs").receive_message(QueueUrl=outputs["NotifyAgencyQueueUrl"])["Messages"]
    assert handed["Body"] == message(2)
    assert dead_letters.replay(aws, outputs, QUEUE).handed_over == 2
    assert waiting(outputs[f"{QUEUE}Url"]) == 0


def test_a_hopeless_one_is_given_up_with_a_reason_that_is_kept(outputs: dict[str, str]) -> None:
    from chalicelib.store import operations

    ids = put(outputs, QUEUE, message(1), message(2))
    with pytest.raises(CommandError, match="--reason"):
        dead_letters.discard(aws, outputs, QUEUE, ids[0], "  ")
    with pytest.raises(CommandError, match="0 letters"):
        dead_letters.discard(aws, outputs, QUEUE, "no-such-letter", "Salah ketik.")
    assert waiting(outputs[f"{QUEUE}Url"]) == 2
    dead_letters.discard(aws, outputs, QUEUE, ids[0], "Alamat meja salah; sudah diperbaiki.")
    assert [letter.id for letter in dead_letters.listed(aws, outputs, QUEUE)] == [ids[1]]
    (kept,) = operations.discards()
    assert (kept.letter_id, kept.queue, kept.body) == (ids[0], QUEUE, message(1))
    assert kept.reason == "Alamat meja salah; sudah diperbaiki."
    assert kept.by.startswith("arn:aws:sts:")


def test_of_a_post_or_an_error_that_is_given_up_no_words_are_kept(
    outputs: dict[str, str],
) -> None:
    """Rows of what was given up are kept without end, and posts for thirty days, masked."""
    from chalicelib.store import operations

    said = "Nama saya Ratna Sekarwangi, lampu di depan rumah saya mati."
    post = {"id": "pantau:1", "source": "pantau", "url": "https://x.example/ratna", "text": said}
    failed = {
        "requestContext": {"approximateInvokeCount": 3},
        "responsePayload": {"errorType": "ValueError", "errorMessage": said},
    }
    for content, left in ((post, {"id", "source"}), (failed, {"requestContext"})):
        (letter,) = put(outputs, QUEUE, json.dumps(content))
        dead_letters.discard(aws, outputs, QUEUE, letter, "Tidak dapat dibaca.")
        kept = {one.letter_id: json.loads(one.body) for one in operations.discards()}[letter]
        assert kept.keys() == left
        assert said not in json.dumps(kept)


def test_what_was_given_up_is_listed_the_latest_first_and_never_written_over(
    outputs: dict[str, str],
) -> None:
    from pynamodb.exceptions import PutError

    from chalicelib.store import operations

    def give_up(number: int, reason: str) -> None:
        operations.record_discard(
            letter_id=f"letter-{number}",
            queue=QUEUE,
            body="{}",
            reason=reason,
            by="arn:aws:sts::1:x",
            at=datetime(2026, 3, 2, 3, number, tzinfo=UTC),
        )

    for number in (1, 3, 2):
        give_up(number, "Alamat salah.")
    with pytest.raises(PutError):
        give_up(3, "Alasan lain.")
    found = [(one.letter_id, one.reason, one.at.minute) for one in operations.discards()]
    assert found == [(f"letter-{number}", "Alamat salah.", number) for number in (3, 2, 1)]


def test_a_schedules_letter_is_not_handed_over(outputs: dict[str, str]) -> None:
    """Its next run did the work already."""
    (letter,) = put(outputs, dead_letters.SCHEDULES, "{}")
    assert list(dead_letters.replay(aws, outputs, dead_letters.SCHEDULES).failed) == [letter]
    dead_letters.discard(
        aws, outputs, dead_letters.SCHEDULES, letter, "Jalan berikutnya sudah beres."
    )
    assert waiting(outputs[f"{dead_letters.SCHEDULES}Url"]) == 0
