// A case on the desk: its text first, beside it what may be done, below it what happened.
import { call, explain, listed, once } from "./api.js";
import { actionForm } from "./actions.js";
import { attachmentSection, forgetField } from "./attach.js";
import {
  contributions, identityRequest, matters, olderEvents, similarReports, unsentTexts,
} from "./casecards.js";
import { complaintText, conversation, lastHandover, standing, timeline } from "./casefile.js";
import { day, el, find, goTo, say, show, t } from "./page.js";
import { privacyMark } from "./inbox.js";
import { officer, officerCall } from "./session.js";
import { suggestions } from "./triage.js";
import { keepUnsent, unsentOf } from "./unsent.js";
import { stopWatching, watch } from "./watch.js";

export { forgetField, stopWatching };

const file = find("#casefile");
const note = find("#note");

// After these there is nothing more to do here for now: the next case can come.
const DONE_WITH = new Set([
  "route", "transfer", "return", "archive", "merge", "answer", "hold", "interim_reply", "resolve_appeal", "contribute",
]);

const TRIAGE = new Set(["triage", "returned"]);

// What is done most often stands first; what gives a report to somebody else stands together.
const OFTEN = ["start", "answer", "hold", "withdraw_question", "interim_reply", "assign", "route", "transfer", "return", "ask_contribution"];

/** The action that most likely comes next, if any. */
const likely = (actions, { status }) =>
  (TRIAGE.has(status) ? ["route"] : ["resolve_appeal", "contribute", "start", "answer"]).find((one) => actions.includes(one));

/** Whether the page itself unfolds it, so that its button is in sight: where there is room for it, and somebody waits for it. */
const unfolds = (action, { waiting_on: turn, status }, suggested) => matchMedia("(min-width: 64rem)").matches
  && (action === "contribute" || turn === "agency") && !(suggested && TRIAGE.has(status));

const me = () => officer()?.sub ?? "";

/** The reports like a case; none where they cannot be told: nobody has to wait for them. */
async function similarTo(id) {
  try {
    return listed(await officerCall("GET", `complaints/${encodeURIComponent(id)}/similar`));
  } catch {
    return [];
  }
}

/** What the level means that a case was taken to: who was told, of which deadline, and what the time left is of. */
function levelSaid({ escalation_level: level, limit, overdue }, events) {
  const last = events.findLast(({ type }) => type === "escalated")?.data;
  return [
    t(`work.level_${level}`),
    last && t("work.level_of", { limit: t(`limit.${last.limit}`), date: day(last.limit_at) }),
    limit && !overdue && t("work.level_next"),
  ].filter(Boolean).join(" ");
}

/** What happened since the version that the officer had read. */
function changed(events, seen) {
  const since = seen && events.filter(({ number }) => number > seen);
  return since?.length ? el("section", { class: "card changed", id: "changed", "aria-labelledby": "changed-title" },
    el("h3", { id: "changed-title" }, t("work.changed")), timeline(since)) : null;
}

/**
 * Read a case and put it on the desk, and give it; null where it is not wanted any more: `still()` says
 * whether it is. `seen` is the version that the officer had acted on, where somebody was faster.
 * `onstep(action, answer)` hears of every step. Raises `Refused`.
 */
export async function openCase(id, options) {
  const report = await read(id);
  if (!options.still()) return null;
  showCase(report, similarTo(report.id), options);
  return report;
}

const read = (id) => officerCall("GET", `complaints/${encodeURIComponent(id)}`);

/**
 * Say of a report that everybody may read and the officer may not work on, or not any more, who has
 * it, and since when. False: that is not known.
 */
export async function tellWhose(id) {
  const path = `v1/complaints/${encodeURIComponent(id)}`;
  try {
    const [{ agency }, history] = await Promise.all([call("GET", path), call("GET", `${path}/timeline`)]);
    const now = agency ? t("work.elsewhere", { agency: agency.name }) : t("work.elsewhere_nobody");
    const handed = !history.next_cursor && lastHandover(listed(history)); // where that is all of it
    say(note, [now, handed && t("work.elsewhere_since", { handed })].filter(Boolean).join(" "), "bad");
    note.append(" ", el("a", { href: `reports/${encodeURIComponent(id)}` }, t("work.elsewhere_read")));
    return true;
  } catch {
    return false;
  }
}

/** Back to the list, where there is no room for it beside the case. */
export const backLine = () => el("p", { class: "back-line" }, el("a", { href: "#", class: "back" }, t("work.back")));

/** After a step that gave the case to somebody else: what was done is said, and the case is gone. */
function showGone(told) {
  stopWatching();
  file.replaceChildren(backLine(), el("p", { class: "faint" }, t("work.gone")));
  document.title = t("officer.title");
  say(note, told, "good");
  goTo(note);
}

/** Whether the officer has something of the case in hand, which would be lost if it were shown anew: a text, files, an identity that is shown once, their place. */
const inHand = (id) => Object.keys(unsentOf(me(), id)).length > 0
  || Boolean(find("form .attachments li, #shown-identity, button:disabled, :is(input, textarea, select, button, summary, a):focus", file) ?? find("dialog[open]"));

/** A button beside what is said, in sight wherever one reads, that shows what is new. */
function offerNew(see) {
  say(note, t("work.news"));
  note.append(" ", el("button", { type: "button", class: "second small", onclick: see }, t("work.news_show")));
}

/** Put a case on the desk; `quietly`, it stays where it was read, and the focus where it was. */
function showCase(report, alike, { message = "", kind = "good", seen, quietly, onstep, still }) {
  const { id } = report;
  const events = report.timeline ?? [];
  const list = timeline(events, report);
  const path = `complaints/${encodeURIComponent(id)}/actions`;
  const filesPath = `complaints/${encodeURIComponent(id)}/attachments`;
  const send = (to, body) => once([to, body], (headers) => officerCall("POST", to, { body, headers }));
  const files = { add: (body) => send(filesPath, body), list: async () => listed(await officerCall("GET", filesPath)) };
  const again = async (options) => {
    try {
      const fresh = await openCase(id, { ...options, onstep, still });
      if (fresh) onstep(null, fresh);
    } catch (failure) {
      if (!failure.replaced && still()) say(note, explain(failure), "bad");
    }
  };
  const stale = () => again({ message: t("work.faster"), kind: "bad", seen: report.version });
  const news = { message: t("work.news_shown"), seen: report.version };
  const showNews = async (open) => {
    if (!inHand(id)) {
      const fresh = await read(id);
      if (!open()) return;
      if (!inHand(id)) {
        showCase(fresh, alike, { ...news, quietly: true, onstep, still });
        return void onstep(null, fresh);
      }
    }
    offerNew(() => again(news));
  };
  const gone = async () => {
    if (!await tellWhose(id)) say(note, t("work.gone"), "bad");
    onstep(null, { id });
  };
  const unsent = unsentOf(me(), id);
  const purposeOf = (action) => `${me()} ${id} ${action}`;
  const keep = (action, values) => {
    keepUnsent(me(), id, action, values);
    if (!values) forgetField(purposeOf(action));
  };
  const actions = (report.actions ?? []).map((action) => action.action ?? action);
  const done = async (action, answer, said = t(`action.${action}`)) => {
    const told = t("work.done", { action: said, id });
    const here = still(); // else another report was opened meanwhile, and stays
    if (onstep(action, answer, { told, doneWith: here && DONE_WITH.has(action), triaged: TRIAGE.has(report.status) })) return;
    if (!here) say(note, told, "good");
    else if ("title" in answer) showCase(answer, alike, { message: told, onstep, still });
    else showGone(told);
  };
  // A file is shown to the public where it is seen.
  const publish = actions.includes("publish_attachment") && (async (number, shown, name) => {
    try {
      await send(path, { action: "publish_attachment", version: report.version, number, public: shown });
    } catch (failure) {
      if (failure.code !== "stale") throw failure;
      return stale();
    }
    return again({ message: t("work.done", { action: name, id }) });
  });
  const route = actions.includes("route") && (async (agency, name) => {
    for (const button of file.querySelectorAll("#suggestions button")) button.disabled = true;
    try {
      await done("route", await send(path, { action: "route", version: report.version, agency_id: agency }), t("work.route_to", { agency: name }));
    } catch (failure) {
      if (failure.replaced) return;
      if (failure.code === "stale") return void await stale();
      for (const button of file.querySelectorAll("#suggestions button")) button.disabled = false;
      say(note, [explain(failure), ...(failure.fields ?? []).map((one) => one.message)].join(" "), "bad");
    }
  });
  const main = likely(actions, report);
  const inOrder = [...new Set([main, ...OFTEN.filter((action) => actions.includes(action)), ...actions])]
    .filter((action) => action && !["disclose_identity", "publish_attachment"].includes(action));
  const likeliest = suggestions(events, route);
  const written = inOrder.some((action) => unsent[action]);
  const forms = inOrder.map((action) => actionForm(action, report, {
    main: action === main,
    unfolded: action === main && !written && unfolds(main, report, likeliest?.querySelector("button")),
    unsent: unsent[action],
    keep: (values) => keep(action, values),
    files,
    purpose: purposeOf(action),
    send: (body) => send(path, body),
    done,
    stale,
  }));
  const formOf = (action) => forms.find((form) => find(`[data-action=${action}]`, form));
  const side = el("div", { class: "case-side" }, ...[
    changed(events, seen),
    likeliest,
    el("section", { class: "card", "aria-labelledby": "actions-title" }, el("h3", { id: "actions-title" }, t("work.actions")),
      forms.length ? el("div", { class: "actions" }, forms) : el("p", { class: "faint" }, t("work.no_actions"))),
  ].filter(Boolean));
  const pane = file.parentElement;
  const [paneAt, pageAt] = [pane.scrollTop, scrollY];
  const onTitle = document.activeElement?.id === "case-title";
  file.replaceChildren(
    backLine(),
    standing(report, { events, caseUrl: (other) => `#${other}` }),
    el("div", { class: "case-parts" },
      el("div", { class: "case-text" }, ...[
        unsentTexts(Object.entries(unsent).filter(([action]) => !report.actions?.includes(action)), (action) => keep(action, null)),
        complaintText(report),
        report.attachments?.length && attachmentSection({ list: files.list, publish }),
        contributions(report, events),
        identityRequest(report),
        matters(report, formOf("split")),
      ].filter(Boolean)),
      side,
      el("div", { class: "case-past" },
        el("section", { class: "card" }, el("h3", {}, t("track.messages")), conversation(report.messages, events, "track.from_reporter_officer")),
        el("section", { class: "card" }, el("h3", {}, t("track.history")), ...[olderEvents(report, list, note)].filter(Boolean), list))));
  const about = find(".standing", file);
  const level = report.escalation_level;
  find(".marks", about).append(...[
    level > 0 && el("span", { class: "badge late" }, t("officer.level", { level })), privacyMark(report),
    report.replied && el("span", { class: "badge" }, t("officer.replied")),
  ].filter(Boolean));
  if (level > 0) find(".facts", about).before(el("p", { class: "hint level" }, levelSaid(report, events)));
  const { question_expires_at: until } = report;
  if (until) find(".facts", about).append(el("div", {}, el("dt", {}, t("work.question_until")), el("dd", {}, day(until))));
  if ("practice" in document.documentElement.dataset) import("./coach.js").then(({ coach }) => about.after(coach(report)), () => {});
  alike.then((items) => { if (items.length) side.append(similarReports(items, report, formOf("merge"), note)); });
  document.title = `${report.title} · ${t("officer.title")}`;
  show(file);
  say(note, message, kind);
  watch(report, { changed: showNews, gone });
  if (quietly) {
    pane.scrollTop = paneAt;
    scrollTo({ top: pageAt, behavior: "instant" });
    if (onTitle) Object.assign(find("#case-title"), { tabIndex: -1 }).focus({ preventScroll: true });
    return;
  }
  goTo(message ? note : find("#case-title"));
  file.scrollTop = 0;
  if (kind === "bad") find("#changed, details.action[open]", file)?.scrollIntoView({ block: "nearest" });
}
