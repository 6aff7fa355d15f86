"""The morning mail to a desk."""

from datetime import UTC, date, datetime
from functools import partial

import pytest

from chalicelib import notices
from chalicelib.case.model import Case, Contribution, Status
from chalicelib.notices.digest import ListPreview
from chalicelib.structs import replace

from .samples import BODY, CASE, CASE_ID, URL, after, name_of

TODAY = date(2026, 4, 2)
NONE = ListPreview(count=0, first=())
digest = partial(notices.digest, asked=NONE, contributions=NONE, name_of=name_of)


def these(*cases: Case) -> ListPreview:
    return ListPreview(count=len(cases), first=cases)


def test_the_lists_with_numbers_days_and_links():
    late = after("routed", id="LP-LATE")
    due = after("started", id="LP-DUE", status=Status.IN_PROGRESS)
    new = after("triage", id="LP-NEW")
    message = digest(
        "Dinas <b>A</b>",
        new=these(new),
        due_today=these(due),
        overdue=these(late),
        public_url=URL,
        today=TODAY,
    )
    assert message.subject == (
        "Ringkasan laporan Dinas <b>A</b>: 1 lewat batas, 1 jatuh tempo hari ini, 1 baru"
    )
    assert "Kamis, 2 April 2026 (WIB)" in message.text
    place = "Kota Surabaya · "
    assert (
        "LEWAT BATAS WAKTU (1)\nBatas waktu Selasa, 31 Maret 2026 (WIB)\n"
        f"- {CASE.masked_title}: LP-LATE · {place}pengaduan, tindak lanjut pertama, lewat 2 hari\n"
        f"  {URL}/officer?id=LP-LATE\n"
    ) in message.text
    assert "\nBatas waktu Selasa, 14 April 2026 (WIB)\n" in message.text
    assert f"LP-DUE · {place}pengaduan, penyelesaian\n" in message.text
    assert f"LP-NEW · {place}pengaduan, penetapan instansi, lewat 6 hari\n" in message.text
    assert message.text.index("LP-LATE") < message.text.index("LP-DUE")
    assert message.text.index("LP-DUE") < message.text.index("LP-NEW")
    assert f'href="{URL}/officer?id=LP-NEW"' in message.html
    assert "<b>" not in message.html


def test_on_its_last_day_a_case_is_not_late():
    due = these(after("routed"))
    message = digest(
        "A", new=NONE, due_today=due, overdue=NONE, public_url=URL, today=date(2026, 3, 31)
    )
    assert "Batas waktu Selasa, 31 Maret 2026 (WIB)\n" in message.text
    assert "lewat" not in message.text.partition("Batas waktu Selasa")[2]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("confidential", "laporan tertutup"),
        ("restricted", "laporan tertutup"),
        ("unchecked", "menunggu diperiksa"),
    ],
)
def test_the_title_is_masked_and_of_what_is_not_for_everybody_there_is_neither_title_nor_place(
    reason, said
):
    masked = replace(CASE, title="Telepon 081234567890", masked_title="Telepon [telepon]")
    hidden = replace(CASE, masked_title="Judul yang rahasia", **{reason: True})
    message = digest(
        "A",
        new=these(masked),
        due_today=NONE,
        overdue=these(hidden),
        public_url=URL,
        today=TODAY,
    )
    assert "- Telepon [telepon]: " in message.text
    assert f"- Tidak ditampilkan ({said}): {CASE_ID} · pengaduan" in message.text
    assert message.text.count("Kota Surabaya") == 1
    for form in (message.subject, message.text, message.html):
        assert "081234567890" not in form
        assert "Judul yang rahasia" not in form
        assert BODY[:20] not in form


def test_cases_stand_under_the_day_of_their_limit():
    first, second = after("routed", id="LP-A"), after("routed", id="LP-B")
    later = after("started", id="LP-C", status=Status.IN_PROGRESS)
    message = digest(
        "A",
        new=NONE,
        due_today=NONE,
        overdue=these(first, second, later),
        public_url=URL,
        today=date(2026, 4, 20),
    )
    assert message.text.count("LEWAT BATAS WAKTU (3)") == 1
    assert message.text.count("Batas waktu Selasa, 31 Maret 2026 (WIB)\n") == 1
    assert message.text.count("Batas waktu Selasa, 14 April 2026 (WIB)\n") == 1
    assert message.html.count("<h3") == 2


def test_a_long_list_says_how_many_it_leaves_out():
    cases = [after("routed", id=f"LP-{number:04}") for number in range(53)]
    message = digest(
        "A",
        new=ListPreview(count=10_003, first=cases),
        due_today=NONE,
        overdue=NONE,
        public_url=URL,
        today=TODAY,
    )
    assert "LP-0049" in message.text
    assert "LP-0050" not in message.text
    assert "dan 9953 laporan lain" in message.text
    assert "dan 9953 laporan lain" in message.html
    assert "10003 baru" in message.subject
    assert "LEWAT BATAS WAKTU" not in message.text


def test_one_that_is_left_out_is_said_and_none_is_not():
    cases = [after("routed", id=f"LP-{number:04}") for number in range(50)]
    for count, said in ((51, True), (50, False)):
        new = ListPreview(count=count, first=cases)
        text = digest("A", new=new, due_today=NONE, overdue=NONE, public_url=URL, today=TODAY).text
        assert ("laporan lain" in text) is said


def test_a_case_that_waits_for_the_reporter_has_no_deadline():
    message = digest(
        "A", new=these(after("answered")), due_today=NONE, overdue=NONE, public_url=URL, today=TODAY
    )
    assert f"{CASE.id} · Kota Surabaya · pengaduan\n" in message.text


def test_nothing_to_do_says_so():
    message = digest("A", new=NONE, due_today=NONE, overdue=NONE, public_url=URL, today=TODAY)
    assert "Tidak ada yang mendesak" in message.text
    assert f"{URL}/officer\n" in message.text


def contribution(due: datetime, agency_id: str = "pln") -> Contribution:
    return Contribution(agency_id=agency_id, asked_in=3, due=due)


def test_contributions_are_listed_by_who_owes_the_first_of_them_and_by_when():
    first, later = datetime(2026, 4, 1, 16, tzinfo=UTC), datetime(2026, 4, 3, 16, tzinfo=UTC)
    owed = after("routed", id="LP-OWED", contributions=(contribution(first),))
    waits = after(
        "routed",
        id="LP-WAITS",
        contributions=(
            replace(contribution(first, "dishub-surabaya"), ended_in=5),
            contribution(later, "pemkot-surabaya"),
            contribution(first),
        ),
    )
    message = digest(
        "A",
        new=NONE,
        due_today=NONE,
        overdue=NONE,
        asked=these(owed),
        contributions=these(waits),
        public_url=URL,
        today=TODAY,
    )
    assert "MASUKAN YANG DIMINTA DARI ANDA (1)" in (message.text)
    assert "MASUKAN INSTANSI LAIN YANG TERLAMBAT (1)" in message.text
    line = "masukan PLN UID Jawa Timur paling lambat Rabu, 1 April 2026 (WIB)"
    for name in ("LP-OWED", "LP-WAITS"):
        assert f"{name} · Kota Surabaya · {line}\n  {URL}/officer?id={name}\n" in message.text
    assert "Tidak ada yang mendesak" not in message.text


@pytest.mark.parametrize("listed", ["asked", "contributions"])
def test_a_contribution_alone_is_something(listed: str):
    case = after("routed", contributions=(contribution(datetime(2026, 4, 1, 16, tzinfo=UTC)),))
    lists = {"asked": NONE, "contributions": NONE} | {listed: these(case)}
    message = digest(
        "A", new=NONE, due_today=NONE, overdue=NONE, public_url=URL, today=TODAY, **lists
    )
    assert "Tidak ada yang mendesak" not in message.text
    assert "(WIB)" in message.text
