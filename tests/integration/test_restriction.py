"""A restricted report is handled, and nothing else is done with it; that can be taken back."""

from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.case.actions import act
from chalicelib.case.model import SYSTEM
from chalicelib.case.system_actions import TellBreach
from chalicelib.store import cases
from chalicelib.usecases import rules
from tests.integration.people import CONTACT, SCHOOLS, SURABAYA, acts, complaint, filed, receipt
from tests.integration.test_contacts import inbox
from tests.integration.test_figures import of_country
from tests.integration.test_life import run_schedule
from tests.integration.world import World

TEXT = f"{complaint()['title']} {complaint()['body']}"


def step(world: World, case: dict[str, Any], method: str) -> tuple[int, Any]:
    path = f"/v1/complaints/{case['id']}/restriction"
    status, answer, _ = world.call(method, path, headers=receipt(case))
    world.pump()
    return status, answer


def is_listed(world: World, case_id: str) -> bool:
    return case_id in str(world.call("GET", "/v1/complaints")[1])


def is_found(world: World, case_id: str, text: str = TEXT) -> bool:
    query = {"text": text, "region_code": "35.78"}
    return case_id in str(world.call("GET", "/v1/similar", query=query)[1])


def test_what_stops_and_what_comes_back(world: World) -> None:
    case, other = filed(world, reporter=CONTACT), filed(world)
    path = f"/v1/complaints/{case['id']}"
    before = of_country("filed")
    assert is_listed(world, case["id"])
    assert is_found(world, case["id"])
    status, view = step(world, case, "PUT")
    assert (status, view["restricted"], view["public"]) == (200, True, False)
    assert "unrestrict" in view["actions"]
    assert "restrict" not in view["actions"]
    assert not is_listed(world, case["id"])
    assert not is_found(world, case["id"])
    assert world.call("GET", path)[0] == 404
    assert world.call("GET", f"{path}/timeline")[0] == 404
    assert of_country("filed") == before - 1
    similar = f"/v1/officer/complaints/{other['id']}/similar"
    assert case["id"] not in str(world.call("GET", similar, groups=SCHOOLS)[1])
    rows = world.rows(case["id"])
    assert "published_month" not in rows["CASE"]
    assert rows["EVENT#000003"]["type"] == "restricted"
    assert '"confidential":true' in rows["EVENT#000003"]["about"]

    status, view = step(world, case, "DELETE")
    assert (status, view["restricted"], view["public"]) == (200, False, True)
    assert is_listed(world, case["id"])
    assert is_found(world, case["id"])
    assert world.call("GET", path)[0] == 200
    assert of_country("filed") == before
    assert case["id"] in str(world.call("GET", similar, groups=SCHOOLS)[1])
    assert world.events(case["id"])[-2:] == ["restricted", "unrestricted"]


def test_handling_goes_on_without_mails_but_those_about_their_own_data(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    step(world, case, "PUT")
    mails = len(inbox(world))
    acts(world, case["id"], SCHOOLS, "start")
    acts(world, case["id"], SCHOOLS, "answer", text="Seragam dikirim pekan ini.")
    assert len(inbox(world)) == mails
    assert cases.get(case["id"]).status == "answered"
    view = world.call("GET", f"/v1/officer/complaints/{case['id']}", groups=SCHOOLS)[1]
    assert view["restricted"] is True
    of_breach = TellBreach(text="Pada 2 Maret seseorang membaca judul laporan Anda tanpa hak.")
    now = rules.decision_context(datetime.now(UTC))
    cases.save(act(cases.get(case["id"]), of_breach, SYSTEM, now))
    world.pump()
    assert len(inbox(world)) == mails + 1
    step(world, case, "DELETE")
    assert len(inbox(world)) == mails + 1, "what was not sent is not sent later"
    rating = {"satisfied": False, "comment": "Belum sampai.", "appeal": True}
    path = f"/v1/complaints/{case['id']}/rating"
    assert world.call("POST", path, rating, headers=receipt(case))[0] == 201
    world.pump()
    assert len(inbox(world)) == mails + 2


def test_a_question_they_were_not_told_of_does_not_end_the_case(world: World) -> None:
    from datetime import timedelta

    case = filed(world, reporter=CONTACT)
    step(world, case, "PUT")
    acts(world, case["id"], SCHOOLS, "hold", question="Di kelas berapa?")
    moment = cases.get(case["id"]).due
    assert moment is not None
    run_schedule("close_quiet_cases", moment.at + timedelta(days=1))
    assert world.events(case["id"])[-1] == "hold_expired"


def test_each_is_done_once(world: World) -> None:
    case = filed(world)
    assert step(world, case, "DELETE")[1]["error"]["code"] == "nothing_to_change"
    assert step(world, case, "PUT")[0] == 200
    assert step(world, case, "PUT")[1]["error"]["code"] == "nothing_to_change"
    wrong = {"x-receipt": "wrong"}
    path = f"/v1/complaints/{case['id']}/restriction"
    assert world.call("DELETE", path, headers=wrong)[0] == 404
    assert cases.get(case["id"]).restricted


@pytest.mark.parametrize("restricted", [True, False])
def test_the_second_matter_is_as_restricted_as_the_first(world: World, restricted: bool) -> None:
    case = filed(world, reporter=CONTACT)
    if restricted:
        step(world, case, "PUT")
    words = "tahun ajaran sudah berjalan dua bulan."
    acts(world, case["id"], SURABAYA, "split", text=words, agency_id="kota-surabaya")
    (second,) = cases.get(case["id"]).split_into
    assert cases.get(second).restricted is restricted
    assert is_listed(world, second) is not restricted


def test_what_was_restricted_from_the_first_is_found_once_it_is_not(world: World) -> None:
    case = filed(world)
    step(world, case, "PUT")
    words = "tahun ajaran sudah berjalan dua bulan."
    acts(world, case["id"], SURABAYA, "split", text=words)
    (second,) = cases.get(case["id"]).split_into
    assert not is_found(world, second, words)
    assert step(world, case | {"id": second}, "DELETE")[0] == 200
    assert is_listed(world, second)
    assert is_found(world, second, words)


def test_who_takes_it_back_again_and_again_waits_and_may_always_restrict(world: World) -> None:
    case = filed(world)
    for _ in range(5):
        assert [step(world, case, method)[0] for method in ("PUT", "DELETE")] == [200, 200]
    assert step(world, case, "PUT")[0] == 200
    status, refused = step(world, case, "DELETE")
    assert (status, refused["error"]["code"]) == (429, "too_many_requests")
    assert cases.get(case["id"]).restricted
    assert step(world, case, "PUT")[0] == 409
