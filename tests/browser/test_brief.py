"""The brief on the console: what rose yesterday, which promises were broken, what is late."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from chalicelib.figures.cells import COUNTRY, UNKNOWN, Cell, Dimension
from chalicelib.store.figure_cells import FIRST_GENERATION, CellItem, _cell_key
from chalicelib.workdays import local_date
from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import Screen, log_in, settled, sign_in, troubles
from tests.browser.test_matters import look
from tests.local.conftest import Deployed


@pytest.mark.usefixtures("within_a_day")
def test_the_brief_is_read_on_a_phone_and_at_a_desk(
    open_page: OpenPage, api: Api, deployed: Deployed, stack: dict[str, Any]
) -> None:
    yesterday = local_date(datetime.now(UTC), "WIB") - timedelta(days=1)
    table = deployed.outputs["stack"]["FiguresTableName"]
    day, month = yesterday.isoformat(), f"{yesterday:%Y-%m}"
    for dimension, value, period in (
        (Dimension.PROVINCE, "51", day),
        (Dimension.ALL, UNKNOWN, day),
        (Dimension.SECTOR, "rail", day),
        (Dimension.SECTOR, "rail", month),
    ):
        cell = Cell(COUNTRY, dimension, value, period)
        row = CellItem(*_cell_key(FIRST_GENERATION, cell))
        row.counts = {"filed": 7}
        deployed.aws("dynamodb").put_item(TableName=table, Item=row.serialize())
    for width, english in ((390, False), (1280, True)):
        page = open_page("officer", width=width, english=english)
        sign_in(page, api.user("national_admin"))
        page.locator("#parts").get_by_role(
            "link", name="Daily summary" if english else "Ringkasan harian"
        ).click()
        part = page.locator("#part")
        expect(part.get_by_role("heading", level=1)).to_contain_text(f"{yesterday.year}")
        named = re.compile("Reports by day" if english else "Laporan masuk per hari")
        expect(part.get_by_role("img", name=named)).to_be_visible()
        expect(part.get_by_role("row").filter(has_text="Bali")).to_contain_text("7")
        sector = "Railways (sector)" if english else "Perkeretaapian (urusan)"
        expect(part.get_by_role("row").filter(has_text=sector)).to_contain_text("7")
        in_all = "in all of Indonesia: " if english else "di seluruh Indonesia: "
        expect(part).to_contain_text(re.compile(f"{in_all}[0-9]+"))
        look(page, f"brief-{width}")
        assert troubles(page) == []
    # A month without reports is a sentence, not an empty drawing; what is late now is told apart.
    stages = {"verify": 0, "follow_up": 1, "resolve": 0}
    brief = {
        "day": yesterday.isoformat(),
        "filed": 0,
        "by_day": {yesterday.isoformat(): 0},
        "rises": [],
        "kept": stages,
        "late": stages,
        "broken": [],
        "all_overdue": None,
        "overdue": [],
    }
    page.route(re.compile("/officer/brief$"), lambda asked: asked.fulfill(body=json.dumps(brief)))
    page.reload()
    expect(part).to_contain_text("No report was filed from")
    expect(part.get_by_role("img")).to_have_count(0)
    expect(part).to_contain_text("today’s too")
    expect(part).to_contain_text("No public report is late now.")
    expect(part).not_to_contain_text("in all of Indonesia")
    late = [{"id": "LP-1", "name": "Bali", "level": 3, "resolve_by": yesterday.isoformat()}]
    brief["overdue"] = late
    page.reload()
    expect(part).to_contain_text("Level 3: Ombudsman and KSP.")


def test_a_desk_that_is_mailed_the_brief_is_led_to_what_its_officers_may_see(
    opened: OpenPage, api: Api, screen: Screen
) -> None:
    """A government oversees its units, and its admin is no monitor."""
    says = screen.says
    page = opened("officer#brief")
    log_in(page, api.user("agency_admin"))
    part = page.locator("#part")
    expect(part.get_by_role("heading", level=1)).to_have_text(says("Angka", "Figures"))
    expect(page.locator("#part-note")).to_contain_text(
        says("“Ringkasan harian” tidak terbuka", "“Daily summary” is not open")
    )
    expect(page).to_have_url(re.compile("#overview$"))
    expect(page.locator("#parts [aria-current]")).to_have_text(says("Angka", "Figures"))
    assert troubles(page) == []
    # Who has no figures either stands before the list.
    page = opened("officer#brief")
    log_in(page, api.user("liaison"))
    expect(page.locator("#note")).to_contain_text(says("Ringkasan harian", "Daily summary"))
    expect(page.locator("#cases")).to_be_visible()
    assert troubles(page) == []


def test_what_does_not_load_stands_under_its_own_name(open_page: OpenPage, api: Api) -> None:
    page = open_page("officer", width=1280)
    sign_in(page, api.user("national_admin"))
    turned = page.locator("#parts")
    turned.get_by_role("link", name="Isu ramai").click()
    expect(page.locator("#part h1")).to_have_text("Isu ramai")
    page.route("**/v1/officer/brief*", lambda route: route.abort())
    turned.get_by_role("link", name="Ringkasan harian").click()
    expect(page.locator("#part-note[data-kind=bad]")).to_be_visible()
    expect(page.locator("#part h1")).to_have_text("Ringkasan harian")


def test_what_comes_late_is_not_shown_under_another_name(open_page: OpenPage, api: Api) -> None:
    page = open_page("officer", width=1280)
    sign_in(page, api.user("national_admin"))
    late: list[Route] = []
    page.route("**/v1/officer/brief", lambda route: late.append(route))
    turned = page.locator("#parts")
    with page.expect_request("**/v1/officer/brief"):
        turned.get_by_role("link", name="Ringkasan harian").click()
    turned.get_by_role("link", name="Isu ramai").click()
    heading, note = page.locator("#part h1"), page.locator("#part-note")
    expect(heading).to_have_text("Isu ramai")
    expect(note).to_be_empty()
    # Neither what it tells nor that it failed.
    with page.expect_request_finished(lambda one: one.url.endswith("/v1/officer/brief")):
        late[0].continue_()
    settled(page)
    expect(heading).to_have_text("Isu ramai")
    with page.expect_request("**/v1/officer/brief"):
        turned.get_by_role("link", name="Ringkasan harian").click()
    turned.get_by_role("link", name="Isu ramai").click()
    expect(note).to_be_empty()
    with page.expect_event("requestfailed"):
        late[1].abort()
    settled(page)
    expect(note).to_be_empty()
