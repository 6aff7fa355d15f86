"""The facts of a case that open data tell: no words, no number, no exact moment."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from chalicelib.case.deadlines import deadline_class
from chalicelib.case.model import Case
from chalicelib.workdays import local_date

Value = str | int | None


class Record(Struct, frozen=True, kw_only=True):
    """A case in a file; None where it is not told or there is none. The first seven fields are what
    somebody may know of a case from elsewhere (`KNOWN`), the others what became of it."""

    month: str
    day: str | None
    province: str | None
    regency: str | None
    sector: str | None
    agency: str | None
    classification: str | None
    channel: str | None
    status: str
    archive_reason: str | None
    closed_reason: str | None
    days_to_disposition: int | None
    days_to_answer: int | None
    answers: int
    escalation_level: int
    satisfied: Literal["yes", "no"] | None

    @property
    def values(self) -> tuple[Value, ...]:
        """The fields in their order."""
        return tuple(getattr(self, name) for name in COLUMNS)


COLUMNS = Record.__struct_fields__
WHOLE_NUMBERS = frozenset({"days_to_disposition", "days_to_answer", "answers", "escalation_level"})
KNOWN = ("day", "province", "regency", "sector", "agency", "classification", "channel")

MEANINGS: Mapping[str, str] = {
    "month": "Month of filing, by the clock of the place (2026-11).",
    "day": "Day of filing.",
    "province": "Code of the province (Kemendagri), the place of the matter.",
    "regency": "Code of the kabupaten or kota (Kemendagri).",
    "sector": "What it is about: a sector of the service.",
    "agency": "Identifier of the agency that has the case, as in /v1/agencies.",
    "classification": "complaint, supervisory (a complaint about an official), aspiration or "
    "information_request.",
    "channel": "Where it came from, such as web.",
    "status": "Where it stood when the file was made.",
    "archive_reason": "Why it was archived; empty where it was not.",
    "closed_reason": "confirmed by the reporter, timeout (silence) or appeal_decided; empty where "
    "it is not closed.",
    "days_to_disposition": "Calendar days from filing to the first disposition; empty where there "
    "is none yet.",
    "days_to_answer": "Calendar days from filing to the first answer; empty where there is none.",
    "answers": "How many answers there were.",
    "escalation_level": "The highest level that a missed deadline was escalated to, 0 to 3.",
    "satisfied": "yes or no, what the reporter said of the last answer; empty where they said "
    "nothing.",
}
"""The dictionary: what each column means. An empty `day` to `channel` is one that is not told, or
that the case does not have."""


def record_of(case: Case) -> Record:
    """The facts of a public case as it stands now."""
    filed = local_date(case.filed_at, case.zone)
    rated = case.rating
    return Record(
        month=f"{filed:%Y-%m}",
        day=filed.isoformat(),
        province=case.location.province,
        regency=case.location.regency,
        sector=case.sector,
        agency=case.agency_id,
        classification=deadline_class(case),
        channel=case.channel,
        status=case.status.value,
        archive_reason=case.archive_reason,
        closed_reason=case.closed.reason if case.closed else None,
        days_to_disposition=_days(case, filed, case.first_routed_at),
        days_to_answer=_days(case, filed, case.first_answered_at),
        answers=case.answers,
        escalation_level=case.escalation_level,
        satisfied=None if rated is None else "yes" if rated.satisfied else "no",
    )


def _days(case: Case, filed: date, until: datetime | None) -> int | None:
    return None if until is None else (local_date(until, case.zone) - filed).days
