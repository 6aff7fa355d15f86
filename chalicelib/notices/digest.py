"""The morning mail to an agency's desk: what came in, what is due, what is late.

Each line has the masked title, the place, the number and the days; of a case that is not for
everybody neither title nor place, which a mailbox is not the place for: the console shows them a
tap away.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from urllib.parse import quote

from msgspec import Struct

from chalicelib.case.authority import is_public, waiting_contributions
from chalicelib.case.deadlines import deadline_in_force
from chalicelib.case.model import Case
from chalicelib.notices.desk_messages import MOST_SHOWN, shown_title
from chalicelib.notices.mail import Mail, compose, one_line
from chalicelib.notices.mail_content import Listing, ListingLine, MailContent
from chalicelib.notices.wording import agency_wording
from chalicelib.presentation.catalogue import catalogue
from chalicelib.presentation.dates import weekday_in_words
from chalicelib.presentation.labels import region_name
from chalicelib.structs import replace
from chalicelib.workdays import local_date


class ListPreview(Struct, frozen=True, kw_only=True):
    """How many cases are in a list, and the first of them: as many as a mail shows."""

    count: int
    first: Sequence[Case]


def digest(
    agency_name: str,
    *,
    new: ListPreview,
    due_today: ListPreview,
    overdue: ListPreview,
    asked: ListPreview,
    contributions: ListPreview,
    public_url: str,
    today: date,
    name_of: Callable[[str], str],
) -> Mail:
    """One day's overview, in Indonesian; `today` is the day in the agency's own zone.

    Cases stand under the day of their deadline. `asked` are cases of others that the agency is
    asked to contribute to, by today or earlier; `contributions` its own to which another agency has
    not contributed in time. Each list is shown in the given order, by its first 50 cases. Sending
    it when all are empty is the caller's choice.
    """
    words = _words()
    shown = (*overdue.first, *due_today.first, *new.first, *asked.first)
    zone = next((case.zone for case in shown), "WIB")
    counts = {"overdue": overdue.count, "due_today": due_today.count, "new": new.count}
    known = {
        "agency": one_line(agency_name),
        "counts": words["counts"].format_map(counts),
        "today": weekday_in_words(today, zone, "id"),
    }
    nothing = not any((*counts.values(), asked.count, contributions.count))

    def contribution(case: Case) -> str:
        return _contribution(case, name_of)

    return compose(
        MailContent(
            language="id",
            subject=words["subject"].format_map(known),
            heading=words["heading"].format_map(known),
            greeting=agency_wording().greeting_nameless,
            happened=(
                words["happened"].format_map(known),
                *((words["nothing"],) if nothing else ()),
            ),
            listings=tuple(
                listing
                for name, cases, remark in (
                    ("overdue", overdue, partial(_remark, today)),
                    ("due_today", due_today, partial(_remark, today)),
                    ("new", new, partial(_remark, today)),
                    ("asked", asked, contribution),
                    ("contributions", contributions, contribution),
                )
                if cases.count
                for listing in _listings(words[name], cases, public_url, remark)
            ),
            button=words["button"],
            url=f"{public_url}/officer",
            footer=agency_wording().footer,
        )
    )


def _words() -> dict[str, str]:
    words: dict[str, str] = catalogue("id")["agency_mails"]["digest"]
    return words


def _listings(
    heading: str, cases: ListPreview, public_url: str, remark: Callable[[Case], str]
) -> list[Listing]:
    """A list under its heading, and in it a part for each day that a deadline ends on."""
    shown = cases.first[:MOST_SHOWN]
    hidden = cases.count - len(shown)
    parts = [
        Listing(
            heading=day,
            entries=tuple(
                ListingLine(
                    name=shown_title(case),
                    url=f"{public_url}/officer?id={quote(case.id)}",
                    remark=" · ".join(filter(None, (case.id, _place(case), remark(case)))),
                )
                for case in some
            ),
        )
        for day, some in groupby(shown, _day)
    ]
    parts[0] = replace(parts[0], within=heading.format(count=cases.count))
    if hidden > 0:
        parts[-1] = replace(parts[-1], more=_words()["more"].format(count=hidden))
    return parts


def _day(case: Case) -> str:
    deadline = deadline_in_force(case)
    if deadline is None:
        return ""
    day = weekday_in_words(local_date(deadline.at, case.zone), case.zone, "id")
    return _words()["day"].format(day=day)


def _place(case: Case) -> str | None:
    return region_name(case.location.region_code) if is_public(case) else None


def _contribution(case: Case, name_of: Callable[[str], str]) -> str:
    """Whose contribution is owed first, and by when."""
    first = min(waiting_contributions(case), key=lambda one: one.due)
    day = weekday_in_words(local_date(first.due, case.zone), case.zone, "id")
    return _words()["contribution"].format(agency=one_line(name_of(first.agency_id)), day=day)


def _remark(today: date, case: Case) -> str:
    wording = agency_wording()
    kind = wording.classifications[case.classification]
    deadline = deadline_in_force(case)
    if deadline is None:
        return kind
    late = (today - local_date(deadline.at, case.zone)).days
    words = _words()["late" if late > 0 else "due"]
    return words.format(kind=kind, limit=wording.limits[deadline.name], days=late)
