"""Coming back: to a case that ended elsewhere, and to a session that ends."""

import base64
import json
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import (
    Screen,
    give_code,
    look_up,
    open_case,
    send,
    settled,
    sign_in,
    take,
    troubles,
)

ANSWER = "Kami sudah memeriksa atapnya. Perbaikan dimulai minggu depan. " * 15


def ended(page: Page) -> None:
    """From now on the page's access token is one the service refuses; so is its renewal."""
    page.evaluate(
        """() => {
            const kept = JSON.parse(sessionStorage.getItem("lapor.officer"));
            sessionStorage.setItem("lapor.officer", JSON.stringify(
                { ...kept, access_token: `${kept.access_token}x`, refresh_token: "ended" }));
        }"""
    )
    page.reload()


def answers(api: Api, receipt: dict[str, Any]) -> list[str]:
    messages = api.case(receipt)["messages"]
    return [message["text"] for message in messages if message["from"] == "agency"]


# The reporter


def test_what_is_typed_while_the_page_loads_stays(open_page: OpenPage, api: Api) -> None:
    receipt = api.filed()
    waiting: list[Route] = []
    page = open_page("guide")
    page.route("**/track.js", lambda route: waiting.append(route))
    page.goto(page.url.replace("guide", "track"), wait_until="commit")
    page.locator("#id").fill(receipt["id"])
    page.locator("#secret").fill(receipt["secret"])
    while not waiting:
        page.wait_for_timeout(50)
    waiting[0].continue_()
    page.locator("#lookup [type=submit]").click()  # it can be pressed once the page is ready
    page.locator("#reply").wait_for()


def test_the_report_that_was_looked_up_last_is_shown_whichever_comes_last(
    open_page: OpenPage, api: Api
) -> None:
    first, last = (api.filed(title=f"Atap kelas {number} bocor") for number in (1, 2))
    late: list[Route] = []
    page = open_page("track")
    page.route(f"**/v1/complaints/{first['id']}", lambda route: late.append(route))
    page.locator("#id").fill(first["id"])
    page.locator("#secret").fill(first["secret"])
    with page.expect_request(f"**/v1/complaints/{first['id']}"):
        page.locator("#lookup [type=submit]").click()
    look_up(page, last)
    with page.expect_request_finished(lambda one: one.url.endswith(first["id"])):
        late[0].continue_()
    settled(page)
    expect(page.locator(".standing .number")).to_have_text(last["id"])
    assert page.url.endswith(f"#{last['id']}")


def test_a_button_pressed_for_nothing_leaves_the_page_as_it_is(
    opened: OpenPage, screen: Screen, api: Api
) -> None:
    says = screen.says
    page = opened("track")
    look_up(page, api.filed(reporter={"email": f"ragu.{screen}@contoh.example"}))
    page.locator("#reply [type=submit]").click()
    expect(page.locator("#field-text-problem")).to_have_text(
        says("Wajib diisi.", "This is needed.")
    )
    privacy = page.locator("details:has(#tighten)")
    privacy.locator("summary").click()
    privacy.locator("#tighten [type=submit]").click()
    expect(privacy.locator("[data-field=confidential] .problem")).to_have_text(
        says("Pilih salah satu.", "Choose one.")
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.once("dialog", lambda dialog: dialog.dismiss())
    privacy.locator("#erase button").click()
    expect(privacy.locator("#erase button")).to_be_enabled()
    expect(privacy).to_have_attribute("open", "")
    assert asked == []
    assert troubles(page) == []


def test_a_case_that_ended_without_an_answer_does_not_look_answered(
    open_page: OpenPage, api: Api, portal: str
) -> None:
    officer = api.user("liaison")["agency_id"]
    archived, source, target = (api.held_by(officer) for _ in range(3))
    api.act("national_admin", archived, "transfer", agency_id="kota-surabaya", reason="Uji.")
    api.act("agency_admin", archived, "archive", reason="out_of_scope")
    api.act("agency_admin", source, "merge", into=target["id"])

    page = open_page("track")
    look_up(page, archived)
    steps = page.locator(".steps li")
    assert "Dijawab" not in steps.all_inner_texts()
    expect(page.locator(".steps [aria-current]")).to_have_text("Diarsipkan")
    expect(page.locator(".standing")).to_contain_text("Di luar layanan publik")
    expect(page.locator(".standing")).to_contain_text("dapat membukanya kembali sampai")
    page.goto(portal + "reports")
    row = page.locator(f"#list li:has(a[href*='{archived['id']}'])")
    expect(row).to_contain_text("berakhir pada hari yang sama")
    expect(row).not_to_contain_text("selesai")

    page = open_page("track")
    look_up(page, source)
    expect(page.locator(".steps [aria-current]")).to_have_text("Digabung")
    page.locator(".standing").get_by_role("link", name=target["id"]).click()
    expect(page.locator(".standing .number")).to_have_text(target["id"])


def test_the_reporter_of_a_merged_case_is_asked_what_the_other_is_asked(
    open_page: OpenPage, api: Api
) -> None:
    officer = api.user("liaison")["agency_id"]
    source, target = api.held_by(officer), api.held_by(officer)
    api.act("agency_admin", source, "merge", into=target["id"])
    api.act("liaison", target, "hold", question="Pintu gerbang yang mana?")
    page = open_page("track")
    look_up(page, source)
    expect(page.locator("#reply")).to_contain_text("Pintu gerbang yang mana?")
    expect(page.locator("#reply")).to_contain_text("Mohon dijawab paling lambat")
    page.locator("#reply textarea").fill("Yang di sisi utara.")
    page.locator("#reply [type=submit]").click()
    expect(page.locator("#note")).to_have_text("Balasan terkirim.")


# The officer


def test_a_wrong_code_is_not_called_a_wrong_password_and_each_part_has_its_title(
    opened: OpenPage, screen: Screen, api: Api
) -> None:
    says, officer = screen.says, api.user("national_admin")
    page = opened("officer")
    page.locator("#email").fill(officer["email"])
    page.locator("#password").fill(officer["password"])
    page.locator("#login [type=submit]").click()
    page.locator("#code").fill("000000")
    page.locator("#login [type=submit]").click()
    expect(page.locator("#login-note[data-kind=bad]")).to_contain_text(
        says("Kode salah atau sudah berganti.", "That code is wrong, or has changed since.")
    )
    expect(page.locator("#code")).to_be_focused()
    assert troubles(page) == []
    give_code(page, officer)
    page.locator("#inbox h1").wait_for()
    for name, title in (("overview", says("Angka", "Figures")), ("", "")):
        page.locator(f"#parts a[href='#{name}']").click()
        desk = says("Petugas · LAPOR", "Officers · LAPOR")
        expect(page).to_have_title(f"{title} · {desk}" if title else desk)


def test_a_session_is_renewed_without_a_word(open_page: OpenPage, api: Api) -> None:
    officer = api.user("liaison")
    receipt = api.held_by(officer["agency_id"])
    page = open_page("officer")
    sign_in(page, officer)
    refused: list[str] = []

    def refuse_once(route: Route) -> None:
        if refused:
            return route.fallback()
        refused.append(route.request.url)
        return route.fulfill(status=401, json={"error": {"code": "unauthorized"}})

    page.route(f"**/complaints/{receipt['id']}", refuse_once)
    open_case(page, receipt["id"])
    expect(page.locator(".standing .number")).to_have_text(receipt["id"])
    expect(page.locator("#login")).to_be_hidden()
    assert refused


def test_somebody_else_who_signs_in_sends_nothing_of_the_one_before(
    open_page: OpenPage, api: Api
) -> None:
    officer, other = api.user("liaison"), api.user("national_admin")
    receipt = api.held_by(officer["agency_id"])
    page = open_page("officer")
    sign_in(page, officer)
    open_case(page, receipt["id"])
    take(page, "answer")
    page.route("**/renewal", lambda route: route.fulfill(status=401, json={}))
    page.route("**/actions", lambda route: route.fulfill(status=401, json={}), times=1)
    page.locator("[data-action=answer] textarea").fill(ANSWER)
    send(page, "answer")
    page.locator("#email").fill(other["email"])
    page.locator("#password").fill(other["password"])
    page.locator("#login [type=submit]").click()
    give_code(page, other)
    expect(page.locator("#who")).to_contain_text("Petugas nasional")
    expect(page.locator(".standing .number")).to_have_text(receipt["id"])
    assert answers(api, receipt) == []
    assert (
        page.locator("textarea").evaluate_all("(all) => all.map(({ value }) => value)")
        == [""] * page.locator("textarea").count()
    )


def test_a_text_whose_action_is_gone_can_still_be_copied(open_page: OpenPage, api: Api) -> None:
    officer = api.user("liaison")
    receipt = api.held_by(officer["agency_id"])
    page = open_page("officer")
    sign_in(page, officer)
    open_case(page, receipt["id"])
    take(page, "return")
    page.locator("[data-action=return] textarea").fill("Ini urusan dinas lain.")
    api.act("liaison", receipt, "answer", text="Atap sudah diperbaiki.")
    send(page, "return")
    expect(page.locator(".unsent")).to_contain_text("Ini urusan dinas lain.")
    page.locator(".unsent button").click()
    expect(page.locator(".unsent p.words")).to_have_count(0)


def test_a_session_is_renewed_before_it_ends_and_what_was_typed_stays(
    open_page: OpenPage, api: Api
) -> None:
    officer = api.user("liaison")
    receipt = api.held_by(officer["agency_id"])
    page = open_page("officer")
    page.clock.install()
    sign_in(page, officer)
    open_case(page, receipt["id"])
    take(page, "answer")
    page.locator("[data-action=answer] textarea").fill(ANSWER)
    before = page.evaluate("() => JSON.parse(sessionStorage.getItem('lapor.officer'))")
    with page.expect_response("**/v1/officer/session/renewal") as renewed:
        page.clock.fast_forward("10:01")
    assert renewed.value.status == 200
    kept = "(before) => JSON.parse(sessionStorage.getItem('lapor.officer')).ends_at > before"
    page.wait_for_function(kept, arg=before["ends_at"])
    page.clock.fast_forward("04:00")
    expect(page.locator("#session-note")).to_be_empty()
    expect(page.locator("#login")).to_be_hidden()
    expect(page.locator("[data-action=answer] textarea")).to_have_value(ANSWER)
    after = page.evaluate("() => JSON.parse(sessionStorage.getItem('lapor.officer'))")
    assert after["ends_at"] > before["ends_at"]
    assert after["sub"] == before["sub"]


def test_an_officer_is_warned_before_the_session_ends(open_page: OpenPage, api: Api) -> None:
    page = open_page("officer")
    page.route("**/renewal", lambda route: route.fulfill(status=401, json={}))
    page.clock.install()
    sign_in(page, api.user("liaison"))
    page.clock.fast_forward("13:30")
    expect(page.locator("#session-note")).to_contain_text("Sesi Anda berakhir dalam")


def test_the_token_that_the_page_keeps_is_the_services_own(open_page: OpenPage, api: Api) -> None:
    """What `ended` spoils is what the page sends: a spoilt token really is refused."""
    officer = api.user("liaison")
    page = open_page("officer")
    sign_in(page, officer)
    kept = json.loads(page.evaluate("() => sessionStorage.getItem('lapor.officer')"))
    middle = kept["access_token"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    assert claims["sub"] == kept["sub"]
    ended(page)
    expect(page.locator("#login")).to_be_visible()
    expect(page.locator("#email")).to_have_value(officer["email"])
