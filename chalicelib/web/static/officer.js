// The officers' page: sign in, the inbox, a case and what may be done with it.
import { explain, listed, once, Refused } from "./api.js";
import { attachmentSection } from "./attach.js";
import { complaintText, conversation, fieldNames, overdueMark, standing, timeline, words } from "./casefile.js";
import { day, el, find, findAll, freshId, goTo, has, language, moment, number, readable, say, show, t } from "./page.js";
import { officer, officerCall, signOut, start } from "./session.js";
import { badge, hasEnded } from "./status.js";
import { anyUnsent, dropUnsent, keepUnsent, unsentOf } from "./unsent.js";

const login = find("#login");
const desk = find("#desk");
const inbox = find("#inbox");
const file = find("#casefile");
const note = find("#note");
let cursor = null;
let asking = 0; // which question to the inbox is the latest: an answer to an earlier one comes too late
const PAGES_AT_ONCE = 10; // how far to look for the next case that a filter lets through
let opened = ""; // the id of the case on the desk

/**
 * What else an officer's page has, each at `#<name>` and what follows: whose it is, and the module
 * whose `open(section, rest)` fills the section with it.
 */
const PARTS = {
  administration: { roles: ["national_admin", "agency_admin", "custodian", "monitor"], load: () => import("./administration.js") },
};
const part = find("#part");

const me = () => officer()?.sub ?? "";

/** Show the desk of whoever is signed in now; null: nobody is. */
function showDesk(session) {
  find("#cases").replaceChildren();
  file.replaceChildren();
  say(note, "");
  show(login, !session);
  show(desk, Boolean(session));
  show(find("#sign-out"), Boolean(session));
  if (!session) return;
  const role = has(`role.${session.role}`) ? t(`role.${session.role}`) : session.role;
  find("#who").textContent = [role, readable(session.agency_id)].filter(Boolean).join(", ");
  const theirs = Object.keys(PARTS).filter((name) => PARTS[name].roles.includes(session.role));
  find("#parts").replaceChildren(...(theirs.length ? ["", ...theirs] : []).map((name) =>
    el("a", { href: `#${name}` }, t(`officer.part.${name || "inbox"}`))));
  route();
}

function leave() {
  if (anyUnsent(me()) && !confirm(t("officer.sign_out_sure"))) return;
  dropUnsent(me());
  history.replaceState(null, "", location.pathname);
  signOut();
}

const lateContribution = ({ contributions = [] }) => contributions.some(({ overdue }) => overdue)
  && el("span", { class: "badge late" }, t("officer.contribution_late"));

function row(thing) {
  const due = thing.limit?.at;
  return el("li", {}, el("a", { href: `#${thing.id}`, class: "row" },
    el("span", { class: "row-title" }, thing.title),
    el("span", { class: "marks" }, badge(thing), overdueMark(thing), lateContribution(thing),
      thing.two_matters && el("span", { class: "badge" }, t("officer.two_matters"))),
    el("span", { class: "by" }, [thing.region_name, thing.category_name].filter(Boolean).map((name) => `${name} · `), thing.id, due ? ` · ${t("officer.due", { date: day(due) })}` : "")));
}

async function loadInbox(more = false) {
  const query = new URLSearchParams();
  if (find("#status").value) query.set("status", find("#status").value);
  if (find("#overdue").checked) query.set("overdue", "true");
  if (find("#asked").checked) query.set("asked", "true");
  if (!more) cursor = null;
  asking += 1;
  const mine = asking;
  say(note, t("loading"));
  try {
    // A page may be empty and still say where to go on.
    let rows = [];
    for (let pages = 0; pages < PAGES_AT_ONCE && !rows.length; pages += 1) {
      if (cursor) query.set("cursor", cursor);
      const answer = await officerCall("GET", `inbox?${query}`);
      if (mine !== asking) return;
      rows = listed(answer).map(row);
      cursor = answer.next_cursor ?? null;
      if (!cursor) break;
    }
    if (more) find("#cases").append(...rows);
    else find("#cases").replaceChildren(...rows);
    show(find("#more"), Boolean(cursor));
    say(note, cursor || find("#cases").children.length ? "" : t("officer.empty"));
    if (more && rows.length) find("a", rows[0]).focus();
  } catch (failure) {
    if (!failure.replaced && mine === asking) say(note, explain(failure), "bad");
  }
}

function prediction(events) {
  const { data, agencies, why = {} } = events.findLast(({ data: { words, candidates, near } = {} }) =>
    words?.length || candidates || near) ?? {};
  if (!data) return null;
  const { candidates } = data;
  return el("section", { class: "card" }, el("h3", {}, t("officer.prediction")),
    candidates?.length ? el("ol", { "aria-label": t("officer.candidates") }, candidates.map(({ agency_id: id, probability }) =>
      el("li", {}, `${agencies[id]} · ${Math.round(probability * 100)} %`,
        why[id] ? el("span", { class: "hint" }, ` ${why[id][language]}`) : null))) : null,
    candidates && !candidates.length ? el("p", {}, t("officer.no_candidates")) : null,
    data.words?.length ? el("p", { class: "hint" }, t("officer.words", { words: data.words.join(", ") })) : null,
    data.near ? el("p", { class: "hint" }, t("officer.near", { place: data.near.name, km: number(data.near.km) })) : null);
}

/** What other agencies are asked for and owe, each with its question. */
function contributions({ contributions: owed = [] }, events) {
  if (!owed.length) return null;
  return el("section", { class: "card", id: "contributions" }, el("h3", {}, t("officer.contributions")),
    owed.map(({ agency, due, overdue }) => {
      const asked = events.findLast(({ type, data }) => type === "contribution_asked" && data.asked_agency_id === agency.id);
      return el("div", {},
        el("p", {}, t("officer.contribution_due", { agency: agency.name, date: day(due) }), " ",
          overdue && el("span", { class: "badge late" }, t("officer.contribution_late"))),
        asked && words(asked.data.question));
    }));
}

/** Unfold an action's form with a field filled in, for the officer to read and send. */
function prepare(details, name, value) {
  const input = find(`[name="${name}"]`, details);
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true })); // what was wrong with it is no longer
  details.open = true;
  goTo(input);
}

/** What is asked of the reporter's identity and, for who asked and was approved, the button that shows it: once. */
function identityRequest(thing) {
  const { identity_request: asked } = thing;
  if (!asked) return null;
  const status = el("p", { class: "note", role: "status" });
  const button = thing.actions?.includes("disclose_identity") && el("button", { type: "button" }, t("action.disclose_identity"));
  const warning = button && el("p", { class: "warning" }, el("strong", {}, t("officer.identity_once")));
  const until = el("p", { class: "hint" }, t(asked.approved_at ? "officer.identity_until_see" : "officer.identity_until_decide", { date: moment(asked.until) }));
  if (button) button.addEventListener("click", () => see(thing, { button, warning, until, status }));
  return el("section", { class: "card", id: "identity", "aria-labelledby": "identity-title" },
    el("h3", { id: "identity-title" }, t("officer.identity")),
    el("p", {}, t("officer.identity_asked", {
      agency: asked.agency_name ?? "–", fields: fieldNames(asked.fields), basis: asked.basis ? t(`legal_basis.${asked.basis}`) : "–",
    })),
    asked.silent_until && el("p", { class: "hint" }, t("officer.identity_silent", { date: day(asked.silent_until) })),
    until, warning, button, status);
}

/** Show who reported, in the place of the button. It is kept nowhere: leaving the case takes it away. */
async function see(thing, { button, warning, until, status }) {
  if (!confirm(t("officer.identity_sure"))) return;
  button.disabled = true;
  try {
    const answer = await officerCall("POST", `complaints/${encodeURIComponent(thing.id)}/identity/disclosure`);
    thing.version = answer.version; // what else is done on this page is done after it
    const shown = el("dl", { class: "facts", id: "shown-identity" }, Object.entries(answer.identity).map(([field, value]) =>
      el("div", {}, el("dt", {}, t(`identity_field.${field}`)), el("dd", {}, value ?? t("officer.identity_missing")))));
    warning.replaceWith(shown);
    for (const over of [button, until, find("[data-action=withdraw_identity]", file)?.closest("details")]) over?.remove();
    say(status, t("officer.identity_shown"), "good");
    goTo(shown);
  } catch (failure) {
    if (failure.replaced) return;
    button.disabled = false;
    say(status, explain(failure), "bad");
  }
}

/** The parts of a text that tells of two matters. `split` is the form of that action, when the officer has it. */
function matters({ matters: parts = [] }, split) {
  return parts.length ? el("section", { class: "card", id: "matters" }, el("h3", {}, t("officer.two_matters")),
    el("p", { class: "hint" }, t("officer.two_matters_hint")),
    parts.map((part) => {
      const id = freshId("matter");
      return el("div", {}, el("p", { class: "words", id }, part),
        split && el("button", {
          type: "button", class: "quiet small", "aria-describedby": id, onclick: () => prepare(split, "text", part),
        }, t("officer.second_matter")));
    })) : null;
}

/** The reports like a case; none where they cannot be told: nobody has to wait for them. */
async function similarTo(id) {
  try {
    return listed(await officerCall("GET", `complaints/${encodeURIComponent(id)}/similar`));
  } catch {
    return [];
  }
}

/** Reports alike. `merge` is the form of that action, when the officer has it. */
function similarReports(items, merge) {
  return el("section", { class: "card", id: "similar", "aria-labelledby": "similar-title" },
    el("h3", { id: "similar-title" }, t("officer.similar")),
    el("ul", { class: "rows" }, items.map((item) => {
      const title = freshId("similar");
      return el("li", {},
        el("a", { href: `#${item.id}`, class: "row" },
          el("span", { class: "row-title", id: title }, item.title),
          el("span", { class: "marks" }, badge(item)),
          el("span", { class: "by" }, t("officer.alike", { percent: Math.round(item.similarity * 100) }), " · ", item.id)),
        merge && !hasEnded(item) ? el("button", {
          type: "button", class: "quiet small", "aria-describedby": title, onclick: () => prepare(merge, "into", item.id),
        }, t("officer.merge_into")) : null);
    })));
}

/** Texts whose action is no longer possible: still there to be copied. */
function unsentTexts(id, texts) {
  return texts.length ? el("section", { class: "card", id: "unsent" }, el("h2", {}, t("officer.unsent")),
    el("p", { class: "hint" }, t("officer.unsent_hint")),
    texts.map(([action, values]) => el("div", {}, el("h3", {}, t(`action.${action}`)), Object.values(values).filter(Boolean).map(words),
      el("button", { type: "button", class: "quiet small", onclick: ({ target }) => {
        keepUnsent(me(), id, action, null);
        target.parentElement.remove();
      } }, t("officer.unsent_drop"))))) : null;
}

/** A button for what happened before the events that are shown; null where that is all of them. */
function olderEvents(thing, list) {
  let { timeline_cursor: older } = thing;
  if (!older) return null;
  const button = el("button", { type: "button", class: "quiet small", onclick: async () => {
    button.disabled = true;
    try {
      const path = `complaints/${encodeURIComponent(thing.id)}/timeline?cursor=${encodeURIComponent(older)}`;
      const answer = await officerCall("GET", path);
      list.prepend(...timeline(listed(answer).reverse(), { ...thing, messages: [] }).children);
      older = answer.next_cursor ?? null;
      show(button, Boolean(older));
    } catch (failure) {
      if (!failure.replaced) say(note, explain(failure), "bad");
    } finally {
      button.disabled = false;
    }
  } }, t("officer.older"));
  return button;
}

let actionForm = null; // of actions.js, which nobody needs who has not opened a case

async function loadForms() {
  try {
    ({ actionForm } = await import("./actions.js"));
  } catch {
    throw new Refused(0);
  }
}

async function openCase(id, message = "", kind = "good") {
  asking += 1;
  say(note, t("loading"));
  let thing;
  try {
    [thing] = await Promise.all([officerCall("GET", `complaints/${encodeURIComponent(id)}`), loadForms()]);
  } catch (failure) {
    if (failure.replaced) return;
    say(note, explain(failure), "bad");
    // A case that is not for this officer: the one that was open stays, under its own address.
    if (!file.hidden) history.replaceState(null, "", `#${opened}`);
    goTo(note);
    return;
  }
  showCase(thing, similarTo(id), message, kind);
}

/** After a step: as its answer has the case, or, when that says little, as it can be opened now. */
function showStep(answer, alike, message) {
  return "title" in answer ? showCase(answer, alike, message) : openCase(answer.id, message);
}

/** Put a case on the desk. `alike` is the promise of the reports like it: they come when they come. */
function showCase(thing, alike, message, kind = "good") {
  const { id } = thing;
  opened = id;
  const events = thing.timeline ?? [];
  const list = timeline(events, thing);
  const path = `complaints/${encodeURIComponent(id)}/actions`;
  const filesPath = `complaints/${encodeURIComponent(id)}/attachments`;
  const send = (to, body) => once([to, body], (headers) => officerCall("POST", to, { body, headers }));
  const files = { add: (body) => send(filesPath, body), list: async () => listed(await officerCall("GET", filesPath)) };
  const stale = () => openCase(id, t("officer.faster"), "bad");
  const unsent = unsentOf(me(), id);
  const actions = (thing.actions ?? []).map((action) => action.action ?? action);
  // A file is shown to the public where it is seen.
  const publish = actions.includes("publish_attachment") && (async (number, shown, name) => {
    try {
      await send(path, { action: "publish_attachment", version: thing.version, number, public: shown });
    } catch (failure) {
      if (failure.code !== "stale") throw failure;
      return stale();
    }
    return openCase(id, t("officer.done", { action: name }));
  });
  const forms = actions.filter((action) => !["disclose_identity", "publish_attachment"].includes(action)).map((action) => actionForm(action, thing, {
    unsent: unsent[action],
    keep: (values) => keepUnsent(me(), id, action, values),
    files,
    send: (body) => send(path, body),
    done: (done, answer) => showStep(answer, alike, t("officer.done", { action: t(`action.${done}`) })),
    stale,
  }));
  const text = complaintText(thing);
  file.replaceChildren(...[
    el("p", {}, el("a", { href: "#", class: "back" }, t("officer.back"))),
    standing(thing, { events, caseUrl: (other) => `#${other}`, heading: "h1" }),
    unsentTexts(id, Object.entries(unsent).filter(([action]) => !thing.actions?.includes(action))),
    contributions(thing, events),
    identityRequest(thing),
    el("section", { class: "card", "aria-labelledby": "actions-title" }, el("h3", { id: "actions-title" }, t("officer.actions")),
      forms.length ? forms : el("p", { class: "faint" }, t("officer.no_actions"))),
    text,
    thing.attachments?.length && attachmentSection({ list: files.list, publish }),
    matters(thing, forms.find((form) => find("[data-action=split]", form))),
    prediction(events),
    el("section", { class: "card" }, el("h3", {}, t("track.messages")), conversation(thing.messages, "track.from_reporter_officer")),
    el("section", { class: "card" }, el("h3", {}, t("track.history")), olderEvents(thing, list), list),
  ].filter(Boolean));
  const merge = forms.find((form) => find("[data-action=merge]", form));
  alike.then((items) => { if (items.length) text.after(similarReports(items, merge)); });
  const about = find(".standing", file);
  if ("practice" in document.documentElement.dataset) import("./coach.js").then(({ coach }) => about.after(coach(thing)), () => {});
  show(inbox, false);
  show(file);
  say(note, message, kind);
  goTo(message ? note : find("#case-title"));
}

/** The case in the address: `#LP-…` on this page, `?id=LP-…` in a mail. */
function linked() {
  const mailed = new URLSearchParams(location.search).get("id");
  if (mailed) history.replaceState(null, "", `${location.pathname}#${mailed}`);
  return decodeURIComponent(location.hash.slice(1));
}

async function openPart(name, rest) {
  for (const other of [file, inbox]) show(other, false);
  show(part);
  say(note, t("loading"));
  try {
    const { open } = await PARTS[name].load();
    await open(part, rest);
    say(note, "");
  } catch (failure) {
    if (!failure.replaced) say(note, explain(failure), "bad");
  }
}

function route() {
  if (!officer()) return;
  const id = linked();
  const [name, ...rest] = id.split("/");
  for (const link of findAll("#parts a")) {
    if (link.hash.slice(1) === (name in PARTS ? name : "")) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (name in PARTS) return void openPart(name, rest.join("/"));
  show(part, false);
  if (id) return void openCase(id);
  show(file, false);
  show(inbox);
  loadInbox();
  goTo(find("#inbox h1"));
}

find("#sign-out").addEventListener("click", leave);
find("#more").addEventListener("click", () => loadInbox(true));
find("#refresh").addEventListener("click", () => loadInbox());
find("#filters").addEventListener("change", () => loadInbox());
addEventListener("hashchange", route);
start(showDesk);
