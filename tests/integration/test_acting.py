"""That what runs as a function is held to its role: each way in which a call can go beyond it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.store import cases, rate_counters, sign_outs
from tests.integration.people import filed
from tests.integration.roles import acting_as
from tests.integration.world import World


def count() -> None:
    rate_counters.count("login", "somebody", timedelta(minutes=1), datetime(2026, 3, 2, tzinfo=UTC))


def look_who_signed_out() -> None:
    sign_outs.ended_at("somebody")


@pytest.mark.parametrize(
    ("function", "call", "asked"),
    [
        ("notify_agency", count, "UpdateItem.*ClaimsTable"),  # another table
        ("close_quiet_cases", look_who_signed_out, "Query.*CasesTable.*SIGN_OUTS"),  # other rows
        ("notify_reporter", count, ""),
        ("admin_handler", look_who_signed_out, ""),
    ],
)
def test_what_a_role_does_not_let_is_refused_also_where_nobody_hears_of_it(
    world: World, function: str, call: Callable[[], None], asked: str
) -> None:
    def act() -> None:
        with acting_as(function), suppress(PermissionError):
            call()

    if asked:
        with pytest.raises(AssertionError, match=f"{function} may not.*{asked}"):
            act()
    else:
        act()


def test_another_action_on_the_same_rows_is_refused(world: World) -> None:
    case_id = filed(world)["id"]
    with acting_as("scan_attachments"):
        cases.get(case_id)
    with (
        pytest.raises(AssertionError, match="publish_open_data may not.*GetItem"),
        acting_as("publish_open_data"),
        suppress(PermissionError),
    ):
        cases.get(case_id)
