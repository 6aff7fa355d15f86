"""The public list while cases come and go, are hidden, are searched for, and grow old."""

import pytest

from chalicelib.case.model import Status
from chalicelib.store import public_cases
from chalicelib.store.paging import MOST_EVALUATED
from chalicelib.store.public_cases import PublicFilter
from chalicelib.store.tables import CASE_SK, CaseItem, case_pk
from chalicelib.structs import replace
from tests.integration.rows import DAY, NOW, case, put, reads, walked

pytestmark = pytest.mark.usefixtures("world")


def test_a_walk_stands_while_cases_are_filed_and_hidden() -> None:
    held = [case(filed_at=NOW - number * DAY) for number in range(30)]
    put(held)
    page = public_cases.page(PublicFilter(), now=NOW, place=None, limit=10)
    hidden = replace(held[15], confidential=True)
    put([case(filed_at=NOW + DAY / 2), replace(held[3], status=Status.CLOSED), hidden])
    rest = public_cases.page(PublicFilter(), now=NOW, place=page.place, limit=100)
    found = [one.id for one in (*page.cases, *rest.cases)]
    assert found == [one.id for one in held if one.id != hidden.id]


def test_a_search_looks_at_one_page_and_says_where_to_go_on() -> None:
    needle = case(filed_at=NOW - 300 * DAY, body="Jarum ada di sini.")
    put([*(case(filed_at=NOW - number * DAY / 9) for number in range(150)), needle])
    with reads() as seen:
        page = public_cases.page(PublicFilter(words="jarum"), now=NOW, place=None, limit=20)
    assert page.cases == ()
    assert page.place is not None
    assert MOST_EVALUATED <= seen.evaluated <= MOST_EVALUATED + 20
    assert walked(PublicFilter(words="JARUM sini"), limit=20) == [needle.id]


def test_a_search_cannot_probe_for_what_is_masked() -> None:
    put([case(body="Hubungi 081234567890 segera.", filed_at=NOW - DAY)])
    assert walked(PublicFilter(words="hubungi"), limit=5)
    assert walked(PublicFilter(words="081234567890"), limit=5) == []


def test_an_index_that_lags_shows_nothing_hidden() -> None:
    """The row of the index is still there; the case is confidential by now."""
    one = case(agency_id="kota-z", filed_at=NOW - DAY)
    put([one])
    item = CaseItem.get(case_pk(one.id), CASE_SK)
    item.state = {**item.state, "confidential": True}
    item.save()
    assert walked(PublicFilter(agency_id="kota-z"), limit=5) == []


def test_months_beyond_the_last_36_are_asked_for_by_a_day() -> None:
    old = case(filed_at=NOW - 1500 * DAY)
    put([old])
    assert walked(PublicFilter(), limit=5) == []
    assert walked(PublicFilter(until=old.filed_at + DAY), limit=5) == [old.id]
    assert walked(PublicFilter(until=NOW + 9000 * DAY, since=NOW - DAY), limit=5) == []
