"""News by mail for who follows a public case: counted from the tables and the mailbox."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.notices import Channel, Mail, Refused
from chalicelib.notices.channels import email_channel
from chalicelib.protection import mailbox
from chalicelib.store import deliveries, followers
from chalicelib.store.followers import Following
from chalicelib.usecases import tell_followers
from chalicelib.usecases.follow import UNCONFIRMED_FOR
from chalicelib.usecases.follower_retention import AFTER_THE_END, STOPPED_FOR, WITHOUT_NEWS
from chalicelib.usecases.rate_limits import CASES_OF_ADDRESS, FOLLOWS
from chalicelib.usecases.tell_followers import ask_follower, tell_follower
from tests.integration.people import KEY, NATIONAL, SCHOOLS, SURABAYA, acts, filed, receipt
from tests.integration.store.test_claims import rows
from tests.integration.world import World

ADDRESS = "tetangga@contoh.example"
LINK = re.compile(r"https://lapor\.test/follow\?id=(LP-[0-9A-Z-]+)#([0-9a-f]{64})")
TABLES = ("test-CasesTable", "test-VaultTable", "test-VaultKeysTable")


def asked(world: World, case_id: str, email: str = ADDRESS, **sent: Any) -> tuple[int, Any]:
    path = f"/v1/complaints/{case_id}/followers"
    body = {"email": email, "language": "id"} | sent
    status, answer, _ = world.call("POST", path, body, headers=KEY)
    world.pump()
    return status, answer


def inbox(world: World, email: str = ADDRESS) -> list[str]:
    return [str(mail.body) for mail in world.mails() if mail.destinations["ToAddresses"] == [email]]


def said(world: World, mail: str, *, follow: bool) -> tuple[int, Any]:
    found = LINK.search(mail)
    assert found is not None, mail
    body = {"token": found[2], "follow": follow}
    status, answer, _ = world.call("POST", f"/v1/complaints/{found[1]}/follower", body)
    return status, answer


def following(world: World, case_id: str, email: str = ADDRESS) -> str:
    """Who asked and confirmed; the mail that asked them."""
    assert asked(world, case_id, email)[0] == 202
    (mail,) = inbox(world, email)
    assert said(world, mail, follow=True) == (200, {"id": case_id, "mails": "confirmed"})
    return mail


def kept(case_id: str) -> list[Any]:
    """What is encrypted of followers, in both tables."""
    return [
        row["pk"]
        for table in TABLES[1:]
        for row in rows(table)
        if str(row["pk"]).find(f"FOLLOWER#{case_id}") >= 0
    ]


def of(case_id: str, email: str = ADDRESS, now: datetime | None = None) -> Any:
    name = mailbox.follower_name(case_id, email)
    return followers.get(case_id, name, now or datetime.now(UTC))


def tell(case_id: str, number: int, now: datetime | None = None, **given: Any) -> None:
    name = mailbox.follower_name(case_id, ADDRESS)
    channel = given.get("channel") or email_channel()
    tell_follower(case_id, number, name, channel, now or datetime.now(UTC))


class Heard:
    """A way out that only keeps what was sent."""

    name = "email"
    address_field = "email"

    def __init__(self) -> None:
        self.mails: list[Mail] = []

    def send(self, to: str, mail: Mail, *, reference: str) -> str:
        self.mails.append(mail)
        return "m-1"


# Asking


def test_one_mail_without_a_word_of_the_report_until_it_is_confirmed(world: World) -> None:
    case = filed(world)
    assert asked(world, case["id"]) == (202, {"id": case["id"]})
    assert asked(world, case["id"], "Te.tangga+1@contoh.example") == (202, {"id": case["id"]})
    acts(world, case["id"], SCHOOLS, "start")
    acts(world, case["id"], SCHOOLS, "answer", text="Seragam dikirim pekan ini.")
    (mail,) = inbox(world)
    assert inbox(world, "Te.tangga+1@contoh.example") == []
    assert case["id"] in mail
    assert "eragam" not in mail
    assert "Surabaya" not in mail
    assert of(case["id"]).following is Following.ASKED


def test_who_confirms_is_told_what_everybody_may_read(world: World) -> None:
    case = filed(world)
    following(world, case["id"])
    acts(world, case["id"], SCHOOLS, "start")  # no news
    acts(world, case["id"], SCHOOLS, "answer", text="Seragam dikirim pekan ini.")
    _, news = inbox(world)
    assert "Laporan ini dijawab pada" in news
    assert f"https://lapor.test/reports/{case['id']}" in news
    assert "Seragam dikirim" not in news
    assert "Pembagian" not in news
    assert LINK.search(news)


def test_no_address_stands_anywhere_in_the_clear(world: World) -> None:
    case = filed(world)
    following(world, case["id"])
    acts(world, case["id"], SCHOOLS, "answer", text="Seragam dikirim pekan ini.")
    for table in (*TABLES, "test-ClaimsTable"):
        assert "tetangga" not in str(rows(table)).lower()
    assert len(kept(case["id"])) == 2
    assert mailbox.follower_name(case["id"], ADDRESS) != mailbox.name_of(case["id"], ADDRESS)
    assert "tetangga" not in "".join(world.handed)


def test_looking_changes_nothing_and_a_token_is_for_its_case(world: World) -> None:
    case, other = filed(world), filed(world)
    asked(world, case["id"])
    assert world.call("GET", "/follow")[0] == 200
    assert of(case["id"]).following is Following.ASKED
    _, token = LINK.findall(inbox(world)[0])[0]
    reporters = mailbox.token_of(case["id"], ADDRESS)
    for case_id, tried in ((other["id"], token), (case["id"], "0" * 64), (case["id"], reporters)):
        path = f"/v1/complaints/{case_id}/follower"
        assert world.call("POST", path, {"token": tried, "follow": True})[0] == 404
    own = world.call("POST", f"/v1/complaints/{case['id']}/contact", {"token": token, "mine": True})
    assert own[0] == 404
    assert of(case["id"]).following is Following.ASKED


def test_a_client_asks_ten_times_an_hour(world: World) -> None:
    case = filed(world)
    answers = [
        asked(world, case["id"], f"a{number}@contoh.example")[0]
        for number in range(FOLLOWS.value + 1)
    ]
    assert answers == [202] * FOLLOWS.value + [429]
    assert len(kept(case["id"])) == 2 * FOLLOWS.value


def test_an_address_is_asked_about_five_cases_a_day(world: World) -> None:
    for number in range(6):
        case = filed(world, title=f"Seragam belum sampai {number}")
        assert asked(world, case["id"])[0] == 202
    assert len(inbox(world)) == 5


def test_nobody_follows_what_is_hidden_or_has_ended(world: World) -> None:
    hidden, ended = filed(world, confidential=True), filed(world)
    assert asked(world, hidden["id"])[0] == 404
    acts(world, ended["id"], SCHOOLS, "answer", text="Seragam dikirim pekan ini.")
    rated = {"satisfied": True}
    path = f"/v1/complaints/{ended['id']}/rating"
    assert world.call("POST", path, rated, headers=receipt(ended))[0] in (200, 201)
    assert asked(world, ended["id"])[0] == 409
    assert kept(hidden["id"]) + kept(ended["id"]) == []


def test_nobody_follows_what_is_hidden_through_what_was_merged_into_it(world: World) -> None:
    """The one of the two is public and says that it goes on elsewhere; where, it does not say."""
    case, other = filed(world), filed(world)
    acts(world, case["id"], SURABAYA, "merge", into=other["id"])
    acts(world, other["id"], NATIONAL, "tighten", confidential=True)
    assert world.call("GET", f"/v1/complaints/{case['id']}")[0] == 200
    status, refusal = asked(world, case["id"])
    assert status == 409
    assert other["id"] not in str(refusal)
    assert kept(case["id"]) + kept(other["id"]) == []


def test_who_confirms_after_it_was_hidden_does_not_follow(world: World) -> None:
    case = filed(world)
    asked(world, case["id"])
    (mail,) = inbox(world)
    path = f"/v1/complaints/{case['id']}/restriction"
    assert world.call("PUT", path, headers=receipt(case))[0] == 200  # followers are told later
    assert of(case["id"]).following is Following.ASKED
    assert said(world, mail, follow=True) == (200, {"id": case["id"], "mails": "stopped"})
    assert kept(case["id"]) == []


# Stopping


def test_who_presses_twice_follows_and_reads_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = filed(world)
    asked(world, case["id"])
    (mail,) = inbox(world)
    renew = followers.renew

    def after_the_other(*given: Any, **more: Any) -> bool:
        renew(*given, **more)
        return renew(*given, **more)

    monkeypatch.setattr(followers, "renew", after_the_other)
    assert said(world, mail, follow=True) == (200, {"id": case["id"], "mails": "confirmed"})
    assert of(case["id"]).following is Following.CONFIRMED


def test_who_stops_while_they_confirm_reads_that_it_stopped(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = filed(world)
    asked(world, case["id"])
    (mail,) = inbox(world)
    renew = followers.renew

    def after_a_stop(follower: Any, *given: Any, **more: Any) -> bool:
        followers.stop(follower.case_id, follower.name, datetime.now(UTC) + STOPPED_FOR)
        return renew(follower, *given, **more)

    monkeypatch.setattr(followers, "renew", after_a_stop)
    assert said(world, mail, follow=True) == (200, {"id": case["id"], "mails": "stopped"})


def test_a_stop_erases_the_address_at_once(world: World) -> None:
    case = filed(world)
    mail = following(world, case["id"])
    assert said(world, mail, follow=False) == (200, {"id": case["id"], "mails": "stopped"})
    assert kept(case["id"]) == []
    acts(world, case["id"], SCHOOLS, "answer", text="Seragam dikirim pekan ini.")
    asked(world, case["id"])
    assert len(inbox(world)) == 1
    assert said(world, mail, follow=True)[1]["mails"] == "stopped"
    now = datetime.now(UTC)
    assert of(case["id"]).expires_at <= now + STOPPED_FOR
    assert of(case["id"], now=now + STOPPED_FOR) is None


@pytest.mark.parametrize("confirmed", [False, True])
def test_one_click_in_the_mail_program_stops_and_looking_at_its_address_does_not(
    world: World, confirmed: bool
) -> None:
    """RFC 8058: a POST without cookies to the address in the header; a GET may be anybody's who
    looks at what a mail leads to."""
    case, other = filed(world), filed(world)
    if confirmed:
        following(world, case["id"])
    else:
        asked(world, case["id"])
    (mail,) = inbox(world)
    number, token = LINK.findall(mail)[0]
    path = f"/follow/{number}/{token}"
    for _ in range(2):
        status, page, _ = world.call("GET", path)
        assert status == 200
        assert 'href="../../static/' in page
    assert of(case["id"]).following is (Following.CONFIRMED if confirmed else Following.ASKED)
    form = {"content-type": "application/x-www-form-urlencoded"}
    said_there = {"raw": "List-Unsubscribe=One-Click", "headers": form}
    for wrong in (f"/follow/{other['id']}/{token}", f"/follow/{number}/{'0' * 64}"):
        assert world.call("POST", wrong, **said_there)[0] == 404
    assert of(case["id"]).following is not Following.STOPPED
    for _ in range(2):
        status, answer, _ = world.call("POST", path, **said_there)
        assert (status, answer) == (200, {"id": case["id"], "mails": "stopped"})
    assert kept(case["id"]) == []
    acts(world, case["id"], SCHOOLS, "answer", text="Seragam dikirim pekan ini.")
    assert len(inbox(world)) == 1


def test_mails_to_followers_lead_mail_programs_to_the_address_of_one_click(world: World) -> None:
    heard = Heard()
    case_id, number = answered_quietly(world)
    tell(case_id, number, channel=heard)
    _, token = LINK.findall(inbox(world)[0])[0]
    (news,) = heard.mails
    assert news.unsubscribe_url == f"https://lapor.test/follow/{case_id}/{token}"

    other = filed(world)["id"]
    path = f"/v1/complaints/{other}/followers"
    assert world.call("POST", path, {"email": ADDRESS, "language": "id"}, headers=KEY)[0] == 202
    ask_follower(other, mailbox.follower_name(other, ADDRESS), heard, datetime.now(UTC))
    question = heard.mails[-1]
    assert question.unsubscribe_url.startswith(f"https://lapor.test/follow/{other}/")
    assert question.unsubscribe_url.rpartition("/")[2] in question.text


def test_what_nobody_confirms_ends_after_two_days(world: World) -> None:
    case = filed(world)
    asked(world, case["id"])
    ends = of(case["id"]).expires_at
    assert timedelta() <= datetime.now(UTC) + UNCONFIRMED_FOR - ends < timedelta(minutes=1)
    assert of(case["id"], now=ends - timedelta(seconds=1)) is not None
    assert of(case["id"], now=ends) is None
    for table in TABLES[1:]:
        (row,) = [each for each in rows(table) if "FOLLOWER" in str(each["pk"])]
        assert str(int(ends.timestamp())) in str(row["expires_at"])


@pytest.mark.parametrize("hides", ["reporter", "desk"])
def test_what_is_hidden_is_told_to_nobody_and_its_followers_forgotten(
    world: World, hides: str
) -> None:
    case = filed(world)
    following(world, case["id"])
    if hides == "desk":
        acts(world, case["id"], NATIONAL, "tighten", confidential=True)
    else:
        path = f"/v1/complaints/{case['id']}/restriction"
        assert world.call("PUT", path, headers=receipt(case))[0] == 200
        world.pump()
    assert kept(case["id"]) == []
    acts(world, case["id"], SCHOOLS, "answer", text="Seragam dikirim pekan ini.")
    assert len(inbox(world)) == 1


def test_who_was_forgotten_with_a_hidden_report_follows_again_once_it_is_public(
    world: World,
) -> None:
    case = filed(world)
    following(world, case["id"])
    path = f"/v1/complaints/{case['id']}/restriction"
    for method in ("PUT", "DELETE"):
        assert world.call(method, path, headers=receipt(case))[0] == 200
        world.pump()
    assert (of(case["id"]), kept(case["id"])) == (None, [])
    asked(world, case["id"])
    assert said(world, inbox(world)[-1], follow=True)[1]["mails"] == "confirmed"
    acts(world, case["id"], SCHOOLS, "answer", text="Seragam dikirim pekan ini.")
    assert len(inbox(world)) == 3


def test_what_is_hidden_between_event_and_sending_is_not_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = filed(world)
    following(world, case["id"])
    decrypt = tell_followers.vault.decrypt

    def hidden_meanwhile(encrypted: Any) -> Any:
        path = f"/v1/complaints/{case['id']}/restriction"
        assert world.call("PUT", path, headers=receipt(case))[0] == 200
        return decrypt(encrypted)

    monkeypatch.setattr(tell_followers.vault, "decrypt", hidden_meanwhile)
    acts(world, case["id"], SCHOOLS, "answer", text="Seragam dikirim pekan ini.")
    assert len(inbox(world)) == 1


def test_after_the_end_the_address_is_kept_thirty_days(world: World) -> None:
    case = filed(world)
    following(world, case["id"])
    acts(world, case["id"], SCHOOLS, "answer", text="Seragam dikirim pekan ini.")
    now = datetime.now(UTC)
    assert abs(of(case["id"]).expires_at - now - WITHOUT_NEWS) < timedelta(minutes=1)
    path = f"/v1/complaints/{case['id']}/rating"
    world.call("POST", path, {"satisfied": True}, headers=receipt(case))
    world.pump()
    assert "ditutup pada" in inbox(world)[2]
    assert abs(of(case["id"]).expires_at - now - AFTER_THE_END) < timedelta(minutes=1)


def test_who_follows_is_told_when_it_reopens_and_kept_on(world: World) -> None:
    case = filed(world)
    following(world, case["id"])
    acts(world, case["id"], SURABAYA, "archive", reason="withdrawn")
    now = datetime.now(UTC)
    assert "diarsipkan pada" in inbox(world)[1]
    assert abs(of(case["id"]).expires_at - now - AFTER_THE_END) < timedelta(minutes=1)
    reopened = {"reason": "Seragam ternyata belum datang."}
    path = f"/v1/complaints/{case['id']}/reopen"
    assert world.call("POST", path, reopened, headers=receipt(case))[0] == 201
    world.pump()
    assert "dibuka kembali pada" in inbox(world)[2]
    assert abs(of(case["id"]).expires_at - now - WITHOUT_NEWS) < timedelta(minutes=1)


def test_who_follows_a_merged_report_is_told_when_it_is_given_back(world: World) -> None:
    target, source = filed(world), filed(world)
    following(world, source["id"])
    acts(world, source["id"], SURABAYA, "merge", into=target["id"])
    acts(world, target["id"], SURABAYA, "archive", reason="incomplete", note="Tanpa alamat.")
    assert world.events(source["id"])[-1] == "unmerged"
    _, merged, told = inbox(world)
    assert "digabung" in merged
    assert "dilepas" in told
    assert target["id"] not in told
    assert "Tanpa alamat." not in told


# Telling once


def test_delivered_twice_it_is_told_once(world: World) -> None:
    world.times = 2
    case = filed(world)
    following(world, case["id"])
    acts(world, case["id"], SCHOOLS, "answer", text="Seragam dikirim pekan ini.")
    assert len(inbox(world)) == 2


def test_more_than_a_run_are_told_page_by_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tell_followers, "A_RUN", 3)
    monkeypatch.setattr("chalicelib.consumers.A_RUN", 3)
    case = filed(world)
    people = [f"warga{number}@contoh.example" for number in range(7)]
    for address in people:
        following(world, case["id"], address)
    acts(world, case["id"], SCHOOLS, "answer", text="Seragam dikirim pekan ini.")
    assert [len(inbox(world, address)) for address in people] == [2] * 7
    pages = [one for one in world.handed if '\\"recipient\\": \\"followers\\"' in one]
    assert len(pages) == 3


class Failing:
    """A way out that dies, or refuses."""

    name, address_field = "email", "email"

    def __init__(self, failure: Exception) -> None:
        self.failure = failure

    def send(self, address: str, mail: Mail, *, reference: str) -> None:
        raise self.failure


def answered_quietly(world: World) -> tuple[str, int]:
    """A case that somebody follows, answered, with nothing told yet; and the event's number."""
    case = filed(world)
    following(world, case["id"])
    status, seen, _ = world.call("GET", f"/v1/officer/complaints/{case['id']}", groups=SCHOOLS)
    said_to = {"action": "answer", "version": seen["version"], "text": "Seragam dikirim."}
    path = f"/v1/officer/complaints/{case['id']}/actions"
    status, after, _ = world.call("POST", path, said_to, groups=SCHOOLS)
    assert status == 200, after
    world.lose_records()
    return case["id"], after["version"]


def test_who_died_while_sending_is_done_again_once(world: World) -> None:
    case_id, number = answered_quietly(world)
    failing: Channel = Failing(RuntimeError("died"))
    with pytest.raises(RuntimeError):
        tell(case_id, number, channel=failing)
    for _ in range(2):
        tell(case_id, number)
    assert len(inbox(world)) == 2


def test_a_question_that_could_not_be_sent_is_not_counted(world: World) -> None:
    case = filed(world)
    path = f"/v1/complaints/{case['id']}/followers"
    assert world.call("POST", path, {"email": ADDRESS}, headers=KEY)[0] == 202
    name, now = mailbox.follower_name(case["id"], ADDRESS), datetime.now(UTC)
    failing: Channel = Failing(RuntimeError("died"))
    for _ in range(CASES_OF_ADDRESS.value + 1):
        with pytest.raises(RuntimeError):
            ask_follower(case["id"], name, failing, now)
    ask_follower(case["id"], name, email_channel(), now)
    world.pump()
    assert len(inbox(world)) == 1


def test_what_is_no_news_is_told_to_nobody_who_is_sent_for_it(world: World) -> None:
    case_id, number = answered_quietly(world)
    tell(case_id, 1)
    assert len(inbox(world)) == 1
    tell(case_id, number)
    assert len(inbox(world)) == 2


def test_two_at_once_send_one(world: World) -> None:
    case_id, number = answered_quietly(world)
    now = datetime.now(UTC)
    told = deliveries.of_event(case_id, number, "email", f"follower {of(case_id).reference}")
    assert deliveries.lease(told, now) is not None
    with pytest.raises(deliveries.Busy):
        tell(case_id, number, now)
    tell(case_id, number, now + deliveries.LEASE + timedelta(seconds=1))
    tell(case_id, number, now + deliveries.LEASE + timedelta(seconds=1))
    assert len(inbox(world)) == 2


def test_an_address_that_is_refused_for_good_is_erased(world: World) -> None:
    case_id, number = answered_quietly(world)
    failing: Channel = Failing(Refused("MessageRejected"))
    tell(case_id, number, channel=failing)
    assert kept(case_id) == []


def test_who_follows_a_case_stays_out_of_what_officers_read(world: World) -> None:
    case = filed(world)
    following(world, case["id"])
    _, seen, _ = world.call("GET", f"/v1/officer/complaints/{case['id']}", groups=SCHOOLS)
    name = mailbox.follower_name(case["id"], ADDRESS)
    assert "tetangga" not in str(seen)
    assert name not in str(seen)
    assert "follower" not in str(seen).lower()
