"""Pictures of every page for docs/pages: phone and desktop, light and dark, on the running stack.

Usage: make screenshots, after make up and make demo; names of pages take those alone. What is
shown is what the demo filed.
"""

import io
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from infra.package import ROOT
from tests.browser.api import Api
from tests.browser.conftest import FLAGS, found_browser
from tests.browser.steps import fill_in, go, linked, look_up, sign_in

PICTURES = ROOT / "docs" / "pages"
SIZES = {"phone": (390, 844), "desktop": (1280, 800)}
SCHEMES = ("light", "dark")
QUALITY = 55  # of WebP: text stays readable, and a picture takes some 20 kB
UNCLEAR = ("Puskesmas Anggrek", "Puskesmas Melati", "Puskesmas Kenanga")
PATIENCE = 30_000  # milliseconds

Prepare = Callable[[Page], None]


def main() -> None:
    """Take them all."""
    outputs = json.loads((ROOT / ".local" / "outputs.json").read_text())
    PICTURES.mkdir(exist_ok=True)
    names: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found_browser(), args=list(FLAGS))
        for name, path, prepare in pages(outputs):
            names.append(name)
            if sys.argv[1:] and name not in sys.argv[1:]:
                continue
            for size, (width, height) in SIZES.items():
                for scheme in SCHEMES:
                    picture = taken(browser, outputs, path, prepare, (width, height), scheme)
                    keep(picture, PICTURES / f"{name}-{size}-{scheme}.webp")
            print(name, file=sys.stderr)
        browser.close()
    (PICTURES / "README.md").write_text(index(names))


def index(names: Sequence[str]) -> str:
    """The page that shows them all."""
    rows = [
        "# Pages",
        "",
        "Each page on a phone (390 x 844) and a desktop (1280 x 800), light and dark, with what"
        " `make demo` filed on the local stack. `make screenshots` takes them.",
    ]
    for name in names:
        shown = (f"![]({name}-{size}-{scheme}.webp)" for size in SIZES for scheme in SCHEMES)
        rows += ["", f"## {name}", "", *shown]
    return "\n".join(rows) + "\n"


def pages(outputs: dict[str, Any]) -> Iterator[tuple[str, str, Prepare]]:
    """Name, path and what is done on each page before its picture is taken."""
    api = Api(outputs)
    receipt = api.filed()
    api.settle()
    for name in UNCLEAR:
        api.filed(
            title=f"{name} tutup lebih awal",
            body=f"{name} tutup jam sepuluh pagi, padahal jadwalnya sampai siang.",
            location={"address": "Malang"},
        )
    own, question = mailed(api)
    officer, national, monitor = map(api.user, ("liaison", "national_admin", "monitor"))
    custodian, administrator = map(api.user, ("custodian", "agency_admin"))
    yield "file-privacy", "", waits("#title, h1")
    yield "file-story", "", steps_to("story")
    yield "file-check", "", filled
    yield "track", "track", waits("#lookup")
    yield "track-report", "track", lambda page: look_up(page, receipt)
    yield "withdraw", "track", lambda page: withdrawing(page, receipt)
    yield "replacement", "replacement", waits("form")
    yield "contact", own, waits("main button")
    yield "follow", f"follow?id={receipt['id']}#{'0' * 64}", waits("main button")
    yield "respond", question, waits("#asked .words")
    yield "reports", "reports", waits("main li")
    yield "report", f"reports/{receipt['id']}", waits("main h1")
    yield "map", "map", waits("main svg")
    yield "figures", "figures", waits("main h2")
    yield "guide", "guide", waits("h1")
    yield "not-found", "tidak-ada", waits("h1")
    yield "sign-in", "officer", waits("#login h1")
    yield "desk", "officer", signed_in(officer, f"#{receipt['id']}", "#case-title")
    yield "triage", "officer", signed_in(national, "", "#cases li")
    yield "counter", "officer", signed_in(officer, "#counter", "#part h1")
    yield "replies", "officer", signed_in(administrator, "#replies", "#part h1")
    for part in ("overview", "leads", "brief"):
        yield part, "officer", signed_in(monitor, f"#{part}", "#part h1")
    for part in ("calendar", "clocks", "register", "keys", "access", "webhooks", "feeds"):
        place = f"#administration/{part}"
        yield f"administration-{part}", "officer", signed_in(national, place, "#part form")
    for part in ("rates", "letters"):
        place = f"#administration/{part}"
        yield f"administration-{part}", "officer", signed_in(national, place, "#part h1 ~ *")
    for part in ("readings", "breaches"):
        place = f"#administration/{part}"
        yield f"administration-{part}", "officer", signed_in(custodian, place, "#part form")


def mailed(api: Api) -> tuple[str, str]:
    """Where two mails lead: the one that asks whose report it is, and, once that is confirmed, the
    one that puts an agency's question."""
    address = f"pelapor-{time.time_ns()}@contoh.example"
    receipt = api.filed(reporter={"email": address})
    own = linked(api.mails(address), "contact")
    token = own.partition("#")[2]
    path = f"v1/complaints/{receipt['id']}/contact"
    status, answer = api.call("POST", path, {"token": token, "mine": True})
    assert status == 200, answer
    api.bring(receipt, api.user("liaison")["agency_id"])
    api.act("liaison", receipt, "hold", question="Di lantai berapa kelasnya?")
    return own, linked(api.mails(address), "respond", "message.")


def waits(selector: str) -> Prepare:
    """Nothing but to wait for what the page is about."""

    def wait(page: Page) -> None:
        page.locator(selector).first.wait_for()

    return wait


def steps_to(step: str) -> Prepare:
    """Go to a step of the form."""
    return lambda page: go(page, step)


def filled(page: Page) -> None:
    """Fill the form in, up to the answers to check."""
    fill_in(page)
    page.locator("h2:visible, h1:visible").first.wait_for()


def withdrawing(page: Page, receipt: dict[str, Any]) -> None:
    """Open a report as its reporter, and what withdrawing it means."""
    look_up(page, receipt)
    page.locator("#withdrawal summary").click()
    page.locator("#withdraw").wait_for()
    page.locator("#withdrawal").evaluate("part => part.scrollIntoView()")


def signed_in(user: dict[str, str], fragment: str, selector: str) -> Prepare:
    """Sign an officer in, and go to a part of the console."""

    def enter(page: Page) -> None:
        sign_in(page, user)
        if fragment:
            page.goto(page.url.split("#")[0] + fragment)
        page.locator(selector).first.wait_for()

    return enter


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
