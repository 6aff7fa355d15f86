"""Words beside codes."""

import pytest

from chalicelib.presentation.labels import category_name, region_name
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
    assert region_name(code) == name


def test_a_category_by_its_name_and_in_english_with_its_sector() -> None:
    assert category_name("agama.haji_dan_umroh", "id") == "Haji dan Umroh"
    assert category_name("agama.haji_dan_umroh", "en") == "Haji dan Umroh (Pilgrimage)"
    assert category_name("no.longer.known", "id") is None
    assert all(categories.sector(one.sector) for one in categories.every())
