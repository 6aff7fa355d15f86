"""Days of people without an account, each from beginning to end: a student who files on the bus, an
employee who must not be found out, somebody who only reads.

Each is led twice: on a phone in Indonesian and at a desk in English (`screen`), the employee's the
other way round (`EXCHANGED`), so that the form and the page that follows a report are seen on both
screens in both languages. So it is with the seven days together: the desk of officers, of the
national desk and of administrators too. What a day shows of one page alone, a phone in English and
a desk in Indonesian may not show; that is looked at in pictures (docs/pages).
"""

import json
import re

from playwright.sync_api import Dialog, Route, expect

from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.qr import scanned
from tests.browser.steps import (
    EXCHANGED,
    Screen,
    fill_in,
    go,
    linked,
    pick,
    questions,
    receipt_on,
    reply,
    saved,
    stuck,
    troubles,
    turn_to,
    unlock,
)
from tests.browser.test_filing import sent

SCHOOLS = "kota-surabaya-dinas-pendidikan"
SCHOOL = {
    "title": "Atap kelas bocor setiap hujan",
    "body": "Atap dua ruang kelas bocor sejak awal bulan dan buku murid basah setiap kali hujan.",
}
KEPT = "() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])"
ON_DEVICE = "() => JSON.stringify({ ...localStorage })"
IN_TAB = "() => JSON.stringify({ ...sessionStorage })"
OF_REPORTS = """() => [localStorage, sessionStorage]
    .flatMap((area) => Object.keys(area)).filter((key) => key !== "lapor.language")"""
WORKER_IS_THERE = "async () => (await navigator.serviceWorker.ready).scope"


def test_a_student_files_on_the_bus_and_sees_it_through(
    opened: OpenPage, screen: Screen, api: Api, portal: str
) -> None:
    says, address = screen.says, f"sari.{screen}@contoh.example"

    # Without a network the page still opens, with all that was written, and what is sent waits.
    page = opened()
    fill_in(page, **SCHOOL)
    go(page, "contact")
    page.locator("#email").fill(address)
    assert page.evaluate(WORKER_IS_THERE) == portal
    page.wait_for_function("() => document.querySelector('#draft-note').textContent")
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#email")).to_have_value(address)
    go(page, "place")
    page.locator("#address").fill("Jalan Contoh 5")
    go(page, "check")
    expect(page.locator("#answers")).to_contain_text("Jalan Contoh 5")
    page.locator("#send").click()
    expect(page.locator("#sending")).to_contain_text(
        says("tersimpan di perangkat ini", "kept on this device")
    )
    assert address in page.evaluate(ON_DEVICE)
    assert troubles(page) == []
    page.close()  # and the tab with it

    # With the network it goes, once, when the page is opened again.
    page = page.context.new_page()
    page.context.set_offline(False)
    filed = sent(page)
    page.goto(portal)
    receipt = receipt_on(page)
    expect(page.locator("#receipt-mail")).to_contain_text(
        says("tekan “Ya, ini laporan saya”", "press “Yes, this report is mine”")
    )
    assert [one["reporter"]["email"] for one in filed] == [address]
    assert filed[0]["location"]["address"] == "Jalan Contoh 5"
    assert "lapor.queued" not in page.evaluate(ON_DEVICE)
    assert address not in page.evaluate(KEPT)

    # Nobody leaves a receipt unasked that was not kept; there are many ways to keep it.
    left: list[str] = []

    def leave(dialog: Dialog) -> None:
        left.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.locator("#receipt h1").click()
    page.reload()
    assert left == ["beforeunload"]
    assert receipt_on(page) == receipt
    page.get_by_text(says("Untuk pembuktian", "For proof")).click()
    link, signed = scanned(page.locator("#qr-open svg")), scanned(page.locator("#qr-signed svg"))
    assert link == f"{portal}track#{receipt['id']}.{receipt['secret']}"
    assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", signed)
    file = saved(page.locator("#receipt-save"))
    for part in (receipt["id"], receipt["secret"], signed, SCHOOL["body"], link):
        assert part in file
    assert "<script" not in file
    assert "src=" not in file
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#receipt-copy").click()
    expect(page.locator("#receipt-note")).to_contain_text(says("tersalin", "copied"))
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert receipt["id"] in copied
    assert receipt["secret"] in copied
    page.locator("#remember input").check()
    assert troubles(page) == []
    page.goto(f"{portal}track")
    assert left == ["beforeunload"]

    # The first mail asks whose report it is; the agency's question is answered from the next.
    mailed = opened(linked(api.mails(address), "contact"))
    mailed.get_by_role("button", name=says("Ya, ini laporan", "Yes, this report is")).click()
    expect(mailed.locator("#note[data-kind=good]")).to_be_visible()
    api.bring(receipt, SCHOOLS)
    api.act("liaison", receipt, "hold", question="Di lantai berapa kelasnya?")
    mails = api.mails(address)
    mailed = opened(linked(mails, "respond", "message."))
    expect(mailed.get_by_role("heading", level=1)).to_have_text(
        says("Jawab pertanyaan instansi", "Answer the agency's question")
    )
    expect(mailed.locator("#asked .words")).to_have_text("Di lantai berapa kelasnya?")
    assert troubles(mailed) == []
    mailed.locator("textarea").fill("Di lantai dua.")
    mailed.reload()
    expect(mailed.locator("textarea")).to_have_value("Di lantai dua.")
    mailed.get_by_role("button", name=says("Kirim", "Send")).click()
    expect(mailed.locator("#note")).to_contain_text(says("Terkirim.", "Sent."))
    case = api.case(receipt)
    assert case["messages"][-1]["text"] == "Di lantai dua."
    assert case["status"] == "routed"  # it goes on where it waited

    # Where nothing is remembered, the mail's link opens the public view, and the code the rest.
    link = linked(mails, "track")
    assert link == f"track?id={receipt['id']}"
    elsewhere = opened(link)
    lost = elsewhere.locator("#unlock").get_by_role(
        "link", name=says("Kode hilang?", "Lost the code?")
    )
    expect(lost).to_have_attribute("href", f"replacement?id={receipt['id']}")
    unlock(elsewhere, "AAAA-BBBB-CCCC")
    expect(elsewhere.locator("#unlock-problem")).to_contain_text(
        says("tidak cocok", "does not belong")
    )
    unlock(elsewhere, receipt["secret"])
    reply(elsewhere, "Kelas 4A dan 4B.")
    expect(elsewhere.locator("#note")).to_have_text(says("Balasan terkirim.", "Reply sent."))
    assert receipt["secret"] not in elsewhere.url
    elsewhere.goto(portal + link)  # and later it opens the whole at once
    expect(elsewhere.locator("#reply")).to_be_visible()
    expect(elsewhere.locator(".standing .number")).to_have_text(receipt["id"])

    # The device remembers the report in a tab that has no code of its own.
    api.act("liaison", receipt, "answer", text="Sudah kami catat untuk tahun depan.")
    page = page.context.new_page()
    page.goto(f"{portal}track")
    expect(page.locator("#remembered")).to_contain_text(receipt["id"])
    expect(page.locator("#remembered")).to_contain_text(SCHOOL["title"])
    assert troubles(page) == []
    page.locator("#remembered a").click()
    expect(page).to_have_title(says("Laporan Anda · LAPOR", "Your report · LAPOR"))
    expect(page.locator("#case")).to_contain_text("Sudah kami catat untuk tahun depan.")

    # What was typed is kept; who is not satisfied and says no more is still offered the appeal.
    page.locator("#reply textarea").fill("Masih bocor.")
    page.locator("#rating textarea").fill("Belum ada yang datang.")
    page.reload()
    expect(page.locator("#reply textarea")).to_have_value("Masih bocor.")
    expect(page.locator("#rating textarea")).to_have_value("Belum ada yang datang.")
    page.get_by_role("radio", name=says("Belum, saya tidak puas", "No, I am not")).check()
    page.locator("#rating [type=submit]").click()
    expect(page.locator("#rating h3")).to_have_text(
        says("Penilaian Anda: tidak puas. Ajukan keberatan?", "Your rating: not satisfied. Appeal?")
    )
    expect(page.locator("#rating textarea")).to_have_value("Belum ada yang datang.")
    expect(page.locator("#rating [type=radio]")).to_have_count(0)
    assert troubles(page) == []
    page.locator("#rating [type=submit]").click()
    expect(page.locator("#note")).to_contain_text(
        says("Keberatan Anda tercatat", "Your appeal was noted")
    )
    expect(page.locator("#rating")).to_have_count(0)
    expect(page.locator("#reply textarea")).to_have_value("Masih bocor.")
    page.locator("#reply [type=submit]").click()
    expect(page.locator("#note")).to_have_text(says("Balasan terkirim.", "Reply sent."))
    assert "Masih bocor" not in page.evaluate(IN_TAB)

    # The agency above finds the appeal right; the new answer is rated from its mail, once.
    api.act("agency_admin", receipt, "resolve_appeal", upheld=True, text="Atapnya diperbaiki dulu.")
    before = api.mails(address)
    api.act("liaison", receipt, "answer", text="Atap sudah diperbaiki pagi ini.")
    mails = [mail for mail in api.mails(address) if mail not in before]
    link = linked(mails, "respond", "rate.")
    for used in (False, True):
        mailed = opened(link)
        expect(mailed.get_by_role("heading", level=1)).to_have_text(
            says("Nilai jawaban instansi", "Rate the agency's answer")
        )
        if not used:
            expect(mailed.locator("#asked .words")).to_have_text("Atap sudah diperbaiki pagi ini.")
            expect(mailed.locator("#asked")).to_contain_text(says("Mohon dinilai", "Please rate"))
            assert troubles(mailed) == []
        mailed.get_by_role("radio", name=says("Ya, saya puas", "Yes, I am satisfied")).check()
        mailed.get_by_role("button", name=says("Kirim", "Send")).click()
        expect(mailed.locator("#note")).to_contain_text(
            says("sudah dipakai", "was used") if used else says("Terkirim.", "Sent.")
        )
    assert api.case(receipt)["status"] == "closed"

    # A phone that is given away keeps nothing.
    assert page.evaluate(OF_REPORTS) != []
    page.get_by_role("button", name=says("Lupakan di perangkat ini", "Forget on this")).click()
    expect(page.locator("#id")).to_have_value("")
    expect(page.locator("#remembered")).to_be_hidden()
    assert page.evaluate(OF_REPORTS) == []
    turn_to(page, says("Buat laporan", "Report something"))
    expect(page.locator("#title")).to_have_value("")
    expect(page.locator("#receipt")).to_be_hidden()
    assert receipt["id"] not in page.content()


@EXCHANGED
def test_an_employee_who_must_not_be_found_out_files_and_disappears(
    opened: OpenPage, screen: Screen, api: Api, portal: str
) -> None:
    says, address = screen.says, f"saksi.{screen}@contoh.example"
    page = opened()
    page.context.route(
        "https://www.bmkg.go.id/", lambda route: route.fulfill(body="<title>Cuaca</title>")
    )
    filed, asked = sent(page), questions(page)

    def leave() -> None:
        """By the button on a phone, at a keyboard by Shift three times with nothing in between."""
        if not screen.wide:
            with page.expect_navigation():
                page.locator("#exit").click()
        else:
            page.evaluate("() => { globalThis.before = true; }")
            for key in ("Shift", "Shift", "a", "Shift", "Shift"):
                page.keyboard.press(key)
            assert page.evaluate("() => globalThis.before")
            with page.expect_navigation():
                page.keyboard.press("Shift")
        assert page.title() == "Cuaca"
        page.go_back()
        page.locator("#next:not([disabled])").wait_for(state="attached")
        expect(page.locator("#title")).to_have_value("")

    # What began open to all is on the device. Made private, it is in this tab alone, without email.
    with page.expect_request("**/v1/similar"):
        fill_in(page, **SCHOOL)
    go(page, "contact")
    page.locator("#email").fill(address)
    page.reload()
    expect(page.locator("#email")).to_have_value(address)
    assert SCHOOL["title"] in page.evaluate(ON_DEVICE)
    assert address not in page.evaluate(ON_DEVICE)
    if screen.wide:
        go(page, "privacy")
        page.locator("[name=privacy][value=masked]").check()
        page.reload()
        expect(page.locator("#title")).to_have_value(SCHOOL["title"])
        expect(page.locator("[name=privacy][value=masked]")).to_be_checked()
        expect(page.locator("#email")).to_have_value("")
        assert SCHOOL["title"] not in page.evaluate(ON_DEVICE)
        assert address not in page.evaluate(IN_TAB)
        other = page.context.new_page()
        other.goto(portal)
        expect(other.locator("#title")).to_have_value("")
        go(page, "place")
        expect(page.locator("#regency")).to_have_value("35.78")

    # Somebody comes in: nothing is left of it.
    leave()
    assert SCHOOL["title"] not in page.evaluate(KEPT)

    # Alone again: who may come to harm is protected, and says which office must not get it.
    go(page, "privacy")
    page.locator("[name=at_risk][value=yes]").check()
    expect(page.locator("[name=privacy][value=masked]")).to_be_checked()
    expect(page.locator("#seen")).to_contain_text(
        says("Publik: tidak melihat apa pun.", "The public: sees nothing.")
    )
    page.locator("[name=privacy][value=closed]").check()
    expect(page.locator("#seen")).to_contain_text(says("“Jangan teruskan ke”", "“Do not pass to”"))
    expect(page.locator("[name=at_risk][value=yes]")).not_to_be_checked()
    page.locator("[name=at_risk][value=yes]").check()
    # A list that does not come is said so, and asked for again with the next key.
    office, barred = "Dinas Perhubungan Kota Surabaya", page.locator("#not-to")
    page.route("**/v1/agencies*", lambda route: route.abort())
    barred.fill("Dinas Perhubungan Kota")
    failed = says("Daftar tidak dapat dimuat.", "The list could not be loaded.")
    expect(page.get_by_text(failed)).to_be_visible()
    page.unroute("**/v1/agencies*")
    pick(barred, office)
    expect(page.locator("#barred li")).to_contain_text(office)
    expect(barred).to_have_value("")
    assert troubles(page) == []
    hidden = SCHOOL | {"title": f"{SCHOOL['title']}, juga tahun ini"}
    fill_in(page, **hidden, privacy="masked")
    expect(page.locator("#answers")).to_contain_text(
        says("Tertutup dan disamarkan", "Closed and masked")
    )
    barring = page.locator("#answers > div", has_text=says("Jangan teruskan ke", "Do not pass to"))
    expect(barring.locator(".words")).to_have_text(office)
    risk = page.locator("#answers > div", has_text=says("celaka", "come to harm"))
    expect(risk.locator(".words")).to_have_text(
        says("Ya: jadikan tertutup dan disamarkan", "Yes: make it closed and masked")
    )
    expect(risk.locator("a")).to_have_attribute("href", "#privacy")
    go(page, "contact")
    with page.expect_popup() as statement:  # in a tab of its own: the report stays as it is
        page.locator("#statement").click()
    expect(statement.value.locator("#statement h2")).to_be_in_viewport()
    statement.value.close()
    expect(page.locator("#contact-alone")).to_contain_text(says("hanya Anda", "only you"))
    expect(page.locator("#email")).to_have_attribute("autocomplete", "off")
    page.locator("#email").fill(address)
    go(page, "check")

    # Sent without a network it waits in this page alone, and goes by itself.
    page.context.set_offline(True)
    page.locator("#send").click()
    expect(page.locator("#sending")).to_contain_text(
        says("hanya menunggu di halaman ini", "in this page only")
    )
    assert SCHOOL["title"] not in page.evaluate(ON_DEVICE)
    assert address not in page.evaluate(KEPT)
    page.context.set_offline(False)
    receipt = receipt_on(page)
    assert {(one["confidential"], one["anonymous"]) for one in filed} == {(True, True)}
    assert len({one["key"] for one in filed}) == 1
    # Nothing of it was compared or had agencies proposed for; what was open was.
    assert asked
    assert not [one for one in asked if hidden["title"] in one]
    assert "lapor.queued" not in page.evaluate(KEPT)
    expect(page.locator("#remember")).to_have_count(0)
    assert troubles(page) == []

    # The reporter reads who reads it, the public nothing, and no mail says what it is about. No
    # address has the number, which the browser would keep.
    page.locator("#receipt-track").click()
    expect(page.locator(".facts").last).to_contain_text(office)
    assert page.url == f"{portal}track"
    expect(page.locator(".standing")).to_contain_text(says("hari", "day"))
    expect(page.locator("#reply .label")).to_have_text(says("Tambah keterangan", "Add something"))
    expect(page.locator("#remember")).to_have_count(0)
    expect(page.locator("#seen-by")).to_contain_text(
        says("pemerintah induknya", "the government it belongs to")
    )
    assert SCHOOL["title"] not in "".join(api.mails(address))
    public = opened(f"reports/{receipt['id']}")
    expect(public.locator("h1")).to_have_text(says("Tidak ada di sini", "Nothing here"))

    # Whose data it is has them, corrects them, has their use restricted, and takes them away.
    page.locator("#rights summary").click()
    page.locator("#export-json").wait_for()
    assert troubles(page) == []
    export = json.loads(saved(page.locator("#export-json")))
    assert export["identity"]["email"] == address
    assert address in saved(page.locator("#export-html"))
    page.locator("#correct [type=submit]").click()
    expect(page.locator("#correct-name-problem")).not_to_be_empty()
    page.locator("#correct-name").fill("Sari Wulandari")
    page.locator("#correct [type=submit]").click()
    good = page.locator("#note[data-kind=good]")
    expect(good).to_be_visible()
    for step in ("restrict", "unrestrict"):
        page.locator("#rights:not([open]) summary").click()
        page.locator(f"#{step} [type=submit]").click()
        expect(good).to_be_visible()
        page.locator("#rights:not([open])").wait_for()
    path, own = f"v1/complaints/{receipt['id']}/identity", {"X-Receipt": receipt["secret"]}
    _, export = api.call("GET", path, headers=own)
    assert export["identity"] == {
        "name": "Sari Wulandari",
        "email": None,
        "phone": None,
        "language": "en" if screen.english else "id",
    }
    types = [event["type"] for event in export["timeline"]["items"]]
    assert types[-3:] == ["identity_corrected", "restricted", "unrestricted"]
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("details:has(#erase) > summary").click()
    page.locator("#erase button").click()
    expect(good).to_have_text(
        says("Nama dan kontak sudah dihapus.", "Name and contact have been erased.")
    )
    assert api.call("GET", path, headers=own)[1]["identity"] is None


def test_a_journalist_looks_around_joins_a_report_and_follows_it(
    opened: OpenPage, screen: Screen, api: Api, portal: str
) -> None:
    says, address = screen.says, f"redaksi.{screen}@contoh.example"
    place = says("Danau Kembar", "Rawa Kembar")
    title = f"Lampu jalan {place} padam"
    receipt = api.held_by(SCHOOLS, title=title)
    page = opened("guide", scheme=says("light", "dark"))

    # Searched by words, typed before the script runs, and place, with both in the address.
    waiting: list[Route] = []
    page.route("**/static/*/reports.js", lambda route: waiting.append(route), times=1)
    with page.expect_request("**/static/*/reports.js"):
        page.goto(portal + "reports", wait_until="commit")
    page.locator("#q").fill(place)
    waiting[0].continue_()
    page.locator("#further summary").click()
    page.locator("#province").select_option("35")
    page.locator("#q").press("Enter")
    row = page.locator("#list li")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(title)
    expect(row).to_contain_text("Kota Surabaya")
    expect(page).to_have_url(re.compile(r"\?q=\w+\+Kembar&region_code=35$"))
    assert page.locator("#follow").get_attribute("href") == "feed?region_code=35"

    # Read and joined; who comes back finds the list as it was.
    row.get_by_role("link").click()
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator(".timeline li").first).to_be_visible()
    assert page.url.endswith(f"/reports/{receipt['id']}")
    page.get_by_role("button", name=says("Saya juga mengalami", "This happens to me too")).click()
    expect(page.locator("#case")).to_contain_text(
        says("Dukungan Anda tercatat (1 orang).", "Your support is recorded (supporters: 1).")
    )
    supported = says("1 orang mendukung", "supporters: 1")
    # Who joined is offered the news right there, and once.
    expect(page.locator("[aria-labelledby=support-title] .news-email")).to_have_value("")
    expect(page.locator(".news-email")).to_have_count(1)

    # News by mail: asked for on the page, confirmed and stopped where the mails lead.
    page.get_by_label(says("Alamat email", "Email address")).fill(address)
    assert troubles(page) == []
    page.get_by_role("button", name=says("Minta kabar", "Ask for news")).click()
    expect(page.locator(".news .note[data-kind=good]")).to_be_visible()
    (mail,) = api.mails(address)
    news = opened(linked([mail], "follow"))
    expect(news.locator("#id")).to_have_text(receipt["id"])
    assert troubles(news) == []
    news.get_by_role("button", name=says("Ya, kirimi saya kabar", "Yes, send me news")).click()
    expect(news.locator("#note[data-kind=good]")).to_be_visible()
    api.act("liaison", receipt, "answer", text="Lampunya diganti pekan ini.")
    assert len(api.mails(address)) == 2
    news.get_by_role("button", name=says("Hentikan kabar", "Stop the news")).click()
    expect(news.locator("#note")).to_contain_text(says("tidak menerima", "no news"))
    assert len(api.mails(address)) == 2

    page.reload()
    expect(page.locator("#case")).to_contain_text("Lampunya diganti pekan ini.")
    expect(page.locator("#supporters")).to_have_text(supported)
    expect(page.locator("#support-title")).to_be_visible()

    def ended(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "status": "closed"})

    page.route(f"**/v1/complaints/{receipt['id']}", ended)
    page.reload()  # who comes when it has ended is not asked whether it happens to them too
    expect(page.locator("#supporters")).to_have_text(supported)
    expect(page.locator("#support-title")).to_have_count(0)
    page.go_back()
    expect(page.locator("#q")).to_have_value(place)
    expect(page.locator("#province")).to_have_value("35")
    expect(row).to_contain_text(title)

    # Narrowed until nothing is left.
    page.locator("#status").select_option("closed")
    apply = says("Terapkan saringan", "Apply the filters")
    page.get_by_role("button", name=apply, exact=True).click()
    expect(page.locator("#note")).to_have_text(
        says(
            "Tidak ada laporan yang cocok. Kurangi saringan atau ganti kata.",
            "No report matches. Use fewer filters or other words.",
        )
    )
    page.locator("#category").fill("jalan")
    expect(page.locator("[role=option]").first).to_be_visible()
    page.locator("#category").press("Escape")
    assert [*troubles(page), *stuck(page)] == []

    # A province of the map, by keyboard, and its figures in the table.
    turn_to(page, says("Peta", "Map"))
    expect(page.locator("a.region")).to_have_count(38)
    # A country broader than a phone is slid, and says so; where all of it shows, nothing does.
    picture, slid = page.locator("#picture"), page.locator("#sideways")
    if screen.wide:
        expect(slid).to_be_hidden()
        assert picture.get_attribute("tabindex") is None
    else:
        expect(slid).to_be_visible()
        picture.focus()
        expect(picture).to_be_focused()
        assert troubles(page) == []
    page.locator("a.region[aria-label^='Jawa Timur:']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("a.region[aria-label^='Kota Surabaya:']")).to_be_visible()
    expect(page.locator("#place")).to_be_focused()
    expect(page.locator("#table")).to_contain_text("Kota Surabaya")
    expect(page).to_have_url(re.compile(r"[?&]region_code=35\b"))
    page.locator("#measure").select_option("kept")
    expect(page.locator("#legend li")).to_have_count(6)
    assert troubles(page) == []

    turn_to(page, says("Angka", "Figures"))
    expect(page.locator("#result")).to_be_visible()
    expect(page.locator("#open")).not_to_be_empty()
    page.locator("#group").select_option("sector")
    expect(page.locator("#whole table").first).to_be_visible()
    expect(page.locator("#whole")).not_to_contain_text("_")  # a name, and no code
    assert troubles(page) == []

    turn_to(page, says("Cara kerja", "How it works"))
    rights = says("Hak Anda", "Your rights")
    page.locator(".contents").get_by_role("link", name=rights, exact=True).click()
    expect(page.get_by_role("heading", name=rights, exact=True)).to_be_in_viewport()
    assert troubles(page) == []
