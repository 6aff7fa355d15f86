"""Telling reporters of a breach: once each, in an event and a mail, and nothing else changes."""

import json

from infra.tell_breach import tell_breach
from tests.integration.people import CONTACT, SCHOOLS, acts, filed, receipt
from tests.integration.world import World

TEXT = "Judul laporan Anda dibaca orang yang tidak berhak pada 2 Maret 2026. Akunnya ditutup."


def test_each_reporter_is_told_once_and_nothing_else_changes(world: World) -> None:
    told, other = filed(world, reporter=CONTACT), filed(world, reporter=CONTACT)
    silent = filed(world, confidential=True)
    acts(world, told["id"], SCHOOLS, "start")
    before = world.stored(told["id"])
    mails = len(world.mails())
    typed = told["id"].lower().replace("-", "")
    came_to = tell_breach([typed, silent["id"], "LP-AAAA", "LP-0000-0000-0000-0"], TEXT)
    assert came_to.cases == 2
    assert came_to.failed == {"LP-AAAA": "NotFound", "LP-0000-0000-0000-0": "NotFound"}
    world.pump()
    again = tell_breach([told["id"], silent["id"]], TEXT)
    assert (again.cases, again.failed) == (0, {})
    world.pump()
    assert world.events(told["id"]).count("breach_told") == 1
    assert world.events(silent["id"])[-1] == "breach_told"
    assert "breach_told" not in world.events(other["id"])
    (mail,) = world.mails()[mails:]
    assert CONTACT["email"] in str(mail.destinations)
    changed = {name for name, value in world.stored(told["id"]).items() if before[name] != value}
    assert changed <= {"version", "digest", "updated_at"}
    assert tell_breach([told["id"]], TEXT + " Lagi.").cases == 1, "another text is another notice"


def test_the_reporter_reads_it_and_the_public_does_not(world: World) -> None:
    case = filed(world)
    tell_breach([case["id"]], TEXT)
    path = f"/v1/complaints/{case['id']}/timeline"
    assert TEXT in json.dumps(world.call("GET", path, headers=receipt(case))[1])
    assert "breach_told" not in json.dumps(world.call("GET", path)[1])
