"""Dead letters by the API: who sees what of them, and what handing them over comes to, counted from
the queues. The commands of operators are in test_dead_letters.py."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import Mock

import boto3
import pytest

from chalicelib import clients
from chalicelib.store.dead_letters import DeadLetter, LetterCounts, LetterKind, LetterSubject, held
from chalicelib.structs import replace
from chalicelib.usecases import replay_letters
from tests.integration.people import NATIONAL, SURABAYA
from tests.integration.world import REGION, World

LETTERS = "/v1/admin/dead-letters"
AGENCIES, STREAM, RUNS = (
    "NotifyAgencyDeadLetters",
    "PublishEventsDeadLetters",
    "SchedulesDeadLetters",
)
WORDS = "Lurah meminta uang di meja"
ADDRESS = "sari@contoh.example"
ROUTED = {"case_id": "LP-1", "number": 2, "type": "routed"}


@pytest.fixture
def sqs() -> Any:
    return boto3.client("sqs", region_name=REGION)


@pytest.fixture
def urls(world: World, sqs: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Three queues of dead letters by name; the first is behind that of mails to agencies."""
    made = {name: sqs.create_queue(QueueName=name)["QueueUrl"] for name in (AGENCIES, STREAM, RUNS)}
    readers = {AGENCIES: world.queues["notify-agency"]}
    told = {name: [url, readers.get(name)] for name, url in made.items()}
    monkeypatch.setenv("DEAD_LETTERS", json.dumps(told))
    return made | {"reader": readers[AGENCIES]}


def put(sqs: Any, url: str, *bodies: Any) -> list[str]:
    return [
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps(body))["MessageId"] for body in bodies
    ]


def waiting(sqs: Any, url: str) -> tuple[int, int]:
    """Messages that can be taken, and that somebody holds."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return int(told[names[0]]), int(told[names[1]])


def events(count: int) -> Iterator[dict[str, Any]]:
    return (ROUTED | {"number": number} for number in range(count))


def shown(world: World, path: str = "", groups: str = NATIONAL) -> Any:
    status, body, _ = world.call("GET", f"{LETTERS}{path}", groups=groups)
    assert status == 200, body
    return body


def replayed(world: World, queue: str = AGENCIES, **sent: str) -> tuple[int, Any]:
    status, body, _ = world.call("POST", f"{LETTERS}/{queue}/replay", sent, groups=NATIONAL)
    return status, body


def test_queues_are_listed_with_how_many_wait_since_when(
    world: World, sqs: Any, urls: dict[str, str]
) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    put(sqs, urls[AGENCIES], *events(12))
    by_name = {queue["queue"]: queue for queue in shown(world)["items"]}
    since = datetime.fromisoformat(by_name[AGENCIES].pop("since"))
    assert before <= since <= datetime.now(UTC)
    assert by_name == {
        AGENCIES: {"queue": AGENCIES, "replayable": True, "waiting": 12, "held": 0},
        STREAM: {"queue": STREAM, "replayable": False, "waiting": 0, "held": 0, "since": None},
        RUNS: {"queue": RUNS, "replayable": False, "waiting": 0, "held": 0, "since": None},
    }
    assert waiting(sqs, urls[AGENCIES]) == (12, 0)


def test_letters_come_oldest_first_in_whatever_order_the_queue_gives_them() -> None:
    given = [
        {
            "MessageId": name,
            "Body": "",
            "ReceiptHandle": name,
            "Attributes": {"SentTimestamp": str(sent)},
        }
        for name, sent in (("a", 3_000), ("b", 1_000), ("c", 2_000))
    ]
    queue = Mock()
    queue.receive_message.side_effect = [{"Messages": given}, {}]
    with held(queue, "https://queue.example", seconds=1) as letters:
        assert [letter.id for letter in letters] == ["b", "c", "a"]


def test_a_queue_has_waited_since_its_oldest_letter_came() -> None:
    came = [datetime(2026, 3, day, tzinfo=UTC) for day in (2, 3)]
    letters = [DeadLetter(id=f"{at:%d}", sent_at=at, body="", handle="") for at in came]
    backlog = replay_letters.Backlog(
        name=AGENCIES,
        replayable=True,
        waiting=LetterCounts(letters=2, held=0),
        letters=tuple(letters),
    )
    assert backlog.since == came[0]
    assert replace(backlog, letters=()).since is None


def test_a_letter_says_what_it_is_about_and_neither_words_nor_people(
    world: World, sqs: Any, urls: dict[str, str]
) -> None:
    notice = {"case_id": "LP-2", "number": 3, "recipient": ADDRESS, "audience": "agencies"}
    post = {"id": "1", "source": "x", "url": "https://x.example", "text": WORDS, "reach": 1}
    uploaded = {"Records": [{"s3": {"object": {"key": f"quarantine/{ADDRESS}"}}}]}
    ids = put(sqs, urls[AGENCIES], ROUTED, notice, post, uploaded, {"case_id": "LP-3"}, [WORDS])
    body = shown(world, f"/{AGENCIES}")
    assert WORDS not in str(body)
    assert ADDRESS not in str(body)
    found = {
        letter["id"]: (letter["kind"], letter["case_id"], letter["number"], letter["event"])
        for letter in body["letters"]
    }
    assert found == dict(
        zip(
            ids,
            [
                ("event", "LP-1", 2, "routed"),
                ("notice", "LP-2", 3, None),
                ("post", None, None, None),
                ("file", None, None, None),
                ("notice", "LP-3", None, None),
                ("unknown", None, None, None),
            ],
            strict=True,
        )
    )
    assert body["letters"] == sorted(body["letters"], key=lambda letter: letter["since"])
    assert waiting(sqs, urls[AGENCIES]) == (6, 0)


def test_letters_of_streams_and_schedules_say_how_often_and_why_and_stay(
    world: World, sqs: Any, urls: dict[str, str]
) -> None:
    failed = {
        "requestContext": {"approximateInvokeCount": 6},
        "responsePayload": {"errorType": "HandlerFailed", "errorMessage": WORDS},
    }
    put(sqs, urls[STREAM], failed | {"DDBStreamBatchInfo": {"batchSize": 25}})
    put(sqs, urls[RUNS], failed, {"detail-type": "Scheduled Event"})
    (stretch,) = shown(world, f"/{STREAM}")["letters"]
    assert (stretch["kind"], stretch["records"]) == ("stretch", 25)
    assert (stretch["attempts"], stretch["error"]) == (6, "HandlerFailed")
    runs = shown(world, f"/{RUNS}")
    assert WORDS not in str(runs)
    assert sorted((run["kind"], run["attempts"] or 0) for run in runs["letters"]) == [
        ("run", 0),
        ("run", 6),
    ]
    for queue in (STREAM, RUNS):
        status, body = replayed(world, queue)
        assert (status, body["error"]["code"]) == (409, "letters_not_replayable")
    assert (waiting(sqs, urls[STREAM]), waiting(sqs, urls[RUNS])) == ((1, 0), (2, 0))


def test_one_or_all_go_back_to_their_reader_as_they_were(
    world: World, sqs: Any, urls: dict[str, str]
) -> None:
    ids = put(sqs, urls[AGENCIES], *events(12))
    assert replayed(world, id=ids[3]) == (200, {"handed_over": 1, "failed": []})
    assert (waiting(sqs, urls[AGENCIES]), waiting(sqs, urls["reader"])) == ((11, 0), (1, 0))
    (came,) = sqs.receive_message(QueueUrl=urls["reader"], VisibilityTimeout=0)["Messages"]
    assert json.loads(came["Body"]) == ROUTED | {"number": 3}
    status, body = replayed(world, id=ids[3])
    assert (status, body["error"]["code"]) == (404, "unknown_letters")
    assert replayed(world) == (200, {"handed_over": 11, "failed": []})
    assert (waiting(sqs, urls[AGENCIES]), waiting(sqs, urls["reader"])) == ((0, 0), (12, 0))
    assert replayed(world) == (200, {"handed_over": 0, "failed": []})


def test_of_very_many_a_hundred_go_at_a_time(world: World, sqs: Any, urls: dict[str, str]) -> None:
    put(sqs, urls[AGENCIES], *events(105))
    listed = shown(world, f"/{AGENCIES}")
    assert (listed["waiting"], len(listed["letters"])) == (105, 100)
    assert replayed(world)[1]["handed_over"] == 100
    assert (waiting(sqs, urls[AGENCIES]), waiting(sqs, urls["reader"])) == ((5, 0), (100, 0))
    assert replayed(world)[1]["handed_over"] == 5


def test_two_at_once_hand_over_each_letter_once(
    world: World, sqs: Any, urls: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second one comes while the first is at work: nothing is left for it."""
    put(sqs, urls[AGENCIES], *events(3))
    second: list[Any] = []
    real = replay_letters.put_back

    def meanwhile(*given: Any) -> None:
        if not second:
            second.append(None)
            second[0] = (replayed(world), shown(world)["items"][0]["held"])
        real(*given)

    monkeypatch.setattr(replay_letters, "put_back", meanwhile)
    assert replayed(world)[1]["handed_over"] == 3
    assert second == [((200, {"handed_over": 0, "failed": []}), 3)]
    assert (waiting(sqs, urls[AGENCIES]), waiting(sqs, urls["reader"])) == ((0, 0), (3, 0))


class Killed(BaseException):
    """The function is gone: nothing after this runs, no `finally` either."""


def test_who_dies_between_sending_and_deleting_loses_nothing(
    world: World, sqs: Any, urls: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The letter is seen again once nobody holds it, and goes a second time: its reader does
    nothing twice."""
    put(sqs, urls[AGENCIES], *events(3))
    dying = Dying(clients.client("sqs"))
    monkeypatch.setattr(replay_letters, "_sqs", lambda: dying)
    with pytest.raises(Killed):
        replayed(world)
    assert (waiting(sqs, urls[AGENCIES]), waiting(sqs, urls["reader"])) == ((0, 3), (1, 0))
    dying.give_back(urls[AGENCIES])
    monkeypatch.undo()
    monkeypatch.setenv("DEAD_LETTERS", json.dumps({AGENCIES: [urls[AGENCIES], urls["reader"]]}))
    assert replayed(world)[1]["handed_over"] == 3
    assert (waiting(sqs, urls[AGENCIES]), waiting(sqs, urls["reader"])) == ((0, 0), (4, 0))


class Dying:
    """SQS, where whoever deletes a message is dead before it is gone."""

    def __init__(self, sqs: Any) -> None:
        self._sqs = sqs
        self._alive = True
        self._handles: list[str] = []

    def __getattr__(self, operation: str) -> Any:
        return getattr(self._sqs, operation)

    def receive_message(self, **given: Any) -> Any:
        answer = self._sqs.receive_message(**given)
        self._handles += [message["ReceiptHandle"] for message in answer.get("Messages", ())]
        return answer

    def delete_message(self, **_: Any) -> None:
        self._alive = False
        raise Killed

    def change_message_visibility(self, **given: Any) -> None:
        if self._alive:
            self._sqs.change_message_visibility(**given)

    def give_back(self, url: str) -> None:
        """As SQS does when the time is over for which they were held."""
        self._alive = True
        for handle in self._handles:
            self.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=0)


def test_one_that_cannot_be_handed_over_stays_and_stops_none_behind_it(
    world: World, sqs: Any, urls: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = put(sqs, urls[AGENCIES], *events(3))
    real = replay_letters.put_back

    def refusing(client: Any, url: str, letter: DeadLetter) -> None:
        real(client, f"{url}-gone" if letter.id == ids[1] else url, letter)

    monkeypatch.setattr(replay_letters, "put_back", refusing)
    status, body = replayed(world)
    assert (status, body["handed_over"]) == (200, 2)
    assert [one["id"] for one in body["failed"]] == [ids[1]]
    assert "NonExistentQueue" in body["failed"][0]["reason"]
    assert (waiting(sqs, urls[AGENCIES]), waiting(sqs, urls["reader"])) == ((1, 0), (2, 0))


@pytest.mark.parametrize("groups", [SURABAYA, "[monitor agency.ombudsman]"])
def test_they_are_the_national_administrators(
    world: World, sqs: Any, urls: dict[str, str], groups: str
) -> None:
    put(sqs, urls[AGENCIES], ROUTED)
    for method, path in (
        ("GET", ""),
        ("GET", f"/{AGENCIES}"),
        ("POST", f"/{AGENCIES}/replay"),
    ):
        status, body, _ = world.call(method, f"{LETTERS}{path}", groups=groups)
        assert (status, body["error"]["code"]) == (403, "role_may_not")
    assert (waiting(sqs, urls[AGENCIES]), waiting(sqs, urls["reader"])) == ((1, 0), (0, 0))


def test_a_queue_of_another_name_is_none(world: World, urls: dict[str, str]) -> None:
    status, body, _ = world.call("GET", f"{LETTERS}/NotifyAgencyQueue", groups=NATIONAL)
    assert (status, body["error"]["code"]) == (404, "unknown_letters")


def test_what_is_no_letter_of_ours_is_unknown() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    for body in ("", "[]", "7", "{}", "tidak"):
        letter = DeadLetter(id="1", sent_at=at, body=body, handle="h")
        assert letter.subject == LetterSubject(kind=LetterKind.UNKNOWN)
