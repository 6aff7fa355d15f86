"""Eight lives with something planted in every place a person writes in, and everything the system
ever said of them: the answers to every viewer, mails, messages of the topic, and logs."""

import functools
import io
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import boto3

from tests.integration.people import ASK_IDENTITY, KEY, confirm
from tests.integration.world import REGION, World

HOLDER, FORMER, ABOVE = "kota-surabaya-dinas-pendidikan", "kota-malang", "kota-surabaya"
OTHER, PROVINCE = "kota-malang-dinas-pendidikan", "provinsi-jawa-timur"
NATIONAL = "[national_admin agency.kemenpanrb]"
SCHOOLS = f"[liaison agency.{HOLDER}]"
KINDS = ("open", "anonymous", "confidential", "both", "merged", "spam", "screened", "held")
HIDDEN = frozenset({"confidential", "both", "spam", "held"})
NO_ADVERT = (
    "seragam gratis untuk murid baru belum sampai ke sekolah kami, padahal tahun ajaran sudah "
    "berjalan dua bulan dan jadwal pembagiannya belum juga ditempel di papan pengumuman"
)
DOUBTFUL = "Rumah saya dekat dan dia tahu siapa saya"
ADVERT = "promo slot gacor deposit bonus new member maxwin, daftar sekarang klik link bit.ly/gacor"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who asks. `receipt_of` is the kind of case whose secret they hold."""

    name: str
    groups: str | None = None
    receipt_of: str | None = None
    key: bool = False


EVERYBODY = (
    Viewer("nobody"),
    Viewer("wrong receipt", receipt_of="wrong"),
    Viewer("machine key", key=True),
)
REPORTERS = tuple(Viewer(f"reporter of {kind}", receipt_of=kind) for kind in KINDS)
OFFICERS = (
    Viewer("national_admin kemenpanrb", groups=NATIONAL),
    Viewer("custodian kemenpanrb", groups="[custodian agency.kemenpanrb]"),
    Viewer("custodian ombudsman", groups="[custodian agency.ombudsman]"),
    Viewer("monitor kemenpanrb", groups="[monitor agency.kemenpanrb]"),
    Viewer("monitor ombudsman", groups="[monitor agency.ombudsman]"),
    *(
        Viewer(f"{role} {agency}", groups=f"[{role} agency.{agency}]")
        for role in ("agency_admin", "liaison", "monitor", "custodian")
        for agency in (HOLDER, FORMER, ABOVE, OTHER, PROVINCE)
    ),
)


@dataclass(frozen=True, slots=True)
class Said:
    """One answer: by which route, to whom, about which kind of case (None: about none)."""

    route: str
    viewer: Viewer
    kind: str | None
    status: int
    text: str

    @property
    def where(self) -> str:
        return f"{self.route} of {self.kind} to {self.viewer.name}: {self.status}"


@dataclass
class Life:
    """A case of one kind and what was planted in it."""

    kind: str
    number: int
    id: str = ""
    secret: str = ""

    @cached_property
    def planted(self) -> dict[str, str]:
        """What is searched for, by the name the table of rules gives it."""
        kind, number = self.kind, self.number
        return {
            "words of the title": f"judul{kind}",
            "words of the text": f"uraian{kind}",
            "NIK in the text": f"35780101019{number:05d}",
            "phone in title, text, messages, rating": f"0812770{number:05d}",
            "e-mail in the text": f"warga{kind}@contoh.example",
            "address": f"alamat{kind}",
            "date of the incident": f"2026-03-0{number}",
            "name of the contact": f"Rini {kind}sari",
            "e-mail of the contact": f"kotak{kind}@contoh.example",
            "phone of the contact": f"0857330{number:05d}",
            "secret": self.secret,
            "message of the reporter": f"balasan{kind}",
            "question": f"pertanyaan{kind}",
            "why a question was withdrawn": f"ditarik{kind}",
            "answer": f"jawaban{kind}",
            "comment of the rating": f"penilaian{kind}",
            "reason of handing on": f"sebab{kind}",
            "reason of reopening": f"kembali{kind}",
            "internal note": f"catatan{kind}",
            "question to another agency": f"tanyainstansi{kind}",
            "contribution": f"masukan{kind}",
            "reason of a custodian": f"permintaan{kind}",
            "paper of a custodian": f"suratpenyidik{kind}",
            "name of an officer's file": f"berkas{kind}.pdf",
        }

    @property
    def screened(self) -> bool:
        return self.kind in ("spam", "screened")

    @property
    def told(self) -> str:
        if self.kind == "held":
            return DOUBTFUL
        return ADVERT if self.screened else NO_ADVERT

    @property
    def answered(self) -> bool:
        return self.kind not in ("merged", "spam")

    def live(self, world: World) -> None:
        """From filing to a rating, as far as this kind of case gets."""
        say, kind = self.planted, self.kind
        phone = say["phone in title, text, messages, rating"]
        status, answer, _ = world.call(
            "POST",
            "/v1/complaints",
            {
                "classification": "complaint",
                "title": f"{say['words of the title']} di sekolah, telepon {phone}",
                "body": f"{say['words of the text']} {self.told}. "
                f"NIK saya {say['NIK in the text']}, "
                f"surel {say['e-mail in the text']}, telepon {phone}",
                "incident_date": say["date of the incident"],
                "location": {
                    "region_code": "35.73",
                    "address": f"Jalan {say['address']}, telepon {phone}",
                },
                "agency_id": FORMER,
                "anonymous": kind in ("anonymous", "both"),
                "confidential": kind in ("confidential", "both"),
                "reporter": {
                    "name": say["name of the contact"],
                    "email": say["e-mail of the contact"],
                    "phone": say["phone of the contact"],
                },
            },
            headers=KEY,
        )
        assert status == 201, answer
        self.id, self.secret = answer["id"], answer["secret"]
        del self.planted  # the secret is planted too
        confirm(self.id)
        world.pump()
        if self.screened:
            self.act(world, NATIONAL, "route", agency_id=FORMER)
        former = f"[agency_admin agency.{FORMER}]"
        self.act(world, former, "archive", reason="incomplete")
        self.post(world, "reopen", {"reason": f"{say['reason of reopening']}, hubungi {phone}"})
        reason = say["reason of handing on"]
        self.act(world, former, "transfer", agency_id=HOLDER, reason=reason)
        self.act(world, SCHOOLS, "note", text=f"{say['internal note']} tentang {phone}")
        question = f"{say['question to another agency']}: benarkah {phone}?"
        self.act(world, SCHOOLS, "ask_contribution", agency_id=PROVINCE, question=question)
        told = f"{say['contribution']}, kami menelepon {phone}"
        self.act(world, f"[liaison agency.{PROVINCE}]", "contribute", text=told)
        custodian = "[custodian agency.kemenpanrb]"
        asked = say["reason of a custodian"]
        paper = say["paper of a custodian"]
        request = ASK_IDENTITY | {"reason": asked, "reference": paper}
        self.act(world, custodian, "request_identity", **request)
        self.act(world, SCHOOLS, "hold", question=f"{say['question']}: benarkah {phone}?")
        world.pump()
        why = f"{say['why a question was withdrawn']}, lewat telepon {phone}"
        self.act(world, SCHOOLS, "withdraw_question", note=why)
        self.act(world, SCHOOLS, "hold", question="Jam berapa itu terjadi?")
        self.post(world, "messages", {"text": f"{say['message of the reporter']} {phone}"})

    def end(self, world: World, target: str) -> None:
        """What becomes of it, once all have been filed."""
        say = self.planted
        if self.kind == "merged":
            self.act(world, f"[agency_admin agency.{ABOVE}]", "merge", into=target)
        elif self.kind == "spam":
            self.act(world, f"[agency_admin agency.{ABOVE}]", "archive", reason="spam")
        else:
            named = {"filename": say["name of an officer's file"], "size": 1_000}
            sent = named | {"content_type": "application/pdf"}
            path = f"/v1/officer/complaints/{self.id}/attachments"
            status, refusal, _ = world.call("POST", path, sent, groups=SCHOOLS)
            assert status == 201, refusal
            text = f"{say['answer']}: telepon 0341-555123"
            self.act(world, SCHOOLS, "answer", text=text, attachments=[1])
            phone = say["phone in title, text, messages, rating"]
            comment = f"{say['comment of the rating']}, hubungi {phone}"
            self.post(world, "rating", {"satisfied": False, "comment": comment})

    def act(self, world: World, groups: str, action: str, **data: Any) -> None:
        """As an officer who has the page open; told to everybody later, with the rest."""
        from chalicelib.store import cases

        path = f"/v1/officer/complaints/{self.id}/actions"
        body = {"action": action, "version": cases.get(self.id).version, **data}
        status, answer, _ = world.call("POST", path, body, groups=groups)
        assert status == 200, answer

    def post(self, world: World, what: str, body: dict[str, Any]) -> None:
        path = f"/v1/complaints/{self.id}/{what}"
        status, answer, _ = world.call("POST", path, body, headers={"x-receipt": self.secret})
        assert status == 201, answer


@dataclass
class Everything:
    """All lives and all that was said of them. A new route has to be added to the table `ROUTES`
    of the tests, or `ask` refuses it."""

    lives: dict[str, Life]
    said: list[Said] = field(default_factory=list)
    mails: list[tuple[str, str]] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    logs: str = ""

    def life(self, kind: str | None) -> Life | None:
        return self.lives.get(kind or "")


@contextmanager
def overheard() -> Iterator[io.StringIO]:
    """What the service logs meanwhile, in the form it logs it."""
    from chalicelib.observability import SERVICE

    heard, logger = io.StringIO(), logging.getLogger(SERVICE)
    ear = logging.StreamHandler(heard)
    ear.setFormatter(logger.handlers[0].formatter)
    logger.addHandler(ear)
    try:
        yield heard
    finally:
        logger.removeHandler(ear)


def subscribed() -> str:
    """A queue that receives everything the topic publishes, as a partner's would."""
    sns, sqs = boto3.client("sns", region_name=REGION), boto3.client("sqs", region_name=REGION)
    url: str = sqs.create_queue(QueueName="partner")["QueueUrl"]
    (topic,) = sns.list_topics()["Topics"]
    sns.subscribe(
        TopicArn=topic["TopicArn"],
        Protocol="sqs",
        Endpoint=f"arn:aws:sqs:{REGION}:123456789012:partner",
    )
    return url


def received(url: str) -> Iterator[str]:
    """Every message in a queue, attributes included."""
    sqs = boto3.client("sqs", region_name=REGION)
    while found := sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
    ).get("Messages"):
        for message in found:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            yield json.dumps(message)


def mailed(world: World) -> Iterator[tuple[str, str]]:
    """Recipient and whole text (subject, plain and HTML) of every mail."""
    for mail in world.mails():
        (recipient,) = mail.destinations["ToAddresses"]
        yield recipient, f"{mail.subject}\n{mail.body}"


def ask_all(world: World, lives: dict[str, Life], routes: list[Any]) -> Iterator[Said]:
    """Every route to every viewer about every case: first all that is refused or only read, then
    what the reporters do, which ends with taking back their identity."""
    officers = [one for one in routes if one.officer]
    others = [one for one in routes if not one.officer]
    for route in others:
        for viewer in EVERYBODY:
            yield from _ask(world, lives, route, viewer)
    for route in officers:
        # Rules and the register are the same for all of a role.
        for viewer in OFFICERS if "/officer/" in route.path else OFFICERS[::4]:
            yield from _ask(world, lives, route, viewer)
    of_a_case = [one for one in others if "{case_id}" in one.path]
    for viewer in REPORTERS:  # no other route reads a receipt; taking back the identity comes last
        for route in sorted(of_a_case, key=lambda one: (one.method == "DELETE", one.path)):
            yield from _ask(world, lives, route, viewer)


def _ask(world: World, lives: dict[str, Life], route: Any, viewer: Viewer) -> Iterator[Said]:
    kinds: tuple[str | None, ...] = KINDS if "{case_id}" in route.path else (None,)
    if viewer in REPORTERS:  # of the own case and of another
        at = KINDS.index(viewer.receipt_of or "")
        kinds = (KINDS[at], KINDS[at - 1])
    elif route.path.endswith("/actions"):  # asks the same `readable` as the file does
        kinds = ("open", "both", "spam")
    if route.path == "/v1/similar":
        kinds = ("open",)  # their texts are alike: one question finds all that may be found
    for kind in kinds:
        body, query = _sample(route, lives, kind)
        if route.path.endswith("/actions") and viewer.groups == SCHOOLS and kind:
            seen = world.call("GET", f"/v1/officer/complaints/{lives[kind].id}", groups=SCHOOLS)
            assert body is not None
            body["version"] = seen[1]["version"]
        path = route.path.replace("{case_id}", lives[kind].id if kind else "")
        headers = dict(KEY) if viewer.key else {}
        if viewer.receipt_of:
            held = lives.get(viewer.receipt_of)
            unknown = "0" * 26
            headers["x-receipt"] = held.secret if held else unknown
        session = {"origin_jti": f"{route.method} {route.path}"}  # signing out of it ends no other
        status, answer, _ = world.call(
            route.method,
            path,
            body,
            headers=headers,
            query=query,
            groups=viewer.groups,
            claims=session,
        )
        text = json.dumps(answer, ensure_ascii=False)
        yield Said(f"{route.method} {route.path}", viewer, kind, status, text)


def _sample(
    route: Any, lives: dict[str, Life], kind: str | None
) -> tuple[dict[str, Any] | None, dict[str, str] | None]:
    """A body and a query string. What they say is planted already, so nothing new is said."""
    say = lives[kind].planted if kind else {}
    phone = say.get("phone in title, text, messages, rating", "")
    text = f"{say.get('words of the text')} {NO_ADVERT}"
    of_person: dict[str, dict[str, Any]] = {
        "POST /v1/complaints/{case_id}/contact": {"token": "0" * 64, "mine": True},
        "POST /v1/complaints/{case_id}/follower": {"token": "0" * 64, "follow": True},
        "POST /v1/complaints/{case_id}/receipt": {"token": "0" * 26},
        "PUT /v1/complaints/{case_id}/identity": {
            "name": say.get("name of the contact"),
            "email": say.get("e-mail of the contact"),
            "phone": say.get("phone of the contact"),
        },
    }
    if (asked := f"{route.method} {route.path}") in of_person:
        return of_person[asked], None
    match asked:
        case "GET /v1/similar":
            return None, {"text": text, "region_code": "35.73"}
        case "POST /v1/similar":
            return {"text": text, "region_code": "35.73"}, None
        case "GET /v1/complaints" | "GET /v1/officer/inbox":
            return None, {"limit": "100"}
        case "POST /v1/complaints/{case_id}/messages":
            return {"text": f"{say['message of the reporter']} {phone}"}, None
        case "POST /v1/complaints/{case_id}/rating":
            return {"satisfied": False, "comment": say["comment of the rating"]}, None
        case "POST /v1/complaints/{case_id}/reopen":
            return {"reason": say["message of the reporter"]}, None
        case "PATCH /v1/complaints/{case_id}/privacy":
            return {"confidential": True}, None
        case "POST /v1/officer/complaints/{case_id}/actions":
            return {"action": "note", "version": 1, "text": say["internal note"]}, None
    query = {"action": "transfer"} if route.path.endswith("/agencies") else None
    return ({}, None) if route.method in ("POST", "PUT", "PATCH") else (None, query)


def shown(answer: str, value: str) -> bool:
    """Whether a value stands in a text; a number also when it is grouped in another way."""
    return value in (_ungrouped(answer) if value.isdigit() else answer)


@functools.lru_cache(maxsize=8)
def _ungrouped(answer: str) -> str:
    """A text with its numbers in one piece. Each is asked for many values in turn."""
    return re.sub(r"(?<=\d)[ .\-](?=\d)", "", answer)
