"""What one run of a schedule tells one desk is one mail, whatever dies, comes twice or late."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.case.actions import act as decide
from chalicelib.case.decision import Event
from chalicelib.case.due import HIGHEST_LEVEL
from chalicelib.case.model import SYSTEM, DueKind
from chalicelib.case.routing_actions import Transfer
from chalicelib.case.system_actions import Escalate
from chalicelib.errors import Unavailable
from chalicelib.events import Audience
from chalicelib.notices import Refused
from chalicelib.routing.registry import packaged
from chalicelib.store import cases, deliveries
from chalicelib.structs import replace
from chalicelib.usecases import rules, tell_together
from chalicelib.usecases.run_due import run_due
from chalicelib.usecases.tell_together import GATHER
from tests.integration.consumers.filings import NATIONAL, act, agencies_post, routed_case
from tests.integration.consumers.post import Killed, Mailbox, Post
from tests.integration.http.test_calls import calls
from tests.integration.register import put
from tests.integration.store.test_rows import DAMAGES, rewrite
from tests.integration.world import World

HEAD = "kepala.kota-surabaya-dinas-pendidikan@agency.example"
LATE = datetime.now(UTC) + timedelta(days=30)


def escalated(world: World, how_many: int, at: datetime = LATE, **changes: object) -> list[str]:
    """So many cases that one run at a moment escalates: their ids."""
    found = [routed_case(world, **changes) for _ in range(how_many)]
    for case_id in found:
        context = rules.decision_context(at)
        cases.save(decide(cases.get(case_id), Escalate(), SYSTEM, context))
    return found


def told(post: Post, found: list[str]) -> None:
    for case_id in found:
        post.announce(case_id, cases.get(case_id).version)


def test_a_run_is_one_mail_to_each_desk(world: World) -> None:
    found, post = escalated(world, 3), agencies_post()
    hidden = escalated(world, 1, confidential=True)
    began = post.now
    told(post, [*found, *hidden])
    post.run()
    assert len(post.mailbox.letters) == len(set(post.mailbox.addresses())) >= 1
    assert post.now >= began + GATHER
    for _, mail in post.mailbox.letters:
        assert mail.subject == "4 laporan lewat batas waktu, perlu perhatian pimpinan"
        for case_id in (*found, *hidden):
            assert mail.text.count(f"officer?id={case_id}\n") == 1
            assert f'href="https://lapor.test/officer?id={case_id}"' in mail.html
        title = cases.get(found[0]).masked_title
        assert mail.text.count(f"- {title}: LP-") == 3
        assert mail.text.count("Tidak ditampilkan (laporan tertutup)") == 1
        assert "tingkat 1 dari 3" in mail.text
    assert (post.dead, post.waiting()) == ([], [])


def test_one_alone_is_told_as_before(world: World) -> None:
    found, post = escalated(world, 1), agencies_post()
    told(post, found)
    post.run()
    subjects = {mail.subject for _, mail in post.mailbox.letters}
    assert subjects == {f"Batas waktu terlewat, perlu perhatian pimpinan (tingkat 1) · {found[0]}"}


def test_nothing_goes_out_before_the_others_had_their_time(world: World) -> None:
    found, post = escalated(world, 2), agencies_post()
    told(post, found)
    post.run(at_most=GATHER - timedelta(seconds=1))
    assert post.mailbox.letters == []
    post.run(at_most=timedelta(seconds=5))
    assert len(post.mailbox.letters) == len(set(post.mailbox.addresses())) >= 1


def test_delivered_twice_and_once_more_later_it_is_one_mail(world: World) -> None:
    found, post = escalated(world, 3), agencies_post()
    for _ in range(2):
        told(post, found)
    post.run()
    first = len(post.mailbox.letters)
    assert first == len(set(post.mailbox.addresses()))
    told(post, found)
    post.run()
    assert len(post.mailbox.letters) == first


def test_another_run_is_another_mail(world: World) -> None:
    post = agencies_post()
    told(post, escalated(world, 2))
    told(post, escalated(world, 2, LATE + timedelta(minutes=5)))
    post.run()
    assert len(post.mailbox.letters) == 2 * len(set(post.mailbox.addresses()))


def test_what_comes_after_the_mail_has_one_of_its_own(world: World) -> None:
    found, post = escalated(world, 4), agencies_post()
    told(post, found[:2])
    post.run()
    before = len(post.mailbox.letters)
    told(post, found[2:])
    began = post.now
    post.run()
    assert post.now - began < deliveries.LEASE
    later = post.mailbox.letters[before:]
    assert len(later) == before
    assert all(mail.subject.startswith("2 laporan") for _, mail in post.mailbox.letters)
    assert all(found[0] not in mail.text for _, mail in later)


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_half_way_nothing_is_lost(world: World, when: str) -> None:
    def die(to: str, tried: int) -> None:
        if tried == 0:
            raise Killed

    found, post = escalated(world, 3), agencies_post(Mailbox(**{when: die}))  # type: ignore[arg-type]
    told(post, found)
    post.run()
    letters = {to: [m for at, m in post.mailbox.letters if at == to] for to in post.mailbox.tries}
    for mails in letters.values():
        assert len(mails) == {"before": 1, "after": 2}[when]
        assert all(mail.subject.startswith("3 laporan") for mail in mails)
    assert (post.dead, post.waiting()) == ([], [])


def test_killed_before_the_marks_it_is_told_again_rather_than_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark, died = tell_together.gathered.mark_told, []

    def die(*args: object) -> None:
        if not died:
            died.append(True)
            raise Killed
        mark(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(tell_together.gathered, "mark_told", die)
    found, post = escalated(world, 2), agencies_post()
    told(post, found)
    post.run()
    addresses = post.mailbox.addresses()
    assert len(addresses) == len(set(addresses)) + 1


def test_what_was_handed_on_meanwhile_is_not_in_the_mail(world: World) -> None:
    found, post = escalated(world, 4), agencies_post()
    lost, gone = found[1], found[3]
    told(post, found[:3])
    post.run(at_most=timedelta(minutes=1))
    for case_id in (lost, gone):
        act(case_id, Transfer(agency_id="kota-malang", reason="Wilayahnya."), NATIONAL)
    post.announce(gone, cases.get(gone).version - 1)  # late, and never noted
    post.run()
    ((_, mail),) = post.mailbox.letters
    assert mail.subject.startswith("2 laporan")
    assert all(f"officer?id={case_id}\n" in mail.text for case_id in (found[0], found[2]))
    assert lost not in mail.text
    assert gone not in mail.text
    assert (post.dead, post.waiting()) == ([], [])


def test_when_all_were_handed_on_there_is_no_mail(world: World) -> None:
    found, post = escalated(world, 2), agencies_post()
    told(post, found)
    post.run(at_most=timedelta(minutes=1))
    for case_id in found:
        act(case_id, Transfer(agency_id="kota-malang", reason="Wilayahnya."), NATIONAL)
    post.run()
    assert (post.mailbox.letters, post.dead, post.waiting()) == ([], [], [])


@pytest.mark.parametrize("last_first", [True, False])
def test_what_is_more_than_a_mail_holds_goes_into_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch, last_first: bool
) -> None:
    """Also where the first message to come is of the case that the first mail has no room for."""
    monkeypatch.setattr(tell_together, "MOST_TOLD", 3)
    monkeypatch.setattr(tell_together.gathered, "MOST_WRITES", 2)
    monkeypatch.setattr(tell_together.gathered, "PAGE", 2)
    found, post = sorted(escalated(world, 7), reverse=last_first), agencies_post()
    told(post, found)
    post.run()
    letters = [mail for _, mail in post.mailbox.letters]
    assert [mail.subject[:9] for mail in letters[:2]] == ["3 laporan"] * 2
    for case_id in found:
        assert sum(case_id in mail.text for mail in letters) == 1
    assert len(letters) == 3
    assert (post.dead, post.waiting(), post.most_receives) == ([], [], 1)


def test_thirty_are_told_with_as_many_calls_as_two(world: World) -> None:
    used = []
    for place, how_many in enumerate((2, 30)):
        found = escalated(world, how_many, LATE + timedelta(days=place))
        run = [cases.event(case_id, cases.get(case_id).version) for case_id in found]
        post = agencies_post()
        for event in run:
            with pytest.raises(deliveries.Later):
                tell(event, post)
        post.now += GATHER
        with calls() as made:
            tell(run[0], post)
        assert [mail.subject.split()[0] for _, mail in post.mailbox.letters] == [str(how_many)]
        used.append(made)
    assert used[0] == used[1]


def tell(event: Event, post: Post) -> None:
    tell_together.tell_together(event, Audience.HEADS, HEAD, post.mailbox, post.now)


def test_several_levels_of_one_case_in_a_run_are_told_in_one_mail(world: World) -> None:
    for office in ("kota-surabaya-dinas-pendidikan", "kota-surabaya"):
        put(replace(packaged().get(office), head_desk=HEAD))
    case_id, post = routed_case(world), agencies_post()
    assert run_due(case_id, DueKind.ESCALATE, LATE) == HIGHEST_LEVEL
    for number in (3, 4):
        post.announce(case_id, number)
    post.run()
    ((to, mail),) = post.mailbox.letters
    assert (to, mail.text.count(f"officer?id={case_id}\n")) == (HEAD, 2)
    assert (post.dead, post.waiting()) == ([], [])


@pytest.mark.parametrize("damage", ["a status of a later release", "damaged JSON"])
def test_a_case_that_cannot_be_read_keeps_no_other_back(world: World, damage: str) -> None:
    found, post = escalated(world, 3), agencies_post()
    told(post, found)
    post.run(at_most=timedelta(minutes=1))
    rewrite(world, found[1], "CASE", DAMAGES[damage])
    post.run()
    ((_, mail),) = post.mailbox.letters
    assert mail.subject.startswith("2 laporan")


def test_a_service_that_is_down_is_waited_for(world: World) -> None:
    def down(to: str, tried: int) -> None:
        if tried < 2:
            raise Unavailable("unavailable")

    found, post = escalated(world, 3), agencies_post(Mailbox(before=down))
    told(post, found)
    post.run()
    assert len(post.mailbox.letters) == len(set(post.mailbox.addresses())) >= 1
    assert (post.dead, post.waiting()) == ([], [])


def test_an_address_that_is_refused_is_left_alone(world: World) -> None:
    def refuse(to: str, tried: int) -> None:
        raise Refused("MessageRejected")

    found, post = escalated(world, 3), agencies_post(Mailbox(before=refuse))
    told(post, found)
    post.run()
    assert set(post.mailbox.tries.values()) == {1}
    assert (post.mailbox.letters, post.dead, post.waiting()) == ([], [], [])
