"""What the API answers about what is held of a reporter, and about their secret code."""

from typing_extensions import TypedDict

from chalicelib.http.responses import ReportersCase, Timeline
from chalicelib.presentation.view_types import CaseNumber
from chalicelib.workdays import Moment


class ReplacementAsked(TypedDict):
    """For which number a new secret code was asked for. It is the same whether there is such a
    complaint or not."""

    id: CaseNumber


class NewReceipt(TypedDict):
    """The number on the receipt, and its new secret code, which is shown here and never again."""

    id: CaseNumber
    secret: str


class ReporterIdentity(TypedDict):
    """What a reporter said of themselves."""

    name: str | None
    email: str | None
    phone: str | None
    language: str


class LeftOut(TypedDict):
    """Something that an export does not have, and why."""

    what: str
    why: str


class Consent(TypedDict):
    """Which version of the privacy statement was agreed to, and when."""

    version: str
    at: Moment


class Export(TypedDict):
    """All that is held of a reporter and their case. `identified`: whether the vault holds an
    identity; `identity` is null where it does not, or where it cannot be shown, which `left_out`
    then says. `mails` says how the address stands: `limited`, `opened`, `confirmed` or `stopped`.
    `kept_until` is when the identity is erased, once the case has ended. The history goes on at
    `next_cursor`."""

    id: CaseNumber
    exported_at: Moment
    identified: bool
    identity: ReporterIdentity | None
    mails: str | None
    kept_until: Moment | None
    consent: Consent | None
    complaint: ReportersCase
    timeline: Timeline
    left_out: list[LeftOut]
