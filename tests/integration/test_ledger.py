"""The ledger: what is collected, sealed and proved, and that whoever writes the table is found out
by the command and by the schedule."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any

import boto3
import pytest

from chalicelib import clients
from chalicelib.ledger.canonical import canonical
from chalicelib.ledger.days import day_from, link_to
from chalicelib.ledger.digests import event_digest, state_commitment
from chalicelib.ledger.examination import Fault, Finding
from chalicelib.ledger.tree import CaseHead, shard_of
from chalicelib.observability import Metric
from chalicelib.protection import signing
from chalicelib.protection.pseudonyms import pseudonym_of
from chalicelib.protection.receipts import secret_sha256
from chalicelib.schedules import ledger_runs
from chalicelib.store import cases, ledger_bucket, loaded_cases
from chalicelib.store.case_mapping import case_from, event_from
from chalicelib.store.ledger_bucket import JournalEntry
from chalicelib.usecases import seal_ledger, verify_ledger
from infra.verify import verify
from tests.integration.people import SCHOOLS, acts, filed, receipt
from tests.integration.roles import POLICIES, acting_as
from tests.integration.world import REGION, World

A_DAY = timedelta(days=1)
Rows = dict[str, dict[str, Any]]


def today() -> date:
    return datetime.now(UTC).date()


def at(day: date, hours: float = 1) -> datetime:
    """Some hours into a day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hours)


def always() -> bool:
    return True


def seal(until: date) -> int:
    """What the schedule does on the day after `until`."""
    with acting_as("seal_ledger"):
        return ledger_runs.seal_ledger({"time": at(until + A_DAY).isoformat()})["sealed"]


def run_for(case_id: str, day: date) -> datetime:
    """The run of a day that looks at a case."""
    return at(day, 0) + timedelta(minutes=5 * shard_of(pseudonym_of(case_id)))


def sealed_heads(case_id: str) -> list[CaseHead]:
    """What the last two sealed days have of a case."""
    return sorted(
        head for shard in verify_ledger.every_sealed_head() for head in shard.get(case_id, ())
    )


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """What the verifier and the sealer count."""
    found: dict[str, int] = {}

    def count(metric: Metric, value: int = 1) -> None:
        found[metric] = found.get(metric, 0) + value

    monkeypatch.setattr(verify_ledger, "count", count)
    monkeypatch.setattr(seal_ledger, "count", count)
    monkeypatch.setattr(loaded_cases, "count", count)
    return found


@pytest.fixture
def answered(world: World) -> dict[str, Any]:
    """A case with four events, sealed at the end of today."""
    answer = filed(world)
    acts(world, answer["id"], SCHOOLS, "start")
    acts(world, answer["id"], SCHOOLS, "answer", text="Pungutan sudah dihentikan.")
    world.pump()
    assert seal(today()) == 1
    return answer


# What is sealed


def test_the_head_of_each_case_is_sealed_under_one_signed_root(
    world: World, answered: dict[str, Any]
) -> None:
    other = filed(world)
    status, day, _ = world.call("GET", f"/v1/ledger/{today()}")
    assert (status, day["count"], day["previous"]) == (200, 1, None)
    proof = world.call("GET", f"/v1/complaints/{answered['id']}/proof")[1]
    assert proof["case_id"] == answered["id"]
    assert proof["digests"] == [event.digest for event in cases.events(answered["id"])]
    sealed = proof["sealed"]
    assert (sealed["number"], sealed["digest"]) == (4, proof["digests"][-1])
    assert sealed["root"] == day["root"]
    assert sealed["path"] == []  # the one leaf is the root
    opened = {name: sealed[name] for name in ("number", "digest", "pseudonym")}
    leaf = hashlib.sha256(b"\0" + canonical(opened).encode()).hexdigest()
    assert day_from(day["root"]).root == leaf
    assert world.call("GET", f"/v1/complaints/{other['id']}/proof")[1]["sealed"] is None


def test_a_day_names_the_day_before_also_when_nothing_happened(
    world: World, answered: dict[str, Any]
) -> None:
    assert seal(today() + A_DAY) == 1
    first, second = (world.call("GET", f"/v1/ledger/{today() + n * A_DAY}")[1] for n in (0, 1))
    assert second["previous"] == link_to(first["root"])
    assert (second["count"], day_from(second["root"]).root) == (1, day_from(first["root"]).root)
    assert day_from(second["root"]).day == today() + A_DAY


def test_missed_days_are_caught_up_in_order(world: World, answered: dict[str, Any]) -> None:
    assert seal(today() + 3 * A_DAY) == 3
    assert ledger_bucket.sealed_days() == [today() + n * A_DAY for n in range(4)]
    assert verify_ledger.verify_days(at(today() + 4 * A_DAY)) == []


def test_a_run_without_time_seals_nothing_and_the_next_goes_on(
    world: World, answered: dict[str, Any]
) -> None:
    assert seal_ledger.seal_days(at(today() + 3 * A_DAY), lambda: False) == 0
    turns = iter([True, False])
    assert seal_ledger.seal_days(at(today() + 3 * A_DAY), lambda: next(turns)) == 1
    assert seal_ledger.seal_days(at(today() + 3 * A_DAY), always) == 1


def test_a_day_is_sealed_a_quarter_of_an_hour_after_its_end_and_once(world: World) -> None:
    filed(world)
    end = at(today() + A_DAY, 0)
    before = seal_ledger.AFTER_THE_DAY - timedelta(microseconds=1)
    assert seal_ledger.seal_days(end + before, always) == 0
    assert ledger_bucket.sealed_days() == []
    assert seal_ledger.seal_days(end + seal_ledger.AFTER_THE_DAY, always) == 1
    assert seal_ledger.seal_days(end + seal_ledger.AFTER_THE_DAY, always) == 0


def test_where_nothing_ever_came_yesterday_is_the_first_day(world: World) -> None:
    with acting_as("seal_ledger"):
        assert seal_ledger.seal_days(at(today()), always) == 1
    day = world.call("GET", f"/v1/ledger/{today() - A_DAY}")[1]
    assert (day["count"], day["previous"]) == (0, None)
    assert day_from(day["root"]).root == hashlib.sha256(b"").hexdigest()


def test_two_runs_at_once_come_to_the_same(world: World, answered: dict[str, Any]) -> None:
    first = day_from(ledger_bucket.sealed_day(today()))
    seal_ledger._seal(today(), None)
    assert day_from(ledger_bucket.sealed_day(today())) == first


def test_what_came_twice_or_late_counts_once(
    world: World, answered: dict[str, Any], counted: dict[str, int]
) -> None:
    one, two, *_ = (event.digest for event in cases.events(answered["id"]))
    late = [JournalEntry(answered["id"], CaseHead(n, d)) for n, d in ((1, one), (2, two), (1, one))]
    ledger_bucket.write_journal(late, at=at(today() + A_DAY), name="late")
    assert seal(today() + A_DAY) == 1
    sealed = world.call("GET", f"/v1/complaints/{answered['id']}/proof")[1]["sealed"]
    assert sealed["number"] == 4
    assert counted == {}


def test_the_sealed_head_stays_where_an_event_comes_with_another_digest(
    world: World, answered: dict[str, Any], counted: dict[str, int]
) -> None:
    forged = [JournalEntry(answered["id"], CaseHead(4, "0" * 64))]
    ledger_bucket.write_journal(forged, at=at(today() + A_DAY), name="forged")
    assert seal(today() + A_DAY) == 1
    assert sealed_heads(answered["id"]) == [CaseHead(4, cases.get(answered["id"]).digest)]
    assert counted == {Metric.HISTORIES_BROKEN: 1}


@pytest.mark.parametrize("forged", ["0" * 64, "f" * 64])
def test_of_two_digests_of_an_event_the_first_that_came_is_sealed(
    world: World, counted: dict[str, int], forged: str
) -> None:
    """Whatever they are: who writes an event anew draws salts until its digest is the smaller."""
    case_id = filed(world)["id"]
    world.pump()
    head = CaseHead(cases.get(case_id).version, cases.get(case_id).digest)
    entry = JournalEntry(case_id, CaseHead(head.number, forged))
    ledger_bucket.write_journal([entry], at=datetime.now(UTC) + timedelta(hours=1), name="forged")
    assert seal(today()) == 1
    assert sealed_heads(case_id) == [head]
    assert counted == {Metric.HISTORIES_BROKEN: 1}


def test_a_day_that_is_not_sealed_is_unknown(world: World, answered: dict[str, Any]) -> None:
    for day in (f"{today() + A_DAY}", "kemarin", "2026-13-01"):
        status, content, _ = world.call("GET", f"/v1/ledger/{day}")
        assert (status, content["error"]["code"]) == (404, "unknown_day")


def test_a_hidden_case_is_proved_to_its_reporter_alone(world: World) -> None:
    hidden = filed(world, confidential=True)
    world.pump()
    seal(today())
    path = f"/v1/complaints/{hidden['id']}/proof"
    assert world.call("GET", path)[0] == 404
    assert world.call("GET", path, headers={"X-Receipt": "salah"})[0] == 404
    status, proof, _ = world.call("GET", path, headers=receipt(hidden))
    assert status == 200
    assert proof["sealed"]["number"] == len(proof["digests"])


def test_the_reporter_holds_their_own_words_against_event_1(world: World) -> None:
    answer = filed(world)
    mine = world.call("GET", f"/v1/complaints/{answer['id']}/proof", headers=receipt(answer))[1]
    seen = world.call("GET", f"/v1/complaints/{answer['id']}", headers=receipt(answer))[1]
    filed_words = {
        **{name: seen[name] for name in ("title", "body", "incident_date")},
        **{name: seen["location"][name] for name in ("region_code", "address")},
        "latitude_millionths": None,
        "longitude_millionths": None,
    }
    digest = hashlib.sha256((mine["filed_salt"] + canonical(filed_words)).encode()).hexdigest()
    assert cases.event(answer["id"], 1).data["filed_digest"] == digest
    assert "filed_salt" not in world.call("GET", f"/v1/complaints/{answer['id']}/proof")[1]


# What is found


def untouched(rows: Rows) -> None: ...


def state_of(rows: Rows, part: str = "details") -> dict[str, Any]:
    said: dict[str, Any] = json.loads(rows["CASE"][part])
    return said


def changed(rows: Rows, part: str = "details", **fields: Any) -> None:
    rows["CASE"][part] = json.dumps(state_of(rows, part) | fields)


def edit(rows: Rows) -> None:
    data = json.loads(rows["EVENT#000004"]["data"])
    rows["EVENT#000004"]["data"] = json.dumps(data | {"text": "Kami sudah membayar."})


def drop(rows: Rows) -> None:
    del rows["EVENT#000003"]


def reorder(rows: Rows) -> None:
    names = ("EVENT#000003", "EVENT#000002")
    rows["EVENT#000002"], rows["EVENT#000003"] = (
        {**rows[name], "sk": other} for name, other in zip(names, reversed(names), strict=True)
    )


def back_date(rows: Rows) -> None:
    """By who computes the digests anew too."""
    rows["EVENT#000004"]["at"] = "2026-01-02T03:04:05.000000+0000"
    recompute(rows)


def renumber(rows: Rows) -> None:
    del rows["EVENT#000003"]
    rows["EVENT#000003"] = {**rows.pop("EVENT#000004"), "sk": "EVENT#000003", "number": 3}
    rows["CASE"]["version"] = 3


def replace_words(rows: Rows) -> None:
    rows["CASE#TEXT"]["body"] = "Semua baik-baik saja."


def replace_what_others_read(rows: Rows) -> None:
    """The words as the reporter sees them stay as they were."""
    rows["CASE#TEXT"]["masked_body"] = "Semua baik-baik saja, kata [nama]."


def replace_answer_as_others_read_it(rows: Rows) -> None:
    rows["EVENT#000004"]["masked"] = json.dumps({"text": "Pungutan diteruskan."})


def replace_deadline_as_others_read_it(rows: Rows) -> None:
    """What is kept masked stands before what is not: also for what is no text."""
    data = json.loads(rows["EVENT#000001"]["data"])
    late = data["deadlines"] | {"resolve_by": "2030-01-01T00:00:00Z"}
    rows["EVENT#000001"]["masked"] = json.dumps({"deadlines": late})


def replace_deadline(rows: Rows) -> None:
    late = state_of(rows, "state")["deadlines"] | {"resolve_by": "2030-01-01T00:00:00Z"}
    changed(rows, "state", deadlines=late)


def forge(rows: Rows) -> None:
    last = rows["EVENT#000004"]
    said = json.dumps({"text": "Jawaban palsu.", "answer": 2})
    rows["EVENT#000005"] = {**last, "sk": "EVENT#000005", "number": 5, "data": said}


def forge_before(rows: Rows) -> None:
    """Before the first, whose digest goes on from none; it says nothing of words, so that others
    are not missed."""
    first = rows["EVENT#000001"]
    rows["EVENT#000000"] = {**first, "sk": "EVENT#000000", "number": 0, "digest": "", "data": "{}"}
    replace_words(rows)


def recompute(rows: Rows) -> None:
    """All digests, as the service computes them, whatever the rows say now."""
    from chalicelib.store.tables import CaseItem, EventItem

    numbers = [name for name in sorted(rows) if name.startswith("EVENT#")]
    case, previous = case_from(_item(CaseItem, rows["CASE"])), ""
    for name in numbers:
        row = rows[name]
        if name == numbers[-1]:
            row["state"] = state_commitment(case, row["salt"])
        previous = event_digest(previous, event_from(_item(EventItem, row)))
        row["digest"] = previous
    changed(rows, digest=previous)


def _item(kind: Any, row: dict[str, Any]) -> Any:
    from boto3.dynamodb.types import TypeSerializer

    return kind.from_raw_data({n: TypeSerializer().serialize(v) for n, v in row.items()})


def rewrite(rows: Rows) -> None:
    edit(rows)
    recompute(rows)


def restore_older(rows: Rows) -> None:
    """As it was after two events: the case, its digest and the events that there were."""
    for name in ("EVENT#000003", "EVENT#000004"):
        del rows[name]
    rows["CASE"]["version"] = 2
    recompute(rows)
    rows["EVENT#000002"]["digest"] = ORIGINAL["digest"]
    rows["EVENT#000002"]["state"] = ORIGINAL["state"]
    changed(rows, digest=ORIGINAL["digest"])


ORIGINAL: dict[str, Any] = {}


def swap_receipt(rows: Rows) -> None:
    changed(rows, receipt_sha256=secret_sha256("ZZZZZZZZZZZZZZZZZZZZZZZZZZ"))


def take_out_of_schedules(rows: Rows) -> None:
    """Nobody is called when it is late."""
    for name in ("due_kind_shard", "due_at"):
        del rows["CASE"][name]


def put_off(rows: Rows) -> None:
    """The state says when it is due, and nothing looks there before the schedule finds it."""
    rows["CASE"]["due_at"] = "2030-01-01T00:00:00.000000Z"


def take_off_the_desk(rows: Rows) -> None:
    for name in ("desk", "desk_order", "open_agency"):
        rows["CASE"].pop(name)


def hide_from_everybody(rows: Rows) -> None:
    for name in ("published_month", "published_at"):
        del rows["CASE"][name]


def put_on_another_desk(rows: Rows) -> None:
    rows["CASE"]["desk"] = "kota-malang"


def take_away(rows: Rows) -> None:
    rows.clear()


TAMPERINGS: dict[Callable[[Rows], None], set[Fault]] = {
    untouched: set(),
    edit: {Fault.CHANGED},
    drop: {Fault.MISSING},
    reorder: {Fault.OUT_OF_ORDER, Fault.BACK_DATED},
    back_date: {Fault.BACK_DATED, Fault.SEALED_OTHERWISE},
    renumber: {Fault.CHANGED, Fault.STATE_DIFFERS, Fault.SHORTENED},
    replace_words: {Fault.WORDS_DIFFER},
    replace_what_others_read: {Fault.MASKED_OTHERWISE},
    replace_answer_as_others_read_it: {Fault.MASKED_OTHERWISE},
    replace_deadline_as_others_read_it: {Fault.MASKED_OTHERWISE},
    replace_deadline: {Fault.STATE_DIFFERS, Fault.MISPLACED},
    forge: {Fault.CHANGED, Fault.HEAD_DIFFERS},
    forge_before: {Fault.OUT_OF_ORDER, Fault.WORDS_DIFFER},
    rewrite: {Fault.SEALED_OTHERWISE},
    restore_older: {Fault.STATE_DIFFERS, Fault.SHORTENED},
    swap_receipt: {Fault.STATE_DIFFERS},
    take_out_of_schedules: {Fault.MISPLACED},
    put_off: {Fault.MISPLACED},
    take_off_the_desk: {Fault.MISPLACED},
    hide_from_everybody: {Fault.MISPLACED},
    put_on_another_desk: {Fault.MISPLACED},
    take_away: {Fault.GONE},
}


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda one: one.__name__)
def test_who_writes_the_table_is_found_out(
    world: World,
    answered: dict[str, Any],
    counted: dict[str, int],
    tamper: Callable[[Rows], None],
) -> None:
    case_id = answered["id"]
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    rows = world.rows(case_id)
    ORIGINAL.update(rows["EVENT#000002"])
    tamper(rows)
    for key in world.rows(case_id):
        table.delete_item(Key={"pk": f"CASE#{case_id}", "sk": key})
    for row in rows.values():
        table.put_item(Item=row)
    expected = TAMPERINGS[tamper]
    for verdict in (*verify([case_id]), *verify(None)):
        assert {finding.fault for finding in verdict.findings} == expected
        assert verdict.sealed
        assert ("BROKEN" in str(verdict)) is bool(expected)
    with acting_as("verify_ledger"):
        when = run_for(case_id, today() + A_DAY) + timedelta(minutes=2)
        came_to = ledger_runs.verify_ledger({"time": when.isoformat()})
    assert came_to == {"cases": 1, "broken": int(bool(expected)), "breaks": 0}
    assert counted == {Metric.LEDGER_BROKEN: 0, Metric.HISTORIES_BROKEN: int(bool(expected))}


def test_a_case_that_is_taken_off_the_desk_of_who_is_asked_is_found_out(
    world: World, answered: dict[str, Any]
) -> None:
    case_id = filed(world)["id"]
    asks = {"agency_id": "kota-surabaya", "question": "Berapa murid baru yang terdaftar?"}
    acts(world, case_id, SCHOOLS, "ask_contribution", **asks)
    assert verify_ledger.verify_case(case_id, ()) == []
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    table.delete_item(Key={"pk": f"CASE#{case_id}", "sk": "ASKED#kota-surabaya"})
    assert verify_ledger.verify_case(case_id, ()) == [Finding(Fault.MISPLACED)]


@pytest.mark.parametrize("tamper", [untouched, swap_receipt, replace_deadline])
def test_a_case_that_was_written_is_found_before_a_step_goes_on_from_it(
    world: World,
    answered: dict[str, Any],
    counted: dict[str, int],
    tamper: Callable[[Rows], None],
) -> None:
    """From then on it is under the digest of that step as it is, and nothing is wrong with it."""
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    rows = world.rows(answered["id"])
    tamper(rows)
    table.put_item(Item=rows["CASE"])
    own = {"X-Receipt": "Z" * 26} if tamper is swap_receipt else receipt(answered)
    path = f"/v1/complaints/{answered['id']}/rating"
    assert world.call("POST", path, {"satisfied": True}, headers=own)[0] == 201
    assert (counted.get(Metric.HISTORIES_BROKEN, 0) > 0) is (tamper is not untouched)
    rung = dict(counted)
    world.pump()
    assert world.call("GET", path.removesuffix("/rating"), headers=own)[0] == 200
    assert verify_ledger.verify_case(answered["id"], sealed_heads(answered["id"])) == []
    assert counted == rung


def test_a_day_that_is_taken_away_is_missed(
    world: World, answered: dict[str, Any], counted: dict[str, int]
) -> None:
    seal(today() + 2 * A_DAY)
    boto3.client("s3", region_name=REGION).delete_object(
        Bucket="ledger", Key=f"days/{today() + A_DAY}"
    )
    when = at(today() + 3 * A_DAY)
    missing = [
        f"{today() + A_DAY}: is not there",
        f"{today() + 2 * A_DAY}: follows {today()}",
        f"{today() + 2 * A_DAY}: does not name the day before as it is",
    ]
    assert verify_ledger.verify_days(when) == missing
    assert verify_ledger.verify_run(when, always).breaks == missing
    assert counted[Metric.LEDGER_BROKEN] == 3


def test_the_command_says_of_a_case_what_holds_and_what_nothing_covers(world: World) -> None:
    answer = filed(world)
    (verdict,) = verify([answer["id"].lower()])
    assert str(verdict) == f"{answer['id']}: holds against its events; not sealed yet"
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    rows = world.rows(answer["id"])
    data = json.loads(rows["EVENT#000001"]["data"])
    rows["EVENT#000001"]["data"] = json.dumps({n: data[n] for n in data if n != "filed_digest"})
    recompute(rows)
    for row in rows.values():
        table.put_item(Item=row)
    (verdict,) = verify([answer["id"]])
    assert str(verdict).endswith(
        "not covered: words, day and place: filed before digests covered them"
    )
    assert verdict.findings == []


def test_a_case_that_changed_is_looked_at_ten_minutes_later(
    world: World, counted: dict[str, int]
) -> None:
    case_id, slot = filed(world)["id"], at(today(), 5)
    head = CaseHead(1, cases.event(case_id, 1).digest)
    ledger_bucket.write_journal([JournalEntry(case_id, head)], at=slot, name="one")
    for day in (slot, slot + A_DAY, slot + 2 * A_DAY):  # once more a day later, and then no more
        looked_at = [
            verify_ledger.verify_run(day + timedelta(minutes=after), always).cases
            for after in (10, 14.99, 15, 19.99, 20, 24.99, 25)
        ]
        seen = int(day <= slot + A_DAY)
        assert looked_at == [0, 0, seen, seen, 0, 0, 0]
    assert counted[Metric.HISTORIES_BROKEN] == 0
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    rows = world.rows(case_id)
    swap_receipt(rows)
    table.put_item(Item=rows["CASE"])
    broken = verify_ledger.verify_run(slot + timedelta(minutes=15), always).broken
    assert list(broken) == [case_id]


def written_anew_and_stepped_through(world: World, answered: dict[str, Any]) -> CaseHead:
    """The answer is another with all digests, and the next step goes on from it; its head."""
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    rows = world.rows(answered["id"])
    rewrite(rows)
    for row in rows.values():
        table.put_item(Item=row)
    path = f"/v1/complaints/{answered['id']}/rating"
    assert world.call("POST", path, {"satisfied": True}, headers=receipt(answered))[0] == 201
    return CaseHead(5, cases.event(answered["id"], 5).digest)


def test_a_sealed_history_that_was_written_anew_is_found_also_once_a_later_head_is_sealed(
    world: World, answered: dict[str, Any], counted: dict[str, int]
) -> None:
    later = JournalEntry(answered["id"], written_anew_and_stepped_through(world, answered))
    ledger_bucket.write_journal([later], at=at(today() + A_DAY), name="later")
    seal(today() + A_DAY)
    found = [Finding(Fault.SEALED_OTHERWISE, 4)]
    (verdict,) = verify(None)
    assert verdict.findings == found
    when = run_for(answered["id"], today() + 2 * A_DAY)
    assert verify_ledger.verify_run(when, always).broken == {answered["id"]: found}


def test_a_head_that_was_never_sealed_is_held_against_the_case_a_day_later(world: World) -> None:
    answer, when = filed(world), at(today(), 6)
    acts(world, answer["id"], SCHOOLS, "start")
    acts(world, answer["id"], SCHOOLS, "answer", text="Pungutan sudah dihentikan.")
    came = JournalEntry(answer["id"], CaseHead(4, cases.get(answer["id"]).digest))
    ledger_bucket.write_journal([came], at=when, name="came")
    later = JournalEntry(answer["id"], written_anew_and_stepped_through(world, answer))
    ledger_bucket.write_journal([later], at=when + timedelta(hours=1), name="later")
    seal(today())
    look = when + A_DAY + timedelta(minutes=15)
    found = [Finding(Fault.SEALED_OTHERWISE, 4)]
    assert verify_ledger.verify_run(look, always).broken == {answer["id"]: found}


def test_every_case_that_changed_is_looked_at(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = [
        JournalEntry("LP-87ZP-DCSQ-GYBJ-7", CaseHead(1, "0" * 64)),
        JournalEntry("LP-7K3M-9QXD-2VTA-C", CaseHead(1, "0" * 64)),
        JournalEntry("LP-7K3M-9QXD-2VTA-C", CaseHead(2, "1" * 64)),
    ]
    monkeypatch.setattr(ledger_bucket, "journal", lambda *_, **__: iter(came))
    verified = verify_ledger.verify_run(at(today()), always)
    assert verified.cases == 2
    assert set(verified.broken) == {entry.case_id for entry in came}  # there is none of them


def test_a_run_without_time_says_so(
    world: World, answered: dict[str, Any], counted: dict[str, int]
) -> None:
    when = run_for(answered["id"], today() + A_DAY)
    came_to = verify_ledger.verify_run(when, lambda: False)
    assert (came_to.cases, came_to.whole) == (0, False)
    assert counted[Metric.LEDGER_RUNS_CUT_SHORT] == 1
    assert verify_ledger.verify_run(when, always).cases == 1
    assert counted[Metric.LEDGER_RUNS_CUT_SHORT] == 1


def test_a_day_that_is_not_sealed_within_the_hour_is_missed(
    world: World, answered: dict[str, Any]
) -> None:
    end = at(today() + 2 * A_DAY, 0)
    late = verify_ledger.SEALED_WITHIN
    assert verify_ledger.verify_days(end + late - timedelta(microseconds=1)) == []
    assert verify_ledger.verify_days(end + late) == [f"{today() + A_DAY}: is not sealed"]


def test_a_day_signed_by_another_key_is_no_day(world: World, answered: dict[str, Any]) -> None:
    when, token = at(today() + A_DAY), ledger_bucket.sealed_day(today())
    assert verify_ledger.verify_days(when) == []
    said, _, signature = token.rpartition(".")
    ledger_bucket.write_day(today(), f"{said}.{signature[::-1]}")
    assert verify_ledger.verify_days(when) == [f"{today()}: is not signed by a key of ours"]
    as_receipt = signing.sign(day_from(token).claims(), signing.Signed.RECEIPTS)
    ledger_bucket.write_day(today(), as_receipt)
    assert verify_ledger.verify_days(when) == [f"{today()}: is not signed by a key of ours"]


def test_every_day_is_looked_at_once_a_day_and_the_last_two_always(
    world: World, answered: dict[str, Any]
) -> None:
    seal(today() + 3 * A_DAY)
    first = ledger_bucket.sealed_day(today())
    ledger_bucket.write_day(today(), first[:-8] + "AAAAAAAA")
    day = at(today() + 4 * A_DAY, 0)
    runs = {
        n: verify_ledger.verify_run(day + timedelta(minutes=5 * n), always) for n in (255, 256, 257)
    }
    assert {n: bool(run.breaks) for n, run in runs.items()} == {255: False, 256: True, 257: False}


def test_a_digest_without_a_salt_is_told_only_of_what_everybody_reads(world: World) -> None:
    answer = filed(world)
    acts(world, answer["id"], SCHOOLS, "note", text="Diperiksa.")
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    for key in ("EVENT#000001", "EVENT#000003"):
        row = world.rows(answer["id"])[key]
        table.put_item(Item={n: v for n, v in row.items() if n not in ("salt", "state")})
    digests = world.call("GET", f"/v1/complaints/{answer['id']}/proof")[1]["digests"]
    assert [digest is None for digest in digests] == [False, False, True]


def test_what_is_kept_of_a_day_is_what_was_signed(world: World, answered: dict[str, Any]) -> None:
    case_id, when = answered["id"], run_for(answered["id"], today() + A_DAY)
    shard, kept = shard_of(pseudonym_of(case_id)), ledger_bucket.shards(today())
    assert verify_ledger.verify_run(when, always).breaks == []
    ledger_bucket.write_leaves(shard, today(), {case_id: CaseHead(2, "0" * 64)})
    other = f"{today()}: part {shard} is not made of its leaves"
    assert verify_ledger.verify_run(when, always).breaks == [other]
    ledger_bucket.write_leaves(shard, today(), {})
    ledger_bucket.write_shards(today(), ledger_bucket.Shards(parts={}, written=kept.written))
    root = f"{today()}: its parts do not make its root"
    assert verify_ledger.verify_run(when, always).breaks == [root]


def test_what_two_days_say_of_their_shards_is_read_once_for_all_shards(
    world: World, answered: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(today() + A_DAY)
    read, asked = ledger_bucket.shards, list[date]()

    def shards(day: date) -> ledger_bucket.Shards:
        asked.append(day)
        return read(day)

    monkeypatch.setattr(ledger_bucket, "shards", shards)
    assert len(sealed_heads(answered["id"])) == 1
    assert asked == [today(), today() + A_DAY]


def test_each_function_asks_of_the_bucket_what_its_role_lets(world: World) -> None:
    asked: list[tuple[str, str]] = []

    def note(model: Any, params: dict[str, Any], **_: Any) -> None:
        path = params["url_path"].partition("?")[0].removeprefix("/")
        key = path.removeprefix("ledger").removeprefix("/")
        asked.append((model.name, key))

    clients.client("s3").meta.events.register("before-call.s3", note)
    case_id = filed(world)["id"]
    steps: dict[str, Callable[[], object]] = {
        "collect_heads": lambda: filed(world),
        "seal_ledger": lambda: seal(today()),
        "verify_ledger": lambda: verify_ledger.verify_run(
            run_for(case_id, today() + A_DAY), always
        ),
        "api_handler": lambda: (
            world.call("GET", f"/v1/complaints/{case_id}/proof"),
            world.call("GET", f"/v1/ledger/{today()}"),
        ),
    }
    for function, run in steps.items():
        asked.clear()
        run()
        assert asked, function
        refused = [one for one in asked if not let_by_role(function, *one)]
        assert not refused, function


def let_by_role(function: str, operation: str, key: str) -> bool:
    policy = json.loads((POLICIES / f"policy-{function}.json").read_text())
    action = {"ListObjectsV2": "s3:ListBucket"}.get(operation, f"s3:{operation}")
    for statement in policy["Statement"]:
        named = statement["Resource"]
        for one in named if isinstance(named, list) else [named]:
            _, _, pattern = str(one.get("Fn::Sub", "")).partition("${AWS::Region}")
            if action in statement["Action"] and fnmatchcase(key, pattern.removeprefix("/")):
                return True
    return False
