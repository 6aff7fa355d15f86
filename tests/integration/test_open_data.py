"""Open data: written from the public cases and from nothing else, and gone when they are not."""

import csv
import io
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import boto3
import pytest

from chalicelib.open_data.records import COLUMNS
from chalicelib.schedules.open_data_runs import publish_open_data
from chalicelib.store import open_data_bucket
from chalicelib.store.public_cases import MONTHS_BACK, PublicFilter, every_case
from chalicelib.structs import replace
from chalicelib.usecases import publish_open_data as publication
from tests.integration.roles import POLICIES, acting_as
from tests.integration.rows import DAY, NOW, case, put
from tests.integration.world import REGION, World

Rows = list[dict[str, str]]


def run(now: datetime = NOW) -> int:
    with acting_as("publish_open_data"):
        return publish_open_data({"time": now.isoformat()})["months"]


def stored() -> dict[str, tuple[str, datetime]]:
    """The names in the bucket, with digest and moment of each."""
    found = boto3.client("s3", region_name=REGION).list_objects_v2(Bucket="open-data")
    return {one["Key"]: (one["ETag"], one["LastModified"]) for one in found.get("Contents", ())}


def fetched(name: str) -> bytes:
    found = boto3.client("s3", region_name=REGION).get_object(Bucket="open-data", Key=name)
    content: bytes = found["Body"].read()
    return content


def rows(name: str) -> Rows:
    return list(csv.DictReader(io.StringIO(fetched(name).decode(), newline="")))


def months_of(told: Any) -> dict[str, int]:
    return {item["month"]: item["lines"] for item in told["items"]}


def test_what_is_public_is_published_and_nothing_else(world: World) -> None:
    shown = [case(agency_id="kota-surabaya", sector="roads") for _ in range(5)]
    hidden = [
        case(agency_id="kota-hilang", sector="roads", **how)
        for how in (
            {"confidential": True}, {"unchecked": True}, {"restricted": True},
            {"archive_reason": "spam"},
        )
        for _ in range(5)
    ]  # fmt: skip
    put([*shown, *hidden])
    assert run() == MONTHS_BACK
    found = rows("2026-03.csv")
    assert [tuple(row) for row in found] == [COLUMNS] * 5
    assert {(row["agency"], row["day"], row["regency"]) for row in found} == {
        ("kota-surabaya", "2026-03-08", "35.78")
    }
    told = json.loads(fetched("2026-03.json"))["items"]
    assert [
        {name: "" if v is None else str(v) for name, v in line.items()} for line in told
    ] == found
    assert set(stored()) == {
        "2026-03.csv", "2026-03.json", "2026-03.parquet", "catalog.jsonld", "dictionary.json",
        "index.json",
    }  # fmt: skip
    everything = b"".join(fetched(name) for name in stored())
    for one in (*shown, *hidden):
        assert one.id.encode() not in everything
        assert one.title.encode() not in everything
    assert b"kota-hilang" not in everything


def test_what_stops_being_public_is_gone_the_day_after(world: World) -> None:
    put([case(agency_id="kota-surabaya", sector="roads") for _ in range(5)])
    (target, *others) = [case(agency_id="kota-malang", sector="housing") for _ in range(5)]
    put([target, *others])
    run()
    assert {row["agency"] for row in rows("2026-03.csv")} == {"kota-surabaya", "kota-malang"}
    put([replace(target, confidential=True)])
    run(NOW + timedelta(hours=21))
    assert "kota-malang" in {row["agency"] for row in rows("2026-03.csv")}
    run(NOW + timedelta(hours=22))
    assert {row["agency"] for row in rows("2026-03.csv")} == {"kota-surabaya"}
    put([replace(one, confidential=True) for one in others])
    put([replace(one, restricted=True) for one in every_public()])
    run(NOW + 2 * DAY)
    assert set(stored()) == {"catalog.jsonld", "dictionary.json", "index.json"}
    (dataset,) = json.loads(fetched("catalog.jsonld"))["dcat:dataset"]
    assert dataset["dcat:distribution"] == []


def test_what_stops_being_public_is_gone_however_long_ago_it_was_filed(world: World) -> None:
    old = [case(agency_id="kota-surabaya", sector="roads") for _ in range(5)]
    put(old)
    run()
    years_later = NOW + 4 * 366 * DAY
    assert run(years_later) == MONTHS_BACK + 1
    assert len(rows("2026-03.csv")) == 5
    put([replace(one, confidential=True) for one in old])
    run(years_later + DAY)
    assert set(stored()) == {"catalog.jsonld", "dictionary.json", "index.json"}
    assert run(years_later + 2 * DAY) == MONTHS_BACK


def every_public() -> list[Any]:
    return list(every_case(PublicFilter(), now=NOW))


def test_a_run_that_comes_again_writes_nothing(world: World) -> None:
    put([case(agency_id="kota-surabaya") for _ in range(7)])
    assert run() == MONTHS_BACK
    before = stored()
    assert run(NOW + timedelta(hours=1)) == 0
    assert stored() == before
    assert run(NOW + DAY) == MONTHS_BACK
    after = stored()
    changed = {name for name in after if after[name] != before.get(name)}
    months = {"2026-03.csv", "2026-03.json", "2026-03.parquet"}
    assert not changed & months
    assert {name: digest for name, (digest, _) in after.items() if name != "index.json"} == {
        name: digest for name, (digest, _) in before.items() if name != "index.json"
    }


def test_a_run_that_is_cut_short_is_made_up_for_by_the_next(world: World) -> None:
    put([case(agency_id="kota-surabaya") for _ in range(5)])
    put([case(agency_id="kota-surabaya", filed_at=NOW - 40 * DAY) for _ in range(5)])
    left = iter([True, False])
    assert publication.publish_open_data(NOW, lambda: next(left)) == 1
    assert list(open_data_bucket.index()) == ["2026-03"]
    assert publication.publish_open_data(NOW, lambda: False) == 0
    assert run() == MONTHS_BACK - 1
    assert {name for name in stored() if name.endswith(".csv")} == {"2026-01.csv", "2026-03.csv"}


def test_a_run_that_dies_leaves_no_catalogue_of_other_files(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    put([case(agency_id="kota-surabaya") for _ in range(5)])
    write = open_data_bucket.write

    def dies(name: str, content: bytes, media_type: str) -> None:
        if name == "catalog.jsonld":
            raise SystemExit
        write(name, content, media_type)

    with monkeypatch.context() as patched:
        patched.setattr(open_data_bucket, "write", dies)
        with pytest.raises(SystemExit):
            run()
    run()
    (dataset,) = json.loads(fetched("catalog.jsonld"))["dcat:dataset"]
    assert {one["dct:title"] for one in dataset["dcat:distribution"]} == {
        "2026-03.csv", "2026-03.json", "2026-03.parquet",
    }  # fmt: skip


@pytest.mark.parametrize("files", [1, 2, 3])
def test_what_a_run_wrote_before_it_died_is_gone_with_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch, files: int
) -> None:
    """Also where the month is by then what it was before that run."""
    put([case(agency_id="kota-surabaya", sector="roads") for _ in range(5)])
    run()
    others = [case(agency_id="kota-malang", sector="housing") for _ in range(5)]
    put(others)
    write, left = open_data_bucket.write, iter(range(files))

    def dies(name: str, content: bytes, media_type: str) -> None:
        if name.startswith("2026-03") and next(left, None) is None:
            raise SystemExit
        write(name, content, media_type)
        if name == "2026-03.parquet":
            raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(open_data_bucket, "write", dies)
        with pytest.raises(SystemExit):
            run(NOW + DAY)
    assert {row["agency"] for row in rows("2026-03.csv")} == {"kota-surabaya", "kota-malang"}
    put([replace(one, confidential=True) for one in others])
    run(NOW + 2 * DAY)
    assert {row["agency"] for row in rows("2026-03.csv")} == {"kota-surabaya"}
    assert b"kota-malang" not in b"".join(fetched(name) for name in stored())


def test_what_a_run_left_that_died_while_it_took_away_goes_with_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = [case(agency_id="kota-surabaya") for _ in range(5)]
    put(shown)
    run()
    put([replace(one, confidential=True) for one in shown])
    take_away = open_data_bucket.take_away

    def dies(name: str) -> None:
        take_away(name)
        if name == "2026-03.csv":
            raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(open_data_bucket, "take_away", dies)
        with pytest.raises(SystemExit):
            run(NOW + DAY)
    run(NOW + DAY)
    assert set(stored()) == {"catalog.jsonld", "dictionary.json", "index.json"}


def test_what_a_first_run_wrote_before_it_died_is_taken_away(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = [case(agency_id="kota-surabaya") for _ in range(5)]
    put(shown)

    def dies(*_: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(open_data_bucket, "write_index", dies)
        with pytest.raises(SystemExit):
            run()
    assert "2026-03.csv" in stored()
    put([replace(one, confidential=True) for one in shown])
    run()
    assert set(stored()) == {"catalog.jsonld", "dictionary.json", "index.json"}


def test_a_month_is_that_of_the_place(world: World) -> None:
    """The evening of the last of February in UTC is March in all of Indonesia; one in Papua is in
    March two hours earlier than one in Java."""
    last = datetime(2026, 2, 28, tzinfo=UTC)
    put([
        *(case(filed_at=last + timedelta(hours=16, minutes=59), zone="WIB") for _ in range(5)),
        *(case(filed_at=last + timedelta(hours=17), zone="WIB", sector="roads") for _ in range(5)),
        *(case(filed_at=last + timedelta(hours=15), zone="WIT", sector="water") for _ in range(5)),
        *(case(filed_at=last + timedelta(hours=14, minutes=59), zone="WIT") for _ in range(5)),
    ])  # fmt: skip
    run()
    assert Counter(row["day"] for row in rows("2026-02.csv")) == {"2026-02-28": 10}
    assert Counter(row["sector"] for row in rows("2026-03.csv")) == {"roads": 5, "water": 5}
    put(case(filed_at=datetime(2026, 3, 31, 15, tzinfo=UTC), zone="WIT") for _ in range(5))
    run(datetime(2026, 3, 31, 15, 30, tzinfo=UTC))
    assert len(rows("2026-04.csv")) == 5


def test_everybody_finds_the_files_and_is_led_to_them(world: World) -> None:
    status, answer, _ = world.call("GET", "/v1/open-data")
    assert (status, answer["items"]) == (200, [])
    for name in ("2026-03.csv", "catalog.jsonld", "dictionary.json"):
        status, answer, _ = world.call("GET", f"/v1/open-data/{name}")
        assert (status, answer["error"]["code"]) == (404, "unknown_file")
    put([case(agency_id="kota-surabaya") for _ in range(5)])
    run()
    status, answer, _ = world.call("GET", "/v1/open-data")
    assert status == 200
    assert months_of(answer) == {"2026-03": 5}
    (month,) = answer["items"]
    assert set(month["files"]) == set(month["bytes"]) == {"csv", "json", "parquet"}
    named = {address.rsplit("/", 1)[1] for address in month["files"].values()}
    named |= {answer[which].rsplit("/", 1)[1] for which in ("catalogue", "dictionary")}
    assert named == stored().keys() - {"index.json"}
    for name in named:
        status, answer, headers = world.call("GET", f"/v1/open-data/{name}")
        assert status == 302
        assert headers["Location"] == answer["url"]
        assert answer["url"].startswith(f"https://open-data.s3.{REGION}.amazonaws.com/{name}?")
        assert {"X-Amz-Signature", "X-Amz-Expires"} <= parse_qs(answer["url"]).keys()
    for name in ("index.json", "2026-03.zip", "2026-02.csv", "2026-03", "x2026-03.csv"):
        status, answer, _ = world.call("GET", f"/v1/open-data/{name}")
        assert (status, answer["error"]["code"]) == (404, "unknown_file")


@pytest.mark.parametrize(
    ("function", "may"),
    [
        ("publish_open_data", {"s3:ListBucket", "s3:PutObject", "s3:DeleteObject", "s3:GetObject"}),
        ("api_handler", {"s3:ListBucket", "s3:GetObject"}),
    ],
)
def test_one_writes_and_one_reads(function: str, may: set[str]) -> None:
    statements = json.loads((POLICIES / f"policy-{function}.json").read_text())["Statement"]
    found = {
        action
        for statement in statements
        if "open-data" in json.dumps(statement["Resource"])
        for action in statement["Action"]
    }
    assert found == may
