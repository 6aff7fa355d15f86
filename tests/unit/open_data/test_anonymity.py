"""Open data attacked with all that may be known of a case: nothing points at fewer than five."""

from collections import Counter
from datetime import UTC, datetime
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.case.model import Classification, Closure, Rating, Status
from chalicelib.figures.summary import PUBLIC
from chalicelib.open_data.anonymity import ALIKE, coarsen
from chalicelib.open_data.records import KNOWN, Record, record_of
from chalicelib.structs import replace
from tests.integration.rows import DAY, NOW, case

PLAIN = record_of(case(sector="roads"))
RECORDS = st.builds(
    lambda day, place, sector, agency, channel, status: replace(
        PLAIN, day=f"2026-03-0{day}", province=place[:2], regency=place, sector=sector,
        agency=agency, channel=channel, status=status,
    ),
    st.integers(1, 2), st.sampled_from(["35.78", "35.73", "51.71"]),
    st.sampled_from(["roads", "schools", None]), st.sampled_from(["a", "b"]),
    st.sampled_from(["web", "sms"]), st.sampled_from(["routed", "closed"]),
)  # fmt: skip
MONTHS = st.lists(RECORDS, max_size=60).map(
    lambda several: {f"LP-{number}": one for number, one in enumerate(several)}
)


def questions(told: list[Record]) -> Counter[tuple[tuple[str, object], ...]]:
    """How many lines answer each question that somebody can ask who knows some of it."""
    found: Counter[tuple[tuple[str, object], ...]] = Counter()
    for record in told:
        for size in range(len(KNOWN) + 1):
            for names in combinations(KNOWN, size):
                found[tuple((name, getattr(record, name)) for name in names)] += 1
    return found


@given(records=MONTHS)
def test_whatever_is_known_five_are_alike(records: dict[str, Record]) -> None:
    told = coarsen(records)
    assert all(n % ALIKE == 0 for n in questions(told).values())
    assert len(told) == len(records) - len(records) % ALIKE


@given(records=MONTHS, target=RECORDS)
def test_two_files_differ_by_nobody(records: dict[str, Record], target: Record) -> None:
    """Before and after one case came, went, or changed its sector."""
    before = questions(coarsen(records))
    for changed in (
        records | {"LP-TARGET": target},
        records | ({"LP-0": target} if records else {}),
        {case_id: one for case_id, one in records.items() if case_id != "LP-0"},
    ):
        after = questions(coarsen(changed))
        differences = {key: after[key] - before[key] for key in after.keys() | before.keys()}
        assert all(n % ALIKE == 0 for n in differences.values())


@given(records=MONTHS)
def test_figures_beside_it_leave_open_whether_there_is_one_more(records: dict[str, Record]) -> None:
    """What a public figure says of a place, less what the file has of it, is always in steps: up to
    four may or may not be there."""
    lines = Counter(record.regency for record in coarsen(records))
    cases = Counter(record.regency for record in records.values())
    for place, n in cases.items():
        figure = PUBLIC.count(n)
        least = 0 if isinstance(figure, str) else figure
        assert (least - lines[place]) % ALIKE == 0
        assert lines[place] <= n


@given(records=MONTHS)
def test_what_is_told_is_true(records: dict[str, Record]) -> None:
    """Each line says of some case what it says, where it does not hide it."""
    shown = ("month", *KNOWN, "status")
    for record in coarsen(records):
        said = {name: value for name in shown if (value := getattr(record, name)) is not None}
        assert any(
            all(getattr(one, name) == value for name, value in said.items())
            for one in records.values()
        )


def test_alike_stay_as_they_are_and_the_rest_is_coarser() -> None:
    records = {f"LP-{n}": replace(PLAIN, day=f"2026-03-{1 + n // 7:02}") for n in range(14)}
    told = coarsen(records)
    assert Counter(record.day for record in told) == {"2026-03-01": 5, "2026-03-02": 5}
    records |= {f"LP-M{n}": replace(PLAIN, day="2026-03-09") for n in range(3)}
    told = coarsen(records)
    assert Counter(record.day for record in told) == {
        "2026-03-01": 5, "2026-03-02": 5, None: 5,
    }  # fmt: skip
    assert all(record.agency == PLAIN.agency for record in told)
    assert coarsen(records) == coarsen(dict(reversed(records.items())))


def test_the_facts_of_a_case() -> None:
    at = datetime(2026, 2, 28, 18, tzinfo=UTC)  # in WIB it is March
    made = case(
        filed_at=at, sector="roads", channel="mobile", status=Status.CLOSED, supervisory=True,
        first_answered_at=at + 3 * DAY, answers=1, escalation_level=2,
        rating=Rating(satisfied=False, score=1, comment="Rahasia", at=NOW),
        closed=Closure(reason="timeout", at=NOW),
    )  # fmt: skip
    found = record_of(made)
    assert (found.month, found.day) == ("2026-03", "2026-03-01")
    assert (found.province, found.regency) == ("35", "35.78")
    assert (found.classification, found.sector, found.channel) == ("supervisory", "roads", "mobile")
    assert (found.agency, found.status, found.closed_reason) == ("kota-contoh", "closed", "timeout")
    assert (found.days_to_disposition, found.days_to_answer, found.answers) == (0, 3, 1)
    assert (found.escalation_level, found.satisfied, found.archive_reason) == (2, "no", None)
    assert not {made.id, made.masked_title, "Rahasia"} & set(map(str, found.values))
    other = record_of(
        replace(
            made, supervisory=False, rating=None, closed=None, first_answered_at=None,
            first_routed_at=None, classification=Classification.ASPIRATION,
            location=replace(made.location, region_code="35"), archive_reason="incomplete",
        )
    )  # fmt: skip
    assert (other.province, other.regency, other.classification) == ("35", None, "aspiration")
    assert (other.days_to_disposition, other.days_to_answer, other.satisfied) == (None, None, None)
    assert (other.closed_reason, other.archive_reason) == (None, "incomplete")
    nowhere = record_of(replace(made, location=replace(made.location, region_code=None)))
    assert (nowhere.province, nowhere.regency) == (None, None)
