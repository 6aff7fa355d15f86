"""Stretches of a list, and what is left of them after a place."""

from chalicelib.store.keys import LAST
from chalicelib.store.paging import Span

WHOLE = Span(partition="desk", prefix="routed#")


def test_forwards_a_stretch_goes_on_after_a_place() -> None:
    rest = WHOLE.beyond("open#5", backwards=False)
    assert (rest.low, rest.high) == ("open#5" + LAST, LAST)
    assert (rest.partition, rest.prefix) == ("desk", "routed#")
    narrow = Span(partition="desk", low="open#7", high="open#9")
    assert narrow.beyond("open#5", backwards=False) == narrow
    assert narrow.beyond("open#8", backwards=False).low == "open#8" + LAST


def test_backwards_it_goes_on_before_it() -> None:
    rest = WHOLE.beyond("open#5", backwards=True)
    assert rest.low == ""
    assert "open#4" <= rest.high < "open#5"
    assert rest.high > "open#4" + "!" * 9
    narrow = Span(partition="desk", low="a", high="open#3")
    assert narrow.beyond("open#5", backwards=True) == narrow
