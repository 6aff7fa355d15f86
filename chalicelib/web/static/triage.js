// Whom a report could go to: what the system suggests, in words, one key each.
import { el, has, language, number, t } from "./page.js";

const LEAST = 0.05; // a share below it helps nobody to decide

/** The agencies suggested for a case, the likeliest first, and what was read in its words. */
function suggested(events) {
  const { data, agencies, why = {} } = events.findLast(({ data: { words, candidates, near } = {} }) =>
    words?.length || candidates || near) ?? {};
  if (!data) return null;
  return {
    data,
    asked: Boolean(data.candidates),
    fitting: (data.candidates ?? []).filter(({ probability }) => probability >= LEAST)
      .map(({ agency_id: id, probability }) => ({ id, name: agencies[id], probability, why: why[id]?.[language] })),
  };
}

/** Why the rules left it to a person, in words. */
const reasonOf = (events) => events.findLast(({ type }) => type === "triage")?.data?.reason;

/**
 * The card of suggestions; null where the system has none to make. `route(id, name)` passes the
 * report to an agency, where the officer may.
 */
export function suggestions(events, route) {
  const found = suggested(events);
  if (!found || (!found.asked && !found.data.near)) return null;
  const { data, fitting, asked } = found;
  const reason = reasonOf(events);
  return el("section", { class: "card", id: "suggestions", "aria-labelledby": "suggestions-title" },
    el("h3", { id: "suggestions-title" }, t("work.prediction")),
    route && reason && has(`triage_reason.${reason}`) ? el("p", { class: "hint" }, t(`triage_reason.${reason}`)) : null,
    fitting.length ? el("ol", { class: "suggested", "aria-label": t("work.candidates") }, fitting.map(({ id, name, probability, why }, i) =>
      el("li", {}, route
        ? el("button", { type: "button", class: "second", "data-agency": id, "aria-keyshortcuts": String(i + 1), onclick: ({ detail }) => detail < 2 && route(id, name) }, // a second press is the next report's by then
          el("kbd", { "aria-hidden": "true" }, String(i + 1)), el("span", {}, t("work.route_to", { agency: name })))
        : name,
      el("p", { class: "hint" }, `${Math.round(probability * 100)} %${why ? ` · ${why}` : ""}`)))) : null,
    asked && !fitting.length ? el("p", {}, t("work.no_candidates")) : null,
    data.near ? el("p", { class: "hint" }, t("work.near", { place: data.near.name, km: number(data.near.km) })) : null);
}
