"""A cursor, given back: the same place for the same list, and nothing else passes for one."""

import base64

import pytest

from chalicelib.errors import Invalid
from chalicelib.http.cursors import decode_cursor, encode_cursor
from chalicelib.protection import encryption
from tests.integration.people import NATIONAL, OMBUDSMAN, filed, receipt
from tests.integration.world import World

LIST = ("inbox", "kota-surabaya", None, 20)


def is_refused(cursor: str, *belongs_to: object) -> bool:
    try:
        decode_cursor(cursor, *belongs_to)
    except Invalid as refused:
        return [(p.field, p.code) for p in refused.problems] == [("cursor", "not_a_cursor")]
    return False


def test_a_place_of_any_length_comes_back(shared_world: World) -> None:
    for length in range(1, 30):
        place = "jalan-é-2026"[:length].ljust(length, "x")
        cursor = encode_cursor(place, *LIST)
        assert cursor is not None
        assert "=" not in cursor
        assert decode_cursor(cursor, *LIST) == place
    assert decode_cursor(encode_cursor(17, *LIST), *LIST) == "17"


def test_at_the_end_there_is_none_and_without_one_a_list_begins(shared_world: World) -> None:
    assert encode_cursor(None, *LIST) is None
    assert decode_cursor(None, *LIST) is None
    assert encode_cursor(0, *LIST) is not None


def test_a_place_cannot_be_read_out_of_it(shared_world: World) -> None:
    place = "3#2026-03-02T16:59:59.000000Z#LP-7K3M-9QXD-2VTA-C"
    cursor = encode_cursor(place, *LIST) or ""
    content = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    assert len(content) == len(place) + 16
    for part in (place[:4], "2026", "LP-", "7K3M", "TA-C"):
        assert part.encode() not in content
    assert cursor == encode_cursor(place, *LIST)
    assert cursor[:20] != (encode_cursor(place, "inbox") or "")[:20]


@pytest.mark.parametrize("junk", ["!", "!!!!", "\n", "é", " ", "=", "===="])
def test_it_is_taken_as_it_was_handed_out_or_not_at_all(shared_world: World, junk: str) -> None:
    cursor = encode_cursor("2026-03-02#a", *LIST) or ""
    for changed in (junk + cursor, cursor[:5] + junk + cursor[5:], cursor + junk + "A"):
        assert is_refused(changed, *LIST), changed


def test_a_cursor_opens_no_other_list_and_no_other_place(shared_world: World) -> None:
    cursor, other = (
        encode_cursor("2026-03-02#a", *LIST) or "",
        encode_cursor("2026-03-02#b", *LIST) or "",
    )
    assert not is_refused(cursor, *LIST)
    assert is_refused(cursor, *LIST[:3])
    assert is_refused(cursor, "inbox", "kota-malang", None, 20)
    assert is_refused(cursor[:20] + other[20:], *LIST)
    assert is_refused(cursor[:20], *LIST)
    assert is_refused("", *LIST)


def test_what_is_encrypted_opens_for_its_purpose_and_in_its_context_alone(
    shared_world: World,
) -> None:
    encrypted = encryption.encrypt("2026-03-02#a", purpose="cursor", context="inbox")
    assert encryption.decrypt(encrypted, purpose="cursor", context="inbox") == "2026-03-02#a"
    with pytest.raises(ValueError, match="not encrypted here"):
        encryption.decrypt(encrypted, purpose="link", context="inbox")
    with pytest.raises(ValueError, match="not encrypted here"):
        encryption.decrypt(encrypted, purpose="cursor", context="public")


# Who asks for a list, where it is not everybody; the rest of the query that it needs.
LISTS: dict[str, tuple[str | None, dict[str, str]]] = {
    "/v1/complaints": (None, {}),
    "/v1/complaints/{case_id}/timeline": (None, {}),
    "/v1/complaints/{case_id}/identity": (None, {}),
    "/v1/officer/inbox": (NATIONAL, {}),
    "/v1/officer/complaints/{case_id}/timeline": (NATIONAL, {}),
    "/v1/officer/leads": (NATIONAL, {}),
    "/v1/admin/agencies": (NATIONAL, {}),
    "/v1/admin/readings": (OMBUDSMAN, {"officer_id": "sub"}),
    "/v1/admin/disclosures": (OMBUDSMAN, {"agency_id": "ombudsman"}),
}
OF_THE_POOL = {"/v1/admin/users"}  # whose cursor is Cognito's, which refuses any other
MADE_UP = ("zzz\nCASE#x", "2026-13", "kota-surabaya", "1", "{}", "\0", "x" * 200)


def test_every_list_that_goes_on_refuses_what_was_made_up(world: World) -> None:
    from chalicelib.http.endpoint import ENDPOINTS

    case = filed(world)  # by then the application, which fills the list of routes, is there
    asked = {one.path for one in ENDPOINTS if one.query and "cursor" in one.query.model_fields}
    assert asked == LISTS.keys() | OF_THE_POOL
    encoded = [base64.urlsafe_b64encode(one.encode()).decode().rstrip("=") for one in MADE_UP]
    for path, (groups, query) in LISTS.items():
        for cursor in (*MADE_UP, *encoded):
            status, body, _ = world.call(
                "GET",
                path.replace("{case_id}", case["id"]),
                query={**query, "cursor": cursor},
                groups=groups,
                headers=receipt(case) if path.endswith("/identity") else {},
            )
            told = [(one["field"], one["problem"]) for one in body["error"]["fields"]]
            assert (status, told) == (422, [("cursor", "not_a_cursor")]), (path, cursor)
