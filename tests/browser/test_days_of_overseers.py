"""Days of who oversees and who administers, each from beginning to end.

The monitor's is led on a phone in Indonesian and at a desk in English (`screen`), the
administrator's the other way round (`EXCHANGED`).
"""

import csv
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from chalicelib.usecases.officers import new_password
from chalicelib.usecases.rules import packaged_calendar
from chalicelib.workdays import local_date
from infra.operate.accounts import create_officer
from infra.simulate.stored import environment
from infra.totp import code_of
from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import EXCHANGED, Screen, linked, look_up, sign_in, troubles
from tests.local.conftest import Deployed

OWN_PASSWORD = "Sebuah-kata-sandi-1"


def turn_to(page: Page, name: str) -> None:
    """Another part of an officer's page."""
    page.locator("#parts").get_by_role("link", name=name, exact=True).click()
    expect(page.locator("#part h1")).to_be_visible()


def submit(page: Page) -> None:
    page.locator("#login [type=submit]").click()


@pytest.mark.usefixtures("operating", "within_a_day")
def test_a_monitor_sets_everything_up_and_oversees(
    opened: OpenPage, screen: Screen, api: Api, deployed: Deployed
) -> None:
    says, email, first = screen.says, f"pemantau.{screen}@lapor.example", new_password()
    create_officer(
        deployed.aws,
        deployed.outputs["user_pool_id"],
        email=email,
        role="monitor",
        agency_id="ombudsman",
        password=first,
    )
    title = f"Kran sekolah bocor {screen}"
    receipt = api.held_by("kota-surabaya-dinas-pendidikan", title=title)

    # The first login: a password and a second factor of their own.
    page = opened("officer")
    page.locator("#email").fill(email)
    page.locator("#password").fill(first)
    submit(page)
    chosen, shown = page.locator("#new_password"), page.locator("#new-password button")
    chosen.fill(OWN_PASSWORD)
    expect(shown).to_have_text(says("Tampilkan", "Show"))
    expect(chosen).to_have_attribute("type", "password")
    shown.click()
    expect(chosen).to_have_attribute("type", "text")
    expect(shown).to_have_text(says("Sembunyikan", "Hide"))
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
    expect(page.locator("#who")).to_contain_text(says("Pemantau", "Monitor"))
    assert secret not in page.content()

    # Every agency's reports are in the list, with the agency and the place; one is read, no more.
    page.locator("#q").fill(receipt["id"])
    page.locator("#q").press("Enter")
    expect(page.locator(".standing .number")).to_have_text(receipt["id"])
    expect(page.locator(".case-side")).to_contain_text(
        says("Tidak ada tindakan", "There is nothing you can do")
    )
    page.evaluate("location.hash = ''")
    page.locator("#q").fill(title)
    line = page.locator(f'#cases [data-id="{receipt["id"]}"] .by')
    expect(line).to_contain_text("Dinas Pendidikan Kota Surabaya")
    expect(line).to_contain_text("Kota Surabaya ·")

    # Figures, of all and by what they are broken down.
    turn_to(page, says("Angka", "Figures"))
    part = page.locator("#part")
    expect(part.locator("h2").first).to_contain_text(says("Laporan masuk:", "Reports filed:"))
    expect(part.locator("caption").first).to_be_visible()
    with page.expect_download() as taken:
        part.get_by_role("button", name=says("Unduh tabel", "Download these tables")).click()
    rows = list(csv.reader(taken.value.path().read_text(encoding="utf-8-sig").splitlines()))
    caption = part.locator("caption").first.inner_text()
    assert [caption] in rows
    assert max(map(len, rows)) > 1
    assert troubles(page) == []

    # The brief of yesterday, and out again.
    yesterday = local_date(datetime.now(UTC), "WIB") - timedelta(days=1)
    turn_to(page, says("Ringkasan harian", "Daily summary"))
    expect(part.get_by_role("heading", level=1)).to_contain_text(f"{yesterday.year}")
    page.locator("#sign-out").click()
    expect(page.locator("#login h1")).to_be_visible()


@pytest.fixture(scope="module")
def as_packaged(stack: dict[str, Any]) -> Iterator[None]:
    """The calendar is afterwards what it was, whatever is done to it here."""
    yield
    api = Api(stack)
    own = {"Authorization": f"Bearer {api.token('national_admin')}"}
    plain = {"version": f"semula-{time.time_ns()}", "added": [], "removed": []}
    assert api.call("PUT", "v1/admin/calendar", plain, own)[0] in (200, 204)


def day_of(api: Api, receipt: dict[str, Any]) -> date:
    """By which day a report has to be answered."""
    return date.fromisoformat(api.case(receipt)["deadlines"]["resolve_by"][:10])


@EXCHANGED
def test_an_administrator_moves_a_deadline_and_its_reporter_sees_it(
    opened: OpenPage, screen: Screen, api: Api, deployed: Deployed, as_packaged: None
) -> None:
    """A day off so late that it moves what an inspectorate examines, and nothing else."""
    says, address = screen.says, f"tenggat.{screen}@contoh.example"
    receipt = api.held_by("kota-surabaya-dinas-pendidikan", reporter={"email": address})
    number, token = linked(api.mails(address), "contact").removeprefix("contact?id=").split("#")
    mine = {"token": token, "mine": True}
    assert api.call("POST", f"v1/complaints/{number}/contact", mine)[0] == 200
    api.act("agency_admin", receipt, "reclassify", supervisory=True)
    promised = day_of(api, receipt)
    # Each screen has a day of its own: functions that are warm may still count by the one before.
    off = packaged_calendar().earlier(promised, 5 if screen.wide else 1)

    followed = opened("track")
    look_up(followed, receipt)
    followed.locator(".standing summary").click()
    dates = followed.locator(".standing details dd")
    before = dates.all_inner_texts()

    page = opened("officer")
    sign_in(page, api.user("national_admin"))
    turn_to(page, says("Pengelolaan", "Administration"))
    form = page.locator("#part form").first
    form.locator("[name=version]").fill(f"cuti-bersama-{screen}")
    added = form.locator("[name=added]")
    added.fill(f"{added.input_value()}\n{off}")
    form.locator("[name=note]").fill("Cuti bersama menurut SKB baru.")
    form.get_by_role("button", name=says("Lihat akibatnya", "Show the effect")).click()
    changed = form.get_by_role("row").filter(has=page.locator("s"))
    expect(changed).to_have_count(1)
    expect(changed.locator("s")).to_contain_text(str(promised.year))
    assert troubles(page) == []
    form.get_by_role("button", name=says("Berlakukan", "Put in force")).click()
    expect(page.locator("#part .note[role=status]").first).to_contain_text(
        says("Kalender baru berlaku", "The new calendar is in force")
    )
    history = page.locator("#part details").last
    history.locator("summary").click()
    expect(history).to_contain_text("Cuti bersama menurut SKB baru.")

    # What the manual has an operator run next.
    recount = "from infra.recompute import recompute_deadlines; recompute_deadlines()"
    own = environment(deployed.aws, deployed.outputs)
    subprocess.run([sys.executable, "-c", recount], check=True, env={**os.environ, **own})

    followed.reload()
    expect(followed.locator(".timeline")).to_contain_text(
        says("Batas waktu dihitung ulang", "Deadlines recomputed")
    )
    followed.locator(".standing summary").click()
    assert dates.all_inner_texts()[:-1] == before[:-1]
    assert dates.last.inner_text() != before[-1]
    later = day_of(api, receipt)
    assert later > promised
    assert f"{later.day} " in dates.last.inner_text()
    assert troubles(followed) == []
    (told,) = [mail for mail in api.mails(address) if "dihitung ulang" in mail]
    assert receipt["id"] in told
