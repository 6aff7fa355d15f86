"""Each write of a file's row says on what it was decided; so none undoes another."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.attachments.attachment import (
    Attachment,
    FileRefusal,
    FileState,
    FileType,
    Sender,
)
from chalicelib.case.actions import act
from chalicelib.case.model import Actor, Role
from chalicelib.case.officer_actions import Note
from chalicelib.errors import Conflict
from chalicelib.store import attachments, cases
from chalicelib.store.attachments import Taken
from chalicelib.store.claims import Claim, claimed
from chalicelib.structs import replace
from chalicelib.usecases import attach, rules
from tests.integration.people import filed
from tests.integration.world import World

DESK = Actor(role=Role.NATIONAL_ADMIN, agency_id="kemenpanrb", officer_id="desk")
NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)


def file(case_id: str, **changes: Any) -> Attachment:
    one = Attachment(
        case_id=case_id,
        number=1,
        key="0" * 32,
        filename="foto.jpg",
        content_type=FileType.JPEG,
        size=1_000,
        state=FileState.WAITING,
        added_at=NOW,
        by=Sender.REPORTER,
        event=1,
    )
    return replace(one, **changes)


def expiry(world: World, case_id: str) -> Any:
    return world.rows(case_id)["FILE#000001"].get("expires_at")


def test_what_is_announced_is_read_as_it_was(world: World) -> None:
    case_id = filed(world)["id"]
    for one in (file(case_id), file(case_id, number=2, by=Sender.AGENCY, event=None)):
        attachments.register(one)
        assert attachments.get(case_id, one.number) == one
    assert [one.number for one in attachments.of_case(case_id)] == [1, 2]
    assert attachments.get(case_id, 3) is None
    assert expiry(world, case_id) == (NOW + timedelta(days=7)).timestamp()


def test_a_number_is_taken_once_and_a_claim_with_it(world: World) -> None:
    case_id = filed(world)["id"]
    first = Claim(name="CLAIM#1", made_at=NOW, expires_at=NOW + timedelta(days=1), digest="a")
    attachments.register(file(case_id), [first])
    with pytest.raises(Conflict, match="claimed"):
        attachments.register(file(case_id, number=2), [first])
    second = replace(first, name="CLAIM#2")
    with pytest.raises(Conflict, match="stale"):
        attachments.register(file(case_id, key="1" * 32), [second])
    assert claimed("CLAIM#2", NOW) is None
    assert [one.key for one in attachments.of_case(case_id)] == ["0" * 32]


def test_who_was_slower_gets_the_next_number(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id = filed(world)["id"]
    case, seen, known = cases.get(case_id), [], attachments.of_case
    attachments.register(file(case_id))

    def late(asked: str) -> list[Attachment]:
        seen.append(asked)
        return [] if len(seen) == 1 else known(asked)

    monkeypatch.setattr(attachments, "of_case", late)
    what = {"filename": "a.png", "content_type": "image/png", "size": 5}
    made = attach.register_upload(case, Sender.REPORTER, **what, now=NOW, request=None)  # type: ignore[arg-type]
    assert (made.number, len(seen)) == (2, 2)


@pytest.mark.parametrize("changes", [{"key": "1" * 32}, {"number": 2}])
def test_only_the_file_that_was_looked_at_is_decided(world: World, changes: Any) -> None:
    case_id = filed(world)["id"]
    attachments.register(file(case_id))
    other = file(case_id, **changes)
    assert not attachments.accept(other, 5)
    assert not attachments.refuse(other, FileRefusal.EMPTY, NOW)
    assert attachments.of_case(case_id) == [file(case_id)]


def test_a_decision_stands(world: World) -> None:
    case_id = filed(world)["id"]
    attachments.register(file(case_id))
    assert attachments.accept(file(case_id), 5)
    assert not attachments.refuse(file(case_id), FileRefusal.EMPTY, NOW)
    assert not attachments.accept(file(case_id), 6)
    assert attachments.get(case_id, 1) == file(case_id, state=FileState.CLEAN, size=5)
    assert expiry(world, case_id) is None
    refused = file(case_id, number=2, key="2" * 32)
    attachments.register(refused)
    assert attachments.refuse(refused, FileRefusal.MALWARE, NOW)
    assert not attachments.accept(refused, 5)
    found = attachments.get(case_id, 2)
    assert found == replace(refused, state=FileState.REFUSED, reason=FileRefusal.MALWARE)


def test_what_is_forgotten_stays_forgotten(world: World) -> None:
    case_id = filed(world)["id"]
    attachments.register(file(case_id))
    for _ in range(2):
        attachments.forget([file(case_id)], NOW)
    (left,) = attachments.of_case(case_id)
    assert (left.state, left.filename, left.key) == (FileState.ERASED, "-", "-")
    assert expiry(world, case_id) == NOW.timestamp()
    assert not attachments.accept(file(case_id), 5)
    attachments.forget([file(case_id, number=7)], NOW)  # gone by the TTL meanwhile
    assert attachments.get(case_id, 7) is None


@pytest.mark.parametrize(
    ("changes", "free"),
    [
        ({}, True),
        ({"event": None}, True),
        ({"event": 2}, False),
        ({"by": Sender.AGENCY}, False),
        ({"state": FileState.CLEAN}, True),
        ({"state": FileState.REFUSED}, False),
        ({"state": FileState.ERASED}, False),
        ({"number": 2}, False),
    ],
)
def test_a_message_and_its_files_are_saved_together_or_not_at_all(
    world: World, changes: Any, free: bool
) -> None:
    case_id = filed(world)["id"]
    one = file(case_id, **changes)
    attachments.register(one)
    case = cases.get(case_id)
    change = act(case, Note(text="Satu."), DESK, rules.decision_context(NOW))
    taken = Taken(numbers=(1,), by=Sender.REPORTER)
    if free:
        cases.save(change, taken=taken)
        assert attachments.get(case_id, 1) == replace(one, event=change.event.number)
        return
    with pytest.raises(Conflict, match="stale"):
        cases.save(change, taken=taken)
    assert cases.get(case_id).version == case.version
    assert attachments.get(case_id, one.number) == one
