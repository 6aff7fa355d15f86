"""What the reporter does with a case, and what protects them: flags that only tighten."""

from typing import Self

from chalicelib import events
from chalicelib.errors import Conflict, Expired
from chalicelib.events import Visibility
from chalicelib.structs import replace

from .authority import Protection, is_one_of, protect, senior_for
from .deadlines import owe_reply, release_hold
from .decision import (
    WITHDRAWN,
    Action,
    Context,
    Files,
    LookedUp,
    LookedUpAgencies,
    Outcome,
    Reason,
    archive,
    close,
    format_deadlines,
    refused_field,
    without_identity,
)
from .due import is_rated
from .model import Actor, Appeal, Case, Rating, Status
from .routing_actions import restart_deadlines, take_from_accused


class WrittenAction(Action, frozen=True, kw_only=True):
    """A step in which the reporter writes. What tells of danger protects the case at once,
    whichever step it comes with; who asks to be kept secret is public no more before a person has
    looked; and whoever reads the case and is accused reads it no more, nor these words."""

    # Whether the words tell of danger, ask for secrecy and accuse somebody in office, and whom of
    # those who read the case.
    dangerous: LookedUp = False
    secret: LookedUp = False
    on_office: LookedUp = False
    accuses: LookedUpAgencies = ()

    @property
    def words(self) -> str:
        """What the reporter wrote; empty where they wrote nothing."""
        raise NotImplementedError

    def protected(self, case: Case) -> tuple[Case, bool | None]:
        """The case as its reporter's words leave it, and True where they closed it."""
        before = replace(case, unchecked=True) if self.secret else case
        after = protect(before, Protection.WORDS) if self.dangerous else before
        closed = True if after != before else None
        accused = tuple(dict.fromkeys((*after.accused, *self.accuses)))
        later = after.accuses_later or self.on_office
        return replace(after, accused=accused, accuses_later=later), closed


class Message(WrittenAction, frozen=True, kw_only=True):
    """A message to the handlers. It ends a hold; after an answer the holder owes a new one."""

    name = "message"
    text: str
    attachments: Files = ()

    @property
    def words(self) -> str:
        """What the reporter wrote."""
        return self.text

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Joins the thread. An open question is answered by it and the clocks run again. After an
        answer nobody may call the reporter silent any more: the holder owes a new one."""
        if case.status is Status.MERGED:
            raise TypeError("an answer through a merged case changes two: use answer_through()")
        holder, asked, answered = case.agency_id, case.hold, case.status is Status.ANSWERED
        case, now_protected = self.protected(case)
        if asked is not None:
            case = release_hold(case, context.now, context.policy)
        elif answered:
            case = owe_reply(case, context.now, context.policy)
        case = take_from_accused(case, self.accuses, context)
        deadlines = format_deadlines(case.deadlines, case.zone)
        moved = asked is not None or answered or case.agency_id != holder
        return Outcome(
            case=case,
            payload=events.Messaged(
                text=self.text,
                resumed=asked is not None,
                deadlines=deadlines if moved else None,
                reply_by=deadlines["reply_by"] if answered else None,
                protected=now_protected,
            ),
        )


class Rate(WrittenAction, frozen=True, kw_only=True):
    """Puas, tidak puas: the word on the last answer. `score` is 1 to 5. With `appeal` and a
    comment, a next senior agency takes the case."""

    name = "rate"
    satisfied: bool
    score: int | None = None
    comment: str | None = None
    appeal: bool = False

    @property
    def words(self) -> str:
        """The comment, if there is one."""
        return self.comment or ""

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Satisfied closes the case. Not satisfied leaves the answer standing, with the way to an
        appeal open until the window is over; an appeal takes the case to a senior agency. What
        accuses the holder is no end of it: as after a message, another owes an answer."""
        _check_rating(case, self)
        case, now_protected = self.protected(case)
        rating = Rating(
            satisfied=self.satisfied, score=self.score, comment=self.comment, at=context.now
        )
        case = replace(case, rating=rating, rated_answer=case.answers)
        if self.appeal:
            return _appeal(case, self, context, now_protected)
        if is_one_of(case.agency_id or "", self.accuses, context):
            if case.status is Status.ANSWERED:
                case = owe_reply(case, context.now, context.policy)
            case = take_from_accused(case, self.accuses, context)
        elif self.satisfied:
            case = close(case, "confirmed", context)
        return Outcome(
            case=case,
            payload=events.Rated(
                satisfied=self.satisfied,
                score=self.score,
                comment=self.comment,
                answer=case.answers,
                closed_reason=case.closed.reason if case.closed else None,
                protected=now_protected,
            ),
        )


class Reopen(WrittenAction, frozen=True, kw_only=True):
    """Take an ended case up again (also the national desk's)."""

    name = "reopen"
    reason: Reason

    @property
    def words(self) -> str:
        """Why."""
        return self.reason

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Back to the holder, with new clocks."""
        case, now_protected = self.protected(case)
        case = replace(case, closed=None, archive_reason=None, ended_at=None)
        case = restart_deadlines(case, context)
        return Outcome(
            case=case,
            payload=events.Reopened(
                reason=self.reason,
                deadlines=format_deadlines(case.deadlines, case.zone),
                protected=now_protected,
            ),
        )


class Withdraw(Action, frozen=True):
    """Menarik laporan: nobody is to answer it any more."""

    name = "withdraw"

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Archived for that reason. It stays as readable as it was, who filed it stays in the
        vault, and the reporter may reopen it: each of these is a step of its own."""
        withdrawn = archive(case, WITHDRAWN, context)
        return Outcome(case=withdrawn, payload=events.Archived(reason=WITHDRAWN))


class PersonalAction(Action, frozen=True, kw_only=True):
    """What protects the reporter, whatever the matter: asked for in one, it holds for all matters
    that were filed as one."""

    def changed(self, case: Case) -> Case:
        """The case with what is asked for; as it is, where it has that already."""
        raise NotImplementedError

    def for_others(self) -> Self:
        """What it asks of the other matters, once it is accepted in its own."""
        return self


class Erase(PersonalAction, frozen=True):
    """Take back one's identity: what the vault holds is erased."""

    name = "erase"

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """The reporter takes back who they are (UU 27/2022 art. 43); the case goes on."""
        return Outcome(case=self.changed(case), payload=events.IdentityErased())

    def changed(self, case: Case) -> Case:
        """The case once nothing is held of who reported."""
        return without_identity(case)


class CorrectIdentity(Action, frozen=True, kw_only=True):
    """Another name and contact: whether there is an address to write to now, and the language."""

    name = "correct_identity"
    contactable: bool
    language: str

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """What the vault holds is put in its place; the case goes on (UU 27/2022 art. 6)."""
        case = replace(case, contactable=self.contactable, language=self.language)
        payload = events.IdentityCorrected(
            contactable=case.contactable, language=case.language, consent=events.STATEMENT
        )
        return Outcome(case=case, payload=payload)


class Restrict(PersonalAction, frozen=True):
    """Let the report be handled, and nothing else be done with it (UU 27/2022 art. 11, 41)."""

    name = "restrict"

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Not public, in no figure, no news by mail."""
        return Outcome(case=self.changed(case), payload=events.Restricted())

    def changed(self, case: Case) -> Case:
        """The case, restricted."""
        return replace(case, restricted=True)


class Unrestrict(PersonalAction, frozen=True):
    """Take a restriction back."""

    name = "unrestrict"

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """As it was before; what was not sent meanwhile is not sent later."""
        return Outcome(case=self.changed(case), payload=events.Unrestricted())

    def changed(self, case: Case) -> Case:
        """The case, not restricted."""
        return replace(case, restricted=False)


class Tighten(PersonalAction, frozen=True, kw_only=True):
    """Anonymous, confidential: flags that can be set and never taken back."""

    name = "tighten"
    anonymous: bool | None = None
    confidential: bool | None = None

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Anonim and rahasia are set by whoever sees the need, and never taken back."""
        loosens_anonymous = case.anonymous and self.anonymous is False
        loosens_confidential = case.confidential and self.confidential is False
        if loosens_anonymous or loosens_confidential:
            raise Conflict("flags_only_tighten", status=case.status.value)
        tightened = self.changed(case)
        if tightened == case:
            raise Conflict("nothing_to_change", status=case.status.value)
        return Outcome(
            case=tightened,
            payload=events.Tightened(
                anonymous=tightened.anonymous, confidential=tightened.confidential
            ),
        )

    def changed(self, case: Case) -> Case:
        """The case with what is asked for beside what protects it already."""
        return replace(
            case,
            anonymous=case.anonymous or bool(self.anonymous),
            confidential=case.confidential or bool(self.confidential),
        )

    def for_others(self) -> Self:
        """What it sets: a flag that was not asked for here may be set there."""
        return replace(
            self, anonymous=self.anonymous or None, confidential=self.confidential or None
        )


class Unprotect(Action, frozen=True):
    """The reporter opens what the service closed because of its words."""

    name = "unprotect"

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Everybody may read it once a person has looked at it; it stays anonymous."""
        opened = replace(case, confidential=False, protected_for=(), unchecked=True)
        return Outcome(case=opened, payload=events.Unprotected())


def answer_steps(
    source: Case, target: Case, action: Message, context: Context
) -> tuple[Outcome, Outcome]:
    """What it is to each that `source`'s reporter answers the question of `target`.

    The reporter of the target does not read what another reporter wrote.
    """
    protected, now_protected = action.protected(source)
    given = Outcome(
        case=take_from_accused(protected, action.accuses, context),
        payload=events.Messaged(
            text=action.text,
            resumed=False,
            into=target.id,
            protected=now_protected,
        ),
    )
    resumed = release_hold(target, context.now, context.policy)
    kept_from = tuple(dict.fromkeys((*resumed.merged_kept_from, *action.accuses)))
    later = resumed.accuses_later or action.on_office
    resumed = replace(resumed, merged_kept_from=kept_from, accuses_later=later)
    resumed = take_from_accused(resumed, action.accuses, context)
    taken = Outcome(
        case=resumed,
        payload=events.Messaged(
            text=action.text,
            resumed=True,
            from_=source.id,
            anonymous=protected.anonymous,
            deadlines=format_deadlines(resumed.deadlines, resumed.zone),
        ),
        visibility=Visibility.AGENCY,
    )
    return given, taken


def _check_rating(case: Case, action: Rate) -> None:
    if action.score is not None and not 1 <= action.score <= 5:
        raise refused_field("score", "out_of_range", low=1, high=5)
    if action.appeal and action.satisfied:
        raise refused_field("appeal", "only_unsatisfied")
    if action.appeal and not (action.comment or "").strip():
        raise refused_field("comment", "required")
    if is_rated(case) and not action.appeal:
        raise Expired("already_rated", status=case.status.value)


def _appeal(case: Case, action: Rate, context: Context, protected: bool | None) -> Outcome:
    """To the next agency above all whose officers gave the answer, with a clock of its own."""
    against = case.agency_id or ""
    case = replace(
        case,
        agency_id=senior_for(case, against, context, case.answered_by),
        appeal=Appeal(opened_at=context.now, from_agency_id=against),
    )
    case = restart_deadlines(case, context)
    return Outcome(
        case=case,
        payload=events.Appealed(
            satisfied=action.satisfied,
            score=action.score,
            comment=action.comment,
            answer=case.answers,
            agency_id=case.agency_id,
            from_agency_id=against,
            deadlines=format_deadlines(case.deadlines, case.zone),
            protected=protected,
        ),
    )
