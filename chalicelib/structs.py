"""Copies of the values of the domain with other fields. The values are structs of msgspec, because
Python takes half a millisecond to make a dataclass and a hundredth of that to make a struct, and
a function makes some hundred of them at its start."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # The same for structs, as mypy sees it, and held against their fields.
    from dataclasses import replace
else:
    from msgspec.structs import replace

__all__ = ["replace"]
