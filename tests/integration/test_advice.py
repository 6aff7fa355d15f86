"""What is said of a report before it is filed: agencies with reasons, the region of a point."""

from pathlib import Path
from typing import Any

import pytest

from chalicelib.routing.assess import Assessment
from chalicelib.routing.suggestions import Candidate
from chalicelib.usecases import advise
from tests.integration.people import filed, receipt
from tests.integration.world import World

ADVERT = (
    "Puskesmas dan jalan\nObat herbal puskesmas termurah, promo dan diskon besar. Jalan ramai. "
    "Hubungi kami di https://toko.example"
)
SURABAYA = {"latitude": -7.2575, "longitude": 112.7521}
VAGUE = (
    "Pelayanan kurang baik dan berbelit\nSaya kecewa sekali karena urusannya lama dan petugasnya "
    "tidak ramah, harus bolak-balik tiga kali."
)
ROAD = "Jalan berlubang\nJalan kota di depan pasar berlubang dan aspalnya rusak parah."
ACCUSING = (
    "Uang tabungan\nuang tabungan anak2 SD 3 taun hampir 200 juta ga bisa diambil, dipinjem "
    "kepsek sama bendaharanya"
)
DOUBTFUL = (
    "Tempat magang\nMagang di kantor dinas perdagangan seru kak. Cuma pak kasi suka minta aku "
    "antar berkas ke ruangannya sendirian, pintunya ditutup, duduknya geser terus. Bisa "
    "pindah bagian ga ya?"
)
"""It is not sure whose affair it is, and the likeliest office may be whom it accuses."""
DANGER = "Pungutan\nPetugas loket minta uang 300 ribu, kalau tidak berkas tidak jalan."


def advised(world: World, **asked: Any) -> Any:
    status, answer, _ = world.call("POST", "/v1/advice", asked)
    assert status == 200, answer
    return answer


def test_an_agency_is_named_with_what_speaks_for_it(world: World) -> None:
    found = advised(world, text=ROAD, location={"region_code": "35.78"})["agencies"]
    assert 1 <= len(found) <= 3
    assert {"id", "name", "why"} <= found[0].keys()
    assert found[0]["id"].startswith("kota-surabaya")
    assert found[0]["name"] != found[0]["id"]
    assert "Kota Surabaya" in found[0]["why"]["id"]
    assert found[0]["why"]["id"] != found[0]["why"]["en"]


def test_a_category_is_named_with_what_speaks_for_it_where_the_model_is_sure(world: World) -> None:
    found = advised(world, text=ROAD, location={"region_code": "35.78"})["category"]
    assert found["name"] == "Jalan Berlubang"
    listed = {one["code"]: one["name"] for one in world.call("GET", "/v1/categories")[1]["items"]}
    assert listed[found["code"]] == found["name"]
    assert "'" in found["why"]["id"]  # words of the text
    assert found["why"]["id"] != found["why"]["en"]
    # Where it happened need not be known for it.
    assert advised(world, text=ROAD, location={})["category"]["code"] == found["code"]
    # Where it only leans towards an affair, none.
    for text in (VAGUE, "Horas\nhoras horas horas"):
        assert advised(world, text=text, location={"region_code": "35.78"})["category"] is None


def test_who_takes_the_category_gets_the_agency_that_they_would_have_got(world: World) -> None:
    """It says no more than the model: nothing is sent elsewhere by a tap."""
    category = advised(world, text=ROAD, location={"region_code": "35.78"})["category"]["code"]
    title, body = ROAD.split("\n")
    took = [
        filed(
            world, title=title, body=body, location={"region_code": "35.78"}, agency_id=None, **more
        )
        for more in ({}, {"category": category})
    ]
    with_it, without = (
        world.call("GET", f"/v1/complaints/{one['id']}", headers=receipt(one))[1] for one in took
    )
    assert with_it["agency"] == without["agency"] is not None


@pytest.mark.parametrize(
    "text", [DANGER, ACCUSING, DOUBTFUL, ADVERT, "tes tes\ntes tes tes tes", None]
)
def test_none_is_named_where_a_person_decides_or_nothing_is_said(
    world: World, text: str | None
) -> None:
    asked = {} if text is None else {"text": text}
    found = advised(world, location={"region_code": "35.78"}, **asked)
    assert (found["agencies"], found["category"]) == ([], None)


def test_the_form_names_whom_the_desk_would_be_shown_and_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = Path("chalicelib/web/static/triage.js").read_text()
    assert f"const LEAST = {advise.LEAST_SHARE};" in script
    assert advised(world, text=VAGUE, location={})["agencies"] == []
    likely = Candidate(agency_id="kai", probability=0.05)
    unlikely = Candidate(agency_id="bpjs-kesehatan", probability=0.0499)
    monkeypatch.setattr(Assessment, "candidates", (likely, unlikely))
    assert [one["id"] for one in advised(world, text=VAGUE, location={})["agencies"]] == ["kai"]


def test_a_point_lies_in_a_region_where_that_is_certain(world: World) -> None:
    assert advised(world, location=SURABAYA)["region_code"] == "35.78"
    sea = {"latitude": -5.0, "longitude": 110.0}
    assert advised(world, location=sea)["region_code"] is None
    assert advised(world, location={"address": "Jalan Contoh 5"})["region_code"] is None
    assert advised(world, location={"latitude": -7.2575})["region_code"] is None


def test_a_region_that_nobody_knows_is_refused_by_its_name(world: World) -> None:
    asked = {"location": {"region_code": "99.99"}}
    status, answer, _ = world.call("POST", "/v1/advice", asked)
    assert status == 422
    assert [one["field"] for one in answer["error"]["fields"]] == ["location.region_code"]
