"""The morning mail to an agency's desk: what came in, what is due, what is late.

It lists case numbers and days only: a list of titles in a mailbox is what confidential cases must
not be in, and the console shows them a tap away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from chalicelib.case.deadlines import limit_in_force
from chalicelib.case.model import Case
from chalicelib.notices.letter import Entry, Letter, Listing, Message, compose, one_line
from chalicelib.notices.wording_agency import AGENCY
from chalicelib.presentation.dates import weekday_in_words
from chalicelib.workdays import local_date

MOST_SHOWN = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """How many cases are in a list, and the first of them: as many as a mail shows."""

    count: int
    first: Sequence[Case]


def digest(
    agency_name: str,
    *,
    new: Counted,
    due_today: Counted,
    overdue: Counted,
    public_url: str,
    today: date,
) -> Message:
    """One day's overview, in Indonesian; `today` is the day in the agency's own zone.

    Each list is shown in the given order, by its first 50 cases. Sending it when all three are
    empty is the caller's choice.
    """
    counts = (
        f"{overdue.count} lewat batas, {due_today.count} jatuh tempo hari ini, {new.count} baru"
    )
    agency = one_line(agency_name)
    shown = (*overdue.first, *due_today.first, *new.first)
    zone = next((case.zone for case in shown), "WIB")
    nothing = not (new.count or due_today.count or overdue.count)
    return compose(
        Letter(
            language="id",
            subject=f"Ringkasan laporan {agency}: {counts}",
            heading=f"Ringkasan laporan {agency}",
            greeting=AGENCY.greeting_nameless,
            happened=(
                f"Ini laporan yang menunggu {agency} pada"
                f" {weekday_in_words(today, zone, 'id')}: {counts}.",
                *(("Tidak ada yang mendesak hari ini. Terima kasih.",) if nothing else ()),
            ),
            listings=tuple(
                _listing(heading, cases, public_url, today)
                for heading, cases in (
                    (f"Lewat batas waktu ({overdue.count})", overdue),
                    (f"Jatuh tempo hari ini ({due_today.count})", due_today),
                    (f"Laporan baru ({new.count})", new),
                )
                if cases.count
            ),
            button="Buka daftar laporan",
            url=f"{public_url}/officer",
            footer=AGENCY.footer,
        )
    )


def _listing(heading: str, cases: Counted, public_url: str, today: date) -> Listing:
    shown = cases.first[:MOST_SHOWN]
    hidden = cases.count - len(shown)
    return Listing(
        heading=heading,
        entries=tuple(
            Entry(
                name=case.id,
                url=f"{public_url}/officer?id={quote(case.id)}",
                remark=_remark(case, today),
            )
            for case in shown
        ),
        more=f"dan {hidden} laporan lain di konsol petugas." if hidden > 0 else "",
    )


def _remark(case: Case, today: date) -> str:
    kind = AGENCY.classifications[case.classification]
    limit = limit_in_force(case)
    if limit is None:
        return kind
    day = local_date(limit.at, case.zone)
    late = (today - day).days
    step = f"{AGENCY.limits[limit.name]} paling lambat {weekday_in_words(day, case.zone, 'id')}"
    return f"{kind}, {step}, lewat {late} hari" if late > 0 else f"{kind}, {step}"
