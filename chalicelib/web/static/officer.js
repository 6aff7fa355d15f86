// The officers' page: sign in, the inbox, a case and what may be done with it.
import { actionForm, prepare } from "./actions.js";
import { call, explain, listed } from "./api.js";
import { complaintText, conversation, overdueMark, standing, timeline } from "./casefile.js";
import { el, find, freshId, goTo, say, show } from "./dom.js";
import { day, has, readable, t } from "./i18n.js";
import { badge, hasEnded } from "./status.js";
import { tab } from "./storage.js";

const SESSION = "lapor.officer";
const login = find("#login");
const desk = find("#desk");
const inbox = find("#inbox");
const file = find("#casefile");
const note = find("#note");
let session = tab.get(SESSION);
let cursor = null;
let opened = ""; // the id of the case on the desk

const officer = (method, path, body) =>
  call(method, `v1/officer/${path}`, { body, headers: { Authorization: `Bearer ${session.access_token}` } })
    .catch((failure) => {
      if (failure.status === 401) signOut(t("officer.session_over"));
      throw failure;
    });

function signOut(message = "") {
  session = null;
  tab.drop(SESSION);
  find("#cases").replaceChildren();
  file.replaceChildren();
  show(desk, false);
  show(find("#sign-out"), false);
  show(login);
  history.replaceState(null, "", location.pathname);
  say(find("#login-note"), message);
}

/** Role and agency out of the token's groups: for the heading only, the API decides for itself. */
function whoIs(token) {
  try {
    const bytes = atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"));
    const groups = JSON.parse(bytes)["cognito:groups"] ?? [];
    return {
      role: groups.find((group) => has(`role.${group}`)),
      agency_id: groups.find((group) => group.startsWith("agency."))?.slice("agency.".length),
    };
  } catch {
    return {};
  }
}

function signedIn() {
  show(login, false);
  show(desk);
  show(find("#sign-out"));
  const role = has(`role.${session.role}`) ? t(`role.${session.role}`) : session.role;
  find("#who").textContent = [role, readable(session.agency_id)].filter(Boolean).join(", ");
  route();
}

async function signIn(event) {
  event.preventDefault();
  const [email, password, fresh, code] = ["email", "password", "new_password", "code"].map((name) => find(`[name=${name}]`, login).value);
  const button = find("[type=submit]", login);
  button.disabled = true;
  say(find("#login-note"), t("loading"));
  try {
    const answer = await call("POST", "v1/officer/session", {
      body: { email: email.trim(), password, ...(fresh ? { new_password: fresh } : {}), ...(code ? { code } : {}) },
    });
    if (answer.challenge) {
      show(find(answer.challenge === "code" ? "#code-field" : "#new-password"));
      say(find("#login-note"), t(`officer.${answer.challenge}_hint`));
      return void find(`[name=${answer.challenge}]`, login).focus();
    }
    session = { ...whoIs(answer.access_token), ...answer };
    tab.set(SESSION, session);
    find("form", login).reset();
    show(find("#new-password"), false);
    show(find("#code-field"), false);
    say(find("#login-note"), "");
    signedIn();
  } catch (failure) {
    const fields = (failure.fields ?? []).map(({ message }) => message).join(" ");
    const refused = failure.status === 401 || failure.status === 403;
    say(find("#login-note"), refused && !failure.code ? t("officer.bad_login") : `${explain(failure)} ${fields}`, "bad");
  } finally {
    button.disabled = false;
  }
}

function row(thing) {
  const due = thing.limit?.at;
  return el("li", {}, el("a", { href: `#${thing.id}`, class: "row" },
    el("span", { class: "row-title" }, thing.title),
    el("span", { class: "marks" }, badge(thing), overdueMark(thing)),
    el("span", { class: "by" }, thing.id, due ? ` · ${t("officer.due", { date: day(due) })}` : "")));
}

async function loadInbox(more = false) {
  const query = new URLSearchParams();
  if (find("#status").value) query.set("status", find("#status").value);
  if (find("#overdue").checked) query.set("overdue", "true");
  if (more && cursor) query.set("cursor", cursor);
  say(note, t("loading"));
  try {
    const answer = await officer("GET", `inbox?${query}`);
    const rows = listed(answer).map(row);
    if (more) find("#cases").append(...rows);
    else find("#cases").replaceChildren(...rows);
    cursor = answer.next_cursor ?? null;
    show(find("#more"), Boolean(cursor));
    say(note, find("#cases").children.length ? "" : t("officer.empty"));
    if (more && rows.length) find("a", rows[0]).focus();
  } catch (failure) {
    if (session) say(note, explain(failure), "bad");
  }
}

function prediction(events) {
  const { data } = events.findLast(({ data: { words, candidates, prediction: found } = {} }) =>
    words?.length || candidates?.length || found) ?? {};
  if (!data) return null;
  const candidates = data.candidates ?? [];
  return el("section", { class: "card" }, el("h3", {}, t("officer.prediction")),
    candidates.length ? el("ol", { "aria-label": t("officer.candidates") }, candidates.map((candidate) =>
      el("li", {}, `${readable(candidate.agency_id)} · ${Math.round(candidate.probability * 100)} %`))) : null,
    data.words?.length ? el("p", { class: "hint" }, t("officer.words", { words: data.words.join(", ") })) : null);
}

/** Reports alike. `merge` is the form of that action, when the officer has it. */
function similarReports(items, merge) {
  if (!items?.length) return null;
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

async function openCase(id, message = "", kind = "good") {
  say(note, t("loading"));
  let thing;
  try {
    thing = await officer("GET", `complaints/${encodeURIComponent(id)}`);
  } catch (failure) {
    if (!session) return;
    say(note, explain(failure), "bad");
    // A case that is not for this officer: the one that was open stays, under its own address.
    if (!file.hidden) history.replaceState(null, "", `#${opened}`);
    goTo(note);
    return;
  }
  opened = id;
  const events = thing.timeline ?? [];
  const path = `complaints/${encodeURIComponent(id)}/actions`;
  const forms = (thing.actions ?? []).map((action) => actionForm(action.action ?? action, thing, {
    send: (body) => officer("POST", path, body),
    done: (done) => openCase(id, t("officer.done", { action: t(`action.${done}`) })),
    stale: () => openCase(id, t("officer.faster"), "bad"),
  })).filter(Boolean);
  file.replaceChildren(...[
    el("p", {}, el("a", { href: "#", class: "back" }, t("officer.back"))),
    standing(thing, "h1"),
    el("section", { class: "card", "aria-labelledby": "actions-title" }, el("h3", { id: "actions-title" }, t("officer.actions")),
      forms.length ? forms : el("p", { class: "faint" }, t("officer.no_actions"))),
    complaintText(thing),
    similarReports(thing.similar, forms.find((form) => find("[data-action=merge]", form))),
    prediction(events),
    el("section", { class: "card" }, el("h3", {}, t("track.messages")), conversation(thing.messages, "track.from_reporter_officer")),
    el("section", { class: "card" }, el("h3", {}, t("track.history")), timeline(events, thing)),
  ].filter(Boolean));
  show(inbox, false);
  show(file);
  say(note, message, kind);
  goTo(message ? note : find("#case-title"));
}

function route() {
  if (!session) return;
  const id = decodeURIComponent(location.hash.slice(1));
  if (id) return void openCase(id);
  show(file, false);
  show(inbox);
  loadInbox();
  goTo(find("#inbox h1"));
}

find("form", login).addEventListener("submit", signIn);
find("#sign-out").addEventListener("click", () => signOut());
find("#more").addEventListener("click", () => loadInbox(true));
find("#refresh").addEventListener("click", () => loadInbox());
find("#filters").addEventListener("change", () => loadInbox());
addEventListener("hashchange", route);
if (session) signedIn();
