"""Units of one life of a complaint, step by step, as docs/operations.md tells it: filed with
contact and Idempotency-Key, routed, started, answered, rated; and of one escalation."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from chalicelib.case.model import Actor, DueKind, Role
from chalicelib.case.officer_actions import Answer, Start
from chalicelib.case.reporter_actions import Rate
from chalicelib.events import EventType
from chalicelib.notices import EmailChannel
from chalicelib.protection.identity import Identity
from chalicelib.store import api_keys, cases, texts
from chalicelib.usecases import notify, rules, similar
from chalicelib.usecases.act import act_as_officer, act_as_reporter
from chalicelib.usecases.admission import Credentials
from chalicelib.usecases.file_complaint import Attempt, file_complaint
from chalicelib.usecases.idempotency import keyed_request
from chalicelib.usecases.record_readings import Reader
from chalicelib.usecases.route import route
from chalicelib.usecases.run_due import run_due
from infra.bench.costs import COMPLAINT, HOLDER, NOW, Cost, NoMail
from infra.bench.world import World
from infra.load import local_grant

if TYPE_CHECKING:
    from chalicelib.case.decision import Action

IDENTITY = Identity(name="Pelapor", email="pelapor@contoh.example")
OFFICER = Actor(role=Role.LIAISON, agency_id=HOLDER, officer_id="0f6f1c1e-bench")
READER = Reader(actor=OFFICER, request_id="bench", purpose="act")
ANSWERED = "Lampu sudah diganti pada hari Rabu dan menyala kembali. " * 8
MAILS = 4
GATEWAY = "a machine client's key, for measuring"
LIFE = (
    "filing",
    "routing",
    "similarity_rows",
    "start",
    "answer",
    "rating",
    "notices",
)


def life(world: World) -> Iterator[Cost]:
    """The pieces of one life in a warm function, each with its bill: those of `LIFE`, and
    `escalation_step` on another complaint."""
    context = rules.decision_context(NOW)
    api_keys.add(GATEWAY, local_grant("gateway"))
    meter = world.meter
    _file("w" * 24)  # so that the function is warm, with requests of the client left to it
    with meter.running() as bill:
        secret, case_id = _file("k" * 24)
    yield Cost(name="filing", bill=bill)
    with meter.running() as bill:
        routed = route(case_id, NOW)
    if routed is None or routed.event.type != EventType.ROUTED:
        raise ValueError("the complaint was not routed")
    yield Cost(name="routing", bill=bill)
    with meter.running() as bill:
        similar.index(cases.get(case_id), texts.get(case_id), NOW)
    yield Cost(name="similarity_rows", bill=bill)
    steps: dict[str, Action] = {"start": Start(), "answer": Answer(text=ANSWERED)}
    for number, (name, action) in enumerate(steps.items(), start=2):
        with meter.running() as bill:
            act_as_officer(case_id, action, READER, seen_version=number, context=context)
        yield Cost(name=name, bill=bill)
    rated = keyed_request("r" * 24, scope=f"{case_id} reporter", content="rated", now=NOW)
    with meter.running() as bill:
        action = Rate(satisfied=True, score=5)
        act_as_reporter(case_id, secret, action, context, rated)
    yield Cost(name="rating", bill=bill)
    with meter.running() as bill:
        mails = sum(_tell(case_id, number) for number in range(1, 6))
    if mails != MAILS:
        raise ValueError(f"{mails} notices were sent")
    yield Cost(name="notices", bill=bill)
    _, late_id = _file("l" * 24)
    route(late_id, NOW)
    late = NOW + timedelta(days=10)
    rules.decision_context(late)
    with meter.running() as bill:
        taken = run_due(late_id, DueKind.ESCALATE, late)
    if taken != 1:
        raise ValueError(f"{taken} steps were taken")
    yield Cost(name="escalation_step", bill=bill)


def _file(key: str) -> tuple[str, str]:
    """The secret and the number of a new complaint."""
    credentials = Credentials(api_key=GATEWAY)
    attempt = Attempt(credentials=credentials, idempotency_key=key, content="filed")
    filed = file_complaint(COMPLAINT, IDENTITY, attempt, rules.decision_context(NOW))
    return filed.secret, filed.event.case_id


def _tell(case_id: str, number: int) -> int:
    """Tell everybody of one event; how many mails went out."""
    mails = NoMail()
    channel = EmailChannel(mails, "no-reply@lapor.example")
    for one in notify.reporter_addressees(case_id, number, (channel,)):
        notify.tell_reporter(case_id, number, one, channel, NOW)
    for one in notify.agency_addressees(case_id, number, (channel,), NOW):
        notify.tell_agency(case_id, number, one, channel, NOW)
    return mails.taken
