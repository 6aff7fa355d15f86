"""What who follows a public case is told: each public step, and no words of anybody."""

import pytest

from chalicelib.events import Audience, Visibility
from chalicelib.notices.audience import told_to
from chalicelib.notices.follower_messages import for_follower, is_news, to_be_confirmed
from chalicelib.structs import replace
from tests.unit.notices.samples import URL, after, event, name_of

HIDES = {"tightened", "restricted", "reclassified"}
NEWS = sorted(told_to(frozenset({Audience.FOLLOWERS})) - HIDES)
CLOSED = {"rated": {"closed_reason": "confirmed", "satisfied": True}}
ONE_CLICK = f"{URL}/follow/LP-7K3M-9QXT-2B4V-H/{'0' * 64}"
STOP = f"{URL}/follow?id=LP-7K3M-9QXT-2B4V-H#{'0' * 64}"


@pytest.mark.parametrize("language", ["id", "en", "fr"])
@pytest.mark.parametrize("type_", NEWS)
def test_each_public_step_has_a_mail_without_anybodys_words(type_: str, language: str) -> None:
    happened, case = event(type_, **CLOSED.get(type_, {})), after(type_)
    assert is_news(happened)
    mail = for_follower(
        happened, case, language=language, agency_name=name_of, public_url=URL,
        stop_url=STOP, unsubscribe_url=ONE_CLICK,
    )  # fmt: skip
    assert mail.unsubscribe_url == ONE_CLICK
    assert f"{URL}/reports/{case.id}" in mail.text
    assert STOP in mail.text
    assert case.title not in mail.text
    words = [happened.data.get(each) for each in ("text", "note", "reason", "comment")]
    assert not any(each and len(each) > 12 and each in mail.text for each in words)
    assert ("Read the report" in mail.text) is (language == "en")


@pytest.mark.parametrize("type_", sorted(HIDES))
def test_what_hides_a_case_is_no_news(type_: str) -> None:
    assert not is_news(event(type_))


def test_a_rating_is_news_when_it_ends_the_case_and_no_step_that_not_everybody_reads() -> None:
    assert not is_news(event("rated", satisfied=False, closed_reason=None))
    assert not is_news(event("started"))
    assert not is_news(replace(event("answered"), visibility=Visibility.REPORTER))


def test_the_question_has_the_number_and_the_link_alone() -> None:
    mail = to_be_confirmed(
        "LP-7K3M-9QXT-2B4V-H", language="en", url=STOP, unsubscribe_url=ONE_CLICK
    )
    assert mail.unsubscribe_url == ONE_CLICK
    assert STOP in mail.text
    assert "/reports/" not in mail.text
    assert mail.subject == "Do you want news of a report? · LP-7K3M-9QXT-2B4V-H"
