// A case as everybody sees it: where it stands, who holds it, what is next, and what happened.
import { day, daysFromNow, el, has, language, moment, t } from "./page.js";
import { addressed, badge, hasEnded } from "./status.js";

const STEPS = ["received", "routed", "in_progress", "answered", "closed"];
const AT_THE_START = new Set(["triage", "returned"]);
const STOPPED = new Set(["archived", "merged"]); // ends that are no answer
// A status that is no step of its own: still looking for the agency, or work under way.
const stepOf = (status) => (STEPS.includes(status) ? status : AT_THE_START.has(status) ? "received" : "in_progress");
// The furthest step an event shows a case to have reached.
const STEP_AFTER = {
  routed: "routed", transferred: "routed", started: "in_progress", held: "in_progress", interim_replied: "in_progress",
  answered: "answered",
};
// What brings a case back that was answered or had ended, as it is called on its way.
const BROUGHT_BACK = { answered: "again", reopened: "reopened" };

// Which promised date is the next that an agency owes, by status.
const OWED = { received: "verify_by", triage: "verify_by", returned: "verify_by", routed: "follow_up_by", in_progress: "resolve_by" };

/** How far the next promised date is, in words, with the date; empty where no agency owes a step. */
function timeLeft({ status, deadlines = {} }) {
  const limit = OWED[status] && (deadlines.reply_by ?? deadlines[OWED[status]]);
  return limit ? `${daysFromNow(limit)} (${day(limit)})` : "";
}

export const overdueMark = (report) => report.overdue && el("span", { class: "badge late" }, t("track.overdue"));

/** The last moment of a day is meant as that day. */
function deadlinesInWords(deadlines = {}) {
  return Object.fromEntries(["verify_by", "follow_up_by", "resolve_by"].map((name) => [name, day(deadlines[name])]));
}

/** The status, or what an appeal makes of it. */
function situation({ status, appeal_state: appeal, closed }) {
  if (status === "in_progress" && appeal === "open") return "appeal";
  if (status === "in_progress" && appeal === "upheld") return "repair";
  return closed?.reason === "appeal_decided" ? closed.reason : status;
}

export function nextStep(report) {
  const told = report.next?.text?.[language];
  if (told) return told;
  const key = `next.${situation(report)}`;
  return has(key) ? t(key, deadlinesInWords(report.deadlines)) : "";
}

/** Why a case is worked on that was answered or had ended before: the name of a step; else nothing. */
function broughtBack(report, events) {
  const { status } = report;
  if (hasEnded(report) || status === "answered") return null;
  const found = situation(report);
  if (found === "appeal" || found === "repair") return found;
  return BROUGHT_BACK[events.findLast(({ type }) => type in BROUGHT_BACK)?.type] ?? null;
}

/**
 * The way of a case. One that was archived or merged stops where it stood, under its own name; one
 * that came back goes on from where it had come to, under the name of what brought it back.
 */
function steps(report, events) {
  const { status } = report;
  const stopped = STOPPED.has(status);
  const own = stopped ? status : broughtBack(report, events);
  const reached = own ? Math.max(0, ...events.map(({ type }) => STEPS.indexOf(STEP_AFTER[type]))) : STEPS.indexOf(stepOf(status));
  const shown = own ? [...STEPS.slice(0, reached + 1), own, ...(stopped ? [] : ["closed"])] : STEPS;
  const at = own ? reached + 1 : reached;
  return el("ol", { class: stopped ? "steps stopped" : "steps", "aria-label": t("track.steps") }, shown.map((step, i) =>
    el("li", { class: i < at ? "past" : null, "aria-current": i === at ? "step" : null },
      el("span", {}, t(step === status && stopped ? `status.${step}` : `step.${step}`)))));
}

/** Why a case ended, with the way on where there is one. */
function ending({ closed, archive_reason: archived, merged_into: into }, caseUrl) {
  if (closed) return el("p", {}, optionName("closed", closed.reason));
  if (archived) return el("p", {}, t("track.archived_because", { reason: optionName("archive_reason", archived) }));
  return into ? el("p", {}, t("track.merged_into"), " ", el("a", { href: caseUrl(into) }, into)) : null;
}

/** The other matters of a complaint that was split: where they are handled. */
function otherMatters({ split_from: from, split_into: into = [] }, caseUrl) {
  const told = [...(from ? [["track.split_from", from]] : []), ...into.map((id) => ["track.split_into", id])];
  return told.map(([key, id]) => el("p", { class: "other-matter" }, t(key), " ", el("a", { href: caseUrl(id) }, id)));
}

function facts(pairs) {
  return el("dl", { class: "facts" }, pairs.filter(([, value]) => value).map(([name, value]) =>
    el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

const optionName = (prefix, value) => (has(`${prefix}.${value}`) ? t(`${prefix}.${value}`) : value);

/**
 * Status, holder, next step and deadlines: the answer to "where is my case?". `events` are those
 * the reader may see, `caseUrl(id)` is where this page shows another case, `heading` the level the
 * title has on the page.
 */
export function standing(report, { events = [], caseUrl, heading = "h2" }) {
  const { deadlines = {} } = report;
  const ended = hasEnded(report);
  return el("section", { class: "card standing", "aria-labelledby": "case-title" },
    el("p", { class: "marks" }, badge(report), overdueMark(report),
      report.waiting_on === "reporter" && report.status !== "on_hold" && el("span", { class: "badge" }, t(addressed("track.waiting_reporter", report)))),
    el(heading, { id: "case-title", lang: "id" }, report.title),
    el("p", { class: "number" }, report.id),
    steps(report, events),
    ending(report, caseUrl),
    otherMatters(report, caseUrl),
    facts([
      [t("track.holder"), report.agency ? report.agency.name : !ended && t("track.nobody")],
      [t("track.next"), nextStep(report)],
      [t("track.left"), timeLeft(report)],
      [t("track.filed"), moment(report.filed_at)],
    ]),
    ended ? null : el("details", {}, el("summary", {}, t("track.deadlines")), facts([
      [t("track.verify_by"), deadlines.verify_by && day(deadlines.verify_by)],
      [t("track.follow_up_by"), deadlines.follow_up_by && day(deadlines.follow_up_by)],
      [t("track.resolve_by"), deadlines.resolve_by && day(deadlines.resolve_by)],
    ]), el("p", { class: "hint after" }, t("track.counted"))));
}

/** What somebody wrote: in Indonesian, whatever the language of the page. */
export const words = (text, lang = "id") => el("p", { class: "words", lang }, text);

/** What was reported: the text and the facts beside it, under a heading of this level. */
export function complaintText(report, heading = "h3") {
  return el("section", { class: "card" }, el(heading, {}, t("track.text")), words(report.body ?? ""), caseFacts(report));
}

function incidentDay({ incident_date: date, incident_date_precision: precision }) {
  if (precision === "unknown") return t("fact.date_unknown");
  return date && (precision === "approximate" ? t("fact.date_about", { day: day(date) }) : day(date));
}

function caseFacts(report) {
  const { location } = report;
  const flags = ["confidential", "anonymous", "unchecked"].filter((flag) => report[flag]).map((flag) => t(`do.${flag}`));
  return facts([
    [t("fact.classification"), report.classification && optionName("class", report.classification)],
    [t("fact.category"), report.category_name ?? report.category],
    [t("fact.region"), report.region_name ?? report.region_code],
    [t("fact.address"), location?.address],
    [t("fact.incident_date"), incidentDay(report)],
    [t("fact.flags"), flags.join(", ")],
    [t("file.not_to"), (report.not_to ?? []).map(({ name }) => name).join(", ")],
    [t("fact.accused"), (report.accused ?? []).map(({ name }) => name).join(", ")],
    [t("fact.merged_kept_from"), (report.merged_kept_from ?? []).map(({ name }) => name).join(", ")],
  ]);
}

// What gives a report to an agency, and where the event says to which.
const HANDS_OVER = {
  routed: "agency_id", transferred: "agency_id", returned: null, reassigned: "agency_id", appealed: "agency_id", appeal_decided: "order_to",
};

/** The last of the events that gave the report to somebody, in words; undefined where none of them did. */
export function lastHandover(events) {
  const last = events.findLast(({ type }) => type in HANDS_OVER);
  return last && `${happened(last, {})} (${day(last.at)})`;
}

/** By the number of each event: who had the report when it happened, `{id, name}`, as far as the events tell. */
function holders(events) {
  let now;
  return new Map(events.map(({ number, type, data = {}, agencies = {} }) => {
    const then = now; // a decision on an appeal is made by who had it before
    const id = type in HANDS_OVER && data[HANDS_OVER[type]];
    if (id) now = { id, name: agencies[id] };
    else if (type in HANDS_OVER && type !== "appeal_decided") now = undefined; // the national desk's
    return [number, then];
  }));
}

/** An agency that says something; where the report is with another, it says it for that one. */
function speaker({ id, name }, holder) {
  return holder?.name && holder.id !== id ? t("track.for_agency", { agency: name, holder: holder.name }) : name;
}

/** The numbers of the questions to the reporter that were taken back. */
function withdrawn(events) {
  let asked = null;
  return new Set(events.flatMap(({ type, number }) => {
    if (type === "held") asked = number;
    return type === "question_withdrawn" && asked ? [asked] : [];
  }));
}

/** The conversation. `mine` says how the reporter is called: "you" to the reporter themselves. */
export function conversation(messages = [], events = [], mine = "track.from_reporter") {
  if (!messages.length) return el("p", { class: "faint" }, t("track.no_messages"));
  const held = holders(events);
  const gone = withdrawn(events);
  return el("ol", { class: "thread" }, messages.map((message) => {
    const reporter = message.from === "reporter";
    const agency = { id: message.agency_id, name: message.agency_name || t("track.from_agency") };
    return el("li", { class: reporter ? "from-reporter" : null },
      el("p", { class: "by" }, reporter ? t(mine) : speaker(agency, held.get(message.number)), " · ", moment(message.at)),
      words(message.text ?? ""),
      gone.has(message.number) && el("p", { class: "hint" }, t("track.question_withdrawn")));
  }));
}

const OTHER_CASE = { merged: "into", absorbed: "from", unmerged: "from", split: "split_into" };
/** Whether an event is about another case whose number the reader is not shown. */
const unnamed = (type, data) => type in OTHER_CASE && !data[OTHER_CASE[type]];

/** Which of the names of an event fits what it says. */
function variant(type, data) {
  if (data.upheld) return "_upheld";
  if (data.repeat) return "_repeat";
  if (data.split_from) return "_split";
  return unnamed(type, data) ? "_unnamed" : "";
}

/** The fields of an identity, by name. */
export const fieldNames = (fields) => (fields ?? []).map((field) => t(`identity_field.${field}`)).join(", ");

function happened({ type, data = {}, agencies = {} }, report) {
  // In the case that others were merged into, what their reporters wrote says whether they are anonymous.
  const mine = type === "messaged" && data.anonymous != null ? {} : report;
  const key = addressed(`event.${type}${variant(type, data)}`, mine);
  if (!has(key)) return t("event.other", { type });
  return t(key, {
    ...data,
    asked: agencies[data.asked_agency_id],
    due: day(data.due),
    agency: agencies[data.agency_id] ?? t("event.agency_unknown"),
    told: (data.notify ?? []).map((id) => agencies[id]).join(", "),
    expected_by: day(data.expected_by),
    satisfied: t(data.satisfied ? "rated.yes" : "rated.no"),
    limit: optionName("limit", data.limit),
    shown_to: agencies[data.shown_to],
    approved_by: agencies[data.approved_by],
    basis: optionName("legal_basis", data.basis),
    fields: fieldNames(data.fields),
    disclosed_at: moment(data.disclosed_at),
  });
}

const REASONS = { archived: "archive_reason", closed: "closed", triage: "triage_reason" }; // codes; other reasons are words
const NAMED = new Set(["started", "held", "question_withdrawn", "interim_replied", "answered", "appeal_decided", "archived"]); // steps that do not say whose they are
const SAID = ["reference", "text", "question", "note", "comment"]; // what people wrote, in event data

/** What happened, oldest first. What stands in the conversation is not told twice. */
export function timeline(events = [], report = {}) {
  const inThread = new Set((report.messages ?? []).map(({ number }) => number));
  const held = holders(events);
  return el("ol", { class: "timeline" }, events.map((event) => {
    const { data = {} } = event;
    const translated = language === "en" && data.text_en;
    const said = translated ? { ...data, text: data.text_en } : data;
    const { reason } = data;
    const named = `${REASONS[event.type]}.${reason}`;
    const id = NAMED.has(event.type) && event.actor?.agency_id;
    const by = id && event.agencies?.[id] && speaker({ id, name: event.agencies[id] }, held.get(event.number));
    return el("li", {},
      el("p", { class: "event" }, happened(event, report)),
      el("p", { class: "by" }, el("time", { datetime: event.at }, moment(event.at)), by && ` · ${by}`),
      typeof reason === "string" ? (has(named) ? words(t(named), language) : words(reason)) : null,
      SAID.filter((name) => typeof said[name] === "string" && !inThread.has(event.number)).map((name) => words(said[name], translated && name === "text" ? "en" : "id")));
  }));
}
