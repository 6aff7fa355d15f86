"""What people do on the pages, and what must hold of whatever they then see."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page, Request, expect

from infra.totp import login_of
from tests.browser.colours import told_by_colour_alone

Scheme = Literal["dark", "light"]

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"


@dataclass(frozen=True)
class Screen:
    """What somebody looks at the pages on, and in which language."""

    width: int
    english: bool

    @property
    def wide(self) -> bool:
        """Whether a list and what is opened from it stand side by side."""
        return self.width >= 1024

    def says(self, indonesian: str, english: str) -> str:
        """What the pages say there."""
        return english if self.english else indonesian

    def __str__(self) -> str:
        return f"{'desktop' if self.wide else 'phone'}-{'en' if self.english else 'id'}"


PHONE, DESKTOP = Screen(390, english=False), Screen(1280, english=True)
# For a test that is led the other way round than `screen` has it.
EXCHANGED = pytest.mark.parametrize(
    "screen", [Screen(390, english=True), Screen(1280, english=False)], ids=str
)


def in_english(page: Page) -> None:
    """Go on in English; the page begins anew."""
    page.get_by_role("button", name="English").click()
    page.locator("html[lang=en]").wait_for()


UNFOLD = """() => {
    const unheard = (event) => event.target.matches(".action") && event.stopPropagation();
    addEventListener("toggle", unheard, true);
    for (const part of document.querySelectorAll("details:not(.menu)")) part.open = true;
}"""


def unfold(page: Page) -> None:
    """Open every part of the page that can be opened, but for the menu, which lies over it; actions
    stop closing one another."""
    page.evaluate(UNFOLD)


def go(page: Page, step: str) -> None:
    """Open a step of the form, as a link to it does."""
    if not page.locator(f"[data-step={step}]").is_visible():
        page.evaluate("step => { location.hash = step; }", step)
        expect(page.locator(f"[data-step={step}]")).to_be_visible()


def fill_in(page: Page, **changes: str) -> None:
    """A complaint with only what is required, as a person types it, up to the answers to check:
    open to all, or `privacy="closed"` or `"masked"`."""
    go(page, "privacy")
    page.locator(f"[name=privacy][value={changes.get('privacy', 'open')}]").check()
    page.locator("#next").click()
    go(page, "story")  # where the answers were looked at before, one is led back to them
    page.locator("[value=complaint]").check()
    page.locator("#title").fill(changes.get("title", "Lampu jalan padam sejak Senin"))
    page.locator("#body").fill(
        changes.get("body", "Lampu di depan pasar padam sejak Senin malam dan jalan jadi gelap.")
    )
    page.locator("#next").click()
    go(page, "place")
    page.locator("[name=when][value=exact]").check()
    page.locator("#date").fill("2026-03-02")
    page.locator("#province:not([disabled])").select_option("35")
    page.locator("#regency:not([disabled])").select_option("35.78")
    go(page, "check")


def settled(page: Page) -> None:
    """Return once the page has done all that followed from the answers it has had."""
    page.evaluate("fetch('health').then((answer) => answer.text())")


def questions(page: Page) -> list[str]:
    """What is sent to be compared, or to have agencies proposed for, from now on."""
    asked: list[str] = []

    def heard(request: Request) -> None:
        if request.url.endswith(("/v1/similar", "/v1/advice")):
            asked.append(request.post_data or "")

    page.on("request", heard)
    return asked


def receipt_on(page: Page) -> dict[str, str]:
    page.locator("#receipt").wait_for()
    return {
        "id": page.locator("#receipt-id").inner_text(),
        "secret": page.locator("#receipt-secret").inner_text(),
    }


def look_up(page: Page, receipt: dict[str, Any]) -> None:
    page.locator("#id").fill(receipt["id"])
    page.locator("#secret").fill(receipt["secret"])
    page.locator("#lookup [type=submit]").click()
    page.locator("#case-title").wait_for()


def unlock(page: Page, secret: str) -> None:
    """Open a report, of which the public part is shown, as its reporter."""
    page.locator("#unlock-secret").fill(secret)
    page.locator("#unlock [type=submit]").click()


def reply(page: Page, text: str) -> None:
    """Send a message to the agency."""
    page.locator("#reply textarea").fill(text)
    page.locator("#reply [type=submit]").click()


def saved(button: Locator) -> str:
    """The text of the file that a button saves."""
    with button.page.expect_download() as download:
        button.click()
    return Path(download.value.path()).read_text(encoding="utf-8")


def pick(search: Locator, text: str) -> None:
    """Search a list by what is written in its field, and take the first that is found."""
    search.fill(text)
    search.locator("xpath=..").get_by_role("option").first.click()


def turn_to(page: Page, name: str) -> None:
    """Another page, by the menu: on a phone it is folded."""
    menu = page.locator(".menu summary")
    if menu.is_visible():
        menu.click()
    page.locator(".menu nav").get_by_role("link", name=name, exact=True).click()


def linked(mails: Iterable[str], path: str, step: str = "") -> str:
    """Where the mails that name a report lead to on a page, below the root of the pages: the one
    link, of several mails with the same, and with this behind its #."""
    found = set(re.findall(rf"({path}\?id=LP-[0-9A-Z-]+(?:#[0-9A-Za-z.-]+)?)", "\n".join(mails)))
    (link,) = [one for one in found if one.partition("#")[2].startswith(step)]
    return str(link)


def log_in(page: Page, user: dict[str, str]) -> None:
    """Fill the login in, to wherever it leads."""
    page.locator("#email").fill(user["email"])
    page.locator("#password").fill(user["password"])
    page.locator("#login [type=submit]").click()
    give_code(page, user)


def sign_in(page: Page, user: dict[str, str]) -> None:
    """Log in, to the list."""
    log_in(page, user)
    page.locator("#inbox h1").wait_for()


def give_code(page: Page, user: dict[str, str]) -> None:
    """The second step of a login, of an officer who has an authenticator app."""
    if "totp_secret" in user:
        page.locator("#code").fill(login_of(user)["code"])
        page.locator("#login [type=submit]").click()


def take(page: Page, action: str) -> None:
    """Unfold an action; the likeliest may be so already."""
    form = page.locator(f"details.action:has([data-action={action}])")
    form.wait_for()
    if form.get_attribute("open") is None:
        form.locator("summary").click()


def send(page: Page, action: str) -> None:
    """Send the form of an action that cannot be taken back: it is looked at once more."""
    page.locator(f"[data-action={action}] [type=submit]").click()
    page.locator("dialog[open] [value=go]").click()


def open_case(page: Page, case_id: str) -> None:
    """Narrow the list to the case by its number, and open it."""
    page.locator("#q").fill(case_id)
    page.locator(f'#cases a[href="#{case_id}"]').click()


# What a finger has to find, smaller than it is.
TOO_SMALL = """() => [...document.querySelectorAll(
        "button, input, select, textarea, summary, nav a, footer a, .choice")]
    .filter((node) => node.checkVisibility() && !node.closest("label.choice input"))
    .map((node) => [node.closest("label.choice") ?? node, node])
    .filter(([box]) => box.getBoundingClientRect().height < 43.5)
    .map(([, node]) => `too small: ${node.outerHTML}`)"""
# That the page scrolls sideways, and what reaches out of it.
SIDEWAYS = """() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return ["sideways", ...[...document.querySelectorAll("body *")]
        .filter((node) => node.getBoundingClientRect().right > clientWidth + 0.5)
        .map((node) => `too wide: ${node.outerHTML.slice(0, 160)}`)];
}"""
# Words that are broken between two letters, in what is pressed.
BROKEN = """() => [...document.querySelectorAll("button, .button, summary")]
    .filter((node) => node.checkVisibility())
    .flatMap((node) => {
        const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
        const found = [];
        while (texts.nextNode()) {
            const text = texts.currentNode;
            for (const { 0: word, index } of text.data.matchAll(/[^\\s\\/-]+/g)) {
                const range = document.createRange();
                range.setStart(text, index);
                range.setEnd(text, index + word.length);
                const lines = [...range.getClientRects()].map(({ top }) => Math.round(top));
                if (new Set(lines).size > 1) found.push(`broken: ${word} in ${node.outerHTML}`);
            }
        }
        return found;
    })"""
# What a field says of itself while it is empty, where it is cut off.
CUT = """() => [...document.querySelectorAll("[placeholder]")]
    .filter((node) => node.checkVisibility() && node.clientWidth)
    .filter((node) => {
        const { font, paddingLeft, paddingRight } = getComputedStyle(node);
        const pen = document.createElement("canvas").getContext("2d");
        pen.font = font;
        const room = node.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
        return pen.measureText(node.placeholder).width > room;
    })
    .map((node) => `cut off: ${node.placeholder}`)"""
# Names of the steps of a report that run into one another, or out of their card.
RUN_OVER = """() => [...document.querySelectorAll(".steps")].flatMap((steps) => {
    const card = steps.closest(".card").getBoundingClientRect();
    const names = [...steps.querySelectorAll("span")]
        .map((node) => [node.textContent, node.getBoundingClientRect()])
        .filter(([, { width }]) => width > 1);
    return names.filter(([, { left, right }], n) => left < card.left || right > card.right
        || (n && left < names[n - 1][1].right)).map(([name]) => `runs over: ${name}`);
})"""
TEXT_SIZE = "(size) => { document.documentElement.style.fontSize = size; }"
DARK = "() => matchMedia('(prefers-color-scheme: dark)').matches"

# What can be pressed, as it stands when it has the focus, under the button that leaves at once.
COVERED = """() => {
    const over = document.querySelector(".leaving");
    if (!over) return [];
    const { top, bottom, left, right } = over.getBoundingClientRect();
    const under = (node) => {
        const box = (node.closest("label.choice") ?? node).getBoundingClientRect();
        return box.top < bottom && box.bottom > top && box.left < right && box.right > left;
    };
    document.documentElement.style.scrollBehavior = "auto";
    const pressed = ":is(input, select, textarea, button, a[href], summary)";
    const nodes = [...document.querySelectorAll(`main ${pressed}`)]
        .filter((node) => node.checkVisibility() && !node.closest(".unseen, dialog"));
    const before = document.activeElement;
    scrollTo(0, 0);
    const found = nodes.filter(under);
    for (const node of nodes) {
        node.focus();
        if (document.activeElement === node && under(node)) found.push(node);
    }
    document.activeElement.blur();
    before.focus();
    scrollTo(0, 0);
    return found.map((node) => `under the way out: ${node.outerHTML}`);
}"""
TO_THE_TOP = """async () => {
    scrollTo({ top: 0, behavior: "instant" });
    for (let frames = 2; frames; frames -= 1) await new Promise(requestAnimationFrame);
}"""
# With the bar of the way out in the flow of the page: what is half scrolled under it is a small
# target to axe, and a page may scroll by itself at any moment. `COVERED` is about that bar.
VIOLATIONS = """async (options) => {
    const bar = document.querySelector(".leaving");
    if (bar) bar.style.position = "static";
    const { violations } = await axe.run(options);
    if (bar) bar.style.position = "";
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`));
}"""
# Names of fields that stick to the field or button above them, and so seem to belong to that.
STUCK = """() => {
    const shown = (node) => node.checkVisibility() && !node.closest(".unseen, dialog:not([open])");
    const above = [...document.querySelectorAll("input, select, textarea, button, .choice")]
        .filter(shown).map((node) => node.closest("label.choice") ?? node);
    return [...document.querySelectorAll("label:not(.choice), legend")].filter(shown)
        .filter((name) => above.some((node) => {
            const [it, its] = [name, node].map((one) => one.getBoundingClientRect());
            return node !== name.control && !name.contains(node) && its.right > it.left + 1
                && its.left < it.right - 1 && its.bottom <= it.top + 1 && it.top - its.bottom < 11;
        })).map((name) => `sticks to what is above: ${name.textContent.trim()}`);
}"""
EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, rules: Sequence[str] = EVERYTHING) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA and good practice on the page as it stands, or
    against some of its rules or groups of them."""
    page.evaluate(TO_THE_TOP)
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(
        VIOLATIONS, {"runOnly": list(rules), "resultTypes": ["violations"]}
    )
    return found


def stuck(page: Page) -> list[str]:
    """Names of fields that seem to belong to what is above them."""
    found: list[str] = page.evaluate(STUCK)
    return found


def troubles(page: Page) -> list[str]:
    """What somebody could not see, press or be told on the page as it stands: axe-core's findings,
    those on colours in the other scheme too; then what axe does not look at, which is fingers,
    reflow, text of twice the size, and the reader's own colours. The page is left as it was."""
    found = violations(page)
    # Not in forced colours: axe takes the text colours of the page for those that show.
    here: Scheme = "dark" if page.evaluate(DARK) else "light"
    other: Scheme = "light" if here == "dark" else "dark"
    page.emulate_media(color_scheme=other)
    found += [f"{other}: {one}" for one in violations(page, ["color-contrast"])]
    page.emulate_media(color_scheme=here)
    found += told_by_colour_alone(page)

    found += page.evaluate(TOO_SMALL)
    found += page.evaluate(COVERED)
    found += cramped(page)
    page.evaluate(TEXT_SIZE, "200%")
    found += [f"when large: {one}" for one in cramped(page)]
    page.evaluate(TEXT_SIZE, "")
    return found


def cramped(page: Page) -> list[str]:
    """What has no room on the page as it stands: it scrolls sideways, a word on a button is broken,
    what a field says of itself is cut off, or the names of steps run over."""
    return [one for what in (SIDEWAYS, BROKEN, CUT, RUN_OVER) for one in page.evaluate(what)]
