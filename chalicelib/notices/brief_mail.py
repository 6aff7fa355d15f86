"""The brief of a day as a mail: sums, names of places and agencies, and numbers of cases that
everybody may see; no words of any."""

from typing import Any
from urllib.parse import quote

from chalicelib.notices.mail import Listing, ListingLine, Mail, MailContent, compose, one_line
from chalicelib.notices.wording import agency_wording
from chalicelib.presentation.brief_types import BriefView
from chalicelib.presentation.catalogue import catalogue
from chalicelib.presentation.dates import day_in_words, weekday_in_words


def brief_mail(brief: BriefView, public_url: str) -> Mail:
    """The mail, in Indonesian."""
    words: dict[str, Any] = catalogue("id")["agency_mails"]["brief"]
    known = {
        "day": weekday_in_words(brief["day"], "WIB", "id"),
        "filed": brief["filed"],
        "rises": len(brief["rises"]),
        "late": sum(brief["late"].values()),
    }
    page = f"{public_url}/officer#brief"
    listings = {
        "rises": [
            (
                words["rise_of"][one["of"]].format(name=one["name"]),
                page,
                words["rise"].format(filed=one["filed"], usual=_decimal(one["usual"])),
            )
            for one in brief["rises"]
        ],
        "broken": [
            (one["name"], page, words["late_by_stage"].format_map(one["late"]))
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
            happened=(words["happened"].format_map(known),),
            facts=tuple(
                (
                    words[stage],
                    words["fact"].format(kept=brief["kept"][stage], late=brief["late"][stage]),
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
