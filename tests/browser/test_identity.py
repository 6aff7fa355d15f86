"""An identity asked for, released and seen once, on the pages."""

from playwright.sync_api import expect

from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import look_up, sign_in, take, troubles
from tests.browser.test_matters import look

PERSON = {"name": "Tari Contoh", "phone": "081234567890"}


def test_an_identity_is_asked_for_released_and_seen_once(open_page: OpenPage, api: Api) -> None:
    receipt = api.filed(reporter=PERSON)
    api.settle()
    first, second = (u for u in api._users if u["role"] == "custodian")
    asking = open_page("officer", width=390)
    sign_in(asking, first)
    asking.goto(f"{asking.url.split('#')[0]}#{receipt['id']}")
    asking.locator("#case-title").wait_for()
    take(asking, "request_identity")
    form = asking.locator("form[data-action=request_identity]")
    form.get_by_role("button", name="Minta pembukaan identitas").click()
    expect(form.locator("[data-field=fields] .problem")).not_to_be_empty()
    look(asking, "identity-problems")
    form.locator("[name=reason]").fill("Pelapor meminta perlindungan LPSK.")
    form.locator("[name=basis]").select_option("protection")
    form.get_by_label("Nama").check()
    form.get_by_label("Alamat email").check()
    look(asking, "identity-asked")
    form.get_by_role("button", name="Minta pembukaan identitas").click()
    waiting = asking.locator("#identity")
    expect(waiting).to_contain_text("Nama, Alamat email. Dasar: Perlindungan pelapor")
    expect(waiting.get_by_role("button")).to_have_count(0)

    deciding = open_page("officer", width=1280)
    sign_in(deciding, second)
    deciding.goto(f"{deciding.url.split('#')[0]}#{receipt['id']}")
    expect(deciding.locator("#identity")).to_contain_text("Menunggu penjaga identitas")
    take(deciding, "approve_identity")
    look(deciding, "identity-decide")
    approval = deciding.locator("form[data-action=approve_identity]")
    approval.get_by_role("button", name="Setujui pembukaan identitas").click()
    sure = deciding.get_by_role("dialog")
    expect(sure).to_contain_text("tidak bisa ditarik kembali")
    sure.get_by_role("button", name="Setujui pembukaan identitas").click()
    expect(deciding.locator("#identity")).to_contain_text("Disetujui")
    expect(deciding.locator("#identity").get_by_role("button")).to_have_count(0)

    asking.reload()
    see = asking.locator("#identity").get_by_role("button", name="Lihat identitas")
    expect(asking.locator("#identity .warning")).to_contain_text("hanya diperlihatkan satu kali")
    look(asking, "identity-approved")
    asking.once("dialog", lambda dialog: dialog.dismiss())
    see.click()
    expect(asking.locator("#shown-identity")).to_have_count(0)
    asking.once("dialog", lambda dialog: dialog.accept())
    see.click()
    shown = asking.locator("#shown-identity")
    expect(shown).to_contain_text("Tari Contoh")
    expect(shown).to_contain_text("tidak diisi pelapor")
    expect(see).to_have_count(0)
    expect(asking.locator("form[data-action=withdraw_identity]")).to_have_count(0)
    expect(asking.locator("#identity")).not_to_contain_text("Dapat dilihat")
    look(asking, "identity-shown")
    assert troubles(asking) == []
    asking.reload()
    asking.locator("#case-title").wait_for()
    expect(asking.locator("body")).not_to_contain_text("Tari Contoh")
    expect(asking.locator(".timeline")).to_contain_text("Data diri (Nama, Alamat email)")

    mine = open_page("track", width=390, english=True)
    look_up(mine, receipt)
    expect(mine.locator(".timeline")).to_contain_text("Personal data (Name, Email address)")
    look(mine, "identity-told")
