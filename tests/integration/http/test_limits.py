"""What one reporter may write in a case, and what happens beyond it."""

import json

from tests.integration.people import KEY, SCHOOLS, acts, complaint, filed, receipt
from tests.integration.world import World


def test_beyond_the_limit_a_message_is_429_with_the_time_to_wait(world: World) -> None:
    answer = filed(world)
    path, headers = f"/v1/complaints/{answer['id']}/messages", receipt(answer)
    for number in range(10):
        status, _, _ = world.call("POST", path, {"text": f"Pesan nomor {number}."}, headers=headers)
        assert status == 201
    status, refused, told = world.call("POST", path, {"text": "Satu lagi."}, headers=headers)
    assert (status, refused["error"]["code"]) == (429, "too_many_messages")
    assert 0 < int(told["Retry-After"]) <= 3600
    assert "belum terkirim" in refused["error"]["message"]
    assert world.events(answer["id"]).count("messaged") == 10
    acts(world, answer["id"], SCHOOLS, "hold", question="Sekolah yang mana?")
    status, _, _ = world.call("POST", path, {"text": "SDN di dekat balai."}, headers=headers)
    assert status == 201, "an open question can always be answered"


def test_limits_count_characters_however_they_are_written(shared_world: World) -> None:
    body = complaint(body="Air" + "\U0001f6a7" * 9_997)
    for raw in (json.dumps(body), json.dumps(body, ensure_ascii=False)):
        assert shared_world.call("POST", "/v1/complaints", raw=raw, headers=KEY)[0] == 201
    longer = json.dumps(complaint(body="Air" + "\U0001f6a7" * 9_998))
    status, refused, _ = shared_world.call("POST", "/v1/complaints", raw=longer, headers=KEY)
    assert (status, refused["error"]["fields"][0]["problem"]) == (422, "too_long")


def test_more_than_64_kib_of_content_is_413_however_it_is_written(shared_world: World) -> None:
    body = complaint(body="\U0001f6a7" * 17_000)
    for raw in (json.dumps(body), json.dumps(body, ensure_ascii=False)):
        assert shared_world.call("POST", "/v1/complaints", raw=raw, headers=KEY)[0] == 413
    endless = json.dumps(complaint()) + " " * 400_000
    assert shared_world.call("POST", "/v1/complaints", raw=endless, headers=KEY)[0] == 413
