"""Who owes the next step, through HTTP, the stream and the queues: merged reports, appeals, words
after an answer, holds, requests for an identity, categories."""

import contextlib
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.observability import HandlerFailed
from chalicelib.store import cases, contacts
from chalicelib.store.contacts import Standing
from chalicelib.usecases.unmerge import unmerge_sources
from tests.integration.people import (
    ASK_IDENTITY,
    CONTACT,
    EAST_JAVA,
    KEY,
    MALANG,
    NATIONAL,
    OMBUDSMAN,
    SCHOOLS,
    SURABAYA,
    acts,
    complaint,
    filed,
    receipt,
)
from tests.integration.test_life import run_schedule
from tests.integration.world import World

pytestmark = pytest.mark.usefixtures("histories_hold")

UNIT = "kota-surabaya-dinas-pendidikan"
CITY_LIAISON = "[liaison agency.kota-surabaya]"
PROVINCE = "[agency_admin agency.provinsi-jawa-timur]"
CUSTODIANS = ("[custodian agency.kemenpanrb]", "[agency.kemenpanrb custodian]")
NEIGHBOUR = {"name": "Tetangga", "email": "tetangga@contoh.example"}


def tries(world: World, case_id: str, groups: str, action: str, **data: Any) -> tuple[int, str]:
    """What an officer's attempt on the case as it is comes to: status and code."""
    status, answer, _ = world.call(
        "POST",
        f"/v1/officer/complaints/{case_id}/actions",
        {"action": action, "version": cases.get(case_id).version, **data},
        groups=groups,
    )
    world.pump()
    return status, answer.get("error", {}).get("code", "")


def says(world: World, answer: dict[str, Any], what: str, body: dict[str, Any]) -> tuple[int, Any]:
    """What the reporter sends to their case."""
    status, seen, _ = world.call(
        "POST", f"/v1/complaints/{answer['id']}/{what}", body, headers=receipt(answer)
    )
    world.pump()
    return status, seen


def view(world: World, answer: dict[str, Any]) -> dict[str, Any]:
    """The case as its reporter sees it."""
    _, seen, _ = world.call("GET", f"/v1/complaints/{answer['id']}", headers=receipt(answer))
    return dict(seen)


def merged(world: World, count: int, **target: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A complaint and those that were merged into it."""
    into = filed(world, **target)
    sources = [filed(world, reporter=NEIGHBOUR) for _ in range(count)]
    for source in sources:
        acts(world, source["id"], SURABAYA, "merge", into=into["id"])
    return into, sources


def grow_old(world: World, case_id: str, *, days: int) -> None:
    """Let everything stored of the case have happened that much earlier."""
    import boto3

    def earlier(found: re.Match[str]) -> str:
        at = datetime.fromisoformat(found.group()) - timedelta(days=days)
        return at.isoformat().replace("+00:00", "Z")

    table = boto3.resource("dynamodb", region_name="ap-southeast-3").Table(world.cases_table)
    row = world.rows(case_id)["CASE"]
    for name in ("state", "details"):
        row[name] = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", earlier, row[name])
    table.put_item(Item=row)


def of_malang(world: World) -> str:
    """A complaint that the national desk gave to the city of Malang."""
    case_id = filed(world, agency_id=None, location={"address": "dekat pasar lama"})["id"]
    acts(world, str(case_id), NATIONAL, "route", agency_id="kota-malang")
    return str(case_id)


# Merged reports


def test_sources_of_an_archived_target_come_back_once_and_are_told(world: World) -> None:
    world.times = 2
    target, sources = merged(world, 3, reporter=CONTACT)
    acts(world, target["id"], SURABAYA, "archive", reason="incomplete")
    for source in sources:
        assert world.events(source["id"])[-1] == "unmerged"
        assert world.events(source["id"]).count("unmerged") == 1
        seen = view(world, source)
        assert (seen["status"], seen["agency"], seen["waiting_on"]) == ("triage", None, "agency")
        number = len(world.events(source["id"]))
        told = [to for to in world.sent(source["id"]) if to.startswith(f"{number:06}#")]
        assert sorted(told) == [f"{number:06}#kemenpanrb@agency.example", f"{number:06}#reporter"]
    assert tries(world, sources[0]["id"], SURABAYA, "start") == (403, "not_yours")
    acts(world, sources[0]["id"], NATIONAL, "route", agency_id=UNIT)


def test_one_source_that_cannot_be_read_does_not_keep_the_others(world: World) -> None:
    import boto3

    target, sources = merged(world, 3)
    status, _, _ = world.call(
        "POST",
        f"/v1/officer/complaints/{target['id']}/actions",
        {"action": "archive", "version": 5, "reason": "duplicate"},
        groups=SURABAYA,
    )
    assert status == 200
    table = boto3.resource("dynamodb", region_name="ap-southeast-3").Table(world.cases_table)
    whole = world.rows(sources[0]["id"])["CASE"]
    table.put_item(Item=whole | {"state": "{}"})
    with pytest.raises(ExceptionGroup):
        unmerge_sources(target["id"], datetime.now(UTC))
    assert [world.events(s["id"])[-1] for s in sources] == ["merged", "unmerged", "unmerged"]
    table.put_item(Item=whole)
    assert unmerge_sources(target["id"], datetime.now(UTC)) == 1
    assert unmerge_sources(target["id"], datetime.now(UTC)) == 0
    assert [world.events(s["id"]).count("unmerged") for s in sources] == [1, 1, 1]


def letters(world: World, email: str = NEIGHBOUR["email"]) -> list[str]:
    """The mails to an address, the oldest first."""
    return [str(mail.body) for mail in world.mails() if mail.destinations["ToAddresses"] == [email]]


def given_back(world: World) -> tuple[dict[str, Any], dict[str, Any]]:
    """A case that was archived and reopened, and one that it had given back by then."""
    target, (source,) = merged(world, 1)
    acts(world, target["id"], SURABAYA, "archive", reason="incomplete")
    acts(world, target["id"], NATIONAL, "reopen", reason="Keterangannya sudah lengkap.")
    return target, source


def test_who_was_given_back_hears_of_the_case_that_theirs_goes_on_in_and_no_other(
    world: World,
) -> None:
    former, source = given_back(world)
    target = filed(world)
    acts(world, source["id"], NATIONAL, "merge", into=target["id"])
    before = len(letters(world))
    acts(world, former["id"], SCHOOLS, "answer", text="Jawaban tentang laporan yang lama.")
    assert letters(world)[before:] == []
    acts(world, target["id"], SCHOOLS, "answer", text="Jawaban tentang laporan yang baru.")
    (told,) = letters(world)[before:]
    assert "Jawaban tentang laporan yang baru." in told


def test_a_case_names_nobody_it_has_given_back(world: World) -> None:
    target, _ = given_back(world)
    late = filed(world)
    acts(world, late["id"], SURABAYA, "merge", into=target["id"])
    path = f"/v1/officer/complaints/{target['id']}"
    assert world.call("GET", path, groups=SCHOOLS)[1]["merged_from"] == [late["id"]]


def test_who_is_merged_into_the_same_case_again_is_named_there_once(world: World) -> None:
    target, source = given_back(world)
    acts(world, source["id"], NATIONAL, "merge", into=target["id"])
    path = f"/v1/officer/complaints/{target['id']}"
    assert world.call("GET", path, groups=SCHOOLS)[1]["merged_from"] == [source["id"]]
    before = len(letters(world))
    acts(world, target["id"], SCHOOLS, "answer", text="Seragam dibagikan hari Senin.")
    assert len(letters(world)[before:]) == 1


def voices(world: World, *case_ids: str) -> list[int]:
    """How many support each of these."""
    return [world.call("GET", f"/v1/complaints/{one}")[1]["supporters"] for one in case_ids]


def test_a_report_that_is_given_back_takes_its_voices_along(world: World) -> None:
    world.times = 2
    target, source = filed(world), filed(world)
    both = (target["id"], source["id"])
    supports(world, target["id"], "warga 1")
    for person in ("warga 2", "warga 3"):
        supports(world, source["id"], person)
    acts(world, source["id"], SURABAYA, "merge", into=target["id"])
    supports(world, source["id"], "warga 4")  # where it goes on
    assert voices(world, *both) == [5, 2]
    acts(world, target["id"], SURABAYA, "archive", reason="incomplete")
    assert voices(world, *both) == [2, 2]
    supports(world, source["id"], "warga 5")
    acts(world, target["id"], NATIONAL, "reopen", reason="Keterangannya sudah lengkap.")
    acts(world, source["id"], NATIONAL, "merge", into=target["id"])
    assert voices(world, *both) == [6, 3]


@pytest.mark.parametrize("late", [0, 1, 2])
def test_voices_that_came_through_another_case_are_counted_once_in_whatever_order(
    world: World, monkeypatch: pytest.MonkeyPatch, late: int
) -> None:
    between, (source,) = merged(world, 1)
    target = filed(world)
    supports(world, source["id"], "warga 1")  # counts for `between`
    acts(world, between["id"], SURABAYA, "merge", into=target["id"])
    three = (target["id"], between["id"], source["id"])
    assert voices(world, *three) == [3, 2, 0]
    saves, begun = cases.give_back, [1]

    def one_is_late(change: Any, path: Any) -> None:
        if begun and change.case.id == three[late]:
            begun.clear()
            raise RuntimeError
        saves(change, path)

    monkeypatch.setattr(cases, "give_back", one_is_late)
    with contextlib.suppress(HandlerFailed):
        acts(world, target["id"], SURABAYA, "archive", reason="incomplete")
    unmerge_sources(target["id"], datetime.now(UTC))
    assert voices(world, *three) == [0, 1, 0]


def test_who_came_through_another_merged_case_hears_where_it_goes_on(world: World) -> None:
    between, _ = merged(world, 1)
    target = filed(world)
    acts(world, between["id"], SURABAYA, "merge", into=target["id"])
    before = len(letters(world))
    acts(world, target["id"], SCHOOLS, "answer", text="Seragam dibagikan hari Senin.")
    (told,) = letters(world)[before:]
    assert "Seragam dibagikan hari Senin." in told


def test_who_came_through_another_case_and_was_merged_into_it_anew_stays_there(
    world: World,
) -> None:
    between, (source,) = merged(world, 1)
    target = filed(world)
    acts(world, between["id"], SURABAYA, "merge", into=target["id"])
    acts(world, target["id"], SURABAYA, "archive", reason="incomplete")
    acts(world, source["id"], NATIONAL, "merge", into=between["id"])
    acts(world, target["id"], NATIONAL, "reopen", reason="Keterangannya sudah lengkap.")
    before = len(letters(world))
    acts(world, target["id"], SCHOOLS, "hold", question="Kelas berapa yang dipungut?")
    acts(world, target["id"], NATIONAL, "archive", reason="incomplete")
    assert letters(world)[before:] == []
    assert view(world, source)["status"] == "merged"
    acts(world, between["id"], NATIONAL, "archive", reason="incomplete")
    assert view(world, source)["status"] == "triage"


def test_an_answered_target_keeps_its_sources(world: World) -> None:
    target, (source,) = merged(world, 1, reporter=CONTACT)
    acts(world, target["id"], SCHOOLS, "answer", text="Pungutan sudah dihentikan sekolah.")
    says(world, target, "rating", {"satisfied": True, "score": 5})
    assert view(world, source)["status"] == "merged"


def test_a_question_is_answered_through_a_merged_case(world: World) -> None:
    target, (source, other) = merged(world, 2, reporter=CONTACT)
    assert says(world, source, "messages", {"text": "Halo?"})[1]["error"]["code"] == (
        "no_open_question"
    )
    acts(world, target["id"], SCHOOLS, "hold", question="Kelas berapa yang dipungut?")
    seen = view(world, source)
    assert seen["question"]["text"] == "Kelas berapa yang dipungut?"
    assert "message" in seen["actions"]
    status, after = says(world, source, "messages", {"text": "Kelas empat, hubungi 081234567890."})
    assert (status, after["status"]) == (201, "merged")
    assert view(world, target)["status"] == "routed"
    assert world.events(target["id"])[-1] == world.events(source["id"])[-1] == "messaged"
    assert "081234567890" not in str(view(world, target))
    assert "081234567890" not in str(view(world, other))
    _, timeline, _ = world.call("GET", f"/v1/complaints/{target['id']}/timeline")
    assert "messaged" not in [event["type"] for event in timeline["items"]]
    _, officers, _ = world.call("GET", f"/v1/officer/complaints/{target['id']}", groups=SCHOOLS)
    assert "Kelas empat" in str(officers["messages"])
    assert says(world, other, "messages", {"text": "Kelas lima."})[0] == 409
    status, _, _ = world.call(
        "POST",
        f"/v1/complaints/{source['id']}/messages",
        {"text": "Bukan milik saya"},
        headers=receipt(other),
    )
    assert status == 404


def test_of_a_confidential_target_a_source_hears_no_word(world: World) -> None:
    target, (source,) = merged(world, 1, reporter=CONTACT)
    acts(world, target["id"], NATIONAL, "tighten", confidential=True)
    acts(world, target["id"], SCHOOLS, "hold", question="Kata rahasia: kelas berapa?")
    assert view(world, source)["question"] is None
    assert says(world, source, "messages", {"text": "Kelas empat."})[0] == 409
    assert "Kata rahasia" not in "".join(letters(world))


def test_of_a_target_that_its_reporter_restricted_a_source_is_asked_nothing(world: World) -> None:
    target, (source,) = merged(world, 1, reporter=CONTACT)
    path = f"/v1/complaints/{target['id']}/restriction"
    assert world.call("PUT", path, headers=receipt(target))[0] == 200
    before = len(letters(world))
    acts(world, target["id"], SCHOOLS, "hold", question="Kelas berapa yang dipungut?")
    assert letters(world)[before:] == []
    assert "message" not in view(world, source)["actions"]


def supports(world: World, case_id: str, person: str) -> tuple[int, Any]:
    """A "me too" of a person that a machine client speaks for."""
    path, body = f"/v1/complaints/{case_id}/support", {"person": person}
    status, answer, _ = world.call("POST", path, body, headers=KEY)
    return status, answer.get("supporters", answer.get("error", {}).get("code"))


def test_me_too_counts_where_the_case_goes_on_and_never_on_what_ended(world: World) -> None:
    target, (source,) = merged(world, 1)
    assert supports(world, source["id"], "one") == (201, 2)
    assert supports(world, target["id"], "two") == (201, 3)
    assert view(world, source)["supporters"] == 0
    acts(world, target["id"], SURABAYA, "archive", reason="incomplete")
    assert supports(world, target["id"], "three") == (409, "case_ended")
    assert supports(world, source["id"], "three") == (201, 1)


def test_a_person_is_counted_once_on_whichever_of_two_merged_cases(world: World) -> None:
    target, (source,) = merged(world, 1)
    assert supports(world, source["id"], "one") == (201, 2)
    for case_id in (source["id"], target["id"]):
        assert supports(world, case_id, "one") == (409, "already_supported")
    assert view(world, target)["supporters"] == 2


def test_a_me_too_that_meets_the_end_of_the_case_is_not_counted_there(world: World) -> None:
    from chalicelib.errors import Conflict

    _, (source,) = merged(world, 1)
    with pytest.raises(Conflict, match="stale"):
        cases.support(source["id"], "somebody who read it before")
    assert cases.get(source["id"]).supporters == 0


# Appeals


def appealed(world: World) -> dict[str, Any]:
    answer = filed(world, reporter=CONTACT)
    acts(world, answer["id"], SCHOOLS, "answer", text="Pungutan sudah dihentikan sekolah.")
    body = {"satisfied": False, "comment": "Masih dipungut sampai hari ini", "appeal": True}
    assert says(world, answer, "rating", body)[0] == 201
    return answer


def test_an_upheld_appeal_is_repaired_and_closed(world: World) -> None:
    answer = appealed(world)
    case_id = answer["id"]
    decision = {"text": "Pelapor benar: kembalikan uangnya.", "upheld": True}
    for groups in (SCHOOLS, MALANG, OMBUDSMAN, CITY_LIAISON, NATIONAL):
        assert tries(world, case_id, groups, "resolve_appeal", **decision)[0] == 403, groups
    acts(world, case_id, SURABAYA, "resolve_appeal", **decision)
    seen = view(world, answer)
    assert (seen["status"], seen["agency"]["id"]) == ("in_progress", UNIT)
    assert seen["waiting_on"] == "agency"
    number = len(world.events(case_id))
    assert f"{number:06}#{UNIT}@agency.example" in world.sent(case_id)
    assert f"{number:06}#reporter" in world.sent(case_id)
    for action, data in (
        ("return", {"reason": "Bukan kewenangan kami"}),
        ("archive", {"reason": "out_of_scope"}),
    ):
        who = SCHOOLS if action == "return" else SURABAYA
        assert tries(world, case_id, who, action, **data)[0] == 409
    acts(world, case_id, SCHOOLS, "answer", text="Uang sudah dikembalikan kepada orang tua.")
    assert says(world, answer, "rating", {"satisfied": True})[0] == 201
    assert view(world, answer)["closed"]["reason"] == "confirmed"


# Words after an answer


def test_who_wrote_after_an_answer_is_not_closed_as_silent(world: World) -> None:
    answer = filed(world, reporter=CONTACT)
    case_id = answer["id"]
    acts(world, case_id, SCHOOLS, "answer", text="Pungutan sudah dihentikan sekolah.")
    status, seen = says(world, answer, "messages", {"text": "BELUM selesai!"})
    assert (status, seen["status"], seen["waiting_on"]) == (201, "in_progress", "agency")
    assert "rate" in seen["actions"]
    assert "reply_by" in seen["deadlines"]
    assert f"000004#{UNIT}@agency.example" in world.sent(case_id)
    later = datetime.now(UTC) + timedelta(days=40)
    run_schedule("close_quiet_cases", later)
    run_schedule("send_rating_reminders", later)
    run_schedule("escalate_overdue", later)
    world.pump()
    told = world.events(case_id)
    assert "closed" not in told
    assert "escalated" in told
    assert tries(world, case_id, MALANG, "answer", text="Sudah kami jawab.")[0] == 403
    assert tries(world, case_id, SURABAYA, "archive", reason="out_of_scope") == (409, "answer_owed")
    acts(world, case_id, SCHOOLS, "answer", text="Hari ini benar-benar dihentikan.")
    assert view(world, answer)["status"] == "answered"


# Holds


def test_after_a_missed_limit_only_the_agency_above_holds(world: World) -> None:
    answer = filed(world)
    case_id = answer["id"]
    grow_old(world, case_id, days=40)
    ask = {"question": "Sekolah yang mana?"}
    assert tries(world, case_id, SCHOOLS, "hold", **ask) == (409, "limit_missed")
    for groups in (MALANG, OMBUDSMAN, EAST_JAVA, CITY_LIAISON, PROVINCE):
        assert tries(world, case_id, groups, "hold", **ask)[0] == 403, groups
    assert tries(world, case_id, SURABAYA, "hold", **ask) == (200, "")
    assert says(world, answer, "messages", {"text": "SD Kenanga."})[0] == 201
    assert tries(world, case_id, NATIONAL, "hold", **ask) == (200, "")
    assert says(world, answer, "messages", {"text": "SD Kenanga!"})[0] == 201
    assert tries(world, case_id, NATIONAL, "hold", **ask) == (409, "held_twice")


@pytest.mark.parametrize("reporter", [None, {"name": "Sari", "phone": "081234567890"}])
def test_nobody_is_archived_unheard(world: World, reporter: Any) -> None:
    answer = filed(world, reporter=reporter)
    acts(world, answer["id"], SCHOOLS, "hold", question="Sekolah yang mana?")
    run_schedule("close_quiet_cases", datetime.now(UTC) + timedelta(days=40))
    world.pump()
    assert world.events(answer["id"])[-1] == "hold_expired"
    assert view(world, answer)["status"] == "routed"
    assert f"000004#{UNIT}@agency.example" in world.sent(answer["id"])


@pytest.mark.parametrize("standing", [None, Standing.STOPPED])
def test_nor_of_whom_no_mail_with_the_question_went_to(
    world: World, standing: Standing | None
) -> None:
    """Nobody has shown that the address is theirs, or who reads it said that it is not."""
    status, answer, _ = world.call(
        "POST", "/v1/complaints", complaint(reporter=CONTACT), headers=KEY
    )
    assert status == 201
    if standing is not None:
        contacts.save_standing(answer["id"], standing)
    world.pump()
    acts(world, answer["id"], SCHOOLS, "start")
    acts(world, answer["id"], SCHOOLS, "hold", question="Sekolah yang mana?")
    run_schedule("close_quiet_cases", datetime.now(UTC) + timedelta(days=40))
    assert world.events(answer["id"])[-1] == "hold_expired"


def test_whoever_was_mailed_a_question_and_is_silent_ends_the_case(world: World) -> None:
    answer = filed(world, reporter=CONTACT)
    acts(world, answer["id"], SCHOOLS, "hold", question="Sekolah yang mana?")
    run_schedule("close_quiet_cases", datetime.now(UTC) + timedelta(days=40))
    assert world.events(answer["id"])[-1] == "archived"


# Requests for an identity


def test_a_request_for_an_identity_is_refused_withdrawn_and_expires(world: World) -> None:
    case_id = filed(world, reporter=CONTACT)["id"]
    first, second = CUSTODIANS
    acts(world, case_id, first, "request_identity", **ASK_IDENTITY)
    for groups in (SCHOOLS, NATIONAL, MALANG, OMBUDSMAN):
        assert tries(world, case_id, groups, "refuse_identity", reason="Tidak perlu")[0] == 403
        assert tries(world, case_id, groups, "withdraw_identity")[0] == 403
    assert tries(world, case_id, first, "refuse_identity", reason="Tidak perlu") == (
        403,
        "second_custodian_needed",
    )
    assert tries(world, case_id, second, "withdraw_identity") == (403, "not_your_request")
    assert tries(world, case_id, second, "refuse_identity") == (422, "invalid")
    acts(world, case_id, second, "refuse_identity", reason="Tidak diperlukan")
    acts(world, case_id, first, "request_identity", **ASK_IDENTITY)
    acts(world, case_id, first, "withdraw_identity")
    acts(world, case_id, second, "request_identity", **ASK_IDENTITY)
    for _ in range(2):
        for schedule in ("escalate_overdue", "close_quiet_cases"):
            run_schedule(schedule, datetime.now(UTC) + timedelta(days=20))
    events = [each for each in world.events(case_id) if each.startswith("identity")]
    assert events == [
        "identity_requested",
        "identity_refused",
        "identity_requested",
        "identity_withdrawn",
        "identity_requested",
        "identity_expired",
    ]
    assert tries(world, case_id, first, "approve_identity") == (409, "no_identity_request")


# Categories and classes


def test_only_known_categories_and_sensitive_ones_protect(world: World) -> None:
    from chalicelib.routing import categories

    today = datetime.now(UTC).date()
    sensitive = next(
        one.code
        for one in categories.every()
        if one.sensitive and categories.get(one.code, today) is not None
    )
    protected = cases.get(filed(world, category=sensitive)["id"])
    assert (protected.anonymous, protected.confidential) == (True, True)
    answer = filed(world)
    case_id = answer["id"]
    unknown = {"category": "tidak-ada-sama-sekali"}
    assert tries(world, case_id, MALANG, "reclassify", **unknown)[0] == 403
    status, refused, _ = world.call(
        "POST",
        f"/v1/officer/complaints/{case_id}/actions",
        {"action": "reclassify", "version": 2, **unknown},
        groups=SURABAYA,
    )
    assert status == 422
    (problem,) = refused["error"]["fields"]
    assert (problem["field"], problem["problem"]) == ("category", "unknown_category")
    after = acts(world, case_id, SURABAYA, "reclassify", category=sensitive)
    assert (after["anonymous"], after["confidential"]) == (True, True)
    assert world.call("GET", f"/v1/complaints/{case_id}")[0] == 404
    _, listed, _ = world.call("GET", "/v1/complaints")
    assert listed["items"] == []


def test_nobody_gives_itself_sixty_days(world: World) -> None:
    case_id = of_malang(world)
    before = view_of(world, case_id, NATIONAL)["deadlines"]
    assert tries(world, case_id, MALANG, "reclassify", supervisory=True) == (
        403,
        "supervisory_not_yours",
    )
    assert view_of(world, case_id, NATIONAL)["deadlines"] == before
    acts(world, case_id, NATIONAL, "reclassify", supervisory=True)
    assert tries(world, case_id, MALANG, "reclassify", supervisory=False)[0] == 403


def view_of(world: World, case_id: str, groups: str) -> dict[str, Any]:
    """The case as an officer sees it."""
    _, seen, _ = world.call("GET", f"/v1/officer/complaints/{case_id}", groups=groups)
    return dict(seen)


# Who may read


def test_whom_it_was_escalated_to_reads_on_and_nobody_else_does(world: World) -> None:
    case_id = of_malang(world)
    path = f"/v1/officer/complaints/{case_id}"
    assert world.call("GET", path, groups=PROVINCE)[0] == 403
    run_schedule("escalate_overdue", datetime.now(UTC) + timedelta(days=60))
    world.pump()
    assert world.call("GET", path, groups=PROVINCE)[0] == 200
    acts(world, case_id, NATIONAL, "transfer", agency_id="kota-surabaya", reason="Wilayahnya")
    assert world.call("GET", path, groups=PROVINCE)[0] == 200
    for former in (MALANG, "[liaison agency.kota-malang]"):
        assert world.call("GET", path, groups=former)[0] == 403
