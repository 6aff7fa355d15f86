"""Five thousand lives for the simulation of the schedules, and what must have come of each.

The lives are built by the domain's own decisions. What must have come of them is not: `expected`
counts working days and climbs the ladder by itself, from the rules as they are written down
(PermenPANRB 62/2018 for the limits; three levels, three working days apart, for the ladder, and
the highest level again when a further limit is over and every fifth working day).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from chalicelib.case.actions import Filing, act, file_case
from chalicelib.case.deadlines import DeadlinePolicy
from chalicelib.case.decision import Action, Change, Context
from chalicelib.case.model import (
    REPORTER,
    SYSTEM,
    Actor,
    Case,
    Classification,
    ComplaintText,
    DueKind,
    Location,
    Role,
    Status,
)
from chalicelib.case.system_actions import due_action
from chalicelib.protection.redaction import mask_together
from chalicelib.routing.registry import packaged
from chalicelib.workdays import PACKAGED, Calendar
from tests import do

CASES = 5_000
START = datetime(2026, 2, 10, 23, tzinfo=UTC)  # a Wednesday, 06:00 WIB
END = datetime(2026, 2, 19, 0, tzinfo=UTC)  # 14 to 17 February nobody works
HOLDERS = {
    "kota-surabaya": "35.78",
    "kota-malang": "35.73",
    "provinsi-jawa-timur": "35",
    "kota-denpasar": "51.71",
    "provinsi-bali": "51",
    "kota-jayapura": "91.71",
    "provinsi-papua": "91",
}
DESK = Actor(role=Role.NATIONAL_ADMIN, agency_id="kemenpanrb", officer_id="desk")
# How many open cases stand where when the simulation begins.
MIX = {
    "received": 300,
    "triage": 400,
    "routed": 600,
    "routed late": 300,
    "routed and resumed": 300,
    "in progress": 1_200,
    "in progress late": 300,
    "appealed": 300,
    "reopened": 300,
    "on hold": 400,
    "answered": 400,
    "returned": 200,
}

assert sum(MIX.values()) == CASES


# ---- The rules, written a second time ----

CONTENT = json.loads(PACKAGED.read_text(encoding="utf-8"))
DAYS_OFF = {date.fromisoformat(day) for day in CONTENT["holidays"]}
OFFSET = {"WIB": 7, "WITA": 8, "WIT": 9}
VERIFY, FOLLOW_UP, APPEAL, STEP, REPEAT = 3, 5, 14, 3, 5
RESOLVE = {
    Classification.INFORMATION_REQUEST: 5,
    Classification.ASPIRATION: 5,
    Classification.COMPLAINT: 14,
}
SUPERVISORY = 60


def works(day: date) -> bool:
    """Whether offices work."""
    return day.weekday() not in (5, 6) and day not in DAYS_OFF


def workdays_later(day: date, days: int) -> date:
    """The so-many-th working day after a day."""
    while days:
        day += timedelta(days=1)
        if works(day):
            days -= 1
    return day


def end_of(day: date, zone: str) -> datetime:
    """The last second of a local day."""
    midnight = datetime.combine(day, time(0), UTC) - timedelta(hours=OFFSET[zone])
    return midnight + timedelta(days=1, seconds=-1)


def day_of(moment: datetime, zone: str) -> date:
    """The local day of a moment."""
    return (moment + timedelta(hours=OFFSET[zone])).date()


def limit(start: datetime, days: int, zone: str) -> datetime:
    """Working days after something happened; after closing time (16:00) it happened the next
    working day."""
    local = start + timedelta(hours=OFFSET[zone])
    day = local.date() + timedelta(days=1 if local.hour >= 16 else 0)
    while not works(day):
        day += timedelta(days=1)
    return end_of(workdays_later(day, days), zone)


def later(moment: datetime, days: int, zone: str) -> datetime:
    """A deadline moved by working days."""
    return end_of(workdays_later(day_of(moment, zone), days), zone)


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A level of escalation, the limit it was for, and the second it fell due; the highest level
    has a number each time it is repeated."""

    level: int
    limit: str
    after: datetime
    repeat: int | None = None


@dataclass
class Ladder:
    """The levels a case must have had: each the moment its limit, or three working days after the
    level before, was over; then the highest again, when a further limit was over, and with the
    fifth working day after it was given.
    `watched` says whether schedules ran from the beginning."""

    zone: str
    watched: bool
    rungs: list[Rung] = field(default_factory=list)
    level: int = 0
    last: datetime | None = None

    def climb(
        self, name: str, at: datetime, until: datetime, since: datetime | None = None
    ) -> None:
        """While this limit is in force, up to `until`. What was over before `since` is found then:
        levels count from when they fell due, repeats from when they are given."""
        while self.level < 3:
            late = at
            if self.last is not None and at <= self.last:
                late = later(self.last, STEP, self.zone)
            if late >= until:
                return
            self.level, self.last = self.level + 1, late
            self.rungs.append(Rung(level=self.level, limit=name, after=late))
        found = max(at, since - timedelta(seconds=1)) if since else at
        self._repeat(name, at, found, until)

    def _repeat(self, name: str, at: datetime, found: datetime, until: datetime) -> None:
        while True:
            given = self.rungs[-1].after + timedelta(seconds=1)
            if not self.watched:
                given = max(given, START)
            day = workdays_later(day_of(given, self.zone), REPEAT)
            late = found if at > given else end_of(day - timedelta(days=1), self.zone)
            if late >= until:
                return
            repeat = (self.rungs[-1].repeat or 0) + 1
            self.last = late
            self.rungs.append(Rung(level=3, limit=name, after=late, repeat=repeat))


# ---- The lives ----


CALENDAR = Calendar.parse(PACKAGED.read_text(encoding="utf-8"))


@dataclass
class Life:
    """A case with the changes that made it; `watched` says whether the schedules had kept up with
    it before the simulation began."""

    number: int
    kind: str
    random: Random
    holder: str
    zone: str
    classification: Classification
    supervisory: bool
    watched: bool
    changes: list[Change] = field(default_factory=list)
    ladder: Ladder = field(init=False)

    def __post_init__(self) -> None:
        self.ladder = Ladder(self.zone, self.watched)

    @property
    def case(self) -> Case:
        return self.changes[-1].case

    @property
    def officer(self) -> Actor:
        return Actor(role=Role.AGENCY_ADMIN, agency_id=self.case.agency_id, officer_id="officer")

    def file(self, at: datetime) -> None:
        change = file_case(
            Filing(
                classification=self.classification,
                text=ComplaintText.masked_by(
                    mask_together,
                    "Lampu jalan padam",
                    "Lampu di depan pasar padam sejak pekan lalu.",
                ),
                location=Location(region_code=HOLDERS[self.holder]),
                anonymous=self.random.random() < 0.3,
                confidential=self.random.random() < 0.2,
            ),
            case_id=f"LP-SIM-{self.number:05d}",
            receipt_sha256="0" * 64,
            identified=False,
            contactable=True,
            zone=self.zone,
            context=context(at),
        )
        self.changes.append(change)

    def does(self, action: Action, actor: Actor, at: datetime) -> None:
        self._catch_up(at)
        self.changes.append(act(self.case, action, actor, context(at)))

    def begins(self) -> None:
        """The simulation starts: what a kept schedule had done before."""
        self._catch_up(START)

    def _catch_up(self, until: datetime) -> None:
        """The schedules as they should have run; a life that was not watched waits for them."""
        while self.watched and (due := self.case.due) is not None and due.at < until:
            now = context(max(due.at, self.case.updated_at))
            action = due_action(self.case, now)
            assert action is not None
            self.changes.append(act(self.case, action, SYSTEM, now))

    def resolve_days(self) -> int:
        return SUPERVISORY if self.supervisory else RESOLVE[self.classification]


def context(at: datetime) -> Context:
    """The world at a moment."""
    return Context(now=at, policy=DeadlinePolicy(calendar=CALENDAR), agencies=packaged())


def lives(seed: int) -> Iterator[Life]:
    """All of them, the same for the same seed."""
    random = Random(seed)
    kinds = [kind for kind, count in MIX.items() for _ in range(count)]
    random.shuffle(kinds)
    for number, kind in enumerate(kinds):
        holder = random.choice(list(HOLDERS))
        agency = packaged().get(holder)
        assert agency is not None
        classification = random.choices(list(Classification), weights=(8, 1, 1))[0]
        life = Life(
            number=number,
            kind=kind,
            random=random,
            holder=holder,
            zone=agency.zone,
            classification=classification,
            supervisory=classification is Classification.COMPLAINT and random.random() < 0.15,
            watched=random.random() < 0.95,
        )
        LIVED[kind](life)
        life.begins()
        yield life


def office_hour(random: Random, workdays_ago: int) -> datetime:
    """Some second of an office day so many working days before the start (08:00 to 16:59 WIB: the
    last hour counts as the next day)."""
    day = START.date()
    while workdays_ago:
        day -= timedelta(days=1)
        if works(day):
            workdays_ago -= 1
    return datetime.combine(day, time(1), UTC) + timedelta(seconds=random.randrange(9 * 3600))


def soon(random: Random, at: datetime, *, most_hours: float = 1.0) -> datetime:
    """A little later."""
    return at + timedelta(seconds=random.randrange(1, int(most_hours * 3600)))


def _received(life: Life) -> None:
    filed = office_hour(life.random, life.random.randint(1, 14))
    life.file(filed)
    life.ladder.climb("verify", limit(filed, VERIFY, life.zone), END)


def _triage(life: Life) -> None:
    filed = office_hour(life.random, life.random.randint(1, 14))
    life.file(filed)
    life.does(do.SendToTriage(reason="unsure"), SYSTEM, soon(life.random, filed, most_hours=0.02))
    life.ladder.climb("verify", limit(filed, VERIFY, life.zone), END)


def _disposed(life: Life, ago: tuple[int, int]) -> tuple[datetime, datetime, datetime]:
    """Filed and at once with its holder: moment of routing, and the limits for the first step
    and for the answer."""
    filed = office_hour(life.random, life.random.randint(*ago))
    life.file(filed)
    routed = soon(life.random, filed, most_hours=0.02)
    life.does(do.SystemRoute(agency_id=life.holder, by="model"), SYSTEM, routed)
    if life.supervisory:
        life.does(do.Reclassify(supervisory=True), DESK, soon(life.random, routed))
    resolve = limit(filed, life.resolve_days(), life.zone)
    return routed, limit(routed, FOLLOW_UP, life.zone), resolve


def _nearest(follow_up: datetime, resolve: datetime) -> tuple[str, datetime]:
    return ("follow_up", follow_up) if follow_up <= resolve else ("resolve", resolve)


def _routed(life: Life) -> None:
    _, follow_up, resolve = _disposed(life, (1, 16))
    life.ladder.climb(*_nearest(follow_up, resolve), END)


def _routed_late(life: Life) -> None:
    """In triage until after the limit for verification: what it had climbed there counts."""
    filed = office_hour(life.random, life.random.randint(8, 20))
    life.file(filed)
    life.does(do.SendToTriage(reason="unsure"), SYSTEM, soon(life.random, filed, most_hours=0.02))
    verify = limit(filed, VERIFY, life.zone)
    routed = office_hour(life.random, life.random.randint(1, 3))
    if life.watched:
        life.ladder.climb("verify", verify, routed)
    life.does(do.Route(agency_id=life.holder), DESK, routed)
    if life.supervisory:
        life.does(do.Reclassify(supervisory=True), DESK, soon(life.random, routed))
    resolve = limit(filed, life.resolve_days(), life.zone)
    if life.supervisory and limit(filed, RESOLVE[life.classification], life.zone) < routed:
        resolve = limit(filed, RESOLVE[life.classification], life.zone)  # passed, and never moves
    nearest = _nearest(limit(routed, FOLLOW_UP, life.zone), resolve)
    life.ladder.climb(*nearest, END, since=routed if life.watched else None)


def _resumed(life: Life) -> None:
    """A question the reporter answered: the days it took are given back."""
    routed, follow_up, resolve = _disposed(life, (4, 16))
    held = soon(life.random, routed, most_hours=20)
    life.does(do.Hold(question="Di pasar yang mana?"), life.officer, held)
    answered = held + timedelta(hours=life.random.randrange(1, 90))
    answered = min(answered, START - timedelta(hours=1))
    life.does(do.Message(text="Pasar Wonokromo."), REPORTER, answered)
    days = range(1, (day_of(answered, life.zone) - day_of(held, life.zone)).days + 1)
    spent = sum(works(day_of(held, life.zone) + timedelta(days=day)) for day in days)
    follow_up, resolve = (
        later(at, spent, life.zone) if spent else at for at in (follow_up, resolve)
    )
    life.ladder.climb(*_nearest(follow_up, resolve), END)


def _in_progress(life: Life) -> None:
    routed, _, resolve = _disposed(life, (2, 24))
    life.does(do.Start(), life.officer, soon(life.random, routed, most_hours=20))
    life.ladder.climb("resolve", resolve, END)


def _in_progress_late(life: Life) -> None:
    """Begun only after the limit for the first step."""
    _, follow_up, resolve = _disposed(life, (12, 24))
    started = office_hour(life.random, life.random.randint(1, 5))
    if life.watched:
        life.ladder.climb(*_nearest(follow_up, resolve), started)
    life.does(do.Start(), life.officer, started)
    life.ladder.climb("resolve", resolve, END, since=started if life.watched else None)


def _appealed(life: Life) -> None:
    routed, _, _ = _disposed(life, (17, 30))
    answered = soon(life.random, routed, most_hours=20)
    life.does(do.Answer(text="Lampu sudah diganti."), life.officer, answered)
    appealed = soon(life.random, answered, most_hours=60)
    rating = do.Rate(satisfied=False, comment="Masih padam.", appeal=True)
    life.does(rating, REPORTER, appealed)
    senior = packaged().get(life.case.agency_id or "")
    assert senior is not None
    life.ladder.zone = senior.zone
    life.ladder.climb("appeal", limit(appealed, APPEAL, senior.zone), END)


def _reopened(life: Life) -> None:
    routed, _, _ = _disposed(life, (10, 26))
    archived = soon(life.random, routed, most_hours=20)
    life.does(do.Archive(reason="incomplete"), life.officer, archived)
    reopened = soon(life.random, archived, most_hours=60)
    life.does(do.Reopen(reason="Sekarang lengkap."), REPORTER, reopened)
    life.ladder.climb("resolve", limit(reopened, life.resolve_days(), life.zone), END)


def _on_hold(life: Life) -> None:
    routed, _, _ = _disposed(life, (2, 9))
    held = soon(life.random, routed, most_hours=20)
    life.does(do.Hold(question="Di pasar yang mana?"), life.officer, held)


def _answered(life: Life) -> None:
    routed, _, _ = _disposed(life, (2, 9))
    answered = soon(life.random, routed, most_hours=20)
    life.does(do.Answer(text="Lampu sudah diganti."), life.officer, answered)


def _returned(life: Life) -> None:
    """Back without a holder: the clock of the first routing runs on."""
    routed, follow_up, resolve = _disposed(life, (1, 16))
    life.does(do.Return(reason="Jalan nasional."), life.officer, soon(life.random, routed))
    life.ladder.climb(*_nearest(follow_up, resolve), END)


LIVED = {
    "received": _received,
    "triage": _triage,
    "routed": _routed,
    "routed late": _routed_late,
    "routed and resumed": _resumed,
    "in progress": _in_progress,
    "in progress late": _in_progress_late,
    "appealed": _appealed,
    "reopened": _reopened,
    "on hold": _on_hold,
    "answered": _answered,
    "returned": _returned,
}
OPEN = set(Status) - {Status.CLOSED, Status.ARCHIVED, Status.MERGED}
SCHEDULED = {"warned", "escalated", "reminded", "closed", "archived", "hold_expired"}
KINDS = tuple(DueKind)
