"""A reporter withdraws a report: told what that means, asked once more, and with what else they
want gone."""

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import Screen, look_up, sign_in, troubles


def answers(page: Page, *, yes: bool) -> list[str]:
    """What is asked before it is done, each time answered so."""
    asked: list[str] = []

    def ask(dialog: Dialog) -> None:
        asked.append(dialog.message)
        if yes:
            dialog.accept()
        else:
            dialog.dismiss()

    page.once("dialog", ask)
    return asked


def unfolded(page: Page) -> None:
    page.locator("#withdrawal summary").click()
    page.locator("#withdraw").wait_for()


def test_it_is_withdrawn_after_a_second_thought_and_can_be_taken_up_again(
    opened: OpenPage, api: Api, screen: Screen
) -> None:
    says, officer = screen.says, api.user("liaison")
    receipt = api.held_by(officer["agency_id"], title=f"Cat pagar luntur, dilihat di {screen}")
    page = opened("track")
    look_up(page, receipt)
    unfolded(page)
    form = page.locator("#withdraw")
    expect(form).to_contain_text(api.case(receipt)["agency"]["name"])
    expect(form).to_contain_text(says("Umum tetap bisa membaca", "Everybody can still read"))
    assert troubles(page) == []
    asked = answers(page, yes=False)
    form.locator("[type=submit]").click()
    expect(form.locator("[type=submit]")).to_be_enabled()
    assert len(asked) == 1
    assert api.case(receipt)["status"] == "routed"

    answers(page, yes=True)
    form.locator("[type=submit]").click()
    expect(page.locator("#note[data-kind=good]")).to_contain_text(
        says("Laporan sudah ditarik", "The report is withdrawn")
    )
    expect(page.locator("#note")).to_be_focused()
    expect(page.locator("#withdrawal")).to_have_count(0)
    expect(page.locator("#case")).to_contain_text(
        says("tercatat Anda tarik", "recorded as withdrawn by you")
    )
    expect(page.locator(".timeline")).to_contain_text(
        says("Ditarik oleh pelapor", "Withdrawn by the reporter")
    )
    assert troubles(page) == []
    publicly = opened(f"reports/{receipt['id']}")
    expect(publicly.locator("main")).to_contain_text(
        says("Ditarik oleh pelapor", "Withdrawn by the reporter")
    )

    page.locator("#reopen textarea").fill("Ternyata masih luntur.")
    page.locator("#reopen [type=submit]").click()
    expect(page.locator("#withdrawal")).to_be_visible()
    assert api.case(receipt)["status"] == "in_progress"


def test_with_it_the_public_sees_nothing_more_and_who_filed_it_is_erased(
    open_page: OpenPage, api: Api
) -> None:
    receipt = api.filed(reporter={"name": "Sari Contoh", "email": "tarik@contoh.example"})
    api.settle()  # what the rules have not read is not withdrawn yet
    page = open_page("track")
    look_up(page, receipt)
    unfolded(page)
    page.locator("[name=hide]").check()
    page.locator("[name=erase]").check()
    asked = answers(page, yes=True)
    page.locator("#withdraw [type=submit]").click()
    expect(page.locator("#note[data-kind=good]")).to_have_text("Laporan sudah ditarik.")
    (question,) = asked
    assert "Umum tidak bisa membacanya lagi" in question
    assert "dihapus selamanya" in question
    case = api.case(receipt)
    assert (case["status"], case["confidential"]) == ("archived", True)
    assert "erase" not in case["actions"]
    assert api.call("GET", f"v1/complaints/{receipt['id']}")[0] == 404


def test_what_is_withdrawn_though_the_rest_failed_is_said_so(open_page: OpenPage, api: Api) -> None:
    receipt = api.filed()
    api.settle()
    page = open_page("track")
    look_up(page, receipt)
    unfolded(page)
    page.locator("[name=hide]").check()
    page.route("**/privacy", lambda route: route.abort())
    answers(page, yes=True)
    page.locator("#withdraw [type=submit]").click()
    expect(page.locator("#note")).to_contain_text("pilihan lainnya belum terlaksana")
    expect(page.locator("#tighten")).to_have_count(1)
    assert api.case(receipt)["confidential"] is False


@pytest.mark.parametrize("secret", [True, False])
def test_what_is_answered_or_somebody_elses_offers_no_withdrawal(
    open_page: OpenPage, api: Api, secret: bool
) -> None:
    officer = api.user("liaison")
    receipt = api.held_by(officer["agency_id"])
    if secret:
        api.act("liaison", receipt, "answer", text="Sudah kami perbaiki.")
    page = open_page("track")
    look_up(page, receipt if secret else {**receipt, "secret": ""})
    page.locator("#rating, #unlock").wait_for()
    expect(page.locator("#withdrawal")).to_have_count(0)


def test_the_desk_reads_that_its_reporter_withdrew_it(open_page: OpenPage, api: Api) -> None:
    officer = api.user("liaison")
    receipt = api.held_by(officer["agency_id"])
    headers = {"X-Receipt": receipt["secret"]}
    assert api.call("POST", f"v1/complaints/{receipt['id']}/withdrawal", headers=headers)[0] == 201
    page = open_page("officer", width=1280)
    sign_in(page, officer)
    page.goto(page.url.split("#")[0] + f"#{receipt['id']}")
    expect(page.locator("#casefile")).to_contain_text("Ditarik oleh pelapor")


def test_who_comes_too_late_reads_what_became_of_the_report(
    opened: OpenPage, api: Api, screen: Screen
) -> None:
    says, officer = screen.says, api.user("liaison")
    receipt = api.held_by(officer["agency_id"], title=f"Pintu gudang, dilihat di {screen}")
    page = opened("track")
    look_up(page, receipt)
    unfolded(page)
    api.act("liaison", receipt, "answer", text="Sudah kami perbaiki.")
    answers(page, yes=True)
    page.locator("#withdraw [type=submit]").click()
    expect(page.locator("#note[data-kind=bad]")).to_contain_text(
        says("status laporan sekarang “Sudah dijawab”", "the report is now “Answered”")
    )
    expect(page.locator("#note")).to_be_focused()
    expect(page.locator("#rating")).to_be_visible()
    expect(page.locator("#case")).to_contain_text("Sudah kami perbaiki.")
    assert troubles(page) == []
