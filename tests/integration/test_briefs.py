"""The brief of a day: what it says to whom, and that each desk gets it once."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.case.authority import is_public
from chalicelib.case.model import Due, DueKind
from chalicelib.errors import PartialFailure
from chalicelib.figures.cells import CaseCounts, Dimension
from chalicelib.notices import EmailChannel
from chalicelib.notices.mail import Mail
from chalicelib.overseers import SEE_EVERYTHING
from chalicelib.store import agencies, figure_cells, holdings
from chalicelib.store.figure_cells import CountedCase, Recount
from chalicelib.structs import replace
from chalicelib.usecases import rules
from chalicelib.usecases.send_briefs import _Morning, send_briefs
from chalicelib.usecases.write_brief import Brief, CountedDays, Promises, is_unusual, write_brief
from chalicelib.usecases.write_brief import yesterday as yesterday_of
from tests.integration.conftest import started
from tests.integration.people import CUSTODIAN, EAST_JAVA, NATIONAL, OMBUDSMAN, SCHOOLS
from tests.integration.roles import acting_as
from tests.integration.rows import case, put, reads
from tests.integration.test_digests import Mailbox, next_morning, next_workday, seven
from tests.integration.world import World

CITY, FAR = "kota-surabaya", "kota-malang"


def counted(
    agency: str, day: date, number: int, *, region: str, sector: str = "-", **more: int
) -> Recount:
    values = {
        Dimension.CLASS: "complaint", Dimension.CATEGORY: "-", Dimension.SECTOR: sector,
        Dimension.PROVINCE: region[:2], Dimension.REGENCY: region, Dimension.AGENCY: agency,
        Dimension.CHANNEL: "web",
    }  # fmt: skip
    counts = CaseCounts(
        day=day.isoformat(), hour="09", values=values, counts={"filed": 1, "routed:model": 1} | more
    )
    before = CountedCase(case_id=f"LP-{agency}-{day}-{number}")
    return Recount(before=before, counts=counts, through=1)


def fill(day: date) -> None:
    """The city got nine cases on the day and one on the same weekday before; its neighbour two each
    time, and broke two promises in the month of the day."""
    recounts = []
    for back, of_city in ((0, 9), (7, 1), (14, 1), (21, 1), (28, 1)):
        on = day - timedelta(days=back)
        recounts += [counted(CITY, on, n, region="35.78", sector="rail") for n in range(of_city)]
        late = {"verify:late": 1, "resolve:late": 1} if back == 0 else {}
        recounts += [counted(FAR, on, n, region="35.73", sector="land", **late) for n in range(2)]
    recounts += [
        counted("kota-denpasar", day, n, region="51.71", **{"verify:kept": 1}) for n in range(4)
    ]
    for together in figure_cells.in_transactions(recounts):
        figure_cells.save(1, together)


def yesterday() -> date:
    return yesterday_of(datetime.now(UTC))


@pytest.fixture(scope="module")
def filled() -> Iterator[World]:
    """Filled for who asks now, and for the next morning that mails go out."""
    with started() as world:
        for day in {yesterday(), next_morning() - timedelta(days=1)}:
            fill(day)
        later = datetime.now(UTC) + timedelta(days=60)
        long_ago = datetime.now(UTC) - timedelta(days=30)
        late = {"limit": long_ago, "filed_at": long_ago, "escalated_at": long_ago}
        late |= {"escalation_level": 2, "due": Due(kind=DueKind.ESCALATE, at=later)}
        put([
            case(agency_id=CITY, **late),
            case(agency_id=CITY, **late, confidential=True),
            case(agency_id=CITY, **late, not_to=("ombudsman", "kemenpanrb")),
            case(agency_id="kota-denpasar", **late),
            case(agency_id=CITY, **(late | {"escalation_level": 0, "escalated_at": None})),
        ])  # fmt: skip
        yield world


@pytest.fixture(scope="module")
def morning(filled: World) -> datetime:
    return seven(next_morning())


def fills_in_the_month() -> int:
    days = {yesterday(), next_morning() - timedelta(days=1)}
    return sum(f"{day:%Y-%m}" == f"{yesterday():%Y-%m}" for day in days)


def brief(world: World, groups: str) -> Any:
    status, answer, _ = world.call("GET", "/v1/officer/brief", groups=groups)
    assert status == 200, answer
    return answer


@pytest.mark.parametrize(
    ("count", "before", "unusual"),
    [
        (4, [0, 0, 0, 0], False),  # fewer than five are never told
        (5, [0, 0, 0, 0], True),
        (6, [1, 1, 1, 1], False),
        (9, [1, 1, 1, 1], True),
        (130, [100, 100, 100, 100], False),
        (140, [100, 100, 100, 100], True),
        (80, [100, 100, 100, 100], False),
        (1_100, [900, 900, 900, 900], True),
        (950, [900, 900, 900, 900], False),
    ],
)
def test_what_is_unusual(count: int, before: list[int], unusual: bool) -> None:
    assert is_unusual(count, before) is unusual


@pytest.mark.parametrize(
    ("changes", "nothing"),
    [
        ({}, True),
        ({"all_overdue": 1}, True),  # told beside the rest
        ({"by_day": {"2026-11-01": 0, "2026-11-26": 1}}, False),
        ({"whole": Promises(agency_id=None, kept={}, late={"verify": 0, "resolve": 1})}, False),
        ({"overdue": (case(),)}, False),
    ],
)
def test_a_brief_that_tells_nothing(changes: dict[str, Any], nothing: bool) -> None:
    empty = Brief(
        day=date(2026, 11, 26),
        by_day={"2026-11-26": 0},
        rises=(),
        whole=Promises(agency_id=None, kept={"verify": 3}, late={"verify": 0}),
        broken=(),
        overdue=(),
        all_overdue=None,
    )
    assert replace(empty, **changes).tells_nothing is nothing


def test_the_country_for_the_national_desk(filled: World) -> None:
    told, months = brief(filled, NATIONAL), fills_in_the_month()
    assert told["day"] == yesterday().isoformat()
    assert told["filed"] == told["by_day"][told["day"]] == 15
    assert list(told["by_day"]) == [
        (yesterday() - timedelta(days=back)).isoformat() for back in range(28, -1, -1)
    ]
    rises = {(one["of"], one["key"]): (one["filed"], one["usual"]) for one in told["rises"]}
    assert rises[("agency", CITY)] == (9, 1.0)
    assert rises[("sector", "rail")] == (9, 1.0)
    assert told["all_overdue"] == 4
    still = {("agency", FAR), ("agency", "kota-denpasar"), ("province", "51"), ("sector", "land")}
    assert not still & rises.keys()
    assert {one["name"] for one in told["rises"]} >= {"Perkeretaapian", "Pemerintah Kota Surabaya"}
    (worst,) = told["broken"]
    assert (worst["agency_id"], worst["name"]) == (FAR, "Pemerintah Kota Malang")
    assert worst["late"] == {"verify": 2 * months, "follow_up": 0, "resolve": 2 * months}
    assert told["late"] == worst["late"]
    assert told["kept"] == {"verify": 4 * months, "follow_up": 0, "resolve": 0}


def test_late_cases_are_named_where_everybody_may_see_them(
    filled: World, morning: datetime
) -> None:
    context = rules.decision_context(morning)

    def holders(overseer: str) -> list[str]:
        counted = CountedDays(yesterday_of(morning))
        found = write_brief(overseer, context, counted).overdue
        assert all(is_public(one) and one.escalation_level for one in found)
        return sorted(str(one.agency_id) for one in found)

    assert holders("kemenpanrb") == ["kota-denpasar", CITY, CITY]
    # The Ombudsman is not told what its reporter keeps from it; the national desk sees the wish.
    assert holders("ombudsman") == ["kota-denpasar", CITY]
    assert holders("provinsi-jawa-timur") == [CITY, CITY]


def test_a_monitor_reads_of_what_it_oversees(filled: World) -> None:
    told = brief(filled, EAST_JAVA)
    assert told["filed"] == 11
    assert [(one["of"], one["key"]) for one in told["rises"]] == [("agency", CITY)]
    assert [one["agency_id"] for one in told["broken"]] == [FAR]
    assert told["kept"]["verify"] == 0
    assert told["all_overdue"] is None
    assert brief(filled, OMBUDSMAN)["filed"] == 15


def test_a_month_that_just_began_tells_the_four_weeks_before(filled: World) -> None:
    first = date(2026, 3, 1)
    before = first - timedelta(days=20)
    figure_cells.save(1, [counted(CITY, before, n, region="35.78") for n in range(3)])
    figure_cells.save(1, [counted(FAR, before, 3, region="35.73")])
    context = rules.decision_context(seven(first + timedelta(days=1)))
    for overseer, filed in (("kemenpanrb", 4), ("provinsi-jawa-timur", 4), (CITY, 3)):
        found = write_brief(overseer, context, CountedDays(first))
        assert found.by_day[before.isoformat()] == filed
        assert not found.tells_nothing
        assert overseer in {one.id for one in _Morning(context, frozenset()).overseers()}


@pytest.mark.parametrize("groups", [SCHOOLS, CUSTODIAN])
def test_who_oversees_nothing_gets_none(filled: World, groups: str) -> None:
    status, answer, _ = filled.call("GET", "/v1/officer/brief", groups=groups)
    assert (status, answer["error"]["code"]) == (403, "not_your_figures")


def send(mailbox: Mailbox, at: datetime, has_time: Callable[[], bool] = lambda: True) -> int:
    with acting_as("send_agency_digests"):
        return send_briefs(EmailChannel(mailbox, "no-reply@lapor.example"), at, has_time)


def overseers() -> set[str]:
    """Who oversees the country, or somebody who got a report this month or has one open."""
    registry = agencies.registry()
    got = {CITY, FAR, "kota-denpasar"}
    seniors = {senior.id for one in got for senior in registry.chain(one)}
    return {*SEE_EVERYTHING, *seniors, *(one for one in got if registry.below(one))}


def desks_of(agency_ids: Iterable[str]) -> list[str]:
    registry = agencies.registry()
    found = [agency for one in agency_ids if (agency := registry.get(one)) is not None]
    return sorted(desk for agency in found for desk in agency.desks)


def test_each_desk_of_who_oversees_gets_it_once(filled: World, morning: datetime) -> None:
    wanted = overseers()
    assert {"kemendagri", "provinsi-jawa-timur", CITY, FAR} < wanted
    desks = desks_of(wanted)
    mailbox = Mailbox(refuses=frozenset(desks[:1]))
    with pytest.raises(PartialFailure) as failed:
        send(mailbox, morning)
    assert failed.value.args[0] == {"sent": len(desks) - 1, "failed": 1, "left_out": 0}
    with pytest.raises(PartialFailure) as failed:
        send(mailbox, morning + timedelta(minutes=5), lambda: False)
    assert failed.value.args[0] == {"sent": 0, "failed": 0, "left_out": 1}
    later = morning + timedelta(minutes=30)
    mailbox.refuses = frozenset()
    assert send(mailbox, later) == 1
    assert mailbox.desks == desks
    with reads() as seen:
        assert send(mailbox, later + timedelta(minutes=5)) == 0
    assert seen.calls.total() <= 4  # the rules of administrators, and what is out
    assert mailbox.desks == desks
    assert all(subject.startswith("Ringkasan harian") for _, subject, _ in mailbox.sent)


def test_a_desk_that_cannot_be_written_to_stops_no_other_of_its_agency(
    filled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    desks = ("satu@surabaya.example", "dua@surabaya.example")
    city = agencies.registry().get(CITY)
    assert city is not None
    monkeypatch.setattr(_Morning, "overseers", lambda _: [replace(city, desks=desks)])
    mailbox = Mailbox(refuses=frozenset(desks[:1]))
    with pytest.raises(PartialFailure) as failed:
        send(mailbox, seven(next_workday(next_morning())))
    assert failed.value.args[0] == {"sent": 1, "failed": 1, "left_out": 0}
    assert mailbox.desks == [desks[1]]


def test_each_is_told_of_what_it_oversees(filled: World, morning: datetime) -> None:
    texts = {
        overseer: mail.text
        for overseer in overseers()
        if (mail := _mail_to(overseer, morning)) is not None
    }
    assert texts.keys() == overseers()
    for overseer in ("kemenpanrb", "kemendagri", "provinsi-jawa-timur"):
        assert "Pemerintah Kota Surabaya" in texts[overseer]
        assert "9 laporan, biasanya 1,0" in texts[overseer]
    assert {one for one in texts if "Perkeretaapian (urusan)" in texts[one]} == SEE_EVERYTHING
    everywhere = "Sekarang 4 laporan di seluruh Indonesia lewat batas waktunya."
    assert {one for one in texts if everywhere in texts[one]} == SEE_EVERYTHING
    assert {one for one in texts if "seluruh Indonesia" in texts[one]} == SEE_EVERYTHING
    of_java = "Ringkasan ini tentang Pemerintah Provinsi Jawa Timur dan instansi yang diawasinya."
    assert {one for one in texts if of_java in texts[one]} == {"provinsi-jawa-timur"}
    assert not any("Ringkasan ini tentang" in texts[one] for one in SEE_EVERYTHING)
    assert "2 laporan" in texts[FAR]
    assert "Pemerintah Kota Malang" in texts[FAR]
    assert "Surabaya" not in texts[FAR]
    assert "Malang" not in texts[CITY]
    assert agencies.registry().below("kementerian-pu")
    assert _mail_to("kementerian-pu", morning) is None


def _mail_to(overseer_id: str, now: datetime) -> Mail | None:
    context = rules.decision_context(now)
    return _Morning(context, holdings.agencies_with_work()).mail_to(overseer_id)


@pytest.mark.parametrize("hours", [-1, 3])
def test_it_is_written_in_the_morning_only(filled: World, morning: datetime, hours: int) -> None:
    day_after = seven(next_morning() + timedelta(days=7))
    assert send(Mailbox(), day_after + timedelta(hours=hours)) == 0
