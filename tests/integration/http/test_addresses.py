"""An address that is accepted can be written to: at filing and in the register."""

import pytest

from chalicelib.addresses import is_email_address
from tests.integration.people import KEY, NATIONAL, complaint
from tests.integration.world import World
from tests.unit.test_addresses import ACCEPTED, REFUSED

BLANK = {"", "budi@x.id\n"}  # nothing, or blanks around it: the edge strips them


@pytest.mark.parametrize("address", [a for a in REFUSED if a not in BLANK])
def test_filing_refuses_what_the_sender_would_refuse(shared_world: World, address: str) -> None:
    status, answer, _ = shared_world.call(
        "POST", "/v1/complaints", complaint(reporter={"email": address}), headers=KEY
    )
    if "\0" in address:
        assert (status, answer["error"]["code"]) == (400, "malformed_json")
        return
    assert status == 422
    [problem] = answer["error"]["fields"]
    assert problem["field"] == "reporter.email"
    expected = "too_long" if len(address) > 254 else "not_an_email"
    assert problem["problem"] == expected
    if expected == "not_an_email":
        assert "nama@contoh.id" in problem["message"]


@pytest.mark.parametrize("address", ACCEPTED)
def test_filing_takes_what_the_sender_takes(shared_world: World, address: str) -> None:
    body = complaint(reporter={"email": f" {address} "})
    assert shared_world.call("POST", "/v1/complaints", body, headers=KEY)[0] == 201


@pytest.mark.parametrize("field", ["desks", "head_desk"])
@pytest.mark.parametrize("address", ["a,b@x.id", "budi@x.id>", "x@y.id,", "büdi@x.id"])
def test_the_register_refuses_it_too(shared_world: World, field: str, address: str) -> None:
    assert not is_email_address(address)
    agency = {"id": "lembaga-uji", "name": "Lembaga Uji", "type": "lpnk"}
    status, answer, _ = shared_world.call(
        "POST",
        "/v1/admin/agencies",
        agency | {field: [address] if field == "desks" else address},
        groups=NATIONAL,
    )
    assert status == 422
    [problem] = answer["error"]["fields"]
    assert (problem["field"], problem["problem"]) == (field, "bad_email")
