"""A request with an Idempotency-Key is done once, however often and at what moment it is sent.

Counted in rows: events, claims, supporters.
"""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from chalicelib import warm
from chalicelib.case.actions import act as case_act
from chalicelib.case.model import Actor, Role
from chalicelib.case.officer_actions import Note
from chalicelib.errors import Conflict
from chalicelib.routing import danger
from chalicelib.store import cases
from chalicelib.store.history import MOST_EVALUATED
from chalicelib.store.loaded_cases import LoadedCase
from chalicelib.structs import replace
from chalicelib.usecases.idempotency import RETRY_FOR, KeyedRequest, refuse_repeated
from chalicelib.usecases.rules import decision_context
from tests.integration.http.faults import FAILING, answer_lost, fault
from tests.integration.people import (
    CONTACT,
    KEY,
    MALANG,
    NATIONAL,
    SCHOOLS,
    SURABAYA,
    acts,
    complaint,
    filed,
    receipt,
    solved,
)
from tests.integration.rows import case, event
from tests.integration.world import REGION, World

ONCE = {"idempotency-key": "the-same-request-1"}
DESK = Actor(role=Role.NATIONAL_ADMIN, agency_id="kemenpanrb", officer_id="desk")
MINUTE = timedelta(minutes=1)
Answer = tuple[int, Any, dict[str, str]]


def writes(world: World, answer: dict[str, Any], text: str = "Sekolah di dekat balai.") -> Answer:
    path = f"/v1/complaints/{answer['id']}/messages"
    return world.call("POST", path, {"text": text}, headers=receipt(answer) | ONCE)


def rates(world: World, answer: dict[str, Any], **changes: Any) -> Answer:
    path = f"/v1/complaints/{answer['id']}/rating"
    body = {"satisfied": False, "comment": "Belum selesai.", "appeal": True} | changes
    return world.call("POST", path, body, headers=receipt(answer) | ONCE)


def version(world: World, case_id: str, groups: str = SCHOOLS) -> int:
    found: int = world.call("GET", f"/v1/officer/complaints/{case_id}", groups=groups)[1]["version"]
    return found


def act(world: World, case_id: str, groups: str, seen: int, **data: Any) -> Answer:
    path = f"/v1/officer/complaints/{case_id}/actions"
    return world.call("POST", path, {"version": seen, **data}, headers=ONCE, groups=groups)


def test_a_message_sent_again_is_one_message(world: World) -> None:
    answer = filed(world)
    first, again = writes(world, answer), writes(world, answer)
    assert (first[0], again[0]) == (201, 201)
    assert again[1] == first[1]
    assert world.events(answer["id"]).count("messaged") == 1


def test_another_body_under_the_key_is_refused(world: World) -> None:
    answer = filed(world)
    writes(world, answer)
    status, refused, _ = writes(world, answer, "Sesuatu yang lain sama sekali.")
    assert (status, refused["error"]["code"]) == (422, "idempotency_mismatch")
    assert world.events(answer["id"]).count("messaged") == 1


def test_another_step_under_the_key_is_refused(world: World) -> None:
    answer = filed(world)
    writes(world, answer)
    path = f"/v1/complaints/{answer['id']}/reopen"
    body = {"reason": "Sekolah di dekat balai."}
    status, refused, _ = world.call("POST", path, body, headers=receipt(answer) | ONCE)
    assert (status, refused["error"]["code"]) == (422, "idempotency_mismatch")


def test_without_a_key_two_messages_are_two(world: World) -> None:
    answer = filed(world)
    path = f"/v1/complaints/{answer['id']}/messages"
    for _ in range(2):
        body = {"text": "Sekolah di dekat balai."}
        assert world.call("POST", path, body, headers=receipt(answer))[0] == 201
    assert world.events(answer["id"]).count("messaged") == 2


def test_a_key_that_is_none_is_refused_by_name(world: World) -> None:
    answer = filed(world)
    path, headers = f"/v1/complaints/{answer['id']}/messages", receipt(answer)
    for key in ("short", "with a blank in it", "k" * 201):
        status, refused, _ = world.call(
            "POST", path, {"text": "Halo, ada kabar?"}, headers=headers | {"idempotency-key": key}
        )
        assert status == 422
        assert refused["error"]["fields"][0]["field"] == "Idempotency-Key"


def test_a_retry_proves_again_whose_case_it_is(world: World) -> None:
    answer = filed(world)
    writes(world, answer)
    assert writes(world, answer | {"secret": "WRONG"})[0] == 404


def test_two_reporters_may_use_the_same_key(world: World) -> None:
    for answer in (filed(world), filed(world, title="Uang gedung di sekolah")):
        assert writes(world, answer)[0] == 201
        assert world.events(answer["id"]).count("messaged") == 1


def test_an_answer_lost_on_the_way_is_no_second_message(world: World) -> None:
    answer = filed(world)
    with answer_lost("dynamodb", "TransactWriteItems") as lost:
        first = writes(world, answer)
    assert lost
    assert first[0] == 503
    assert writes(world, answer)[0] == 201
    assert world.events(answer["id"]).count("messaged") == 1


def test_a_request_that_failed_for_us_is_done_by_its_retry(world: World) -> None:
    answer = filed(world)
    with fault("dynamodb", "TransactWriteItems", FAILING):
        assert writes(world, answer)[0] == 503
    assert world.events(answer["id"]).count("messaged") == 0
    assert writes(world, answer)[0] == 201
    assert world.events(answer["id"]).count("messaged") == 1


def test_an_appeal_is_one_appeal_also_after_the_case_moved_on(world: World) -> None:
    answer = filed(world, reporter=CONTACT)
    acts(world, answer["id"], SCHOOLS, "answer", text="Pungutan sudah dihentikan sekolah.")
    assert rates(world, answer)[0] == 201
    acts(world, answer["id"], SURABAYA, "note", text="Kami periksa sekolahnya besok.")
    again = rates(world, answer)
    assert again[0] == 201
    assert world.events(answer["id"]).count("appealed") == 1
    assert rates(world, answer, comment="Alasan lain.")[1]["error"]["code"] == (
        "idempotency_mismatch"
    )


def test_an_officers_step_is_one_step_also_after_the_case_moved_on(world: World) -> None:
    answer = filed(world)
    seen = version(world, answer["id"])
    step = {"action": "answer", "text": "Pungutan sudah dihentikan sekolah."}
    first = act(world, answer["id"], SCHOOLS, seen, **step)
    assert act(world, answer["id"], SCHOOLS, seen, **step)[1] == first[1]
    rates(world, answer)  # with an appeal, so the case goes to the next above
    status, view, _ = act(world, answer["id"], SCHOOLS, seen, **step)
    assert (status, view["version"], view["status"]) == (200, seen + 1, "answered")
    assert world.events(answer["id"]).count("answered") == 1
    status, refused, _ = act(world, answer["id"], SCHOOLS, seen + 2, **step)
    assert (status, refused["error"]["code"]) == (422, "idempotency_mismatch")


def test_who_may_still_read_the_case_gets_it_as_it_is_now(world: World) -> None:
    answer = filed(world, confidential=True)
    seen = version(world, answer["id"])
    assert act(world, answer["id"], SCHOOLS, seen, action="start")[0] == 200
    acts(world, answer["id"], SURABAYA, "note", text="Kami periksa sekolahnya besok.")
    status, view, _ = act(world, answer["id"], SCHOOLS, seen, action="start")
    assert (status, view["version"], view["status"]) == (200, seen + 2, "in_progress")
    assert view["timeline"][-1]["type"] == "noted"


def row_of_step(world: World, answer: dict[str, Any]) -> dict[str, Any]:
    """The row of the case's latest event."""
    rows = world.rows(answer["id"])
    return dict(rows[max(sk for sk in rows if sk.startswith("EVENT#"))])


def test_a_step_is_marked_on_its_event_and_claims_nothing(world: World) -> None:
    """Two hashes of 128 bits that nobody makes without the service's secret and the client's key:
    the same words under another key, or after the secret changed, leave no equal half."""
    first, second = filed(world), filed(world)
    before = claims()
    marks = []
    for answer, headers in ((first, ONCE), (second, ONCE), (first, {"idempotency-key": "k" * 9})):
        path, body = f"/v1/complaints/{answer['id']}/messages", {"text": "Sekolah di balai."}
        assert world.call("POST", path, body, headers=receipt(answer) | headers)[0] == 201
        marks.append(row_of_step(world, answer)["request"])
    change_pepper()
    assert writes(world, first, "Sekolah di balai.")[0] == 201
    marks.append(row_of_step(world, first)["request"])
    assert claims() == before
    halves = [half for mark in marks for half in mark.split(".")]
    assert [len(half) for half in halves] == [32] * 8
    assert len(set(halves)) == 8
    path = f"/v1/complaints/{second['id']}/messages"
    assert world.call("POST", path, {"text": "Tanpa kunci."}, headers=receipt(second))[0] == 201
    assert "request" not in row_of_step(world, second)


@pytest.mark.parametrize(("ago", "messages"), [(RETRY_FOR - MINUTE, 1), (RETRY_FOR + MINUTE, 2)])
def test_a_key_counts_for_a_day(world: World, ago: timedelta, messages: int) -> None:
    answer = filed(world)
    writes(world, answer)
    row = row_of_step(world, answer)
    at = (datetime.now(UTC) - ago).strftime("%Y-%m-%dT%H:%M:%S.%f+0000")
    boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table).put_item(
        Item=row | {"at": at}
    )
    assert writes(world, answer)[0] == 201
    assert world.events(answer["id"]).count("messaged") == messages


@pytest.mark.parametrize(
    ("age", "found"), [(RETRY_FOR - timedelta(microseconds=1), True), (RETRY_FOR, False)]
)
def test_the_day_of_a_key_ends_to_the_moment(age: timedelta, found: bool) -> None:
    one = case()
    request = KeyedRequest(name="a" * 64, digest="b" * 64, now=one.filed_at + age)
    step = replace(event(one), request=request.mark)
    loaded = LoadedCase(case=one, events=(step,), attachments=(), text=None, standing=None)
    with pytest.raises(Conflict, match="claimed") if found else nullcontext():
        refuse_repeated(loaded, request)


def test_a_step_is_found_behind_more_events_than_are_read_with_a_case(world: World) -> None:
    answer = filed(world)
    writes(world, answer)
    note, desk = Note(text="Sudah kami baca."), DESK
    for _ in range(MOST_EVALUATED + 1):
        case = cases.get(answer["id"])
        cases.save(case_act(case, note, desk, decision_context(datetime.now(UTC))))
    assert writes(world, answer)[0] == 201
    assert world.events(answer["id"]).count("messaged") == 1
    assert writes(world, answer, "Yang lain.")[1]["error"]["code"] == "idempotency_mismatch"


def test_another_identity_under_the_key_is_refused(world: World) -> None:
    answer = filed(world, reporter=CONTACT)
    path = f"/v1/complaints/{answer['id']}/identity"
    for name, expected in (("Orang Satu", 200), ("Orang Dua", 422), ("Orang Satu", 200)):
        body = CONTACT | {"name": name}
        assert world.call("PUT", path, body, headers=receipt(answer) | ONCE)[0] == expected
    assert world.events(answer["id"]).count("identity_corrected") == 1


def test_two_officers_may_use_the_same_key(world: World) -> None:
    case_id = filed(world)["id"]
    for groups in (SCHOOLS, SURABAYA):
        step = {"action": "note", "text": "Sudah kami baca."}
        assert act(world, case_id, groups, version(world, case_id), **step)[0] == 200
    assert world.events(case_id).count("noted") == 2


def test_a_hand_over_sent_again_tells_no_words_to_who_may_not_read(world: World) -> None:
    case_id = filed(world)["id"]
    seen = version(world, case_id)
    step = {"action": "transfer", "agency_id": "kota-malang", "reason": "Bukan wilayah kami."}
    answers = [act(world, case_id, NATIONAL, seen, **step) for _ in range(2)]
    assert [a[0] for a in answers] == [200, 200]
    assert world.events(case_id).count("transferred") == 1


@pytest.mark.parametrize(
    ("step", "status"),
    [
        ({"action": "return", "reason": "Bukan wewenang kami."}, "returned"),
        ({"action": "note", "text": "Kami periksa besok."}, "routed"),
    ],
    ids=["handed on by it", "taken away since"],
)
def test_a_step_sent_again_tells_nothing_of_what_came_since_to_who_may_not_read(
    world: World, step: dict[str, Any], status: str
) -> None:
    case_id = filed(world, confidential=True, anonymous=True)["id"]
    seen = version(world, case_id)
    assert act(world, case_id, SCHOOLS, seen, **step)[0] == 200
    world.pump()
    acts(world, case_id, NATIONAL, "transfer", agency_id="kota-malang", reason="Di Malang.")
    told = {"id": case_id, "version": seen + 1, "status": status, "actions": []}
    for later in (("start", {}), ("answer", {"text": "Seragam sudah dibagikan."})):
        acts(world, case_id, MALANG, later[0], **later[1])
        assert act(world, case_id, SCHOOLS, seen, **step)[:2] == (200, told)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"at": RETRY_FOR - MINUTE}, None),
        ({"at": RETRY_FOR + MINUTE}, (404, "unknown_case")),
        ({"type": "of_a_later_release"}, (404, "unknown_case")),
    ],
    ids=["within a day", "later", "cannot be read"],
)
def test_a_hand_over_of_a_hidden_case_is_known_for_a_day(
    world: World, changed: dict[str, Any], refusal: tuple[int, str] | None
) -> None:
    answer = filed(world, confidential=True)
    seen = version(world, answer["id"])
    step = {"action": "return", "reason": "Bukan wewenang kami."}
    assert act(world, answer["id"], SCHOOLS, seen, **step)[0] == 200
    row = row_of_step(world, answer)
    if "at" in changed:
        at = datetime.now(UTC) - changed["at"]
        changed = {"at": at.strftime("%Y-%m-%dT%H:%M:%S.%f+0000")}
    boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table).put_item(
        Item=row | changed
    )
    status, said, _ = act(world, answer["id"], SCHOOLS, seen, **step)
    assert (status, said["error"]["code"]) == refusal if refusal else status == 200


def test_an_officer_who_handed_on_gets_no_text_of_the_case(world: World) -> None:
    case_id = filed(world)["id"]
    seen = version(world, case_id)
    step = {"action": "return", "reason": "Bukan wewenang kami."}
    for _ in range(2):
        status, view, _ = act(world, case_id, SCHOOLS, seen, **step)
        assert status == 200
        assert set(view) == {"id", "version", "status", "actions"}
        assert "seragam" not in str(view)
    assert world.call("GET", f"/v1/officer/complaints/{case_id}", groups=SCHOOLS)[0] == 403


def test_an_officer_acts_on_the_version_they_saw(world: World) -> None:
    case_id = filed(world)["id"]
    seen = version(world, case_id)
    acts(world, case_id, SURABAYA, "note", text="Sudah kami baca.")
    status, refused, _ = act(world, case_id, SCHOOLS, seen, action="start")
    assert (status, refused["error"]["code"]) == (409, "stale")
    assert refused["error"]["version"] == seen + 1
    assert refused["error"]["status"] == "routed"


def test_what_is_saved_never_answers_5xx(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """A step needs no words; the answer to it does, and they cannot be read."""
    answer = filed(world)
    seen = version(world, answer["id"])
    table = boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)
    words = world.rows(answer["id"])["CASE#TEXT"]
    table.put_item(Item={name: value for name, value in words.items() if name != "body"})
    status, view, _ = act(world, answer["id"], SCHOOLS, seen, action="start")
    assert status == 200
    assert (view["id"], view["version"], view["status"]) == (answer["id"], seen + 1, "in_progress")
    status, view, _ = writes(world, answer)
    assert status == 201
    assert (view["id"], view["version"], view["actions"]) == (answer["id"], seen + 2, [])
    assert world.events(answer["id"]).count("messaged") == 1
    logged = [one for one in caplog.records if one.message == "saved, and the answer failed"]
    assert [(one.levelname, one.exc_info is not None) for one in logged] == [("ERROR", True)] * 2


def test_what_answers_503_is_not_saved(world: World) -> None:
    answer = filed(world)
    seen = version(world, answer["id"])
    with fault("dynamodb", "Query", FAILING):
        assert act(world, answer["id"], SCHOOLS, seen, action="start")[0] == 503
    assert version(world, answer["id"]) == seen


def test_erasure_sent_again_is_one_erasure(world: World) -> None:
    answer = filed(world, reporter=CONTACT)
    path = f"/v1/complaints/{answer['id']}/identity"
    for _ in range(2):
        assert world.call("DELETE", path, headers=receipt(answer) | ONCE)[0] == 200
    assert world.events(answer["id"]).count("identity_erased") == 1


def test_filing_again_is_one_complaint_and_another_body_is_refused(world: World) -> None:
    headers = KEY | ONCE
    first = world.call("POST", "/v1/complaints", complaint(), headers=headers)
    again = world.call("POST", "/v1/complaints", complaint(), headers=headers)
    assert (first[0], again[0]) == (201, 201)
    assert again[1] == first[1]
    other = world.call("POST", "/v1/complaints", complaint(title="Judul lain"), headers=headers)
    assert (other[0], other[1]["error"]["code"]) == (422, "idempotency_mismatch")


def claims() -> list[dict[str, Any]]:
    """What was claimed, without what was counted."""
    table = boto3.resource("dynamodb", region_name=REGION).Table("test-ClaimsTable")
    return [dict(row) for row in table.scan()["Items"] if "times" not in row]


def change_pepper() -> None:
    manager = boto3.client("secretsmanager", region_name=REGION)
    manager.put_secret_value(SecretId="pepper", SecretString="q" * 64)
    warm.reset()


def test_the_row_of_a_key_cannot_be_tried_without_the_services_secret(world: World) -> None:
    """Neither which key it is nor what was filed: all that a row says depends on the pepper."""
    body, keys = complaint(reporter=CONTACT), ["counter-000001", "counter-000002"]
    for key in keys:
        headers = KEY | {"idempotency-key": key}
        assert world.call("POST", "/v1/complaints", body, headers=headers)[0] == 201
    change_pepper()
    for key in keys:
        headers = KEY | {"idempotency-key": key}
        assert world.call("POST", "/v1/complaints", body, headers=headers)[0] == 201
    rows = claims()
    assert len({row["pk"] for row in rows}) == 4, "a name depends on key and pepper"
    assert len({row["digest"] for row in rows}) == 4, "a digest depends on body, key and pepper"
    assert not [key for key in keys if key in str(rows)]


def test_a_retry_after_the_pepper_changed_files_anew_with_a_secret_that_opens_it(
    world: World,
) -> None:
    headers = KEY | ONCE
    first = world.call("POST", "/v1/complaints", complaint(), headers=headers)[1]
    change_pepper()
    status, second, _ = world.call("POST", "/v1/complaints", complaint(), headers=headers)
    assert (status, second["id"] != first["id"]) == (201, True)
    for answer in (first, second):
        path = f"/v1/complaints/{answer['id']}/timeline"
        assert world.call("GET", path, headers=receipt(answer))[0] == 200


def files(world: World, challenge: str, key: str, **changes: Any) -> tuple[int, Any]:
    """File from the web; the status, and the answer or the code of the refusal."""
    headers = {"x-challenge": challenge, "idempotency-key": key}
    status, answer, _ = world.call("POST", "/v1/complaints", complaint(**changes), headers=headers)
    return status, answer["error"]["code"] if "error" in answer else answer


def test_who_repeats_a_filing_may_show_the_same_challenge_or_another(world: World) -> None:
    challenge = solved(world)
    first = files(world, challenge, "draft-00000001")
    assert first[0] == 201
    assert files(world, challenge, "draft-00000001") == first
    assert files(world, solved(world), "draft-00000001") == first
    assert files(world, challenge, "draft-00000002") == (410, "challenge_used")


def test_a_challenge_pays_for_one_reading_of_a_text(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def judge(text: str, *, titled: bool = False) -> danger.Verdict:
        read.append(text)
        return danger.HARMLESS

    monkeypatch.setattr(danger, "judge", judge)
    challenge = solved(world)
    first = files(world, challenge, "draft-00000001")
    assert (first[0], len(read)) == (201, 1)
    for _ in range(3):
        assert files(world, challenge, "draft-00000001") == first
        assert files(world, challenge, "draft-00000002") == (410, "challenge_used")
        changed = files(world, challenge, "draft-00000001", title="Lampu lain padam juga")
        assert changed == (422, "idempotency_mismatch")
    assert len(read) == 1


def test_what_was_refused_before_it_was_filed_is_sent_again_with_the_same_challenge(
    world: World,
) -> None:
    challenge = solved(world)
    assert files(world, challenge, "draft-00000001", category="99.99")[0] == 422
    assert files(world, challenge, "draft-00000001")[0] == 201


def test_a_challenge_that_vouched_for_one_attempt_vouches_for_no_other(world: World) -> None:
    files(world, solved(world), "draft-00000001")
    second = solved(world)
    files(world, second, "draft-00000001")
    assert files(world, second, "draft-00000002") == (410, "challenge_used")
    assert files(world, second, "draft-00000001")[0] == 201


def test_nobody_learns_which_keys_are_in_use(world: World) -> None:
    """Each question costs a challenge; without one, or with one used up, all keys look alike."""
    used = solved(world)
    files(world, used, "draft-mine-001")
    files(world, solved(world), "draft-theirs-1")
    other = complaint(title="Judul yang lain sama sekali")
    for proof, refusal in (
        ({}, (401, "challenge_required")),
        ({"x-challenge": "none"}, (401, "challenge_failed")),
        ({"x-challenge": used}, (410, "challenge_used")),
    ):
        for key in ("draft-theirs-1", "draft-nobodys-1"):
            for body in (complaint(), other):
                headers = proof | {"idempotency-key": key}
                status, answer, _ = world.call("POST", "/v1/complaints", body, headers=headers)
                assert (status, answer["error"]["code"]) == refusal
    guess = solved(world)
    mismatch = (422, "idempotency_mismatch")
    assert files(world, guess, "draft-theirs-1", title="Judul yang lain") == mismatch
    assert files(world, guess, "draft-nobodys-1") == (410, "challenge_used")


def test_the_web_and_a_client_do_not_meet_under_one_key(world: World) -> None:
    key = {"idempotency-key": "counter-000123"}
    squatted = files(world, solved(world), "counter-000123", title="Judul yang lain")
    status, answer, _ = world.call("POST", "/v1/complaints", complaint(), headers=KEY | key)
    assert (squatted[0], status) == (201, 201)
    assert answer["id"] != squatted[1]["id"]


def test_who_has_no_receipt_learns_nothing_of_its_keys(world: World) -> None:
    answer = filed(world)
    writes(world, answer)
    wrong = answer | {"secret": "WRONG"}
    assert writes(world, wrong, "Teks yang lain.")[0] == 404
    assert writes(world, wrong)[0] == 404


def test_a_me_too_sent_again_may_show_the_same_challenge(world: World) -> None:
    path, challenge = f"/v1/complaints/{filed(world)['id']}/support", solved(world)
    headers = {"x-challenge": challenge, "idempotency-key": "me-too-0001"}
    for _ in range(2):
        assert world.call("POST", path, headers=headers)[0] == 201
    again = headers | {"idempotency-key": "me-too-0002"}
    status, refused, _ = world.call("POST", path, headers=again)
    assert (status, refused["error"]["code"]) == (410, "challenge_used")


def test_a_me_too_sent_again_counts_once_and_is_no_refusal(world: World) -> None:
    answer = filed(world)
    path = f"/v1/complaints/{answer['id']}/support"
    first = world.call("POST", path, headers=KEY | ONCE)
    again = world.call("POST", path, headers=KEY | ONCE)
    assert (first[0], again[0]) == (201, 201)
    assert again[1] == first[1]
    status, refused, _ = world.call("POST", path, headers=KEY)
    assert (status, refused["error"]["code"]) == (409, "already_supported")


@pytest.mark.parametrize("kind", ["message", "action"])
def test_two_at_once_are_one(world: World, kind: str) -> None:
    """The second begins after the first looked for its claim and before it saved."""
    answer = filed(world)
    seen = version(world, answer["id"])

    def send() -> Answer:
        if kind == "message":
            return writes(world, answer)
        return act(world, answer["id"], SCHOOLS, seen, action="start")

    inner: list[Answer] = []

    def meanwhile(**_: Any) -> None:
        if not inner:
            inner.append((0, None, {}))
            inner[0] = send()

    from tests.integration.http.faults import client_of

    events = client_of("dynamodb").meta.events
    events.register_first("before-call.*.TransactWriteItems", meanwhile)
    try:
        outer = send()
    finally:
        events.unregister("before-call.*.TransactWriteItems", meanwhile)
    expected = 201 if kind == "message" else 200
    assert (inner[0][0], outer[0]) == (expected, expected)
    wanted = "messaged" if kind == "message" else "started"
    assert world.events(answer["id"]).count(wanted) == 1
