"""Who sees what."""

from datetime import date
from typing import Any

import pytest

from chalicelib.case.actions import merge
from chalicelib.case.authority import is_public
from chalicelib.case.due import acting_agency, waiting_on
from chalicelib.case.model import REPORTER, SYSTEM, Role, Status
from chalicelib.errors import NotFound
from chalicelib.events import Visibility
from chalicelib.presentation import views
from chalicelib.presentation.atom_feeds import standing_line
from chalicelib.presentation.catalogue import page_words
from chalicelib.presentation.timeline import timeline
from chalicelib.store.masking import masked_by
from chalicelib.structs import replace
from chalicelib.workdays import iso
from tests.unit.case.world import (
    DESK,
    JATIM,
    KABUPATEN,
    KOTA,
    PHONE,
    TEXT,
    Life,
    Offices,
    do,
    in_status,
    mask,
    mask_together,
    officer,
)

PUBLIC_FIELDS = {
    "id",
    "classification",
    "title",
    "body",
    "category",
    "region_code",
    "status",
    "agency",
    "filed_at",
    "updated_at",
    "deadlines",
    "waiting_on",
    "overdue",
    "supporters",
}
OTHERS = {"LP-OTHER", "LP-SOURCE"}  # the other cases that may be named
MADE_FOR_OFFICERS = {"officer_id", "identity_requested", "must_keep", "identified"}


def named(agency_id: str) -> str | None:
    office = Offices().get(agency_id)
    return office and office.name


def public(life: Life) -> dict[str, Any]:
    return views.public_view(life.case, TEXT, now=life.at, agency_name=named, visible_cases=OTHERS)


def reporters(life: Life) -> dict[str, Any]:
    return views.reporter_view(
        life.case,
        TEXT,
        life.events,
        context=life.now,
        agency_name=named,
        visible_cases=OTHERS,
    )


def officers(life: Life, actor: Any = KOTA) -> dict[str, Any]:
    return views.officer_view(
        life.case,
        TEXT,
        life.events,
        actor=actor,
        context=life.now,
        mask=mask,
        agency_name=named,
        visible_cases=OTHERS,
    )


def told(life: Life, level: Visibility) -> list[dict[str, Any]]:
    return timeline(
        life.events, level, zone=life.case.zone, agency_name=named, visible_cases=OTHERS
    )


# Everybody


def test_the_public_view_is_the_contracts() -> None:
    view = public(Life.routed())
    assert set(view) == PUBLIC_FIELDS | {"published_files"}
    assert view["published_files"] == []
    assert view["agency"] == {"id": "kota", "name": "Pemerintah Kota"}
    assert view["filed_at"] == "2026-02-02T09:00:00+07:00"
    assert view["deadlines"]["resolve_by"] == "2026-02-24T23:59:59+07:00"
    assert PHONE not in str(view)
    assert "[telepon]" in view["body"]


def test_moments_carry_the_zone_of_the_case() -> None:
    assert public(Life.routed(to="papua"))["filed_at"] == "2026-02-02T11:00:00+09:00"


def test_an_unnamed_agency_shows_by_its_id() -> None:
    life = Life.routed()
    view = views.public_view(
        life.case, TEXT, now=life.at, agency_name=lambda _: None, visible_cases=OTHERS
    )
    assert view["agency"] == {"id": "kota", "name": "kota"}
    assert public(Life.filed())["agency"] is None


def test_rating_and_end_show_when_there_are_any() -> None:
    life = in_status(Status.ANSWERED)
    life.does(do.Rate(satisfied=True, score=4, comment=f"Hubungi {PHONE}"), REPORTER)
    view = public(life)
    assert view["rating"] == {"satisfied": True, "score": 4, "at": view["updated_at"]}
    assert view["closed"] == {"reason": "confirmed", "at": view["updated_at"]}
    assert reporters(life)["rating"]["comment"] == f"Hubungi {PHONE}"
    assert public(in_status(Status.ARCHIVED))["archive_reason"] == "out_of_scope"
    merged = in_status(Status.MERGED)
    assert public(merged)["merged_into"] == "LP-OTHER"
    hidden = views.public_view(
        merged.case, TEXT, now=merged.at, agency_name=named, visible_cases={"LP-ANOTHER"}
    )
    assert "merged_into" not in hidden


@pytest.mark.parametrize(
    ("life", "shown"),
    [
        (lambda: Life.routed(), True),
        (lambda: Life.routed(anonymous=True), True),
        (lambda: Life.routed(confidential=True), False),
        (lambda: Life.routed().does(do.Archive(reason="spam"), KOTA), False),
        (lambda: Life.routed().does(do.Archive(reason="abusive"), KOTA), False),
        (lambda: Life.routed().does(do.Archive(reason="incomplete"), KOTA), True),
    ],
)
def test_what_is_public(life, shown: bool) -> None:
    case = life()
    assert is_public(case.case) is shown
    if shown:
        assert public(case)["id"] == case.case.id
    else:
        with pytest.raises(NotFound, match="unknown_case"):
            public(case)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.RECEIVED, "agency"),
        (Status.TRIAGE, "agency"),
        (Status.ROUTED, "agency"),
        (Status.IN_PROGRESS, "agency"),
        (Status.RETURNED, "agency"),
        (Status.ON_HOLD, "reporter"),
        (Status.ANSWERED, "reporter"),
        (Status.CLOSED, "nobody"),
        (Status.ARCHIVED, "nobody"),
        (Status.MERGED, "nobody"),
    ],
)
def test_whose_turn_it_is(status: Status, expected: str) -> None:
    assert waiting_on(in_status(status).case) == expected


def test_after_not_satisfied_nobody_has_to_do_anything() -> None:
    life = in_status(Status.ANSWERED).does(do.Rate(satisfied=False), REPORTER)
    assert waiting_on(life.case) == "nobody"


def test_overdue_is_computed_and_ends_with_the_answer() -> None:
    life = Life.routed().at_local("2026-02-09", "23:59:59")
    assert not public(life)["overdue"]
    assert public(life.after(seconds=1))["overdue"]
    assert not public(life.does(do.Start(), KOTA))["overdue"]
    assert public(life.at_local("2026-02-25"))["overdue"]
    assert not public(life.answered())["overdue"]


def test_the_desk_a_case_lies_on() -> None:
    assert acting_agency(Life.filed().case) == "kemenpanrb"
    assert acting_agency(Life.routed().case) == "kota"


# The reporter


def test_the_reporter_sees_everything_as_written() -> None:
    life = Life.routed(anonymous=True, confidential=True)
    life.does(do.Hold(question="Nomor Anda?"), KOTA)
    life.does(do.Message(text=f"Ini: {PHONE}"), REPORTER)
    view = reporters(life)
    assert set(view) >= PUBLIC_FIELDS | {
        "anonymous",
        "confidential",
        "messages",
        "attachments",
        "escalation_level",
        "actions",
        "next",
    }
    assert PHONE in view["body"]
    assert [(m["from"], m["text"]) for m in view["messages"]] == [
        ("agency", "Nomor Anda?"),
        ("reporter", f"Ini: {PHONE}"),
    ]
    assert view["actions"] == ["correct_identity", "restrict", "erase", "message", "withdraw"]
    assert not MADE_FOR_OFFICERS & set(view)


def test_officers_read_until_when_a_question_may_be_answered() -> None:
    life = Life.routed()
    assert officers(life)["question_expires_at"] is None
    life.does(do.Hold(question="Nomor Anda?"), KOTA)
    assert life.case.hold is not None
    assert officers(life)["question_expires_at"] == iso(life.case.hold.expires_at, "WIB")
    life.does(do.Message(text="Nomor 7."), REPORTER)
    assert officers(life)["question_expires_at"] is None


def test_the_reporter_reads_no_message_between_officers() -> None:
    life = Life.routed().does(do.Hold(question="Nomor Anda?"), KOTA)
    life.events[-1] = replace(life.events[-1], visibility=Visibility.AGENCY)
    assert reporters(life)["messages"] == []
    assert [message["text"] for message in officers(life)["messages"]] == ["Nomor Anda?"]


@pytest.mark.parametrize("status", list(Status))
def test_where_it_is_and_what_is_next_in_words(status: Status) -> None:
    life = in_status(status)
    following = reporters(life)["next"]
    assert set(following["text"]) == {"id", "en"}
    for text in following["text"].values():
        assert "{" not in text
        assert "None" not in text
        assert text[0].isupper()
    ended = status in (Status.CLOSED, Status.ARCHIVED, Status.MERGED)
    assert (following["by"] is None) is ended
    if not ended:
        assert "Februari 2026 (WIB)" in following["text"]["id"]
        assert "February 2026 (WIB)" in following["text"]["en"]


def test_words_name_the_holder_and_the_day() -> None:
    assert reporters(Life.routed())["next"] == {
        "holder": {"id": "kota", "name": "Pemerintah Kota"},
        "by": "2026-02-09T23:59:59+07:00",
        "text": {
            "id": "Laporan Anda ada di Pemerintah Kota. Tindak lanjut pertama dijanjikan paling"
            " lambat 9 Februari 2026 (WIB).",
            "en": "Your report is with Pemerintah Kota. The first follow-up is promised by"
            " 9 February 2026 (WIB).",
        },
    }


def test_words_say_when_it_is_late_and_after_a_rating_or_an_appeal() -> None:
    last_moment = Life.routed().at_local("2026-02-09", "23:59:59")
    assert "has passed" not in reporters(last_moment)["next"]["text"]["en"]
    late = reporters(Life.routed().at_local("2026-02-10"))["next"]["text"]
    assert late["en"].endswith("This deadline has passed; the report is taken to a higher level.")
    life = in_status(Status.ANSWERED).does(do.Rate(satisfied=False), REPORTER)
    assert "You can appeal until 18 February" in reporters(life)["next"]["text"]["en"]
    life.does(do.Rate(satisfied=False, comment="Masih", appeal=True), REPORTER)
    assert "is handling your appeal" in reporters(life)["next"]["text"]["en"]
    rejected = replace(life, case=life.case, events=list(life.events))
    rejected.does(do.ResolveAppeal(text="Diputus.", upheld=False), JATIM)
    told = reporters(rejected)["next"]["text"]
    assert "has rejected your appeal" in told["en"]
    assert all("Ombudsman" in words and "137" in words for words in told.values())
    life.does(do.ResolveAppeal(text="Diputus.", upheld=True), JATIM)
    assert "has to put it right" in reporters(life)["next"]["text"]["en"]
    owing = in_status(Status.ANSWERED).does(do.Message(text="Masih padam"), REPORTER)
    assert "owes an answer to your message" in reporters(owing)["next"]["text"]["en"]
    confirmed = in_status(Status.ANSWERED).does(do.Rate(satisfied=True), REPORTER)
    assert "because you are satisfied" in reporters(confirmed)["next"]["text"]["en"]


@pytest.mark.parametrize(
    ("upheld", "state", "status"),
    [(True, "upheld", "Sedang ditangani"), (False, "rejected", "Selesai")],
)
def test_every_view_says_where_an_appeal_stands(upheld: bool, state: str, status: str) -> None:
    life = in_status(Status.ANSWERED)

    def row(**changes: Any) -> Any:
        case = replace(life.case, **changes)
        return views.public_row(case, now=life.at, agency_name=named, visible_cases=OTHERS)

    def called(**changes: Any) -> str:
        return standing_line(row(**changes), page_words("id")).partition(" · ")[0]

    assert "appeal_state" not in public(life)
    life.does(do.Rate(satisfied=False, comment="Masih", appeal=True), REPORTER)
    for view in (public(life), reporters(life), officers(life, JATIM), row()):
        assert view["appeal_state"] == "open"
    assert called() == "Keberatan diperiksa"
    assert called(status=Status.ON_HOLD) == "Menunggu pelapor"
    assert called(appeal=None) == "Sedang ditangani"
    life.does(do.ResolveAppeal(text="Diputus.", upheld=upheld), JATIM)
    assert public(life)["appeal_state"] == state
    assert called() == status


# Officers


def test_officers_see_the_text_unless_the_reporter_is_anonymous() -> None:
    open_, anonymous = Life.routed(), Life.routed(anonymous=True)
    for life in (open_, anonymous):
        life.does(do.Message(text=f"Hubungi {PHONE}"), REPORTER)
    assert str(officers(open_)).count(PHONE) == 2
    assert PHONE not in str(officers(anonymous))


def test_officers_see_what_they_need_to_act() -> None:
    view = officers(Life.routed().does(do.Note(text="Catat"), KOTA))
    assert view["version"] == 3
    assert view["limit"] == {"name": "follow_up", "at": "2026-02-09T23:59:59+07:00"}
    assert "answer" in view["actions"]
    assert view["location"]["address"] == "Depan pasar"
    assert "receipt_sha256" not in view


@pytest.mark.parametrize(
    "actor", [KABUPATEN, JATIM, officer(Role.LIAISON, "dinas-pu"), officer(Role.MONITOR, "bali")]
)
def test_another_agency_sees_nothing(actor) -> None:
    with pytest.raises(NotFound, match="unknown_case"):
        officers(Life.routed(), actor)


def test_a_monitor_reads_and_does_nothing() -> None:
    assert officers(Life.routed(), officer(Role.MONITOR, "jatim"))["actions"] == []


def test_an_inbox_row_has_no_body() -> None:
    life = Life.routed()
    row = views.inbox_row(life.case, now=life.at, agency_name=named, visible_cases=OTHERS)
    assert "body" not in row
    assert row["limit"] == {"name": "follow_up", "at": "2026-02-09T23:59:59+07:00"}


@pytest.mark.parametrize(("anonymous", "shown"), [(True, "[telepon]"), (False, PHONE)])
def test_an_inbox_row_masks_the_title_of_who_is_anonymous(anonymous: bool, shown: str) -> None:
    life = Life.routed(anonymous=anonymous)
    case = replace(life.case, title=PHONE, masked_title="[telepon]")
    assert (
        views.inbox_row(case, now=life.at, agency_name=named, visible_cases=OTHERS)["title"]
        == shown
    )


# The timeline


def full_life() -> Life:
    life = Life.filed()
    life.does(do.SystemRoute(agency_id="kota", by="model", confidence=0.9, words=("lampu", PHONE)))
    life.does(do.Hold(question=f"Benar {PHONE}?"), KOTA)
    life.does(do.Message(text=f"Ya {PHONE}"), REPORTER)
    life.does(do.Note(text="Jangan lupa"), KOTA)
    life.does(do.Answer(text=f"Sudah, hubungi {PHONE}"), KOTA)
    return life.does(do.Rate(satisfied=False, comment=f"Belum {PHONE}"), REPORTER)


@pytest.mark.parametrize(
    ("level", "numbers"),
    [
        (Visibility.PUBLIC, [1, 2, 6, 7]),
        (Visibility.REPORTER, [1, 2, 3, 4, 6, 7]),
        (Visibility.AGENCY, [1, 2, 3, 4, 5, 6, 7]),
    ],
)
def test_each_level_reads_its_events(level: Visibility, numbers: list[int]) -> None:
    rows = told(full_life(), level)
    assert [row["number"] for row in rows] == numbers
    assert (PHONE in str(rows)) == (level is Visibility.REPORTER)
    assert all(len(row["digest"]) == 64 for row in rows)
    assert rows[0]["at"] == "2026-02-02T09:00:00+07:00"


def test_agencies_are_named_beside_their_ids_and_only_to_who_reads_these() -> None:
    for level in Visibility:
        for row in told(full_life(), level):
            ids = str((row["actor"], row["data"]))
            assert all(f"'{one}'" in ids for one in row["agencies"])
    routed = told(full_life(), Visibility.PUBLIC)[1]
    assert routed["agencies"] == {"kota": "Pemerintah Kota"}
    said = reporters(full_life())["messages"]
    assert {(one["agency_id"], one["agency_name"]) for one in said} == {
        (None, None),
        ("kota", "Pemerintah Kota"),
    }


def test_the_reporter_reads_their_timeline_unmasked() -> None:
    life = full_life()
    rows = timeline(
        life.events, Visibility.REPORTER, zone="WIB", agency_name=named, visible_cases=OTHERS
    )
    assert PHONE in str(rows)


def test_an_event_that_nobody_masked_is_shown_to_its_reporter_only() -> None:
    """Rather nothing than what was not looked at."""
    life = full_life()
    life.events = [replace(event, masked=None) for event in life.events]
    assert timeline(
        life.events, Visibility.REPORTER, zone="WIB", agency_name=named, visible_cases=OTHERS
    )
    for level in (Visibility.PUBLIC, Visibility.AGENCY):
        with pytest.raises(ValueError, match="not masked"):
            timeline(life.events, level, zone="WIB", agency_name=named, visible_cases=OTHERS)


def test_only_words_are_masked_and_only_what_changed_is_kept() -> None:
    (filed,) = Life.filed().events
    data = {"text": f"ke {PHONE}", "note": "ya", "words": ["lampu", PHONE], "from": PHONE}
    event = masked_by(mask_together, replace(filed, data=data))
    assert event.masked == {"text": "ke [telepon]", "words": ["lampu", "[telepon]"]}
    assert event.masked_data == {**data, **event.masked}


def test_the_public_timeline_drops_what_is_not_for_everybody() -> None:
    rows = told(full_life(), Visibility.PUBLIC)
    assert "comment" not in rows[-1]["data"]
    assert rows[1]["data"]["confidence"] == 0.9
    assert "words" not in rows[1]["data"]
    assert told(full_life(), Visibility.REPORTER)[-1]["data"]["comment"] == f"Belum {PHONE}"


@pytest.mark.parametrize("level", [Visibility.PUBLIC, Visibility.REPORTER])
def test_officers_stay_unnamed_outside_their_agency(level: Visibility) -> None:
    assert "officer_id" not in str(told(full_life(), level))
    assert "kota-1" in str(told(full_life(), Visibility.AGENCY))


def test_a_merge_does_not_publish_the_other_complaints_id() -> None:
    source, target = Life.routed(case_id="LP-SOURCE"), Life.routed()
    target.takes(merge(source.case, target.case, DESK, target.now)[1])
    assert "LP-SOURCE" not in str(told(target, Visibility.PUBLIC))
    assert "LP-SOURCE" not in str(told(target, Visibility.REPORTER))
    assert "LP-SOURCE" in str(told(target, Visibility.AGENCY))


@pytest.mark.parametrize("level", [Visibility.PUBLIC, Visibility.REPORTER])
def test_a_suspicion_is_for_who_decides(level: Visibility) -> None:
    """Who is screened reads that a person looks at it, and not what gave them away."""
    life = Life.filed()
    recorded = {"model": "m", "confidence": 0.5, "ranking": []}
    life.does(
        do.SendToTriage(
            reason="possible_spam",
            signals=("advert",),
            words=("gacor",),
            candidates=({"agency_id": "kota", "probability": 0.5},),
            prediction=recorded,
            near={"region_code": "35.78.04", "name": "Wonokromo", "km": 1.2},
        ),
        SYSTEM,
    )
    shown = told(life, level)[-1]
    assert (shown["type"], shown["data"]) == ("triage", {})
    seen = told(life, Visibility.AGENCY)[-1]["data"]
    assert seen["reason"] == "possible_spam"
    assert seen["signals"] == ["advert"]
    assert seen["prediction"] == recorded
    assert seen["near"] == {"region_code": "35.78.04", "name": "Wonokromo", "km": 1.2}


def test_the_desk_reads_why_an_agency_is_suggested() -> None:
    life = Life.filed()
    candidates = (
        {"agency_id": "kota", "probability": 0.5, "words": ("sekolah",), "region_code": "35.78"},
        {"agency_id": "old", "probability": 0.2},
    )
    life.does(do.SendToTriage(reason="unsure", candidates=candidates), SYSTEM)
    row = told(life, Visibility.AGENCY)[-1]
    assert row["why"] == {
        "kota": {
            "id": "menyebut 'sekolah'; wilayah Kota Surabaya",
            "en": "names 'sekolah'; in Kota Surabaya",
        }
    }
    assert row["data"]["candidates"][0]["words"] == ("sekolah",)
    assert "why" not in told(life, Visibility.REPORTER)[-1]
    assert "why" not in told(life, Visibility.AGENCY)[0]


@pytest.mark.parametrize("level", [Visibility.PUBLIC, Visibility.REPORTER])
def test_what_the_model_made_of_a_text_is_for_who_handles_it(level: Visibility) -> None:
    life = Life.filed()
    route = do.SystemRoute(
        agency_id="kota", by="model", confidence=0.9, words=("sekolah",), prediction={"model": "m"}
    )
    life.does(route, SYSTEM)
    assert set(told(life, level)[-1]["data"]) == {"agency_id", "by", "confidence", "deadlines"}
    assert told(life, Visibility.AGENCY)[-1]["data"]["words"] == ["sekolah"]


def test_the_reporter_sees_where_and_when_they_said_it_was() -> None:
    day = {"incident_date": date(2026, 2, 1), "incident_date_precision": "approximate"}
    life = Life.routed(anonymous=True, **day)
    view, location = reporters(life), life.case.location
    assert view["incident_date"] == "2026-02-01"
    assert view["incident_date_precision"] == "approximate"
    assert view["location"] == {
        "region_code": location.region_code,
        "address": location.address,
        "latitude": location.latitude,
        "longitude": location.longitude,
    }
    assert not {"incident_date", "incident_date_precision", "location"} & set(public(life))
