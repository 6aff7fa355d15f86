"""What officers make of leads: whose they are, a case, a note on one, or nothing.

What is decided is written in one transaction with what comes of it, on the version that was read:
of two officers at once, or one twice, one decides, and a lead never makes two cases.
"""

from itertools import islice
from typing import Any

from msgspec import Struct

from chalicelib.case.actions import Filing, act, file_case
from chalicelib.case.model import Actor, Classification, ComplaintText, Location, Role
from chalicelib.case.officer_actions import Note
from chalicelib.errors import Conflict, Invalid, NotAllowed, NotFound
from chalicelib.leads.lead import CHANNEL, FILINGS, Lead, LeadStatus, decide
from chalicelib.presentation.catalogue import catalogue
from chalicelib.presentation.labels import region_name
from chalicelib.protection import receipts
from chalicelib.routing import categories
from chalicelib.routing.registry import Registry
from chalicelib.store import filing, leads
from chalicelib.store.masking import mask_together
from chalicelib.structs import replace
from chalicelib.usecases.check_words import check_words
from chalicelib.usecases.file_complaint import find_problems, zone_of
from chalicelib.usecases.oversight import agencies_under
from chalicelib.usecases.races import StaleRetries
from chalicelib.usecases.record_readings import Reader, load_for_officer
from chalicelib.usecases.rules import DecisionContext
from chalicelib.workdays import local_date

MOST_LOOKED_AT = 200  # leads of others that a page passes over
MOST_LINKS = 10
DECIDERS = frozenset({Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN})
READERS = DECIDERS | {Role.MONITOR}


class LeadsPage(Struct, frozen=True, kw_only=True):
    """Some leads, the first to look at first, and where the list goes on (None: that was all)."""

    leads: tuple[Lead, ...]
    place: str | None


class Promotion(Struct, frozen=True, kw_only=True):
    """What an officer says of the case that a lead becomes; what they leave open follows from the
    lead."""

    title: str | None = None
    body: str | None = None
    classification: Classification = Classification.COMPLAINT
    category: str | None = None
    agency_id: str | None = None
    region_code: str | None = None


def list_leads(
    status: LeadStatus, actor: Actor, context: DecisionContext, *, place: str | None, limit: int
) -> LeadsPage:
    """The leads of a status that an officer may see. Raises `NotAllowed("role_may_not")`."""
    theirs = _visible_agencies(actor, context.agencies)
    found: list[Lead] = []
    looked_at = leads.ranked(status, context.now, after=place)
    for reached, lead in islice(looked_at, MOST_LOOKED_AT):
        place = reached
        if theirs is None or lead.agency_id in theirs:
            found.append(lead)
        if len(found) == limit:
            break
    else:
        goes_on = next(iter(looked_at), None) is not None
        return LeadsPage(leads=tuple(found), place=place if goes_on else None)
    return LeadsPage(leads=tuple(found), place=place)


def read_lead(lead_id: str, actor: Actor, context: DecisionContext) -> Lead:
    """A lead that the officer may see. Raises `NotAllowed("role_may_not")` and `NotFound`."""
    theirs = _visible_agencies(actor, context.agencies)
    lead = leads.get(lead_id, context.now)
    if theirs is not None and lead.agency_id not in theirs:
        raise NotFound("unknown_lead")
    return lead


def may_decide(actor: Actor) -> bool:
    """Whether the officer decides on the leads they see; monitors only read."""
    return actor.role in DECIDERS


def promote(lead_id: str, wanted: Promotion, actor: Actor, context: DecisionContext) -> Lead:
    """Make a case of a lead: without a reporter, in the words of the officer with links to the
    posts, which are checked and masked as those of a complaint are. To do it again gives the lead
    as it is.

    Raises `Invalid` for a category, agency or region that does not exist, `Conflict` for a lead
    that was attached or dismissed, and as `read_lead` does.
    """

    def of(lead: Lead) -> Lead:
        _check(wanted, context)
        filed = _filing(lead, wanted, context)
        case_id = receipts.new_case_id()
        change = file_case(
            filed,
            case_id=case_id,
            # Nobody has this code: who posts something files nothing.
            receipt_sha256=receipts.secret_sha256(receipts.new_secret()),
            identified=False,
            contactable=False,
            zone=zone_of(filed.location),
            context=context,
            actor=actor,
        )
        decided = _decided(lead, LeadStatus.PROMOTED, actor, context, case_id=case_id)
        filing.create_from_lead(change, filed.text, decided)
        return decided

    return _decide_once(lead_id, LeadStatus.PROMOTED, actor, context, of)


def link_lead(lead_id: str, case_id: str, reader: Reader, context: DecisionContext) -> Lead:
    """Add a lead to a case, as a note among its officers. To do it again with the same case gives
    the lead as it is. Raises as `load_for_officer` and `actions.act` do, and as `promote`."""
    known_id = receipts.parse_case_id(case_id)

    def of(lead: Lead) -> Lead:
        case = load_for_officer(known_id, reader, context)
        note = act(case, Note(text=_summary(lead, context)), reader.actor, context)
        decided = _decided(lead, LeadStatus.ATTACHED, reader.actor, context, case_id=known_id)
        filing.attach_lead(note, decided)
        return decided

    lead = _decide_once(lead_id, LeadStatus.ATTACHED, reader.actor, context, of)
    if lead.case_id != known_id:
        raise Conflict("lead_decided")
    return lead


def dismiss(lead_id: str, reason: str, actor: Actor, context: DecisionContext) -> Lead:
    """Set a lead aside, with a reason; the words of its posts go at once. To do it again gives the
    lead as it is. Raises as `promote` does."""

    def of(lead: Lead) -> Lead:
        decided = _decided(lead, LeadStatus.DISMISSED, actor, context, reason=reason)
        leads.save(decided)
        return decided

    return _decide_once(lead_id, LeadStatus.DISMISSED, actor, context, of)


def _decide_once(
    lead_id: str, status: LeadStatus, actor: Actor, context: DecisionContext, decided: Any
) -> Lead:
    if actor.role in READERS - DECIDERS:
        raise NotAllowed("role_may_not")
    retries = StaleRetries()
    while True:
        lead = read_lead(lead_id, actor, context)
        if lead.status is status:
            return lead
        with retries:
            made: Lead = decided(lead)
            return made


def _decided(
    lead: Lead, status: LeadStatus, actor: Actor, context: DecisionContext, **further: str
) -> Lead:
    return decide(
        lead,
        status,
        at=context.now,
        officer_id=actor.officer_id,
        agency_id=actor.agency_id,
        **further,
    )


def _visible_agencies(actor: Actor, registry: Registry) -> frozenset[str] | None:
    """The agencies whose leads an officer sees; None for all, and for those of no agency."""
    if actor.role not in READERS:
        raise NotAllowed("role_may_not")
    return agencies_under(actor, registry)


def _check(wanted: Promotion, context: DecisionContext) -> None:
    asked = {
        "category": wanted.category,
        "agency_id": wanted.agency_id,
        "location": {"region_code": wanted.region_code, "address": ""},
    }
    problems = [
        replace(one, field=one.field.removeprefix("location."))
        for one in find_problems(asked, context)
    ]
    if problems:
        raise Invalid(problems)


def _filing(lead: Lead, wanted: Promotion, context: DecisionContext) -> Filing:
    only_region = lead.regions[0] if len(lead.regions) == 1 else None
    region = wanted.region_code or only_region
    words = catalogue("id")["leads"]  # what is filed is in the language of the administration
    title = wanted.title or words["title"].format(matter=_matter(lead), place=_place(region))
    body = wanted.body or _summary(lead, context)
    if wanted.body and (links := _links(lead)):
        body = "\n\n".join((wanted.body, links))
    complaint = wanted.classification is Classification.COMPLAINT
    text = ComplaintText.masked_by(mask_together, title, body)
    checked = check_words(text, context, category=wanted.category)
    return Filing(
        classification=wanted.classification,
        text=checked.text,
        location=Location(region_code=region),
        incident_date=local_date(lead.first_at, "WIB") if complaint else None,
        category=wanted.category,
        agency_id=wanted.agency_id or lead.agency_id,
        protect_for=checked.protect_for,
        unchecked=checked.unchecked,
        channel=CHANNEL,
    )


def _summary(lead: Lead, context: DecisionContext) -> str:
    words = catalogue("id")["leads"]
    region = lead.regions[0] if lead.regions else None
    told = words["summary"].format(
        size=lead.size,
        matter=_matter(lead),
        place=_place(region),
        first=f"{local_date(lead.first_at, 'WIB'):%d-%m-%Y}",
        last=f"{local_date(min(lead.last_at, context.now), 'WIB'):%d-%m-%Y}",
    )
    return "\n\n".join(part for part in (told, _links(lead)) if part)


def _links(lead: Lead) -> str:
    urls = [one.url for one in lead.extracts if one.source != FILINGS][:MOST_LINKS]
    return "\n".join((catalogue("id")["leads"]["links"], *urls)) if urls else ""


def _matter(lead: Lead) -> str:
    sector = categories.sector(lead.sector) if lead.sector else None
    return sector.name_id if sector else catalogue("id")["leads"]["no_sector"]


def _place(region: str | None) -> str:
    return region_name(region) or catalogue("id")["leads"]["no_place"]
