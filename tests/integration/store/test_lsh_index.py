"""Cases that share a band: by place, since when, and the newest first."""

from datetime import UTC, datetime, timedelta

from chalicelib.store.lsh_index import MOST_PER_BAND, NOWHERE, candidates, put
from tests.integration.world import World

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
DAY = timedelta(days=1)


def found(place: str | None, band: str = "band", number: int = 0, days: int = 9) -> list[str]:
    return [one.case_id for one in candidates(place, number, band, since=NOW - days * DAY)]


def test_candidates_are_of_the_place_and_time_the_newest_first(shared_world: World) -> None:
    for place, days, case_id in (
        ("35.78", 3, "LP-OLD"),
        ("35.78", 1, "LP-NEW"),
        ("35.73", 2, "LP-BESIDE"),
        (NOWHERE, 2, "LP-NOWHERE"),
    ):
        put(case_id, NOW - days * DAY, place=place, bands=("other", "band"), signature=b"s")
    assert found("35.78", number=1) == ["LP-NEW", "LP-OLD"]
    assert found("35.78", number=1, days=3) == ["LP-NEW", "LP-OLD"]
    assert found("35.78", number=1, days=2) == ["LP-NEW"]
    assert set(found("35", number=1)) == {"LP-NEW", "LP-OLD", "LP-BESIDE"}
    assert set(found("35", number=1, days=2)) == {"LP-NEW", "LP-BESIDE"}
    assert found(NOWHERE, number=1) == ["LP-NOWHERE"]
    assert set(found(None, number=1)) == {"LP-NEW", "LP-OLD", "LP-BESIDE", "LP-NOWHERE"}
    assert found("35.78", number=0) == []
    assert found("35.78", band="other") == ["LP-NEW", "LP-OLD"]
    assert found("35.7", number=1) == []


def test_no_more_are_read_than_so_many(shared_world: World) -> None:
    for number in range(MOST_PER_BAND + 2):
        at = NOW - timedelta(minutes=number)
        put(f"LP-{number}", at, place="36.71", bands=("many",), signature=b"s")
    assert found("36.71", band="many") == [f"LP-{number}" for number in range(MOST_PER_BAND)]
