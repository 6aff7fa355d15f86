"""What administers the rules, agencies, keys and breaches, in the console."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import in_english, look_up, sign_in, troubles
from tests.browser.test_matters import look
from tests.local.conftest import Deployed


def part(page: Page, name: str) -> None:
    page.locator("#part nav").get_by_role("link", name=name, exact=True).click()
    expect(page.locator("#part h1")).to_have_text(name)
    expect(page.locator("#part-note")).to_be_empty()  # what is below the name is there too


def choose(search: Locator, text: str) -> None:
    """Look for an agency by what it is called, and take the first one found."""
    search.fill(text)
    search.locator("xpath=..").get_by_role("option").first.click()


def act(page: Page, name: str) -> None:
    """Press, and say yes."""
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=name, exact=True).click()


def operated(page: Page, deployed: Deployed) -> None:
    """Limits are moved, feeds listed, dead letters handed over: by their own sections."""
    part(page, "Batas pemakaian")
    row = page.get_by_role("row").filter(has_text="loket")
    row.get_by_role("button", name="Ubah").press("Enter")
    page.locator("#part [name=most]").fill("9")
    page.get_by_role("button", name="Berlakukan", exact=True).click()
    expect(page.locator("[data-field=most] .problem")).to_contain_text("10")
    page.locator("#part [name=most]").fill("90")
    page.get_by_role("button", name="Berlakukan", exact=True).click()
    expect(row).to_contain_text("90 per jam (bawaan 60 per jam)")
    look(page, "administration-rates")
    row.get_by_role("button", name="Ubah").click()
    assert troubles(page) == []
    page.get_by_role("button", name="Kembali ke bawaan").click()
    expect(page.locator("#part .note[role=status]").first).to_contain_text("60 per jam")
    expect(row).not_to_contain_text("bawaan")

    part(page, "Umpan untuk isu ramai")
    page.locator("[name=id]").fill("uji-laman")
    page.locator("[name=kind]").select_option("hashtag")
    page.locator("[name=url]").fill("https://sosial.example")
    page.locator("[name=hashtag]").fill("#jalanrusak")
    page.get_by_role("button", name="Tambahkan", exact=True).click()
    row = page.locator("#part section.card").filter(has_text="uji-laman")
    row.get_by_role("button", name="Hentikan").click()
    expect(row).to_contain_text("Dihentikan.")
    look(page, "administration-feeds")
    assert troubles(page) == []
    page.once("dialog", lambda dialog: dialog.accept())
    row.get_by_role("button", name="Hapus").click()
    expect(row).to_have_count(0)

    part(page, "Sistem instansi")
    choose(page.locator("#part [name=agency_id]"), "kota-malang")
    page.locator("#part [name=url]").fill("http://sistem.example")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.locator("[data-field=url] .problem")).not_to_be_empty()
    page.locator("#part [name=url]").fill("https://sistem.example/lapor")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.locator("#part .codes code")).to_have_text(re.compile(r"lapor_.{20,}"))
    row = page.locator("#part section.card:not(.codes)").filter(has_text="kota-malang")
    tried = {"json": {"taken": False, "reason": "no_connection"}}
    page.route("**/webhooks/kota-malang/try", lambda route: route.fulfill(**tried))
    row.get_by_role("button", name="Kirim percobaan").click()
    expect(page.locator("#part [role=alert][data-kind=bad]")).to_contain_text("tidak tersambung")
    row.get_by_role("button", name="Hentikan").click()
    expect(row).to_contain_text("Dihentikan.")
    expect(page.locator("#part .codes code")).to_have_count(0)
    look(page, "administration-webhooks")
    assert troubles(page) == []
    page.once("dialog", lambda dialog: dialog.accept())
    row.get_by_role("button", name="Hapus").click()
    expect(row).to_have_count(0)

    # A file that nobody sent: looking at it again does nothing.
    url = deployed.outputs["queue_urls"]["ScanAttachmentsDeadLettersUrl"]
    deployed.aws("sqs").send_message(QueueUrl=url, MessageBody='{"Records": []}')
    part(page, "Kiriman gagal")
    row = page.get_by_role("row").filter(has_text="Pemeriksaan berkas")
    row.get_by_role("button", name="Tampilkan").press("Enter")
    letter = page.get_by_role("row").filter(has_text="Berkas yang dikirim")
    expect(letter).to_be_visible()
    # The parts stand in one line each, at the one that is open.
    for line in page.locator("#parts, #part nav").all():
        strip, link = line.bounding_box(), line.locator("[aria-current]").bounding_box()
        assert strip
        assert link
        assert strip["height"] < 60
        assert strip["x"] <= link["x"]
        assert link["x"] + link["width"] <= strip["x"] + strip["width"] + 1
    look(page, "administration-letters")
    assert troubles(page) == []
    letter.get_by_role("button", name="Teruskan lagi").click()
    expect(page.locator("#part .note[role=status]").first).to_contain_text("Diteruskan: 1.")
    expect(row).to_have_count(0)


def test_rules_agencies_and_keys_are_administered(
    open_page: OpenPage, stack: Any, deployed: Deployed
) -> None:
    (national,) = (user for user in stack["users"] if user["role"] == "national_admin")
    page = open_page("officer", width=390)
    sign_in(page, national)
    page.locator("#parts").get_by_role("link", name="Pengelolaan").click()
    expect(page.locator("#part")).to_contain_text("Kalender yang berlaku")
    # The form comes first; days off are folded by year, and named.
    expect(page.locator("#part form ~ details").first).to_be_visible()
    year = page.locator("#part details").filter(has_text="Hari libur 2027")
    year.locator("summary").click()
    expect(year).to_contain_text("25 Desember 2027 · Hari Raya Natal")
    look(page, "administration-calendar")

    # A change is looked at before it is made, and what is wrong is said at its field.
    part(page, "Batas waktu")
    clocks = page.locator("form").filter(has=page.locator("[name='clocks.version']"))
    row = page.get_by_role("row").filter(has_text="Tindak lanjut pertama").first
    expect(row).to_contain_text("hari kerja")
    expect(clocks.locator("[data-field='clocks.complaint'] label")).to_contain_text("hari kerja")
    expect(clocks.locator("[data-field='clocks.reminders'] label")).not_to_contain_text("kerja")
    clocks.get_by_role("button", name="Lihat akibatnya").click()
    expect(clocks.locator("[data-field='clocks.version'] .problem")).not_to_be_empty()
    clocks.locator("[name='clocks.version']").fill("uji-laman")
    clocks.locator("[name='clocks.effective_from']").fill("2031-06-02")
    clocks.locator("[name='clocks.complaint']").fill("10")
    clocks.get_by_role("button", name="Lihat akibatnya").click()
    changed = clocks.get_by_role("row").filter(has_text="Pengaduan").first
    expect(changed.locator("s")).to_have_text("20 Juni 2031")
    expect(changed.locator("strong")).to_have_text("16 Juni 2031")
    own = page.locator("form").filter(has=page.locator("[name='agency_limits.agency_id']"))
    agency = own.locator("[data-field='agency_limits.agency_id']")
    choose(agency.locator("input"), "Kota Malang")
    expect(agency).to_contain_text("kota-malang")  # named, with its id beside
    own.get_by_role("button", name="Lihat akibatnya").click()
    expect(own.locator("[data-field='agency_limits.effective_from'] .problem")).not_to_be_empty()
    expect(agency.locator(".problem")).to_be_empty()
    look(page, "administration-clocks")

    part(page, "Instansi")
    choose(page.locator("[name=id]").first, "kota-surabaya")
    page.get_by_role("button", name="Buka instansi").click()
    expect(page.locator("#part h2").first).to_have_text("Pemerintah Kota Surabaya")
    above = page.locator("#part [data-field=supervisor_id]")
    expect(above.locator("input")).to_have_value("Pemerintah Provinsi Jawa Timur")
    expect(above).to_contain_text("provinsi-jawa-timur")
    after = page.locator("#part [data-field=successor_ids]")
    for name in ("Kota Malang", "Kota Blitar", "Kota Malang"):
        choose(after.locator("input"), name)
    expect(after.locator("textarea")).to_have_value("kota-malang\nkota-blitar")
    look(page, "administration-register")

    part(page, "Kunci API")
    stacks_own = page.get_by_role("row").filter(has_text="mengirim unggahan umum").first
    expect(stacks_own).to_contain_text("tanpa batas")
    page.get_by_role("button", name="Buat kunci").click()
    expect(page.locator("[data-field=client] .problem")).not_to_be_empty()
    page.locator("[name=client]").fill("uji-laman")
    page.locator("[name=owner]").fill("Tari Contoh, tari@contoh.example")
    page.get_by_label("mencari laporan serupa").check()
    page.locator("[name=valid_until]").fill("2027-06-01")
    page.get_by_role("button", name="Buat kunci").click()
    expect(page.locator("#part .codes code")).to_have_text(re.compile(r".{20,}"))
    row = page.get_by_role("row").filter(has_text="uji-laman")
    page.once("dialog", lambda dialog: dialog.accept())
    row.get_by_role("button", name="Cabut").click()
    expect(page.get_by_role("row").filter(has_text="uji-laman")).to_contain_text("dicabut")
    expect(page.locator("#part .codes code")).to_have_count(0)
    look(page, "administration-keys")

    part(page, "Akun petugas")
    page.locator("#part [name=email]").fill("tari.laman@contoh.example")
    choose(page.locator("#part [name=agency_id]").last, "kota-malang")
    page.get_by_role("button", name="Undang", exact=True).click()
    expect(page.locator("#part .codes code")).to_have_text(re.compile(r"Lp-.{12,}"))
    page.context.grant_permissions(["clipboard-write", "clipboard-read"])
    page.locator("#part .codes").get_by_role("button", name="Salin").click()
    expect(page.locator("#part .codes [role=status]")).to_have_text("Tersalin.")
    password = page.locator("#part .codes code").inner_text()
    assert page.evaluate("navigator.clipboard.readText()") == password
    choose(page.locator("#part [name=agency_id]").first, "Kota Malang")
    page.get_by_role("button", name="Tampilkan akun").click()
    expect(page.locator("#part caption")).to_contain_text("Pemerintah Kota Malang")
    row = page.get_by_role("row").filter(has_text="tari.laman@contoh.example")
    expect(row).to_contain_text("diundang")
    look(page, "administration-access")
    page.once("dialog", lambda dialog: dialog.accept())
    row.get_by_role("button", name="Akhiri akses").click()
    expect(page.locator("#part .note[role=status]").first).to_contain_text("berakhir")
    assert troubles(page) == []

    operated(page, deployed)

    page.set_viewport_size({"width": 1280, "height": 800})
    in_english(page)
    expect(page.locator("#part nav a").first).to_be_visible()
    found = {}
    for name in page.locator("#part nav a").all_inner_texts():
        part(page, name)
        found[name] = troubles(page)
        look(page, f"administration-{name}-desktop")
    assert len(found) >= 5
    assert {name: those for name, those in found.items() if those} == {}


def test_a_breach_is_proposed_and_agreed_to(open_page: OpenPage, api: Api, stack: Any) -> None:
    case_id = api.filed()["id"]
    first, second = (user for user in stack["users"] if user["role"] == "custodian")
    page = open_page("officer", width=390, english=True)
    sign_in(page, first)
    page.goto(f"{page.url.split('#')[0]}#administration/breaches")
    page.locator("[name=known_at]").fill("2026-11-20T09:00")
    page.locator("[name=text]").fill("Daftar laporan terbuka bagi orang luar.")
    page.get_by_role("button", name="Propose", exact=True).click()
    expect(page.locator("[data-field=text_en] .problem")).not_to_be_empty()
    page.locator("[name=text_en]").fill("A list of reports could be seen by outsiders.")
    page.locator("[name=case_ids]").fill(case_id)
    page.get_by_role("button", name="Propose", exact=True).click()
    expect(page.locator("#part .note[role=status]").first).to_contain_text("has to approve")
    expect(page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    look(page, "administration-breaches")
    assert troubles(page) == []

    other = open_page("officer", width=1280)
    sign_in(other, second)
    other.goto(f"{other.url.split('#')[0]}#administration/breaches")
    act(other, "Setujui")
    expect(other.locator("#part section").first).to_contain_text("Disetujui")
    act(other, "Tolak atau hentikan")
    expect(other.locator("#part section").first).to_contain_text("Dihentikan")

    part(other, "Pembacaan laporan yang dilindungi")
    other.locator("[name=officer_id]").fill("nobody")
    other.get_by_role("button", name="Tampilkan").first.click()
    expect(other.locator("#part form").first).to_contain_text("Tidak ada.")


def test_what_was_typed_and_not_sent_is_there_again(
    open_page: OpenPage, api: Api, portal: str
) -> None:
    page = open_page("officer")
    asked: list[str] = []  # of the register, which no section loads as a whole
    page.on("request", lambda one: "/v1/agencies" in one.url and asked.append(one.url))
    sign_in(page, api.user("national_admin"))

    def opened(name: str) -> None:
        """A section of administration, after the page was loaded anew."""
        page.goto(f"{portal}officer#administration/{name}")
        page.reload()
        page.locator("#part form, #part table").first.wait_for()

    def kept() -> str:
        return str(page.evaluate("localStorage['lapor.unsent'] ?? ''"))

    dropped = page.get_by_role("button", name="Hapus dan mulai lagi")

    # An agency is kept with what it is called; what is dropped is gone.
    email, agency = page.locator("#part [name=email]"), page.locator("#part [name=agency_id]").last
    opened("access")
    assert kept() == ""
    email.fill("tari.draf@contoh.example")
    choose(agency, "kota-malang")
    opened("access")
    expect(email).to_have_value("tari.draf@contoh.example")
    expect(agency).to_have_value("Pemerintah Kota Malang")
    expect(agency).to_have_attribute("data-agency", "kota-malang")
    assert troubles(page) == []
    dropped.click()
    expect(dropped).to_have_count(0)
    expect(email).to_have_value("")
    assert "tari.draf" not in kept()

    assert any("?q=" in url for url in asked)
    assert all("?" in url for url in asked)

    # The address of a system may have a key in it: that is not kept.
    opened("webhooks")
    agency.fill("kota ma")
    page.locator("#part [name=url]").fill("https://sistem.example/lapor?kunci=contoh")
    opened("webhooks")
    expect(agency).to_have_value("kota ma")
    expect(page.locator("#part [name=url]")).to_have_value("")
    assert "sistem.example" not in kept()

    # A limit whose form was open is open again, and forgotten once it is in force.
    opened("rates")
    row = page.get_by_role("row").filter(has_text="loket")
    row.get_by_role("button", name="Ubah").click()
    page.locator("#part [name=most]").fill("95")
    opened("rates")
    expect(page.locator("#part [name=most]")).to_have_value("95")
    page.get_by_role("button", name="Berlakukan", exact=True).click()
    expect(page.locator("#part .note[role=status]").first).to_contain_text("95 per jam")
    assert "rate.counter" not in kept()
    row.get_by_role("button", name="Ubah").click()
    page.get_by_role("button", name="Kembali ke bawaan").click()
    expect(page.locator("#part .note[role=status]").first).to_contain_text("60 per jam")

    # Who signs out, or forgets, leaves nothing.
    assert "kota ma" in kept()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Keluar").click()
    expect(page.locator("#login h1")).to_be_visible()
    assert "kota ma" not in kept()

    sign_in(page, api.user("agency_admin"))
    page.goto(f"{portal}officer#replies")
    page.get_by_role("button", name="Tambah balasan").click()
    page.locator(".reply input").last.fill("Belum dikirim")
    page.reload()
    expect(page.locator(".reply input").last).to_have_value("Belum dikirim")
    page.goto(f"{portal}track")
    look_up(page, api.filed())
    page.get_by_role("button", name="Lupakan di perangkat ini").click()
    page.wait_for_function("!localStorage['lapor.unsent']")
