"""Words beside codes, in the language of whoever asks: what a region, a category and a status are
called."""

from collections.abc import Mapping
from typing import Any

from chalicelib.presentation.view_types import CaseView, Labels
from chalicelib.routing import categories, regions


def labels_of(view: CaseView, language: str) -> Labels:
    """What the region and the category of a case are called; None where there is no code, or one
    that is not known (any more). `language` is `id` or `en`."""
    return {
        "region_name": region_name(view["region_code"]),
        "category_name": category_name(view["category"], language),
    }


def status_key(view: Mapping[str, Any]) -> str:
    """The key of what the status of a case is called: under way, that of an open appeal."""
    appealed = view["status"] == "in_progress" and view.get("appeal_state") == "open"
    return "status.appealed" if appealed else f"status.{view['status']}"


def region_name(code: str | None) -> str | None:
    """`Kota Surabaya`; a district with the regency or city it lies in."""
    above = regions.lineage(code) if code is not None else ()
    narrow = [region.name for region in above if region.level != "province"]
    return ", ".join(narrow) or (above[0].name if above else None)


def category_name(code: str | None, language: str) -> str | None:
    """The category as it is called officially, which is in Indonesian; in English the sector it
    belongs to is said with it."""
    category = categories.get(code) if code is not None else None
    if category is None:
        return None
    sector = categories.sector(category.sector) if language == "en" else None
    return f"{category.name} ({sector.name_en})" if sector else category.name
