"""The morning mail to a desk."""

from datetime import date

from chalicelib.case.model import Case, Status
from chalicelib.notices import digest
from chalicelib.notices.digest import Counted

from .samples import BODY, CASE, URL, after

TODAY = date(2026, 4, 2)
NONE = Counted(count=0, first=())


def these(*cases: Case) -> Counted:
    return Counted(count=len(cases), first=cases)


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
    assert (
        "- LP-LATE: pengaduan, tindak lanjut pertama paling lambat Selasa, 31 Maret 2026 (WIB), "
        f"lewat 2 hari\n  {URL}/officer?id=LP-LATE\n"
    ) in message.text
    assert "- LP-DUE: pengaduan, penyelesaian paling lambat Selasa, 14 April 2026" in message.text
    assert "- LP-NEW: pengaduan, penetapan instansi paling lambat Jumat, 27" in message.text
    assert message.text.index("LP-LATE") < message.text.index("LP-DUE")
    assert message.text.index("LP-DUE") < message.text.index("LP-NEW")
    assert f'href="{URL}/officer?id=LP-NEW"' in message.html
    assert "<b>" not in message.html


def test_on_its_last_day_a_case_is_not_late():
    due = these(after("routed"))
    message = digest(
        "A", new=NONE, due_today=due, overdue=NONE, public_url=URL, today=date(2026, 3, 31)
    )
    assert "paling lambat Selasa, 31 Maret 2026 (WIB)\n" in message.text


def test_no_title_no_body():
    message = digest(
        "A",
        new=these(CASE),
        due_today=these(CASE),
        overdue=these(CASE),
        public_url=URL,
        today=TODAY,
    )
    for form in (message.subject, message.text, message.html):
        assert CASE.title not in form
        assert BODY[:20] not in form


def test_a_long_list_says_how_many_it_leaves_out():
    cases = [after("routed", id=f"LP-{number:04}") for number in range(53)]
    message = digest(
        "A",
        new=Counted(count=10_003, first=cases),
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
        new = Counted(count=count, first=cases)
        text = digest("A", new=new, due_today=NONE, overdue=NONE, public_url=URL, today=TODAY).text
        assert ("laporan lain" in text) is said


def test_a_case_that_waits_for_the_reporter_has_no_deadline():
    message = digest(
        "A", new=these(after("answered")), due_today=NONE, overdue=NONE, public_url=URL, today=TODAY
    )
    assert f"- {CASE.id}: pengaduan\n" in message.text


def test_nothing_to_do_says_so():
    message = digest("A", new=NONE, due_today=NONE, overdue=NONE, public_url=URL, today=TODAY)
    assert "Tidak ada yang mendesak" in message.text
    assert f"{URL}/officer\n" in message.text
