"""Two matters in one complaint, through HTTP, stream and mails: two cases, one receipt."""

from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from chalicelib.attachments.attachment import FileState
from chalicelib.case.actions import act
from chalicelib.case.model import REPORTER, ComplaintText
from chalicelib.case.reporter_actions import Restrict
from chalicelib.routing import danger
from chalicelib.store import attachments, cases, loaded_cases, texts
from chalicelib.store.masking import mask_together
from chalicelib.usecases import rules
from chalicelib.usecases.split_case import words_of
from tests import do
from tests.integration.http.faults import FAILING, answer_lost, fault
from tests.integration.people import (
    CONTACT,
    KEY,
    NATIONAL,
    SCHOOLS,
    SURABAYA,
    acts,
    complaint,
    confirm,
    filed,
    receipt,
)
from tests.integration.test_protection import DANGEROUS
from tests.integration.world import REGION, World

pytestmark = pytest.mark.usefixtures("histories_hold")

FIRST = "Seragam gratis untuk murid baru belum sampai ke sekolah kami."
SECOND = "Selain itu lampu jalan di depan pasar sudah lama padam."
BOTH = f"{FIRST} {SECOND}"
ONCE = {"idempotency-key": "the-same-request-1"}


def splits(
    world: World, case_id: str, groups: str = NATIONAL, seen: int = 0, **more: Any
) -> tuple[int, Any]:
    """The answer to a split of the case as it is, or as it was at version `seen`."""
    sent = {"action": "split", "version": seen or cases.get(case_id).version, "text": SECOND}
    status, answer, _ = world.call(
        "POST",
        f"/v1/officer/complaints/{case_id}/actions",
        sent | more.pop("data", {}),
        groups=groups,
        **more,
    )
    return status, answer


def parted(world: World, groups: str = NATIONAL, **changes: Any) -> tuple[dict[str, Any], str]:
    """A complaint that was split, and the number of its second matter."""
    case = filed(world, **({"body": BOTH, "reporter": CONTACT} | changes))
    status, answer = splits(world, case["id"], groups)
    assert status == 200, answer
    world.pump()
    (second,) = cases.get(case["id"]).split_into
    return case, second


def parted_in_three(world: World) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A complaint that was split twice, and the numbers of its matters, its own first."""
    case, _ = parted(world)
    assert splits(world, case["id"], data={"text": FIRST})[0] == 200
    world.pump()
    matters = (case["id"], *cases.get(case["id"]).split_into)
    assert len(matters) == 3
    return case, matters


def seen(world: World, case_id: str, case: dict[str, Any]) -> dict[str, Any]:
    """A case as the reporter of `case` sees it."""
    status, view, _ = world.call("GET", f"/v1/complaints/{case_id}", headers=receipt(case))
    assert status == 200, view
    return dict(view)


def test_one_receipt_opens_both_and_each_page_names_the_other(world: World) -> None:
    case, second = parted(world)
    first, other = seen(world, case["id"], case), seen(world, second, case)
    assert (first["split_into"], other["split_from"]) == ([second], case["id"])
    assert "split_from" not in first
    assert "split_into" not in other
    assert (other["body"], other["title"]) == (SECOND, SECOND)
    assert first["body"] == BOTH
    assert other["status"] in ("routed", "triage")
    status, refused, _ = world.call(
        "GET", f"/v1/complaints/{second}", headers={"x-receipt": "0" * 26}
    )
    assert (status, refused["error"]["code"]) == (404, "unknown_case")


def test_each_has_its_own_status_holder_and_clock(world: World) -> None:
    case, second = parted(world)
    assert world.events(second)[0] == "filed"
    holder = f"[liaison agency.{cases.get(second).agency_id}]"
    assert holder != SCHOOLS
    acts(world, second, holder, "answer", text="Lampunya sudah kami ganti.")
    first, other = cases.get(case["id"]), cases.get(second)
    assert (first.status, other.status) == ("routed", "answered")
    assert first.agency_id != other.agency_id
    assert other.clock_started_at > first.clock_started_at
    path = f"/v1/complaints/{second}/rating"
    rated = world.call("POST", path, {"satisfied": True}, headers=receipt(case))
    assert (rated[0], rated[1]["status"]) == (201, "closed")
    assert cases.get(case["id"]).status == "routed"


def test_the_history_of_each_names_the_other_to_its_reporter(world: World) -> None:
    case, second = parted(world, confidential=True)
    told = [
        world.call("GET", f"/v1/complaints/{one}/timeline", headers=receipt(case))[1]["items"]
        for one in (case["id"], second)
    ]
    assert told[0][-1]["data"] == {"split_into": second}
    assert told[1][0]["data"]["split_from"] == case["id"]
    first, other = seen(world, case["id"], case), seen(world, second, case)
    assert (first["split_into"], other["split_from"]) == ([second], case["id"])
    assert (other["confidential"], other["anonymous"]) == (True, False)
    assert world.call("GET", f"/v1/complaints/{second}")[0] == 404


def test_nobody_else_learns_of_a_second_matter_that_is_hidden(world: World) -> None:
    case, second = parted(world)
    path = f"/v1/complaints/{case['id']}"
    assert world.call("GET", path)[1]["split_into"] == [second]
    assert world.call("GET", f"/v1/complaints/{second}")[1]["split_from"] == case["id"]
    acts(world, second, NATIONAL, "tighten", confidential=True)
    assert not cases.get(case["id"]).confidential
    for said in (world.call("GET", path)[1], world.call("GET", f"{path}/timeline")[1]):
        assert second not in str(said)
    if cases.get(second).agency_id == cases.get(case["id"]).agency_id:
        acts(world, second, NATIONAL, "transfer", agency_id="kota-malang", reason="Lampu jalan")
    seen_there = world.call("GET", f"/v1/officer{path.removeprefix('/v1')}", groups=SCHOOLS)[1]
    assert second not in str(seen_there)


def tightens(world: World, case_id: str, case: dict[str, Any], **more: Any) -> tuple[int, Any]:
    """The answer when the reporter of `case` tightens the privacy of one of its matters."""
    path, headers = f"/v1/complaints/{case_id}/privacy", receipt(case) | more.pop("headers", {})
    status, answer, _ = world.call("PATCH", path, more, headers=headers)
    return status, answer


@pytest.mark.parametrize("through", ["first", "second"])
def test_who_tightens_one_tightens_all_that_was_filed_with_it(world: World, through: str) -> None:
    case, matters = parted_in_three(world)
    one = matters[0 if through == "first" else 1]
    assert [world.call("GET", f"/v1/complaints/{each}")[0] for each in matters] == [200] * 3
    status, view = tightens(world, one, case, confidential=True, headers=ONCE)
    assert (status, view["id"], view["confidential"]) == (200, one, True)
    for each in matters:
        assert (cases.get(each).confidential, cases.get(each).anonymous) == (True, False)
        assert world.call("GET", f"/v1/complaints/{each}")[0] == 404
        assert world.events(each).count("tightened") == 1
    assert tightens(world, one, case, confidential=True, headers=ONCE)[0] == 200
    assert tightens(world, one, case, confidential=True)[0] == 409
    assert [world.events(each).count("tightened") for each in matters] == [1] * 3


def test_what_one_matter_has_already_is_no_reason_to_leave_the_other(world: World) -> None:
    case, second = parted(world)
    acts(world, second, NATIONAL, "tighten", anonymous=True)
    assert tightens(world, case["id"], case, anonymous=False, confidential=True)[0] == 200
    both = [cases.get(each) for each in (case["id"], second)]
    assert [(each.anonymous, each.confidential) for each in both] == [(False, True), (True, True)]
    assert tightens(world, case["id"], case, anonymous=True)[0] == 200
    assert world.events(second).count("tightened") == 2
    assert cases.get(case["id"]).anonymous


def test_killed_half_way_both_are_tightened_or_neither(world: World) -> None:
    case, second = parted(world)
    with fault("dynamodb", "TransactWriteItems", FAILING):
        assert tightens(world, second, case, confidential=True)[0] == 503
    assert not any(cases.get(each).confidential for each in (case["id"], second))
    with answer_lost("dynamodb", "TransactWriteItems"):
        assert tightens(world, second, case, confidential=True, headers=ONCE)[0] == 503
    assert all(cases.get(each).confidential for each in (case["id"], second))
    assert tightens(world, second, case, confidential=True, headers=ONCE)[0] == 200


def restricts(world: World, case_id: str, case: dict[str, Any], method: str = "PUT") -> Any:
    """The status when the reporter of `case` restricts one of its matters, or lifts that."""
    path = f"/v1/complaints/{case_id}/restriction"
    status = world.call(
        method, path, headers=receipt(case) | {"idempotency-key": f"restricting-{method}"}
    )[0]
    world.pump()
    return status


@pytest.mark.parametrize("through", ["first", "second"])
def test_who_restricts_one_restricts_all_that_was_filed_with_it(world: World, through: str) -> None:
    case, matters = parted_in_three(world)
    one = matters[0 if through == "first" else 1]
    listed = [each in str(world.call("GET", "/v1/complaints")[1]) for each in matters]
    assert listed == [True] * 3
    assert restricts(world, one, case) == 200
    assert [cases.get(each).restricted for each in matters] == [True] * 3
    assert [world.call("GET", f"/v1/complaints/{each}")[0] for each in matters] == [404] * 3
    assert not any(each in str(world.call("GET", "/v1/complaints")[1]) for each in matters)
    assert restricts(world, one, case, "DELETE") == 200
    assert [world.call("GET", f"/v1/complaints/{each}")[0] for each in matters] == [200] * 3
    for each in matters:
        assert world.events(each)[-2:] == ["restricted", "unrestricted"]


def test_a_matter_that_is_restricted_already_gets_no_second_event(world: World) -> None:
    """As one may be that was restricted when a restriction was one matter's own."""
    case, second = parted(world)
    now = rules.decision_context(datetime.now(UTC))
    cases.save(act(cases.get(second), Restrict(), REPORTER, now))
    assert restricts(world, case["id"], case) == 200
    assert cases.get(case["id"]).restricted
    assert [world.events(each).count("restricted") for each in (case["id"], second)] == [1, 1]


def test_killed_half_way_both_are_restricted_or_neither(world: World) -> None:
    case, second = parted(world)
    with fault("dynamodb", "TransactWriteItems", FAILING):
        assert restricts(world, second, case) == 503
    assert not any(cases.get(each).restricted for each in (case["id"], second))
    with answer_lost("dynamodb", "TransactWriteItems"):
        assert restricts(world, second, case) == 503
    assert all(cases.get(each).restricted for each in (case["id"], second))
    assert restricts(world, second, case) == 200


def to_reporter(world: World, since: int = 0) -> list[str]:
    """Subjects of the mails to the reporter."""
    mails = world.mails()[since:]
    return [m.subject for m in mails if m.destinations["ToAddresses"] == [CONTACT["email"]]]


def test_the_reporter_hears_of_it_by_mail_and_then_who_has_the_second(world: World) -> None:
    case, second = parted(world)
    told = to_reporter(world)
    assert told[1:-1] == [f"Laporan Anda dipecah menjadi dua · {case['id']}"]
    assert told[-1].startswith("Laporan sekarang ditangani")
    assert told[-1].endswith(f" · {second}")
    (split,) = (mail for mail in world.mails() if mail.subject == told[1])
    link = f"/contact?id={case['id']}#"
    assert link in str(split.body)
    assert second in str(split.body)
    (last,) = (mail for mail in world.mails() if mail.subject == told[-1])
    assert link in str(last.body)


def test_mails_about_both_go_where_the_address_was_confirmed_or_stopped(world: World) -> None:
    case = filed(world, body=BOTH, reporter=CONTACT)
    from chalicelib.store import contacts

    contacts.save_standing(case["id"], contacts.Standing.STOPPED)
    before = len(world.mails())
    assert to_reporter(world) != []
    assert splits(world, case["id"])[0] == 200
    world.pump()
    assert to_reporter(world, before) == []


def test_who_opens_the_second_follows_the_first(world: World) -> None:
    from chalicelib.store import contacts

    status, case, _ = world.call(
        "POST", "/v1/complaints", complaint(body=BOTH, reporter=CONTACT), headers=KEY
    )
    world.pump()
    assert splits(world, case["id"])[0] == 200
    (second,) = cases.get(case["id"]).split_into
    assert contacts.get(case["id"]).standing is None
    seen(world, second, case)
    assert contacts.get(case["id"]).standing is contacts.Standing.OPENED
    assert contacts.get(second).standing is None
    confirm(case["id"])
    seen(world, second, case)
    assert contacts.get(case["id"]).standing is contacts.Standing.CONFIRMED


@pytest.mark.parametrize("through", ["first", "second"])
def test_who_reported_is_erased_from_both_through_either(world: World, through: str) -> None:
    case, second = parted(world)
    one = case["id"] if through == "first" else second
    vault = boto3.resource("dynamodb", region_name=REGION).Table("test-VaultTable")
    assert vault.scan()["Count"] == 1
    photo = {"filename": "seragam.jpg", "content_type": "image/jpeg", "size": 1000}
    for each in (case["id"], second):
        path = f"/v1/complaints/{each}/attachments"
        assert world.call("POST", path, photo, headers=receipt(case))[0] == 201
    path = f"/v1/complaints/{one}/identity"
    status, view, _ = world.call("DELETE", path, headers=receipt(case) | ONCE)
    assert (status, view["id"]) == (200, one)
    assert vault.scan()["Count"] == 0
    for each in (case["id"], second):
        assert (cases.get(each).identified, cases.get(each).contactable) == (False, False)
        assert world.events(each).count("identity_erased") == 1
        assert [file.state for file in attachments.of_case(each)] == [FileState.ERASED]
    assert world.call("DELETE", path, headers=receipt(case) | ONCE)[0] == 200
    status, refused, _ = world.call("DELETE", path, headers=receipt(case))
    assert (status, refused["error"]["code"]) == (409, "no_identity")


def test_delivered_twice_it_is_split_once(world: World) -> None:
    world.times = 2
    case, second = parted(world)
    assert world.events(case["id"]).count("split") == 1
    assert world.events(second).count("filed") == 1
    routed = [kind for kind in world.events(second) if kind in ("routed", "triage")]
    assert len(routed) == 1


def test_sent_again_under_its_key_it_is_one_split(world: World) -> None:
    case = filed(world, body=BOTH)
    version = cases.get(case["id"]).version
    first = splits(world, case["id"], seen=version, headers=ONCE)
    again = splits(world, case["id"], seen=version, headers=ONCE)
    assert (first[0], again[0]) == (200, 200)
    assert again[1]["split_into"] == first[1]["split_into"]
    assert world.events(case["id"]).count("split") == 1


def test_of_two_at_once_one_is_refused_and_nothing_of_it_is_left(world: World) -> None:
    case = filed(world, body=BOTH)
    version = cases.get(case["id"]).version
    assert splits(world, case["id"], seen=version)[0] == 200
    status, refused = splits(world, case["id"], seen=version)
    assert (status, refused["error"]["code"]) == (409, "stale")
    assert len(cases.get(case["id"]).split_into) == 1


def test_killed_half_way_there_are_both_or_neither(world: World) -> None:
    case = filed(world, body=BOTH)
    with fault("dynamodb", "TransactWriteItems", FAILING):
        assert splits(world, case["id"], headers=ONCE)[0] == 503
    assert cases.get(case["id"]).split_into == ()
    version = cases.get(case["id"]).version
    with answer_lost("dynamodb", "TransactWriteItems"):
        assert splits(world, case["id"], seen=version, headers=ONCE)[0] == 503
    (second,) = cases.get(case["id"]).split_into
    assert texts.get(second).body == SECOND
    status, answer = splits(world, case["id"], seen=version, headers=ONCE)
    assert (status, answer["split_into"]) == (200, [second])


def test_of_an_anonymous_report_only_masked_words_go_on(world: World) -> None:
    case = filed(world, body=f"{BOTH} Telepon saya 081234567890.", anonymous=True)
    told = "Lampu di depan pasar padam, kata warga dengan telepon 081377788899."
    data = {"text": told, "title": "Lampu, tanya 081377788899"}
    assert splits(world, case["id"], SURABAYA, data=data)[0] == 200
    (second,) = cases.get(case["id"]).split_into
    words = texts.get(second)
    assert "081377788899" not in f"{words.title} {words.body}"
    assert (words.title, words.body) == (words.masked_title, words.masked_body)
    assert words.body.startswith("Lampu di depan pasar padam, kata warga")
    assert cases.get(second).anonymous


ORIGINAL = ComplaintText.masked_by(
    mask_together, "Dua hal", f"{FIRST}\n{SECOND} Telepon 081234567890."
)


def test_what_the_reporter_wrote_stays_as_it_is() -> None:
    text = "padam. Telepon 081234567890."
    words = words_of(do.Split(text=text, title="Dua hal"), ORIGINAL)
    assert (words.title, words.body) == ("Dua hal", text)
    assert "081234567890" not in words.masked_body
    broken = "belum sampai ke sekolah kami.\n\nSelain itu"
    assert words_of(do.Split(text=broken), ORIGINAL).body == broken


def test_what_is_masked_in_the_first_is_masked_in_the_second_without_what_announced_it(
    world: World,
) -> None:
    named = f"{FIRST} Nama saya Budi Santoso, lampu jalan di depan pasar sudah lama padam."
    part = "Budi Santoso, lampu jalan di depan pasar sudah lama padam."
    case = filed(world, body=named)
    assert splits(world, case["id"], data={"text": part})[0] == 200
    (second,) = cases.get(case["id"]).split_into
    assert texts.get(second).body == part
    status, shown, _ = world.call("GET", f"/v1/complaints/{second}")
    assert status == 200
    assert shown["title"] == shown["body"] == part.replace("Budi Santoso", "[nama]")
    assert "Budi" not in str(world.call("GET", "/v1/complaints")[1])


def test_nor_is_anybody_named_in_what_an_officer_writes_anew(world: World) -> None:
    case = filed(world, body=f"{FIRST} Nama saya Budi Santoso. {SECOND}")
    data = {"text": "Lampu di depan pasar padam, kata pak santoso.", "title": "Lampu, kata Budi"}
    assert splits(world, case["id"], data=data)[0] == 200
    words = texts.get(cases.get(case["id"]).split_into[0])
    assert words.title == words.masked_title == "Lampu, kata [nama]"
    assert words.body == words.masked_body == "Lampu di depan pasar padam, kata pak [nama]."


def test_nor_in_what_is_answered_to_a_second_matter_that_does_not_name_them(world: World) -> None:
    case = filed(world, body=f"{FIRST} Nama saya Budi Santoso. {SECOND}")
    assert splits(world, case["id"], data={"text": SECOND})[0] == 200
    (second,) = cases.get(case["id"]).split_into
    world.pump()
    holder = f"[liaison agency.{cases.get(second).agency_id}]"
    acts(world, second, holder, "answer", text="Bapak Santoso, lampunya sudah kami ganti.")
    told = str(world.call("GET", f"/v1/complaints/{second}/timeline")[1])
    assert "Bapak [nama], lampunya" in told
    assert "Santoso" not in told


def test_nor_is_a_number_shown_where_a_title_is_cut() -> None:
    body = "kata " * 28 + "3578 0123 4567 8901 dan lampu padam"
    words = words_of(do.Split(text=body), ComplaintText.masked_by(mask_together, "Dua hal", body))
    assert words.title.endswith(" 3578…")
    assert words.masked_title.endswith(" [NIK]…")


@pytest.mark.parametrize(("length", "shown"), [(150, 150), (151, 0)])
def test_without_a_title_the_text_begins_with_one(length: int, shown: int) -> None:
    body = ("kata " * 40)[: length - 1] + "x"
    title = words_of(do.Split(text=body), ORIGINAL).title
    assert len(title) <= 150
    if shown:
        assert title == body
    else:
        assert title == body[:149].rsplit(" ", 1)[0] + "…"


def test_words_of_danger_are_protected_and_doubtful_ones_wait(world: World) -> None:
    doubtful = "Dokter meminta bayaran tambahan sebelum operasi bapak saya"
    case = filed(world, body=BOTH)
    assert not cases.get(case["id"]).unchecked
    assert splits(world, case["id"], data={"text": doubtful})[0] == 200
    (second,) = cases.get(case["id"]).split_into
    assert cases.get(second).unchecked
    assert not cases.get(case["id"]).unchecked


def test_the_office_an_accusation_went_past_gets_neither(world: World) -> None:
    case = filed(world, body=BOTH, not_to=["kota-surabaya-dinas-pendidikan"])
    assert splits(world, case["id"], data={"text": FIRST})[0] == 200
    world.pump()
    (second,) = cases.get(case["id"]).split_into
    assert cases.get(second).not_to == ("kota-surabaya-dinas-pendidikan",)
    assert cases.get(second).agency_id != "kota-surabaya-dinas-pendidikan"


def test_words_that_tell_of_danger_protect_the_second_and_not_the_first(world: World) -> None:
    case = filed(world, body=BOTH)
    assert splits(world, case["id"], data={"text": DANGEROUS["body"]})[0] == 200
    (number,) = cases.get(case["id"]).split_into
    first, second = cases.get(case["id"]), cases.get(number)
    assert (second.anonymous, second.confidential, second.protected_for) == (True, True, ("words",))
    assert (first.anonymous, first.confidential, first.protected_for) == (False, False, ())


SENSITIVE = "kesetaraan_gender.anak_terlantar"


def test_a_sensitive_category_of_the_second_closes_the_first_which_has_its_words(
    world: World,
) -> None:
    """And another second matter, which has none of them, stays as it is."""
    case, (_, second, third) = parted_in_three(world)
    path = f"/v1/complaints/{case['id']}"
    assert SECOND in world.call("GET", path)[1]["body"]
    acts(world, second, NATIONAL, "reclassify", category=SENSITIVE)
    for one in (path, f"{path}/timeline", f"/reports/{case['id']}", f"/v1/complaints/{second}"):
        assert world.call("GET", one)[0] == 404
    assert SECOND not in str(world.call("GET", "/v1/complaints")[1])
    first = cases.get(case["id"])
    assert (first.anonymous, first.confidential) == (True, True)
    assert first.protected_for == ("category",)
    assert world.events(case["id"])[-1] == "tightened"
    assert world.call("GET", f"/v1/complaints/{third}")[0] == 200
    acts(world, second, NATIONAL, "reclassify", category=SENSITIVE)
    assert world.events(case["id"]).count("tightened") == 1


def test_killed_half_way_neither_has_the_sensitive_category(world: World) -> None:
    case, second = parted(world)
    step = {"action": "reclassify", "version": cases.get(second).version, "category": SENSITIVE}
    path = f"/v1/officer/complaints/{second}/actions"
    with fault("dynamodb", "TransactWriteItems", FAILING):
        assert world.call("POST", path, step, groups=NATIONAL)[0] == 503
    assert not any(cases.get(one).confidential for one in (case["id"], second))
    assert world.call("POST", path, step, groups=NATIONAL)[0] == 200
    assert all(cases.get(one).confidential for one in (case["id"], second))


def test_whom_the_first_accuses_gets_the_second_by_no_rule(world: World) -> None:
    """Its own words accuse nobody, and would go to that office."""
    accusing = (
        "Kepala dinas pendidikan meminta setoran dari kepala sekolah, kalau tidak setor dimutasi."
    )
    office = "kota-surabaya-dinas-pendidikan"
    case = filed(
        world,
        title="Setoran kepala sekolah",
        body=accusing,
        agency_id=None,
        category="pendidikan_kebudayaan",
    )
    assert cases.get(case["id"]).accused == (office,)
    assert splits(world, case["id"], data={"text": complaint()["body"]})[0] == 200
    world.pump()
    (number,) = cases.get(case["id"]).split_into
    second = cases.get(number)
    assert second.accused == (office,)
    assert second.status in ("routed", "triage")
    assert second.agency_id != office


def test_the_row_of_the_address_is_that_of_the_first(world: World) -> None:
    from chalicelib.store import contacts

    case, second = parted(world)
    assert loaded_cases.get(second).contact.standing is contacts.Standing.CONFIRMED
    assert loaded_cases.get(case["id"]).contact.standing is contacts.Standing.CONFIRMED


def test_an_address_nobody_confirmed_gets_two_mails_about_both(world: World) -> None:
    sent = complaint(body=BOTH, reporter=CONTACT)
    status, case, _ = world.call("POST", "/v1/complaints", sent, headers=KEY)
    assert status == 201
    world.pump()
    assert splits(world, case["id"])[0] == 200
    world.pump()
    (second,) = cases.get(case["id"]).split_into
    assert len(to_reporter(world)) == 2
    about = (*world.sent(case["id"]), *world.sent(second))
    assert sum(notice.endswith("#reporter") for notice in about) == 2


def test_of_a_first_matter_that_is_hidden_nobody_else_reads(world: World) -> None:
    case, second = parted(world)
    acts(world, case["id"], NATIONAL, "tighten", confidential=True)
    path = f"/v1/complaints/{second}"
    assert world.call("GET", path)[0] == 200
    for said in (world.call("GET", path)[1], world.call("GET", f"{path}/timeline")[1]):
        assert second in str(said) or said["items"]
        assert case["id"] not in str(said)
    assert seen(world, second, case)["split_from"] == case["id"]


def test_until_an_agency_holds_it_the_days_are_those_of_its_region(world: World) -> None:
    case = filed(world, body=BOTH, location={"region_code": "91"}, agency_id=None)
    assert splits(world, case["id"])[0] == 200
    (second,) = cases.get(case["id"]).split_into
    assert cases.get(second).zone == "WIT"


def test_what_is_filed_and_what_is_split_off_are_judged_with_their_titles(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def judge(_: str, *, titled: bool = False) -> danger.Verdict:
        asked.append(titled)
        return danger.HARMLESS

    monkeypatch.setattr(danger, "judge", judge)
    parted(world)
    assert len(asked) >= 2
    assert all(asked)
