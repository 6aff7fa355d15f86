"""Mails to an address that nobody has confirmed: no word of who filed, a way to stop them."""

import pytest

from chalicelib.notices import Mail, for_merged_reporter, for_reporter
from chalicelib.structs import replace

from .samples import CASE, CONTACT, EVENTS, TO_REPORTER, after, event
from .test_every_event import MERGED_ID, TOLD_TO_MERGED, TOLD_TO_REPORTER

NAME = "Pemenang, buka https://evil.example"
TITLE = "Hadiah Anda: klik https://evil.example/klaim"
QUOTED = "Kabel sudah diganti kemarin."


def own(type_: str, *, confirmed: bool, limited: bool, language: str = "id", **data: str) -> Mail:
    mail = for_reporter(
        event(type_, **data),
        after(type_, title=TITLE, masked_title=TITLE),
        replace(TO_REPORTER, language=language, name=NAME, confirmed=confirmed, limited=limited),
    )
    assert mail is not None
    return mail


def merged(type_: str, *, confirmed: bool, limited: bool, **data: str) -> Mail:
    mail = for_merged_reporter(
        event(type_, **data),
        after(type_, merged_from=(MERGED_ID,)),
        replace(TO_REPORTER, name=NAME, confirmed=confirmed, limited=limited),
        merged_id=MERGED_ID,
    )
    assert mail is not None
    return mail


@pytest.mark.parametrize("limited", [True, False])
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("type_", sorted(TOLD_TO_REPORTER & EVENTS.keys()))
def test_no_word_of_who_filed_before_the_address_is_confirmed(
    type_: str, language: str, limited: bool
) -> None:
    mail = own(type_, confirmed=False, limited=limited, language=language)
    for form in (mail.subject, mail.text, mail.html):
        for word in ("Pemenang", "Hadiah", "evil"):
            assert word not in form
    confirmed = own(type_, confirmed=True, limited=False, language=language)
    assert NAME in confirmed.text
    assert TITLE in confirmed.text


@pytest.mark.parametrize("type_", sorted((TOLD_TO_MERGED & EVENTS.keys()) - {"rated"}))
def test_nor_to_who_is_told_of_what_theirs_was_merged_into(type_: str) -> None:
    mail = merged(type_, confirmed=False, limited=False)
    assert "Pemenang" not in mail.text + mail.html
    assert NAME in merged(type_, confirmed=True, limited=False).text


@pytest.mark.parametrize("confirmed", [True, False])
@pytest.mark.parametrize("limited", [True, False])
def test_every_mail_says_how_to_stop_and_a_limited_one_that_it_is(
    confirmed: bool, limited: bool
) -> None:
    for mail in (
        own("answered", confirmed=confirmed, limited=limited),
        merged("answered", confirmed=confirmed, limited=limited),
    ):
        assert mail.text.count(CONTACT) == 1
        assert f'href="{CONTACT}"' in mail.html
        assert ("Bukan Anda yang membuat laporan ini?" in mail.text) is confirmed
        assert ("Apakah laporan ini milik Anda?" in mail.text) is not confirmed
        assert ("paling banyak dua email" in mail.text) is limited


def test_while_mails_are_limited_they_quote_nobody() -> None:
    for mail in (own, merged):
        limited = mail("answered", confirmed=False, limited=True, text=QUOTED)
        assert QUOTED not in limited.text + limited.html
        assert "\n>" not in limited.text
        assert "<blockquote" not in limited.html
        opened = mail("answered", confirmed=False, limited=False, text=QUOTED)
        assert f"> {QUOTED}" in opened.text


def test_a_mail_to_a_desk_has_nothing_to_stop() -> None:
    from .test_mail import agency_mail

    mail = agency_mail()
    assert "Bukan Anda" not in mail.text
    assert CASE.id in mail.text
