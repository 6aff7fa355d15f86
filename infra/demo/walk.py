"""The demo from the first filing to the last rating, chapter by chapter."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.console import Trouble
from infra.demo import telling
from infra.demo.cases import Books, Filed
from infra.demo.clock import Clock
from infra.demo.complaints import Chapter, Complaint, Step, Who, read_complaints
from infra.demo.letters import Letters
from infra.demo.people import People
from infra.demo.service import Service
from infra.demo.watch import Watch
from infra.deploy import Clients

WIB = timedelta(hours=7)
MOST_LEVELS = 6

TITLES = {
    Chapter.DESK: (
        "The national desk",
        "What no rule could place waits in triage, where an officer decides.",
    ),
    Chapter.WORK: (
        "The agencies at work",
        "Officers start, ask, reply, hand on and answer. Clocks stand still on hold.",
    ),
    Chapter.VERDICT: (
        "The reporters' verdict",
        "Satisfied closes a case. Not satisfied, with a reason, appeals to the next senior.",
    ),
    Chapter.LATE: ("After the first escalation", "Heads were told, and officers get to work."),
    Chapter.AFTERWARDS: (
        "Afterwards",
        "Silence is not satisfaction: a case it closed can be reopened.",
    ),
}


class Walk:
    """One run of the demo on a started stack, with all complaints or those of some keys only."""

    def __init__(
        self, outputs: dict[str, Any], aws: Clients, only: Collection[str] | None = None
    ) -> None:
        today = (datetime.now(UTC) + WIB).date()
        every = read_complaints(today)
        self._complaints = [every[key] for key in every if only is None or key in only]
        self._clock = Clock(outputs=outputs, aws=aws)
        self.service = Service(outputs=outputs, aws=aws)
        self.watch = Watch(
            Books(table=outputs["tables"]["cases"], aws=aws),
            Letters(mailbox_url=outputs["mailbox_url"]),
        )
        self._people = People(self.service, self.watch.filed, today)

    def run(self) -> None:
        """Every chapter, in order. Raises `Trouble` when the service does not play along at all."""
        self._file_all()
        for chapter in (Chapter.DESK, Chapter.WORK, Chapter.VERDICT):
            self._chapter(chapter)
        self._pass_limits(
            2,
            "Five working days later",
            "In some cases nobody took a first step: a warning when most of the time is over, then"
            " the first escalation.",
        )
        self._chapter(Chapter.LATE)
        self._pass_limits(
            MOST_LEVELS,
            "Still nothing",
            "Every three more working days the next level: the senior agency, then the overseers.",
        )
        self._pass_windows()
        self._chapter(Chapter.AFTERWARDS)
        self.watch.last_letters()
        self.watch.compare()

    def _file_all(self) -> None:
        telling.chapter(
            "Filing",
            f"{len(self._complaints)} complaints come in. Each gets a number and a secret, and is"
            " routed by its suggested agency, its category or its text.",
        )
        for complaint in self._complaints:
            self.watch.filed[complaint.key] = self._file(complaint)
        self.watch.settle("is still not routed.", lambda case, now: now.status != "received")
        self.watch.tell_all()

    def _file(self, complaint: Complaint) -> Filed:
        answer = self.service.call("POST", "/v1/complaints", complaint.filing, self.service.machine)
        if answer.status != 201:
            raise Trouble(f"{complaint.key} was not accepted: {answer.why()}")
        return Filed(complaint=complaint, id=answer.body["id"], secret=answer.body["secret"])

    def _chapter(self, chapter: Chapter) -> None:
        telling.chapter(*TITLES[chapter])
        for case in self.watch.filed.values():
            if chapter is Chapter.DESK:
                self._route_by_hand(case)
            for step in case.complaint.steps:
                if step.chapter is chapter and not case.astray:
                    self._take(step, case)
        self.watch.tell_all()

    def _route_by_hand(self, case: Filed) -> None:
        chosen = case.complaint.desk_routes_to
        if chosen and self.watch.seen(case).status == "triage":
            answer = self._people.route(case, chosen)
            refused = answer.why() if answer.status >= 400 else ""
            self.watch.must_become("routed", case, f"routing to {chosen}", refused)

    def _take(self, step: Step, case: Filed) -> None:
        answer = self._people.take(step, case)
        refused = answer.why() if answer.status >= 400 else ""
        self.watch.must_become(step.then, case, f"{step.does} by {step.who}", refused)
        if step.who is Who.NEIGHBOURS and not refused:
            telling.remark(f'{answer.body["supporters"]} neighbours say "me too" to {case.id}.')

    def _pass_limits(self, most_steps: int, title: str, explained: str) -> None:
        """Go on to each moment at which every neglected case has its next escalation due."""
        telling.chapter(title, explained)
        for _ in range(most_steps):
            if not self._go_on("escalate", "routed"):
                break
        self.watch.tell_all()

    def _pass_windows(self) -> None:
        """Let the reporters' windows pass: reminders, then the end by silence."""
        telling.chapter(
            "Two weeks of silence",
            "Reporters who said nothing are reminded twice, then the case closes by itself. A"
            " question that nobody answers ends its case too.",
        )
        while self._go_on("remind", "answered"):
            continue
        for status in ("answered", "on_hold"):
            self._go_on("close", status)
        self.watch.tell_all()

    def _go_on(self, kind: str, status: str) -> bool:
        """Move the clock to when all cases in `status` have their step of `kind` due; whether any
        has one."""
        records = [self.watch.seen(case) for case in self.watch.filed.values()]
        due = [r.due[1] for r in records if r.due and r.due[0] == kind and r.status == status]
        if not due:
            return False
        counts = self._clock.run(kind, max(due))
        telling.remark(
            f"It is {max(due) + WIB:%A %d %B %Y, %H:%M} WIB: {counts['steps']} steps on"
            f" {counts['cases']} cases."
        )
        for case in self.watch.filed.values():
            self.watch.tell(case)
        return True
