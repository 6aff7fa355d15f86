"""Agreeing on what reporters are told of a breach: one custodian proposes, one of another agency
approves, and only then an operator can tell them (infra/tell_breach.py).

Both are of the national desk or an overseer: a notice goes to reporters of any agency's cases.
"""

import secrets
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from chalicelib.case.authority import are_apart, may_read
from chalicelib.case.decision import Context
from chalicelib.case.model import Actor, Role
from chalicelib.errors import Invalid, NotAllowed, NotFound, Problem
from chalicelib.overseers import SEE_EVERYTHING
from chalicelib.protection import receipts
from chalicelib.store import breaches, cases, readings
from chalicelib.store.breaches import BreachNotice, Proposal, SignOff
from chalicelib.store.readings import PageRange
from chalicelib.structs import replace

MOST_CASES = 2_500  # as many numbers as a body has room for; what is more is a second notice


def check_custodian(actor: Actor) -> None:
    """Let custodians of the whole country through. Raises `NotAllowed("role_may_not")`."""
    nationwide = actor.agency_id in SEE_EVERYTHING
    if actor.role is not Role.CUSTODIAN or not nationwide or actor.officer_id is None:
        raise NotAllowed("role_may_not")


def propose(
    wanted: Proposal, actor: Actor, context: Context, *, read_by: str | None, page_range: PageRange
) -> BreachNotice:
    """A notice that waits for a second custodian: to the reporters of the cases named, by number as
    typed, and of those that the officer `read_by` read within `page_range`.

    Raises `Invalid` for a number that is mistyped, for a breach that is still to come, and where
    no case is left or too many are.
    """
    check_custodian(actor)
    problems: list[Problem] = []
    if wanted.known_at > context.now:
        problems.append(Problem(field="known_at", code="in_future"))
    case_ids = dict.fromkeys(_known_forms(wanted.case_ids, problems))
    case_ids |= dict.fromkeys(_case_ids_read_by(read_by, page_range) if read_by else ())
    if not case_ids:
        problems.append(Problem(field="case_ids", code="required"))
    if len(case_ids) > MOST_CASES:
        problems.append(Problem(field="case_ids", code="too_long", params={"max": MOST_CASES}))
    if problems:
        raise Invalid(problems)
    notice = BreachNotice(
        id=f"{context.today('WIB'):%Y-%m-%d}-{secrets.token_hex(3)}",
        proposal=Proposal(
            known_at=wanted.known_at,
            text=wanted.text,
            text_en=wanted.text_en,
            case_ids=tuple(case_ids),
        ),
        proposed=_sign_off(actor, context.now),
    )
    breaches.add(notice)
    return notice


def approve(notice_id: str, actor: Actor, context: Context) -> BreachNotice:
    """The notice, approved by a second custodian.

    Raises `NotAllowed` for who proposed it (`second_custodian_needed`) and for a custodian of the
    same agency (`second_agency_needed`), and `Conflict("breach_decided")`.
    """
    check_custodian(actor)
    proposed = breaches.get(notice_id).proposed
    if actor.officer_id == proposed.by:
        raise NotAllowed("second_custodian_needed")
    if not are_apart(actor.agency_id, proposed.agency_id, context):
        raise NotAllowed("second_agency_needed")
    breaches.approve(notice_id, _sign_off(actor, context.now))
    return breaches.get(notice_id)


def end(notice_id: str, actor: Actor, context: Context) -> BreachNotice:
    """The notice, refused, withdrawn or stopped: who was told was told, nobody else will be. Raises
    `Conflict("breach_decided")` once it was ended."""
    check_custodian(actor)
    breaches.get(notice_id)
    breaches.end(notice_id, _sign_off(actor, context.now))
    return breaches.get(notice_id)


def for_reader(
    notices: Sequence[BreachNotice], actor: Actor, context: Context
) -> list[BreachNotice]:
    """The notices with those of their cases that the custodian may read: a case that is kept from
    their agency is told of as a number that nobody was given, which is left out as well."""
    wanted = {case_id for notice in notices for case_id in notice.proposal.case_ids}
    theirs = {case.id for case in cases.get_several(wanted) if may_read(case, actor, context)}
    return [_with_cases(notice, theirs) for notice in notices]


def _with_cases(notice: BreachNotice, theirs: AbstractSet[str]) -> BreachNotice:
    shown = tuple(one for one in notice.proposal.case_ids if one in theirs)
    return replace(notice, proposal=replace(notice.proposal, case_ids=shown))


def _known_forms(typed: tuple[str, ...], problems: list[Problem]) -> Iterator[str]:
    for place, case_id in enumerate(typed):
        try:
            yield receipts.parse_case_id(case_id)
        except NotFound:
            problems.append(Problem(field=f"case_ids.{place}", code="unknown_case"))


def _case_ids_read_by(officer_id: str, page_range: PageRange) -> Iterator[str]:
    """What an officer was shown, of what readings are kept of."""
    place: str | None = None
    while True:
        page = readings.of_officer(
            officer_id,
            PageRange(
                since=page_range.since, until=page_range.until, place=place, limit=page_range.limit
            ),
        )
        yield from (one.case_id for one in page.readings if not one.refused)
        place = page.place
        if place is None:
            return


def _sign_off(actor: Actor, now: datetime) -> SignOff:
    return SignOff(by=actor.officer_id or "", agency_id=actor.agency_id, at=now)
