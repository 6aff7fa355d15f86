"""Posts that a source sends under its signature: who is let in, what is taken, and that it is taken
once."""

import json
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from chalicelib.errors import Conflict, NotAllowed, Unavailable
from chalicelib.leads.post import LONGEST_TEXT, Post, from_message
from chalicelib.protection.webhooks import SignedBody, sign, signing_key
from chalicelib.store import api_keys
from chalicelib.store.rulebook import Author
from chalicelib.usecases import machine_clients
from chalicelib.usecases.queues import PostQueue
from chalicelib.usecases.take_posts import find_signer, take_posts
from chalicelib.workdays import local_date
from infra.console import CommandError
from tests.integration.http.test_calls import calls
from tests.integration.operating import operate
from tests.integration.people import NATIONAL, complaint
from tests.integration.world import REGION, World

SECOND = timedelta(seconds=1)
DESK = Author(officer_id="desk", at=datetime.now(UTC) - timedelta(days=1))
POST: dict[str, Any] = {
    "id": "41",
    "url": "https://media.example/warga/41",
    "text": "Lampu jalan di depan pasar padam sejak Senin.",
    "posted_at": "2026-03-02T10:00:00+07:00",
    "reach": 12,
}


def give(source: str = "pantau", *, per_minute: int = 50, days: int = 30) -> str:
    """A key for a source."""
    _, key = machine_clients.issue(
        source,
        owner="somebody",
        scopes=[api_keys.Scope.POSTS],
        per_minute=per_minute,
        valid_until=datetime.now(UTC) + timedelta(days=days),
        by=DESK,
    )
    return key


def send(
    world: World,
    key: str,
    body: Any,
    *,
    at: timedelta = timedelta(),
    headers: Mapping[str, str] | None = None,
    raw: str | None = None,
) -> tuple[int, Any]:
    """A signed request, its moment so far from now; `raw` is sent in place of what was signed."""
    text = body if isinstance(body, str) else json.dumps(body)
    timestamp = str(int((datetime.now(UTC) + at).timestamp()))
    signed = {"x-timestamp": timestamp, "x-signature": sign(key, timestamp, text.encode())}
    status, answer, _ = world.call(
        "POST", "/v1/channels/social", raw=raw or text, headers={**signed, **(headers or {})}
    )
    return status, answer


def code(answer: tuple[int, Any]) -> tuple[int, str]:
    return answer[0], answer[1]["error"]["code"]


def posts(*changes: Mapping[str, Any]) -> dict[str, Any]:
    return {"posts": [{**POST, **change} for change in changes or ({},)]}


def waiting(world: World) -> list[Post]:
    """What is on the queue, taken off it."""
    sqs, found = boto3.client("sqs", region_name=REGION), []
    url = world.queues["collect-posts"]
    while answer := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in answer:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            found.append(from_message(json.loads(message["Body"])))
    return found


# What is taken


def test_what_a_source_signed_is_put_on_the_queue(world: World) -> None:
    key = give()
    sent = posts({}, {"id": "42", "reach": 0})
    del sent["posts"][1]["reach"]
    assert send(world, key, sent) == (202, {"taken": 2})
    assert sorted(waiting(world), key=lambda post: post.id) == [
        Post(
            id=f"pantau:{number}",
            source="pantau",
            url=POST["url"],
            text=POST["text"],
            posted_at=datetime(2026, 3, 2, 3, tzinfo=UTC),
            reach=reach,
        )
        for number, reach in (("41", 12), ("42", 0))
    ]


def test_a_batch_of_a_hundred_is_taken_and_no_more(world: World) -> None:
    key = give()
    assert send(world, key, posts(*({"id": str(n)} for n in range(100))))[0] == 202
    assert len({post.id for post in waiting(world)}) == 100
    status, refused = send(world, key, posts(*({"id": str(n)} for n in range(101))))
    assert (status, refused["error"]["fields"][0]["field"]) == (422, "posts")
    assert code(send(world, key, {"posts": []}))[0] == 422
    assert waiting(world) == []


def test_the_prefix_that_others_write_is_understood(world: World) -> None:
    key, timestamp = give(), str(int(datetime.now(UTC).timestamp()))
    signature = f"sha256={sign(key, timestamp, json.dumps(posts()).encode()).upper()}"
    assert send(world, key, posts(), headers={"x-signature": signature})[0] == 202


# Who is let in


def test_what_nobody_signed_is_not_taken(world: World) -> None:
    key = give()
    assert code(send(world, "lapor_guess", posts())) == (401, "signature_failed")
    changed = json.dumps(posts({"text": "Lain sama sekali."}))
    assert code(send(world, key, posts(), raw=changed)) == (401, "signature_failed")
    assert code(send(world, key, posts(), headers={"x-timestamp": "1770000000"})) == (
        401,
        "signature_failed",
    )
    for missing in ({"x-signature": ""}, {"x-timestamp": ""}, {"x-timestamp": "now"}):
        assert code(send(world, key, posts(), headers=missing)) == (401, "signature_required")
    assert code(send(world, key, posts(), headers={"x-signature": "é"})) == (
        401,
        "signature_required",
    )
    assert waiting(world) == []


def test_a_stranger_costs_no_call(world: World) -> None:
    send(world, give(), posts())
    with calls() as made:
        assert send(world, "lapor_guess", posts())[0] == 401
    assert made.total() == 0


@pytest.mark.parametrize("direction", [-1, 1])
def test_a_signature_counts_for_five_minutes_either_way(world: World, direction: int) -> None:
    key = give()
    now = datetime(2026, 3, 2, 3, tzinfo=UTC)
    timestamp = str(int(now.timestamp()))
    signed = SignedBody(timestamp=timestamp, signature=sign(key, timestamp, b"x"), body=b"x")
    edge = now + direction * timedelta(minutes=5)
    assert find_signer(signed, edge).client == "pantau"
    with pytest.raises(NotAllowed, match="timestamp_off"):
        find_signer(signed, edge + direction * SECOND)
    assert code(send(world, key, posts(), at=direction * timedelta(minutes=6))) == (
        401,
        "timestamp_off",
    )


def test_a_source_changes_its_key_without_a_gap(world: World) -> None:
    first, second = give(), give()
    assert first != second
    assert send(world, first, posts())[0] == send(world, second, posts())[0] == 202
    (old,) = [
        key for key in api_keys.every() if key.grant.salt and signing_key(key.grant.salt) == first
    ]
    api_keys.revoke(old.id, DESK)
    assert code(send(world, first, posts({"id": "43"}))) == (401, "signature_failed")
    assert send(world, second, posts({"id": "43"}))[0] == 202


def test_a_key_that_ended_signs_nothing(world: World) -> None:
    assert code(send(world, give(days=-1), posts())) == (401, "signature_failed")


def test_a_key_that_signs_opens_nothing_and_one_that_opens_signs_nothing(world: World) -> None:
    signs = give()
    status, answer, _ = world.call(
        "POST", "/v1/complaints", complaint(), headers={"x-api-key": signs}
    )
    assert (status, answer["error"]["code"]) == (403, "out_of_scope")
    _, opens = machine_clients.issue(
        "counter",
        owner="somebody",
        scopes=[api_keys.Scope.FILE],
        per_minute=9,
        valid_until=datetime.now(UTC) + timedelta(days=1),
        by=DESK,
    )
    assert code(send(world, opens, posts())) == (401, "signature_failed")


def test_the_table_has_nothing_that_could_sign(world: World) -> None:
    key = give()
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.reference_table)
    rows = str(table.scan()["Items"])
    assert "pantau" in rows
    assert key not in rows


# Once


def test_what_was_taken_is_not_taken_again(world: World) -> None:
    key, now = give(), datetime.now(UTC)
    timestamp = str(int(now.timestamp()))
    headers = {
        "x-timestamp": timestamp,
        "x-signature": sign(key, timestamp, json.dumps(posts()).encode()),
    }
    assert send(world, key, posts(), headers=headers)[0] == 202
    assert code(send(world, key, posts(), headers=headers)) == (409, "already_taken")
    upper = headers | {"x-signature": headers["x-signature"].upper()}
    assert code(send(world, key, posts(), headers=upper)) == (409, "already_taken")
    assert len(waiting(world)) == 1


def test_it_is_remembered_for_as_long_as_the_signature_counts(world: World) -> None:
    key, now = give(), datetime(2026, 3, 2, 3, tzinfo=UTC)
    timestamp = str(int((now + timedelta(minutes=5)).timestamp()))
    signed = SignedBody(timestamp=timestamp, signature=sign(key, timestamp, b"x"), body=b"x")
    take_posts([], signed, find_signer(signed, now), now)
    last = now + timedelta(minutes=10)
    with pytest.raises(Conflict, match="already_taken"):
        take_posts([], signed, find_signer(signed, last), last)


class Cut(PostQueue):
    """A queue that takes some calls and then no more."""

    def send(self, messages: Sequence[Mapping[str, Any]], delay: timedelta = timedelta()) -> None:
        super().send(messages[:10], delay)
        raise Unavailable("unavailable")


def test_cut_off_half_way_it_is_sent_again_and_nothing_is_lost(world: World) -> None:
    key, now = give(), datetime.now(UTC)
    timestamp = str(int(now.timestamp()))
    signed = SignedBody(timestamp=timestamp, signature=sign(key, timestamp, b"x"), body=b"x")
    made = [
        Post(id=f"pantau:{n}", source="pantau", url=POST["url"], text="Padam.", posted_at=now)
        for n in range(15)
    ]
    signer = find_signer(signed, now)
    with pytest.raises(Unavailable):
        take_posts(made, signed, signer, now, Cut())
    take_posts(made, signed, signer, now)
    came = waiting(world)
    assert len(came) == 25
    assert {post.id for post in came} == {post.id for post in made}


def test_a_source_sends_so_many_requests_a_minute_with_all_its_keys(world: World) -> None:
    first, second, other = give(per_minute=2), give(per_minute=2), give("lain", per_minute=2)
    sent = [send(world, key, posts({"id": str(n)}))[0] for n, key in enumerate((first, second))]
    refused = send(world, first, posts({"id": "3"}))
    if refused[0] == 202:  # the minute turned meanwhile
        pytest.skip("between two minutes")
    assert sent == [202, 202]
    assert code(refused) == (429, "too_many_requests")
    assert send(world, other, posts())[0] == 202
    assert len(waiting(world)) == 3


# What is in it


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"author": "@warga"}, "author", "unknown"),
    ({"id": ""}, "id", "too_short"),
    ({"id": "a b"}, "id", "not_an_id"),
    ({"id": "x" * 201}, "id", "too_long"),
    ({"url": "http://media.example/1"}, "url", "not_a_link"),
    ({"url": "https://media.example:8443/1"}, "url", "not_a_link"),
    ({"url": "https://warga@media.example/1"}, "url", "not_a_link"),
    ({"url": "https://127.0.0.1/"}, "url", "not_a_link"),
    ({"url": "javascript:alert(1)"}, "url", "not_a_link"),
    ({"url": "https://media.example/" + "x" * 979}, "url", "too_long"),
    ({"text": " "}, "text", "too_short"),
    ({"text": "x" * (LONGEST_TEXT + 1)}, "text", "too_long"),
    ({"posted_at": "2026-03-02T10:00:00"}, "posted_at", "not_a_moment"),
    ({"posted_at": "yesterday"}, "posted_at", "not_a_moment"),
    ({"posted_at": "2199-01-01T00:00:00Z"}, "posted_at", "moment_in_future"),
    ({"posted_at": "0001-01-01T00:00:00+07:00"}, "posted_at", "date_out_of_range"),
    ({"posted_at": "1999-12-31T23:59:59Z"}, "posted_at", "date_out_of_range"),
    ({"reach": -1}, "reach", "too_small"),
    ({"reach": 10_000_000_001}, "reach", "too_big"),
    ({"reach": "12"}, "reach", "wrong_type"),
]


def test_each_wrong_field_is_named_in_the_readers_language(world: World) -> None:
    key = give()
    for changes, field, problem in WRONG:
        status, answer = send(world, key, posts({}, changes))
        named = [(one["field"], one["problem"]) for one in answer["error"]["fields"]]
        assert (status, named) == (422, [(f"posts.1.{field}", problem)]), changes
    for language, word in (("en", "link"), ("id", "tautan")):
        _, answer = send(world, key, posts({"url": "x"}), headers={"accept-language": language})
        assert word in answer["error"]["fields"][0]["message"]
    assert waiting(world) == []


def test_what_is_just_within_the_limits_is_taken(world: World) -> None:
    key = give()
    sent = posts(
        {"id": "x" * 200, "text": "x" * LONGEST_TEXT, "reach": 10_000_000_000},
        {"url": "https://media.example/" + "x" * 978, "posted_at": "2000-01-01T00:00:00Z"},
    )
    assert send(world, key, sent)[0] == 202


def test_a_body_is_json_of_64_kib_at_most(world: World) -> None:
    key = give()
    assert code(send(world, key, "{")) == (400, "malformed_json")
    large = posts(*({"id": str(n), "text": "x" * 9_000} for n in range(8)))
    assert code(send(world, key, large)) == (413, "too_large")
    assert code(send(world, "lapor_guess", "x" * (6 * 64 * 1024 + 1))) == (413, "too_large")
    assert code(send(world, "lapor_guess", "x" * (6 * 64 * 1024))) == (401, "signature_failed")
    assert code(send(world, key, posts(), headers={"content-type": "text/plain"})) == (
        415,
        "not_json",
    )


# Who gives a key


def test_the_national_administrator_gives_a_key_that_signs(world: World) -> None:
    sent = {
        "client": "pantau-media",
        "owner": "Dinas Contoh, tik@contoh.example",
        "scopes": ["posts"],
        "per_minute": 5,
        "valid_until": str(local_date(datetime.now(UTC), "WIB") + timedelta(days=30)),
    }
    status, made, _ = world.call("POST", "/v1/admin/api-keys", sent, groups=NATIONAL)
    assert status == 201
    assert made["scopes"] == ["posts"]
    assert send(world, made["key"], posts())[0] == 202
    assert [post.source for post in waiting(world)] == ["pantau-media"]
    status, refused, _ = world.call(
        "POST", "/v1/admin/api-keys", sent | {"scopes": ["posts", "file"]}, groups=NATIONAL
    )
    assert (status, refused["error"]["fields"][0]["problem"]) == (422, "signs_alone")


@pytest.mark.parametrize("name", ["lapor", "feed-media"])
def test_no_source_is_named_as_one_of_ours(world: World, name: str) -> None:
    """Its posts would pass for reports that were filed here, or for those of a feed."""
    sent = {
        "client": name,
        "owner": "Dinas Contoh, tik@contoh.example",
        "scopes": ["posts"],
        "valid_until": str(local_date(datetime.now(UTC), "WIB") + timedelta(days=30)),
    }
    status, refused, _ = world.call("POST", "/v1/admin/api-keys", sent, groups=NATIONAL)
    (problem,) = refused["error"]["fields"]
    assert (status, problem["field"], problem["problem"]) == (422, "client", "name_of_ours")
    assert "name_of_ours" not in problem["message"]
    with pytest.raises(CommandError, match=name):
        operate(
            *f"client give {name} --owner x --until 2027-01-01 --scope posts".split(),
            outputs={"PepperSecretId": os.environ["PEPPER_SECRET_ID"]},
        )
    sent["scopes"] = ["search"]
    assert world.call("POST", "/v1/admin/api-keys", sent, groups=NATIONAL)[0] == 201


# What is sent to do harm


def test_more_than_a_request_may_bring_is_taken_to_no_part(world: World) -> None:
    key = give()
    many = posts(*({"id": str(n)} for n in range(5_000)))
    for body in (many, posts({"text": "#banjir " * 1_000_000}), posts({"text": "x" * 10_001})):
        status, _ = send(world, key, body)
        assert status in (413, 422)
    assert waiting(world) == []
    assert send(world, key, posts({"text": "x" * 10_000}))[0] == 202
    assert len(waiting(world)) == 1


def test_signs_that_turn_the_direction_of_text_are_left_out(world: World) -> None:
    key = give()
    assert send(world, key, posts({"text": "\u202eJalan\u202c \u2066rusak\u2069"}))[0] == 202
    assert [post.text for post in waiting(world)] == ["Jalan rusak"]
