"""What a reporter reads, by event and language."""

import html
import re
from datetime import timedelta

import pytest

from chalicelib.case.model import REPORTER, Due, DueKind, Rating, Status
from chalicelib.events import Audience
from chalicelib.notices import Mail, for_reporter
from chalicelib.notices.audience import told_to
from chalicelib.structs import replace

from .samples import (
    AT,
    BODY,
    CASE,
    CASE_ID,
    CONTACT,
    NAMES,
    POLICY,
    SECRET_HASH,
    TO_REPORTER,
    URL,
    after,
    event,
)

LINK = f"{URL}/track?id={CASE_ID}"
DISHUB = NAMES["dishub-surabaya"]

# type -> language -> what must be read: what happened, who, by when.
GOLDEN = {
    "routed": {
        "id": [DISHUB, "sudah kami terima", "Selasa, 31 Maret 2026 (WIB)", "Selasa, 14 April 2026"],
        "en": [DISHUB, "have received", "Tuesday, 31 March 2026 (WIB)", "Tuesday, 14 April 2026"],
    },
    "triage": {
        "id": ["Petugas nasional, Kementerian PANRB", "Jumat, 27 Maret 2026 (WIB)"],
        "en": ["National desk, Kementerian PANRB", "Friday, 27 March 2026 (WIB)"],
    },
    "started": {
        "id": [DISHUB, "mulai menanganinya", "> Tim berangkat besok pagi.", "14 April 2026 (WIB)"],
        "en": [
            DISHUB,
            "started to handle it",
            "> Tim berangkat besok pagi.",
            "14 April 2026 (WIB)",
        ],
    },
    "held": {
        "id": [DISHUB, "> Nomor tiang lampunya berapa?", "Rabu, 8 April 2026 (WIB)", "diarsipkan"],
        "en": [DISHUB, "> Nomor tiang lampunya berapa?", "Wednesday, 8 April 2026 (WIB)"],
    },
    "question_withdrawn": {
        "id": [
            f"{NAMES['pemkot-surabaya']} menarik pertanyaan",
            "tidak perlu menjawabnya",
            "> Nomor tiangnya sudah ditemukan.",
            "berjalan lagi",
            "Selasa, 14 April 2026 (WIB)",
        ],
        "en": [
            f"{NAMES['pemkot-surabaya']} has withdrawn",
            "need not answer",
            "> Nomor tiangnya sudah ditemukan.",
            "run again",
            "Tuesday, 14 April 2026 (WIB)",
        ],
    },
    "returned": {
        "id": [
            DISHUB,
            "bukan wewenangnya",
            "> Lampu ini milik PLN.",
            "pertama paling lambat Selasa, 31 Maret",
            "tetap Selasa, 14 April",
        ],
        "en": [
            DISHUB,
            "not within its authority",
            "> Lampu ini milik PLN.",
            "first step by Tuesday, 31 March",
            "still Tuesday, 14",
        ],
    },
    "transferred": {
        "id": [f"dari {DISHUB} ke PLN UID Jawa Timur", "> Milik PLN.", "31 Maret 2026 (WIB)"],
        "en": [f"from {DISHUB} to PLN UID Jawa Timur", "> Milik PLN.", "31 March 2026 (WIB)"],
    },
    "interim_replied": {
        "id": [DISHUB, "> Suku cadang sedang dipesan.", "Kamis, 2 April 2026 (WIB)"],
        "en": [DISHUB, "> Suku cadang sedang dipesan.", "Thursday, 2 April 2026 (WIB)"],
    },
    "answered": {
        "id": [DISHUB, "> Lampu sudah diganti.\n> Terima kasih.", "Kamis, 9 April 2026 (WIB)"],
        "en": [DISHUB, "> Lampu sudah diganti.\n> Terima kasih.", "Thursday, 9 April 2026 (WIB)"],
    },
    "reminded": {
        "id": [
            DISHUB,
            "Kamis, 9 April 2026 (WIB)",
            "tanpa tanggapan",
            "pernah dihitung sebagai puas",
        ],
        "en": [DISHUB, "Thursday, 9 April 2026 (WIB)", "no reply", "never counted as satisfied"],
    },
    "appealed": {
        "id": [
            f"jawaban {DISHUB}",
            NAMES["pemkot-surabaya"],
            "memutuskan paling lambat Selasa, 14",
        ],
        "en": [f"answer from {DISHUB}", NAMES["pemkot-surabaya"], "decide by Tuesday, 14 April"],
    },
    "appeal_decided": {
        "id": [
            NAMES["pemkot-surabaya"],
            "mengabulkan keberatan",
            f"{DISHUB} sekarang wajib memperbaikinya",
            "> Lampu diganti",
            "Selasa, 14 April 2026 (WIB)",
        ],
        "en": [
            NAMES["pemkot-surabaya"],
            "upheld your",
            f"{DISHUB} now has to put it right",
            "> Lampu diganti",
            "Tuesday, 14 April 2026 (WIB)",
        ],
    },
    "reassigned": {
        "id": [DISHUB, "dilanjutkan oleh PLN UID Jawa Timur", "31 Maret 2026 (WIB)"],
        "en": [DISHUB, "goes on with PLN UID Jawa Timur", "31 March 2026 (WIB)"],
    },
    "unmerged": {
        "id": ["berakhir tanpa jawaban", "Petugas nasional", "Selasa, 31 Maret 2026 (WIB)"],
        "en": ["ended without an answer", "national desk", "Tuesday, 31 March 2026 (WIB)"],
    },
    "reopened": {
        "id": [DISHUB, "dibuka kembali", "Selasa, 14 April 2026 (WIB)"],
        "en": [DISHUB, "been reopened", "Tuesday, 14 April 2026 (WIB)"],
    },
    "archived": {
        "id": [DISHUB, "belum cukup", "> Tanpa alamat.", "Sampai Kamis, 9 April 2026 (WIB)"],
        "en": [DISHUB, "not enough", "> Tanpa alamat.", "Until Thursday, 9 April 2026 (WIB)"],
    },
    "split": {
        "id": ["menjadi laporan tersendiri: LP-1111-2222-3333-A", "membuka kedua laporan"],
        "en": ["a report of its own: LP-1111-2222-3333-A", "opens both reports"],
    },
    "merged": {
        "id": ["LP-1111-2222-3333-A", "tetap dihitung"],
        "en": ["LP-1111-2222-3333-A", "still counts"],
    },
    "closed": {
        "id": ["tanpa tanggapan", "tidak dihitung sebagai puas", "Sampai Kamis, 9 April 2026"],
        "en": ["no reply", "not counted as satisfied", "Until Thursday, 9 April 2026"],
    },
    "escalated": {
        "id": [DISHUB, "tindak lanjut pertama", "Selasa, 24 Maret 2026", "tingkat 1 dari 3"],
        "en": [DISHUB, "first follow-up", "Tuesday, 24 March 2026", "level 1 of 3"],
    },
    "receipt_replaced": {
        "id": ["sudah diganti", "tidak berlaku lagi", "Amankan kotak surat"],
        "en": ["was replaced", "does not work any more", "Secure your mailbox"],
    },
    "identity_corrected": {
        "id": ["sudah diganti", "kode rahasia", "Pastikan alamat ini"],
        "en": ["was replaced", "secret code", "Confirm it with the link below"],
    },
    "breach_told": {
        "id": ["tanpa hak", "UU 27/2022", "Yang terjadi", "> Judul terbaca orang lain.", "dihapus"],
        "en": [
            "a right to",
            "Law 27/2022",
            "What happened",
            "> Judul terbaca orang lain.",
            "erase",
        ],
    },
    "identity_disclosed": {
        "id": [
            "(nama, nomor telepon) diperlihatkan kepada penjaga identitas Kementerian PANRB pada"
            " Rabu, 25 Maret 2026 (WIB), dengan persetujuan Pemerintah Kota Surabaya."
            " Dasarnya: permintaan tertulis penyidik.",
            "UU 27/2022",
            "LPSK",
        ],
        "en": [
            "(name, phone number) was shown to an identity custodian of Kementerian PANRB on"
            " Wednesday, 25 March 2026 (WIB), with the approval of Pemerintah Kota Surabaya."
            " The basis: written request of investigators.",
            "Law 27/2022",
            "LPSK",
        ],
    },
    "disclosure_told": {
        "id": ["(nama, nomor telepon)", "Jumat, 20 Februari 2026 (WIB)", "Pengadilan melarang"],
        "en": ["(name, phone number)", "Friday, 20 February 2026 (WIB)", "A court forbade"],
    },
    "deadlines_recomputed": {
        "id": [DISHUB, "hari kerja berubah", "31 Maret 2026 (WIB)", "14 April 2026 (WIB)"],
        "en": [DISHUB, "calendar of working days", "31 March 2026 (WIB)", "14 April 2026 (WIB)"],
    },
}


def mail(type_: str, language: str = "id", *, number: int = 9, name="Sari", data=None, **changes):
    message = for_reporter(
        event(type_, number=number, **(data or {})),
        after(type_, **changes),
        replace(TO_REPORTER, language=language, name=name),
        policy=POLICY,
    )
    assert isinstance(message, Mail)
    return message


def number_of(type_: str) -> int:
    return 2 if type_ in {"routed", "triage"} else 9


FOLLOW = {"id": "Lihat laporan Anda", "en": "See your report"}
RATE = {"id": "Beri penilaian", "en": "Rate the answer"}
BUTTONS = {
    "held": {"id": "Jawab pertanyaan ini", "en": "Reply to this question"},
    "answered": RATE,
    "reminded": RATE,
}


def test_every_told_event_has_its_golden_lines():
    assert GOLDEN.keys() == told_to(frozenset({Audience.REPORTER}))


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("type_", GOLDEN)
def test_what_happened_who_and_by_when(type_, language):
    message = mail(type_, language, number=number_of(type_))
    for line in GOLDEN[type_][language]:
        assert line in message.text
        for piece in line.split("\n"):
            assert html.escape(piece.removeprefix("> ")) in message.html


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("type_", GOLDEN)
def test_every_mail_names_the_case_and_leads_to_its_page(type_, language):
    message = mail(type_, language, number=number_of(type_))
    assert message.subject.endswith(f" · {CASE_ID}")
    assert message.subject.count(CASE_ID) == 1
    assert len(message.subject) > len(CASE_ID) + 10
    button = BUTTONS.get(type_, FOLLOW)[language]
    assert f"\n{button}:\n{LINK}\n" in message.text
    assert f'href="{LINK}"' in message.html
    assert f'<html lang="{language}">' in message.html
    assert CASE.title in message.text
    assert "Sari" in message.text.split("\n\n")[1]
    # The button, the address in full, and where to stop the mails: nothing else.
    assert re.findall(r'href="([^"]*)"', message.html) == [LINK, LINK, CONTACT]
    assert f"\n{CONTACT}\n" in message.text


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("type_", GOLDEN)
def test_no_mail_carries_the_complaint_or_the_receipt(type_, language):
    message = mail(type_, language, number=number_of(type_), confidential=True)
    for form in (message.subject, message.text, message.html):
        assert BODY not in form
        assert BODY[:20] not in form
        assert SECRET_HASH not in form


def test_other_languages_read_indonesian():
    assert mail("answered", "jv") == mail("answered", "id")
    assert mail("answered", "en-GB") == mail("answered", "en")


def test_without_a_name_the_greeting_has_no_gap():
    assert "\n\nHalo,\n\n" in mail("answered", name=None).text
    assert "\n\nHello,\n\n" in mail("answered", "en", name="  ").text


def test_only_the_first_disposition_confirms_the_receipt():
    assert "sudah kami terima" in mail("routed", number=2).text
    assert "sudah kami terima" not in mail("routed", number=3).text
    assert "sudah kami terima" in mail("triage", number=2).text
    assert "sudah kami terima" not in mail("triage", number=3).text


def test_days_are_those_of_the_case_zone():
    # 15:30 UTC is still the 25th in WIB and WITA, and already the 26th in WIT.
    moment = "2026-03-25T15:30:00+00:00"
    for zone, day in (("WIB", "25"), ("WITA", "25"), ("WIT", "26")):
        text = mail("held", zone=zone, data={"expires_at": moment}).text
        assert f"{day} Maret 2026 ({zone})" in text


def test_a_deadline_already_missed_is_not_promised_again():
    message = mail("started", "en", deadlines=after("started").deadlines)
    assert "must be resolved by" in message.text
    late = for_reporter(
        event("started"),
        after("started", deadlines=PAST),
        replace(TO_REPORTER, language="en"),
    )
    assert late is not None
    assert "must be resolved by" not in late.text
    assert "has passed" in late.text


PAST = type(CASE.deadlines)(
    verify_by=AT - timedelta(days=9),
    follow_up_by=AT - timedelta(days=8),
    resolve_by=AT - timedelta(days=7),
)


def test_without_clocks_silence_is_explained_without_a_day():
    message = for_reporter(
        event("reminded"),
        after("reminded"),
        TO_REPORTER,
    )
    assert message is not None
    assert "9 April" not in message.text
    assert "Diam tidak pernah dihitung sebagai puas" in message.text


def test_a_reminder_about_an_older_answer_names_no_day_of_the_new_one():
    message = mail("reminded", data={"answer": 1}, answers=2, answered_at=AT + timedelta(days=5))
    assert "10 hari kerja" in message.text
    assert "Beri penilaian paling lambat" not in message.text


def test_a_question_nobody_answered_says_why_the_case_was_archived():
    message = mail("archived", data={"reason": "no_reply", "note": None})
    assert "belum menerima jawaban" in message.text
    assert "no_reply" not in message.text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("id", ["Anda menarik laporan ini", DISHUB, "bukan Anda", "Sampai Kamis, 9 April 2026"]),
        ("en", ["You withdrew this report", DISHUB, "was it not you", "Until Thursday, 9 April"]),
    ],
)
def test_who_withdrew_is_told_so_and_how_to_take_it_up_again(language, said):
    """Also for who did not: somebody else may have had the secret code."""
    withdrawn = replace(event("archived", reason="withdrawn", note=None), actor=REPORTER)
    message = for_reporter(
        withdrawn,
        after("archived", archive_reason="withdrawn"),
        replace(TO_REPORTER, language=language),
        policy=POLICY,
    )
    assert message is not None
    for words in said:
        assert words in message.text


def test_spam_is_not_offered_a_reopening():
    message = mail("archived", "en", data={"reason": "spam"}, archive_reason="spam")
    assert "cannot be reopened" in message.text
    assert "you can reopen" not in message.text


def test_an_appeal_that_failed_shows_the_way_to_the_ombudsman():
    message = mail("appeal_decided", data={"upheld": False})
    assert "Keberatan Anda ditolak" in message.text
    assert "Ombudsman" in message.text


def test_after_an_escalation_the_next_check_is_named():
    due = Due(kind=DueKind.ESCALATE, at=AT + timedelta(days=5))
    assert "lagi pada Senin, 30 Maret 2026 (WIB)" in mail("escalated", due=due).text
    # Not from a case that has moved on: its next moment belongs to another event.
    assert "lagi pada" not in mail("escalated", due=due, version=10).text


def test_a_route_told_late_keeps_what_was_promised():
    answered = {"status": Status.ANSWERED, "answers": 1, "answered_at": AT}
    assert "31 Maret 2026 (WIB)" in mail("routed", number=2, **answered).text


@pytest.mark.parametrize(
    ("language", "said", "unsaid"),
    [("id", "tidak memuaskan", "belum menerima"), ("en", "not satisfied", "had no rating")],
)
def test_who_was_not_satisfied_is_not_told_that_they_were_silent(
    language: str, said: str, unsaid: str
) -> None:
    rating = Rating(satisfied=False, score=2, comment=None, at=AT)
    case = after("closed", answers=1, rated_answer=1, rating=rating)
    mail = for_reporter(
        event("closed"),
        case,
        replace(TO_REPORTER, language=language),
    )
    assert mail is not None
    assert said in mail.text
    assert unsaid not in mail.text


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_second_reminder_reads_as_the_last(language: str) -> None:
    subjects = {
        mail.subject
        for reminder in (1, 2)
        if (
            mail := for_reporter(
                event("reminded", reminder=reminder),
                after("reminded"),
                replace(TO_REPORTER, language=language),
            )
        )
    }
    assert len(subjects) == 2


@pytest.mark.parametrize("language", ["id", "en"])
def test_an_archive_says_its_reason_in_words_and_never_its_code(language):
    text = mail("archived", language, data={"reason": "out_of_scope", "note": None}).text
    assert "out_of_scope" not in text
    assert {"id": "di luar wewenang", "en": "outside the authority"}[language] in text


def test_a_repeated_escalation_says_that_nothing_moved():
    first = mail("escalated", "en", data={"level": 3})
    again = mail("escalated", "en", data={"level": 3, "repeat": 1})
    assert "Still overdue" in again.subject
    assert "Still overdue" not in first.subject
    assert "called again on" in again.text


STEP = f"{URL}/respond?id={CASE_ID}#message.AAAAA"


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("step", ["", STEP])
def test_the_button_leads_to_the_step_where_it_can_be_taken_without_the_code(
    language: str, step: str
) -> None:
    mail = for_reporter(
        event("held"),
        after("held"),
        replace(TO_REPORTER, language=language, step_url=step),
    )
    assert mail is not None
    once = {"id": "bisa dipakai sekali", "en": "can be used once"}[language]
    button = {"id": "Jawab pertanyaan ini", "en": "Reply to this question"}[language]
    assert f"{button}:\n{step or LINK}\n" in mail.text
    assert f">{button}</a>" in mail.html
    assert (once in mail.text) is bool(step)
    assert f'href="{LINK}"' in mail.html
    assert mail.text.count(f"{LINK}\n") == 1


@pytest.mark.parametrize(
    ("language", "words"), [("id", "Petugas nasional"), ("en", "national desk")]
)
def test_who_cannot_repair_what_an_appeal_ordered_is_not_said_to(language, words):
    message = mail("appeal_decided", language, data={"order_to": None})
    assert words in message.text
    assert f"{DISHUB} sekarang wajib" not in message.text
    assert f"{DISHUB} now has to" not in message.text
