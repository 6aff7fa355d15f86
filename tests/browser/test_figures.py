"""The page of figures: what was filed, whether promises are kept, agencies compared."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import settled, sign_in, troubles, turn_to
from tests.browser.test_matters import look


@pytest.mark.parametrize(("width", "english"), [(390, False), (1280, True)])
def test_figures_are_shown_and_broken_down(open_page: OpenPage, width: int, english: bool) -> None:
    page = open_page("figures", width=width, english=english)
    filed = "Reports filed" if english else "Laporan masuk"
    expect(page.locator("#result-title")).to_contain_text(filed)
    expect(page.locator("#league")).not_to_be_empty()
    # Of agencies and categories there are three months or a calendar year, of all else twelve.
    page.select_option("#period", "12")
    page.select_option("#group", "region")
    expect(page.locator("#period")).to_have_value("12")
    page.select_option("#group", "agency")
    expect(page.locator("#period option[value='12']")).to_be_disabled()
    expect(page.locator("#period")).to_have_value("3")
    for year in page.locator("#period option").all_text_contents()[3:]:
        wanted = f"/v1/figures?from={year[-4:]}-01&to={year[-4:]}-12&group=agency"
        with page.expect_response(f"**{wanted}") as answer:
            page.select_option("#period", label=year)
        assert answer.value.status == 200
    expect(page.locator("#whole caption").first).to_be_visible()
    look(page, f"figures-year-{width}")
    # Provinces are not broken down by agency.
    page.select_option("#province", "35")
    expect(page.locator("#group")).to_have_value("")
    page.select_option("#group", "category")
    expect(page.locator("#period option[value='12']")).to_be_disabled()
    page.select_option("#group", "region")
    page.select_option("#period", "12")
    expect(page.locator("#note")).to_have_text("")
    fits = "document.documentElement.scrollWidth <= innerWidth"
    assert page.evaluate(fits)


@pytest.mark.parametrize(("width", "english"), [(390, True), (1280, False)])
@pytest.mark.parametrize(
    ("role", "most"), [("monitor", "12"), ("agency_admin", "3"), ("liaison", "12")]
)
def test_officers_are_offered_what_they_may_ask_for(
    open_page: OpenPage, api: Api, width: int, english: bool, role: str, most: str
) -> None:
    """Together, several agencies have the months of a breakdown by them; one, and the country, any
    twelve."""
    page = open_page("officer", width=width, english=english)
    sign_in(page, api.user(role))
    page.goto(page.url.split("#")[0] + "#overview")
    part = page.locator("#part")
    period, group = part.locator("select").first, part.locator("select").last
    expect(part.locator("h2").first).to_contain_text(":")
    twelve = period.locator("option[value='12']")
    expect(twelve).to_be_disabled()  # by agency at first
    for year in period.locator("option").all_text_contents()[3:]:
        with page.expect_response(f"**from={year[-4:]}-01&to={year[-4:]}-12&group=agency") as told:
            period.select_option(label=year)
        assert told.value.status == 200
    look(page, f"figures-{role}-{width}")
    period.select_option("3")
    group.select_option("")
    expect(part.locator(".note").first).to_be_empty()
    if most == "12":
        with page.expect_response("**/v1/officer/figures?**") as told:
            period.select_option("12")
        assert told.value.status == 200
    else:
        expect(twelve).to_be_disabled()
    expect(part.locator(".note[data-kind=bad]")).to_have_count(0)
    assert troubles(page) == []


def stage(kept: float | None, median: int | None = None) -> dict[str, Any]:
    return {"kept_share": kept, "median": median, "p90": median}


def answer(promise: dict[str, Any], by_hour: dict[str, int | str]) -> str:
    chosen = {"chosen": 20, "misrouted": "<5", "misrouted_share": 0.05}
    rates = ("rerouted", "held", "archived", "escalated", "appealed", "upheld", "reopened")
    figures = {
        **dict.fromkeys(("verify", "follow_up", "resolve", "from_disposition"), stage(None)),
        "verify": promise,
        "rates": dict.fromkeys(rates),
        "routing": {
            "automatic_share": None,
            "misrouted_share": None,
            "by_rule": {"model": chosen} if promise["kept_share"] is not None else {},
        },
        "satisfaction": {"satisfied_share": None, "response_share": None},
        "closed": {},
    }
    told = {"filed": 25, "figures": figures, "by_day": {}, "by_hour": by_hour}
    return json.dumps({**told, "group": None, "items": []})


def test_only_what_is_known_is_drawn_and_listed(open_page: OpenPage) -> None:
    hours: dict[str, int | str] = {f"{hour:02}": "<5" for hour in range(24)}
    told = [answer(stage(0.0, 3), {**hours, "12": 20, "13": 5}), answer(stage(None), hours)]
    page = open_page("map")
    page.route(re.compile("/v1/figures[?]"), lambda asked: asked.fulfill(body=told[0]))
    turn_to(page, "Angka")
    drawn = page.locator("#whole .columns")
    # Hours with fewer than five are no columns, and the sentence says what the lines are.
    expect(drawn.locator(".part")).to_have_count(2)
    expect(drawn.locator(".few")).to_have_count(22)
    assert {one.get_attribute("height") for one in drawn.locator(".few").all()} == {"2"}
    expect(page.locator("#whole figcaption")).to_contain_text("terbanyak pukul 12. Garis tipis:")
    # A row with nothing to tell is left out, and none at all are a sentence; no share is 0 %.
    promises = page.get_by_role("table", name="Apakah batas waktu ditepati")
    expect(promises.locator("tbody tr")).to_have_count(1)
    expect(promises).to_contain_text("0 %")
    choices = page.get_by_role("table", name="Diteruskan oleh sistem, menurut apa")
    expect(choices.locator("tbody tr")).to_have_text([re.compile("isi laporan.*20.*5 %")])
    look(page, "figures-by-rule")
    hints = page.locator("#whole .hint")
    expect(hints).to_have_text([re.compile("^Yang tidak disebut"), re.compile("^Belum ada")])
    assert troubles(page) == []
    del told[0]
    page.select_option("#period", "1")
    expect(page.locator("#whole table, #whole svg")).to_have_count(0)
    expect(hints).to_have_text([re.compile("^Belum ada")] * 2)
    expect(page.locator("#whole")).not_to_contain_text("–")
    # What has no value is called by what it lacks.
    nothing = {"key": "-", "name": None, "filed": 25, "figures": None}
    for group, called in (("agency", "belum ada instansinya"), ("channel", "tidak diketahui")):
        grouped = {**json.loads(told[0]), "group": group, "items": [nothing]}
        told[0] = json.dumps(grouped)
        page.select_option("#group", group)
        expect(page.locator("#whole tbody th")).to_have_text([called])


@pytest.mark.parametrize("desk", [False, True])
def test_what_is_chosen_last_is_shown_whatever_is_answered_last(
    open_page: OpenPage, api: Api, desk: bool
) -> None:
    late: list[Route] = []

    def figures(asked: Route) -> None:
        if "group=region" in asked.request.url:
            late.append(asked)
        else:
            asked.fulfill(body=answer(stage(None), {}))

    page = open_page("officer" if desk else "guide", width=1280)
    page.route(re.compile("/figures[?]"), figures)
    if desk:
        sign_in(page, api.user("monitor"))
        page.goto(page.url.split("#")[0] + "#overview")
    else:
        turn_to(page, "Angka")
    group = page.locator("#part select").last if desk else page.locator("#group")
    title = page.locator("#part h2" if desk else "#result-title").first
    note = page.locator("#part .note" if desk else "#note").first
    expect(title).to_have_text("Laporan masuk: 25")
    with page.expect_request(re.compile("group=region")):
        group.select_option("region")
    group.select_option("")
    expect(note).to_be_empty()
    told = {**json.loads(answer(stage(None), {})), "filed": 40}
    with page.expect_request_finished(lambda one: "group=region" in one.url):
        late[0].fulfill(json=told)
    settled(page)
    expect(title).to_have_text("Laporan masuk: 25")
