"""Officers signing in for the first time, and out again."""

import time

import pytest
from playwright.sync_api import Page, expect

from chalicelib.usecases.officers import new_password
from infra.operate.accounts import create_officer
from infra.totp import code_of
from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import sign_in, troubles
from tests.local.conftest import Deployed

OWN_PASSWORD = "Sebuah-kata-sandi-1"


def submit(page: Page) -> None:
    page.locator("#login [type=submit]").click()


@pytest.mark.parametrize(("english", "width"), [(False, 390), (True, 1280)])
def test_an_invited_monitor_sets_everything_up_on_the_page(
    open_page: OpenPage, deployed: Deployed, english: bool, width: int
) -> None:
    email, first = f"pemantau.{width}@lapor.example", new_password()
    create_officer(
        deployed.aws,
        deployed.outputs["user_pool_id"],
        email=email,
        role="monitor",
        agency_id="ombudsman",
        password=first,
    )
    page = open_page("officer", english=english, width=width)
    page.locator("#email").fill(email)
    page.locator("#password").fill(first)
    submit(page)
    chosen = page.locator("#new_password")
    chosen.fill(OWN_PASSWORD)
    shown = page.locator("#new-password button")
    expect(shown).to_have_text("Show" if english else "Tampilkan")
    expect(chosen).to_have_attribute("type", "password")
    shown.click()
    expect(chosen).to_have_attribute("type", "text")
    expect(shown).to_have_text("Hide" if english else "Sembunyikan")
    expect(page.locator("#new-password [role=status]")).not_to_be_empty()
    assert troubles(page) == []
    submit(page)
    expect(chosen).to_have_attribute("type", "password")  # a browser keeps it as what it is
    expect(page.locator("#enrol")).to_be_visible()
    assert troubles(page) == []
    expect(page.locator("#code")).to_be_focused()
    secret = page.locator("#enrol-secret").inner_text().replace(" ", "")
    assert page.locator("#enrol-link").get_attribute("href", timeout=0) == (
        f"otpauth://totp/LAPOR:{email.replace('@', '%40')}?secret={secret}&issuer=LAPOR"
    )
    page.locator("#code").fill("000000")
    submit(page)
    expect(page.locator("#login-note")).to_have_attribute("data-kind", "bad")
    expect(page.locator("#enrol")).to_be_visible()
    page.locator("#code").fill(code_of(secret, time.time()))
    submit(page)
    expect(page.locator("#inbox h1")).to_be_visible()
    expect(page.locator("#who")).to_contain_text(
        "monitor" if english else "pemantau", ignore_case=True
    )
    assert secret not in page.content()


def test_signing_out_ends_the_session_at_the_service(open_page: OpenPage, api: Api) -> None:
    page = open_page("officer")
    sign_in(page, api.user("agency_admin"))
    kept = page.evaluate("() => JSON.parse(sessionStorage.getItem('lapor.officer'))")
    with page.expect_response("**/v1/officer/session") as answered:
        page.locator("#sign-out").click()
    assert answered.value.status == 200
    expect(page.locator("#login")).to_be_visible()
    renewal = {"refresh_token": kept["refresh_token"]}
    assert api.call("POST", "v1/officer/session/renewal", renewal)[0] == 401
