"""What is asked of the vault: which fields of an identity, on which legal basis, and how far such a
request has come. Values alone; who may ask, approve and see is in `case`."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from chalicelib.errors import Problem
from chalicelib.structs import replace

SHOWN_WITHIN = timedelta(hours=24)
"""How long an approved request can be used. Ours, from no law: who needs it has it at hand."""
MOST_SILENT = timedelta(days=730)
"""How far ahead a court order may put off that the reporter is told. Ours: as long as readings are
kept."""


class IdentityField(StrEnum):
    """What can be shown of an identity."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"


class LegalBasis(StrEnum):
    """On what an identity is disclosed. The list is ours, after UU 27/2022 art. 20 and art. 15: the
    law names grounds, not papers. `court_order`: a court orders it. `investigation`: investigators
    ask in writing, in a criminal case. `legal_duty`: another law obliges us. `protection`: the
    reporter's life or safety, as with LPSK (UU 31/2014). `consent`: the reporter agreed."""

    COURT_ORDER = "court_order"
    INVESTIGATION = "investigation"
    LEGAL_DUTY = "legal_duty"
    PROTECTION = "protection"
    CONSENT = "consent"


DOCUMENTED = frozenset({LegalBasis.COURT_ORDER, LegalBasis.INVESTIGATION, LegalBasis.LEGAL_DUTY})
"""The bases that have a paper or a provision, which the request names."""


class Ending(StrEnum):
    """What became of a request."""

    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    DISCLOSED = "disclosed"


REFUSED_AS: Mapping[Ending, str] = MappingProxyType(
    {
        Ending.REFUSED: "identity_refused",
        Ending.WITHDRAWN: "identity_withdrawn",
        Ending.EXPIRED: "identity_request_over",
        Ending.DISCLOSED: "identity_disclosed",
    }
)
"""Why a request that ended so shows nothing, as a code."""


class IdentityRequest(Struct, frozen=True, kw_only=True):
    """That the custodian `officer_id` of `agency_id` asked to see `fields`, and how it stands. Of
    what a court ordered the reporter is told after the day `silent_until`. Of the requests of
    earlier releases neither agency, fields nor basis are known: nobody can approve one."""

    officer_id: str
    agency_id: str | None = None
    at: datetime
    fields: tuple[IdentityField, ...] = ()
    basis: LegalBasis | None = None
    silent_until: date | None = None
    approved_at: datetime | None = None
    approved_by: str | None = None  # the agency of who approved
    ended: Ending | None = None
    ended_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether it waits for a decision or was approved, and is not over."""
        return self.ended is None

    @property
    def waits(self) -> bool:
        """Whether it waits for a decision."""
        return self.stands and self.approved_at is None

    @property
    def silent_day(self) -> str | None:
        """The day up to which the reporter is not to be told, as events have it."""
        return self.silent_until.isoformat() if self.silent_until else None

    def problems(self, reference: str | None, today: date) -> Iterator[Problem]:
        """What is wrong with a request made `today` with that paper."""
        if self.basis in DOCUMENTED and reference is None:
            yield Problem(field="reference", code="required")
        if self.silent_until is None:
            return
        if self.basis is not LegalBasis.COURT_ORDER:
            yield Problem(field="silent_until", code="only_by_court_order")
        elif self.silent_until < today:
            yield Problem(field="silent_until", code="in_the_past")
        elif self.silent_until > today + MOST_SILENT:
            yield Problem(field="silent_until", code="too_far_ahead")

    def as_asked(self) -> dict[str, Any]:
        """What an event says of it when it is made."""
        return {"fields": self.fields, "basis": self.basis, "silent_until": self.silent_day}

    def as_disclosed(self) -> dict[str, Any]:
        """What an event says of it once it was used: codes and ids, nothing of who it is about."""
        return {
            "fields": self.fields,
            "basis": self.basis,
            "shown_to": self.agency_id,
            "approved_by": self.approved_by,
        }

    def approve(self, agency_id: str | None, at: datetime) -> "IdentityRequest":
        """The same, approved at `at` (UTC) by a custodian of that agency."""
        return replace(self, approved_at=at, approved_by=agency_id)

    def end(self, ending: Ending, at: datetime) -> "IdentityRequest":
        """The same, over since `at` (UTC)."""
        return replace(self, ended=ending, ended_at=at)


def stands(request: IdentityRequest | None) -> bool:
    """Whether there is a request that stands."""
    return request is not None and request.stands


def waits(request: IdentityRequest | None) -> bool:
    """Whether there is a request that waits for a decision."""
    return request is not None and request.waits


def asker(request: IdentityRequest | None) -> str | None:
    """The custodian who asked."""
    return request.officer_id if request else None


def asking_agency(request: IdentityRequest | None) -> str | None:
    """The agency of the custodian who asked."""
    return request.agency_id if request else None


def not_ended_as(how: Ending, request: IdentityRequest | None) -> bool:
    """Whether that is not what became of the request."""
    return request is None or request.ended is not how
