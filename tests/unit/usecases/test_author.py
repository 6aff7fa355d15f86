"""Who may change rules and reference data."""

from datetime import UTC, datetime

import pytest

from chalicelib.case.model import SYSTEM, Actor, Role
from chalicelib.errors import NotAllowed
from chalicelib.store.rulebook import Author
from chalicelib.usecases.administer import author

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)


def test_the_national_administrator_and_the_operator() -> None:
    national = Actor(role=Role.NATIONAL_ADMIN, agency_id="kemenpanrb", officer_id="o-1")
    assert author(national, NOW) == Author(officer_id="o-1", at=NOW)
    assert author(SYSTEM, NOW) == Author(officer_id="operator", at=NOW)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.NATIONAL_ADMIN}))
def test_nobody_else(role: Role) -> None:
    for officer_id in ("o-1", None):
        actor = Actor(role=role, agency_id="kemenpanrb", officer_id=officer_id)
        with pytest.raises(NotAllowed, match="role_may_not"):
            author(actor, NOW)


def test_nobody_without_a_name() -> None:
    unnamed = Actor(role=Role.NATIONAL_ADMIN, agency_id="kemenpanrb", officer_id=None)
    with pytest.raises(NotAllowed, match="role_may_not"):
        author(unnamed, NOW)
