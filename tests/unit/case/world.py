"""A small Indonesia for the rules: agencies, the packaged calendar, and a case with a clock."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec import Struct

from chalicelib.case.actions import Filing, act, file_case, merge
from chalicelib.case.deadlines import DeadlinePolicy, StricterDeadlines
from chalicelib.case.decision import Change, Context, Event
from chalicelib.case.model import (
    SYSTEM,
    Actor,
    Case,
    Classification,
    ComplaintText,
    Location,
    Role,
    Status,
)
from chalicelib.case.system_actions import due_action
from chalicelib.store.masking import masked_by
from chalicelib.structs import replace
from chalicelib.workdays import PACKAGED, Calendar, local
from tests import do

CALENDAR = Calendar.parse(PACKAGED.read_text(encoding="utf-8"))
MONDAY = datetime(2026, 2, 2, 2, 0, tzinfo=UTC)  # 09:00 WIB; off in this month: 16 and 17


class Office(Struct, frozen=True, kw_only=True):
    id: str
    name: str
    zone: str = "WIB"
    parent_id: str | None = None
    supervisor_id: str | None = None
    closed_on: date | None = None
    successor_id: str | None = None
    successor_ids: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()

    def ended(self, on: date) -> bool:
        return self.closed_on is not None and self.closed_on <= on


OFFICES = (
    Office(id="kemenpanrb", name="Kementerian PANRB"),
    Office(id="ombudsman", name="Ombudsman RI"),
    Office(id="ksp", name="Kantor Staf Presiden"),
    Office(id="kemendagri", name="Kementerian Dalam Negeri", supervisor_id="kemenpanrb"),
    Office(id="jatim", name="Provinsi Jawa Timur", supervisor_id="kemendagri"),
    Office(id="kota", name="Pemerintah Kota", supervisor_id="jatim"),
    Office(id="dinas-pu", name="Dinas Pekerjaan Umum", parent_id="kota"),
    Office(id="dinas-air", name="Dinas Air", parent_id="kota"),
    Office(id="kabupaten", name="Pemerintah Kabupaten", supervisor_id="jatim"),
    Office(id="papua", name="Provinsi Papua", zone="WIT", supervisor_id="kemendagri"),
    Office(id="bali", name="Provinsi Bali", zone="WITA", supervisor_id="kemendagri"),
    Office(id="lama", name="Kementerian Lama", closed_on=date(2026, 2, 20)),
)


class Offices:
    """The smallest `Directory`."""

    def __init__(self, offices: tuple[Office, ...] = OFFICES) -> None:
        self._offices = {office.id: office for office in offices}

    def get(self, agency_id: str, on: date | None = None) -> Office | None:
        office = self._offices.get(agency_id)
        if office and on and office.ended(on):
            return None
        return office

    def senior_of(self, agency_id: str) -> Office | None:
        office = self._offices.get(agency_id)
        above = office and (office.parent_id or office.supervisor_id)
        return self._offices.get(above) if above else None

    def successor_among(
        self, agency_ids: Collection[str], sector: str | None, region_code: str | None
    ) -> Office | None:
        for agency_id in agency_ids:
            office = self.get(agency_id)
            if office and sector in office.sectors and region_code != "99":
                return office
        return None

    def oversees(self, monitor_id: str, agency_id: str) -> bool:
        if monitor_id in ("kemenpanrb", "ombudsman", "ksp"):
            return monitor_id != agency_id
        above = self.senior_of(agency_id)
        while above:
            if above.id == monitor_id:
                return True
            above = self.senior_of(above.id)
        return False


def officer(role: Role, agency_id: str, officer_id: str = "officer-1") -> Actor:
    return Actor(role=role, agency_id=agency_id, officer_id=officer_id)


DESK = officer(Role.NATIONAL_ADMIN, "kemenpanrb", "desk-1")
KOTA = officer(Role.AGENCY_ADMIN, "kota", "kota-1")
KOTA_LIAISON = officer(Role.LIAISON, "kota", "kota-2")
KABUPATEN = officer(Role.AGENCY_ADMIN, "kabupaten", "kabupaten-1")
JATIM = officer(Role.AGENCY_ADMIN, "jatim", "jatim-1")
DINAS = officer(Role.LIAISON, "dinas-pu", "dinas-1")


def context_at(
    now: datetime,
    *,
    calendar: Calendar = CALENDAR,
    overrides: dict[str, StricterDeadlines] | None = None,
) -> Context:
    policy = DeadlinePolicy(calendar=calendar, overrides=overrides or {})
    return Context(now=now, policy=policy, agencies=Offices())


def mask(text: str) -> str:
    return text.replace(PHONE, "[telepon]")


def mask_together(texts: Sequence[str]) -> list[str]:
    return [mask(text) for text in texts]


PHONE = "081234567890"
TEXT = ComplaintText.masked_by(
    mask_together,
    "Lampu jalan padam",
    f"Lampu di depan pasar padam sejak pekan lalu, hubungi {PHONE}",
)


def filing(classification: Classification = Classification.COMPLAINT, **more: Any) -> Filing:
    return Filing(
        classification=classification,
        text=TEXT,
        location=Location(region_code="35.78", address="Depan pasar"),
        category="pekerjaan-umum",
        **more,
    )


class Life(Struct):
    """A case living through time; `at` is the clock, moved by hand."""

    case: Case
    at: datetime
    context: Context
    events: list[Event] = []

    @classmethod
    def filed(
        cls,
        classification: Classification = Classification.COMPLAINT,
        *,
        at: datetime = MONDAY,
        zone: str = "WIB",
        overrides: dict[str, StricterDeadlines] | None = None,
        case_id: str = "LP-TEST-TEST-TEST-1",
        **more: Any,
    ) -> "Life":
        context = context_at(at, overrides=overrides)
        change = file_case(
            filing(classification, **more),
            case_id=case_id,
            receipt_sha256="0" * 64,
            identified=True,
            contactable=True,
            zone=zone,
            context=context,
        )
        return cls(
            case=change.case,
            at=at,
            context=context,
            events=[masked_by(mask_together, change.event)],
        )

    @classmethod
    def routed(
        cls,
        classification: Classification = Classification.COMPLAINT,
        *,
        to: str = "kota",
        at: datetime = MONDAY,
        zone: str = "WIB",
        overrides: dict[str, StricterDeadlines] | None = None,
        **more: Any,
    ) -> "Life":
        life = cls.filed(classification, at=at, zone=zone, overrides=overrides, **more)
        return life.does(do.SystemRoute(agency_id=to, by="model"))

    @classmethod
    def in_triage(
        cls,
        classification: Classification = Classification.COMPLAINT,
        *,
        overrides: dict[str, StricterDeadlines] | None = None,
    ) -> "Life":
        """Read by the rules, which are not sure."""
        life = cls.filed(classification, overrides=overrides)
        return life.does(do.SendToTriage(reason="unsure"))

    @property
    def now(self) -> Context:
        return replace(self.context, now=self.at)

    def change(self, action: do.Action, actor: Actor = SYSTEM) -> Change:
        return act(self.case, action, actor, self.now)

    def does(self, action: do.Action, actor: Actor = SYSTEM) -> "Life":
        return self.takes(self.change(action, actor))

    def takes(self, change: Change) -> "Life":
        self.case = change.case
        self.events.append(masked_by(mask_together, change.event))
        return self

    def at_local(self, day: str, clock: str = "09:00") -> "Life":
        """Move the clock to a local day and time in the zone of the case."""
        there = local(self.at, self.case.zone).tzinfo
        self.at = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=there).astimezone(UTC)
        return self

    def after(self, **span: float) -> "Life":
        self.at += timedelta(**span)
        return self

    def catches_up(self) -> list[Event]:
        """Do what is due until nothing is; the events of it."""
        before = len(self.events)
        while (action := due_action(self.case, self.now)) is not None:
            self.does(action)
            assert len(self.events) - before < 20, "the schedules never come to rest"
        return self.events[before:]

    def answered(self) -> "Life":
        return self.does(do.Answer(text="Lampu sudah diganti."), KOTA)

    def days_left(self) -> dict[str, str]:
        """The deadlines as local days, for reading in a test."""
        deadlines = self.case.deadlines
        return {
            name: local(getattr(deadlines, name), self.case.zone).isoformat()
            for name in ("verify_by", "follow_up_by", "resolve_by")
        }


def in_status(status: Status) -> Life:
    """A case of the city's in that status (of nobody's, where nobody holds it)."""
    return WAYS[status]()


def _closed() -> Life:
    life = Life.routed().answered()
    for day in ("2026-02-05", "2026-02-09", "2026-03-02"):
        life.at_local(day).catches_up()
    return life


def _merged() -> Life:
    source, target = Life.routed(), Life.routed(case_id="LP-OTHER")
    return source.takes(merge(source.case, target.case, KOTA, source.now)[0])


WAYS = {
    Status.RECEIVED: Life.filed,
    Status.TRIAGE: Life.in_triage,
    Status.ROUTED: Life.routed,
    Status.IN_PROGRESS: lambda: Life.routed().does(do.Start(), KOTA),
    Status.ON_HOLD: lambda: Life.routed().does(do.Hold(question="Di mana tepatnya?"), KOTA),
    Status.RETURNED: lambda: Life.routed().does(do.Return(reason="Jalan nasional"), KOTA),
    Status.ANSWERED: lambda: Life.routed().answered(),
    Status.CLOSED: _closed,
    Status.ARCHIVED: lambda: Life.routed().does(do.Archive(reason="out_of_scope"), KOTA),
    Status.MERGED: _merged,
}
