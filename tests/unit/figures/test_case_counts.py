"""What one case adds to the figures: stages at their limits, misroutes, who answers for what."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.case.actions import merge
from chalicelib.case.decision import NEVER_PUBLISHED
from chalicelib.case.model import REPORTER, SYSTEM, Actor, Classification
from chalicelib.errors import DomainError
from chalicelib.figures.cells import (
    COUNTRY,
    KEPT_IN_SCOPES,
    OF_MANY_VALUES,
    RULES,
    UNKNOWN,
    YEAR,
    CaseCounts,
    Cell,
    Dimension,
    differences,
    scope_of,
)
from chalicelib.figures.lives import read_life
from chalicelib.figures.measures import count_case
from chalicelib.structs import replace
from tests import do
from tests.unit.case.world import DESK, DINAS, JATIM, KABUPATEN, KOTA, MONDAY, Life
from tests.unit.figures.simulated import simulate

TEXT = "Lampu sudah diganti."


def added(life: Life) -> CaseCounts:
    return count_case(life.case, life.events, life.context.policy)


def counts(life: Life) -> dict[str, int]:
    return dict(added(life).counts)


def misrouted(life: Life) -> set[str]:
    return {name for name in counts(life) if name.startswith("misrouted")}


def to_agencies(life: Life) -> dict[str, dict[str, int]]:
    return {agency: dict(said) for agency, said in added(life).to_agencies.items()}


def working_days(count: int) -> datetime:
    """09:00 WIB on the `count`th working day after the day that a case of MONDAY is filed on."""
    calendar = Life.filed().context.policy.calendar
    day = calendar.later(MONDAY.date(), count)
    return MONDAY.replace(year=day.year, month=day.month, day=day.day)


def test_an_office_that_later_words_accuse_has_it_no_more_and_handed_on_nothing() -> None:
    """However long it had the case: it did not choose to lose it."""
    life = Life.routed(to="dinas-pu").after(days=20)
    life.does(do.Message(text="Kepala dinas minta uang.", accuses=("dinas-pu",)), REPORTER)
    life.does(do.SendToTriage(reason="accused"))
    assert added(life).values[Dimension.AGENCY] == UNKNOWN
    assert "rerouted" not in counts(life)
    life.does(do.Route(agency_id="kota"), DESK)
    assert added(life).values[Dimension.AGENCY] == "kota"
    assert "rerouted" not in counts(life)
    assert "dinas-pu" not in to_agencies(life)


def test_a_filing_counts_once_in_every_dimension() -> None:
    life = Life.filed()
    case = replace(life.case, sector="jalan", channel="mobile")
    cells = dict(replace(count_case(case, life.events, life.context.policy), public=None).cells())
    month, year, day, hours = "2026-02", YEAR + "2026", "2026-02-02", "2026-02-hours"
    assert set(cells) == {
        Cell(COUNTRY, Dimension.ALL, UNKNOWN, month),
        Cell(COUNTRY, Dimension.CLASS, "complaint", month),
        Cell(COUNTRY, Dimension.CATEGORY, "pekerjaan-umum", month),
        Cell(COUNTRY, Dimension.SECTOR, "jalan", month),
        Cell(COUNTRY, Dimension.PROVINCE, "35", month),
        Cell(COUNTRY, Dimension.AGENCY, UNKNOWN, month),
        Cell(COUNTRY, Dimension.CATEGORY, "pekerjaan-umum", year),
        Cell(COUNTRY, Dimension.AGENCY, UNKNOWN, year),
        Cell(COUNTRY, Dimension.CHANNEL, "mobile", month),
        Cell("province:35", Dimension.CLASS, "complaint", month),
        Cell("province:35", Dimension.CATEGORY, "pekerjaan-umum", month),
        Cell("province:35", Dimension.CATEGORY, "pekerjaan-umum", year),
        Cell("province:35", Dimension.REGENCY, "35.78", month),
        Cell(COUNTRY, Dimension.ALL, UNKNOWN, day),
        Cell(COUNTRY, Dimension.ALL, UNKNOWN, hours),
        Cell(COUNTRY, Dimension.PROVINCE, "35", day),
        Cell(COUNTRY, Dimension.PROVINCE, "35", hours),
        Cell(COUNTRY, Dimension.SECTOR, "jalan", day),
        Cell(COUNTRY, Dimension.REGENCY, "35.78", day),
        Cell(COUNTRY, Dimension.REGENCY, "35.78", hours),
        Cell(COUNTRY, Dimension.AGENCY, UNKNOWN, day),
        Cell(COUNTRY, Dimension.AGENCY, UNKNOWN, hours),
    }
    assert cells[Cell(COUNTRY, Dimension.ALL, UNKNOWN, month)] == {
        "filed": 1,
        "status:received": 1,
    }
    in_year = cells[Cell(COUNTRY, Dimension.AGENCY, UNKNOWN, year)]
    assert in_year == cells[Cell(COUNTRY, Dimension.AGENCY, UNKNOWN, month)]
    assert cells[Cell(COUNTRY, Dimension.ALL, UNKNOWN, day)] == {"filed": 1}
    assert cells[Cell(COUNTRY, Dimension.ALL, UNKNOWN, hours)] == {"09": 1}


def test_what_says_nothing_of_a_place_counts_as_unknown() -> None:
    life = Life.filed()
    case = replace(life.case, location=replace(life.case.location, region_code=None), category=None)
    values = count_case(case, life.events, life.context.policy).values
    assert values[Dimension.PROVINCE] == values[Dimension.REGENCY] == UNKNOWN
    assert values[Dimension.CATEGORY] == UNKNOWN
    province = replace(life.case, location=replace(life.case.location, region_code="35"))
    values = count_case(province, life.events, life.context.policy).values
    assert (values[Dimension.PROVINCE], values[Dimension.REGENCY]) == ("35", UNKNOWN)


def test_the_day_is_that_of_the_zone_of_the_case() -> None:
    late = datetime.fromisoformat("2026-01-31T23:30+07:00")
    assert added(Life.filed(at=late)).day == "2026-01-31"
    east = Life.filed(at=late, zone="WIT")
    assert added(east).day == "2026-02-01"
    assert added(east).hour == "01"


def test_the_year_is_that_of_the_zone_of_the_case() -> None:
    """By its own clock one is filed before midnight, the other after it; in UTC both before."""
    new_year = datetime.fromisoformat("2025-12-31T23:30+07:00")

    def years(life: Life) -> set[str]:
        return {cell.period for cell, _ in added(life).cells() if cell.period.startswith(YEAR)}

    assert years(Life.filed(at=new_year)) == {YEAR + "2025"}
    assert years(Life.filed(at=new_year, zone="WIT")) == {YEAR + "2026"}


@pytest.mark.parametrize(
    ("classification", "supervisory", "limit"),
    [
        (Classification.INFORMATION_REQUEST, False, 5),
        (Classification.ASPIRATION, False, 5),
        (Classification.COMPLAINT, False, 14),
        (Classification.COMPLAINT, True, 60),
    ],
)
def test_an_answer_is_in_time_on_its_last_day_and_late_on_the_next(
    classification: Classification, supervisory: bool, limit: int
) -> None:
    for days, said in ((limit - 1, "kept"), (limit, "kept"), (limit + 1, "late")):
        life = Life.routed(classification)
        if supervisory:
            life.does(do.Reclassify(classification=None, supervisory=True), DESK)
        life.at = working_days(days)
        found = counts(life.answered())
        assert found.get(f"resolve:{said}") == 1
        assert found[f"r{days}"] == found[f"h{days}"] == 1
        good = "good" if said == "kept" else "bad"
        assert to_agencies(life) == {"kota": {good: 1}}
        assert (life.at <= life.case.deadlines.resolve_by) is (said == "kept")


@pytest.mark.parametrize(("days", "said"), [(14, "kept"), (15, "late")])
def test_a_limit_that_was_missed_stays_missed_whatever_class_it_is_of_later(
    days: int, said: str
) -> None:
    life = Life.routed()
    life.at = working_days(days)
    life.does(do.Reclassify(supervisory=True), DESK)
    life.at = working_days(16)
    found = counts(life.answered())
    assert found.get(f"resolve:{said}") == 1
    assert added(life).values[Dimension.CLASS] == "supervisory"
    assert to_agencies(life) == {"kota": {"good" if said == "kept" else "bad": 1}}


def test_another_class_after_the_answer_changes_nothing_of_it() -> None:
    life = Life.routed()
    life.at = working_days(10)
    life.answered().does(do.Message(text="Belum."), REPORTER)
    life.does(do.Reclassify(classification=Classification.INFORMATION_REQUEST), KOTA)
    assert counts(life)["resolve:kept"] == 1


@pytest.mark.parametrize(("days", "said"), [(2, "kept"), (3, "kept"), (4, "late")])
def test_verified_by_the_first_disposition_or_by_an_archive(days: int, said: str) -> None:
    life = Life.filed()
    life.at = working_days(days)
    life.does(do.SystemRoute(agency_id="kota", by="model"))
    assert counts(life)[f"verify:{said}"] == counts(life)[f"v{days}"] == 1
    life = Life.filed().does(do.SendToTriage(reason="unsure"))
    life.at = working_days(days)
    life.does(do.Archive(reason="incomplete"), DESK)
    found = counts(life)
    assert found[f"verify:{said}"] == found["archived:incomplete"] == 1
    assert not {
        name for name in found if name.startswith(("resolve", "follow_up", "r1", "h", "f0"))
    }
    # Taken up again it is archived no more, and was looked at as early as before.
    life.does(do.Reopen(reason="Sekarang lengkap."), REPORTER)
    again = counts(life)
    assert again[f"verify:{said}"] == again[f"v{days}"] == again["reopened"] == 1
    assert "archived:incomplete" not in again
    assert added(life).to_agencies == {}


@pytest.mark.parametrize(("days", "said"), [(4, "kept"), (5, "kept"), (6, "late")])
def test_followed_up_from_the_first_disposition(days: int, said: str) -> None:
    life = Life.filed()
    life.at = working_days(2)
    life.does(do.SystemRoute(agency_id="kota", by="model"))
    life.at = working_days(2 + days)
    life.does(do.Start(), KOTA)
    assert counts(life)[f"follow_up:{said}"] == counts(life)[f"f{days}"] == 1


def test_a_limit_that_passes_without_a_step_is_missed_once_an_event_comes_after_it() -> None:
    life = Life.routed()
    life.at = working_days(14)
    life.does(do.Note(text="Masih dicari"), KOTA)
    found = counts(life)
    assert found["follow_up:late"] == 1
    assert "resolve:late" not in found
    assert to_agencies(life) == {}
    life.at = working_days(15)
    life.catches_up()
    found = counts(life)
    assert found["resolve:late"] == 1
    assert "r15" not in found
    assert found[f"escalated:{life.case.escalation_level}"] == 1
    assert to_agencies(life) == {"kota": {"bad": 1}}


def test_days_on_hold_are_nobodys() -> None:
    life = Life.routed().does(do.Hold(question="Di mana?"), KOTA)
    life.at = working_days(6)
    life.does(do.Message(text="Di depan pasar"), REPORTER)
    life.at = working_days(20)
    assert counts(life.answered()).get("resolve:kept") == 1
    assert counts(life)["r14"] == counts(life)["held"] == 1
    assert life.at <= life.case.deadlines.resolve_by


def test_a_hold_before_a_stage_is_no_part_of_it() -> None:
    life = Life.filed().does(do.SendToTriage(reason="unsure"))
    life.does(do.Hold(question="Di mana?"), DESK)
    life.at = working_days(4)
    life.does(do.Message(text="Di depan pasar"), REPORTER)
    life.at = working_days(5)
    life.does(do.Route(agency_id="kota"), DESK)
    life.at = working_days(11)
    life.does(do.Start(), KOTA)
    found = counts(life)
    assert found["v1"] == found["verify:kept"] == 1
    assert found["f6"] == found["follow_up:late"] == 1
    life.at = working_days(18)
    assert counts(life.answered())["r14"] == counts(life)["h13"] == 1


def test_a_question_that_is_open_stops_the_clock_until_it_expires() -> None:
    life = Life.routed().does(do.Hold(question="Di mana?"), KOTA)
    life.at = working_days(9)
    life.does(do.Note(text="Menunggu"), KOTA)
    assert "follow_up:late" not in counts(life)
    assert read_life(life.events).pauses == [(MONDAY, life.at)]


def test_the_longest_times_share_a_bin() -> None:
    life = Life.routed()
    life.at = working_days(130)
    found = counts(life.answered())
    assert found["v0"] == found["f15"] == found["r75"] == found["h75"] == 1
    assert sum(found.get(f"r{days}", 0) for days in range(200)) == 1


@pytest.mark.parametrize("by", RULES)
def test_a_choice_of_the_service_that_did_not_stand_is_a_misroute(by: str) -> None:
    routed = Life.filed().does(do.SystemRoute(agency_id="kota", by=by))
    assert counts(routed)[f"routed:{by}"] == 1
    assert misrouted(routed) == set()
    returned = counts(routed.after(hours=1).does(do.Return(reason="Jalan nasional"), KOTA))
    assert returned["returned"] == returned["rerouted"] == 1
    assert misrouted(routed) == {f"misrouted:{by}"}
    assert added(routed).values[Dimension.AGENCY] == UNKNOWN
    assert added(routed).to_agencies == {}


@pytest.mark.parametrize(("days", "wrong"), [(4, True), (5, True), (6, False)])
@pytest.mark.parametrize("to", ["kabupaten", None])
def test_a_misroute_is_declined_within_the_days_of_a_first_step(
    days: int, wrong: bool, to: str | None
) -> None:
    life = Life.routed()
    by = life.events[1].data["by"]
    life.at = working_days(days)
    action = do.Transfer(agency_id=to, reason="Bukan kota") if to else do.Return(reason="Bukan")
    life.does(action, KOTA)
    assert misrouted(life) == ({f"misrouted:{by}"} if wrong else set())
    # Whatever comes afterwards, it is one case that went wrong once.
    if to is None:
        life.does(do.Route(agency_id="kabupaten"), DESK)
    life.does(do.Return(reason="Bukan"), KABUPATEN)
    assert sum(n for name, n in counts(life).items() if name.startswith("misrouted")) == int(wrong)


def test_what_came_to_a_second_agency_is_no_misroute_of_the_first() -> None:
    life = Life.filed().does(do.SendToTriage(reason="unsure"))
    life.does(do.Route(agency_id="kota"), DESK).does(do.Return(reason="Bukan"), KOTA)
    life.does(do.SystemRoute(agency_id="kabupaten", by="model"))
    life.does(do.Return(reason="Bukan"), KABUPATEN)
    assert misrouted(life) == set()


def test_an_officers_choice_is_no_misroute_of_the_service() -> None:
    life = Life.filed().does(do.SendToTriage(reason="unsure"))
    life.does(do.Route(agency_id="kota"), DESK)
    life.after(hours=1).does(do.Transfer(agency_id="kabupaten", reason="Bukan kota"), KOTA)
    found = counts(life)
    assert found["routed:officer"] == found["rerouted"] == 1
    assert misrouted(life) == set()
    assert added(life).values[Dimension.AGENCY] == "kabupaten"


def test_routed_again_within_a_government_is_rerouted_and_no_misroute() -> None:
    life = Life.routed().does(do.Route(agency_id="dinas-pu"), KOTA)
    found = counts(life)
    assert found["rerouted"] == 1
    assert misrouted(life) == set()
    assert "returned" not in found


def test_a_successor_takes_a_case_up_and_nobody_chose_wrongly() -> None:
    life = Life.filed(at=MONDAY).does(do.SystemRoute(agency_id="lama", by="model"))
    life.at_local("2026-02-20").does(do.Reassign(), SYSTEM)
    found = counts(life)
    assert misrouted(life) == set()
    assert "rerouted" not in found
    assert added(life).values[Dimension.AGENCY] == (life.case.agency_id or UNKNOWN)


def test_who_keeps_a_case_too_long_and_hands_it_on_answers_for_that() -> None:
    for days, late in ((3, False), (4, True)):
        life = Life.routed()
        life.at = working_days(days)
        life.does(do.Transfer(agency_id="kabupaten", reason="Bukan kota"), KOTA)
        handed = {"kota": {"handed_late": 1, "bad": 1}} if late else {}
        assert to_agencies(life) == handed
        # Whoever got it has the days that the first kept too long.
        life.at = working_days(17)
        life.does(do.Answer(text=TEXT), KABUPATEN)
        assert counts(life)["resolve:late"] == 1
        assert to_agencies(life) == {**handed, "kabupaten": {"good" if late else "bad": 1}}


def test_an_answer_that_did_not_stand_is_no_good_one() -> None:
    life = Life.routed(to="dinas-pu").after(days=1)
    life.does(do.Answer(text=TEXT), DINAS)
    assert to_agencies(life) == {"dinas-pu": {"good": 1}}
    life.after(days=1).does(
        do.Rate(satisfied=False, comment="Belum menyala", appeal=True), REPORTER
    )
    assert counts(life)["appealed"] == counts(life)["rated"] == 1
    assert "satisfied" not in counts(life)
    assert to_agencies(life) == {}
    rejected = Life(case=life.case, at=life.at, context=life.context, events=[*life.events])
    rejected.after(days=1).does(do.ResolveAppeal(upheld=False, text=TEXT), KOTA)
    assert to_agencies(rejected) == {"dinas-pu": {"good": 1}}
    assert "upheld" not in counts(rejected)
    assert counts(rejected)["closed:appeal_decided"] == 1
    life.after(days=1).does(do.ResolveAppeal(upheld=True, text=TEXT), KOTA)
    assert to_agencies(life) == {"dinas-pu": {"bad": 1}}
    assert counts(life)["upheld"] == 1


def test_silence_is_apart_and_never_satisfied() -> None:
    life = Life.routed().after(days=1).answered()
    for day in ("2026-02-06", "2026-02-10", "2026-03-03"):
        life.at_local(day).catches_up()
    found = counts(life)
    assert found["closed:timeout"] == found["answered"] == found["status:closed"] == 1
    assert "rated" not in found
    assert "satisfied" not in found
    life.at_local("2026-03-04").does(do.Reopen(reason="Padam lagi"), REPORTER)
    assert counts(life)["reopened"] == 1
    assert "closed:timeout" not in counts(life)
    assert to_agencies(life) == {"kota": {"bad": 1}}


def test_a_limit_that_was_missed_before_a_merge_stays_missed() -> None:
    life, target = Life.routed().after(days=60), Life.routed(case_id="LP-OTHER")
    given, _ = merge(life.case, target.case, KOTA, life.now)
    found = counts(life.takes(given))
    assert (found["resolve:late"], found["follow_up:late"]) == (1, 1)
    assert to_agencies(life) == {"kota": {"bad": 1}}


def test_who_is_answered_in_a_later_round_was_answered() -> None:
    """No more are rated than were answered, though stages are those of the first round."""
    life = Life.routed().after(days=1).does(do.Archive(reason="incomplete"), KOTA)
    life.after(days=1).does(do.Reopen(reason="Ini fotonya"), REPORTER)
    life.after(days=1).answered().does(do.Rate(satisfied=True), REPORTER)
    found = counts(life)
    assert found["answered"] == found["rated"] == found["satisfied"] == 1
    assert not any(name.startswith(("resolve", "r1", "h1")) for name in found)


def test_a_satisfied_reporter_counts_as_one() -> None:
    life = Life.routed().after(days=1).answered().does(do.Rate(satisfied=True), REPORTER)
    found = counts(life)
    assert found["rated"] == found["satisfied"] == found["closed:confirmed"] == 1


@pytest.mark.parametrize(("minutes", "at_once"), [(9, 1), (10, 0), (11, 0)])
def test_an_answer_within_ten_minutes_is_at_once(minutes: int, at_once: int) -> None:
    said = to_agencies(Life.routed().after(minutes=minutes).answered())["kota"]
    assert said.get("at_once", 0) == at_once
    assert said["good"] == 1


def test_what_an_agency_archives_is_counted() -> None:
    life = Life.routed().does(do.Archive(reason="out_of_scope"), KOTA)
    assert to_agencies(life) == {"kota": {"archived": 1}}
    withdrawn = Life.routed().does(do.Archive(reason="withdrawn"), KOTA)
    assert to_agencies(withdrawn) == {"kota": {"archived": 1}}


def test_what_its_reporter_withdraws_says_nothing_of_the_agency() -> None:
    life = Life.routed().after(days=1).does(do.Withdraw(), REPORTER)
    assert to_agencies(life) == {}
    assert counts(life)["archived:withdrawn"] == 1
    life.after(days=1).does(do.Reopen(reason="Berubah pikiran"), REPORTER)
    assert to_agencies(life) == {}
    assert "reopened" not in counts(life)
    # What ends in another way afterwards, and is taken up again, does.
    life.does(do.Archive(reason="incomplete"), KOTA)
    life.after(days=1).does(do.Reopen(reason="Sudah lengkap"), REPORTER)
    assert counts(life)["reopened"] == 1


def test_a_deadline_that_had_passed_is_missed_though_it_is_withdrawn_then() -> None:
    life = Life.routed().at_local("2026-03-16").does(do.Withdraw(), REPORTER)
    assert to_agencies(life) == {"kota": {"bad": 1}}


def test_nobody_looked_at_what_was_withdrawn_before_it_had_an_agency() -> None:
    life = Life.in_triage().does(do.Withdraw(), REPORTER)
    assert not [name for name in counts(life) if name.startswith("verify")]


def test_what_was_split_off_was_filed_by_nobody() -> None:
    life = Life.routed().after(days=1).answered()
    split = replace(life.case, split_from="LP-OTHER")
    found = count_case(split, life.events, life.context.policy)
    assert found.counts["split_off"] == 1
    assert "filed" not in found.counts
    # What was promised for it is kept; its days tell nobody how long the reporter waited.
    assert found.counts["resolve:kept"] == found.counts["verify:kept"] == 1
    assert not {"v0", "f1", "h1", "r1"} & found.counts.keys()
    assert {"v0", "f1", "h1", "r1"} < counts(life).keys()
    assert found.hour is None
    assert not [cell for cell, _ in found.cells() if len(cell.period) > len("2026-02")]
    assert found.to_agencies == {}


def test_what_its_reporter_restricts_counts_nowhere() -> None:
    life = Life.routed().after(days=1).answered()
    before = added(life)
    life.after(hours=1).does(do.Restrict(), REPORTER)
    assert [counts for _, counts in added(life).cells() if counts] == []
    gone = differences(before, added(life))
    assert gone == {
        cell: {measure: -n for measure, n in counts.items()}
        for cell, counts in differences(None, before).items()
    }
    life.after(hours=1).does(do.Unrestrict(), REPORTER)
    assert added(life) == before


def test_events_after_the_state_are_passed_over() -> None:
    life = Life.routed()
    before, seen = life.case, added(life)
    life.after(days=1).answered()
    assert count_case(before, life.events, life.context.policy) == seen


def test_a_life_begins_with_the_filing() -> None:
    with pytest.raises(ValueError, match="no events"):
        read_life([])
    with pytest.raises(ValueError, match="begins"):
        read_life(Life.routed().events[1:])


STEPS: list[tuple[Any, Actor]] = [
    (do.SystemRoute(agency_id="kota", by="model"), SYSTEM),
    (do.SystemRoute(agency_id="kabupaten", by="category"), SYSTEM),
    (do.SendToTriage(reason="unsure"), SYSTEM),
    (do.Route(agency_id="kabupaten"), DESK),
    (do.Route(agency_id="dinas-pu"), KOTA),
    (do.Return(reason="Bukan"), KOTA),
    (do.Transfer(agency_id="kabupaten", reason="Pindah"), KOTA),
    (do.Transfer(agency_id="kota", reason="Pindah"), KABUPATEN),
    (do.Start(), KOTA),
    (do.Hold(question="Ya?"), KOTA),
    (do.Message(text="Begini"), REPORTER),
    (do.Answer(text=TEXT), KOTA),
    (do.Answer(text=TEXT), KABUPATEN),
    (do.Rate(satisfied=True), REPORTER),
    (do.Rate(satisfied=False, comment="Belum"), REPORTER),
    (do.Rate(satisfied=False, comment="Belum", appeal=True), REPORTER),
    (do.ResolveAppeal(upheld=True, text=TEXT), JATIM),
    (do.ResolveAppeal(upheld=False, text=TEXT), JATIM),
    (do.Archive(reason="spam"), KOTA),
    (do.Withdraw(), REPORTER),
    (do.Reopen(reason="Lagi"), REPORTER),
    (do.Reclassify(classification=Classification.ASPIRATION, supervisory=False), KOTA),
]
HISTORIES = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(1, 400)), min_size=1, max_size=14
)


def lived(history: Iterable[tuple[tuple[Any, Actor], int]]) -> list[Life]:
    """A case after each of its events."""
    life, seen = Life.filed(), []
    seen.append(Life(case=life.case, at=life.at, context=life.context, events=[*life.events]))
    for (action, actor), hours in history:
        life.at += timedelta(hours=hours)
        life.catches_up()
        try:
            life.does(action, actor)
        except DomainError:
            continue
        seen.append(Life(case=life.case, at=life.at, context=life.context, events=[*life.events]))
    return seen


@given(history=HISTORIES, order=st.randoms(use_true_random=False), twice=st.booleans())
@settings(max_examples=120)
def test_messages_in_any_order_and_any_number_come_to_the_same(
    history: list[tuple[tuple[Any, Actor], int]], order: Any, twice: bool
) -> None:
    """However often and in whichever order states are counted, the cells are those of the last."""
    states = lived(history)
    deliveries = [*states, *states] if twice else [*states]
    order.shuffle(deliveries)
    cells: Counter[tuple[Cell, str]] = Counter()
    through, counted = 0, None
    for state in [*deliveries, states[-1]]:
        if state.case.version <= through:
            continue
        now = added(state)
        for cell, moved in differences(counted, now).items():
            cells.update({(cell, measure): n for measure, n in moved.items()})
        through, counted = state.case.version, now
    final: Counter[tuple[Cell, str]] = Counter()
    for cell, added_to_it in added(states[-1]).cells():
        final.update({(cell, measure): n for measure, n in added_to_it.items()})
    assert {key: n for key, n in cells.items() if n} == dict(final)


@given(history=HISTORIES)
@settings(max_examples=120)
def test_what_always_holds_of_a_contribution(
    history: list[tuple[tuple[Any, Actor], int]],
) -> None:
    for state in lived(history):
        found = counts(state)
        assert found["filed"] == 1
        assert found[f"status:{state.case.status.value}"] == 1
        assert all(n == 1 for n in found.values())
        for stage in ("verify", "follow_up", "resolve"):
            assert found.get(f"{stage}:kept", 0) + found.get(f"{stage}:late", 0) <= 1
        never = {f"archived:{reason}" for reason in NEVER_PUBLISHED} & found.keys()
        assert not (never and added(state).public)  # they have no place where everybody reads
        assert found.get("satisfied", 0) <= found.get("rated", 0) <= found.get("answered", 0)
        assert misrouted(state) <= {f"misrouted:{by}" for by in RULES if f"routed:{by}" in found}
        assert sum(found.get(f"routed:{by}", 0) for by in (*RULES, "officer")) <= 1
        for_officers = replace(added(state), public=None).cells()
        days = [cell for cell, _ in for_officers if len(cell.period) == len("2026-02-02")]
        assert len(days) == len(set(days)) == 5  # all, province, regency, agency, sector
        for said in added(state).to_agencies.values():
            assert said.get("good", 0) + said.get("bad", 0) <= 1


def test_what_a_province_or_an_agency_falls_into_adds_up_to_it() -> None:
    """By each dimension, of each month and year; what only compares agencies is in no part."""
    policy = Life.filed().context.policy
    cells: dict[Cell, Counter[str]] = {}
    for case, events in simulate(400, seed=3):
        for cell, said in count_case(case, events, policy).cells():
            cells.setdefault(cell, Counter()).update(said)
    comparing = {"good", "bad", "at_once", "archived", "handed_late"}
    wholes = 0
    for (scope, dimension, value, period), said in cells.items():
        if scope != COUNTRY or dimension not in KEPT_IN_SCOPES or len(period) > len("2026-01"):
            continue
        whole = Counter({name: n for name, n in said.items() if name not in comparing})
        for inner in KEPT_IN_SCOPES[dimension]:
            if period.startswith(YEAR) and inner not in OF_MANY_VALUES:
                continue
            parts = Counter[str]()
            for cell, inside in cells.items():
                within = cell.scope == scope_of(dimension, value)
                if within and (cell.dimension, cell.period) == (inner, period):
                    parts += inside
            assert parts == (Counter() if value == UNKNOWN else whole)
        wholes += value != UNKNOWN
    assert wholes > 100
