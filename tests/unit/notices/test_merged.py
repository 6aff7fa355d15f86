"""What reporters of merged complaints read: every end, and nothing of a case that is not public."""

import pytest

from chalicelib.case.model import Case
from chalicelib.notices import Mail, for_merged_reporter, for_reporter
from chalicelib.structs import replace

from .samples import BODY, CASE, CASE_ID, CONTACT, NAMES, TO_REPORTER, URL, after, event

OWN_ID = "LP-1111-2222-3333-A"
DISHUB = NAMES["dishub-surabaya"]
QUOTED = {
    "answered": "Lampu sudah diganti.",
    "held": "Nomor tiang lampunya berapa?",
    "question_withdrawn": "Nomor tiangnya sudah ditemukan.",
    "appeal_decided": "Lampu diganti ulang pekan ini.",
    "archived": "Tanpa alamat.",
}
ENDS = ("answered", "closed", "archived", "appeal_decided", "rated")


def mail(type_: str, language: str = "id", case: Case | None = None, **changes) -> Mail | None:
    data = {"closed_reason": "confirmed"} if type_ == "rated" else {}
    return for_merged_reporter(
        event(type_, **data),
        case or after(type_, merged_from=(OWN_ID,), **changes),
        replace(TO_REPORTER, language=language, name="Sari"),
        merged_id=OWN_ID,
    )


@pytest.mark.parametrize(
    "type_", [*ENDS, "held", "question_withdrawn", "hold_expired", "escalated", "reopened"]
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_it_speaks_of_both_reports_and_never_of_the_other_text(type_, language):
    message = mail(type_, language)
    assert message is not None
    assert message.subject.endswith(f" · {OWN_ID}")
    assert message.subject.count(OWN_ID) == 1
    assert CASE_ID in message.text
    for text in (message.text, message.html, message.subject):
        assert BODY not in text
        assert CASE.title not in text
    if type_ in QUOTED:
        assert QUOTED[type_] in message.text


@pytest.mark.parametrize(
    ("type_", "field"),
    [
        ("answered", "text"),
        ("held", "question"),
        ("question_withdrawn", "note"),
        ("appeal_decided", "text"),
        ("archived", "note"),
    ],
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_words_that_were_written_to_somebody_else_are_masked(type_, field, language):
    words = "Yth. Ibu Sari Contoh, NIK 3578010101010001, HP 0812 3456 7890."
    told = event(type_, **{field: words})
    message = for_merged_reporter(
        told,
        after(type_, merged_from=(OWN_ID,)),
        replace(TO_REPORTER, language=language),
        merged_id=OWN_ID,
    )
    assert message is not None
    for form in (message.text, message.html):
        assert "Yth. Ibu [nama], NIK [NIK], HP [telepon]." in form
        assert not any(one in form for one in ("Sari Contoh", "3578", "0812"))
    own = for_reporter(
        told,
        after(type_),
        replace(TO_REPORTER, language=language),
    )
    assert own is not None
    assert words in own.text


@pytest.mark.parametrize("type_", [*ENDS, "escalated", "reopened"])
def test_the_link_leads_to_the_report_that_can_be_read(type_):
    message = mail(type_)
    assert message is not None
    assert f"{URL}/track?id={CASE_ID}" in message.text


@pytest.mark.parametrize("type_", ["held", "question_withdrawn", "hold_expired"])
def test_a_question_is_answered_on_the_page_of_their_own_report(type_):
    message = mail(type_)
    assert message is not None
    assert f"{URL}/track?id={OWN_ID}" in message.text
    assert f"{URL}/track?id={CASE_ID}" not in message.text


@pytest.mark.parametrize("hidden", ["confidential", "restricted", "unchecked"])
@pytest.mark.parametrize("type_", [*ENDS, "question_withdrawn", "hold_expired", "reopened"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_of_a_case_that_is_public_no_more_only_that_it_happened(type_, language, hidden):
    """Nor who has it now: an office that it accuses may have had a report merged into it."""
    message = mail(type_, language, **{hidden: True})
    assert message is not None
    for form in (message.subject, message.text, message.html):
        assert CASE_ID not in form.replace(CONTACT, "")
        assert QUOTED.get(type_, BODY) not in form
        assert not [name for name in NAMES.values() if name in form]
    assert any(name in mail(type_, language).text for name in NAMES.values())
    says = {"id": "tidak tampil untuk umum", "en": "not shown to the public"}[language]
    assert (says in message.text) is (
        type_ not in ("archived", "question_withdrawn", "hold_expired")
    )


@pytest.mark.parametrize("hidden", ["confidential", "restricted", "unchecked"])
@pytest.mark.parametrize("type_", ["held", "escalated"])
def test_of_a_case_that_is_public_no_more_nothing_that_cannot_be_acted_on(type_, hidden):
    assert mail(type_, **{hidden: True}) is None


@pytest.mark.parametrize(
    ("type_", "language", "says"),
    [
        ("archived", "id", "Laporan Anda sendiri tidak hilang"),
        ("archived", "en", "Your own report is not lost"),
        ("merged", "id", "kini mengikuti laporan"),
        ("merged", "en", "now follow report"),
    ],
)
def test_nobody_files_again_what_goes_on_by_itself(type_, language, says):
    message = mail(type_, language, confidential=True)
    assert message is not None
    assert says in message.text


def test_what_was_archived_as_spam_is_told_without_its_note_and_without_a_dead_link():
    message = mail("archived", archive_reason="spam")
    assert message is not None
    assert f"{URL}/track?id={OWN_ID}" in message.text
    assert f"{URL}/track?id={CASE_ID}" not in message.text
    assert QUOTED["archived"] not in message.text


@pytest.mark.parametrize(
    ("type_", "data"), [("rated", {"satisfied": False}), ("escalated", {"level": 3, "repeat": 1})]
)
def test_what_ends_nothing_and_is_no_news_is_not_told(type_, data):
    message = for_merged_reporter(
        event(type_, **data),
        after(type_),
        TO_REPORTER,
        merged_id=OWN_ID,
    )
    assert message is None
