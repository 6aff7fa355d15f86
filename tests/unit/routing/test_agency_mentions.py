"""Agencies named in a text, and what the names do there."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.routing import categories
from chalicelib.routing.agency_mentions import (
    AHEAD,
    CLEARLY,
    ENOUGH,
    IN_TITLE,
    SHORTEST_MISSPELT,
    WEIGHTS,
    AgencyMention,
    NamedBody,
    Role,
    find_mentions,
    find_subject,
    weigh_bodies,
)
from chalicelib.routing.mention_words import DATA
from chalicelib.routing.registry import packaged
from chalicelib.routing.text import LONGEST_TEXT
from tests.routing_list import TODAY

with (DATA / "agency_aliases.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))
NAMES = [(name, row) for row in ROWS for name in row["names"].split("|")]
MEANT = [(name, row) for name, row in NAMES if row["sectors"]]


def roles(body: str) -> list[tuple[str, Role]]:
    return [(one.name, one.role) for one in find_mentions(f"Laporan warga\n{body}")]


def test_the_table_names_agencies_and_affairs_that_there_are() -> None:
    known = {agency.id for agency in packaged().all(TODAY)}
    assert {row["agency"] for row in ROWS if row["agency"]} <= known
    assert all(categories.sector(one) for row in ROWS for one in row["sectors"].split())
    assert {row["alone"] for row in ROWS} == {"", "yes"}
    assert all(row["note"] for row in ROWS)
    assert len({name for name, _ in NAMES}) == len(NAMES) > 600


@pytest.mark.parametrize(("name", "row"), MEANT, ids=[name for name, _ in MEANT])
def test_every_name_is_found_as_what_it_means(name: str, row: dict[str, str]) -> None:
    (found,) = find_mentions(f"{name.upper()}\n")
    assert (found.name, found.role, found.in_title) == (name, "subject", True)
    assert found.body == NamedBody(
        agency_id=row["agency"] or None,
        sectors=tuple(row["sectors"].split()),
        alone=row["alone"] == "yes",
    )


@pytest.mark.parametrize("name", [name for name, row in NAMES if not row["sectors"]])
def test_what_is_only_near_to_a_name_is_none(name: str) -> None:
    assert find_mentions(f"{name}\n{name}") == ()


@pytest.mark.parametrize(
    ("body", "found"),
    [
        # What a complaint is about, or whom it speaks to.
        ("PLN mati terus", [("pln", "subject")]),
        ("Listrik PLNnya mati", [("pln", "subject")]),
        ("Ke puskesmas disuruh pulang", [("puskesmas", "subject")]),
        ("Petugas PDAM judes", [("pdam", "subject")]),
        ("Pegawai dukcapil judes", [("dukcapil", "subject")]),
        ("Kepada Yth. Kepala BPN", [("bpn", "addressee")]),
        ("Tolong pihak imigrasi dong", [("imigrasi", "addressee")]),
        ("mohon bea-cukai turun", [("bea cukai", "addressee")]),
        # Longer names before shorter ones.
        ("BPJS TK saya cair separuh", [("bpjs tk", "subject")]),
        ("BPJS saya mati", [("bpjs", "subject")]),
        # Where it is, and who somebody is.
        ("Lubang di depan kantor PLN", [("pln", "background")]),
        ("jl. Puskesmas no 3 gelap", [("puskesmas", "background")]),
        ("Samping polsek banyak sampah", [("polsek", "background")]),
        ("Bapak saya pensiunan PLN, jalan rusak", [("pln", "background")]),
        ("Suami saya kerja di PDAM", [("pdam", "background")]),
        ("Saya pegawai dukcapil", [("dukcapil", "background")]),
        ("Saya guru SD di desa", []),
        # What it is not.
        ("Ini bukan urusan PDAM", [("pdam", "background")]),
        ("Kayak PLN saja", [("pln", "background")]),
        ("Dibayar lewat kantor pos", [("kantor pos", "background")]),
        ("Polisi tidur terlalu tinggi", []),
        # Who was asked before.
        ("Sudah lapor ke PLN tapi diam", [("pln", "tried")]),
        ("Sudah lapor ke PLN dan PDAM", [("pln", "tried"), ("pdam", "tried")]),
        ("Lapor PLN. PDAM mati", [("pln", "tried"), ("pdam", "subject")]),
        ("PLN bilang bukan salahnya", [("pln", "tried")]),
        ("Depan PLN air PDAM mati", [("pln", "background"), ("pdam", "subject")]),
        (". PLN mati", [("pln", "subject")]),
        ("Pasien BPJS ditolak", [("bpjs", "tried")]),
        # One letter wrong in a long name, none in a short one.
        ("Kantor imigrsi tutup", [("imigrasi", "subject")]),
        ("kantor imigarsi tutup", [("imigrasi", "subject")]),
        ("dispendukcapill error", [("dispendukcapil", "subject")]),
        ("kator migrasi", []),
        ("kemenkemnaker", []),
        ("kemnakr", [("kemnaker", "subject")]),
        ("kemenker", []),  # kemenaker or kemenkes
        ("kemenku", []),
        ("imigr4si", [("imigrasi", "subject")]),
        ("bawslu", [("bawaslu", "subject")]),
        ("kawaslu", []),
        ("damkr", []),
        ("pnl mati", []),
        ("bppjs", []),
    ],
)
def test_what_stands_before_a_name_tells_what_it_does(
    body: str, found: list[tuple[str, Role]]
) -> None:
    assert roles(body) == found


def test_only_near_words_of_the_same_sentence_tell() -> None:
    assert roles("depan PLN") == [("pln", "background")]
    assert roles("depan yang PLN") == [("pln", "background")]
    assert roles("depan rusak PLN") == [("pln", "subject")]
    assert roles("di depan. PLN mati") == [("pln", "subject")]
    assert roles("bukan itu PLN") == [("pln", "background")]
    assert roles("bukan itu semua PLN") == [("pln", "subject")]
    assert roles("lapor kemarin dulu sekali PLN") == [("pln", "tried")]
    assert roles("lapor kemarin dulu sekali lagi PLN") == [("pln", "subject")]


def test_the_title_is_the_first_line() -> None:
    first, second = find_mentions("PLN mati\nPDAM juga\nmati")
    assert (first.in_title, second.in_title) == (True, False)
    assert (first.weight, second.weight) == (IN_TITLE, 1.0)
    assert [one.in_title for one in find_mentions("PLN. PDAM")] == [True, True]


def test_the_end_of_a_long_text_is_not_read() -> None:
    start = "a " * (LONGEST_TEXT // 2 - 2)
    assert len(find_mentions(f"{start}\npln")) == 1
    assert find_mentions(f"{start}aa\npln") == ()


def mention(key: str, role: Role, *, alone: bool = True, in_title: bool = False) -> AgencyMention:
    body = NamedBody(agency_id=key, sectors=(key,), alone=alone)
    return AgencyMention(name=f"{key}-{alone}", body=body, role=role, in_title=in_title)


def subject(*mentions: AgencyMention) -> tuple[str, bool] | None:
    found = find_subject(mentions)
    return (found.name, found.clear) if found else None


def test_a_text_is_about_whom_it_speaks_of_most() -> None:
    assert WEIGHTS["subject"] == ENOUGH
    assert WEIGHTS["addressee"] == IN_TITLE * ENOUGH == CLEARLY
    assert subject() is None
    assert subject(mention("a", "tried")) is None
    assert subject(mention("a", "background", in_title=True)) is None
    assert subject(mention("a", "subject")) == ("a-True", False)
    assert subject(mention("a", "tried"), mention("a", "tried")) == ("a-True", False)
    assert subject(mention("a", "addressee")) == ("a-True", True)
    assert subject(mention("a", "subject", in_title=True)) == ("a-True", True)
    assert subject(mention("a", "subject"), mention("a", "tried")) == ("a-True", True)


def test_two_that_are_near_leave_it_open() -> None:
    assert subject(mention("a", "subject"), mention("b", "subject")) is None
    assert AHEAD * WEIGHTS["tried"] == WEIGHTS["subject"]
    assert subject(mention("b", "tried"), mention("a", "subject")) == ("a-True", False)
    assert subject(mention("b", "tried"), mention("b", "background"), mention("a", "subject"))
    assert subject(mention("a", "addressee"), mention("b", "subject")) is None


def test_names_of_one_body_count_together_by_the_most_telling() -> None:
    weak, strong = mention("a", "subject", alone=False), mention("a", "subject")
    assert subject(weak, strong) == ("a-True", True)
    assert subject(weak, mention("a", "background")) == ("a-False", False)
    regional = NamedBody(agency_id=None, sectors=("health", "education"), alone=False)
    assert regional.key == "health"


def test_bodies_share_what_all_mentions_weigh() -> None:
    assert weigh_bodies(()) == []
    assert weigh_bodies([mention("a", "background")]) == []
    weak, strong = mention("a", "tried", alone=False), mention("a", "subject")
    other, passed = mention("b", "tried"), mention("c", "background")
    assert weigh_bodies([other, passed, weak, strong]) == [
        (strong.body, "a-True", 0.75),
        (other.body, "b-True", 0.25),
    ]


words = st.sampled_from(
    [name for name, _ in NAMES[::7]]
    + ["depan", "bukan", "lapor", "jl", "tolong", "saya", "pegawai", ".", "\n", "x"]
)


@given(st.lists(words, max_size=40))
def test_every_mention_stands_in_the_text(parts: list[str]) -> None:
    text = " ".join(parts)
    for found in find_mentions(text):
        assert found.name in " ".join(text.replace("\n", " ").replace(" . ", " ").split())
        assert found.weight >= 0


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert all(one.body.sectors for one in find_mentions(text))


@given(
    st.sampled_from([name for name, _ in MEANT if name.isalpha() and len(name) >= 9]),
    st.integers(1, 8),
)
def test_a_long_name_may_lack_a_letter(name: str, place: int) -> None:
    assert len(name) > SHORTEST_MISSPELT
    (meant,) = find_mentions(name)
    found = find_mentions(name[:place] + name[place + 1 :])
    assert {one.body.key for one in found} <= {meant.body.key}
