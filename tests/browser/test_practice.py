"""A day of practice: every page says what it is, a made-up report comes in, and a coach tells by
when what is owed, why, and what comes when nobody does anything."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from infra.simulate.stored import api_function
from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import in_english, sign_in, troubles
from tests.local.conftest import Deployed

SEED = 33  # a park in Surabaya that nobody looks after
TITLE = "taman jadi toilet"


@pytest.fixture
def practice(deployed: Deployed) -> Iterator[None]:
    """The stack as a place to practise, for as long as the test takes."""
    name, functions = api_function(deployed.aws), deployed.aws("lambda")
    before = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    assert before["PRACTICE"] == "no"
    for variables in (before | {"PRACTICE": "yes"}, before):
        functions.update_function_configuration(
            FunctionName=name, Environment={"Variables": variables}
        )
        if variables != before:
            yield


def test_a_report_comes_and_the_coach_explains_its_deadlines(
    practice: None, deployed: Deployed, open_page: OpenPage, api: Api
) -> None:
    command = [sys.executable, "-m", "infra.simulate.stage", "--home", deployed.stack.home]
    options = ["--practice", "--days", "0", "--most", "1", "--seed", str(SEED)]
    came = subprocess.run([*command, *options], check=True, capture_output=True, text=True)
    case_id = came.stdout.strip().splitlines()[-1].split()[0]
    api.settle()

    page = open_page("figures")
    expect(page.locator(".practice")).to_have_text("Latihan: laporan di sini bukan sungguhan.")

    page = open_page("officer", width=390)
    expect(page.locator(".practice")).to_be_visible()
    page.wait_for_load_state("networkidle")  # the functions are all cold
    sign_in(page, api.user("agency_admin"))
    page.goto(f"{page.url.partition('#')[0]}#{case_id}")
    expect(page.locator("#case-title")).to_have_text(TITLE)
    coach = page.locator(".coach")
    owed, ahead = coach.locator("ol").nth(0), coach.locator("ol").nth(1)
    expect(owed.locator("li")).to_have_count(2)
    # The days are those of the page, and the reason names the rule.
    page.locator(".standing summary").click()
    shown = page.locator(".standing details dd").all_inner_texts()
    expect(owed.locator("li").nth(0)).to_contain_text(shown[1])
    expect(owed.locator("li").nth(1)).to_contain_text(shown[2])
    expect(owed.locator("li").nth(0)).to_contain_text("5 hari kerja")
    expect(owed.locator("li").nth(0)).to_contain_text("PermenPANRB 62/2018")
    expect(ahead.locator("li")).to_have_count(4)
    expect(ahead.locator("li").nth(2)).to_contain_text("Pemerintah Kota Surabaya")
    # Still there when one has read on, and nothing is too small or hard to read.
    page.mouse.wheel(0, 2_000)
    expect(page.locator(".practice")).to_be_in_viewport()
    assert troubles(page) == []

    page.set_viewport_size({"width": 1280, "height": 800})
    in_english(page)
    expect(page.locator(".practice")).to_have_text("Practice: reports here are not real.")
    expect(page.locator("#coach-title")).to_have_text("Coach: the deadlines of this report")
    expect(page.locator(".coach li").nth(0)).to_contain_text("5 working days")
    assert troubles(page) == []

    # What is answered is owed no more; what comes then is up to the reporter.
    receipt = {"id": case_id}
    api.act("agency_admin", receipt, "answer", text="Taman sudah dibersihkan dan ayunan diganti.")
    page.reload()
    expect(page.locator(".coach")).to_contain_text("No step is awaited from the agency.")
    expect(page.locator(".coach ol li").last).to_contain_text("does not count as satisfied")
