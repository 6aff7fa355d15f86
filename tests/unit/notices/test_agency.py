"""What officers read, and which desks."""

import pytest

from chalicelib.case.model import REPORTER, Case, Due, DueKind, Status
from chalicelib.events import Audience
from chalicelib.notices import (
    Mail,
    Recipient,
    agency_recipients,
    for_agency,
    for_agency_together,
)
from chalicelib.overseers import NATIONAL_DESK
from chalicelib.structs import replace

from .samples import (
    AFTER,
    AT,
    BODY,
    CASE,
    CASE_ID,
    LIAISON,
    NAMES,
    NATIONAL,
    SECRET_HASH,
    URL,
    after,
    event,
    name_of,
)

DISHUB = NAMES["dishub-surabaya"]
LINK = f"{URL}/officer?id={CASE_ID}"
WRITTEN_BY_PEOPLE = (
    "Tiang nomor 14.",
    "Masih padam.",
    "Milik PLN.",
    "Lampu ini milik PLN.",
    "Kapan jaringannya diperiksa?",
    "Jaringan diperiksa Kamis.",
)

GOLDEN = {
    "routed": [
        "Laporan baru",
        DISHUB,
        "Selasa, 31 Maret 2026 (WIB)",
        "Selasa, 14 April 2026 (WIB)",
    ],
    "triage": ["Petugas nasional, Kementerian PANRB", "Jumat, 27 Maret 2026 (WIB)"],
    "transferred": [f"dari {DISHUB}", NAMES["pln"], "Selasa, 31 Maret 2026 (WIB)"],
    "reassigned": [DISHUB, NAMES["pln"], "Selasa, 31 Maret 2026 (WIB)"],
    "messaged": ["sudah menjawab", "berjalan lagi", "Selasa, 14 April 2026 (WIB)"],
    "rated": [DISHUB, "tidak puas"],
    "appealed": [NAMES["pemkot-surabaya"], f"jawaban {DISHUB}", "Selasa, 14 April 2026 (WIB)"],
    "warned": [DISHUB, "tindak lanjut pertama", "Selasa, 31 Maret 2026 (WIB)"],
    "escalated": [DISHUB, "Selasa, 24 Maret 2026 (WIB)", "tingkat 1 dari 3"],
    "reopened": [DISHUB, "dibuka kembali", "Selasa, 14 April 2026 (WIB)"],
    "contribution_asked": [
        f"{DISHUB} menangani sebuah pengaduan",
        f"masukan dari {NAMES['pln']}",
        "Rabu, 1 April 2026 (WIB)",
        "Masukan paling lambat",
    ],
    "contributed": [
        f"{NAMES['pln']} mengirim masukan",
        f"tetap dari {DISHUB}",
        "Selasa, 14 April 2026 (WIB)",
    ],
    "question_withdrawn": [
        f"{NAMES['pemkot-surabaya']} menarik pertanyaan kepada pelapor",
        "berjalan lagi",
        "Selasa, 14 April 2026 (WIB)",
    ],
    "contribution_withdrawn": [f"kepada {NAMES['pln']}", "ditarik"],
    "archived": ["Pelapor menarik laporan ini", "atas wewenangnya sendiri"],
}


def mail(type_: str, *, data=None, audience=Audience.AGENCY, **changes):
    return for_agency(
        event(type_, **(data or {})),
        after(type_, **changes),
        audience=audience,
        agency_name=name_of,
        public_url=URL,
    )


@pytest.mark.parametrize("type_", GOLDEN)
def test_what_happened_and_by_when(type_):
    message = mail(type_)
    for line in (*GOLDEN[type_], CASE_ID, CASE.title, LINK):
        assert line in message.text
        assert line in message.html
    assert message.subject.endswith(f" · {CASE_ID}")
    assert message.subject.count(CASE_ID) == 1
    assert '<html lang="id">' in message.html


@pytest.mark.parametrize("type_", GOLDEN)
def test_nothing_a_person_wrote_but_the_masked_title(type_):
    message = mail(type_, masked_title=CASE.title.replace("Kenanga", "[nama]"))
    for form in (message.subject, message.text, message.html):
        for words in (BODY, BODY[:20], SECRET_HASH, "Kenanga", *WRITTEN_BY_PEOPLE):
            assert words not in form
    assert "Lampu jalan padam di Jalan [nama]" in message.text


@pytest.mark.parametrize("type_", GOLDEN)
@pytest.mark.parametrize(
    ("hidden", "words"), [("unchecked", "menunggu diperiksa"), ("restricted", "laporan tertutup")]
)
def test_nor_does_one_that_everybody_may_not_read_yet(type_, hidden, words):
    """Perhaps it is closed once a person has looked: who reads a mailbox is not asked then."""
    message = mail(type_, **{hidden: True})
    for form in (message.subject, message.text, message.html):
        assert CASE.title not in form
    assert f"Tidak ditampilkan ({words})" in message.text


@pytest.mark.parametrize("type_", GOLDEN)
def test_a_confidential_case_shows_no_title(type_):
    message = mail(type_, confidential=True)
    for form in (message.subject, message.text, message.html):
        assert CASE.title not in form
        assert "Kenanga" not in form
    assert "Tidak ditampilkan (laporan tertutup)" in message.text


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        ("routed", (Recipient(agency_id="dishub-surabaya"),)),
        ("triage", (Recipient(agency_id=NATIONAL_DESK),)),
        ("transferred", (Recipient(agency_id="pln"),)),
        ("reassigned", (Recipient(agency_id="pln"),)),
        ("messaged", (Recipient(agency_id="dishub-surabaya"),)),
        ("rated", (Recipient(agency_id="dishub-surabaya"),)),
        (
            "appealed",
            (
                Recipient(agency_id="pemkot-surabaya"),
                Recipient(agency_id="dishub-surabaya", audience=Audience.FORMER_HOLDER),
            ),
        ),
        (
            "appeal_decided",
            (Recipient(agency_id="dishub-surabaya", audience=Audience.FORMER_HOLDER),),
        ),
        ("warned", (Recipient(agency_id="dishub-surabaya"),)),
        ("reopened", (Recipient(agency_id="dishub-surabaya"),)),
        (
            "escalated",
            (
                Recipient(agency_id="dishub-surabaya", audience=Audience.HEADS),
                Recipient(agency_id="pemkot-surabaya", audience=Audience.HEADS),
            ),
        ),
    ],
)
def test_who_is_told(type_, expected):
    assert agency_recipients(event(type_), after(type_)) == expected


def test_heads_are_told_each_once_in_the_order_of_the_event():
    missed = event("escalated", notify=["pln", "dishub-surabaya", "pln", "pemkot-surabaya"])
    case = after("escalated", escalated_to=("pemkot-surabaya", "pln"))
    told = [recipient.agency_id for recipient in agency_recipients(missed, case)]
    assert told == ["pln", "dishub-surabaya", "pemkot-surabaya"]


def test_an_appeal_of_before_brings_its_former_holder_no_other_news():
    for type_ in ("warned", "reopened", "escalated", "messaged"):
        told = agency_recipients(event(type_), after(type_, appeal=AFTER["appealed"]["appeal"]))
        assert told == agency_recipients(event(type_), after(type_))
    decided = after("appeal_decided", appeal=None)
    assert agency_recipients(event("appeal_decided"), decided) == ()


def test_of_an_upheld_appeal_hears_who_owes_the_repair():
    """Not who cannot do it: because they ended, or were accused since."""
    heir = event("appeal_decided", order_to="pln")
    told = agency_recipients(heir, after("appeal_decided", agency_id="pln"))
    assert told == (Recipient(agency_id="pln"),)
    nobody, without = event("appeal_decided", order_to=None), {"agency_id": None}
    in_triage = after("appeal_decided", status=Status.TRIAGE, **without)
    assert agency_recipients(nobody, in_triage) == (Recipient(agency_id=NATIONAL_DESK),)
    routed = after("appeal_decided", status=Status.ROUTED, agency_id="pln")
    assert agency_recipients(nobody, routed) == ()


def test_the_desk_hears_that_it_names_who_repairs():
    text = mail("appeal_decided", data={"order_to": None}).text
    assert "Tetapkan instansi" in text
    assert f"tidak dapat diserahkan kepada {DISHUB}" in text
    assert "Anda wajib memperbaiki" not in text


def test_who_was_appealed_against_and_decides_is_asked_to_decide():
    appealed = event("appealed", agency_id="dishub-surabaya")
    told = agency_recipients(appealed, after("appealed", agency_id="dishub-surabaya"))
    assert told == (Recipient(agency_id="dishub-surabaya", audience=Audience.AGENCY),)


@pytest.mark.parametrize("type_", ["routed", "transferred", "reassigned", "triage"])
def test_who_was_given_a_case_and_has_it_no_more_is_not_told(type_):
    assert agency_recipients(event(type_), after(type_, agency_id="pemkot-surabaya")) == ()


@pytest.mark.parametrize(
    "type_", ["messaged", "rated", "warned", "reopened", "contributed", "question_withdrawn"]
)
def test_what_comes_late_is_told_to_who_has_the_case_by_then(type_):
    handed_on = after(type_, agency_id="pln")
    assert agency_recipients(event(type_), handed_on) == (Recipient(agency_id="pln"),)


def test_an_appeal_that_was_handed_on_is_told_to_whose_answer_it_is_about():
    told = agency_recipients(event("appealed"), after("appealed", agency_id="pln"))
    assert [recipient.audience for recipient in told] == [Audience.FORMER_HOLDER]


def test_of_a_missed_deadline_hears_who_has_the_case_or_was_called_in():
    """The holder that let it pass has lost it; its head is not told of what another does."""
    handed_on = after("escalated", agency_id="pln")
    told = [recipient.agency_id for recipient in agency_recipients(event("escalated"), handed_on)]
    assert told == ["pemkot-surabaya"]


@pytest.mark.parametrize("changes", [{"ended_in": 10}, {"asked_in": 12}])
def test_nobody_is_asked_for_what_is_not_waited_for_any_more(changes):
    (asked,) = after("contribution_asked").contributions
    case = after("contribution_asked", contributions=(replace(asked, **changes),))
    assert agency_recipients(event("contribution_asked"), case) == ()


def test_a_case_nobody_holds_is_the_national_desk_s():
    unheld = after("warned", agency_id=None, status=Status.TRIAGE)
    assert agency_recipients(event("warned"), unheld) == (Recipient(agency_id=NATIONAL_DESK),)


def test_satisfaction_is_no_news_to_the_desk():
    assert agency_recipients(event("rated", satisfied=True), after("rated")) == ()


def test_a_return_reaches_the_national_desk_only_when_it_must_decide():
    assert agency_recipients(event("returned"), after("returned")) == ()
    decide = after("returned", status=Status.TRIAGE)
    assert agency_recipients(event("returned"), decide) == (Recipient(agency_id=NATIONAL_DESK),)
    assert "Keputusan Anda mengikat" in mail("returned", status=Status.TRIAGE).text
    told_since = after("returned", status=Status.TRIAGE, version=10)
    assert agency_recipients(event("returned"), told_since) == ()


def test_a_case_that_was_routed_before_has_its_follow_up_to_keep():
    text = mail("triage", first_routed_at=AT).text
    assert "jatuh tempo pada Selasa, 31 Maret 2026 (WIB)" in text


def test_an_escalation_says_when_the_next_level_is_reached():
    due = Due(kind=DueKind.ESCALATE, at=AT)
    assert "lagi pada Rabu, 25 Maret 2026 (WIB)" in mail("escalated", due=due).text


def test_a_message_that_answered_no_question_does_not_claim_so():
    assert "sudah menjawab" not in mail("messaged", data={"resumed": False}).text


def test_the_agency_appealed_against_is_told_and_not_asked_to_decide():
    text = mail("appealed", audience=Audience.FORMER_HOLDER).text
    assert f"jawaban {DISHUB}" in text
    assert f"{NAMES['pemkot-surabaya']} kini memeriksanya" in text
    assert "Putuskan keberatan" not in text


@pytest.mark.parametrize(
    ("upheld", "words"), [(True, "mengabulkan keberatan"), (False, "tetap berlaku")]
)
def test_the_agency_appealed_against_hears_the_decision(upheld, words):
    text = mail("appeal_decided", data={"upheld": upheld}, audience=Audience.FORMER_HOLDER).text
    assert words in text
    assert NAMES["pemkot-surabaya"] in text


def test_a_repeated_escalation_says_that_it_is_one():
    first = mail("escalated", data={"level": 3}, audience=Audience.HEADS)
    again = mail("escalated", data={"level": 3, "repeat": 2}, audience=Audience.HEADS)
    assert first.subject != again.subject
    assert "pengingat ke-2" in again.text
    assert "pengingat ke-" not in first.text


def test_who_took_a_question_back_knows_and_the_holder_hears() -> None:
    by_holder, by_desk = (
        replace(event("question_withdrawn"), actor=one) for one in (LIAISON, NATIONAL)
    )
    assert agency_recipients(by_holder, after("question_withdrawn")) == ()
    assert agency_recipients(by_desk, after("question_withdrawn")) == (
        Recipient(agency_id="dishub-surabaya"),
    )
    unheld = after("question_withdrawn", agency_id=None, status=Status.TRIAGE)
    assert agency_recipients(by_desk, unheld) == ()


@pytest.mark.parametrize(
    ("holder", "told"), [("dishub-surabaya", "dishub-surabaya"), (None, NATIONAL_DESK)]
)
def test_what_its_reporter_withdraws_is_news_to_who_has_it_and_what_officers_archive_is_not(
    holder, told
):
    case = after("archived", agency_id=holder)
    for officer in (LIAISON, NATIONAL):
        assert agency_recipients(replace(event("archived"), actor=officer), case) == ()
    for reason in ("spam", "abusive"):
        hidden = event("archived", reason=reason)
        unseen = replace(case, archive_reason=reason)
        (desk,) = agency_recipients(replace(hidden, actor=LIAISON), unseen)
        assert desk == Recipient(agency_id=NATIONAL_DESK)
        assert agency_recipients(replace(hidden, actor=NATIONAL), unseen) == ()
        taken_up = replace(unseen, archive_reason=None, status=Status.IN_PROGRESS)
        assert agency_recipients(replace(hidden, actor=LIAISON), taken_up) == ()
    withdrawn = replace(event("archived", reason="withdrawn"), actor=REPORTER)
    assert agency_recipients(withdrawn, case) == (Recipient(agency_id=told),)


@pytest.mark.parametrize("type_", ["contribution_asked", "contribution_withdrawn"])
def test_who_is_asked_to_contribute_is_told_and_the_holder_is_not(type_):
    assert agency_recipients(event(type_), after(type_)) == (
        Recipient(agency_id="pln", audience=Audience.CONTRIBUTOR),
    )


@pytest.mark.parametrize("holder", ["dishub-surabaya", None])
def test_a_contribution_goes_to_who_handles_the_case_then(holder):
    told = agency_recipients(event("contributed"), after("contributed", agency_id=holder))
    assert told == (Recipient(agency_id=holder or NATIONAL_DESK),)


def together(*cases: Case, type_: str = "escalated", **data: object) -> Mail:
    told = [(event(type_, **data), case) for case in cases]
    return for_agency_together(told, agency_name=name_of, public_url=URL)


def test_many_of_one_run_are_a_list_by_who_answers_for_them() -> None:
    pln = after("escalated", id="LP-PLN", agency_id="pln")
    hidden = after("escalated", id="LP-HIDDEN", confidential=True, masked_title="Judul rahasia")
    mail = together(after("escalated", id="LP-A"), pln, hidden)
    assert mail.subject == "3 laporan lewat batas waktu, perlu perhatian pimpinan"
    assert mail.text.index(f"\n{DISHUB}\n") < mail.text.index(f"\n{NAMES['pln']}\n")
    assert mail.text.index("LP-A") < mail.text.index("LP-HIDDEN") < mail.text.index("LP-PLN")
    assert f"- {CASE.masked_title}: LP-A: batas waktu tindak lanjut pertama" in mail.text
    assert "terlewat pada Selasa, 24 Maret 2026 (WIB); tingkat 1 dari 3\n" in mail.text
    assert "- Tidak ditampilkan (laporan tertutup): LP-HIDDEN" in mail.text
    assert "Judul rahasia" not in mail.text + mail.html
    for number in ("LP-A", "LP-PLN", "LP-HIDDEN"):
        assert mail.text.count(f"  {URL}/officer?id={number}\n") == 1
        assert f'href="{URL}/officer?id={number}"' in mail.html


def test_a_repeated_level_says_which_reminder_it_is() -> None:
    mail = together(after("escalated"), after("escalated", id="LP-B"), level=3, repeat=2)
    assert mail.text.count("tingkat 3 dari 3, pengingat ke-2\n") == 2


def test_warnings_of_one_run_say_when_the_limits_end() -> None:
    mail = together(after("warned"), after("warned", id="LP-B"), type_="warned")
    assert mail.subject == "Batas waktu 2 laporan hampir habis"
    assert "tindak lanjut pertama habis pada Selasa, 31 Maret 2026 (WIB)" in mail.text


@pytest.mark.parametrize(("count", "left_out"), [(50, 0), (51, 1), (53, 3)])
def test_a_long_list_of_a_run_says_how_many_it_leaves_out(count: int, left_out: int) -> None:
    mail = together(*(after("escalated", id=f"LP-{n:04}") for n in range(count)))
    assert mail.subject.startswith(f"{count} laporan")
    assert mail.text.count("officer?id=") == 50
    said = f"dan {left_out} laporan lain di konsol petugas."
    assert (said in mail.text) is (said in mail.html) is bool(left_out)
