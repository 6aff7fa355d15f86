// The clocks: how many working days everybody has, by version; and agencies' own stricter limits.
import { adminCall, adminForm, again, agencyField, agencyNames, field, filled, mayChange, named as namedAgency, table } from "./adminform.js";
import { changes, examples } from "./calendar.js";
import { date, el, t } from "./page.js";

const NUMBERS = ["verify", "follow_up", "information_request", "aspiration", "complaint", "supervisory", "appeal", "silence",
  "silence_after_reminder", "hold", "reopen", "warning_percent", "escalation_step", "escalation_repeat", "returns_before_decision",
  "identity_request", "identity_information_request", "identity_aspiration", "identity_complaint", "identity_supervisory"];
const LIMITS = ["follow_up", "information_request", "aspiration", "complaint", "supervisory"];

const NO_WORKDAYS = new Set(["reminders", "warning_percent", "returns_before_decision",
  "identity_information_request", "identity_aspiration", "identity_complaint", "identity_supervisory"]); // their names say what they count

/** What a number is called, and what it counts. */
const named = (name) => {
  const clock = t(`administration.clock.${name}`);
  return NO_WORKDAYS.has(name) ? clock : t("administration.in_workdays", { clock });
};

const numbersOf = (form, under, names) => Object.fromEntries(Object.entries(filled(form, ...names.map((name) => `${under}.${name}`)))
  .map(([name, value]) => [name.slice(under.length + 1), Number(value)]));

const textsOf = (form, under, ...names) => Object.fromEntries(Object.entries(filled(form, ...names.map((name) => `${under}.${name}`)))
  .map(([name, value]) => [name.slice(under.length + 1), value]));

function clocks(form) {
  const reminders = form.elements["clocks.reminders"].value.split(/[\s,]+/).filter(Boolean).map(Number);
  return { clocks: { ...textsOf(form, "clocks", "version", "effective_from"), ...numbersOf(form, "clocks", NUMBERS), reminders }, ...filled(form, "note") };
}

function limits(form) {
  return { agency_limits: { ...textsOf(form, "agency_limits", "agency_id", "effective_from"), ...numbersOf(form, "agency_limits", LIMITS) }, ...filled(form, "note") };
}

/** The two acts of each form: look at what a change does, and make it. */
const acts = (asked, body) => [
  [t("administration.show_effect"), async (form, told) => {
    told.replaceChildren(examples(await adminCall("POST", "deadlines/preview", asked(form))));
  }],
  [t("administration.put_in_force"), async (form, told, sent) => {
    await adminCall("PUT", "deadlines", asked(form));
    sent();
    await again(body, fill, t("administration.kept"));
  }],
];

export async function fill(body) {
  const now = await adminCall("GET", "deadlines?history=true");
  const names = await agencyNames(now.agency_limits.map(({ agency_id: id }) => id));
  const current = now.versions.find(({ version }) => version === now.in_force);
  const number = (name, value) => field(name, named(name.split(".")[1]), { type: "number", min: 1, inputmode: "numeric", value });
  const begins = (under) => field(`${under}.effective_from`, t("administration.effective_from"), { type: "date" });
  body.replaceChildren(
    table(t("administration.clocks_caption", { version: now.in_force }),
      [t("administration.column.clock"), ...now.versions.map(({ version, effective_from: from }) => t("administration.version_from", { version, date: date(from) }))],
      [...NUMBERS, "reminders"].map((name) => [named(name), ...now.versions.map((version) => String(version[name]))])),
    table(t("administration.limits_caption"), ["agency", "effective_from", ...LIMITS].map((name) => (LIMITS.includes(name) ? named(name) : t(`administration.column.${name}`))),
      now.agency_limits.map((own) => [namedAgency(names, own.agency_id), date(own.effective_from), ...LIMITS.map((name) => own[name] ?? "–")])),
    ...(mayChange() ? [
      el("h2", {}, t("administration.new_clocks")),
      adminForm([
        field("clocks.version", t("administration.version"), { hint: t("administration.version_hint") }),
        begins("clocks"),
        ...NUMBERS.map((name) => number(`clocks.${name}`, current[name])),
        field("clocks.reminders", named("reminders"), { hint: t("administration.reminders_hint"), value: current.reminders.join(" ") }),
        field("note", t("administration.note")),
      ], acts(clocks, body), { keptAs: "clocks", anew: () => fill(body) }),
      el("h2", {}, t("administration.new_limits")),
      adminForm([
        agencyField("agency_limits.agency_id", t("administration.of_agency")),
        begins("agency_limits"),
        ...LIMITS.map((name) => number(`agency_limits.${name}`)),
        field("note", t("administration.note")),
      ], acts(limits, body), { keptAs: "limits", anew: () => fill(body) })] : []),
    changes(now.history));
}
