"""Every event type is told or silent on purpose, to the reporter and to the agencies."""

from string import Formatter

import pytest

from chalicelib.case.decision import ARCHIVE_REASONS, NO_REPLY
from chalicelib.case.model import Classification
from chalicelib.events import Audience, EventType, Visibility
from chalicelib.notices import (
    agency_recipients,
    for_agency,
    for_merged_reporter,
    for_reporter,
)
from chalicelib.notices.audience import AGENCIES, AUDIENCES, told_to
from chalicelib.notices.wording import Notice, Wording, agency_wording, reporter_wording
from chalicelib.structs import replace

from .samples import CASE, EVENTS, POLICY, TO_REPORTER, URL, after, event, name_of

TOLD_TO_REPORTER = told_to(frozenset({Audience.REPORTER}))
TOLD_TO_MERGED = told_to(frozenset({Audience.MERGED_REPORTERS}))
TOLD_TO_AGENCY = told_to(AGENCIES)
INDONESIAN, ENGLISH = reporter_wording("id"), reporter_wording("en")
AGENCY = agency_wording()
MERGED_ID = "LP-1111-2222-3333-A"
REPORTER_VARIANTS = {
    "routed_again", "triage_again", "archived_no_reply", "archived_for_good",
    "archived_by_reporter", "appeal_upheld", "appeal_rejected", "closed_unsatisfied",
    "reminded_again", "escalated_again", "hidden_for_merged", "reassigned_to_desk",
    "appeal_upheld_to_desk",
}  # fmt: skip
AGENCY_VARIANTS = {
    "messaged_resumed", "messaged_after_answer", "not_satisfied", "appealed_former_holder",
    "appeal_upheld", "appeal_rejected", "escalated_again", "reassigned_to_desk",
    "appeal_upheld_to_desk",
    "archived_unseen",
}  # fmt: skip


def test_the_table_holds_every_event_of_the_domain_and_no_other():
    assert set(EventType) == AUDIENCES.keys() == EVENTS.keys()


@pytest.mark.parametrize("type_", EVENTS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_reporter_hears_exactly_what_the_table_says(type_, language):
    message = for_reporter(
        event(type_),
        after(type_),
        replace(TO_REPORTER, language=language),
    )
    assert (message is not None) == (type_ in TOLD_TO_REPORTER)


@pytest.mark.parametrize("type_", EVENTS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_merged_reporters_hear_exactly_what_the_table_says(type_, language):
    data = {"closed_reason": "confirmed"} if type_ == "rated" else {}
    message = for_merged_reporter(
        event(type_, **data),
        after(type_),
        replace(TO_REPORTER, language=language),
        merged_id=MERGED_ID,
    )
    assert (message is not None) == (type_ in TOLD_TO_MERGED)


@pytest.mark.parametrize("type_", EVENTS)
def test_agency_hears_exactly_when_somebody_is_to_be_told(type_):
    case = after(type_)
    recipients = agency_recipients(event(type_), case)
    for recipient in recipients:
        message = for_agency(
            event(type_),
            case,
            audience=recipient.audience,
            agency_name=name_of,
            public_url=URL,
        )
        assert message.text
    # A plain return goes back to routing, whose own event tells the next in line; what an officer
    # archives is no news to the desk, as what its reporter withdraws is (test_agency.py).
    assert bool(recipients) == (type_ in TOLD_TO_AGENCY - {"returned", "archived"})


def test_an_event_only_officers_may_read_is_never_told_to_the_reporter():
    hidden = replace(event("started"), visibility=Visibility.AGENCY)
    assert (
        for_reporter(
            hidden,
            CASE,
            TO_REPORTER,
        )
        is None
    )


def test_an_event_of_an_unknown_type_is_told_to_nobody():
    unknown = replace(event("started"), type="invented")
    assert agency_recipients(unknown, CASE) == ()
    assert (
        for_reporter(
            unknown,
            CASE,
            TO_REPORTER,
        )
        is None
    )


def test_both_languages_say_the_same_things():
    assert INDONESIAN.notices.keys() == ENGLISH.notices.keys()
    for part in ("labels", "limits", "classifications", "routed_by", "archive_reasons"):
        assert getattr(INDONESIAN, part).keys() == getattr(ENGLISH, part).keys()
    for kind, notice in INDONESIAN.notices.items():
        other = ENGLISH.notices[kind]
        assert notice.limits == other.limits, kind
        assert placeholders(notice) == placeholders(other), kind


def test_each_notice_is_used():
    for_merged = {f"{type_}_for_merged" for type_ in TOLD_TO_MERGED}
    told = TOLD_TO_REPORTER - {"appeal_decided"} | {"lost_receipt"}  # which is no event
    assert INDONESIAN.notices.keys() == told | REPORTER_VARIANTS | for_merged
    assert AGENCY.notices.keys() == (TOLD_TO_AGENCY - {"rated", "appeal_decided"}) | AGENCY_VARIANTS


@pytest.mark.parametrize("wording", [INDONESIAN, ENGLISH])
def test_each_reason_and_classification_has_words(wording: Wording):
    assert set(ARCHIVE_REASONS) <= wording.archive_reasons.keys()
    assert NO_REPLY not in wording.archive_reasons  # has a notice of its own
    assert set(Classification) == wording.classifications.keys()


@pytest.mark.parametrize("wording", [INDONESIAN, ENGLISH, AGENCY])
def test_no_subject_and_no_quote_label_can_stay_unsaid(wording: Wording):
    always = {"agency", "level", "classification"}
    for notice in wording.notices.values():
        assert names_in(notice.subject) <= always
        assert names_in(notice.quote) <= always
        assert set(notice.limits) <= wording.labels.keys()


@pytest.mark.parametrize("type_", sorted(TOLD_TO_REPORTER))
@pytest.mark.parametrize("policy", [None, POLICY])
def test_whatever_is_known_the_mail_says_what_comes_next(type_, policy):
    needed = {"upheld": True, "into": "LP-1111-2222-3333-A"}
    bare = replace(event(type_), data=needed)
    message = for_reporter(
        bare,
        CASE,
        replace(TO_REPORTER, language="en"),
        policy=policy,
    )
    assert message is not None
    assert "WHAT COMES NEXT\n- " in message.text
    assert "{" not in message.text


def names_in(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def placeholders(notice: Notice) -> list[set[str]]:
    sentences = (notice.subject, notice.quote, *notice.happened, *notice.coming)
    return [
        names_in(sentence) if isinstance(sentence, str) else names_in(" ".join(sentence))
        for sentence in sentences
    ]
