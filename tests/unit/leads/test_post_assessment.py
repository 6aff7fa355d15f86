"""What the rules make of a post: its places, what it is about, and where it counts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.leads.lead import LONGEST_EXTRACT, SeriesName, Sighting
from chalicelib.leads.post import Post
from chalicelib.leads.post_assessment import assess_post, series_of_places
from chalicelib.leads.velocity import SeriesKind
from chalicelib.routing.registry import packaged
from chalicelib.usecases.sector_models import classifier

NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)


def read(text: str, **changes: Any) -> Sighting:
    told: dict[str, Any] = {
        "id": "kabar:1", "source": "kabar", "url": "https://kabar.example/1", "text": text,
        "posted_at": NOON, "reach": 7,
    }  # fmt: skip
    return assess_post(
        Post(**(told | changes)),
        registry=packaged(),
        classifier=classifier(),
        mask=lambda words: words.replace("rahasia", "[…]"),
        latest=NOON + timedelta(minutes=5),
    )


def test_a_post_is_placed_and_named_as_a_complaint_is() -> None:
    post = read("udah seminggu truk sampah ga dateng di Surabaya tolong dong")
    assert (post.regions, post.sectors[0]) == (("35.78",), "environment")
    assert post.agency_id is not None
    assert post.agency_id.startswith("kota-surabaya")
    assert SeriesName.of(SeriesKind.SECTOR, "35.78", "environment") in post.series
    assert post.series[-1] == SeriesName.of(SeriesKind.PLACE, "35.78")
    assert (post.id, post.source, post.url, post.reach) == (
        "kabar:1", "kabar", "https://kabar.example/1", 7,
    )  # fmt: skip
    assert not post.urgent
    assert read("banjir di Surabaya").urgent


def test_a_post_that_may_accuse_an_office_names_it_to_nobody() -> None:
    """Where the rules know who inspects it, that one; else only the national desk sees the lead."""
    unsure = read("pedagang Surabaya diam saja, satpol pp tahu sendiri kenapa")
    assert (unsure.agency_id, unsure.regions) == (None, ("35.78",))
    # Nor where the rules are not sure whose affair it is, and that office would be the likeliest.
    crabs = "kepala puskesmas di Kota Surabaya itu kalo tanda tangan rujukan harus lihat dulu"
    assert read(f"{crabs} kepiting di ember depan. mamakku tidak punya kepiting").agency_id is None
    asked = read("ktp pertamaku di kelurahan kami Kota Surabaya, masnya sambil megang tanganku")
    assert asked.agency_id == "kota-surabaya-inspektorat"
    harmless = read("satpol pp Surabaya belum menertibkan pedagang di trotoar")
    assert harmless.agency_id == "kota-surabaya-satpol-pp"
    sure = read("Petugas Dinas Perhubungan Kota Surabaya minta uang pungli ke sopir truk")
    assert sure.agency_id == "kota-surabaya-inspektorat"
    above = read("Wali Kota Surabaya korupsi dana bansos, pejabat pemkot Surabaya minta setoran")
    assert above.agency_id == "provinsi-jawa-timur-inspektorat"


def test_a_name_of_a_few_places_counts_in_each_and_one_of_many_in_none() -> None:
    assert read("sampah menumpuk di Bekasi").regions == ("32.16", "32.75")
    assert read("sampah menumpuk di mana mana").regions == ()
    assert read("sampah menumpuk di mana mana").series == ()


def test_a_district_counts_in_its_regency() -> None:
    assert read("sampah menumpuk di Kecamatan Tambaksari Kota Surabaya").regions == ("35.78",)


def test_of_two_likely_sectors_both_count_and_never_more() -> None:
    both = read("pasar Surabaya sampahnya menggunung, becek dan bau").sectors
    assert both == ("environment", "economy_trade")
    series = list(series_of_places(("32.16", "32.75"), both))
    assert len(series) == 2 * 2 + 2
    assert [name.kind for name in series] == ["SECTOR"] * 4 + ["PLACE"] * 2


def test_what_is_nobodys_affair_has_no_sector() -> None:
    post = read("selamat pagi Surabaya semoga hari ini cerah")
    assert "nobody" not in post.sectors


@pytest.mark.parametrize(("after", "kept"), [(4, 4), (5, 5), (6, 5)])
def test_nothing_was_posted_later_than_now(after: int, kept: int) -> None:
    post = read("apa saja", posted_at=NOON + timedelta(minutes=after))
    assert post.posted_at == NOON + timedelta(minutes=kept)


def test_an_extract_is_masked_first_and_cut_at_a_word() -> None:
    assert read("kata  rahasia\nitu").extract == "kata […] itu"
    exact = "a" * LONGEST_EXTRACT
    assert read(exact).extract == exact
    cut = read("sampah menumpuk " * 30).extract
    assert len(cut) <= LONGEST_EXTRACT
    assert cut.endswith(" menumpuk…") or cut.endswith(" sampah…")


@pytest.mark.parametrize(
    "text",
    ["jalan rusak di Surabaya " * 400, "#banjir " * 1_250, "j" + "\u0301" * 9_999, "@" * 10_000],
)
def test_of_the_longest_post_a_short_extract_is_kept(text: str) -> None:
    kept = read(text[:10_000])
    assert 0 < len(kept.extract) <= LONGEST_EXTRACT
    assert len(kept.series) <= 13
