"""An officer's day at the desk: the list beside the case, keys, and what is looked at before it is
final."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from chalicelib.protection.receipts import new_case_id
from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import (
    TEXT_SIZE,
    cramped,
    in_english,
    pick,
    settled,
    sign_in,
    take,
    troubles,
    unfold,
)

# fmt: off
FLOWERS = [
    "Anggrek", "Bougenvil", "Cempaka", "Dahlia", "Edelweis", "Flamboyan",
    "Gladiol", "Hortensia", "Iris", "Jasmin", "Kenanga", "Lili",
    "Melati", "Nusa", "Olean", "Pacar", "Rafflesia", "Seruni",
    "Teratai", "Ulin", "Violet", "Wijaya", "Yasmin", "Zinia",
    "Asoka", "Begonia", "Cendana", "Delima", "Eboni", "Gaharu",
]
# fmt: on
SHOWN = """() => [...document.querySelectorAll("#cases li")].filter((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
}).length"""
# Of the lines of the list those whose status or number cannot be read to its end.
CUT = """() => [...document.querySelectorAll("#cases .by > :first-child")].filter((whole) => {
    whole.scrollIntoView({ block: "center", behavior: "instant" });
    const number = whole.querySelector(".case-number").getBoundingClientRect();
    const [right, middle] = [number.right - 2, number.top + number.height / 2];
    const seen = document.elementFromPoint(right, middle)?.className === "case-number";
    return !seen || whole.scrollWidth > whole.clientWidth + 1;
}).length"""
CLEAR = ("transparent", "rgba(0, 0, 0, 0)")


def desk_of(open_page: OpenPage, user: dict[str, str]) -> Page:
    page = open_page("officer", width=1280)
    page.set_viewport_size({"width": 1280, "height": 800})
    sign_in(page, user)
    expect(page.locator("#cases li").first).to_be_visible()
    return page


def test_a_second_press_does_not_pass_on_the_report_that_opened_meanwhile(
    open_page: OpenPage, api: Api
) -> None:
    """In triage the next report opens by itself, and its suggestion lies under the same finger."""
    receipts = [
        api.filed(
            title=f"Puskesmas {name} buka terlalu siang",
            body=f"Puskesmas {name} baru buka jam sepuluh, padahal jadwalnya sejak jam tujuh.",
            location={"address": "Malang"},
        )
        for name in ("Sakura", "Tulip", "Wijayakusuma")
    ]
    api.settle()
    page = desk_of(open_page, api.user("national_admin"))
    page.locator("#q").fill("buka terlalu siang")
    expect(page.locator("#cases li")).to_have_count(len(receipts))
    page.locator("#cases a").first.click()
    number = page.locator(".standing .number")
    suggested = page.locator("#suggestions button[data-agency]").first
    for again in ("button", "key"):
        suggested.hover()  # once it stands still
        before = number.inner_text()
        if again == "button":
            page.mouse.down()
            page.mouse.up()
        else:
            page.keyboard.down("1")
        expect(number).not_to_have_text(before)
        expect(suggested).to_be_visible()
        if again == "button":
            page.mouse.down(click_count=2)
            page.mouse.up(click_count=2)
        else:
            page.keyboard.down("1")  # held
            page.keyboard.up("1")
    api.settle()
    standing = [api.case(receipt)["status"] for receipt in receipts]
    assert sorted(standing) == ["routed", "routed", "triage"]


def test_a_mark_beside_a_long_title_is_as_high_as_its_words(open_page: OpenPage, api: Api) -> None:
    officer = api.user("liaison")
    receipt = api.held_by(
        officer["agency_id"],
        title="Meja dan kursi kelas enam sudah bertahun-tahun rusak dan belum pernah diganti",
        confidential=True,
    )
    page = open_page("officer", width=390)
    sign_in(page, officer)
    with page.expect_response(lambda answer: f"q={receipt['id']}" in answer.url):
        page.locator("#q").fill(receipt["id"])
    settled(page)  # the row is not replaced any more
    row = page.locator(f'#cases a[href="#{receipt["id"]}"]')
    mark = row.locator(".badge", has_text="Tertutup")
    expect(mark).to_be_visible()
    heights = mark.evaluate(
        "(mark) => [mark, mark.closest('a')].map((one) => one.getBoundingClientRect().height)"
    )
    assert heights[0] < 32
    assert heights[0] < heights[1] / 2


def test_a_row_that_is_pressed_while_the_list_is_read_anew_opens(
    open_page: OpenPage, api: Api
) -> None:
    officer = api.user("liaison")
    receipt = api.held_by(officer["agency_id"], title="Talang SD Cempaka bocor")
    page = desk_of(open_page, officer)
    page.locator("#q").fill("talang cempaka bocor")
    rows = page.locator("#cases li")
    expect(rows).to_have_count(1)
    rows.locator("a").focus()
    box = rows.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    with page.expect_response(re.compile("/officer/inbox\\?")):
        page.locator("#q").evaluate("(field) => field.dispatchEvent(new Event('input'))")
    expect(page.locator("#list-note")).to_be_empty()
    expect(rows.locator("a")).to_be_focused()
    page.mouse.up()
    expect(page.locator(".standing .number")).to_have_text(receipt["id"])


def test_links_stay_under_a_thumb_when_the_name_of_the_agency_arrives(
    open_page: OpenPage, api: Api
) -> None:
    page = open_page("officer", width=390)
    held: list[Route] = []
    page.route("**/v1/agencies?id=*", lambda route: held.append(route))
    with page.expect_request("**/v1/agencies?id=*"):
        sign_in(page, api.user("national_admin"))
    who, link = page.locator("#who"), page.locator("#parts a").first
    expect(link).to_have_attribute("aria-current", "page")
    place, height = link.bounding_box(), who.evaluate("it => it.offsetHeight")
    held[0].continue_()
    expect(who).to_contain_text("Kementerian")
    assert who.evaluate("it => it.offsetHeight") > height  # it takes more lines than it did
    assert link.bounding_box() == place


def test_an_officer_works_through_the_day_with_keys(open_page: OpenPage, api: Api) -> None:
    officer = api.user("liaison")
    held = [
        api.held_by(officer["agency_id"], title=f"Pagar SD {name} roboh")["id"]
        for name in FLOWERS[:13]
    ]
    page = desk_of(open_page, officer)
    page.locator("#q").fill("pagar sd roboh")
    rows = page.locator("#cases li")
    expect(rows).to_have_count(13)
    assert page.evaluate(SHOWN) >= 12
    ids = [row.get_attribute("data-id") or "" for row in rows.all()]
    assert sorted(ids) == sorted(held)
    filed = [api.call("GET", f"v1/complaints/{one}")[1]["filed_at"] for one in ids]
    assert filed == sorted(filed)  # of one day's limit, what was filed first
    expect(page.locator("#status option[value=routed]")).to_have_text(re.compile(r"\(\d+\+?\)"))

    page.locator("#cases a").first.focus()
    for key in ("j", "j", "k", "Enter"):
        page.keyboard.press(key)
    number = page.locator(".standing .number")
    expect(number).to_have_text(ids[1])
    text, actions = (page.locator(one).bounding_box() for one in ("p.words", "#actions-title"))
    assert text
    assert actions
    assert text["y"] < 500
    assert actions["y"] < 500
    main = page.locator(".actions .main")
    expect(main.get_by_role("button", name="Mulai tindak lanjut")).to_be_in_viewport(ratio=1)
    # What goes by below its button goes by behind a bar.
    background = main.locator(".send").evaluate("(bar) => getComputedStyle(bar).backgroundColor")
    assert background not in CLEAR
    page.keyboard.press("j")
    expect(number).to_have_text(ids[2])
    expect(page.locator(f'#cases a[href="#{ids[2]}"]')).to_have_attribute("aria-current", "true")
    page.keyboard.press("a")
    answer = page.locator("[data-action=answer] textarea")
    expect(answer).to_be_focused()
    page.keyboard.type("jk?1 Pagar sudah tegak.")  # letters are letters here
    expect(number).to_have_text(ids[2])
    page.keyboard.press("Control+Enter")
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("jk?1 Pagar sudah tegak.")
    assert troubles(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(answer).to_have_value("jk?1 Pagar sudah tegak.")
    answer.focus()
    page.keyboard.press("Control+Enter")
    dialog.wait_for()
    page.keyboard.press("Enter")
    note = page.locator("#note")
    expect(note).to_contain_text(f"tersimpan untuk {ids[2]}")
    expect(number).to_have_text(ids[2])  # the next one comes by itself only for who wishes it
    page.locator("#go-on").check()
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    expect(number).to_have_text(ids[3])
    page.keyboard.press("a")
    expect(answer).to_be_focused()
    page.keyboard.type("Pagar ini juga sudah tegak.")
    page.keyboard.press("Control+Enter")
    dialog.wait_for()
    page.keyboard.press("Enter")
    expect(number).to_have_text(ids[4])
    expect(note).to_contain_text(f"tersimpan untuk {ids[3]}")
    expect(note).to_contain_text(f"Sekarang terbuka: {ids[4]}")
    assert api.call("GET", f"v1/complaints/{ids[2]}")[1]["status"] == "answered"

    page.keyboard.press("?")
    expect(dialog).to_contain_text("Laporan berikutnya")
    assert troubles(page) == []
    dialog.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(number).to_have_text(ids[4])
    page.keyboard.press("Escape")
    expect(page.locator(f'#cases a[href="#{ids[4]}"]')).to_be_focused()

    page.locator("#q").fill("tidak ada yang begini")
    expect(page.locator("#list-note")).to_contain_text("Tidak ada yang cocok")
    page.locator("#q").fill(held[0].lower().replace("-", " "))
    page.keyboard.press("Enter")
    expect(number).to_have_text(held[0])
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(held[0])
    expect(page.locator("#list-note")).to_be_empty()
    page.locator("#status").select_option("closed")  # nor does a filter hide it
    expect(page.locator("#order")).to_contain_text("Ditemukan lewat nomornya")
    expect(rows).to_have_count(1)
    page.locator("#status").select_option("")
    page.locator("#q").fill(new_case_id())
    expect(page.locator("#list-note")).to_contain_text("Tidak ada laporan bernomor ini")
    narrowed(page, held[0])


def narrowed(page: Page, opened: str) -> None:
    """The filters lie over the list and are closed in three ways; what is set stays in sight, also
    over a reload and in the other language, and each is taken back with its button."""
    panel, chips = page.locator(".narrowings"), page.locator("#narrowed-by button")
    summary, rows = page.locator("#narrow summary"), page.locator("#cases li")
    page.locator("#q").fill("")
    expect(rows.nth(12)).to_be_attached()
    summary.click()
    page.locator("#region_code option").nth(1).wait_for(state="attached")
    assert page.evaluate(SHOWN) >= 12  # as before: the panel pushes nothing down
    expect(page.locator("#agency-choice")).to_be_hidden()  # who has one agency is not asked which
    assert troubles(page) == []
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(summary).to_be_focused()
    summary.click()
    page.locator("#region_code").select_option(index=1)
    expect(page.locator("#list-note")).to_contain_text("Tidak ada yang cocok")
    page.locator("#level").select_option("2")
    page.locator("#overdue").check()
    page.locator("#narrow-done").click()
    expect(panel).to_be_hidden()
    expect(chips).to_have_count(3)
    expect(chips.nth(1)).to_contain_text("Dinaikkan: Tingkat 2 ke atas")
    summary.click()
    page.locator(".case-pane").click(position={"x": 5, "y": 5})
    expect(panel).to_be_hidden()
    page.reload()
    expect(page.locator("#narrowed")).to_have_text(" (3)")
    expect(page.locator(".standing .number")).to_have_text(opened)
    in_english(page)
    expect(page.locator(".standing .number")).to_have_text(opened)
    expect(chips.nth(2)).to_have_text("Only overdue×")
    assert troubles(page) == []
    for left in (2, 1, 0):
        chips.first.click()
        expect(chips).to_have_count(left)
    expect(summary).to_be_focused()
    expect(rows.nth(12)).to_be_attached()
    unfold(page)
    assert troubles(page) == []


def test_the_level_that_a_report_was_taken_to_is_said_with_who_was_told(
    open_page: OpenPage, api: Api
) -> None:
    officer = api.user("liaison")
    receipt = api.held_by(officer["agency_id"], title="Papan tulis SD Kamboja pecah")
    page = desk_of(open_page, officer)
    late = {"escalation_level": 2}
    agency = {"kota-surabaya": "Pemerintah Kota Surabaya"}
    later = {"name": "resolve", "at": f"{datetime.now(UTC) + timedelta(days=30):%FT%T}Z"}
    holder = {
        "agency": {"id": "kota-malang", "name": "Pemerintah Kota Malang di Jawa Timur"},
        "overdue": False,
        "limit": later,
    }
    passed = {"name": "follow_up", "at": f"{datetime.now(UTC) - timedelta(days=3):%FT%T}Z"}
    data = {"limit": "follow_up", "limit_at": passed["at"], "level": 2, "notify": ["kota-surabaya"]}
    nobody = {"role": "system", "agency_id": None}
    told = {"number": 99, "type": "escalated", "at": passed["at"], "actor": nobody}
    event = told | {"data": data, "agencies": agency}

    def taken(route: Route) -> None:
        found = route.fetch().json()
        route.fulfill(json=found | late | {"timeline": [*found["timeline"], event]})

    def listed(route: Route) -> None:
        found = route.fetch().json()
        title = "Papan tulis SD Kamboja pecah dan kursinya kurang untuk dua kelas " * 2
        told = late | {"overdue": True, "limit": passed, "title": title}
        lines = [one | told | place for one in found["items"] for place in (holder, {})]
        route.fulfill(json=found | {"items": lines})

    case = f"**/v1/officer/complaints/{receipt['id']}"
    page.route(case, taken)
    page.route("**/v1/officer/inbox?*", listed)
    page.locator("#q").fill(receipt["id"])
    row = page.locator(f'#cases [data-id="{receipt["id"]}"]').first
    expect(page.locator("#cases li").last).to_contain_text("Pernah lewat, tingkat 2")
    expect(row).to_contain_text(re.compile("terlambat [34] hari"))
    expect(row).to_contain_text("Tingkat 2")
    # However long the title is: by status and number a report is told from others.
    for width in (1280, 1024, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(CUT) == 0, width
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{page.url.partition('#')[0]}#{receipt['id']}")
    page.locator(".standing .number").wait_for()
    expect(page.locator(".standing .marks")).to_contain_text("Tingkat 2")
    said = page.locator(".standing .level")
    expect(said).to_contain_text("instansi di atasnya sudah diberi tahu")
    expect(said).to_contain_text("Yang terlewat: tindak lanjut pertama, batas waktunya")
    expect(said).to_contain_text("sampai batas waktu berikutnya")
    expect(page.locator(".timeline li").last).to_contain_text(
        "pimpinan Pemerintah Kota Surabaya diberi tahu"
    )
    assert troubles(page) == []


def test_several_reports_are_archived_with_one_reason_and_the_list_taken_along(
    open_page: OpenPage, api: Api
) -> None:
    unit = api.user("liaison")["agency_id"]
    titles = ["=HYPERLINK pintu SD Kantil", "@pintu SD Kantil lepas", "Pintu SD Kantil macet"]
    held = [api.held_by(unit, title=title) for title in titles]
    page = open_page("officer", width=1280)
    counts = "**/inbox/counts?everywhere=true"
    page.route(counts, lambda route: route.abort())
    sign_in(page, api.user("national_admin"))
    # What is not on the own desk is looked for where the officer may see it.
    everywhere = page.get_by_role("button", name="Cari di semua instansi")
    elsewhere = page.locator("#elsewhere")
    expect(elsewhere).to_contain_text("bukan laporan pada instansi lain")
    asked = []  # and answered, which begins when the way is free: the page may ask again at once
    page.on("requestfinished", lambda request: asked.append(request.url))
    page.unroute(counts)
    page.locator("#q").fill("pintu kantil")
    expect(elsewhere).to_contain_text(
        re.compile(r"Di seluruh Indonesia ada [1-9][\d.]* laporan terbuka")
    )
    expect(page.locator("#list-note")).to_contain_text("Tidak ada yang cocok")
    assert troubles(page) == []
    with page.expect_request_finished(lambda one: "q=pintu+kantil+sd" in one.url):
        page.locator("#q").fill("pintu kantil sd")
    expect(page.locator("#list-note")).to_contain_text("Tidak ada yang cocok")
    assert sum("everywhere=true" in url for url in asked) == 1
    everywhere.click()
    rows = page.locator("#cases li")
    expect(rows).to_have_count(3)
    expect(everywhere).to_be_hidden()
    chip = page.locator("#narrowed-by [data-filter=everywhere]")
    expect(chip).to_be_focused()
    # What is typed and counts late leaves the focus where it is.
    with page.expect_response(re.compile("/officer/inbox\\?")):
        page.locator("#q").evaluate("(field) => field.dispatchEvent(new Event('input'))")
    expect(chip).to_be_focused()
    routed = page.locator("#status option[value=routed]")
    expect(routed).to_have_text(re.compile(r"\(\d+\)"))
    page.locator("#narrow > summary").click()
    expect(page.locator(".narrowings > :first-child input")).to_be_checked()
    with page.expect_download() as downloaded:
        page.locator("#export").click()
    table = downloaded.value.path().read_text(encoding="utf-8-sig")
    assert {line[2] for line in list(csv.reader(table.splitlines()))[1:]} == {
        "'=HYPERLINK pintu SD Kantil", "'@pintu SD Kantil lepas", "Pintu SD Kantil macet"
    }  # fmt: skip
    page.locator("#narrow > summary").click()
    page.locator("#pick").click()
    for receipt in held[:2]:
        page.locator(f'#cases [data-id="{receipt["id"]}"] .pick input').check()
    api.act("national_admin", held[0], "note", text="Sudah ditelepon.")
    page.locator("#picked-do").click()
    dialog = page.locator("dialog[open]").first
    dialog.locator("summary", has_text="Arsipkan").click()
    dialog.locator("[data-action=archive] select").select_option("incomplete")
    dialog.locator("[data-action=archive] [type=submit]").click()
    page.locator("dialog[open] [value=go]").click()
    outcomes = dialog.locator(".outcomes li")
    expect(outcomes).to_have_count(2)
    expect(outcomes.filter(has_text=held[0]["id"])).to_contain_text("diubah orang lain")
    expect(outcomes.filter(has_text=held[1]["id"])).to_contain_text("selesai")
    expect(dialog.locator(".note")).to_contain_text("1 dari 2")
    assert troubles(page) == []
    dialog.get_by_role("button", name="Tutup").click()
    expect(rows).to_have_count(2)
    assert [api.case(one)["status"] for one in held] == ["routed", "archived", "routed"]


def test_nothing_of_a_part_stays_in_the_page_for_who_signs_in_next(
    open_page: OpenPage, api: Api
) -> None:
    page = open_page("officer", width=1280)
    sign_in(page, api.user("agency_admin"))
    page.locator("#parts a", has_text="Balasan tersimpan").click()
    expect(page.locator("#part h1")).to_contain_text("Balasan")
    page.locator("#sign-out").click()
    expect(page.locator("#login")).to_be_visible()
    expect(page.locator("#part h1")).to_have_count(0)


def test_an_admin_keeps_a_reply_uses_it_and_files_for_somebody_at_the_counter(
    open_page: OpenPage, api: Api
) -> None:
    admin = api.user("agency_admin")
    receipt = api.held_by(api.user("liaison")["agency_id"], title="Jendela SD Mawar pecah")
    page = open_page("officer", width=1280)
    sign_in(page, admin)
    page.locator("#q").fill(receipt["id"])  # the list has pages where others filed a lot
    page.locator("#parts a", has_text="Balasan tersimpan").click()
    page.get_by_role("button", name="Tambah balasan").click()
    page.locator(".reply input").fill("Diperbaiki")
    page.locator(".reply textarea").fill("Laporan {nama} selesai.")
    page.locator("#part [type=submit]").click()
    expect(page.locator(".reply .problem").last).to_contain_text("nama tidak dikenal")
    page.locator(".reply textarea").fill("Laporan {nomor} selesai.")
    page.locator("#part [type=submit]").click()
    expect(page.locator("#part .note").last).to_have_text("Daftar tersimpan.")
    assert troubles(page) == []
    page.goto(f"{page.url.partition('#')[0]}#{receipt['id']}")
    page.locator(".standing .number").wait_for()
    page.keyboard.press("a")
    page.locator("[data-action=answer] select").select_option(label="Diperbaiki")
    answer = page.locator("[data-action=answer] textarea")
    expect(answer).to_have_value(f"Laporan {receipt['id']} selesai.")
    take(page, "assign")
    page.locator("[data-action=assign] [type=submit]").click()
    line = page.locator(f'#cases [data-id="{receipt["id"]}"]')
    expect(line).to_contain_text("Untuk Anda")

    page.locator("#parts a", has_text="loket").click()
    for needed, name in ((True, "Judul"), (False, "Kecamatan"), (False, "Nomor telepon")):
        mark = page.locator("#part label", has_text=name).locator(".optional")
        expect(mark).to_have_count(0 if needed else 1)
    page.locator("#part [name=title]").fill("Lampu jalan padam")
    page.locator("#part [type=submit]").click()
    expect(page.locator("#part .wrong [name=body]")).to_be_visible()
    page.locator("#part [name=body]").fill("Lampu di depan pasar padam sejak Senin malam.")
    page.locator("#parts a", has_text="Balasan tersimpan").click()  # what was begun stays meanwhile
    expect(page.locator("#part .reply")).to_have_count(1)
    page.locator("#parts a", has_text="loket").click()
    expect(page.locator("#part [name=title]")).to_have_value("Lampu jalan padam")
    page.locator("#part [name=incident_date_precision]").select_option("unknown")
    page.locator("#part [name=province]").select_option("35")
    page.locator("#part [name=region_code]:not([disabled])").select_option("35.78")
    page.locator("#part [type=submit]").click()
    expect(page.locator("#counter-secret")).to_be_visible()
    handed = {name: page.locator(f"#counter-{name}").inner_text() for name in ("id", "secret")}
    case = api.case(handed)
    assert case["title"] == "Lampu jalan padam"
    assert (case["incident_date"], case["incident_date_precision"]) == (None, "unknown")
    page.reload()
    expect(page.locator("#counter-secret")).to_have_count(0)


TABLE = """async () => {
    const { asCsv } = await import(new URL("table.js", document.scripts[0].src).href);
    const rows = [["=1+1", "+1", "-1", "@a", "\\tb", "a=b", 'say "x", y', null, -2, "c\\nd"]];
    return asCsv(rows);
}"""


def test_no_cell_of_a_table_is_obeyed(open_page: OpenPage) -> None:
    written = open_page("officer").evaluate(TABLE)
    assert next(csv.reader(io.StringIO(written, newline=""))) == [
        "'=1+1", "'+1", "'-1", "'@a", "'\tb", "a=b", 'say "x", y', "", "-2", "c\nd"
    ]  # fmt: skip


def test_a_list_that_was_asked_for_before_a_step_does_not_undo_it(
    open_page: OpenPage, api: Api
) -> None:
    officer = api.user("liaison")
    receipt = api.held_by(
        officer["agency_id"], title="Genteng SD Sakura melorot", confidential=True
    )
    page = desk_of(open_page, officer)
    page.locator("#q").fill("genteng melorot sakura")
    rows = page.locator("#cases li")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Tertutup")
    rows.locator("a").click()
    expect(page.locator(".standing .marks")).to_contain_text("Tertutup")
    noted = page.locator("[data-action=start] label")
    expect(noted).to_contain_text("hanya pelapor dan petugasnya membacanya")

    # Choices to what was typed before are gone while new ones are asked for.
    take(page, "ask_contribution")
    choice = page.locator("[data-action=ask_contribution] [name=agency_id]")
    expect(choice).to_be_focused()
    expect(choice).to_have_attribute("aria-expanded", "false")  # nothing opens before it is asked
    choice.fill("dinas")
    options = page.locator("[data-action=ask_contribution] [role=option]")
    expect(options.first).to_be_visible()
    choice.press("ArrowDown")
    waiting = []
    page.route("**/agencies?*", lambda route: waiting.append(route))
    with page.expect_request("**/agencies?*"):
        choice.press_sequentially("x")
    expect(options).to_have_count(0)
    choice.press("Enter")
    expect(choice).to_have_value("dinasx")
    expect(page.locator("[data-action=ask_contribution] .problem").first).to_be_empty()
    assert page.locator("[aria-activedescendant]").count() == 0
    waiting[0].abort()
    expect(page.locator("[data-action=ask_contribution] .picker .choices")).to_contain_text(
        "tidak dapat dimuat"
    )
    page.locator("[data-action=ask_contribution] [type=submit]").click()
    expect(page.locator("[data-action=ask_contribution] .problem").first).to_contain_text(
        "Belum dipilih"
    )
    expect(choice).to_have_value("dinasx")

    asked, old = "**/v1/officer/inbox?*", []
    page.route(asked, lambda route: old.append(route))
    summary = page.locator("#narrow summary")
    summary.click()
    with page.expect_request(asked):
        page.locator("#refresh").click()
    expect(page.locator("#list-note")).to_contain_text("Memuat")
    (route,) = old
    answer = route.fetch()  # of before the step
    take(page, "hold")
    page.locator("[data-action=hold] textarea").fill("Genteng di ruang mana?")
    page.locator("[data-action=hold] [type=submit]").click()
    expect(page.locator("#note")).to_contain_text(f"tersimpan untuk {receipt['id']}")
    expect(page.locator(".standing .facts").first).to_contain_text(
        "Pelapor ditunggu jawabannya sampai"
    )
    expect(rows).to_contain_text("Menunggu pelapor")
    route.fulfill(response=answer)
    expect(page.locator("#list-note")).to_be_empty()
    expect(rows).to_contain_text("Menunggu pelapor")
    page.unroute(asked)
    summary.click()
    page.locator("#refresh").click()
    expect(page.locator("#list-note")).to_be_empty()  # read whole: nothing moves meanwhile
    expect(rows).to_contain_text("Menunggu pelapor")

    # Who opens a case sees in the list what the case says.
    answered = f"v1/complaints/{receipt['id']}/messages"
    assert (
        api.call("POST", answered, {"text": "Kelas 4."}, {"X-Receipt": receipt["secret"]})[0] == 201
    )
    page.route(asked, lambda route: route.abort())  # nor does the list itself tell of it
    page.evaluate("location.hash = ''")
    rows.locator("a").click()
    expect(rows).to_contain_text("Diteruskan ke instansi")
    assert troubles(page) == []

    # That the reporter replied is said until the report is opened, or an officer acts. The one
    # that lies open does not hear of it by itself meanwhile.
    page.unroute(asked)
    page.route("**/version", lambda route: route.abort())
    again = {"text": "Dekat pintu."}
    assert api.call("POST", answered, again, {"X-Receipt": receipt["secret"]})[0] == 201
    page.evaluate("location.hash = ''")
    expect(rows).to_contain_text("Pelapor membalas")
    rows.locator("a").click()
    expect(page.locator(".thread")).to_contain_text("Dekat pintu.")
    expect(page.locator(".standing .marks")).to_contain_text("Pelapor membalas")
    expect(rows).not_to_contain_text("Pelapor membalas")

    # An order that the service does not have is that of what was loaded, and said so.
    more = {"next_cursor": "more"}
    page.route(asked, lambda route: route.fulfill(json=route.fetch().json() | more))
    summary.click()
    page.locator("#refresh").click()
    order = page.locator("#order")
    expect(page.locator("#more")).to_be_visible()
    expect(order).to_be_empty()
    summary.click()
    page.locator("#sort").select_option("newest")
    expect(order).to_contain_text("hanya di antara 1 laporan")
    page.unroute(asked)
    page.locator("#refresh").click()
    expect(order).to_be_empty()
    page.reload()
    expect(rows).to_have_count(1)
    expect(rows).not_to_contain_text("Pelapor membalas")


def test_the_report_that_was_pressed_last_lies_open_whichever_comes_last(
    open_page: OpenPage, api: Api
) -> None:
    officer = api.user("liaison")
    first, last = (
        api.held_by(officer["agency_id"], title=f"Pagar SD Gardenia miring, sisi {side}")
        for side in ("dalam", "luar")
    )
    page = desk_of(open_page, officer)
    page.locator("#q").fill("gardenia miring")
    expect(page.locator("#cases li")).to_have_count(2)
    late: list[Route] = []
    case = f"**/v1/officer/complaints/{first['id']}"
    page.route(case, lambda route: late.append(route))
    number = page.locator(".standing .number")

    def press_both() -> None:
        with page.expect_request(case):
            page.locator(f'#cases a[href="#{first["id"]}"]').click()
        page.locator(f'#cases a[href="#{last["id"]}"]').click()
        expect(number).to_have_text(last["id"])

    press_both()
    with page.expect_request_finished(lambda one: one.url.endswith(first["id"])):
        late[0].continue_()
    settled(page)
    expect(number).to_have_text(last["id"])
    assert page.url.endswith(f"#{last['id']}")
    # Nor is it told of the one that lies open that another could not be read.
    press_both()
    with page.expect_event("requestfailed"):
        late[1].abort()
    settled(page)
    expect(page.locator("#note")).to_be_empty()

    # A step that is answered late is told, and leaves open what was opened meanwhile.
    held: list[Route] = []
    page.route("**/actions", lambda route: held.append(route))
    take(page, "start")
    with page.expect_request("**/actions"):
        page.locator("[data-action=start] [type=submit]").click()
    page.unroute(case)
    page.locator(f'#cases a[href="#{first["id"]}"]').click()
    expect(number).to_have_text(first["id"])
    held[0].continue_()
    expect(page.locator("#note")).to_contain_text(f"tersimpan untuk {last['id']}")
    expect(number).to_have_text(first["id"])
    expect(page.locator(f'#cases [data-id="{last["id"]}"]')).to_contain_text("Sedang ditangani")


def test_a_report_that_moves_up_while_the_list_is_read_is_not_missed(
    open_page: OpenPage, api: Api
) -> None:
    """Three wait for their reporters, and are read one by one; the last gets its reply, and so
    stands before the others, where the list was read already."""
    officer = api.user("liaison")
    titles = [f"Pagar SD Kemuning roboh, sisi {side}" for side in ("utara", "barat", "timur")]
    held = [api.held_by(officer["agency_id"], title=title) for title in titles]
    for receipt in held:
        api.act("liaison", receipt, "hold", question="Sejak kapan?")
    page = desk_of(open_page, officer)
    page.route(
        "**/v1/officer/inbox?*",
        lambda route: route.continue_(url=route.request.url.replace("limit=50", "limit=1")),
    )
    page.locator("#q").fill("kemuning roboh")
    rows, note, more = page.locator("#cases li"), page.locator("#list-note"), page.locator("#more")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("utara")
    path, known = f"v1/complaints/{held[2]['id']}/messages", {"X-Receipt": held[2]["secret"]}
    assert api.call("POST", path, {"text": "Sejak Senin."}, known)[0] == 201
    more.click()
    expect(rows).to_have_count(3)
    expect(rows).to_contain_text(["timur", "utara", "barat"])
    expect(note).to_contain_text("1 laporan masuk di atas")
    expect(rows.last.locator("a")).to_be_focused()
    page.locator("#narrow summary").click()
    page.locator("#refresh").click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("timur")
    expect(note).to_be_empty()
    more.click()
    expect(rows).to_have_count(2)
    expect(note).to_be_empty()
    assert troubles(page) == []


def test_what_is_new_on_an_open_report_comes_by_itself_and_never_over_what_is_written(
    open_page: OpenPage, api: Api
) -> None:
    officer = api.user("liaison")
    receipt = api.held_by(officer["agency_id"], title="Talang SD Kenari lepas")
    page = open_page("officer", width=1280)
    page.clock.install()
    sign_in(page, officer)
    looks, case = [], f"/v1/officer/complaints/{receipt['id']}"
    page.on("request", lambda request: looks.append(request.url.rpartition("/api")[2]))
    page.goto(f"{page.url.partition('#')[0]}#{receipt['id']}")
    title, note = page.locator("#case-title"), page.locator("#note")
    expect(title).to_be_focused()
    expect(page.locator("#list-note")).to_be_empty()

    def write(text: str) -> None:
        path, known = f"v1/complaints/{receipt['id']}/messages", {"X-Receipt": receipt["secret"]}
        assert api.call("POST", path, {"text": text}, known)[0] == 201

    def come_to_the_front() -> None:
        with page.expect_request_finished(lambda one: one.url.endswith(f"{case}/version")):
            page.evaluate("dispatchEvent(new Event('focus'))")

    # Nothing is new: a number is asked for, and no look at the report.
    looks.clear()
    come_to_the_front()
    # Twice where a minute is over just now.
    assert looks in ([f"{case}/version"], [f"{case}/version"] * 2)

    # Every minute; it stays where it was read.
    write("Sekarang talangnya jatuh.")
    page.locator(".case-pane").evaluate("(pane) => { pane.scrollTop = 120; }")
    page.clock.fast_forward(60_000)
    expect(page.locator(".thread")).to_contain_text("Sekarang talangnya jatuh.")
    expect(page.locator("#changed .timeline li")).to_have_count(1)
    expect(note).to_contain_text("baru saja berubah")
    expect(title).to_be_focused()
    assert page.locator(".case-pane").evaluate("(pane) => pane.scrollTop") == 120
    assert sum(look.endswith("/similar") for look in looks) == 0

    # What is being written stands, and what is new waits to be asked for.
    take(page, "hold")
    question = page.locator("[data-action=hold] textarea")
    question.fill("Di sisi mana?")
    write("Sisi timur.")
    come_to_the_front()
    show = note.get_by_role("button", name="Tampilkan")
    expect(show).to_be_in_viewport()
    expect(note).to_contain_text("Ada yang baru")
    expect(question).to_be_focused()
    expect(page.locator(".thread")).not_to_contain_text("Sisi timur.")
    assert troubles(page) == []
    show.click()
    expect(page.locator(".thread")).to_contain_text("Sisi timur.")
    expect(question).to_have_value("Di sisi mana?")

    # Who may not read it any more is told so.
    api.act("national_admin", receipt, "transfer", agency_id="kota-malang", reason="Salah kota.")
    page.evaluate("dispatchEvent(new Event('focus'))")  # asks, unless a minute is over just now
    expect(note).to_contain_text("Sekarang ditangani Pemerintah Kota Malang")
    expect(page.locator(f'#cases [data-id="{receipt["id"]}"]')).to_have_count(0)
    expect(question).to_have_value("Di sisi mana?")
    looks.clear()
    page.clock.fast_forward(120_000)
    page.evaluate("dispatchEvent(new Event('focus'))")
    assert [look for look in looks if look.endswith("/version")] == []


@pytest.mark.parametrize("english", [False, True])
def test_a_narrow_desk_in_large_text_breaks_no_word(
    open_page: OpenPage, api: Api, english: bool
) -> None:
    """320 px wide, as a desk zoomed four times, with text of twice the size."""
    officer = api.user("agency_admin")
    title = f"Bangku {'taman' if english else 'halte'} di Jalan Kenanga patah"
    receipts = [api.held_by(officer["agency_id"], title=title) for _ in range(2)]
    page = open_page("officer", width=320, english=english)
    sign_in(page, officer)
    page.locator("#q").fill(receipts[0]["id"])
    expect(page.locator("#cases li")).to_have_count(1)
    page.evaluate(TEXT_SIZE, "200%")
    assert cramped(page) == []
    page.locator("#cases a").click()
    page.locator("#similar li").first.wait_for()
    unfold(page)
    assert cramped(page) == []
    page.locator("#similar button").last.click()
    dialog = page.locator("dialog[open]")
    dialog.wait_for()
    assert cramped(page) == []
    page.keyboard.press("Escape")
    for action in ("answer", "transfer", "archive", "merge"):
        form = page.locator(f"[data-action={action}]")
        for text in form.locator("textarea").all():
            text.fill("Sudah diperbaiki.")
        if action == "merge":
            form.locator("input").fill(receipts[1]["id"])
        if action == "transfer":
            pick(form.locator("input").first, "Malang")
        form.locator("[type=submit]").click()
        dialog.wait_for()
        assert cramped(page) == []
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
