"""Outages, deaths and repetitions: every notice once, whatever happens in between."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest

from chalicelib.errors import Unavailable
from chalicelib.notices import Refused
from tests.integration.consumers.filings import counting, reporters_post, routed_case
from tests.integration.consumers.post import Killed, Mailbox, Post, deliveries_of, record
from tests.integration.http.counting import counted
from tests.integration.http.faults import THROTTLED, fault
from tests.integration.people import CONTACT
from tests.integration.world import LambdaContext, World

SARI = "sari@contoh.example"
ROUTED = 2


def announced(world: World, mailbox: Mailbox | None = None) -> tuple[str, Post]:
    """A routed case of Sari's, and the queue with its event in it."""
    case_id = routed_case(world)
    post = reporters_post(mailbox)
    post.announce(case_id, ROUTED)
    return case_id, post


def outage(lasting: timedelta, mailbox: Mailbox) -> Post:
    """A queue whose mail service takes nothing for that long from now on."""
    post = reporters_post(mailbox)
    end = post.now + lasting

    def throttle(to: str, tried: int) -> None:
        if post.now < end:
            raise Unavailable("mail_service")

    mailbox.before = throttle
    return post


def test_throttled_five_times_uses_up_no_receive(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    def throttle(to: str, tried: int) -> None:
        if tried < 5:
            raise Unavailable("mail_service")

    case_id, post = announced(world, Mailbox(before=throttle))
    post.run()
    assert post.mailbox.addresses() == [SARI]
    assert deliveries_of(world.rows(case_id)) == {"000002#reporter": "sent"}
    assert (post.most_receives, post.dead) == (1, [])
    # After 0, 1 and 2 minutes nobody need hear of it; after 4 and 8 somebody does.
    assert counted(capsys, "NoticesDelayed") == 2


def test_an_outage_of_ten_hours_ends_in_one_mail_within_a_quarter_of_an_hour(
    world: World,
) -> None:
    case_id = routed_case(world)
    post = outage(timedelta(hours=10), Mailbox())
    begun = post.now
    post.announce(case_id, ROUTED)
    post.run()
    assert post.mailbox.addresses() == [SARI]
    assert timedelta(hours=10) <= post.now - begun <= timedelta(hours=10, minutes=15)
    assert (post.most_receives, post.dead) == (1, [])
    assert post.mailbox.tries[SARI] < 60


def test_after_a_day_it_is_a_dead_letter_that_can_be_handed_over_again(world: World) -> None:
    case_id = routed_case(world)
    post = outage(timedelta(days=2), Mailbox())
    begun = post.now
    post.announce(case_id, ROUTED)
    post.run(timedelta(days=1, hours=2))
    (letter,) = post.dead
    assert timedelta(hours=24) <= post.now - begun
    assert post.waiting() == []
    post.now = begun + timedelta(days=3)
    post.send([json.loads(letter)])
    post.run()
    assert post.mailbox.addresses() == [SARI]
    assert deliveries_of(world.rows(case_id)) == {"000002#reporter": "sent"}


@pytest.mark.parametrize("lost", ["before it was sent", "after it was sent"])
def test_killed_around_sending_the_mail_goes_out_after_the_lease(world: World, lost: str) -> None:
    def die(to: str, tried: int) -> None:
        if tried == 0:
            raise Killed

    dies = {"before": die} if lost.startswith("before") else {"after": die}
    case_id, post = announced(world, Mailbox(**dies))
    begun = post.now
    post.run()
    # The stated window: taken by the service, and nobody left to write it down.
    twice = lost.startswith("after")
    assert post.mailbox.addresses() == [SARI] * (2 if twice else 1)
    assert post.now - begun >= timedelta(minutes=3)
    assert deliveries_of(world.rows(case_id)) == {"000002#reporter": "sent"}
    assert post.dead == []


def test_killed_before_the_claim_nothing_is_claimed(world: World) -> None:
    from chalicelib import consumers

    case_id, post = announced(world)
    post.handler()(post.waiting()[0])
    message = post.waiting()[-1]

    def die() -> None:
        raise Killed

    dead = consumers.NoticeConsumer(post.recipients, (post.mailbox,), post, die)  # type: ignore[arg-type]
    with pytest.raises(Killed):
        dead(message)
    assert deliveries_of(world.rows(case_id)) == {}
    post.run()
    assert post.mailbox.addresses() == [SARI]


def test_killed_after_the_mark_before_the_message_is_deleted(world: World) -> None:
    case_id, post = announced(world)
    post.handler()(post.waiting()[0])
    post.handler()(post.waiting()[-1])  # done, and the queue never heard of it
    post.run()
    assert post.mailbox.addresses() == [SARI]
    assert deliveries_of(world.rows(case_id)) == {"000002#reporter": "sent"}


def test_a_failed_send_is_tried_again_without_waiting_for_the_lease(world: World) -> None:
    def fail(to: str, tried: int) -> None:
        if tried == 0:
            raise Unavailable("mail_service")

    _, post = announced(world, Mailbox(before=fail))
    begun = post.now
    post.run()
    assert post.mailbox.addresses() == [SARI]
    assert post.now - begun == timedelta(minutes=1)


def test_an_identity_that_cannot_be_decrypted_now_does_not_wait_for_the_lease(
    world: World,
) -> None:
    _, post = announced(world)
    begun = post.now
    with fault("kms", "Decrypt", THROTTLED, times=1) as refused:
        post.run()
    assert len(refused) == 1
    assert post.mailbox.addresses() == [SARI]
    assert post.now - begun == timedelta(minutes=1)


def test_two_consumers_at_once_send_once(world: World) -> None:
    mailbox = Mailbox()
    case_id, post = announced(world, mailbox)
    post.handler()(post.entries.pop() and {"case_id": case_id, "number": ROUTED})
    (message,) = post.waiting()
    other = reporters_post(mailbox)

    def meanwhile(to: str, tried: int) -> None:
        if tried == 0:
            other.handler()(message)

    mailbox.before = meanwhile
    post.run()
    assert mailbox.addresses() == [SARI]
    # The other one waits until the lease is over, and finds it sent.
    assert other.waiting() == [message]
    other.run()
    assert mailbox.addresses() == [SARI]
    assert (other.waiting(), other.dead, other.most_receives) == ([], [], 1)


def test_everything_twice_and_in_another_order(world: World) -> None:
    from chalicelib.case.officer_actions import Answer, Start
    from tests.integration.consumers.filings import act

    case_id = routed_case(world)
    act(case_id, Start(note="Kami periksa."))
    answered = act(case_id, Answer(text="Sudah selesai.")).version
    post = reporters_post()
    for number in (answered, ROUTED, answered - 1, ROUTED, answered, answered - 1):
        post.announce(case_id, number)
    post.run()
    assert len(post.mailbox.letters) == 3
    assert set(deliveries_of(world.rows(case_id)).values()) == {"sent"}


POISON = [
    "no json",
    json.dumps({"case_id": "LP-0000-0000-0000-0"}),
    json.dumps({"case_id": "LP-0000-0000-0000-0", "number": 2}),
    json.dumps({"case_id": "x", "number": 2, "recipient": "reporter", "audience": "nobody"}),
]


@pytest.mark.parametrize("poison", POISON)
def test_a_poison_message_dies_alone(world: World, poison: str) -> None:
    case_id, post = announced(world)
    post.entries[0:0] = [type(post.entries[0])(poison, post.now)]
    post.announce(case_id, ROUTED)
    post.run()
    assert post.mailbox.addresses() == [SARI]
    assert post.dead == [poison]


def test_the_function_names_the_failed_messages_of_a_batch_and_no_other(world: World) -> None:
    import app

    case_id = routed_case(world)
    good = json.dumps({"case_id": case_id, "number": ROUTED})
    world.use_queue("notify-reporter")
    for places in ((0,), (1,), (2,), (0, 2), (0, 1, 2), ()):
        bodies = ["no json" if place in places else good for place in range(3)]
        records = [record(f"m-{place}", body) for place, body in enumerate(bodies)]
        answer = app.notify_reporter({"Records": records}, LambdaContext())
        failed = [each["itemIdentifier"] for each in answer["batchItemFailures"]]
        assert failed == [f"m-{place}" for place in places]


def test_what_was_sent_is_not_decrypted_again(world: World) -> None:
    from chalicelib import warm

    with counting("kms.Decrypt") as decrypted:
        warm.reset()  # clients made from here on are counted
        _, post = announced(world)
        post.run()
        assert len(decrypted) == 1
        case_id = post.mailbox.letters[0][1].subject.split(" · ")[1]
        for _ in range(3):
            post.announce(case_id, ROUTED)
        post.run()
    assert len(decrypted) == 1
    assert post.mailbox.addresses() == [SARI]


@dataclass
class TextMessages(Mailbox):
    """A second way out to reporters."""

    name: ClassVar[str] = "sms"
    address_field: ClassVar[str] = "phone"


def test_each_channel_tells_once_whatever_becomes_of_the_other(world: World) -> None:
    def refuse(to: str, tried: int) -> None:
        raise Refused("MessageRejected")

    phone = TextMessages()
    case_id = routed_case(world, reporter=CONTACT)
    post = reporters_post(Mailbox(before=refuse))
    post.others = (phone,)
    for _ in range(2):
        post.announce(case_id, ROUTED)
        post.run()
    assert phone.addresses() == [CONTACT["phone"]]
    assert post.mailbox.addresses() == []
    assert deliveries_of(world.rows(case_id)) == {
        "000002#reporter": "refused",
        "000002#sms#reporter": "sent",
    }
