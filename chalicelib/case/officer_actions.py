"""What officers do with a case: work, questions, answers, cases owed no answer, and what everybody
may read.

A question to the reporter stops the clocks, and may end a case only where they could be told of it.
Nobody holds a contact for the others: the question expires unheard, and the agency goes on without
an answer. What another agency is asked for stops nothing: the holder answers, in time.
"""

from datetime import date

from chalicelib import events
from chalicelib.errors import Conflict, NotAllowed
from chalicelib.structs import replace
from chalicelib.workdays import iso, last_moment

from .authority import (
    Protection,
    asked_of,
    is_above,
    is_kept_from,
    is_public,
    protect,
    waiting_contributions,
)
from .deadlines import release_hold, renew_promised_days
from .decision import (
    ARCHIVE_REASONS,
    Action,
    Body,
    Code,
    Context,
    Files,
    LookedUp,
    Outcome,
    Text,
    archive,
    check_to_come,
    close,
    end_contribution,
    existing_agency,
    format_deadlines,
    refused_field,
)
from .due import hold_deadline, is_rated
from .model import Actor, Case, Classification, Contribution, OpenQuestion, Status
from .routing_actions import restart_deadlines

CONTRIBUTION_DAYS = 5  # ours: working days another agency has, where the holder names no day


class Start(Action, frozen=True, kw_only=True):
    """Tell the reporter that the work has begun."""

    name = "start"
    note: Text | None = None

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """The first step, told to the reporter."""
        started = replace(case, status=Status.IN_PROGRESS)
        return Outcome(case=started, payload=events.Started(note=self.note))


class Hold(Action, frozen=True, kw_only=True):
    """Tunda: ask the reporter for what is missing; the clocks stand still."""

    name = "hold"
    question: Text

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """From here the clocks stand still, until the reporter writes or the question expires."""
        expires_at = hold_deadline(context.now, case, context.policy)
        question = OpenQuestion(
            question=self.question,
            since=context.now,
            expires_at=expires_at,
            returns_to=case.status,
            asked_by=actor.agency_id,
        )
        return Outcome(
            case=replace(case, status=Status.ON_HOLD, hold=question, holds=case.holds + 1),
            payload=events.Held(question=self.question, expires_at=iso(expires_at, case.zone)),
        )


class WithdrawQuestion(Action, frozen=True, kw_only=True):
    """Take the open question to the reporter back: it need not be answered any more."""

    name = "withdraw_question"
    note: Text | None = None

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """The clocks run again as after a reply; from when the question expired, where a schedule
        has not got to that yet. It stays one of the questions that may be asked: else asking and
        withdrawing in turn could stop the clocks for ever."""
        if case.hold is None:
            raise ValueError("not on hold")
        ended = min(context.now, case.hold.expires_at)
        resumed = release_hold(case, ended, context.policy)
        return Outcome(
            case=resumed,
            payload=events.QuestionWithdrawn(
                note=self.note, deadlines=format_deadlines(resumed.deadlines, resumed.zone)
            ),
        )


class InterimReply(Action, frozen=True, kw_only=True):
    """Why it takes longer, and the day an answer is expected. Moves no deadline."""

    name = "interim_reply"
    text: Body
    expected_by: date

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """A first step like any other for the follow-up clock; it moves no other."""
        check_to_come("expected_by", self.expected_by, context.today(case.zone))
        return Outcome(
            case=replace(case, status=Status.IN_PROGRESS, interim_replies=case.interim_replies + 1),
            payload=events.InterimReplied(text=self.text, expected_by=self.expected_by.isoformat()),
        )


class Answer(Action, frozen=True, kw_only=True):
    """Tanggapan: what was done about the complaint."""

    name = "answer"
    text: Body
    attachments: Files = ()

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """The reporter's turn: they rate, appeal, or stay silent until the window is over.

        What an agency adds to an answer nobody has spoken to yet does not lengthen the window.
        """
        supplement = case.status is Status.ANSWERED and not is_rated(case)
        earlier = case.answered_by if supplement else ()
        answered = replace(
            case,
            status=Status.ANSWERED,
            answers=case.answers + 1,
            answered_by=tuple(dict.fromkeys((*earlier, actor.agency_id or ""))),
            answered_at=case.answered_at if supplement else context.now,
            first_answered_at=case.first_answered_at or context.now,
            reminders=case.reminders if supplement else 0,
            reminded_at=case.reminded_at if supplement else None,
            supplemented=supplement,
            owed_reply=None,
            deadlines=replace(case.deadlines, reply_by=None),
        )
        return Outcome(
            case=answered, payload=events.Answered(text=self.text, answer=answered.answers)
        )


class ResolveAppeal(Action, frozen=True, kw_only=True):
    """The senior agency's decision; `upheld` when the reporter was right."""

    name = "resolve_appeal"
    text: Body
    upheld: bool

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Not upheld, it is the last word. Upheld, it is an order: the agency it was against
        owes the repair, with the clock of its class, and may not hand the case on."""
        if case.appeal is None:
            raise ValueError("no appeal")
        appeal = replace(
            case.appeal, decided_at=context.now, upheld=self.upheld, decided_by=case.agency_id
        )
        decided = replace(case, appeal=appeal)
        if not self.upheld:
            decided = close(decided, "appeal_decided", context)
            return Outcome(case=decided, payload=events.AppealDecided(text=self.text, upheld=False))
        ordered = restart_deadlines(
            replace(decided, agency_id=appeal.from_agency_id, must_keep=True), context
        )
        return Outcome(
            case=ordered,
            payload=events.AppealDecided(
                text=self.text,
                upheld=True,
                order_to=ordered.agency_id,
                deadlines=format_deadlines(ordered.deadlines, ordered.zone),
            ),
        )


class Archive(Action, frozen=True, kw_only=True):
    """Arsipkan: no answer is owed, for a reason in `decision.ARCHIVE_REASONS`."""

    name = "archive"
    reason: Code
    note: Text | None = None

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """The holder stays known: a reopened case goes back to it."""
        if self.reason not in ARCHIVE_REASONS:
            raise refused_field("reason", "unknown_choice")
        return Outcome(
            case=archive(case, self.reason, context),
            payload=events.Archived(reason=self.reason, note=self.note),
        )


class Reclassify(Action, frozen=True, kw_only=True):
    """Correct what kind of complaint it is; None leaves a thing as it is."""

    name = "reclassify"
    classification: Classification | None = None
    category: Code | None = None
    supervisory: bool | None = None
    # Whether `category` is one: looked up, never sent.
    sensitive: LookedUp = False

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Another class has another deadline, counted from when the clock began, but never over
        before the end of the next working day. To the same class, nothing moves. Whether a case is
        supervisory, which gives more than four times as long, is never the holder's own to say; it
        is about an office, which must not read in public that it is to be examined."""
        if (self.classification, self.category, self.supervisory) == (None, None, None):
            raise Conflict("nothing_to_change", status=case.status.value)
        classification = self.classification or case.classification
        is_complaint = classification is Classification.COMPLAINT
        if self.supervisory and not is_complaint:
            raise refused_field("supervisory", "complaints_only")
        supervisory = case.supervisory if self.supervisory is None else self.supervisory
        supervisory = supervisory and is_complaint
        if supervisory != case.supervisory and not is_above(actor, case, context):
            raise NotAllowed("supervisory_not_yours")
        changed = replace(
            case,
            classification=classification,
            category=self.category or case.category,
            supervisory=supervisory,
        )
        reasons = self.protects_for(supervisory=supervisory)
        if reasons:
            changed = protect(changed, *reasons)
        if (changed.classification, changed.supervisory) != (case.classification, case.supervisory):
            changed = renew_promised_days(changed, context.now, context.policy)
        return Outcome(
            case=changed,
            payload=events.Reclassified(
                classification=changed.classification.value,
                category=changed.category,
                supervisory=changed.supervisory,
                anonymous=True if reasons else None,
                confidential=True if reasons else None,
                deadlines=format_deadlines(changed.deadlines, changed.zone),
            ),
        )

    def protects_for(self, *, supervisory: bool) -> tuple[Protection, ...]:
        """Why what the case is now protects it; `supervisory` is whether it is that now."""
        holds = {Protection.CATEGORY: self.sensitive, Protection.INSPECTION: supervisory}
        return tuple(reason for reason, so in holds.items() if so)


class AskContribution(Action, frozen=True, kw_only=True):
    """Ask another agency for what the holder needs to know or have done; the holder answers."""

    name = "ask_contribution"
    agency_id: Code
    question: Text
    due: date | None = None  # the last day for it; left out, so many working days from now

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """That agency reads the case while it is asked. No clock of the case moves."""
        agency = existing_agency(self.agency_id, context)
        if agency.id == case.agency_id:
            raise refused_field("agency_id", "already_there")
        if is_kept_from(case, agency.id, context):
            raise refused_field("agency_id", "kept_from_it")
        if any(one.agency_id == agency.id for one in waiting_contributions(case)):
            raise refused_field("agency_id", "already_asked")
        if self.due is not None:
            check_to_come("due", self.due, context.today(case.zone))
        due = (
            context.policy.calendar.add(context.now, CONTRIBUTION_DAYS, case.zone)
            if self.due is None
            else last_moment(self.due, case.zone)
        )
        asked = Contribution(agency_id=agency.id, asked_in=case.version + 1, due=due)
        return Outcome(
            case=replace(case, contributions=(*case.contributions, asked)),
            payload=events.ContributionAsked(
                asked_agency_id=agency.id, question=self.question, due=iso(due, case.zone)
            ),
        )


class Contribute(Action, frozen=True, kw_only=True):
    """Give the holder what it asked for."""

    name = "contribute"
    text: Body

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """For the holder, who answers; the agency that gave it reads the case no more."""
        asked = asked_of(case, actor, context)
        if asked is None:
            raise ValueError("not asked")
        return Outcome(
            case=end_contribution(case, asked),
            payload=events.Contributed(asked_agency_id=asked.agency_id, text=self.text),
        )


class WithdrawContribution(Action, frozen=True, kw_only=True):
    """What another agency was asked for is not needed any more."""

    name = "withdraw_contribution"
    agency_id: Code

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """That agency reads the case no more."""
        waiting = waiting_contributions(case)
        asked = next((one for one in waiting if one.agency_id == self.agency_id), None)
        if asked is None:
            raise refused_field("agency_id", "not_asked")
        return Outcome(
            case=end_contribution(case, asked),
            payload=events.ContributionWithdrawn(asked_agency_id=asked.agency_id),
        )


class Publish(Action, frozen=True):
    """Somebody looked at the case: everybody may read it, masked."""

    name = "publish"

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """The other answer is `tighten`: then nobody waits for this any more either."""
        return Outcome(case=replace(case, unchecked=False), payload=events.Published())


class PublishAttachment(Action, frozen=True, kw_only=True):
    """Somebody looked at a file: everybody may see it with the case; or not any more."""

    name = "publish_attachment"
    number: int
    public: bool = True

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """No rule can judge a picture, so a person does, one by one; of a public case."""
        if self.public and not is_public(case):
            raise Conflict("not_public", status=case.status.value)
        if self.public is (self.number in case.published_files):
            raise Conflict("nothing_to_change", status=case.status.value)
        shown = tuple(sorted({*case.published_files} ^ {self.number}))
        payload = events.AttachmentPublished(attachment=self.number, public=self.public)
        return Outcome(case=replace(case, published_files=shown), payload=payload)


class Note(Action, frozen=True, kw_only=True):
    """A remark among the officers of the case."""

    name = "note"
    text: Text

    def decide(self, case: Case, actor: Actor, context: Context) -> Outcome:
        """Among officers; it changes nothing about the case."""
        return Outcome(case=case, payload=events.Noted(text=self.text))
