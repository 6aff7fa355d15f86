"""What officers send: their login, their actions, their inbox."""

import functools
import json
from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from msgspec.structs import fields
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, create_model

from chalicelib.case import decision
from chalicelib.case.actions import OFFICER_ACTIONS
from chalicelib.case.due import HIGHEST_LEVEL
from chalicelib.case.model import Classification
from chalicelib.custody import IdentityField
from chalicelib.errors import Invalid
from chalicelib.http.error_response import to_problems
from chalicelib.http.schemas import (
    Body,
    Code,
    FileNumbers,
    ListQuery,
    QueryModel,
    Reason,
    RequestModel,
    Text,
    Title,
)
from chalicelib.usecases.choose_agency import NAMES_AN_AGENCY
from chalicelib.usecases.list_cases import CaseFilter


class SessionIn(RequestModel):
    """An officer's login. `new_password` and `code` (of the authenticator app) answer what the
    answer before asked for; `enrol` asks to set up an authenticator app where none is needed."""

    # An address and nothing else: by its other name, the id that colleagues read in histories, the
    # pool would take an account's tries a second time (`usecases.guessing`).
    email: Annotated[str, StringConstraints(max_length=254, pattern="^[^@]+@[^@]+$")]
    password: Annotated[str, StringConstraints(min_length=1, max_length=256)]
    new_password: Annotated[str, StringConstraints(min_length=1, max_length=256)] | None = None
    code: Annotated[str, StringConstraints(pattern="^[0-9]{6}$")] | None = None
    enrol: bool = False


class RenewalIn(RequestModel):
    """What keeps a session going without signing in again."""

    refresh_token: Annotated[str, StringConstraints(min_length=1, max_length=4096)]


KINDS: Mapping[Any, Any] = {
    decision.Title: Title,
    decision.Body: Body,
    decision.Text: Text,
    decision.Reason: Reason,
    decision.Code: Code,
    tuple[IdentityField, ...]: Annotated[
        tuple[IdentityField, ...], Field(min_length=1, max_length=3)
    ],
    decision.Files: FileNumbers,
    Classification: Annotated[Classification, Field(strict=False)],
}


@functools.cache
def shape_of(name: str) -> type[RequestModel]:
    """What is sent for the action of that name: the fields of the domain's class, but for those
    the use case looks up. Made when it is first asked for."""
    action = OFFICER_ACTIONS[name]
    hints = get_type_hints(action, include_extras=True)
    sent: dict[str, Any] = {
        each.name: (
            _edge_type(hints[each.name]),
            ... if each.required else each.default,
        )
        for each in fields(action)
        if hints[each.name] not in (decision.LookedUp, decision.LookedUpAgencies)
    }
    return create_model(
        f"{action.__name__}In", __base__=RequestModel, __doc__=action.__doc__, **sent
    )


def _edge_type(hint: Any) -> Any:
    """The type of a field with the limits of the edge."""
    if get_origin(hint) is UnionType or get_origin(hint) is Union:
        kind, _ = get_args(hint)
        return _edge_type(kind) | None
    return KINDS.get(hint, hint)


class ActionIn(BaseModel):
    """An officer's action: its name, the version the officer saw, and the action's own data."""

    model_config = ConfigDict(extra="allow", strict=True, defer_build=True)

    action: Literal[tuple(OFFICER_ACTIONS)]  # type: ignore[valid-type]  # the table is the one list
    version: Annotated[int, Field(ge=1)]


def action_of(sent: ActionIn) -> decision.Action:
    """The domain's action. Raises `Invalid` with every problem of its data."""
    try:
        data = shape_of(sent.action).model_validate_json(json.dumps(sent.model_extra or {}))
    except ValidationError as error:
        raise Invalid(to_problems(error)) from None
    return OFFICER_ACTIONS[sent.action](**data.model_dump())


class InboxQuery(ListQuery):
    """`asked`: in place of what the agency handles, what it is asked to contribute to.
    `everywhere`: for the national administrator, all that is open, worst first. `agency` holds the
    case; `region_code` is its place, or lies around it; `level` is the least level of escalation;
    `due_within`: so many days from now the deadline passes, or has; `replied`: the reporter wrote
    and no officer has act_on_case since, or is owed a new answer; `appealed`: an appeal is open;
    `assigned_to`: the officer who does the work, by id; `q`: words of the title or the number, or a
    whole number, which finds its case whatever else is asked for."""

    overdue: bool = False
    asked: bool = False
    everywhere: bool = False
    agency: Code | None = None
    category: Code | None = None
    region_code: Code | None = None
    level: Annotated[int, Field(ge=1, le=HIGHEST_LEVEL)] | None = None
    due_within: Annotated[int, Field(ge=0, le=365)] | None = None
    replied: bool = False
    appealed: bool = False
    assigned_to: Code | None = None
    q: Annotated[str, StringConstraints(max_length=100)] | None = None

    def case_filter(self) -> CaseFilter:
        """What only some of the cases of a page are shown for."""
        return CaseFilter(**{name: getattr(self, name) for name in CaseFilter.__struct_fields__})


class CountsQuery(QueryModel):
    """`agency`: one of the desks alone; `everywhere`: for the national administrator, all that is
    open."""

    agency: Code | None = None
    everywhere: bool = False

    def case_filter(self) -> CaseFilter:
        """What is counted."""
        return CaseFilter(agency=self.agency, everywhere=self.everywhere)


class ChoiceQuery(QueryModel):
    """`action` names an agency; `q` is what was typed of it."""

    action: Literal[NAMES_AN_AGENCY]  # type: ignore[valid-type]  # the tuple is the one list
    q: Annotated[str, StringConstraints(max_length=100)] = ""
