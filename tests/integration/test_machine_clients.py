"""Keys of machine clients: what one opens, how often, until when, and who gives and takes it."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib import warm
from chalicelib.errors import NotAllowed, TooMany
from chalicelib.store import api_keys
from chalicelib.store.api_keys import Grant, Scope
from chalicelib.store.rulebook import Author
from chalicelib.usecases.admission import Admission, Credentials
from chalicelib.workdays import local_date
from infra.console import CommandError
from tests.integration.http.test_calls import calls
from tests.integration.operating import operate
from tests.integration.people import KEY, NATIONAL, SCHOOLS, complaint, filed
from tests.integration.test_admin import ROLES
from tests.integration.world import REGION, World

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TODAY = local_date(datetime.now(UTC), "WIB")
DESK = Author(officer_id="desk", at=NOW)
SENT: dict[str, Any] = {
    "client": "counter-app",
    "owner": "Dinas Contoh, tik@contoh.example",
    "scopes": ["file", "search"],
    "per_minute": 3,
    "valid_until": str(TODAY + timedelta(days=30)),
}


def grant(client: str = "counter", **changes: Any) -> Grant:
    given: dict[str, Any] = {
        "client": client,
        "owner": "somebody",
        "scopes": (Scope.FILE,),
        "per_minute": 2,
        "valid_until": NOW + timedelta(days=1),
        "made_at": NOW,
        "made_by": "desk",
    }
    return Grant(**given | changes)


def admitted(
    key: str = "k1", scope: Scope = Scope.FILE, now: datetime = NOW
) -> Admission | tuple[type[Exception], str]:
    try:
        return Credentials(api_key=key).admit(scope, now)
    except (NotAllowed, TooMany) as refusal:
        return type(refusal), refusal.code


UNKNOWN = NotAllowed, "unknown_api_key"
COUNTER = Admission(client="counter")


# What a key opens


@pytest.mark.parametrize("scope", Scope)
def test_a_key_opens_what_it_was_given_for(world: World, scope: Scope) -> None:
    api_keys.add("k1", grant(scopes=(scope,), per_minute=10))
    for asked in Scope:
        expected = COUNTER if asked is scope else (NotAllowed, "out_of_scope")
        assert admitted(scope=asked) == expected


def test_a_key_counts_until_it_ends(world: World) -> None:
    api_keys.add("k1", grant())
    assert admitted(now=NOW + timedelta(days=1) - SECOND) == COUNTER
    assert admitted(now=NOW + timedelta(days=1)) == UNKNOWN
    assert admitted("another") == UNKNOWN


def test_all_keys_of_a_client_share_its_requests_of_a_minute(world: World) -> None:
    api_keys.add("k1", grant())
    api_keys.add("k2", grant())
    api_keys.add("k3", grant("another"))
    assert [admitted("k1"), admitted("k2")] == [COUNTER, COUNTER]
    assert admitted("k1") == (TooMany, "too_many_requests")
    assert admitted("k3") == Admission(client="another")
    assert admitted("k1", now=NOW + timedelta(minutes=1)) == COUNTER


def test_what_a_key_does_not_open_uses_up_nothing(world: World) -> None:
    api_keys.add("k1", grant(per_minute=1))
    admitted(scope=Scope.SEARCH)
    assert admitted() == COUNTER


def test_a_key_that_nobody_was_given_costs_no_read(world: World) -> None:
    admitted()
    with calls() as made:
        assert admitted("guess 1") == admitted("guess 2") == UNKNOWN
    assert made.total() == 0


def test_another_function_knows_of_it_within_a_minute(world: World) -> None:
    seconds = 1000.0
    warm.use_clock(lambda: seconds)
    api_keys.add("k1", grant())
    assert admitted() == COUNTER
    rows = _table(world)
    row = rows.get_item(Key={"pk": "API_KEYS", "sk": _sha256("k1")})["Item"]
    rows.put_item(Item=row | {"revoked_at": "2026-03-02T03:00:00.000000+0000", "revoked_by": "x"})
    seconds += 60
    assert admitted() == COUNTER
    seconds += 1
    assert admitted() == UNKNOWN


def test_who_gives_a_key_knows_it_at_once(world: World) -> None:
    assert admitted() == UNKNOWN
    api_keys.add("k1", grant())
    assert admitted() == COUNTER


def test_a_key_that_is_taken_back_counts_no_more_and_stays_in_the_list(world: World) -> None:
    made = api_keys.add("k1", grant())
    assert made.revoked_at is None
    assert made.id == _sha256("k1")[:12]
    gone = api_keys.revoke(made.id, Author(officer_id="somebody else", at=NOW + SECOND))
    assert (gone.revoked_at, gone.revoked_by) == (NOW + SECOND, "somebody else")
    assert (gone.id, gone.grant) == (made.id, made.grant)
    assert admitted() == UNKNOWN
    assert api_keys.revoke(made.id, DESK) == gone
    assert [key for key in api_keys.every() if key.grant.client == "counter"] == [gone]


def test_keys_are_listed_by_client_and_age(world: World) -> None:
    for key, client, minutes in (("a", "z", 0), ("b", "c", 2), ("c", "c", 1)):
        api_keys.add(key, grant(client, made_at=NOW + timedelta(minutes=minutes)))
    listed = [key.id for key in api_keys.every() if key.grant.client != "tests"]
    assert listed == [_sha256(key)[:12] for key in ("c", "b", "a")]


def _sha256(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _table(world: World) -> Any:
    import boto3

    return boto3.resource("dynamodb", region_name=REGION).Table(api_keys.ApiKeyItem.Meta.table_name)


# Over HTTP


def sent(world: World, method: str, path: str = "", **given: Any) -> tuple[int, Any]:
    """As the national administrator, unless it is said otherwise."""
    asked = {"groups": NATIONAL} | given
    status, answer, _ = world.call(method, f"/v1/admin/api-keys{path}", **asked)
    return status, answer


def files(world: World, key: str) -> tuple[int, str | None]:
    status, answer, _ = world.call(
        "POST", "/v1/complaints", complaint(), headers={"x-api-key": key}
    )
    return status, answer.get("error", {}).get("code")


def test_a_key_is_given_listed_and_taken_back(world: World) -> None:
    status, made = sent(world, "POST", body=SENT)
    assert status == 201
    key = made.pop("key")
    assert {name: made[name] for name in ("client", "owner", "scopes", "per_minute")} == {
        name: SENT[name] for name in ("client", "owner", "scopes", "per_minute")
    }
    assert made["valid_until"] == f"{SENT['valid_until']}T23:59:59+07:00"
    assert made["in_force"] is True
    assert made["made_by"] == f"sub-{NATIONAL}"
    assert key.startswith("lapor_")
    assert len(key) > 40
    status, listed = sent(world, "GET")
    assert status == 200
    assert [one for one in listed["items"] if one["client"] == "counter-app"] == [made]
    assert key not in str(listed)
    assert [files(world, key)[0] for _ in range(3)] == [201] * 3
    assert files(world, key) == (429, "too_many_requests")

    status, gone = sent(world, "DELETE", f"/{made['id']}")
    assert status == 200
    assert (gone["in_force"], gone["revoked_by"]) == (False, f"sub-{NATIONAL}")
    assert files(world, key) == (401, "unknown_api_key")
    assert sent(world, "DELETE", f"/{made['id']}") == (200, gone)
    assert sent(world, "DELETE", "/000000000000")[0] == 404
    for wrong in (made["id"][:11], made["id"] + "0"):
        assert sent(world, "DELETE", f"/{wrong}")[1]["error"]["code"] == "unknown_key"


def test_two_keys_differ(world: World) -> None:
    keys = {sent(world, "POST", body=SENT)[1]["key"] for _ in range(3)}
    assert len(keys) == 3


def test_a_key_for_filing_says_no_me_too(world: World) -> None:
    case = filed(world)
    _, made = sent(world, "POST", body=SENT | {"scopes": ["file", "file"]})
    assert made["scopes"] == ["file"]
    headers = {"x-api-key": made["key"]}
    path = f"/v1/complaints/{case['id']}/support"
    status, refused, _ = world.call("POST", path, headers=headers)
    assert (status, refused["error"]["code"]) == (403, "out_of_scope")
    status, refused, _ = world.call("POST", "/v1/similar", {"text": "x" * 20}, headers=headers)
    assert (status, refused["error"]["code"]) == (403, "out_of_scope")


@pytest.mark.parametrize("role", [role for role in ROLES if role != "national_admin"])
@pytest.mark.parametrize(
    ("method", "path", "body"), [("GET", "", None), ("POST", "", SENT), ("DELETE", "/0" * 6, None)]
)
def test_keys_are_the_national_administrators(
    world: World, role: str, method: str, path: str, body: Any
) -> None:
    path = "/000000000000" if path else ""
    status, refused = sent(world, method, path, body=body, groups=ROLES[role])
    assert (status, refused["error"]["code"]) == (403, "role_may_not")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"client": "Counter"}, "client"),
        ({"client": "-a"}, "client"),
        ({"client": "a"}, "client"),
        ({"client": "a" * 41}, "client"),
        ({"owner": "ab"}, "owner"),
        ({"owner": "a" * 201}, "owner"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["all"]}, "scopes.0"),
        ({"per_minute": 0}, "per_minute"),
        ({"per_minute": 6001}, "per_minute"),
        ({"valid_until": str(TODAY - timedelta(days=1))}, "valid_until"),
        ({"valid_until": str(TODAY + timedelta(days=402))}, "valid_until"),
    ],
)
def test_what_makes_no_key(world: World, changes: dict[str, Any], field: str) -> None:
    status, refused = sent(world, "POST", body=SENT | changes)
    assert status == 422
    assert [problem["field"] for problem in refused["error"]["fields"]] == [field]


@pytest.mark.parametrize(
    "changes",
    [
        {"client": "a1"},
        {"client": "a" * 40},
        {"owner": "abc"},
        {"per_minute": 1},
        {"per_minute": 6000},
        {"valid_until": str(TODAY + timedelta(days=1))},
        {"valid_until": str(TODAY + timedelta(days=400))},
    ],
)
def test_what_just_makes_one(world: World, changes: dict[str, Any]) -> None:
    assert sent(world, "POST", body=SENT | changes)[0] == 201


def test_without_a_rate_it_is_one_a_second(world: World) -> None:
    _, made = sent(world, "POST", body={n: v for n, v in SENT.items() if n != "per_minute"})
    assert made["per_minute"] == 60


def test_officers_are_no_machines(world: World) -> None:
    assert sent(world, "GET", groups=SCHOOLS)[0] == 403
    assert files(world, KEY["x-api-key"]) == (201, None)


# By command


def operated(*command: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    operate("client", *command)
    return capsys.readouterr().out.splitlines()


def test_an_operator_gives_lists_and_takes_back(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    day = TODAY + timedelta(days=3)
    given = ("give", "kiosk", "--owner", "Pak Contoh", "--until", str(day), "--per-minute", "7")
    told, shown = operated(*given, capsys=capsys)
    key = shown.split()[3]
    key_id = told.split()[0]
    assert told == f"{key_id}  kiosk  file  7/min  until {day}  Pak Contoh"
    assert files(world, key) == (201, None)
    assert told in operated("list", capsys=capsys)
    (gone,) = operated("revoke", key_id[:6], capsys=capsys)
    today = datetime.now(UTC).date()
    assert gone == f"{key_id}  kiosk  file  7/min  revoked {today} by operator  Pak Contoh"
    assert gone in operated("list", capsys=capsys)
    assert files(world, key) == (401, "unknown_api_key")
    with pytest.raises(CommandError, match="unknown_key"):
        operated("revoke", "zzz", capsys=capsys)


def test_an_operator_names_scopes_and_sees_what_has_ended(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    yesterday = str(TODAY - timedelta(days=2))
    scopes = ("--scope", "support", "--scope", "search")
    given = ("give", "kiosk", "--owner", "Pak Contoh", "--until", yesterday, *scopes)
    told, _ = operated(*given, capsys=capsys)
    assert told.split("  ")[1:] == ["kiosk", "support,search", "60/min", "ended", "Pak Contoh"]


def test_an_id_that_fits_two_keys_takes_back_neither(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    api_keys.add("k1", grant())
    with pytest.raises(CommandError, match="key_ambiguous"):
        operated("revoke", "", capsys=capsys)
    assert all(key.revoked_at is None for key in api_keys.every())


def test_what_a_client_filed_is_in_the_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    case = filed(world)
    (line,) = (each for each in caplog.records if each.message == "filed by a machine client")
    assert (line.__dict__["client"], line.__dict__["case_id"]) == ("tests", case["id"])
