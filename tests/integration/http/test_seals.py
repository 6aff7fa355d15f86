"""The chain of digests, from outside: who is shown an event can compute its digest, and nobody can
try by a digest what they are not shown."""

import hashlib
import json
from typing import Any

import boto3
import pytest

from chalicelib.events import WRITTEN
from chalicelib.ledger.digests import event_digest
from chalicelib.store import cases
from chalicelib.structs import replace
from tests.integration.people import CONTACT, NATIONAL, SCHOOLS, acts, filed, receipt
from tests.integration.world import REGION, World

COMMENT = "Bangku di loket dua belum diganti juga."


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(case_id: str, row: dict[str, Any], previous: str) -> str:
    """A digest as docs/ledger.md describes it, out of what the API shows."""
    seal = row["seal"]
    content = {
        "case_id": case_id,
        **{name: row[name] for name in ("number", "type", "visibility")},
        **{name: row["actor"][name] for name in ("role", "agency_id")},
        "plain": {name: row["data"][name] for name in seal["plain"]},
        **{name: seal[name] for name in ("at", "words", "kept", "state")},
    }
    return sha256(previous + canonical(content))


def words_of(row: dict[str, Any]) -> dict[str, Any]:
    return {name: said for name, said in row["data"].items() if name in WRITTEN - {"words"}}


def kept_of(row: dict[str, Any]) -> dict[str, Any]:
    rest = {n: v for n, v in row["data"].items() if n not in (*row["seal"]["plain"], *WRITTEN)}
    shown = {"words": row["data"]["words"]} if "words" in row["data"] else {}
    return {**rest, **shown, "officer_id": row["actor"]["officer_id"]}


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


def test_who_is_shown_an_event_can_compute_its_digest(world: World, rated: dict[str, Any]) -> None:
    """Everybody, whatever they are not shown of it; the digests of events they do not see come with
    the proof."""
    before = {1: "", **{one.number + 1: one.digest for one in cases.events(rated["id"])}}
    readers = {
        "everybody": {},
        "reporter": {"headers": receipt(rated)},
        "officer": {"groups": SCHOOLS},
    }
    for sent in readers.values():
        rows = history(world, rated["id"], **sent)
        assert len(rows) == (5 if "groups" in sent else 4)
        for row in rows:
            assert digest_of(rated["id"], row, before[row["number"]]) == row["digest"]
            for name in row["seal"]["plain"]:
                other = {**row, "data": {**row["data"], name: "lain"}}
                assert digest_of(rated["id"], other, before[row["number"]]) != row["digest"]


def test_a_reason_that_is_not_for_everybody_stands_in_the_digest_all_the_same(world: World) -> None:
    case = filed(world)
    acts(world, case["id"], NATIONAL, "archive", reason="incomplete")
    path, sent = f"/v1/complaints/{case['id']}/reopen", {"reason": COMMENT}
    assert world.call("POST", path, sent, headers=receipt(case))[0] == 201
    *_, before, row = history(world, case["id"])
    assert (row["type"], "reason" in row["data"]) == ("reopened", False)
    assert "words_salt" not in row["seal"]
    assert digest_of(case["id"], row, before["digest"]) == row["digest"]


def test_who_reads_words_as_written_can_hold_them_against_the_digest(
    world: World, rated: dict[str, Any]
) -> None:
    readers = {
        "everybody": history(world, rated["id"]),
        "reporter": history(world, rated["id"], headers=receipt(rated)),
        "officer": history(world, rated["id"], groups=SCHOOLS),
    }
    opened = {
        reader: [row["type"] for row in rows if "words_salt" in row["seal"]]
        for reader, rows in readers.items()
    }
    assert opened == {
        "everybody": ["filed", "routed", "answered"],
        "reporter": ["filed", "routed", "answered", "rated"],
        "officer": ["filed", "routed", "answered", "rated"],  # the note is shown masked
    }
    for rows in readers.values():
        for row in rows:
            seal = row["seal"]
            if "words_salt" in seal:
                assert seal["words"] == sha256(seal["words_salt"] + canonical(words_of(row)))


def test_officers_can_hold_what_is_kept_for_them_against_the_digest(
    world: World, rated: dict[str, Any]
) -> None:
    assert not [row for row in history(world, rated["id"]) if "kept_salt" in row["seal"]]
    mine = history(world, rated["id"], headers=receipt(rated))
    assert not [row for row in mine if "kept_salt" in row["seal"]]
    rows = history(world, rated["id"], groups=SCHOOLS)
    for row in rows:
        seal = row["seal"]
        assert seal["kept"] == sha256(seal["kept_salt"] + canonical(kept_of(row)))


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
    for part, wanted in {
        "words": {"noted": [], "answered": [*readers], "rated": ["reporter", "officer"]},
        "kept": {"noted": ["officer"], "answered": ["officer"], "rated": ["officer"]},
        "state": {"noted": [], "answered": [], "rated": []},
    }.items():
        salts = {one.type: sha256(f"{one.salt}:{part}") for one in cases.events(rated["id"])[2:]}
        shown = {
            name: [reader for reader, said in readers.items() if salt in json.dumps(said)]
            for name, salt in salts.items()
        }
        assert shown == wanted, part
    for one in cases.events(rated["id"]):
        assert str(one.salt) not in json.dumps(readers)


def test_a_hidden_comment_cannot_be_guessed_from_the_public_digest(
    world: World, rated: dict[str, Any]
) -> None:
    """Even by who has the right comment."""
    row = history(world, rated["id"])[-1]
    stored = cases.events(rated["id"])[-1]
    guess = canonical({"comment": COMMENT})
    tried = ["", row["seal"]["at"], row["seal"]["kept"], row["seal"]["state"], row["digest"]]
    assert row["seal"]["words"] not in [sha256(salt + guess) for salt in tried]
    salted = sha256(sha256(f"{stored.salt}:words") + guess)
    assert salted == row["seal"]["words"], "the salt is all that was missing"


def test_every_event_has_a_salt_of_its_own(world: World) -> None:
    both = [filed(world)["id"] for _ in range(2)]
    acts(world, both[0], NATIONAL, "note", text="Diperiksa.")
    salts = [one.salt for case_id in both for one in cases.events(case_id)]
    assert len(salts) == 5
    assert len(set(salts)) == 5
    assert all(len(str(salt)) == 22 for salt in salts)  # 16 bytes in base64


@pytest.mark.parametrize("missing", [("state",), ("state", "salt")])
def test_an_event_of_an_earlier_release_verifies_and_has_no_seal(
    world: World, missing: tuple[str, ...]
) -> None:
    case_id = filed(world)["id"]
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    row = world.rows(case_id)["EVENT#000001"]
    old = replace(cases.event(case_id, 1), **dict.fromkeys(missing))
    content = {
        "case_id": case_id,
        "number": 1,
        "type": "filed",
        "at": old.at.isoformat(),
        "actor": ["reporter", None, None],
        "visibility": "public",
        "data": old.data,
        **({} if old.salt is None else {"salt": old.salt}),
    }
    digest = sha256(canonical(content))
    row = {name: value for name, value in row.items() if name not in missing}
    table.put_item(Item=row | {"digest": digest})
    stored = cases.event(case_id, 1)
    assert event_digest("", stored) == stored.digest == digest
    shown = history(world, case_id, groups=SCHOOLS)[0]
    assert (shown["digest"], "seal" in shown) == (digest, False)
