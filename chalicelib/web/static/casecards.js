// What stands beside a case on the desk: what is asked of others, who reported, a second matter,
// reports alike, texts that were not sent.
import { explain, listed } from "./api.js";
import { fieldNames, timeline, words } from "./casefile.js";
import { date, day, el, find, freshId, goTo, moment, say, show, t } from "./page.js";
import { officerCall } from "./session.js";
import { badge, hasEnded } from "./status.js";

/** What other agencies are asked for and owe, each with its question. */
export function contributions({ contributions: owed = [] }, events) {
  if (!owed.length) return null;
  return el("section", { class: "card", id: "contributions" }, el("h3", {}, t("work.contributions")),
    owed.map(({ agency, due, overdue }) => {
      const asked = events.findLast(({ type, data }) => type === "contribution_asked" && data.asked_agency_id === agency.id);
      return el("div", {},
        el("p", {}, t("work.contribution_due", { agency: agency.name, date: day(due) }), " ",
          overdue && el("span", { class: "badge late" }, t("officer.contribution_late"))),
        asked && words(asked.data.question));
    }));
}

/** Unfold an action's form with a field filled in, for the officer to read and send. */
export function prepare(details, name, value) {
  const input = find(`[name="${name}"]`, details);
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true })); // what was wrong with it is no longer
  details.open = true;
  goTo(input);
}

/** What is asked of the reporter's identity and, for who asked and was approved, the button that shows it: once. */
export function identityRequest(report) {
  const { identity_request: asked } = report;
  if (!asked) return null;
  const status = el("p", { class: "note", role: "status" });
  const button = report.actions?.includes("disclose_identity") && el("button", { type: "button" }, t("action.disclose_identity"));
  const warning = button && el("p", { class: "warning" }, el("strong", {}, t("work.identity_once")));
  const until = el("p", { class: "hint" }, t(asked.approved_at ? "work.identity_until_see" : "work.identity_until_decide", { date: moment(asked.until) }));
  if (button) button.addEventListener("click", () => see(report, { button, warning, until, status }));
  return el("section", { class: "card", id: "identity", "aria-labelledby": "identity-title" },
    el("h3", { id: "identity-title" }, t("work.identity")),
    el("p", {}, t("work.identity_asked", {
      agency: asked.agency_name ?? "–", fields: fieldNames(asked.fields), basis: asked.basis ? t(`legal_basis.${asked.basis}`) : "–",
    })),
    asked.silent_until && el("p", { class: "hint" }, t("work.identity_silent", { date: day(asked.silent_until) })),
    until, warning, button, status);
}

/** Show who reported, in the place of the button. It is kept nowhere: leaving the case takes it away. */
async function see(report, { button, warning, until, status }) {
  if (!confirm(t("work.identity_sure"))) return;
  button.disabled = true;
  try {
    const answer = await officerCall("POST", `complaints/${encodeURIComponent(report.id)}/identity/disclosure`);
    report.version = answer.version; // what else is done on this page is done after it
    const shown = el("dl", { class: "facts", id: "shown-identity" }, Object.entries(answer.identity).map(([field, value]) =>
      el("div", {}, el("dt", {}, t(`identity_field.${field}`)), el("dd", {}, value ?? t("work.identity_missing")))));
    warning.replaceWith(shown);
    for (const over of [button, until, find("[data-action=withdraw_identity]")?.closest("details")]) over?.remove();
    say(status, t("work.identity_shown"), "good");
    goTo(shown);
  } catch (failure) {
    if (failure.replaced) return;
    button.disabled = false;
    say(status, explain(failure), "bad");
  }
}

/** The parts of a text that tells of two matters. `split` is the form of that action, when the officer has it. */
export function matters({ matters: parts = [] }, split) {
  return parts.length ? el("section", { class: "card", id: "matters" }, el("h3", {}, t("officer.two_matters")),
    el("p", { class: "hint" }, t("work.two_matters_hint")),
    parts.map((part) => {
      const id = freshId("matter");
      return el("div", {}, el("p", { class: "words", id, lang: "id" }, part),
        split && el("button", {
          type: "button", class: "quiet small", "aria-describedby": id, onclick: () => prepare(split, "text", part),
        }, t("work.second_matter")));
    })) : null;
}

/** Reports alike, to look at beside `report`. `merge` is the form of that action, when the officer has it. */
export function similarReports(items, report, merge, note) {
  return el("section", { class: "card", id: "similar", "aria-labelledby": "similar-title" },
    el("h3", { id: "similar-title" }, t("work.similar")),
    el("ul", { class: "rows" }, items.map((item) => {
      const title = freshId("similar");
      return el("li", {},
        el("a", { href: `#${item.id}`, class: "row" },
          el("span", { class: "row-title", id: title, lang: "id" }, item.title),
          el("span", { class: "marks" }, badge(item)),
          el("span", { class: "by" }, [t("work.alike", { percent: Math.round(item.similarity * 100) }), date(item.filed_at), item.region_name, item.id].filter(Boolean).join(" · "))),
        merge && !hasEnded(item) ? el("button", {
          type: "button", class: "quiet small", "aria-describedby": title, onclick: () => prepare(merge, "into", item.id),
        }, t("work.merge_into")) : null,
        el("button", { type: "button", class: "quiet small", "aria-describedby": title, onclick: async () => {
          const { compare } = await import("./compare.js");
          await compare(report, item.id, {
            merge: merge && !hasEnded(item) && ((into) => prepare(merge, "into", into)),
            note: (text) => say(note, text, "bad"),
          });
        } }, t("work.compare")));
    })));
}

/** Texts whose action is no longer possible: still there to be copied, until `drop(action)`. `name(action)` is what it is called. */
export function unsentTexts(texts, drop, name = (action) => t(`action.${action}`)) {
  return texts.length ? el("section", { class: "card unsent" }, el("h3", {}, t("work.unsent")),
    el("p", { class: "hint" }, t("work.unsent_hint")),
    texts.map(([action, { attachments: files, ...values }]) => el("div", {}, el("h4", {}, name(action)), Object.values(values).filter(Boolean).map((text) => words(text)),
      files && el("p", { class: "hint" }, t("work.unsent_files", { n: files })),
      el("button", { type: "button", class: "quiet small", onclick: ({ target }) => {
        drop(action);
        target.parentElement.remove();
      } }, t("work.unsent_drop"))))) : null;
}

/** A button for what happened before the events that are shown; null where that is all of them. */
export function olderEvents(report, list, note) {
  let { timeline_cursor: older } = report;
  if (!older) return null;
  const button = el("button", { type: "button", class: "quiet small", onclick: async () => {
    button.disabled = true;
    try {
      const path = `complaints/${encodeURIComponent(report.id)}/timeline?cursor=${encodeURIComponent(older)}`;
      const answer = await officerCall("GET", path);
      list.prepend(...timeline(listed(answer).reverse(), { ...report, messages: [] }).children);
      older = answer.next_cursor ?? null;
      show(button, Boolean(older));
    } catch (failure) {
      if (!failure.replaced) say(note, explain(failure), "bad");
    } finally {
      button.disabled = false;
    }
  } }, t("work.older"));
  return button;
}
