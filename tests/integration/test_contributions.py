"""Another agency is asked to contribute, through HTTP, stream, queues and lists: it reads the case
while it is asked, and what it gives goes to the holder."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.case.model import Contribution
from chalicelib.overseers import NATIONAL_DESK
from chalicelib.store import case_mapping, cases
from chalicelib.store.keys import asked_keys
from tests.integration.http.faults import FAILING, answer_lost, fault
from tests.integration.people import (
    CONTACT,
    EAST_JAVA,
    MALANG,
    NATIONAL,
    SCHOOLS,
    SURABAYA,
    acts,
    filed,
    receipt,
)
from tests.integration.test_accused_later import says
from tests.integration.test_life import run_schedule
from tests.integration.test_protection import ACCUSING, SCHOOLS_OFFICE
from tests.integration.world import World

ASKED = "kota-malang"
LIAISON = "[liaison agency.kota-malang]"
QUESTION = "Berapa seragam yang sudah Anda kirim? Hubungi 081377788899."
GIVEN = "Dua ratus seragam sudah kami kirim pekan lalu."
ONCE = {"idempotency-key": "the-same-request-1"}


def asked(world: World, groups: str = SCHOOLS, **changes: Any) -> dict[str, Any]:
    """A case to which another city is asked to contribute."""
    case = filed(world, **({"reporter": CONTACT} | changes))
    acts(world, case["id"], groups, "ask_contribution", agency_id=ASKED, question=QUESTION)
    return case


def tries(
    world: World, case_id: str, groups: str, action: str, seen: int = 0, **data: Any
) -> tuple[int, Any]:
    """What an officer's attempt on the case as it is comes to."""
    headers = data.pop("headers", None)
    sent = {"action": action, "version": seen or cases.get(case_id).version, **data}
    status, answer, _ = world.call(
        "POST",
        f"/v1/officer/complaints/{case_id}/actions",
        sent,
        groups=groups,
        headers=headers,
    )
    return status, answer


def inbox(world: World, groups: str, **query: str) -> list[dict[str, Any]]:
    status, page, _ = world.call("GET", "/v1/officer/inbox", groups=groups, query=query)
    assert status == 200, page
    return list(page["items"])


def opens(world: World, case_id: str, groups: str) -> tuple[int, Any]:
    return world.call("GET", f"/v1/officer/complaints/{case_id}", groups=groups)[:2]


def late(case_id: str) -> None:
    """The day by which the contribution was due passes: the row is made as if asked long ago."""
    from chalicelib.store.tables import AskedItem, CaseItem, asked_sk, case_pk
    from chalicelib.structs import replace

    case = cases.get(case_id)
    before = tuple(
        replace(one, due=datetime.now(UTC) - timedelta(days=1)) for one in case.contributions
    )
    item = CaseItem.get(case_pk(case_id), "CASE", consistent_read=True)
    columns = case_mapping.columns_of(replace(case, contributions=before))
    item.update(actions=[CaseItem.state.set(columns["state"])])
    row = AskedItem(case_pk(case_id), asked_sk(ASKED))
    for name, value in asked_keys(case_id, before[0]).items():
        setattr(row, name, value)
    row.save()


def test_who_is_asked_reads_the_case_as_the_holder_does_and_no_longer(world: World) -> None:
    case = asked(world, confidential=True, anonymous=True, body="Seragam. Telepon 081234567890.")
    status, seen = opens(world, case["id"], LIAISON)
    assert (status, seen["actions"]) == (200, ["contribute"])
    assert seen["body"] == opens(world, case["id"], SCHOOLS)[1]["body"]
    assert "081234567890" not in str(seen)
    assert "sari@contoh.example" not in str(seen)
    assert [one["agency"]["id"] for one in seen["contributions"]] == [ASKED]
    assert seen["contributions"][0]["overdue"] is False
    after = acts(world, case["id"], LIAISON, "contribute", text=GIVEN)
    assert set(after) == {"id", "version", "status", "actions"}
    assert opens(world, case["id"], LIAISON)[0] == 404
    assert opens(world, case["id"], SCHOOLS)[1]["contributions"] == []


def test_others_read_nothing(world: World) -> None:
    case = asked(world, confidential=True)
    for groups in ("[monitor agency.kota-malang]", "[custodian agency.kota-malang]"):
        assert opens(world, case["id"], groups)[0] == 404
    assert opens(world, case["id"], "[liaison agency.kota-malang-dinas-pendidikan]")[0] == 404


def test_what_is_asked_and_given_is_for_officers_alone(world: World) -> None:
    case = asked(world)
    acts(world, case["id"], LIAISON, "contribute", text=GIVEN)
    path = f"/v1/complaints/{case['id']}"
    for headers in ({}, receipt(case)):
        for one in (path, f"{path}/timeline"):
            said = str(world.call("GET", one, headers=headers)[1])
            assert GIVEN not in said
            assert "Berapa seragam" not in said
            assert "contribut" not in said
    history = world.call("GET", f"/v1/officer/complaints/{case['id']}/timeline", groups=SCHOOLS)[1]
    told = {one["type"]: one for one in history["items"]}
    assert told["contributed"]["data"] == {"asked_agency_id": ASKED, "text": GIVEN}
    assert told["contributed"]["agencies"][ASKED] == "Pemerintah Kota Malang"
    assert told["contribution_asked"]["agencies"][ASKED] == "Pemerintah Kota Malang"
    question = told["contribution_asked"]["data"]["question"]
    assert question.startswith("Berapa seragam")
    assert "081377788899" not in question


def subjects(world: World, desk: str) -> list[str]:
    """Subjects of the mails to a desk."""
    return [m.subject for m in world.mails() if m.destinations["ToAddresses"] == [desk]]


def test_the_asked_desk_is_told_and_then_the_holder(world: World) -> None:
    world.times = 2
    case = asked(world)
    assert world.sent(case["id"])[-1] == f"000003#{ASKED}@agency.example"
    assert subjects(world, f"{ASKED}@agency.example") == [f"Masukan Anda diminta · {case['id']}"]
    acts(world, case["id"], LIAISON, "contribute", text=GIVEN)
    holder = "kota-surabaya-dinas-pendidikan@agency.example"
    assert subjects(world, holder)[-1] == f"Masukan yang diminta sudah ada · {case['id']}"
    acts(world, case["id"], SCHOOLS, "ask_contribution", agency_id=ASKED, question=QUESTION)
    acts(world, case["id"], SCHOOLS, "withdraw_contribution", agency_id=ASKED)
    assert subjects(world, f"{ASKED}@agency.example")[-2:] == [
        f"Masukan Anda diminta · {case['id']}",
        f"Masukan Anda tidak diperlukan lagi · {case['id']}",
    ]
    bodies = str([vars(mail) for mail in world.mails()])
    assert "Berapa seragam" not in bodies
    assert GIVEN not in bodies


def test_it_lies_on_the_asked_desk_while_it_is_asked(world: World) -> None:
    case = asked(world)
    for groups in (LIAISON, MALANG):
        assert [row["id"] for row in inbox(world, groups, asked="true")] == [case["id"]]
        assert inbox(world, groups) == []
        assert inbox(world, groups, asked="true", overdue="true") == []
        assert inbox(world, groups, asked="true", status="answered") == []
        assert len(inbox(world, groups, asked="true", status="routed")) == 1
    for groups in (SCHOOLS, SURABAYA, NATIONAL, EAST_JAVA):
        assert inbox(world, groups, asked="true") == []
    acts(world, case["id"], SCHOOLS, "withdraw_contribution", agency_id=ASKED)
    assert inbox(world, LIAISON, asked="true") == []


def test_the_national_desk_lists_what_its_ministry_is_asked(world: World) -> None:
    case = filed(world)
    data = {"agency_id": "kemenpanrb", "question": QUESTION}
    acts(world, case["id"], SCHOOLS, "ask_contribution", **data)
    assert [row["id"] for row in inbox(world, NATIONAL, asked="true")] == [case["id"]]
    acts(world, case["id"], NATIONAL, "contribute", text=GIVEN)
    assert inbox(world, NATIONAL, asked="true") == []


def test_the_nearest_day_comes_first_and_pages_go_on(world: World) -> None:
    numbers = []
    for day in ("2027-03-05", "2027-03-03", "2027-03-04"):
        case = filed(world, title=f"Seragam sekolah {day}")
        data = {"agency_id": ASKED, "question": QUESTION, "due": day}
        acts(world, case["id"], SCHOOLS, "ask_contribution", **data)
        numbers.append(case["id"])
    first = world.call(
        "GET", "/v1/officer/inbox", groups=LIAISON, query={"asked": "true", "limit": "2"}
    )[1]
    rest = world.call(
        "GET",
        "/v1/officer/inbox",
        groups=LIAISON,
        query={"asked": "true", "limit": "2", "cursor": first["next_cursor"]},
    )[1]
    order = [row["id"] for row in (*first["items"], *rest["items"])]
    assert order == [numbers[1], numbers[2], numbers[0]]


def test_a_government_asked_twice_for_a_case_lists_it(world: World) -> None:
    case = filed(world, agency_id=ASKED, location={"region_code": "35.73"})
    for agency in ("kota-surabaya", "kota-surabaya-dinas-pendidikan"):
        acts(world, case["id"], MALANG, "ask_contribution", agency_id=agency, question=QUESTION)
    assert {row["id"] for row in inbox(world, SURABAYA, asked="true")} == {case["id"]}
    assert [row["id"] for row in inbox(world, SCHOOLS, asked="true")] == [case["id"]]


def test_overdue_is_seen_by_who_owes_it_and_by_the_holder(world: World) -> None:
    case = asked(world)
    late(case["id"])
    (row,) = inbox(world, LIAISON, asked="true", overdue="true")
    assert row["contributions"][0]["overdue"] is True
    (row,) = inbox(world, SCHOOLS)
    assert row["contributions"][0]["overdue"] is True
    assert row["overdue"] is False
    acts(world, case["id"], LIAISON, "contribute", text=GIVEN)
    assert inbox(world, LIAISON, asked="true", overdue="true") == []
    assert inbox(world, SCHOOLS)[0]["contributions"] == []


def test_from_whom_it_is_kept_nobody_asks(world: World) -> None:
    place = {"region_code": "35.73"}
    case = filed(world, not_to=["kota-surabaya"], agency_id=ASKED, location=place)
    for agency in ("kota-surabaya", "kota-surabaya-dinas-pendidikan"):
        data = {"agency_id": agency, "question": QUESTION}
        for groups in (MALANG, NATIONAL):
            status, refused = tries(world, case["id"], groups, "ask_contribution", **data)
            assert status == 422
            assert refused["error"]["fields"][0]["problem"] == "kept_from_it"


def accused_later(case_id: str, agency_id: str) -> None:
    """The row is made as if the words of the case accused the agency."""
    from chalicelib.store.tables import CaseItem, case_pk
    from chalicelib.structs import replace

    columns = case_mapping.columns_of(replace(cases.get(case_id), accused=(agency_id,)))
    item = CaseItem.get(case_pk(case_id), "CASE", consistent_read=True)
    item.update(actions=[CaseItem.state.set(columns["state"])])


def test_accused_later_it_lists_and_reads_nothing(world: World) -> None:
    case = asked(world)
    accused_later(case["id"], ASKED)
    assert inbox(world, LIAISON, asked="true") == []
    assert opens(world, case["id"], LIAISON)[0] == 403
    status, refused = tries(world, case["id"], LIAISON, "contribute", text=GIVEN)
    assert (status, refused["error"]["code"]) == (403, "not_yours")


def test_of_who_is_accused_nobody_reads_it_in_their_place(world: World) -> None:
    """Nor does the government they are a unit of, which read it as long as they were asked."""
    case = filed(world, agency_id=ASKED, location={"region_code": "35.73"})
    acts(world, case["id"], MALANG, "ask_contribution", agency_id=SCHOOLS_OFFICE, question=QUESTION)
    assert opens(world, case["id"], SURABAYA)[1]["actions"] == ["contribute"]
    says(world, case, ACCUSING)
    for groups in (SCHOOLS, SURABAYA):
        assert opens(world, case["id"], groups)[0] in (403, 404)
        assert tries(world, case["id"], groups, "contribute", text=GIVEN)[0] in (403, 404)
        assert inbox(world, groups, asked="true") == []
    assert opens(world, case["id"], MALANG)[0] == 200


def test_the_national_desk_lists_what_it_reads_also_where_it_is_accused(world: World) -> None:
    case = filed(world)
    data = {"agency_id": NATIONAL_DESK, "question": QUESTION}
    acts(world, case["id"], SCHOOLS, "ask_contribution", **data)
    accused_later(case["id"], NATIONAL_DESK)
    assert [one["id"] for one in inbox(world, NATIONAL, asked="true")] == [case["id"]]
    assert opens(world, case["id"], NATIONAL)[0] == 200


def test_sent_again_it_is_asked_once_and_given_once(world: World) -> None:
    case = filed(world)
    version = cases.get(case["id"]).version
    data = {"agency_id": ASKED, "question": QUESTION, "headers": ONCE}
    for _ in range(2):
        assert (
            tries(world, case["id"], SCHOOLS, "ask_contribution", version, **dict(data))[0] == 200
        )
    version = cases.get(case["id"]).version
    for _ in range(2):
        given = tries(world, case["id"], LIAISON, "contribute", version, text=GIVEN, headers=ONCE)
        assert given[0] == 200
    assert world.events(case["id"])[-2:] == ["contribution_asked", "contributed"]


def test_of_two_at_once_one_is_refused(world: World) -> None:
    case = asked(world)
    version = cases.get(case["id"]).version
    withdrawn = tries(world, case["id"], SCHOOLS, "withdraw_contribution", version, agency_id=ASKED)
    given = tries(world, case["id"], LIAISON, "contribute", version, text=GIVEN)
    assert (withdrawn[0], given[0]) == (200, 403)
    again = tries(world, case["id"], SCHOOLS, "withdraw_contribution", version, agency_id=ASKED)
    assert (again[0], again[1]["error"]["code"]) == (409, "stale")


def test_killed_half_way_the_case_and_its_desks_agree(world: World) -> None:
    case = filed(world)
    data = {"agency_id": ASKED, "question": QUESTION}
    with fault("dynamodb", "TransactWriteItems", FAILING):
        assert tries(world, case["id"], SCHOOLS, "ask_contribution", **data)[0] == 503
    assert inbox(world, LIAISON, asked="true") == []
    assert cases.get(case["id"]).contributions == ()
    with answer_lost("dynamodb", "TransactWriteItems"):
        assert tries(world, case["id"], SCHOOLS, "ask_contribution", **data)[0] == 503
    assert len(inbox(world, LIAISON, asked="true")) == 1
    assert len(cases.get(case["id"]).contributions) == 1


def test_a_case_without_contributions_is_written_as_before(world: World) -> None:
    case = filed(world)
    acts(world, case["id"], SCHOOLS, "start")
    assert not [sk for sk in world.rows(case["id"]) if sk.startswith("ASKED#")]
    assert "contributions" not in str(world.stored(case["id"]))


@pytest.mark.parametrize("ended", [None, 4])
def test_where_it_stands_on_a_desk(ended: int | None) -> None:
    due = datetime(2026, 3, 2, 16, 59, 59, tzinfo=UTC)
    one = Contribution(agency_id=ASKED, asked_in=3, due=due, ended_in=ended)
    assert asked_keys("LP-1", one) == (
        {} if ended else {"desk": ASKED, "desk_order": "asked#2026-03-02T16:59:59.000000Z#LP-1"}
    )


def test_what_ends_the_case_clears_the_asked_desk_whichever_function_does(world: World) -> None:
    closed, returned = asked(world), asked(world, title="Seragam belum sampai di sekolah lain")
    acts(world, closed["id"], SCHOOLS, "answer", text="Seragam dibagikan Senin.")
    assert len(inbox(world, LIAISON, asked="true")) == 2
    now = datetime.now(UTC)
    for days in (4, 8, 30, 60):
        run_schedule("send_rating_reminders", now + timedelta(days=days))
        run_schedule("close_quiet_cases", now + timedelta(days=days))
    assert cases.get(closed["id"]).status == "closed"
    assert [row["id"] for row in inbox(world, LIAISON, asked="true")] == [returned["id"]]
    acts(world, returned["id"], NATIONAL, "transfer", agency_id=ASKED, reason="Milik Malang")
    assert inbox(world, LIAISON, asked="true") == []
    assert [row["id"] for row in inbox(world, LIAISON)] == [returned["id"]]
    for case in (closed, returned):
        (row,) = [v for sk, v in world.rows(case["id"]).items() if sk == f"ASKED#{ASKED}"]
        assert "desk" not in row
        assert "desk_order" not in row


def test_escalated_and_expired_the_request_waits_on(world: World) -> None:
    case = asked(world)
    run_schedule("escalate_overdue", datetime.now(UTC) + timedelta(days=40))
    assert "escalated" in world.events(case["id"])
    assert [row["id"] for row in inbox(world, LIAISON, asked="true")] == [case["id"]]


def test_what_the_index_says_late_is_not_listed(world: World) -> None:
    """The case is asked, not the row: an index may lag."""
    from chalicelib.store.tables import AskedItem, asked_sk, case_pk

    case = asked(world)
    acts(world, case["id"], SCHOOLS, "withdraw_contribution", agency_id=ASKED)
    old = Contribution(agency_id=ASKED, asked_in=3, due=datetime.now(UTC) + timedelta(days=3))
    row = AskedItem(case_pk(case["id"]), asked_sk(ASKED))
    for name, value in asked_keys(case["id"], old).items():
        setattr(row, name, value)
    row.save()
    assert inbox(world, LIAISON, asked="true") == []
