"""Who the reporter is, as it is given and as it is stored: for everybody who passes it on, without
the cipher that only `vault` needs."""

from collections.abc import Mapping

from msgspec import Struct

FIELDS = ("name", "email", "phone", "language")


class Identity(Struct, frozen=True, kw_only=True):
    """Who filed: each value may be missing. `language` is `id` or `en`."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str = "id"

    @property
    def contactable(self) -> bool:
        """Whether there is an address that the service writes to."""
        return self.email is not None


class EncryptedIdentity(Struct, frozen=True, kw_only=True):
    """An identity as it is stored: `fields` under the case's data key, the key wrapped by KMS."""

    case_id: str
    fields: Mapping[str, bytes]
    wrapped_key: bytes
