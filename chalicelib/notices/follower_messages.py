"""Event -> mail to who follows a public case. Pure; the words are in the catalogues.

A follower is told what everybody may read: that something happened, who handles the case, and where
to read it. None of the words of the report or of the agency is in the mail, so nothing of them
stays in a mailbox once they are not public any more.
"""

from collections.abc import Callable
from urllib.parse import quote

from chalicelib.case.decision import Event
from chalicelib.case.model import Case
from chalicelib.events import Audience, EventType, Visibility
from chalicelib.notices.audience import is_told
from chalicelib.notices.facts import holder_name
from chalicelib.notices.mail import Mail, compose
from chalicelib.notices.mail_content import MailContent
from chalicelib.notices.wording import reporter_wording
from chalicelib.presentation.catalogue import catalogue
from chalicelib.presentation.dates import weekday_in_words
from chalicelib.workdays import local_date

# What only hides a case is told to nobody: who follows it is forgotten.
_HIDES = frozenset({EventType.TIGHTENED, EventType.RESTRICTED, EventType.RECLASSIFIED})


def is_news(event: Event) -> bool:
    """Whether there is a mail about `event` for who follows the case."""
    if event.type in _HIDES or event.visibility is not Visibility.PUBLIC:
        return False
    if event.type == EventType.RATED and not event.data.get("closed_reason"):
        return False
    return is_told(event.type, Audience.FOLLOWERS)


def for_follower(
    event: Event,
    case: Case,
    *,
    language: str,
    agency_name: Callable[[str], str],
    public_url: str,
    stop_url: str,
    unsubscribe_url: str,
) -> Mail:
    """The mail that tells a follower of `event`, which is news. `language` is `en` or, for anything
    else, Indonesian; `public_url` has no trailing slash; at `stop_url` the news is stopped,
    by a POST to `unsubscribe_url` too."""
    wording = reporter_wording(language)
    words = catalogue("en" if wording.language == "en" else "id")["mails"]["followers"]
    day = weekday_in_words(local_date(event.at, case.zone), case.zone, wording.language)
    holder = holder_name(event, case, wording, agency_name)
    return compose(
        MailContent(
            language=wording.language,
            subject=words["news"],
            reference=case.id,
            heading=words["news"],
            greeting=wording.greeting_nameless,
            happened=(words["events"][event.type].format(agency=holder, day=day),),
            facts=((wording.labels["id"], case.id), (wording.labels["holder"], holder)),
            button=words["read"],
            url=f"{public_url}/reports/{quote(case.id)}",
            aside=words["stop"],
            aside_url=stop_url,
            footer=tuple(words["footer"]),
            unsubscribe_url=unsubscribe_url,
        )
    )


def to_be_confirmed(case_id: str, *, language: str, url: str, unsubscribe_url: str) -> Mail:
    """The mail that asks an address whether it wants the news. It says nothing of the case but its
    number; at `url` it is confirmed, or stopped, the latter by a POST to `unsubscribe_url` too."""
    wording = reporter_wording(language)
    words = catalogue("en" if wording.language == "en" else "id")["mails"]["followers"]
    return compose(
        MailContent(
            language=wording.language,
            subject=words["confirm"],
            reference=case_id,
            heading=words["confirm"],
            greeting=wording.greeting_nameless,
            happened=(words["asked"],),
            next_heading=wording.next_heading,
            coming=(words["ignore"],),
            facts=((wording.labels["id"], case_id),),
            button=words["confirm_button"],
            url=url,
            footer=tuple(words["footer"]),
            unsubscribe_url=unsubscribe_url,
        )
    )
