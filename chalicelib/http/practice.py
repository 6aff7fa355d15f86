"""The mark of a stage where people practise: on every page, before anything else of it."""

from chalicelib import settings

MARK = (
    '<aside class="practice" data-t="practice.banner">'
    "Latihan: laporan di sini bukan sungguhan.</aside>\n"
)
ROOT, TOP = '<html lang="id"', '<header class="top">'


def is_practice() -> bool:
    """Whether this is such a stage. The template lets stage `prod` be none."""
    return settings.load().practice == "yes"


def mark_as_practice(page: str) -> str:
    """A page that says so, and whose scripts know."""
    return page.replace(ROOT, f"{ROOT} data-practice", 1).replace(TOP, f"{MARK}{TOP}", 1)
