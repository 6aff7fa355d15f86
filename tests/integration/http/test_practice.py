"""A stage where people practise says so on every page, and no other does."""

import pytest

from tests.integration.people import filed
from tests.integration.world import World

SAID = "Latihan: laporan di sini bukan sungguhan."
PAGES = ("/", "/track", "/officer", "/figures", "/reports", "/guide", "/nothing-here")


@pytest.mark.parametrize("practice", [True, False])
def test_every_page_says_that_it_is_practice_where_it_is(
    world: World, monkeypatch: pytest.MonkeyPatch, practice: bool
) -> None:
    case_id = filed(world)["id"]
    monkeypatch.setenv("PRACTICE", "yes" if practice else "no")
    tags = set()
    for path in (*PAGES, f"/reports/{case_id}"):
        _, page, headers = world.call("GET", path, headers={"accept": "text/html"})
        assert page.count(SAID) == page.count('<html lang="id" data-practice ') == practice, path
        tags.add(headers.get("ETag"))
    monkeypatch.setenv("PRACTICE", "no" if practice else "yes")
    # What a browser has kept of the other kind of stage is not what it is shown again.
    _, _, headers = world.call("GET", "/officer", headers={"accept": "text/html"})
    assert headers["ETag"] not in tags
