"""Cases to write about: filed and routed with the queues left alone, so that a test's own queue
does the telling."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import boto3

from chalicelib.case.decision import Action
from chalicelib.case.model import SYSTEM, Actor, Case, Role, Status
from chalicelib.case.routing_actions import SendToTriage
from tests.integration.consumers.post import Mailbox, Post
from tests.integration.people import KEY, complaint, confirm
from tests.integration.world import REGION, World

DESK = "kota-surabaya-dinas-pendidikan@agency.example"
HOLDER = Actor(role=Role.LIAISON, agency_id="kota-surabaya-dinas-pendidikan", officer_id="o-2")
NATIONAL = Actor(role=Role.NATIONAL_ADMIN, agency_id="kemenpanrb", officer_id="o-1")


def filed_case(world: World, name: str, **changes: object) -> str:
    """A complaint of `name`, whose address is `<name>@contoh.example` and confirmed; not yet
    routed."""
    contact = {"name": name.title(), "email": f"{name}@contoh.example"}
    body = complaint(reporter=contact) | changes
    status, answer, _ = world.call("POST", "/v1/complaints", body, headers=KEY)
    assert status == 201, answer
    confirm(answer["id"])
    return str(answer["id"])


def routed_case(world: World, name: str = "sari", **changes: object) -> str:
    """The same, with its agency: events `filed` and `routed`."""
    from chalicelib.usecases.route import route

    case_id = filed_case(world, name, **changes)
    assert route(case_id, datetime.now(UTC)) is not None
    return case_id


def act(case_id: str, action: Action, actor: Actor = HOLDER) -> Case:
    """Let somebody act, with nothing told yet."""
    from chalicelib.case.actions import act as decide
    from chalicelib.store import cases
    from chalicelib.usecases import rules

    change = decide(cases.get(case_id), action, actor, rules.decision_context(datetime.now(UTC)))
    cases.save(change)
    return change.case


def merge(source_id: str, target_id: str) -> None:
    """Merge one case into another, once the rules have read it."""
    from chalicelib.case.actions import merge as decide
    from chalicelib.store import cases
    from chalicelib.usecases import rules

    if cases.get(source_id).status is Status.RECEIVED:
        act(source_id, SendToTriage(reason="unsure"), SYSTEM)
    context = rules.decision_context(datetime.now(UTC))
    cases.save(*decide(cases.get(source_id), cases.get(target_id), NATIONAL, context))


def copied_merges(world: World, source_id: str, target_id: str, names: list[str]) -> list[str]:
    """As many more complaints merged into the target, as copies of one that was: rows only, since
    the in-process DynamoDB copies its table with every transaction. Returns their ids."""
    from chalicelib.protection.identity import Identity
    from chalicelib.protection.vault import encrypt

    resource = boto3.resource("dynamodb", region_name=REGION)
    table = resource.Table(world.cases_table)
    source, target = world.rows(source_id)["CASE"], world.rows(target_id)["CASE"]
    ids = [f"{source_id}-{place}" for place in range(len(names))]
    for case_id, name in zip(ids, names, strict=True):
        state = source["state"].replace(source_id, case_id)
        table.put_item(Item=source | {"pk": f"CASE#{case_id}", "state": state})
        identity = encrypt(case_id, Identity(name=name, email=f"{name}@contoh.example"))
        key = {"pk": f"CASE#{case_id}"}
        resource.Table("test-VaultTable").put_item(Item=key | dict(identity.fields))
        resource.Table("test-VaultKeysTable").put_item(
            Item=key | {"wrapped_key": identity.wrapped_key}
        )
    details = json.loads(target["details"])
    details["merged_from"] += ids
    table.put_item(Item=target | {"details": json.dumps(details)})
    return ids


def reporters_post(mailbox: Mailbox | None = None) -> Post:
    """The reporters' queue."""
    from chalicelib import consumers

    return Post(consumers.REPORTERS, mailbox or Mailbox(), datetime.now(UTC))


def agencies_post(mailbox: Mailbox | None = None) -> Post:
    """The agencies' queue."""
    from chalicelib import consumers

    return Post(consumers.AGENCIES, mailbox or Mailbox(), datetime.now(UTC))


@contextmanager
def counting(call: str) -> Iterator[list[str]]:
    """Counts the calls of one AWS operation (`kms.Decrypt`) by clients made within."""
    calls: list[str] = []

    def note(**_: object) -> None:
        calls.append(call)

    boto3.setup_default_session()
    session = boto3.DEFAULT_SESSION
    assert session is not None
    session.events.register(f"before-call.{call}", note)
    try:
        yield calls
    finally:
        session.events.unregister(f"before-call.{call}", note)
