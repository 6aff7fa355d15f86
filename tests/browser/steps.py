"""What people do on the pages, and what must hold of whatever they then see."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from infra.totp import login_of

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"


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
    page.get_by_role("radio", name="Pengaduan").check()
    page.locator("#title").fill(changes.get("title", "Lampu jalan padam sejak Senin"))
    page.locator("#body").fill(
        changes.get("body", "Lampu di depan pasar padam sejak Senin malam dan jalan jadi gelap.")
    )
    page.locator("#next").click()
    page.locator("#date").fill("2026-03-02")
    page.locator("#province:not([disabled])").select_option("35")
    page.locator("#regency:not([disabled])").select_option("35.78")
    go(page, "check")


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


def sign_in(page: Page, user: dict[str, str]) -> None:
    page.locator("#email").fill(user["email"])
    page.locator("#password").fill(user["password"])
    page.locator("#login [type=submit]").click()
    give_code(page, user)
    page.locator("#inbox h1").wait_for()


def give_code(page: Page, user: dict[str, str]) -> None:
    """The second step of a login, of an officer who has an authenticator app."""
    if "totp_secret" in user:
        page.locator("#code").fill(login_of(user)["code"])
        page.locator("#login [type=submit]").click()


def take(page: Page, action: str) -> None:
    """Unfold an action."""
    form = page.locator(f"details.action:has([data-action={action}])")
    form.locator("summary").click()


def send(page: Page, action: str) -> None:
    """Send the form of an action that cannot be taken back: it is looked at once more."""
    page.locator(f"[data-action={action}] [type=submit]").click()
    page.locator("dialog[open] [value=go]").click()


def open_case(page: Page, case_id: str) -> None:
    """Page through the inbox, nearest limit first, until the case is there, and open it."""
    link = page.locator(f'a[href="#{case_id}"]')
    rows = page.locator("#cases li")
    expect(rows.first).to_be_visible()
    while not link.count():
        before = rows.count()
        page.locator("#more").click()
        expect(rows.nth(before)).to_be_visible()
    link.click()


UNLABELLED = """() => [...document.querySelectorAll("input, select, textarea, button, a[href]")]
    .filter((node) => node.checkVisibility())
    .filter((node) => !(node.labels?.length || node.textContent.trim() || node.ariaLabel))
    .map((node) => node.outerHTML)"""

TOO_SMALL = """() => [...document.querySelectorAll(
        "button, input, select, textarea, summary, nav a, footer a, .choice")]
    .filter((node) => node.checkVisibility() && !node.closest("label.choice input"))
    .map((node) => [node.closest("label.choice") ?? node, node])
    .filter(([box]) => box.getBoundingClientRect().height < 43.5)
    .map(([, node]) => node.outerHTML)"""

# Contrast of every visible piece of text against the first opaque colour behind it (WCAG 2.2).
LOW_CONTRAST = """() => {
    const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const light = (colour) => parts(colour).slice(0, 3)
        .map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = (node) => {
        for (; node; node = node.parentElement) {
            const { backgroundColor } = getComputedStyle(node);
            if ((parts(backgroundColor)[3] ?? 1) === 1) return backgroundColor;
        }
        return "rgb(255, 255, 255)";
    };
    return [...document.querySelectorAll("body *")]
        .filter((node) => node.checkVisibility() && !node.matches(":disabled"))
        .filter((node) => [...node.childNodes].some((c) => c.nodeType === 3 && c.data.trim()))
        .map((node) => {
            const [a, b] = [light(getComputedStyle(node).color), light(behind(node))];
            return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), node.textContent.trim()];
        })
        .filter(([ratio]) => ratio < 4.5);
}"""

SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
BIG_TEXT = "() => { document.documentElement.style.fontSize = '200%'; }"


def troubles(page: Page) -> list[Any]:
    """What somebody could not read or press on the page as it stands; leaves its text enlarged."""
    found = [
        trouble
        for check in (UNLABELLED, TOO_SMALL, LOW_CONTRAST)
        for trouble in page.evaluate(check)
    ]
    found += ["sideways"] * bool(page.evaluate(SIDEWAYS))
    page.evaluate(BIG_TEXT)
    return found + ["sideways when large"] * bool(page.evaluate(SIDEWAYS))


RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA and good practice on the page as it stands."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]
