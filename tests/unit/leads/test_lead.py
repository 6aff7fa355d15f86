"""What a lead is made of, where it stands in the list, and that it is decided once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import Conflict
from chalicelib.leads.lead import (
    FILINGS,
    KEEPS_FOR,
    MOST_EXTRACTS,
    MOST_HOURS,
    Lead,
    LeadStatus,
    SeriesName,
    Sighting,
    belongs,
    decide,
    is_urgent,
    join,
    raise_lead,
)
from chalicelib.leads.velocity import Alarm, SeriesKind
from chalicelib.structs import replace

NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)
NOW = NOON + timedelta(hours=2)
PLACE = SeriesName.of(SeriesKind.PLACE, "35.78")
SECTOR = SeriesName.of(SeriesKind.SECTOR, "35.78", "environment")
WORDS = SeriesName.of(SeriesKind.WORDS, "a1")
ALARM = Alarm(start=NOON, end=NOON + timedelta(hours=2), count=5, expected=0.0321, surprise=6.789)


def post(number: int, **changes: Any) -> Sighting:
    one = Sighting(
        id=f"kabar:{number}",
        source="kabar",
        url=f"https://kabar.example/{number}",
        extract="sampah menumpuk",
        posted_at=NOON + timedelta(minutes=number),
        reach=9,
        urgent=False,
        regions=("35.78",),
        sectors=("environment",),
        agency_id="kota-surabaya",
        series=(SECTOR, PLACE),
    )
    return replace(one, **changes)


def raised(*posts: Sighting, name: SeriesName = SECTOR) -> Lead:
    return raise_lead("a" * 20, name, ALARM, posts or tuple(map(post, range(5))), NOW)


def by(lead: Lead, status: LeadStatus, **more: str) -> Lead:
    return decide(lead, status, at=NOW, officer_id="sub", agency_id="kota-surabaya", **more)


def test_a_lead_is_what_its_posts_are() -> None:
    lead = raised()
    assert (lead.version, lead.status, lead.size, lead.reach) == (1, LeadStatus.OPEN, 5, 45)
    assert (lead.regions, lead.sector, lead.agency_id) == (
        ("35.78",), "environment", "kota-surabaya",
    )  # fmt: skip
    assert (lead.first_at, lead.last_at) == (NOON, NOON + timedelta(minutes=4))
    assert (lead.surprise, lead.expected) == (6.79, 0.032)
    assert lead.by_hour == {NOON.isoformat(): 5}
    assert [step.type for step in lead.history] == ["raised"]
    assert lead.rank == pytest.approx(6.79 + 1.6628, abs=0.001)


def test_place_and_sector_are_those_of_half_of_its_posts_where_the_series_does_not_say() -> None:
    mixed = [post(0), post(1), post(2, sectors=("transport",), regions=("35.73",)), post(3)]
    few = [replace(one, sectors=(), regions=(), agency_id=None) for one in mixed[:3]]
    assert raised(*mixed, name=WORDS).regions == ("35.78",)
    assert raised(*mixed, name=PLACE).sector == "environment"
    half = raised(*mixed[:3], *few, name=WORDS)
    assert (half.regions, half.sector, half.agency_id) == ((), None, "kota-surabaya")
    assert raised(*few, name=PLACE).sector is None
    assert raised(*few, name=PLACE).regions == ("35.78",)
    assert raised(*few, name=SECTOR).sector == "environment"
    two = [post(0), post(1, sectors=("transport",), regions=("35.73",))]
    assert raised(*two, name=WORDS).regions == ("35.78", "35.73")


def test_through_a_place_comes_only_what_is_about_the_same() -> None:
    lead = raised()
    assert belongs(post(9), lead, PLACE)
    assert belongs(post(9, sectors=("transport", "environment")), lead, PLACE)
    assert not belongs(post(9, sectors=("transport",)), lead, PLACE)
    assert belongs(post(9, sectors=("transport",)), lead, WORDS)
    assert belongs(post(9, sectors=()), replace(lead, sector=None), PLACE)


MOMENT = timedelta(microseconds=1)


def test_a_lead_takes_in_posts_of_its_time() -> None:
    """A day before its first, three days after its last, and a week in all."""
    lead = raised()
    first, last = lead.first_at, lead.last_at
    for at, is_of_it in (
        (first - timedelta(hours=24), True),
        (first - timedelta(hours=24) - MOMENT, False),
        (last + timedelta(hours=72), True),
        (last + timedelta(hours=72) + MOMENT, False),
    ):
        assert belongs(post(9, posted_at=at), lead, SECTOR) is is_of_it
    assert lead.takes_until == last + timedelta(hours=72)
    went_on = replace(lead, last_at=first + timedelta(days=6))
    assert went_on.takes_until == first + timedelta(days=7)
    assert belongs(post(9, posted_at=first + timedelta(days=7)), went_on, SECTOR)
    assert not belongs(post(9, posted_at=first + timedelta(days=7) + MOMENT), went_on, SECTOR)


@given(st.permutations([post(n, urgent=n % 3 == 0) for n in range(12)]), st.integers(1, 11))
def test_in_whatever_order_posts_join_the_lead_is_the_same(posts: list[Sighting], cut: int) -> None:
    lead = raised(post(100), post(101))
    one = join(join(lead, posts[:cut]), posts[cut:])
    whole = join(lead, sorted(posts, key=lambda each: each.id))
    assert (one.version, whole.version) == (3, 2)
    for name in ("size", "reach", "urgent", "filings", "by_hour", "first_at", "last_at", "rank"):
        assert getattr(one, name) == getattr(whole, name), name


def test_filings_count_apart_and_extracts_and_hours_end_somewhere() -> None:
    lead = join(raised(), [post(7, source=FILINGS, extract="")])
    assert (lead.size, lead.filings) == (6, 1)
    many = [post(n, posted_at=NOON + timedelta(hours=n)) for n in range(MOST_HOURS + 3)]
    lead = join(raised(post(0)), many)
    assert len(lead.extracts) == MOST_EXTRACTS
    assert len(lead.by_hour) == MOST_HOURS
    assert lead.size == len(many) + 1


def test_the_list_puts_surprise_size_reach_and_danger_first() -> None:
    plain = raised()
    posts = [post(n) for n in range(10, 15)]
    assert join(plain, posts).rank > plain.rank
    assert raised(*(post(n, reach=900) for n in range(5))).rank > plain.rank + 1.5
    danger = raised(*(post(n, urgent=True) for n in range(5)))
    assert danger.rank == pytest.approx(plain.rank + 6)


@pytest.mark.parametrize(("reach", "worth"), [(0, 0), (99, 2), (999_999, 6), (10_000_000_000, 6)])
def test_what_a_source_says_of_its_reach_outranks_no_danger_to_life(
    reach: int, worth: float
) -> None:
    lead = raised(*(post(n, reach=reach if n == 0 else 0) for n in range(5)))
    assert lead.reach == reach
    assert lead.rank == pytest.approx(6.79 + worth)
    danger = raised(*(post(n, reach=0, urgent=True) for n in range(5)))
    assert lead.rank <= danger.rank


@pytest.mark.parametrize("text", ["Korban BANJIR di atap", "jembatan ambruk", "siswa keracunan"])
def test_words_of_danger_are_heard(text: str) -> None:
    assert is_urgent(text)


def test_ordinary_words_are_not_dangerous() -> None:
    assert not is_urgent("sampah menumpuk, antrean panjang, subanjir")


def test_a_lead_is_decided_once() -> None:
    promoted = by(raised(), LeadStatus.PROMOTED, case_id="LP-1")
    assert (promoted.case_id, promoted.version, promoted.history[-1].case_id) == ("LP-1", 2, "LP-1")
    assert len(promoted.extracts) == 5
    for status in (LeadStatus.PROMOTED, LeadStatus.ATTACHED, LeadStatus.DISMISSED):
        with pytest.raises(Conflict) as refused:
            by(promoted, status)
        assert refused.value.code == "lead_decided"


def test_a_dismissed_one_keeps_no_words_and_takes_none_in() -> None:
    gone = by(raised(), LeadStatus.DISMISSED, reason="lomba")
    assert (gone.extracts, gone.history[-1].reason) == ((), "lomba")
    assert join(gone, [post(8)]).extracts == ()


def test_how_long_a_lead_is_kept() -> None:
    lead = raised()
    assert lead.expires_at == NOW + KEEPS_FOR
    later = join(lead, [post(9, posted_at=NOW + timedelta(days=1))])
    assert later.expires_at == lead.expires_at  # or its first extracts would be kept longer
    assert by(lead, LeadStatus.PROMOTED, case_id="LP-1").expires_at is None
    assert by(lead, LeadStatus.ATTACHED, case_id="LP-1").expires_at is None
    assert by(lead, LeadStatus.DISMISSED, reason="x").expires_at == NOW + timedelta(days=365)
