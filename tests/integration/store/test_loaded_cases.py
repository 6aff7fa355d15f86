"""A case comes by itself, and then its words and its latest events with one query, whichever
release wrote them."""

from datetime import UTC, datetime

import pytest

from chalicelib.attachments.attachment import Attachment, FileState, FileType, Sender
from chalicelib.case.model import Case
from chalicelib.errors import NotFound
from chalicelib.store import attachments, cases, contacts, loaded_cases, texts
from chalicelib.store.history import MOST_EVALUATED
from tests.integration.people import SCHOOLS, acts, filed, receipt
from tests.integration.rows import case, event, put, put_events, reads, text_of
from tests.integration.world import World


def test_one_query_reads_what_a_case_is_opened_for(world: World) -> None:
    answer = filed(world)
    acts(world, answer["id"], SCHOOLS, "start")
    with reads() as seen:
        loaded = loaded_cases.get(answer["id"])
        words = loaded.words
    assert seen.calls == {"GetItem": 1, "Query": 1}
    assert loaded.case == cases.get(answer["id"])
    assert words == texts.get(answer["id"])
    assert list(loaded.events) == cases.events(answer["id"])


def with_events(number: int) -> Case:
    """A case with so many events."""
    one = case(version=number)
    put([one])
    put_events(one, (event(one, at, "messaged", text="Lagi.") for at in range(2, number + 1)))
    return one


@pytest.mark.parametrize(("more", "queries"), [(0, 1), (1, 2), (2, 2), (150, 2)])
def test_of_a_case_with_very_many_events_the_latest(world: World, more: int, queries: int) -> None:
    """With a second query, so that no event before them is read."""
    number = MOST_EVALUATED + more
    one = with_events(number)
    with reads() as seen:
        loaded = loaded_cases.get(one.id)
        words = loaded.words
    assert [each.number for each in loaded.events] == list(range(more + 1, number + 1))
    assert loaded.case.id == one.id
    assert words == text_of(one)
    assert seen.calls == {"GetItem": 1, "Query": queries}


def test_of_a_long_history_no_more_is_looked_at_than_is_shown_and_the_words(world: World) -> None:
    one = with_events(4 * MOST_EVALUATED)
    with reads() as seen:
        assert len(loaded_cases.get(one.id).events) == MOST_EVALUATED
    assert seen.evaluated == MOST_EVALUATED + 1


def test_what_happened_since_the_case_was_read_is_no_part_of_it(world: World) -> None:
    """So nobody reads what was written once the case had gone on to others."""
    one = with_events(4)
    put_events(one, [event(one, 5, "noted", text="Dibaca instansi berikutnya saja.")])
    loaded = loaded_cases.load(one)
    assert [each.number for each in loaded.events] == [1, 2, 3, 4]
    assert (loaded.case, loaded.words) == (one, text_of(one))


@pytest.mark.parametrize("more", [0, 1, 4])
def test_the_standing_of_the_address_is_read_with_it(world: World, more: int) -> None:
    one = with_events(MOST_EVALUATED + more)
    assert loaded_cases.get(one.id).contact == contacts.Contact()
    contacts.save_standing(one.id, contacts.Standing.CONFIRMED)
    loaded = loaded_cases.get(one.id)
    with reads() as seen:
        assert loaded.contact.standing is contacts.Standing.CONFIRMED
    assert not seen.calls
    assert len(loaded.events) == MOST_EVALUATED
    assert loaded.words == text_of(one)


@pytest.mark.parametrize(
    ("files", "more", "queries"),
    [(0, 0, 1), (3, -3, 1), (3, 0, 2), (3, 1, 2), (60, 0, 2), (60, 4, 3)],
)
def test_files_take_no_room_from_events(world: World, files: int, more: int, queries: int) -> None:
    """So many files and events, read in so many queries; with its words, as they are asked for."""
    number = MOST_EVALUATED + more
    one = with_events(number)
    for at in range(1, files + 1):
        attachments.register(attachment(one.id, at))
    with reads() as seen:
        loaded = loaded_cases.get(one.id)
        words = loaded.words
    assert [each.number for each in loaded.attachments] == list(range(1, files + 1))
    first = max(1, number - MOST_EVALUATED + 1)
    assert [each.number for each in loaded.events] == list(range(first, number + 1))
    assert (loaded.case.id, words) == (one.id, text_of(one))
    assert seen.calls == {"GetItem": 1, "Query": queries}


def attachment(case_id: str, number: int) -> Attachment:
    return Attachment(
        case_id=case_id,
        number=number,
        key=f"{number:032x}",
        filename="foto.jpg",
        content_type=FileType.JPEG,
        size=1_000,
        state=FileState.WAITING,
        added_at=datetime.now(UTC),
        by=Sender.REPORTER,
        event=1,
    )


def test_there_is_no_file_of_a_case_that_is_not_there(world: World) -> None:
    with pytest.raises(NotFound):
        loaded_cases.get("LP-0000-0000-0000-0")


def test_the_answer_to_a_step_is_the_case_as_it_is_opened_next(world: World) -> None:
    """It is made of what was read before the step and of the step, without reading again."""
    answer = filed(world)
    path = f"/v1/officer/complaints/{answer['id']}"
    for action, data in (
        ("start", {"note": "Kami periksa."}),
        ("hold", {"question": "Kapan terjadi?"}),
    ):
        after = acts(world, answer["id"], SCHOOLS, action, **data)
        assert world.call("GET", path, groups=SCHOOLS)[1] == after
    path = f"/v1/complaints/{answer['id']}"
    sent = {"text": "Hari Senin lalu."}
    status, after, _ = world.call("POST", f"{path}/messages", sent, headers=receipt(answer))
    assert status == 201
    assert world.call("GET", path, headers=receipt(answer))[1] == after
