"""What is said of a report before it is filed: agencies with reasons, the region of a point."""

from pathlib import Path
from typing import Any

import pytest

from chalicelib.routing.assess import Assessment
from chalicelib.routing.suggestions import Candidate
from chalicelib.usecases import advise
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


@pytest.mark.parametrize("text", [DANGER, ADVERT, "tes tes\ntes tes tes tes", None])
def test_none_is_named_where_a_person_decides_or_nothing_is_said(
    world: World, text: str | None
) -> None:
    asked = {} if text is None else {"text": text}
    assert advised(world, location={"region_code": "35.78"}, **asked)["agencies"] == []


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
