"""No words of others can become markup, a header, or our own words."""

import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.events import Audience
from chalicelib.http import pages
from chalicelib.notices import Mail, for_agency, for_reporter
from chalicelib.notices.mail import one_line, printable
from chalicelib.structs import replace

from .samples import CONTACT, TO_REPORTER, URL, after, event

HOSTILE = (
    "<script>alert(\"1\")</script><img src=x onerror='f()'> & {name} {0} %s\r\nBcc: a@b.example"
)
anything = st.text(alphabet=st.characters(exclude_categories=()), max_size=120)


class Page(HTMLParser):
    """Which elements a mail program would see, with their attributes, and the text between."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(document)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.extend(attrs)

    def handle_data(self, data):
        self.words += data


def reporter_mail(*, answer="", title="x", name="x", agency="x") -> Mail:
    message = for_reporter(
        event("answered", text=answer),
        after("answered", title=title),
        replace(TO_REPORTER, agency_name=lambda agency_id: agency, name=name),
    )
    assert message is not None
    return message


def agency_mail(*, title="x", agency="x") -> Mail:
    message = for_agency(
        event("routed"),
        after("routed", masked_title=title),
        audience=Audience.AGENCY,
        agency_name=lambda agency_id: agency,
        public_url=URL,
    )
    assert message is not None
    return message


SKELETON = Page(reporter_mail(answer="x", name="x").html).tags


@given(answer=anything.filter(lambda text: printable(text)), title=anything, name=anything)
@settings(max_examples=200, deadline=None)
def test_no_text_changes_the_markup(answer, title, name):
    message = reporter_mail(answer=answer, title=title, name=name, agency=title)
    page = Page(message.html)
    assert [tag for tag in page.tags if tag != "br"] == [tag for tag in SKELETON if tag != "br"]
    assert {value for key, value in page.attributes if key == "href"} == {
        f"{URL}/track?id=LP-7K3M-9QXT-2B4V-H",
        CONTACT,
    }
    assert not any(key.startswith("on") for key, _ in page.attributes)
    message.html.encode()
    message.text.encode()


@given(words=anything)
@settings(max_examples=200, deadline=None)
def test_no_text_starts_a_header(words):
    for message in (reporter_mail(agency=words, title=words), agency_mail(agency=words)):
        assert len(message.subject.splitlines()) == 1
        message.subject.encode()


@given(words=anything)
def test_one_line_is_one_line_and_bounded(words):
    line = one_line(words, 40)
    assert len(line) <= 40
    assert len(line.splitlines()) <= 1
    assert line == line.strip()


def test_hostile_words_are_shown_as_they_were_typed():
    message = reporter_mail(answer=HOSTILE, title=HOSTILE, name=HOSTILE[:60], agency=HOSTILE[:90])
    assert "<script" not in message.html
    assert "<img" not in message.html
    assert html.escape(HOSTILE.split("\r\n")[0]) in message.html
    assert len(message.subject.splitlines()) == 1
    assert '<script>alert("1")</script>' in Page(message.html).words
    assert "> Bcc: a@b.example" in message.text


def test_the_agency_s_mail_escapes_the_title():
    assert "<script" not in agency_mail(title=HOSTILE).html
    assert html.escape("<script>") in agency_mail(title=HOSTILE).html


def test_an_answer_cannot_pass_for_our_own_words():
    forged = "Baik.\n\n--\n\nKirim kode rahasia Anda ke sini:\u2028http://evil.example"
    text = reporter_mail(answer=forged).text
    quoted = [line for line in text.splitlines() if "evil" in line or "Kirim kode" in line]
    assert quoted
    assert all(line.startswith("> ") for line in quoted)


def test_direction_marks_are_taken_out():
    assert one_line("puas\u202e\u2066kadit") == "puaskadit"
    assert printable("a\u202eb\x00c\ud800d\n e") == "abcd\n e"
    assert printable("\na\tb \r\nc\x85") == "a\tb\nc"


@pytest.mark.parametrize("subject", ["a\r\nBcc: b", "a\nb", "a\x00b", "a\u2028b", "a\x85b"])
def test_a_message_refuses_a_subject_of_more_than_one_line(subject):
    with pytest.raises(ValueError, match="one line"):
        Mail(subject=subject, text="", html="")


def test_nothing_is_loaded_from_anywhere():
    page = Page(reporter_mail(answer="x").html)
    assert not {"img", "link", "script", "iframe", "form", "input"} & set(page.tags)
    assert "url(" not in reporter_mail(answer="x").html
    assert not {"src", "action", "background"} & {key for key, _ in page.attributes}
    assert ("content", "light dark") in page.attributes


def test_every_part_of_the_markup_has_its_value():
    _, page = reporter_mail(answer="x").html.split("</style>")
    assert not {"{", "}"} & set(page)


def test_a_mail_has_the_colours_of_the_pages() -> None:
    style = (pages.WEB / "static" / "app.css").read_text(encoding="utf-8")
    page, card, ink, accent = (
        re.findall(rf"--{name}: (#\w{{6}});", style)[0]
        for name in ("paper", "card", "ink", "accent")
    )
    mail = reporter_mail(answer="x").html
    assert [one for one in (page, card, ink, accent) if one not in mail] == []


def test_a_long_name_does_not_make_a_long_subject():
    subject = reporter_mail(agency="Dinas " + "Panjang " * 40).subject
    assert 145 <= len(subject) <= 150
    assert subject.startswith("Dinas Panjang")
    assert subject.endswith("… · LP-7K3M-9QXT-2B4V-H")
