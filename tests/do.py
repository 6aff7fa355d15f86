"""Every action by its name: `do.Answer(text=...)`."""

from typing import Any

from chalicelib.case.actions import Merge, Split
from chalicelib.case.authority import (
    ApproveIdentity,
    DiscloseIdentity,
    RefuseIdentity,
    RequestIdentity,
    WithdrawIdentity,
)
from chalicelib.case.decision import Action
from chalicelib.case.officer_actions import (
    Answer,
    Archive,
    AskContribution,
    Contribute,
    Hold,
    InterimReply,
    Note,
    Publish,
    PublishAttachment,
    Reclassify,
    ResolveAppeal,
    Start,
    WithdrawContribution,
    WithdrawQuestion,
)
from chalicelib.case.reporter_actions import (
    CorrectIdentity,
    Erase,
    Message,
    Rate,
    Reopen,
    Restrict,
    Tighten,
    Unprotect,
    Unrestrict,
    Withdraw,
)
from chalicelib.case.routing_actions import (
    Reassign,
    Return,
    Route,
    SendToTriage,
    SystemRoute,
    Transfer,
)
from chalicelib.case.system_actions import (
    AwaitCheck,
    CloseQuiet,
    Escalate,
    ExpireHold,
    ExpireIdentity,
    ExpireIdentityRequest,
    KeepFrom,
    RecomputeDeadlines,
    Remind,
    ReplaceReceipt,
    TellBreach,
    TellDisclosure,
    Unmerge,
    Warn,
)
from chalicelib.custody import IdentityField, LegalBasis

__all__ = [
    "Action", "Answer", "ApproveIdentity", "Archive", "AskContribution", "AwaitCheck", "CloseQuiet",
    "Contribute", "CorrectIdentity", "DiscloseIdentity", "Erase", "Escalate",
    "ExpireHold", "ExpireIdentity", "ExpireIdentityRequest",
    "Hold", "InterimReply", "KeepFrom", "Merge", "Message", "Note",
    "Publish", "PublishAttachment", "Unprotect",
    "Rate", "Reassign", "RecomputeDeadlines", "Reclassify", "RefuseIdentity", "Remind", "Reopen",
    "ReplaceReceipt", "Restrict", "Unrestrict",
    "RequestIdentity", "ResolveAppeal", "Return", "Route", "SendToTriage", "Split", "Start",
    "SystemRoute", "TellBreach", "TellDisclosure", "Tighten", "Transfer", "Unmerge", "Warn",
    "Withdraw", "WithdrawContribution", "WithdrawIdentity", "WithdrawQuestion", "ask_identity",
]  # fmt: skip


def ask_identity(**changes: Any) -> RequestIdentity:
    """A request for the name, as LPSK makes it for the reporter's safety."""
    asked: dict[str, Any] = {
        "reason": "Permintaan LPSK nomor 12",
        "basis": LegalBasis.PROTECTION,
        "fields": (IdentityField.NAME,),
    }
    return RequestIdentity(**(asked | changes))
