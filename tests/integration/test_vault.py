"""What encrypts an identity: a key of one purpose, a place that belongs to a value."""

import pytest
from cryptography.exceptions import InvalidTag

from chalicelib.protection import vault
from chalicelib.protection.identity import Identity
from chalicelib.protection.secrets import key_for
from chalicelib.structs import replace
from tests.integration.world import World


def test_a_key_is_of_one_purpose(shared_world: World) -> None:
    assert key_for("cursor") == key_for("cursor") != key_for("challenge")


def test_an_encrypted_value_opens_in_its_own_place_only(shared_world: World) -> None:
    identity = Identity(name="Sari Contoh", email="sari@contoh.example")
    encrypted = vault.encrypt("LP-1", identity)
    assert vault.decrypt(encrypted) == identity
    swapped = {"name": encrypted.fields["email"], "email": encrypted.fields["name"]}
    with pytest.raises(InvalidTag):
        vault.decrypt(replace(encrypted, fields=swapped))
