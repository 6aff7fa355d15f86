// The list of the desk: searched, narrowed, counted, in an order, one line a report.
import { explain, listed } from "./api.js";
import { asked, control, fitsStatus, keepFilters, offerFilters as offerNarrowing, startPanel } from "./narrow.js";
import { el, find, findAll, learn, number, say, show, t, tab } from "./page.js";
import { officer, officerCall } from "./session.js";
import { hasEnded, statusName } from "./status.js";

const PAGES_AT_ONCE = 10; // how far to look for the next report that a filter lets through
const A_PAGE = 50;
const TYPING = 300; // milliseconds without a key until words are looked for
const A_DAY = 86_400_000; // milliseconds
const READ = "lapor.read"; // the versions that were opened, by case: what the reporter wrote in them is known

const list = find("#cases");
const note = find("#list-note");
const filters = find("#filters");

let cursor = null;
let pagesRead = 0; // of the list, as far as it is shown
let asking = 0; // which question is the latest: an answer to an earlier one comes too late
let items = []; // what stands in the list, in the order it came
let opened = "";
let picking = false; // whether several are being chosen
const picked = new Set(); // their ids
const known = new Map(); // id → a case that was read or acted on: the index may still tell of before
let counting = 0; // the same of the counts
let inCountry = null; // how many are open in all agencies: asked once

/** Days until the limit, by the calendar; below none: so long ago it passed. */
export function daysLeft({ limit }) {
  if (!limit) return null;
  const midnight = (moment) => new Date(moment).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(limit.at) - midnight(Date.now())) / A_DAY);
  return days === 0 && Date.parse(limit.at) < Date.now() ? -1 : days;
}

function left(report) {
  const days = daysLeft(report);
  if (days === null) return null;
  if (days < 0) return el("strong", { class: "late" }, t("officer.late_by", { days: number(-days) }));
  return el("span", { class: days < 2 ? "soon" : null }, days === 0 ? t("officer.due_today") : t("officer.left", { days: number(days) }));
}

const mark = (shown, key, parts, late = false) => shown && el("span", { class: late ? "badge late" : "badge" }, t(key, parts));

/** Who reads a report, where not everybody does, in the words of the form. */
export function privacyMark({ anonymous, confidential }) {
  const kept = [confidential && "closed", anonymous && "masked"].filter(Boolean).join("_");
  return kept && el("span", { class: "badge private" }, t(`officer.${kept}`));
}

const readUpTo = (id) => tab.get(READ)?.[`${officer()?.sub} ${id}`];

const between = (facts) => facts.filter(Boolean).flatMap((fact, i) => (i ? [" · ", fact] : [fact]));

function row(report) {
  const elsewhere = report.agency && report.agency.id !== officer()?.agency_id && report.agency.name;
  // By these one report is told from another of the same title: they are never cut.
  const whole = [left(report), statusName(report), el("span", { class: "case-number" }, report.id)];
  const more = between([elsewhere, report.region_name, report.category_name]);
  const pick = picking && el("label", { class: "choice pick" }, el("input", { type: "checkbox", "aria-label": t("officer.pick", { id: report.id }), checked: picked.has(report.id), onchange: ({ target }) => {
    if (target.checked) picked.add(report.id);
    else picked.delete(report.id);
    countPicked();
  } }));
  return el("li", { "data-id": report.id }, pick, el("a", { href: `#${report.id}`, class: "row", "aria-current": report.id === opened ? "true" : null },
    el("span", { class: "row-title", lang: "id" }, report.title),
    el("span", { class: "marks" },
      mark(report.overdue && !report.limit, "track.overdue", {}, true),
      mark(report.escalation_level > 0, report.limit && !report.overdue ? "officer.level_once" : "officer.level", { level: report.escalation_level }, true),
      mark(report.contributions?.some(({ overdue }) => overdue), "officer.contribution_late", {}, true),
      privacyMark(report),
      mark(report.assigned_to === officer()?.sub, "officer.mine"),
      mark(report.replied && !(readUpTo(report.id) >= report.version), "officer.replied"),
      mark(report.two_matters, "officer.two_matters")),
    el("span", { class: "by" }, el("span", {}, between(whole)),
      more.length ? el("span", { class: elsewhere ? "more apart" : "more" }, el("span", {}, " · "), more) : null)));
}

const mine = ({ assigned_to: to }) => Number(Boolean(to) && to === officer()?.sub);

/** An agency's desk comes with the nearest limit first; of one day, here, what was filed first. */
function byLimit(one, other) {
  if (ownOrder() !== "officer.sort_limit" || control("asked").checked) return 0;
  const [here, there] = [one, other].map(({ limit }) => (limit ? Date.parse(limit.at) : Infinity));
  if (here !== there) return here - there;
  return one.limit ? ORDERS.oldest(one, other) : 0;
}

// The service has one order, that of its list; in every other one is put what was loaded, and said so.
const ORDERS = {
  limit: (one, other) => mine(other) - mine(one), // what is one's own first
  newest: (one, other) => other.filed_at.localeCompare(one.filed_at),
  oldest: (one, other) => one.filed_at.localeCompare(other.filed_at),
  supporters: (one, other) => other.supporters - one.supporters,
};

/** What the service's own order is called: it depends on what is listed. */
function ownOrder() {
  if (hasEnded({ status: control("status").value })) return "officer.sort_ended";
  const wide = officer()?.role === "monitor" || (control("everywhere").checked && !control("agency").value);
  return wide ? "officer.sort_urgent" : "officer.sort_limit";
}

/** Whether the list is the officer's own desk, and there is more to be seen by them than that. */
const seesElsewhere = () => officer()?.role === "national_admin"
  && !control("everywhere").checked && !control("asked").checked && !control("agency").value;

/** The number that is looked for, as it is written; undefined where it is words. */
async function numberSought() {
  const typed = control("q").value.trim();
  return typed && (await import("./caseid.js")).readCaseId(typed).id;
}

/** What of the list is in the order that was chosen, where that is not all. */
function orderSaid() {
  const { value } = control("sort");
  const n = number(items.length);
  if (!cursor || !items.length) return "";
  if (value !== "limit") return t("officer.sorted_loaded", { n });
  return items.some(mine) ? t("officer.mine_first", { n }) : "";
}

/** The line of a report that is in the list already, where it says the same; else the new one. */
function keepLine(line, before) {
  const old = before.get(line.dataset.id);
  if (!old || picking) return line; // whether a box is ticked is no part of what a line says
  before.delete(line.dataset.id);
  find("a", line).tabIndex = find("a", old).tabIndex;
  return old.isEqualNode(line) ? old : line;
}

/** What stays is not touched: a finger may lie on it, or the focus. */
function draw() {
  const before = new Map([...list.children].map((line) => [line.dataset.id, line]));
  const lines = items.toSorted(ORDERS[control("sort").value]).map((report) => keepLine(row(report), before));
  const stay = new Set(lines);
  for (const line of [...list.children]) if (!stay.has(line)) line.remove();
  lines.forEach((line, at) => {
    if (list.children[at] !== line) list.insertBefore(line, list.children[at] ?? null);
  });
  find("#sort").options[0].textContent = t(ownOrder());
  say(find("#order"), orderSaid());
  rove(find(`[data-id="${CSS.escape(opened)}"] a`, list) ?? find("a", list));
}

/** One line of the list can be reached with Tab, the others from there with the arrows. */
function rove(to) {
  for (const link of findAll("a.row", list)) link.tabIndex = link === to ? 0 : -1;
}

/** Read the list anew; or `more` of it: what was read, too, since a report that moved up meanwhile is in nothing that comes after it. */
export async function loadInbox(more = false) {
  const query = asked();
  query.set("limit", A_PAGE);
  asking += 1;
  const mine = asking;
  say(note, t("loading"));
  if (!more) loadCounts();
  try {
    const before = more ? pagesRead : 0;
    const had = new Set(more ? items.map(({ id }) => id) : []);
    let found = [];
    let above = 0;
    let first; // of what comes after the pages that were read before
    let pages = 0;
    do { // a page may be empty and still say where to go on
      const answer = await officerCall("GET", `inbox?${query}`);
      if (mine !== asking) return;
      const page = listed(answer).flatMap(newest).toSorted(byLimit);
      const again = new Set(page.map(({ id }) => id)); // what moves down while it is read comes again
      found = [...found.filter(({ id }) => !again.has(id)), ...page];
      const fresh = page.filter(({ id }) => !had.has(id));
      if (pages < before) above += fresh.length;
      else first ??= fresh[0];
      pages += 1;
      query.set("cursor", answer.next_cursor ?? "");
    } while (query.get("cursor") && pages < before + PAGES_AT_ONCE && !first);
    const sought = await numberSought();
    if (mine !== asking) return;
    cursor = query.get("cursor") || null;
    pagesRead = pages;
    items = found;
    draw();
    show(find("#more"), Boolean(cursor));
    const set = (...others) => [...query.keys()].some((name) => !["limit", "cursor", ...others].includes(name));
    const narrowed = set("status");
    const none = !cursor && !items.length;
    if (sought && items.length && set("q")) say(find("#order"), t("officer.by_number"));
    const cameAbove = more && above ? t("officer.came_above", { n: number(above) }) : "";
    say(note, none ? t(sought ? "officer.not_found" : narrowed ? "officer.none_fit" : "officer.empty") : cameAbove);
    sayElsewhere(!sought && seesElsewhere()); // a number is found wherever its report lies
    if (more && first) find(`[data-id="${CSS.escape(first.id)}"] a`, list).focus();
  } catch (failure) {
    if (!failure.replaced && mine === asking) say(note, explain(failure), "bad");
  }
}

/** That what lies with agencies is not in this list, how much that is, and the way there. */
async function sayElsewhere(is) {
  const line = find("#elsewhere");
  show(line, is);
  if (!is) return;
  find("span", line).textContent ||= t("officer.elsewhere_uncounted");
  inCountry ??= officerCall("GET", "inbox/counts?everywhere=true")
    .then((counts) => counts.items.reduce((sum, each) => sum + each.number, 0));
  try {
    find("span", line).textContent = t("officer.elsewhere", { n: number(await inCountry) });
  } catch {
    inCountry = null; // nobody has to wait for it
  }
}

/** How many there are in each status, beside its name; nobody has to wait for it. */
async function loadCounts() {
  counting += 1;
  const mine = counting;
  const query = new URLSearchParams([...asked()].filter(([name]) => name === "agency" || name === "everywhere"));
  let counts = null; // of what we are asked to contribute to, which is on others' desks, nothing is counted
  try {
    if (!control("asked").checked) counts = await officerCall("GET", `inbox/counts?${query}`);
  } catch {
    return;
  }
  if (mine !== counting) return;
  const told = (found) => (found === counts.most ? `${number(found - 1)}+` : number(found)); // a larger one is exact
  for (const option of control("status").options) {
    const of = counts?.items.find(({ status }) => status === option.value);
    option.textContent = of ? `${t(option.dataset.t)} (${told(of.number)})` : t(option.dataset.t);
  }
  find("#overdue-count").textContent = counts?.overdue ? ` (${told(counts.overdue)})` : "";
}

/** Mark a report as the one that lies open. */
export function markOpened(id) {
  opened = id;
  for (const link of findAll("a.row", list)) {
    if (link.hash === `#${id}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  const link = find(`[data-id="${CSS.escape(id)}"] a`, list);
  if (!link) return;
  rove(link);
  link.scrollIntoView({ block: "nearest" });
}

/** The id of the report so many lines on; undefined where the list ends. */
export function neighbour(id, step) {
  const ids = findAll("li", list).map(({ dataset }) => dataset.id);
  const at = ids.indexOf(id);
  return at < 0 ? ids[0] : ids[at + step];
}

/** Whether a report still belongs in the list: it has not ended, and nobody else holds it now. */
function stays(report, before) {
  return "title" in report && !hasEnded(report) && report.agency?.id === before?.agency?.id && fitsStatus(report);
}

/** A line as the list brought it; where more is known than the list tells, as that is: anew, or none. */
function newest(line) {
  const { report, before, version } = known.get(line.id) ?? {};
  if (!report || line.version >= version) return [line];
  return stays(report, before) ? [{ ...line, ...report }] : [];
}

/** After a step: a report that stays has its line anew, one that is no longer the officer's goes. */
export function renew(report) {
  const before = items.find(({ id }) => id === report.id) ?? known.get(report.id)?.before;
  // Who may not read the case any more is told no version: the step made the next one.
  known.set(report.id, { report, before, version: report.version ?? (before?.version ?? 0) + 1 });
  items = items.flatMap(newest);
  draw();
  loadCounts();
}

/** A case was read: its line, which may be older, tells the same, and of a reply no more. */
export function reread(report) {
  tab.set(READ, { ...tab.get(READ), [`${officer()?.sub} ${report.id}`]: report.version });
  const line = items.find(({ id }) => id === report.id);
  if (!line || line.version > report.version || (line.version === report.version && !line.replied)) return;
  items = items.map((one) => (one === line ? { ...line, ...report } : one));
  draw();
}

function countPicked() {
  const button = find("#picked-do");
  button.textContent = t("officer.selected", { n: number(picked.size) });
  button.disabled = !picked.size;
}

function pickSeveral(is) {
  picking = is;
  picked.clear();
  show(find("#picked"), is);
  find("#pick").setAttribute("aria-pressed", String(is));
  countPicked();
  draw();
}

async function doForPicked() {
  const [{ bulk }] = await Promise.all([import("./bulk.js"), learn("work")]);
  bulk(items.filter(({ id }) => picked.has(id)), { onstep: renew, ondone: () => pickSeveral(false) });
}

/** Move along the list with the keys. */
export function step(by) {
  const links = findAll("a.row", list);
  const to = links[Math.max(0, links.indexOf(document.activeElement) + by)];
  if (!to) return;
  rove(to);
  to.focus();
}

export const inList = () => list.contains(document.activeElement);
export const focusList = () => find("a.row[tabindex='0']", list)?.focus();
export const listedItems = () => items;

export function clearInbox() {
  items = [];
  known.clear();
  inCountry = null;
  opened = "";
  list.replaceChildren();
}

/** What the list can be narrowed to, and whether several of it can be acted on: it depends on who is signed in. */
export function offerFilters(session) {
  show(find("#pick"), ["agency_admin", "national_admin"].includes(session.role));
  return offerNarrowing(session);
}

/** `open(id)` opens a report by its number. */
export function startInbox({ open }) {
  let typing;
  control("q").placeholder = t("officer.search_hint");
  startPanel();
  filters.addEventListener("change", ({ target }) => {
    if (!target.name) return; // what is typed of an agency is none yet
    keepFilters();
    if (target.name === "sort") draw();
    else if (target.name !== "q" && target.id !== "go-on") loadInbox();
  });
  control("q").addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => { keepFilters(); loadInbox(); }, TYPING);
  });
  filters.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(typing);
    keepFilters();
    loadInbox();
    const sought = await numberSought();
    if (sought) open(sought);
  });
  list.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    step(by);
  });
  find("#more").addEventListener("click", () => loadInbox(true));
  find("#search-everywhere").addEventListener("click", () => {
    control("everywhere").click();
    find("#narrowed-by [data-filter=everywhere]").focus(); // this button goes
  });
  find("#refresh").addEventListener("click", () => loadInbox());
  find("#export").addEventListener("click", async () => (await import("./exportlist.js")).exportList(asked(), note));
  find("#pick").addEventListener("click", () => pickSeveral(!picking));
  find("#picked-all").addEventListener("click", () => {
    items.forEach(({ id }) => picked.add(id));
    countPicked();
    draw();
  });
  find("#picked-do").addEventListener("click", doForPicked);
}
