"""A post goes through the queue unchanged."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.leads.post import LONGEST_ID, Post, as_message, from_message

ZONES = st.sampled_from([UTC, timezone(timedelta(hours=7)), timezone(timedelta(hours=9))])


@given(
    text=st.text(max_size=50),
    moment=st.datetimes(timezones=ZONES, min_value=datetime(2000, 1, 2)),  # noqa: DTZ001
    reach=st.integers(min_value=0),
)
def test_a_post_is_read_as_it_was_put(text: str, moment: datetime, reach: int) -> None:
    post = Post(
        id="kabar:1", source="kabar", url="https://kabar.example/1", text=text,
        posted_at=moment, reach=reach,
    )  # fmt: skip
    sent = as_message(post)
    assert from_message(json.loads(json.dumps(sent))) == post
    assert sent["posted_at"].endswith("+00:00")
    assert sent.keys() == {"id", "source", "url", "text", "posted_at", "reach"}


def test_an_id_fits_into_a_key_and_a_moment_into_the_order_of_days() -> None:
    message = {
        "id": "a" * LONGEST_ID, "source": "kabar", "url": "https://kabar.example/1", "text": "x",
        "posted_at": "2026-03-02T05:00:00+00:00", "reach": 0,
    }  # fmt: skip
    assert from_message(message).id == message["id"]
    with pytest.raises(ValueError, match="key"):
        from_message({**message, "id": "a" * (LONGEST_ID + 1)})
    with pytest.raises(ValueError, match="moment"):
        from_message({**message, "posted_at": "0900-01-01T00:00:00+00:00"})
