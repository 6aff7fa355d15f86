"""Ids that catch typing errors, and secrets that are only ever compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import NotFound
from chalicelib.protection import receipts

positions = st.integers(min_value=0, max_value=12)
letters = st.sampled_from(receipts.ALPHABET)


def characters(case_id: str) -> str:
    return case_id.removeprefix("LP-").replace("-", "")


def accepted(typed: str) -> bool:
    try:
        receipts.parse_case_id(typed)
    except NotFound:
        return False
    return True


def test_an_id_has_sixty_random_bits_and_the_agreed_form() -> None:
    case_id = receipts.new_case_id()
    assert len(characters(case_id)) == 13
    assert [len(part) for part in case_id.split("-")] == [2, 4, 4, 4, 1]
    assert len({receipts.new_case_id() for _ in range(1000)}) == 1000


@given(st.data())
def test_every_single_wrong_character_is_caught(data: st.DataObject) -> None:
    typed = list(characters(receipts.new_case_id()))
    at, wrong = data.draw(positions), data.draw(letters)
    changed = typed[at] != wrong
    typed[at] = wrong
    assert accepted("".join(typed)) is not changed


@given(st.integers(min_value=0, max_value=11))
def test_every_swap_of_neighbours_is_caught(at: int) -> None:
    typed = list(characters(receipts.new_case_id()))
    changed = typed[at] != typed[at + 1]
    typed[at], typed[at + 1] = typed[at + 1], typed[at]
    assert accepted("".join(typed)) is not changed


def test_an_id_may_be_typed_as_people_type() -> None:
    case_id = receipts.new_case_id()
    for typed in (case_id.lower(), f" {case_id} ", case_id.replace("-", ""), characters(case_id)):
        assert receipts.parse_case_id(typed) == case_id
    lookalike = case_id.replace("0", "O").replace("1", "l")
    assert receipts.parse_case_id(lookalike) == case_id


@given(st.text(max_size=40))
def test_whatever_is_typed_is_an_id_or_not_found(typed: str) -> None:
    if accepted(typed):
        parsed = receipts.parse_case_id(typed)
        assert receipts.parse_case_id(parsed) == parsed


def test_a_secret_has_the_agreed_form() -> None:
    assert [len(part) for part in receipts.new_secret().split("-")] == [5, 5, 5, 5, 5, 1]
    assert receipts.secret_sha256("lo0i-1") == receipts.secret_sha256(" L00 11 ")


def test_a_secret_proves_only_its_own_case() -> None:
    mine, other = receipts.new_secret(), receipts.new_secret()
    stored = receipts.secret_sha256(mine)
    assert receipts.verify_secret(mine, stored)
    assert receipts.verify_secret(mine.lower().replace("-", ""), stored)
    assert not receipts.verify_secret(other, stored)
    assert not receipts.verify_secret(None, stored)
    assert not receipts.verify_secret("", stored)


def test_a_derived_secret_depends_on_key_case_and_pepper() -> None:
    same = receipts.derived_secret(b"p", "key-0001", "LP-A")
    assert same == receipts.derived_secret(b"p", "key-0001", "LP-A")
    assert same == "TFJ4J-D88ZZ-31EAF-X2H4Z-VTYHD-W"  # a retry may come after a release
    others = {
        receipts.derived_secret(b"q", "key-0001", "LP-A"),
        receipts.derived_secret(b"p", "key-0002", "LP-A"),
        receipts.derived_secret(b"p", "key-0001", "LP-B"),
    }
    assert same not in others
    assert len(others) == 3


def test_an_id_is_read_back_as_it_was_given_out() -> None:
    assert receipts.parse_case_id("LP-0000-0000-0001-2") == "LP-0000-0000-0001-2"
    assert receipts.parse_case_id("lp zzzz zzzz zzzz r") == "LP-ZZZZ-ZZZZ-ZZZZ-R"


@pytest.mark.parametrize(
    "typed",
    ["", "LP-", "LP-0000-0000-0000-U", "../../etc", "LP-1234", "LP-0000-0000-000", "0" * 14],
)
def test_what_cannot_be_an_id_says_so(typed: str) -> None:
    with pytest.raises(NotFound) as refused:
        receipts.parse_case_id(typed)
    assert refused.value.code == "mistyped_id"
