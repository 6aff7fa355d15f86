"""An officer takes a question to the reporter back: both see that no answer is waited for."""

from playwright.sync_api import expect

from tests.browser.api import Api
from tests.browser.conftest import OpenPage
from tests.browser.steps import Screen, linked, look_up, open_case, reply, sign_in, take, troubles

QUESTION = "Di lantai berapa kelasnya?"
NOTE = "Sudah dijawab lewat telepon."


def test_a_question_is_taken_back_while_its_answer_is_being_written(
    opened: OpenPage, open_page: OpenPage, api: Api, screen: Screen
) -> None:
    says, officer = screen.says, api.user("liaison")
    address = f"tanya-{screen}@example.org"
    receipt = api.held_by(
        officer["agency_id"],
        title=f"Atap kelas bocor, dilihat di {screen}",
        reporter={"name": "Sari Contoh", "email": address},
    )
    token = linked(api.mails(address), "contact").partition("#")[2]
    path = f"v1/complaints/{receipt['id']}/contact"
    assert api.call("POST", path, {"token": token, "mine": True})[0] == 200
    api.act("liaison", receipt, "hold", question=QUESTION)
    link = linked(api.mails(address), "respond", "message.")

    # The reporter reads the question from the mail and writes; the officer takes it back meanwhile.
    mailed = opened(link)
    expect(mailed.locator("#asked .words")).to_have_text(QUESTION)
    mailed.locator("textarea").fill("Di lantai dua.")
    desk = open_page("officer", width=1280, english=screen.english)
    sign_in(desk, officer)
    open_case(desk, receipt["id"])
    expect(desk.locator("#casefile")).to_contain_text(
        says("Pelapor ditunggu jawabannya sampai", "Reporter may reply until")
    )
    take(desk, "withdraw_question")
    desk.locator("[data-action=withdraw_question] textarea").fill(NOTE)
    assert troubles(desk) == []
    desk.locator("[data-action=withdraw_question] [type=submit]").click()
    expect(desk.locator(".standing .badge").first).to_have_attribute("data-status", "routed")
    expect(desk.locator("[data-action=withdraw_question]")).to_have_count(0)
    withdrew = says("menarik pertanyaannya kepada pelapor", "withdrew its question to the reporter")
    history = desk.locator(".timeline").last
    expect(history).to_contain_text(withdrew)
    expect(history).to_contain_text(NOTE)

    mailed.get_by_role("button", name=says("Kirim", "Send")).click()
    expect(mailed.locator("#note")).to_contain_text(
        says("sudah menarik pertanyaan ini", "has withdrawn this question")
    )
    expect(mailed.locator("textarea")).to_have_value("Di lantai dua.")
    assert troubles(mailed) == []
    again = opened(link)
    expect(again.locator("#note")).to_contain_text(
        says("tidak perlu menjawabnya", "need not answer it")
    )
    expect(again.locator("#step")).to_be_hidden()  # nothing is typed that could be lost
    (mail,) = [text for text in api.mails(address) if NOTE in text]
    assert says("tidak perlu menjawabnya", "") in mail

    # On the page of the report it is history; what is written all the same is a message.
    track = opened("track")
    look_up(track, receipt)
    expect(track.locator("#reply h3")).to_have_count(0)
    expect(track.locator(".timeline")).to_contain_text(
        says("menarik pertanyaannya kepada Anda", "withdrew its question to you")
    )
    question = track.locator(".thread li", has_text=QUESTION)
    expect(question).to_contain_text(says("sudah ditarik", "was withdrawn"))
    assert troubles(track) == []
    reply(track, "Di lantai dua.")
    expect(track.locator("#note")).to_have_text(says("Balasan terkirim.", "Reply sent."))
    assert api.case(receipt)["status"] == "routed"


def test_who_takes_a_question_back_that_was_just_answered_is_shown_the_answer(
    open_page: OpenPage, api: Api
) -> None:
    officer = api.user("liaison")
    receipt = api.held_by(officer["agency_id"], title="Talang kelas lepas")
    api.act("liaison", receipt, "hold", question=QUESTION)
    desk = open_page("officer", width=1280)
    sign_in(desk, officer)
    open_case(desk, receipt["id"])
    take(desk, "withdraw_question")
    desk.locator("[data-action=withdraw_question] textarea").fill(NOTE)
    track = open_page("track")
    look_up(track, receipt)
    reply(track, "Di lantai dua.")
    expect(track.locator("#note")).to_have_text("Balasan terkirim.")
    desk.locator("[data-action=withdraw_question] [type=submit]").click()
    expect(desk.locator("#note")).to_contain_text("Orang lain lebih dahulu mengubah")
    expect(desk.locator("#changed")).to_contain_text("Pelapor membalas")
    expect(desk.locator(".thread")).to_contain_text("Di lantai dua.")
    expect(desk.locator(".unsent")).to_contain_text(NOTE)
    assert troubles(desk) == []
