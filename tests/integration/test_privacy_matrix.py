"""Who reads what of a case, where: every route to every viewer, about every kind of case.

The table is the one of docs/privacy.md ("Who reads what of a case"), one line a planted thing. A
cell names the surfaces on which it stands; on every other it must not stand. `ROUTES` says which
surface a route is; a route that is in the application and not here fails.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.integration.conftest import started
from tests.integration.privacy import (
    ABOVE,
    EVERYBODY,
    HIDDEN,
    HOLDER,
    KINDS,
    OFFICERS,
    PROVINCE,
    SCHOOLS,
    Everything,
    Life,
    Said,
    ask_all,
    mailed,
    overheard,
    received,
    shown,
    subscribed,
)

pytestmark = pytest.mark.timeout(1_800)  # one system for the whole module, asked once
NOTHING = "nothing of a case"
ROUTES = {
    "GET /v1/complaints": "list",
    "GET /v1/complaints/{case_id}": "view",
    "GET /v1/complaints/{case_id}/timeline": "timeline",
    "GET /v1/complaints/{case_id}/step": NOTHING,  # to who has the link: test_mailed_steps.py
    "POST /v1/complaints/{case_id}/messages": "view",
    "POST /v1/complaints/{case_id}/rating": "view",
    "POST /v1/complaints/{case_id}/withdrawal": "view",
    "POST /v1/complaints/{case_id}/reopen": "view",
    "PATCH /v1/complaints/{case_id}/privacy": "view",
    "DELETE /v1/complaints/{case_id}/protection": "view",
    "GET /v1/complaints/{case_id}/identity": "export",
    "PUT /v1/complaints/{case_id}/identity": "view",
    "DELETE /v1/complaints/{case_id}/identity": "view",
    "PUT /v1/complaints/{case_id}/restriction": "view",
    "DELETE /v1/complaints/{case_id}/restriction": "view",
    "POST /v1/complaints/{case_id}/receipt/replacement": NOTHING,
    "POST /v1/complaints/{case_id}/receipt": NOTHING,  # answers with the new secret code
    "POST /v1/complaints/{case_id}/support": NOTHING,
    "GET /v1/similar": "similar",
    "POST /v1/similar": "similar",
    "POST /v1/advice": NOTHING,  # agencies and regions
    "GET /v1/officer/inbox": "inbox",
    "GET /v1/officer/inbox/counts": NOTHING,  # numbers alone
    "GET /v1/officer/complaints/{case_id}": "file",
    "GET /v1/officer/complaints/{case_id}/similar": "similar",
    "GET /v1/officer/complaints/{case_id}/timeline": "history",
    "GET /v1/officer/complaints/{case_id}/outlook": NOTHING,  # days, and names of agencies
    "GET /v1/officer/complaints/{case_id}/version": NOTHING,  # a number
    "GET /v1/officer/complaints/{case_id}/agencies": NOTHING,  # of the register
    "POST /v1/officer/complaints/{case_id}/actions": "file",
    "POST /v1/complaints/{case_id}/contact": NOTHING,
    "POST /v1/complaints/{case_id}/followers": NOTHING,
    "POST /v1/complaints/{case_id}/follower": NOTHING,
    "POST /follow/{case_id}/{token}": NOTHING,
    "GET /v1/complaints/{case_id}/attachments": "files",
    "POST /v1/complaints/{case_id}/attachments": NOTHING,
    "GET /v1/officer/complaints/{case_id}/attachments": "files",
    "POST /v1/officer/complaints/{case_id}/attachments": NOTHING,
    "POST /v1/complaints": NOTHING,  # answers with the number and the secret of what was filed
    "POST /v1/officer/complaints": NOTHING,  # answers with number and secret
    "POST /v1/officer/session": NOTHING,
    "POST /v1/officer/session/renewal": NOTHING,
    "DELETE /v1/officer/session": NOTHING,
    "GET /v1/admin/users": NOTHING,
    "POST /v1/admin/users": NOTHING,
    "DELETE /v1/admin/users/{officer_id}": NOTHING,
    "GET /v1/admin/calendar": NOTHING,
    "PUT /v1/admin/calendar": NOTHING,
    "GET /v1/admin/deadlines": NOTHING,
    "PUT /v1/admin/deadlines": NOTHING,
    "POST /v1/admin/calendar/preview": NOTHING,
    "POST /v1/admin/deadlines/preview": NOTHING,
    "GET /v1/admin/agencies": NOTHING,
    "POST /v1/admin/agencies": NOTHING,
    "POST /v1/admin/agencies/import": NOTHING,
    "GET /v1/admin/regions": NOTHING,
    "POST /v1/admin/regions/import": NOTHING,
    "GET /v1/admin/readings": NOTHING,
    "GET /v1/admin/disclosures": NOTHING,
    "GET /v1/admin/breaches": NOTHING,
    "POST /v1/admin/breaches": NOTHING,
    "GET /v1/admin/breaches/{breach_id}": NOTHING,
    "POST /v1/admin/breaches/{breach_id}/approval": NOTHING,
    "DELETE /v1/admin/breaches/{breach_id}": NOTHING,
    "POST /v1/officer/complaints/{case_id}/identity/disclosure": NOTHING,  # to who was approved
    "GET /v1/admin/api-keys": NOTHING,
    "POST /v1/admin/api-keys": NOTHING,
    "DELETE /v1/admin/api-keys/{key_id}": NOTHING,
    "GET /v1/complaints/{case_id}/receipt": NOTHING,  # what it says: test_signed_receipts.py
    "GET /.well-known/jwks.json": NOTHING,
    "GET /v1/figures": NOTHING,
    "GET /v1/figures/agencies": NOTHING,
    "GET /v1/officer/figures": NOTHING,
    "GET /v1/officer/brief": NOTHING,  # numbers of public cases, and sums
    "GET /v1/officer/leads": NOTHING,  # of posts, and of what everybody may read: test_leads.py
    "GET /v1/officer/leads/{lead_id}": NOTHING,
    "POST /v1/officer/leads/{lead_id}/promote": NOTHING,
    "POST /v1/officer/leads/{lead_id}/attach": NOTHING,
    "POST /v1/officer/leads/{lead_id}/dismiss": NOTHING,
    "GET /v1/officer/replies": NOTHING,
    "GET /v1/admin/replies": NOTHING,
    "PUT /v1/admin/replies": NOTHING,
    "GET /v1/complaints/{case_id}/proof": NOTHING,  # digests alone
    "GET /v1/ledger/{day}": NOTHING,
    "GET /v1/open-data": NOTHING,
    "GET /v1/open-data/{file_name}": NOTHING,
    "GET /v1/admin/feeds": NOTHING,
    "GET /v1/admin/webhooks": NOTHING,  # what they are told: test_agency_webhooks.py
    "PUT /v1/admin/webhooks/{agency_id}": NOTHING,
    "DELETE /v1/admin/webhooks/{agency_id}": NOTHING,
    "POST /v1/admin/webhooks/{agency_id}/key": NOTHING,
    "POST /v1/admin/webhooks/{agency_id}/try": NOTHING,
    "GET /v1/admin/rates": NOTHING,
    "PUT /v1/admin/rates/{rate}": NOTHING,
    "GET /v1/admin/dead-letters": NOTHING,  # numbers of cases: test_replaying_letters.py
    "GET /v1/admin/dead-letters/{queue}": NOTHING,
    "POST /v1/admin/dead-letters/{queue}/replay": NOTHING,
    "PUT /v1/admin/feeds": NOTHING,
    "DELETE /v1/admin/feeds/{feed_id}": NOTHING,
    "POST /v1/channels/social": NOTHING,
    "GET /health": NOTHING,
    "GET /v1/agencies": NOTHING,
    "GET /v1/categories": NOTHING,
    "GET /v1/regions": NOTHING,
    "GET /v1/regions/outlines": NOTHING,
    "GET /v1/sectors": NOTHING,
    "GET /v1/challenge": NOTHING,
    "GET /openapi.json": NOTHING,
}
LISTS = frozenset({"list", "similar", "inbox"})
READERS = frozenset(
    {
        "national_admin kemenpanrb",
        "custodian kemenpanrb",
        "monitor kemenpanrb",
        "monitor ombudsman",
        f"agency_admin {HOLDER}",
        f"liaison {HOLDER}",
        f"monitor {HOLDER}",
        f"custodian {HOLDER}",
        "custodian ombudsman",
        f"custodian {ABOVE}",
        f"agency_admin {ABOVE}",
        f"monitor {ABOVE}",
        f"monitor {PROVINCE}",
    }
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: on which surfaces a planted thing stands, per reader. `file*`: only
    when the reporter is not anonymous. `mails`: `reporter` in a mail to the reporter of the case,
    `desk` in one to a desk, and then not of a confidential case or of one that waits for a look.
    """

    thing: str
    everybody: str
    reporter: str
    officers: str
    mails: str


def table() -> tuple[Rule, ...]:
    """The lines of the table in docs/privacy.md."""
    text = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text(encoding="utf-8")
    section = text.partition("\n## Who reads what of a case\n")[2].partition("\n## ")[0]
    lines = [line.strip("| ") for line in section.splitlines() if line.startswith("| ")]
    return tuple(Rule(*(cell.strip() for cell in line.split("|"))) for line in lines[1:])


RULES = table()
# What is the same words in every case, so the answer is about one case or it is nobody's.
SCREENING = ("possible_spam", '"signals"', '"prediction"', '"model"', '"words": [', '"candidates"')


@pytest.fixture(scope="module")
def everything() -> Iterator[Everything]:
    """One system, eight lives, every question asked once."""
    import app  # noqa: F401 (registers the routes)
    from chalicelib.http.endpoint import ENDPOINTS

    with started() as world, overheard() as heard:
        partner = subscribed()
        lives = {kind: Life(kind, number) for number, kind in enumerate(KINDS, start=1)}
        for life in lives.values():
            life.live(world)
        for life in reversed(lives.values()):  # the merged one before the one it is merged into
            life.end(world, lives["open"].id)
        world.pump()
        found = Everything(lives)
        found.said = list(ask_all(world, lives, ENDPOINTS))
        world.pump()
        found.mails, found.messages = list(mailed(world)), list(received(partner))
        found.logs = heard.getvalue()
        yield found


def test_every_route_has_a_line() -> None:
    import app  # noqa: F401 (registers the routes)
    from chalicelib.http.endpoint import ENDPOINTS

    assert {f"{one.method} {one.path}" for one in ENDPOINTS} == set(ROUTES)
    officers = {f"{one.method} {one.path}" for one in ENDPOINTS if one.officer}
    within = {route for route in ROUTES if "/officer/" in route or "/admin/" in route}
    assert {route for route in within if "POST /v1/officer/session" not in route} == officers


def test_every_planted_thing_has_a_line() -> None:
    assert [rule.thing for rule in RULES] == list(Life("open", 1).planted)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.thing)
def test_it_stands_where_the_table_says_and_nowhere_else(
    rule: Rule, everything: Everything
) -> None:
    wrong = [
        f"{'missing' if stands else 'leaked'}, of {life.kind}: {said.where}"
        for life in everything.lives.values()
        for said in everything.said
        if (stands := expected(rule, life, said)) != shown(said.text, life.planted[rule.thing])
    ]
    assert not wrong, f"{len(wrong)}: " + "\n".join(wrong[:12])


def expected(rule: Rule, life: Life, said: Said) -> bool:
    """Whether the table lets what `rule` is about, of this case, stand in this answer."""
    surface = ROUTES[said.route]
    of_it = life.id in said.text if surface in LISTS else said.kind == life.kind
    if not of_it or said.status >= 400 or not planted(rule.thing, life):
        return False
    cells = cells_of(rule, said, life)
    return surface in cells or (f"{surface}*" in cells and life.kind not in ("anonymous", "both"))


def cells_of(rule: Rule, said: Said, life: Life) -> list[str]:
    if said.viewer.groups:
        return rule.officers.split()
    own = said.viewer.receipt_of == life.kind and ROUTES[said.route] not in LISTS
    return (rule.reporter if own else rule.everybody).split()


def planted(thing: str, life: Life) -> bool:
    """Whether the case lived long enough to have it."""
    of_answer = ("answer", "name of an officer's file", "comment of the rating")
    return life.answered or thing not in of_answer


SENDS = ("POST /v1/officer/complaints/{case_id}/attachments",)
# Routes that read no receipt, or take something else in its place.
NO_RECEIPT = (
    "/support",
    "/contact",
    "/followers",
    "/follower",
    "/receipt/replacement",
    "/step",
    "POST /v1/complaints/{case_id}/receipt",
    "POST /follow/{case_id}/{token}",
)


def test_who_may_read_at_all(everything: Everything) -> None:
    """Hidden from everybody, or from an officer: 404, as for a number that does not exist. Not the
    officer's, and public: 403."""
    for said in everything.said:
        if said.kind is None or said.route.endswith(" /v1/similar"):
            continue
        if said.viewer.groups:
            readable = said.viewer.name in READERS
            refusal = 404 if said.kind in HIDDEN else 403
            assert said.status == refusal or readable, said.where
            # Who may read the case is not who may see an identity, or act.
            acts = said.route.endswith("/disclosure") or said.route in SENDS
            allowed = (404,) if acts else (403, 404)
            assert said.status not in allowed or not readable, said.where
        elif said.viewer.receipt_of:
            own = said.viewer.receipt_of == said.kind
            if not said.route.endswith(NO_RECEIPT):
                assert (said.status != 404) is own, said.where
        elif said.route.endswith("/receipt/replacement"):
            assert said.status in (202, 401, 429), said.where
        elif said.route.endswith(("/receipt", "/identity", "/step")):
            assert said.status == 404, said.where
        elif said.route.startswith("GET") or said.route.endswith(("/support", "/followers")):
            assert (said.status == 404) is (said.kind in HIDDEN), said.where
        else:
            assert said.status == 404, said.where  # acting takes the receipt


def test_ids_of_cases_stand_where_they_may(everything: Everything) -> None:
    """In lists those that everybody may see, or the officer may read; in an answer about another
    case the one it was merged into, and for who handles it the ones merged into it or like it."""
    for said in everything.said:
        for life in everything.lives.values():
            if said.kind == life.kind or life.id not in said.text:
                continue
            public = life.kind not in HIDDEN
            surface = ROUTES[said.route]
            if said.route == "GET /v1/officer/leads":
                assert public or said.viewer.name in READERS, f"{life.kind} in {said.where}"
            elif said.viewer.groups:
                assert said.viewer.name in READERS, f"{life.kind} in {said.where}"
            elif surface in LISTS:
                assert public, f"{life.kind} in {said.where}"
            else:
                assert (said.kind, life.kind) == ("merged", "open"), f"{life.kind} in {said.where}"


def test_everybody_lists_exactly_what_is_public(everything: Everything) -> None:
    listed = [
        said
        for said in everything.said
        if said.route == "GET /v1/complaints" and said.status == 200
    ]
    assert len(listed) >= len(EVERYBODY)
    for said in listed:
        if said.viewer in EVERYBODY:
            found = {kind for kind, life in everything.lives.items() if life.id in said.text}
            assert found == set(KINDS) - HIDDEN, said.where


def test_only_officers_of_the_case_read_who_acted_and_why_it_was_screened(
    everything: Everything,
) -> None:
    for said in everything.said:
        of_officers = ROUTES[said.route] in ("file", "history")
        reads = bool(said.viewer.groups) and said.status < 400 and of_officers
        assert ("sub-[" in said.text) is reads, said.where
        about = everything.life(said.kind)
        screened = reads and about is not None and about.screened
        assert ("possible_spam" in said.text) is screened, said.where
        if not reads and ROUTES[said.route] != NOTHING:
            for word in SCREENING:
                assert word not in said.text, f"{word} in {said.where}"


def test_the_reporter_of_a_screened_case_reads_that_a_person_looks_at_it(
    everything: Everything,
) -> None:
    told = [
        said.text
        for said in everything.said
        if said.viewer.receipt_of == said.kind == "screened" and "timeline" in said.route
    ]
    assert told
    assert all('"triage"' in text for text in told)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.thing)
def test_mails_say_what_the_table_says(rule: Rule, everything: Everything) -> None:
    for life in everything.lives.values():
        value = life.planted[rule.thing]
        own = life.planted["e-mail of the contact"]
        to_own = [text for recipient, text in everything.mails if recipient == own]
        to_desks = [text for recipient, text in everything.mails if "kotak" not in recipient]
        to_others = [
            text
            for recipient, text in everything.mails
            if "kotak" in recipient and recipient != own
        ]
        assert to_own
        assert to_desks
        written = "reporter" in rule.mails and planted(rule.thing, life)
        assert any(shown(text, value) for text in to_own) is written, life.kind
        named = "desk" in rule.mails and life.kind not in ("confidential", "both", "held")
        assert any(shown(text, value) for text in to_desks) is named, life.kind
        if (rule.thing, life.kind) != ("answer", "open"):  # told to who was merged into it as well
            assert not any(shown(text, value) for text in to_others), life.kind


def test_mails_name_no_officer_and_no_suspicion(everything: Everything) -> None:
    for recipient, text in everything.mails:
        for value in ("sub-[", "possible_spam", "advert", "gacor"):
            assert value not in text, recipient


def test_the_topic_its_queues_and_the_logs_hold_nothing_planted(everything: Everything) -> None:
    assert len(everything.messages) > 5 * len(KINDS)
    assert len(everything.logs) > 1_000
    values = {value for life in everything.lives.values() for value in life.planted.values()}
    for text in (*everything.messages, *everything.logs.splitlines()):
        # Which officer read what is what the log is asked for (docs/privacy.md, "Who read it").
        names = () if '"message":"an officer ' in text else ("sub-[",)
        found = [value for value in (*values, *names, "possible_spam") if shown(text, value)]
        assert not found, text[:300]


def test_the_viewers_are_all_of_them(everything: Everything) -> None:
    """Every role is asked for; the officers' answers are those of more than one agency."""
    from chalicelib.case.model import Role

    roles = {one.groups.strip("[]").split()[0] for one in OFFICERS if one.groups}
    assert roles == {str(role) for role in Role} - {"system", "reporter"}
    assert any(said.viewer.groups == SCHOOLS and said.status == 200 for said in everything.said)
