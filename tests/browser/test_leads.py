"""From the queue of posts to the console: a burst becomes a lead, and an officer decides on it."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Locator, Page, Route, expect

from chalicelib.leads.post import Post, as_message
from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import sign_in, troubles, unfold
from tests.browser.test_matters import look
from tests.local.conftest import Deployed

SAID = (
    "sampah numpuk di Pontianak baunya sampe rumah",
    "udah seminggu truk sampah ga dateng di Pontianak tolong dong",
    "TPS Pontianak meluber ke jalan lalat di mana mana",
    "Gunungan sampah di Pontianak belum diangkut juga sejak hari senin",
    "kapan sampah Pontianak diangkut? bau busuk banget sumpah",
    "ngeri liat sampah numpuk di Pontianak setinggi orang",
)
NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=3)


TIMES = 3  # so much that what other tests file meanwhile makes no difference


def posted(deployed: Deployed, api: Api, source: str) -> None:
    sqs = deployed.aws("sqs")
    url = deployed.outputs["stack"]["CollectPostsQueueUrl"]
    said = [f"{text} ({time})" for time in range(TIMES) for text in SAID]
    for number, text in enumerate(said):
        post = Post(
            id=f"{source}:{number}",
            source=source,
            url=f"https://{source}.example/{number}",
            text=text,
            posted_at=NOW + timedelta(minutes=5 * number),
            reach=100 * number,
        )
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps(as_message(post)))
    api.settle()


def says_where_it_comes_from(page: Page, lead: Locator) -> None:
    """What was filed here is not said to be of social media, nor a mixture to be either."""
    filings = 7

    def changed(asked: Route) -> None:
        answer = asked.fetch()
        told = answer.json()
        told["items"] = [lead | {"size": 7, "filings": filings} for lead in told["items"]]
        asked.fulfill(response=answer, json=told)

    page.route(re.compile("/officer/leads[?]"), changed)
    page.reload()
    expect(lead.locator(".badge").first).to_have_text("7 laporan")
    expect(lead).to_contain_text("Semuanya laporan yang masuk di sini")
    filings = 3
    page.reload()
    expect(lead.locator(".badge").first).to_have_text("7 unggahan dan laporan")
    expect(lead).to_contain_text("4 unggahan dari media sosial dan 3 laporan")
    page.unroute_all()
    page.reload()
    expect(lead).to_contain_text("Semuanya unggahan dari media sosial.")


def stands_without_scrolling(page: Page, lead: Locator) -> None:
    """What an officer needs to decide is on the first screen: place and matter, growth, what speaks
    against it, whom it concerns, three extracts with their links."""
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    needed = [*lead.locator("h2, figure, dl").all(), *lead.locator(":scope > div > ul > li").all()]
    assert len(needed) == 6
    for each in needed:
        box = each.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 800, each


def test_a_burst_is_read_on_a_phone_and_made_a_report(
    open_page: OpenPage, api: Api, deployed: Deployed, stack: dict[str, Any]
) -> None:
    posted(deployed, api, "kabar")
    national = api.user("national_admin")
    for english, width in ((True, 1280), (False, 390)):
        page = open_page("officer", english=english, width=width)
        sign_in(page, national)
        page.locator("#parts").get_by_role("link", name="Leads" if english else "Isu ramai").click()
        lead = page.locator("#part article").filter(has_text="Kota Pontianak")
        expect(lead.locator("h2")).to_contain_text("Waste" if english else "Sampah")
        expect(lead).to_contain_text("18 posts" if english else "18 unggahan")
        expect(lead.get_by_role("img")).to_have_accessible_name(
            re.compile("By the hour, " if english else "Per jam, ")
        )
        if width == 1280:
            stands_without_scrolling(page, lead)
        expect(lead.locator("dl")).to_contain_text(
            "All extracts are from one source, kabar."
            if english
            else "Semua kutipan dari satu sumber"
        )
        unfold(page)
        source = lead.locator("li a[target=_blank]").first
        expect(source).to_have_text("Open at kabar" if english else "Buka di kabar")
        extracts, above = (
            lead.locator(one).bounding_box() or {}
            for one in ("ul.rows >> nth=0", "summary >> nth=0")
        )
        assert extracts["x"] >= above["x"]
        assert extracts["width"] <= above["width"]
        look(page, f"leads-{width}")
        assert troubles(page) == []
    says_where_it_comes_from(page, lead)
    unfold(page)
    dismissal = lead.locator("[data-action=dismiss]")
    dismissal.get_by_role("button").click()
    expect(dismissal.locator("[data-field=reason] .problem")).not_to_be_empty()
    promotion = lead.locator("[data-action=promote]")
    title = promotion.locator("[name=title]")
    title.fill("Sampah menumpuk di Pontianak")
    dismissal.locator("[name=reason]").fill("Sudah lewat.")
    # What is written stays over a reload, to be copied when it cannot be sent any more.
    page.reload()
    expect(title).to_have_value("Sampah menumpuk di Pontianak")
    expect(title).to_be_visible()
    expect(dismissal.locator("[name=reason]")).to_have_value("Sudah lewat.")
    expect(lead.locator("[data-action=attach] [name=case_id]")).to_be_hidden()
    promotion.locator(".buttons button").click()
    expect(page.locator("#part .note").first).to_have_text("Laporan sudah dibuat.")
    expect(lead.locator(".unsent")).to_contain_text("Sudah lewat.")
    assert troubles(page) == []
    lead.locator(".unsent button").click()
    assert page.evaluate("() => localStorage.getItem('lapor.unsent')") == "{}"
    look(page, "leads-promoted")
    case_id = lead.locator("dd a").inner_text()
    status, case = api.call("GET", f"v1/complaints/{case_id}")
    assert (status, case["title"]) == (200, "Sampah menumpuk di Pontianak")
    page.get_by_role("link", name="Jadi laporan").click()
    expect(lead).to_contain_text(case_id)
