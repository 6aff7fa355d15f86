"""The brief of a day as a mail: sums, names of places and agencies, and numbers of cases that
everybody may see; no words of any."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from chalicelib.notices.mail import Mail, compose, one_line
from chalicelib.notices.mail_content import Listing, ListingLine, MailContent
from chalicelib.notices.wording import agency_wording
from chalicelib.presentation.brief_types import BriefView
from chalicelib.presentation.catalogue import catalogue
from chalicelib.presentation.dates import day_in_words, weekday_in_words


def brief_mail(brief: BriefView, overseer_name: str, public_url: str) -> Mail:
    """The mail to who oversees, in Indonesian."""
    words: dict[str, Any] = catalogue("id")["agency_mails"]["brief"]
    known = {
        "day": weekday_in_words(brief["day"], "WIB", "id"),
        "filed": _whole(brief["filed"]),
        "rises": len(brief["rises"]),
        "late": _whole(sum(brief["late"].values())),
    }
    happened = [words["happened"].format_map(known)]
    if brief["all_overdue"] is not None:
        happened.append(words["all_overdue"].format(count=_whole(brief["all_overdue"])))
    else:
        happened.append(words["of_overseer"].format(agency=one_line(overseer_name)))
    page = f"{public_url}/officer#brief"
    listings = {
        "rises": [
            (
                words["rise_of"][one["of"]].format(name=one["name"]),
                page,
                words["rise"].format(filed=_whole(one["filed"]), usual=_decimal(one["usual"])),
            )
            for one in brief["rises"]
        ],
        "broken": [
            (one["name"], page, words["late_by_stage"].format_map(_each(one["late"])))
            for one in brief["broken"]
        ],
        "overdue": [
            (
                one["id"],
                f"{public_url}/officer?id={quote(one['id'])}",
                words["overdue_case"].format(
                    agency=one_line(one["name"] or "-"),
                    day=day_in_words(one["resolve_by"], "WIB", "id"),
                    level=one["level"],
                ),
            )
            for one in brief["overdue"]
        ],
    }
    return compose(
        MailContent(
            language="id",
            subject=words["subject"].format_map(known),
            heading=words["heading"].format_map(known),
            greeting=agency_wording().greeting_nameless,
            happened=tuple(happened),
            facts=tuple(
                (
                    words[stage],
                    words["fact"].format(
                        kept=_whole(brief["kept"][stage]), late=_whole(brief["late"][stage])
                    ),
                )
                for stage in ("verify", "follow_up", "resolve")
            ),
            listings=tuple(
                Listing(
                    heading=words[name],
                    entries=tuple(
                        ListingLine(name=one_line(who), url=url, remark=remark)
                        for who, url, remark in lines
                    ),
                )
                for name, lines in listings.items()
                if lines
            ),
            button=words["button"],
            url=page,
            footer=agency_wording().footer,
        )
    )


def _decimal(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")


def _whole(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _each(counts: Mapping[str, int]) -> dict[str, str]:
    return {name: _whole(n) for name, n in counts.items()}
