"""A claim on a notice: who has it, for how long, and what is left of it at the end."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.store import deliveries, tables
from tests.integration.world import World

AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
KEY = "SENT#000002#email#reporter"
MESSAGES = "SENT#messages#email#desk@x.id"


def claimed(case_id: str) -> deliveries.Lease:
    claim = deliveries.lease(deliveries.of_event(case_id, 2, "email", "reporter"), AT)
    assert claim is not None
    return claim


def bundled(case_id: str, number: int, through: int, at: datetime) -> deliveries.Lease | None:
    return deliveries.lease_bundle(
        deliveries.of_messages(case_id, "email", "desk@x.id"), number, through, at
    )


def test_a_claim_is_taken_over_only_when_its_lease_is_over(world: World) -> None:
    first = claimed("LP-LEASE")
    for seconds in (0, 1, 179, 180):
        with pytest.raises(deliveries.Busy) as busy:
            deliveries.lease(first.delivery, AT + seconds * SECOND)
        assert busy.value.delay == deliveries.LEASE
    second = deliveries.lease(first.delivery, AT + 181 * SECOND)
    assert second is not None
    assert second.at == AT + 181 * SECOND
    # Who comes back late can neither give back nor end what is another's now.
    deliveries.release(first)
    with pytest.raises(deliveries.Busy):
        deliveries.lease(first.delivery, AT + 182 * SECOND)
    deliveries.mark_sent(first)
    deliveries.mark_refused(first, "MessageRejected", AT)
    assert world.rows("LP-LEASE")[KEY]["state"] == "sending"
    assert list(deliveries.refused(AT.date())) == []
    deliveries.mark_sent(second)
    assert deliveries.lease(first.delivery, AT + timedelta(days=9)) is None
    deliveries.release(second)
    assert world.rows("LP-LEASE")[KEY]["state"] == "sent"


def test_a_claim_given_back_is_free_at_once(world: World) -> None:
    claim = claimed("LP-FREE")
    deliveries.release(claim)
    assert deliveries.lease(claim.delivery, AT) is not None


def test_a_refusal_ends_the_notice_and_is_listed_for_ninety_days(world: World) -> None:
    claim = claimed("LP-REFUSED")
    noon = AT.replace(month=4, hour=12)
    deliveries.mark_refused(claim, "MessageRejected", noon)
    row = world.rows("LP-REFUSED")[KEY]
    assert (row["state"], row["reason"]) == ("refused", "MessageRejected")
    assert deliveries.lease(claim.delivery, noon + timedelta(days=9)) is None
    (refusal,) = deliveries.refused(noon.date())
    assert refusal == deliveries.Refusal(
        notice=f"CASE#LP-REFUSED/{KEY}", reason="MessageRejected", at=noon
    )
    assert list(deliveries.refused(AT.date())) == []


def test_a_refusal_late_in_the_evening_is_listed_on_its_day_in_utc(world: World) -> None:
    early_in_the_east = datetime.fromisoformat("2026-05-02T06:00:00+07:00")
    deliveries.mark_refused(claimed("LP-EAST"), "MessageRejected", early_in_the_east)
    days = [early_in_the_east.date() - timedelta(days=days) for days in (0, 1)]
    assert [len(list(deliveries.refused(day))) for day in days] == [0, 1]


def test_a_bundle_goes_out_once_an_hour_with_what_is_new(world: World) -> None:
    first = bundled("LP-HOUR", 3, 4, AT)
    assert first is not None
    assert (first.after, first.through) == (0, 4)
    deliveries.mark_sent(first)
    for number in (3, 4):
        assert bundled("LP-HOUR", number, 5, AT + 2 * deliveries.BUNDLE) is None
    for passed in (timedelta(0), deliveries.BUNDLE):
        with pytest.raises(deliveries.TooSoon) as soon:
            bundled("LP-HOUR", 5, 5, AT + passed)
        assert soon.value.delay == deliveries.BUNDLE - passed
    second = bundled("LP-HOUR", 5, 6, AT + deliveries.BUNDLE + SECOND)
    assert second is not None
    assert (second.after, second.through) == (4, 6)
    # While it is being sent, what the first covered is still known.
    assert world.rows("LP-HOUR")[MESSAGES]["through"] == 4


def test_a_bundle_under_way_is_left_alone_for_its_lease(world: World) -> None:
    first = bundled("LP-BUNDLE", 3, 3, AT)
    assert first is not None
    for passed in (SECOND, deliveries.LEASE):
        with pytest.raises(deliveries.Busy) as busy:
            bundled("LP-BUNDLE", 3, 3, AT + passed)
        assert busy.value.delay == deliveries.LEASE - passed
    second = bundled("LP-BUNDLE", 3, 5, AT + deliveries.LEASE + SECOND)
    assert second is not None
    assert (second.after, second.through) == (0, 5)
    deliveries.mark_sent(first)
    assert world.rows("LP-BUNDLE")[MESSAGES]["state"] == "sending"
    deliveries.mark_refused(second, "MessageRejected", AT)
    assert bundled("LP-BUNDLE", 9, 9, AT + timedelta(days=9)) is None


def test_of_two_that_saw_the_same_bundle_one_sends_it(world: World) -> None:
    events = tables.client().meta.events

    def somebody_is_faster(**_: Any) -> None:
        events.unregister("before-call.dynamodb.PutItem", somebody_is_faster)
        assert bundled(case_id, 3, 3, at) is not None

    for case_id, at in (("LP-RACE", AT), ("LP-RACE", AT + 2 * deliveries.BUNDLE)):
        events.register("before-call.dynamodb.PutItem", somebody_is_faster)
        with pytest.raises(deliveries.Busy) as busy:
            bundled(case_id, 3, 3, at)
        assert busy.value.delay == deliveries.LEASE


def test_the_digests_that_are_over_are_those_sent_or_refused(world: World) -> None:
    day = AT.date()
    sent, refused, _ = (
        deliveries.lease(deliveries.of_digest(f"agency-{n}", day, "a@x.id"), AT) for n in range(3)
    )
    assert sent is not None
    assert refused is not None
    deliveries.mark_sent(sent)
    deliveries.mark_refused(refused, "MessageRejected", AT.replace(month=7))
    whole_zone = deliveries.lease(deliveries.of_zone(day, "WIB"), AT)
    assert whole_zone is not None
    deliveries.mark_sent(whole_zone)
    assert deliveries.digests_over(day) == {"agency-0#a@x.id", "agency-1#a@x.id", "#WIB"}
    assert deliveries.digests_over(day + timedelta(days=1)) == frozenset()
