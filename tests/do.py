"""Every action by its name: `do.Answer(text=...)`."""

from chalicelib.case.actions import Merge, Split
from chalicelib.case.authority import (
    ApproveIdentity,
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
    Reclassify,
    ResolveAppeal,
    Start,
    WithdrawContribution,
)
from chalicelib.case.reporter_actions import (
    CorrectIdentity,
    Erase,
    Message,
    Rate,
    Reopen,
    Tighten,
    Unprotect,
)
from chalicelib.case.routing_actions import (
    Reassign,
    Return,
    Route,
    SendToTriage,
    SystemRoute,
    Transfer,
)
from chalicelib.case.scheduled_actions import (
    CloseQuiet,
    Escalate,
    ExpireHold,
    ExpireIdentity,
    ExpireIdentityRequest,
    RecomputeDeadlines,
    Remind,
    TellBreach,
    Unmerge,
    Warn,
)

__all__ = [
    "Action", "Answer", "ApproveIdentity", "Archive", "AskContribution", "CloseQuiet",
    "Contribute", "CorrectIdentity", "Erase", "Escalate",
    "ExpireHold", "ExpireIdentity", "ExpireIdentityRequest",
    "Hold", "InterimReply", "Merge", "Message", "Note",
    "Publish", "Unprotect",
    "Rate", "Reassign", "RecomputeDeadlines", "Reclassify", "RefuseIdentity", "Remind", "Reopen",
    "RequestIdentity", "ResolveAppeal", "Return", "Route", "SendToTriage", "Split", "Start",
    "SystemRoute", "TellBreach", "Tighten", "Transfer", "Unmerge", "Warn", "WithdrawContribution",
    "WithdrawIdentity",
]  # fmt: skip
