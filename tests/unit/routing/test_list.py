"""The list of fifty through model, table and packaged register: nothing goes to a wrong agency."""

from collections import Counter

from chalicelib.routing.registry import packaged
from tests.routing_list import DOCUMENT, TODAY, outcomes, read_list, tables

LEAST_ROUTED = 15


def test_the_list_covers_the_country_and_its_affairs() -> None:
    listed = read_list()
    known = {agency.id for agency in packaged().all(TODAY)}
    assert len(listed) == len({one.text for one in listed}) == 50
    assert len({one.sector for one in listed}) >= 12
    assert len({(one.region_code or "")[:5] for one in listed}) >= 5
    assert all(one.right <= known for one in listed)
    assert all(one.region_code or one.address for one in listed)


def test_nothing_goes_to_a_wrong_agency() -> None:
    assert [
        (one.listed.title, one.found.agency_id) for one in outcomes() if one.verdict == "wrong"
    ] == []


def test_a_fair_share_needs_no_person() -> None:
    assert Counter(one.verdict for one in outcomes())["right"] >= LEAST_ROUTED


def test_triage_is_mostly_offered_a_right_agency() -> None:
    offered = [
        bool(one.listed.right & {candidate.agency_id for candidate in one.found.candidates})
        for one in outcomes()
        if one.found.agency_id is None and one.listed.right
    ]
    assert sum(offered) > len(offered) / 2


def test_the_document_shows_where_they_went() -> None:
    """After a new model: python -m tests.routing_list."""
    assert tables(outcomes()) in DOCUMENT.read_text(encoding="utf-8")
