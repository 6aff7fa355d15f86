"""Notices of a breach: what reporters are to be told, of which cases, and who agreed to it. Rows
are only added to; what has been told is in the events of the cases."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.errors import Conflict, NotFound
from chalicelib.store.conditions import attempt
from chalicelib.store.keys import stored_moment
from chalicelib.store.reference_rows import BREACHES_PK, BreachItem, BreachRunItem, ReferenceItem
from chalicelib.store.serialization import as_json, parse

TELL_WITHIN = timedelta(hours=3 * 24)
"""From when a breach is known, its reporters have to hear of it: UU 27/2022 art. 46."""


class Proposal(Struct, frozen=True, kw_only=True):
    """What a custodian proposes: `known_at` (UTC) is when the breach became known, `text` what
    reporters read in Indonesian and `text_en` in English."""

    known_at: datetime
    text: str
    text_en: str
    case_ids: tuple[str, ...]


class SignOff(Struct, frozen=True, kw_only=True):
    """That somebody did something, when (UTC): a custodian of an agency, or an operator by the name
    that AWS knows."""

    by: str
    agency_id: str | None = None
    at: datetime


class BreachNotice(Struct, frozen=True, kw_only=True):
    """A notice as it stands. Reporters are told once a second custodian approved it, and not once
    it was ended."""

    id: str
    proposal: Proposal
    proposed: SignOff
    approved: SignOff | None = None
    ended: SignOff | None = None
    runs: tuple[SignOff, ...] = ()

    @property
    def tell_by(self) -> datetime:
        """Until when all have to have heard (UTC)."""
        return self.proposal.known_at + TELL_WITHIN

    @property
    def agreed(self) -> bool:
        """Whether reporters may be told."""
        return self.approved is not None and self.ended is None


class _Proposed(Struct, frozen=True, kw_only=True):
    proposal: Proposal
    word: SignOff


class _Rows(Struct):
    notice: BreachItem | None = None
    runs: list[BreachRunItem] = []


def add(notice: BreachNotice) -> None:
    """Keep a new notice."""
    proposed = as_json(_Proposed(proposal=notice.proposal, word=notice.proposed))
    item = BreachItem(BREACHES_PK, notice.id, proposed=proposed)
    attempt(lambda: item.save(condition=ReferenceItem.pk.does_not_exist()))


def get(notice_id: str) -> BreachNotice:
    """A notice, read consistently. Raises `NotFound("unknown_breach")`."""
    found = {one.id: one for one in _read(ReferenceItem.sk.startswith(notice_id))}
    if notice_id not in found:
        raise NotFound("unknown_breach")
    return found[notice_id]


def every() -> list[BreachNotice]:
    """All notices, the latest first."""
    return sorted(_read(None), key=lambda notice: notice.proposed.at, reverse=True)


def approve(notice_id: str, sign_off: SignOff) -> None:
    """Keep that a second custodian agreed, once. Raises `Conflict("breach_decided")` for one that
    was approved or ended."""
    _decide(
        notice_id, BreachItem.approved.set(as_json(sign_off)), BreachItem.approved.does_not_exist()
    )


def end(notice_id: str, sign_off: SignOff) -> None:
    """Keep that nobody is to be told any more. Raises `Conflict("breach_decided")` for one that was
    ended."""
    _decide(notice_id, BreachItem.ended.set(as_json(sign_off)), BreachItem.ended.does_not_exist())


def add_run(notice_id: str, sign_off: SignOff) -> None:
    """Keep that an operator begins to tell the reporters."""
    sk = f"{notice_id}#{stored_moment(sign_off.at)}"
    BreachRunItem(BREACHES_PK, sk, run=as_json(sign_off)).save()


def _decide(notice_id: str, action: Action, condition: Condition) -> None:
    item = BreachItem(BREACHES_PK, notice_id)
    free = ReferenceItem.pk.exists() & BreachItem.ended.does_not_exist() & condition
    attempt(
        lambda: item.update(actions=[action], condition=free),
        lambda _: Conflict("breach_decided"),
    )


def _read(wanted: Condition | None) -> Sequence[BreachNotice]:
    rows: dict[str, _Rows] = {}
    for item in ReferenceItem.query(BREACHES_PK, wanted, consistent_read=True):
        known = rows.setdefault(item.sk.partition("#")[0], _Rows())
        if isinstance(item, BreachItem):
            known.notice = item
        elif isinstance(item, BreachRunItem):
            known.runs.append(item)
    return [_notice(each.notice, each.runs) for each in rows.values() if each.notice is not None]


def _notice(item: BreachItem, runs: Sequence[BreachRunItem]) -> BreachNotice:
    proposed = parse(_Proposed, item.proposed)
    return BreachNotice(
        id=item.sk,
        proposal=proposed.proposal,
        proposed=proposed.word,
        approved=parse(SignOff, item.approved) if item.approved else None,
        ended=parse(SignOff, item.ended) if item.ended else None,
        runs=tuple(parse(SignOff, each.run) for each in runs),
    )
