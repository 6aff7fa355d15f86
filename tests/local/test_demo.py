"""What `make demo` shows really happens: its walk with a few complaints on the deployed system."""

from datetime import date

import pytest

from infra.demo.complaints import read_complaints
from infra.demo.walk import Walk
from tests.local.client import event_types, recipients, rows
from tests.local.conftest import Deployed

# An appeal, a question that is answered, silence, neglect and a case of the national desk.
_A_DAY = date(2026, 3, 2)
KEYS = ("sampah", "lampu", "listrik", "puskesmas", "pinjaman")


def test_the_demo_walks_complaints_through_their_lives(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    walk = Walk(deployed.outputs, deployed.aws, only=KEYS)
    walk.run()
    shown = capsys.readouterr().out
    assert walk.watch.wrong == []
    assert tuple(walk.watch.filed) == tuple(key for key in read_complaints(_A_DAY) if key in KEYS)

    found = {key: rows(deployed, case.id) for key, case in walk.watch.filed.items()}
    assert {key: row["CASE"]["status"]["S"] for key, row in found.items()} == {
        "sampah": "closed",
        "lampu": "closed",
        "listrik": "routed",
        "puskesmas": "answered",
        "pinjaman": "archived",
    }
    neglected = event_types(found["listrik"])
    assert neglected[1:6] == ["routed", "warned", *["escalated"] * 3]
    repeats = neglected[6:]  # after the highest level, every five working days
    assert set(repeats) == {"escalated"}
    assert event_types(found["lampu"])[-3:] == ["reminded", "reminded", "closed"]
    assert recipients(found["listrik"])["kepala.ombudsman@agency.example"] == 1 + len(repeats)
    assert recipients(found["listrik"])["reporter"] == 4 + len(repeats)
    for case in walk.watch.filed.values():
        assert case.id in shown
        assert case.secret not in shown


def test_every_complaint_has_a_life_that_leads_to_its_end() -> None:
    complaints = read_complaints(_A_DAY)
    assert len(complaints) == 20
    for complaint in complaints.values():
        assert complaint.passes[0] == "filed"
        chapters = [step.chapter for step in complaint.steps]
        assert chapters == sorted(chapters)
