"""What may be registered, where a file belongs, and who sees it: each limit at and beside it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.attachments.attachment import (
    EXPIRES_AFTER,
    FILING,
    LARGEST_BYTES,
    MOST_OF_A_SIDE,
    Attachment,
    FileState,
    FileType,
    Sender,
    check_taken,
    find_problems,
    place_for,
    seen_by,
)
from chalicelib.errors import Conflict, Invalid
from chalicelib.store.history import MOST_EVALUATED
from chalicelib.structs import replace

NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
REPORTER, AGENCY = Sender.REPORTER, Sender.AGENCY
FULL = "too_many_attachments, 3 at most"
STATES = (FileState.WAITING, FileState.CLEAN, FileState.REFUSED, FileState.ERASED)


def file(number: int, **changes: Any) -> Attachment:
    one = Attachment(
        case_id="LP-TEST-TEST-TEST-1",
        number=number,
        key="0" * 32,
        filename="foto.jpg",
        content_type=FileType.JPEG,
        size=1,
        state=FileState.WAITING,
        added_at=NOW,
        by=REPORTER,
        event=FILING,
    )
    return replace(one, **changes)


@pytest.mark.parametrize(
    ("state", "age", "shown", "lives"),
    [
        (FileState.WAITING, EXPIRES_AFTER - timedelta(microseconds=1), FileState.WAITING, True),
        (FileState.WAITING, EXPIRES_AFTER, FileState.EXPIRED, False),
        (FileState.CLEAN, 100 * EXPIRES_AFTER, FileState.CLEAN, True),
        (FileState.REFUSED, timedelta(0), FileState.REFUSED, False),
        (FileState.ERASED, timedelta(0), FileState.ERASED, False),
    ],
)
def test_only_what_waits_expires(
    state: FileState, age: timedelta, shown: FileState, lives: bool
) -> None:
    one = file(1, state=state)
    assert (one.state_at(NOW + age), one.lives(NOW + age)) == (shown, lives)


@pytest.mark.parametrize(
    ("name", "kind", "size", "problems"),
    [
        ("a.jpg", "image/jpeg", 1, []),
        ("a.JPEG", "image/jpeg", LARGEST_BYTES, []),
        ("a.pdf", "application/pdf", 9, []),
        ("a.pdf", "image/jpeg", 9, [("filename", "unsupported_type")]),
        ("a.jpg ", "image/jpeg", 9, [("filename", "unsupported_type")]),
        ("a.gif", "image/gif", 9, [("content_type", "unsupported_type")]),
        ("a.jpg", "IMAGE/JPEG", 9, [("content_type", "unsupported_type")]),
        ("a.jpg", "image/jpeg", 0, [("size", "empty")]),
        ("a.jpg", "image/jpeg", LARGEST_BYTES + 1, [("size", "too_large")]),
        ("a", "x", -1, [("content_type", "unsupported_type"), ("size", "empty")]),
    ],
)
def test_what_may_be_registered(
    name: str, kind: str, size: int, problems: list[tuple[str, str]]
) -> None:
    assert [(one.field, one.code) for one in find_problems(name, kind, size)] == problems


def placed(
    known: list[Attachment], by: Sender = REPORTER, *, published: tuple[int, ...] = ()
) -> tuple[int, int | None] | str:
    try:
        return place_for(known, by, NOW, published)
    except Conflict as refused:
        return f"{refused.code}, {refused.params['max']} at most"


def test_the_first_three_of_the_reporter_are_the_filings_and_the_next_three_wait() -> None:
    known: list[Attachment] = []
    for number, event in ((1, 1), (2, 1), (3, 1), (4, None), (5, None), (6, None)):
        assert placed(known) == (number, event)
        known.append(file(number, event=event))
    assert placed(known) == FULL
    # Those of the agency are counted apart, and never the filing's.
    for number in (7, 8, 9):
        assert placed(known, AGENCY) == (number, None)
        known.append(file(number, by=AGENCY, event=None))
    assert placed(known, AGENCY) == FULL
    assert placed([*known[:3], replace(known[3], event=5), *known[4:]]) == (10, None)


@pytest.mark.parametrize("state", [FileState.REFUSED, FileState.ERASED])
def test_what_is_not_there_makes_room_and_keeps_its_number(state: FileState) -> None:
    known = [file(1, state=state), file(2), file(3)]
    assert placed(known) == (4, FILING)


def test_the_number_of_a_published_file_is_no_other_files() -> None:
    assert placed([file(1)], published=(3,)) == (4, FILING)
    assert placed([file(5)], published=(3,)) == (6, FILING)


@pytest.mark.parametrize("state", [FileState.WAITING, FileState.CLEAN])
def test_what_no_message_took_within_an_hour_makes_room_and_can_still_be_taken(
    state: FileState,
) -> None:
    known = [file(n, by=AGENCY, event=None, state=state) for n in (1, 2, 3)]
    assert placed(known, AGENCY) == FULL
    left = [replace(one, added_at=NOW - EXPIRES_AFTER) for one in known]
    assert placed(left, AGENCY) == (4, None)
    if state is FileState.CLEAN:
        check_taken([1], left, AGENCY, NOW)


def test_a_side_has_so_many_and_no_more_and_leaves_the_other_its_own() -> None:
    known = [file(n, state=FileState.REFUSED) for n in range(1, MOST_OF_A_SIDE)]
    assert placed(known) == (MOST_OF_A_SIDE, FILING)
    known.append(file(MOST_OF_A_SIDE, state=FileState.REFUSED))
    assert placed(known) == FULL
    assert placed(known, AGENCY) == (MOST_OF_A_SIDE + 1, None)
    # All of both are read with the case in one page, and events beside them.
    assert 2 * MOST_OF_A_SIDE < MOST_EVALUATED


def test_a_message_takes_what_is_its_senders_and_free() -> None:
    known = [
        file(1),
        file(2, event=None),
        file(3, event=4),
        file(4, by=AGENCY, event=None),
        file(5, state=FileState.REFUSED),
        file(6, state=FileState.ERASED),
        file(7, added_at=NOW - EXPIRES_AFTER),
    ]
    check_taken([1, 2, 2], known, REPORTER, NOW)
    check_taken([4], known, AGENCY, NOW)
    check_taken([], known, REPORTER, NOW)
    with pytest.raises(Invalid) as refused:
        check_taken([1, 3, 4, 5, 6, 7, 8], known, REPORTER, NOW)
    assert [(one.field, one.code) for one in refused.value.problems] == [
        ("attachments.1", "already_attached"),
        ("attachments.2", "unknown_attachment"),
        ("attachments.3", "attachment_refused"),
        ("attachments.4", "unknown_attachment"),
        ("attachments.5", "attachment_refused"),
        ("attachments.6", "unknown_attachment"),
    ]


FILES = st.builds(
    file,
    st.integers(1, 60),
    by=st.sampled_from(Sender),
    event=st.sampled_from([None, 1, 7]),
    state=st.sampled_from(
        [FileState.WAITING, FileState.CLEAN, FileState.REFUSED, FileState.ERASED]
    ),
)


@given(st.lists(FILES, max_size=8))
def test_each_side_sees_its_own_and_what_the_other_sent_with_something(
    known: list[Attachment],
) -> None:
    for side in Sender:
        seen = seen_by(known, side)
        for one in known:
            sent = one.by is side or one.event is not None
            assert (one in seen) is (sent and one.state is not FileState.ERASED)
