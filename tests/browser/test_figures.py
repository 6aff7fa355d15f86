"""The page of figures: what was filed, whether promises are kept, agencies compared."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage


@pytest.mark.parametrize(("width", "english"), [(390, False), (1280, True)])
def test_figures_are_shown_and_broken_down(open_page: OpenPage, width: int, english: bool) -> None:
    page = open_page("figures", width=width, english=english)
    filed = "Reports filed" if english else "Laporan masuk"
    expect(page.locator("#result-title")).to_contain_text(filed)
    expect(page.locator("#league")).not_to_be_empty()
    # Provinces are not broken down by agency; breakdowns are of three months at most.
    page.select_option("#group", "agency")
    expect(page.locator("#period option[value='12']")).to_be_disabled()
    expect(page.locator("#whole caption").first).to_be_visible()
    page.select_option("#province", "35")
    expect(page.locator("#group")).to_have_value("")
    expect(page.locator("#note[data-kind=bad]")).to_have_count(0)
    fits = "document.documentElement.scrollWidth <= innerWidth"
    assert page.evaluate(fits)
