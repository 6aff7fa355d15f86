"""Pictures of every page for docs/pages: phone and desktop, light and dark, on the running stack.

Usage: make screenshots, after make up and make demo. What is shown is what the demo filed.
"""

import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from infra.package import ROOT
from tests.browser.conftest import FLAGS, found_browser
from tests.browser.steps import give_code

PICTURES = ROOT / "docs" / "pages"
SIZES = {"phone": (390, 844), "desktop": (1280, 800)}
SCHEMES = ("light", "dark")
QUALITY = 55  # of WebP: text stays readable, and a picture takes some 20 kB
PATIENCE = 30_000  # milliseconds

Prepare = Callable[[Page], None]


def main() -> None:
    """Take them all."""
    outputs = json.loads((ROOT / ".local" / "outputs.json").read_text())
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found_browser(), args=list(FLAGS))
        for name, path, prepare in pages(outputs):
            for size, (width, height) in SIZES.items():
                for scheme in SCHEMES:
                    picture = taken(browser, outputs, path, prepare, (width, height), scheme)
                    keep(picture, PICTURES / f"{name}-{size}-{scheme}.webp")
            print(name, file=sys.stderr)
        browser.close()


def pages(outputs: dict[str, Any]) -> Iterator[tuple[str, str, Prepare]]:
    """Name, path and what is done on each page before its picture is taken."""
    case_id = public_case(outputs)
    officer = next(u for u in outputs["users"] if u["role"] == "liaison")
    national = next(u for u in outputs["users"] if u["role"] == "national_admin")
    yield "file", "", waits("h1")
    yield "track", "track", waits("h1")
    yield "reports", "reports", waits("#reports li, h1")
    yield "report", f"reports/{case_id}", waits("h1")
    yield "map", "map", waits("svg, h1")
    yield "figures", "figures", waits("table")
    yield "guide", "guide", waits("h1")
    yield "not-found", "tidak-ada", waits("h1")
    yield "sign-in", "officer", waits("#login h1")
    yield "inbox", "officer", signed_in(officer, "", "#cases li")
    yield "triage", "officer", signed_in(national, "", "#cases li")
    yield "administration", "officer", signed_in(national, "#administration/calendar", "#part form")


def waits(selector: str) -> Prepare:
    """Nothing but to wait for what the page is about."""

    def wait(page: Page) -> None:
        page.locator(selector).first.wait_for()

    return wait


def signed_in(user: dict[str, str], fragment: str, selector: str) -> Prepare:
    """Sign an officer in, and go to a part of the console."""

    def sign_in(page: Page) -> None:
        page.locator("#email").fill(user["email"])
        page.locator("#password").fill(user["password"])
        page.locator("#login [type=submit]:not([disabled])").click()
        give_code(page, user)
        page.locator("#desk h1").first.wait_for()
        if fragment:
            page.goto(page.url.split("#")[0] + fragment)
        page.locator(selector).first.wait_for()

    return sign_in


def public_case(outputs: dict[str, Any]) -> str:
    """A report that everybody may read."""
    asked = Request(f"{outputs['api_url']}/v1/complaints?limit=1")
    with urlopen(asked) as answer:  # noqa: S310 - the local stack's own address
        return str(json.load(answer)["items"][0]["id"])


def taken(
    browser: Browser,
    outputs: dict[str, Any],
    path: str,
    prepare: Prepare,
    size: tuple[int, int],
    scheme: Any,
) -> bytes:
    """One picture of what fits on a screen, as PNG."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, locale="id-ID"
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(outputs["portal_url"].rstrip("/") + "/" + path)
    prepare(page)
    page.wait_for_load_state("networkidle")
    picture = page.screenshot()
    context.close()
    return picture


def keep(picture: bytes, place: Path) -> None:
    """Write a picture small."""
    Image.open(io.BytesIO(picture)).save(place, "WEBP", quality=QUALITY, method=6)


if __name__ == "__main__":
    main()
