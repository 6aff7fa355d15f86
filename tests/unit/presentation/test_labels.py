"""Words beside codes."""

import pytest

from chalicelib.presentation.labels import labelled
from chalicelib.routing import categories


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("35.78", "Kota Surabaya"),
        ("35", "Jawa Timur"),
        ("35.78.08", "Gubeng, Kota Surabaya"),
        ("99.99", None),
        (None, None),
    ],
)
def test_a_region_by_its_name(code: str | None, name: str | None) -> None:
    assert labelled({"region_code": code, "category": None}, "id")["region_name"] == name


def test_a_category_by_its_name_and_in_english_with_its_sector() -> None:
    view = {"region_code": None, "category": "agama.haji_dan_umroh"}
    assert labelled(view, "id")["category_name"] == "Haji dan Umroh"
    assert labelled(view, "en")["category_name"] == "Haji dan Umroh (Pilgrimage)"
    gone = {"region_code": None, "category": "no.longer.known"}
    assert labelled(gone, "id")["category_name"] is None
    assert all(categories.sector(one.sector) for one in categories.every())
