// The calendar of working days: what is off, and its correction with a look at what it does.
import { adminCall, adminForm, again, field, filled, lines, linesOf, mayChange, table } from "./adminform.js";
import { date, day, el, t } from "./page.js";

/** What reports are promised before and after a change of the rules, as the API's preview says. */
export function examples({ filed_on: filed, examples: all }) {
  const changed = ({ before, after }, limit) => (before[limit] === after[limit]
    ? date(before[limit])
    : el("span", {}, el("s", {}, date(before[limit])), " ", el("strong", {}, date(after[limit]))));
  return el("div", {},
    table(t("administration.preview", { date: day(filed) }),
      ["class", "verify_by", "follow_up_by", "resolve_by"].map((name) => t(`administration.column.${name}`)),
      all.map((one) => [t(`administration.clock.${one.clock}`), ...["verify_by", "follow_up_by", "resolve_by"].map((limit) => changed(one, limit))])),
    el("p", { class: "hint" }, t("administration.preview_hint")));
}

function correction(form) {
  return { ...filled(form, "version", "note", "replaces"), added: linesOf(form, "added"), removed: linesOf(form, "removed") };
}

export async function fill(body) {
  const now = await adminCall("GET", "calendar?history=true");
  const estimated = new Set(now.estimated);
  const years = byYear(now.holidays);
  const seen = el("input", { type: "hidden", name: "replaces", value: now.version });
  body.replaceChildren(
    el("p", {}, t("administration.calendar_in_force", { version: now.in_force, year: now.last_year })),
    ...(mayChange() ? [
      el("h2", {}, t("administration.correct_calendar")),
      adminForm([
        seen,
        field("version", t("administration.version"), { hint: t("administration.version_hint") }),
        field("added", t("administration.days_added"), { hint: t("administration.days_hint"), control: lines(3, now.added.join("\n")) }),
        field("removed", t("administration.days_removed"), { hint: t("administration.days_hint"), control: lines(3, now.removed.join("\n")) }),
        field("note", t("administration.note")),
      ], [
        [t("administration.show_effect"), async (form, told) => {
          told.replaceChildren(examples(await adminCall("POST", "calendar/preview", correction(form))));
        }],
        [t("administration.put_in_force"), async (form, told, sent) => {
          await adminCall("PUT", "calendar", correction(form));
          sent();
          await again(body, fill, t("administration.in_force_now"));
        }],
      ], { keptAs: "calendar", anew: () => fill(body) })] : []),
    el("h2", {}, t("administration.days_off_all")),
    el("p", { class: "hint" }, t("administration.days_off_source")),
    ...Object.entries(years).reverse().map(([year, days]) => el("details", {},
      el("summary", {}, t("administration.days_off", { year, n: days.length })),
      el("ul", {}, days.map((one) => el("li", {},
        [day(one), now.names[one] ?? t("administration.day_added"), estimated.has(one) && t("administration.estimated")].filter(Boolean).join(" · ")))))),
    changes(now.history));
}

/** Every change with who made it, when and why. */
export function changes(history = []) {
  return el("details", {}, el("summary", {}, t("administration.history", { n: history.length })),
    table(t("administration.history_caption"), ["when", "who", "why", "what"].map((name) => t(`administration.column.${name}`)),
      [...history].reverse().map(({ made_at: at, officer_id: who, note, after }) => [date(at), who, note ?? "–", JSON.stringify(after)])));
}

function byYear(days) {
  const years = {};
  for (const one of days) (years[one.slice(0, 4)] ??= []).push(one);
  return years;
}
