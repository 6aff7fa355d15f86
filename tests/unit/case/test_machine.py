"""Any sequence of actions by anybody at any time: what always holds."""

from datetime import date, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from chalicelib.case.actions import act, allowed, answer_through, merge
from chalicelib.case.authority import is_kept_from, is_public, may_read
from chalicelib.case.deadlines import (
    StricterDeadlines,
    appeal_open,
    deadline_in_force,
    open_deadlines,
)
from chalicelib.case.decision import Event
from chalicelib.case.due import escalation_moment, is_overdue, newly_missed
from chalicelib.case.model import (
    ENDED,
    REPORTER,
    SYSTEM,
    WITHOUT_HOLDER,
    Actor,
    Case,
    Classification,
    DueKind,
    Role,
    Status,
)
from chalicelib.case.system_actions import due_action
from chalicelib.custody import LegalBasis, stands
from chalicelib.errors import DomainError, NotAllowed
from chalicelib.ledger.digests import event_digest
from chalicelib.structs import replace
from chalicelib.workdays import Calendar, iso

from .world import CALENDAR, DESK, MONDAY, OFFICES, Life, Offices, do, officer

AGENCIES = sorted(office.id for office in OFFICES)
OFFICER_ROLES = [Role.AGENCY_ADMIN, Role.LIAISON, Role.MONITOR, Role.CUSTODIAN]
agencies = st.sampled_from(AGENCIES)
actors = st.one_of(
    st.just(REPORTER),
    st.just(SYSTEM),
    st.builds(officer, st.just(Role.NATIONAL_ADMIN), st.just("kemenpanrb")),
    st.builds(officer, st.sampled_from(OFFICER_ROLES), agencies, st.sampled_from(["a", "b"])),
)
maybe = st.sampled_from([None, True, False])
accuses = st.sampled_from([(), (), (), ("kota",), ("kabupaten",), ("dinas-pu",)])
ACTIONS = {
    "route": st.builds(do.Route, agency_id=agencies),
    "start": st.builds(do.Start),
    "hold": st.builds(do.Hold, question=st.just("Ya?")),
    "withdraw_question": st.builds(do.WithdrawQuestion),
    "return": st.builds(do.Return, reason=st.just("Bukan")),
    "transfer": st.builds(do.Transfer, agency_id=agencies, reason=st.just("Pindah")),
    "answer": st.builds(do.Answer, text=st.just("Sudah.")),
    "interim_reply": st.builds(
        do.InterimReply, text=st.just("Tunggu"), expected_by=st.just(date(2028, 1, 4))
    ),
    "archive": st.builds(do.Archive, reason=st.sampled_from(["spam", "incomplete"])),
    "reclassify": st.builds(
        do.Reclassify,
        classification=st.sampled_from([None, *Classification]),
        supervisory=maybe,
        sensitive=st.sampled_from([False, False, False, True]),
    ),
    "tighten": st.builds(do.Tighten, anonymous=maybe, confidential=maybe),
    "ask_contribution": st.builds(
        do.AskContribution, agency_id=agencies, question=st.just("Apa?"), due=st.none()
    ),
    "contribute": st.builds(do.Contribute, text=st.just("Ini.")),
    "withdraw_contribution": st.builds(do.WithdrawContribution, agency_id=agencies),
    "note": st.builds(do.Note, text=st.just("Catat")),
    "resolve_appeal": st.builds(do.ResolveAppeal, text=st.just("Putus"), upheld=st.booleans()),
    "request_identity": st.builds(
        do.ask_identity,
        basis=st.just(LegalBasis.COURT_ORDER),
        reference=st.just("12/Pen/2026"),
        silent_until=st.none() | st.dates(date(2026, 2, 1), date(2026, 6, 30)),
    ),
    "disclose_identity": st.builds(do.DiscloseIdentity),
    "tell_disclosure": st.builds(do.TellDisclosure),
    "approve_identity": st.builds(do.ApproveIdentity),
    "refuse_identity": st.builds(do.RefuseIdentity, reason=st.just("Tidak perlu")),
    "withdraw_identity": st.builds(do.WithdrawIdentity),
    "message": st.builds(do.Message, text=st.just("Halo"), accuses=accuses),
    "rate": st.builds(do.Rate, satisfied=st.booleans(), comment=st.just("Belum"), accuses=accuses)
    | st.sampled_from(
        [
            do.Rate(satisfied=True, score=5),
            do.Rate(satisfied=False, score=1),
            do.Rate(satisfied=False, comment="Belum", appeal=True),
            do.Rate(satisfied=False, appeal=True),
        ]
    ),
    "withdraw": st.builds(do.Withdraw),
    "reopen": st.builds(do.Reopen, reason=st.just("Belum"), accuses=accuses),
    "triage": st.builds(do.SendToTriage, reason=st.just("unsure")),
    "warn": st.builds(do.Warn),
    "escalate": st.builds(do.Escalate),
    "remind": st.builds(do.Remind),
    "close": st.builds(do.CloseQuiet),
    "expire_hold": st.builds(do.ExpireHold),
    "correct_identity": st.builds(
        do.CorrectIdentity, contactable=st.booleans(), language=st.sampled_from(("id", "en"))
    ),
    "restrict": st.builds(do.Restrict),
    "unrestrict": st.builds(do.Unrestrict),
    "replace_receipt": st.builds(do.ReplaceReceipt, receipt_sha256=st.just("0" * 64)),
    "expire_identity": st.builds(do.ExpireIdentity),
    "expire_identity_request": st.builds(do.ExpireIdentityRequest),
    "recompute_deadlines": st.builds(do.RecomputeDeadlines),
    "await_check": st.builds(do.AwaitCheck),
    "keep_from": st.builds(do.KeepFrom, agency_ids=st.just(("kabupaten",))),
    "tell_breach": st.builds(do.TellBreach, text=st.just("Terbaca")),
    "unmerge": st.builds(do.Unmerge, target_id=st.just("LP-OTHER")),
    "reassign": st.builds(do.Reassign),
}
BY_RULE = st.builds(do.SystemRoute, agency_id=agencies, by=st.just("model"))
actions = st.one_of(BY_RULE, *ACTIONS.values())


def one_of(*names: str) -> st.SearchStrategy[do.Action]:
    return st.one_of(*(ACTIONS[name] for name in names))


SAME_DEADLINES = (
    do.Message,
    do.Note,
    do.Tighten,
    do.Return,
    do.Transfer,
    do.Start,
    do.Answer,
    do.TellBreach,
    do.AskContribution,
    do.Contribute,
    do.WithdrawContribution,
)
IDENTITY = {
    f"identity_{what}" for what in ("requested", "approved", "refused", "withdrawn", "disclosed")
}
AFTER_THE_END = IDENTITY | {
    "reopened",
    "tightened",
    "unprotected",
    "published",
    "restored",
    "kept_from",
    "attachment_published",
    "noted",
    "identity_corrected",
    "identity_outlived",
    "identity_expired",
    "receipt_replaced",
    "disclosure_told",
    "restricted",
    "unrestricted",
    "breach_told",
}
CUSTODY = {f"{what}_identity" for what in ("request", "approve", "refuse", "withdraw", "disclose")}
HANDLING = frozenset({"start", "hold", "return", "answer", "note", "archive", "interim_reply"})


class AnyLife(RuleBasedStateMachine):
    """One case, everybody, and clocks that differ a little between machines."""

    @initialize(
        classification=st.sampled_from(Classification),
        hours=st.integers(0, 24 * 30),
        agency=agencies,
        contactable=st.booleans(),
    )
    def file(
        self, classification: Classification, hours: int, agency: str, contactable: bool
    ) -> None:
        self.life = Life.filed(classification)
        self.life.case = replace(self.life.case, contactable=contactable)
        # A deadline may be kept, and owed again when the case is handed on: it is as old as it was.
        self.deadlines_made_at = {
            f"{deadline.name} {deadline.at}": MONDAY for deadline in open_deadlines(self.life.case)
        }
        self.sources: list[Case] = []
        self.life.at += timedelta(hours=hours)
        self.attempt(do.SystemRoute(agency_id=agency, by="model"), SYSTEM)

    @rule(hours=st.integers(1, 24 * 9))
    def time_passes(self, hours: int) -> None:
        self.life.after(hours=hours)

    @rule(minutes=st.integers(1, 90))
    def a_clock_lags(self, minutes: int) -> None:
        self.life.after(minutes=-minutes)

    @rule(action=actions, actor=actors)
    def anybody_tries_anything(self, action: do.Action, actor: Actor) -> None:
        self.attempt(action, actor)

    @rule(
        action=one_of(
            "start",
            "answer",
            "hold",
            "withdraw_question",
            "interim_reply",
            "return",
            "resolve_appeal",
        )
    )
    def the_holder_works(self, action: do.Action) -> None:
        self.attempt(action, officer(Role.AGENCY_ADMIN, self.life.case.agency_id or "kota"))

    @rule(action=one_of("message", "rate", "withdraw", "reopen"))
    def the_reporter_speaks(self, action: do.Action) -> None:
        self.attempt(action, REPORTER)

    @rule(action=one_of("return", "transfer"), agency=agencies)
    def the_case_is_handed_on(self, action: do.Action, agency: str) -> None:
        self.attempt(action, officer(Role.AGENCY_ADMIN, self.life.case.agency_id or "kota"))
        self.attempt(do.SystemRoute(agency_id=agency, by="model"), SYSTEM)

    @rule(action=one_of("tighten"))
    def somebody_protects_the_reporter(self, action: do.Action) -> None:
        self.attempt(action, REPORTER)

    @rule(action=one_of("rate"))
    def the_reporter_judges(self, action: do.Action) -> None:
        self.attempt(
            do.Answer(text="Sudah."), officer(Role.LIAISON, self.life.case.agency_id or "kota")
        )
        self.attempt(action, REPORTER)

    @rule(upheld=st.booleans())
    def a_government_answers_for_its_unit(self, upheld: bool) -> None:
        government = officer(Role.AGENCY_ADMIN, "kota")
        self.attempt(do.Answer(text="Sudah."), government)
        self.attempt(do.Rate(satisfied=False, comment="Belum", appeal=True), REPORTER)
        self.attempt(do.ResolveAppeal(text="Putus", upheld=upheld), government)

    @rule(action=one_of("route", "hold", "withdraw_question", "transfer", "reopen", "reclassify"))
    def the_desk_decides(self, action: do.Action) -> None:
        self.attempt(action, officer(Role.NATIONAL_ADMIN, "kemenpanrb"))

    @rule()
    def another_report_is_merged_into_it(self) -> None:
        source = Life.routed(case_id=f"LP-{len(self.sources)}")
        source.at = self.life.at
        try:
            given, taken = merge(source.case, self.life.case, DESK, self.life.now)
        except DomainError:
            not_open = self.life.case.status in {*ENDED, Status.ANSWERED}
            assert not_open or not is_public(self.life.case)
            return
        assert self.life.case.status is not Status.ANSWERED
        self.sources.append(given.case)
        self.life.takes(taken)

    @rule(number=st.integers(0, 3))
    def a_merged_reporter_answers_the_question(self, number: int) -> None:
        if number >= len(self.sources):
            return
        asked = self.life.case.status is Status.ON_HOLD and is_public(self.life.case)
        try:
            given, taken = answer_through(
                self.sources[number], self.life.case, do.Message(text="Ini"), self.life.now
            )
        except DomainError:
            assert not asked or self.sources[number].status is not Status.MERGED
            return
        assert asked
        self.sources[number] = given.case
        self.life.takes(taken)
        assert self.life.case.status is not Status.ON_HOLD

    @rule(day=st.dates(date(2026, 2, 1), date(2026, 12, 31)), off=st.booleans())
    def the_decree_is_revised(self, day: date, off: bool) -> None:
        days = {"added": [day]} if off else {"removed": [day]}
        policy = self.life.context.policy
        calendar = policy.calendar.corrected(version=f"skb-{day}-{off}", **days)
        self.life.context = replace(self.life.context, policy=replace(policy, calendar=calendar))
        self.attempt(do.RecomputeDeadlines(), SYSTEM)

    @rule(silent=st.none() | st.integers(0, 40), hours=st.integers(0, 30))
    def an_identity_is_released(self, silent: int | None, hours: int) -> None:
        """Two custodians of two agencies, who may be late."""
        first = officer(Role.CUSTODIAN, "kemenpanrb", "a")
        until = None if silent is None else self.life.at.date() + timedelta(days=silent)
        order = {"basis": LegalBasis.COURT_ORDER, "reference": "12/Pen/2026"}
        self.attempt(do.ask_identity(**order, silent_until=until), first)
        self.attempt(do.ApproveIdentity(), officer(Role.CUSTODIAN, "ombudsman", "b"))
        self.life.after(hours=hours)
        self.attempt(do.DiscloseIdentity(), first)

    @rule(agency=agencies, days=st.integers(1, 9))
    def an_agency_becomes_stricter(self, agency: str, days: int) -> None:
        deadlines = StricterDeadlines(
            follow_up=days, complaint=days, supervisory=days, aspiration=days
        )
        policy = self.life.context.policy
        overrides = {**policy.overrides, agency: deadlines}
        self.life.context = replace(self.life.context, policy=replace(policy, overrides=overrides))

    @rule()
    def the_schedules_run(self) -> None:
        steps = 0
        while (action := due_action(self.life.case, self.life.now)) is not None:
            self.attempt(action, SYSTEM, must_be_accepted=True)
            steps += 1
            assert steps < 12, "the schedules never come to rest"
        assert (
            self.life.case.status in ENDED
            or self.life.case.due.at > self.life.at
            or (self.life.context.policy.calendar.version != CALENDAR.version)
        )
        # So whoever counts those known to be late misses none.
        deadline = deadline_in_force(self.life.case)
        late = deadline is not None and is_overdue(self.life.case, self.life.at)
        assert not (late and newly_missed(self.life.case, deadline))

    def attempt(self, action: do.Action, actor: Actor, *, must_be_accepted: bool = False) -> None:
        before, now = self.life.case, self.life.now
        may = action.name in allowed(before, actor, now)
        try:
            change = act(before, action, actor, now)
        except DomainError as error:
            # Who says "supervisory" is asked when it is said, not of reclassifying as such.
            refused_for_who_they_are = (
                isinstance(error, NotAllowed) and error.code != "supervisory_not_yours"
            )
            assert not must_be_accepted
            assert not (refused_for_who_they_are and may)
            return
        assert may
        self.life.takes(change)
        check_step(before, change.case, change.event, action, actor)
        check_limits(before, change.case, change.event, now.policy.calendar)
        self.check_level(before, change.case, change.event)
        if change.event.type == "archived":
            self.sources_are_given_back()

    def check_level(self, before: Case, after: Case, event: Event) -> None:
        """No level is counted from before the event that made its deadline."""
        for deadline in open_deadlines(after):
            if deadline not in open_deadlines(before):
                self.deadlines_made_at.setdefault(f"{deadline.name} {deadline.at}", event.at)
        deadline = deadline_in_force(before)
        if event.type == "escalated" and deadline is not None:
            fell_due = escalation_moment(before, deadline, self.life.context.policy)
            assert fell_due >= self.deadlines_made_at.get(f"{deadline.name} {deadline.at}", MONDAY)

    def sources_are_given_back(self) -> None:
        """What the consumer of the stream does."""
        context = replace(self.life.now, target=self.life.case)
        self.sources = [
            act(source, do.Unmerge(target_id=self.life.case.id), SYSTEM, context).case
            if source.status is Status.MERGED
            else source
            for source in self.sources
        ]

    @invariant()
    def the_case_is_whole(self) -> None:
        if hasattr(self, "life"):
            check_case(self.life)
            check_sources(self.life.case, self.sources)


def check_step(before: Case, after: Case, event: Event, action: do.Action, actor: Actor) -> None:
    """What holds of every accepted action."""
    assert event.number == before.version + 1 == after.version
    assert event.digest == event_digest(before.digest, replace(event, digest="")) == after.digest
    assert before.updated_at <= event.at == after.updated_at
    if before.status in ENDED and after.status is not before.status:
        assert event.type == "reopened"
    if before.status in ENDED:
        assert event.type in AFTER_THE_END
    if event.type == "archived" and actor is SYSTEM:
        assert before.contactable, "silence of a reporter nobody could tell"
    assert before.status is not Status.MERGED
    assert after.anonymous >= before.anonymous
    assert after.confidential >= before.confidential
    check_clocks(before, after, event, action)
    check_rights(before, after, event, action, actor)


def check_clocks(before: Case, after: Case, event: Event, action: do.Action) -> None:
    """What an accepted action may do to levels and deadlines."""
    again = event.type in ("reopened", "appealed") or (
        event.type == "appeal_decided" and event.data["upheld"]
    )
    assert again or after.clock_started_at == before.clock_started_at
    assert again or after.escalation_level >= before.escalation_level
    moved = again or after.deadlines != before.deadlines
    assert moved or set(after.warned) >= set(before.warned)
    assert set(after.escalated_to) >= set(before.escalated_to)
    assert after.escalation_level <= before.escalation_level + 1
    resumed = isinstance(action, do.Message) and before.status is Status.ON_HOLD
    taken = isinstance(action, do.Message) and after.agency_id != before.agency_id
    if isinstance(action, SAME_DEADLINES) and not resumed and not taken:
        assert replace(after.deadlines, reply_by=None) == replace(before.deadlines, reply_by=None)
    if isinstance(action, do.Reclassify) and after.classification is before.classification:
        assert after.supervisory is not before.supervisory or after.deadlines == before.deadlines
    passed = deadline_in_force(before)
    late = passed is not None and passed.at < event.at
    if passed and late and passed.name == "reply":
        answered = event.type in ("answered", "appealed", "appeal_decided", "reopened")
        assert answered or after.deadlines.reply_by == passed.at
    elif passed and passed.at < event.at and not again and before.first_routed_at:
        moments = (after.deadlines.follow_up_by, after.deadlines.resolve_by)
        assert passed.at in moments, "a deadline that has passed never moves"


def check_rights(before: Case, after: Case, event: Event, action: do.Action, actor: Actor) -> None:
    """What an accepted action needs of who did it."""
    if after.supervisory is not before.supervisory:
        assert before.agency_id != actor.agency_id, "gave itself more time"
    passed = deadline_in_force(before)
    late = passed is not None and passed.at < event.at
    for accused in getattr(action, "accuses", ()):
        assert accused in after.accused
        assert not is_of(after.agency_id, accused), "has what accuses it"
    if event.type == "held":
        assert after.holds == before.holds + 1 <= 2
    if event.type == "held" and late and before.status is not Status.TRIAGE:
        assert actor.agency_id != before.agency_id, "put off what it had missed"
    elif action.name == "withdraw_question" and not is_of(before.agency_id, actor.agency_id):
        asked_by = before.hold.asked_by if before.hold else None
        assert actor.role is Role.NATIONAL_ADMIN or actor.agency_id == asked_by
    elif action.name == "contribute":
        asked = [one.agency_id for one in before.contributions if one.ended_in is None]
        assert any(is_of(one, actor.agency_id) for one in asked), "contributed unasked"
    elif actor.role in (Role.AGENCY_ADMIN, Role.LIAISON):
        assert is_of(before.agency_id, actor.agency_id), "acted on another agency's case"
    if actor.role is Role.NATIONAL_ADMIN and action.name in HANDLING - {"note", "archive"}:
        own = before.agency_id == actor.agency_id
        asked = action.name == "hold" and (before.status is Status.TRIAGE or late)
        approved = action.name == "interim_reply" and before.interim_replies > 0
        assert own or asked or approved
    assert actor.role is not Role.MONITOR
    if actor.role is Role.CUSTODIAN:
        assert action.name in CUSTODY


NEVER_EARLIER = {
    "deadlines_recomputed",
    "transferred",
    "returned",
    "messaged",
    "held",
    "started",
    "question_withdrawn",
}


def check_limits(before: Case, after: Case, event: Event, calendar: Calendar) -> None:
    """Where deadlines lie after a step, against where they lay."""
    for name in ("verify_by", "follow_up_by", "resolve_by"):
        old, new = getattr(before.deadlines, name), getattr(after.deadlines, name)
        if event.type in NEVER_EARLIER or (event.type == "routed" and before.first_routed_at):
            assert new >= old, f"{name} moved earlier by {event.type}"
            assert after.zone == before.zone
        if new < old and event.type not in ("reopened", "appealed") and name != "follow_up_by":
            since = before.hold.since if before.hold else event.at
            assert new >= calendar.add(since, 1, after.zone), "made so that it was missed at once"
    if event.type == "escalated":
        assert after.deadlines == before.deadlines


def check_case(life: Life) -> None:
    """What holds of every case at every time."""
    case = life.case
    assert (case.agency_id is None) or case.status not in WITHOUT_HOLDER
    assert (case.hold is not None) == (case.status is Status.ON_HOLD)
    assert (case.closed is not None) == (case.status is Status.CLOSED)
    assert (case.archive_reason is not None) == (case.status is Status.ARCHIVED)
    assert (case.ended_at is not None) == (case.status in ENDED)
    assert 0 <= case.escalation_level <= 3
    assert [event.number for event in life.events] == list(range(1, case.version + 1))
    if case.closed and case.closed.reason == "timeout":
        satisfied = case.rating and case.rating.satisfied and case.rated_answer == case.answers
        assert not satisfied
    check_due(case)
    if appeal_open(case) and case.appeal is not None and case.status not in ENDED:
        assert case.agency_id is not None, "an appeal that nobody decides"
        assert not is_of(case.agency_id, case.appeal.from_agency_id), "decides its own appeal"
        answers = [event.actor.agency_id for event in life.events if event.type == "answered"]
        assert not is_of(case.agency_id, answers[-1]), "decides on its own answer"
    waiting = [one.agency_id for one in case.contributions if one.ended_in is None]
    assert not (waiting and case.status in ENDED), "asked about what is over"
    assert case.agency_id not in waiting, "asked of the holder itself"
    for office in ("kabupaten", "jatim", "dinas-air"):
        stranger = officer(Role.AGENCY_ADMIN, office)
        if not is_of(case.agency_id, office):
            kept = is_kept_from(case, office, life.now)
            asked = not kept and any(is_of(one, office) for one in waiting)
            may = set(allowed(case, stranger, life.now))
            assert may <= {"hold", "withdraw_question", "contribute"}
            assert ("contribute" in may) == asked
            asks = case.hold is not None and case.hold.asked_by == office
            assert ("withdraw_question" in may) <= asks
            told = not kept and office in case.escalated_to
            assert may_read(case, stranger, life.now) == (asked or told)


def check_sources(case: Case, sources: list[Case]) -> None:
    """Nobody's report is lost in a case that ended without an answer."""
    for source in sources:
        if source.status is Status.MERGED:
            assert case.status is not Status.ARCHIVED
            assert source.id in case.merged_from
        else:
            assert source.status is Status.TRIAGE
            assert source.due is not None
            assert source.agency_id is None


def check_due(case: Case) -> None:
    """Every open case owes something, to somebody, by a moment a schedule looks at; the schedule
    is never in contradiction with the status."""
    kinds = {
        Status.ON_HOLD: {DueKind.CLOSE},
        Status.ANSWERED: {DueKind.REMIND, DueKind.CLOSE},
        **dict.fromkeys(ENDED, {DueKind.EXPIRE if case.identified else None}),
    }
    kind = case.due.kind if case.due else None
    custody = case.untold_disclosures or stands(case.identity_request)
    if not (custody and kind is DueKind.CLOSE):
        open_kinds = {DueKind.ESCALATE}
        assert kind in kinds.get(case.status, open_kinds), "open, and no schedule looks at it"
    if case.status not in ENDED:
        waits_for_reporter = case.status in (Status.ON_HOLD, Status.ANSWERED)
        assert waits_for_reporter or deadline_in_force(case), "an open case nobody owes anything"
    assert iso(case.deadlines.verify_by, case.zone).endswith(("07:00", "08:00", "09:00"))


def is_of(agency_id: str | None, government_id: str | None) -> bool:
    """Whether the agency is that government or a unit of it."""
    office = Offices().get(agency_id) if agency_id else None
    return office is not None and government_id in (office.id, office.parent_id)


AnyLife.TestCase.settings = settings(
    max_examples=250,
    stateful_step_count=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
TestAnyLife = AnyLife.TestCase
