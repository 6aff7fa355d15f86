"""What `make demo` shows really happens: counted in the table, not by what the demo reads."""

import re
import sys
from collections import Counter

import pytest

from infra.console import CommandError
from infra.demo.__main__ import TO_FOLLOW, main
from infra.demo.steps import COMPLAINTS
from tests.local.client import event_types, recipients, rows
from tests.local.conftest import Deployed

ENDED = re.compile(r"^(LP-\S+)  (\w+) +(\w+) .* (\d+) mails  ", re.MULTILINE)
SECRET = re.compile(r"\b\w{5}(?:-\w{5}){4}-\w\b")


def test_what_the_demo_shows_really_happens(
    deployed: Deployed, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["demo", "--home", str(deployed.stack.home)])
    monkeypatch.setitem(COMPLAINTS["clinic"]["ends"], "mails", 9)  # not so, and all else is
    with pytest.raises(CommandError, match="^Not all came out") as trouble:
        main()
    shown = capsys.readouterr().out
    ended = {
        topic: (number, status, mails) for number, topic, status, mails in ENDED.findall(shown)
    }
    clinic, followed = ended["clinic"][0], ended[TO_FOLLOW][0]
    assert str(trouble.value).splitlines()[1:] == [f"clinic {clinic}: mails 8, to be 9"]
    assert f"track?id={followed}" in shown
    assert len(SECRET.findall(shown)) == 1

    found = {topic: rows(deployed, number) for topic, (number, _, _) in ended.items()}
    assert {topic: row["CASE"]["status"]["S"] for topic, row in found.items()} == {
        topic: status for topic, (_, status, _) in ended.items()
    }
    assert {topic: event_types(row) for topic, row in found.items()} == {
        topic: complaint["ends"]["events"].split() for topic, complaint in COMPLAINTS.items()
    }
    # What a merged complaint's reporter is told of an answer is counted where the answer is.
    sent = {topic: recipients(row).total() for topic, row in found.items()}
    told_of_merged = {"street_light": 2, "same_light": -2}
    assert sent == {
        topic: int(mails) + told_of_merged.get(topic, 0) for topic, (_, _, mails) in ended.items()
    }
    assert recipients(found["power_cuts"]) == {"reporter": 4, "pln@agency.example": 1}
    # Desks read of what a run of a schedule did in one mail, minutes later; each has it noted once.
    assert noted(deployed, ended["power_cuts"][0]) == {
        "pln@agency.example": 1,
        "kepala.pln@agency.example": 1,
        "kepala.kementerian-esdm@agency.example": 1,
        "kepala.ombudsman@agency.example": 1,
        "kepala.ksp@agency.example": 1,
    }


def noted(deployed: Deployed, case_id: str) -> Counter[str]:
    """Who is told of a case in the mails of runs, and how often."""
    scan = deployed.aws("dynamodb").get_paginator("scan")
    found = scan.paginate(TableName=deployed.outputs["tables"]["cases"])
    rows = [row for page in found for row in page["Items"] if row["pk"]["S"].startswith("RUN#")]
    about = [row for row in rows if row.get("case_id", {}).get("S") == case_id]
    return Counter(row["pk"]["S"].rpartition("#")[2] for row in about)
