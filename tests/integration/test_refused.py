"""An operator lists the notices that the mail service refused for good."""

from datetime import UTC, date, datetime

import pytest

from tests.integration.operating import operate
from tests.integration.world import World

NOON = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)

NOTICE = "CASE#LP-1111-2222-3333-A/SENT#000002#email"


def refuse(recipient: str, at: datetime) -> None:
    from chalicelib.store import deliveries

    claim = deliveries.lease(deliveries.of_event("LP-1111-2222-3333-A", 2, "email", recipient), at)
    assert claim is not None
    deliveries.mark_refused(claim, "MessageRejected", at)


def listed(capsys: pytest.CaptureFixture[str], day: date | None) -> list[str]:
    operate("refused", *(["--day", str(day)] if day else []))
    return capsys.readouterr().out.splitlines()


def test_the_notices_refused_on_a_day(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    refuse("reporter", NOON)
    refuse("reporter of L", NOON.replace(minute=1))
    refuse("desk@agency.example", NOON.replace(day=24))
    assert listed(capsys, NOON.date()) == [
        f"2026-11-25 05:00  MessageRejected  {NOTICE}#reporter",
        f"2026-11-25 05:01  MessageRejected  {NOTICE}#reporter of L",
    ]
    assert listed(capsys, date(2026, 11, 23)) == []


def test_without_a_day_it_is_today(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    refuse("reporter", datetime.now(UTC))
    assert len(listed(capsys, None)) == 1
