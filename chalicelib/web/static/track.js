// The page for following a complaint: look it up, answer, rate.
import { call, explain, listed, once, Refused } from "./api.js";
import { readCaseId } from "./caseid.js";
import { complaintText, conversation, standing, timeline, words } from "./casefile.js";
import "./quickexit.js";
import {
  clearProblems, el, find, forgetReports, goTo, keepSecret, ready, say, secretOf, show, showProblems, t, tab, TRACKED,
} from "./page.js";
import { forget as forgetReport, isRemembered, mayRemember, rememberChoice, rememberedReports, rememberedSecret } from "./remembered.js";
import { seenBy } from "./status.js";

const form = find("#lookup");
const asking = find("#asking");
const result = find("#case");
const note = find("#note");
let current = null; // {id, secret}

const call_ = (method, path, body, headers = {}) => call(method, `v1/complaints/${current.id}${path}`, {
  body, headers: { ...headers, ...(current.secret ? { "X-Receipt": current.secret } : {}) },
});
const callOnce = (method, path, body) => once([current.id, method, path, body], (headers) => call_(method, path, body, headers));

/** How attachments reach the case. */
const files = {
  add: (body) => callOnce("POST", "/attachments", body),
  list: async () => listed(await call_("GET", "/attachments")),
};

/**
 * Run what a form does, with its button held, problems at their fields and failures said. `act` returns what
 * it did, in words, or nothing where the reporter thought better of it: then the page stays as it is.
 */
function during(formNode, act) {
  const status = el("p", { class: "note", role: "status" });
  formNode.append(status);
  formNode.noValidate = true;
  formNode.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = find("[type=submit]", formNode);
    button.disabled = true;
    clearProblems(formNode);
    say(status, t("file.sending"));
    try {
      const done = await act();
      if (!done) return void say(status, ""); // nobody meant it
      await load();
      say(note, done, "good");
      goTo(note);
    } catch (failure) {
      if (failure.code === "wrong_status" && await moved(failure)) return;
      if (failure.fields?.length) showProblems(formNode, failure.fields, status);
      else say(status, explain(failure), "bad");
    } finally {
      button.disabled = false;
    }
  });
  return formNode;
}

/** Show what became of the report meanwhile, where a step comes too late; what was typed stays in this tab. Whether it is shown. */
async function moved(failure) {
  try {
    await load();
  } catch {
    return false;
  }
  say(note, explain(failure), "bad");
  goTo(note);
  return true;
}

/** The way from the public view to the reporter's own: the number is known, the secret is asked. */
function unlockForm() {
  const problem = el("p", { class: "problem", id: "unlock-problem" });
  const input = el("input", {
    id: "unlock-secret", type: "text", class: "mono", autocomplete: "off", autocapitalize: "characters", spellcheck: "false",
    "aria-describedby": "unlock-problem",
  });
  const status = el("p", { class: "note", role: "status" });
  const node = el("form", { class: "card", id: "unlock", method: "post", novalidate: true },
    el("h3", {}, t("track.unlock")), el("p", { class: "hint" }, t("track.by_public")),
    el("div", { class: "field", "data-field": "secret" }, el("label", { for: "unlock-secret" }, t("track.secret")), input, problem,
      el("p", {}, el("a", { href: `replacement?id=${encodeURIComponent(current.id)}` }, t("track.lost")))),
    el("button", { type: "submit" }, t("track.unlock_send")), status);
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearProblems(node);
    const secret = input.value.trim();
    if (!secret) return void showProblems(node, [{ field: "secret", message: t("problem.required") }], status);
    const publicly = current;
    current = { ...current, secret };
    say(status, t("loading"));
    try {
      await load();
    } catch (failure) {
      current = publicly;
      if (failure.status === 404) return void showProblems(node, [{ field: "secret", message: t("track.wrong_secret") }], status);
      return void say(status, explain(failure), "bad");
    }
    keepSecret(current.id, secret);
    return goTo(find("#rating, #reply") ?? find("#case-title"));
  });
  return node;
}

/** A part of the page that is loaded once somebody opens it. */
function unfolding(id, title, fill) {
  const status = el("p", { class: "note", role: "status" });
  const inside = el("div", {});
  const node = el("details", { class: "card", id }, el("summary", {}, title), status, inside);
  node.addEventListener("toggle", async () => {
    if (!node.open || inside.children.length) return;
    say(status, t("loading"));
    try {
      inside.replaceChildren(...await fill());
      say(status, "");
    } catch (failure) {
      say(status, failure instanceof TypeError ? t("error.network") : explain(failure), "bad");
    }
  });
  return node;
}

const keeping = ({ id, filed_at, deadlines }) => unfolding("keep", t("track.keep"), async () => {
  const { keepingPart } = await import("./receiptcopy.js");
  return keepingPart({ id, secret: current.secret, filed_at, deadlines });
});

const checking = (report) => unfolding("check", t("track.check"), async () => {
  const { checkingPart } = await import("./check.js");
  return checkingPart({ ...current, report, timeline: wholeTimeline });
});

const rights = (report, actions) => unfolding("rights", t("track.rights"), async () => {
  const { rightsPart } = await import("./rights.js");
  return rightsPart({ ...current, report, actions, during, send: callOnce });
});

const withdrawing = (report, actions) => unfolding("withdrawal", t("track.withdraw"), async () => {
  const { withdrawalPart } = await import("./withdraw.js");
  return withdrawalPart({ report, actions, during, send: callOnce });
});

function lastAnswer(events) {
  const answer = events.findLast(({ type }) => type === "answered");
  return answer?.data?.text ? el("section", { class: "card" }, el("h3", {}, t("track.answer")), words(answer.data.text)) : null;
}

const actionsOf = ({ actions = [] }) => new Set(actions.map((action) => action.action ?? action));

/** Draw the case, with the `forms` that are open where its reporter looks at it, and the `attached` files. */
function draw(report, events, { forms, attached }) {
  const can = actionsOf(report);
  const reporter = Array.isArray(report.actions);
  // One secret code opens all matters of a complaint: the links to the others lead right in.
  if (reporter) for (const id of [report.split_from, ...(report.split_into ?? [])]) if (id) keepSecret(id, current.secret);
  result.replaceChildren(...[
    standing(report, { events, caseUrl: (id) => `track#${id}` }),
    !reporter && unlockForm(),
    !reporter && el("p", { class: "hint" }, t("track.follow"), " ", el("a", { href: `reports/${encodeURIComponent(report.id)}` }, t("track.follow_there"))),
    reporter && seenBy(report) && el("p", { class: "note", id: "seen-by" }, seenBy(report)),
    lastAnswer(events),
    forms.rating,
    forms.reply,
    reporter && el("section", { class: "card" }, el("h3", {}, t("track.messages")), conversation(report.messages, events)),
    attached,
    forms.reopening,
    el("section", { class: "card" }, el("h3", {}, t("track.history")), timeline(events, report)),
    complaintText(report),
    reporter && report.public && el("p", { class: "hint" }, t("track.followed")),
    reporter && mayRemember(report) && rememberChoice({ id: report.id, secret: current.secret, title: report.title }),
    reporter && keeping(report),
    reporter && rights(report, can),
    checking(report),
    can.has("withdraw") && withdrawing(report, can),
    forms.privacy?.length ? el("details", { class: "card" }, el("summary", {}, t("track.private")), forms.privacy) : null,
    el("p", {},
      el("button", { type: "button", class: "quiet", onclick: another }, t("track.another")),
      el("button", { type: "button", class: "quiet", onclick: forget }, t("track.forget"))),
  ].filter(Boolean));
  show(result);
}

/** The timeline, page after page. */
async function wholeTimeline() {
  const events = [];
  let next = "";
  do {
    const answer = await call_("GET", `/timeline${next && `?cursor=${encodeURIComponent(next)}`}`);
    events.push(...listed(answer));
    next = answer.next_cursor;
  } while (next);
  return events;
}

/** What else a case needs: the forms of its reporter, and its files. */
async function parts(report, events) {
  const mine = Array.isArray(report.actions);
  const unreached = () => { throw new Refused(0); };
  const [forms, attached] = await Promise.all([
    mine && import("./reporter.js").catch(unreached),
    (report.attachments ?? report.published_files)?.length && import("./attach.js").catch(unreached),
  ]);
  return {
    forms: forms ? forms.reporterForms(actionsOf(report), { report, events, id: current.id, files, send: callOnce, during }) : {},
    attached: attached && attached.attachmentSection({ list: files.list, mine }),
  };
}

/** Fetch and draw the current case, unless another is by then. Raises `Refused`. */
async function load() {
  const mine = current;
  const [report, events] = await Promise.all([
    call_("GET", ""), wholeTimeline().catch(() => []),
  ]);
  if (isRemembered(report.id) && !mayRemember(report)) forgetReport(report.id); // protected since
  const found = await parts(report, events);
  if (mine !== current) return;
  draw(report, events, found);
  show(asking, false);
  show(find("#remembered"), false);
  document.title = t("track.title_case");
  // A protected report is in no address, and so in no history of the browser.
  history.replaceState(null, "", mayRemember(report) ? `${location.pathname}#${report.id}` : location.pathname);
}

function another() {
  tab.drop(TRACKED);
  history.replaceState(null, "", location.pathname);
  location.reload();
}

function forget() {
  forgetReports();
  another();
}

const wrong = (key) => showProblems(form, [{ field: "id", message: t(key) }], find("#lookup-note"));

async function lookUp() {
  const status = find("#lookup-note");
  clearProblems(form);
  say(note, "");
  const read = readCaseId(find("#id").value);
  if (read.problem) return wrong(`track.${read.problem}`);
  const secret = find("#secret").value.trim();
  const mine = { id: read.id, secret };
  current = mine;
  say(status, t("loading"));
  try {
    await load();
  } catch (failure) {
    if (mine !== current) return undefined;
    show(result, false);
    show(asking);
    if (failure.code === "mistyped_id") return wrong("track.mistyped");
    return say(status, failure.status === 404 ? t("track.unknown") : explain(failure), "bad");
  }
  if (mine !== current) return undefined;
  say(status, "");
  if (secret) keepSecret(read.id, secret);
  tab.set(TRACKED, read.id);
  return goTo(find("#case-title"));
}

/** The reports that this device remembers, each a way in. */
function showRemembered() {
  const reports = rememberedReports();
  find("#remembered ul").replaceChildren(...reports.map(({ id, title }) => el("li", {},
    el("a", { class: "row", href: `#${id}` }, el("span", { class: "row-title", lang: title ? "id" : null }, title || id), title && el("span", { class: "by" }, id)))));
  show(find("#remembered"), reports.length > 0);
}

function open() {
  // A receipt's code opens the page with `#number.secret`: kept for this tab, and out of the address.
  const [named, secret] = decodeURIComponent(location.hash.slice(1)).split(".");
  const linked = named || new URLSearchParams(location.search).get("id");
  if (secret) {
    keepSecret(readCaseId(named).id ?? named, secret);
    history.replaceState(null, "", `${location.pathname}#${named}`);
  }
  const id = linked || tab.get(TRACKED) || "";
  if (!id) return; // what was typed while this page loaded stays
  const read = readCaseId(id);
  find("#id").value = read.id ?? id;
  find("#secret").value = read.id ? secretOf(read.id) || rememberedSecret(read.id) : "";
  lookUp();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  lookUp();
});
find("#remembered button").addEventListener("click", forget);
addEventListener("hashchange", open);
showRemembered();
open();
ready();
