"""Rules and reference data: who may change them, what holds from when, and what is kept."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.case.model import Role
from chalicelib.workdays import local_date
from tests.integration.people import NATIONAL, SCHOOLS, acts, complaint, filed
from tests.integration.world import World

AGENCY_OF = {"national_admin": "kemenpanrb", "monitor": "ombudsman", "custodian": "kemenpanrb"}
ROLES = {
    role.value: f"[{role.value} agency.{AGENCY_OF.get(role.value, 'kota-surabaya')}]"
    for role in Role
    if role not in (Role.SYSTEM, Role.REPORTER)
}
TODAY = local_date(datetime.now(UTC), "WIB")
AHEAD = (TODAY + timedelta(days=30)).isoformat()
YESTERDAY = (TODAY - timedelta(days=1)).isoformat()
NUMBERS: dict[str, Any] = {
    "verify": 2,
    "follow_up": 4,
    "information_request": 4,
    "aspiration": 4,
    "complaint": 10,
    "supervisory": 50,
    "appeal": 10,
    "silence": 8,
    "hold": 8,
    "reopen": 9,
    "reminders": [2, 5],
    "warning_percent": 75,
    "escalation_step": 2,
    "returns_before_decision": 2,
}
HEADER = "id,name,type,parent_id,regions,sectors,desks,valid_from,valid_to\n"
DINAS = "kota-surabaya-dinas-pendidikan"


def clocks(version: str = "uji-1", begins: str = AHEAD, **changes: Any) -> dict[str, Any]:
    return {"clocks": {"version": version, "effective_from": begins} | NUMBERS | changes}


def limits(agency_id: str = DINAS, begins: str = AHEAD, **numbers: Any) -> dict[str, Any]:
    return {"agency_limits": {"agency_id": agency_id, "effective_from": begins} | numbers}


def read(world: World, what: str, groups: str = SCHOOLS, **query: str) -> Any:
    status, answer, _ = world.call("GET", f"/v1/admin/{what}", groups=groups, query=query)
    assert status == 200, answer
    return answer


def sent(
    world: World, method: str, what: str, body: dict[str, Any], groups: str = NATIONAL
) -> tuple[int, Any]:
    status, answer, _ = world.call(method, f"/v1/admin/{what}", body, groups=groups)
    return status, answer


def put(world: World, what: str, body: dict[str, Any]) -> Any:
    status, answer = sent(world, "PUT", what, body)
    assert status == 200, answer
    return answer


def refused(answer: Any) -> dict[str, str]:
    return {problem["field"]: problem["problem"] for problem in answer["error"]["fields"]}


def admin_rows(world: World) -> dict[tuple[str, str], Any]:
    """The register and the rules as the table has them."""
    import boto3

    from tests.integration.world import REGION

    table = boto3.resource("dynamodb", region_name=REGION).Table(world.reference_table)
    found = table.scan()
    items = found["Items"]
    while "LastEvaluatedKey" in found:
        found = table.scan(ExclusiveStartKey=found["LastEvaluatedKey"])
        items += found["Items"]
    return {(row["pk"], row["sk"]): row for row in items}


# Who may

READABLE = ("calendar", "deadlines", "agencies")

CHANGES = (
    ("PUT", "calendar", {"version": "skb-uji", "added": ["2027-04-01"]}),
    ("PUT", "deadlines", clocks()),
    ("POST", "agencies", {"id": "uji", "name": "Lembaga Uji", "type": "lpnk"}),
    ("POST", "agencies/import", {"csv": HEADER + "uji,Lembaga Uji,lpnk,,,,,,\n"}),
)


def test_only_the_national_admin_changes(world: World) -> None:
    before = admin_rows(world)
    others = [groups for role, groups in ROLES.items() if role != "national_admin"]
    assert len(others) == len(ROLES) - 1 >= 4
    for groups, (method, what, body) in itertools.product(others, CHANGES):
        status, answer = sent(world, method, what, body, groups=groups)
        assert (status, answer["error"]["code"]) == (403, "role_may_not"), (groups, what)
    assert admin_rows(world) == before
    for method, what, body in CHANGES:
        status, answer = sent(world, method, what, body)
        assert status in (200, 201), answer


def test_every_role_may_read(world: World) -> None:
    for groups, what in itertools.product(ROLES.values(), READABLE):
        assert read(world, what, groups)
        assert read(world, what, groups, history="true")


def test_without_a_role_and_an_agency_nobody_reads(world: World) -> None:
    nobodies = ("[]", "[liaison]", "[agency.kota-surabaya]", "[liaison x]")
    for groups, what in itertools.product(nobodies, READABLE):
        status, answer, _ = world.call("GET", f"/v1/admin/{what}", groups=groups)
        assert (status, answer["error"]["code"]) == (403, "no_role")


def test_who_may_not_is_told_so_before_what_is_wrong(world: World) -> None:
    for method, what, _ in CHANGES:
        status, answer = sent(world, method, what, {"nonsense": 1}, groups=SCHOOLS)
        assert (status, answer["error"]["code"]) == (403, "role_may_not")


# The calendar


def test_a_correction_is_there_at_once_and_kept_with_who_when_and_why(world: World) -> None:
    packaged = read(world, "calendar")
    first = {"version": "skb-2", "added": ["2027-04-01"], "removed": ["2027-03-10"]}
    answer = put(world, "calendar", first | {"note": "Keputusan bersama yang baru."})
    assert answer["version"] == "skb-2"
    assert answer["added"] == ["2027-04-01"]
    assert answer["removed"] == ["2027-03-10"]
    assert "2027-04-01" in answer["holidays"]
    assert "2027-03-10" not in answer["holidays"]
    # Days off have the names of the package, until they are worked; added ones have none.
    assert packaged["names"]["2027-12-25"] == answer["names"]["2027-12-25"] == "Hari Raya Natal"
    assert [*packaged["names"]] == packaged["holidays"]
    assert {"2027-03-10", "2027-04-01"}.isdisjoint(answer["names"])
    assert answer["in_force"] == f"{packaged['version']}+skb-2"
    # The next correction stands in place of the first one, not on top of it.
    answer = put(world, "calendar", {"version": "skb-3", "removed": [], "replaces": "skb-2"})
    assert answer["holidays"] == packaged["holidays"]
    several = ["2028-02-01", "2027-04-01", "2027-12-30"]
    body = {"version": "skb-4", "added": several, "replaces": "skb-3"}
    answer = put(world, "calendar", body | {"removed": ["2027-12-25", "2027-03-10"]})
    assert answer["added"] == sorted(several)
    assert answer["removed"] == ["2027-03-10", "2027-12-25"]
    assert answer["holidays"] == sorted(answer["holidays"])
    assert answer["estimated"] == sorted(answer["estimated"])
    assert len(answer["estimated"]) > 1
    older, newer, _ = read(world, "calendar", history="true")["history"]
    assert older["officer_id"] == newer["officer_id"] == f"sub-{NATIONAL}"
    assert older["note"] == "Keputusan bersama yang baru."
    assert older["before"] is None
    assert newer["before"] == older["after"] == first
    assert older["made_at"] <= newer["made_at"]


def test_the_calendar_is_what_decisions_are_taken_by(world: World) -> None:
    from chalicelib.usecases import rules

    now = datetime.now(UTC)
    assert rules.decision_context(now).policy.calendar.is_workday(date(2027, 4, 1))
    corrected = put(world, "calendar", {"version": "skb-2", "added": ["2027-04-01"]})
    assert "history" not in corrected  # asked for by name only
    assert not rules.decision_context(now).policy.calendar.is_workday(date(2027, 4, 1))


def test_a_repeated_correction_changes_nothing_and_a_used_name_is_refused(world: World) -> None:
    body = {"version": "skb-2", "added": ["2027-04-01"]}
    put(world, "calendar", body)
    put(world, "calendar", body)
    assert len(read(world, "calendar", history="true")["history"]) == 1
    for name in ("skb-2", read(world, "calendar")["packaged_version"]):
        status, answer = sent(world, "PUT", "calendar", {"version": name})
        assert (status, answer["error"]["code"]) == (409, "version_taken")


def test_a_correction_of_something_else_than_was_seen_is_refused(world: World) -> None:
    put(world, "calendar", {"version": "skb-2", "added": ["2027-04-01"]})
    status, answer = sent(
        world, "PUT", "calendar", {"version": "skb-3", "replaces": "holidays-0.109"}
    )
    assert (status, answer["error"]["code"]) == (409, "changed_meanwhile")
    assert read(world, "calendar")["version"] == "skb-2"


def test_of_two_at_once_one_is_told_to_look_again(world: World) -> None:
    from chalicelib.errors import Conflict
    from chalicelib.store import rulebook

    seen = rulebook.rulebook(fresh=True)
    by = rulebook.Author(officer_id="a", at=datetime.now(UTC))
    for version in ("one", "other"):
        correction = rulebook.Correction(version=version, added=(), removed=())
        if version == "one":
            rulebook.add_correction(correction, by, seen)
        else:
            with pytest.raises(Conflict, match="changed_meanwhile"):
                rulebook.add_correction(correction, by, seen)
    assert read(world, "calendar")["version"] == "one"


@pytest.mark.parametrize("what", ["calendar", "deadlines"])
def test_a_change_is_made_to_what_another_function_left(
    world: World, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    from chalicelib.store import rulebook
    from chalicelib.warm import TimedCache

    bodies = {
        "calendar": [{"version": name, "added": ["2027-04-01"]} for name in ("uji-1", "uji-2")],
        "deadlines": [clocks("uji-1"), clocks("uji-2")],
    }
    rulebook.rulebook()  # what this function knows, for a minute
    with monkeypatch.context() as another_function:
        another_function.setattr(rulebook, "_book", TimedCache(rulebook._load))
        put(world, what, bodies[what][0])
    put(world, what, bodies[what][1])
    assert len(read(world, what, history="true")["history"]) == 2


def test_everything_wrong_with_a_correction_is_named(world: World) -> None:
    status, answer = sent(
        world,
        "PUT",
        "calendar",
        {
            "version": "has space",
            "added": ["2027-04-01", "1999-01-01", "2027-02-30"],
            "removed": ["2226-01-01"],
            "note": "x",
            "days": 3,
        },
    )
    assert status == 422
    assert refused(answer) == {
        "version": "bad_name",
        "added.1": "date_out_of_range",
        "added.2": "not_a_date",
        "removed.0": "date_out_of_range",
        "note": "too_short",
        "days": "unknown",
    }
    both = {"version": "v", "added": ["2027-12-25"], "removed": ["2027-12-25"]}
    assert refused(sent(world, "PUT", "calendar", both)[1]) == {"removed": "named_twice"}
    worked = {"version": "v", "removed": ["2027-12-25", "2027-04-01"]}
    assert refused(sent(world, "PUT", "calendar", worked)[1]) == {"removed.1": "not_a_holiday"}
    assert read(world, "calendar", history="true")["history"] == []


# The clocks


def test_a_version_of_the_clocks_holds_from_its_day_and_old_cases_keep_theirs(
    world: World,
) -> None:
    from chalicelib.store import cases
    from chalicelib.usecases import rules

    old = filed(world)
    answer = put(world, "deadlines", clocks() | {"note": "Aturan baru."})
    assert answer["in_force"] == "permenpanrb-62-2018"
    assert [version["version"] for version in answer["versions"]] == [
        "permenpanrb-62-2018",
        "uji-1",
    ]
    assert {name: answer["versions"][1][name] for name in NUMBERS} == NUMBERS

    book = rules.decision_context(datetime.now(UTC)).policy
    day = date.fromisoformat(AHEAD)
    assert book.rules_at(day - timedelta(days=1)).version == "permenpanrb-62-2018"
    assert book.rules_at(day).version == "uji-1"
    case = cases.get(old["id"])
    assert case.rules_version == "permenpanrb-62-2018"
    assert book.days(case, "resolve") == 14
    (change,) = read(world, "deadlines", history="true")["history"]
    assert change["note"] == "Aturan baru."
    assert change["officer_id"] == f"sub-{NATIONAL}"
    assert change["before"]["version"] == "permenpanrb-62-2018"
    assert change["after"]["complaint"] == 10


def test_a_version_again_changes_nothing_and_its_name_is_taken(world: World) -> None:
    put(world, "deadlines", clocks())
    put(world, "deadlines", clocks())
    assert len(read(world, "deadlines")["versions"]) == 2
    status, answer = sent(world, "PUT", "deadlines", clocks(verify=1))
    assert (status, answer["error"]["code"]) == (409, "version_taken")
    put(world, "deadlines", clocks("uji-2", verify=1))
    from chalicelib.usecases import rules

    book = rules.decision_context(datetime.now(UTC)).policy
    assert book.rules_at(date.fromisoformat(AHEAD)).version == "uji-2"


def test_everything_wrong_with_clocks_is_named(world: World) -> None:
    wrong = clocks(
        begins=YESTERDAY,
        verify=0,
        complaint=61,
        appeal="ten",
        supervisory=200,
        reminders=[3, 3],
        warning_percent=100,
        bonus=1,
    )
    del wrong["clocks"]["hold"]
    status, answer = sent(world, "PUT", "deadlines", wrong)
    assert status == 422
    assert refused(answer) == {
        "clocks.effective_from": "in_the_past",
        "clocks.verify": "too_small",
        "clocks.complaint": "too_big",
        "clocks.appeal": "wrong_type",
        "clocks.supervisory": "too_big",
        "clocks.reminders": "not_rising",
        "clocks.warning_percent": "too_big",
        "clocks.hold": "required",
        "clocks.bonus": "unknown",
    }
    status, answer = sent(world, "PUT", "deadlines", clocks(supervisory=9))
    assert refused(answer) == {"clocks.supervisory": "too_small"}


def test_rules_take_effect_on_a_day_to_come(world: World) -> None:
    first = local_date(datetime.now(UTC), "WIT")
    for body in (clocks(begins=first.isoformat()), limits(begins=first.isoformat(), complaint=5)):
        status, answer = sent(world, "PUT", "deadlines", body)
        assert status == 422
        assert list(refused(answer).values()) == ["not_ahead"]
    status, answer = sent(world, "PUT", "deadlines", limits(begins=YESTERDAY, complaint=5))
    assert refused(answer) == {"agency_limits.effective_from": "in_the_past"}


def test_one_change_at_a_time(world: World) -> None:
    for body in ({}, clocks() | limits(complaint=5), {"note": "apa saja"}):
        status, answer = sent(world, "PUT", "deadlines", body)
        assert (status, refused(answer)) == (422, {"": "clocks_or_limits"})


def test_an_agency_may_only_be_stricter_with_itself(world: World) -> None:
    before = read(world, "deadlines", history="true")["history"]
    body = limits("no-such-agency", complaint=14, follow_up=6, aspiration=4)
    status, answer = sent(world, "PUT", "deadlines", body)
    assert status == 422
    assert refused(answer) == {
        "agency_limits.agency_id": "unknown_agency",
        "agency_limits.complaint": "not_stricter",
        "agency_limits.follow_up": "not_stricter",
    }
    assert "13" in answer["error"]["fields"][2]["message"]
    assert read(world, "deadlines", history="true")["history"] == before


def test_an_agencys_own_limits_hold_from_their_day_until_they_are_taken_back(
    world: World,
) -> None:
    from chalicelib.case.deadlines import StricterDeadlines
    from chalicelib.usecases import rules

    later = (TODAY + timedelta(days=60)).isoformat()
    put(world, "deadlines", limits(complaint=7, follow_up=2))
    put(world, "deadlines", limits(complaint=7, follow_up=2))
    answer = put(world, "deadlines", limits(begins=later))
    assert [row["complaint"] for row in answer["agency_limits"]] == [7, None]

    def on(day: str, hour: int = 12) -> StricterDeadlines | None:
        moment = datetime.fromisoformat(f"{day}T{hour:02d}:00:00+07:00")
        return rules.decision_context(moment).policy.overrides.get(DINAS)

    day_before = (date.fromisoformat(AHEAD) - timedelta(days=1)).isoformat()
    assert on(day_before, 23) is None
    assert on(AHEAD, 0) == StricterDeadlines(complaint=7, follow_up=2)
    assert on(later, 0) == StricterDeadlines()
    first, second = read(world, "deadlines", history="true")["history"]
    assert first["before"] is None
    assert second["before"]["complaint"] == 7


def test_the_same_limits_are_set_again_where_they_change_something(world: World) -> None:
    later = (TODAY + timedelta(days=60)).isoformat()
    put(world, "deadlines", limits(complaint=7))
    answer = put(world, "deadlines", limits(complaint=7, begins=later))
    rows = [(row["effective_from"], row["complaint"]) for row in answer["agency_limits"]]
    assert rows == [(AHEAD, 7), (later, 7)]
    put(world, "deadlines", limits(complaint=6))
    answer = put(world, "deadlines", limits(complaint=7))
    assert [row["complaint"] for row in answer["agency_limits"]] == [7, 7, 6, 7]


# Agencies


def test_the_register_is_listed_to_the_end_each_agency_once(world: World) -> None:
    from chalicelib.store import agencies

    found: list[str] = []
    cursor = None
    while True:
        query = {"limit": "40"} | ({"cursor": cursor} if cursor else {})
        page = read(world, "agencies", **query)
        found += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
        assert len(page["items"]) == 40
    assert found == [agency.id for agency in agencies.registry().all()]
    assert "history" not in read(world, "agencies", limit="1")["items"][0]


def test_putting_an_agency_corrects_its_period_or_begins_a_new_one(world: World) -> None:
    from chalicelib.store import agencies

    (was,) = read(world, "agencies", id=DINAS)["items"]
    sectors, parent = was["sectors"], was["parent_id"]
    base = {"id": DINAS, "type": "unit", "parent_id": parent, "sectors": sectors}
    base |= {"regions": was["regions"], "desks": ["sekolah@surabaya.example"]}
    status, answer = sent(
        world, "POST", "agencies", base | {"name": "Dinas Pendidikan", "note": "Salah nama."}
    )
    assert status == 200, answer
    assert len(answer["periods"]) == 1
    assert answer["periods"][0]["valid_from"] == was["valid_from"]
    held = agencies.registry().get(DINAS)
    assert held
    assert held.name == "Dinas Pendidikan"

    future = base | {"name": "Dinas Pendidikan dan Kebudayaan", "valid_from": AHEAD}
    status, answer = sent(world, "POST", "agencies", future)
    assert status == 200, answer
    assert [period["name"] for period in answer["periods"]] == [
        "Dinas Pendidikan",
        "Dinas Pendidikan dan Kebudayaan",
    ]
    assert answer["name"] == "Dinas Pendidikan"  # until its day the new one replaces nothing

    def name_at(moment: datetime) -> str:
        agency = agencies.registry(moment).get(DINAS)
        assert agency is not None
        return agency.name

    begins = datetime.fromisoformat(f"{AHEAD}T00:00:00+07:00")
    assert name_at(begins - timedelta(seconds=1)) == "Dinas Pendidikan"
    assert name_at(begins) == "Dinas Pendidikan dan Kebudayaan"

    sooner = (TODAY + timedelta(days=9)).isoformat()
    status, answer = sent(world, "POST", "agencies", future | {"valid_from": sooner})
    assert [period["valid_from"] for period in answer["periods"]] == [
        was["valid_from"],
        sooner,
        AHEAD,
    ]

    (seen,) = read(world, "agencies", id=DINAS, history="true")["items"]
    first, second, _ = seen["history"]
    assert first["note"] == "Salah nama."
    assert first["before"]["name"] == was["name"]
    assert first["after"]["name"] == "Dinas Pendidikan"
    assert second["before"] is None
    assert {first["officer_id"], second["officer_id"]} == {f"sub-{NATIONAL}"}


def test_an_agency_that_ended_takes_no_complaint_and_no_older_period_comes_back(
    world: World,
) -> None:
    from chalicelib.routing.registry import Agency
    from chalicelib.store import agencies

    (was,) = read(world, "agencies", id=DINAS)["items"]
    body = {name: was[name] for name in ("id", "name", "type", "parent_id", "regions", "sectors")}
    ended = body | {"valid_from": "2026-01-01", "valid_to": "2026-02-01"}
    status, answer = sent(world, "POST", "agencies", ended)
    assert status == 200, answer
    assert answer["in_force"] is False
    now = datetime.now(UTC)
    found = agencies.registry(now).get(DINAS)
    assert isinstance(found, Agency)
    assert agencies.registry(now).get(DINAS, local_date(now, "WIB")) is None


def test_a_new_agency_is_201_and_again_nothing(world: World) -> None:
    body = {"id": "lembaga-uji", "name": "Lembaga Uji", "type": "lpnk", "valid_from": "2026-01-01"}
    status, answer = sent(world, "POST", "agencies", body)
    assert (status, answer["in_force"]) == (201, True)
    rows = admin_rows(world)
    status, answer = sent(world, "POST", "agencies", body)
    assert (status, answer["changed"]) == (200, [])
    assert admin_rows(world) == rows


def test_everything_wrong_with_an_agency_is_named(world: World) -> None:
    status, answer = sent(
        world,
        "POST",
        "agencies",
        {
            "id": "Dinas_Uji",
            "name": "Dinas\nUji",
            "type": "unit",
            "regions": ["99.99"],
            "sectors": ["no-such-affair"],
            "desks": ["not-an-address"],
            "zone": "GMT",
            "valid_from": "2027-01-02",
            "valid_to": "2027-01-01",
        },
    )
    assert status == 422
    assert refused(answer) == {
        "id": "bad_id",
        "name": "not_text",
        "parent_id": "required",
        "regions": "unknown_region",
        "sectors": "unknown_sector",
        "desks": "bad_email",
        "zone": "unknown_zone",
        "valid_to": "before_valid_from",
    }


def test_no_agency_stands_above_itself_by_way_of_the_register(world: World) -> None:
    body = {"id": "kota-surabaya", "name": "Surabaya", "type": "city", "regions": ["35.78"]}
    status, answer = sent(world, "POST", "agencies", body | {"parent_id": DINAS})
    assert (status, refused(answer)) == (422, {"parent_id": "cycle"})


BAD_LIST = (
    HEADER
    + "lembaga-a,Lembaga A,lpnk,,,,,2026-01-01,\n"
    + "lembaga-b,,lpnk,,,,bukan surel,,\n"
    + "lembaga-c,Lembaga C,lpnk,tidak-ada,,,,,\n"
)
GOOD_LIST = (
    HEADER.replace(",", ";")
    + "lembaga-a;Lembaga A;lpnk;;;;;2026-01-01;\n"
    + "ombudsman;Ombudsman Republik Indonesia yang baru;oversight;;;;ori@agency.example;;\n"
)


def test_a_dry_run_tells_everything_and_writes_nothing(world: World) -> None:
    before = admin_rows(world)
    status, answer = sent(world, "POST", "agencies/import", {"csv": BAD_LIST, "dry_run": True})
    assert status == 200, answer
    told = [(each["line"], each["field"], each["reason"]) for each in answer["problems"]]
    assert told == [
        (3, "name", "missing"),
        (3, "desks", "bad_email"),
        (4, "parent_id", "unknown_agency"),
    ]
    assert all(each["message"] for each in answer["problems"])
    status, answer = sent(world, "POST", "agencies/import", {"csv": GOOD_LIST, "dry_run": True})
    assert answer["problems"] == []
    assert answer["added"] == ["lembaga-a"]
    more = GOOD_LIST + "lembaga-0;Lembaga 0;lpnk;;;;;2026-01-01;\n"
    status, answer = sent(world, "POST", "agencies/import", {"csv": more, "dry_run": True})
    assert answer["added"] == ["lembaga-a", "lembaga-0"]  # in the order of the list
    (changed,) = answer["changed"]
    assert changed["id"] == "ombudsman"
    assert "name" in changed["fields"]
    assert changed["new_period"] is False
    assert admin_rows(world) == before


def test_a_real_run_with_a_problem_writes_nothing(world: World) -> None:
    before = admin_rows(world)
    status, answer = sent(world, "POST", "agencies/import", {"csv": BAD_LIST, "dry_run": False})
    assert status == 422
    assert refused(answer) == {
        "csv.3.name": "required",
        "csv.3.desks": "bad_email",
        "csv.4.parent_id": "unknown_agency",
    }
    assert admin_rows(world) == before


def test_a_real_run_writes_what_the_dry_run_told_and_again_nothing(world: World) -> None:
    body = {"csv": GOOD_LIST, "dry_run": False, "note": "Daftar bulan ini."}
    status, answer = sent(world, "POST", "agencies/import", body)
    assert status == 200, answer
    assert answer["added"] == ["lembaga-a"]
    (ombudsman,) = read(world, "agencies", id="ombudsman", history="true")["items"]
    assert ombudsman["name"] == "Ombudsman Republik Indonesia yang baru"
    assert len(ombudsman["periods"]) == 1
    assert [entry["note"] for entry in ombudsman["history"]] == ["Daftar bulan ini."]
    rows = admin_rows(world)
    status, answer = sent(world, "POST", "agencies/import", body)
    assert (answer["added"], answer["changed"], answer["unchanged"]) == ([], [], 2)
    assert admin_rows(world) == rows


def test_a_list_longer_than_a_transaction_is_written_whole(world: World) -> None:
    lines = "".join(f"lembaga-{n},Lembaga {n},lpnk,,,,,2026-01-01,\n" for n in range(95))
    status, answer = sent(
        world, "POST", "agencies/import", {"csv": HEADER + lines, "dry_run": False}
    )
    assert status == 200, answer
    assert len(answer["added"]) == 95
    (last,) = read(world, "agencies", id="lembaga-94", history="true")["items"]
    assert len(last["history"]) == 1


def test_only_the_changes_of_the_agencies_that_are_shown_are_read(world: World) -> None:
    from chalicelib.store import agencies, rulebook
    from chalicelib.store.rulebook import Author
    from chalicelib.structs import replace

    for name in ("bri", "kai", "ombudsman", "pln"):
        (seen,) = agencies.of_agency(name)
        by = Author(officer_id="a", at=datetime.now(UTC))
        agencies.change([(seen, replace(seen.agency, name="Nama baru"))], by)
    read_of = rulebook.history(rulebook.AGENCIES, "kai", "ombudsman")
    assert [change.after["id"] for change in read_of] == ["kai", "ombudsman"]
    assert len(rulebook.history(rulebook.AGENCIES)) == 4


def test_an_agency_changed_meanwhile_is_not_written_over(world: World) -> None:
    from chalicelib.errors import Conflict
    from chalicelib.store import agencies
    from chalicelib.store.rulebook import Author
    from chalicelib.structs import replace

    (seen,) = agencies.of_agency("ombudsman")
    by = Author(officer_id="a", at=datetime.now(UTC))
    with pytest.raises(Conflict, match="changed_meanwhile"):
        agencies.change([(None, replace(seen.agency, name="Bukan yang baru"))], by)
    agencies.change([(seen, replace(seen.agency, name="Yang pertama"))], by)
    later = Author(officer_id="b", at=datetime.now(UTC))
    with pytest.raises(Conflict, match="changed_meanwhile"):
        agencies.change([(seen, replace(seen.agency, name="Yang kedua"))], later)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        agencies.change([(None, replace(seen.agency, name="Yang ketiga"))], later)
    (now,) = agencies.of_agency("ombudsman")
    assert now.agency.name == "Yang pertama"


def test_an_unknown_agency_is_404(world: World) -> None:
    status, answer, _ = world.call(
        "GET", "/v1/admin/agencies", groups=SCHOOLS, query={"id": "tidak-ada"}
    )
    assert (status, answer["error"]["code"]) == (404, "unknown_agency")


def test_a_complaint_is_filed_under_the_rules_of_its_day(world: World) -> None:
    """Through the front door, with a correction that moves the nearest deadline."""
    plain = filed(world)["deadlines"]["verify_by"]
    put(world, "calendar", {"version": "skb-2", "added": [plain[:10]]})
    assert filed(world)["deadlines"]["verify_by"] > plain
    acts(world, filed(world, **complaint())["id"], SCHOOLS, "start")
