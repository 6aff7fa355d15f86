"""Officers' accounts: who lists, invites and shuts out whom, counted from the pool."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count, product
from typing import Any

import boto3
import pytest
from joserfc.jwk import RSAKey

from chalicelib.case.model import Actor, Role
from chalicelib.errors import Conflict
from chalicelib.overseers import NATIONAL_DESK
from chalicelib.store import sign_outs, tables
from chalicelib.store.invitations import INVITATIONS_PK, LASTS, InvitationItem
from chalicelib.usecases import sessions
from chalicelib.usecases.officers import invite
from infra.console import CommandError
from infra.operate.accounts import create_officer
from tests.integration.people import NATIONAL, SCHOOLS, SURABAYA
from tests.integration.world import REGION, World

USERS = "/v1/admin/users"
OWN = "kota-surabaya"  # of SURABAYA, who administers it
MONITOR, CUSTODIAN = "[monitor agency.ombudsman]", "[custodian agency.kemenpanrb]"


_import_key = RSAKey.import_key


@cache
def _imported(key: str) -> RSAKey:
    return _import_key(json.loads(key))


@pytest.fixture
def pool(world: World, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A user pool with a monitor, and its client."""
    # moto has one key for all pools, and to look for its primes takes a quarter of a second.
    monkeypatch.setattr(RSAKey, "import_key", lambda key: _imported(json.dumps(key)))
    cognito = boto3.client("cognito-idp", region_name=REGION)
    pool_id = cognito.create_user_pool(PoolName="officers", UsernameAttributes=["email"])
    monkeypatch.setenv("USER_POOL_ID", pool_id["UserPool"]["Id"])
    monkeypatch.setattr(cognito, "pool_id", pool_id["UserPool"]["Id"], raising=False)
    create_officer(
        lambda _: cognito,
        pool_id["UserPool"]["Id"],
        email="monitor@contoh.example",
        role="monitor",
        agency_id="ombudsman",
        password="Lp-Awal-123456",
    )
    return cognito


def invites(world: World, groups: str, **changes: str) -> tuple[int, Any]:
    body = {"email": "tari@contoh.example", "role": "liaison", "agency_id": OWN} | changes
    status, answer, _ = world.call("POST", USERS, body, groups=groups)
    return status, answer


def accounts(world: World, agency_id: str = OWN, groups: str = NATIONAL, **more: str) -> Any:
    query = {"agency_id": agency_id} | more
    status, answer, _ = world.call("GET", USERS, groups=groups, query=query)
    assert status == 200, answer
    return answer


def groups_of(cognito: Any, email: str) -> set[str]:
    found = cognito.admin_list_groups_for_user(UserPoolId=cognito.pool_id, Username=email)
    return {group["GroupName"] for group in found["Groups"]}


def emails(cognito: Any) -> set[str]:
    users = cognito.list_users(UserPoolId=cognito.pool_id)["Users"]
    return {a["Value"] for user in users for a in user["Attributes"] if a["Name"] == "email"}


def test_an_invitation_is_an_account_with_a_password_shown_once(world: World, pool: Any) -> None:
    status, made = invites(world, NATIONAL, role="agency_admin")
    assert status == 201
    password = made.pop("password")
    assert len(password) > 15
    assert made == {
        "officer_id": made["officer_id"],
        "email": "tari@contoh.example",
        "role": "agency_admin",
        "agency_id": OWN,
        "enabled": True,
        "state": "invited",
        "second_factor": False,
    }
    assert groups_of(pool, "tari@contoh.example") == {"agency_admin", f"agency.{OWN}"}
    assert accounts(world) == {"items": [made], "next_cursor": None}
    assert accounts(world, "kota-malang") == {"items": [], "next_cursor": None}


def test_once_more_is_the_same_account_in_its_new_role(world: World, pool: Any) -> None:
    first = invites(world, NATIONAL)[1]
    account = {"UserPoolId": pool.pool_id, "Username": "tari@contoh.example"}
    pool.admin_set_user_password(**account, Password="Lp-Sendiri-12345", Permanent=True)
    pool.admin_disable_user(**account)
    (known,) = accounts(world)["items"]
    assert (known["state"], known["enabled"]) == ("active", False)
    status, again = invites(world, NATIONAL, role="agency_admin", agency_id="kota-malang")
    assert status == 201
    assert again["password"] != first["password"]
    assert (again["officer_id"], again["enabled"], again["state"]) == (
        first["officer_id"],
        True,
        "invited",
    )
    assert groups_of(pool, "tari@contoh.example") == {"agency_admin", "agency.kota-malang"}


@pytest.mark.parametrize("way", ["api", "command"])
def test_an_invitation_of_one_who_has_an_account_ends_their_sessions(
    world: World, pool: Any, way: str
) -> None:
    made = invites(world, NATIONAL)[1]
    assert sign_outs.ended_at(made["officer_id"]) is None
    before = datetime.now(UTC)
    if way == "api":
        assert invites(world, NATIONAL, role="agency_admin")[0] == 201
    else:
        officer = {"email": made["email"], "role": "liaison", "agency_id": OWN}
        create_officer(lambda _: pool, pool.pool_id, **officer, password="Lp-Lagi-1234567")
    ended = sign_outs.ended_at(made["officer_id"])
    assert ended is not None
    assert ended >= before


@pytest.mark.parametrize("left", [(), ("liaison",), (f"agency.{OWN}",)])
def test_an_invitation_that_was_interrupted_is_ended_by_the_next(
    world: World, pool: Any, left: tuple[str, ...]
) -> None:
    invites(world, SURABAYA)
    account = {"UserPoolId": pool.pool_id, "Username": "tari@contoh.example"}
    for group in groups_of(pool, "tari@contoh.example") - set(left):
        pool.admin_remove_user_from_group(**account, GroupName=group)
    assert invites(world, SURABAYA)[0] == 201
    assert groups_of(pool, "tari@contoh.example") == {"liaison", f"agency.{OWN}"}


def test_an_administrator_of_an_agency_invites_its_liaisons_and_nobody_else(
    world: World, pool: Any
) -> None:
    assert invites(world, SURABAYA)[0] == 201
    invites(world, NATIONAL, email="lain@contoh.example", agency_id="kota-malang")
    invites(world, NATIONAL, email="admin@contoh.example", role="agency_admin")
    before = {email: groups_of(pool, email) for email in emails(pool)}
    assert len(before) == 4
    for changes, refusal in (
        ({"role": "agency_admin"}, (403, "role_may_not")),
        ({"agency_id": "kota-malang"}, (403, "role_may_not")),
        ({"email": "lain@contoh.example"}, (409, "account_taken")),
        ({"email": "admin@contoh.example"}, (409, "account_taken")),
        ({"email": "monitor@contoh.example"}, (409, "account_taken")),
    ):
        status, answer = invites(world, SURABAYA, **changes)
        assert (status, answer["error"]["code"]) == refusal, changes
    assert {email: groups_of(pool, email) for email in emails(pool)} == before


@pytest.mark.parametrize("ended_by", [NATIONAL, SURABAYA])
def test_whose_access_was_ended_is_invited_again_by_the_national_administrator_alone(
    world: World, pool: Any, ended_by: str
) -> None:
    made = invites(world, SURABAYA)[1]
    path = f"{USERS}/{made['officer_id']}"
    assert world.call("DELETE", path, groups=ended_by)[0] == 200
    assert world.call("DELETE", path, groups=SURABAYA)[0] == 200  # makes it no account of theirs
    status, answer = invites(world, SURABAYA)
    assert (status, answer["error"]["code"]) == (409, "access_ended")
    (known,) = accounts(world)["items"]
    assert (known["enabled"], known["officer_id"]) == (False, made["officer_id"])
    assert invites(world, NATIONAL)[0] == 201
    assert [each["enabled"] for each in accounts(world)["items"]] == [True]
    assert invites(world, SURABAYA)[0] == 201


STEPS_OF_AN_INVITATION = (
    "AdminCreateUser",
    "AdminRemoveUserFromGroup",
    "AdminSetUserPassword",
    "AdminSetUserMFAPreference",
    "CreateGroup",
    "AdminAddUserToGroup",
)


@pytest.mark.parametrize("groups", [SURABAYA, NATIONAL])
@pytest.mark.parametrize("step", STEPS_OF_AN_INVITATION)
def test_who_is_shut_out_while_they_are_invited_stays_shut_out(
    world: World, pool: Any, step: str, groups: str
) -> None:
    made = invites(world, SURABAYA)[1]
    events = sessions.pool().meta.events
    asked: list[str] = []

    def shut_out(**_: Any) -> None:
        if not asked:
            asked.append(step)
            path = f"{USERS}/{made['officer_id']}"
            assert world.call("DELETE", path, groups=NATIONAL)[0] == 200

    events.register(f"before-call.cognito-idp.{step}", shut_out)
    try:
        status, answer = invites(world, groups)
    finally:
        events.unregister(f"before-call.cognito-idp.{step}", shut_out)
    assert asked == [step]
    assert (status, answer["error"]["code"]) == (409, "changed_meanwhile")
    (known,) = accounts(world)["items"]
    assert (known["officer_id"], known["enabled"]) == (made["officer_id"], False)
    assert sign_outs.ended_at(made["officer_id"]) is not None
    assert invites(world, SURABAYA)[1]["error"]["code"] == "access_ended"
    assert invites(world, NATIONAL)[0] == 201


class Interrupted(BaseException):
    """The end of a function in the middle of its work."""


@contextmanager
def before_call(place: int, act: Callable[[], object]) -> Iterator[list[str]]:
    """Do something before the call to AWS at this place, counted from 0; which calls were made, but
    for those that are part of it."""
    made: list[str] = []
    acting: list[bool] = []

    def called(model: Any, **_: Any) -> None:
        if acting:
            return
        made.append(model.name)
        if len(made) == place + 1:
            acting.append(True)
            act()
            acting.clear()

    clients = (sessions.pool(), tables.client())
    for client in clients:
        client.meta.events.register("before-call", called)
    try:
        yield made
    finally:
        for client in clients:
            client.meta.events.unregister("before-call", called)


def bring_into_standing(world: World, pool: Any, email: str, standing: str) -> None:
    """A new address, or one whose officer is there, or was shut out."""
    if standing == "nobody":
        return
    invites(world, NATIONAL, email=email)
    if standing == "shut out":
        pool.admin_disable_user(UserPoolId=pool.pool_id, Username=email)


STANDINGS = ("nobody", "officer", "shut out")
BOTH = ({"liaison", f"agency.{OWN}"}, {"agency_admin", "agency.kota-malang"})


@pytest.mark.parametrize(
    ("way", "standing"),
    [*product(("national desk", "operator"), STANDINGS), ("city", "nobody"), ("city", "officer")],
)
def test_of_two_invitations_at_once_each_that_was_done_was_done_wholly(
    world: World, pool: Any, way: str, standing: str
) -> None:
    outcomes = set()
    for place in count():
        email = f"tari{place}@contoh.example"
        other: list[int] = []
        bring_into_standing(world, pool, email, standing)

        def invite_too(email: str = email, other: list[int] = other) -> None:
            other.append(invited_again(email))

        with before_call(place, invite_too) as made:
            first = invited_by(way, world, pool, email)
        if not other:
            assert place > 10, made
            break
        (second,) = other
        outcomes.add((first, second))
        # The second began and ended within the first: where both were done, it was before it.
        assert groups_of(pool, email) == BOTH[0 if first == 201 else 1], (place, made)
        assert 201 in (first, second)
        assert len(list_of(pool, email)) == 1
    assert (201, 409) in outcomes
    # The city may not take the role away that the national desk gave.
    assert outcomes <= {(201, 409), (409, 201)} | (set() if way == "city" else {(201, 201)})


def invited_by(way: str, world: World, pool: Any, email: str) -> int:
    """A liaison of the city is invited, by its route or by an operator: the status."""
    if way != "operator":
        by = SURABAYA if way == "city" else NATIONAL
        status, answer = invites(world, by, email=email)
        assert status == 201 or answer["error"]["code"] in ("changed_meanwhile", "account_taken")
        return status
    officer: Any = {"email": email, "role": "liaison", "agency_id": OWN}
    try:
        create_officer(lambda _: sessions.pool(), pool.pool_id, **officer, password="Lp-Lagi-1234")
    except CommandError:
        return 409
    return 201


def invited_again(email: str) -> int:
    """The same officer is invited to another role elsewhere, past the application, which serves one
    request at a time: the status."""
    actor = Actor(role=Role.NATIONAL_ADMIN, agency_id=NATIONAL_DESK, officer_id="another")
    try:
        invite(email, Role.AGENCY_ADMIN, "kota-malang", actor, datetime.now(UTC))
    except Conflict as refusal:
        return 409 if refusal.code == "changed_meanwhile" else 500
    return 201


def list_of(pool: Any, email: str) -> list[Any]:
    found: list[Any] = pool.list_users(UserPoolId=pool.pool_id, Filter=f'email = "{email}"')[
        "Users"
    ]
    return found


@pytest.mark.parametrize("standing", STANDINGS)
def test_an_invitation_that_dies_keeps_others_out_for_a_minute_and_is_ended_by_the_next(
    world: World, pool: Any, standing: str
) -> None:
    for place in count():
        email = f"tari{place}@contoh.example"
        bring_into_standing(world, pool, email, standing)
        with before_call(place, interrupt) as made, suppress(Interrupted):
            invites(world, NATIONAL, email=email)
            assert place > 10, made
            break
        changes = {"email": email, "role": "agency_admin", "agency_id": "kota-malang"}
        if "AdminRemoveUserFromGroup" in made or "AdminSetUserPassword" in made[:-1]:
            status, answer = invites(world, NATIONAL, **changes)
            assert (status, answer["error"]["code"]) == (409, "changed_meanwhile"), made
        (row,) = list_of(pool, email) or ({"Username": None},)
        let_pass(row["Username"], LASTS)
        assert invites(world, NATIONAL, **changes)[0] == 201, made
        assert groups_of(pool, email) == BOTH[1], made


def interrupt() -> None:
    raise Interrupted


def let_pass(officer_id: str | None, wait: timedelta) -> None:
    """Date back the invitation of an officer, if one was begun."""
    for row in InvitationItem.query(INVITATIONS_PK):
        if row.sk == officer_id:
            row.begun_at -= wait
            row.save()


@pytest.mark.parametrize("role", ["national_admin", "monitor", "custodian"])
def test_roles_beyond_an_agency_are_given_and_taken_by_operators_only(
    world: World, pool: Any, role: str
) -> None:
    status, answer = invites(world, NATIONAL, role=role)
    assert (status, answer["error"]["fields"][0]["field"]) == (422, "role")
    status, answer = invites(world, NATIONAL, email="monitor@contoh.example")
    assert (status, answer["error"]["code"]) == (409, "account_taken")
    assert emails(pool) == {"monitor@contoh.example"}
    assert groups_of(pool, "monitor@contoh.example") == {"monitor", "agency.ombudsman"}


def test_what_is_wrong_is_said_at_its_field(world: World, pool: Any) -> None:
    status, answer = invites(world, NATIONAL, agency_id="tidak-ada", email="tari@contoh.example")
    assert status == 422
    assert [(each["field"], each["problem"]) for each in answer["error"]["fields"]] == [
        ("agency_id", "unknown_agency")
    ]
    assert emails(pool) == {"monitor@contoh.example"}
    status, answer, _ = world.call("GET", USERS, groups=NATIONAL)
    assert (status, answer["error"]["fields"][0]["field"]) == (422, "agency_id")


def test_who_lists_whom(world: World, pool: Any) -> None:
    assert accounts(world, OWN, SURABAYA)["items"] == []
    assert accounts(world, "ombudsman")["items"][0]["email"] == "monitor@contoh.example"
    for groups, agency in ((SURABAYA, "kota-malang"), (SCHOOLS, OWN), (MONITOR, "ombudsman")):
        status, answer, _ = world.call("GET", USERS, groups=groups, query={"agency_id": agency})
        assert (status, answer["error"]["code"]) == (403, "role_may_not")


def test_a_governments_administrator_lists_its_units_and_gives_nothing_there(
    world: World, pool: Any
) -> None:
    unit, below = "kota-surabaya-dinas-pendidikan", "[agency_admin agency.{}]"
    made = invites(world, NATIONAL, agency_id=unit)[1]
    assert [each["email"] for each in accounts(world, unit, SURABAYA)["items"]] == [made["email"]]
    assert accounts(world, unit, below.format(unit))["items"] != []
    for groups, agency in (
        (below.format("kota-malang"), unit),
        (below.format(unit), OWN),
        ("[agency_admin agency.provinsi-jawa-timur]", OWN),
        ("[liaison agency.kota-surabaya]", unit),
    ):
        status, answer, _ = world.call("GET", USERS, groups=groups, query={"agency_id": agency})
        assert (status, answer["error"]["code"]) == (403, "role_may_not"), groups
    assert invites(world, SURABAYA, agency_id=unit, email="b@contoh.example")[0] == 403
    path = f"{USERS}/{made['officer_id']}"
    assert world.call("DELETE", path, groups=SURABAYA)[0] == 404


def test_a_long_list_goes_on(world: World, pool: Any) -> None:
    for name in ("a", "b", "c"):
        invites(world, NATIONAL, email=f"{name}@contoh.example")
    first = accounts(world, limit="2")
    assert len(first["items"]) == 2
    rest = accounts(world, limit="2", cursor=first["next_cursor"])
    assert {each["email"][0] for each in first["items"] + rest["items"]} == {"a", "b", "c"}
    assert rest["next_cursor"] is None


def test_an_agencys_administrator_shuts_out_its_liaisons_only(world: World, pool: Any) -> None:
    own = invites(world, NATIONAL)[1]
    other = invites(world, NATIONAL, email="lain@contoh.example", agency_id="kota-malang")[1]
    chief = invites(world, NATIONAL, email="admin@contoh.example", role="agency_admin")[1]
    for target in (other["officer_id"], chief["officer_id"], "nobody"):
        status, answer, _ = world.call("DELETE", f"{USERS}/{target}", groups=SURABAYA)
        assert (status, answer["error"]["code"]) == (404, "unknown_officer")
    status, answer, _ = world.call("DELETE", f"{USERS}/{own['officer_id']}", groups=SCHOOLS)
    assert (status, answer["error"]["code"]) == (403, "role_may_not")
    assert all(each["enabled"] for each in accounts(world)["items"])
    status, answer, _ = world.call("DELETE", f"{USERS}/{own['officer_id']}", groups=SURABAYA)
    assert (status, answer) == (200, {"officer_id": own["officer_id"]})
    assert {each["email"]: each["enabled"] for each in accounts(world)["items"]} == {
        "tari@contoh.example": False,
        "admin@contoh.example": True,
    }


@pytest.mark.parametrize("groups", [NATIONAL, SURABAYA])
def test_who_is_shut_out_by_their_address_has_no_session_either(
    world: World, pool: Any, groups: str
) -> None:
    made = invites(world, NATIONAL)[1]
    status, answer, _ = world.call("DELETE", f"{USERS}/{made['email']}", groups=groups)
    assert (status, answer) == (200, {"officer_id": made["officer_id"]})
    assert sign_outs.ended_at(made["officer_id"]) is not None


@pytest.mark.parametrize(
    ("way", "step"),
    [
        ("end", "AdminDisableUser"),
        ("invite", "AdminSetUserPassword"),
        ("command", "AdminSetUserPassword"),
    ],
)
def test_who_signs_in_just_before_the_pool_refuses_them_has_no_session_either(
    world: World, pool: Any, way: str, step: str
) -> None:
    """Up to then their password is good; a token of that moment would last for fifteen minutes."""
    made = invites(world, NATIONAL)[1]
    signed_in: list[datetime] = []

    def sign_in(**_: Any) -> None:
        time.sleep(0.01)  # the clock of the request has been read by now
        signed_in.append(datetime.now(UTC))

    events = (pool if way == "command" else sessions.pool()).meta.events
    events.register(f"before-call.cognito-idp.{step}", sign_in)
    try:
        if way == "end":
            path = f"{USERS}/{made['officer_id']}"
            assert world.call("DELETE", path, groups=NATIONAL)[0] == 200
        elif way == "invite":
            assert invites(world, NATIONAL)[0] == 201
        else:
            officer = {"email": made["email"], "role": "liaison", "agency_id": OWN}
            create_officer(lambda _: pool, pool.pool_id, **officer, password="Lp-Lagi-1234567")
    finally:
        events.unregister(f"before-call.cognito-idp.{step}", sign_in)
    (at,) = signed_in
    ended = sign_outs.ended_at(made["officer_id"])
    assert ended is not None
    assert ended >= at


@pytest.mark.parametrize("groups", [SCHOOLS, MONITOR, CUSTODIAN])
def test_nobody_else_invites(world: World, pool: Any, groups: str) -> None:
    status, answer = invites(world, groups, agency_id=groups.split("agency.")[1].rstrip("]"))
    assert (status, answer["error"]["code"]) == (403, "role_may_not")
    assert emails(pool) == {"monitor@contoh.example"}
