"""How the contract describes values of the domain that are answered as they are."""

from dataclasses import make_dataclass
from typing import Annotated, Any, TypeVar, get_type_hints

from msgspec import Struct
from msgspec.structs import fields

Value = TypeVar("Value", bound=Struct)


class _FieldsOfStruct:
    """To pydantic, which knows no structs, one is a dataclass with the same fields."""

    @classmethod
    def __get_pydantic_core_schema__(cls, kind: type[Struct], handler: Any) -> Any:
        hints = get_type_hints(kind, include_extras=True)
        same = make_dataclass(
            kind.__name__,
            [
                (
                    each.name,
                    _described(hints[each.name]),
                    *(() if each.required else (each.default,)),
                )
                for each in fields(kind)
            ],
            kw_only=True,
            namespace={"__doc__": kind.__doc__},
        )
        return handler.generate_schema(same)


Shown = Annotated[Value, _FieldsOfStruct]


def _described(hint: Any) -> Any:
    return (
        Annotated[hint, _FieldsOfStruct]
        if isinstance(hint, type) and issubclass(hint, Struct)
        else hint
    )
