"""The mail of one notice: its words with what is known of the event, in the shape of a mail."""

from chalicelib.notices.mail import Mail, compose
from chalicelib.notices.mail_content import MailContent
from chalicelib.notices.wording import Notice, Wording, fill, fill_all


def notice_mail(
    case_id: str,
    notice: Notice,
    wording: Wording,
    known: dict[str, str],
    *,
    greeting: str,
    facts: list[tuple[str, str]],
    quoted: str,
    url: str,
    step_url: str = "",
    confirmed: bool = True,
    limited: bool = False,
    contact_url: str = "",
) -> Mail:
    """The mail about a case: `facts` and the limits of the notice stand under its number, `quoted`
    is what somebody wrote. `url` is the page of the case; with `step_url` the button leads to the
    one step that is asked for. `limited` adds that few mails go to this address. At `contact_url`
    whoever reads it says whether the case is theirs; a `confirmed` address is not asked again."""
    heading = fill(notice.subject, known) or ""
    limits = [(wording.labels[each], known[each]) for each in notice.limits if each in known]
    return compose(
        MailContent(
            language=wording.language,
            subject=heading,
            reference=case_id,
            heading=heading,
            greeting=greeting.format_map(known),
            happened=fill_all(notice.happened, known),
            quote_label=fill(notice.quote, known) or "",
            quote=quoted,
            facts=((wording.labels["id"], case_id), *facts, *limits),
            next_heading=wording.next_heading,
            coming=(
                *fill_all(notice.coming, known),
                *((wording.by_link,) if step_url else ()),
                *(wording.unconfirmed if limited else ()),
            ),
            button=notice.button or wording.button,
            url=step_url or url,
            second=wording.button if step_url else "",
            second_url=url,
            aside=(wording.not_mine if confirmed else wording.mine) if contact_url else "",
            aside_url=contact_url,
            footer=wording.footer,
        )
    )
