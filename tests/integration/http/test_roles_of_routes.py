"""Which roles each route of officers lets in that is about no one case: what they list, decide and
administer. Those about a case are in test_hidden.py and test_privacy_matrix.py."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.case.model import Role
from tests.integration.conftest import started
from tests.integration.http.asked import nothing_changes
from tests.integration.people import complaint
from tests.integration.world import World

OFFICERS = {
    "national": "[national_admin agency.kemenpanrb]",
    "custodian": "[custodian agency.kemenpanrb]",
    "own custodian": "[custodian agency.kota-surabaya]",
    "monitor": "[monitor agency.ombudsman]",
    "own monitor": "[monitor agency.kota-surabaya]",
    "admin": "[agency_admin agency.kota-surabaya]",
    "liaison": "[liaison agency.kota-surabaya]",
}
NOBODYS = ("[national_admin agency.kota-surabaya]", "[liaison]", "[agency.kota-surabaya]", "")
EVERYBODY = set(OFFICERS)
NATIONAL, ADMINS = {"national"}, {"national", "admin"}
AUDITORS = {"custodian", "own custodian", "monitor", "own monitor"}
OF_LEADS = {"national", "monitor", "own monitor", "admin"}
LET_IN = {
    "GET /v1/officer/inbox": EVERYBODY,
    "GET /v1/officer/inbox/counts": EVERYBODY,
    "GET /v1/officer/replies": EVERYBODY,
    "GET /v1/officer/figures": EVERYBODY,
    "GET /v1/officer/brief": {"national", "monitor", "own monitor"},
    "POST /v1/officer/complaints": {"national", "admin", "liaison"},
    "DELETE /v1/officer/session": EVERYBODY,
    "GET /v1/officer/leads": OF_LEADS,
    "GET /v1/officer/leads/{lead_id}": OF_LEADS,
    "POST /v1/officer/leads/{lead_id}/promote": ADMINS,
    "POST /v1/officer/leads/{lead_id}/attach": ADMINS,
    "POST /v1/officer/leads/{lead_id}/dismiss": ADMINS,
    "GET /v1/admin/calendar": EVERYBODY,
    "PUT /v1/admin/calendar": NATIONAL,
    "POST /v1/admin/calendar/preview": NATIONAL,
    "GET /v1/admin/deadlines": EVERYBODY,
    "PUT /v1/admin/deadlines": NATIONAL,
    "POST /v1/admin/deadlines/preview": NATIONAL,
    "GET /v1/admin/agencies": EVERYBODY,
    "POST /v1/admin/agencies": NATIONAL,
    "POST /v1/admin/agencies/import": NATIONAL,
    "GET /v1/admin/regions": EVERYBODY,
    "POST /v1/admin/regions/import": NATIONAL,
    "GET /v1/admin/replies": EVERYBODY,
    "PUT /v1/admin/replies": ADMINS,
    "GET /v1/admin/rates": NATIONAL,
    "PUT /v1/admin/rates/{rate}": NATIONAL,
    "GET /v1/admin/api-keys": NATIONAL,
    "POST /v1/admin/api-keys": NATIONAL,
    "DELETE /v1/admin/api-keys/{key_id}": NATIONAL,
    "GET /v1/admin/feeds": NATIONAL,
    "PUT /v1/admin/feeds": NATIONAL,
    "DELETE /v1/admin/feeds/{feed_id}": NATIONAL,
    "GET /v1/admin/webhooks": NATIONAL,
    "PUT /v1/admin/webhooks/{agency_id}": NATIONAL,
    "DELETE /v1/admin/webhooks/{agency_id}": NATIONAL,
    "POST /v1/admin/webhooks/{agency_id}/key": NATIONAL,
    "POST /v1/admin/webhooks/{agency_id}/try": NATIONAL,
    "GET /v1/admin/dead-letters": NATIONAL,
    "GET /v1/admin/dead-letters/{queue}": NATIONAL,
    "POST /v1/admin/dead-letters/{queue}/replay": NATIONAL,
    "GET /v1/admin/users": ADMINS,
    "POST /v1/admin/users": ADMINS,
    "DELETE /v1/admin/users/{officer_id}": ADMINS,
    "GET /v1/admin/readings": AUDITORS,
    "GET /v1/admin/disclosures": AUDITORS,
    "GET /v1/admin/breaches": {"custodian"},
    "POST /v1/admin/breaches": {"custodian"},
    "GET /v1/admin/breaches/{breach_id}": {"custodian"},
    "POST /v1/admin/breaches/{breach_id}/approval": {"custodian"},
    "DELETE /v1/admin/breaches/{breach_id}": {"custodian"},
}
REFUSED = {"role_may_not", "not_your_figures"}

# What can be read, where a route takes it.
SENT: dict[str, dict[str, Any]] = {
    "POST /v1/officer/complaints": complaint(),
    "POST /v1/officer/leads/{lead_id}/attach": {"case_id": "LP-0000-0000-0000-0"},
    "POST /v1/officer/leads/{lead_id}/dismiss": {"reason": "Sudah ditangani."},
    "PUT /v1/admin/replies": {"items": [], "version": 0},
    "POST /v1/admin/users": {
        "email": "tari@contoh.example",
        "role": "liaison",
        "agency_id": "kota-surabaya",
    },
    "POST /v1/admin/breaches": {
        "known_at": "2026-03-04T09:00:00+07:00",
        "text": "Judul laporan Anda dibaca orang yang tidak berhak pada 2 Maret 2026.",
        "text_en": "Somebody without a right to read the title of your report on 2 March 2026.",
        "case_ids": ["LP-0000-0000-0000-0"],
    },
}
ASKED = {
    "GET /v1/admin/readings": {"officer_id": "sub"},
    "GET /v1/admin/users": {"agency_id": "kota-surabaya"},
}


@pytest.fixture(scope="module")
def running() -> Iterator[World]:
    with started() as world:
        yield world


def test_every_route_and_every_role_is_here() -> None:
    import app  # noqa: F401 (registers the routes)
    from chalicelib.http.endpoint import ENDPOINTS

    officers = (one for one in ENDPOINTS if one.officer and "{case_id}" not in one.path)
    assert {f"{one.method} {one.path}" for one in officers} == LET_IN.keys()
    roles = {groups.strip("[]").split()[0] for groups in OFFICERS.values()}
    assert roles == set(Role) - {Role.SYSTEM, Role.REPORTER}


WRONG = {
    "nothing": None,
    "no JSON": "{",
    "no object": "[]",
    "no field": "{}",
    "a field that nobody knows": '{"tidak_dikenal": 1}',
    "a kind that is none": '{"email": 1, "items": 2, "reason": 3, "case_id": 4, "known_at": 5}',
    "too much": json.dumps({"reason": "x" * 70_000}),
}
WRONG_QUERIES: tuple[dict[str, str], ...] = ({}, {"tidak_dikenal": "1"}, {"limit": "no number"})


def asks(world: World, route: str, groups: str, **sent: Any) -> tuple[int, str]:
    """The status and the code of a refusal. Each asks in a session of their own."""
    method, path = route.split()
    session = {"origin_jti": f"{route} {groups}"}
    path = path.replace("{", "").replace("}", "")
    status, said, _ = world.call(method, path, groups=groups, claims=session, **sent)
    return status, said.get("error", {}).get("code", "")


def right(route: str) -> dict[str, Any]:
    """What a route takes, as far as it can be read."""
    body = SENT.get(route, {}) if route.startswith(("POST", "PUT")) else None
    return {"body": body, "query": ASKED.get(route)}


@pytest.mark.parametrize("route", LET_IN)
def test_these_are_let_in_and_nobody_else(running: World, route: str) -> None:
    """What they get then is for other tests to say."""
    told = {name: asks(running, route, groups, **right(route)) for name, groups in OFFICERS.items()}
    assert {name for name, (_, code) in told.items() if code not in REFUSED} == LET_IN[route], told
    assert {status for status, code in told.values() if code in REFUSED} <= {403}
    for groups in NOBODYS:
        assert asks(running, route, groups, **right(route)) == (403, "no_role")


@pytest.mark.parametrize("route", LET_IN)
def test_who_is_not_let_in_gets_one_answer_whatever_they_send(running: World, route: str) -> None:
    """And nothing comes of it."""
    everybody = (*OFFICERS.items(), *((groups, groups) for groups in NOBODYS))
    with nothing_changes() as readings:
        for name, groups in everybody:
            if name in LET_IN[route]:
                continue
            answer = asks(running, route, groups, **right(route))
            assert answer[0] == 403
            for what, raw in WRONG.items():
                assert asks(running, route, groups, raw=raw) == answer, (name, what)
            text = {"content-type": "text/plain"}
            assert asks(running, route, groups, raw="{}", headers=text) == answer, name
            for query in WRONG_QUERIES:
                assert asks(running, route, groups, query=query) == answer, (name, query)
    assert not readings
