"""One rule for e-mail addresses, wherever one comes in or goes out."""

import pytest

from chalicelib.addresses import is_email_address
from chalicelib.notices import EmailChannel, Mail
from chalicelib.notices.channels import Refused
from chalicelib.routing.agency import parse_agencies_csv

REFUSED = [
    "",
    "budi",
    "@x.id",
    "budi@",
    "a,b@x.id",
    "a;b@x.id",
    "<x>@x.id",
    '"a"@x.id',
    "x@y.id,",
    "budi@x.id>",
    "budi @x.id",
    "budi@x.id\r\nBcc: sari@x.id",
    "budi\u0000@x.id",
    "budi@x.id\n",
    "bu\u200bdi@x.id",
    "büdi@x.id",
    "budi@contoh",
    "budi@x..id",
    "budi@.id",
    "budi@-x.id",
    "budi@x-.id",
    "budi@x.id.",
    "budi@127.0.0.1",
    "budi@[127.0.0.1]",
    ".budi@x.id",
    "budi.@x.id",
    "bu..di@x.id",
    "budi@sari@x.id",
    "b" * 65 + "@x.id",
    "budi@" + "x" * 64 + ".id",
    "budi@" + "x." * 124 + "id",
]
ACCEPTED = [
    "sari@contoh.example",
    "budi.s+lapor@dinas-pu.surabaya.go.id",
    "o'neil_1@x.id",
    "b" * 64 + "@x.id",
    "sari@xn--80ak6aa92e.example",
    "budi@" + "x." * 123 + "id1",
]


class NoService:
    """Takes every mail."""

    def send_email(self, **request: object) -> dict[str, str]:
        return {"MessageId": "1"}


def registered(address: str) -> bool:
    """Whether the register takes `address` for an agency's desk."""
    row = ["dinas", "Dinas", "ministry", "", "", "", "", "", address, "", "", ""]
    header = (
        "id,name,type,parent_id,supervisor_id,regions,sectors,desks,head_desk,zone,"
        "valid_from,valid_to"
    )
    quoted = ",".join('"' + value.replace('"', '""') + '"' for value in row)
    _, problems = parse_agencies_csv(f"{header}\n{quoted}\n")
    assert {problem.reason for problem in problems} <= {"bad_email"}
    return not problems


def sent(address: str) -> bool:
    """Whether the sender hands a mail for `address` on."""
    sender = EmailChannel(NoService(), "no-reply@lapor.example")
    try:
        sender.send(address, Mail(subject="s", text="t", html="h"), reference="r")
    except Refused:
        return False
    return True


@pytest.mark.parametrize("address", REFUSED)
def test_what_is_no_plain_address_is_refused(address: str) -> None:
    assert not is_email_address(address)
    assert not sent(address)


# The list strips what surrounds a value, and an empty desk is none.
@pytest.mark.parametrize("address", [a for a in REFUSED if a == a.strip() != ""])
def test_the_register_refuses_the_same(address: str) -> None:
    assert not registered(address)


@pytest.mark.parametrize("address", ACCEPTED)
def test_a_plain_address_is_taken_everywhere(address: str) -> None:
    assert is_email_address(address)
    assert registered(address)
    assert sent(address)


def test_the_longest_address_has_254_characters() -> None:
    assert len(ACCEPTED[-1]) == 254
    assert not is_email_address(ACCEPTED[-1] + "2")
