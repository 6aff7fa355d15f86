"""The pages as people use them: on a phone, in two languages, against the deployed system."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from chalicelib.protection.receipts import new_case_id
from tests.browser.api import Api
from tests.browser.conftest import HEIGHT, OpenPage
from tests.browser.steps import (
    HOSTILE,
    TEXT_SIZE,
    Screen,
    cramped,
    fill_in,
    go,
    look_up,
    open_case,
    questions,
    receipt_on,
    sign_in,
    stuck,
    take,
    troubles,
    unfold,
    violations,
)

# Reporters


def test_a_complaint_is_filed_followed_and_replied_to(open_page: OpenPage) -> None:
    page = open_page()
    fill_in(page)
    page.locator("#send").click()
    receipt = receipt_on(page)

    assert re.fullmatch(r"LP(-[0-9A-HJKMNP-TV-Z]{4}){3}-[0-9A-HJKMNP-TV-Z]", receipt["id"])
    expect(page.locator("#receipt h1")).to_be_focused()
    expect(page.locator("#receipt-mail")).to_have_text(
        "Tanpa email pada laporan ini, kode yang hilang tidak bisa diganti."
    )
    page.locator("#receipt-track").click()
    expect(page.locator("#case-title")).to_have_text("Lampu jalan padam sejak Senin")
    assert receipt["secret"] not in page.url

    page.locator("#reply textarea").fill("Hari ini masih padam.")
    page.locator("#reply [type=submit]").click()
    expect(page.locator("#note")).to_have_text("Balasan terkirim.")
    expect(page.locator(".thread .from-reporter")).to_contain_text("Hari ini masih padam.")


def test_a_dangerous_text_is_closed_and_can_be_opened(open_page: OpenPage) -> None:
    page = open_page()
    asked = questions(page)
    body = "Petugas loket minta uang 300 ribu, kalau tidak berkas tidak jalan."
    fill_in(page, title="Petugas loket minta uang", body=body)
    go(page, "story")
    expect(page.locator("#risky")).to_contain_text("permintaan uang")
    expect(page.locator("#risky")).to_contain_text("Telepon 112.")
    assert troubles(page) == []
    go(page, "agency")
    expect(page.locator("#unproposed")).to_contain_text("permintaan uang")
    go(page, "story")
    page.locator("#protect").click()
    expect(page.locator("#body")).to_be_focused()
    expect(page.locator("#risky")).to_contain_text("sekarang tertutup")
    expect(page.locator("#protect")).to_be_hidden()
    expect(page.locator("[name=privacy][value=masked]")).to_be_checked()
    go(page, "privacy")
    page.locator("[name=privacy][value=open]").check()
    go(page, "check")
    assert asked == []  # nothing of it was compared
    page.locator("#send").click()
    receipt_on(page)
    expect(page.locator("#receipt-seen")).to_contain_text("otomatis dibuat tertutup dan disamarkan")
    page.locator("#receipt-track").click()
    expect(page.locator("#seen-by")).to_contain_text("Isinya dapat membahayakan Anda.")
    page.locator("details:has(#unprotect) summary").click()
    page.locator("#unprotect button").click()
    expect(page.locator("#seen-by")).to_have_text("Belum tampil untuk umum: menunggu diperiksa.")


def test_who_asks_for_secrecy_in_an_open_report_is_proposed_it(
    opened: OpenPage, screen: Screen
) -> None:
    says = screen.says
    page = opened()
    asked = questions(page)
    body = says(
        "Tetangga membakar sampah tiap sore. Tolong nama saya\ndirahasiakan, saya takut.",
        "A neighbour burns refuse every afternoon. Please keep me anonymous, I am afraid.",
    )
    fill_in(page, title=says("Asap masuk rumah", "Smoke in the house"), body=body)
    go(page, "story")
    expect(page.locator("#risky")).to_contain_text(
        says("minta nama atau identitas dirahasiakan", "ask for your name or identity")
    )
    assert troubles(page) == []
    go(page, "agency")
    expect(page.locator("#unproposed")).to_contain_text(says("dirahasiakan", "kept secret"))
    assert asked == []  # nothing of it was compared
    go(page, "story")
    page.locator("#protect").click()
    expect(page.locator("[name=privacy][value=masked]")).to_be_checked()
    go(page, "privacy")
    page.locator("[name=privacy][value=open]").check()
    go(page, "story")
    page.locator("#body").fill(says("Asap masuk rumah tiap sore.", "Smoke comes in each day."))
    expect(page.locator("#risky")).to_be_empty()
    expect(page.locator("#protect")).to_be_hidden()


def test_a_receipt_survives_a_reload_and_is_gone_once_written_down(open_page: OpenPage) -> None:
    page = open_page()
    page.on("dialog", lambda dialog: dialog.accept())
    go(page, "privacy")
    page.locator("[name=privacy][value=closed]").check()
    page.locator("#next").click()
    page.locator("[value=aspiration]").check()  # a wish has no date
    page.locator("#title").fill("Lampu taman lebih terang")
    page.locator("#body").fill("Lampu taman kota lebih baik dibuat lebih terang pada malam hari.")
    page.locator("#next").click()
    page.locator("#address").fill("Taman kota")
    go(page, "check")
    for asked in ("Jangan teruskan ke", "Apakah Anda bisa celaka"):
        unanswered = page.locator("#answers > div", has_text=asked)
        expect(unanswered.locator(".words")).to_have_text("tidak diisi")
        expect(unanswered.locator("a")).to_have_attribute("href", "#privacy")
    page.locator("#send").click()
    receipt = receipt_on(page)
    page.reload()
    assert receipt_on(page) == receipt
    page.locator("#receipt-done").click()
    expect(page.locator("#title")).to_have_value("")
    expect(page.locator("#receipt")).to_be_hidden()
    kept = page.evaluate("() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
    assert receipt["secret"] not in kept


def test_a_lost_answer_never_files_twice(open_page: OpenPage) -> None:
    page = open_page()
    answers: list[dict[str, Any]] = []

    def lose_the_first(route: Route) -> None:
        answer = route.fetch()
        answers.append(answer.json())
        if len(answers) == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route("**/v1/complaints", lose_the_first)
    fill_in(page)
    page.locator("#send").click()
    receipt = receipt_on(page)
    assert [answer["id"] for answer in answers] == [receipt["id"]] * 2
    assert answers[0]["secret"] == receipt["secret"]


def send_without_an_answer(page: Page) -> list[dict[str, Any]]:
    """Send the report while each answer is lost; what it arrived as is returned."""
    arrived: list[dict[str, Any]] = []

    def lose(route: Route) -> None:
        arrived.append(route.fetch().json())
        route.abort()

    page.route("**/v1/complaints", lose)
    page.locator("#send").click()
    expect(page.locator("#sending")).to_contain_text("Belum terkirim")
    page.unroute("**/v1/complaints")
    return arrived


def test_an_edit_after_a_lost_answer_gives_the_receipt_of_what_arrived(
    open_page: OpenPage,
) -> None:
    page = open_page()
    fill_in(page)
    arrived = send_without_an_answer(page)
    go(page, "story")
    page.locator("#title").fill("Lampu jalan padam sejak Minggu")
    page.locator("#next").click()
    page.locator("#send").click()
    receipt = receipt_on(page)
    assert receipt["id"] == arrived[0]["id"]
    expect(page.locator("#receipt-note")).to_contain_text("sudah kami terima")
    expect(page.locator("#receipt-note")).not_to_contain_text("kami ubah")


@pytest.mark.parametrize("privacy", ["closed", "masked"])
def test_what_arrived_open_is_closed_where_that_was_chosen_after_a_lost_answer(
    open_page: OpenPage, api: Api, privacy: str
) -> None:
    page = open_page()
    fill_in(page)
    send_without_an_answer(page)
    go(page, "privacy")
    page.locator(f"[name=privacy][value={privacy}]").check()
    go(page, "check")
    page.locator("#send").click()
    receipt = receipt_on(page)
    expect(page.locator("#receipt-note")).to_contain_text("kami ubah")
    expect(page.locator("#receipt-seen")).not_to_be_empty()
    seen = api.case(receipt)
    assert (seen["confidential"], seen["anonymous"]) == (True, privacy == "masked")


def test_an_address_that_was_taken_out_after_a_lost_answer_is_erased_from_what_arrived(
    open_page: OpenPage, api: Api
) -> None:
    page = open_page()
    fill_in(page)
    email = page.locator("#email")
    go(page, "contact")
    email.fill("wati@example.org")
    go(page, "check")
    send_without_an_answer(page)
    go(page, "contact")
    email.fill("")
    go(page, "check")
    page.locator("#send").click()
    receipt = receipt_on(page)
    expect(page.locator("#receipt-note")).to_contain_text("sudah kami hapus juga")
    expect(page.locator("#receipt-mail")).to_contain_text("Tanpa email")
    path, own = f"v1/complaints/{receipt['id']}/identity", {"X-Receipt": receipt["secret"]}
    assert api.call("GET", path, headers=own)[1]["identity"] is None


@pytest.mark.parametrize(
    ("english", "choose", "title_problem", "email_problem"),
    [
        (
            False,
            "Pilih salah satu.",
            "Tulis judul sedikitnya 5 huruf, paling banyak 150.",
            "Tulis satu alamat email saja, tanpa spasi atau tanda lain: nama@contoh.id.",
        ),
        (
            True,
            "Choose one.",
            "Write a title of at least 5 characters, at most 150.",
            "Write one email address, without blanks or other marks: name@example.org.",
        ),
    ],
)
def test_what_is_wrong_is_said_at_the_field(
    open_page: OpenPage, english: bool, choose: str, title_problem: str, email_problem: str
) -> None:
    page = open_page(english=english)
    page.locator("#next").click()
    expect(page.locator("#privacy-problem")).to_have_text(choose)
    expect(page.locator("[name=privacy]").first).to_be_focused()
    expect(page.locator("#summary")).to_have_text("")  # it stands at its field, and only there
    page.locator("[name=privacy][value=open]").check()
    expect(page.locator("#summary")).to_have_text("")

    go(page, "check")
    page.locator("#send").click()
    expect(page.locator("#summary")).to_be_focused()
    expect(page.locator("#summary li")).to_have_count(5)  # all at once, each a way to its field
    page.locator("#summary a").nth(1).click()
    expect(page.locator("#title")).to_be_focused()
    expect(page.locator("#title-problem")).to_have_text(title_problem)
    expect(page.locator("#title")).to_have_attribute("aria-invalid", "true")
    page.locator("[value=complaint]").check()
    page.locator("#title").fill("Lampu jalan padam")
    page.locator("#body").fill("Lampu di depan pasar padam sejak Senin malam.")
    page.locator("#next").click()
    page.locator("#send").click()
    expect(page.locator("#summary li")).to_have_count(2)  # a complaint has a date
    page.locator("#summary a").first.click()
    page.locator("[name=when][value=exact]").check()
    page.locator("#date").fill("2026-03-02")
    page.locator("#address").fill("Jalan Contoh 5")
    expect(page.locator(".wrong")).to_have_count(0)
    go(page, "contact")
    page.locator("#email").fill("budi19@gmail")
    page.locator("#next").click()
    expect(page.locator("#email-problem")).to_have_text(email_problem)
    page.locator("#email").fill("a,b@contoh.example")  # what the service alone refuses
    page.locator("#next").click()
    page.locator("#send").click()
    page.locator("#summary a").click()
    expect(page.locator("#email-problem")).to_have_text(email_problem)
    expect(page.locator("#email")).to_be_focused()


DEVICE, TAB = "JSON.stringify({...localStorage})", "JSON.stringify({...sessionStorage})"
DAY = 24 * 3_600_000  # milliseconds


@pytest.mark.parametrize(("age", "title"), [(7 * DAY - 60_000, "Draf lama"), (7 * DAY, "")])
def test_a_draft_stays_for_seven_days(open_page: OpenPage, age: int, title: str) -> None:
    page = open_page()
    fill_in(page, title="Draf lama")
    with page.expect_event("framenavigated"):
        page.reload()
    page.evaluate(
        """(age) => {
            const kept = JSON.parse(localStorage.getItem("lapor.draft"));
            localStorage.setItem("lapor.draft", JSON.stringify({ ...kept, at: Date.now() - age }));
            document.querySelector("#filing form").hidden = true; // not kept anew on the way out
        }""",
        age,
    )
    page.reload()
    page.locator("#next:not([disabled])").wait_for(state="attached")
    expect(page.locator("#title")).to_have_value(title)
    assert (page.evaluate("localStorage.getItem('lapor.draft')") is None) is (title == "")


def test_a_typing_error_is_told_apart_from_an_unknown_number(open_page: OpenPage) -> None:
    page = open_page("track")
    known = new_case_id()
    wrong = known[:3] + ("A" if known[3] != "A" else "B") + known[4:]
    page.locator("#id").fill(wrong)
    page.locator("#lookup [type=submit]").click()
    expect(page.locator("#id-problem")).to_contain_text("salah ketik")
    page.locator("#id").fill(known)
    page.locator("#lookup [type=submit]").click()
    expect(page.locator("#id-problem")).to_have_text("")
    expect(page.locator("#lookup-note")).to_contain_text("tidak ditemukan")


def test_the_page_and_the_service_agree_on_check_characters(open_page: OpenPage) -> None:
    page = open_page("track")
    ids = [new_case_id() for _ in range(300)]
    read = page.evaluate(
        """async (ids) => {
            const { readCaseId } = await import(new URL("caseid.js", document.scripts[0].src).href);
            return ids.map((id) => readCaseId(id.toLowerCase().replaceAll("-", " ")).id);
        }""",
        ids,
    )
    assert read == ids


def test_hostile_text_is_shown_as_text(open_page: OpenPage, api: Api) -> None:
    receipt = api.filed(title=f"Judul {HOSTILE}", body=f"Isi laporan {HOSTILE}")
    page = open_page("track")
    look_up(page, receipt)
    expect(page.locator("#case-title")).to_have_text(f"Judul {HOSTILE}")
    expect(page.locator("main")).to_contain_text(f"Isi laporan {HOSTILE}")
    assert page.locator("main img, main script").count() == 0


# Officers

# The ways of cases that came back to be worked on, where one is in brackets, and how the history
# tells of an escalation.
WAYS = """async () => {
    const place = new URL("casefile.js", document.scripts[0].src).href;
    const { standing, timeline } = await import(place);
    const way = (thing, ...types) => [...standing({ status: "in_progress", ...thing }, {
        events: types.map((type) => ({ type })), caseUrl: () => "",
    }).querySelectorAll(".steps li")].map((step) =>
        (step.ariaCurrent ? `[${step.textContent}]` : step.textContent));
    const escalated = { type: "escalated", at: "2026-03-02T09:00:00+07:00",
        data: { level: 2, notify: ["x", "y"] }, agencies: { x: "Kota X", y: "Kota Y" } };
    return {
        repair: way({ appeal_state: "upheld" }, "routed", "answered", "appealed"),
        again: way({}, "routed", "answered", "messaged"),
        reopened: way({ status: "routed" }, "routed", "archived", "reopened"),
        once: way({}, "routed", "started"),
        told: timeline([escalated]).textContent,
    };
}"""


LONGEST_WAY = """async () => {
    const { standing } = await import(new URL("casefile.js", document.scripts[0].src).href);
    const events = ["routed", "answered", "reopened"].map((type) => ({ type }));
    const report = { status: "in_progress", title: "", deadlines: {} };
    const shown = standing(report, { events, caseUrl: () => "" });
    document.querySelector("#case").replaceChildren(shown);
}"""


def test_a_reporter_is_told_rates_and_appeals(open_page: OpenPage, api: Api) -> None:
    receipt = api.held_by(api.user("liaison")["agency_id"])
    api.act("liaison", receipt, "answer", text="Sudah kami catat untuk tahun depan.")
    page = open_page("track")
    look_up(page, receipt)
    expect(page.locator("#case")).to_contain_text("Sudah kami catat untuk tahun depan.")

    page.get_by_role("radio", name="Belum, saya tidak puas").check()
    page.get_by_role("checkbox", name="Ajukan keberatan").check()
    page.locator("#rating [type=submit]").click()
    expect(page.locator("#field-comment-problem")).to_have_text("Wajib diisi.")
    page.locator("#field-comment").fill("Atapnya masih bocor.")
    page.get_by_role("radio", name="2", exact=True).check()
    page.locator("#rating [type=submit]").click()
    expect(page.locator("#note")).to_contain_text("Penilaian Anda tercatat")
    assert page.locator("#rating").count() == 0
    assert api.case(receipt)["status"] == "in_progress"
    expect(page.locator(".standing .badge").first).to_have_text("Keberatan diperiksa")
    answered = ["Diterima", "Diteruskan", "Ditangani", "Dijawab"]
    assert page.locator(".steps li").all_text_contents() == [*answered, "Keberatan", "Selesai"]
    expect(page.locator(".steps [aria-current]")).to_have_text("Keberatan")
    ways = page.evaluate(WAYS)
    assert ways["repair"] == [*answered, "[Perbaikan]", "Selesai"]
    assert ways["again"] == [*answered, "[Ditangani lagi]", "Selesai"]
    assert ways["reopened"] == ["Diterima", "Diteruskan", "[Dibuka kembali]", "Selesai"]
    assert ways["once"] == ["Diterima", "Diteruskan", "[Ditangani]", "Dijawab", "Selesai"]
    assert "pimpinan Kota X, Kota Y diberi tahu" in ways["told"]
    page.evaluate(LONGEST_WAY)
    expect(page.locator(".steps [aria-current]")).to_have_text("Dibuka kembali")
    for width, size in ((320, ""), (390, "200%"), (540, ""), (1280, "")):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.evaluate(TEXT_SIZE, size)
        assert cramped(page) == []

    desk = open_page("officer", width=1280)
    sign_in(desk, api.user("agency_admin"))  # of the government over the unit that answered
    open_case(desk, receipt["id"])
    expect(desk.locator(".standing .badge").first).to_have_text("Keberatan diperiksa")
    expect(desk.locator(".standing")).to_contain_text("Instansi atasan memutuskan keberatan")
    expect(desk.locator(f"[data-id={receipt['id']}]")).to_contain_text("Keberatan diperiksa")
    take(desk, "resolve_appeal")
    form = desk.locator("[data-action=resolve_appeal]")
    form.get_by_label("Alasan keputusan").fill("Atap diperiksa dua kali dan tidak bocor.")
    assert troubles(desk) == []
    form.locator("[type=submit]").click()
    expect(form.locator("[data-field=upheld] .problem")).to_have_text("Wajib diisi.")
    form.get_by_role("radio", name="Tolak keberatan").check()
    form.locator("[type=submit]").click()
    expect(desk.get_by_role("dialog")).to_contain_text("Tolak keberatan")
    with desk.expect_response(lambda answer: answer.url.endswith("/actions")) as decided:
        desk.get_by_role("dialog").get_by_role("button", name="Putuskan keberatan").click()
    assert decided.value.ok

    page = open_page("track")
    look_up(page, receipt)
    standing = page.locator(".standing")
    expect(standing).to_contain_text("Keberatan Anda ditolak oleh")
    expect(standing).to_contain_text("Ombudsman Republik Indonesia: telepon 137")
    expect(page.locator(".timeline")).to_contain_text("Keberatan ditolak")
    public = open_page(f"reports/{receipt['id']}")
    expect(public.locator(".standing")).to_contain_text("Keberatan pelapor ditolak.")
    expect(public.locator(".standing")).to_contain_text("berhak mengadu ke Ombudsman")


def test_who_rates_from_a_mail_is_told_what_comes_of_it_and_how_to_appeal(
    open_page: OpenPage,
) -> None:
    page = open_page("guide")
    sent: list[Any] = []

    def rated(route: Route) -> None:
        sent.append(route.request.post_data_json)
        route.fulfill(status=201, json={})

    page.route("**/v1/complaints/*/rating", rated)
    page.goto(f"{page.url.removesuffix('guide')}respond?id={new_case_id()}#rate.ABCD")
    expect(page.locator("#note")).to_contain_text("sudah dipakai")  # of no link: nothing to show
    expect(page.locator("#asked")).to_be_hidden()
    for satisfied, appealing, told in (
        (False, False, "masih bisa mengajukan keberatan"),
        (False, True, "Keberatan Anda diajukan"),
        (True, False, "Terima kasih"),
    ):
        page.goto(f"{page.url.partition('?')[0]}?id={new_case_id()}#rate.ABCD")
        name = "Ya, saya puas" if satisfied else "Belum, saya tidak puas"
        page.get_by_role("radio", name=name).check()
        appeal = page.locator("#appeal")
        expect(appeal).to_contain_text("ajukan sekarang")
        expect(appeal).to_be_visible(visible=not satisfied)
        if appealing:
            appeal.get_by_role("checkbox").check()
            page.locator("#step textarea").fill("Atapnya masih bocor.")
        page.get_by_role("button", name="Kirim").click()
        expect(page.locator("#note")).to_contain_text(told)
        expect(page.locator("#step")).to_be_hidden()
        assert "ABCD" not in page.url
    rated_so = [(one["satisfied"], one.get("appeal", False)) for one in sent]
    assert rated_so == [(False, False), (False, True), (True, False)]


def test_a_satisfied_reporter_closes_the_case(open_page: OpenPage, api: Api) -> None:
    receipt = api.held_by(api.user("liaison")["agency_id"])
    api.act("liaison", receipt, "answer", text="Atap sudah diperbaiki pagi ini.")
    page = open_page("track")
    look_up(page, receipt)
    page.get_by_role("radio", name="Ya, saya puas").check()
    page.locator("#rating [type=submit]").click()
    expect(page.locator(".standing .badge").first).to_have_attribute("data-status", "closed")
    assert api.case(receipt)["closed"]["reason"] == "confirmed"


# Every page

PAGES = ("", "track", "officer")


@pytest.mark.parametrize(("english", "width"), [(False, 360), (True, 1280)])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_can_be_read_and_used(
    open_page: OpenPage, path: str, english: bool, width: int
) -> None:
    page = open_page(path, english=english, width=width)
    page.wait_for_load_state("networkidle")
    unfold(page)
    if path == "":
        page.locator("#next").click()
        page.locator(".wrong").first.wait_for()
    assert page.locator("html").get_attribute("lang") == ("en" if english else "id")
    assert page.locator("h1:visible").count() == 1
    assert page.locator("main").count() == 1
    assert page.title()
    assert troubles(page) == []
    if width == 360:
        # The menu is folded, and shows all it has; the same where a desk is zoomed four times.
        page.set_viewport_size({"width": 320, "height": HEIGHT})
        assert page.locator(".top").evaluate("node => node.offsetHeight") < 60
        links = page.locator(".menu a")
        expect(links.first).to_be_hidden()
        page.locator(".menu summary").click()
        for link in links.all():
            expect(link).to_be_in_viewport(ratio=1)
        assert cramped(page) == []
        assert violations(page) == []
        page.keyboard.press("Escape")
        expect(links.first).to_be_hidden()
        expect(page.locator(".menu summary")).to_be_focused()
    else:
        expect(page.locator(".menu summary")).to_be_hidden()
        expect(page.locator(".menu a").last).to_be_in_viewport(ratio=1)


def test_a_case_can_be_read_and_used(open_page: OpenPage, api: Api) -> None:
    receipt = api.held_by(api.user("liaison")["agency_id"])
    api.act("liaison", receipt, "hold", question="Kelas yang mana?")
    own = {"X-Receipt": receipt["secret"]}
    api.call("POST", f"v1/complaints/{receipt['id']}/messages", {"text": "Kelas 4."}, own)
    api.act("agency_admin", receipt, "answer", text="Atap sudah diperbaiki pagi ini.")
    for english, width in ((False, 360), (True, 1280)):
        page = open_page("track", english=english, width=width)
        look_up(page, receipt)
        # Who says something for another agency than their own is told with both.
        unit, both = "Dinas Pendidikan Kota Surabaya", "Pemerintah Kota Surabaya, {} Dinas"
        spoken = page.locator(".thread li:not(.from-reporter) .by")
        expect(spoken.first).to_contain_text(re.compile(f"^{unit} ·"))
        expect(spoken.last).to_contain_text(both.format("for" if english else "untuk"))
        past = page.locator(".timeline li", has_text="Answered" if english else "Dijawab")
        expect(past.locator(".by")).to_contain_text(both.format("for" if english else "untuk"))
        expect(page.locator("#case-title[lang=id]")).to_be_visible()
        expect(page.locator(".words:not([lang=id])")).to_have_count(0)
        unfold(page)
        for loaded in ("#keep-save", "#export-json", "#check-saved"):
            page.locator(loaded).wait_for()
        assert [*troubles(page), *stuck(page)] == []


def test_a_complaint_can_be_filed_with_the_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page()
    # What is alike would stand on the way of the keys, where somebody stops for a second.
    page.route("**/v1/similar", lambda route: route.fulfill(json={"items": []}))
    page.locator("#next:not([disabled])").wait_for()  # before, Enter does nothing
    page.locator("#language").focus()

    def press(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)

    def expect_step(n: int) -> None:
        expect(page.locator("#step")).to_have_text(f"Langkah {n} dari 7")
        expect(page.locator("h1:visible")).to_be_focused()

    press("Tab")
    expect(page.get_by_role("link", name="Sudah melapor?")).to_be_focused()
    press("Tab", "Space", "Tab", "ArrowDown")  # who reads it; no risk
    expect(page.locator("[name=at_risk][value=no]")).to_be_checked()
    press("Enter")
    expect_step(2)
    press("Tab", "Space", "Tab", *"Lampu jalan padam", "Tab")
    press(*"Lampu di depan pasar padam sejak Senin.", "Tab", "Enter")
    expect_step(3)
    page.locator("[name=when][value=yesterday]").focus()
    press("Space")
    page.locator("#address").focus()
    page.keyboard.type("Jalan Contoh 5")
    press("Enter")
    expect_step(4)
    page.locator("#category:not([disabled])").wait_for()
    page.locator("#category").focus()  # after what may be proposed
    press(*"jalan")
    page.locator("[role=option]").first.wait_for()
    press("ArrowDown")
    expect(page.locator("#category")).to_have_attribute("aria-activedescendant", re.compile("."))
    press("Enter")
    expect(page.locator("#category")).not_to_have_value("jalan")
    page.locator("#next").focus()
    press("Enter")
    expect_step(5)
    page.locator("#next").focus()
    press("Enter")
    expect_step(6)
    press("Tab", "Enter")
    expect_step(7)
    page.locator("#send").focus()
    press("Enter")
    receipt_on(page)


@pytest.mark.parametrize("path", PAGES)
def test_both_languages_say_everything(open_page: OpenPage, path: str) -> None:
    page = open_page(path)
    found = page.evaluate(
        """async () => {
            const name = document.documentElement.dataset.words;
            const words = (language) =>
                import(new URL(`${language}.${name}.js`, document.scripts[0].src).href);
            const [id, en] = await Promise.all(["id", "en"].map(words));
            const said = [...document.querySelectorAll("[data-t]")]
                .filter((node) => !node.matches("noscript *, [data-copy], #discard"))
                .filter((node) => id.default[node.dataset.t] !== node.textContent)
                .map((node) => node.dataset.t);
            return { id: Object.keys(id.default), en: Object.keys(en.default), said };
        }"""
    )
    assert found["said"] == []
    assert found["id"] == found["en"]


# What the languages that browsers ask for come to.
SPOKEN = """async (asked) => {
    const found = [];
    for (const [number, languages] of asked.entries()) {
        Object.defineProperty(navigator, "languages", { get: () => languages, configurable: true });
        const page = new URL(`page.js?${number}`, document.scripts[0].src).href;
        found.push((await import(page)).language);
    }
    return found;
}"""


# What a page says of numbers, in a language.
OF_NUMBERS = """async ([language, numbers]) => {
    localStorage["lapor.language"] = language;
    const { learn, t } = await import(new URL(`page.js?${language}`, document.scripts[0].src).href);
    await learn("administration");
    const keys = ["form.problems", "administration.feed.failed"];
    return numbers.map((n) => keys.map((key) => t(key, { n }).split(/[:.]/)[0]).join("; "));
}"""


def test_one_is_said_otherwise_than_several(open_page: OpenPage) -> None:
    page = open_page("track")
    assert page.evaluate(OF_NUMBERS, ["en", ["1", "2", "1,001"]]) == [
        "One field needs attention; Failed once",
        "2 fields need attention; Failed 2 times in a row",
        "1,001 fields need attention; Failed 1,001 times in a row",
    ]
    assert page.evaluate(OF_NUMBERS, ["id", ["1", "11"]]) == [
        "Satu isian perlu diperbaiki; Gagal sekali",
        "11 isian perlu diperbaiki; Gagal 11 kali berturut-turut",
    ]


def test_the_language_is_the_browsers_until_one_is_chosen(open_page: OpenPage, portal: str) -> None:
    page = open_page("track")
    asked = ("en-US en", "en-ID id", "fr-FR en id", "id-ID en", "in en", "jv-ID en", "fr", "")
    found = page.evaluate(SPOKEN, [one.split() for one in asked])
    assert found == ["en", "en", "en", "id", "id", "id", "id", "id"]

    page.add_init_script("Object.defineProperty(navigator, 'languages', { get: () => ['en-US'] })")
    page.reload()
    expect(page.locator("h1")).to_have_text("How far is my report?")
    page.get_by_role("button", name="Indonesia").click()
    expect(page.locator("h1")).to_have_text("Sampai mana laporan saya?")
    page.get_by_role("button", name="English").click()
    page.goto(f"{portal}track")
    expect(page.locator("h1")).to_have_text("How far is my report?")
    expect(page.locator("html")).to_have_attribute("lang", "en")
