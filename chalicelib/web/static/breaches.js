// Notices of a breach: proposed by one custodian, approved by one of another agency, told by an
// operator, within 72 hours of its being known.
import { adminCall, adminForm, again, field, filled, lines, linesOf, table } from "./adminform.js";
import { el, moment, number, t } from "./page.js";
import { officer } from "./session.js";

function proposal(form) {
  const told = filled(form, "known_at", "text", "text_en", "read_by", "read_from", "read_to");
  return { ...told, ...(told.known_at ? { known_at: new Date(told.known_at).toISOString() } : {}), case_ids: linesOf(form, "case_ids") };
}

function card(notice, body) {
  const { id, known_at: known, tell_by: by, text, text_en: english, cases, proposed, approved, ended, runs } = notice;
  const act = (label, method, path, message) => el("button", { type: "button", class: method === "DELETE" ? "second" : null, onclick: async () => {
    if (!confirm(t("administration.breach.sure", { act: label }))) return;
    await adminCall(method, `breaches/${id}${path}`);
    await again(body, fill, message);
  } }, label);
  const word = (name, { by: who, agency_id: agency, at }) => el("li", {}, t(`administration.breach.${name}`, { who, agency, at: moment(at) }));
  return el("section", { class: "card" },
    el("h2", {}, t("administration.breach.heading", { at: moment(known), n: number(cases) })),
    el("p", {}, t(ended ? "administration.breach.over" : "administration.breach.tell_by", { at: moment(by) })),
    el("p", { lang: "id" }, text), el("p", { lang: "en" }, english),
    el("ul", {}, word("proposed", proposed), approved && word("approved", approved), runs.map((run) => word("told", run)), ended && word("ended", ended)),
    !ended && el("div", { class: "buttons" },
      !approved && proposed.agency_id !== officer().agency_id && act(t("administration.breach.approve"), "POST", "/approval", t("administration.breach.is_approved")),
      act(t("administration.breach.end"), "DELETE", "", t("administration.breach.is_ended"))));
}

export async function fill(body) {
  const { items } = await adminCall("GET", "breaches");
  const words = (name, lang) => field(name, t(`administration.breach.${name}`), { control: Object.assign(lines(5), { lang }), hint: t("administration.breach.text_hint") });
  body.replaceChildren(
    el("p", {}, t("administration.breach.lead")),
    ...(items.length ? items.map((notice) => card(notice, body)) : [table("", [], [])]),
    el("h2", {}, t("administration.breach.new")),
    adminForm([
      field("known_at", t("administration.breach.known_at"), { type: "datetime-local" }),
      words("text", "id"), words("text_en", "en"),
      field("case_ids", t("administration.breach.case_ids"), { hint: t("administration.lines_hint"), control: lines(3) }),
      field("read_by", t("administration.breach.read_by"), { hint: t("administration.breach.read_by_hint") }),
      field("read_from", t("administration.readings.from"), { type: "date" }),
      field("read_to", t("administration.readings.to"), { type: "date" }),
    ], [[t("administration.breach.propose"), async (form, told, sent) => {
      await adminCall("POST", "breaches", proposal(form));
      sent();
      await again(body, fill, t("administration.breach.is_proposed"));
    }]], { keptAs: "breaches", anew: () => fill(body) }));
}
