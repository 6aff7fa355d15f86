// The officers' desk: sign in, the list, and beside it, or on a phone in its place, a case.
import { call, explain, listed, Refused } from "./api.js";
import {
  clearInbox, focusList, inList, loadInbox, markOpened, neighbour, offerFilters, renew, reread, startInbox, step,
} from "./inbox.js";
import { foldForms, startShortcuts } from "./shortcuts.js";
import { el, find, findAll, goTo, has, learn, readable, say, show, slideTo, t } from "./page.js";
import { officer, signOut, start } from "./session.js";
import { anyUnsent, dropUnsent } from "./unsent.js";

const login = find("#login");
const desk = find("#desk");
const file = find("#casefile");
const note = find("#note");
const wide = matchMedia("(min-width: 64rem)");
let opened = ""; // the id of the case on the desk
let openings = 0; // how many cases were asked for
let wanted = 0; // which of these is to lie on the desk: what comes of another comes too late
let lying = 0; // and which does

/**
 * What else an officer's page has, each at `#<name>` and what follows: whose it is, and the module
 * whose `open(section, rest, still)` fills the section with it, where `still()` it is wanted by then.
 */
const PARTS = {
  overview: { roles: ["monitor", "national_admin", "agency_admin"], load: () => import("./overview.js") },
  leads: { roles: ["national_admin", "agency_admin", "monitor"], load: () => import("./leads.js") },
  counter: { roles: ["liaison", "agency_admin", "national_admin"], load: () => import("./counter.js") },
  brief: { roles: ["national_admin", "monitor"], load: () => import("./brief.js") },
  administration: { roles: ["national_admin", "agency_admin", "custodian", "monitor"], load: () => import("./administration.js") },
  replies: { roles: ["agency_admin", "national_admin"], load: () => import("./savedreplies.js") },
};
const part = find("#part");

const me = () => officer()?.sub ?? "";

/** What people call the agency of whoever is signed in; nobody has to wait for it. */
async function agencyName({ agency_id: id }) {
  return id && listed(await call("GET", `v1/agencies?id=${encodeURIComponent(id)}`))[0]?.name;
}

/** Show the desk of whoever is signed in now; null: nobody is. */
function showDesk(session) {
  clearInbox();
  closeCase();
  say(note, "");
  show(login, !session);
  show(desk, Boolean(session));
  show(find("#sign-out"), Boolean(session));
  document.body.classList.toggle("at-desk", Boolean(session));
  if (!session) {
    turned += 1;
    part.replaceChildren(); // a receipt of the counter or an identity may stand there
    shown = "";
    return;
  }
  const role = has(`role.${session.role}`) ? t(`role.${session.role}`) : session.role;
  const who = find("#who");
  who.textContent = [role, readable(session.agency_id)].filter(Boolean).join(", ");
  agencyName(session).then((name) => { if (name && officer()?.sub === session.sub) who.textContent = `${role}, ${name}`; }, () => {});
  const parts = Object.keys(PARTS).filter(theirs);
  find("#parts").replaceChildren(...(parts.length ? ["", ...parts] : []).map((name) =>
    el("a", { href: `#${name}` }, t(`officer.part.${name || "inbox"}`))));
  offerFilters(session).then(route);
}

function leave() {
  if (anyUnsent(me()) && !confirm(t("officer.sign_out_sure"))) return;
  dropUnsent(me());
  casedesk?.forgetField();
  history.replaceState(null, "", location.pathname);
  signOut();
}

function closeCase() {
  opened = "";
  wanted = 0;
  casedesk?.stopWatching();
  file.replaceChildren(el("p", { class: "faint" }, t("officer.choose")));
  desk.classList.remove("reading");
  document.title = t("officer.title");
  markOpened("");
}

let casedesk = null; // what nobody needs who has not opened a case

async function loadCasedesk() {
  try {
    casedesk ??= (await Promise.all([import("./casedesk.js"), learn("work")]))[0];
    return casedesk;
  } catch {
    throw new Refused(0);
  }
}

async function openCase(id, message = "") {
  openings += 1;
  const mine = openings;
  wanted = mine;
  const still = () => mine === wanted;
  say(note, t("loading"));
  try {
    const desks = await loadCasedesk();
    if (!still()) return;
    const report = await desks.openCase(id, { message, onstep, still });
    if (!report) return;
    opened = report.id;
    lying = mine;
    reread(report);
    desk.classList.add("reading");
    markOpened(opened);
    if (message) find("#case-title").scrollIntoView({ block: "nearest" });
  } catch (failure) {
    if (failure.replaced || !still()) return;
    const told = failure.status === 403 && await casedesk.tellWhose(id);
    if (!still()) return;
    if (!told) say(note, failure.status === 404 ? t("officer.not_found") : explain(failure), "bad");
    // A case that is not for this officer: the one that was open stays, under its own address.
    if (opened) {
      wanted = lying;
      history.replaceState(null, "", `#${opened}`);
    } else {
      desk.classList.add("reading");
      if (casedesk) file.replaceChildren(casedesk.backLine());
    }
    goTo(note);
  }
}

/**
 * After a step. Where there is room for the list, what is done with makes way for the next case:
 * in triage, where one case is like the other, by itself, elsewhere for who chose so. Whether it
 * did. Without an action: a case was only read anew.
 */
function onstep(action, answer, { told, doneWith, triaged } = {}) {
  const goesOn = doneWith && wide.matches && (triaged || find("#go-on").checked);
  const next = action && goesOn ? neighbour(answer.id, 1) ?? neighbour(answer.id, -1) : null;
  renew(answer);
  if (!action && "title" in answer) reread(answer);
  if (!action || !next) return false;
  history.pushState(null, "", `#${next}`);
  openCase(next, `${told} ${t("officer.now_open", { id: next })}`);
  return true;
}

/** The case in the address: `#LP-…` on this page, `?id=LP-…` in a mail. */
function linked() {
  const mailed = new URLSearchParams(location.search).get("id");
  if (mailed) history.replaceState(null, "", `${location.pathname}#${mailed}`);
  return decodeURIComponent(location.hash.slice(1));
}

/** Whether whoever is signed in has that part of the page. */
const theirs = (name) => PARTS[name].roles.includes(officer().role);
/** Whether they may open it by its address: the figures also who has no entry for them. */
const mayOpen = (name) => name === "overview" || theirs(name);

let shown = ""; // the part that is filled in
let turned = 0; // how often another place was gone to: what comes for one before comes too late

async function openPart(name, rest, message = "") {
  const told = find("#part-note");
  const mine = turned;
  const still = () => mine === turned;
  say(told, t("loading"));
  try {
    const { open } = await PARTS[name].load();
    await open(part, rest, still);
    if (!still()) return;
    shown = name;
    say(told, message);
  } catch (failure) {
    if (failure.replaced || !still()) return;
    if (shown !== name) part.replaceChildren(el("h1", {}, t(`officer.part.${name}`))); // not under another's title
    shown = "";
    say(told, explain(failure), "bad");
  }
}

/** What the address leads to. A part that is not this officer's, as a mail to a desk may name, leads to their figures or list. */
function destination() {
  const asked = linked();
  const [name] = asked.split("/");
  if (!(name in PARTS) || mayOpen(name)) return { id: asked };
  const id = theirs("overview") ? "overview" : "";
  history.replaceState(null, "", id ? `#${id}` : location.pathname);
  return { id, message: t("officer.not_theirs", { part: t(`officer.part.${name}`) }) };
}

function route() {
  turned += 1;
  if (!officer()) return;
  const { id, message } = destination();
  const [name, ...rest] = id.split("/");
  const other = name in PARTS;
  for (const link of findAll("#parts a")) {
    if (link.hash.slice(1) === (other ? name : "")) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const here = find("#parts [aria-current]");
  if (here) slideTo(here);
  show(part, other);
  show(find(".panes"), !other);
  say(find("#part-note"), "");
  if (other) {
    document.title = `${t(`officer.part.${name}`)} · ${t("officer.title")}`;
    return void openPart(name, rest.join("/"), message);
  }
  if (!id || (wide.matches && !find("#cases").children.length)) loadInbox();
  if (id) return void openCase(id);
  closeCase();
  say(note, message ?? "");
  goTo(find("#inbox h1"));
}

/** To the case so many lines on. */
function move(by) {
  if (!opened || inList()) return step(by);
  const id = neighbour(opened, by);
  if (id) location.hash = id;
  return Boolean(id);
}

/** Unfold the form of the first of these actions that the officer has. */
function write(...actions) {
  const details = actions.map((action) => find(`details.action:has([data-action=${action}])`, file)).find(Boolean);
  if (!details) return false;
  details.open = true;
  details.scrollIntoView({ block: "nearest" });
  find("textarea, input, select", details)?.focus();
  return true;
}

/** Take the suggestion of that number. */
function take(number) {
  const button = findAll("#suggestions button[data-agency]", file)[number - 1];
  button?.click();
  return Boolean(button);
}

function back() {
  if (foldForms(file)) return true;
  if (!opened) return false;
  if (wide.matches) focusList();
  else location.hash = "";
  return true;
}

startShortcuts([
  { key: "j", shown: "j", what: "next", act: () => move(1) },
  { key: "k", shown: "k", what: "previous", act: () => move(-1) },
  { key: "a", shown: "a", what: "answer", act: () => write("answer", "contribute", "resolve_appeal", "route") },
  ...[1, 2, 3].map((number) => ({ key: String(number), shown: String(number), what: `route_${number}`, once: true, act: () => take(number) })),
  { key: "/", shown: "/", what: "search", act: () => find("#q").focus() },
  { key: "Escape", shown: "Esc", what: "back", act: back },
]);
startInbox({ open: (id) => { location.hash = id; } });
find("#sign-out").addEventListener("click", leave);
addEventListener("hashchange", route);
start(showDesk);
