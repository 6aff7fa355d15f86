"""A real browser on the pages of a really deployed stack."""

import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from tests.browser.api import Api
from tests.browser.steps import DESKTOP, PHONE, Screen
from tests.local.conftest import deployed as deployed
from tests.local.conftest import operating as operating
from tests.local.conftest import stack as stack
from tests.local.conftest import within_a_day as within_a_day

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# The first has no windows, and takes less than half the processor.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Milliseconds; cold functions and three tries on a cut line fit in, also on a busy machine.
PATIENCE = 90_000
HEIGHT = 844
SCREENSHOTS = Path(".local") / "screenshots"
# What some tests are about, and the browser tells of it in the console: the API refuses something,
# or a test cuts the connection.
EXPECTED = re.compile(
    r"Failed to load resource: (the server responded with a status of 4\d\d"
    r"|net::ERR_(FAILED|INTERNET_DISCONNECTED))"
)

# Who has chosen English before is not asked to load the page twice.
ENGLISH = "try { localStorage['lapor.language'] ??= 'en'; } catch { /* a page without storage */ }"

OpenPage = Callable[..., Page]


def found_browser() -> str:
    """The path of a chromium on this machine."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    assert found, "chromium is missing: apt-get install chromium"
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    found = found_browser()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=found, args=list(FLAGS), timeout=PATIENCE
        )
        yield started
        started.close()


@pytest.fixture(scope="session")
def portal(stack: dict[str, Any]) -> str:
    """The root of the pages, with the slash that relative links need."""
    return str(stack["portal_url"]).rstrip("/") + "/"


@pytest.fixture(params=[PHONE, DESKTOP], ids=str)
def screen(request: pytest.FixtureRequest) -> Screen:
    """What somebody looks at the pages on: a test that asks for it runs on a phone in Indonesian
    and at a desk in English."""
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def opened(open_page: OpenPage, screen: Screen) -> OpenPage:
    """Open a page on that screen, in a fresh browser context."""
    return partial(open_page, width=screen.width, english=screen.english)


@pytest.fixture
def api(stack: dict[str, Any]) -> Api:
    """The API without a browser, for bringing a case to where a page needs it."""
    return Api(stack)


@pytest.fixture
def open_page(
    browser: Browser, portal: str, stack: dict[str, Any], request: pytest.FixtureRequest
) -> Iterator[OpenPage]:
    """Open a page in a fresh browser context: `open_page("track", english=True, width=360)`.

    At the end no page may have asked a third party, logged an error, met the content security
    policy or set a cookie; a screenshot of a failed test stays in `.local/screenshots`.
    """
    contexts: list[BrowserContext] = []
    strangers: list[str] = []
    errors: list[str] = []
    away = "https://www.bmkg.go.id/"  # where who leaves at once is led
    own = (
        portal,
        away,
        f"{stack['aws_endpoint_url']}/{stack['attachments_bucket']}",
        "data:",
        "blob:",
    )

    def heard(kind: str, text: str) -> None:
        if kind == "error" and not EXPECTED.match(text):
            errors.append(text)

    def asked(url: str) -> None:
        if not url.startswith(own):
            strangers.append(url)

    def open_(
        path: str = "", *, english: bool = False, width: int = 390, scheme: Any = "light"
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHT},
            color_scheme=scheme,
            locale="id-ID",
            # From a network of its own, as the emulator has it: many from one would pay for it.
            extra_http_headers={"X-Forwarded-For": str(ip_address(secrets.randbits(32)))},
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("console", lambda message: heard(message.type, message.text))
        context.on("weberror", lambda error: errors.append(str(error.error)))
        context.on("request", lambda asked_for: asked(asked_for.url))
        if english:
            context.add_init_script(ENGLISH)
        page = context.new_page()
        page.goto(portal + path)
        if english:
            page.locator("html[lang=en]").wait_for()
        return page

    failed_before = request.session.testsfailed
    yield open_
    cookies = [cookie for context in contexts for cookie in context.cookies()]
    for number, context in enumerate(contexts):
        if request.session.testsfailed > failed_before and context.pages:
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            name = re.sub(r"\W+", "-", request.node.name)
            with suppress(Error):  # a page that hangs has no picture, and its own failure to tell
                context.pages[-1].screenshot(path=SCREENSHOTS / f"{name}-{number}.png")
        context.close()
    assert strangers == []
    assert errors == []
    assert cookies == []
