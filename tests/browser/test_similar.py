"""Complaints alike, on the pages: saying "me too" before filing, and an officer's merging.

Every test has words of its own, so that no test is shown the complaints of another.
"""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from chalicelib.protection.receipts import new_case_id
from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import (
    HOSTILE,
    fill_in,
    go,
    open_case,
    receipt_on,
    send,
    settled,
    sign_in,
    troubles,
)

SIMILAR = "**/v1/similar"
TOP = "node => node.getBoundingClientRect().top"
A_WHILE = 3_000  # milliseconds; longer than anybody has to pause


def questions(page: Page) -> list[dict[str, Any]]:
    """What the page asks for similar complaints with, from now on."""
    asked: list[dict[str, Any]] = []

    def heard(request: Any) -> None:
        if request.url.endswith("/v1/similar"):
            asked.append(json.loads(request.post_data))

    page.on("request", heard)
    return asked


def holding(page: Page) -> list[Route]:
    """Questions that wait for the test to answer them."""
    held: list[Route] = []
    page.route(SIMILAR, lambda route: held.append(route))
    return held


def suggestion(page: Page, title: str) -> Locator:
    return page.locator("#similar li").filter(has=page.get_by_role("link", name=title))


def an_answer(*ids: str) -> str:
    """An answer as of the API, with these complaints."""
    return json.dumps(
        {
            "items": [
                {
                    "id": case_id,
                    "title": f"Halte roboh nomor {number}",
                    "status": "routed",
                    "category": None,
                    "category_name": None,
                    "region_code": "35.78",
                    "region_name": "Kota Surabaya",
                    "filed_at": "2026-03-02T08:00:00+07:00",
                    "supporters": 2,
                    "similarity": 0.7,
                    "links": {"self": f"https://lapor.test/{case_id}"},
                }
                for number, case_id in enumerate(ids)
            ]
        }
    )


# Reporters


def test_who_writes_what_is_reported_already_is_shown_it_and_joins(
    open_page: OpenPage, api: Api
) -> None:
    title = "Jembatan gantung Sungai Kerikil putus talinya"
    body = "Tali jembatan gantung Sungai Kerikil putus dan anak sekolah menyeberang lewat air."
    receipt = api.found(api.filed(title=title, body=body))
    page = open_page()
    fill_in(page, title="Jembatan gantung putus", body=f"{body} Mohon diperbaiki.")
    go(page, "story")
    page.locator("#similar summary").click()

    expect(page.locator("#similar-note")).to_contain_text("Laporan serupa: 1")
    joined = suggestion(page, title)
    expect(joined.locator(".badge")).to_have_text(re.compile("Diteruskan|Dicarikan"))
    expect(joined).to_contain_text("Kota Surabaya · dikirim")
    expect(joined).to_contain_text("belum ada pendukung")
    link = joined.get_by_role("link")
    expect(link).to_have_attribute("href", f"track#{receipt['id']}")
    button = joined.get_by_role("button", name="Saya juga mengalami")
    expect(button).to_have_accessible_description(title)

    before = api.case(receipt)["supporters"]
    button.focus()
    page.keyboard.press("Enter")
    told = joined.get_by_role("status").first
    expect(told).to_contain_text(f"Dukungan Anda tercatat ({before + 1} orang).")
    expect(told).to_contain_text("Anda tidak perlu mengirim laporan baru")
    expect(told).to_contain_text("tidak mendapat nomor")
    expect(told).to_be_focused()
    expect(button).to_have_count(0)
    assert api.case(receipt)["supporters"] == before + 1

    # News of it, right there: nothing is filled in, and Enter sends no report.
    address = joined.get_by_label("Alamat email")
    expect(address).to_have_value("")
    address.fill("tetangga")
    address.press("Enter")
    expect(joined.locator(".note[data-kind=bad]")).to_contain_text("alamat email")
    address.fill("tetangga.kembar@contoh.example")
    address.press("Enter")
    expect(joined.locator(".news .note[data-kind=good]")).to_contain_text("Periksa email Anda")
    assert troubles(page) == []
    assert "tetangga" not in page.evaluate(
        "() => JSON.stringify([{...localStorage}, {...sessionStorage}])"
    )

    page.reload()  # the draft is there again, and with it the suggestion
    page.locator("#similar summary").click()
    button.click()
    expect(told).to_contain_text("Laporan ini sudah didukung oleh Anda")
    expect(button).to_have_count(0)
    assert api.case(receipt)["supporters"] == before + 1

    go(page, "check")
    page.locator("#send").click()
    assert receipt_on(page)["id"] != receipt["id"]
    expect(page.locator("#similar li")).to_have_count(0)


def test_where_much_is_asked_each_question_costs_a_solved_challenge(open_page: OpenPage) -> None:
    page, paid = open_page(), list[str]()

    def answer(route: Route) -> None:
        proof = route.request.headers.get("x-challenge")
        if proof is None:
            return route.fulfill(status=401, json={"error": {"code": "challenge_required"}})
        paid.append(proof)
        return route.fulfill(json=json.loads(an_answer("LP-1")))

    page.route(SIMILAR, answer)
    fill_in(page)
    expect(page.locator("#similar li")).to_have_count(1)
    asked = len(paid)
    assert asked > 0
    page.locator("#send").click()
    assert receipt_on(page)["id"]
    assert len(set(paid)) == len(paid)


def test_a_suggestion_can_be_read_in_a_tab_of_its_own(open_page: OpenPage, api: Api) -> None:
    title = "Puskesmas Kemiri tutup sebelum jam layanan habis"
    body = "Loket puskesmas Kemiri ditutup pukul sepuluh padahal jadwal tertulis sampai siang."
    api.found(api.filed(title=title, body=body))
    page = open_page()
    fill_in(page, title="Loket puskesmas tutup", body=body)
    go(page, "story")
    page.locator("#similar summary").click()
    with page.expect_popup() as opened:
        suggestion(page, title).get_by_role("link").click()
    expect(opened.value.locator("#case-title")).to_have_text(title)
    expect(page.locator("#body")).to_have_value(body)


def test_what_shall_stay_private_is_compared_with_nothing(open_page: OpenPage, api: Api) -> None:
    title = "Palang parkir pasar hewan tidak mau membuka"
    body = "Palang parkir di pasar hewan macet sejak Senin dan antrean kendaraan sampai jalan."
    api.found(api.filed(title=title, body=body))
    page = open_page()
    page.clock.install()
    asked = questions(page)

    def choose(privacy: str) -> None:
        go(page, "privacy")
        page.locator(f"[name=privacy][value={privacy}]").check()
        go(page, "story")

    go(page, "story")  # nothing was chosen yet
    page.locator("#body").fill(body)
    expect(page.locator("#body-privacy")).to_have_text(
        "Tulisan Anda tidak meninggalkan perangkat ini sebelum Anda menekan “Kirim laporan”."
    )
    page.clock.fast_forward(A_WHILE)
    fill_in(page, title="Parkir pasar hewan", body=body, privacy="closed")
    page.clock.fast_forward(A_WHILE)
    choose("masked")
    page.locator("#body").fill(f"{body} Sudah sebulan.")
    page.locator("#title").focus()
    page.clock.fast_forward(A_WHILE)
    settled(page)
    expect(page.locator("#body-privacy")).to_contain_text("tidak dibandingkan")
    assert asked == []

    choose("open")
    told = {"text": f"Parkir pasar hewan\n{body}", "region_code": "35.78"}
    with page.expect_request(
        lambda one: one.url.endswith("/v1/similar") and one.post_data_json == told
    ):
        page.locator("#body").fill(body)
        page.locator("#title").focus()
    page.locator("#similar summary").click()
    expect(suggestion(page, title)).to_be_visible()
    expect(page.locator("#body-privacy")).to_contain_text("kami cocokkan")

    before = len(asked)
    choose("closed")
    expect(page.locator("#similar")).to_be_hidden()
    expect(page.locator("#similar-note")).to_have_text("")
    page.locator("#body").fill(f"{body} Saya tahu namanya.")
    page.clock.fast_forward(A_WHILE)
    go(page, "check")
    page.locator("#send").click()
    receipt_on(page)
    assert len(asked) == before


def writing(page: Page, body: str) -> None:
    """Say that all may read it, and write the story."""
    page.locator("[name=privacy][value=open]").check()
    page.locator("#next").click()
    page.locator("#body").fill(body)


def test_an_answer_on_its_way_is_not_shown_to_who_wants_privacy_now(open_page: OpenPage) -> None:
    page = open_page()
    held = holding(page)
    with page.expect_request(SIMILAR):
        writing(page, "Halte di depan pabrik sirup roboh kena angin.")
        page.locator("#title").focus()
    settled(page)
    expect(page.locator("#similar-state")).to_have_text("Mencari laporan serupa…")
    go(page, "privacy")
    page.locator("[name=privacy][value=closed]").check()
    go(page, "story")
    with page.expect_response(SIMILAR):
        held[0].fulfill(body=an_answer("LP-1"))
    settled(page)
    expect(page.locator("#similar")).to_be_hidden()
    expect(page.locator("#similar-state")).to_have_text("")
    go(page, "privacy")
    page.locator("[name=privacy][value=open]").check()
    go(page, "story")
    expect(page.locator("#similar")).to_be_visible()  # the answer is known; nothing is asked again
    assert len(held) == 1
    expect(page.locator("#similar-state")).to_have_text("")
    with page.expect_request(SIMILAR):
        page.locator("#body").fill("Halte di depan pabrik kecap roboh kena angin.")
        page.locator("#title").focus()
    settled(page)
    held[1].fulfill(body=an_answer())
    expect(page.locator("#similar-state")).to_have_text("Belum ada laporan serupa.")


def test_one_question_at_a_time_and_none_twice(open_page: OpenPage) -> None:
    page = open_page()
    page.clock.install()
    asked = questions(page)
    held = holding(page)
    with page.expect_request(SIMILAR):
        writing(page, "Halte di depan pabrik genteng roboh kena angin.")
        page.clock.fast_forward(A_WHILE)
    page.locator("#body").fill("Halte di depan pabrik genteng roboh kena angin kemarin.")
    page.locator("#title").focus()
    page.clock.fast_forward(A_WHILE)
    settled(page)
    assert len(held) == 1
    with page.expect_request(SIMILAR):  # of itself, where this takes longer than a pause
        with page.expect_response(SIMILAR):
            held[0].fulfill(body=an_answer("LP-1"))
        expect(page.locator("#similar li")).to_have_count(1)
        page.clock.fast_forward(A_WHILE)
    settled(page)
    with page.expect_response(SIMILAR):
        held[1].fulfill(body=an_answer("LP-2", "LP-3", "LP-4", "LP-5"))
    expect(page.locator("#similar li")).to_have_count(3)
    page.locator("#body").fill("Halte di depan pabrik genteng roboh kena angin kemarin. ")
    go(page, "place")
    page.locator("#address").fill("Jalan Contoh 5")
    go(page, "story")
    page.locator("#title").focus()
    page.clock.fast_forward(A_WHILE)
    settled(page)
    assert [question["text"].split()[-1] for question in asked] == ["angin.", "kemarin."]
    page.locator("#body").fill("Halte roboh.")
    expect(page.locator("#similar")).to_be_hidden()


def test_suggestions_do_not_move_what_is_in_hand(open_page: OpenPage) -> None:
    page = open_page()
    held = holding(page)
    with page.expect_request(SIMILAR):
        writing(page, "Halte di depan pabrik kecap roboh kena angin.")
    settled(page)
    button = page.locator("#next")
    before = button.evaluate(TOP)
    held[0].fulfill(body=an_answer("LP-1", "LP-2"))
    page.locator("#similar").wait_for()
    assert button.evaluate(TOP) == pytest.approx(before, abs=1)  # by whole pixels
    expect(page.locator("#similar summary")).to_have_text("Laporan serupa: 2")


def test_a_report_is_filed_also_where_nothing_can_be_compared(open_page: OpenPage) -> None:
    page = open_page()
    page.route(SIMILAR, lambda route: route.abort())
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/v1/similar")):
        fill_in(page, title="Got mampet", body="Got di Gang Delima mampet oleh lumpur dan plastik.")
    go(page, "story")
    expect(page.locator("#similar")).to_be_hidden()
    go(page, "check")
    page.locator("#send").click()
    receipt_on(page)


def test_a_hostile_title_is_suggested_as_text(open_page: OpenPage, api: Api) -> None:
    title = f"Kolam renang kota {HOSTILE}"
    body = "Air kolam renang kota keruh berbau dan penjaga tidak pernah menguji kadar kaporit."
    api.found(api.filed(title=title, body=body))
    page = open_page()
    fill_in(page, title="Kolam renang kota keruh", body=body)
    expect(page.locator("#similar h2 a > span").first).to_have_text(title)
    assert page.locator("main img, main script").count() == 0


def test_suggestions_can_be_read_and_used(open_page: OpenPage, api: Api) -> None:
    title = "Menara air terang retak"
    body = "Menara air terang di bukit retak memanjang dan pondasinya miring ke arah kebun."
    api.found(api.filed(title=title, body=body))
    page = open_page(width=360)
    fill_in(page, title="Menara retak", body=body)
    go(page, "story")
    page.locator("#similar summary").click()
    joined = suggestion(page, title)
    joined.get_by_role("button").click()
    expect(joined.get_by_role("status").first).to_contain_text("Dukungan Anda tercatat")
    assert troubles(page) == []


# Officers


def test_an_officer_sees_reports_alike_and_merges_by_hand(open_page: OpenPage, api: Api) -> None:
    officer = api.user("agency_admin")
    title = "Taman Melati gelap karena tiang lampunya roboh"
    body = "Tiang lampu Taman Melati roboh menimpa bangku dan pengunjung takut lewat malam hari."
    first = api.found(api.held_by(officer["agency_id"], title=title, body=body))
    second = api.held_by(officer["agency_id"], title="Taman Melati gelap gulita", body=body)
    page = open_page("officer")
    sign_in(page, officer)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(f"{one.method} {one.url.rpartition('/v1/')[2]}"))
    open_case(page, second["id"])

    alike = page.locator("#similar li")
    expect(alike).to_have_count(1)
    expect(alike.locator(".badge")).to_have_attribute("data-status", "routed")
    expect(alike).to_contain_text(re.compile(r"\d\d % serupa · .* 20\d\d · Kota Surabaya · LP-"))
    expect(alike.get_by_role("link")).to_have_attribute("href", f"#{first['id']}")
    alike.get_by_role("button", name="Lihat berdampingan").click()
    expect(page.locator("dialog.compare")).to_contain_text(title)
    assert troubles(page) == []
    page.keyboard.press("Escape")
    button = alike.get_by_role("button", name="Jadikan tujuan penggabungan")
    expect(button).to_have_accessible_description(title)
    button.click()
    into = page.locator("[data-action=merge] [name=into]")
    expect(into).to_be_focused()
    expect(into).to_have_value(first["id"])
    assert api.case(second)["status"] == "routed"  # filled in is not merged
    assert troubles(page) == []

    # The number is checked, and what it is of is seen, before anything is merged.
    into.fill(first["id"][:-1])
    page.locator("[data-action=merge] [type=submit]").click()
    expect(page.locator("[data-action=merge] .problem")).to_contain_text("LP dan 13 huruf")
    expect(page.locator("dialog[open]")).to_have_count(0)
    into.fill(first["id"].lower().replace("-", " "))
    page.locator("[data-action=merge] [type=submit]").click()
    expect(page.locator("dialog[open]")).to_contain_text(f"{first['id']} · {title}")
    assert troubles(page) == []
    page.keyboard.press("Escape")
    send(page, "merge")
    expect(page.locator(".standing .badge").first).to_have_attribute("data-status", "merged")
    assert api.case(second)["status"] == "merged"
    expect(alike).to_have_count(1)
    path = f"officer/complaints/{second['id']}"  # the answer to a step is the case: none is opened
    # That it is asked each minute whether there is a later version is no reading of it.
    of_it = [one for one in asked if path in one and not one.endswith("/version")]
    assert of_it == [f"GET {path}", f"GET {path}/similar", f"POST {path}/actions"]


def test_a_report_alike_opens_for_who_may_read_it(open_page: OpenPage, api: Api) -> None:
    officer = api.user("liaison")
    title = "Ruang komputer SMP Cempaka tanpa listrik"
    body = f"{title}, sudah dua minggu tidak bisa dipakai belajar."
    other = api.found(api.held_by(api.user("agency_admin")["agency_id"], title=title, body=body))
    mine = api.found(api.held_by(officer["agency_id"], title=title, body=f"{body} Tolong."))
    page = open_page("officer")
    sign_in(page, officer)
    open_case(page, mine["id"])
    link = page.locator(f"#similar a[href='#{other['id']}']")
    expect(link).to_be_visible()
    assert (
        page.locator("#similar button", has_text="tujuan").count() == 0
    )  # no right to merge, no button
    link.click()
    note = page.locator("#note")
    expect(note).to_contain_text("Sekarang ditangani Pemerintah Kota Surabaya.")
    expect(note).to_contain_text("Terakhir: Diteruskan ke Pemerintah Kota Surabaya (")
    expect(note.get_by_role("link")).to_have_attribute("href", f"reports/{other['id']}")
    expect(note).to_be_focused()
    expect(page.locator("#case-title")).to_have_text(title)
    assert page.url.endswith(f"#{mine['id']}")

    page.evaluate(f"location.hash = '{new_case_id()}'")
    expect(note).to_contain_text("Tidak ada laporan bernomor ini yang bisa Anda baca.")

    api.act("agency_admin", other, "transfer", agency_id=officer["agency_id"], reason="Sekolah.")
    link.click()
    expect(page.locator(".number")).to_have_text(other["id"])


def test_a_case_like_no_other_has_no_list(open_page: OpenPage, api: Api) -> None:
    officer = api.user("liaison")
    receipt = api.held_by(
        officer["agency_id"],
        title="Pohon beringin di alun-alun keropos",
        body="Batang beringin alun-alun keropos berlubang besar dan dahannya menjuntai ke kios.",
    )
    page = open_page("officer")
    sign_in(page, officer)
    with page.expect_response(f"**/complaints/{receipt['id']}/similar") as answered:
        open_case(page, receipt["id"])
    expect(page.locator(".number")).to_have_text(receipt["id"])
    assert answered.value.json() == {"items": []}
    assert page.locator("#similar").count() == 0
