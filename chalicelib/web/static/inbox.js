// The list of the desk: searched, narrowed, counted, in an order, one line a report.
import { explain, listed } from "./api.js";
import { el, find, findAll, learn, number, say, show, t, tab } from "./page.js";
import { officer, officerCall } from "./session.js";
import { hasEnded, statusName } from "./status.js";

const KEPT = "lapor.inbox"; // what the list is narrowed to, for this tab
const PAGES_AT_ONCE = 10; // how far to look for the next report that a filter lets through
const A_PAGE = 50;
const TYPING = 300; // milliseconds without a key until words are looked for
const A_DAY = 86_400_000; // milliseconds
const NUMBER = /^(?:LP)?([0-9A-Z]{13})$/;

const list = find("#cases");
const note = find("#list-note");
const filters = find("#filters");
const VALUES = ["status", "q", "agency", "category", "region_code", "level", "due_within"];
const FLAGS = ["overdue", "asked", "replied", "everywhere", "mine"];

let cursor = null;
let asking = 0; // which question is the latest: an answer to an earlier one comes too late
let items = []; // what stands in the list, in the order it came
let opened = "";
let picking = false; // whether several are being chosen
const picked = new Set(); // their ids
const known = new Map(); // id → a case that was read or acted on: the index may still tell of before
export let counts = null;

const control = (name) => find(`[name="${name}"]`, filters);

/** Days until the limit, by the calendar; below none: so long ago it passed. */
export function daysLeft({ limit }) {
  if (!limit) return null;
  const midnight = (moment) => new Date(moment).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(limit.at) - midnight(Date.now())) / A_DAY);
  return days === 0 && Date.parse(limit.at) < Date.now() ? -1 : days;
}

function left(thing) {
  const days = daysLeft(thing);
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

function row(thing) {
  const elsewhere = thing.agency && thing.agency.id !== officer()?.agency_id && thing.agency.name;
  const facts = [left(thing), elsewhere, thing.region_name, statusName(thing), thing.category_name, thing.id].filter(Boolean);
  const pick = picking && el("label", { class: "choice pick" }, el("input", { type: "checkbox", "aria-label": t("officer.pick", { id: thing.id }), checked: picked.has(thing.id), onchange: ({ target }) => {
    if (target.checked) picked.add(thing.id);
    else picked.delete(thing.id);
    countPicked();
  } }));
  return el("li", { "data-id": thing.id }, pick, el("a", { href: `#${thing.id}`, class: "row", "aria-current": thing.id === opened ? "true" : null },
    el("span", { class: "row-title", lang: "id" }, thing.title),
    el("span", { class: "marks" },
      mark(thing.overdue && !thing.limit, "track.overdue", {}, true),
      mark(thing.escalation_level > 0, "officer.level", { level: thing.escalation_level }, true),
      mark(thing.contributions?.some(({ overdue }) => overdue), "officer.contribution_late", {}, true),
      privacyMark(thing),
      mark(thing.assigned_to === officer()?.sub, "officer.mine"),
      mark(thing.replied, "officer.replied"),
      mark(thing.two_matters, "officer.two_matters")),
    el("span", { class: "by" }, facts.flatMap((fact, i) => (i ? [" · ", fact] : [fact])))));
}

const mine = ({ assigned_to: to }) => Number(Boolean(to) && to === officer()?.sub);

const ORDERS = {
  limit: (one, other) => mine(other) - mine(one), // what is one's own first, else as the service has it
  newest: (one, other) => other.filed_at.localeCompare(one.filed_at),
  oldest: (one, other) => one.filed_at.localeCompare(other.filed_at),
  supporters: (one, other) => other.supporters - one.supporters,
};

function draw() {
  list.replaceChildren(...items.toSorted(ORDERS[find("#sort").value]).map(row));
  rove(find(`[data-id="${CSS.escape(opened)}"] a`, list) ?? find("a", list));
}

/** One line of the list can be reached with Tab, the others from there with the arrows. */
function rove(to) {
  for (const link of findAll("a.row", list)) link.tabIndex = link === to ? 0 : -1;
}

function asked() {
  const query = new URLSearchParams({ limit: A_PAGE });
  for (const name of VALUES) if (control(name).value.trim()) query.set(name, control(name).value.trim());
  for (const name of FLAGS) if (control(name).checked) query.set(...(name === "mine" ? ["assigned_to", officer().sub] : [name, "true"]));
  return query;
}

/** Read the list anew, or what comes after it. */
export async function loadInbox(more = false) {
  const query = asked();
  if (!more) cursor = null;
  asking += 1;
  const mine = asking;
  say(note, t("loading"));
  if (!more) loadCounts();
  try {
    // A page may be empty and still say where to go on.
    let found = [];
    for (let pages = 0; pages < PAGES_AT_ONCE && !found.length; pages += 1) {
      if (cursor) query.set("cursor", cursor);
      const answer = await officerCall("GET", `inbox?${query}`);
      if (mine !== asking) return;
      found = listed(answer).flatMap(newest);
      cursor = answer.next_cursor ?? null;
      if (!cursor) break;
    }
    items = more ? [...items, ...found] : found;
    draw();
    show(find("#more"), Boolean(cursor));
    const narrowed = [...query.keys()].some((name) => !["limit", "cursor", "status"].includes(name));
    say(note, cursor || items.length ? "" : t(narrowed ? "officer.none_fit" : "officer.empty"));
    if (more && found.length) find(`[data-id="${CSS.escape(found[0].id)}"] a`, list).focus();
  } catch (failure) {
    if (!failure.replaced && mine === asking) say(note, explain(failure), "bad");
  }
}

/** How many wait in each status, beside its name; nobody has to wait for it. */
async function loadCounts() {
  const agency = control("agency").value;
  try {
    counts = await officerCall("GET", `inbox/counts${agency ? `?agency=${encodeURIComponent(agency)}` : ""}`);
  } catch {
    return;
  }
  const told = (found) => (found < counts.most ? number(found) : `${number(counts.most - 1)}+`);
  for (const option of control("status").options) {
    const of = counts.items.find(({ status }) => status === option.value);
    option.textContent = of ? `${t(option.dataset.t)} (${told(of.number)})` : t(option.dataset.t);
  }
  const late = find("#overdue-count");
  late.textContent = counts.overdue ? ` (${told(counts.overdue)})` : "";
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
function stays(thing, before) {
  const status = control("status").value;
  return "title" in thing && !hasEnded(thing) && thing.agency?.id === before?.agency?.id && (!status || status === thing.status);
}

/** A line as the list brought it; where more is known than the list tells, as that is: anew, or none. */
function newest(line) {
  const { thing, before, version } = known.get(line.id) ?? {};
  if (!thing || line.version >= version) return [line];
  return stays(thing, before) ? [{ ...line, ...thing }] : [];
}

/** After a step: a report that stays has its line anew, one that is no longer the officer's goes. */
export function renew(thing) {
  const before = items.find(({ id }) => id === thing.id) ?? known.get(thing.id)?.before;
  // Who may not read the case any more is told no version: the step made the next one.
  known.set(thing.id, { thing, before, version: thing.version ?? (before?.version ?? 0) + 1 });
  items = items.flatMap(newest);
  draw();
  loadCounts();
}

/** A case was read: its line, which may be older, tells the same. */
export function reread(thing) {
  const line = items.find(({ id }) => id === thing.id);
  if (!line || line.version >= thing.version) return;
  items = items.map((one) => (one === line ? { ...line, ...thing } : one));
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
  opened = "";
  list.replaceChildren();
}

function keepFilters() {
  const values = [...VALUES, "sort"].map((name) => [name, control(name).value]);
  tab.set(KEPT, Object.fromEntries([...values, ...[...FLAGS, "go_on"].map((name) => [name, control(name).checked])]));
  const narrowed = [...VALUES.slice(2), ...FLAGS].filter((name) => control(name).value && (FLAGS.includes(name) ? control(name).checked : true));
  find("#narrowed").textContent = narrowed.length ? ` (${narrowed.length})` : "";
}

/** What can be chosen from in the filters: it depends on who is signed in. */
export async function offerFilters({ role, agency_id: own }) {
  const kept = tab.get(KEPT) ?? {};
  const national = role === "national_admin";
  show(find("#everywhere-choice"), national);
  show(find("#asked-choice"), role !== "monitor");
  show(find("#pick"), ["agency_admin", "national_admin"].includes(role));
  for (const name of [...FLAGS, "go_on"]) control(name).checked = Boolean(kept[name]);
  for (const name of [...VALUES, "sort"]) if (kept[name]) control(name).value = kept[name];
  keepFilters();
  const load = async () => {
    find("#narrow").removeEventListener("toggle", load);
    const { fillFilters } = await import("./filters.js");
    await fillFilters({ own, role, kept, control });
    keepFilters();
  };
  find("#narrow").addEventListener("toggle", load);
  if (kept.agency || kept.category || kept.region_code) await load();
}

/** `open(id)` opens a report by its number. */
export function startInbox({ open }) {
  let typing;
  control("q").placeholder = t("officer.search");
  filters.addEventListener("change", ({ target }) => {
    keepFilters();
    if (target.name === "sort") draw();
    else if (target.name !== "q" && target.id !== "go-on") loadInbox();
  });
  control("q").addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => { keepFilters(); loadInbox(); }, TYPING);
  });
  filters.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(typing);
    const whole = NUMBER.exec(control("q").value.toUpperCase().replace(/[\s-]/g, ""));
    if (whole) return void open(`LP-${whole[1].match(/.{1,4}/g).join("-")}`);
    keepFilters();
    loadInbox();
  });
  list.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    step(by);
  });
  find("#more").addEventListener("click", () => loadInbox(true));
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
