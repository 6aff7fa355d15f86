"""The restore, rehearsed: cases come back whole, and nobody hears anything twice."""

from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from chalicelib.attachments.attachment import NAMELESS
from chalicelib.schedules import ledger_runs
from chalicelib.store import attachments, followers
from chalicelib.usecases.verify_ledger import verify_case
from infra.console import CommandError
from infra.deploy import Clients
from infra.hidden_since import Hidden, KnownSince, hide, known_since
from infra.repeat_erasures import Repeated, repeat_erasures
from infra.restore import Restored, every_case, keys_seem_lost, restore
from infra.sources import all_off
from tests import files
from tests.integration.people import (
    CONTACT,
    KEY,
    NATIONAL,
    SCHOOLS,
    acts,
    complaint,
    confirm,
    filed,
    receipt,
)
from tests.integration.test_followers import following
from tests.integration.test_scanning import sends
from tests.integration.world import REGION, World

BACKUP = "cases-restored"
VAULT_KEYS = "test-VaultKeysTable"
CASES = 20
NOTHING_KNOWN = KnownSince(heads={})


def aws(service: str) -> Any:
    return boto3.client(service, region_name=REGION)


def table(name: str) -> Any:
    return boto3.resource("dynamodb", region_name=REGION).Table(name)


def answered(world: World, number: int) -> list[str]:
    """So many cases with a contact that were filed, routed and answered, each told of."""
    case_ids = []
    for n in range(number):
        filing = complaint(title=f"Seragam di sekolah nomor {n}", reporter=CONTACT)
        status, answer, _ = world.call("POST", "/v1/complaints", filing, headers=KEY)
        assert status == 201, answer
        case_ids.append(answer["id"])
        confirm(answer["id"])
    world.pump()
    for case_id in case_ids:
        path = f"/v1/officer/complaints/{case_id}/actions"
        action = {"action": "answer", "version": 2, "text": "Pungutan sudah dihentikan sekolah."}
        assert world.call("POST", path, action, groups=SCHOOLS)[0] == 200
    world.pump()
    return case_ids


def back_up(world: World) -> None:
    """What point-in-time recovery makes: another table with the same rows."""
    keys = [("pk", "HASH"), ("sk", "RANGE")]
    aws("dynamodb").create_table(
        TableName=BACKUP,
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name, _ in keys],
        BillingMode="PAY_PER_REQUEST",
    )
    pages = aws("dynamodb").get_paginator("scan").paginate(TableName=world.cases_table)
    for page in pages:
        for row in page["Items"]:
            aws("dynamodb").put_item(TableName=BACKUP, Item=row)


def lose(world: World, case_id: str) -> None:
    for sk in world.rows(case_id):
        table(world.cases_table).delete_item(Key={"pk": f"CASE#{case_id}", "sk": sk})


def brought_back(
    world: World,
    *case_ids: str,
    clients: Clients = aws,
    keys_lost: bool | None = None,
    known: KnownSince | None = None,
) -> Restored:
    """What comes of bringing these cases back, all without any."""
    return restore(
        clients,
        source=BACKUP,
        target=world.cases_table,
        vault_keys=VAULT_KEYS,
        known=known_since(datetime.now(UTC).date()) if known is None else known,
        case_ids=case_ids or None,
        keys_lost=keys_lost,
    )


def test_twenty_answered_cases_come_back_and_no_mail_is_sent_again(world: World) -> None:
    case_ids = answered(world, CASES)
    before = {case_id: world.rows(case_id) for case_id in case_ids}
    mails = len(world.mails())
    assert mails == 3 * CASES  # routed: reporter and desk; answered: reporter
    back_up(world)
    for case_id in case_ids:
        lose(world, case_id)
    world.pump()
    came_to = brought_back(world)
    assert (came_to.cases, came_to.mended) == (CASES, CASES)
    assert came_to.waiting == 0, "the ledger knows that nothing happened since"
    assert came_to.rows == sum(map(len, before.values()))
    world.pump()  # the events are in the stream again, and are published
    assert {case_id: world.rows(case_id) for case_id in case_ids} == before
    assert len(world.mails()) == mails
    acts(world, case_ids[1], SCHOOLS, "note", text="Berkas sudah kembali.")


def test_what_was_sent_comes_first_and_the_case_last(world: World) -> None:
    """Whoever looks in the middle finds no event that nobody seems to have heard of."""
    (case_id,) = answered(world, 1)
    back_up(world)
    lose(world, case_id)
    client = aws("dynamodb")
    order: list[str] = []

    def note(params: dict[str, Any], **_: Any) -> None:
        order.append(params["Item"]["sk"]["S"])

    client.meta.events.register("provide-client-params.dynamodb.PutItem", note)
    brought_back(world, case_id, clients=lambda _: client)
    kinds = [sk.split("#")[0] for sk in order]
    assert kinds[-1] == "CASE"
    assert kinds.index("EVENT") > max(at for at, kind in enumerate(kinds) if kind == "SENT")


def test_a_restore_that_died_is_run_again_and_leaves_what_is_there(world: World) -> None:
    case_ids = answered(world, 3)
    before = {case_id: world.rows(case_id) for case_id in case_ids}
    mails = len(world.mails())
    back_up(world)
    lose(world, case_ids[0])
    lose(world, case_ids[1])
    client = aws("dynamodb")
    puts = 0

    def die(**_: Any) -> None:
        nonlocal puts
        puts += 1
        if puts == 7:
            raise KeyboardInterrupt

    client.meta.events.register("before-call.dynamodb.PutItem", die)
    with pytest.raises(KeyboardInterrupt):
        brought_back(world, clients=lambda _: client)
    changed = table(world.cases_table)
    key = {"pk": f"CASE#{case_ids[2]}", "sk": "CASE"}
    changed.update_item(
        Key=key, UpdateExpression="SET supporters = :n", ExpressionAttributeValues={":n": 5}
    )
    came_to = brought_back(world)
    assert came_to.mended == 2
    world.pump()
    for case_id in case_ids[:2]:
        assert world.rows(case_id) == before[case_id]
    assert world.rows(case_ids[2])["CASE"]["supporters"] == 5
    assert len(world.mails()) == mails
    assert brought_back(world).rows == 0


class Switches:
    """Lambda and EventBridge, as far as switches go."""

    def __init__(self) -> None:
        self.on = {"m1": True, "m2": False, "r1": True}

    def list_event_source_mappings(self, FunctionName: str) -> dict[str, Any]:
        names = {"router": ["m1"], "notifier": ["m2"]}.get(FunctionName, [])
        return {"EventSourceMappings": [{"UUID": n, "State": self._state(n)} for n in names]}

    def get_function_configuration(self, FunctionName: str) -> dict[str, Any]:
        assert FunctionName in ("router", "notifier", "timer"), "that is no function"
        return {"FunctionArn": f"arn:{FunctionName}"}

    def list_rule_names_by_target(self, TargetArn: str) -> dict[str, Any]:
        return {"RuleNames": ["r1"] if TargetArn == "arn:timer" else []}

    def describe_rule(self, Name: str) -> dict[str, Any]:
        return {"State": "ENABLED" if self.on[Name] else "DISABLED"}

    def update_event_source_mapping(self, UUID: str, Enabled: bool) -> None:
        self.on[UUID] = Enabled

    def get_event_source_mapping(self, UUID: str) -> dict[str, Any]:
        return {"State": self._state(UUID)}

    def enable_rule(self, Name: str) -> None:
        self.on[Name] = True

    def disable_rule(self, Name: str) -> None:
        self.on[Name] = False

    def _state(self, name: str) -> str:
        return "Enabled" if self.on[name] else "Disabled"


@pytest.mark.parametrize("fails", [False, True])
def test_nothing_runs_meanwhile_and_what_ran_runs_again(fails: bool) -> None:
    switches = Switches()
    outputs = {
        "RouteComplaintsName": "router",
        "NotifyReporterName": "notifier",
        "EscalateOverdueName": "timer",
        "CasesTableName": "t",
        "AttachmentsBucketName": "b",
    }
    during = {}
    try:
        with all_off(lambda _: switches, outputs):
            during = dict(switches.on)
            if fails:
                raise LookupError
    except LookupError:
        assert fails
    assert during == {"m1": False, "m2": False, "r1": False}
    assert switches.on == {"m1": True, "m2": False, "r1": True}


def test_one_that_cannot_be_turned_on_again_keeps_no_other_off(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Else nobody is called about what is late until somebody finds out."""
    switches, during = Switches(), dict[str, bool]()

    def update(UUID: str, Enabled: bool) -> None:
        if Enabled:
            raise ClientError({"Error": {"Code": "TooManyRequestsException"}}, "Update")
        switches.on[UUID] = False

    switches.update_event_source_mapping = update  # type: ignore[method-assign]
    outputs = {"RouteComplaintsName": "router", "EscalateOverdueName": "timer"}
    with pytest.raises(CommandError, match="resume"), all_off(lambda _: switches, outputs):
        during = dict(switches.on)
    assert during == {"m1": False, "m2": False, "r1": False}
    assert switches.on == {"m1": False, "m2": False, "r1": True}
    assert "mapping of router" in capsys.readouterr().out


# What was erased after the moment that a backup is of

PHOTO = {"filename": "ratna-sekarwangi.jpg", "content_type": "image/jpeg", "size": 900}


@pytest.fixture
def with_photo(world: World) -> dict[str, Any]:
    """A case with an identity that somebody follows, and a photo that was looked at."""
    filed(world, reporter=CONTACT)  # whose key is there, as in any system
    case = filed(world, reporter=CONTACT)
    path = f"/v1/complaints/{case['id']}"
    status, form, _ = world.call("POST", f"{path}/attachments", PHOTO, headers=receipt(case))
    assert status == 201
    sends(form, files.picture())
    assert world.call("POST", f"{path}/receipt/replacement", headers=KEY)[0] == 202
    world.pump()
    assert [one.filename for one in attachments.of_case(case["id"])] == [PHOTO["filename"]]
    back_up(world)
    return case


def erase(world: World, case: dict[str, Any]) -> None:
    path = f"/v1/complaints/{case['id']}/identity"
    assert world.call("DELETE", path, headers=receipt(case))[0] == 200
    world.pump()


def take_by_ttl(world: World, case_id: str) -> None:
    """What DynamoDB does with rows whose time is over."""
    for sk, row in world.rows(case_id).items():
        if "expires_at" in row and row["expires_at"] <= datetime.now(UTC).timestamp():
            table(world.cases_table).delete_item(Key={"pk": f"CASE#{case_id}", "sk": sk})


def test_files_that_were_erased_and_went_by_ttl_stay_away(
    world: World, with_photo: dict[str, Any]
) -> None:
    erase(world, with_photo)
    take_by_ttl(world, with_photo["id"])
    before = world.rows(with_photo["id"])
    assert "FILE#000001" not in before
    brought_back(world)
    assert world.rows(with_photo["id"]) == before
    assert attachments.of_case(with_photo["id"]) == []


def test_an_erasure_after_the_backup_is_repeated_in_what_comes_back(
    world: World, with_photo: dict[str, Any]
) -> None:
    erase(world, with_photo)
    lose(world, with_photo["id"])
    for _ in range(2):  # again, as after a run that died
        brought_back(world, with_photo["id"])
        world.pump()
        rows = world.rows(with_photo["id"])
        assert not [sk for sk in rows if sk.startswith("FILE#")]
        assert "copy" not in rows["CASE#TEXT"]
        kept = {"address", "stopped", "link", "link_ends_at", "link_copy"} & rows["CONTACT"].keys()
        assert not kept
        stored = world.stored(with_photo["id"])
        assert not stored.get("identified")
        assert not stored.get("contactable")
        assert world.events(with_photo["id"])[-1:] == ["identity_erased"]
        assert world.events(with_photo["id"]).count("identity_erased") == 1
    assert verify_case(with_photo["id"], ()) == []


def test_a_whole_table_of_an_earlier_moment_is_erased_again(
    world: World, with_photo: dict[str, Any]
) -> None:
    erase(world, with_photo)
    lose(world, with_photo["id"])
    for row in aws("dynamodb").scan(TableName=BACKUP)["Items"]:
        aws("dynamodb").put_item(TableName=world.cases_table, Item=row)
    assert [one.filename for one in attachments.of_case(with_photo["id"])] == [PHOTO["filename"]]
    for erased in (1, 0):
        came_to = repeat_erasures(every_case(aws, world.cases_table))
        assert came_to == Repeated(cases=2, erased=erased, failed={})
    assert [one.filename for one in attachments.of_case(with_photo["id"])] == [NAMELESS]
    assert "copy" not in world.rows(with_photo["id"])["CASE#TEXT"]
    assert not world.stored(with_photo["id"]).get("identified")


def test_without_any_key_nothing_is_taken_for_erased(
    world: World, with_photo: dict[str, Any]
) -> None:
    before = world.rows(with_photo["id"])
    keys = table(VAULT_KEYS)
    for row in keys.scan()["Items"]:
        keys.delete_item(Key={"pk": row["pk"]})
    lose(world, with_photo["id"])
    with pytest.raises(CommandError, match="--keys-lost"):
        brought_back(world)
    came_to = brought_back(world, keys_lost=True)
    assert (came_to.mended, came_to.erased) == (1, 0)
    assert world.rows(with_photo["id"]) == before


def test_with_the_keys_of_those_who_filed_since_nothing_is_taken_for_erased_either(
    world: World, with_photo: dict[str, Any]
) -> None:
    """Where the keys were lost the service runs on, so that soon there are keys again; and what is
    erased is gone, files too."""
    keys = table(VAULT_KEYS)
    for row in keys.scan()["Items"]:
        keys.delete_item(Key={"pk": row["pk"]})
    filed(world, reporter=CONTACT, title="Seragam untuk kelas tiga")
    assert keys.scan()["Count"] == 1
    assert keys_seem_lost(aws, BACKUP, VAULT_KEYS)
    assert keys_seem_lost(aws, world.cases_table, VAULT_KEYS)
    lose(world, with_photo["id"])
    with pytest.raises(CommandError, match="--keys-lost or --keys-kept"):
        brought_back(world, with_photo["id"])
    assert world.rows(with_photo["id"]) == {}
    assert brought_back(world, with_photo["id"], keys_lost=False).erased == 1


def test_keys_of_most_say_that_those_that_are_missing_were_erased(
    world: World, with_photo: dict[str, Any]
) -> None:
    erase(world, with_photo)
    assert not keys_seem_lost(aws, BACKUP, VAULT_KEYS)


def test_who_follows_no_more_does_not_come_back(world: World) -> None:
    case_id = filed(world)["id"]
    for address in ("tetangga@contoh.example", "warga@contoh.example"):
        following(world, case_id, address)
    back_up(world)
    (first, second) = [sk for sk in world.rows(case_id) if sk.startswith("FOLLOWER#")]
    followers.stop(case_id, first.removeprefix("FOLLOWER#"), datetime.now(UTC))
    lose(world, case_id)
    brought_back(world)
    assert [sk for sk in world.rows(case_id) if sk.startswith("FOLLOWER#")] == [second]


def test_words_that_come_back_to_an_erased_case_bring_no_copy_of_who_wrote_them(
    world: World, with_photo: dict[str, Any]
) -> None:
    before = world.rows(with_photo["id"])
    assert "copy" in before["CASE#TEXT"]
    assert "link_copy" in before["CONTACT"]
    erase(world, with_photo)
    for sk in ("CASE#TEXT", "CONTACT"):
        key = {"pk": f"CASE#{with_photo['id']}", "sk": sk}
        table(world.cases_table).delete_item(Key=key)
    assert brought_back(world).erased == 0  # the case says so already
    rows = world.rows(with_photo["id"])
    assert rows["CASE#TEXT"]["body"] == before["CASE#TEXT"]["body"]
    assert "copy" not in rows["CASE#TEXT"]
    assert not {"link", "link_ends_at", "link_copy"} & rows["CONTACT"].keys()


def test_what_the_ttl_takes_does_not_come_back(world: World) -> None:
    case_id = filed(world)["id"]
    back_up(world)
    now = int(datetime.now(UTC).timestamp())
    for name, expires_at in (("over", now - 1), ("open", now + 1000)):
        row = {"pk": f"CASE#{case_id}", "sk": f"LINK#{name}", "expires_at": expires_at}
        table(BACKUP).put_item(Item=row)
    assert brought_back(world).rows == 1
    assert "LINK#open" in world.rows(case_id)
    assert "LINK#over" not in world.rows(case_id)


# What was hidden after the moment that a backup is of


def tightened(world: World, case: dict[str, Any]) -> None:
    path = f"/v1/complaints/{case['id']}/privacy"
    assert world.call("PATCH", path, {"confidential": True}, headers=receipt(case))[0] == 200


def restricted(world: World, case: dict[str, Any]) -> None:
    path = f"/v1/complaints/{case['id']}/restriction"
    assert world.call("PUT", path, headers=receipt(case))[0] == 200


def archived_as_spam(world: World, case: dict[str, Any]) -> None:
    acts(world, case["id"], NATIONAL, "archive", reason="spam")


def file_taken_down(world: World, case: dict[str, Any]) -> None:
    acts(world, case["id"], NATIONAL, "publish_attachment", number=1, public=False)


def shown(world: World, case_id: str) -> bool:
    """Whether everybody reads a case: by its number, or in the list."""
    items = world.call("GET", "/v1/complaints")[1]["items"]
    listed = case_id in {item["id"] for item in items}
    assert (world.call("GET", f"/v1/complaints/{case_id}")[0] == 200) is listed
    return listed


@pytest.mark.parametrize("hides", [tightened, restricted, archived_as_spam, file_taken_down])
def test_what_was_hidden_since_is_public_only_after_somebody_looked(
    world: World, with_photo: dict[str, Any], hides: Any
) -> None:
    case_id = with_photo["id"]
    acts(world, case_id, NATIONAL, "publish_attachment", number=1)
    aws("dynamodb").delete_table(TableName=BACKUP)
    back_up(world)
    assert shown(world, case_id)
    hides(world, with_photo)
    world.pump()
    lose(world, case_id)
    client, put = aws("dynamodb"), list[str]()
    client.meta.events.register(
        "provide-client-params.dynamodb.PutItem",
        lambda params, **_: put.append(params["Item"]["sk"]["S"]),
    )
    came_to = brought_back(world, case_id, clients=lambda _: client)
    assert came_to.waiting == 1
    assert "CASE" not in put, "never there as it was"
    for _ in range(2):
        assert not shown(world, case_id)
        assert world.events(case_id)[-1] == "restored"
        assert not world.stored(case_id).get("published_files")
        assert brought_back(world, case_id).rows == 0
        world.pump()
    assert verify_case(case_id, ()) == []
    acts(world, case_id, NATIONAL, "publish")
    assert shown(world, case_id)


def test_what_the_ledger_does_not_know_waits_as_well(world: World) -> None:
    case_id = filed(world)["id"]
    world.call("POST", f"/v1/complaints/{case_id}/support", headers=KEY)
    supporters = world.rows(case_id)["CASE"]["supporters"]
    assert supporters == 1
    back_up(world)
    lose(world, case_id)
    assert brought_back(world, case_id, known=NOTHING_KNOWN).waiting == 1
    assert not shown(world, case_id)
    assert world.rows(case_id)["CASE"]["supporters"] == supporters


def test_what_came_after_a_day_was_sealed_early_is_known(world: World) -> None:
    hidden = filed(world)
    world.pump()
    ahead = datetime.now(UTC) + timedelta(days=2)
    assert ledger_runs.seal_ledger({"time": ahead.isoformat()})["sealed"] >= 2
    other = filed(world)
    world.pump()
    back_up(world)
    before = world.rows(other["id"])
    tightened(world, hidden)
    world.pump()
    for case in (hidden, other):
        lose(world, case["id"])
    assert brought_back(world).waiting == 1
    assert not shown(world, hidden["id"])
    assert world.rows(other["id"]) == before


def test_what_nobody_could_read_comes_back_as_it_was(world: World) -> None:
    case_id = filed(world, confidential=True)["id"]
    before = world.rows(case_id)
    back_up(world)
    lose(world, case_id)
    assert brought_back(world, case_id, known=NOTHING_KNOWN).waiting == 0
    assert world.rows(case_id) == before


def test_a_case_is_not_put_below_its_later_events(world: World) -> None:
    """It could take no step any more, and would be public as it was."""
    case = filed(world)
    back_up(world)
    tightened(world, case)
    world.pump()
    table(world.cases_table).delete_item(Key={"pk": f"CASE#{case['id']}", "sk": "CASE"})
    came_to = brought_back(world)
    assert (came_to.left, came_to.waiting, came_to.rows) == ((case["id"],), 0, 0)
    assert "CASE" not in world.rows(case["id"])


def test_in_a_whole_table_it_waits_before_anybody_is_shown_the_table(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden, other, secret = filed(world), filed(world), filed(world, confidential=True)
    back_up(world)
    before = world.rows(other["id"]) | world.rows(secret["id"])
    tightened(world, hidden)
    world.pump()
    known = known_since(datetime.now(UTC).date())
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("CASES_TABLE", BACKUP)
        for waiting in (1, 0):
            came_to = hide(list(every_case(aws, BACKUP)), known)
            assert came_to == Hidden(cases=3, waiting=waiting, failed={})
    for case in (hidden, other, secret):
        lose(world, case["id"])
    for row in aws("dynamodb").scan(TableName=BACKUP)["Items"]:
        aws("dynamodb").put_item(TableName=world.cases_table, Item=row)
    assert not shown(world, hidden["id"])
    assert shown(world, other["id"])
    assert world.rows(other["id"]) | world.rows(secret["id"]) == before
