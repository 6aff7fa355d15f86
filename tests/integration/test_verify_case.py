"""The tool for whoever has a receipt: from saved files alone it calls a tampered history wrong."""

import copy
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from chalicelib.protection import signing
from tests.integration.people import SCHOOLS, acts, filed, receipt
from tests.integration.test_ledger import A_DAY, seal, today
from tests.integration.world import REGION, World
from tools import verify_case
from tools.verify_case import canonical, event_digest, sha256

Saved = dict[str, Any]


def saved(world: World, answer: dict[str, Any], *, mine: bool = True) -> Saved:
    """What the tool's `fetch` gets."""
    report = f"/v1/complaints/{answer['id']}"
    sent = {"headers": receipt(answer)} if mine else {}
    found = {
        "timeline": world.call("GET", f"{report}/timeline", **sent)[1],
        "proof": world.call("GET", f"{report}/proof", **sent)[1],
        "complaint": world.call("GET", report, **sent)[1],
        "jwks": world.call("GET", "/.well-known/jwks.json")[1],
    }
    if mine:
        found["receipt"] = world.call("GET", f"{report}/receipt", **sent)[1]
    return copy.deepcopy(found)


@pytest.fixture
def answered(world: World) -> dict[str, Any]:
    answer = filed(world, location={"region_code": "35.78", "latitude": -7.25, "longitude": 112.75})
    acts(world, answer["id"], SCHOOLS, "start")
    acts(world, answer["id"], SCHOOLS, "note", text="Diperiksa bersama.")
    acts(world, answer["id"], SCHOOLS, "answer", text="Pungutan sudah dihentikan.")
    world.pump()
    seal(today())
    return answer


def ran(folder: Path, now: Saved, *earlier: Saved) -> int:
    """How the tool ends on files."""
    folders = []
    for number, content in enumerate((now, *earlier)):
        place = folder / str(number)
        place.mkdir(parents=True, exist_ok=True)
        for name, said in content.items():
            (place / f"{name}.json").write_text(json.dumps(said))
        folders.append(str(place))
    return verify_case.main(["check", folders[0], "--earlier", *folders[1:]])


def test_what_the_service_says_fits(
    world: World, answered: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = saved(world, answered)
    now["days"] = [world.call("GET", f"/v1/ledger/{today()}")[1]["root"]]
    assert ran(tmp_path / "reporter", now) == 0
    said = capsys.readouterr().out
    assert "4 of 4 events that are shown have their digests" in said
    assert "1 events are not shown to you" in said
    assert f"the last sealed day ({today()}) has the history as far as event 5" in said
    assert "words, day and place are those that were filed" in said
    assert "the receipt has the history as far as event 5" in said
    assert ran(tmp_path / "public", saved(world, answered, mine=False)) == 0
    assert "words, day and place as filed: only with the secret code" in capsys.readouterr().out


def test_what_was_true_earlier_is_true_still(
    world: World, answered: dict[str, Any], tmp_path: Path
) -> None:
    before = saved(world, answered)
    acts(world, answered["id"], SCHOOLS, "note", text="Diperiksa lagi.")
    world.pump()
    seal(today() + A_DAY)
    assert ran(tmp_path, saved(world, answered), before) == 0


def test_before_the_first_seal_the_tool_says_that_nothing_is_proved(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran(tmp_path, saved(world, filed(world))) == 0
    assert "nothing of this report is sealed yet" in capsys.readouterr().out


def recompute(now: Saved) -> None:
    """All digests of what is shown, as who rewrites everything would."""
    proof, previous = now["proof"], ""
    shown = {event["number"]: event for event in now["timeline"]["items"]}
    for number in range(1, len(proof["digests"]) + 1):
        if number in shown:
            event = shown[number]
            event["digest"] = event_digest(proof["case_id"], event, previous)
            proof["digests"][number - 1] = event["digest"]
        previous = proof["digests"][number - 1]


def reseal(now: Saved, signed: signing.Signed = signing.Signed.LEDGER) -> None:
    """A day that has the head as it is told now."""
    sealed = now["proof"]["sealed"]
    sealed |= {"number": len(now["proof"]["digests"]), "digest": now["proof"]["digests"][-1]}
    claims = json.loads(verify_case.payload_of(sealed["root"]))
    claims["root"] = verify_case.root_of(sealed)
    sealed["root"] = signing.sign(claims, signed)


def edit(now: Saved) -> None:
    now["timeline"]["items"][-1]["data"]["text"] = "Kami sudah membayar."


def edit_and_recompute(now: Saved) -> None:
    edit(now)
    event = now["timeline"]["items"][-1]
    event["seal"]["words"] = sha256(
        event["seal"]["words_salt"] + canonical({"text": event["data"]["text"]})
    )
    recompute(now)


def edit_beside_the_chain(now: Saved) -> None:
    """The event with a digest of its own, and not the chain."""
    event, digests = now["timeline"]["items"][-1], now["proof"]["digests"]
    event["data"]["text"] = "Kami sudah membayar."
    words = canonical({"text": event["data"]["text"]})
    event["seal"]["words"] = sha256(event["seal"]["words_salt"] + words)
    event["digest"] = event_digest(now["proof"]["case_id"], event, digests[-2])


def change_plain(now: Saved) -> None:
    now["timeline"]["items"][0]["data"]["deadlines"]["resolve_by"] = "2030-01-01T23:59:59+07:00"


def change_deadlines_and_recompute(now: Saved) -> None:
    change_plain(now)
    recompute(now)
    reseal(now)


def drop_last(now: Saved) -> None:
    now["timeline"]["items"].pop()
    now["proof"]["digests"].pop()


def drop_one(now: Saved) -> None:
    del now["timeline"]["items"][1], now["proof"]["digests"][1]


def reorder(now: Saved) -> None:
    items = now["timeline"]["items"]
    items[1], items[2] = items[2], items[1]


def back_date(now: Saved) -> None:
    event = now["timeline"]["items"][-1]
    event["at"] = "2026-01-02T10:04:05+07:00"
    event["seal"]["at"] = "2026-01-02T03:04:05+00:00"


def show_another_moment(now: Saved) -> None:
    now["timeline"]["items"][-1]["at"] = "2027-01-02T10:04:05+07:00"


def forge(now: Saved) -> None:
    now["timeline"]["items"].append({**now["timeline"]["items"][-1], "number": 6})


def forge_first(now: Saved) -> None:
    """With a digest of its own, before the first."""
    event = copy.deepcopy(now["timeline"]["items"][0]) | {"number": 0}
    event["digest"] = event_digest(now["proof"]["case_id"], event, "")
    now["timeline"]["items"].insert(0, event)


def leave_out_the_first(now: Saved) -> None:
    """So that neither words nor deadlines can be held against it."""
    replace_words(now)
    del now["timeline"]["items"][0]


def take_the_seal_off(now: Saved) -> None:
    edit(now)
    del now["timeline"]["items"][-1]["seal"]


def edit_and_tell_no_digest(now: Saved) -> None:
    """Event 3 is another and says so by itself; that nobody can compute event 4 then is passed off
    as what an earlier release wrote."""
    event = now["timeline"]["items"][2]
    event["actor"]["agency_id"] = "kota-malang"
    event["digest"] = event_digest(now["proof"]["case_id"], event, now["proof"]["digests"][1])
    now["proof"]["digests"][2] = None


def replace_words(now: Saved) -> None:
    now["complaint"]["body"] = "Semua baik-baik saja."


def replace_place(now: Saved) -> None:
    now["complaint"]["location"]["latitude"] = -7.250001


def false_proof(now: Saved) -> None:
    now["proof"]["sealed"]["path"] = ["00" * 32]


def seal_in_another_place(now: Saved) -> None:
    """What is shown to the reporter stands beside what is shown to others."""
    now["proof"]["sealed"] |= {"pseudonym": "5" * 64, "path": []}
    reseal(now)


def another_signer(now: Saved) -> None:
    reseal(now, signing.Signed.RECEIPTS)


def another_receipt(now: Saved) -> None:
    token = now["receipt"]["receipt"]
    now["receipt"]["receipt"] = token[:-8] + "AAAAAAAA"


def receipt_of_another(now: Saved) -> None:
    claims = json.loads(verify_case.payload_of(now["receipt"]["receipt"]))
    claims["sub"] = "LP-0000-0000-0000-0"
    now["receipt"]["receipt"] = signing.sign(claims, signing.Signed.RECEIPTS)


def another_place(now: Saved) -> None:
    """A second history of the report, under a pseudonym of its own."""
    now["proof"]["sealed"]["pseudonym"] = "ab" * 32
    reseal(now)


def rewrite_before_the_seal(now: Saved) -> None:
    """The service itself would have to: all digests, a new seal. The receipt remains."""
    edit_and_recompute(now)
    reseal(now)


TAMPERINGS: dict[Callable[[Saved], None], list[str]] = {
    edit: ["the words of event 5 were REWRITTEN"],
    edit_and_recompute: [
        f"the history was REWRITTEN since {today()}: event 5 was another",
        "the history was REWRITTEN: event 5 is not the receipt's",
    ],
    edit_beside_the_chain: ["event 5 has another digest than the chain: REWRITTEN"],
    change_plain: [
        "event 1 was REWRITTEN",
        "the deadlines as filed are not those of the receipt: REPLACED",
    ],
    change_deadlines_and_recompute: [
        "the deadlines as filed are not those of the receipt: REPLACED"
    ],
    drop_last: [
        f"the history was SHORTENED: on {today()} it had 5 events",
        "the history was SHORTENED: the receipt was given after event 5",
    ],
    drop_one: ["event 5 is not in the chain", "the history was SHORTENED"],
    reorder: ["events were REORDERED or renumbered"],
    back_date: ["event 5 was REWRITTEN", "event 5 was BACK-DATED"],
    show_another_moment: ["event 5 is shown with another moment than it has"],
    forge: ["event 6 is not in the chain"],
    forge_first: ["an event has a number that none has: it was FORGED"],
    leave_out_the_first: ["event 1, which everybody is shown, is left out: SHORTENED"],
    take_the_seal_off: ["event 5 has no seal, or no digest, and had both: TAKEN OFF"],
    edit_and_tell_no_digest: ["event 3 has no seal, or no digest, and had both: TAKEN OFF"],
    replace_words: ["words, day or place were REPLACED"],
    replace_place: ["words, day or place were REPLACED"],
    false_proof: [f"the last sealed day ({today()}) does not have the head that is told"],
    seal_in_another_place: ["the ledger has the report in ANOTHER PLACE"],
    another_signer: [f"the last sealed day ({today()}) does not have the service's signature"],
    another_receipt: ["the receipt does not have the service's signature"],
    receipt_of_another: ["the receipt is of another report"],
    another_place: ["the ledger has the report in ANOTHER PLACE"],
    rewrite_before_the_seal: ["the history was REWRITTEN: event 5 is not the receipt's"],
}


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda one: one.__name__)
def test_a_tampered_history_is_called_wrong(
    world: World,
    answered: dict[str, Any],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    tamper: Callable[[Saved], None],
) -> None:
    now = saved(world, answered)
    tamper(now)
    assert ran(tmp_path, now) == 1
    wrong = [line for line in capsys.readouterr().out.splitlines() if line.startswith("WRONG")]
    for expected in TAMPERINGS[tamper]:
        assert any(expected in line for line in wrong), (expected, wrong)


def test_what_was_fetched_earlier_shows_a_history_that_was_rewritten_and_sealed_anew(
    world: World, answered: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = saved(world, answered, mine=False)
    now = copy.deepcopy(before)
    edit_and_recompute(now)
    reseal(now)
    assert ran(tmp_path, now, before) == 1
    said = capsys.readouterr().out
    assert "the history was REWRITTEN since it was fetched earlier" in said
    assert f"there are TWO RECORDS of {today()}" in said
    now = copy.deepcopy(before)
    now["proof"]["digests"][0] = None
    assert ran(tmp_path, now, before) == 1
    said = capsys.readouterr().out
    assert "the history was REWRITTEN since it was fetched earlier" in said
    assert "TWO RECORDS" not in said
    now = copy.deepcopy(before)
    drop_last(now)
    reseal(now)
    assert ran(tmp_path, now, before) == 1
    said = capsys.readouterr().out
    assert "the history was SHORTENED: it had 5 events when it was fetched earlier" in said
    now = copy.deepcopy(before)
    now["proof"]["sealed"]["pseudonym"] = "ab" * 32
    reseal(now)
    assert ran(tmp_path, now, before) == 1
    assert "another place in the ledger than before" in capsys.readouterr().out


def test_days_that_do_not_go_on_from_each_other(
    world: World, answered: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seal(today() + 2 * A_DAY)
    now = saved(world, answered)
    days = [
        world.call("GET", f"/v1/ledger/{today() + timedelta(days=n)}")[1]["root"] for n in range(3)
    ]
    assert ran(tmp_path, now | {"days": days}) == 0
    capsys.readouterr()
    last = json.loads(verify_case.payload_of(days[2]))
    another = signing.sign(last | {"root": "ab" * 32}, signing.Signed.LEDGER)
    assert ran(tmp_path, now | {"days": [*days[:2], another]}) == 1
    assert f"there are TWO RECORDS of {last['day']}" in capsys.readouterr().out
    assert ran(tmp_path, now | {"days": [days[0], days[2]]}) == 1
    said = capsys.readouterr().out
    assert f"{today() + A_DAY} is MISSING from the days" in said
    assert f"{today() + 2 * A_DAY} does not go on from {today()}: days were REWRITTEN" in said


@pytest.fixture
def service(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the tool fetches comes from the API, without a network."""

    def get(url: str, secret: str | None) -> Any:
        headers = {"X-Receipt": secret} if secret else {}
        path, _, asked = url.removeprefix("https://lapor.test").partition("?")
        query = dict(part.split("=") for part in asked.split("&")) if asked else None
        status, found, _ = world.call("GET", path, headers=headers, query=query)
        if status == 404:
            raise verify_case.NotThere(url)
        assert status == 200, (url, found)
        return found

    monkeypatch.setattr(verify_case, "_get", get)


@pytest.mark.usefixtures("service")
def test_a_day_that_was_taken_away_is_missed_by_who_fetches(
    world: World, answered: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seal(today() + 3 * A_DAY)
    case_id, folder = answered["id"], tmp_path / "now"
    command = ["fetch", "https://lapor.test/", case_id, str(folder), "--days", "3"]

    def checked() -> tuple[int, str]:
        assert verify_case.main(command) == 0
        return verify_case.main(["check", str(folder)]), capsys.readouterr().out

    ended, said = checked()
    assert (ended, "3 sealed days were looked at" in said) == (0, True)
    days = folder / "days.json"
    without_last = json.dumps(json.loads(days.read_text())[:-2])
    days.write_text(without_last)
    assert verify_case.main(["check", str(folder)]) == 1
    assert f"{today() + 2 * A_DAY} is MISSING" in capsys.readouterr().out
    boto3.client("s3", region_name=REGION).delete_object(
        Bucket="ledger", Key=f"days/{today() + 2 * A_DAY}"
    )
    ended, said = checked()
    assert (ended, f"{today() + 2 * A_DAY} is MISSING" in said) == (1, True)
    verify_case.fetch("https://lapor.test", case_id, folder, answered["secret"])
    assert len(json.loads(days.read_text())) == 3  # there are no more of the seven
    assert "receipt" in {path.stem for path in folder.iterdir()}


def test_it_says_when_it_cannot_look(
    world: World, answered: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = saved(world, answered)
    assert ran(tmp_path / "a", {n: said for n, said in now.items() if n != "proof"}) == 2
    assert "has no proof.json" in capsys.readouterr().err
    other = copy.deepcopy(now)
    other["proof"]["case_id"] = "LP-0000-0000-0000-0"
    assert ran(tmp_path / "b", now, other) == 2
    assert ran(tmp_path / "c", now | {"proof": {}}) == 2


def test_the_tool_needs_nothing_of_the_service() -> None:
    source = Path(verify_case.__file__).read_text()
    assert not [one for one in ("chalicelib", "infra", "boto") if f"import {one}" in source]
    assert "from chalicelib" not in source
