"""What makes a request the same one again."""

from chalicelib.http.retries import content_of
from chalicelib.http.schemas import MessageIn, RatingIn


def test_it_is_what_was_sent_in_any_order() -> None:
    one = RatingIn.model_validate({"satisfied": False, "comment": "Belum selesai."})
    other = RatingIn.model_validate({"comment": "Belum selesai.", "satisfied": False})
    assert content_of(one) == content_of(other)
    assert content_of(one) == '{"comment": "Belum selesai.", "satisfied": false}'


def test_what_was_left_out_is_not_part_of_it() -> None:
    left_out = RatingIn.model_validate({"satisfied": True})
    given = RatingIn.model_validate({"satisfied": True, "appeal": False})
    assert content_of(left_out) != content_of(given)
    assert content_of(None) == "null"
    assert content_of(MessageIn.model_validate({"text": "Satu."})) == '{"text": "Satu."}'
