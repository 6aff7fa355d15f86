"""The chain of digests, from outside: who reads a whole event can compute its digest, and nobody
can try by a digest what they are not shown."""

import hashlib
import json
from dataclasses import replace
from typing import Any

import boto3
import pytest

from chalicelib.case.decision import event_digest
from chalicelib.store import cases
from tests.integration.people import CONTACT, NATIONAL, SCHOOLS, acts, filed, receipt
from tests.integration.world import REGION, World

COMMENT = "Petugas Budi meminta uang di loket dua."


def digest_of(case_id: str, row: dict[str, Any], previous: str, **sealed: Any) -> str:
    """A digest as docs/events.md describes it, out of what the API shows."""
    actor = row["actor"]
    content = {
        "case_id": case_id,
        "number": row["number"],
        "type": row["type"],
        "actor": [actor["role"], actor["agency_id"], actor.get("officer_id")],
        "visibility": row["visibility"],
        "data": row["data"],
        **{name: value for name, value in sealed.items() if value is not None},
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous}{text}".encode()).hexdigest()


def history(world: World, case_id: str, **sent: Any) -> list[dict[str, Any]]:
    room = "officer/complaints" if "groups" in sent else "complaints"
    found = world.call("GET", f"/v1/{room}/{case_id}/timeline", **sent)[1]["items"]
    return sorted(found, key=lambda row: row["number"])


@pytest.fixture
def rated(world: World) -> dict[str, Any]:
    """A case whose reporter told the agency something that is not for everybody."""
    answer = filed(world, reporter=CONTACT)
    acts(world, answer["id"], SCHOOLS, "note", text="Hubungi pelapor di 081234567890.")
    acts(world, answer["id"], SCHOOLS, "answer", text="Pungutan sudah dihentikan.")
    path = f"/v1/complaints/{answer['id']}/rating"
    body = {"satisfied": False, "score": 1, "comment": COMMENT}
    assert world.call("POST", path, body, headers=receipt(answer))[0] == 201
    return answer


def test_who_reads_whole_events_can_compute_their_digests(
    world: World, rated: dict[str, Any]
) -> None:
    previous, computed = "", []
    for row in history(world, rated["id"], groups=SCHOOLS):
        if "seal" in row:
            assert digest_of(rated["id"], row, previous, **row["seal"]) == row["digest"]
            computed.append(row["type"])
        previous = row["digest"]
    assert computed == ["filed", "routed", "answered", "rated"], "the note is shown masked"


def test_a_seal_is_for_whole_events_only(world: World, rated: dict[str, Any]) -> None:
    rows = history(world, rated["id"], headers=receipt(rated))
    assert [row["type"] for row in rows if "seal" in row] == ["filed", "rated"]
    assert not [row for row in history(world, rated["id"]) if "seal" in row]


def test_the_salt_of_what_is_not_shown_stands_nowhere(world: World, rated: dict[str, Any]) -> None:
    mine, path = {"headers": receipt(rated)}, f"/v1/complaints/{rated['id']}"
    file = f"/v1/officer/complaints/{rated['id']}"
    readers = {
        "everybody": [history(world, rated["id"]), world.call("GET", path)[1]],
        "reporter": [history(world, rated["id"], **mine), world.call("GET", path, **mine)[1]],
        "officer": [
            history(world, rated["id"], groups=SCHOOLS),
            world.call("GET", file, groups=SCHOOLS)[1],
        ],
    }
    salts = {one.type: str(one.salt) for one in cases.events(rated["id"])[2:]}
    shown = {
        name: [reader for reader, said in readers.items() if salt in json.dumps(said)]
        for name, salt in salts.items()
    }
    assert shown == {"noted": [], "answered": ["officer"], "rated": ["reporter", "officer"]}


def test_a_hidden_comment_cannot_be_guessed_from_the_public_digest(
    world: World, rated: dict[str, Any]
) -> None:
    """Even by who knows the moment to the microsecond and has the right comment."""
    before, row = history(world, rated["id"])[-2:]
    stored = cases.events(rated["id"])[-1]
    guess = {**row, "data": {**row["data"], "comment": COMMENT}}
    moment = stored.at.isoformat()
    assert digest_of(rated["id"], guess, before["digest"], at=moment) != row["digest"]
    salted = digest_of(rated["id"], guess, before["digest"], at=moment, salt=stored.salt)
    assert salted == row["digest"], "the salt is all that was missing"


def test_every_event_has_a_salt_of_its_own(world: World) -> None:
    both = [filed(world)["id"] for _ in range(2)]
    acts(world, both[0], NATIONAL, "note", text="Diperiksa.")
    salts = [one.salt for case_id in both for one in cases.events(case_id)]
    assert len(salts) == 5
    assert len(set(salts)) == 5
    assert all(len(str(salt)) == 22 for salt in salts)  # 16 bytes in base64


def test_an_event_from_before_there_were_salts_verifies_and_says_so(world: World) -> None:
    case_id = filed(world)["id"]
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    row = world.rows(case_id)["EVENT#000001"]
    old = replace(cases.event(case_id, 1), salt=None)
    row = {name: value for name, value in row.items() if name != "salt"}
    table.put_item(Item=row | {"digest": event_digest("", old)})
    stored = cases.event(case_id, 1)
    assert event_digest("", stored) == stored.digest
    shown = history(world, case_id, groups=SCHOOLS)[0]
    assert shown["seal"] == {"at": old.at.isoformat(), "salt": None}
    assert digest_of(case_id, shown, "", **shown["seal"]) == shown["digest"]
