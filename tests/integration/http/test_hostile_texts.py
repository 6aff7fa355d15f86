"""Texts that are slow to mask cost who reads them no more than ordinary ones of the same length:
what is kept masked is masked once, when it is written."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from chalicelib.case.decision import Event
from chalicelib.case.model import REPORTER, Case
from chalicelib.events import Visibility
from chalicelib.protection import receipts, redaction
from chalicelib.store.masking import masked_by
from chalicelib.structs import replace
from tests.integration.rows import case, event, put, put_events
from tests.integration.world import World
from tests.ratios import processor_seconds

ORDINARY = "Lampu jalan di depan pasar padam sejak pekan lalu dan belum ada yang datang. "
SLOW = (
    "a" * 6_000 + "@" + "_" * 3_999,
    "1" * 6_000 + "@" + "-" * 3_999,
    "rek 1234567 nop 35 plat b 1 rumah saya jl a rt 1 nama saya a 0812-",
    "@a a at b 08 99 9 (A1 0.1 ",
)
CASES, MESSAGES = 30, 9
TIMES_AS_SLOW = 2


def of_length(words: str, length: int) -> str:
    return (words * (length // len(words) + 1))[:length]


def told(one: Case, number: int, words: str) -> Event:
    said = event(one, number, "messaged", text=of_length(words, 4_990))
    by_reporter = replace(said, actor=REPORTER, visibility=Visibility.REPORTER)
    return masked_by(redaction.mask_together, by_reporter)


def filled(words: str, agency_id: str) -> Case:
    """Public cases of an agency in these words, as long as may be; the last has messages."""
    made = [
        case(
            id=receipts.new_case_id(),
            agency_id=agency_id,
            anonymous=True,
            body=of_length(words, 9_990),
            version=1 + MESSAGES,
        )
        for _ in range(CASES)
    ]
    put(made)
    one = made[-1]
    put_events(one, (told(one, number, words) for number in range(2, one.version + 1)))
    return one


def readings(world: World, words: str, agency_id: str) -> dict[str, Callable[[], object]]:
    """Each way to read them."""
    one = filled(words, agency_id)
    path, officer = f"/v1/officer/complaints/{one.id}", f"[agency_admin agency.{agency_id}]"
    asked: dict[str, tuple[str, dict[str, Any]]] = {
        "list": ("/v1/complaints", {"query": {"agency": agency_id, "limit": str(CASES)}}),
        "public view": (f"/v1/complaints/{one.id}", {}),
        "officer's view": (path, {"groups": officer}),
        "officer's timeline": (f"{path}/timeline", {"groups": officer}),
    }

    def ask(name: str) -> None:
        where, how = asked[name]
        assert world.call("GET", where, **how)[0] == 200

    return {name: partial(ask, name) for name in asked}


@pytest.mark.parametrize("words", SLOW, ids=lambda words: re.sub(r"(.)\1+", r"\1", words)[:12])
def test_who_reads_waits_no_longer(world: World, words: str) -> None:
    ordinary = readings(world, ORDINARY, "kota-malang")
    hostile = readings(world, words, "kota-surabaya")
    for name, read in ordinary.items():
        quiet, taken = processor_seconds(read, hostile[name], runs=7)
        assert taken < TIMES_AS_SLOW * quiet, name
