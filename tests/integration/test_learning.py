"""What officers did with routed complaints, read back for training: through the real handlers."""

import csv
import json
import struct
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib.case.decision import Event
from chalicelib.case.model import SYSTEM, Actor, Role
from chalicelib.events import Visibility
from chalicelib.routing.classifier import MAGIC, Classifier
from chalicelib.routing.registry import packaged
from chalicelib.store import cases
from chalicelib.usecases import sector_models
from infra import learning
from infra.console import CommandError
from tests.integration.people import SCHOOLS, SURABAYA, acts, filed
from tests.integration.world import World

ROADS = "kota-surabaya-dinas-sumber-daya-air-dan-bina-marga"
TRAFFIC = "kota-surabaya-dinas-perhubungan"
AT_ROADS = f"[liaison agency.{ROADS}]"
AT_TRAFFIC = f"[liaison agency.{TRAFFIC}]"
DESK = Actor(role=Role.NATIONAL_ADMIN, agency_id="kemenpanrb", officer_id="a")
ADMIN = Actor(role=Role.AGENCY_ADMIN, agency_id="kota-malang", officer_id="b")
BODY = "Seragam gratis belum dibagikan. NIK saya 3578012345678901, hubungi 081234567890."


def kept(world: World, **changes: Any) -> str:
    """A complaint that the schools' office, suggested by the reporter, answers."""
    case_id: str = filed(world, **changes)["id"]
    acts(world, case_id, SCHOOLS, "answer", text="Pungutan sudah dihentikan sekolah.")
    return case_id


def moved(world: World) -> str:
    """A complaint whose category leads to the roads' office, which says it is not theirs, then to
    the city, which hands it to the right office."""
    case_id: str = filed(
        world,
        agency_id=None,
        category="pekerjaan_umum.jalan_berlubang",
        title="Lampu mati",
        body="Lampu PJU di gang kami padam sudah dua minggu, jalan gelap sekali.",
    )["id"]
    acts(world, case_id, AT_ROADS, "return", reason="Lampu jalan ada di Dinas Perhubungan.")
    acts(world, case_id, SURABAYA, "route", agency_id=TRAFFIC)
    acts(world, case_id, AT_TRAFFIC, "answer", text="Lampu sudah kami ganti.")
    return case_id


def month_of(world: World, case_id: str) -> str:
    return str(world.rows(case_id)["CASE"]["published_month"])


def called(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["infra.learning", *arguments])
    learning.main()


def test_an_export_says_where_cases_were_sent_and_where_they_ended(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    month = month_of(world, kept(world, body=BODY))
    moved(world)
    kept(world, confidential=True, title="Rahasia sekali")
    filed(world, title="Belum dijawab")
    out = tmp_path / "november.csv"
    called(monkeypatch, "export", "--month", month, "--out", str(out))
    assert "2 cases. Confidential ones are left out." in capsys.readouterr().err
    assert out.stat().st_mode & 0o077 == 0

    with out.open(encoding="utf-8", newline="") as file:
        rows = {row["by"]: row for row in csv.DictReader(file)}
    assert tuple(rows["suggestion"]) == learning.COLUMNS
    stayed = rows["suggestion"]
    assert stayed["used_agency"] == stayed["agency"] == "kota-surabaya-dinas-pendidikan"
    assert (stayed["region"], stayed["sector"]) == ("35.78", "education")
    assert "[NIK]" in stayed["text"]
    assert "[telepon]" in stayed["text"]
    assert "0812" not in out.read_text()
    went = rows["category"]
    assert (went["used_agency"], went["agency"], went["sector"]) == (ROADS, TRAFFIC, "transport")
    assert went["predicted_sector"] != ""
    assert went["text"].startswith("Lampu mati\n")


def test_a_month_that_is_none_is_refused_in_one_sentence(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CommandError, match="no month"):
        called(monkeypatch, "shadow", "--month", "november")


@pytest.fixture
def on_trial(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A second model in the package, which here is the same under another version."""
    content = sector_models.MODEL.read_bytes()
    start = len(MAGIC) + 4
    (length,) = struct.unpack("<I", content[len(MAGIC) : start])
    header = json.loads(content[start : start + length]) | {"version": "sector-trial"}
    text = json.dumps(header).encode()
    path = tmp_path / "sector_model_shadow.bin"
    path.write_bytes(MAGIC + struct.pack("<I", len(text)) + text + content[start + length :])
    monkeypatch.setattr(sector_models, "SHADOW", path)
    sector_models.classifier_on_trial.cache_clear()
    yield path
    sector_models.classifier_on_trial.cache_clear()


def test_a_model_on_trial_is_recorded_and_not_followed(
    world: World,
    on_trial: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert on_trial.exists()
    month = month_of(world, kept(world))
    capsys.readouterr()  # what the functions measured meanwhile
    called(monkeypatch, "shadow", "--month", month)
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert (told["shadow"], told["cases"], told["agree"]) == ("sector-trial", 1, 1.0)
    assert told["current"] != "sector-trial"
    assert told["current_right"] == told["shadow_right"]
    on_trial.write_bytes(b"spoilt")
    sector_models.classifier_on_trial.cache_clear()
    kept(world)  # a spoilt file on trial holds nothing up


def test_a_disposition_records_how_likely_the_model_thought_itself_right(world: World) -> None:
    title = "Pelayanan kantor lambat"
    body = "Antre sejak pagi di kantor kelurahan, petugas baru datang siang dan berkas belum jadi."
    case_id = filed(world, agency_id=None, category=None, title=title, body=body)["id"]
    expected = Classifier.load(sector_models.MODEL).predict(f"{title}\n{body}")
    (said,) = (
        event.data["prediction"] for event in cases.events(case_id) if "prediction" in event.data
    )
    assert said["model"] == expected.model
    assert abs(expected.confidence - expected.ranking[0][1]) > 0.01  # they are two things
    assert float(said["confidence"]) == pytest.approx(expected.confidence, abs=1e-4)
    assert [label for label, _ in said["ranking"]] == [label for label, _ in expected.ranking[:3]]


def events(*told: tuple[str, Actor, dict[str, Any]]) -> list[Event]:
    return [
        Event(
            case_id="c",
            number=number,
            type=kind,
            at=datetime(2026, 11, 2, tzinfo=UTC),
            actor=actor,
            visibility=Visibility.PUBLIC,
            data=data,
        )
        for number, (kind, actor, data) in enumerate(told, start=1)
    ]


def said(*labels: str) -> dict[str, Any]:
    return {"model": "sector-1", "ranking": [[label, 0.4] for label in labels]}


def routed(agency_id: str, by: str, **more: Any) -> dict[str, Any]:
    return {"agency_id": agency_id, "by": by, **more}


def test_what_chose_the_first_agency_is_kept_when_it_hands_on() -> None:
    found = learning.course(
        events(
            ("filed", SYSTEM, {"category": None}),
            ("routed", SYSTEM, routed("kota-malang", "model", prediction=said("health"))),
            ("routed", ADMIN, routed("kota-malang-unit", "officer")),
            ("returned", ADMIN, {"agency_id": "kota-malang-unit"}),
            ("triage", SYSTEM, {"prediction": said("housing")}),
            ("routed", DESK, routed("pln", "officer")),
        )
    )
    assert found.by == "model"
    assert found.prediction == said("health")
    assert (found.used_agency, found.final_agency) == ("kota-malang", "pln")
    assert learning.learnt_sector(found, packaged()) == "energy"  # PLN's electricity, as taught


def test_the_agency_of_an_appeal_is_not_learnt() -> None:
    found = learning.course(
        events(
            ("routed", SYSTEM, routed(TRAFFIC, "model", sector="transport")),
            ("appealed", SYSTEM, {"agency_id": "kota-surabaya", "from_agency_id": TRAFFIC}),
            ("transferred", DESK, {"agency_id": "polri", "from_agency_id": "kota-surabaya"}),
        )
    )
    assert found.final_agency == TRAFFIC


def test_an_officers_category_goes_before_the_agencys_affairs() -> None:
    to_fields = ("routed", DESK, routed("kabupaten-purbalingga-dinas-pertanian", "officer"))
    filed_as = ("filed", SYSTEM, {"category": "energi_sda"})
    same = ("reclassified", DESK, {"category": "energi_sda", "classification": "aspiration"})
    other = ("reclassified", DESK, {"category": "kesehatan", "classification": "complaint"})
    registry = packaged()
    plain = learning.course(events(filed_as, same, to_fields))
    assert learning.learnt_sector(plain, registry) == "agriculture"  # fisheries belong to it
    assert learning.learnt_sector(
        learning.course(events(filed_as, other, to_fields)), registry
    ) == ("health")


def test_a_government_without_offices_of_its_own_teaches_nothing_when_it_was_not_first() -> None:
    found = learning.course(
        events(
            ("routed", SYSTEM, routed("pln", "model", sector="electricity")),
            ("transferred", DESK, {"agency_id": "kota-malang", "from_agency_id": "pln"}),
        )
    )
    assert learning.learnt_sector(found, packaged()) is None
