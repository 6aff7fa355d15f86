"""What the pages promise before any of their scripts has run."""

import gzip
import hashlib
import json
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from chalicelib.case.actions import OFFICER_ACTIONS
from chalicelib.http import pages
from chalicelib.http.officer_schemas import shape_of
from chalicelib.http.pages import PAGES, PARTS, WORKER, _content
from chalicelib.presentation.catalogue import Language, page_words
from chalicelib.routing import categories, secrecy
from chalicelib.routing.danger import SECRECY
from chalicelib.routing.danger_reading import TextReading

WEB = Path(__file__).parents[2] / "chalicelib" / "web"


class Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.methods: list[str | None] = []
        self.early: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.methods.append(given.get("method"))
        if tag == "button" and given.get("type") != "button" and "disabled" not in given:
            self.early.append(str(given))


@pytest.mark.parametrize("page", ["index.html", "track.html", "officer.html"])
def test_a_form_sent_before_its_script_runs_puts_nothing_into_an_address(page: str) -> None:
    """Without `method` a browser would put texts, secrets and passwords into the address, and so
    into histories and logs."""
    forms = Forms()
    forms.feed(text_of(page))
    assert forms.methods
    assert set(forms.methods) == {"post"}


@pytest.mark.parametrize(
    ("field", "hint"),
    [
        ("location", "file.where_hint"),
        ("incident_date", "filing.when_hint"),
        ("reporter.email", "file.email_hint"),
    ],
)
def test_where_a_fact_about_somebody_is_asked_it_is_said_what_for(field: str, hint: str) -> None:
    after = text_of("index.html").partition(f'data-field="{field}"')[2]
    shown = re.search(
        f'<p class="hint"[^>]* data-t="{hint}">([^<]+)<', after.partition("<input")[0]
    )
    assert shown is not None
    assert page_words("id")[hint] == shown[1]
    assert shown[1].startswith(("Untuk ", "Agar "))
    assert page_words("en")[hint].startswith(("To ", "So that "))


@pytest.mark.parametrize("page", ["index.html", "track.html", "officer.html", "replacement.html"])
def test_no_form_can_be_sent_before_its_script_runs(page: str) -> None:
    """It would go to the page's own address, which takes nothing, and what was typed be lost."""
    forms = Forms()
    forms.feed(text_of(page))
    assert forms.early == []


def test_the_form_of_each_action_asks_for_what_the_action_takes() -> None:
    script = (WEB / "static" / "actions.js").read_text(encoding="utf-8")
    table = script.partition("const FIELDS = {")[2].partition("\n};")[0]
    asked = {
        action: set(re.findall(r'field\("(\w+)"', line))
        for action, line in re.findall(r"^  (\w+): \[(.*?)\],$", table, re.DOTALL | re.MULTILINE)
    }
    # A file is published where it is listed.
    taken = {name: {*shape_of(name).model_fields} for name in OFFICER_ACTIONS}
    del taken["publish_attachment"]
    assert asked == {name: fields for name, fields in taken.items() if fields}


def test_the_library_of_codes_is_what_npm_has() -> None:
    """Of lean-qr 2.7.4; only its licence was put before it."""
    licence, end, module = (WEB / "static" / "leanqr.js").read_text().partition("*/\n")
    assert end
    assert "Copyright (c) 2021-2025 David Evans" in licence
    published = "0ce41cd6 f92cc23c f057a1df 7e1b3876 767d6786 65dd65af 4e1d22b4 fad967dc"
    assert hashlib.sha256(module.encode()).digest() == bytes.fromhex(published)


def modules(page: str) -> list[str]:
    """The modules that a page loads by itself, in the order they are met."""
    names = re.findall(r'<script type="module" src="static/(\w+\.js)"', text_of(f"{page}.html"))
    return list(dict.fromkeys([*names, *(found for name in names for found in imported(name))]))


def imported(name: str) -> list[str]:
    """The modules that this one loads by itself, in the order they are met."""
    names = [name]
    for one in names:
        names += [
            found
            for found in re.findall(r'(?:from|import) "\./(\w+\.js)"', text_of(f"static/{one}"))
            if found not in names
        ]
    return names[1:]


def text_of(name: str) -> str:
    return pages._source(name)


def said_by(page: str) -> set[str]:
    """The keys of words in a page and its modules."""
    text = "".join(map(text_of, (f"{page}.html", *(f"static/{name}" for name in modules(page)))))
    return set(re.findall(r'"([a-z_]+\.[a-z0-9_.]+)"', text)) & page_words("id").keys()


def words_of(page: str) -> str:
    (name,) = re.findall(r'<html lang="id" data-words="(\w+)">', text_of(f"{page}.html"))
    return str(name)


PAGE_NAMES = sorted(path.stem for path in WEB.glob("*.html"))


@pytest.mark.parametrize("page", PAGE_NAMES)
def test_a_page_loads_the_words_that_it_says(page: str) -> None:
    said = said_by(page)
    assert said
    elsewhere = {
        kind for part, kinds in PARTS.items() if part not in PAGES[words_of(page)] for kind in kinds
    }
    assert {key for key in said if key.partition(".")[0] in elsewhere} == set()


@pytest.mark.parametrize("page", PAGE_NAMES)
def test_every_page_is_framed_with_its_own_place_marked(page: str) -> None:
    """The officers' desk has a head of its own."""
    text = text_of(f"{page}.html")
    assert "<!--" not in text
    assert [text.count(part) for part in ("<header", "<footer", "<meta charset")] == [1, 1, 1]
    own = "./" if page == "index" else page
    linked = re.findall(r'<a href="([^"]+)"(?: aria-current="(page)")?', text)
    assert {place for place, marked in linked if marked} == {own} & {place for place, _ in linked}


@pytest.mark.parametrize("page", PAGE_NAMES)
def test_every_page_says_what_it_is_to_who_links_to_it(page: str) -> None:
    text = text_of(f"{page}.html")
    (about,) = re.findall(r'<meta name="description" content="([^"]+)">', text)
    assert 30 <= len(about) <= 160
    colours = re.findall(r'<meta name="theme-color" content="(#\w+)" media="\((.+?)\)">', text)
    style = (WEB / "static" / "app.css").read_text(encoding="utf-8")
    assert [paper for paper, _ in colours] == re.findall(r"--paper: (#\w{6});", style)[:2]


def test_a_link_to_the_first_page_is_shown_with_its_name_and_what_it_is() -> None:
    text = text_of("index.html")
    shown = dict(re.findall(r'<meta (?:name|property)="([\w:]+)" content="([^"]+)">', text))
    assert shown["og:description"] == shown["description"]
    assert f">{shown['og:title']}</title>" in text


@pytest.mark.parametrize("page", PAGE_NAMES)
def test_a_page_names_all_modules_that_it_will_need_and_no_other(page: str) -> None:
    """Else a slow network makes the reader wait once more for each step from module to module."""
    named = re.findall(
        r'<link rel="modulepreload" href="static/([\w.]+)">', text_of(f"{page}.html")
    )
    assert sorted(named) == sorted([*modules(page), f"id.{words_of(page)}.js"])


def test_what_may_stay_empty_is_read_out_as_a_word_of_its_own() -> None:
    """Not "Komentartidak wajib": names of fields are put together without a blank."""
    marked = [
        found
        for page in PAGE_NAMES
        for found in re.findall(r'(.)<span class="optional"', text_of(f"{page}.html"))
    ]
    assert set(marked) == {" "}
    scripts = "".join(text_of(f"static/{path.name}") for path in (WEB / "static").glob("*.js"))
    made = re.findall(r'(.{5})el\("span", { class: "optional" }', scripts)
    assert set(made) == {'" ", '}


def test_what_people_call_a_topic_leads_to_one_that_there_is() -> None:
    table = text_of("static/picker.js").partition("const CALLED = {")[2].partition("};")[0]
    official = re.findall(r': "([a-z ]+)"', table)
    names = [category.name.lower() for category in categories.every(date(2026, 11, 27))]
    assert len(official) > 5
    assert [one for one in official if not any(one in name for name in names)] == []


def with_later(*names: str) -> set[str]:
    """These modules, what they load by themselves, and what they load when it is wanted."""
    found = set(names)
    for name in names:
        found |= set(re.findall(r'import\("\./(\w+\.js)"\)', text_of(f"static/{name}")))
    return found | {other for name in found for other in imported(name)}


def test_what_is_needed_to_write_a_report_is_kept_on_the_device() -> None:
    """All but the gallery of a case and the codes of a receipt, for which there is a network."""
    listed = text_of(WORKER).partition("const NAMES = [")[2].partition("];")[0]
    files = re.findall(r'"([^"]+)"', listed)
    needed = with_later("filing.js", "attach.js") | {"track.js", *imported("track.js")}
    words = {f"{language}.{name}.js" for language in ("id", "en") for name in KEPT_WORDS}
    styles = {"app.css", "attachments.css", "icon.svg", "app.webmanifest"}
    kept = (needed - {"gallery.js"}) | words | styles | {"solve.js"}
    assert sorted(files) == sorted(kept)


def test_a_bucket_gets_every_file_that_pages_load_and_the_worker_last() -> None:
    files = list(pages.static_files())
    *loaded, worker = (path for path, _, _ in files)
    version = f"static/{pages.static_version()}"
    assert loaded == [f"{version}/{name}" for name in sorted(pages.static_names())]
    assert worker == WORKER
    assert all(text and kind == pages.TYPES[Path(path).suffix] for path, text, kind in files)


KEPT_WORDS = ("file", "track", "attachments")


def test_another_word_is_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a browser would go on showing what it keeps."""

    def version() -> str:
        pages._content.cache_clear()
        pages._source.cache_clear()
        pages.static_version.cache_clear()
        (found,) = re.findall(r'VERSION = "(\w{16})"', pages._content(WORKER)[0])
        assert f'"static/{found}/app.css"' in pages._content("index.html")[0]
        return str(found)

    before = version()
    assert version() == before
    with monkeypatch.context() as changed:
        changed.setattr(pages, "page_words", lambda language: {"app.name": "LAPOR!"})
        assert version() != before
    assert version() == before


MOST_REQUESTS = {"officer": 14, "report": 9, "track": 12}
MOST_BYTES = 60_000  # as API Gateway compresses


@pytest.mark.parametrize("page", PAGE_NAMES)
def test_a_page_comes_in_few_answers_and_few_bytes(page: str) -> None:
    """The page, its style, its icon and its modules, before anybody touches it."""
    named = re.findall(r'(?:href|src)="(static/[\w.]+)"', text_of(f"{page}.html"))
    loaded = {f"{page}.html", *named} - {"static/app.webmanifest"}  # asked for when all is there
    assert len(loaded) <= MOST_REQUESTS.get(page, 8)
    assert sum(len(gzip.compress(_content(name)[0].encode())) for name in loaded) < MOST_BYTES


def test_what_the_form_hears_as_asking_for_secrecy_the_service_hears_too() -> None:
    """The phrases here; the ways to ask are read on the device in tests/browser/test_secrecy.py."""
    made = text_of("static/requests.js").removeprefix("export default ").removesuffix(";\n")
    heard = json.loads(made)
    assert heard == pages.secrecy_requests()
    assert len(heard["ways"]) == len(secrecy.REQUESTS)
    assert len(heard["phrases"]) > 20
    for phrase in heard["phrases"]:
        reading = TextReading(f"Tolong {phrase} ya pak")
        assert any(SECRECY in mark.concepts for mark in reading.marks), phrase


@pytest.mark.parametrize(
    ("language", "named"),
    [
        ("id", ("pemerintah induknya", "pengawasnya", "nasional", "dimintai masukan", "terlambat")),
        ("en", ("government", "oversee", "national", "contribute", "late report")),
    ],
)
def test_wherever_it_is_said_who_reads_a_closed_report_nobody_is_left_out(
    language: Language, named: tuple[str, ...]
) -> None:
    """Whom `may_read` lets in, beside the reporter and who handles it."""
    words = page_words(language)
    for key in ("do.confidential_hint", "seen.above", "seen.closed", "guide.readers_agency"):
        said = words[key].lower()
        assert [one for one in named if one not in said] == [], key


@pytest.mark.parametrize(
    ("language", "all_of_them"),
    [("id", "instansi yang terlibat"), ("en", "the agencies involved")],
)
def test_a_choice_of_who_reads_is_told_at_a_glance_and_names_nobody_or_all(
    language: Language, all_of_them: str
) -> None:
    """One or two short sentences. Whom it means is listed beside it, in tests/browser/
    test_secrecy.py: a part of them would say that the others do not read it."""
    words = page_words(language)
    for key in ("privacy.closed_hint", "file.confidential_hint"):
        assert all_of_them in words[key]
    for key in ("privacy.open_hint", "privacy.closed_hint", "privacy.masked_hint"):
        assert len(words[key]) <= 130, key
    for key in ("file.confidential_hint", "file.anonymous_hint"):
        assert len(words[key]) <= 100, key
