"""The morning digests: what is in them, that each desk gets one, and that a later run of the
morning makes good what an earlier one left out."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from chalicelib.case.model import Status
from chalicelib.errors import PartialFailure
from chalicelib.notices import EmailChannel
from chalicelib.structs import replace
from chalicelib.usecases.send_digests import OPENING
from chalicelib.workdays import ZONES, local, local_date
from tests.integration import register, rows
from tests.integration.people import NATIONAL, SCHOOLS, acts, filed
from tests.integration.test_admin import put
from tests.integration.test_life import run_schedule
from tests.integration.world import World

SCHOOL_BOARD = "kota-surabaya-dinas-pendidikan"
AGENCIES = (SCHOOL_BOARD, "kota-malang", "kota-surabaya")
EACH = pytest.mark.parametrize("failing", [0, 1, 2])


def desk(agency_id: str) -> str:
    return f"{agency_id}@agency.example"


@dataclass
class Mailbox:
    """A mail service that takes mails, and refuses those to some addresses."""

    refuses: frozenset[str] = frozenset()
    sent: list[tuple[str, str, str]] = field(default_factory=list)

    def send_email(self, **request: Any) -> dict[str, str]:
        (address,) = request["Destination"]["ToAddresses"]
        if address in self.refuses:
            raise ConnectionError("no such mailbox")
        mail = request["Content"]["Simple"]
        self.sent.append((address, mail["Subject"]["Data"], mail["Body"]["Text"]["Data"]))
        return {"MessageId": "1"}

    @property
    def desks(self) -> list[str]:
        return sorted(address for address, *_ in self.sent)


def run(mailbox: Mailbox, at: datetime, has_time: Callable[[], bool] = lambda: True) -> None:
    from chalicelib.usecases.send_digests import send_digests

    send_digests(EmailChannel(mailbox, "no-reply@lapor.example"), at, has_time)


def seven(day: date, zone: str = "WIB") -> datetime:
    return datetime.combine(day, time(7), ZONES[zone]).astimezone(UTC)


def next_workday(day: date) -> date:
    from chalicelib.usecases import rules

    return rules.decision_context(datetime.now(UTC)).policy.calendar.later(day, 1)


def next_morning() -> date:
    """The day of the first morning from now on which digests go out."""
    now = local(datetime.now(UTC), "WIB")
    yesterday = now.date() - timedelta(days=1)
    return next_workday(yesterday if now.time() < OPENING else now.date())


def routed(world: World, agency_id: str) -> str:
    case_id = str(filed(world)["id"])
    if agency_id != SCHOOL_BOARD:
        acts(world, case_id, NATIONAL, "transfer", agency_id=agency_id, reason="Salah alamat")
    return case_id


def test_what_came_in_over_days_off_is_listed_on_the_first_working_morning(world: World) -> None:
    today = local_date(datetime.now(UTC), "WIB")
    put(world, "calendar", {"version": "lebaran", "added": [
        (today + timedelta(days=days)).isoformat() for days in range(9)
    ]})  # fmt: skip
    case_id = filed(world)["id"]
    first = next_morning()
    assert first >= today + timedelta(days=9)
    mailbox = Mailbox()
    for days in range(9):
        run(mailbox, seven(today + timedelta(days=days)))
    assert mailbox.sent == []
    run(mailbox, seven(first))
    ((address, subject, text),) = mailbox.sent
    assert address == desk(SCHOOL_BOARD)
    assert "0 lewat batas, 0 jatuh tempo hari ini, 1 baru" in subject
    assert case_id in text
    run(mailbox, seven(next_workday(first)))
    assert len(mailbox.sent) == 1  # it is new once


def test_counts_are_of_all_cases_not_of_those_shown(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.store import cases
    from chalicelib.usecases import send_digests

    monkeypatch.setattr(send_digests, "PAGE", 2)
    ids = [filed(world)["id"] for _ in range(5)]
    acts(world, ids[4], SCHOOLS, "answer", text="Pungutan sudah dihentikan sekolah.")
    limit = cases.get(ids[0]).deadlines.follow_up_by
    mailbox = Mailbox()
    run(mailbox, seven(local_date(limit, "WIB")))
    assert "0 lewat batas, 4 jatuh tempo hari ini, 0 baru" in mailbox.sent[0][1]
    run(mailbox, seven(next_workday(local_date(limit, "WIB"))))
    assert "4 lewat batas, 0 jatuh tempo hari ini, 0 baru" in mailbox.sent[1][1]


def test_the_national_desk_is_told_of_all_that_nobody_holds(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.usecases import send_digests

    monkeypatch.setattr(send_digests, "PAGE", 2)
    at = seven(next_morning())
    waiting = {"agency_id": None, "status": Status.TRIAGE, "filed_at": at - timedelta(days=9)}
    hours = (-30, -20, 1, 2, 3, 4, 5)
    nobodys = [rows.case(**waiting, limit=at + timedelta(hours=hour)) for hour in hours]
    rows.put(nobodys)
    rows.put(
        [rows.case(**waiting | {"agency_id": "kemenpanrb", "status": Status.ROUTED}, limit=at)]
    )
    mailbox = Mailbox()
    counts = send_digests.send_digests(EmailChannel(mailbox, "no-reply@lapor.example"), at)
    assert (counts["sent"], counts["failed"]) == (1, 0)
    ((address, subject, text),) = mailbox.sent
    assert address == desk("kemenpanrb")
    assert "2 lewat batas, 6 jatuh tempo hari ini, 0 baru" in subject
    nearest_first = [one.id for one in nobodys]
    assert sorted(nearest_first, key=text.index) == nearest_first


@pytest.mark.parametrize(
    "desks", [("tutup@x.example", "buka@x.example"), ("buka@x.example", "tutup@x.example")]
)
def test_a_desk_that_refuses_stops_no_other_of_its_agency(
    world: World, desks: tuple[str, str]
) -> None:
    from chalicelib.store import agencies

    agency = agencies.registry().get(SCHOOL_BOARD)
    assert agency is not None
    filed(world)
    register.put(replace(agency, desks=desks))
    mailbox = Mailbox(refuses=frozenset({"tutup@x.example"}))
    with pytest.raises(PartialFailure):
        run(mailbox, seven(next_morning()))
    assert mailbox.desks == ["buka@x.example"]
    mailbox.refuses = frozenset()
    run(mailbox, seven(next_morning()) + timedelta(minutes=5))
    assert mailbox.desks == ["buka@x.example", "tutup@x.example"]


@EACH
def test_an_agency_that_fails_stops_no_other_and_is_written_to_later(
    world: World, failing: int
) -> None:
    for agency_id in AGENCIES:
        routed(world, agency_id)
    morning = seven(next_morning())
    mailbox = Mailbox(refuses=frozenset({desk(AGENCIES[failing])}))
    others = sorted(desk(one) for one in AGENCIES if one != AGENCIES[failing])
    with pytest.raises(PartialFailure) as failed:
        run(mailbox, morning)
    assert failed.value.args[0]["failed"] == 1
    assert mailbox.desks == others
    mailbox.refuses = frozenset()
    run(mailbox, morning + timedelta(hours=2))
    run(mailbox, morning + timedelta(hours=2, minutes=5))
    assert mailbox.desks == sorted(map(desk, AGENCIES))


def test_a_run_out_of_time_says_so_and_the_next_goes_on(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    for agency_id in AGENCIES:
        routed(world, agency_id)
    morning = seven(next_morning())
    mailbox = Mailbox()
    capsys.readouterr()
    with pytest.raises(PartialFailure) as failed:
        run(mailbox, morning, lambda: not mailbox.sent)
    left_out = failed.value.args[0]["left_out"]
    assert left_out > 0
    assert len(mailbox.sent) == 1
    assert counted(capsys.readouterr().out, "DigestsCutShort") == [left_out]
    with pytest.raises(PartialFailure):
        run(mailbox, morning + timedelta(minutes=5), lambda: False)
    assert len(mailbox.sent) == 1
    run(mailbox, morning + timedelta(hours=1))
    assert mailbox.desks == sorted(map(desk, AGENCIES))


def test_what_is_done_is_not_done_again_in_the_same_morning(world: World) -> None:
    filed(world)
    mailbox = Mailbox()
    morning = seven(next_morning())
    for minutes in (-1, 0, 0, 5, 60, 179, 180, 181):
        run(mailbox, morning + timedelta(minutes=minutes))
    assert mailbox.desks == [desk(SCHOOL_BOARD)]


def test_what_a_run_reads_follows_the_cases_and_not_the_register(world: World) -> None:
    """Of some 3,100 agencies those with something open are asked, whatever they have of it; those
    that have nothing to do this morning are not written to."""
    for agency_id in AGENCIES[:2]:
        routed(world, agency_id)
    morning = seven(next_morning())
    some = rows.case(agency_id="kota-denpasar", limit=morning + timedelta(days=9))  # another zone
    rows.put([some, rows.case(agency_id="kota-semarang", status=Status.CLOSED, ended_at=morning)])
    mailbox = Mailbox()
    with rows.reads() as few:
        run(mailbox, morning)
    assert mailbox.desks == sorted(map(desk, AGENCIES[:2]))
    assert few.calls["Query"] <= 25
    rows.put(rows.case(agency_id=AGENCIES[0], limit=morning) for _ in range(60))
    with rows.reads() as more:
        run(Mailbox(), seven(next_workday(next_morning())))
    assert more.calls["Query"] <= few.calls["Query"]
    assert more.units - few.units <= 60
    with rows.reads() as none:
        run(Mailbox(), morning + timedelta(minutes=5))  # all of the zone is out
    assert none.calls["Query"] <= 5
    assert none.fetched == 0


def test_no_digest_on_days_off(world: World) -> None:
    filed(world)
    day = next_morning()
    put(world, "calendar", {"version": "libur", "added": [day.isoformat()]})
    before = len(world.mails())
    saturday = day + timedelta(days=(5 - day.weekday()) % 7)
    for off in (day, saturday, saturday + timedelta(days=1)):
        run_schedule("send_agency_digests", seven(off))
    assert len(world.mails()) == before


def test_an_agency_without_a_desk_is_counted(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    from chalicelib.store import agencies

    agency = agencies.registry().get(SCHOOL_BOARD)
    assert agency is not None
    filed(world)
    register.put(replace(agency, desks=()))
    mailbox = Mailbox()
    capsys.readouterr()
    run(mailbox, seven(next_morning()))
    assert mailbox.sent == []
    assert counted(capsys.readouterr().out, "AgenciesWithoutDesk") == [1]


def counted(output: str, metric: str) -> list[int]:
    """The values of a metric among the lines a run has written."""
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    values = [line[metric] for line in lines if metric in line]
    return [int(value[0]) if isinstance(value, list) else int(value) for value in values]


def test_a_contribution_is_in_the_mail_of_who_owes_it_and_late_in_that_of_the_holder(
    world: World,
) -> None:
    day = next_morning()
    case_id = routed(world, SCHOOL_BOARD)
    acts(
        world,
        case_id,
        SCHOOLS,
        "ask_contribution",
        agency_id="kota-malang",
        question="Berapa seragam yang dikirim?",
        due=day.isoformat(),
    )
    before, first, second = Mailbox(), Mailbox(), Mailbox()
    if day > local_date(datetime.now(UTC), "WIB"):
        run(before, seven(next_workday(day - timedelta(days=8))))
        assert desk("kota-malang") not in before.desks
    run(first, seven(day))
    asked = {address: text for address, _, text in first.sent}
    assert "MASUKAN YANG DIMINTA DARI ANDA (1)" in asked[desk("kota-malang")]
    assert case_id in asked[desk("kota-malang")]
    assert "MASUKAN" not in asked.get(desk(SCHOOL_BOARD), "")
    run(second, seven(next_workday(day)))
    late = {address: text for address, _, text in second.sent}
    assert "MASUKAN INSTANSI LAIN YANG TERLAMBAT (1)" in late[desk(SCHOOL_BOARD)]
    assert case_id in late[desk(SCHOOL_BOARD)]
    assert "MASUKAN YANG DIMINTA DARI ANDA (1)" in late[desk("kota-malang")]
    acts(world, case_id, SCHOOLS, "withdraw_contribution", agency_id="kota-malang")
    third = Mailbox()
    run(third, seven(next_workday(next_workday(day))))
    assert desk("kota-malang") not in third.desks
    assert not any("MASUKAN" in text for _, _, text in third.sent)


def test_each_agency_reads_of_its_own_contribution_and_the_accused_of_none(world: World) -> None:
    from chalicelib.store import case_mapping, cases
    from chalicelib.store.tables import CaseItem, case_pk

    day, case_id = next_morning(), routed(world, SCHOOL_BOARD)
    for agency in ("provinsi-jawa-timur", "kota-malang"):
        data = {"agency_id": agency, "question": "Berapa?", "due": day.isoformat()}
        acts(world, case_id, SCHOOLS, "ask_contribution", **data)
    first, second = Mailbox(), Mailbox()
    run(first, seven(day))
    texts = {address: text for address, _, text in first.sent}
    assert "masukan Pemerintah Kota Malang paling" in texts[desk("kota-malang")]
    assert "masukan Pemerintah Provinsi" not in texts[desk("kota-malang")]
    columns = case_mapping.columns_of(replace(cases.get(case_id), accused=("kota-malang",)))
    item = CaseItem.get(case_pk(case_id), "CASE", consistent_read=True)
    item.update(actions=[CaseItem.state.set(columns["state"])])
    run(second, seven(next_workday(day)))
    assert desk("provinsi-jawa-timur") in second.desks
    assert desk("kota-malang") not in second.desks
