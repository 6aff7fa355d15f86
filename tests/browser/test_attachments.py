"""Photos and PDFs on the pages: chosen, covered, sent, looked at, and shown to who may see them."""

import base64
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Dialog, Locator, Page, Route, expect

from tests.browser.api import SCHOOL_COMPLAINT, Api
from tests.browser.conftest import OpenPage
from tests.browser.pictures import RUNS, chosen, exif, jpeg, markers, pdf, with_exif
from tests.browser.steps import fill_in, go, look_up, receipt_on, send, take, troubles

SURABAYA = (-7.2575, 112.7521)
FIELD = "[data-field=attachments]"
STORE = re.compile(r"/lapor-\w+-attachments-[^/]*/?$")  # where files are posted to


def choose(page: Page, *files: Any, within: str = "main") -> Locator:
    """Choose files in the field of a form; gives their entries."""
    page.locator(f"{within} input[type=file]").set_input_files(list(files))
    return page.locator(f"{within} .attachments li")


def school(page: Page) -> None:
    fill_in(page, title=SCHOOL_COMPLAINT["title"], body=SCHOOL_COMPLAINT["body"])


def saved(page: Page, entry: Locator) -> bytes:
    with page.expect_download() as download:
        entry.get_by_role("button", name="Unduh").click()
    return Path(download.value.path()).read_bytes()


def officer_on(page: Page, user: dict[str, str]) -> None:
    """Sign in where a link to a case leads."""
    page.locator("#email").fill(user["email"])
    page.locator("#password").fill(user["password"])
    page.locator("#login [type=submit]").click()
    page.locator("#case-title").wait_for()


def test_a_photo_arrives_without_what_the_camera_noted_and_a_person_shows_it_to_all(
    open_page: OpenPage, api: Api
) -> None:
    officer = api.user("liaison")
    page = open_page()
    school(page)
    go(page, "photos")
    camera = with_exif(jpeg(page, 2000, 1500), exif(*SURABAYA))
    held: list[Route] = []
    page.route("**/chosen*.js", lambda route: held.append(route))
    with page.expect_request("**/chosen*.js"):
        entries = choose(
            page, chosen("Rumah Pak Contoh.jpg", camera), chosen("a.pdf", pdf(), "application/pdf")
        )
    go(page, "check")
    photos = page.locator("#answers > div", has=page.get_by_text("Foto", exact=True))
    expect(photos).to_contain_text("tidak diisi")  # on a slow line they are still being read
    held[0].continue_()
    expect(photos).to_contain_text("2 berkas")
    go(page, "photos")
    expect(entries.first).to_contain_text("Pakai sebagai lokasi laporan?")
    entries.first.get_by_role("button", name="Tidak").click()
    expect(entries.first).not_to_contain_text("lokasi")
    go(page, "check")
    expect(photos).to_contain_text("2 berkas")
    page.locator("#send").click()
    receipt = receipt_on(page)
    expect(entries.nth(0)).to_contain_text("Diterima.")
    expect(entries.nth(1)).to_contain_text("Diterima.")

    case = api.case(receipt)
    assert case["location"].get("latitude") is None
    assert [file["filename"] for file in case["attachments"]] == ["foto-1.jpg", "dokumen-2.pdf"]
    api.bring(receipt, officer["agency_id"])
    desk = open_page(f"officer?id={receipt['id']}")
    officer_on(desk, officer)
    files = desk.locator("#attachments li")
    expect(files.locator("img")).to_have_count(1)
    copy = saved(desk, files.first)
    assert copy.startswith(b"\xff\xd8")
    assert 0xE1 not in markers(copy)
    assert b"Exif" not in copy
    assert saved(desk, files.nth(1)).startswith(b"%PDF-")
    files.first.get_by_role("button", name=re.compile("Perbesar")).click()
    wide = desk.locator("dialog img").evaluate(
        "(image) => image.decode().then(() => image.naturalWidth)"
    )
    assert wide == 1600
    desk.get_by_role("button", name="Tutup").click()
    assert troubles(desk) == []

    public = open_page(f"track?id={receipt['id']}")
    public.locator("#case-title").wait_for()
    expect(public.locator("#attachments li")).to_have_count(0)
    asked: list[str] = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    desk.on("dialog", agree)
    files.first.get_by_role("button", name="Tampilkan untuk umum").click()
    expect(files.first).to_contain_text("Tampil untuk umum")
    public.reload()
    expect(public.locator("#attachments li")).to_have_count(1)
    expect(public.locator("#attachments img")).to_have_count(1)
    assert len(asked) == 1
    assert "wajah, pelat nomor" in asked[0]
    files.first.get_by_role("button", name="Tarik dari umum").click()
    expect(files.first).not_to_contain_text("Tampil untuk umum")
    public.reload()
    public.locator("#case-title").wait_for()
    expect(public.locator("#attachments li")).to_have_count(0)


# How much the brightness of neighbours differs, on average, in two parts of a JPEG.
CONTRASTS = """async ([file, parts]) => {
    const bytes = Uint8Array.from(atob(file), (c) => c.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes]));
    const canvas = Object.assign(document.createElement("canvas"), image);
    canvas.width = image.width;
    canvas.height = image.height;
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return parts.map(([x, y, width, height]) => {
        const { data } = context.getImageData(x, y, width, height);
        let sum = 0;
        for (let i = 4; i < data.length; i += 4) sum += Math.abs(data[i] - data[i - 4]);
        return sum / (data.length / 4);
    });
}"""


def test_what_is_covered_leaves_the_device_covered_also_when_the_line_is_cut(
    open_page: OpenPage,
) -> None:
    page = open_page()
    fill_in(page)
    go(page, "photos")
    entry = choose(
        page, chosen("jalan.jpg", with_exif(jpeg(page, 800, 600), exif(*SURABAYA)))
    ).first
    entry.get_by_role("button", name="Ya, pakai").click()
    expect(page.locator("#photos-note")).to_contain_text("-7,2575; 112,7521")
    expect(page.locator("#point-note")).to_contain_text("-7,2575; 112,7521")
    entry.get_by_role("button", name="Samarkan").click()
    canvas = page.locator("dialog canvas")
    expect(canvas).to_be_focused()
    box = canvas.bounding_box()
    assert box is not None

    def at(x: float, y: float) -> tuple[float, float]:
        return box["x"] + box["width"] * x / 800, box["y"] + box["height"] * y / 600

    page.mouse.move(*at(100, 400))
    page.mouse.down()
    page.mouse.move(*at(300, 500), steps=3)
    page.mouse.up()
    page.mouse.click(*at(600, 450))
    expect(page.locator("dialog [role=status]")).to_have_text("2 bagian disamarkan")
    page.keyboard.press("ArrowDown")  # the first shows the frame, in the middle
    expect(page.locator("dialog [role=status]")).to_contain_text("Bingkai: 42 % dari kiri")
    page.keyboard.press("Enter")
    expect(page.locator("dialog [role=status]")).to_have_text("3 bagian disamarkan")
    page.get_by_role("button", name="Urungkan").click()
    assert troubles(page) == []
    page.get_by_role("button", name="Selesai").click()
    expect(entry).to_contain_text("2 bagian disamarkan")

    posted: list[bytes] = []

    def refuse_then_cut(route: Route) -> None:
        posted.append(route.request.post_data_buffer or b"")
        if len(posted) == 1:
            route.fulfill(status=403, headers={"Access-Control-Allow-Origin": "*"})
        elif len(posted) == 2:
            route.abort()
        else:
            route.continue_()

    page.route(STORE, refuse_then_cut)
    go(page, "check")
    expect(page.locator("#answers")).to_contain_text("titik -7,2575; 112,7521")
    page.locator("#send").click()
    receipt_on(page)  # the complaint is filed whatever becomes of a photo
    entry.get_by_role("button", name="Coba lagi").click()
    expect(entry).to_contain_text("Diterima.")
    assert len(posted) == 3
    assert b"jalan" not in posted[2]
    assert b"Exif" not in posted[2]
    sent = posted[2][posted[2].index(b"\xff\xd8\xff") : posted[2].rindex(b"\xff\xd9") + 2]
    parts = [[110, 410, 180, 80], [560, 410, 80, 80], [400, 510, 80, 80]]
    dragged, tapped, untouched = page.evaluate(CONTRASTS, [base64.b64encode(sent).decode(), parts])
    assert untouched > 15
    assert max(dragged, tapped) < 6  # between a few squares


def test_a_draft_says_which_files_have_to_be_chosen_again(open_page: OpenPage) -> None:
    page = open_page()
    school(page)
    go(page, "photos")
    entries = choose(
        page, chosen("a.pdf", pdf(), "application/pdf"), chosen("b.pdf", pdf(), "application/pdf")
    )
    expect(entries).to_have_count(2)
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#draft-note")).to_contain_text("pilih lagi 2 berkas di langkah Foto")
    go(page, "photos")
    again = page.locator(f"{FIELD} > div > .note")
    expect(again).to_contain_text("2 berkas yang tadi dipilih perlu dipilih lagi")
    assert troubles(page) == []
    choose(page, chosen("a.pdf", pdf(), "application/pdf"))
    expect(entries).to_have_count(1)
    expect(again).to_be_empty()
    go(page, "check")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#draft-note")).to_contain_text("pilih lagi 1 berkas")


def test_what_cannot_be_sent_is_said_in_words(open_page: OpenPage) -> None:
    for english in (False, True):
        page = open_page(english=english)
        go(page, "photos")
        large = pdf() + b"\0" * (5 * 2**20)
        entries = choose(
            page,
            chosen("besar.pdf", large, "application/pdf"),
            chosen("kosong.jpg", b""),
            chosen("catatan.txt", b"bukan foto", "text/plain"),
            *[chosen(f"{n}.pdf", pdf(), "application/pdf") for n in range(3)],
            chosen("keempat.pdf", pdf(), "application/pdf"),
        )
        expect(entries).to_have_count(6)
        expect(entries.nth(0)).to_contain_text("5 MB")
        expect(entries.nth(1)).to_contain_text("empty" if english else "kosong")
        expect(entries.nth(2)).to_contain_text("JPEG, PNG, WebP")
        note = page.locator(f"{FIELD} > div > .note")
        expect(note).to_contain_text("At most three" if english else "Paling banyak tiga")
        add = page.get_by_role("button", name="Add a photo" if english else "Tambah foto")
        expect(add).to_have_count(0)
        entries.nth(3).get_by_role("button", name="Remove" if english else "Hapus").click()
        expect(entries).to_have_count(5)
        expect(add).to_be_focused()
        assert troubles(page) == []


def test_replies_and_answers_take_files_along(open_page: OpenPage, api: Api) -> None:
    officer = api.user("liaison")
    receipt = api.held_by(officer["agency_id"])
    page = open_page("track")
    look_up(page, receipt)
    entries = choose(
        page, chosen("b.pdf", RUNS, "application/pdf"), chosen("c.jpg", jpeg(page)), within="#reply"
    )

    def look_when_all_is_checked(route: Route) -> None:
        if route.request.method == "GET":
            api.settle()
        route.continue_()

    page.route("**/attachments", look_when_all_is_checked)
    page.locator("#reply textarea").fill("Ini fotonya.")
    page.locator("#reply [type=submit]").click()
    expect(page.locator("#reply")).to_contain_text("Kirim sekali lagi untuk mengirim tanpa")
    expect(entries.nth(0)).to_contain_text("Ditolak")
    expect(entries.nth(1)).to_contain_text("Diterima.")
    page.locator("#reply [type=submit]").click()
    expect(page.locator("#note")).to_have_text("Balasan terkirim.")
    files = page.locator("#attachments li")
    expect(files.nth(0)).to_contain_text("Ditolak")
    expect(files.nth(1).get_by_role("button", name="Unduh")).to_be_visible()
    assert troubles(page) == []

    desk = open_page(f"officer?id={receipt['id']}")
    officer_on(desk, officer)
    take(desk, "answer")
    desk.locator("[data-action=answer] textarea").fill("Atap sudah diperbaiki pagi ini.")
    choose(desk, chosen("surat.pdf", pdf(), "application/pdf"), within="[data-action=answer]")
    send(desk, "answer")
    expect(desk.locator(".standing .badge").first).to_have_attribute("data-status", "answered")
    expect(desk.locator("#attachments li")).to_have_count(3)
    api.settle()
    page.reload()
    answer = page.locator("#attachments li").filter(has_text="dari instansi")
    assert saved(page, answer).startswith(b"%PDF-")


def test_chosen_files_stay_in_their_form_whatever_else_happens_to_the_report(
    open_page: OpenPage, api: Api
) -> None:
    officer = api.user("liaison")
    receipt = api.held_by(officer["agency_id"], title="Wastafel SD Kamboja mampet")
    desk = open_page(f"officer?id={receipt['id']}", width=1280)
    officer_on(desk, officer)
    take(desk, "answer")
    form = desk.locator("[data-action=answer]")
    form.locator("textarea").fill("Wastafel sudah lancar pagi ini.")
    entries = choose(
        desk,
        chosen("surat.pdf", pdf(), "application/pdf"),
        chosen("wastafel.jpg", jpeg(desk)),
        within="[data-action=answer]",
    )
    expect(entries.nth(1)).to_contain_text("Samarkan")

    # The reporter chooses two as well, and does something else first.
    page = open_page("track")
    look_up(page, receipt)
    theirs = choose(
        page,
        chosen("a.pdf", pdf(), "application/pdf"),
        chosen("b.jpg", jpeg(page)),
        within="#reply",
    )
    expect(theirs.nth(1)).to_contain_text("Samarkan")
    page.locator("#reply textarea").fill("Ini foto dan suratnya.")
    page.locator("summary", has_text="Kelola privasi").click()
    page.locator("#tighten [name=anonymous]").check()
    page.locator("#tighten [type=submit]").click()
    expect(page.locator("#note[data-kind=good]")).to_be_visible()
    expect(theirs).to_have_count(2)
    expect(page.locator("#reply textarea")).to_have_value("Ini foto dan suratnya.")
    page.locator("#reply [type=submit]").click()
    expect(page.locator("#note")).to_have_text("Balasan terkirim.")
    expect(theirs).to_have_count(0)

    # What is new is asked for; a colleague is faster; another report comes between.
    desk.evaluate("dispatchEvent(new Event('focus'))")
    desk.locator("#note").get_by_role("button", name="Tampilkan").click()
    expect(desk.locator(".thread")).to_contain_text("Ini foto dan suratnya.")
    expect(entries).to_have_count(2)
    api.act("agency_admin", receipt, "note", text="Tukangnya sudah di sana.")
    form.locator("[type=submit]").click()
    expect(desk.locator("dialog[open] dt").last).to_have_text("Foto atau dokumen")
    desk.locator("dialog[open] [value=go]").click()
    expect(desk.locator("#note")).to_contain_text("Orang lain lebih dahulu mengubah")
    expect(desk.locator("#changed")).to_contain_text("Tukangnya sudah di sana.")
    expect(entries).to_have_count(2)
    expect(entries.nth(1).locator("canvas, img")).to_have_count(1)
    assert troubles(desk) == []
    another = api.held_by(officer["agency_id"], title="Gerbang SD Kamboja macet")
    desk.evaluate("(id) => { location.hash = id; }", another["id"])
    expect(desk.locator(".standing .number")).to_have_text(another["id"])
    desk.go_back()
    expect(desk.locator(".standing .number")).to_have_text(receipt["id"])
    expect(entries).to_have_count(2)
    expect(form.locator("textarea")).to_have_value("Wastafel sudah lancar pagi ini.")

    # Over a reload a text can be kept and files cannot, which is said.
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.reload()
    expect(form.locator("textarea")).to_have_value("Wastafel sudah lancar pagi ini.")
    expect(form).to_contain_text("2 berkas yang tadi dipilih perlu dipilih lagi")
    choose(desk, chosen("surat.pdf", pdf(), "application/pdf"), within="[data-action=answer]")
    expect(entries).to_have_count(1)
    expect(form).not_to_contain_text("perlu dipilih lagi")
    send(desk, "answer")
    expect(desk.locator(".standing .badge").first).to_have_attribute("data-status", "answered")
    expect(entries).to_have_count(0)
    api.settle()
    names = [file["filename"] for file in api.case(receipt)["attachments"]]
    # Those that had gone before the refused answer are the officer's alone.
    assert sorted(names) == ["dokumen 5.pdf", "dokumen-1.pdf", "foto-2.jpg"]
    page.locator("#reply textarea").fill("Terima kasih.")
    choose(page, chosen("c.pdf", pdf(), "application/pdf"), within="#reply")
    expect(theirs).to_have_count(1)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#reply textarea")).to_have_value("Terima kasih.")
    expect(page.locator("#reply")).to_contain_text("1 berkas yang tadi dipilih perlu dipilih lagi")
