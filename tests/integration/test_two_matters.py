"""That a text tells of two matters is told before it is filed and to the officers of the case."""

from typing import Any

import pytest

from chalicelib.presentation.catalogue import page_words
from chalicelib.store import cases
from tests.integration.people import NATIONAL, SCHOOLS, acts, filed
from tests.integration.world import World

OFFICE = "kota-surabaya-dinas-pendidikan"
ROAD = "Jalan kabupaten di depan rumah kami berlubang parah, aspalnya rusak, motor sering jatuh."
CLINIC = (
    "Puskesmas di kelurahan kami sering tutup, dokternya jarang datang, obat habis, antre lama."
)
BOTH = f"{ROAD}\n\nSelain itu. {CLINIC}"


def asked(world: World, text: str) -> Any:
    status, answer, _ = world.call("POST", "/v1/similar", {"text": text})
    assert status == 200, answer
    return answer["two_matters"]


def with_schools(world: World, **given: Any) -> Any:
    """A complaint of both matters that the national desk has given to the schools."""
    case = filed(world, **{"body": BOTH, "title": "Dua keluhan warga", "agency_id": None} | given)
    if cases.get(case["id"]).agency_id is None:
        acts(world, case["id"], NATIONAL, "route", agency_id=OFFICE)
    else:
        acts(world, case["id"], NATIONAL, "transfer", agency_id=OFFICE, reason="Urusan sekolah")
    return case


def test_it_is_told_before_filing(world: World) -> None:
    assert asked(world, f"Dua keluhan warga\n{BOTH}") is True
    assert asked(world, f"Jalan rusak\n{ROAD}") is False
    assert asked(world, f"Jalan rusak\n{ROAD}\n\nAspal jalannya retak dan berlubang.") is False
    assert world.call("GET", "/v1/similar", query={"text": BOTH})[1]["two_matters"] is True


def test_the_advice_is_one_sentence_more_in_both_languages_and_no_refusal(world: World) -> None:
    assert "dua laporan" in page_words("id")["similar.two_matters"]
    assert "two reports" in page_words("en")["similar.two_matters"]
    assert filed(world, body=BOTH)["status"] == "received"


@pytest.mark.parametrize("suggested", ["kota-surabaya-dinas-pendidikan", None])
def test_the_officers_of_the_case_see_it_until_it_is_split(
    world: World, suggested: str | None
) -> None:
    case = filed(world, body=BOTH, agency_id=suggested, title="Dua keluhan warga")
    assert cases.get(case["id"]).two_matters is True
    seen = world.call("GET", f"/v1/officer/complaints/{case['id']}", groups=NATIONAL)[1]
    assert seen["two_matters"] is True
    assert seen["matters"] == [ROAD, CLINIC] or seen["matters"][0] == ROAD
    assert seen["matters"][-1].endswith(CLINIC)
    after = acts(world, case["id"], NATIONAL, "split", text=CLINIC)
    assert (after["two_matters"], after["matters"]) == (False, [])
    (second,) = cases.get(case["id"]).split_into
    assert cases.get(second).two_matters is False


def test_lists_mark_it_and_nobody_else_reads_of_it(world: World) -> None:
    case = with_schools(world)
    other = filed(world)
    rows = world.call("GET", "/v1/officer/inbox", groups=SCHOOLS)[1]["items"]
    marked = {row["id"]: row["two_matters"] for row in rows}
    assert marked == {case["id"]: True, other["id"]: False}
    said = str(world.call("GET", f"/v1/complaints/{case['id']}")[1])
    assert "two_matters" not in said
    seen = world.call("GET", f"/v1/officer/complaints/{other['id']}", groups=SCHOOLS)[1]
    assert (seen["two_matters"], seen["matters"]) == (False, [])


def test_of_an_anonymous_report_the_parts_are_masked(world: World) -> None:
    case = with_schools(world, body=f"{BOTH} Telepon 081234567890.", anonymous=True)
    seen = world.call("GET", f"/v1/officer/complaints/{case['id']}", groups=SCHOOLS)[1]
    assert seen["two_matters"] is True
    assert "081234567890" not in str(seen["matters"])


def test_what_was_split_is_not_told_again_when_it_is_routed_anew(world: World) -> None:
    case = with_schools(world)
    acts(world, case["id"], NATIONAL, "split", text=CLINIC)
    acts(world, case["id"], SCHOOLS, "return", reason="Bukan wewenang kami")
    assert cases.get(case["id"]).two_matters is False
