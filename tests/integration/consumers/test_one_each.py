"""One message per recipient: what goes wrong with one never touches another."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from chalicelib.case.decision import Action
from chalicelib.case.model import REPORTER
from chalicelib.case.officer_actions import Answer
from chalicelib.case.reporter_actions import Erase, Restrict, Tighten
from chalicelib.errors import Unavailable
from chalicelib.notices import Refused
from chalicelib.protection.identity import EncryptedIdentity, Identity
from chalicelib.store import cases, deliveries
from chalicelib.usecases import notify
from tests.integration.consumers.filings import (
    act,
    copied_merges,
    filed_case,
    merge,
    reporters_post,
    routed_case,
)
from tests.integration.consumers.post import Killed, Mailbox, deliveries_of
from tests.integration.world import World

ANSWER = Answer(text="Pungutan sudah dihentikan sekolah.")


def merged_matter(world: World, merged: int) -> tuple[str, list[str], int]:
    """A case with so many merged into it, just answered: its id, theirs, the answer's number."""
    target = routed_case(world, "utama")
    sources = [filed_case(world, "warga0")]
    merge(sources[0], target)
    names = [f"warga{place}" for place in range(1, merged)]
    sources += copied_merges(world, sources[0], target, names)
    return target, sources, act(target, ANSWER).version


def test_an_event_becomes_one_message_per_reporter(world: World) -> None:
    target, sources, number = merged_matter(world, 2)
    post = reporters_post()
    post.handler()({"case_id": target, "number": number})
    assert {(m["number"], m["recipient"], m["audience"]) for m in post.waiting()} == {
        (number, "reporter", "reporter"),
        *((number, f"reporter of {source}", "merged_reporters") for source in sources),
    }
    assert "contoh.example" not in str(post.waiting())
    assert post.mailbox.letters == []


def test_who_filed_without_a_name_is_no_addressee(world: World) -> None:
    case_id = routed_case(world, "utama", reporter=None)
    post = reporters_post()
    post.handler()({"case_id": case_id, "number": 2})
    assert post.waiting() == []


def test_sixty_merged_reporters_and_the_third_refused(world: World) -> None:
    target, sources, number = merged_matter(world, 60)

    def refuse(to: str, tried: int) -> None:
        if to == "warga2@contoh.example":
            raise Refused("MessageRejected")

    post = reporters_post(Mailbox(before=refuse))
    post.announce(target, number)
    post.run()
    everybody = {"utama@contoh.example", *(f"warga{n}@contoh.example" for n in range(60))}
    assert sorted(post.mailbox.addresses()) == sorted(everybody - {"warga2@contoh.example"})
    states = deliveries_of(world.rows(target))
    refused = f"{number:06d}#reporter of {sources[2]}"
    assert {name for name, state in states.items() if state == "refused"} == {refused}
    assert list(states.values()).count("sent") == 60
    assert (post.dead, post.waiting()) == ([], [])
    assert post.mailbox.tries["warga2@contoh.example"] == 1

    post.announce(target, number)  # for ever: not even when everything comes again
    post.run()
    assert post.mailbox.tries["warga2@contoh.example"] == 1
    assert len(post.mailbox.letters) == 60
    (seen,) = deliveries.refused(datetime.now(UTC).date())
    assert seen.notice == f"CASE#{target}/SENT#{refused.replace('#', '#email#')}"
    assert seen.reason == "MessageRejected"
    assert list(deliveries.refused(datetime.now(UTC).date() - timedelta(days=2))) == []


def test_the_own_reporter_refused_silences_nobody_and_is_counted(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    target, sources, number = merged_matter(world, 3)

    def refuse(to: str, tried: int) -> None:
        if to.startswith("utama"):
            raise Refused("not_one_address")

    post = reporters_post(Mailbox(before=refuse))
    post.announce(target, number)
    post.run()
    assert sorted(post.mailbox.addresses()) == [f"warga{n}@contoh.example" for n in range(3)]
    assert post.dead == []
    counted = [line for line in capsys.readouterr().out.splitlines() if "NoticesRefused" in line]
    assert len(counted) == 1


def test_one_that_always_fails_dies_alone(world: World) -> None:
    target, sources, number = merged_matter(world, 7)

    def fail(to: str, tried: int) -> None:
        if to.startswith("warga3"):
            raise RuntimeError("a fault of ours")

    post = reporters_post(Mailbox(before=fail))
    post.announce(target, number)
    post.run()
    assert len(set(post.mailbox.addresses())) == len(post.mailbox.letters) == 7
    (letter,) = post.dead
    assert sources[3] in letter
    assert post.mailbox.tries["warga3@contoh.example"] == 5


def test_one_that_hangs_until_the_function_is_killed_costs_the_others_no_mail(
    world: World,
) -> None:
    target, _, number = merged_matter(world, 7)

    def hang(to: str, tried: int) -> None:
        if to.startswith("warga3") and tried == 0:
            raise Killed

    post = reporters_post(Mailbox(before=hang))
    post.announce(target, number)
    post.run()
    assert len(set(post.mailbox.addresses())) == len(post.mailbox.letters) == 8
    assert post.dead == []


def test_what_waits_for_one_does_not_hold_up_the_rest(world: World) -> None:
    target, _, number = merged_matter(world, 4)

    def throttle(to: str, tried: int) -> None:
        if to.startswith("warga1") and tried < 3:
            raise Unavailable("mail_service")

    post = reporters_post(Mailbox(before=throttle))
    post.announce(target, number)
    post.run(timedelta(0))
    assert len(post.mailbox.letters) == 4
    post.run()
    assert len(post.mailbox.letters) == 5
    assert post.most_receives == 1


def test_a_reporter_who_was_unmerged_meanwhile_hears_nothing_of_the_other_case(
    world: World,
) -> None:
    from chalicelib.case.decision import Change, Outcome, record_event
    from chalicelib.case.model import SYSTEM, Status
    from chalicelib.events import Noted
    from chalicelib.structs import replace
    from chalicelib.usecases import rules

    target, (first, second), number = merged_matter(world, 2)
    own = cases.get(first)
    back = Outcome(
        case=replace(own, status=Status.TRIAGE, merged_into=None), payload=Noted(text="Dipisah.")
    )
    change: Change = record_event(back, SYSTEM, rules.decision_context(datetime.now(UTC)))
    cases.save(change)
    post = reporters_post()
    post.announce(target, number)
    post.run()
    assert sorted(post.mailbox.addresses()) == ["utama@contoh.example", "warga1@contoh.example"]


@pytest.mark.parametrize("private", [True, False])
def test_a_case_made_confidential_after_merging_gives_no_word_away(
    world: World, private: bool
) -> None:
    from chalicelib.case.model import REPORTER
    from chalicelib.case.reporter_actions import Tighten

    target = routed_case(world, "utama")
    merge(routed_case(world, "warga"), target)
    if private:
        act(target, Tighten(confidential=True), REPORTER)
    number = act(target, ANSWER).version
    post = reporters_post()
    post.announce(target, number)
    post.run()
    letters = dict(post.mailbox.letters)
    assert ANSWER.text in letters["utama@contoh.example"].text
    told = letters["warga@contoh.example"].text
    assert (ANSWER.text in told) is not private
    assert (f"track?id={target}" in told) is not private


def test_who_took_their_identity_back_is_written_to_no_more(world: World) -> None:
    from chalicelib.case.actions import act as decide
    from chalicelib.case.model import REPORTER
    from chalicelib.case.reporter_actions import Erase
    from chalicelib.store import filing
    from chalicelib.usecases import rules

    target, (source,), number = merged_matter(world, 1)
    post = reporters_post()
    post.handler()({"case_id": target, "number": number})
    context = rules.decision_context(datetime.now(UTC))
    filing.erase(decide(cases.get(source), Erase(), REPORTER, context), has_copy=True)
    post.run()
    assert post.mailbox.addresses() == ["utama@contoh.example"]
    assert post.dead == []


def meanwhile(monkeypatch: pytest.MonkeyPatch, step: Callable[[], object]) -> None:
    """Let a step be taken while KMS opens an identity: the notice is under its lease by then."""
    decrypt, taken = notify.vault.decrypt, count()

    def late(encrypted: EncryptedIdentity) -> Identity:
        if next(taken) == 0:
            step()
        return decrypt(encrypted)

    monkeypatch.setattr(notify.vault, "decrypt", late)


def test_a_case_that_is_closed_while_its_mail_is_written_gives_no_word_away(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = routed_case(world, "utama")
    source = routed_case(world, "warga")
    merge(source, target)
    number = act(target, ANSWER).version
    meanwhile(monkeypatch, lambda: act(target, Tighten(confidential=True), REPORTER))
    told = {
        "case_id": target,
        "number": number,
        "recipient": f"reporter of {source}",
        "audience": "merged_reporters",
        "channel": "email",
    }
    post = reporters_post()
    post.handler()(told)
    text = dict(post.mailbox.letters)["warga@contoh.example"].text
    assert ANSWER.text not in text
    assert f"track?id={target}" not in text


@pytest.mark.parametrize("step", [Restrict(), Erase()])
def test_who_wants_no_more_of_it_while_their_mail_is_written_gets_none(
    world: World, monkeypatch: pytest.MonkeyPatch, step: Action
) -> None:
    case_id = routed_case(world, "utama")
    number = act(case_id, ANSWER).version
    meanwhile(monkeypatch, lambda: act(case_id, step, REPORTER))
    told = {"case_id": case_id, "number": number, "recipient": "reporter", "audience": "reporter"}
    post = reporters_post()
    post.handler()({**told, "channel": "email"})
    assert post.mailbox.letters == []
    assert deliveries.state_of(deliveries.of_event(case_id, number, "email", "reporter")) != "sent"
