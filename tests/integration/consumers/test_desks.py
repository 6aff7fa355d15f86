"""Who is written to at an agency: each desk alone, the head when a deadline was missed, the next
above where there is no desk, and one mail an hour about a reporter's messages."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.case.decision import Event
from chalicelib.case.model import REPORTER, SYSTEM, DueKind
from chalicelib.case.officer_actions import Answer
from chalicelib.case.reporter_actions import Message, Rate
from chalicelib.case.routing_actions import Route, SystemRoute, Transfer
from chalicelib.errors import Unavailable
from chalicelib.events import Audience, EventType
from chalicelib.notices import Recipient, Refused
from chalicelib.overseers import NATIONAL_DESK
from chalicelib.routing.registry import Agency, Registry, packaged
from chalicelib.store import agencies, cases
from chalicelib.structs import replace
from chalicelib.usecases.desk_addresses import desk_addresses, desks
from chalicelib.usecases.notify import Addressee, agency_addressees, tell_agency
from chalicelib.usecases.route import route
from chalicelib.usecases.run_due import run_due
from tests.integration.consumers.filings import (
    DESK,
    NATIONAL,
    act,
    agencies_post,
    filed_case,
    routed_case,
)
from tests.integration.consumers.post import Mailbox, deliveries_of
from tests.integration.http.counting import counted
from tests.integration.register import put
from tests.integration.world import World

SCHOOLS = "kota-surabaya-dinas-pendidikan"
SURABAYA = "kota-surabaya"
EAST_JAVA = "provinsi-jawa-timur"
NOW = datetime.now(UTC)


def agency(agency_id: str, **changes: object) -> Agency:
    found = packaged().get(agency_id)
    assert found is not None
    return replace(found, **changes)  # type: ignore[arg-type]


def test_one_desk_of_three_refused(world: World) -> None:
    three = tuple(f"meja{n}@dinas.example" for n in range(3))
    put(agency(SCHOOLS, desks=three))

    def refuse(to: str, tried: int) -> None:
        if to == three[1]:
            raise Refused("MessageRejected")

    case_id = routed_case(world)
    post = agencies_post(Mailbox(before=refuse))
    for _ in range(2):
        post.announce(case_id, 2)
        post.run()
    assert post.mailbox.addresses() == [three[0], three[2]]
    assert deliveries_of(world.rows(case_id)) == {
        f"000002#{three[0]}": "sent",
        f"000002#{three[1]}": "refused",
        f"000002#{three[2]}": "sent",
    }
    assert (post.dead, post.waiting()) == ([], [])


@pytest.mark.parametrize(
    ("changes", "recipient", "expected"),
    [
        ({}, Recipient(agency_id=SCHOOLS), ("sekolah@x.id",)),
        ({}, Recipient(agency_id=SCHOOLS, audience=Audience.HEADS), ("kepala@x.id",)),
        (
            {"head_desk": None},
            Recipient(agency_id=SCHOOLS, audience=Audience.HEADS),
            ("sekolah@x.id",),
        ),
        ({"desks": ()}, Recipient(agency_id=SCHOOLS), ("kota@x.id",)),
        ({"desks": ()}, Recipient(agency_id="gone"), ("nasional@x.id",)),
        (
            {"desks": (), "head_desk": None},
            Recipient(agency_id=SCHOOLS, audience=Audience.HEADS),
            ("walikota@x.id",),
        ),
    ],
)
def test_somebody_always_hears_of_it(changes, recipient, expected) -> None:
    own = {"desks": ("sekolah@x.id",), "head_desk": "kepala@x.id"} | changes
    known = Registry(
        [
            agency(SCHOOLS, **own),
            agency(SURABAYA, desks=("kota@x.id",), head_desk="walikota@x.id"),
            agency(NATIONAL_DESK, desks=("nasional@x.id",), head_desk=None),
        ]
    )
    assert desks(known, recipient) == expected


def test_agencies_without_any_desk_go_to_the_national_one() -> None:
    known = Registry(
        [
            agency(SCHOOLS, desks=(), head_desk=None),
            agency(SURABAYA, desks=(), head_desk=None),
            agency(NATIONAL_DESK, desks=("nasional@x.id",)),
        ]
    )
    assert desks(known, Recipient(agency_id=SCHOOLS)) == ("nasional@x.id",)


def write(case_id: str, text: str = "Belum selesai.") -> int:
    return act(case_id, Message(text=text), REPORTER).version


def test_many_messages_are_one_mail_at_once_and_one_an_hour(world: World) -> None:
    case_id = routed_case(world)
    post = agencies_post()
    begun = post.now
    for place in range(12):
        post.announce(case_id, write(case_id))
        post.run(timedelta(0))
        assert len(post.mailbox.letters) == 1, place
    post.run()
    assert timedelta(hours=1) <= post.now - begun <= timedelta(hours=1, minutes=20)
    assert post.mailbox.addresses() == [DESK, DESK]
    first, second = (letter.text for _, letter in post.mailbox.letters)
    assert "menambahkan pesan pada" in first
    assert "menambahkan 11 pesan" in second
    assert (post.waiting(), post.dead, post.most_receives) == ([], [], 1)


def test_after_a_quiet_hour_a_message_is_told_at_once(world: World) -> None:
    case_id = routed_case(world)
    post = agencies_post()
    for expected in (1, 2):
        post.announce(case_id, write(case_id))
        post.run(timedelta(0))
        assert len(post.mailbox.letters) == expected
        post.now += timedelta(hours=1, seconds=1)


def test_a_bundle_that_could_not_be_sent_is_sent_whole(world: World) -> None:
    def fail(to: str, tried: int) -> None:
        if tried == 1:
            raise RuntimeError("a fault of ours")

    case_id = routed_case(world)
    post = agencies_post(Mailbox(before=fail))
    for _ in range(4):
        post.announce(case_id, write(case_id))
    post.run()
    texts = [letter.text for _, letter in post.mailbox.letters]
    assert len(texts) in (1, 2)
    assert deliveries_of(world.rows(case_id)) == {f"messages#{DESK}": "sent"}
    bundle = world.rows(case_id)[f"SENT#messages#email#{DESK}"]
    assert int(bundle["through"]) == cases.get(case_id).version
    assert post.dead == []


def test_an_answer_to_a_question_is_told_at_once_whatever_came_before(world: World) -> None:
    from chalicelib.case.officer_actions import Hold

    case_id = routed_case(world)
    post = agencies_post()
    post.announce(case_id, write(case_id))
    post.run()
    act(case_id, Hold(question="Sekolah yang mana?"))
    post.announce(case_id, write(case_id, "SD Contoh."))
    post.run(timedelta(0))
    assert len(post.mailbox.letters) == 2
    assert "sudah menjawab" in post.mailbox.letters[1][1].text


def appealed(world: World) -> tuple[str, int]:
    """A case with an appeal against its answer, and the number of that event."""
    case_id = routed_case(world)
    act(case_id, Answer(text="Pungutan sudah dihentikan."))
    appeal = Rate(satisfied=False, appeal=True, comment="Masih ditagih.")
    return case_id, act(case_id, appeal, REPORTER).version


def test_every_desk_of_all_that_are_told_is_an_addressee(world: World) -> None:
    two, other = ("a@surabaya.example", "b@surabaya.example"), ("c@surabaya.example",)
    put(agency(SURABAYA, desks=two), agency(SCHOOLS, desks=other))
    case_id, number = appealed(world)
    told = agency_addressees(case_id, number, (Mailbox(),), NOW)
    assert [(one.recipient, one.audience) for one in told] == [
        (two[0], Audience.AGENCY),
        (two[1], Audience.AGENCY),
        (other[0], Audience.FORMER_HOLDER),
    ]


def test_an_agency_of_the_last_minute_is_written_to(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A warm function's register may be a minute older than the case."""
    stale, fresh = agencies.registry(), agencies.registry
    new = agency(SCHOOLS, id="kota-surabaya-dinas-baru", desks=("baru@surabaya.example",))
    put(new)
    case_id = filed_case(world, "sari")
    number = act(case_id, SystemRoute(agency_id=new.id, by="category"), SYSTEM).version
    forgotten: list[bool] = []
    monkeypatch.setattr(agencies, "registry", lambda now=None: fresh(now) if forgotten else stale)
    monkeypatch.setattr(agencies, "forget_register", lambda: forgotten.append(True))
    told = agency_addressees(case_id, number, (Mailbox(),), NOW)
    assert [one.recipient for one in told] == ["baru@surabaya.example"]
    assert len(agency_addressees(case_id, number, (Mailbox(),), NOW)) == 1
    assert forgotten == [True]


def test_a_desk_of_two_that_are_told_is_told_as_the_one_who_acts_next(world: World) -> None:
    shared = ("bersama@surabaya.example",)
    put(agency(SCHOOLS, desks=shared), agency(SURABAYA, desks=shared))
    case_id, number = appealed(world)
    (told,) = agency_addressees(case_id, number, (Mailbox(),), NOW)
    assert (told.recipient, told.audience) == (shared[0], Audience.AGENCY)


def test_a_mail_that_goes_up_passes_over_whom_it_is_kept_from(world: World) -> None:
    put(agency(SCHOOLS, desks=(), head_desk=None))
    case_id = filed_case(world, "sari", not_to=[SURABAYA])
    assert route(case_id, datetime.now(UTC)) is not None
    number = act(case_id, Route(agency_id=SCHOOLS), NATIONAL).version
    told = {one.recipient for one in agency_addressees(case_id, number, (Mailbox(),), NOW)}
    assert told == set(agency(EAST_JAVA).desks)


def test_nor_does_it_reach_whom_the_words_accuse(world: World) -> None:
    for office in (SCHOOLS, SURABAYA):
        put(agency(office, desks=(), head_desk=None))
    case_id = filed_case(world, "sari")
    step = SystemRoute(agency_id=SCHOOLS, by="category", accused=(EAST_JAVA,))
    number = act(case_id, step, SYSTEM).version
    told = {one.recipient for one in agency_addressees(case_id, number, (Mailbox(),), NOW)}
    assert told
    assert not told & set(agency(EAST_JAVA).desks)


def test_nor_an_office_of_whom_it_is_kept_from(world: World) -> None:
    school = agency(SCHOOLS, id="sekolah-contoh", parent_id=SCHOOLS, desks=(), head_desk=None)
    put(school)
    case_id = filed_case(world, "sari", not_to=[SURABAYA])
    assert route(case_id, datetime.now(UTC)) is not None
    number = act(case_id, Route(agency_id=school.id), NATIONAL).version
    told = {one.recipient for one in agency_addressees(case_id, number, (Mailbox(),), NOW)}
    assert told == set(agency(EAST_JAVA).desks)


def escalated_twice_at_the_highest_level(case_id: str) -> list[Event]:
    """The escalations of a case that nobody handles."""
    for _ in range(6):
        due = cases.get(case_id).due
        assert due is not None
        run_due(case_id, DueKind.ESCALATE, due.at)
    found = [event for event in cases.events(case_id) if event.type == EventType.ESCALATED]
    assert [event.data.get("repeat") for event in found] == [None, None, None, 1, 2]
    return found


@pytest.mark.parametrize("barred", [("ombudsman",), ("ombudsman", "ksp"), ()])
def test_an_overseer_it_is_kept_from_hears_of_no_missed_deadline(
    world: World, barred: tuple[str, ...]
) -> None:
    case_id, post = routed_case(world, not_to=list(barred)), agencies_post()
    for event in escalated_twice_at_the_highest_level(case_id):
        post.announce(case_id, event.number)
        post.run()
    told = post.mailbox.addresses()
    for overseer in ("ombudsman", "ksp"):
        head = agency(overseer).head_desk
        assert told.count(head) == (0 if overseer in barred else 3)
    nobody_else = set(barred) == {"ombudsman", "ksp"}
    assert told.count(agency(NATIONAL_DESK).head_desk) == (1 if nobody_else else 0)


def test_nor_of_one_from_before_its_words_accused_them(world: World) -> None:
    case_id = routed_case(world)
    *_, third, repeat, _ = escalated_twice_at_the_highest_level(case_id)
    case = replace(cases.get(case_id), accused=("ombudsman",))
    head = agency("ombudsman").head_desk
    for event in (third, repeat):
        assert head in desk_addresses(event, cases.get(case_id), NOW)
        assert head not in desk_addresses(event, case, NOW)
        assert agency("ksp").head_desk in desk_addresses(event, case, NOW)


MALANG = "kota-malang"


def test_messages_that_wait_are_not_told_to_who_lost_the_case_meanwhile(world: World) -> None:
    case_id = routed_case(world, confidential=True)
    post = agencies_post()
    for _ in range(2):
        post.announce(case_id, write(case_id))
        post.run(timedelta(0))
    assert post.mailbox.addresses() == [DESK]
    number = act(case_id, Transfer(agency_id=MALANG, reason="Wilayahnya."), NATIONAL).version
    post.announce(case_id, number)
    post.announce(case_id, write(case_id))
    post.run()
    (new,) = agency(MALANG).desks
    assert post.mailbox.addresses() == [DESK, new, new]
    assert (post.dead, post.waiting()) == ([], [])


def test_what_an_outage_held_up_is_told_to_nobody_who_lost_the_case(world: World) -> None:
    def down(to: str, tried: int) -> None:
        if post.now < begun + timedelta(hours=1):
            raise Unavailable("unavailable")

    case_id = routed_case(world)
    post = agencies_post(Mailbox(before=down))
    begun = post.now
    post.announce(case_id, 2)
    post.run(timedelta(minutes=30))
    assert post.mailbox.tries[DESK] > 1
    act(case_id, Transfer(agency_id=MALANG, reason="Wilayahnya."), NATIONAL)
    post.run()
    assert (post.mailbox.letters, post.dead, post.waiting()) == ([], [], [])


def test_a_desk_that_the_register_of_this_process_does_not_know_yet_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who fanned out had read the register a minute later."""
    stale, fresh = agencies.registry(), agencies.registry
    put(agency(SCHOOLS, desks=("baru@surabaya.example",)))
    post, case_id = agencies_post(), routed_case(world)
    post.announce(case_id, 2)
    post.run(timedelta(0))
    assert post.mailbox.addresses() == ["baru@surabaya.example"]
    forgotten: list[bool] = []
    monkeypatch.setattr(agencies, "registry", lambda now=None: fresh(now) if forgotten else stale)
    monkeypatch.setattr(agencies, "forget_register", lambda: forgotten.append(True))
    told = Addressee(
        recipient="baru@surabaya.example", audience=Audience.AGENCY, channel=Mailbox.name
    )
    mailbox = Mailbox()
    tell_agency(case_id, write(case_id), told, mailbox, NOW)
    assert mailbox.addresses() == ["baru@surabaya.example"]


@pytest.mark.parametrize("late", [timedelta(minutes=30), timedelta(days=2)])
def test_a_desk_whose_address_changes_before_it_is_written_to_is_told_once(
    world: World, late: timedelta
) -> None:
    def down(to: str, tried: int) -> None:
        if post.now < begun + timedelta(hours=1):
            raise Unavailable("unavailable")

    others = ("lain@surabaya.example",)
    put(agency(SCHOOLS, desks=("lama@surabaya.example", *others)))
    case_id, post = routed_case(world), agencies_post(Mailbox(before=down))
    begun = post.now
    post.announce(case_id, 2)
    post.run(late)
    put(agency(SCHOOLS, desks=("baru@surabaya.example", *others)))
    agencies.forget_register()
    post.run()
    before = ["lama@surabaya.example"] if late > timedelta(hours=1) else []
    after = [] if before else ["baru@surabaya.example"]
    assert sorted(post.mailbox.addresses()) == sorted([*before, *after, *others])
    assert (post.dead, post.waiting()) == ([], [])


def test_an_agency_without_a_desk_is_counted_once_a_notice(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    put(agency(SCHOOLS, desks=(), head_desk=None))
    post, case_id = agencies_post(), routed_case(world)
    post.announce(case_id, 2)
    post.run()
    assert len(post.mailbox.letters) == len(agency(SURABAYA).desks)
    assert counted(capsys, "AgenciesWithoutDesk") == 1
