"""Identities end by themselves when they were kept as long as they may be: each once, by its class,
late or in parallel, and no other."""

from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from chalicelib.attachments.attachment import FileState
from chalicelib.case.model import DueKind
from chalicelib.errors import PartialFailure
from chalicelib.store import attachments, cases, file_bucket, filing, queries, texts
from chalicelib.usecases import expire_identities as expiry
from chalicelib.usecases.expire_identities import expire_identities
from infra.operate import upkeep
from tests.integration.conftest import BUCKET
from tests.integration.http.faults import Refusal, fault
from tests.integration.operating import operate
from tests.integration.people import CONTACT, NATIONAL, SCHOOLS, SURABAYA, acts, filed, receipt
from tests.integration.test_life import run_schedule
from tests.integration.world import REGION, World

DAY = timedelta(days=1)
A_MOMENT = timedelta(microseconds=1)
WORDS = "tahun ajaran sudah berjalan dua bulan."


def over(world: World, **changes: Any) -> str:
    """A case that ended, with who filed it."""
    case_id = str(filed(world, reporter=CONTACT, **changes)["id"])
    archived(world, case_id)
    return case_id


def archived(world: World, case_id: str) -> None:
    acts(world, case_id, SURABAYA, "archive", reason="withdrawn")


def due(case_id: str) -> datetime:
    moment = cases.get(case_id).due
    assert moment is not None
    assert moment.kind is DueKind.EXPIRE
    return moment.at


def is_held(case_id: str) -> bool:
    return filing.encrypted_identity(case_id) is not None


def test_each_class_goes_on_its_day_and_not_before(world: World) -> None:
    request = {"classification": "information_request", "incident_date": None}
    complaint, asked, bare = over(world), over(world, **request), filed(world)["id"]
    archived(world, bare)
    assert cases.get(bare).due is None
    run_schedule("expire_identities", due(asked) - A_MOMENT)
    assert (is_held(asked), is_held(complaint)) == (True, True)
    run_schedule("expire_identities", due(asked))
    assert (is_held(asked), is_held(complaint)) == (False, True)
    run_schedule("expire_identities", due(complaint) + 400 * DAY)
    assert not is_held(complaint)
    for case_id in (complaint, asked):
        assert world.events(case_id)[-1] == "identity_outlived"
        assert cases.get(case_id).identified is False
        assert texts.copy_of(case_id) is None
        assert cases.get(case_id).due is None


def test_files_of_the_reporter_go_with_who_they_are(world: World) -> None:
    answer = filed(world, reporter=CONTACT)
    path = f"/v1/complaints/{answer['id']}/attachments"
    what = {"filename": "Sari.jpg", "content_type": "image/jpeg", "size": 1_000}
    assert world.call("POST", path, what, headers=receipt(answer))[0] == 201
    (file,) = attachments.of_case(answer["id"])
    file_bucket.save_copy(file, b"pixels")
    archived(world, answer["id"])
    run_schedule("expire_identities", due(answer["id"]))
    assert not is_held(answer["id"])
    assert [one.state for one in attachments.of_case(answer["id"])] == [FileState.ERASED]
    s3 = boto3.client("s3", region_name=REGION)
    assert "Contents" not in s3.list_objects_v2(Bucket=BUCKET)


def test_what_is_open_or_open_again_is_kept(world: World) -> None:
    running, again = filed(world, reporter=CONTACT)["id"], filed(world, reporter=CONTACT)
    archived(world, again["id"])
    late = due(again["id"]) + DAY
    path = f"/v1/complaints/{again['id']}/reopen"
    status, _, _ = world.call("POST", path, {"reason": "Belum beres"}, headers=receipt(again))
    assert status == 201
    assert list(queries.due(DueKind.EXPIRE, late)) == []
    run_schedule("expire_identities", late)
    assert is_held(running)
    assert is_held(again["id"])


def test_twice_and_in_parallel_it_is_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id = over(world)
    late, erase, seen = due(case_id), filing.erase, []

    def slower(*changes: Any, **more: Any) -> None:
        if not seen:
            seen.append(case_id)
            assert expire_identities(late)["erased"] == 1  # another run, in between
        erase(*changes, **more)

    monkeypatch.setattr(expiry.filing, "erase", slower)
    assert expire_identities(late)["erased"] == 0
    assert expire_identities(late) == {"erased": 0, "waiting": 0, "failed": 0, "unreadable": 0}
    assert world.events(case_id).count("identity_outlived") == 1


def test_a_dry_run_counts_and_changes_nothing(world: World) -> None:
    ids = [over(world), over(world), over(world, classification="aspiration", incident_date=None)]
    late = max(map(due, ids))
    before = [world.rows(case_id) for case_id in ids]
    counts = expire_identities(late, dry_run=True)
    assert counts == {
        "erased": 3,
        "complaint": 2,
        "aspiration": 1,
        "waiting": 0,
        "failed": 0,
        "unreadable": 0,
    }
    assert [world.rows(case_id) for case_id in ids] == before
    assert all(map(is_held, ids))
    assert expire_identities(late) == counts


def test_operators_see_what_the_next_run_erases(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    case_id = over(world)
    operate("expire-identities", "--dry-run")
    assert "erased: 0\n" in capsys.readouterr().out
    item = cases.get(case_id)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(upkeep, "datetime", Then(due(case_id)))
        operate("expire-identities", "--dry-run")
    assert "erased: 1\n" in (said := capsys.readouterr().out)
    assert "complaint: 1\n" in said
    assert is_held(case_id)
    assert cases.get(case_id) == item


class Then:
    """A clock that stands."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self, _: object) -> datetime:
        return self.moment


def test_matters_of_one_receipt_go_when_the_last_of_them_may(world: World) -> None:
    case = filed(world, reporter=CONTACT)
    acts(world, case["id"], SURABAYA, "split", text=WORDS, agency_id="kota-surabaya")
    (second,) = cases.get(case["id"]).split_into
    archived(world, case["id"])
    late = due(case["id"]) + 10 * DAY
    assert expire_identities(late)["waiting"] == 1, "the second goes on"
    assert is_held(case["id"])
    archived(world, second)
    assert due(second) > due(case["id"])
    between = due(second) - A_MOMENT
    assert expire_identities(between) == {
        "erased": 0,
        "waiting": 1,
        "failed": 0,
        "unreadable": 0,
    }
    counts = expire_identities(due(second))
    assert (counts["erased"], counts["waiting"]) == (1, 0)
    assert not is_held(case["id"])
    for each in (case["id"], second):
        assert world.events(each).count("identity_outlived") == 1


def test_a_merged_one_goes_after_the_case_it_went_into(world: World) -> None:
    target, merged = filed(world, reporter=CONTACT)["id"], filed(world, reporter=CONTACT)["id"]
    acts(world, merged, SURABAYA, "merge", into=target)
    late = due(merged) + 900 * DAY
    assert expire_identities(late)["waiting"] == 1
    acts(world, target, SCHOOLS, "answer", text="Seragam dikirim pekan ini.")
    acts(world, target, NATIONAL, "note", text="Selesai.")
    assert is_held(merged)


def test_one_that_fails_stops_no_other_and_is_tried_again(world: World) -> None:
    ids = [over(world) for _ in range(3)]
    late = max(map(due, ids))
    refusal = Refusal(status=400, code="ValidationException", message="no")
    with fault("dynamodb", "TransactWriteItems", refusal, times=1), pytest.raises(PartialFailure):
        expire_identities(late)
    assert sum(map(is_held, ids)) == 1
    assert expire_identities(late)["erased"] == 1


def test_a_run_without_time_leaves_the_rest(world: World) -> None:
    ids = [over(world) for _ in range(3)]
    time = iter([True, False])
    counts = expire_identities(max(map(due, ids)), lambda: next(time))
    assert counts["erased"] == 1
    assert sum(map(is_held, ids)) == 2


def test_an_index_that_lags_ends_nothing(world: World) -> None:
    """Erased by the reporter a moment ago, and still found."""
    case = filed(world, reporter=CONTACT)
    archived(world, case["id"])
    late = due(case["id"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(expiry.queries, "due", lambda *_: iter([case["id"]]))
        path = f"/v1/complaints/{case['id']}/identity"
        assert world.call("DELETE", path, headers=receipt(case))[0] == 200
        assert expire_identities(late)["erased"] == 0
        other = over(world)
        patch.setattr(expiry.queries, "due", lambda *_: iter([other]))
        assert expire_identities(due(other) - A_MOMENT)["erased"] == 0
    assert is_held(other)
    assert datetime.now(UTC) < due(other)
