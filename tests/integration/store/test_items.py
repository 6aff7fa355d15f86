"""Rows are put as pynamodb's own code would put them, byte for byte; that takes longer."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from pynamodb.attributes import AttributeContainer, TTLAttribute
from pynamodb.exceptions import AttributeNullError
from pynamodb.models import Model

from chalicelib.store.base import Expiry, Item, KeptCondition
from chalicelib.store.tables import (
    BandItem,
    CaseItem,
    CasesItem,
    ClaimItem,
    CounterItem,
    EventItem,
    SupporterItem,
    TextItem,
    VaultItem,
)
from tests.integration.world import World

NOW = datetime(2026, 3, 2, 1, 2, 3, 45, UTC)
CASE = CaseItem("CASE#1", "CASE", version=1, state={"title": "Padam “lagi”"}, status="received")
EVENT = EventItem(
    *("CASE#1", "EVENT#000001"),
    number=1,
    type="filed",
    at=NOW,
    actor={"role": "reporter"},
    visibility="public",
    data={"deadlines": {}, "point": 1e-05},
    digest="0",
    about={},
)
FREE = CasesItem.pk.does_not_exist()
ROWS = [
    (CASE, FREE),
    (EVENT, FREE),
    (CaseItem("CASE#1", "CASE", version=2, state={}, status="", details={}, agency_id="a"), None),
    (TextItem("CASE#1", "CASE#TEXT", title="Judul", body=""), FREE),
    (SupporterItem("CASE#1", "SUPPORT#1"), FREE),
    (
        ClaimItem("KEY#1", expires_at=NOW, digest="1"),
        ClaimItem.pk.does_not_exist() | (ClaimItem.expires_at <= NOW),
    ),
    (CounterItem("COUNT#1", expires_at=NOW, times=3), CounterItem.times == 2),
    (VaultItem("CASE#1", name=b"\0\xff", language=b"id"), None),
    (BandItem("SIMILAR#1", "CASE#1", signature=b"\x01" * 8, expires_at=NOW), None),
]


@pytest.mark.parametrize(("item", "condition"), ROWS)
def test_a_row_is_put_as_pynamodb_puts_it(shared_world: World, item: Item, condition: Any) -> None:
    assert item.serialize() == Model.serialize(item)
    for returned in (None, "ALL_OLD"):
        put = item.get_save_kwargs_from_instance(condition, returned)
        assert put == Model.get_save_kwargs_from_instance(item, condition, returned)


@pytest.mark.parametrize(("item", "condition"), [row for row in ROWS if row[1] is not None])
def test_a_kept_condition_is_worded_as_it_is_without_being_kept(
    shared_world: World, item: Item, condition: Any
) -> None:
    kept = KeptCondition(condition)
    for _ in range(2):
        assert item.get_save_kwargs_from_instance(kept) == item.get_save_kwargs_from_instance(
            condition
        )
    for one, other in ((kept, condition), (condition, kept)):
        both = item.get_save_kwargs_from_instance(one | other)
        assert both == item.get_save_kwargs_from_instance(condition | condition)


def test_a_kept_condition_is_worded_of_other_values(shared_world: World) -> None:
    later, item = NOW + timedelta(days=1), ClaimItem("KEY#1", expires_at=NOW)

    def within(one: datetime, other: datetime) -> Any:
        return (ClaimItem.expires_at <= one) & (ClaimItem.digest == str(other))

    kept = KeptCondition(within(NOW, NOW))
    other = kept.of(Expiry().serialize(later) or "", str(later))
    for asked, wanted in (
        (other, within(later, later)),
        (ClaimItem.pk.exists() | other, ClaimItem.pk.exists() | within(later, later)),
        (kept, within(NOW, NOW)),
    ):
        put = item.get_save_kwargs_from_instance(asked)
        assert put == item.get_save_kwargs_from_instance(wanted)
    with pytest.raises(ValueError, match="shorter"):
        kept.of("0")


@pytest.mark.parametrize(
    "moment",
    [
        NOW,
        datetime(1969, 12, 31, 23, 59, 59, 999_999, UTC),
        datetime(2026, 3, 2, 7, 59, 59, 999_999, timezone(timedelta(hours=7))),
    ],
)
def test_an_expiry_is_stored_as_pynamodb_stores_it(moment: datetime) -> None:
    assert Expiry().serialize(moment) == TTLAttribute().serialize(moment)


def test_an_expiry_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="timezone-aware"):
        Expiry().serialize(NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    "kind", list(dict.fromkeys(type(item) for item, _ in ROWS)), ids=lambda kind: kind.__name__
)
@pytest.mark.parametrize("is_new", [True, False])
def test_a_row_begins_as_pynamodb_begins_it(kind: type[Item], is_new: bool) -> None:
    theirs = kind.__new__(kind)
    theirs.attribute_values = {}
    AttributeContainer._set_discriminator(theirs)
    AttributeContainer._set_defaults(theirs, _user_instantiated=is_new)
    assert kind(_user_instantiated=is_new).attribute_values == theirs.attribute_values


def test_what_is_no_attribute_is_refused() -> None:
    with pytest.raises(ValueError, match="titel"):
        TextItem("CASE#1", "CASE#TEXT", titel="Judul", body="Isi")


def test_no_row_is_put_without_what_it_has_to_have() -> None:
    item = TextItem("CASE#1", "CASE#TEXT", title="Judul")
    with pytest.raises(AttributeNullError, match="body"):
        item.serialize()
    assert item.serialize(null_check=False) == Model.serialize(item, null_check=False)
