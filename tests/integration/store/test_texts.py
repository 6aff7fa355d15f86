"""The words of a complaint stand in an item of their own, and lists and steps do not carry them."""

import json
from typing import Any

import boto3
import pytest

from chalicelib.errors import NotFound
from chalicelib.structs import replace
from tests.integration.people import KEY, NATIONAL, SCHOOLS, acts, complaint, filed, receipt
from tests.integration.world import REGION, World

PHONE = "081234567890"
TITLE = f"Pembagian seragam, hubungi {PHONE}"
BODY = (
    f"Seragam gratis untuk murid baru belum sampai ke sekolah, tanya saja ke {PHONE}. "
    + "jadwal " * 80
)
END = "penutup-laporan"


def table(world: World) -> Any:
    return boto3.resource("dynamodb", region_name=REGION).Table(world.cases_table)


def written(world: World, **changes: Any) -> dict[str, Any]:
    """A complaint with a telephone number in title and body."""
    return filed(world, **({"title": TITLE, "body": BODY + END} | changes))


def as_the_first_release(world: World, case_id: str) -> None:
    """Rewrite the rows of a case as version 1 wrote them: the words in the state, no text item."""
    row = world.rows(case_id)["CASE"]
    text = world.rows(case_id)["CASE#TEXT"]
    state = world.stored(case_id)
    state.pop("masked_title", None)
    del state["excerpt"], row["schema"], row["details"]
    state |= {"title": text["title"], "body": text["body"]}
    table(world).put_item(Item=row | {"state": json.dumps(state)})
    table(world).delete_item(Key={"pk": row["pk"], "sk": "CASE#TEXT"})


def as_the_third_release(world: World, case_id: str) -> None:
    """The same as version 3 did: the words apart from the events."""
    row = world.rows(case_id)["CASE#TEXT"]
    table(world).put_item(Item=row | {"sk": "TEXT", "schema": 3})
    table(world).delete_item(Key={"pk": row["pk"], "sk": "CASE#TEXT"})


EARLIER = {"version 1": as_the_first_release, "version 3": as_the_third_release}


def test_the_case_item_and_what_its_indexes_copy_hold_no_body(world: World) -> None:
    case_id = written(world)["id"]
    rows = world.rows(case_id)
    text = rows.pop("CASE#TEXT")
    assert (text["title"], text["body"]) == (TITLE, BODY + END)
    assert END not in str(rows)
    acts(world, case_id, SCHOOLS, "start")
    rows = world.rows(case_id)
    assert END not in str({sk: row for sk, row in rows.items() if sk != "CASE#TEXT"})
    assert rows["CASE#TEXT"] == text


def test_masked_forms_are_stored_where_masking_changed_something(world: World) -> None:
    text = world.rows(written(world)["id"])["CASE#TEXT"]
    assert "[telepon]" in text["masked_title"]
    assert "[telepon]" in text["masked_body"]
    assert PHONE not in text["masked_title"] + text["masked_body"]
    plain = world.rows(filed(world)["id"])["CASE#TEXT"]
    assert not {"masked_title", "masked_body"} & set(plain)


@pytest.mark.parametrize("earlier", [None, *EARLIER])
def test_each_reader_reads_the_words_that_are_theirs(world: World, earlier: str | None) -> None:
    answer = written(world)
    anonymous = written(world, anonymous=True)
    for one in (answer, anonymous):
        if earlier is not None:
            EARLIER[earlier](world, one["id"])
    path = f"/v1/complaints/{answer['id']}"
    _, everybody, _ = world.call("GET", path)
    assert END in everybody["body"]
    assert "[telepon]" in everybody["body"]
    assert "[telepon]" in everybody["title"]
    assert PHONE not in str(everybody)
    _, reporter, _ = world.call("GET", path, headers=receipt(answer))
    assert (reporter["title"], reporter["body"]) == (TITLE, BODY + END)
    _, officer, _ = world.call("GET", f"/v1/officer{path.removeprefix('/v1')}", groups=SCHOOLS)
    assert (officer["title"], officer["body"]) == (TITLE, BODY + END)
    _, officer, _ = world.call("GET", f"/v1/officer/complaints/{anonymous['id']}", groups=SCHOOLS)
    assert END in officer["body"]
    assert PHONE not in str(officer)


def test_lists_show_the_title_as_each_may_read_it_and_no_body(world: World) -> None:
    open_id, hidden_id = written(world)["id"], written(world, anonymous=True)["id"]
    as_the_first_release(world, hidden_id)
    _, public, _ = world.call("GET", "/v1/complaints")
    assert {item["id"] for item in public["items"]} == {open_id, hidden_id}
    for item in public["items"]:
        assert "body" not in item
        assert item["excerpt"].startswith("Seragam gratis untuk murid")
        assert len(item["excerpt"]) <= 160
    assert PHONE not in str(public)
    _, inbox, _ = world.call("GET", "/v1/officer/inbox", groups=SCHOOLS)
    titles = {item["id"]: item["title"] for item in inbox["items"]}
    assert titles[open_id] == TITLE
    assert PHONE not in titles[hidden_id]
    assert "body" not in str(inbox)


def test_a_search_reads_the_whole_masked_text(world: World) -> None:
    case_id = written(world)["id"]
    earlier = [written(world)["id"] for _ in EARLIER]
    for rewrite, old_id in zip(EARLIER.values(), earlier, strict=True):
        rewrite(world, old_id)
    _, found, _ = world.call("GET", "/v1/complaints", query={"q": f"seragam {END}"})
    assert {item["id"] for item in found["items"]} == {case_id, *earlier}
    _, found, _ = world.call("GET", "/v1/complaints", query={"q": PHONE})
    assert found["items"] == []


def test_a_case_of_the_first_release_takes_steps_and_keeps_its_words(world: World) -> None:
    answer = written(world)
    as_the_first_release(world, answer["id"])
    acts(world, answer["id"], SCHOOLS, "start")
    row = world.rows(answer["id"])["CASE"]
    assert json.loads(row["state"])["status"] == "in_progress"
    assert row["schema"] == 4
    path = f"/v1/complaints/{answer['id']}"
    assert world.call("GET", path, headers=receipt(answer))[1]["body"] == BODY + END


@pytest.mark.parametrize("earlier", EARLIER)
def test_a_case_of_an_earlier_release_can_still_be_routed_and_found(
    world: World, earlier: str
) -> None:
    status, answer, _ = world.call("POST", "/v1/complaints", complaint(body=BODY), headers=KEY)
    assert status == 201
    EARLIER[earlier](world, answer["id"])
    world.pump()
    assert world.events(answer["id"]) == ["filed", "routed"]
    _, found, _ = world.call("POST", "/v1/similar", {"text": BODY, "region_code": "35.78"})
    assert [item["id"] for item in found["items"]] == [answer["id"]]


def test_words_are_stored_as_they_are_written(world: World) -> None:
    case_id = filed(world, title="Pembagian 😀 seragam sekolah")["id"]
    acts(world, case_id, SCHOOLS, "note", text="Kami cek 😀 besok pagi ya.")
    for sk, row in world.rows(case_id).items():
        assert "\\ud83d" not in str(row), sk
    assert "😀" in world.rows(case_id)["CASE"]["state"]


def test_the_words_of_many_cases_are_read_wherever_they_stand(world: World) -> None:
    from chalicelib.store import texts

    now, *earlier = (written(world)["id"] for _ in range(3))
    for rewrite, old_id in zip(EARLIER.values(), earlier, strict=True):
        rewrite(world, old_id)
    found = texts.of_cases([now, *earlier])
    as_said = {one: replace(words, salt=None) for one, words in found.items()}
    assert as_said == dict.fromkeys((now, *earlier), replace(texts.get(now), salt=None))


def test_there_are_no_words_of_a_case_that_is_not_there(world: World) -> None:
    from chalicelib.store import texts

    with pytest.raises(NotFound):
        texts.get("LP-0000-0000-0000-0")
    assert texts.of_cases(["LP-0000-0000-0000-0"]) == {}


def test_every_row_of_a_case_says_which_release_wrote_it(world: World) -> None:
    case_id = written(world)["id"]
    acts(world, case_id, NATIONAL, "note", text="Sudah dibaca di meja nasional.")
    assert {sk: row.get("schema") for sk, row in world.rows(case_id).items()} == dict.fromkeys(
        world.rows(case_id), 4
    )
