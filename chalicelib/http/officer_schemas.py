"""What officers send: their login, their actions, their inbox."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chalicelib.case import commands
from chalicelib.case.model import Classification
from chalicelib.http.schemas import (
    Body,
    Code,
    Listing,
    PrivacyIn,
    Reason,
    ReopenIn,
    Sent,
    Text,
)


class SessionIn(Sent):
    """An officer's login. `new_password` and `code` (of the authenticator app) answer what the
    answer before asked for."""

    email: Annotated[str, StringConstraints(max_length=254)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=256)]
    new_password: Annotated[str, StringConstraints(min_length=1, max_length=256)] | None = None
    code: Annotated[str, StringConstraints(pattern="^[0-9]{6}$")] | None = None


class RenewalIn(Sent):
    """What keeps a session going without signing in again."""

    refresh_token: Annotated[str, StringConstraints(min_length=1, max_length=4096)]


class RouteIn(Sent):
    agency_id: Code


class StartIn(Sent):
    note: Text | None = None


class HoldIn(Sent):
    question: Text


class ReturnIn(Sent):
    reason: Reason


class TransferIn(Sent):
    agency_id: Code
    reason: Reason


class AnswerIn(Sent):
    text: Body


class InterimReplyIn(Sent):
    text: Body
    expected_by: date


class ArchiveIn(Sent):
    reason: Code
    note: Text | None = None


class MergeIn(Sent):
    into: Code


class ReclassifyIn(Sent):
    classification: Annotated[Classification, Field(strict=False)] | None = None
    category: Code | None = None
    supervisory: bool | None = None


class NoteIn(Sent):
    text: Text


class ResolveAppealIn(Sent):
    text: Body
    upheld: bool


class RequestIdentityIn(Sent):
    reason: Reason


class ApproveIdentityIn(Sent):
    pass


class RefuseIdentityIn(Sent):
    reason: Reason


class WithdrawIdentityIn(Sent):
    pass


# Action name -> the shape of its data and the domain's action it becomes.
ACTIONS: dict[str, tuple[type[Sent], Callable[..., commands.Action]]] = {
    "route": (RouteIn, commands.Route),
    "start": (StartIn, commands.Start),
    "hold": (HoldIn, commands.Hold),
    "return": (ReturnIn, commands.Return),
    "transfer": (TransferIn, commands.Transfer),
    "answer": (AnswerIn, commands.Answer),
    "interim_reply": (InterimReplyIn, commands.InterimReply),
    "archive": (ArchiveIn, commands.Archive),
    "merge": (MergeIn, commands.Merge),
    "reclassify": (ReclassifyIn, commands.Reclassify),
    "tighten": (PrivacyIn, commands.Tighten),
    "note": (NoteIn, commands.Note),
    "resolve_appeal": (ResolveAppealIn, commands.ResolveAppeal),
    "reopen": (ReopenIn, commands.Reopen),
    "request_identity": (RequestIdentityIn, commands.RequestIdentity),
    "approve_identity": (ApproveIdentityIn, commands.ApproveIdentity),
    "refuse_identity": (RefuseIdentityIn, commands.RefuseIdentity),
    "withdraw_identity": (WithdrawIdentityIn, commands.WithdrawIdentity),
}


class ActionIn(BaseModel):
    """An officer's action: its name, the version the officer saw, and the action's own data."""

    model_config = ConfigDict(extra="allow", strict=True)

    action: Literal[tuple(ACTIONS)]  # type: ignore[valid-type]  # the table is the one list
    version: Annotated[int, Field(ge=1)]


class InboxQuery(Listing):
    overdue: bool = False
