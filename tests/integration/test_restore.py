"""The restore, rehearsed: cases come back whole, and nobody hears anything twice."""

from typing import Any

import boto3
import pytest

from infra.restore import restore
from infra.sources import all_off
from tests.integration.people import CONTACT, KEY, SCHOOLS, acts, complaint, confirm
from tests.integration.world import REGION, World

BACKUP = "cases-restored"
CASES = 20


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


def test_twenty_answered_cases_come_back_and_no_mail_is_sent_again(world: World) -> None:
    case_ids = answered(world, CASES)
    before = {case_id: world.rows(case_id) for case_id in case_ids}
    mails = len(world.mails())
    assert mails == 3 * CASES  # routed: reporter and desk; answered: reporter
    back_up(world)
    for case_id in case_ids:
        lose(world, case_id)
    world.pump()
    came_to = restore(aws, source=BACKUP, target=world.cases_table)
    assert (came_to.cases, came_to.mended) == (CASES, CASES)
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
    restore(lambda _: client, source=BACKUP, target=world.cases_table, case_ids=[case_id])
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
        restore(lambda _: client, source=BACKUP, target=world.cases_table)
    changed = table(world.cases_table)
    key = {"pk": f"CASE#{case_ids[2]}", "sk": "CASE"}
    changed.update_item(
        Key=key, UpdateExpression="SET supporters = :n", ExpressionAttributeValues={":n": 5}
    )
    came_to = restore(aws, source=BACKUP, target=world.cases_table)
    assert came_to.mended == 2
    world.pump()
    for case_id in case_ids[:2]:
        assert world.rows(case_id) == before[case_id]
    assert world.rows(case_ids[2])["CASE"]["supporters"] == 5
    assert len(world.mails()) == mails
    assert restore(aws, source=BACKUP, target=world.cases_table).rows == 0


class Switches:
    """Lambda and EventBridge, as far as switches go."""

    def __init__(self) -> None:
        self.on = {"m1": True, "m2": False, "r1": True}

    def list_event_source_mappings(self, FunctionName: str) -> dict[str, Any]:  # noqa: N803 (AWS's)
        names = {"router": ["m1"], "notifier": ["m2"]}.get(FunctionName, [])
        return {"EventSourceMappings": [{"UUID": n, "State": self._state(n)} for n in names]}

    def get_function_configuration(self, FunctionName: str) -> dict[str, Any]:  # noqa: N803 (AWS's)
        assert FunctionName in ("router", "notifier", "timer"), "that is no function"
        return {"FunctionArn": f"arn:{FunctionName}"}

    def list_rule_names_by_target(self, TargetArn: str) -> dict[str, Any]:  # noqa: N803 (AWS's)
        return {"RuleNames": ["r1"] if TargetArn == "arn:timer" else []}

    def describe_rule(self, Name: str) -> dict[str, Any]:  # noqa: N803 (AWS's)
        return {"State": "ENABLED" if self.on[Name] else "DISABLED"}

    def update_event_source_mapping(self, UUID: str, Enabled: bool) -> None:  # noqa: N803 (AWS's)
        self.on[UUID] = Enabled

    def get_event_source_mapping(self, UUID: str) -> dict[str, Any]:  # noqa: N803 (AWS's)
        return {"State": self._state(UUID)}

    def enable_rule(self, Name: str) -> None:  # noqa: N803 (AWS's)
        self.on[Name] = True

    def disable_rule(self, Name: str) -> None:  # noqa: N803 (AWS's)
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
